"""Days, moments and money are said alike on both sides, for any year and any zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from random import Random

import pytest

from tests.support.houses import Builder
from tests.twins.viewing import ViewingPhone
from webapp.forms.projections.date_words import date_in_words

MOST = 2000
AMOUNTS = [0, 1, 12, 999, 1000, 12345, 999999, 1000000, 2**53, -1, -1500]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_days_moments_and_money_are_said_alike(builder: Builder, lang: str) -> None:
    random, wording = Random(20261123), builder.parts.wording
    days = [date.fromordinal(random.randint(1, date.max.toordinal())).isoformat() for _ in range(MOST)]
    zones = [UTC, timezone(timedelta(hours=7)), timezone(timedelta(hours=-9, minutes=-30))]
    start = datetime(2026, 11, 22, 16, 59, 59, 999000, tzinfo=UTC)
    moments = [(start + timedelta(seconds=random.randint(-(10**9), 10**9))).astimezone(zones[at % 3]) for at in range(MOST)]
    asked = {"lang": lang, "days": days, "moments": [moment.isoformat() for moment in moments], "amounts": AMOUNTS}
    with ViewingPhone(builder.parts) as phone:
        [found] = phone.ask([("words", asked)])
    assert found == [
        [wording.day(day, lang) for day in days],
        [wording.moment(moment, lang) for moment in moments],
        [wording.money(amount, lang) for amount in AMOUNTS],
        [date_in_words(day) for day in days],
    ]
