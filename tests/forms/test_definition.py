"""Definitions are immutable and pinned by one digest."""

import msgspec
import pytest

from tests.forms.support import TODAY, choice, guide, paper, say, step
from webapp.forms.answers import AnswerSet
from webapp.forms.definition import (
    Field,
    definition_digest,
    definition_from_json,
    definition_to_json,
    every_field,
    paper_field,
    paper_field_id,
)
from webapp.forms.path import path

FORM = guide(
    step("a", choice("a", "yes", "no", label=say())),
    step("m", Field("m", "repeat", fields=(Field("m.name", "text"),))),
    papers=(paper("birth-note", required=True),),
)


def test_a_definition_goes_to_plain_json_and_back():
    assert definition_from_json(definition_to_json(FORM)) == FORM


def test_the_digest_depends_on_the_words_and_on_nothing_else():
    before = definition_digest(FORM)
    path(FORM, AnswerSet(), TODAY)  # keeps compiled rules beside the definition
    assert definition_digest(FORM) == before
    assert definition_digest(msgspec.structs.replace(FORM, name=say("Khác"))) != before


def test_a_definition_cannot_be_changed():
    with pytest.raises(AttributeError):
        FORM.revision = 2


def test_unknown_keys_are_refused():
    with pytest.raises(msgspec.ValidationError):
        definition_from_json({**definition_to_json(FORM), "colour": "red"})


def test_fields_are_found_by_id_in_steps_rows_and_papers():
    assert FORM.field("m.name").kind == "text"
    assert FORM.field("paper.birth_note") == paper_field(FORM.papers[0])
    assert FORM.field("nowhere") is None
    assert [field.id for field in every_field(FORM)] == ["a", "m", "m.name"]


def test_steps_and_papers_are_found_by_id():
    assert FORM.step("m").repeat.id == "m"
    assert FORM.step("a").repeat is None
    assert FORM.paper("birth-note").required
    assert FORM.paper("m") is None
    assert FORM.step("nowhere") is None


def test_the_answer_about_a_paper_is_never_required():
    field = paper_field(FORM.papers[0])
    assert field.id == paper_field_id("birth-note") == "paper.birth_note"
    assert not field.required
