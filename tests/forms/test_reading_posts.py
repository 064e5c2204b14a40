"""From a posted page to values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.forms.support import PROCEDURES, choice, lists, posted, say, sent
from webapp.forms.definition import Field
from webapp.forms.kinds import KINDS
from webapp.forms.loading import load_folder
from webapp.forms.reading_posts import post_of, read_step, stray_names

POSTED_KINDS = [kind for kind in sorted(KINDS) if kind not in ("repeat", "photo")]
OPTIONS = choice("any", "one", "two").options
FIELDS = tuple(
    Field(f"f.{kind}", kind, options=OPTIONS if kind in ("choice", "many_choices") else (), label=say()) for kind in POSTED_KINDS
)


@given(seeds=st.lists(st.integers(0, 10**6), min_size=len(FIELDS), max_size=len(FIELDS)), unknown=st.sets(st.integers(0, len(FIELDS) - 1)))
def test_reading_what_a_whole_page_would_post_gives_the_page_back(seeds, unknown):
    values = {field.id: KINDS[field.kind].example(field, lists(), seed) for field, seed in zip(FIELDS, seeds, strict=True)}
    for at in unknown:
        if KINDS[FIELDS[at].kind].offers_unknown:
            values[FIELDS[at].id] = {"unknown": True}
    reading = read_step(FIELDS, sent(post_of(FIELDS, values)), lists())
    assert reading.problems == ()
    assert reading.values == values
    assert reading.cleared == ()


@pytest.mark.parametrize("name", sorted(load_folder(PROCEDURES)))
@pytest.mark.parametrize("seed", [1, 7, 2026])
def test_every_step_of_every_guide_reads_back_what_it_would_post(name, seed):
    for step in load_folder(PROCEDURES)[name].steps:
        fields = [field for field in (step.repeat.fields if step.repeat else step.fields) if field.kind != "photo"]
        values = {field.id: KINDS[field.kind].example(field, lists(), seed) for field in fields}
        reading = read_step(fields, sent(post_of(fields, values)), lists())
        assert (reading.values, reading.problems) == (values, ())


def test_a_blank_field_is_cleared_and_no_problem():
    reading = read_step((Field("a", "text"),), posted(a="  "), lists())
    assert (reading.values, reading.cleared, reading.problems) == ({}, ("a",), ())


def test_what_cannot_be_read_is_neither_kept_nor_cleared():
    reading = read_step((Field("a", "date"), Field("b", "text")), posted(a="hôm qua", b="x"), lists())
    assert reading.values == {"b": "x"}
    assert reading.cleared == ()
    assert [problem.field for problem in reading.problems] == ["a"]


def test_a_typed_value_wins_over_i_do_not_know():
    reading = read_step((Field("a", "text"),), posted(a="x", a__unknown="1"), lists())
    assert reading.values == {"a": "x"}


def test_names_that_belong_to_nothing_are_told_and_ours_are_not():
    fields = (Field("a", "date"),)
    assert stray_names(fields, ["a", "a.day", "a.unknown", "_form", "b", "a.hour"]) == ("a.hour", "b")


@given(
    st.dictionaries(
        st.sampled_from(["f.date", "f.unit.province", "f.text", "f.paper", "f.money", "f.address.commune"]), st.text(max_size=20)
    )
)
def test_any_posted_text_at_all_can_be_read_or_refused(values):
    reading = read_step(FIELDS, sent(values), lists())
    assert set(reading.values) | set(reading.cleared) | {problem.field for problem in reading.problems} == {field.id for field in FIELDS}
