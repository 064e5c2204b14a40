"""Lists are short walks along an index, in the unit's own scope, on both databases."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Select, event, insert, select, text
from sqlalchemy.exc import DBAPIError

from tests.dossiers.conftest import UNIT, Office, a_definition, an_officer
from webapp.dossiers import queries, service
from webapp.dossiers.log import ENTRIES
from webapp.dossiers.models import Grant, Mark, SlipCode
from webapp.dossiers.projection import DOSSIERS, MARKS
from webapp.dossiers.queries import PAGE_LENGTH, QueueFilters
from webapp.dossiers.service import Change, FileStamp, Owner, owner_of
from webapp.forms.answers import answers_of
from webapp.forms.definition import Definition, Field, Step
from webapp.kernel.ids import new_id
from webapp.kernel.localised import Localised
from webapp.kernel.problems import NotFound

MANY = 8000
UNITS = 54


def _many(office: Office) -> None:
    """Fill the projection as a province would: many units, all states, names that begin alike."""
    now = office.clock.now()
    with office.database.transaction() as tx:
        digest = service.keep_definition(tx, a_definition())
        rows, marks = [], []
        for at in range(MANY):
            unit = f"22-{at % UNITS:05}"
            waiting = at % 7 < 5
            rows.append(_row(at, unit, digest, waiting) | {"started_at": now, "changed_at": now, "arrived_at": now + timedelta(minutes=at)})
            marks.append({"dossier": rows[-1]["id"], "purpose": "phone", "mark": f"{at:064x}"})
        tx.execute(insert(DOSSIERS), rows)
        tx.execute(insert(MARKS), marks)
    with office.database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _many_entries(office: Office) -> None:
    """Fill the log with rows that only an index can tell apart."""
    now = office.clock.now()
    same = {
        "facts": {},
        "box": b"",
        "by": "x",
        "device": "d",
        "at": now,
        "received_at": now,
        "base": [],
        "schema": 1,
        "box_hash": "",
        "chain": "",
    }
    with office.database.transaction() as tx:
        rows = [{"server_seq": at, "id": str(at), "dossier": f"d{at // 8}", "kind": "help.ask", "seq": at} | same for at in range(4000)]
        tx.execute(insert(ENTRIES), rows)
    with office.database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _row(at: int, unit: str, digest: str, waiting: bool) -> dict[str, Any]:
    return {
        "id": f"{at:08x}-0000-7000-8000-000000000000",
        "procedure": f"1.0{at % 40}",
        "definition_digest": digest,
        "revision": 1,
        "state": "received" if waiting else "returned",
        "official": 2 if waiting else 10,
        "step": 1 + at % 5 if waiting else 0,
        "handed_in_at": unit,
        "competent": unit,
        "desk_unit": unit if waiting else None,
        "owner_search": f"nguyen {'abcdefghij'[at % 10]} {at}",
        "version": 2,
        "last_seq": 2,
        "due_on": f"2026-12-{1 + at % 28:02}",
        "promise": {},
        "later": [],
        "demonstration": False,
    }


def _plan(office: Office, statement: Select[Any]) -> str:
    engine = office.database.engine
    sql = str(statement.compile(engine, compile_kwargs={"literal_binds": True})).replace("%%", "%")
    prefix = "EXPLAIN QUERY PLAN " if office.database.is_sqlite else "EXPLAIN "
    with engine.connect() as connection:
        return "\n".join(str(tuple(row)) for row in connection.exec_driver_sql(prefix + sql))


def test_a_queue_is_read_along_its_index_without_sorting(office: Office) -> None:
    _many(office)
    unit = "22-00007"
    shapes = {
        QueueFilters(step=2): "ix_dossiers_desk_unit_step_due_on_arrived_at_id",
        QueueFilters(): "ix_dossiers_desk_unit_step_due_on_arrived_at_id",
        QueueFilters(official=10): "ix_dossiers_competent_official_due_on_id",
        QueueFilters(search="Nguyễn C"): "ix_dossiers_competent_owner_search_id",
    }
    for filters, index in shapes.items():
        plan = _plan(office, queries.queue_select(unit, filters).limit(PAGE_LENGTH))
        assert index in plan, plan
        if office.database.is_sqlite:
            assert "TEMP B-TREE" not in plan, plan
        assert not re.search(r"Seq Scan|SCAN dossiers", plan), plan


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (select(Mark.dossier).where(Mark.purpose == "phone", Mark.mark == "0" * 64), "ix_dossier_marks_purpose_mark"),
        (select(Grant.dossier).where(Grant.holder == "keyholder:x"), "pk_grants|sqlite_autoindex_grants_1"),
        (select(SlipCode.dossier).where(SlipCode.mark == "x"), "pk_slip_codes|sqlite_autoindex_slip_codes_1"),
        (select(ENTRIES.c.id).where(ENTRIES.c.dossier == "x").order_by(ENTRIES.c.server_seq), "ix_entries_dossier_(server_seq|device_seq)"),
    ],
)
def test_equal_values_are_found_through_an_index(office: Office, statement: Select[Any], index: str) -> None:
    if "marks" in index:
        _many(office)
    _many_entries(office)
    with office.database.transaction() as tx:
        if not office.database.is_sqlite:
            tx.execute(text("SET LOCAL enable_seqscan = off"))  # a planner with empty tables would not care
        sql = str(statement.compile(office.database.engine, compile_kwargs={"literal_binds": True}))
        prefix = "EXPLAIN QUERY PLAN " if office.database.is_sqlite else "EXPLAIN "
        plan = "\n".join(str(tuple(row)) for row in tx.execute(text(prefix + sql)))
    assert re.search(index, plan), plan


def test_pages_of_a_queue_hold_every_dossier_once_in_the_order_in_which_they_are_due(office: Office) -> None:
    _many(office)
    seen, page, due = [], 1, []
    with office.database.reading() as db:
        while True:
            found = queries.queue(db, "22-00003", QueueFilters(step=1), page)
            seen += [top.id for top in found.dossiers]
            due += [top.due_on for top in found.dossiers]
            if not found.more:
                break
            page += 1
        everything = queries.queue_counts(db, "22-00003")
    assert len(seen) == len(set(seen)) == everything[1]
    assert due == sorted(due)


def test_a_queue_shows_only_its_own_unit(office: Office) -> None:
    mine = office.submitted().id
    with office.database.reading() as db:
        assert [top.id for top in queries.queue(db, UNIT, QueueFilters()).dossiers] == [mine]
        for filters in (QueueFilters(), QueueFilters(official=1), QueueFilters(search="Nguyễn")):
            assert queries.queue(db, "22-other", filters).dossiers == ()


def test_a_queue_finds_a_name_typed_with_or_without_marks_and_by_procedure(office: Office) -> None:
    mine = office.submitted().id
    with office.database.reading() as db:
        for search in ("Nguyễn Thị", "NGUYEN", "nguyễn thị mến"):
            assert [top.id for top in queries.queue(db, UNIT, QueueFilters(search=search)).dossiers] == [mine]
        assert queries.queue(db, UNIT, QueueFilters(search="uyen")).dossiers == ()
        assert queries.queue(db, UNIT, QueueFilters(procedure="9.9")).dossiers == ()
        assert queries.queue(db, UNIT, QueueFilters(search="Nguyễn", step=4)).dossiers == ()


def test_a_step_page_is_loaded_with_two_statements(office: Office) -> None:
    dossier = office.start().id
    row = new_id()
    office.answer(dossier, *((f"field.{at}", at) for at in range(30)))
    office.do(service.add_row, dossier, field="kids", row=row, changes=[Change("kid.name", "An", row)])
    office.do(service.attach_paper, dossier, paper="p", file=FileStamp(new_id(), "a", "b"))
    counted: list[str] = []

    def count(*said: Any) -> None:
        counted.append(said[2])

    with office.database.reading() as db:
        event.listen(office.database.engine, "before_cursor_execute", count)
        sheet = queries.dossier(db, office.keyring, dossier)
        event.remove(office.database.engine, "before_cursor_execute", count)
    assert len(counted) == 2
    assert (len(sheet.answers), len(sheet.rows), len(sheet.papers)) == (31, 1, 1)


def test_the_command_line_shows_a_dossier_by_its_slip(office: Office) -> None:
    started = office.start()
    file = FileStamp(new_id(), "11" * 32, "22" * 32)
    office.answer(started.id, ("owner.name", "Mến"))
    office.do(service.attach_paper, started.id, paper="birth-note", file=file)
    office.submit(started.id)
    with office.database.reading() as db:
        shown = queries.show_by_slip(db, office.keyring, started.slip.code)
        with pytest.raises(NotFound):
            queries.show_by_slip(db, office.keyring, "0" * 16)
    assert shown["state"] == "submitted"
    assert [entry["kind"] for entry in shown["entries"]] == ["dossier.start", "answer.set", "paper.attach", "dossier.submit"]
    assert shown["papers"] == [
        {
            "paper": "birth-note",
            "choice": "attached",
            "files": [{"id": file.id, "sent": file.sent, "kept": file.kept, "state": "lost", "code": ""}],
        }
    ]
    assert shown["problems"] == []
    assert {"field": "owner.name", "row": None, "value": "Mến"} in shown["answers"]


def test_a_pinned_definition_comes_back_whole(office: Office) -> None:
    dossier = office.start().id
    with office.database.reading() as db:
        assert queries.definition_of(db, queries.top_of_dossier(db, dossier).definition_digest) == a_definition()
        with pytest.raises(NotFound):
            queries.definition_of(db, "0" * 64)


def test_the_reading_door_writes_nothing(office: Office) -> None:
    dossier = office.submitted().id
    with pytest.raises(DBAPIError), office.database.reading() as db:
        service.record_opening(db, office.keyring, an_officer(), office.clock.now(), dossier)
    assert "dossier.opened" not in office.kinds(dossier)


def test_owners_are_read_from_the_answers_of_different_guides() -> None:
    def definition(*fields: tuple[str, Any]) -> Definition:
        step = Step(id="s", ask=Localised("?", "?"), fields=tuple(Field(id=name, kind=kind) for name, kind in fields))
        return Definition(procedure="p", revision=1, name=Localised("a", "b"), steps=(step,), signing="none", presence="none")

    passport = definition(("applicant.surname", "person_name"), ("applicant.given_name", "person_name"), ("applicant.birth_date", "date"))
    said = answers_of({"applicant.surname": "VŨ", "applicant.given_name": "THỊ HÀ", "applicant.birth_date": "1990-02-03"})
    assert owner_of(passport, said) == Owner("VŨ THỊ HÀ", "1990-02-03")
    birth = definition(
        ("submitter.name", "person_name"), ("submitter.phone", "phone"), ("child.name", "person_name"), ("child.birth_date", "date")
    )
    said = answers_of({"submitter.name": "Bố", "submitter.phone": "0912345678", "child.name": "An", "child.birth_date": {"unknown": True}})
    assert owner_of(birth, said) == Owner("An", "", "", "0912345678")
    boat = definition(("boat.skipper", "person_name"))
    assert owner_of(boat, answers_of({"boat.skipper": "Bảy"})) == Owner()
    assert owner_of(boat, answers_of({})) == Owner()
