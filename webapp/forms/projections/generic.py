"""The guide of a procedure that has none of its own, made from its row of the catalogue. It asks and never demands.

A pure function of the row and of ``procedures/_shared/generic.form.yaml``; dossiers pin the digest of what comes out (D13).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from webapp.forms.definition import Definition, Paper, PaperForm, Presence, Treatment
from webapp.forms.loading import load_definition
from webapp.kernel.localised import Localised

TEMPLATE = Path(__file__).parents[2] / "procedures" / "_shared" / "generic.form.yaml"
PAPERS_STEP = "papers-at-hand"
IDENTITY_LOOKS = frozenset({"id-card"})


class CataloguePaper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One paper of a catalogue row. ``id`` is a slug of the data, never a position."""

    id: str
    name: Localised
    form: PaperForm
    treatment: Treatment
    count: int = 1
    when_text: Localised | None = None
    look: str | None = None
    replaced_by: str | None = None
    note: Localised | None = None


class CatalogueRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the catalogue knows of one procedure. ``papers`` is None when nobody has written its list yet."""

    code: str
    name: Localised
    level: str = ""
    papers: tuple[CataloguePaper, ...] | None = None
    presence: Presence = "unknown"
    audience: str = "everyone"


def generic_definition(row: CatalogueRow) -> Definition:
    """Return the guide of a row: who, for whom, what for, where, and each paper asked one by one.

    A row without a list of papers gets one question, which papers the person has, and says that the list is not written.
    """
    base = generic_template()
    listed = row.papers is not None
    return msgspec.structs.replace(
        base,
        procedure=row.code,
        name=row.name,
        steps=tuple(step for step in base.steps if not (listed and step.id == PAPERS_STEP)),
        papers=tuple(_asked(paper, base.papers[0]) for paper in row.papers or ()),
        presence=row.presence,
    )


@cache
def generic_template() -> Definition:
    """Return the definition that every generic guide begins from. Raises DefinitionFaults when its file is wrong."""
    return load_definition(TEMPLATE)


def _asked(paper: CataloguePaper, pattern: Paper) -> Paper:
    """Return a paper to ask about, answered as the template's one paper is.

    Whether it is wanted depends on things no rule knows, so "hand in" becomes "only if". An identity paper is shown
    at the desk and never photographed, whatever the row says.
    """
    shown = paper.look in IDENTITY_LOOKS and paper.treatment == "hand_in"
    return Paper(
        id=paper.id,
        name=paper.name,
        form=paper.form,
        treatment="show_only" if shown else ("only_if" if paper.treatment == "hand_in" else paper.treatment),
        count=paper.count,
        look=paper.look or "not_applicable",
        replaced_by=paper.replaced_by or None,
        note=paper.when_text or paper.note,
        options=pattern.options,
    )
