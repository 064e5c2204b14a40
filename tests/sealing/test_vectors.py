"""The sealing that phones in people's pockets use today: were one byte of it made otherwise, what they hold would open nowhere.

The same file is read by ``tests/js/core/sealing.test.js``.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.house import ROOT
from webapp.dossiers.entries import hash_of_box, open_box, require_place
from webapp.dossiers.slip import read_slip_code
from webapp.sealing import Envelope, Unopenable
from webapp.sealing.centre import CURVE, Centre, seal_for

VECTORS: dict[str, Any] = json.loads((ROOT / "tests" / "vectors" / "sealing.json").read_text(encoding="utf-8"))


def unb64(said: str) -> bytes:
    return base64.b64decode(said, validate=True)


def opened(one: dict[str, Any]) -> dict[str, Any]:
    envelope = Envelope(unb64(VECTORS["dossier_key"]))
    body = open_box(envelope, unb64(one["box"]), one["id"], one["dossier"], one["kind"])
    require_place(body, one["field"], one["row"])
    return body


def test_the_pair_of_a_master_stays_what_it_was() -> None:
    assert Centre(unb64(VECTORS["master"])).public == unb64(VECTORS["centre"]["key"])


def test_a_key_that_was_sealed_to_the_centre_opens() -> None:
    sealed = VECTORS["sealed_key"]
    centre = Centre(unb64(VECTORS["master"]))
    assert centre.open(VECTORS["dossier"], unb64(sealed["epk"]), unb64(sealed["box"])) == unb64(VECTORS["dossier_key"])


def test_the_same_ephemeral_key_and_nonce_seal_to_the_same_bytes() -> None:
    said, sealed = VECTORS["ephemeral"], VECTORS["sealed_key"]
    theirs = ec.derive_private_key(int(said["scalar"], 16), CURVE)
    public, key = unb64(VECTORS["centre"]["key"]), unb64(VECTORS["dossier_key"])
    point, box = seal_for(public, VECTORS["dossier"], key, unb64(said["nonce"]), theirs)
    assert (point, box) == (unb64(sealed["epk"]), unb64(sealed["box"]))


@pytest.mark.parametrize("one", VECTORS["operations"], ids=lambda one: one["kind"])
def test_the_box_of_an_operation_opens_and_has_its_hash(one: dict[str, Any]) -> None:
    assert opened(one) == {"field": one["field"], "row": one["row"], **one["body"]}
    assert hash_of_box(one["id"], unb64(one["box"])) == one["hash"]


@pytest.mark.parametrize("one", VECTORS["unopenable"], ids=lambda one: one["why"])
def test_what_was_changed_or_moved_does_not_open(one: dict[str, Any]) -> None:
    with pytest.raises(Unopenable):
        opened(one)


def test_slip_codes_are_read_or_not() -> None:
    assert [[typed, read_slip_code(typed)] for typed, _ in VECTORS["slips"]] == VECTORS["slips"]
    assert {bool(read) for _, read in VECTORS["slips"]} == {True, False}
