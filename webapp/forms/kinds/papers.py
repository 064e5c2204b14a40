"""Photos and papers. Bytes never pass through a kind: the uploads put file ids into the value, a kind only reads the words."""

from __future__ import annotations

from typing import Any, ClassVar

from webapp.forms.definition import Field, Json
from webapp.forms.kinds.base import BLANK, CheckContext, Kind, Parsed, Posted, refused, spread, warning, word
from webapp.forms.kinds.choices import Offer, entries, listed
from webapp.forms.lists import Lists
from webapp.kernel.problems import Problem
from webapp.kernel.text import clean, printable

_FILE: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
_SHA256: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_LONGEST_REASON = 500
_OFFERED = ("attached", "bring", "later", "cannot", "not_applicable")


class Photo(Kind):
    """One picture of a person. The value ``{"file": id}`` is set by the upload, so reading a form finds nothing."""

    name: ClassVar[str] = "photo"
    control: ClassVar[str] = "photo"
    missing_code: ClassVar[str] = "missing_photo"
    offers_unknown: ClassVar[bool] = False

    def names(self, field: Field) -> frozenset[str]:
        return frozenset({f"{field.id}.file"})

    def read(self, field: Field, posted: Posted, lists: Lists) -> Parsed:
        return BLANK

    def read_again(self, field: Field, value: Json, lists: Lists) -> tuple[Problem, ...]:
        return ()

    def say(self, field: Field, value: Json, lang: str, lists: Lists) -> str:
        return word("picture_chosen", lang, lists)

    def fill(self, field: Field, value: Json) -> dict[str, list[str]]:
        return {}

    def edit(self, field: Field, value: Json, posted: Posted | None, lang: str, lists: Lists) -> dict[str, Json]:
        return {**super().edit(field, value, posted, lang, lists), "held": [value["file"]] if self.fits(field, value) else []}

    def ask(self, field: Field, typed: Posted, lang: str, lists: Lists) -> dict[str, Json]:
        return {}

    def schema(self, field: Field) -> dict[str, Any]:
        properties = {"file": _FILE, "sent": _SHA256, "kept": _SHA256}
        return {"type": "object", "properties": properties, "required": ["file"], "additionalProperties": False}

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        return {"file": _file(seed)}


class Paper(Kind):
    """What becomes of one paper: a picture now, brought along, sent later, cannot be had, does not apply; and why."""

    name: ClassVar[str] = "paper"
    control: ClassVar[str] = "paper"
    missing_code: ClassVar[str] = "missing_choice"
    offers_unknown: ClassVar[bool] = False

    def names(self, field: Field) -> frozenset[str]:
        return frozenset({field.id, f"{field.id}.file", f"{field.id}.reason"})

    def offers(self, field: Field, lang: str, lists: Lists) -> list[Offer]:
        """Return what may be chosen about this paper: the field's options, else all but "no need"."""
        if field.options:
            return [Offer(each.value, each.say.in_(lang), each.hint.in_(lang) if each.hint else "") for each in field.options]
        return [offer for offer in listed(lists, "paper_choices", lang) if offer.code in _OFFERED]

    def read(self, field: Field, posted: Posted, lists: Lists) -> Parsed:
        choice, reason = clean(posted.one(field.id)), clean(posted.one(f"{field.id}.reason"))
        if not choice and not reason:
            return BLANK
        if choice and all(choice != offer.code for offer in self.offers(field, "vi", lists)):
            return refused(field, "not_in_list")
        if len(reason) > _LONGEST_REASON:
            return refused(field, "too_long", "reason", limit=_LONGEST_REASON, length=len(reason))
        # Somebody who only wrote why there is no paper has answered: an officer reads it.
        return Parsed(value={"choice": choice or "cannot", "reason": reason, "files": []})

    def read_again(self, field: Field, value: Json, lists: Lists) -> tuple[Problem, ...]:
        return ()

    def judge(self, field: Field, value: Json, context: CheckContext) -> list[Problem]:
        if value["choice"] == "cannot" and not value.get("reason"):
            return [warning(field, "paper_reason_missing", "reason")]
        if value["choice"] == "attached" and not value.get("files"):
            return [warning(field, "paper_picture_missing", "file")]
        return []

    def say(self, field: Field, value: Json, lang: str, lists: Lists) -> str:
        files = value.get("files", [])
        choice = next((offer.label for offer in self.offers(field, lang, lists) if offer.code == value["choice"]), "")
        if not choice:
            item = lists.get("paper_choices", value["choice"])
            choice = item.say(lang) if item else value["choice"]
        if value["choice"] == "attached" and files:
            choice = f"{word('pictures', lang, lists)}: {len(files)}"
        return f"{choice}. {value['reason']}" if value.get("reason") else choice

    def fill(self, field: Field, value: Json) -> dict[str, list[str]]:
        return {field.id: [value["choice"]], f"{field.id}.reason": [value.get("reason", "")]}

    def edit(self, field: Field, value: Json, posted: Posted | None, lang: str, lists: Lists) -> dict[str, Json]:
        held = value.get("files", []) if self.fits(field, value) else []
        return {**super().edit(field, value, posted, lang, lists), "held": list(held)}

    def ask(self, field: Field, typed: Posted, lang: str, lists: Lists) -> dict[str, Json]:
        chosen = entries(self.offers(field, lang, lists), typed.all(field.id))
        return {"entries": chosen, "reason": printable(typed.one(f"{field.id}.reason"))}

    def schema(self, field: Field) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {
                "choice": {"enum": [*_OFFERED, "no_need"]},
                "reason": {"type": "string", "maxLength": _LONGEST_REASON},
                "files": {"type": "array", "items": _FILE, "uniqueItems": True},
            },
            "required": ["choice"],
            "additionalProperties": False,
        }

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        offers = self.offers(field, "vi", lists)
        choice = offers[spread(seed, 1, len(offers))].code
        return {"choice": choice, "reason": "Mất trong bão" if choice == "cannot" else "", "files": []}


class Repeat(Kind):
    """Rows of other fields. It has no value of its own; the page lists the rows and has a button for one more."""

    name: ClassVar[str] = "repeat"
    control: ClassVar[str] = "repeat"
    missing_code: ClassVar[str] = "missing_row"
    offers_unknown: ClassVar[bool] = False

    def names(self, field: Field) -> frozenset[str]:
        return frozenset()

    def read(self, field: Field, posted: Posted, lists: Lists) -> Parsed:
        return BLANK

    def read_again(self, field: Field, value: Json, lists: Lists) -> tuple[Problem, ...]:
        return ()

    def say(self, field: Field, value: Json, lang: str, lists: Lists) -> str:
        return ""

    def fill(self, field: Field, value: Json) -> dict[str, list[str]]:
        return {}

    def ask(self, field: Field, typed: Posted, lang: str, lists: Lists) -> dict[str, Json]:
        return {"entries": []}

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "null"}

    def example(self, field: Field, lists: Lists, seed: int) -> Json:
        return None


def _file(seed: int) -> str:
    return f"{spread(seed, 1, 4294967296):08x}-0000-7000-8000-{spread(seed, 2, 4294967296):012x}"
