"""From nothing to the newest tables and back, with rows in them, on both databases."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import inspect, select

import webapp
from tests.dossiers.conftest import Office
from webapp.database import Database
from webapp.database.migrating import go_back, migrate, require_no_change
from webapp.dossiers.log import head_of, verify
from webapp.dossiers.models import GENESIS
from webapp.kernel.clock import SystemClock
from webapp.migrations.tables import KEEPERS, all_tables
from webapp.sealing import Keyring


def _names(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


def _office(database: Database, keyring: Keyring) -> Office:
    return Office(database, keyring, SystemClock())  # type: ignore[arg-type]


def test_the_newest_revision_makes_exactly_the_tables_of_the_models(bare_database: Database) -> None:
    migrate(bare_database)
    assert _names(bare_database) == set(all_tables().tables) | {"alembic_version"}
    require_no_change(bare_database)


def test_a_second_start_keeps_every_row(bare_database: Database, keyring: Keyring) -> None:
    migrate(bare_database)
    office = _office(bare_database, keyring)
    dossier = office.submitted().id
    migrate(bare_database)
    assert office.sheet(dossier).answers
    with bare_database.reading() as db:
        assert verify(db, head_of(db)) == []


def test_the_way_back_leaves_nothing_and_the_way_forward_works_again(bare_database: Database, keyring: Keyring) -> None:
    migrate(bare_database)
    office = _office(bare_database, keyring)
    office.submitted()
    go_back(bare_database)
    assert _names(bare_database) <= {"alembic_version"}
    migrate(bare_database)
    with bare_database.reading() as db:
        assert (head_of(db).seq, head_of(db).chain) == (0, GENESIS)
    assert office.submitted().last_seq == 1


def test_several_processes_that_start_at_once_migrate_once(bare_database: Database) -> None:
    with ThreadPoolExecutor(3) as threads:
        others = [Database(bare_database.engine.url.render_as_string(hide_password=False)) for _ in range(3)]
        list(threads.map(migrate, others))
    for other in others:
        other.dispose()
    with bare_database.reading() as db:
        assert db.execute(select(all_tables().tables["log_head"])).all() == [(1, 0, GENESIS)]


def test_every_module_with_tables_is_named_in_the_list() -> None:
    root = Path(webapp.__file__).parent
    keeping = re.compile(r"^class \w+\(Base\)|= Table\(", re.MULTILINE)
    modules = [path for path in root.rglob("*.py") if keeping.search(path.read_text())]
    assert {".".join(("webapp", *path.relative_to(root).with_suffix("").parts)) for path in modules} == set(KEEPERS)
