"""What every kind promises, whatever is typed."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.house import ROOT
from webapp.forms.definition import Field, KindName, Option
from webapp.forms.kinds import KINDS, CheckContext, PostedValues
from webapp.forms.kinds.shape import fits
from webapp.forms.lists import Lists
from webapp.kernel.localised import Localised

LISTS = Lists.load(ROOT / "webapp" / "catalogue" / "data" / "lists")
CONTEXT = CheckContext("2026-11-23", LISTS)
OPTIONS = tuple(Option(code, Localised(f"Cách {code}", f"Way {code}")) for code in ("one", "two", "three"))
EVERY = sorted(KINDS)
UPLOADED = {"photo", "repeat"}
ANYTHING = st.text(alphabet=st.characters(), max_size=60)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | ANYTHING,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANYTHING, inner, max_size=3),
    max_leaves=6,
)


def field_of(name: str, **more: Any) -> Field:
    kind: KindName = name  # type: ignore[assignment]  # the names come from the registry itself
    options = OPTIONS if name in ("choice", "many_choices") else ()
    return Field(id="person.answer", kind=kind, options=options, **more)


def strings_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for each in inner for text in strings_in(each)]


@pytest.mark.parametrize("name", [name for name in EVERY if name not in UPLOADED])
def test_what_a_browser_would_post_for_a_value_is_read_as_that_value(name: str) -> None:
    kind, field = KINDS[name], field_of(name)
    for seed in range(200):
        value = kind.example(field, LISTS, seed)
        assert kind.parse(field, PostedValues(kind.post(field, value)), LISTS).value == value


@pytest.mark.parametrize("name", [name for name in EVERY if name != "repeat"])
def test_examples_are_valid_canonical_and_shown_in_both_languages(name: str) -> None:
    kind, field = KINDS[name], field_of(name)
    for seed in range(200):
        value = kind.example(field, LISTS, seed)
        assert value == kind.example(field, LISTS, seed)
        assert fits(kind.schema(field), value), value
        assert [problem for problem in kind.check(field, value, CONTEXT) if problem.level == "error"] == []
        assert all(unicodedata.is_normalized("NFC", text) for text in strings_in(value))
        assert kind.show(field, value, "vi", LISTS) != ""
        assert kind.show(field, value, "en", LISTS) != ""


@pytest.mark.parametrize("name", ["date", "partial_date"])
@pytest.mark.parametrize("bounds", [{"max": "today"}, {"min": "today"}, {"min": "1990-01-01", "max": "1990-02-01"}])
def test_examples_of_dates_keep_the_bounds_of_their_field(name: str, bounds: dict[str, str]) -> None:
    kind, field = KINDS[name], field_of(name, **bounds)
    for seed in range(50):
        assert kind.check(field, kind.example(field, LISTS, seed), CONTEXT) == []


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_reading_never_fails_and_what_is_read_is_canonical(name: str, data: st.DataObject) -> None:
    kind, field = KINDS[name], field_of(name)
    posted = PostedValues({control: data.draw(st.lists(ANYTHING, max_size=2)) for control in sorted(kind.names(field))})
    read = kind.parse(field, posted, LISTS)
    assert sum([read.blank, bool(read.problems), read.value is not None]) == 1
    assert kind.edit(field, None, posted, "vi", LISTS) is not None
    if read.value is not None and read.value != {"unknown": True}:
        assert fits(kind.schema(field), read.value)
        assert kind.parse(field, PostedValues(kind.post(field, read.value)), LISTS).value == read.value
        assert all(unicodedata.is_normalized("NFC", text) for text in strings_in(read.value))


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=60, deadline=None)
@given(value=JSON)
def test_a_stored_value_of_any_shape_is_checked_without_failing(name: str, value: Any) -> None:
    kind, field = KINDS[name], field_of(name)
    problems = kind.check(field, value, CONTEXT)
    if not fits(kind.schema(field), value):
        assert [problem.code for problem in problems] == ["unreadable"]


@pytest.mark.parametrize("name", EVERY)
def test_not_knowing_is_an_answer_where_it_is_offered_and_a_typed_value_wins(name: str) -> None:
    kind, field = KINDS[name], field_of(name)
    read = kind.parse(field, PostedValues({"person.answer.unknown": ["1"]}), LISTS)
    if not kind.offers_unknown:
        assert read.blank
        return
    assert read.value == {"unknown": True}
    assert kind.post(field, read.value) == {"person.answer.unknown": ["1"]}
    assert kind.check(field, read.value, CONTEXT) == []
    typed = kind.example(field, LISTS, 1)
    both = {**kind.post(field, typed), "person.answer.unknown": ["1"]}
    assert kind.parse(field, PostedValues(both), LISTS).value == typed


@pytest.mark.parametrize("name", EVERY)
def test_an_untouched_page_is_blank(name: str) -> None:
    kind, field = KINDS[name], field_of(name)
    posted = {control: [""] for control in kind.names(field)}
    assert kind.parse(field, PostedValues(posted), LISTS).blank
    assert kind.parse(field, PostedValues({}), LISTS).blank
    assert kind.show(field, None, "vi", LISTS) == ""


def test_a_field_that_was_stored_with_a_line_end_behind_it_is_not_canonical() -> None:
    assert [problem.code for problem in KINDS["personal_id"].check(field_of("personal_id"), "022145001234\n", CONTEXT)] == ["unreadable"]


def test_a_name_stored_in_nfd_is_not_canonical() -> None:
    stored = unicodedata.normalize("NFD", "Hoà")
    assert [problem.code for problem in KINDS["person_name"].check(field_of("person_name"), stored, CONTEXT)] == ["unreadable"]
