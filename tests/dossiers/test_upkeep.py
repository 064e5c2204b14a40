"""Keys move to a new master while people work, and leftovers go without taking anything along."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from tests.dossiers.conftest import Office
from webapp.dossiers import queries, service
from webapp.dossiers.models import DossierKey, Grant, UsedForm
from webapp.dossiers.service import FormStamp
from webapp.dossiers.upkeep import FORMS_KEPT, rewrap_keys, sweep
from webapp.kernel.actor import Citizen, System
from webapp.kernel.ids import new_id
from webapp.sealing import Keyring


def _masters(office: Office) -> list[int]:
    with office.database.reading() as db:
        return sorted(wrapped[0] for wrapped in db.scalars(select(DossierKey.wrapped)) if wrapped is not None)


def test_a_rotation_that_stops_half_way_loses_no_dossier(office: Office, tmp_path: Path) -> None:
    office.keyring = Keyring.from_folder(tmp_path / "keys")
    dossiers = [office.start().id for _ in range(5)]
    for dossier in dossiers:
        office.answer(dossier, ("owner.name", "Mến"))
    office.do(service.erase, dossiers[0], System())
    office.keyring.rotate()
    with office.database.transaction() as tx:
        after = rewrap_keys(tx, office.keyring, portion=3)
    assert _masters(office) == [1, 1, 2, 2]
    assert all(office.sheet(dossier).answers for dossier in dossiers[1:])
    with office.database.transaction() as tx:
        assert rewrap_keys(tx, office.keyring, after, portion=3) == ""
    assert _masters(office) == [2, 2, 2, 2]
    assert all(office.sheet(dossier).answers for dossier in dossiers[1:])


def test_sweeping_takes_only_what_has_run_out(office: Office) -> None:
    dossier, tracker = office.start().id, Citizen(new_id())
    office.answer(dossier, ("a", 1), form=FormStamp("old", 1, 1, "/n"))
    with office.acting(tracker) as (tx, _, actor, now):
        service.grant_tracking(tx, actor, now, dossier)
    office.clock.at += FORMS_KEPT
    office.clock.forward(hours=1)
    office.answer(dossier, ("a", 2), form=FormStamp("new", 2, 2, "/n"))
    with office.database.transaction() as tx:
        sweep(tx, office.clock.now())
    with office.database.reading() as db:
        assert list(db.scalars(select(UsedForm.form))) == ["new"]
        assert db.scalar(select(func.count()).select_from(Grant)) == 1
        assert queries.relation_of(db, office.citizen, dossier, office.clock.now()) == "own"
