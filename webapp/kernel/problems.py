"""Two sorts of "no": a Problem is a value a person can put right, a Refusal is a rule that says no."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in one answer that a person can mend. Never raised, always collected in lists.

    ``code`` names a sentence in ``webapp/procedures/_shared/problems.yaml``; ``params`` are its named values
    (strings and whole numbers only). Warnings never block.
    """

    field: str
    code: str
    params: dict[str, str | int] = dataclasses.field(default_factory=dict)
    row: str | None = None
    part: str | None = None
    level: Level = "error"


class Refusal(Exception):
    """A rule says no. Carries a code and data; no HTML, no status (``webapp/errors.py`` maps it)."""

    code = "refused"

    def __init__(self, **data: Any) -> None:
        self.data = data
        super().__init__(self.code, data)


class NotFound(Refusal):
    """Unknown or foreign: the two are the same answer, so that a guesser learns nothing."""

    code = "not_found"


class NotAllowed(Refusal):
    """The actor is known and may not do this."""

    code = "not_allowed"


class SignInNeeded(Refusal):
    """Nobody is signed in, and this page is for staff."""

    code = "sign_in_needed"


class WrongState(Refusal):
    """The dossier is not in a state in which this can be done."""

    code = "wrong_state"


class PhotosAwaited(Refusal):
    """A dossier cannot be closed while photos of it are on their way. ``data["files"]`` says which."""

    code = "photos_awaited"


class AlreadySubmitted(WrongState):
    """Answers after ``dossier.submit`` are not taken, except fields that a supplement has opened."""

    code = "already_submitted"


class Stale(Refusal):
    """Somebody else changed the thing since the page was drawn."""

    code = "stale"


class UnknownField(Refusal):
    """A posted name is neither ours nor a field of this step. Nothing is stored."""

    code = "unknown_field"


class TooLarge(Refusal):
    """A body or file is over its limit."""

    code = "too_large"


class TooMany(Refusal):
    """A rate limit or a quota is used up."""

    code = "too_many"


class StoreDown(Refusal):
    """The store of files does not answer, is full, or is broken. Never the person's fault; trying again later is right."""


class NotKept(StoreDown):
    """A file was not kept. Nothing else of the same act was written."""

    code = "file_not_kept"


class NotOpened(StoreDown):
    """A file cannot be fetched now. It may well be there."""

    code = "file_not_opened"


class BadFile(Refusal):
    """A file is not what it says, or holds something we do not take. ``data["reason"]`` names why."""

    code = "bad_file"


class NotHere(NotFound):
    """A dossier this browser does not hold: unknown, foreign, or kept only in the phone (decisions D3, D4)."""

    code = "not_here"
