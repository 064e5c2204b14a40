"""Compare what the server draws with what the phone's worker draws, byte by byte. Node is started once and kept."""

from __future__ import annotations

import atexit
import json
import subprocess
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from webapp.offline.compiler import build_trees
from webapp.ui.render import Renderer
from webapp.ui.words import Words

ROOT = Path(__file__).parents[2]
# Python methods: in plain Jinja `{{ paper.copy }}` would print one, so no view key may be called so.
# Our renderer reads keys only; `sort` (which kind of a thing) is used all over and is safe there.
METHODS = frozenset(name for kind in (dict, list, str) for name in dir(kind) if not name.startswith("_")) - {"sort"}
HOSTILE = (
    '"><img src=x onerror=alert(1)>',
    "</script><script>alert(1)</script>",
    "<div hx-get=/logout hx-trigger=load>",
    "{{ 7*7 }} {% if 1 %} %(name)s $& $1",
    "' onfocus='alert(1)' & &amp; \u2028\u202e é ễ 🚢",
    "__proto__",
    "constructor",
)


class Twin:
    """A node process that draws with ``static/core/render.js``."""

    def __init__(self) -> None:
        program = ["node", str(ROOT / "tests" / "js" / "twin.mjs")]
        self._process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        atexit.register(self.close)

    def teach(self, trees: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> None:
        """Give the trees and the words per language for the draws that follow."""
        self._ask({"trees": trees, "words": words, "template": "", "view": {}})

    def draw(self, template: str, view: Mapping[str, Any]) -> str:
        """Return the worker's page. Raises ValueError with the worker's fault."""
        answer = self._ask({"template": template, "view": view})
        if "fault" in answer:
            raise ValueError(answer["fault"])
        return str(answer["page"])

    def close(self) -> None:
        """End the process."""
        for end in (self._process.stdin, self._process.stdout):
            if end is not None:
                end.close()
        self._process.wait(10)

    def _ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@cache
def twin() -> Twin:
    """Return the one node process of this test run."""
    return Twin()


def assert_same_bytes(pages: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Draw each (template, view) on both sides with the house's templates and words, and compare."""
    words = Words.load(ROOT / "translations")
    server = Renderer(ROOT / "templates", words)
    worker = twin()
    worker.teach(build_trees(ROOT / "templates"), {"vi": words.table("vi"), "en": words.table("en")})
    for template, view in pages:
        assert_plain(view)
        theirs = worker.draw(template, view)
        ours = server.render(template, view)
        assert ours.encode() == theirs.encode(), f"{template} differs between the server and the phone"


def assert_plain(value: object, where: str = "view") -> None:
    """Insist that a view is plain JSON and that none of its keys is the name of a Python method."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            assert isinstance(key, str), f"{where}: the key {key!r} is no text"
            assert key not in METHODS, f"{where}.{key} is the name of a Python method"
            assert_plain(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            assert_plain(inner, f"{where}[{place}]")
    else:
        assert value is None or isinstance(value, str | int), f"{where} is a {type(value).__name__}, not plain JSON"


def hostile(view: Any, spare: frozenset[str] = frozenset({"lang", "other_lang", "style", "control", "kind"})) -> Any:
    """Return the view with every text outside ``spare`` keys replaced by hostile text."""
    if isinstance(view, Mapping):
        return {key: inner if key in spare else hostile(inner, spare) for key, inner in view.items()}
    if isinstance(view, list):
        return [hostile(inner, spare) for inner in view]
    return HOSTILE[len(view) % len(HOSTILE)] if isinstance(view, str) and view else view
