"""Reads what an officer posted for one of the verbs. Problems are codes; their sentences stand in ``desk/problems.html``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from webapp.desk.due import Due
from webapp.dossiers import service
from webapp.dossiers.reasons import refusal_reasons
from webapp.forms.definition import Field
from webapp.forms.kinds import KINDS, Posted
from webapp.forms.lists import Lists
from webapp.kernel.clock import day_in_vietnam
from webapp.kernel.text import clean, clean_lines

LONGEST: Final = {"note": 1000, "reason": 1000, "words": 500, "number": 60, "handed_to": 120}
PROPOSALS: Final = ("grant", "refuse")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the form to be mended: a code, and the control it is about."""

    code: str
    control: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a reading may look at besides the form."""

    due: Due
    now: datetime
    lists: Lists


@dataclass(frozen=True, slots=True)
class Said:
    """What a form says: the arguments of the verb, or what is to be mended."""

    arguments: dict[str, Any] = field(default_factory=dict, repr=False)
    faults: tuple[Fault, ...] = ()


def read_act(verb: str, posted: Posted, table: Table) -> Said:
    """Read the form of a verb. Never raises for what was typed."""
    return READERS[verb](posted, table)


def _accept(posted: Posted, table: Table) -> Said:
    note, faults = _text(posted, "note")
    return Said({"due_on": table.due.day, "note": note}, faults)


def _refuse(posted: Posted, table: Table) -> Said:
    listed = refusal_reasons()
    chosen = [code for code in listed if code in posted.all("reason")]
    words, faults = _text(posted, "words")
    if not chosen and not words:
        faults += (Fault("reason_missing", "reason"),)
    elif not words and any(listed[code].words for code in chosen):
        faults += (Fault("words_missing", "words"),)
    return Said({"reasons": [*(listed[code].vi for code in chosen), *([words] if words else [])]}, faults)


def _appraise(posted: Posted, table: Table) -> Said:
    proposal = posted.one("proposal")
    note, faults = _text(posted, "note")
    if proposal not in PROPOSALS:
        faults += (Fault("proposal_missing", "proposal"),)
    elif proposal == "refuse" and not note:
        faults += (Fault("ground_missing", "note"),)
    return Said({"proposal": proposal, "note": note}, faults)


def _approve(posted: Posted, table: Table) -> Said:
    note, faults = _text(posted, "note")
    return Said({"note": note}, faults)


def _send_back(posted: Posted, table: Table) -> Said:
    reason, faults = _text(posted, "reason")
    if not reason:
        faults += (Fault("back_missing", "reason"),)
    return Said({"reason": reason}, faults)


def _seal(posted: Posted, table: Table) -> Said:
    number, faults = _text(posted, "number", lines=False)
    if not number:
        faults += (Fault("number_missing", "number"),)
    asked = Field(id="on", kind="date")
    read = KINDS["date"].read(asked, posted, table.lists)
    if read.blank or read.problems:
        faults += (Fault("day_unreadable", "on"),)
    elif read.value > day_in_vietnam(table.now):
        faults += (Fault("day_ahead", "on"),)
    return Said({"number": number, "on": read.value}, faults)


def _return(posted: Posted, table: Table) -> Said:
    handed_to, faults = _text(posted, "handed_to", lines=False)
    note, more = _text(posted, "note")
    if not handed_to:
        faults += (Fault("taker_missing", "handed_to"),)
    return Said({"handed_to": handed_to, "note": note}, faults + more)


def _text(posted: Posted, name: str, *, lines: bool = True) -> tuple[str, tuple[Fault, ...]]:
    text = clean_lines(posted.one(name)) if lines else clean(posted.one(name))
    return text, (Fault("too_long", name),) if len(text) > LONGEST[name] else ()


READERS: Final[Mapping[str, Callable[[Posted, Table], Said]]] = {
    "accept": _accept,
    "refuse": _refuse,
    "appraise": _appraise,
    "approve": _approve,
    "send_back": _send_back,
    "seal": _seal,
    "return": _return,
}

VERBS: Final[Mapping[str, Callable[..., service.Recorded]]] = {
    "accept": service.accept,
    "refuse": service.refuse,
    "appraise": service.appraise,
    "approve": service.approve,
    "send_back": service.send_back,
    "seal": service.seal,
    "return": service.return_result,
}
