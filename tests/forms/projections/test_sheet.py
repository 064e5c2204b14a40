"""The printed form, line by line."""

import pytest

from tests.forms.support import PROCEDURES, TODAY, choice, guide, lists, paper, step, write_guide
from webapp.forms.answers import AnswerSet, answers_of
from webapp.forms.definition import Field
from webapp.forms.faults import DefinitionFaults
from webapp.forms.loading import form_files, load_definition
from webapp.forms.projections.sheet import load_sheet, sheet_beside, sheet_lines

SHEET = """\
sections:
  - form: TK01
    heading: {vi: "Tờ khai", en: "Application"}
    rows:
      - {no: "1", label: {vi: "Họ tên", en: "Name"}, from: [owner.name], capitals: true}
      - {no: "2", label: {vi: "Ngày và nơi", en: "Day and place"}, from: [owner.birth_date, owner.place]}
      - {no: "3", label: {vi: "Người đại diện", en: "Guardian"}, from: [guardian.name], when: {"==": [{"var": "sort"}, child]}}
      - no: "4"
        label: {vi: "Thành viên", en: "Members"}
        from: [m]
        columns:
          - {label: {vi: "Tên", en: "Name"}, from: [m.name], capitals: true}
          - {label: {vi: "Sinh", en: "Born"}, from: [m.born]}
      - {no: "5", label: {vi: "Kèm theo", en: "Enclosed"}, papers: true}
    signatures:
      - {who: {vi: "Người khai", en: "Declarant"}, from: [owner.name], note: {vi: "Ký tên", en: "Sign"}}
  - form: TK01a
    heading: {vi: "Trẻ em", en: "Children"}
    when: {"==": [{"var": "sort"}, child]}
"""
FORM = guide(
    step("sort", choice("sort", "adult", "child")),
    step("owner", Field("owner.name", "person_name"), Field("owner.birth_date", "partial_date"), Field("owner.place", "text")),
    step("guardian", Field("guardian.name", "person_name"), when={"==": [{"var": "sort"}, "child"]}),
    step("m", Field("m", "repeat", fields=(Field("m.name", "person_name"), Field("m.born", "partial_date")))),
    papers=(paper("photo"), paper("letter"), paper("id-card", "show_only")),
)
ANSWERS = answers_of(
    {
        "sort": "adult",
        "owner.name": "Nguyễn Thị Mến",
        "owner.birth_date": "1945-08-15",
        "owner.place": "Quan Lạn",
        "guardian.name": "Không còn hỏi",
        "paper.photo": {"choice": "bring", "reason": "", "files": []},
        "paper.letter": {"choice": "later", "reason": "", "files": []},
    },
    {"m": {"r1": {"m.name": "Lê Bốn", "m.born": "1970"}, "r2": {"m.name": "Lê Năm"}}},
)


@pytest.fixture
def sheet(tmp_path):
    return load_sheet(write_guide(tmp_path, SHEET, file="v1.sheet.yaml"))[0]


def test_every_line_of_the_form_is_there_in_order_with_its_answer(sheet):
    assert sheet_lines(sheet, FORM, ANSWERS, lists(), "vi", TODAY) == [
        {"sort": "heading", "form": "TK01", "label": "Tờ khai"},
        {"form": "TK01", "number": "1", "label": "Họ tên", "sort": "row", "shown": "NGUYỄN THỊ MẾN", "unknown": False},
        {"form": "TK01", "number": "2", "label": "Ngày và nơi", "sort": "row", "shown": "15/08/1945, Quan Lạn", "unknown": False},
        {
            "form": "TK01",
            "number": "4",
            "label": "Thành viên",
            "sort": "table",
            "columns": ["Tên", "Sinh"],
            "lines": [["LÊ BỐN", "1970"], ["LÊ NĂM", ""]],
        },
        {"form": "TK01", "number": "5", "label": "Kèm theo", "sort": "papers", "lines": ["photo"]},
        {"sort": "signature", "form": "TK01", "label": "Người khai", "shown": "Nguyễn Thị Mến", "note": "Ký tên"},
    ]


def test_the_form_is_printed_in_the_other_language_too(sheet):
    assert [line["label"] for line in sheet_lines(sheet, FORM, ANSWERS, lists(), "en", TODAY)][:2] == ["Application", "Name"]


def test_an_answer_on_a_page_that_left_the_path_is_not_printed(sheet):
    assert "Không còn hỏi" not in str(sheet_lines(sheet, FORM, ANSWERS, lists(), "vi", TODAY))


def test_lines_that_may_be_wanted_are_printed_empty_for_the_hand(sheet):
    lines = sheet_lines(sheet, FORM, AnswerSet(), lists(), "vi", TODAY)
    assert [line["form"] for line in lines if line["sort"] == "heading"] == ["TK01", "TK01a"]
    assert [line["shown"] for line in lines if line["sort"] == "row"] == ["", "", ""]


def test_what_a_person_does_not_know_is_marked_and_left_empty(sheet):
    lines = sheet_lines(sheet, FORM, answers_of({"owner.name": {"unknown": True}}), lists(), "vi", TODAY)
    assert (lines[1]["shown"], lines[1]["unknown"]) == ("", True)


def test_a_sheet_with_a_missing_language_is_refused(tmp_path):
    with pytest.raises(DefinitionFaults) as caught:
        load_sheet(write_guide(tmp_path, SHEET.replace(', en: "Sign"', ""), file="v1.sheet.yaml"))
    assert [(fault.line, fault.code) for fault in caught.value.faults] == [(16, "missing_language")]


def test_every_sheet_of_the_house_prints_empty_in_both_languages():
    for file in form_files(PROCEDURES):
        if sheet_beside(file).is_file():
            for lang in ("vi", "en"):
                assert sheet_lines(load_sheet(sheet_beside(file))[0], load_definition(file), AnswerSet(), lists(), lang, TODAY)
