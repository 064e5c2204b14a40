"""One dossier taken in hand inside a transaction: locked, its rights checked, its key open, its forms folded (D8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from webapp.database.inserting import insert_missing
from webapp.dossiers.access import relation_of
from webapp.dossiers.entries import Entry, NewEntry, dossier_key_place, open_box
from webapp.dossiers.log import append
from webapp.dossiers.models import DossierKey, EntryRow, UsedForm
from webapp.dossiers.picture import Cell, Heads, Picture, Top
from webapp.dossiers.policy import Relation, may_read_draft
from webapp.dossiers.projection import apply, load
from webapp.dossiers.states import require_taken
from webapp.kernel.actor import Actor, Citizen
from webapp.kernel.digest import canonical_json
from webapp.kernel.ids import is_id
from webapp.kernel.problems import NotFound
from webapp.sealing import Envelope, Keyring

USED_FORMS = cast(Table, UsedForm.__table__)


@dataclass(frozen=True, slots=True)
class FormStamp:
    """What ``_form`` carries, and what came with it. ``seen`` is the dossier's last number when the form was drawn;
    ``posted`` is plain JSON of the posted fields; ``location`` is where this POST leads."""

    form: str
    seen: int
    posted: Any
    location: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a verb did. ``folded``: the same form came before, nothing was written, go to its ``location``."""

    last_seq: int
    written: int = 0
    folded: bool = False
    location: str | None = None


@dataclass(slots=True)
class Work:
    """A dossier in hand."""

    tx: Session
    keyring: Keyring
    actor: Actor
    now: datetime
    envelope: Envelope
    picture: Picture
    form: FormStamp | None = None
    relation: Relation | None = None
    folded_to: str | None = field(default=None)

    @property
    def top(self) -> Top:
        """The columns of the dossier."""
        return self.picture.known

    @property
    def device(self) -> str:
        """Who numbers these operations: the browser, or the account at its desk."""
        return device_of(self.actor)

    def new(self, kind: str, field_id: str | None = None, row: str | None = None, **said: Any) -> NewEntry:
        """Return an entry of this actor for this dossier."""
        return NewEntry(self.top.id, kind, self.actor.ref, field_id, row, device=self.device, **said)

    def write(self, news: Sequence[NewEntry]) -> Recorded:
        """Append and fold. Raises WrongState or AlreadySubmitted when a kind is not taken in this state."""
        for new in news:
            require_taken(new.kind, self.top.state)
        self.add(news)
        self._remember_form()
        return Recorded(self.top.last_seq, len(news), location=self.form.location if self.form else None)

    def add(self, news: Sequence[NewEntry]) -> list[Entry]:
        """Append and fold entries that are known to be taken in this state; return them as the log holds them."""
        if not news:
            return []
        entries = append(self.tx, self.envelope, self.now, news)
        self.picture = apply(self.tx, self.keyring, self.envelope, self.picture, entries)
        return entries

    def folded(self) -> Recorded | None:
        """Return where the same form with the same fields went before, or None when it is new."""
        if self.folded_to is None:
            return None
        return Recorded(self.top.last_seq, folded=True, location=self.folded_to)

    def value(self, cell: Cell | None, kind: str = "answer.set") -> Any:
        """Return the body of a cell's box, or None when there is none."""
        if cell is None or cell.box is None:
            return None
        return open_box(self.envelope, cell.box, cell.shown, self.top.id, kind)

    def seen(self, heads: Heads) -> tuple[str, ...]:
        """Return the heads that the author had seen: those the form showed, and those this device made itself."""
        if self.form is None:
            return tuple(heads)
        unseen = [head for head, seq in heads.items() if seq > self.form.seen]
        if not unseen:
            return tuple(heads)
        mine = select(EntryRow.id).where(EntryRow.id.in_(unseen), EntryRow.device == self.device)
        own = set(self.tx.scalars(mine))
        return tuple(head for head in heads if head not in unseen or head in own)

    def _remember_form(self) -> None:
        if self.form is None:
            return
        insert_missing(
            self.tx,
            USED_FORMS,
            {
                "form": self.form.form,
                "digest": form_digest(self.keyring, self.top.id, self.form),
                "dossier": self.top.id,
                "location": self.form.location,
                "used_at": self.now,
            },
        )


def take(tx: Session, keyring: Keyring, actor: Actor, now: datetime, dossier: str, form: FormStamp | None = None) -> Work:
    """Lock a dossier of the actor's own (or one they help with). Raises NotFound for unknown and foreign ones alike."""
    relation = relation_of(tx, actor, dossier, now) if is_id(dossier) else None
    if not may_read_draft(relation):
        raise NotFound
    work = take_any(tx, keyring, actor, now, dossier)
    work.form, work.relation = form, relation
    if form is not None:
        digest = form_digest(keyring, dossier, form)
        work.folded_to = tx.scalar(select(UsedForm.location).where(UsedForm.form == form.form, UsedForm.digest == digest))
    return work


def take_any(tx: Session, keyring: Keyring, actor: Actor, now: datetime, dossier: str) -> Work:
    """Lock a dossier without asking for a grant; the caller asks the policy. Raises NotFound, also when it was erased."""
    picture = load(tx, dossier) if is_id(dossier) else Picture()
    if picture.top is None:
        raise NotFound
    return Work(tx, keyring, actor, now, envelope_of(tx, keyring, dossier), picture)


def envelope_of(tx: Session, keyring: Keyring, dossier: str) -> Envelope:
    """Return the envelope of a dossier. Raises NotFound when its key was destroyed."""
    wrapped = tx.scalar(select(DossierKey.wrapped).where(DossierKey.dossier == dossier))
    if wrapped is None:
        raise NotFound
    return keyring.envelope(wrapped, dossier_key_place(dossier))


def form_digest(keyring: Keyring, dossier: str, form: FormStamp) -> str:
    """Return a keyed digest of the posted fields: a plain one could be guessed back to a birth date."""
    return keyring.blind("form", canonical_json([dossier, form.posted]).decode())


def device_of(actor: Actor) -> str:
    """Return the name under which an actor's operations are numbered."""
    return actor.keyholder or actor.ref if isinstance(actor, Citizen) else actor.ref
