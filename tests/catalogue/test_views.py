"""Views and the pages drawn from them: the order of the questions, and honesty about what is not known."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from tests.catalogue.conftest import frame_in
from webapp.catalogue import views
from webapp.catalogue.catalogue import Catalogue
from webapp.catalogue.page_view import procedure_view
from webapp.forms.wording import Wording
from webapp.kernel.clock import VIETNAM
from webapp.ui.render import Renderer

MONDAY = datetime(2026, 11, 23, 9, tzinfo=VIETNAM)
ISLAND = "07192"
ORDER = ("presence", "gives", "papers", "promise", "fees", "receiver", "decider", "doubts", "official")


class Pages:
    """Draws pages of the real catalogue."""

    def __init__(self, catalogue: Catalogue, wording: Wording, renderer: Renderer) -> None:
        self.catalogue, self.wording, self.renderer = catalogue, wording, renderer

    def view(self, code: str, unit: str = "", now: datetime = MONDAY, lang: str = "vi") -> dict[str, Any]:
        return procedure_view(frame_in(lang), self.catalogue, self.catalogue.procedures[code], unit, now, self.wording)

    def page(self, code: str, unit: str = "", lang: str = "vi", now: datetime = MONDAY) -> str:
        return self.renderer.render("catalogue/procedure.html", self.view(code, unit, now, lang))


@pytest.fixture
def pages(catalogue: Catalogue, wording: Wording, renderer: Renderer) -> Pages:
    return Pages(catalogue, wording, renderer)


def plain_json(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and not hasattr({}, key) and plain_json(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(plain_json(inner) for inner in value)
    return isinstance(value, str | int | bool)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_all_361_pages_draw_in_both_languages_from_plain_json(pages: Pages, lang: str) -> None:
    for code in pages.catalogue.procedures:
        view = pages.view(code, ISLAND, lang=lang)
        assert plain_json(view), code
        assert pages.renderer.render("catalogue/procedure.html", view).count("<h1") == 1


def test_the_page_answers_in_the_order_in_which_people_ask(pages: Pages) -> None:
    page = pages.page("1.001456")
    places = [page.index(f'data-part="{part}"') for part in ORDER]
    assert places == sorted(places)


def test_the_official_title_stands_small_below_marked_as_vietnamese(pages: Pages) -> None:
    page = pages.page("1.001456", lang="en")
    official = pages.catalogue.procedures["1.001456"].row.name_vi
    assert f'<span lang="vi">{official}</span>' in page
    assert official not in page[: page.index('data-part="official"')]


def test_a_passport_accepted_on_monday_23_november_is_ready_on_friday_4_december(pages: Pages) -> None:
    assert pages.view("1.001456")["promise"]["due"] == "thứ Sáu, 4/12/2026"


def test_no_date_is_given_where_the_commune_is_not_chosen(pages: Pages) -> None:
    assert pages.view("1.004837")["promise"]["due"] == ""


def test_a_date_is_given_where_commune_place_and_counter_are_known(pages: Pages) -> None:
    assert pages.view("1.004837", ISLAND)["promise"]["due"] == "thứ Sáu, 27/11/2026"


def test_no_date_is_given_for_a_time_that_is_not_verified(pages: Pages) -> None:
    assert pages.view("1.014027", ISLAND)["promise"]["due"] == ""


def test_no_date_is_given_where_the_time_differs_from_case_to_case(pages: Pages) -> None:
    assert pages.view("3.000228", ISLAND)["times"]
    assert pages.view("3.000228", ISLAND)["promise"]["due"] == ""


def test_after_15_hours_the_page_says_that_tomorrow_moves_the_day(pages: Pages) -> None:
    assert pages.view("1.001456", now=MONDAY.replace(hour=15))["promise"]["late"] is True
    assert pages.view("1.001456", now=MONDAY.replace(hour=14))["promise"]["late"] is False


def test_the_portals_waiver_stands_beside_the_price_at_the_counter_until_it_ends(pages: Pages) -> None:
    assert pages.view("1.001456")["waiver"] == {
        "share": "full",
        "ground": "66.22/2026/NQ-CP",
        "until": "Chủ nhật, 28/2/2027",
        "counter": "200.000 đồng",
    }
    assert pages.view("1.001456", now=datetime(2027, 3, 1, 9, tzinfo=VIETNAM))["waiver"]["share"] == ""


def test_free_of_charge_is_said_only_where_it_is_certain(pages: Pages) -> None:
    for code in pages.catalogue.procedures:
        view = pages.view(code)
        certain = any(fee["sort"] == "free" and fee["sure"] for fee in view["fees"])
        assert ("<b>Không mất tiền</b>" in pages.page(code)) == certain, code


def test_an_unknown_fee_or_time_names_a_number_to_ask(pages: Pages) -> None:
    page = pages.page("1.014061") + pages.page("3.000286")
    assert page.count("Chưa rõ. Hỏi trước: 1900 558 826") >= 2


def test_papers_that_nobody_has_written_yet_are_said_to_be_missing(pages: Pages) -> None:
    code = next(code for code, found in pages.catalogue.procedures.items() if found.plain is None)
    assert "Danh sách giấy tờ chưa viết xong" in pages.page(code)


def test_the_identity_card_is_shown_and_never_handed_in(pages: Pages) -> None:
    for code in pages.catalogue.procedures:
        for paper in pages.view(code)["papers"]:
            if paper["look"] == "id-card" and paper["form"] == "copy":
                assert paper["treatment"] not in {"hand_in", "form"}, code


def test_the_start_form_has_one_button_and_nothing_hidden(pages: Pages) -> None:
    form = re.search(r'<form method="post" action="/vi/dossiers".*?</form>', pages.page("1.014027"), re.DOTALL)
    assert form is not None
    assert form[0].count("<button") == 1
    assert 'name="procedure" value="1.014027"' in form[0]
    assert "hidden" not in form[0]


def test_communes_are_offered_in_vietnamese_order_and_only_where_they_matter(pages: Pages) -> None:
    units = pages.view("1.001193")["units"]
    assert len(units) == 54
    assert units[0]["name"].endswith("An Sinh")
    assert pages.view("1.001456")["units"] == []


def test_an_islander_reads_that_hours_and_boats_are_not_known(pages: Pages) -> None:
    assert "Quan Lạn" in pages.page("1.014027", "06994")
    assert "ngày có tàu chưa rõ" in pages.page("1.014027", "06994")


def test_a_unit_that_does_not_exist_is_no_unit(pages: Pages) -> None:
    for unit in ("99999", "old-07024", "22", "<b>"):
        assert pages.view("1.014027", unit)["unit"] == {"code": "", "name": ""}


def test_the_first_page_begins_with_the_search_box(frame: dict[str, Any], catalogue: Catalogue, renderer: Renderer) -> None:
    page = renderer.render("catalogue/home.html", views.home_view(frame, catalogue))
    assert page.index('role="search"') < page.index('data-part="events"') < page.index("/missing")
    assert page.count("?event=") == 13


def test_what_was_searched_is_shown_as_text(frame: dict[str, Any], catalogue: Catalogue, renderer: Renderer) -> None:
    page = renderer.render("catalogue/procedures.html", views.list_view(frame, catalogue, "<script>", "", ""))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_nothing_found_offers_other_doors(frame: dict[str, Any], catalogue: Catalogue, renderer: Renderer) -> None:
    view = views.list_view(frame, catalogue, "qqqqzzzz", "", "")
    assert view["entries"] == []
    assert len(view["events"]) == 13
    assert "/missing" in renderer.render("catalogue/procedures.html", view)


def test_every_procedure_is_in_the_list_of_its_field(frame: dict[str, Any], catalogue: Catalogue) -> None:
    listed = {entry["code"] for field in catalogue.fields for entry in views.list_view(frame, catalogue, "", "", field)["entries"]}
    assert listed == set(catalogue.procedures)


def test_coverage_never_claims_to_be_complete(frame: dict[str, Any], catalogue: Catalogue, renderer: Renderer) -> None:
    view = views.coverage_view(frame, catalogue, [("2026-11-20", 2), ("2026-11-22", 1)], "1/11/2026")
    page = renderer.render("catalogue/coverage.html", view)
    assert view["gaps_number"] == 3
    assert "100" not in page.split("<main")[1]
    assert sum(entry["number"] for entry in view["entries"]) == 361


def test_help_names_the_page_the_caller_comes_from_and_what_the_call_costs(catalogue: Catalogue, renderer: Renderer) -> None:
    page = renderer.render("catalogue/help.html", views.help_view(frame_in("vi"), catalogue, "14-07"))
    assert "đọc số trang: 14-07" in page
    assert "Người gọi trả cước." in page
    assert "Số này chưa kiểm chứng." in page


@pytest.mark.parametrize("name", ["home", "fields", "procedures"])
def test_english_pages_have_no_sentence_left_in_vietnamese(name: str, catalogue: Catalogue, renderer: Renderer) -> None:
    frame = frame_in("en")
    made = {
        "home": views.home_view(frame, catalogue),
        "fields": views.fields_view(frame, catalogue),
        "procedures": views.list_view(frame, catalogue, "", "growing_old", ""),
    }
    main = renderer.render(f"catalogue/{name}.html", made[name]).split("<main")[1].split("</main>")[0]
    visible = re.sub(r"<[^>]*>|Quảng Ninh|Cầm Tay", " ", main)
    assert not re.search(r"[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", visible), visible
