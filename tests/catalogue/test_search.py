"""Search as people type: without marks, with slips, in either language, and with signs that mean nothing here."""

from __future__ import annotations

import csv
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.catalogue.assembling import DATA
from webapp.catalogue.catalogue import Catalogue
from webapp.catalogue.search import weigh

HOSTILE = [
    "a-b",
    "'",
    '"',
    "AND",
    "OR NOT",
    "t:x",
    "(",
    "*",
    "%",
    "_",
    "\\",
    ";--",
    "<b>",
    "\x00",
    "NEAR(a b)",
    "^a",
    "a*",
    "--",
    "{}",
    "[[",
]


def top(catalogue: Catalogue, query: str, limit: int = 3) -> list[str]:
    return [hit.code for hit in catalogue.index.find(query, limit)]


def queries() -> list[tuple[str, set[str]]]:
    with (DATA / "queries.csv").open(encoding="utf-8") as file:
        return [(row["query"], set(row["codes"].split())) for row in csv.DictReader(file)]


def test_at_least_95_of_100_everyday_queries_are_right_in_the_first_three(catalogue: Catalogue) -> None:
    asked = queries()
    missed = [query for query, codes in asked if not codes & set(top(catalogue, query))]
    assert len(asked) >= 80
    assert len(missed) <= len(asked) * 5 // 100, missed


def test_the_same_queries_without_marks_are_right_too(catalogue: Catalogue) -> None:
    asked = queries()

    def bare(text: str) -> str:
        flat = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
        return "".join(sign for sign in flat if not unicodedata.combining(sign))

    missed = [query for query, codes in asked if not codes & set(top(catalogue, bare(query)))]
    assert len(missed) <= len(asked) * 5 // 100, missed


def test_nfc_and_nfd_find_the_same(catalogue: Catalogue) -> None:
    for query, _ in queries():
        assert top(catalogue, unicodedata.normalize("NFD", query)) == top(catalogue, unicodedata.normalize("NFC", query))


def test_the_place_of_the_tone_mark_does_not_matter(catalogue: Catalogue) -> None:
    assert top(catalogue, "hòa giải") == top(catalogue, "hoà giải")


@pytest.mark.parametrize(
    ("typed", "code"), [("hộ chiéu", "1.001456"), ("khai sihn", "1.001193"), ("ket hom", "1.000894"), ("pasport", "1.001456")]
)
def test_a_slip_of_the_finger_is_forgiven(catalogue: Catalogue, typed: str, code: str) -> None:
    assert code in top(catalogue, typed)


def test_half_a_word_is_enough(catalogue: Catalogue) -> None:
    assert "1.001456" in top(catalogue, "hộ chiế")
    assert "1.004222" in top(catalogue, "đăng ký thường tr")


@pytest.mark.parametrize("typed", ["1.014027", "1014027", " 1.014027 ", "1 014027"])
def test_an_official_code_is_found_however_it_is_typed(catalogue: Catalogue, typed: str) -> None:
    assert top(catalogue, typed)[0] == "1.014027"


@pytest.mark.parametrize("typed", ["49", "49-00", "49-07"])
def test_a_page_number_that_somebody_read_out_is_found(catalogue: Catalogue, typed: str) -> None:
    assert top(catalogue, typed)[0] == "1.001456"


@pytest.mark.parametrize("typed", HOSTILE)
def test_signs_of_a_query_language_mean_nothing(catalogue: Catalogue, typed: str) -> None:
    assert top(catalogue, f"khai sinh {typed}")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_a_query(typed: str) -> None:
    for hit in INDEX.find(typed):
        assert hit.score > 0


def test_nothing_typed_finds_nothing(catalogue: Catalogue) -> None:
    assert catalogue.index.find("") == []
    assert catalogue.index.find("  \n ") == []


def test_rare_procedures_are_ranked_last_but_can_be_found(catalogue: Catalogue) -> None:
    found = top(catalogue, "đăng ký kết hôn", 20)
    assert found.index("1.000894") < found.index("1.000094")


def test_ties_are_broken_by_code(catalogue: Catalogue) -> None:
    hits = catalogue.index.find("tem AB", 20)
    for one, other in pairwise(hits):
        assert one.score > other.score or one.code < other.code or one.score == 9999


def test_what_is_everywhere_weighs_least() -> None:
    weights = [weigh(361, having) for having in range(1, 362)]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] < weights[0]


INDEX = Catalogue.load(DATA).index
