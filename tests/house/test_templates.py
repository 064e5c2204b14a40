"""What every template keeps: a title, a language, nothing inline, nothing unescaped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.house import ROOT, files

TEMPLATES = list(files("templates", "*.html"))
PAGES = [path for path in TEMPLATES if "{% extends" in path.read_text(encoding="utf-8")]
BASES = [ROOT / "templates" / name for name in ("base.html", "staff.html")]
FORBIDDEN = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>"),
    "an inline style attribute": re.compile(r"\sstyle\s*="),
    "an event attribute": re.compile(r"\son[a-z]+\s*="),
    "hx-on": re.compile(r"hx-on"),
    "a value marked safe": re.compile(r"\|\s*safe\b"),
    "a js: value": re.compile(r"=\s*[\"']js:"),
    "a date input": re.compile(r"type=[\"']?date"),
    "a datalist": re.compile(r"<datalist|\blist="),
}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_page_has_a_title_of_its_own_and_a_main_part(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.search(r"{% block name %}\s*\S", text)
    assert "{% block main %}" in text


@pytest.mark.parametrize("path", BASES, ids=named)
def test_every_base_says_its_language(path: Path) -> None:
    assert '<html lang="{{ lang }}"' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str, path: Path) -> None:
    text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert FORBIDDEN[what].search(text) is None


def test_only_the_citizens_base_has_an_inline_style_and_its_hash_is_what_the_policy_allows() -> None:
    holders = [named(path) for path in TEMPLATES if "<style" in path.read_text(encoding="utf-8")]
    assert holders == ["base.html"]
