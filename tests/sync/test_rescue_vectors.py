"""The rescue file that phones write today opens in every later release. ``tests/js/core/rescue.test.js`` reads the same file."""

from __future__ import annotations

import base64
import json
from io import BytesIO
from typing import Any

from tests.support.house import ROOT
from tests.sync.rescue_files import MAGIC, dossier_part, ended, header, operation
from webapp.accounts.queries import secret_hash
from webapp.sync.claiming import claim_of, holds_key
from webapp.sync.rescue_file import mark_of, read_rescue
from webapp.sync.rescue_forms import from_text

VECTORS: dict[str, Any] = json.loads((ROOT / "tests" / "vectors" / "rescue.json").read_text(encoding="utf-8"))
FILE = base64.b64decode(VECTORS["file"])


def test_the_file_is_read_as_what_went_in() -> None:
    found, writer = read_rescue(BytesIO(FILE)), VECTORS["writer"]
    assert found.whole
    assert (found.header.device, found.header.made, found.header.kid) == (writer["device"], writer["made"], writer["centre"]["kid"])
    said = [{"id": one.dossier, "sealedKey": one.sealed_key, "ops": [op.raw for op in one.operations]} for one in found.parcels]
    assert said == VECTORS["parcels"]
    marks = [mark_of(secret_hash(writer["secret"]), op.signed) == op.mark for one in found.parcels for op in one.operations]
    assert marks
    assert all(marks)


def test_the_same_things_give_the_same_bytes() -> None:
    writer = VECTORS["writer"]
    body = MAGIC + header(writer["device"], writer["made"], writer["centre"]["kid"], base64.b64decode(writer["centre"]["key"]))
    for one in VECTORS["parcels"]:
        body += dossier_part(one["id"], one["sealedKey"]) + b"".join(operation(op, writer["secret"]) for op in one["ops"])
    assert ended(body) == FILE


def test_its_squares_and_its_text_are_the_same_file() -> None:
    assert from_text("\n".join(VECTORS["squares"])) == from_text(VECTORS["file"]) == FILE


def test_a_claim_proves_the_key_for_one_dossier_and_one_phone_only() -> None:
    said = VECTORS["claim"]
    key, hashed = base64.b64decode(said["key"]), secret_hash(said["secret"])
    assert claim_of(key, said["dossier"], said["device"], hashed) == said["proof"]
    assert holds_key(key, said["dossier"], said["proof"], said["device"], hashed)
    for wrong in (
        (bytes(32), said["dossier"], said["proof"], said["device"], hashed),
        (key, said["device"], said["proof"], said["device"], hashed),
        (key, said["dossier"], said["proof"], said["dossier"], hashed),
        (key, said["dossier"], said["proof"], said["device"], secret_hash("another")),
        (key, said["dossier"], None, said["device"], hashed),
        (key, said["dossier"], "é", said["device"], hashed),
    ):
        assert not holds_key(*wrong)
