"""Half a minute of bad luck, then calm: nothing lost, nothing doubled, nothing stuck without a reason."""

from __future__ import annotations

import pytest

from tests.chaos.storm import Report, storm
from tests.support.houses import Builder

PHONES, SECONDS, SEED = 6, 30.0, 20261127
TAKEN_LATE = frozenset({"already_submitted"})


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> Report:
    return storm(tmp_path_factory.mktemp("storm"), builder, SEED, PHONES, SECONDS)


def test_the_storm_was_one(report: Report) -> None:
    assert report.kills >= 2
    assert min(report.network.get(fate, 0) for fate in ("cut", "swallowed", "portal", "repeated", "delayed", "passed")) > 0
    assert len(report.ticked) > 200
    assert sum(phone["counts"]["crashes"] for phone in report.phones) > 0
    assert sum(phone["counts"]["failedWrites"] for phone in report.phones) > 0


# proves FM 18, FM 19, FM 21, FM 23, FM 26, FM 27, FM 38, FM 58, I1, I2, I3, I4
def test_everything_that_was_ticked_is_at_the_centre_once_and_unchanged(report: Report) -> None:
    missing = {op: said for op, said in report.ticked.items() if op not in report.rows and report.aside.get(op) not in TAKEN_LATE}
    assert missing == {}
    assert report.doubled == 0
    assert {op: report.rows[op][0] for op in report.ticked if op in report.rows} == {
        op: said["hash"] for op, said in report.ticked.items() if op in report.rows
    }


# proves FM 17, FM 22, FM 44, I6
def test_afterwards_every_queue_is_empty_or_says_why(report: Report) -> None:
    stuck = [one for phone in report.phones for one in phone["dossiers"] if one["unsent"] and one["lane"]["state"] in {"idle", "waiting"}]
    assert stuck == []


# proves FM 15, FM 16, I5, I11
def test_phones_the_centre_and_a_plain_replay_of_the_log_agree(report: Report) -> None:
    assert report.sheets == report.rebuilt
    compared = 0
    for phone in report.phones:
        for one in phone["dossiers"]:
            there = report.sheets[one["dossier"]]
            assert one["answers"] == there["answers"]
            assert sorted(one["later"]) == there["later"]
            assert one["broken"] == []
            compared += 1
    assert compared > 5


# proves I9, I10
def test_the_chain_verifies_and_no_dossier_is_missing(report: Report) -> None:
    assert report.faults == []
    begun = {said["dossier"] for said in report.ticked.values() if said["kind"] == "dossier.start"}
    assert begun <= set(report.sheets)
    assert sum(report.states.values()) == report.received
