"""What the shipped data files say, and above all what they do not."""

from __future__ import annotations

import csv
import re
from collections import Counter

from tests.support.house import ROOT
from webapp.catalogue.assembling import DATA
from webapp.catalogue.catalogue import Catalogue

POLICE = {"commune_police", "provincial_police", "police"}


def test_all_361_procedures_are_here_with_gapless_page_numbers(catalogue: Catalogue) -> None:
    assert [found.row.number for found in catalogue.procedures.values()] == list(range(1, 362))


def test_the_procedure_without_a_code_has_an_address(catalogue: Catalogue) -> None:
    found = catalogue.procedure("linked-death")
    assert found is not None
    assert found.row.certainty == "code_unknown"


def test_every_everyday_procedure_of_priority_a_can_be_found_by_its_title(catalogue: Catalogue) -> None:
    lost = [
        found.code
        for found in catalogue.procedures.values()
        if found.row.priority == "A" and found.code not in {hit.code for hit in catalogue.index.find(found.name.vi, 3)}
    ]
    assert lost == []


def test_free_with_a_note_in_the_source_is_never_free_here(catalogue: Catalogue) -> None:
    for code in ("3.000347", "1.013067", "1.013225", "1.012783", "1.003593"):
        shown = catalogue.procedures[code]
        assert not any(fee.amount == "free" and fee.certainty == "known" for fee in shown.fees), code


def test_amounts_that_were_cut_while_they_were_read_are_unknown() -> None:
    with (DATA / "fees.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert not [row for row in rows if row["code"] in {"1.003133", "2.001827"}]
    assert not [row for row in rows if row["amount"].isdigit() and int(row["amount"]) < 1000]


def test_a_person_pays_fifteen_thousand_for_temporary_residence_at_the_counter_not_the_rate_of_a_list() -> None:
    with (DATA / "fees.csv").open(encoding="utf-8") as file:
        rows = {(row["code"], row["channel"]): row["amount"] for row in csv.DictReader(file)}
    assert rows["1.004194", "counter"] == "15000"


def test_the_expired_online_price_of_the_passport_is_gone(catalogue: Catalogue) -> None:
    assert 160_000 not in {fee.amount for fee in catalogue.procedures["1.001456"].fees}


def test_times_without_a_unit_are_unknown_and_say_why(catalogue: Catalogue) -> None:
    reasons = Counter(found.row.time_reason for found in catalogue.procedures.values())
    assert reasons["unit_missing"] == 64
    assert reasons["several_times"] == 15


def test_ten_days_more_at_the_counter_of_a_land_matter_are_the_time_of_mountains_and_islands(catalogue: Catalogue) -> None:
    times = {limit.place: limit.number for limit in catalogue.procedures["1.012784"].times}
    assert times == {"any": 12, "mountain_island": 22}


def test_a_tax_relief_that_takes_longer_after_an_inspection_is_no_island_time(catalogue: Catalogue) -> None:
    assert catalogue.procedures["3.000083"].row.time_reason == "channels_disagree"


def test_more_than_a_quarter_of_commune_procedures_are_not_decided_by_the_peoples_committee(catalogue: Catalogue) -> None:
    communes = [found for found in catalogue.procedures.values() if "commune" in found.row.levels]
    others = [found for found in communes if found.decided_by not in {"commune_committee", "unknown"}]
    assert len(communes) >= 290
    assert len(others) > len(communes) // 4


def test_identity_residence_and_vehicles_are_matters_of_the_police(catalogue: Catalogue) -> None:
    for found in catalogue.procedures.values():
        if found.row.field in {"identity-cards", "residence", "vehicles", "border-travel"}:
            assert {found.decided_by, found.received_at} & POLICE, found.code


def test_a_desk_of_our_own_is_offered_only_where_the_commune_decides_and_only_as_a_demonstration(catalogue: Catalogue) -> None:
    for found in catalogue.procedures.values():
        for route in catalogue.routes_for(found.code, "06994", "2026-11-23"):
            if route.route == "desk":
                assert found.decided_by == "commune_committee"
                assert route.demonstration


def test_household_businesses_are_registered_with_the_ministry_never_at_our_desk(catalogue: Catalogue) -> None:
    assert "desk" not in {route.route for route in catalogue.routes_for("1.001612", "06994", "2026-11-23")}


def test_quoted_texts_of_the_source_did_not_come_in() -> None:
    for name in ("procedures.csv", "times.csv", "fees.csv"):
        text = (DATA / name).read_text(encoding="utf-8")
        assert not re.search(r"bản chính \d|Từ khóa|Không có thông tin|;;", text), name


def test_english_names_keep_to_the_glossary(catalogue: Catalogue) -> None:
    names = " | ".join(found.title.en for found in catalogue.procedures.values())
    for wrong in ("Exit and entry", "escaped", "Allot", "registration fee", "primitive", "Settle a complaint", "End a tax code", "Renew"):
        assert wrong not in names, wrong


def test_ministries_we_lack_are_listed_with_nothing(catalogue: Catalogue) -> None:
    counted = Counter(catalogue.fields[found.row.field].ministry for found in catalogue.procedures.values())
    assert {code for code in catalogue.ministries if not counted[code]} == {"culture", "industry-trade", "ethnic-religion", "defence"}
    assert counted["education"] == 3


def test_the_province_has_54_communes_and_knows_all_its_former_ones(catalogue: Catalogue) -> None:
    units = catalogue.units.values()
    assert len(catalogue.communes()) == 54
    assert sum(1 for unit in units if unit.era == "before_2025" and unit.level == "commune") == 171
    assert sum(1 for unit in units if unit.split) == 12
    assert catalogue.units["old-07024"].successors == ("06994",)


def test_five_islands_of_van_don_have_a_point_about_which_nothing_is_claimed(catalogue: Catalogue) -> None:
    islands = [point for point in catalogue.points_of("06994") if point.kind == "island_point"]
    assert {point.place_vi for point in islands} == {"Xã Minh Châu", "Xã Bản Sen", "Xã Thắng Lợi", "Xã Quan Lạn", "Xã Ngọc Vừng"}
    assert not any(point.hours or point.phone or point.boat_days for point in islands)


def test_the_switchboard_is_charged_and_not_verified(catalogue: Catalogue) -> None:
    switchboard = catalogue.contacts["switchboard"]
    assert (switchboard.dial, switchboard.price, switchboard.certainty) == ("1900558826", "charged", "unverified")
    assert catalogue.contacts["complaints"].dial == ""


def test_every_paper_has_a_picture(catalogue: Catalogue) -> None:
    looks = {paper.look for found in catalogue.procedures.values() if found.plain for paper in found.plain.papers}
    drawn = {path.stem for path in (ROOT / "static" / "img" / "papers").glob("*.svg")}
    assert looks <= drawn


def test_every_life_event_leads_somewhere(catalogue: Catalogue) -> None:
    assert len(catalogue.events) == 13
    assert all(len(catalogue.event_codes[event]) >= 5 for event in catalogue.events)
