"""Questions asked of the catalogue object."""

from __future__ import annotations

from pathlib import Path

from webapp.catalogue.catalogue import Catalogue
from webapp.forms.projections.generic import generic_definition

TODAY = "2026-11-23"


def routes(catalogue: Catalogue, code: str, unit: str | None = None, day: str = TODAY) -> list[str]:
    return [route.route for route in catalogue.routes_for(code, unit, day)]


def test_the_social_pension_ends_at_a_desk_and_the_passport_never_does(catalogue: Catalogue) -> None:
    assert routes(catalogue, "1.014027", "06994") == ["portal", "counter", "desk"]
    assert routes(catalogue, "1.001456") == ["portal", "counter"]


def test_the_portal_is_no_way_where_the_source_knows_only_the_counter(catalogue: Catalogue) -> None:
    assert "portal" not in routes(catalogue, "3.000228")


def test_routes_are_dated(catalogue: Catalogue) -> None:
    assert routes(catalogue, "1.001456", day="2026-07-19") == ["counter"]
    assert routes(catalogue, "1.001456", day="2026-07-20") == ["portal", "counter"]


def test_a_route_of_one_unit_wins_over_the_route_of_every_unit(folder: Path) -> None:
    with (folder / "routes.csv").open("a", encoding="utf-8") as file:
        file.write("desk-co-to,1.014027,,,07192,desk,yes,12/QĐ-UBND,no,2026-11-01,\n")
    loaded = Catalogue.load(folder)
    desk = next(route for route in loaded.routes_for("1.014027", "07192", TODAY) if route.route == "desk")
    other = next(route for route in loaded.routes_for("1.014027", "06994", TODAY) if route.route == "desk")
    assert (desk.legal_ground, desk.demonstration) == ("12/QĐ-UBND", False)
    assert other.demonstration


def test_the_commune_of_the_answer_handles_what_communes_decide(catalogue: Catalogue) -> None:
    assert catalogue.competent_unit("1.014027", {"province": "22", "commune": "06994"}) == "06994"
    assert catalogue.competent_unit("1.014027", {"province": "22"}) is None
    assert catalogue.competent_unit("1.014027", None) is None


def test_a_commune_that_is_gone_handles_nothing(catalogue: Catalogue) -> None:
    assert catalogue.competent_unit("1.014027", {"province": "22", "commune": "old-07024"}) is None


def test_the_province_handles_what_its_police_decide(catalogue: Catalogue) -> None:
    assert catalogue.competent_unit("1.001456", {"province": "22", "commune": "06994"}) == "22"


def test_every_procedure_has_a_guide_made_from_its_row(catalogue: Catalogue) -> None:
    for code in catalogue.procedures:
        assert generic_definition(catalogue.row_for_generic(code)).procedure == code


def test_only_a_certain_island_counts_as_one(catalogue: Catalogue) -> None:
    assert catalogue.place_of("07192") == "mountain_island"
    assert catalogue.place_of("06994") == "any"
    assert catalogue.place_of(None) == "any"
