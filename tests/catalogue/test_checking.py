"""Each fault that was counted in the crawl is refused by rule, with file, line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.catalogue.catalogue import Catalogue
from webapp.catalogue.faults import CatalogueFaults, DataFault


def faults_of(folder: Path) -> list[DataFault]:
    with pytest.raises(CatalogueFaults) as raised:
        Catalogue.load(folder)
    return raised.value.faults


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def append(folder: Path, name: str, line: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def test_an_untouched_copy_loads(folder: Path) -> None:
    assert len(Catalogue.load(folder).procedures) == 361


@pytest.mark.parametrize(
    ("amount", "column"),
    [("free (135.000 đồng/lần)", "amount"), ("40", "amount"), ("700", "amount"), ("4.000", "amount"), ("", "amount")],
)
def test_a_fee_that_is_no_plain_amount_is_refused(folder: Path, amount: str, column: str) -> None:
    append(folder, "fees.csv", f"1.003133,counter,{amount},permit,,,known,")
    found = faults_of(folder)[0]
    assert (found.file, found.column) == ("fees.csv", column)
    assert found.line == len((folder / "fees.csv").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("unit", ["", "(unit not shown)", "season"])
def test_a_time_without_a_unit_is_refused(folder: Path, unit: str) -> None:
    append(folder, "times.csv", f"1.000656,any,any,1,{unit},known,")
    assert [(fault.file, fault.column) for fault in faults_of(folder)] == [("times.csv", "unit")]


def test_two_times_for_one_channel_are_refused(folder: Path) -> None:
    spoil(folder, "procedures.csv", ",several_times,", ",,")
    append(folder, "times.csv", "1.003677,online,any,1,working_days,known,")
    append(folder, "times.csv", "1.003677,online,any,2,working_days,known,")
    assert "condition was lost" in str(faults_of(folder)[0])


def test_the_islands_ten_days_filed_as_the_counters_are_refused(folder: Path) -> None:
    append(folder, "times.csv", "1.012783,online,any,10,working_days,known,")
    append(folder, "times.csv", "1.012783,counter,any,20,working_days,known,")
    assert any("mountain and island" in fault.message for fault in faults_of(folder))


@pytest.mark.parametrize(
    "result", ["Phiếu từ chối tiếp nhận", "Quyết định hoàn trả", "Nội dung cần sửa đổi", "Giấy phép Mã: 000.G04 Từ khóa", "..."]
)
def test_a_refusal_a_refund_or_page_rubbish_is_no_result(folder: Path, result: str) -> None:
    spoil(folder, "procedures.csv", "Trích lục khai tử,Death extract", f"{result},Something")
    assert faults_of(folder)[0].column == "result_vi"


def test_a_certified_refusal_of_an_inheritance_is_a_result(folder: Path) -> None:
    assert Catalogue.load(folder).procedures["2.001016"].row.result_vi.startswith("Văn bản từ chối nhận di sản")


def test_a_row_that_is_silent_about_its_fee_must_say_why(folder: Path) -> None:
    spoil(folder, "procedures.csv", ",not_stated\n", ",\n")
    assert [fault.column for fault in faults_of(folder)] == ["fee_reason"]


def test_a_procedure_without_code_or_with_a_used_one_is_refused(folder: Path) -> None:
    spoil(folder, "procedures.csv", "\n1.001653,2,", "\n3.000439,2,")
    assert "stands here twice" in str(faults_of(folder)[0]) or any("twice" in fault.message for fault in faults_of(folder))


def test_a_missing_column_is_named(folder: Path) -> None:
    spoil(folder, "times.csv", "code,channel,place", "code,channel,spot")
    assert {fault.column for fault in faults_of(folder) if fault.file == "times.csv"} == {"place", "spot"}


def test_all_faults_are_told_at_once(folder: Path) -> None:
    append(folder, "fees.csv", "1.003133,counter,40,permit,,,known,")
    append(folder, "times.csv", "1.000656,any,any,1,,known,")
    assert {fault.file for fault in faults_of(folder)} >= {"fees.csv", "times.csv"}


PLAIN = """code: "1.000656"
plain: {vi: "Báo tử", en: "Report a death"}
aliases: [báo tử]
papers:
  - id: notice
    name: {vi: "%(name)s", en: "Death notice"}
    form: %(form)s
    count: %(count)s
    treatment: %(treatment)s
    look: %(look)s
"""
GOOD = {"name": "Giấy báo tử", "form": "original", "count": "1", "treatment": "hand_in", "look": "medical"}


def write_plain(folder: Path, **changes: str) -> None:
    (folder / "plain" / "1.000656.yaml").write_text(PLAIN % (GOOD | changes), encoding="utf-8")


def test_a_good_plain_page_is_taken(folder: Path) -> None:
    write_plain(folder)
    assert Catalogue.load(folder).procedures["1.000656"].name.vi == "Báo tử"


def test_a_year_glued_to_the_number_of_copies_is_refused(folder: Path) -> None:
    write_plain(folder, count="20261")
    assert "glued to the count" in faults_of(folder)[0].message


@pytest.mark.parametrize("name", ["Giấy tờ của cha mẹ, trừ trường hợp", "Đơn đề nghị và", "Giấy báo tử (bản chính 1, bản sao 0)"])
def test_a_cut_or_quoted_paper_is_refused(folder: Path, name: str) -> None:
    write_plain(folder, name=name)
    assert faults_of(folder)[0].column == "papers.notice"


def test_a_copy_of_the_identity_card_is_never_asked_for(folder: Path) -> None:
    write_plain(folder, form="copy", look="id-card")
    assert "shown at the desk" in faults_of(folder)[0].message


def test_a_fault_in_a_plain_page_names_its_line(folder: Path) -> None:
    write_plain(folder, treatment="eat")
    found = next(fault for fault in faults_of(folder) if fault.file == "1.000656.yaml")
    assert (found.line, found.column) == (9, "papers[0].treatment")


def test_a_plain_page_in_one_language_is_refused(folder: Path) -> None:
    write_plain(folder)
    spoil(folder, "plain/1.000656.yaml", ', en: "Report a death"', "")
    assert faults_of(folder)[0].column == "plain"


def test_yaml_that_cannot_be_read_names_its_line(folder: Path) -> None:
    (folder / "plain" / "1.000656.yaml").write_text('code: "1.000656"\nplain: {vi: [', encoding="utf-8")
    assert faults_of(folder)[0].file == "1.000656.yaml"
