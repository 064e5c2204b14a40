"""What is written for those who run the house says everything there is."""

from __future__ import annotations

import re

from tests.support.house import ROOT, files
from tests.support.houses import House
from webapp.kernel.actor import ROLES
from webapp.settings import SETTING_NAMES

DOCS = ROOT / "webapp" / "docs"


def text_of(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def test_every_setting_is_explained_and_no_other() -> None:
    explained = re.findall(r"^\| `([A-Z_]+)`", text_of("settings.md"), re.MULTILINE)
    assert sorted(explained) == sorted(SETTING_NAMES)


def test_the_code_reads_no_setting_but_those() -> None:
    read = {name for path in files("webapp", "*.py") for name in re.findall(r"CAMTAY_[A-Z_]+", path.read_text("utf-8"))}
    assert read <= set(SETTING_NAMES)


def test_every_link_of_the_documents_leads_to_a_file() -> None:
    lost = []
    for path in [ROOT / "README.md", *files("webapp", "*.md")]:
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8")):
            if not (path.parent / link).exists():
                lost.append(f"{path.relative_to(ROOT)}: {link}")
    assert lost == []


def test_every_part_of_the_house_is_on_its_map(house: House) -> None:
    told = text_of("architecture.md")
    parts = {path.name for path in (ROOT / "webapp").iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert sorted(name for name in parts if f"`{name}/`" not in told) == []


def test_every_role_is_in_the_glossary() -> None:
    told = text_of("glossary.md")
    assert [role for role in ROLES if f"`{role}`" not in told] == []
