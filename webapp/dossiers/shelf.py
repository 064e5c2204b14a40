"""Where definitions are found: a guide of its own, else the projection of the catalogue row, else what a dossier pinned once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from msgspec.structs import replace
from sqlalchemy.orm import Session

from webapp.catalogue.catalogue import Catalogue
from webapp.dossiers.queries import definition_of
from webapp.forms.definition import Definition, definition_digest
from webapp.forms.loading import Definitions, form_files, load_definition
from webapp.forms.projections.generic import generic_definition
from webapp.forms.projections.sheet import Sheet, copy_beside, load_sheet, sheet_beside
from webapp.kernel.problems import NotFound


class Shelf:
    """All definitions of one running app. Immutable but for its memory of pinned ones."""

    def __init__(
        self,
        guides: Definitions,
        catalogue: Catalogue,
        sheets: Mapping[str, Sheet] | None = None,
        copies: Mapping[str, Sheet] | None = None,
    ) -> None:
        self._guides = guides
        self._sheets = dict(sheets or {})
        self._copies = dict(copies or {})
        self._catalogue = catalogue
        self._pinned: dict[str, Definition] = dict(guides.by_digest)
        self._generic = lru_cache(maxsize=None)(self._make_generic)

    def has_guide(self, code: str) -> bool:
        """Tell whether this procedure has a guide of its own."""
        return code in self._guides

    def newest(self, code: str) -> Definition:
        """Return the definition that a new dossier of this procedure pins. Raises NotFound for an unknown code."""
        if code in self._guides:
            return self._guides[code]
        if self._catalogue.procedure(code) is None:
            raise NotFound
        return self._generic(code)

    def sheet(self, definition: Definition) -> Sheet | None:
        """Return the official form of this revision, or None where it has none."""
        return self._sheets.get(definition_digest(definition))

    def copy_order(self, definition: Definition) -> Sheet | None:
        """Return the order of the portal's screens for this revision; that of its official form where nobody wrote one."""
        return self._copies.get(definition_digest(definition)) or self.sheet(definition)

    def pinned(self, db: Session, digest: str) -> Definition:
        """Return the definition of that digest, from memory or from the table. Raises NotFound when nobody ever pinned it."""
        found = self._pinned.get(digest)
        if found is None:
            found = self._pinned[digest] = definition_of(db, digest)
        return found

    def _make_generic(self, code: str) -> Definition:
        made = generic_definition(self._catalogue.row_for_generic(code))
        self._pinned[definition_digest(made)] = made
        return made


def load_sheets(folder: Path) -> dict[str, Sheet]:
    """Return the official forms that stand beside guides, by the digest of the guide's revision. Raises DefinitionFaults."""
    return {digest: load_sheet(file)[0] for digest, file in _beside(folder, sheet_beside)}


def load_copy_orders(folder: Path) -> dict[str, Sheet]:
    """Return the orders of the portal's screens, by digest. A section without rows is where the official form's own stand."""
    sheets, found = load_sheets(folder), {}
    for digest, file in _beside(folder, copy_beside):
        order, own = load_sheet(file)[0], sheets.get(digest)
        sections = [part for section in order.sections for part in ((section,) if section.rows or own is None else own.sections)]
        found[digest] = replace(order, sections=tuple(sections))
    return found


def _beside(folder: Path, place: Callable[[Path], Path]) -> Iterator[tuple[str, Path]]:
    for file in form_files(folder):
        if place(file).exists():
            yield definition_digest(load_definition(file)), place(file)
