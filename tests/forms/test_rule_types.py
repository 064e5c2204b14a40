"""Rules without meaning are found before any citizen meets them."""

import pytest

from tests.forms.support import choice, lists
from webapp.forms.definition import Field
from webapp.forms.rule_types import Scope, check_rule, literals_in, names_in

ROWS = Field("m", "repeat", fields=(Field("m.age", "whole_number"), Field("m.unit", "unit")))
FIELDS = (
    choice("c", "one", "two"),
    Field("many", "many_choices", options=choice("x", "vi", "tay").options),
    Field("n", "whole_number"),
    Field("d", "date"),
    Field("p", "partial_date"),
    Field("yes", "yes_no"),
    Field("t", "text"),
    Field("unit", "unit"),
    Field("rel", "relation"),
    ROWS,
    *ROWS.fields,
)
SCOPE = Scope({field.id: field for field in FIELDS}, codes=lambda name: frozenset(item.code for item in lists().items(name)))


def codes(rule, scope=SCOPE):
    return [code for code, _ in check_rule(rule, scope)]


@pytest.mark.parametrize(
    "rule",
    [
        None,
        True,
        {"==": [{"var": "c"}, "one"]},
        {"in": [{"var": "c"}, ["one", "two"]]},
        {"in": ["tay", {"var": "many"}]},
        {"==": [{"var": "yes"}, True]},
        {"var": "yes"},
        {"<": [{"age_at": [{"var": "p"}, {"today": []}]}, 14]},
        {">": [{"today": []}, {"add_days": [{"var": "d"}, 60]}]},
        {"==": [{"var": "unit.commune"}, "06967"]},
        {"==": [{"var": "rel"}, "child"]},
        {"some": [{"var": "m"}, {"<": [{"var": "item.m.age"}, 6]}]},
        {"all": [{"var": "m"}, {"==": [{"var": "item.m.unit.province"}, "22"]}]},
        {"some": [{"var": "many"}, {"==": [{"var": "item"}, "vi"]}]},
        {">": [{"count": {"var": "m"}}, 2]},
        {"if": [{"var": "yes"}, {"==": [{"var": "c"}, "one"]}, False]},
        {"has": "unit"},
        {"<=": [{"var": "d"}, "2026-11-23"]},
    ],
)
def test_a_rule_with_a_meaning_has_no_faults(rule):
    assert check_rule(rule, SCOPE) == []


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"==": [{"var": "n"}, "3"]}, "type_clash"),
        ({"==": [{"var": "yes"}, 1]}, "type_clash"),
        ({"==": [{"var": "yes"}, "yes"]}, "type_clash"),
        ({"<": [{"var": "t"}, "b"]}, "type_clash"),
        ({"<": [{"var": "d"}, 2020]}, "type_clash"),
        ({"==": [{"var": "c"}, "three"]}, "unknown_option"),
        ({"in": [{"var": "c"}, ["one", "three"]]}, "unknown_option"),
        ({"in": ["nung", {"var": "many"}]}, "unknown_option"),
        ({"==": [{"var": "rel"}, "cousin"]}, "unknown_option"),
        ({"==": [{"var": "nowhere"}, "x"]}, "dangling_id"),
        ({"has": "nowhere"}, "dangling_id"),
        ({"==": [{"var": "unit.street"}, "x"]}, "dangling_id"),
        ({"some": [{"var": "m"}, {"<": [{"var": "item.age"}, 6]}]}, "dangling_id"),
        ({"==": [{"var": "item"}, 1]}, "dangling_id"),
        ({"==": [{"var": "unit"}, "22"]}, "type_clash"),
        ({"some": [{"var": "m"}, {"==": [{"var": "item"}, "r1"]}]}, "type_clash"),
        ({"some": [{"var": "c"}, True]}, "type_clash"),
        ({"and": [{"var": "n"}, True]}, "type_clash"),
        ({"+": [1, 2]}, "type_clash"),
        ({"+": [1, {"var": "d"}]}, "type_clash"),
        ({"age_at": [{"var": "n"}, {"today": []}]}, "type_clash"),
        ({"add_days": [{"var": "d"}, "60"]}, "type_clash"),
        ({"in": ["a", "abc"]}, "type_clash"),
        ({"if": [{"var": "yes"}, True, 1]}, "type_clash"),
        ({"<": [{"age_at": [{"var": "d"}, {"today": []}]}, 14], "or": []}, "one_operator"),
        ({"matches": [{"var": "t"}, "x"]}, "unknown_operator"),
        ({"<": [1]}, "bad_arguments"),
    ],
)
def test_a_rule_without_meaning_is_found(rule, code):
    assert code in codes(rule)


def test_a_rule_may_look_only_at_what_was_asked_before_it():
    assert codes({"==": [{"var": "c"}, "one"]}, Scope(SCOPE.fields, seen=frozenset())) == ["looks_ahead"]
    assert codes({"==": [{"var": "c"}, "one"]}, Scope(SCOPE.fields, seen=frozenset({"c"}))) == []


def test_a_shared_group_may_ask_whether_a_guide_has_a_field_but_not_read_it():
    lenient = Scope({}, lenient=True)
    assert codes({"not": [{"has": "owner.birth_date"}]}, lenient) == []
    assert codes({"var": "owner.birth_date"}, lenient) == ["dangling_id"]


def test_the_names_and_literals_of_a_rule_are_found():
    rule = {"or": [{"==": [{"var": "c"}, "one"]}, {"has": {"var": "t"}}, {"<": [3, {"var": "n"}]}]}
    assert list(names_in(rule)) == ["c", "t", "n"]
    assert list(literals_in(rule)) == ["one", 3]
