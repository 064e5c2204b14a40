"""SQLite files and a real PostgreSQL for tests: one cluster per run, one database per worker, emptied before each test.

PostgreSQL comes from TEST_PG_URL, else from Debian's own programs in a temporary folder. It is never skipped: when it
cannot be had, the tests fail.
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, delete, text
from sqlalchemy.engine import make_url

from tests.support.sharing import shared
from webapp.database import Database
from webapp.dossiers.models import LogHead, begin_log
from webapp.migrations.tables import all_tables
from webapp.sync.models import CentreRow, begin_incarnation

POSTGRES_USER = "postgres"
# Durability is not what these tests ask about; speed is.
OPTIONS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' -c max_connections=200 "
    "-c lock_timeout=60s -c timezone=UTC"
)


class NoPostgres(RuntimeError):
    """There is no PostgreSQL and it could not be installed."""


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Yield the address of a running PostgreSQL, shared by all workers of one test run; the last one out stops it."""
    given = os.environ.get("TEST_PG_URL")
    if given:
        yield given
        return
    with shared("pg", _start, _stop) as folder:
        yield f"postgresql://{POSTGRES_USER}@/postgres?host={folder}"


@contextlib.contextmanager
def new_postgres_database(server: str, name: str) -> Iterator[str]:
    """Yield the address of a new database of that server, whose text sorts by code point; drop it at the end."""
    url = make_url(server.replace("postgresql://", "postgresql+psycopg://", 1))
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"))
        yield url.set(database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()


def restart(server: str) -> None:
    """Kill the cluster of these tests and let it recover. Nobody else may be using it."""
    folder = Path(str(make_url(server).query["host"]))
    _run("pg_ctl", "-D", str(folder / "data"), "-l", str(folder / "log"), "-m", "immediate", "-w", "restart")


def make_tables(database: Database) -> None:
    """Create every table."""
    all_tables().create_all(database.engine)


def empty(database: Database) -> None:
    """Empty every table, and begin the log again."""
    with database.engine.begin() as connection:
        for table in reversed(all_tables().sorted_tables):
            connection.execute(delete(table))
        begin_log(LogHead.__table__, connection)
        begin_incarnation(CentreRow.__table__, connection)


def _start(folder: Path) -> None:
    folder.mkdir(mode=0o755)
    if os.geteuid() == 0:
        shutil.chown(folder, POSTGRES_USER)
    data = str(folder / "data")
    _run("initdb", "-D", data, "-U", POSTGRES_USER, "--auth=trust", "--locale=C", "-E", "UTF8", "--no-sync")
    _run("pg_ctl", "-D", data, "-l", str(folder / "log"), "-w", "-o", f"{OPTIONS} -k {folder}", "start")


def _stop(folder: Path) -> None:
    _run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder)


def _run(program: str, *said: str) -> None:
    command = [f"{_programs()}/{program}", *said]
    if os.geteuid() == 0:
        command = ["runuser", "-u", POSTGRES_USER, "--", *command]  # PostgreSQL refuses to run as root
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoPostgres(f"{program} failed: {done.stderr or done.stdout}")


def _programs() -> str:
    found = _newest()
    if not found and os.geteuid() == 0:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "install", "-yq", "--no-install-recommends", "postgresql"], env=environment, check=False)
        found = _newest()
    if not found:
        raise NoPostgres("install Debian's postgresql, or name a server in TEST_PG_URL")
    return found


def _newest() -> str:
    found = [str(Path(path).parent) for path in glob.glob("/usr/lib/postgresql/*/bin/initdb")]
    return max(found, key=lambda path: int(path.split("/")[4]), default="")
