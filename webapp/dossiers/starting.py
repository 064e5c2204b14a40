"""The beginning of a dossier: its key, its pinned definition, its slip, its first grant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from webapp.database.inserting import insert_missing
from webapp.dossiers.access import grant
from webapp.dossiers.entries import NewEntry, dossier_key_place
from webapp.dossiers.folding import slip_mark
from webapp.dossiers.log import append
from webapp.dossiers.models import Definition as DefinitionRow
from webapp.dossiers.models import DossierKey, SlipCode
from webapp.dossiers.picture import Picture
from webapp.dossiers.projection import apply
from webapp.dossiers.slip import Slip, make_slip, make_slip_code
from webapp.dossiers.work import device_of
from webapp.forms.definition import Definition, definition_digest, definition_to_json
from webapp.kernel.actor import Actor, Citizen
from webapp.kernel.ids import new_id
from webapp.kernel.problems import NotAllowed
from webapp.sealing import Keyring

DEFINITIONS = cast(Table, DefinitionRow.__table__)


@dataclass(frozen=True, slots=True)
class Started:
    """A new draft. ``codes`` holds a second slip code only when the phone's own was taken already (D9)."""

    id: str
    slip: Slip
    codes: tuple[str, ...]
    last_seq: int


def start_dossier(
    tx: Session,
    keyring: Keyring,
    actor: Actor,
    now: datetime,
    definition: Definition,
    *,
    demonstration: bool = False,
    slip: Slip | None = None,
) -> Started:
    """Begin a draft that belongs to the actor. Raises NotAllowed when nobody is there to own it.

    The log is the same whatever language is shown, so the language of the start is not kept.
    """
    if isinstance(actor, Citizen) and actor.keyholder is None:
        raise NotAllowed
    digest = keep_definition(tx, definition)
    dossier = new_id()
    envelope, wrapped = keyring.new_key(dossier_key_place(dossier))
    tx.add(DossierKey(dossier=dossier, wrapped=wrapped, made_at=now, destroyed_at=None))
    tx.flush()
    slip = slip or make_slip()
    codes = numbered(tx, keyring, slip.code)
    new = NewEntry(
        dossier,
        "dossier.start",
        actor.ref,
        device=device_of(actor),
        body={"slips": list(codes), "secret": slip.secret},
        facts={
            "procedure": definition.procedure,
            "digest": digest,
            "revision": definition.revision,
            "demonstration": demonstration,
            "nth": list(codes.values()),
        },
    )
    picture = apply(tx, keyring, envelope, Picture(), append(tx, envelope, now, [new]))
    grant(tx, actor.ref, dossier, "own", now)
    return Started(dossier, slip, tuple(codes), picture.known.last_seq)


def keep_definition(tx: Session, definition: Definition, digest: str = "") -> str:
    """Keep a definition for ever and return its digest (given where it is known); one that is there already stays as it is."""
    digest = digest or definition_digest(definition)
    if tx.scalar(select(DefinitionRow.digest).where(DefinitionRow.digest == digest)) is None:
        insert_missing(tx, DEFINITIONS, values_of(definition, digest))
    return digest


def keep_definitions(tx: Session, definitions: Iterable[Definition]) -> int:
    """Keep many definitions, in two statements; return how many are new."""
    by_digest = {definition_digest(one): one for one in definitions}
    known = set(tx.scalars(select(DefinitionRow.digest)))
    fresh = [values_of(one, digest) for digest, one in by_digest.items() if digest not in known]
    if fresh:
        tx.execute(insert(DEFINITIONS), fresh)
    return len(fresh)


def values_of(definition: Definition, digest: str) -> dict[str, Any]:
    """Return the row of a definition."""
    return {
        "digest": digest,
        "procedure": definition.procedure,
        "origin": definition.origin,
        "revision": definition.revision,
        "body": definition_to_json(definition),
    }


def numbered(tx: Session, keyring: Keyring, code: str) -> dict[str, int]:
    """Return the code with its number, and a second one where somebody has the first already (D9)."""
    taken = tx.scalar(select(func.max(SlipCode.nth)).where(SlipCode.mark == slip_mark(code, keyring.blind)))
    if taken is None:
        return {code: 0}
    return {code: taken + 1, _free_code(tx, keyring): 0}


def _free_code(tx: Session, keyring: Keyring) -> str:
    while True:
        code = make_slip_code()
        if tx.scalar(select(SlipCode.mark).where(SlipCode.mark == slip_mark(code, keyring.blind))) is None:
            return code
