"""What watches over the chaos is watched itself: each broken promise is named, each seeded fault fits, the bad machine is bad."""

from __future__ import annotations

import errno
import subprocess
import sys
import time
from collections.abc import Callable
from os import environ
from pathlib import Path

import pytest

from tests.chaos.bad_machine import BadMachine
from tests.chaos.faults import FAULTS, Fault
from tests.chaos.invariants import violations
from tests.chaos.ledger import Ledger, line_of
from tests.chaos.storm import Report
from tests.support.house import ROOT

OP, DOSSIER = "op", "dossier"
SHEET = {"answers": {"owner.name": "Mến"}, "later": [], "state": "draft"}


def calm() -> Report:
    """Return a report in which one operation arrived and everybody agrees."""
    held = {"dossier": DOSSIER, "unsent": 0, "state": "draft", "lane": {"state": "idle", "code": ""}, "here": [], "broken": []}
    counts = {"crashes": 0, "failedWrites": 0, "submitted": 0, "syncs": 1, "jumps": 0, "drainMs": 1500}
    report = Report(7, rows={OP: ("hash", 1, "dossier.start")}, received=1, states={"draft": 1})
    report.ticked = {OP: {"phone": 0, "id": OP, "hash": "hash", "dossier": DOSSIER, "kind": "dossier.start", "seq": 1}}
    report.phones = [{"phone": 0, "counts": counts, "dossiers": [held | {"answers": SHEET["answers"], "later": []}]}]
    report.sheets, report.rebuilt = {DOSSIER: SHEET}, {DOSSIER: dict(SHEET)}
    return report


def the_one(report: Report) -> dict[str, object]:
    held: dict[str, object] = report.phones[0]["dossiers"][0]
    return held


BREAKS: dict[str, tuple[str, Callable[[Report], object]]] = {
    "lost": ("I1", lambda report: report.rows.clear()),
    "set aside without a reason": ("I1", lambda report: (report.rows.clear(), report.aside.update({OP: "bad_operation"}))),
    "doubled": ("I2", lambda report: setattr(report, "doubled", 1)),
    "changed": ("I3", lambda report: report.rows.update({OP: ("other", 1, "dossier.start")})),
    "only said": ("I4", lambda report: report.untrue.append({"phone": 0})),
    "another picture at the phone": ("I5", lambda report: the_one(report).update(answers={})),
    "another picture in the log": ("I5", lambda report: report.rebuilt.update({DOSSIER: SHEET | {"later": ["name"]}})),
    "stuck": ("I6", lambda report: the_one(report).update(unsent=1, lane={"state": "waiting", "code": "parked"})),
    "stopped without cause": ("I6", lambda report: the_one(report).update(unsent=1, lane={"state": "hand_over", "code": "unopenable"})),
    "seen by others": ("I7", lambda report: report.foreign.append(DOSSIER)),
    "gone": ("I9", lambda report: (report.sheets.clear(), report.rebuilt.clear())),
    "chain": ("I10", lambda report: report.faults.append("gap")),
    "unreadable": ("I11", lambda report: the_one(report).update(broken=[OP])),
}


def test_a_calm_round_breaks_nothing() -> None:
    assert violations(calm()) == []


@pytest.mark.parametrize("name", BREAKS)
def test_each_broken_promise_is_named(name: str) -> None:
    invariant, breaks = BREAKS[name]
    report = calm()
    breaks(report)
    assert invariant in {one.invariant for one in violations(report)}


def test_only_who_lost_a_right_may_be_left_with_what_is_not_taken() -> None:
    report = calm()
    report.rows.clear()
    report.aside, report.revoked = {OP: "not_yours"}, frozenset({DOSSIER})
    assert violations(report) == []


def test_rounds_of_one_run_are_summed_and_those_of_another_are_not(tmp_path: Path) -> None:
    for run, number in (("this", 0), ("other", 0), ("this", 1)):
        Ledger(tmp_path / "rounds.jsonl", run).add(line_of(run, number, calm(), 2.0, []))
    ledger = Ledger(tmp_path / "rounds.jsonl", "this")
    assert (len(ledger.lines), ledger.operations) == (2, 2)
    assert "< 1.5e+00 per operation" in ledger.told()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_seeded_fault_still_fits_and_names_tests_that_exist(fault: Fault) -> None:
    for name, words, other in fault.changes:
        assert (ROOT / name).read_text("utf-8").count(words) == 1, name
        assert words != other
    assert (fault.strikes is None) == bool(fault.tests)
    for test in fault.tests:
        file, words = test.split("::")
        assert words in (ROOT / file).read_text("utf-8")


def test_there_are_at_least_fifteen_seeded_faults_of_different_names() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 15


def test_a_bad_machine_fails_only_below_its_folder_and_tells_another_time(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    machine = BadMachine(tmp_path / "machine", tmp_path / "data")
    machine.breaks_disk(errno.EIO, 1000)
    machine.sets_clock(86_400)
    program = (
        "import os, sys, time\n"
        "for name in sys.argv[1:]:\n"
        "    try: os.write(os.open(name, os.O_WRONLY | os.O_CREAT), b'x'); print('kept')\n"
        "    except OSError as fault: print(fault.errno)\n"
        "print(time.time())\n"
    )
    begun = time.time()
    names = [str(tmp_path / "data" / "one"), str(tmp_path / "other")]
    said = subprocess.run(
        [sys.executable, "-c", program, *names], env=environ | machine.environ, capture_output=True, text=True, check=True
    )
    inside, outside, at = said.stdout.split()
    assert (inside, outside) == (str(errno.EIO), "kept")
    assert float(at) - begun >= 86_400
    assert machine.failed == 1
    machine.close()
