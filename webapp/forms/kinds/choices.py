"""Kinds that are chosen: from the options of the field, or from a reference list. What is stored is a code, never a label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from webapp.forms.answers import UNKNOWN_ANSWER
from webapp.forms.definition import Field, Json
from webapp.forms.kinds.base import BLANK, UNKNOWN, Kind, Parsed, Posted, refused, spread, word
from webapp.forms.lists import HOME_PROVINCE, Lists
from webapp.kernel.text import clean

_CODE = "^[a-z0-9]+(?:[_-][a-z0-9]+)*$"
_MOST_RADIOS = 7
"""More options than this are drawn as a select: a page of radios is longer than a small screen."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One option with its words in one language."""

    code: str
    label: str
    hint: str = ""


class Choice(Kind):
    """One of the field's options, or one item of the list that the field names."""

    name: ClassVar[str] = "choice"
    control: ClassVar[str] = "choices"
    missing_code: ClassVar[str] = "missing_choice"
    source: ClassVar[str] = ""
    """The reference list of this kind, when the field names none."""

    def offers(self, field: Field, lang: str, lists: Lists) -> list[Offer]:
        """Return the options in the order they are shown."""
        if field.options:
            return [Offer(each.value, each.say.in_(lang), each.hint.in_(lang) if each.hint else "") for each in field.options]
        source = field.list or self.source
        return [Offer(item.code, item.say(lang)) for item in lists.items(source)] if source else []

    def read(self, field: Field, posted: Posted, lists: Lists) -> Parsed:
        code = clean(posted.one(field.id))
        if not code:
            return BLANK
        if any(offer.code == code for offer in self.offers(field, "vi", lists)):
            return Parsed(value=code)
        return Parsed(value=dict(UNKNOWN_ANSWER)) if code == UNKNOWN else refused(field, "not_in_list")

    def say(self, field: Field, value: Json, lang: str, lists: Lists) -> str:
        return next((offer.label for offer in self.offers(field, lang, lists) if offer.code == value), str(value))

    def fill(self, field: Field, value: Json) -> dict[str, list[str]]:
        return {field.id: [str(value)]}

    def ask(self, field: Field, typed: Posted, lang: str, lists: Lists) -> dict[str, Json]:
        offers = self.offers(field, lang, lists)
        # A radio cannot be taken back, so among radios "I do not know" is one more of them.
        unsure = typed.one(field.id) == UNKNOWN
        return {"entries": entries(offers, typed.all(field.id)), "as_list": len(offers) > _MOST_RADIOS, "unsure": unsure}

    def schema(self, field: Field) -> dict[str, Any]:
        if field.options:
            return {"enum": [option.value for option in field.options]}
        return {"type": "string", "pattern": _CODE}

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        offers = self.offers(field, "vi", lists)
        return offers[spread(seed, 1, len(offers))].code


class Country(Choice):
    """A country, two letters of ISO 3166-1."""

    name: ClassVar[str] = "country"
    source: ClassVar[str] = "countries"

    def offers(self, field: Field, lang: str, lists: Lists) -> list[Offer]:
        found = super().offers(field, lang, lists)
        # The file is in Vietnamese order with Việt Nam first; English readers look under their own letters.
        return found if lang == "vi" else found[:1] + sorted(found[1:], key=lambda offer: offer.label)


class Ethnicity(Choice):
    """One of the 54 ethnic groups. Sensitive: ask only where the form needs it."""

    name: ClassVar[str] = "ethnicity"
    source: ClassVar[str] = "ethnic_groups"


class Relation(Choice):
    """What one person is to another."""

    name: ClassVar[str] = "relation"
    source: ClassVar[str] = "relations"


class YesNo(Choice):
    """Yes or no. Options with the values ``yes`` and ``no`` may give other words."""

    name: ClassVar[str] = "yes_no"

    def offers(self, field: Field, lang: str, lists: Lists) -> list[Offer]:
        return super().offers(field, lang, lists) or [Offer(code, word(code, lang, lists)) for code in ("yes", "no")]

    def read(self, field: Field, posted: Posted, lists: Lists) -> Parsed:
        reading = super().read(field, posted, lists)
        return Parsed(value=reading.value == "yes") if reading.value in ("yes", "no") else reading

    def say(self, field: Field, value: Json, lang: str, lists: Lists) -> str:
        return super().say(field, _yes_or_no(value), lang, lists)

    def fill(self, field: Field, value: Json) -> dict[str, list[str]]:
        return {field.id: [_yes_or_no(value)]}

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "boolean"}

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        return seed % 2 == 0


class ManyChoices(Choice):
    """Some of the options, kept in the order of the options."""

    name: ClassVar[str] = "many_choices"
    control: ClassVar[str] = "ticks"

    def read(self, field: Field, posted: Posted, lists: Lists) -> Parsed:
        chosen = {code for code in map(clean, posted.all(field.id)) if code}
        if not chosen:
            return BLANK
        codes = [offer.code for offer in self.offers(field, "vi", lists)]
        if not chosen <= set(codes):
            return refused(field, "not_in_list")
        return Parsed(value=[code for code in codes if code in chosen])

    def say(self, field: Field, value: Json, lang: str, lists: Lists) -> str:
        return ", ".join(super(ManyChoices, self).say(field, code, lang, lists) for code in value)

    def fill(self, field: Field, value: Json) -> dict[str, list[str]]:
        return {field.id: list(value)}

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "array", "items": super().schema(field), "minItems": 1, "uniqueItems": True}

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        codes = [offer.code for offer in self.offers(field, "vi", lists)]
        chosen = [code for place, code in enumerate(codes) if spread(seed, place, 2)]
        return chosen or codes[:1]


class Statement(Kind):
    """A sentence to agree with by ticking it. It is agreed or not answered; nobody ticks "no"."""

    name: ClassVar[str] = "statement"
    control: ClassVar[str] = "statement"
    missing_code: ClassVar[str] = "missing_statement"
    offers_unknown: ClassVar[bool] = False

    def read(self, field: Field, posted: Posted, lists: Lists) -> Parsed:
        ticked = clean(posted.one(field.id))
        if not ticked:
            return BLANK
        return Parsed(value=True) if ticked == "yes" else refused(field, "not_in_list")

    def say(self, field: Field, value: Json, lang: str, lists: Lists) -> str:
        return word("agreed", lang, lists)

    def fill(self, field: Field, value: Json) -> dict[str, list[str]]:
        return {field.id: ["yes"]}

    def ask(self, field: Field, typed: Posted, lang: str, lists: Lists) -> dict[str, Json]:
        return {"ticked": typed.one(field.id) == "yes"}

    def schema(self, field: Field) -> dict[str, Any]:
        return {"const": True}

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        return True


def entries(offers: list[Offer], chosen: list[str]) -> list[Json]:
    """Return options for a template: ``[{"code", "label", "hint", "chosen"}]``."""
    return [{"code": each.code, "label": each.label, "hint": each.hint, "chosen": each.code in chosen} for each in offers]


def listed(lists: Lists, name: str, lang: str, parent: str | None = None) -> list[Offer]:
    """Return the items of a reference list as options."""
    return [Offer(item.code, item.say(lang)) for item in lists.items(name, parent)]


def home_communes(lists: Lists, lang: str) -> list[Offer]:
    """Return the communes of Quảng Ninh as options."""
    return listed(lists, "communes", lang, HOME_PROVINCE)


def _yes_or_no(value: Json) -> str:
    return "yes" if value else "no"
