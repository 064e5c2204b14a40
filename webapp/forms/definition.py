"""What a form is: immutable, bilingual data. Everything else in the house is a projection of these structs.

Ids are for ever: a field id is never reused for another meaning, and a published revision never changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, TypeAlias

import msgspec

from webapp.kernel.digest import canonical_json, sha256_hex
from webapp.kernel.localised import Localised
from webapp.kernel.problems import Level

Json: TypeAlias = Any
Rule: TypeAlias = Any
"""A rule in the strict JsonLogic profile of ``rules.py``; plain JSON here."""

KindName = Literal[
    "text",
    "long_text",
    "person_name",
    "personal_id",
    "old_id",
    "date",
    "partial_date",
    "phone",
    "email",
    "choice",
    "many_choices",
    "yes_no",
    "whole_number",
    "money",
    "unit",
    "address",
    "country",
    "ethnicity",
    "relation",
    "bank_account",
    "repeat",
    "photo",
    "paper",
    "statement",
]
PaperForm = Literal["original", "copy", "certified_copy", "electronic", "form"]
Treatment = Literal["hand_in", "show_only", "only_if", "made_by_office", "form"]
Signing = Literal["vneid", "at_desk", "printed_sheet", "none"]
Presence = Literal["none", "filing", "result", "both", "home_possible", "unknown"]

ASKED_TREATMENTS: frozenset[str] = frozenset({"hand_in", "only_if", "form"})
"""Papers of these treatments are asked on a page of their own; the others are only listed."""

NOTICE = "notice"
PAPER_STOP = "paper-"
PAPER_FIELD = "paper."


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One answer of a choice. ``value`` is stored, ``say`` is read by people."""

    value: str
    say: Localised
    hint: Localised | None = None


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One question with one value. ``fields`` is for kind ``repeat`` only: the questions of each row."""

    id: str
    kind: KindName
    required: bool = False
    label: Localised | None = None
    hint: Localised | None = None
    options: tuple[Option, ...] = ()
    when: Rule | None = None
    min: int | str | None = None
    max: int | str | None = None
    max_length: int | None = None
    sensitive: bool = False
    autocomplete: str | None = None
    fields: tuple[Field, ...] = ()
    problems: dict[str, Localised] = {}
    list: str | None = None


class Say(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A note shown when its rule is true (or always). ``link`` is a procedure code or an address of ours.

    ``values`` are dates that the sentence names as ``%(name)s``, each a rule; while one of them is not known to the day,
    the note is left out.
    """

    say: Localised
    when: Rule | None = None
    link: str | None = None
    values: dict[str, Rule] = {}


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One page with one question. A step with a repeat field has exactly that one field."""

    id: str
    ask: Localised
    fields: tuple[Field, ...]
    why: Localised | None = None
    when: Rule | None = None
    say: tuple[Say, ...] = ()

    @property
    def repeat(self) -> Field | None:
        """Return the repeat field of a step of rows, else None."""
        return next((field for field in self.fields if field.kind == "repeat"), None)


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One paper of the dossier. ``look`` names the picture of what it looks like, or is ``not_applicable``.

    ``options`` narrow what may be answered about it (codes of the list ``paper_choices``); none means the usual ones.
    """

    id: str
    name: Localised
    form: PaperForm
    treatment: Treatment
    count: int = 1
    when: Rule | None = None
    look: str | None = None
    replaced_by: str | None = None
    note: Localised | None = None
    required: bool = False
    options: tuple[Option, ...] = ()


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A rule across fields: when it is TRUE there is a problem at the first of ``fields`` that is on the path."""

    code: str
    when: Rule
    level: Level
    fields: tuple[str, ...]
    say: Localised


class Eligible(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A condition of the law: when it is FALSE a soft note is shown. It never blocks; unknown says nothing."""

    code: str
    when: Rule
    say: Localised
    meanwhile: tuple[Say, ...] = ()


class Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True, dict=True):
    """One revision of one procedure's form. ``dict=True`` only lets ``plan.py`` keep compiled rules beside it."""

    procedure: str
    revision: int
    name: Localised
    steps: tuple[Step, ...]
    papers: tuple[Paper, ...] = ()
    checks: tuple[Check, ...] = ()
    eligible: tuple[Eligible, ...] = ()
    signing: Signing
    presence: Presence
    changes: str | None = None
    view_schema: int = 1
    origin: Literal["guide", "row"] = "guide"

    def step(self, step_id: str) -> Step | None:
        """Return the step of that id, or None."""
        return next((step for step in self.steps if step.id == step_id), None)

    def paper(self, paper_id: str) -> Paper | None:
        """Return the paper of that id (without the ``paper-`` of its page), or None."""
        return next((paper for paper in self.papers if paper.id == paper_id), None)

    def field(self, field_id: str) -> Field | None:
        """Return a field of any step or row, or the made-up field of a paper, or None."""
        if field_id.startswith(PAPER_FIELD):
            return next((paper_field(paper) for paper in self.papers if paper_field_id(paper.id) == field_id), None)
        return next((field for field in every_field(self) if field.id == field_id), None)


def every_field(definition: Definition) -> Iterator[Field]:
    """Yield the fields of all steps in order, each repeat field followed by the fields of its rows."""
    for step in definition.steps:
        for field in step.fields:
            yield field
            yield from field.fields


def paper_field_id(paper_id: str) -> str:
    """Return the field id under which the answer about a paper is kept: ``birth-note`` -> ``paper.birth_note``."""
    return PAPER_FIELD + paper_id.replace("-", "_")


def paper_field(paper: Paper) -> Field:
    """Return the field of a paper's page. Never required: a missing paper is a warning, not an error."""
    return Field(id=paper_field_id(paper.id), kind="paper", label=paper.name, hint=paper.note, options=paper.options)


def definition_digest(definition: Definition) -> str:
    """Return the SHA-256 (64 hex digits) of the canonical JSON of a definition. It pins dossiers and packs."""
    return sha256_hex(canonical_json(msgspec.to_builtins(definition)))


def definition_to_json(definition: Definition) -> dict[str, Json]:
    """Return a definition as plain JSON, as packs carry it and the table ``definitions`` keeps it."""
    body: dict[str, Json] = msgspec.to_builtins(definition)
    return body


def definition_from_json(body: dict[str, Json]) -> Definition:
    """Return the definition kept as plain JSON. Raises ``msgspec.ValidationError`` when it is not one."""
    return msgspec.convert(body, Definition)
