"""Guides are read from YAML, or refused with file and line."""

import pytest

from tests.forms.support import GOOD, PROCEDURES, write_guide
from webapp.forms.definition import definition_digest
from webapp.forms.loading import DefinitionFaults, load_definition, load_folder, load_with_lines

GROUP = """\
steps:
  - id: contact
    ask: {vi: "Số nào?", en: "Which number?"}
    fields:
      - {id: contact.phone, kind: phone}
papers:
  - {id: letter, name: {vi: "Thư", en: "Letter"}, form: copy, treatment: show_only, look: paper}
"""


def refused(tmp_path, text):
    """Return the faults of a guide as (line, code)."""
    file = write_guide(tmp_path, text)
    with pytest.raises(DefinitionFaults) as caught:
        load_definition(file)
    assert all(fault.file == str(file) for fault in caught.value.faults)
    return [(fault.line, fault.code) for fault in caught.value.faults]


def test_a_guide_is_read(tmp_path):
    form = load_definition(write_guide(tmp_path, GOOD))
    assert (form.procedure, form.revision) == ("9.000001", 1)
    assert form.steps[0].fields[0].required is True
    assert form.steps[1].when == {"<": [{"age_at": [{"var": "owner.birth_date"}, {"today": []}]}, 14]}


def test_what_looks_like_a_number_a_time_or_a_no_stays_text(tmp_path):
    text = GOOD.replace('"9.000001"', "1.010390").replace(
        "kind: person_name}", "kind: choice, options: [{value: no, say: {vi: 08:30, en: 1.50}}, {value: 07, say: {vi: yes, en: null}}]}"
    )
    form = load_definition(write_guide(tmp_path, text))
    options = form.steps[1].fields[0].options
    assert form.procedure == "1.010390"
    assert [(option.value, option.say.vi, option.say.en) for option in options] == [("no", "08:30", "1.50"), ("07", "yes", "null")]


def test_texts_become_nfc(tmp_path):
    form = load_definition(write_guide(tmp_path, GOOD.replace("Thử", "Thu\u031b\u0309")))
    assert form.name.vi == "Thử"


def test_a_missing_language_is_refused_with_its_line(tmp_path):
    assert refused(tmp_path, GOOD.replace(', en: "When were you born?"', "")) == [(8, "missing_language")]


def test_an_empty_language_is_refused(tmp_path):
    assert (8, "missing_language") in refused(tmp_path, GOOD.replace('"When were you born?"', '" "'))


def test_a_third_language_is_refused(tmp_path):
    assert refused(tmp_path, GOOD.replace('en: "Trial"', 'en: "Trial", fr: "Essai"')) == [(3, "unknown_key")]


def test_every_fault_is_told_at_once(tmp_path):
    text = GOOD.replace("required: true", "required: yes").replace("kind: person_name", "kind: name").replace("presence: none\n", "")
    assert refused(tmp_path, text) == [(1, "missing_key"), (9, "wrong_type"), (14, "unknown_value")]


def test_a_key_written_twice_is_refused(tmp_path):
    assert refused(tmp_path, GOOD.replace("revision: 1", "revision: 1\nrevision: 1")) == [(3, "duplicate_key")]


def test_an_unknown_key_is_refused(tmp_path):
    assert refused(tmp_path, GOOD.replace("max: today", "maximum: today")) == [(10, "unknown_key")]


def test_a_fraction_is_no_whole_number(tmp_path):
    assert refused(tmp_path, GOOD.replace("revision: 1", "revision: 1.0")) == [(2, "wrong_type")]


def test_what_is_not_yaml_is_refused_with_its_line(tmp_path):
    assert refused(tmp_path, GOOD + "  - [\n")[0][1] == "yaml"
    assert refused(tmp_path, "") == [(1, "yaml")]
    assert refused(tmp_path, "- a\n")[0] == (1, "wrong_type")


def test_an_object_of_python_is_only_text(tmp_path):
    with pytest.raises(DefinitionFaults):
        load_definition(write_guide(tmp_path, GOOD.replace("revision: 1", "revision: !!python/object/apply:os.getcwd []")))


def test_a_revision_that_is_not_its_file_s_is_refused(tmp_path):
    assert refused(tmp_path, GOOD.replace("revision: 1", "revision: 2")) == [(1, "wrong_revision")]


def test_a_shared_group_is_put_where_it_is_named(tmp_path):
    write_guide(tmp_path, GROUP, "_shared", "contact.v1.yaml")
    form = load_definition(write_guide(tmp_path, GOOD.replace("steps:\n", "steps:\n  - group: contact.v1\n")))
    assert [step.id for step in form.steps] == ["contact", "birth", "guardian"]
    assert [paper.id for paper in form.papers] == ["form", "letter"]


def test_a_group_written_out_has_the_same_digest(tmp_path):
    write_guide(tmp_path, GROUP.split("papers:")[0], "_shared", "contact.v1.yaml")
    named = load_definition(write_guide(tmp_path, GOOD.replace("steps:\n", "steps:\n  - group: contact.v1\n")))
    written = load_definition(write_guide(tmp_path, GOOD.replace("steps:\n", GROUP.split("papers:")[0])))
    assert definition_digest(named) == definition_digest(written)


def test_a_fault_in_a_group_names_the_file_of_the_group(tmp_path):
    group = write_guide(tmp_path, GROUP.replace("kind: phone", "kind: telephone"), "_shared", "contact.v1.yaml")
    with pytest.raises(DefinitionFaults) as caught:
        load_definition(write_guide(tmp_path, GOOD.replace("steps:\n", "steps:\n  - group: contact.v1\n")))
    assert [(fault.file, fault.line) for fault in caught.value.faults] == [(str(group), 5)]


def test_a_group_that_is_not_there_is_refused(tmp_path):
    assert refused(tmp_path, GOOD.replace("steps:\n", "steps:\n  - group: nobody.v1\n")) == [(7, "unknown_group")]
    assert refused(tmp_path, GOOD.replace("steps:\n", "steps:\n  - group: ../../secret.v1\n")) == [(7, "unknown_group")]


def test_every_part_knows_its_line(tmp_path):
    loaded = load_with_lines(write_guide(tmp_path, GOOD))
    assert loaded.place("steps", 1, "when")[1] == 13
    assert loaded.place("steps", 1, "fields", 0, "options", 4)[1] == 15


def test_a_folder_gives_the_latest_revision_and_keeps_all(tmp_path):
    write_guide(tmp_path, GOOD)
    write_guide(tmp_path, GOOD.replace("revision: 1", "revision: 2"), file="v2.form.yaml")
    write_guide(tmp_path, GOOD, "_drafts")
    found = load_folder(tmp_path)
    assert found["9.000001"].revision == 2
    assert sorted(form.revision for form in found.by_digest.values()) == [1, 2]


def test_two_files_of_one_revision_are_refused(tmp_path):
    write_guide(tmp_path, GOOD, "one")
    write_guide(tmp_path, GOOD, "two")
    with pytest.raises(DefinitionFaults) as caught:
        load_folder(tmp_path)
    assert [fault.code for fault in caught.value.faults] == ["duplicate_revision"]


def test_the_faults_of_all_files_are_told_together(tmp_path):
    write_guide(tmp_path, "- a", "one")
    write_guide(tmp_path, "- b", "two")
    with pytest.raises(DefinitionFaults) as caught:
        load_folder(tmp_path)
    assert len({fault.file for fault in caught.value.faults}) == 2


def test_the_guides_of_the_house_can_be_read():
    assert {"1.001456", "1.001193", "1.014027"} <= set(load_folder(PROCEDURES))
