"""What the compiler refuses: each line is a construct that would draw differently on the phone, or not at all."""

from __future__ import annotations

import pytest

from webapp.offline.compiler import Compiler, UnsupportedConstruct

OTHERS = {
    "base.html": "{% block name %}{% endblock %}",
    "parts.html": "{% macro card(a, b='x') %}{{ a }}{{ b }}{% endmacro %}{% macro greedy() %}{{ outside }}{% endmacro %}"
    "{% macro round() %}{{ round() }}{% endmacro %}",
    "again.html": "{% include 'again.html' %}",
    "boxed.html": "{% block inner %}{% endblock %}",
}
IMPORT = "{% from 'parts.html' import card, greedy, round %}"


def _compile(source: str) -> object:
    return Compiler((OTHERS | {"page.html": source}).__getitem__).tree("page.html")


@pytest.mark.parametrize(
    "source",
    [
        "{% set x = 1 %}",
        "{% with a=1 %}{{ a }}{% endwith %}",
        "{% for a in b if a %}{% endfor %}",
        "{% for a in b %}{% else %}x{% endfor %}",
        "{% for a, c in b %}{% endfor %}",
        "{% for _x in b %}{% endfor %}",
        "{% for a in b recursive %}{% endfor %}",
        "{% for a in b %}{{ loop.index0 }}{% endfor %}",
        "{{ loop.index }}",
        "{{ a|upper }}",
        "{{ a|safe }}",
        "{{ a|length(1) }}",
        "{{ a.b() }}",
        "{{ a['b'] }}",
        "{{ a[0] }}",
        "{{ a.__class__ }}",
        "{{ a + 1 }}",
        "{{ -a }}",
        "{{ a < 1 }}",
        "{{ a == 1 == b }}",
        "{{ a is defined }}",
        "{{ 'x' if a }}",
        "{{ 1.5 }}",
        "{{ [a] }}",
        "{{ a in [b] }}",
        "{{ {'a': 1} }}",
        "{{ range(3) }}",
        "{{ url_for('x') }}",
        "{{ _ }}",
        "{{ _(a) }}",
        "{{ _('a', 'b') }}",
        "{{ _('a %(b)s') }}",
        "{{ _('a', b=1) }}",
        "{{ _('100% sure') }}",
        "{{ _('a <b>') }}",
        "{{ kind(field, what) }}",
        "{{ kind(field) }}",
        "{{ 'a' ~ kind(field, 'edit') }}",
        "{% include name %}",
        "{% include 'base.html' ignore missing %}",
        "{% include 'again.html' %}",
        "{% include 'boxed.html' %}",
        "{% filter upper %}x{% endfilter %}",
        "{% autoescape false %}{{ a }}{% endautoescape %}",
        "{% extends 'base.html' %}outside",
        "{% extends name %}",
        "{% extends 'base.html' %}{% block name %}{{ super() }}{% endblock %}",
        IMPORT + "{{ card() }}",
        IMPORT + "{{ card(1, 2, 3) }}",
        IMPORT + "{{ card(1, c=2) }}",
        IMPORT + "{{ card(1, a=2) }}",
        IMPORT + "{{ card(*a) }}",
        IMPORT + "{{ card(card(1)) }}",
        IMPORT + "{{ greedy() }}",
        IMPORT + "{{ round() }}",
        IMPORT + "{% call card(1) %}x{% endcall %}",
        "{% from 'parts.html' import absent %}",
    ],
)
def test_a_construct_outside_the_subset_fails_the_build(source: str) -> None:
    with pytest.raises(UnsupportedConstruct) as refused:
        _compile(source)
    assert refused.value.line == 1


def test_texts_are_joined_and_parts_are_linked() -> None:
    source = IMPORT + "a{# note #}b{% if x %}c{% endif %}{{ card(y) }}"
    assert _compile(source) == ["ab", ["i", ["n", "x"], ["c"]], ["w", {"a": ["n", "y"], "b": "x"}, [["o", ["n", "a"]], ["o", ["n", "b"]]]]]


def test_a_fault_names_the_template_and_the_line() -> None:
    with pytest.raises(UnsupportedConstruct, match=r"page\.html:2: the filter upper here"):
        _compile("x\n{{ a|upper }}")
