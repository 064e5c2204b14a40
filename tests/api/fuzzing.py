"""Questions of every kind for the public interface and for ``/sync``: what the description allows, and what it does not."""

from __future__ import annotations

import json
import logging
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from tests.support.houses import House
from tests.sync.pockets import Pocket, Wire, b64
from webapp.kernel.ids import new_id
from webapp.sync.wire import IN_PLACE

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
CODES = ("1.014027", "1.001456", "1.001653")
PLACES = ("owner.name", "owner.birth_date", "unit", "contact.phone", "not.known")
SAID: dict[str, dict[str, Any]] = {
    "answer.set": {"value": "Đàm Thị Chim Yến"},
    "answer.clear": {},
    "row.add": {},
    "row.remove": {},
    "paper.cannot": {"choice": "later", "reason": ""},
    "question.later": {},
    "warning.explain": {"code": "odd_age", "reason": "đúng vậy"},
    "consent.give": {"what": "stream"},
    "consent.withdraw": {"what": "stream"},
    "dossier.submit": {"ticks": ["consent.given"], "filing_day": "2026-11-23", "manifest": {"devices": {}, "sent": []}},
    "dossier.withdraw": {"reason": "đổi ý"},
    "portal.code": {},
    "op.void": {},
    "a.new_kind": {"anything": [1, "2"]},
    "desk.accepted": {},
    "dossier.opened": {},
    "Not a kind": {},
}
CLEAR = {"question.later": {"step": "owner"}, "portal.code": {"code": "H49.22.6-261123-0001"}, "op.void": {"void": new_id()}}
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20), st.sampled_from(["\x00", 2**60, "1945-08-15", -0.5])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)
bodies = st.dictionaries(st.sampled_from(["value", "choice", "reason", "what", "code", "ticks"]), values, max_size=1)
facts = st.dictionaries(st.sampled_from(["step", "void", "code", "route"]), values, max_size=1)
spoilt = st.dictionaries(
    st.sampled_from(["id", "dossier", "kind", "seq", "at", "box", "base", "row", "field", "device", "facts", "schema"]), values, max_size=1
)


def how(examples: int) -> settings:
    """The same questions every time; slow machines are no fault."""
    return settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True)


def ask_everything(described: Any, examples: int) -> dict[str, Counter[int]]:
    """Ask every operation what its description allows, then what it does not; return the statuses by operation.

    Raises what schemathesis found: a status of 500 and more, or an answer that is not described.
    """
    statuses: dict[str, Counter[int]] = {}
    for found in described.get_all_operations():
        operation = found.ok()
        told = statuses.setdefault(operation.label, Counter())
        _ask(operation, GenerationMode.POSITIVE, examples, told)
        if operation.path_parameters or operation.query or operation.body:
            _ask(operation, GenerationMode.NEGATIVE, examples, told)
    return statuses


def _ask(operation: Any, mode: GenerationMode, examples: int, told: Counter[int]) -> None:
    @how(examples)
    @given(case=operation.as_strategy(mode))
    def ask(case: Any) -> None:
        answer = case.call(headers={"Accept-Encoding": "identity"})
        told[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    ask()


MISCHIEF = ("", "no_key", "foreign", "another_box", "numbered_again", "unheard_of", "said_twice")


def sealed_batch(data: st.DataObject, phone: Pocket) -> list[Wire]:
    """Return what a phone may send in one go: sealed as it should be, often sensible, about anything, and one of them perhaps spoilt."""
    dossier, start = phone.begins(data.draw(st.sampled_from(CODES)))
    ops = [start]
    for kind in data.draw(st.lists(st.sampled_from([*SAID, *["answer.set"] * 4]), max_size=6)):
        field = data.draw(st.sampled_from(PLACES)) if kind in IN_PLACE else None
        row = new_id() if kind.startswith("row.") else None
        body, clear = SAID[kind] | data.draw(bodies), CLEAR.get(kind, {}) | data.draw(facts)
        ops.append(phone.op(dossier, kind, field, row, body=body, facts=clear))
    ops[data.draw(st.integers(0, len(ops) - 1))] |= data.draw(spoilt)
    return ops


def make(mischief: str, phone: Pocket, ops: list[Wire]) -> Pocket:
    """Do one thing wrongly on purpose; return the phone that sends."""
    odd = b64(bytes(range(64)))
    if mischief == "another_box":
        ops[-1] |= {"box": odd}
    elif mischief == "numbered_again":
        ops.append(phone.sets(str(next(iter(phone.keys))), "owner.name", "Bà Yến", seq=1))
    elif mischief == "unheard_of":
        ops[0] |= {"facts": {"procedure": "1.014027", "digest": "0" * 64, "revision": 1}}
    elif mischief == "said_twice":
        ops.append(ops[-1] | {"box": odd})
    elif mischief == "no_key":
        phone.sealed.clear()
    elif mischief == "foreign":
        other = Pocket(phone.house)
        other.sealed = phone.sealed
        return other
    return phone


def send_sealed(served: House, described: Any, examples: int) -> Counter[str]:
    """Send batches, each twice, and ask for all of it back; return how often which fate was told.

    Raises when an answer is not as described, passes over an operation, or hides a fault of ours behind a fate.
    """
    operation, fates = described["/sync"]["POST"], Counter[str]()
    hidden = _Faults()

    @how(examples)
    @given(data=st.data())
    def send(data: st.DataObject) -> None:
        phone = Pocket(served)
        ops = sealed_batch(data, phone)
        sender = make(data.draw(st.sampled_from(MISCHIEF)), phone, ops)
        for sent in (ops, ops, []):
            answer = sender.posts(sent)
            fates[f"HTTP {answer.status_code}"] += 1
            assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
            operation.validate_response(answer)
            fates.update(_fates_of(sent, json.loads(answer.get_data())))

    logging.getLogger("camtay.sync").addHandler(hidden)
    try:
        send()
    finally:
        logging.getLogger("camtay.sync").removeHandler(hidden)
    assert hidden.said == []
    return fates


class _Faults(logging.Handler):
    """Hears what the intake logs when something went wrong that no rule foresaw."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage() in {"batch_failed", "operation_failed"}:
            self.said.append(f"{record.getMessage()}: {record.exc_info and record.exc_info[1]!r}")


def _fates_of(sent: list[Wire], told: Wire) -> Counter[str]:
    answered = [one["id"] for name in ("acks", "parked", "refused") for one in told[name]]
    assert len(answered) >= len({str(op["id"]) for op in sent}), "something sent was passed over in silence"
    fates = Counter(no["code"] for no in told["refused"])
    return fates + Counter({name: len(told[name]) for name in ("acks", "parked", "changes")})
