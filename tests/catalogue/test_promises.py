"""Working days as offices count them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import holidays
import pytest

from webapp.catalogue.assembling import DATA
from webapp.catalogue.facts import Fee, TimeLimit
from webapp.catalogue.faults import CatalogueFaults
from webapp.catalogue.promises import WorkingCalendar, due_date, fee_for, limit_for
from webapp.kernel.clock import VIETNAM

CALENDAR = WorkingCalendar.load(DATA)


def at(day: str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02d}:00").replace(tzinfo=VIETNAM)


def working(number: int) -> TimeLimit:
    return TimeLimit("1.001456", "any", "any", number, "working_days", "known")


def test_eight_working_days_from_monday_23_november_2026_end_on_friday_4_december() -> None:
    assert due_date(at("2026-11-23"), working(8), CALENDAR) == "2026-12-04"


def test_three_working_days_from_that_monday_end_on_friday_because_tuesday_is_culture_day() -> None:
    assert due_date(at("2026-11-23"), working(3), CALENDAR) == "2026-11-27"


def test_in_2025_the_24th_of_november_was_an_ordinary_monday() -> None:
    assert due_date(at("2025-11-21"), working(1), CALENDAR) == "2025-11-24"


def test_the_hour_of_acceptance_does_not_move_a_limit_of_days() -> None:
    assert due_date(at("2026-11-23", 7), working(8), CALENDAR) == due_date(at("2026-11-23", 23), working(8), CALENDAR)


def test_the_day_is_the_day_in_vietnam_not_in_greenwich() -> None:
    late_evening_in_greenwich = datetime.fromisoformat("2026-11-24T18:00+00:00")
    assert due_date(late_evening_in_greenwich, working(1), CALENDAR) == "2026-11-26"


@pytest.mark.parametrize(("hour", "due"), [(14, "2026-11-23"), (15, "2026-11-25"), (16, "2026-11-25")])
def test_same_day_work_from_15_hours_on_is_given_back_on_the_next_working_day(hour: int, due: str) -> None:
    assert due_date(at("2026-11-23", hour), working(0), CALENDAR) == due


def test_same_day_work_on_a_day_off_is_given_back_on_the_next_working_day() -> None:
    assert due_date(at("2026-11-24", 9), working(0), CALENDAR) == "2026-11-25"


def test_a_swapped_saturday_counts_and_its_monday_does_not() -> None:
    assert due_date(at("2026-08-21"), working(1), CALENDAR) == "2026-08-22"
    assert due_date(at("2026-08-28"), working(1), CALENDAR) == "2026-09-03"


def test_tet_is_passed_over() -> None:
    assert due_date(at("2026-02-13"), working(1), CALENDAR) == "2026-02-23"


def test_calendar_days_that_end_on_a_day_off_end_on_the_next_working_day() -> None:
    limit = TimeLimit("x", "any", "any", 10, "calendar_days", "known")
    assert due_date(at("2026-11-14"), limit, CALENDAR) == "2026-11-25"


def test_a_month_from_the_31st_ends_on_the_last_day_of_a_short_month() -> None:
    limit = TimeLimit("x", "any", "any", 1, "months", "known")
    assert due_date(at("2026-08-31"), limit, CALENDAR) == "2026-09-30"
    assert due_date(at("2026-12-31"), limit, CALENDAR) == "2027-02-01"


def test_an_hour_still_fits_before_15_and_a_day_of_hours_is_the_next_working_day() -> None:
    one, eight = TimeLimit("x", "any", "any", 1, "hours", "known"), TimeLimit("x", "any", "any", 8, "hours", "known")
    assert due_date(at("2026-11-23", 10), one, CALENDAR) == "2026-11-23"
    assert due_date(at("2026-11-23", 10), eight, CALENDAR) == "2026-11-25"


def test_nothing_is_promised_past_the_years_the_calendar_knows() -> None:
    assert due_date(at("2027-12-28"), working(30), CALENDAR) is None


def test_where_the_time_differs_by_place_only_a_certain_island_gets_one() -> None:
    limits = [working(12), TimeLimit("x", "any", "mountain_island", 22, "working_days", "known")]
    found = limit_for(limits, "counter", "mountain_island")
    assert found is not None
    assert found.number == 22
    assert limit_for(limits, "counter", "any") is None


def test_the_time_of_another_channel_is_not_borrowed() -> None:
    assert limit_for([TimeLimit("x", "online", "any", 2, "working_days", "known")], "counter", "any") is None


def test_a_discount_ends_on_its_day() -> None:
    fees = [Fee("x", "any", 25_000, "known", valid_to="2026-12-31"), Fee("x", "any", 50_000, "known", valid_from="2027-01-01")]
    before, after = fee_for(fees, "counter", "2026-12-31"), fee_for(fees, "counter", "2027-01-01")
    assert before is not None
    assert after is not None
    assert (before.amount, after.amount) == (25_000, 50_000)


def test_the_calendar_agrees_with_the_holidays_package_on_every_weekday_from_2025_to_2027() -> None:
    theirs = holidays.country_holidays("VN", years=[2025, 2026, 2027])
    ours = {date.fromisoformat(row.day) for row in CALENDAR.days if row.sort == "off"}
    added = {date(2026, 1, 2)}
    assert ours - added == {day for day in theirs if day.weekday() < 5}


def test_another_calendar_has_another_version(tmp_path: Path) -> None:
    text = (DATA / "calendar.csv").read_text(encoding="utf-8")
    (tmp_path / "calendar.csv").write_text(text + "2027-09-06,off,Nghỉ thêm,Day off,known\n", encoding="utf-8")
    assert WorkingCalendar.load(tmp_path).version != CALENDAR.version


def test_a_day_that_stands_in_the_calendar_twice_is_refused(tmp_path: Path) -> None:
    text = (DATA / "calendar.csv").read_text(encoding="utf-8")
    (tmp_path / "calendar.csv").write_text(text + "2027-11-24,work,x,y,known\n", encoding="utf-8")
    with pytest.raises(CatalogueFaults):
        WorkingCalendar.load(tmp_path)
