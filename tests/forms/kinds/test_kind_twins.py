"""The phone's worker draws every control byte for byte as the server does: empty, filled with hostile text, with problems."""

from __future__ import annotations

from itertools import product

import pytest

from tests.forms.kinds.test_kind_promises import field_of
from tests.forms.kinds.test_kind_templates import EVERY, PAGE, renderer, view
from tests.support.house import ROOT
from tests.support.twins import HOSTILE, Twin, twin
from webapp.forms.kinds import KINDS
from webapp.offline.compiler import Compiler
from webapp.ui.words import Words

EDIT = '<h1 id="q">?</h1>{{ kind(field, "edit") }}'


@pytest.fixture(scope="module")
def worker() -> Twin:
    folder = ROOT / "templates"
    compiler = Compiler(lambda name: EDIT if name == PAGE else (folder / name).read_text(encoding="utf-8"))
    names = [path.relative_to(folder).as_posix() for path in folder.glob("kinds/*/*.html")]
    words = Words.load(ROOT / "translations")
    drawing = twin()
    drawing.teach({name: compiler.tree(name) for name in [PAGE, *names]}, {lang: words.table(lang) for lang in ("vi", "en")})
    return drawing


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", EVERY)
def test_server_and_worker_draw_the_same_bytes(name: str, lang: str, worker: Twin) -> None:
    hostile = {control: [HOSTILE[0]] for control in KINDS[name].names(field_of(name))}
    for alone, bad, posted in product((False, True), (False, True), ({}, hostile)):
        field = view(name, lang, posted, alone=alone, bad=bad)
        ours = renderer().render(PAGE, {"lang": lang, "field": field, "what": "edit"})
        assert worker.draw(PAGE, {"lang": lang, "field": field}) == ours
