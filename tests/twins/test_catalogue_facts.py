"""Working days, due dates, fees, routes and units: the phone reckons and reads them as the centre does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from tests.support.houses import Builder
from tests.twins.catalogues import ONE_DAY, CataloguePhone, borders
from tests.twins.engines import Question

ASKED = ["06994", "06685", "07192", "22", "old-07024", "99999", "", "__proto__"]
ANSWERS = [None, {}, *({"province": "22", "commune": unit} for unit in ASKED)]


@pytest.fixture(scope="module")
def phone(builder: Builder) -> Iterator[CataloguePhone]:
    with CataloguePhone(builder.parts) as asked:
        yield asked


def test_every_procedure_has_the_same_routes_fees_times_and_unit_on_both_sides(phone: CataloguePhone) -> None:
    found = {day for procedure in phone.catalogue.procedures.values() for day in borders(procedure)}
    assert len(found) >= 6
    days = ["2025-06-30", *sorted(found | {(date.fromisoformat(day) - ONE_DAY).isoformat() for day in found}), "2031-01-01"]
    body = {"units": [None, "06994", "06685", "07192"], "days": days, "answers": ANSWERS}
    questions: list[Question] = [("questions", {"code": code, **body}) for code in phone.catalogue.procedures]
    assert len(questions) == 361
    assert list(phone.differences(questions)) == []


def test_the_phone_knows_the_same_procedures_and_units(phone: CataloguePhone) -> None:
    entries, units = phone.ask([("entries", None), ("units", ASKED)])
    assert entries == phone.entries()
    # The phone carries the units of today only: what was before 2025 has no name there.
    assert units == phone.units([unit if not unit.startswith("old-") else "" for unit in ASKED])
    assert len(units["communes"]) == 54


def limits() -> list[dict[str, object]]:
    shapes = [
        ("working_days", range(31)),
        ("calendar_days", range(91)),
        ("months", range(14)),
        ("hours", [0, 1, 2, 3, 4, 8, 9, 24, 72]),
    ]
    base = {"code": "x", "channel": "any", "place": "any", "certainty": "known"}
    return [{**base, "number": number, "unit": unit} for unit, numbers in shapes for number in numbers]


def moments() -> list[str]:
    """Moments around every day the calendar names, around 15:00 and midnight here, in different zones."""
    random, start = Random(15), datetime(2025, 1, 1, tzinfo=UTC)
    exact = [f"{day}T{hour}+07:00" for day in ("2026-11-23", "2026-11-21", "2026-02-13", "2026-08-31", "2026-01-31", "2024-02-29")
             for hour in ("00:00:00", "14:59:59.999", "15:00:00", "23:59:59")]  # fmt: skip
    return [*exact, *((start + timedelta(minutes=random.randrange(4 * 525_600))).isoformat() for _ in range(40))]


def test_every_time_is_due_on_the_same_day(phone: CataloguePhone) -> None:
    questions: list[Question] = [("due", {"at": at, "limit": limit}) for at in moments() for limit in limits()]
    assert list(phone.differences(questions)) == []
    found = phone.ask(questions)
    assert len(set(found)) > 500
    assert None in found


def test_the_last_day_that_the_calendar_knows_is_the_last_that_is_promised(phone: CataloguePhone) -> None:
    last = date(phone.catalogue.calendar.last_year, 12, 31)
    limit = {"code": "x", "channel": "any", "place": "any", "certainty": "known", "unit": "calendar_days"}
    asked = [("due", {"at": f"{last - timedelta(days=9)}T09:00:00+07:00", "limit": {**limit, "number": days}}) for days in range(25)]
    assert list(phone.differences(asked)) == []
    assert {found is None for found in phone.ask(asked)} == {True, False}
