"""What every view of a dossier page is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.forms.answers import AnswerSet
from webapp.forms.definition import Definition
from webapp.forms.lists import Lists
from webapp.forms.wording import Wording
from webapp.kernel.localised import Localised
from webapp.kernel.problems import Problem

Json = dict[str, Any]

NOT_KNOWN = "unreadable"
"""What is said for a code that has no sentence here: a page of an older release still has to open."""


@dataclass(frozen=True)
class ProblemTexts:
    """Sentences for problem codes; a definition may say it better for one of its fields."""

    table: dict[str, Localised]

    def say(self, problem: Problem, lang: str, definition: Definition | None = None) -> str:
        """Return the sentence for a problem with its values filled in."""
        own = _own_words(problem, definition)
        sentence = (own or self.table.get(problem.code) or self.table[NOT_KNOWN]).in_(lang)
        return sentence % problem.params if problem.params else sentence


def _own_words(problem: Problem, definition: Definition | None) -> Localised | None:
    if definition is None:
        return None
    check = next((check for check in definition.checks if check.code == problem.code), None)
    if check is not None:
        return check.say
    field = definition.field(problem.field)
    return field.problems.get(problem.code) if field is not None else None


@dataclass(frozen=True)
class Reader:
    """Everything a view needs besides the dossier: language, day, lists, words."""

    lang: str
    today: str
    lists: Lists
    texts: ProblemTexts
    wording: Wording


@dataclass(frozen=True)
class Version:
    """One of the answers that compete. ``value`` is None when it was cleared; ``at`` is a moment in words; ``by`` is here|other."""

    entry: str
    value: Any
    at: str
    by: str
    shows: bool


@dataclass(frozen=True)
class Conflict:
    """Two or more answers nobody has chosen between, the one that shows first. ``part`` is answer, row or paper.

    ``field`` is the id of a field; for a paper it is the field its answer is kept under.
    """

    part: str
    field: str
    row: str | None
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Folder:
    """One dossier as its pages see it.

    ``safety`` is here|sending|arrived|accepted (D22), ``kept_by`` is phone|centre (D4), ``state`` is draft|prepared|submitted|...
    ``name`` is the plain name of the procedure in the reader's language, ``number`` the first half of its page numbers.
    ``at`` tells in words when it became so. ``passed`` holds the ids of stops that were left for later or left empty on purpose.
    ``photos_awaited``: how many photos the dossier names that are not at the centre. ``files`` tells of each what ``files_view`` shows.
    """

    id: str
    definition: Definition
    answers: AnswerSet
    name: str
    number: int
    state: str
    safety: str
    kept_by: str
    passed: frozenset[str] = frozenset()
    at: str = ""
    conflicts: tuple[Conflict, ...] = ()
    photos_awaited: int = 0
    files: Mapping[str, Json] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """The address of this dossier after the language."""
        return f"dossiers/{self.id}"

    def versions(self, field: str, row: str | None) -> tuple[Version, ...]:
        """Return the answers that compete for a field; none when there is no conflict."""
        at = ("answer", field, row)
        return next((found.versions for found in self.conflicts if (found.part, found.field, found.row) == at), ())

    def head(self) -> Json:
        """Return the keys of the dossier that every one of its pages shows."""
        return {
            "id": self.id,
            "procedure": self.definition.procedure,
            "called": self.name,
            "state": self.state,
            "safety": self.safety,
            "kept_by": self.kept_by,
            "at": self.at,
            "photos_awaited": self.photos_awaited,
        }
