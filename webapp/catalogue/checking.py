"""Refuses by rule the faults that were counted in the crawl of the national portal; nobody has to notice them by reading."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from datetime import date

from webapp.catalogue.facts import Fee, Plain, PlainPaper, ProcedureRow, TimeLimit
from webapp.catalogue.faults import DataFault

_CODE = re.compile(r"\d\.\d{6}|[a-z]+(-[a-z]+)*")
_DECISION = re.compile(r"\d+/QĐ-[A-Z0-9-]+")
_RUBBISH = re.compile(r"Mã:|Từ khóa|Không có thông tin|Chọn cơ quan|\.\.\.|…")
_SIDE_DOCUMENT = re.compile(
    r"từ chối(?! nhận di sản)|hoàn trả|nội dung cần sửa đổi|không đủ điều kiện|không được miễn|refused|deficien", re.IGNORECASE
)
_CUT = re.compile(r"(?:trừ trường hợp|bao gồm|gồm|hoặc|và|của|theo|[,;:(])\s*$")
_GLUED_COUNT = re.compile(r"bản chính\s*\d|bản sao\s*\d{2,}", re.IGNORECASE)
LONGEST_NAME, LONGEST_RESULT, LONGEST_PAPER, LONGEST_PLAIN = 1200, 80, 120, 60
SMALLEST_FEE = 1000


def check_procedures(file: str, lines: Iterable[tuple[int, ProcedureRow]], fields: frozenset[str]) -> list[DataFault]:
    """Return the faults of ``procedures.csv``: codes, numbers, titles, results."""
    faults: list[DataFault] = []
    codes: set[str] = set()
    for place, (line, row) in enumerate(lines, start=1):

        def add(column: str, message: str, at: int = line) -> None:
            faults.append(DataFault(file, at, column, message))

        if not _CODE.fullmatch(row.code):
            add("code", f"{row.code!r} is neither an official code nor a slug")
        if row.code in codes:
            add("code", f"{row.code} stands here twice")
        codes.add(row.code)
        if row.number != place:
            add("number", f"page numbers are for ever and gapless: expected {place}, found {row.number}")
        if row.field not in fields:
            add("field", f"{row.field!r} is not in fields.csv")
        for column, message in _title_faults(row) + _result_faults(row):
            add(column, message)
    return faults


def _title_faults(row: ProcedureRow) -> list[tuple[str, str]]:
    found = []
    for column, text in (("name_vi", row.name_vi), ("name_en", row.name_en)):
        if not text:
            found.append((column, "a title is missing in this language"))
        if _RUBBISH.search(text) or len(text) > LONGEST_NAME:
            found.append((column, "this is page rubbish, no title"))
    if row.decision and not _DECISION.fullmatch(row.decision):
        found.append(("decision", f"{row.decision!r} is no decision of a ministry; leave it empty"))
    if not 0 <= row.commonness <= 3:
        found.append(("commonness", "0 (rare) to 3 (daily)"))
    return found


def _result_faults(row: ProcedureRow) -> list[tuple[str, str]]:
    found = []
    for column, text in (("result_vi", row.result_vi), ("result_en", row.result_en)):
        if _RUBBISH.search(text):
            found.append((column, "page rubbish: leave the result empty, it is then unknown"))
        if _SIDE_DOCUMENT.search(text):
            found.append((column, "a refusal, refund or side document is not the result: leave it empty"))
        if len(text) > LONGEST_RESULT:
            found.append((column, f"quoted at length; say it in at most {LONGEST_RESULT} characters of our own"))
    if bool(row.result_vi) != bool(row.result_en):
        found.append(("result_en", "the result is said in one language only"))
    return found


def check_times(file: str, lines: list[tuple[int, TimeLimit]], codes: frozenset[str]) -> list[DataFault]:
    """Return the faults of ``times.csv``: doubled channels, and the island's ten days filed as the counter's."""
    faults: list[DataFault] = []
    seen: dict[tuple[str, str, str], TimeLimit] = {}
    for line, row in lines:
        if row.code not in codes:
            faults.append(DataFault(file, line, "code", f"{row.code} is not in procedures.csv"))
        if row.number < 0 or row.number > 400 or (row.number == 0 and row.unit != "working_days"):
            faults.append(DataFault(file, line, "number", f"{row.number} {row.unit} is no time limit"))
        key = (row.code, row.channel, row.place)
        if key in seen:
            faults.append(DataFault(file, line, "channel", "several times for one channel: the condition was lost, so it is unknown"))
        seen[key] = row
        online, counter = seen.get((row.code, "online", "any")), seen.get((row.code, "counter", "any"))
        if online and counter and online.unit == counter.unit and counter.number == online.number + 10:
            faults.append(DataFault(file, line, "place", "ten days more at the counter is the law's mountain and island time"))
    return faults


def check_fees(file: str, lines: list[tuple[int, Fee]], codes: frozenset[str]) -> list[DataFault]:
    """Return the faults of ``fees.csv``: amounts that were cut, doubled rows, dates the wrong way round."""
    faults: list[DataFault] = []
    seen: set[tuple[str, str, str]] = set()
    for line, row in lines:
        if row.code not in codes:
            faults.append(DataFault(file, line, "code", f"{row.code} is not in procedures.csv"))
        if isinstance(row.amount, int) and (row.amount < SMALLEST_FEE or row.amount % 500):
            faults.append(DataFault(file, line, "amount", f"{row.amount} đồng was cut while it was read: leave the row out"))
        for column, day in (("valid_from", row.valid_from), ("valid_to", row.valid_to)):
            if day and not _is_day(day):
                faults.append(DataFault(file, line, column, f"{day!r} is no day"))
        key = (row.code, row.channel, row.valid_from)
        if key in seen:
            faults.append(DataFault(file, line, "channel", "two fees for one channel on one day"))
        seen.add(key)
    return faults


def check_silence(file: str, lines: Iterable[tuple[int, ProcedureRow]], times: Container[str], fees: Container[str]) -> list[DataFault]:
    """Return the rows that neither say a time or fee nor say why there is none (or do both)."""
    faults: list[DataFault] = []
    for line, row in lines:
        if (row.code in times) == bool(row.time_reason):
            faults.append(DataFault(file, line, "time_reason", "give either a row in times.csv or the reason why there is none"))
        if (row.code in fees) == bool(row.fee_reason):
            faults.append(DataFault(file, line, "fee_reason", "give either a row in fees.csv or the reason why there is none"))
    return faults


def check_plain(file: str, plain: Plain, codes: frozenset[str], events: frozenset[str]) -> list[DataFault]:
    """Return the faults of one plain page: cut or nameless papers, glued counts, identity papers that would be taken."""
    faults = [DataFault(file, 1, f"papers.{paper.id}", message) for paper in plain.papers for message in _paper_faults(paper)]
    if plain.code not in codes or file not in {f"{plain.code}.yaml"}:
        faults.append(DataFault(file, 1, "code", f"{plain.code} is not in procedures.csv, or the file has another name"))
    ids = [paper.id for paper in plain.papers]
    if len(ids) != len(set(ids)):
        faults.append(DataFault(file, 1, "papers", "two papers have one id"))
    if len(plain.plain.vi) > LONGEST_PLAIN:
        faults.append(DataFault(file, 1, "plain.vi", f"longer than {LONGEST_PLAIN} characters"))
    strange = [event for event in plain.life_events if event not in events]
    faults += [DataFault(file, 1, "life_events", f"{event} is not in life_events.csv") for event in strange]
    faults += [DataFault(file, 1, "see_also", f"{code} is not in procedures.csv") for code in plain.see_also if code not in codes]
    faults += [DataFault(file, 1, "fee.amount", f"{fee.amount!r}") for fee in plain.fee if not _is_amount(fee.amount)]
    return faults


def _paper_faults(paper: PlainPaper) -> list[str]:
    found = []
    if not 1 <= paper.count <= 10:
        found.append(f"{paper.count} copies: a form number or year is glued to the count")
    if _GLUED_COUNT.search(paper.name.vi):
        found.append("the count belongs into `count`, not into the name")
    if len(paper.name.vi) > LONGEST_PAPER or _CUT.search(paper.name.vi) or _RUBBISH.search(paper.name.vi):
        found.append("the name is cut or quoted at length; the exception is what was cut")
    if paper.look == "id-card" and paper.form == "copy" and paper.treatment in {"hand_in", "form"}:
        found.append("identity papers are shown at the desk, never copied: treatment show_only")
    return found


def _is_amount(amount: str) -> bool:
    if amount in {"free", "set_by_province", "unknown"}:
        return True
    return amount.isascii() and amount.isdigit() and int(amount) >= SMALLEST_FEE and int(amount) % 500 == 0


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
