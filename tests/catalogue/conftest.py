"""The real catalogue, loaded once, and pages drawn without an app."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.house import ROOT
from webapp.catalogue.assembling import DATA
from webapp.catalogue.catalogue import Catalogue
from webapp.forms.wording import Wording
from webapp.ui.render import Renderer
from webapp.ui.words import Words


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue of the data files as they are shipped."""
    return Catalogue.load(DATA)


@pytest.fixture(scope="session")
def wording() -> Wording:
    """Dates and money in words."""
    return Wording.load(ROOT / "webapp" / "procedures" / "_shared" / "words.yaml")


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    """The house's templates and words."""
    return Renderer(ROOT / "templates", Words.load(ROOT / "translations"))


@pytest.fixture(params=["vi", "en"])
def frame(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The common keys of a view, once in each language."""
    return frame_in(request.param)


def frame_in(lang: str) -> dict[str, Any]:
    """Return the common keys of a view."""
    return {
        "lang": lang,
        "other_lang": "en" if lang == "vi" else "vi",
        "path": "",
        "page_no": "0-01",
        "heading_text": "",
        "look": {"text": "normal", "contrast": "normal"},
        "said": "",
        "release": "r",
        "style": "",
        "phone": {"shown": "1900 558 826", "dial": "1900558826"},
        "today": "2026-11-23",
        "served_by": "centre",
        "waiting": 0,
        "trouble": "",
        "vault": "",
        "vault_label": "",
        "worker": "on",
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the data files, to be spoilt."""
    made = tmp_path / "data"
    (made / "plain").mkdir(parents=True)
    for path in DATA.glob("*.csv"):
        (made / path.name).write_bytes(path.read_bytes())
    for path in sorted((DATA / "plain").glob("*.yaml"))[:3]:
        (made / "plain" / path.name).write_bytes(path.read_bytes())
    return made
