"""The forms of the verbs that are possible now, with what was typed when something in one is to be mended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from webapp.desk.acts import PROPOSALS, Fault
from webapp.desk.due import Due
from webapp.desk.queue_view import shown_day
from webapp.desk.verbs import address_of
from webapp.dossiers.picture import Top
from webapp.dossiers.reasons import refusal_reasons
from webapp.forms.kinds import Posted, PostedValues
from webapp.kernel.clock import day_in_vietnam
from webapp.kernel.text import printable

Json = dict[str, Any]
TEXTS = ("note", "words", "number", "handed_to", "reason")
NOTHING = PostedValues({})


def acts_view(
    top: Top,
    verbs: Sequence[str],
    due: Due,
    now: datetime,
    lang: str,
    refused: str = "",
    posted: Posted = NOTHING,
    faults: Sequence[Fault] = (),
) -> Json:
    """Return the keys of the acts. ``refused`` is the verb whose form comes back with ``faults``."""
    return {
        "acts": [_act(verb, now, lang, posted if verb == refused else NOTHING, faults if verb == refused else ()) for verb in verbs],
        "faults": [{"code": fault.code, "target": target_of(refused, fault.control)} for fault in faults],
        "promise": _promise(top, due),
    }


def target_of(verb: str, control: str) -> str:
    """Return the element id of a control in the form of a verb."""
    return f"f-{address_of(verb)}-{control}"


def _act(verb: str, now: datetime, lang: str, posted: Posted, faults: Sequence[Fault]) -> Json:
    chosen = posted.all("reason") if verb == "refuse" else []
    typed = {name: printable(posted.one(name)) for name in TEXTS}
    on = printable(posted.one("on")) if posted.has("on") else shown_day(day_in_vietnam(now))
    return typed | {
        "verb": verb,
        "page": address_of(verb),
        "on": on,
        "reasons": [
            {"code": code, "text": reason.in_(lang), "words": reason.words, "checked": code in chosen}
            for code, reason in refusal_reasons().items()
        ]
        if verb == "refuse"
        else [],
        "proposals": [{"code": code, "checked": posted.one("proposal") == code} for code in PROPOSALS],
        "bad": [fault.control for fault in faults],
        "refused": bool(faults),
    }


def _promise(top: Top, due: Due) -> Json:
    limit = due.limit
    return {
        "day": shown_day(due.day),
        "made": top.accepted_at is not None,
        "number": limit.number if limit else 0,
        "unit": limit.unit if limit else "",
        "ground": limit.ground if limit else "",
        "sure": limit is not None and limit.certainty == "known",
    }
