"""The strict renderer and the words: what a template may not do must fail loudly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader
from jinja2.exceptions import UndefinedError

from webapp.ui.render import Renderer
from webapp.ui.words import Words

ROOT = Path(__file__).parents[2]


def _draw(source: str, **view: Any) -> str:
    words = Words({"en": {"Gọi %(number)s": "Call %(number)s"}})
    kinds = {"kinds/text/edit.html": "<input value='{{ field.typed }}' lang='{{ lang }}'>"}
    return Renderer(DictLoader({"page.html": source} | kinds), words).render("page.html", {"lang": "vi"} | view)


def test_everything_printed_is_escaped() -> None:
    assert _draw("{{ typed }}", typed="<a href='x'>\"&") == "&lt;a href=&#39;x&#39;&gt;&#34;&amp;"


@pytest.mark.parametrize(
    "source", ["{{ absent }}", "{{ thing.absent }}", "{% if absent %}x{% endif %}", "{{ absent in [] }}", "{{ text.upper }}"]
)
def test_a_missing_name_is_an_error(source: str) -> None:
    with pytest.raises(UndefinedError):
        _draw(source, thing={}, text="a")


@pytest.mark.parametrize("value", [True, None, [], {}, 0.5, 2**53])
def test_only_text_and_whole_numbers_are_printed(value: object) -> None:
    for source in ("{{ value }}", "{{ 'a' ~ value }}", "{{ value == 'a' }}", "{{ _('Gọi %(number)s', number=value) }}"):
        with pytest.raises(TypeError):
            _draw(source, value=value)


def test_a_key_is_read_and_never_a_python_method() -> None:
    assert _draw("{{ paper.copy }}", paper={"copy": "bản sao"}) == "bản sao"
    with pytest.raises(UndefinedError):
        _draw("{{ paper.copy }}", paper={})


def test_a_loop_goes_over_a_list_only() -> None:
    for rows in ({"a": 1}, "abc", 3):
        with pytest.raises(TypeError):
            _draw("{% for row in rows %}{% endfor %}", rows=rows)


def test_a_field_is_drawn_by_its_control_with_nothing_else_in_scope() -> None:
    view: dict[str, Any] = {"field": {"control": "text", "typed": "<Tư>"}, "secret": "x"}
    assert _draw("{{ kind(field, 'edit') }}", **view) == "<input value='&lt;Tư&gt;' lang='vi'>"
    with pytest.raises(ValueError, match="no control"):
        _draw("{{ kind(field, 'edit') }}", field={"control": "../base"})


def test_words_are_those_of_the_page_also_inside_a_macro() -> None:
    source = "{% macro call(n) %}{{ _('Gọi %(number)s', number=n) }} {{ lang }}{% endmacro %}{{ call('<1>') }}"
    assert _draw(source) == "Gọi &lt;1&gt; vi"
    assert _draw(source, lang="en") == "Call &lt;1&gt; en"


def test_a_typed_placeholder_is_not_filled_in() -> None:
    assert Words({}).say("vi", "Gọi %(number)s", number="%(number)s") == "Gọi %(number)s"


def test_a_translation_that_lost_a_value_is_refused(tmp_path: Path) -> None:
    (tmp_path / "en" / "parts").mkdir(parents=True)
    (tmp_path / "en" / "parts" / "x.po").write_text('msgid "Gọi %(number)s"\nmsgstr "Call"\n', "utf-8")
    with pytest.raises(ValueError, match="named values"):
        Words.load(tmp_path)


def test_the_catalogues_of_the_house_load() -> None:
    words = Words.load(ROOT / "translations")
    assert words.say("en", "Nhờ giúp") == "Ask for help"
    assert words.say("vi", "Nhờ giúp") == "Nhờ giúp"
