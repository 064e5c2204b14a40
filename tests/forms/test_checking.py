"""The lint of guides: each mistake that would mislead a citizen is found, with its file and line."""

import pytest

from tests.forms.support import GOOD, PROCEDURES, TODAY, choice, guide, lists, paper, say, step, write_guide
from webapp.forms.checking import check_definition, check_file, check_folder
from webapp.forms.definition import Check, Field, Option, Say
from webapp.forms.lint.words import long_sentences
from webapp.kernel.localised import Localised


def faults(tmp_path, text):
    """Return the faults of a guide as (line, code)."""
    return [(fault.line, fault.code) for fault in check_file(write_guide(tmp_path, text), lists())]


def codes(definition):
    return [finding.code for finding in check_definition(definition, lists())]


def test_a_good_guide_has_no_faults(tmp_path):
    assert faults(tmp_path, GOOD) == []


def test_a_dead_step_is_refused_with_file_and_line(tmp_path):
    text = GOOD.replace('"<": [{"age_at": [{"var": "owner.birth_date"}, {"today": []}]}, 14]', '"<": [14, 14]')
    file = write_guide(tmp_path, text)
    assert [(fault.file, fault.line, fault.code) for fault in check_file(file, lists())] == [(str(file), 13, "unreachable")]


def test_a_missing_language_is_refused_with_file_and_line(tmp_path):
    file = write_guide(tmp_path, GOOD.replace(', en: "Form"', ""))
    assert [(fault.file, fault.line, fault.code) for fault in check_folder(tmp_path, lists())] == [(str(file), 17, "missing_language")]


def test_a_step_that_two_rules_make_impossible_together_is_dead():
    form = guide(
        step("a", choice("a", "one", "two")),
        step("b", choice("b", "x", "y"), when={"==": [{"var": "a"}, "one"]}),
        step("c", Field("c", "text"), when={"and": [{"==": [{"var": "a"}, "two"]}, {"==": [{"var": "b"}, "x"]}]}),
    )
    assert codes(form) == ["unreachable"]


def test_a_step_behind_a_dead_step_is_dead_too():
    form = guide(
        step("a", Field("a", "yes_no")),
        step("b", Field("b", "text"), when={"and": [{"var": "a"}, {"not": {"var": "a"}}]}),
        step("c", Field("c", "text"), when={"has": "b"}),
    )
    assert codes(form) == ["unreachable", "unreachable"]


@pytest.mark.parametrize(
    "rule",
    [
        {">": [{"age_at": [{"var": "d"}, {"today": []}]}, 74]},
        {"and": [{">=": [{"age_at": [{"var": "d"}, {"today": []}]}, 70]}, {"<": [{"age_at": [{"var": "d"}, {"today": []}]}, 75]}]},
        {">": [{"today": []}, {"add_days": [{"var": "d"}, 60]}]},
        {"<": [{"var": "d"}, "1975-04-30"]},
        {"==": [{"var": "d"}, "2024-02-29"]},
        {"==": [{"add_months": [{"var": "d"}, 6]}, {"today": []}]},
        {"==": [{"var": "n"}, 3]},
        {"!=": [{"var": "t"}, "x"]},
        {"==": [{"var": "u.commune"}, "06967"]},
        {"in": ["tay", {"var": "many"}]},
        {"==": [{"count": {"var": "many"}}, 0]},
    ],
)
def test_a_step_that_some_answers_reach_is_not_called_dead(rule):
    many = Field("many", "many_choices", options=choice("x", "vi", "tay").options, label=say())
    asked = [Field(name, kind, label=say()) for name, kind in (("d", "date"), ("n", "whole_number"), ("t", "text"), ("u", "unit"))]
    assert codes(guide(step("a", *asked, many), step("b", Field("b", "text"), when=rule))) == []


def test_a_rule_that_names_a_field_of_its_own_page_or_a_later_one_is_found():
    form = guide(step("a", Field("a", "text"), when={"has": "b"}), step("b", Field("b", "text")))
    assert codes(form) == ["looks_ahead"]
    same = guide(step("a", Field("a", "yes_no", label=say()), Field("b", "text", label=say(), when={"var": "a"})))
    assert codes(same) == ["looks_ahead"]


