"""One dossier as the projections hold it, in memory. Frozen cells, so that a saved picture can be compared with a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from webapp.dossiers.states import State

Heads = Mapping[str, int]
"""Entry id to server_seq of every entry that no later one has seen. More than one is a conflict; the last one shows."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer, or what is said about one paper. ``box`` is None when it was cleared or nothing is said."""

    heads: Heads
    box: bytes | None
    files: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The id of the entry that shows."""
        return last_head(self.heads)


@dataclass(frozen=True, slots=True)
class RowCell:
    """One row of a repeat field."""

    heads: Heads
    present: bool
    place: int


@dataclass(frozen=True, slots=True)
class Expected:
    """A file that an operation of a phone named before its bytes came. ``size`` and ``hash`` are those of its sealed box.

    ``here``: a paper or an answer of the dossier as it stands names it still. ``state`` is awaited|kept|refused|brought.
    """

    sort: Literal["paper", "photo"]
    field: str
    row: str
    size: int
    hash: str
    named_by: int
    here: bool = True
    state: str = "awaited"
    code: str = ""


@dataclass(frozen=True, slots=True)
class Top:
    """The columns of ``dossiers``."""

    id: str
    procedure: str
    definition_digest: str
    revision: int
    started_at: datetime
    changed_at: datetime
    demonstration: bool = False
    state: State = State.DRAFT
    official: int | None = None
    step: int = 0
    route: str | None = None
    handed_in_at: str | None = None
    competent: str | None = None
    owner_search: str = ""
    version: int = 1
    last_seq: int = 0
    submitted_at: datetime | None = None
    arrived_at: datetime | None = None
    accepted_at: datetime | None = None
    due_on: str = ""
    filed_on: str | None = None
    official_code: str | None = None
    result_number: str | None = None
    result_on: str | None = None
    promise: Mapping[str, Any] = field(default_factory=dict)
    later: tuple[str, ...] = ()

    @property
    def desk_unit(self) -> str | None:
        """The unit in whose queue it stands: the one that receives and returns, or the competent one (D15)."""
        if self.step == 0:
            return None
        return self.handed_in_at if self.step in {1, 5} else self.competent


@dataclass(slots=True)
class Picture:
    """Everything the projections say about one dossier. ``top`` is None before its first entry."""

    top: Top | None = None
    answers: dict[tuple[str, str], Cell] = field(default_factory=dict)
    rows: dict[tuple[str, str], RowCell] = field(default_factory=dict)
    papers: dict[str, Cell] = field(default_factory=dict)
    marks: dict[tuple[str, str], None] = field(default_factory=dict)
    slips: dict[tuple[str, int], None] = field(default_factory=dict)
    files: dict[str, Expected] = field(default_factory=dict)

    @property
    def known(self) -> Top:
        """The columns of a dossier that has begun."""
        if self.top is None:
            raise ValueError("a dossier begins with dossier.start")
        return self.top

    def copy(self) -> Picture:
        """Return a picture that can be changed without this one."""
        return Picture(
            self.top, dict(self.answers), dict(self.rows), dict(self.papers), dict(self.marks), dict(self.slips), dict(self.files)
        )


def last_head(heads: Heads) -> str:
    """Return the id with the highest number, or "" when there is none."""
    return max(heads, key=lambda entry: heads[entry], default="")


def next_heads(heads: Heads, seen: list[str], entry: str, server_seq: int) -> Heads:
    """Return the heads after an entry whose author had seen ``seen``."""
    return {head: seq for head, seq in heads.items() if head not in seen} | {entry: server_seq}
