"""A phone in a test's pocket: makes, seals and sends operations as ``static/core`` does, and may be told to do it wrongly."""

from __future__ import annotations

import base64
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from werkzeug.test import TestResponse

from tests.support.houses import House
from webapp.accounts.queries import secret_hash
from webapp.dossiers.entries import hash_of_box, place_of
from webapp.dossiers.slip import Slip, make_slip
from webapp.forms.definition import definition_digest
from webapp.kernel.ids import new_id
from webapp.sealing import Envelope
from webapp.sealing.centre import CURVE, seal_for
from webapp.sync.claiming import claim_of

HEADERS = {"Cam-Tay-Sync": "1", "Content-Type": "application/json"}
Wire = dict[str, Any]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


class Pocket:
    """One phone: a worker's identity, and the keys and numbers of its dossiers. ``browser`` brings the cookie."""

    def __init__(self, house: House, browser: Any = None) -> None:
        self.house = house
        self.browser = browser or house.app.test_client()
        self.device, self.secret = new_id(), secrets.token_urlsafe(32)
        self.keys: dict[str, bytes] = {}
        self.slips: dict[str, Slip] = {}
        self.sealed: dict[str, Wire] = {}
        self.have: dict[str, int] = {}
        self.seqs: dict[str, int] = {}
        self.incarnation = ""

    def begins(self, code: str = "1.014027", slip: Slip | None = None) -> tuple[str, Wire]:
        """Return a new dossier and its first operation."""
        definition = self.house.made.shelf.newest(code)
        dossier, key = new_id(), secrets.token_bytes(32)
        self.keys[dossier], self.slips[dossier] = key, slip or make_slip()
        self.seals(dossier)
        facts = {"procedure": code, "digest": definition_digest(definition), "revision": definition.revision}
        body = {"slips": [self.slips[dossier].code], "secret": self.slips[dossier].secret, "device": self.device}
        return dossier, self.op(dossier, "dossier.start", body=body, facts=facts)

    def seals(self, dossier: str) -> None:
        """Seal the key of a dossier to the centre."""
        kid, public = self.house.made.keyring.centre()
        point, box = seal_for(public, dossier, self.keys[dossier], secrets.token_bytes(12), ec.generate_private_key(CURVE))
        self.sealed[dossier] = {"kid": kid, "epk": b64(point), "box": b64(box)}

    def op(self, dossier: str, kind: str, field: str | None = None, row: str | None = None, **said: Any) -> Wire:
        """Return the next operation of a dossier; ``body``, ``facts``, ``base``, ``seq``, ``at`` and anything else may be given."""
        self.seqs[dossier] = seq = said.pop("seq", self.seqs.get(dossier, 0) + 1)
        body = {"field": field, "row": row, **said.pop("body", {})}
        op_id = said.pop("id", new_id())
        box = Envelope(self.keys[dossier]).seal(json.dumps(body, ensure_ascii=False).encode(), place_of(op_id, dossier, kind))
        wire = {"id": op_id, "dossier": dossier, "kind": kind, "field": field, "row": row, "facts": {}, "base": [], "device": self.device}
        wire |= {"seq": seq, "at": self.house.clock.now().isoformat(timespec="milliseconds"), "schema": 1, "box": b64(box)}
        return wire | said

    def sets(self, dossier: str, field: str, value: Any, **said: Any) -> Wire:
        """Return an answer."""
        return self.op(dossier, "answer.set", field, body={"value": value}, **said)

    def submits(self, dossier: str, day: str = "2026-11-23") -> Wire:
        """Return a submission."""
        body = {"ticks": ["consent.given", "declaration.true"], "filing_day": day, "manifest": {"devices": {}, "sent": []}}
        return self.op(dossier, "dossier.submit", body=body)

    def claims(self) -> dict[str, str]:
        """Return the proofs that this phone holds the keys it brings; of keys it only carries it has none."""
        hashed = secret_hash(self.secret)
        return {dossier: claim_of(self.keys[dossier], dossier, self.device, hashed) for dossier in self.sealed if dossier in self.keys}

    def posts(self, ops: list[Any], **said: Any) -> TestResponse:
        """Send a request as it is."""
        body = {"device": self.device, "secret": self.secret, "label": "phone", "build": "test", "clock": "", "have": self.have}
        body |= {"incarnation": self.incarnation, "lost": False, "keys": self.sealed, "claims": self.claims(), "ops": ops}
        answer: TestResponse = self.browser.post("/sync", data=json.dumps(body | said), headers=HEADERS)
        return answer

    def sends(self, *ops: Any, **said: Any) -> Wire:
        """Send operations, and remember what the answer says."""
        answer = self.posts(list(ops), **said)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert answer.headers["Cam-Tay-Sync"] == "1"
        told: Wire = json.loads(answer.get_data())
        self.incarnation = told["incarnation"]
        for change in told["changes"]:
            self.have[change["dossier"]] = change["last_seq"]
            if "key" in change:
                self.keys.setdefault(change["dossier"], base64.b64decode(change["key"]))
        return told


def acked(told: Wire) -> list[str]:
    return [ack["id"] for ack in told["acks"]]


def refused(told: Wire) -> dict[str, str]:
    return {no["id"]: no["code"] for no in told["refused"]}


def hash_of(wire: Wire) -> str:
    return hash_of_box(wire["id"], base64.b64decode(wire["box"]))