def test_a_note_may_look_at_its_own_page():
    assert codes(guide(step("a", Field("a", "yes_no"), say=(Say(say(), {"var": "a"}),)))) == []


def test_a_dangling_id_in_a_rule_is_found_with_its_line(tmp_path):
    assert faults(tmp_path, GOOD.replace('{"var": "owner.birth_date"}', '{"var": "owner.birthday"}')) == [(13, "dangling_id")]


def test_a_clash_of_types_in_a_rule_is_found_with_its_line(tmp_path):
    assert faults(tmp_path, GOOD.replace("]}, 14]", ']}, "14"]')) == [(13, "type_clash")]


def test_duplicate_ids_are_found():
    field = Field("a", "text")
    assert codes(guide(step("a", field), step("a", Field("b", "text")))) == ["duplicate_id"]
    assert codes(guide(step("a", field), step("b", field))) == ["duplicate_id"]
    assert codes(guide(step("a", field), papers=(paper("p"), paper("p")))) == ["duplicate_id"]


@pytest.mark.parametrize("step_id", ["notice", "paper-x", "Step", "a_b", "_a"])
def test_step_ids_that_are_ours_or_of_another_shape_are_found(step_id):
    assert set(codes(guide(step(step_id, Field("a", "text"))))) <= {"reserved_id", "bad_id"}
    assert codes(guide(step(step_id, Field("a", "text")))) != []


@pytest.mark.parametrize("field_id", ["_a", "paper.x", "item.x", "a.unknown", "A", "a-b", "tên"])
def test_field_ids_that_are_ours_or_of_another_shape_are_found(field_id):
    assert set(codes(guide(step("a", Field(field_id, "text"))))) <= {"reserved_id", "bad_id", "name_clash"}
    assert codes(guide(step("a", Field(field_id, "text")))) != []


def test_a_field_that_is_named_like_a_part_of_another_is_found():
    form = guide(step("a", Field("d", "date", label=say()), Field("d.day", "text", label=say())))
    assert codes(form) == ["name_clash"]


def test_options_that_are_there_twice_or_read_like_dates_are_found():
    assert codes(guide(step("a", choice("a", "x", "x")))) == ["duplicate_option"]
    assert codes(guide(step("a", choice("a", "2024", "y")))) == ["bad_id"]


def test_a_paper_without_a_picture_is_found_unless_it_says_there_is_none(tmp_path):
    assert faults(tmp_path, GOOD.replace(", look: form", "")) == [(17, "no_picture")]
    assert faults(tmp_path, GOOD.replace("look: form", "look: not_applicable")) == []


def test_a_sentence_of_more_than_twenty_words_is_found():
    long = Localised("một " * 21, "one " * 20)
    assert codes(guide(step("a", Field("a", "text"), why=long))) == ["long_sentence"]
    assert codes(guide(step("a", Field("a", "text", hint=Localised("hai " * 20 + ". " + "ba " * 20, "ok"))))) == []


def test_numbers_with_dots_do_not_end_a_sentence():
    assert list(long_sentences("Mức chung là 540.000 đồng. Hỏi lại xã.")) == []
    assert [count for _, count in long_sentences("từ " * 19 + "540.000 đồng")] == [21]


