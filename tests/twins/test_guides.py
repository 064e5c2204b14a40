"""Every guide of the house, with every worked case and with the answers of its kinds' examples: the phone says what the server says."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from tests.support.house import ROOT
from tests.twins.engines import Question, differences
from tests.twins.ours import lists
from webapp.forms.cases import cases_beside, load_cases
from webapp.forms.definition import Definition, Treatment, definition_to_json, every_field
from webapp.forms.kinds import KINDS
from webapp.forms.loading import load_definition
from webapp.forms.projections.generic import CataloguePaper, CatalogueRow, generic_definition
from webapp.kernel.localised import Localised

GUIDES = sorted((ROOT / "webapp" / "procedures").glob("*/v*.form.yaml"))
TODAY = "2026-11-23"
SAID = Localised("Giấy tờ", "Paper")


@cache
def guide(path: Path) -> Definition:
    return load_definition(path)


def row_guide() -> Definition:
    papers = [CataloguePaper(f"p-{treatment}", SAID, "copy", treatment) for treatment in get_args(Treatment)]
    return generic_definition(CatalogueRow("1.000001", SAID, papers=tuple(papers), presence="filing"))


def worked(path: Path) -> Iterator[Question]:
    definition = definition_to_json(guide(path))
    cases = cases_beside(path)
    for case in load_cases(cases).cases if cases.exists() else ():
        yield "form", {"definition": definition, "today": case.today, "answers": case.answers, "rows": case.rows}


def filled(definition: Definition) -> Iterator[Question]:
    fields = [field for field in every_field(definition) if field.kind != "repeat"]
    repeats = {field.id: field for field in every_field(definition) if field.kind == "repeat"}
    for seed in range(8):
        answers = {field.id: KINDS[field.kind].example(field, lists(), seed) for field in fields}
        row = {f"r{seed}": answers} if seed % 2 else {}
        body = {"definition": definition_to_json(definition), "today": TODAY, "answers": answers, "rows": dict.fromkeys(repeats, row)}
        sent = {name: texts for field in fields for name, texts in KINDS[field.kind].post(field, answers[field.id]).items()}
        yield "form", {**body, "posts": [{"page": step.id, "row": None, "sent": sent} for step in definition.steps]}


@pytest.mark.parametrize("path", GUIDES, ids=[path.parent.name + path.name[:3] for path in GUIDES])
def test_a_guide_means_on_the_phone_what_it_means_here(path: Path) -> None:
    assert list(differences([*worked(path), *filled(guide(path))])) == []


def test_the_guide_of_a_catalogue_row_means_on_the_phone_what_it_means_here() -> None:
    assert list(differences(filled(row_guide()))) == []
