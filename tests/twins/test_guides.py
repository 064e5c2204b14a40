"""Every guide of the house, with every worked case and with the answers of its kinds' examples: the phone says what the server says."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support.house import ROOT
from tests.twins.engines import Question, differences
from tests.twins.ours import lists
from webapp.forms.cases import cases_beside, load_cases
from webapp.forms.definition import Definition, definition_to_json, every_field
from webapp.forms.kinds import KINDS
from webapp.forms.loading import load_definition

GUIDES = sorted((ROOT / "webapp" / "procedures").glob("*/v*.form.yaml"))
TODAY = "2026-11-23"


@cache
def guide(path: Path) -> Definition:
    return load_definition(path)


def worked(path: Path) -> Iterator[Question]:
    definition = definition_to_json(guide(path))
    cases = cases_beside(path)
    for case in load_cases(cases).cases if cases.exists() else ():
        yield "form", {"definition": definition, "today": case.today, "answers": case.answers, "rows": case.rows}


def filled(path: Path) -> Iterator[Question]:
    definition = guide(path)
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
    assert list(differences([*worked(path), *filled(path)])) == []
