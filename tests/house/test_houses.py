"""The support of the other tests: houses are apart from each other, and the strict client is strict."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.house.scene import a_whole_life, scene_in
from tests.support.databases import new_postgres_database
from tests.support.houses import Builder, House
from tests.support.persons import Person, slip_of
from tests.support.strict_client import check_page

GOOD = '<!doctype html><html lang="vi"><head><title>Một</title></head><body><h1>Một</h1>{}</body></html>'


def test_two_houses_share_no_row(builder: Builder, house: House, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = builder.build(tmp_path_factory.mktemp("other") / "data")
    Person(house).start("1.014027")
    assert house.runner_says("dossiers", "count") == "1\n"
    assert other.runner_says("dossiers", "count") == "0\n"
    other.database.dispose()


@pytest.mark.parametrize("code", ["1.014027", "1.001193", "2.000815"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_person_reaches_the_slip_in_both_languages(house: House, code: str, lang: str) -> None:
    assert len(slip_of(Person(house, lang).walk(code).hand_in().text)) == 16


def test_a_house_on_postgresql_takes_a_dossier_over_all_desks(builder: Builder, postgres_server: str, tmp_path: Path) -> None:
    with new_postgres_database(postgres_server, f"camtay_house_{os.getpid()}") as address:
        house = builder.build(tmp_path / "data", address)
        a_whole_life(scene_in(house))
        assert house.runner_says("dossiers", "count", "--submitted") == "1\n"
        before = house.runner_says("audit", "verify")
        assert house.runner_says("dossiers", "rebuild").startswith("4 dossiers")
        assert house.runner_says("audit", "verify") == before
        assert "master key 2" in house.runner_says("keys", "rotate")
        house.clock.forward(days=40)
        assert house.runner_says("retention", "run").startswith("3 drafts erased")
        house.database.dispose()


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p><div></div></p>", "Unexpected end tag"),
        ('<p id="a"></p><p id="a"></p>', "ids twice"),
        ("<h1>Hai</h1>", "2 h1"),
        ('<input name="x">', "no label"),
        ('<label for="f">Tên</label>', "points at"),
        ('<a href="/vi/"></a>', "says nothing"),
        ('<a href="#none">đi</a>', "leads to"),
    ],
)
def test_the_strict_client_refuses_a_page_with(body: str, fault: str) -> None:
    with pytest.raises(AssertionError, match=fault):
        check_page(GOOD.format(body), "vi")


def test_the_strict_client_lets_a_good_page_pass() -> None:
    check_page(GOOD.format('<label for="f">Tên</label><input id="f" name="x"><input type="hidden" name="y">'), "vi")
    with pytest.raises(AssertionError, match="says it is"):
        check_page(GOOD.format(""), "en")
