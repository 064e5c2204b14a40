"""Tiny guides for the tests of the engine, and a browser that posts."""

from __future__ import annotations

import textwrap
from functools import cache
from pathlib import Path

from webapp.forms.definition import Definition, Field, Option, Paper, Step
from webapp.forms.kinds import PostedValues
from webapp.forms.lists import Lists
from webapp.kernel.localised import Localised

TODAY = "2026-11-23"
PROCEDURES = Path(__file__).parents[2] / "webapp" / "procedures"
LISTS = Path(__file__).parents[2] / "webapp" / "catalogue" / "data" / "lists"


@cache
def lists() -> Lists:
    """Return the real reference lists."""
    return Lists.load(LISTS)


def say(text: str = "Ông/bà cho biết") -> Localised:
    """Return a sentence said in both languages."""
    return Localised(text, text)


def step(step_id: str, *fields: Field, **rest: object) -> Step:
    """Return a step."""
    return Step(step_id, say(), fields, **rest)


def choice(field_id: str, *values: str, **rest: object) -> Field:
    """Return a choice of these values."""
    return Field(field_id, "choice", options=tuple(Option(value, say(value)) for value in values), **rest)


def paper(paper_id: str, treatment: str = "hand_in", **rest: object) -> Paper:
    """Return a paper."""
    return Paper(paper_id, say(paper_id), "copy", treatment, look="not_applicable", **rest)


def guide(*steps: Step, **rest: object) -> Definition:
    """Return a definition of these steps."""
    return Definition(procedure="9.000001", revision=1, name=say("Thử"), steps=steps, signing="none", presence="none", **rest)


def posted(**values: str | list[str]) -> PostedValues:
    """Return a posted form; dots in names are written as two underscores."""
    return sent({name.replace("__", "."): value for name, value in values.items()})


def sent(values: dict[str, str | list[str]]) -> PostedValues:
    """Return a posted form."""
    return PostedValues({name: [value] if isinstance(value, str) else value for name, value in values.items()})


def write_guide(folder: Path, text: str, name: str = "guide", file: str = "v1.form.yaml") -> Path:
    """Write one YAML file of a guide and return its path."""
    path = folder / name / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


GOOD = """\
procedure: "9.000001"
revision: 1
name: {vi: "Thử", en: "Trial"}
signing: at_desk
presence: none
steps:
  - id: birth
    ask: {vi: "Ông/bà sinh ngày nào?", en: "When were you born?"}
    fields:
      - {id: owner.birth_date, kind: partial_date, required: true, max: today}
  - id: guardian
    ask: {vi: "Ai đại diện?", en: "Who acts for the child?"}
    when: {"<": [{"age_at": [{"var": "owner.birth_date"}, {"today": []}]}, 14]}
    fields:
      - {id: guardian.name, kind: person_name}
papers:
  - {id: form, name: {vi: "Tờ khai", en: "Form"}, form: form, treatment: form, look: form}
"""
