"""Who is acting. Services take an Actor; they never look at a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["receiving_officer", "case_officer", "approver", "clerk", "director", "agent", "editor", "auditor", "administrator"]
ROLES: tuple[Role, ...] = (
    "receiving_officer",
    "case_officer",
    "approver",
    "clerk",
    "director",
    "agent",
    "editor",
    "auditor",
    "administrator",
)

DESK_ROLES: frozenset[Role] = frozenset({"receiving_officer", "case_officer", "approver", "clerk", "director"})
"""Those who work at the desk of a unit; the others have no queue."""


@dataclass(frozen=True, slots=True)
class Citizen:
    """A browser that holds a keyholder cookie (decision D3), or nobody yet (``keyholder`` is None)."""

    keyholder: str | None = None

    @property
    def ref(self) -> str:
        return f"keyholder:{self.keyholder}" if self.keyholder else "nobody"


@dataclass(frozen=True, slots=True)
class Officer:
    """A signed-in member of staff of one unit."""

    account: str
    name: str
    unit: str
    roles: frozenset[Role]

    @property
    def ref(self) -> str:
        return f"account:{self.account}"


@dataclass(frozen=True, slots=True)
class System:
    """The machine itself: loaders, sweepers, rebuilds."""

    @property
    def ref(self) -> str:
        return "system"


Actor = Citizen | Officer | System