@pytest.mark.parametrize(
    ("field", "code"),
    [
        (Field("a", "choice"), "no_options"),
        (Field("a", "choice", list="provinces", options=(Option("x", say()),)), "no_options"),
        (Field("a", "choice", list="planets"), "unknown_list"),
        (Field("a", "text", options=(Option("x", say()),)), "needless_key"),
        (Field("a", "repeat"), "no_fields"),
        (Field("a", "text", fields=(Field("b", "text", label=say()),)), "needless_key"),
        (Field("a", "repeat", fields=(Field("b", "repeat", label=say(), fields=(Field("c", "text"),)),)), "nested_repeat"),
        (Field("a", "statement"), "no_label"),
        (Field("a", "paper"), "needless_key"),
        (Field("a", "text", min=1), "needless_key"),
        (Field("a", "date", max="tomorrow"), "wrong_type"),
        (Field("a", "money", min="0"), "wrong_type"),
        (Field("a", "money", min=5, max=4), "empty_range"),
        (Field("a", "date", max_length=3), "needless_key"),
    ],
)
def test_a_field_that_lacks_what_its_kind_needs_is_found(field, code):
    assert code in codes(guide(step("a", field)))


def test_pages_that_cannot_be_drawn_are_found():
    rows = Field("m", "repeat", label=say(), fields=(Field("m.a", "text", label=say()),))
    assert codes(guide(step("a"))) == ["no_fields"]
    assert codes(guide(step("a", rows, Field("b", "text", label=say())))) == ["repeat_not_alone"]
    assert codes(guide(step("a", Field("a", "text"), Field("b", "text", label=say())))) == ["no_label"]


def test_links_papers_and_checks_that_say_too_little_are_found():
    assert codes(guide(step("a", Field("a", "text"), say=(Say(say(), link="https://x"),)))) == ["bad_link"]
    assert codes(guide(step("a", Field("a", "text")), papers=(paper("p", "only_if"),))) == ["only_if_what"]
    assert codes(guide(step("a", Field("a", "text")), checks=(Check("odd", False, "error", ("b",), say()),))) == ["dangling_id"]
    assert codes(guide(step("a", Field("a", "text")), checks=(Check("odd", False, "error", (), say()),))) == ["no_fields"]


SHEET = """\
sections:
  - form: "01"
    heading: {vi: "Tờ khai", en: "Form"}
    rows:
      - {no: "1", label: {vi: "Ngày sinh", en: "Birth"}, from: [owner.birth_date]}
"""


def test_a_field_without_a_place_on_the_printed_sheet_is_found(tmp_path):
    write_guide(tmp_path, SHEET, file="v1.sheet.yaml")
    assert faults(tmp_path, GOOD) == [(1, "no_place")]
    left = 'leaves_out:\n  - {field: "guardian.*", why: {vi: "Không in.", en: "Not printed."}}\n'
    write_guide(tmp_path, SHEET + left, file="v1.sheet.yaml")
    assert faults(tmp_path, GOOD) == []


def test_a_place_on_the_sheet_for_no_field_is_found_with_its_line(tmp_path):
    left = 'leaves_out:\n  - {field: "guardian.name", why: {vi: "Không in.", en: "Not printed."}}\n  - {field: x, why: {vi: a, en: b}}\n'
    write_guide(tmp_path, SHEET.replace("[owner.birth_date]", "[owner.birth_date, y]") + left, file="v1.sheet.yaml")
    assert faults(tmp_path, GOOD) == [(5, "dangling_id"), (8, "dangling_id")]


def test_a_worked_case_that_fails_is_found_with_its_line(tmp_path):
    case = f'- {{name: an adult, today: "{TODAY}", answers: {{owner.birth_date: "1980"}}, path: [birth, guardian, paper-form]}}\n'
    write_guide(tmp_path, case, file="v1.cases.yaml")
    assert faults(tmp_path, GOOD) == [(1, "case_fails")]
    write_guide(tmp_path, case.replace("birth, guardian", "birth"), file="v1.cases.yaml")
    assert faults(tmp_path, GOOD) == []


def test_a_sheet_or_cases_that_cannot_be_read_are_told(tmp_path):
    write_guide(tmp_path, "sections: 3", file="v1.sheet.yaml")
    write_guide(tmp_path, "- {name: x}", file="v1.cases.yaml")
    assert faults(tmp_path, GOOD) == [(1, "missing_key"), (1, "wrong_type")]


def test_the_shared_groups_and_the_generic_guide_have_no_faults():
    assert check_file(PROCEDURES / "_shared" / "generic.form.yaml", lists()) == []
