"""The rules of the house, held to ``tests/vectors/rules.json``, which the phone's evaluator runs too."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.forms.answers import AnswerSet, answers_of
from webapp.forms.rules import OPERATORS, UNKNOWN, Env, RuleFault, compile_rule, evaluate, judge

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "rules.json").read_text(encoding="utf-8"))


def outcome(vector):
    """Return what a rule gives, written as the vectors write it."""
    env = Env(answers_of(vector["answers"], vector["rows"]), vector["today"], row=vector.get("row"))
    try:
        value = evaluate(vector["rule"], env)
    except RuleFault as fault:
        return {"$fault": fault.code}
    return {"$unknown": True} if value is UNKNOWN else value


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_a_rule_means_what_its_vector_says(vector):
    found = outcome(vector)
    assert found == vector["expect"]
    assert type(found) is type(vector["expect"])


def test_there_are_vectors_for_every_operator():
    written = json.dumps([vector["rule"] for vector in VECTORS])
    assert len(VECTORS) >= 120
    assert [operator for operator in OPERATORS if f'"{operator}":' not in written] == []


def test_the_truth_of_unknown_cannot_be_asked_by_mistake():
    with pytest.raises(TypeError):
        bool(UNKNOWN)


def test_judging_a_rule_turns_faults_and_other_values_into_unknown():
    env = Env(AnswerSet(), "2026-11-23")
    assert judge(compile_rule({"==": [1, True]}), env) is UNKNOWN
    assert judge(compile_rule({"+": [1, 1]}), env) is UNKNOWN
    assert judge(compile_rule({"==": [1, 1]}), env) is True


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["2024", "2024-02", "2024-02-29", "a", "m"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*OPERATORS, "?"]) | st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=12,
)


FAULTS = {
    "unknown_operator",
    "one_operator",
    "bad_arguments",
    "bad_literal",
    "not_whole",
    "type_clash",
    "out_of_range",
    "too_deep",
}


@given(rule=JSON, value=JSON, inner=JSON)
def test_any_rule_over_any_answers_gives_a_value_or_a_named_fault(rule, value, inner):
    found = outcome({"rule": rule, "answers": {"a": value}, "rows": {"m": {"r1": {"b": inner}}}, "today": "2026-11-23"})
    assert not (isinstance(found, dict) and "$fault" in found) or found["$fault"] in FAULTS


@given(st.dates(), st.dates(), st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), st.sampled_from([4, 7]), st.data())
def test_a_part_of_a_date_decides_only_what_all_its_days_decide(day, other, operator, length, data):
    part = day.isoformat()[:length]
    env = Env(AnswerSet(), "2026-11-23")
    if evaluate({operator: [part, other.isoformat()]}, env) is not UNKNOWN:
        month = data.draw(st.integers(1, 12)) if length == 4 else day.month
        inside = f"{day.year:04d}-{month:02d}-{data.draw(st.integers(1, 28)):02d}"
        assert evaluate({operator: [inside, other.isoformat()]}, env) is evaluate({operator: [part, other.isoformat()]}, env)


@given(st.dates(), st.dates())
def test_age_is_the_most_whole_years_that_fit_between_two_days(birth, day):
    env = Env(AnswerSet(), day.isoformat())
    age = evaluate({"age_at": [birth.isoformat(), {"today": []}]}, env)
    if birth.year + age + 1 <= 9999 and birth.year + age >= 1:
        assert evaluate({"<=": [{"add_months": [birth.isoformat(), 12 * age]}, {"today": []}]}, env) is True
        assert evaluate({"<": [{"today": []}, {"add_months": [birth.isoformat(), 12 * (age + 1)]}]}, env) is True
