"""The five steps over HTTP: each by its role, refused to every other, and seen at once by the citizen."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.desk.conftest import BINH, DUC, HA, KHANH, NGAN, NOBODY, TUAN, WAY, Desk, an_officer
from webapp.dossiers import queries
from webapp.kernel.actor import Officer

EVERYONE = (HA, KHANH, DUC, NGAN)
STEPS = list(enumerate(WAY, start=1))
LEADS_TO = {1: ("received", 2, 2), 2: ("in_process", 4, 3), 3: ("in_process", 4, 4), 4: ("done", 9, 5), 5: ("returned", 10, 0)}


@pytest.mark.parametrize(("step", "way"), STEPS)
def test_each_step_is_done_by_its_role_and_recorded(desk: Desk, step: int, way: tuple[Officer, str, dict[str, str]]) -> None:
    dossier = desk.at_step(step)
    who, page, said = way
    answer = desk.post(who, dossier, page, **said)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/vi/desk/dossiers/{dossier}?said=done")
    top = desk.top(dossier)
    assert (top.state.value, top.official, top.step) == LEADS_TO[step]
    with desk.made.database.reading() as db:
        last = queries.history(db, desk.made.keyring, dossier)[-1]
    assert (last.by, last.body["name"], last.facts["step"]) == (who.ref, who.name, step)


@pytest.mark.parametrize(("step", "way"), STEPS)
def test_no_other_role_does_a_step(desk: Desk, step: int, way: tuple[Officer, str, dict[str, str]]) -> None:
    dossier = desk.at_step(step)
    right, page, said = way
    for who in (*EVERYONE, TUAN):
        if who is not right:
            assert desk.post(who, dossier, page, **said).status_code == 403
    assert desk.post(an_officer("administrator"), dossier, page, **said).status_code == 403
    assert desk.post(BINH, dossier, page, **said).status_code == 404
    assert desk.post(NOBODY, dossier, page, **said).status_code == 401
    assert desk.top(dossier).step == step


@pytest.mark.parametrize(("step", "way"), STEPS)
def test_a_wrong_role_is_refused_before_its_form_is_read(desk: Desk, step: int, way: tuple[Officer, str, dict[str, str]]) -> None:
    dossier = desk.at_step(step)
    right, page, _said = way
    wrong = next(who for who in EVERYONE if who is not right)
    assert desk.post(wrong, dossier, page, note="x" * 2000).status_code == 403


@pytest.mark.parametrize("step", [2, 3, 4, 5])
def test_every_step_after_the_first_can_be_sent_back_with_a_reason(desk: Desk, step: int) -> None:
    dossier = desk.at_step(step)
    before = desk.top(dossier)
    assert desk.post(WAY[step - 1][0], dossier, "send-back", reason="Thiếu chữ ký").status_code == 303
    after = desk.top(dossier)
    assert (after.step, after.official) == (step - 1, before.official)
    who, page, said = WAY[step - 2]
    assert desk.post(who, dossier, page, **said).status_code == 303
    assert desk.top(dossier).step == step


def test_accepting_freezes_the_day_from_the_promised_time_and_the_calendar(desk: Desk) -> None:
    dossier = desk.handed_in()
    assert "08/12/2026" in desk.get(HA, f"desk/dossiers/{dossier}").text
    desk.post(HA, dossier, "accept")
    assert desk.top(dossier).due_on == "2026-12-08"  # ten working days after 23/11, and 24/11 is a day off
    desk.clock.forward(days=3)
    desk.post(KHANH, dossier, "send-back", reason="Chưa rõ")
    desk.post(HA, dossier, "accept")
    assert desk.top(dossier).due_on == "2026-12-08"


def test_without_a_known_time_no_day_is_promised_and_the_page_says_so(desk: Desk) -> None:
    dossier = desk.handed_in("1.014028", promise={})
    assert "Chưa rõ thời hạn" in desk.get(HA, f"desk/dossiers/{dossier}").text
    desk.post(HA, dossier, "accept")
    assert (desk.top(dossier).due_on, desk.top(dossier).step) == ("", 2)


def test_the_citizen_sees_each_change_at_once(desk: Desk) -> None:
    dossier = desk.handed_in()
    page = f"dossiers/{dossier}/"
    assert "Máy của Trung tâm đã nhận. Cán bộ chưa xem." in desk.get(desk.citizen, page).text
    desk.get(HA, f"desk/dossiers/{dossier}")
    desk.post(HA, dossier, "accept")
    seen = desk.get(desk.citizen, page).text
    assert "Cán bộ đã tiếp nhận." in seen
    assert "8/12/2026" in seen
    desk.post(KHANH, dossier, "appraise", proposal="grant")
    assert "Cán bộ đang làm." in desk.get(desk.citizen, page).text


def test_refusing_needs_a_reason_which_the_citizen_then_reads(desk: Desk) -> None:
    dossier = desk.handed_in()
    empty = desk.post(HA, dossier, "refuse")
    assert empty.status_code == 422
    assert 'data-part="problem_list"' in empty.text
    assert "Chọn ít nhất một lý do" in empty.text
    assert desk.top(dossier).official == 1
    assert desk.post(HA, dossier, "refuse", reason=["photo_unreadable"], words="Sổ hộ nghèo bị mờ").status_code == 303
    assert (desk.top(dossier).official, desk.top(dossier).step) == (3, 0)
    seen = desk.get(desk.citizen, f"dossiers/{dossier}/").text
    assert "Ảnh giấy tờ chưa đọc được." in seen
    assert "Sổ hộ nghèo bị mờ" in seen


def test_a_reason_that_points_below_needs_words_and_what_was_ticked_stays(desk: Desk) -> None:
    dossier = desk.handed_in()
    answer = desk.post(HA, dossier, "refuse", reason=["paper_missing"])
    assert answer.status_code == 422
    assert "cần ghi rõ thêm" in answer.text
    assert re.search(r'value="paper_missing" checked', answer.text)
    assert not re.search(r'value="double" checked', answer.text)


def test_a_made_up_reason_is_no_reason(desk: Desk) -> None:
    assert desk.post(HA, desk.handed_in(), "refuse", reason=["because"], words=" \u200b ").status_code == 422


@pytest.mark.parametrize(
    ("step", "page", "said", "sentence"),
    [
        (2, "appraise", {}, "Chọn một đề nghị."),
        (2, "appraise", {"proposal": "refuse"}, "ghi rõ căn cứ"),
        (2, "send-back", {"reason": "  "}, "Ghi lý do chuyển lại."),
        (3, "approve", {"note": "x" * 1001}, "Viết ngắn lại"),
        (4, "seal", {"on": "23/11/2026"}, "Ghi số văn bản kết quả."),
        (4, "seal", {"number": "1", "on": "31/02/2026"}, "Ghi ngày như"),
        (4, "seal", {"number": "1", "on": ""}, "Ghi ngày như"),
        (4, "seal", {"number": "1", "on": "24/11/2026"}, "không thể sau hôm nay"),
        (5, "return", {"handed_to": ""}, "Ghi tên người đã nhận"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_written(desk: Desk, step: int, page: str, said: dict[str, str], sentence: str) -> None:
    dossier = desk.at_step(step)
    answer = desk.post(WAY[step - 1][0], dossier, page, **said)
    assert answer.status_code == 422
    assert sentence in answer.text
    target = re.search(r'data-part="problem_list".*?href="#([^"]+)"', answer.text, re.DOTALL)
    assert target is not None
    assert f'id="{target[1]}"' in answer.text
    assert desk.top(dossier).step == step


def test_of_two_officers_at_once_the_second_is_told_who_was_first(desk: Desk) -> None:
    dossier = desk.handed_in()
    seen = desk.top(dossier).version
    other = an_officer("receiving_officer", account="other")
    assert desk.post(HA, dossier, "accept", seen).status_code == 303
    late = desk.post(other, dossier, "refuse", seen, words="Không thuộc xã")
    assert late.status_code == 409
    assert HA.name in late.text
    assert f'href="/vi/desk/dossiers/{dossier}"' in late.text
    assert desk.top(dossier).official == 2


def test_a_page_drawn_before_a_change_is_old_even_when_the_verb_is_possible_again(desk: Desk) -> None:
    dossier = desk.handed_in()
    seen = desk.top(dossier).version
    desk.post(HA, dossier, "accept", seen)
    desk.post(KHANH, dossier, "send-back", reason="Chưa rõ")
    assert desk.post(HA, dossier, "accept", seen).status_code == 409
    assert desk.post(HA, dossier, "accept", "not-a-number").status_code == 409


def test_pressing_twice_is_once(desk: Desk) -> None:
    dossier = desk.handed_in()
    seen = desk.top(dossier).version
    answers = [desk.post(HA, dossier, "accept", seen) for _ in range(3)]
    assert {answer.headers["Location"] for answer in answers} == {f"/vi/desk/dossiers/{dossier}?said=done"}
    assert desk.kinds(dossier, "desk.accepted") == ["desk.accepted"]


def test_the_other_button_leads_to_the_next_dossier_and_from_the_last_one_to_the_queue(desk: Desk) -> None:
    first, second = desk.handed_in(), desk.handed_in()
    assert desk.post(HA, first, "accept", _then="next").headers["Location"] == f"/vi/desk/dossiers/{second}?said=done"
    assert desk.post(HA, second, "accept", _then="next").headers["Location"] == "/vi/desk/?said=done"


def test_a_finished_dossier_offers_nothing_and_takes_nothing(desk: Desk) -> None:
    dossier = desk.at_step(5)
    desk.post(HA, dossier, "return", handed_to="Bà Mến")
    page = desk.get(HA, f"desk/dossiers/{dossier}").text
    assert "<form" not in page.split("<main")[1]
    assert desk.post(KHANH, dossier, "appraise", proposal="grant").status_code == 409


def test_a_dossier_that_is_not_there_is_not_found(desk: Desk) -> None:
    for strange in ("0", "01234567-0123-7123-8123-0123456789ab"):
        desk.actor = HA
        assert desk.browser().post(f"/vi/desk/dossiers/{strange}/accept", data={"_version": "1"}).status_code == 404


def test_of_two_presses_in_the_same_moment_one_is_written(desk: Desk) -> None:
    dossier = desk.handed_in()
    seen = desk.top(dossier).version
    desk.actor = HA
    browsers = [desk.browser() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda one: one.post(f"/vi/desk/dossiers/{dossier}/accept", data={"_version": seen}), browsers))
    assert {answer.status_code for answer in answers} == {303}
    assert desk.kinds(dossier, "desk.accepted") == ["desk.accepted"]
