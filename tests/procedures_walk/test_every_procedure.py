"""Every procedure of the catalogue is started, answered, handed in, and arrives: at a desk, or prepared for its route."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest

from tests.support.house import ROOT
from tests.support.houses import Builder, House
from tests.support.persons import Person, slip_of

CHUNKS = 40
DATA = ROOT / "webapp" / "catalogue" / "data"
# Both ways through the forks that every guide has, so that no page of the shared groups goes unseen.
PEOPLE = (
    {"submitter.for_whom": "myself", "contact.way": "own_phone", "result.way": "at_desk"},
    {"submitter.for_whom": "family", "contact.way": "contact_person", "result.way": "by_post"},
    {"submitter.for_whom": "someone_else", "contact.way": "no_phone", "result.way": "electronic"},
)
HERE = {"unit": {"province": "22", "commune": "06994"}}


def codes() -> list[str]:
    with (DATA / "procedures.csv").open(encoding="utf-8", newline="") as source:
        return [row["code"] for row in csv.DictReader(source)]


@pytest.fixture(scope="module")
def street(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all walks of a worker."""
    built = builder.build(tmp_path_factory.mktemp("walk") / "data")
    yield built
    built.database.dispose()


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_procedure_can_be_prepared_from_start_to_end(street: House, chunk: int) -> None:
    mine = codes()[chunk::CHUNKS]
    assert mine
    for place, code in enumerate(mine):
        lang = ("vi", "en")[(chunk + place) % 2]
        walked = Person(street, lang).walk(code, HERE | PEOPLE[(chunk + place) % 3], seed=chunk + place, loosely=True)
        assert walked.address.endswith("/review"), code
        street.clock.forward(minutes=1)  # else one house would see more pages in its one minute than an address may send
        receipt = walked.hand_in()
        kept = walked.kept()
        assert len(slip_of(receipt.text)) == 16
        if kept.state.value == "submitted":
            assert kept.competent, f"{code} was handed in, but nobody handles it"
            assert 'data-safety="arrived" data-state="submitted"' in receipt.text
        else:
            assert kept.state.value == "prepared", code
            assert 'data-safety="arrived" data-state="prepared"' in receipt.text
        told = {key: value for key, value in walked.filler.answers.values.items() if not key[0].startswith("paper.")}
        assert {key: kept.answers.get(key) for key in told} == told, code


def test_the_catalogue_has_all_its_procedures(street: House) -> None:
    assert set(codes()) == set(street.made.catalogue.procedures)
    assert len(codes()) >= 361
