"""What the centre says of a dossier to whoever owns it: what its slip and its progress page show, and nothing of the desk's own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from webapp.dossiers.picture import Top
from webapp.dossiers.queries import SLIP_KINDS, Happening, happenings, slips_in
from webapp.sealing import Keyring
from webapp.uploads.queries import announced_in

HISTORY: Final = ("dossier.submit", "desk.accepted", "desk.appraised", "desk.approved", "desk.sealed", "desk.returned")
KINDS: Final = (*HISTORY, *SLIP_KINDS, "dossier.judged", "dossier.opened", "desk.refused")


def status_of(db: Session, keyring: Keyring, top: Top) -> dict[str, Any]:
    """Return ``status`` of the contract as plain JSON; moments are ISO texts in UTC, "" where there is none. Raises NotFound."""
    by_kind: dict[str, list[Happening]] = {}
    happened = happenings(db, keyring, top.id, KINDS)
    for one in happened:
        by_kind.setdefault(one.kind, []).append(one)
    start = by_kind["dossier.start"][0]
    named = [one for one in announced_in(db, top.id).values() if one.here]
    sealed: dict[str, Any] = {}
    for kind in ("dossier.submit", "dossier.judged"):
        for one in by_kind.get(kind, ()):
            sealed |= dict(one.body)
    return {
        "state": top.state.value,
        "official": top.official or 0,
        "step": top.step,
        "submitted_at": moment(top.submitted_at),
        "arrived_at": moment(top.arrived_at),
        "accepted_at": moment(top.accepted_at),
        "due_on": top.due_on,
        "filed_on": top.filed_on or "",
        "official_code": top.official_code or "",
        "result_number": top.result_number or "",
        "route": top.route or "",
        "handed_in_at": top.handed_in_at or "",
        "competent": top.competent or "",
        "demonstration": top.demonstration,
        "slips": slips_in(happened),
        "secret": start.body["secret"],
        "history": [{"kind": one.kind, "at": moment(one.at)} for kind in HISTORY for one in by_kind.get(kind, ())],
        "reasons": [reason for one in by_kind.get("desk.refused", ()) for reason in one.body.get("reasons", ())],
        "openings": [{"unit": one.body.get("unit", ""), "at": moment(one.at)} for one in by_kind.get("dossier.opened", ())],
        "problems": sealed.get("problems", []),
        "photos_awaited": [one.file for one in named if one.state == "awaited"],
        "photos_refused": [{"file": one.file, "code": one.code} for one in named if one.state == "refused"],
    }


def moment(at: datetime | None) -> str:
    """Return a moment as phones read it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else ""
