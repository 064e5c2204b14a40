"""Where: a unit (province, commune) and a full address.

Only the communes of Quảng Ninh are a list. Elsewhere, and for names on old papers, the words are kept as typed.
"""

from __future__ import annotations

from typing import Any, ClassVar

from webapp.forms.definition import Field, Json
from webapp.forms.kinds.base import BLANK, SINGLE_LINE, CheckContext, Kind, Parsed, Posted, refused, spread, warning
from webapp.forms.kinds.choices import entries, home_communes, listed
from webapp.forms.lists import HOME_PROVINCE, Lists
from webapp.kernel.problems import Problem
from webapp.kernel.text import clean, printable

_PROVINCE: dict[str, Any] = {"type": "string", "pattern": "^[0-9]{2}$"}
_COMMUNE: dict[str, Any] = {"type": "string", "pattern": "^[0-9]{5}$"}
_WORDS: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": SINGLE_LINE}
_HOME_ONLY = "quang_ninh"


class Place(Kind):
    """What unit and address share: reading the two selects."""

    missing_code: ClassVar[str] = "missing_choice"

    def typed(self, field: Field, posted: Posted) -> dict[str, str]:
        """Return the cleaned parts that are not empty; a commune chosen alone is one of Quảng Ninh."""
        sent = {part: clean(posted.one(f"{field.id}.{part}")) for part in self.parts(field)}
        found = {part: text for part, text in sent.items() if text}
        return {"province": HOME_PROVINCE, **found} if "commune" in found else found

    def fault(self, field: Field, typed: dict[str, str], lists: Lists) -> Parsed | None:
        """Return why the two selects cannot be read, or None."""
        province, commune = typed.get("province"), typed.get("commune")
        if province and not lists.get("provinces", province):
            return refused(field, "not_in_list", "province")
        if commune and province != HOME_PROVINCE:
            return refused(field, "commune_elsewhere", "commune")
        if commune and not _is_home(commune, lists):
            return refused(field, "not_in_list", "commune")
        return None

    def say(self, field: Field, value: Json, lang: str, lists: Lists) -> str:
        commune = lists.get("communes", value.get("commune", ""))
        province = lists.get("provinces", value["province"])
        said = [
            value.get("detail", ""),
            value.get("commune_text", ""),
            commune.say(lang) if commune and commune.parent == HOME_PROVINCE else "",
            province.say(lang) if province else "",
        ]
        return ", ".join(each for each in said if each)

    def fill(self, field: Field, value: Json) -> dict[str, list[str]]:
        return {f"{field.id}.{part}": [value.get(part, "")] for part in self.parts(field)}

    def ask(self, field: Field, typed: Posted, lang: str, lists: Lists) -> dict[str, Json]:
        return {
            "provinces": entries(listed(lists, "provinces", lang), typed.all(f"{field.id}.province")),
            "communes": entries(home_communes(lists, lang), typed.all(f"{field.id}.commune")),
        }


class Unit(Place):
    """A province, or a commune of Quảng Ninh. With ``list: quang_ninh`` only the commune is asked."""

    name: ClassVar[str] = "unit"
    control: ClassVar[str] = "unit"

    def parts(self, field: Field) -> tuple[str, ...]:
        return ("commune",) if field.list == _HOME_ONLY else ("province", "commune")

    def read(self, field: Field, posted: Posted, lists: Lists) -> Parsed:
        typed = self.typed(field, posted)
        if not typed:
            return BLANK
        return self.fault(field, typed, lists) or Parsed(value=typed)

    def ask(self, field: Field, typed: Posted, lang: str, lists: Lists) -> dict[str, Json]:
        return {**super().ask(field, typed, lang, lists), "home_only": field.list == _HOME_ONLY}

    def schema(self, field: Field) -> dict[str, Any]:
        home_only = field.list == _HOME_ONLY
        return {
            "type": "object",
            "properties": {"province": {"const": HOME_PROVINCE} if home_only else _PROVINCE, "commune": _COMMUNE},
            "required": ["province", "commune"] if home_only else ["province"],
            "additionalProperties": False,
        }

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        if field.list != _HOME_ONLY and seed % 3 == 0:
            return {"province": _some_province(lists, seed)}
        return {"province": HOME_PROVINCE, "commune": _some_commune(lists, seed)}


class Address(Place):
    """Province, commune and detail. The commune is chosen in Quảng Ninh and typed elsewhere, or as an old paper has it."""

    name: ClassVar[str] = "address"
    control: ClassVar[str] = "address"
    missing_code: ClassVar[str] = "missing_address"

    def parts(self, field: Field) -> tuple[str, ...]:
        return ("province", "commune", "commune_text", "detail")

    def read(self, field: Field, posted: Posted, lists: Lists) -> Parsed:
        typed = self.typed(field, posted)
        if not typed:
            return BLANK
        return self.fault(field, typed, lists) or _too_long(field, typed) or _gap(field, typed) or Parsed(value=typed)

    def typed(self, field: Field, posted: Posted) -> dict[str, str]:
        found = super().typed(field, posted)
        # Words win over a select that was left standing from another province.
        if "commune_text" in found and found.get("province") != HOME_PROVINCE:
            found.pop("commune", None)
        return found

    def judge(self, field: Field, value: Json, context: CheckContext) -> list[Problem]:
        at_home = value["province"] == HOME_PROVINCE
        return [warning(field, "commune_not_chosen", "commune")] if at_home and "commune" not in value else []

    def ask(self, field: Field, typed: Posted, lang: str, lists: Lists) -> dict[str, Json]:
        words = {part: printable(typed.one(f"{field.id}.{part}")) for part in ("commune_text", "detail")}
        return {**super().ask(field, typed, lang, lists), **words}

    def schema(self, field: Field) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {"province": _PROVINCE, "commune": _COMMUNE, "commune_text": _WORDS, "detail": _WORDS},
            "required": ["province"],
            "additionalProperties": False,
        }

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        detail = ("Thôn Thái Hòa", "Tổ 3, khu 2", "Số 12, ngõ 4, phố Cây Tháp", "Bản Khe Lánh")[seed % 4]
        if seed % 5 == 0:
            return {"province": _some_province(lists, seed), "commune_text": "Xã An Bình", "detail": detail}
        return {"province": HOME_PROVINCE, "commune": _some_commune(lists, seed), "detail": detail}


def _is_home(commune: str, lists: Lists) -> bool:
    item = lists.get("communes", commune)
    return item is not None and item.parent == HOME_PROVINCE


def _too_long(field: Field, typed: dict[str, str]) -> Parsed | None:
    longest = next((part for part in ("commune_text", "detail") if len(typed.get(part, "")) > SINGLE_LINE), None)
    return refused(field, "too_long", longest, limit=SINGLE_LINE, length=len(typed[longest])) if longest else None


def _gap(field: Field, typed: dict[str, str]) -> Parsed | None:
    if "province" not in typed:
        return refused(field, "province_missing", "province")
    if "commune" in typed or "commune_text" in typed:
        return None
    return refused(field, "commune_missing", "commune" if typed["province"] == HOME_PROVINCE else "commune_text")


def _some_province(lists: Lists, seed: int) -> str:
    elsewhere = [item.code for item in lists.items("provinces") if item.code != HOME_PROVINCE]
    return elsewhere[spread(seed, 1, len(elsewhere))]


def _some_commune(lists: Lists, seed: int) -> str:
    communes = lists.items("communes", HOME_PROVINCE)
    return communes[spread(seed, 2, len(communes))].code
