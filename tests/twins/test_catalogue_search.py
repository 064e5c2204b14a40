"""Search on the phone finds the same procedures, in the same order, with the same scores."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from random import Random

import pytest

from tests.support.houses import Builder
from tests.twins.catalogues import CataloguePhone
from tests.twins.engines import Question
from webapp.catalogue.assembling import DATA

MUTATED = 2000
SIGNS = "aăâbcdđeêghiklmnoôơpqrstuưvxy ạảãàáẹ 0123456789.-'\"%_()*<>&|\\/:;\u0300\u0301\u0323\u200b\u00a0\ufeff\x00🚢👵🏽ßœ٣٤１"
HOSTILE = [
    "", " ", "\n", "\x00", "%", "_", "(", "*", "' OR 1=1 --", "NEAR(a b)", "constructor", "__proto__", "toString", "$&", "$1 $`", "🚢",
    "👩‍👩‍👧 khai sinh", "\u202ekhai sinh", "١.٠١٤٠٢٧", "１４", "٤٩", "49-00", " 49 ", "049", "0", "000", "999-99", "1 014027", "1.014027\n",
    "\ufeff1.014027", "1\u00a0014027", "9.999999", "1.014027 x", "ﬁ", "İi ıI", "\ud800", "a" * 500, "khai sinh " * 60, "🚢" * 130,
    "x" * 119 + "🚢 sinh",
]  # fmt: skip


@pytest.fixture(scope="module")
def phone(builder: Builder) -> Iterator[CataloguePhone]:
    with CataloguePhone(builder.parts) as asked:
        yield asked


def everyday() -> list[str]:
    with (DATA / "queries.csv").open(encoding="utf-8") as file:
        return [row["query"] for row in csv.DictReader(file)]


def find(query: str, limit: int = 20) -> Question:
    return "find", {"query": query, "limit": limit}


def names(phone: CataloguePhone) -> list[str]:
    texts: dict[str, None] = {}
    for found in phone.catalogue.procedures.values():
        said = [found.name.vi, found.name.en, found.title.vi, found.title.en, *(found.plain.aliases if found.plain else ())]
        texts |= dict.fromkeys(said)
    return list(texts)


def test_what_people_ask_every_day_is_found_alike(phone: CataloguePhone) -> None:
    asked = everyday()
    assert len(asked) >= 80
    spelt = [unicodedata.normalize(form, query) for query in asked for form in ("NFC", "NFD")]
    halves = [query[: len(query) // 2] for query in asked]
    assert list(phone.differences(find(query, limit) for query in [*spelt, *halves] for limit in (3, 361))) == []


def test_every_name_and_alias_finds_alike(phone: CataloguePhone) -> None:
    asked = names(phone)
    assert len(asked) > 1000
    assert list(phone.differences(find(query) for query in asked)) == []


def test_every_code_and_page_number_finds_alike_and_first(phone: CataloguePhone) -> None:
    procedures = phone.catalogue.procedures
    spelt = {code: [code, code.replace(".", ""), code.replace(".", " ")] for code in procedures}
    pages = [f"{found.row.number}{tail}" for found in procedures.values() for tail in ("", "-00", "-12")]
    asked = [*(text for texts in spelt.values() for text in texts), *pages]
    assert list(phone.differences(find(query, 3) for query in asked)) == []
    official = [code for code in procedures if code[0].isdigit()]
    assert len(official) > 300
    for code, found in zip(official, phone.ask([find(code, 1) for code in official]), strict=True):
        assert found == [[code, 9999]]


def test_slips_of_the_finger_and_hostile_text_find_alike(phone: CataloguePhone) -> None:
    random, sources = Random(361), [*everyday(), *names(phone)]
    asked = [*HOSTILE, *(mutated(random, random.choice(sources)) for _ in range(MUTATED))]
    assert list(phone.differences(find(query) for query in asked)) == []
    assert sum(1 for found in phone.ask([find(query) for query in asked]) if found) > MUTATED // 2


def mutated(random: Random, text: str) -> str:
    """Return a text with some of its signs lost, doubled, swapped or replaced, and cut somewhere."""
    signs = list(unicodedata.normalize(random.choice(["NFC", "NFD"]), text))[: random.randint(1, 160)]
    for _ in range(random.randint(0, 6)):
        at = random.randrange(len(signs) + 1)
        signs[at : at + random.randint(0, 2)] = random.choices(SIGNS, k=random.randint(0, 2))
    return "".join(signs)
