"""Which pages are asked: the vectors the phone runs too, and what must hold for any answers at all."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.support import TODAY, choice, guide, lists, paper, step
from webapp.forms.answers import AnswerSet, answers_of
from webapp.forms.definition import Field, definition_from_json, every_field, paper_field_id
from webapp.forms.path import path, row_fields
from webapp.forms.validation import check_all, check_step

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "paths.json").read_text(encoding="utf-8"))
DEFINITIONS = {name: definition_from_json(body) for name, body in VECTORS["definitions"].items()}


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=[vector["name"] for vector in VECTORS["vectors"]])
def test_a_path_is_what_its_vector_says(vector):
    way = path(DEFINITIONS[vector["definition"]], answers_of(vector["answers"], vector["rows"]), vector["today"])
    assert [stop.id for stop in way.asked] == vector["asked"]
    assert [thing.id for thing in way.undecided] == vector["undecided"]
    assert [one.id for one in way.listed] == vector["listed"]
    for stop_id, fields in vector["fields"].items():
        assert [field.id for field in way.stop(stop_id).fields] == fields


def test_the_notice_comes_first_and_papers_last():
    way = path(guide(step("a", Field("a", "text")), papers=(paper("p"),)), AnswerSet(), TODAY)
    assert [(stop.id, stop.kind) for stop in way.asked] == [("notice", "notice"), ("a", "step"), ("paper-p", "paper")]


def test_one_walks_forward_and_back_along_the_path():
    way = path(guide(step("a", Field("a", "text")), step("b", Field("b", "text"))), AnswerSet(), TODAY)
    assert way.after("notice").id == "a"
    assert way.before("b").id == "a"
    assert way.after("b") is None
    assert way.before("notice") is None
    assert way.after("not-here") is None


def test_the_first_open_page_is_the_first_that_lacks_a_required_answer():
    form = guide(step("a", Field("a", "text", required=True)), step("b", Field("b", "text")), papers=(paper("p"),))
    assert path(form, AnswerSet(), TODAY).first_open().id == "a"
    assert path(form, answers_of({"a": "x"}), TODAY).first_open().id == "b"
    assert path(form, answers_of({"a": "x"}), TODAY).first_open(frozenset({"b"})).id == "paper-p"
    done = answers_of({"a": "x", "b": {"unknown": True}, paper_field_id("p"): {"choice": "bring"}})
    assert path(form, done, TODAY).first_open() is None


def test_a_field_whose_own_rule_does_not_hold_is_neither_asked_nor_seen():
    form = guide(
        step("a", choice("a", "yes", "no")),
        step("b", Field("b", "text"), Field("c", "text", when={"==": [{"var": "a"}, "yes"]})),
        step("d", Field("d", "text"), when={"has": "c"}),
    )
    hidden = path(form, answers_of({"a": "no", "c": "left over"}), TODAY)
    assert [field.id for field in hidden.stop("b").fields] == ["b"]
    assert hidden.stop("d") is None
    assert hidden.answers.value("c") is None
    assert path(form, answers_of({"a": "yes", "c": "x"}), TODAY).stop("d") is not None


def test_the_fields_of_a_row_follow_the_answers_before_it():
    inner = (Field("m.name", "text"), Field("m.school", "text", when={"==": [{"var": "a"}, "yes"]}))
    form = guide(step("a", choice("a", "yes", "no")), step("m", Field("m", "repeat", fields=inner)))
    rows = answers_of({"a": "no"}, {"m": {"r1": {}}})
    assert [field.id for field in row_fields(form, form.step("m"), rows, TODAY, "r1")] == ["m.name"]
    assert row_fields(form, form.step("a"), rows, TODAY, "r1") == ()


def test_a_rule_without_meaning_leaves_its_step_undecided():
    form = guide(step("a", Field("a", "text"), when={"nonsense": []}))
    assert [thing.id for thing in path(form, AnswerSet(), TODAY).undecided] == ["a"]


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from([{"unknown": True}, "first", "lost", "family", "1945", "2012-11-23", "022145001234", "0912345678", "22"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["unknown", "province", "commune", "choice", "files", "file", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=150)
@given(name=st.sampled_from(sorted(DEFINITIONS)), data=st.data())
def test_any_answers_at_all_have_a_path_and_problems(name, data):
    form = DEFINITIONS[name]
    known = [field.id for field in every_field(form)] + [paper_field_id(one.id) for one in form.papers]
    plain = data.draw(st.dictionaries(st.sampled_from([*known, "other"]), VALUES))
    rows = data.draw(st.dictionaries(st.sampled_from(["r1", "r2"]), st.dictionaries(st.sampled_from(known), VALUES)))
    answers = answers_of(plain, {"members": rows})
    way = path(form, answers, TODAY)
    assert way.asked[0].id == "notice"
    check_all(form, answers, TODAY, lists())
    for stop in way.asked:
        check_step(form, stop, answers, TODAY, lists())


@given(data=st.data())
def test_answers_outside_the_path_never_change_it(data):
    form = DEFINITIONS["passport"]
    plain = data.draw(
        st.fixed_dictionaries(
            {},
            optional={
                "submitter.for_whom": st.sampled_from(["myself", "family"]),
                "owner.birth_date": st.sampled_from(["1980", "2012", "2020-01-01"]),
                "guardian.name": st.just("A"),
                "request": st.sampled_from(["first", "lost"]),
                "loss.police": st.booleans(),
            },
        )
    )
    way = path(form, answers_of(plain), TODAY)
    again = path(form, way.answers, TODAY)
    assert [stop.id for stop in again.asked] == [stop.id for stop in way.asked]
