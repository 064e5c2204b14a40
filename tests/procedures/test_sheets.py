"""The official forms: every answer in its place, nobody's answer in another's, and nothing printed twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.procedures.guides import NAMES, TODAY, cases, filled, guide, lists, portal, printed, sheet
from webapp.forms.answers import AnswerSet, answers_of
from webapp.forms.cases import answers_in
from webapp.forms.definition import every_field
from webapp.forms.kinds import KINDS
from webapp.forms.lint.places import texts_with_places
from webapp.forms.lint.sheets import sheet_findings
from webapp.forms.lint.words import long_sentences
from webapp.forms.path import path
from webapp.forms.projections.sheet import named_fields, sheet_lines

CHILD = {
    "submitter.for_whom": "family",
    "submitter.name": "Lê Thị Hương",
    "submitter.relation": "mother",
    "applicant.surname": "Lê",
    "applicant.given_name": "Minh An",
    "applicant.birth_date": "2017-05-04",
    "applicant.permanent_address": {"province": "22", "commune": "06685", "detail": "Tổ 3"},
    "applicant.lives_at_permanent": True,
    "representative.who": "submitter",
    "representative.same_address": True,
}


def forms(lines: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(line["form"] for line in lines))


def shown(lines: list[dict[str, Any]], label: str) -> list[str]:
    return [line["shown"] for line in lines if line["label"] == label and line["sort"] == "row"]


def signed(lines: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(line["label"], line["shown"]) for line in lines if line["sort"] == "signature"]


@pytest.mark.parametrize("name", NAMES)
def test_every_field_has_a_place_on_the_form_or_a_reason_for_none(name: str) -> None:
    assert list(sheet_findings(sheet(name), guide(name))) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_the_portal_names_fields_that_are_there_and_one_place_for_the_form(name: str) -> None:
    known = {field.id for field in every_field(guide(name))}
    assert [field for _, field in named_fields(portal(name)) if field not in known] == []
    assert len([section for section in portal(name).sections if not section.rows]) == 1
    placed = {field for _, field in (*named_fields(portal(name)), *named_fields(sheet(name)))}
    assert {"result.way", "result.address"} <= placed


@pytest.mark.parametrize("name", NAMES)
def test_the_words_of_the_forms_are_short_and_in_both_languages(name: str) -> None:
    for part in (sheet(name), portal(name)):
        for _, said in texts_with_places(part):
            assert [*long_sentences(said.vi), *long_sentences(said.en)] == []


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", NAMES)
def test_an_answer_that_has_a_place_is_printed(name: str, seed: int) -> None:
    answers = filled(name, seed, {})
    seen = path(guide(name), answers, TODAY).answers
    text = "\n".join(line.get("shown", "") for line in printed(name, answers)).casefold()
    placed = {field for section in sheet(name).sections for row in section.rows for field in row.source}
    only_tk01 = {"TK01"} == set(forms(printed(name, answers)))
    for (field_id, _), value in seen.values.items():
        field = guide(name).field(field_id)
        if field_id not in placed or field is None or (only_tk01 and field_id.startswith(("representative.", "submitter."))):
            continue
        assert KINDS[field.kind].show(field, value, "vi", lists()).casefold() in text, field_id


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_a_form_is_printed_twice(name: str) -> None:
    for case in cases(name).cases:
        if case.answers.get("representative.who") == {"unknown": True}:
            continue
        lines = printed(name, answers_in(case))
        section, seen = 0, Counter[tuple[int, str, str]]()
        for line in lines:
            section += line["sort"] == "heading"
            if line["sort"] == "row" and line["number"]:
                seen[section, line["number"], line["label"]] += 1
        assert [key for key, times in seen.items() if times > 1] == [], case.name


@pytest.mark.parametrize("name", NAMES)
def test_a_form_of_nothing_is_a_form_to_fill_in_by_hand(name: str) -> None:
    lines = printed(name, AnswerSet())
    assert {line["shown"] for line in lines if line["sort"] == "row"} == {""}
    assert signed(lines)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_page_that_left_the_path_is_printed(name: str) -> None:
    stray = {"guardian.name": "Người Thừa", "representative.name": "Người Thừa", "father.name": "Người Thừa"}
    closed = {"guardian.exists": False, "father.named": False, "applicant.birth_date": "1980-01-01", "submitter.for_whom": "myself"}
    if name == "passport":
        del stray["father.name"]
    text = str(printed(name, answers_of(stray | closed)))
    assert "THỪA" not in text.upper()


def test_an_adult_has_form_tk01_and_a_child_of_13_has_tk01a() -> None:
    assert forms(printed("passport", answers_of({"applicant.birth_date": "1971-03-02"}))) == ["TK01"]
    assert forms(printed("passport", answers_of({"applicant.birth_date": "2012-11-24"}))) == ["TK01a"]


def test_a_lost_passport_that_was_valid_has_form_tk05_as_well() -> None:
    lost = {"applicant.birth_date": "1971-03-02", "passport.request": "lost", "passport.loss_place": "Chợ Rừng"}
    assert forms(printed("passport", answers_of(lost))) == ["TK01", "TK05"]
    assert forms(printed("passport", answers_of(lost | {"passport.old_valid": False}))) == ["TK01"]


def test_a_mother_who_writes_for_her_child_is_the_representative_in_capitals_with_the_childs_addresses() -> None:
    lines = printed("passport", answers_of(CHILD))
    assert shown(lines, "Họ và tên") == ["LÊ THỊ HƯƠNG"]
    assert shown(lines, "Quan hệ với người chưa đủ 14 tuổi") == ["Mẹ"]
    assert shown(lines, "Nơi thường trú") == ["Tổ 3, Phường Hồng Gai, Quảng Ninh"] * 2
    assert shown(lines, "Nơi ở hiện tại") == ["Tổ 3, Phường Hồng Gai, Quảng Ninh"] * 2
    assert signed(lines) == [("Người đại diện hợp pháp", "Lê Thị Hương")]


def test_another_representative_has_a_name_and_addresses_of_his_own() -> None:
    apart = CHILD | {
        "representative.who": "another",
        "representative.name": "Vũ Văn Bình",
        "representative.relation": "father",
        "representative.same_address": False,
        "representative.permanent_address": {"province": "22", "commune": "07192"},
    }
    lines = printed("passport", answers_of(apart))
    assert shown(lines, "Họ và tên") == ["VŨ VĂN BÌNH"]
    assert shown(lines, "Nơi thường trú")[0] == "Đặc khu Cô Tô, Quảng Ninh"
    assert shown(lines, "Nơi ở hiện tại")[0] == "Đặc khu Cô Tô, Quảng Ninh"
    assert signed(lines) == [("Người đại diện hợp pháp", "Vũ Văn Bình")]


def test_a_guardian_signs_tk01_for_an_adult_who_cannot_decide() -> None:
    answers = {"submitter.for_whom": "family", "applicant.birth_date": "1985-01-01", "applicant.signs": "guardian"}
    assert [who for who, _ in signed(printed("passport", answers_of(answers)))] == ["Người đại diện hợp pháp"]


def test_whoever_lives_elsewhere_without_a_home_of_its_own_lives_at_the_temporary_address() -> None:
    answers = {
        "applicant.birth_date": "1985-01-01",
        "applicant.lives_at_permanent": False,
        "applicant.temporary_address": {"province": "22", "commune": "06673"},
    }
    assert shown(printed("passport", answers_of(answers)), "Nơi ở hiện tại") == ["Phường Bãi Cháy, Quảng Ninh"]


def test_the_pension_form_says_none_when_there_is_no_other_payment() -> None:
    none = {"pension.has_insurance": False, "pension.has_other": False}
    assert shown(printed("social_pension", answers_of(none)), "Chế độ đang hưởng") == ["Không"]
    named = {"pension.has_insurance": False, "pension.has_other": True, "pension.other_allowance": "Người khuyết tật"}
    assert shown(printed("social_pension", answers_of(named)), "Chế độ đang hưởng") == ["Người khuyết tật"]


def test_an_abandoned_child_has_neither_mother_nor_father_on_the_form() -> None:
    headings = [
        line["label"] for line in printed("birth_registration", answers_of({"child.situation": "abandoned"})) if line["sort"] == "heading"
    ]
    assert "Người mẹ" not in headings
    assert "Người cha" not in headings


def test_a_father_who_lives_with_the_mother_has_her_address() -> None:
    answers = {
        "mother.name": "Lan",
        "mother.address": {"province": "22", "commune": "06673"},
        "father.named": True,
        "father.name": "Hòa",
        "father.same_address": True,
    }
    assert shown(printed("birth_registration", answers_of(answers)), "Nơi cư trú")[1:] == ["Phường Bãi Cháy, Quảng Ninh"] * 2


@pytest.mark.parametrize("name", NAMES)
def test_the_portals_screens_can_be_drawn_from_any_case(name: str) -> None:
    for case in cases(name).cases:
        lines = sheet_lines(portal(name), guide(name), answers_in(case), lists(), "vi", TODAY)
        assert [line["label"] for line in lines if line["sort"] == "heading"][-2:] == ["Kê khai", "Nhận kết quả"]


def test_a_name_in_two_parts_is_never_printed_with_a_comma_between_them() -> None:
    name = {
        "applicant.surname": "Phạm",
        "applicant.given_name": "Văn Hòa",
        "applicant.birth_date": "1971-03-02",
        "passport.request": "lost",
    }
    for part in (sheet("passport"), portal("passport")):
        lines = sheet_lines(part, guide("passport"), answers_of(name), lists(), "vi", TODAY)
        assert "PHẠM," not in str(lines).upper()
