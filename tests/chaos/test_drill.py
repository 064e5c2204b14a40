"""The machine is lost under load and comes back from its backup: what phones still hold is there once, and nothing says otherwise."""

from __future__ import annotations

import pytest

from tests.chaos.drill import Drill, Site, drill
from tests.chaos.test_small_chaos import TAKEN_LATE
from tests.support.houses import Builder

SEED, PHONES, ENTRIES = 20261128, 4, 60


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> Drill:
    folder = tmp_path_factory.mktemp("drill")
    return drill(builder, (Site.on_sqlite(folder / "first"), Site.on_sqlite(folder / "second")), (SEED, PHONES, ENTRIES))


def test_the_drill_was_one(done: Drill) -> None:
    assert done.entries_in_backup > 0
    assert len(done.lost_ids) > 10
    assert done.incarnations[0] != done.incarnations[1]


# proves FM 35, FM 57, I1, I2, I3
def test_everything_that_was_acked_after_the_backup_or_never_is_there_once_and_unchanged(done: Drill) -> None:
    report = done.report
    missing = {op: said for op, said in report.ticked.items() if op not in report.rows and report.aside.get(op) not in TAKEN_LATE}
    assert missing == {}
    assert {op for op in done.acked if op not in report.rows and report.aside.get(op) not in TAKEN_LATE} == set()
    assert report.doubled == 0
    assert [op for op, digest in done.acked.items() if op in report.rows and report.rows[op][0] != digest] == []


# proves FM 35, I6
def test_afterwards_no_queue_waits_without_a_reason(done: Drill) -> None:
    stuck = [
        one for phone in done.report.phones for one in phone["dossiers"] if one["unsent"] and one["lane"]["state"] in {"idle", "waiting"}
    ]
    assert stuck == []


# proves FM 35, FM 57, I5, I9, I10
def test_the_chain_is_whole_and_phones_centre_and_replay_agree(done: Drill) -> None:
    report = done.report
    assert report.faults == []
    assert report.sheets == report.rebuilt
    held = [one for phone in report.phones for one in phone["dossiers"]]
    assert len(held) > 4
    for one in held:
        assert one["answers"] == report.sheets[one["dossier"]]["answers"]
        assert one["broken"] == []
    assert sum(report.states.values()) == report.received
