"""Policies of the citizen's dossier pages: who may open them, and what the view is given."""

from __future__ import annotations

from typing import Any

from webapp.dossiers import queries
from webapp.dossiers.folders import OpenFolder, open_folder, rules_day
from webapp.dossiers.policy import Relation, may_read_draft, may_track
from webapp.forms.views.context import Reader
from webapp.kernel.ids import is_id
from webapp.kernel.problems import NotFound, NotHere
from webapp.ui.counters import Policy, Visit
from webapp.ui.parts import parts, reading


def _open(visit: Visit) -> tuple[OpenFolder, Relation]:
    """Return the dossier of the address and the visitor's relation to it. Unknown and foreign are the same NotHere."""
    made = parts()
    dossier_id, lang = visit.address["dossier_id"], visit.address["lang"]
    now = made.clock.now()
    with reading() as db:
        relation = queries.relation_of(db, visit.actor, dossier_id, now) if is_id(dossier_id) else None
        if relation is None:
            raise NotHere
        try:
            sheet = queries.dossier(db, made.keyring, dossier_id)
        except NotFound:
            raise NotHere from None
        reader = Reader(lang, rules_day(sheet, now), made.lists, made.texts, made.wording)
        return open_folder(db, made.shelf, made.catalogue, sheet, reader, frozenset({visit.actor.ref})), relation


def _own(visit: Visit) -> dict[str, Any]:
    opened, relation = _open(visit)
    if not may_read_draft(relation):
        raise NotHere
    return _rest(visit) | {"opened": opened}


def _tracked(visit: Visit) -> dict[str, Any]:
    opened, relation = _open(visit)
    if not may_track(relation):
        raise NotHere
    return _rest(visit) | {"opened": opened, "relation": relation}


def _rest(visit: Visit) -> dict[str, Any]:
    return {name: value for name, value in visit.address.items() if name != "dossier_id"}


own_dossier = Policy("own_dossier", _own)
tracked_dossier = Policy("tracked_dossier", _tracked)
