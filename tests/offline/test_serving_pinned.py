"""A definition that a dossier pinned is served for ever, by its whole digest, from whichever database."""

from __future__ import annotations

import hashlib
from pathlib import Path

import brotli
import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from tests.support.houses import Builder, House
from webapp.assembly import prepare
from webapp.database import Database
from webapp.dossiers.models import Definition as DefinitionRow
from webapp.dossiers.starting import keep_definition

GUIDE = "1.014027"


@pytest.fixture
def pinning(builder: Builder, tmp_path: Path, bare_database: Database) -> House:
    """A house on either database, prepared twice."""
    built = builder.build(tmp_path / "data", parts={"database": lambda _: bare_database})
    for _ in range(2):
        prepare(built.made)
    return built


# proves FM 40
def test_an_earlier_revision_that_was_pinned_is_served_and_no_other(pinning: House) -> None:
    newest = pinning.made.shelf.newest(GUIDE)
    with pinning.database.transaction() as tx:
        digest = keep_definition(tx, replace(newest, revision=newest.revision + 1000))
    answer = pinning.browser().get(f"/packs/vi/{GUIDE}/{digest}", headers={"Accept-Encoding": "br"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert hashlib.sha256(brotli.decompress(answer.get_data())).hexdigest() == digest
    for wrong in (f"{GUIDE}/{digest[:8]}", f"2.000815/{digest}", f"{GUIDE}/{digest[:-1]}g"):
        missing = pinning.browser().get(f"/packs/vi/{wrong}")
        assert (wrong, missing.status_code, missing.headers["Content-Type"]) == (wrong, 404, "application/json")


def test_preparing_again_keeps_one_row_per_definition(pinning: House) -> None:
    with pinning.database.reading() as db:
        rows = db.scalar(select(func.count()).select_from(DefinitionRow))
    assert rows == len(pinning.made.catalogue.procedures)
    prepare(pinning.made)
    with pinning.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(DefinitionRow)) == rows
