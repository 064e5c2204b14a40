"""What may never be broken, asked of everything that phones and centre hold after a storm (names as in ``tests/house/proofs.py``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.chaos.storm import Report

TAKEN_LATE = frozenset({"already_submitted"})
WITHOUT_RIGHT = "not_yours"
PATIENCE_MS = 60_000
MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken invariant. ``told`` is a short account of the first cases."""

    invariant: str
    told: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.told}"


def violations(report: Report) -> list[Violation]:
    """Return everything that is broken, the worst first."""
    checks = (_lost, _untrue, _doubled, _changed, _chain, _gone, _disagreeing, _stuck, _seen_by_others, _photos)
    return [violation for check in checks for violation in check(report)]


def held_of(report: Report) -> Iterator[dict[str, Any]]:
    """Yield every dossier of every phone."""
    for phone in report.phones:
        yield from phone["dossiers"]


def _may_wait(report: Report, dossier: str) -> bool:
    """Only whoever lost the right to a dossier may be left with something that the centre does not take."""
    return dossier in report.revoked


def _lost(report: Report) -> Iterator[Violation]:
    here = {op for one in held_of(report) if one["lane"]["state"] == "hand_over" for op in one["here"]}

    def is_somewhere(op: str, dossier: str) -> bool:
        code = report.aside.get(op)
        return op in report.rows or code in TAKEN_LATE or (_may_wait(report, dossier) and (code == WITHOUT_RIGHT or op in here))

    missing = [said for op, said in report.ticked.items() if not is_somewhere(op, said["dossier"])]
    if missing:
        aside = [f"{report.aside.get(one['id'], 'nowhere')}: {_short(one)}" for one in missing[:MOST_TOLD]]
        yield Violation("I1", f"{len(missing)} operations that were ticked are not at the centre: {'; '.join(aside)}")


def _untrue(report: Report) -> Iterator[Violation]:
    if report.untrue:
        yield Violation("I4", f"{len(report.untrue)} pages were told that something is saved which is not: {report.untrue[:MOST_TOLD]}")


def _doubled(report: Report) -> Iterator[Violation]:
    if report.doubled:
        yield Violation("I2", f"{report.doubled} operations are there more than once")


def _changed(report: Report) -> Iterator[Violation]:
    other = [said for op, said in report.ticked.items() if op in report.rows and report.rows[op][0] != said["hash"]]
    if other:
        yield Violation("I3", f"{len(other)} operations are not what the phone hashed: {'; '.join(map(_short, other[:MOST_TOLD]))}")


def _chain(report: Report) -> Iterator[Violation]:
    if report.faults:
        yield Violation("I10", f"the log has {len(report.faults)} faults: {report.faults[:MOST_TOLD]}")


def _gone(report: Report) -> Iterator[Violation]:
    begun = {said["dossier"] for said in report.ticked.values() if said["kind"] == "dossier.start"}
    missing = sorted(one for one in begun - set(report.sheets) if not _may_wait(report, one))
    if missing or sum(report.states.values()) != report.received:
        yield Violation("I9", f"{len(missing)} dossiers are not there: {missing[:MOST_TOLD]}; {report.states} of {report.received}")


def _disagreeing(report: Report) -> Iterator[Violation]:
    if report.sheets != report.rebuilt:
        other = [one for one, sheet in report.sheets.items() if report.rebuilt.get(one) != sheet]
        yield Violation("I5", f"a replay of the log makes something else of {other[:MOST_TOLD]}")
    unlike = [one["dossier"] for one in held_of(report) if not _may_wait(report, one["dossier"]) and not _agrees(report, one)]
    if unlike:
        yield Violation("I5", f"phone and centre hold {len(unlike)} dossiers differently: {unlike[:MOST_TOLD]}")
    broken = [one["dossier"] for one in held_of(report) if one["broken"]]
    if broken:
        yield Violation("I11", f"{len(broken)} dossiers hold entries that do not open: {broken[:MOST_TOLD]}")


def _agrees(report: Report, one: dict[str, Any]) -> bool:
    there = report.sheets.get(one["dossier"])
    return there is not None and one["answers"] == there["answers"] and sorted(one["later"]) == there["later"]


def _stuck(report: Report) -> Iterator[Violation]:
    stuck = [one for one in held_of(report) if one["unsent"] and one["lane"]["state"] in {"idle", "waiting"}]
    if stuck:
        told = [f"{one['dossier']} {one['unsent']} ({one['lane']['state']} {one['lane']['code']})" for one in stuck[:MOST_TOLD]]
        yield Violation("I6", f"{len(stuck)} queues wait and say no reason after {PATIENCE_MS // 1000} s: {'; '.join(told)}")
    without = [one for one in held_of(report) if one["lane"]["state"] == "hand_over" and not _may_wait(report, one["dossier"])]
    if without:
        told = [f"{one['dossier']} ({one['lane']['code']})" for one in without[:MOST_TOLD]]
        yield Violation("I6", f"{len(without)} queues stand although their phones have every right: {'; '.join(told)}")


def _seen_by_others(report: Report) -> Iterator[Violation]:
    if report.foreign:
        yield Violation("I7", f"phones are told of dossiers that were taken from them: {report.foreign[:MOST_TOLD]}")


def _photos(report: Report) -> Iterator[Violation]:
    for invariant, told in report.photo_faults:
        yield Violation(invariant, told)


def _short(said: dict[str, Any]) -> str:
    return f"{said['kind']} {said['id']} (phone {said['phone']}, no. {said['seq']} of {said['dossier']})"
