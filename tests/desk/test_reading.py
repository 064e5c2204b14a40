"""Queue and dossier as officers read them: walls between units, names, filters, the opening that is written down, files."""

from __future__ import annotations

from html.parser import HTMLParser
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import text

from tests.desk.conftest import BINH, COPY, DUC, HA, KHANH, MEN, NOBODY, OTHER_UNIT, TUAN, UNIT, Desk, an_officer
from webapp.desk import queries as desk_queries
from webapp.desk.queries import Wanted
from webapp.dossiers import queries, service
from webapp.dossiers.queries import QueueFilters
from webapp.dossiers.reasons import refusal_reasons
from webapp.dossiers.service import Change, FileStamp, Owner
from webapp.dossiers.sheet import opened
from webapp.uploads.service import keep_file, prepare_file


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.controls: list[str] = []
        self.labelled: set[str] = set()
        self.h1 = 0
        self.in_label = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if said.get("id"):
            self.ids.append(said["id"] or "")
        self.h1 += tag == "h1"
        if tag == "label":
            self.in_label = True
            self.labelled.add(said.get("for") or "")
        if tag in {"input", "select", "textarea"} and said.get("type") != "hidden" and not self.in_label:
            self.controls.append(said.get("id") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self.in_label = False


def rows_of(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('data-dossier="')[1:]]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_has_one_heading_unique_ids_and_a_label_for_every_control(desk: Desk, lang: str) -> None:
    dossier = desk.handed_in()
    pages = [desk.get(HA, "desk/", lang), desk.get(HA, f"desk/dossiers/{dossier}", lang), desk.get(KHANH, "desk/?step=all", lang)]
    desk.post(HA, dossier, "accept")
    pages.append(desk.get(KHANH, f"desk/dossiers/{dossier}", lang))
    for answer in pages:
        assert answer.status_code == 200
        page = Page(answer.text)
        assert page.h1 == 1
        assert len(page.ids) == len(set(page.ids))
        assert set(page.controls) <= page.labelled
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_queue_shows_first_what_waits_for_my_roles(desk: Desk) -> None:
    at_receiving, at_appraisal, at_return = desk.handed_in(), desk.at_step(2), desk.at_step(5)
    assert rows_of(desk.get(HA, "desk/").text) == [at_receiving, at_return]
    assert rows_of(desk.get(KHANH, "desk/").text) == [at_appraisal]
    assert rows_of(desk.get(DUC, "desk/").text) == []
    assert rows_of(desk.get(TUAN, "desk/").text) == [at_receiving, at_appraisal, at_return]
    assert rows_of(desk.get(DUC, "desk/?step=all").text) == [at_receiving, at_appraisal, at_return]
    assert rows_of(desk.get(DUC, "desk/?step=5").text) == [at_return]


def test_the_queue_counts_each_step(desk: Desk) -> None:
    desk.handed_in()
    desk.handed_in()
    desk.at_step(2)
    page = desk.get(HA, "desk/").text
    for words in ("Việc của tôi <b>2</b>", "Tiếp nhận <b>2</b>", "Thẩm định <b>1</b>", "Phê duyệt <b>0</b>", "Mọi bước <b>3</b>"):
        assert words in page


def test_a_name_is_found_without_marks_from_its_beginning(desk: Desk) -> None:
    wanted = desk.handed_in(owner=Owner("Trần Thị Ơn", "1950", "", "0912345679"))
    desk.handed_in()
    for typed in ("tran thi on", "TRẦN THỊ", "Trân"):
        assert rows_of(desk.get(KHANH, f"desk/?q={typed}").text) == [wanted]
    assert "Trần Thị Ơn" in desk.get(KHANH, "desk/?q=tran").text
    assert rows_of(desk.get(KHANH, "desk/?q=on").text) == []


def test_filters_are_addresses_and_strange_ones_are_as_if_not_there(desk: Desk) -> None:
    pension, copy = desk.handed_in(), desk.handed_in(COPY)
    desk.post(HA, pension, "refuse", words="Nộp ở xã khác")
    assert rows_of(desk.get(HA, f"desk/?procedure={COPY}").text) == [copy]
    assert rows_of(desk.get(KHANH, "desk/?official=3").text) == [pension]
    for strange in ("step=9", "official=x", "official=99", "procedure=nope", "page=0", "page=-1", "page=99999", "page=²"):
        assert desk.get(HA, f"desk/?{strange}").status_code == 200
    assert rows_of(desk.get(HA, "desk/?step=9&official=x&procedure=nope&page=0").text) == [copy]


def test_fifty_stand_on_a_page_and_the_links_keep_the_filters(desk: Desk) -> None:
    every = {desk.handed_in() for _ in range(51)}
    first, second = desk.get(HA, f"desk/?procedure={'1.014027'}").text, desk.get(HA, "desk/?procedure=1.014027&page=2").text
    assert len(rows_of(first)) == 50
    assert 'rel="next" href="/vi/desk/?step=mine&amp;procedure=1.014027&amp;page=2"' in first
    assert set(rows_of(first)) | set(rows_of(second)) == every
    assert 'rel="prev"' in second


def test_what_was_only_prepared_here_is_in_no_list_and_opens_for_no_officer(desk: Desk) -> None:
    prepared, taken_back = desk.handed_in(route="counter"), desk.handed_in(route="counter")
    with desk.made.database.transaction() as tx:
        service.withdraw(tx, desk.made.keyring, desk.citizen, desk.clock.now(), taken_back)
    for address in ("desk/?q=nguyen", "desk/?step=all", "desk/?official=7", "desk/?official=1"):
        assert rows_of(desk.get(HA, address).text) == []
    for dossier in (prepared, taken_back):
        assert desk.get(HA, f"desk/dossiers/{dossier}").status_code == 404


def test_an_erased_dossier_is_gone_from_lists_and_pages(desk: Desk) -> None:
    dossier = desk.at_step(2)
    with desk.made.database.transaction() as tx:
        service.erase(tx, desk.made.keyring, an_officer("administrator"), desk.clock.now(), dossier)
    for address in ("desk/?q=nguyen", "desk/?official=2", "desk/?step=all"):
        assert rows_of(desk.get(KHANH, address).text) == []
    assert desk.get(KHANH, f"desk/dossiers/{dossier}").status_code == 404


def test_another_unit_sees_nothing_of_it(desk: Desk) -> None:
    dossier = desk.handed_in()
    assert rows_of(desk.get(BINH, "desk/?q=nguyen").text) == rows_of(desk.get(BINH, "desk/?step=all").text) == []
    assert desk.get(BINH, f"desk/dossiers/{dossier}").status_code == 404
    assert desk.get(BINH, f"desk/dossiers/{dossier}/files/{dossier}").status_code == 404
    assert desk.kinds(dossier, "dossier.opened") == []


@pytest.mark.parametrize("role", ["agent", "editor", "auditor", "administrator"])
def test_staff_without_a_step_do_not_sit_at_the_desk(desk: Desk, role: str) -> None:
    who = an_officer(role)  # type: ignore[arg-type]
    assert desk.get(who, "desk/").status_code == 403
    assert desk.get(who, f"desk/dossiers/{desk.handed_in()}").status_code == 403


def test_nobody_and_citizens_are_asked_to_sign_in(desk: Desk) -> None:
    dossier = desk.handed_in()
    for who in (NOBODY, desk.citizen):
        for address in ("desk/", f"desk/dossiers/{dossier}", f"desk/dossiers/{dossier}/files/{dossier}"):
            assert desk.get(who, address).status_code == 401
    assert desk.kinds(dossier, "dossier.opened") == []


def test_an_opening_is_written_once_in_ten_minutes_and_the_citizen_sees_it(desk: Desk) -> None:
    dossier = desk.handed_in()
    assert "Chưa cán bộ nào mở." in desk.get(desk.citizen, f"dossiers/{dossier}/").text
    for _ in range(3):
        desk.get(HA, f"desk/dossiers/{dossier}")
    assert len(desk.kinds(dossier, "dossier.opened")) == 1
    desk.get(TUAN, f"desk/dossiers/{dossier}")
    desk.clock.forward(minutes=11)
    desk.get(HA, f"desk/dossiers/{dossier}")
    assert len(desk.kinds(dossier, "dossier.opened")) == 3
    assert "Chưa cán bộ nào mở." not in desk.get(desk.citizen, f"dossiers/{dossier}/").text


def test_the_queue_writes_no_opening(desk: Desk) -> None:
    dossier = desk.handed_in()
    desk.get(HA, "desk/?q=nguyen")
    assert desk.kinds(dossier, "dossier.opened") == []


def test_the_page_shows_answers_problems_doubts_and_how_little_is_known_of_the_person(desk: Desk) -> None:
    changes = [
        Change("owner.birth_date", "1990-02-03"),
        Change("owner.personal_id", {"unknown": True}),
        Change("pension.request", "new"),
    ]
    dossier = desk.handed_in(changes=changes)
    page = desk.get(HA, f"desk/dossiers/{dossier}").text
    for words in (
        "Nguyễn Thị Mến",
        "03/02/1990",
        "Xin hưởng lần đầu",
        "Không biết – nhờ cán bộ xem",
        "Mới đăng ký",
        "số chưa được kiểm tra",
        "Máy thấy khi nộp",
        "Có thể chưa đủ điều kiện",
        "BẢN TRÌNH DIỄN",
        "Đặc khu Vân Đồn",
        "Thực hiện, điều chỉnh, thôi hưởng trợ cấp hưu trí xã hội",
    ):
        assert words in page


def test_a_real_dossier_carries_no_demonstration_banner(desk: Desk) -> None:
    dossier = desk.handed_in(demonstration=False)
    assert "BẢN TRÌNH DIỄN" not in desk.get(HA, f"desk/dossiers/{dossier}").text


def test_an_explained_warning_stands_beside_its_answer(desk: Desk) -> None:
    made, now = desk.made, desk.clock.now()
    with made.database.transaction() as tx:
        hand = (tx, made.keyring, desk.citizen, now)
        dossier = service.start_dossier(*hand, made.shelf.newest("1.014027")).id
        service.record_answers(*hand, dossier, [Change("owner.name", "Nguyễn Thị Mến"), Change("owner.birth_date", "1945")])
        service.explain_warning(*hand, dossier, "owner.birth_date", "any", "Giấy khai sinh mất năm 1968")
        service.submit_dossier(*hand, dossier, service.Submission("desk", UNIT, UNIT, MEN))
    assert "Người nộp giải thích: Giấy khai sinh mất năm 1968" in desk.get(HA, f"desk/dossiers/{dossier}").text


def test_only_the_verbs_possible_now_are_drawn(desk: Desk) -> None:
    dossier = desk.handed_in()

    def drawn(who: object) -> list[str]:
        page = desk.get(who, f"desk/dossiers/{dossier}").text  # type: ignore[arg-type]
        return [part.split('"')[0] for part in page.split('data-act="')[1:]]

    assert drawn(HA) == ["accept", "refuse"]
    assert drawn(KHANH) == drawn(TUAN) == []
    desk.post(HA, dossier, "accept")
    assert drawn(KHANH) == ["appraise", "send_back"]
    assert drawn(HA) == []


def test_the_control_sheet_tells_who_did_what_from_when_to_when(desk: Desk) -> None:
    dossier = desk.handed_in()
    desk.clock.forward(hours=1)
    desk.post(HA, dossier, "accept", note="Đã xem căn cước")
    desk.clock.forward(hours=2)
    desk.post(KHANH, dossier, "appraise", proposal="grant", note="Đủ tuổi")
    page = desk.get(DUC, f"desk/dossiers/{dossier}").text.split('data-part="history"')[1]
    for words in (HA.name, "Cán bộ tiếp nhận", "23/11/2026 08:05", "23/11/2026 09:05", "23/11/2026 11:05", "Đề nghị giải quyết", "Đủ tuổi"):
        assert words in page
    assert 'data-verb="waiting"' in page


def test_a_file_comes_out_as_it_was_kept_never_as_a_page(desk: Desk) -> None:
    made, now = desk.made, desk.clock.now()
    picture = BytesIO()
    Image.new("RGB", (64, 48), "navy").save(picture, "JPEG")
    with made.database.transaction() as tx:
        hand = (tx, made.keyring, desk.citizen, now)
        dossier = service.start_dossier(*hand, made.shelf.newest("1.014027")).id
        _, envelope = opened(tx, made.keyring, dossier)
    prepared = prepare_file(made.store, envelope, dossier, desk.citizen.ref, picture.getvalue(), "so.jpg", now)
    with made.database.transaction() as tx:
        hand = (tx, made.keyring, desk.citizen, now)
        kept = keep_file(tx, prepared)
        paper = next(stop.id for stop in made.shelf.newest("1.014027").papers if stop.treatment in {"hand_in", "only_if", "form"})
        service.attach_paper(*hand, dossier, paper, FileStamp(kept.id, kept.sent_sha256, kept.kept_sha256))
        service.submit_dossier(*hand, dossier, service.Submission("desk", UNIT, UNIT, MEN))
    answer = desk.get(HA, f"desk/dossiers/{dossier}/files/{kept.id}")
    assert answer.status_code == 200
    assert answer.data[:3] == b"\xff\xd8\xff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["Cache-Control"] == "no-store"
    assert desk.kinds(dossier, "dossier.opened") == ["dossier.opened"]
    other = desk.handed_in()
    assert desk.get(HA, f"desk/dossiers/{other}/files/{kept.id}").status_code == 404


def test_a_damaged_hand_in_takes_only_its_own_name_from_the_queue(desk: Desk) -> None:
    good, bad = desk.handed_in(), desk.handed_in()
    with desk.made.database.transaction() as tx:
        names = desk_queries.owner_names(tx, desk.made.keyring, [good, bad])
        assert names == {good: MEN.full_name, bad: MEN.full_name}
        tx.execute(text("UPDATE entries SET box = :box WHERE dossier = :bad AND kind = 'dossier.submit'"), {"box": b"x" * 40, "bad": bad})
        assert desk_queries.owner_names(tx, desk.made.keyring, [good, bad]) == {good: MEN.full_name}


def test_a_dossier_for_two_units_waits_at_one_of_them_at_a_time(desk: Desk) -> None:
    made, now = desk.made, desk.clock.now()
    with made.database.transaction() as tx:
        hand = (tx, made.keyring, desk.citizen, now)
        dossier = service.start_dossier(*hand, made.shelf.newest("1.014027")).id
        service.submit_dossier(*hand, dossier, service.Submission("desk", UNIT, OTHER_UNIT, MEN))
    assert desk.post(HA, dossier, "accept").status_code == 303
    assert rows_of(desk.get(BINH, "desk/?step=2").text) == [dossier]
    page = desk.get(HA, f"desk/dossiers/{dossier}").text
    assert "Hồ sơ đang chờ ở đơn vị khác." in page
    with made.database.reading() as db:
        here = desk_queries.desk_queue(db, UNIT, Wanted(QueueFilters()))
    assert here.dossiers == ()
    assert queries.PAGE_LENGTH == 50


def test_the_approver_reads_the_proposal_beside_the_button(desk: Desk) -> None:
    dossier = desk.at_step(3)
    act = desk.get(DUC, f"desk/dossiers/{dossier}").text.split('data-act="approve"')[1].split("</form>")[0]
    for words in ("Đề nghị giải quyết", "Đủ 75 tuổi", KHANH.name):
        assert words in act


def test_every_listed_reason_is_said_in_both_languages_in_short_sentences() -> None:
    for reason in refusal_reasons().values():
        assert reason.vi != reason.en
        for sentence in (*reason.vi.split(". "), *reason.en.split(". ")):
            assert 0 < len(sentence.split()) <= 20
