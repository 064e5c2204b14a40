"""A person's number, name, phone and place are planted in a whole life of a dossier; afterwards they are nowhere in clear.

Excepted is the folded name in `owner_search` of the live rows, by which officers search (decision 18), and nothing else.
"""

from __future__ import annotations

import base64
import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import select, text, update

from tests.house.scene import CANARIES, NAME, PERSONAL_ID, PLACE, REASON, a_whole_life, scene_in
from tests.support.houses import Builder, House
from tests.support.strict_client import StrictClient
from webapp.dossiers.models import DossierRow
from webapp.kernel.text import fold, without_marks
from webapp.ui import logs

FILE_NAME = f"{NAME}.jpg"
HEADS: list[str] = []


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root, ours = logging.getLogger(), logging.getLogger(logs.OURS)
    before = (list(root.handlers), root.level, ours.level)
    yield io.StringIO()
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])


class Listening(StrictClient):
    """Keeps the head of every answer and the address of every question: what proxies and histories see."""

    def open(self, *said: object, **named: object) -> object:  # type: ignore[override]
        answer = super().open(*said, **named)
        HEADS.append(f"{answer.request.method} {answer.request.url}\n{answer.headers}")
        return answer


def forms_of(words: str) -> set[bytes]:
    """Return every way in which words could stand somewhere: plain, folded, quoted, escaped, in base 64."""
    found = {words, fold(words), without_marks(words), quote(words), words.replace(" ", "+"), words.encode("unicode_escape").decode()}
    return {one.encode() for one in found} | {base64.b64encode(words.encode())[:-4], words.encode("utf-16-le")}


def hits(content: bytes, spare: frozenset[str] = frozenset()) -> list[str]:
    return [words for words in (*CANARIES, REASON) for form in forms_of(words) if form in content and form.decode("latin-1") not in spare]


def test_nothing_of_a_person_stands_in_clear_anywhere(builder: Builder, tmp_path: Path, written: io.StringIO) -> None:
    HEADS.clear()
    house = builder.build(tmp_path / "data")
    logs.configure(written, logging.DEBUG)
    house.app.test_client_class = Listening
    a_whole_life(scene_in(house))
    assert hits(written.getvalue().encode()) == []
    assert len(HEADS) > 60
    asked_by_typing = re.compile(r"[?&](q|id|phone)=[^ \n]*")
    assert hits(asked_by_typing.sub("", "\n".join(HEADS)).encode()) == []
    kept = stored(house, spare_search=True)
    assert len(kept) >= 4
    assert {path: found for path, content in kept.items() if (found := hits(content))} == {}
    house.database.dispose()


def stored(house: House, *, spare_search: bool) -> dict[str, bytes]:
    """Return every file of the data folder, once the name that officers search by is taken out of the live rows."""
    with house.database.transaction() as tx:
        names = {row for row in tx.scalars(select(DossierRow.owner_search)) if row}
        assert names == {fold(NAME)}
        if spare_search:
            tx.execute(update(DossierRow).values(owner_search=""))
    with house.database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("SELECT 1"))
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.rollback()
        raw.execute("PRAGMA query_only=OFF")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return {str(path.relative_to(house.data)): path.read_bytes() for path in house.data.rglob("*") if path.is_file()}


def test_the_sweep_finds_what_is_there(builder: Builder, tmp_path: Path) -> None:
    house = builder.build(tmp_path / "data")
    scene_in(house)
    kept = stored(house, spare_search=False)
    assert any(fold(NAME).encode() in content for content in kept.values())
    assert {NAME} <= set(hits(kept["camtay.sqlite"]))
    for words in (NAME, PERSONAL_ID, PLACE):
        assert hits(b"x" + words.encode() + b"y")
    house.database.dispose()
