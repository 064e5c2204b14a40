"""The log of the phone says what the log of the centre says, whatever two browsers did to a dossier."""

from __future__ import annotations

import base64
import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.dossiers.conftest import Office
from tests.twins.logs import DEVICES, LAST, ROWS, VERBS, Life, ask, in_order, text, told
from webapp.database import Database
from webapp.dossiers.entries import hash_of_box, open_box, place_of
from webapp.dossiers.slip import is_slip_code, make_slip_code, read_slip_code
from webapp.kernel.actor import Citizen
from webapp.kernel.clock import FixedClock
from webapp.sealing import Envelope, Keyring, Unopenable
from webapp.sealing.centre import Centre
from webapp.sealing.keyfiles import new_key

LIVES = 20
ACTS = 32
TOP = ("slips", "secret", "withdrawn")


@pytest.fixture
def office(database: Database, keyring: Keyring) -> Office:
    return Office(database, keyring, FixedClock(datetime(2026, 11, 23, 1, 5, tzinfo=UTC)), Citizen(DEVICES[0]))


def _without_top(said: dict[str, Any]) -> dict[str, Any]:
    return in_order({name: value for name, value in said.items() if name not in TOP})


def test_what_the_centre_wrote_and_sealed_is_folded_alike_on_the_phone(office: Office) -> None:
    chance = random.Random(19)
    questions, expected, found = [], [], set()
    for _ in range(LIVES):
        life = Life(office, chance)
        life.go_on(chance.choices(VERBS, k=ACTS // 2))
        life.attaches("file-1")
        life.go_on(chance.choices(VERBS, k=ACTS // 2))
        if chance.random() < 0.5:
            life.attaches("file-1", away=True)
        life.go_on(LAST[: chance.randrange(len(LAST))])
        found |= {conflict.part for conflict in life.sheet().conflicts}
        strange = {"id": ROWS[0], "kind": "weather.told", "serverSeq": 10_000, "n": 10_000}
        questions.append(("folded", {"key": life.key(), "entries": [*life.wire(), {**life.wire()[1], **strange, "box": _strange(life)}]}))
        expected.append(told(life.sheet(), life.stream))
    assert found == {"answer", "row", "paper"}
    for ours, theirs in zip(expected, ask(questions), strict=True):
        assert theirs["slips"]
        assert in_order(ours) == _without_top(theirs)


def _strange(life: Life) -> str:
    """Return a good box of an operation nobody here knows."""
    first = life.wire()[1]
    envelope = Envelope(_bytes(life.key()))
    body = {"field": first["field"], "row": first["row"], "value": "mưa"}
    return text(envelope.seal(_json(body), place_of(ROWS[0], life.id, "weather.told")))


def test_the_verbs_of_the_phone_write_what_those_of_the_centre_write(office: Office) -> None:
    chance = random.Random(7)
    lives: list[tuple[dict[str, Any], list[Any], list[Any]]] = []
    for _ in range(LIVES):
        life = Life(office, chance)
        life.go_on([*chance.choices(VERBS, k=ACTS), *LAST[: chance.randrange(len(LAST) + 1)]])
        numbers = {entry.id: entry.server_seq for entry in life.entries()}
        wrote = [
            [one.kind, one.field, one.row, sorted({numbers[head] for head in one.base}), one.device, one.seq] for one in life.entries()
        ]
        lives.append(({"begun": DEVICES[0], "acts": life.acts}, [life.outcomes, wrote], [told(life.sheet(), life.stream, numbers)]))
    outcomes = {outcome for _, (said, _), _ in lives for outcome in said}
    assert {0, 1, 2, "not_found", "already_submitted", "wrong_state"} <= outcomes
    answers = ask([("lived", asked) for asked, _, _ in lives])
    for (_, (said, wrote), (sheet,)), theirs in zip(lives, answers, strict=True):
        assert theirs["outcomes"] == said
        assert [[kind, field, row, base, device, seq] for kind, field, row, _facts, base, device, seq in theirs["entries"]] == wrote
        assert _without_top(theirs["sheet"]) == in_order(sheet)


def test_boxes_open_on_the_other_side_and_have_the_same_hash() -> None:
    dossier, entry = ROWS[0], ROWS[1]
    op = {"id": entry, "dossier": dossier, "kind": "answer.set", "field": "owner.name", "row": None}
    body = {"value": {"tên": "Nguyễn 🚢", "số": 3, "không": None, "dài": ["\u2028", '"', "\\"]}}
    pair = Centre(new_key())
    centre = {"kid": 1, "key": text(pair.public)}
    [made] = ask([("sealed", {"dossier": dossier, "op": op, "body": body, "centre": centre})])
    sealed = made["sealed_key"]
    assert pair.open(dossier, _bytes(sealed["epk"]), _bytes(sealed["box"])) == _bytes(made["raw"])
    with pytest.raises(Unopenable):
        pair.open(entry, _bytes(sealed["epk"]), _bytes(sealed["box"]))
    box = _bytes(made["box"])
    assert open_box(Envelope(_bytes(made["raw"])), box, entry, dossier, "answer.set") == {"field": "owner.name", "row": None, **body}
    assert made["hash"] == hash_of_box(entry, box)
    ours = Envelope(_bytes(made["raw"])).seal(
        _json({"field": None, "row": None, "slips": ["é"]}), place_of(entry, dossier, "dossier.start")
    )
    op = {"id": entry, "dossier": dossier, "kind": "dossier.start", "field": None, "row": None, "box": text(ours)}
    [opened] = ask([("opened", {"key": made["raw"], "entry": op})])
    assert opened["slips"] == ["é"]


def test_slip_codes_are_read_alike() -> None:
    chance = random.Random(3)
    typed = [make_slip_code() for _ in range(50)]
    typed += ["".join(chance.choice("0123456789 .-\u00a0x") for _ in range(chance.randrange(14, 24))) for _ in range(300)]
    typed += [f" {code[:4]} {code[4:8]}-{code[8:12]}.{code[12:]} " for code in typed[:50]]
    [theirs] = ask([("slips", typed)])
    assert theirs == [[read_slip_code(one), is_slip_code(one)] for one in typed]
    assert sum(1 for read, _ in theirs if read) >= 100


def _bytes(said: str) -> bytes:
    return base64.b64decode(said)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
