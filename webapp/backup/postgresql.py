"""PostgreSQL, by its own programs: ``pg_dump`` reads one snapshot beside the writers, ``psql`` puts it back in one transaction."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import OperationalError, ProgrammingError

from webapp.backup.faults import BackupFault
from webapp.backup.files import sync
from webapp.database import Database
from webapp.kernel.ids import new_id

DEBIAN = "/usr/lib/postgresql"
TABLES = "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
ONCE = ("-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction")


class PostgresRows:
    """The database of a ``postgresql://`` address."""

    kind = "postgresql"

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql")

    def copy(self, target: Path) -> None:
        """Write one snapshot of all rows to a new file, in pg_dump's own compressed form."""
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _run("pg_dump", self._url, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        sync(target)

    @contextmanager
    def opened(self, copy: Path) -> Iterator[Database]:
        """Load a copy into a database of its own on the same server, and drop that afterwards."""
        name = f"camtay_check_{secrets.token_hex(8)}"
        scratch = self._url.set(database=name)
        with self._outside() as server:
            _create(server, name)
            database = Database(scratch.render_as_string(hide_password=False))
            try:
                _run("pg_restore", scratch, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(copy))
                yield database
            finally:
                database.dispose()
                with server.connect() as connection:
                    connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    def require_empty(self) -> None:
        """Raise BackupFault when the database has a table."""
        engine = create_engine(self._url.set(drivername="postgresql+psycopg"))
        try:
            with engine.connect() as connection:
                tables = connection.scalar(text(TABLES))
        finally:
            engine.dispose()
        if tables:
            raise BackupFault(
                f"the database {self._url.database} has tables: a backup never goes over rows that exist. "
                "Make a new database (createdb -T template0 -E UTF8 -l C) and name it in CAMTAY_DATABASE_URL"
            )

    def put_back(self, copy: Path) -> str:
        """Write the dump as SQL and run it together with the new incarnation, in one transaction."""
        fresh, script, last = new_id(), copy.with_suffix(".sql"), copy.with_suffix(".last.sql")
        last.write_text(f"UPDATE public.centre SET incarnation = '{fresh}';\n")  # noqa: S608 - an id of our own
        _run("pg_restore", None, "--no-owner", "--no-privileges", f"--file={script}", str(copy))
        _run("psql", self._url, *ONCE, "-f", str(script), "-f", str(last))
        return fresh

    @contextmanager
    def _outside(self) -> Iterator[Engine]:
        engine = create_engine(self._url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        try:
            yield engine
        finally:
            engine.dispose()


def _create(server: Engine, name: str) -> None:
    try:
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"))
    except (ProgrammingError, OperationalError) as fault:
        raise BackupFault(
            f"a copy is checked in a database of its own, and that could not be made (ALTER ROLE … CREATEDB): {fault.orig}"
        ) from None


def _run(program: str, url: URL | None, *said: str) -> None:
    """Run one of PostgreSQL's programs. The password goes by the environment: everybody reads the words of a command."""
    environment, at = dict(os.environ), []
    if url is not None:
        at = ["--dbname", url.set(password=None).render_as_string()]
        environment |= {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, no shell
        [_found(program), *at, *said], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupFault(f"{program}: {done.stderr.strip() or done.stdout.strip()}")


def _found(program: str) -> str:
    """Return the newest of Debian's, which reads every older server; else the one on the path."""
    there = [path for path in Path(DEBIAN).glob(f"*/bin/{program}") if path.parts[-3].isdigit()]
    found = str(max(there, key=lambda path: int(path.parts[-3]))) if there else shutil.which(program)
    if found is None:
        raise BackupFault(f"{program} is not installed (Debian: postgresql-client)")
    return found
