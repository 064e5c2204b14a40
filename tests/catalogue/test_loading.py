"""Facts in the tables."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from webapp.catalogue.catalogue import Catalogue
from webapp.catalogue.loading import store_catalogue
from webapp.catalogue.models import CatalogueGap, FeeRecord, ProcedureRecord, RouteRecord, UnitRecord
from webapp.catalogue.queries import coverage, gaps_by_day, gaps_waiting, procedure_count
from webapp.catalogue.service import report_gap
from webapp.database import Database
from webapp.sealing import Keyring

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)


def test_loading_twice_leaves_the_same_rows(database: Database, catalogue: Catalogue) -> None:
    kept = []
    for _ in range(2):
        with database.transaction() as tx:
            store_catalogue(tx, catalogue)
        with database.reading() as db:
            routes = db.execute(select(RouteRecord.id, RouteRecord.procedure, RouteRecord.route).order_by(RouteRecord.id)).all()
            kept.append((procedure_count(db), [tuple(row) for row in routes]))
    assert kept[0] == kept[1]
    assert kept[0][0] == 361


def test_a_fee_set_by_the_province_has_no_amount(sqlite_database: Database, catalogue: Catalogue) -> None:
    with sqlite_database.transaction() as tx:
        store_catalogue(tx, catalogue)
    with sqlite_database.reading() as db:
        amounts = set(db.scalars(select(FeeRecord.amount).where(FeeRecord.sort == "set_by_province")))
    assert amounts == {None}


def test_two_procedures_cannot_have_one_page_number(database: Database, catalogue: Catalogue) -> None:
    with database.transaction() as tx:
        store_catalogue(tx, catalogue)
    doubled = update(ProcedureRecord).where(ProcedureRecord.code == "1.001456").values(number=1)
    with database.reading() as db:
        assert db.scalar(select(ProcedureRecord.number).where(ProcedureRecord.code == "3.000439")) == 1
    with pytest.raises(IntegrityError), database.transaction() as tx:
        tx.execute(doubled)


def test_former_and_present_units_of_one_code_stand_side_by_side(sqlite_database: Database, catalogue: Catalogue) -> None:
    with sqlite_database.transaction() as tx:
        store_catalogue(tx, catalogue)
    with sqlite_database.reading() as db:
        rows = db.execute(select(UnitRecord.id, UnitRecord.era).where(UnitRecord.code == "06799").order_by(UnitRecord.id)).all()
    assert [tuple(row) for row in rows] == [("06799", "now"), ("old-06799", "before_2025")]


def test_what_somebody_did_not_find_is_sealed_and_only_counted_in_public(database: Database, keyring: Keyring) -> None:
    with database.transaction() as tx:
        report_gap(tx, "đăng ký nghĩa vụ quân sự", "vi", keyring.wrap, NOON)
    with database.reading() as db:
        box = db.scalars(select(CatalogueGap.box)).one()
        assert "quân sự".encode() not in box
        assert gaps_by_day(db, "2026-11-01") == [("2026-11-23", 1)]
        assert [gap.said for gap in gaps_waiting(db, keyring.unwrap)] == ["đăng ký nghĩa vụ quân sự"]


def test_a_new_release_of_the_catalogue_keeps_what_people_reported(
    sqlite_database: Database, catalogue: Catalogue, keyring: Keyring
) -> None:
    with sqlite_database.transaction() as tx:
        report_gap(tx, "karaoke", "vi", keyring.wrap, NOON)
        store_catalogue(tx, catalogue)
    with sqlite_database.reading() as db:
        assert len(gaps_waiting(db, keyring.unwrap)) == 1


def test_the_emptiest_ministries_come_first_in_the_count(sqlite_database: Database, catalogue: Catalogue) -> None:
    with sqlite_database.transaction() as tx:
        store_catalogue(tx, catalogue)
    with sqlite_database.reading() as db:
        counted = coverage(db)
    assert counted[0] == ("culture", 0)
    assert sum(count for _, count in counted) == 361
