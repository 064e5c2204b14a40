"""Random templates of the subset over random views: the server and the worker draw the same bytes, or both refuse."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import DictLoader
from jinja2.exceptions import UndefinedError

from tests.support.twins import HOSTILE, ROOT, Twin, assert_plain, assert_same_bytes, hostile, twin
from webapp.offline.compiler import Compiler
from webapp.ui.render import Renderer
from webapp.ui.words import Words

WORDS = Words({"en": {"Chào": "Hello", "Chào %(name)s": "Hello %(name)s, %(name)s"}})
REFUSALS = (TypeError, UndefinedError, ValueError)

texts = st.one_of(st.sampled_from(HOSTILE), st.sampled_from(["", "a", "b", "0", "vi"]), st.text(st.characters(codec="utf-8"), max_size=6))
numbers = st.one_of(st.integers(-3, 3), st.integers(-3, 3), st.sampled_from([2**53 - 1, 2**53]))
plain = st.one_of(texts, numbers)
anything = st.recursive(
    st.one_of(plain, st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3)),
    max_leaves=6,
)
views = st.fixed_dictionaries(
    {
        "lang": st.sampled_from(["vi", "en"]),
        "text": texts,
        "number": numbers,
        "flag": st.booleans(),
        "chosen": st.lists(plain, max_size=3),
        "rows": st.lists(st.fixed_dictionaries({"a": anything, "b": plain}), max_size=3),
        "thing": st.fixed_dictionaries({"a": texts, "b": st.lists(texts, max_size=2)}),
        "field": st.fixed_dictionaries({"control": st.just("text"), "a": texts}),
        "any": anything,
    }
)

paths = st.sampled_from(
    [
        "lang",
        "text",
        "number",
        "flag",
        "chosen",
        "rows",
        "thing",
        "thing.a",
        "thing.b",
        "any",
        "any.a",
        "any.b.c",
        "field.a",
        "absent",
        "x",
        "x.a",
    ]
)
constants = st.sampled_from(["'a'", "'b<&'", "''", "0", "1", "7", "true", "none"])


def _expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(["==", "!=", "in", "not in", "and", "or", "~"]), inner).map(
            lambda part: f"({part[0]} {part[1]} {part[2]})"
        ),
        inner.map(lambda part: f"(not {part})"),
        inner.map(lambda part: f"({part}|length)"),
        st.tuples(inner, inner, inner).map(lambda part: f"({part[0]} if {part[1]} else {part[2]})"),
        inner.map(lambda part: f"({part} in ('a', 'b', 1))"),
        inner.map(lambda part: f"_('Chào %(name)s', name={part})"),
        st.just("_('Chào')"),
    )


wild = st.recursive(st.one_of(paths, paths, constants), _expressions, max_leaves=4)
safe = st.recursive(
    st.sampled_from(["text", "lang", "thing.a", "field.a", "'b<&'", "5", "(chosen|length)", "_('Chào')"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda part: f"({part[0]} ~ {part[1]})"),
        st.tuples(inner, inner, inner).map(lambda part: f"({part[0]} if {part[1]} == {part[2]} or any else {part[2]})"),
        st.tuples(inner, inner).map(lambda part: f"({part[0]} if {part[1]} in thing.b and not flag else {part[1]})"),
        inner.map(lambda part: f"_('Chào %(name)s', name={part})"),
    ),
    max_leaves=4,
)
# Mostly what a page would say; now and then anything, so that both sides must refuse the same.
expressions = st.integers(0, 9).flatmap(lambda luck: wild if luck == 0 else safe)


def _bodies(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(expressions, inner, inner).map(lambda part: f"{{% if {part[0]} %}}\n{part[1]}\n{{% else %}}{part[2]}{{% endif %}}\n"),
        st.tuples(expressions, inner, expressions, inner).map(
            lambda part: f"  {{% if {part[0]} %}}{part[1]}{{% elif {part[2]} %}}{part[3]}{{% endif %}}"
        ),
        st.tuples(st.sampled_from(["rows", "chosen", "thing.b", "any"]), inner).map(
            lambda part: (
                f"{{% for x in {part[0]} %}}\n{part[1]}{{{{ loop.index }}}}{{% if not loop.last %}}, {{% endif %}}\n{{% endfor %}}\n"
            )
        ),
    )


leaves = st.one_of(
    st.sampled_from(
        ["\n", "<p title='x'> ", "  \n\n", "{# note #}\n", "{% include 'part.html' %}\n", "{{ kind(field, 'edit') }}", "{{- text -}} "]
    ),
    expressions.map(lambda part: f"{{{{ {part} }}}}"),
    expressions.map(lambda part: f"{{{{ {part}|escape }}}}"),
    st.tuples(expressions, expressions).map(lambda part: f"{{{{ card({part[0]}, tail={part[1]}) }}}}\n"),
    expressions.map(lambda part: f"{{{{ box.card({part}) }}}}"),
)
bodies = st.recursive(leaves, _bodies, max_leaves=6)

FIXED = {
    "base.html": "<!doctype html>\n<title>{% block name %}-{% endblock %}</title>\n{% block main %}\n{% endblock %}\nend\n",
    "cards.html": "{% macro card(head, tail='none') %}\n<b>{{ head }}</b>{% if tail %} {{ tail }} {{ lang }}{% endif %}\n\n{% endmacro %}",
    "part.html": "<i>{{ text }}</i>\n{% for text in chosen %}{{ text }}{% endfor %}\n",
    "kinds/text/edit.html": '{% from "cards.html" import card %}\n<input value="{{ field.a }}" lang="{{ lang }}">{{ card(field.a) }}\n',
}


def _page(body: str) -> str:
    imports = '{% from "cards.html" import card %}\n{% import "cards.html" as box %}\n'
    return f'{{% extends "base.html" %}}\n{imports}{{% block main %}}\n{body}\n{{% endblock %}}\n'


def _worker_draws(worker: Twin, files: dict[str, str], view: dict[str, Any]) -> str:
    compiler = Compiler(files.__getitem__)
    trees = {name: compiler.tree(name) for name in ("page.html", "kinds/text/edit.html")}
    worker.teach(trees, {"vi": WORDS.table("vi"), "en": WORDS.table("en")})
    return worker.draw("page.html", view)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=bodies, view=views)
def test_a_random_template_gives_the_same_bytes_on_both_sides(body: str, view: dict[str, Any]) -> None:
    files = FIXED | {"page.html": _page(body)}
    try:
        ours = Renderer(DictLoader(files), WORDS).render("page.html", view)
    except REFUSALS:
        with pytest.raises(ValueError, match="TypeError"):
            _worker_draws(twin(), files, view)
    else:
        assert _worker_draws(twin(), files, view) == ours


FRAME = {
    "lang": "vi",
    "other_lang": "en",
    "path": "procedures",
    "page_no": "1-01",
    "heading_text": "",
    "look": {"text": "normal", "contrast": "normal"},
    "said": "saved",
    "release": "r",
    "style": "body{margin:0}",
    "phone": {"shown": "1900 558 826", "dial": "1900558826"},
    "served_by": "phone",
    "waiting": 2,
    "trouble": "",
    "vault": "",
    "vault_label": "",
    "worker": "on",
}
ERRORS = {"reference": "ab12", "reason": "", "retry_after": 0, "again": "/vi/", "today": "2026-11-23"}


ERROR_PAGES = sorted(path.stem for path in (ROOT / "templates" / "problems").glob("*.html"))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("page", ERROR_PAGES)
def test_the_phone_draws_the_error_pages_as_the_server_does(page: str, lang: str) -> None:
    view = FRAME | ERRORS | {"lang": lang, "other_lang": "vi" if lang == "en" else "en"}
    name = f"problems/{page}.html"
    assert_same_bytes([(name, view), (name, hostile(view)), (name, view | {"said": ""})])


def test_a_view_key_that_is_a_python_method_is_refused() -> None:
    with pytest.raises(AssertionError, match=r"view.papers\[0\].copy"):
        assert_plain({"papers": [{"copy": "bản sao"}]})


def test_a_view_holds_no_fractions() -> None:
    with pytest.raises(AssertionError, match="float"):
        assert_plain({"fee": 0.5})
