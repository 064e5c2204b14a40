"""The reference lists: complete, in both languages, with codes that can be stored."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from webapp.forms.lists import HOME_PROVINCE, Lists
from webapp.kernel.text import nfc

FOLDER = Path(__file__).parents[2] / "webapp" / "catalogue" / "data" / "lists"
LISTS = Lists.load(FOLDER)
NAMES = ("banks", "communes", "countries", "ethnic_groups", "old_provinces", "paper_choices", "provinces", "relations", "words")


def test_the_lists_are_those_the_kinds_know() -> None:
    assert LISTS.names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_item_has_a_code_of_its_own_and_both_languages_in_nfc(name: str) -> None:
    items = LISTS.items(name)
    assert len({item.code for item in items}) == len(items)
    for item in items:
        assert re.fullmatch("[a-z0-9]+(?:[_-][a-z0-9]+)*", item.code), item
        assert item.vi.strip() == nfc(item.vi) != "", item
        assert item.en.strip() == nfc(item.en) != "", item


@pytest.mark.parametrize("name", NAMES)
def test_every_file_has_the_same_five_columns(name: str) -> None:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        assert next(csv.reader(lines)) == ["code", "vi", "en", "parent", "note"]


def test_the_units_since_2025_are_all_there() -> None:
    assert len(LISTS.items("provinces")) == 34
    assert len(LISTS.items("communes")) == 3321
    assert {item.parent for item in LISTS.items("communes")} == {item.code for item in LISTS.items("provinces")}


def test_quang_ninh_has_thirty_wards_twenty_two_communes_and_two_special_zones() -> None:
    sorts = [item.en.rsplit(" ", 1)[-1] for item in LISTS.items("communes", HOME_PROVINCE)]
    assert (sorts.count("Ward"), sorts.count("Commune"), sorts.count("Zone")) == (30, 22, 2)


def test_quang_ninh_and_viet_nam_stand_first() -> None:
    assert LISTS.items("provinces")[0].vi == "Quảng Ninh"
    assert LISTS.items("communes")[0].parent == HOME_PROVINCE
    assert LISTS.items("countries")[0].code == "vn"
    assert LISTS.items("ethnic_groups")[0].vi == "Kinh"


def test_there_are_63_old_provinces_and_54_ethnic_groups() -> None:
    assert len(LISTS.items("old_provinces")) == 63
    assert len([item for item in LISTS.items("ethnic_groups") if item.code != "other"]) == 54


def test_an_unknown_code_is_nothing_and_an_unknown_list_is_a_bug() -> None:
    assert LISTS.get("countries", "zz") is None
    with pytest.raises(KeyError):
        LISTS.items("planets")
