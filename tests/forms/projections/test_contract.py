"""The contract of the wire takes what validation takes."""

from hypothesis import given
from hypothesis import strategies as st

from tests.forms.support import choice, guide, lists, paper, say, step
from webapp.forms.definition import Field
from webapp.forms.kinds import KINDS
from webapp.forms.kinds.shape import fits
from webapp.forms.projections.contract import answers_schema, value_schema

FORM = guide(
    step("a", choice("a", "one", "two")),
    step("m", Field("m", "repeat", fields=(Field("m.name", "person_name"),))),
    papers=(paper("p"),),
)


def test_every_field_and_paper_has_a_place_in_the_contract():
    schema = answers_schema(FORM)
    assert set(schema["properties"]["answers"]["properties"]) == {"a", "paper.p"}
    assert set(schema["properties"]["rows"]["properties"]["m"]["additionalProperties"]["properties"]) == {"m.name"}


def test_nothing_is_mandatory_on_the_wire():
    assert "required" not in answers_schema(FORM)["properties"]["answers"]


def test_i_do_not_know_is_allowed_where_it_is_offered():
    assert {"const": {"unknown": True}} in value_schema(FORM.steps[0].fields[0])["anyOf"]
    assert value_schema(Field("s", "statement", label=say())) == KINDS["statement"].schema(Field("s", "statement", label=say()))


@given(kind=st.sampled_from(sorted(set(KINDS) - {"repeat"})), seed=st.integers(0, 10**6))
def test_an_example_of_any_kind_fits_its_schema(kind, seed):
    field = Field("x", kind, options=choice("c", "one", "two").options if "choice" in kind else (), label=say())
    assert fits(KINDS[kind].schema(field), KINDS[kind].example(field, lists(), seed))
