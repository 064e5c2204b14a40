"""Dates, times and money in words, the same in both servers (Babel and Intl print different things)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from webapp.kernel.clock import VIETNAM


@dataclass(frozen=True)
class Wording:
    """The table of words, loaded from ``procedures/_shared/words.yaml``."""

    table: dict[str, dict[str, Any]]

    @classmethod
    def load(cls, path: Path) -> Wording:
        """Read the table. Raises KeyError later when a word is missing in a language."""
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def day(self, text: str, lang: str) -> str:
        """``2026-12-04`` -> ``thứ Sáu, 4/12/2026`` or ``Friday, 4 December 2026``."""
        day = date.fromisoformat(text)
        pattern: str = self.table["day"][lang]
        return pattern % {
            "weekday": self.table["weekdays"][lang][day.weekday()],
            "day": day.day,
            "month": day.month,
            "month_name": self.table["months"][lang][day.month - 1],
            "year": day.year,
        }

    def moment(self, at: datetime, lang: str) -> str:
        """An aware moment at UTC+7: ``8 giờ 05, thứ Hai, 23/11/2026``."""
        local = at.astimezone(VIETNAM)
        pattern: str = self.table["moment"][lang]
        return pattern % {"hour": local.hour, "minute": f"{local.minute:02d}", "date": self.day(local.date().isoformat(), lang)}

    def money(self, amount: int, lang: str) -> str:
        """``2000`` -> ``2.000 đồng``: whole đồng, groups of three with a dot (vi) or a comma (en)."""
        grouped = f"{amount:,}"
        pattern: str = self.table["money"][lang]
        return pattern % {"amount": grouped.replace(",", ".") if lang == "vi" else grouped}
