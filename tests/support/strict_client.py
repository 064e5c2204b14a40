"""A test client that reads every HTML answer as the strictest browser and the plainest screen reader would.

It insists on: HTML that html5lib parses without one fault, a title, the language of the address, one h1, ids that are there
once, a label for every control, and no reference to an id that is not there.
"""

from __future__ import annotations

from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element

import brotli
import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

LANGUAGES = ("vi", "en")
CONTROLS = frozenset({"input", "select", "textarea"})
NAMELESS = frozenset({"hidden", "submit", "button", "reset", "image"})
POINTERS = ("for", "aria-describedby", "aria-labelledby", "aria-controls")


class StrictClient(FlaskClient):
    """Opens an address like Flask's own client and reads what comes."""

    def open(self, *said: Any, **named: Any) -> TestResponse:
        """Return the answer. Raises AssertionError when its page is not as it has to be."""
        answer = super().open(*said, **named)
        if answer.mimetype == "text/html" and answer.status_code not in range(300, 400) and answer.request.method != "HEAD":
            check_page(text_of(answer), language_of(answer.request.path), f"{answer.request.method} {answer.request.path}")
        return answer


def text_of(answer: TestResponse) -> str:
    """Return the text of an answer, also of one that came compressed."""
    packed = answer.headers.get("Content-Encoding") == "br"
    return (brotli.decompress(answer.data) if packed else answer.data).decode()


def language_of(path: str) -> str:
    """Return the language an address asks for; what has none is Vietnamese."""
    first = path.split("/")[1] if "/" in path else ""
    return first if first in LANGUAGES else LANGUAGES[0]


def check_page(page: str, lang: str, where: str = "page") -> Element:
    """Insist that a page is as it has to be, and return its tree."""
    tree = parse(page, where)
    assert tree.get("lang") == lang, f"{where}: the page says it is {tree.get('lang')!r}"
    title = tree.find("./head/title")
    assert title is not None, f"{where}: no title"
    assert (title.text or "").strip(" –") not in {"", "Cầm Tay"}, f"{where}: the title is nobody's own"
    headings = list(tree.iter("h1"))
    assert len(headings) == 1, f"{where}: {len(headings)} h1"
    assert "".join(headings[0].itertext()).strip(), f"{where}: the h1 is empty"
    check_ids(tree, where)
    check_labels(tree, where)
    return tree


def parse(page: str, where: str = "page") -> Element:
    """Return the tree of a page. Raises AssertionError at the first fault."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    try:
        tree: Element = parser.parse(page)
    except html5lib.html5parser.ParseError as fault:
        line = page.splitlines()[parser.errors[-1][0][0] - 1] if parser.errors else ""
        raise AssertionError(f"{where}: {fault} near {line.strip()[:200]!r}") from None
    return tree


def check_ids(tree: Element, where: str) -> None:
    """Insist that each id is there once, and that what points at one finds it."""
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id") is not None)
    assert "" not in ids, f"{where}: an empty id"
    assert [name for name, number in ids.items() if number > 1] == [], f"{where}: ids twice"
    for element in tree.iter():
        for pointer in POINTERS:
            lost = [name for name in (element.get(pointer) or "").split() if name not in ids]
            assert not lost, f"{where}: {pointer} points at {lost}"
        link = element.get("href") or ""
        if link.startswith("#"):
            assert link[1:] in ids, f"{where}: a link leads to {link}, which is not there"


def check_labels(tree: Element, where: str) -> None:
    """Insist that every control that a person can use says what it is for, and so does every button and link."""
    labelled = {label.get("for") for label in tree.iter("label")}
    inside = {id(control) for label in tree.iter("label") for control in label.iter() if control.tag in CONTROLS}
    for control in tree.iter():
        if control.tag in CONTROLS and control.get("type", "text") not in NAMELESS:
            named = control.get("id") in labelled or id(control) in inside or control.get("aria-label") or control.get("aria-labelledby")
            assert named, f"{where}: no label for the control {control.get('name')!r}"
        elif control.tag in {"button", "a"}:
            says = "".join(control.itertext()).strip() or control.get("aria-label") or any(each.get("alt") for each in control.iter("img"))
            assert says, f"{where}: a {control.tag} says nothing"
