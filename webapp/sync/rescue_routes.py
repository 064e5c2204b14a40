"""``/<lang>/rescue``: a rescue file is handed in, by whoever holds it, with a plain form. It gives the browser that sends it no right."""

from __future__ import annotations

import io
import logging
from typing import IO, Any, Final

from flask import make_response, request
from flask.typing import ResponseReturnValue

from webapp.sync.intake import UNAVAILABLE
from webapp.sync.rescue import HandedIn, hand_in
from webapp.sync.rescue_file import NoRescueFile, read_rescue
from webapp.sync.rescue_forms import SquaresMissing, as_file, from_text
from webapp.ui.counters import anyone, citizen
from webapp.ui.counting import limited
from webapp.ui.frame import frame
from webapp.ui.parts import close_reading, parts

log = logging.getLogger("camtay.sync")
PAGE: Final = "0-11"
LARGEST_FILE: Final = 60 * 1024 * 1024
"""Photos of several dossiers; Werkzeug keeps what is longer than half a megabyte on the disk, not in memory."""
WHY: Final = {
    "not_yours": "not_yours",
    "already_submitted": "late",
    "withdrawn": "late",
    "wrong_state": "late",
    "unreadable_value": "unreadable",
}
REF_SIGNS: Final = 6


@citizen.get("/<lang>/rescue", policy=anyone)
def ask_rescue(lang: str) -> ResponseReturnValue:
    """Ask for a file."""
    return _page(lang, {})


@citizen.post("/<lang>/rescue", policy=anyone)
@limited("rescue")
def take_rescue(lang: str) -> ResponseReturnValue:
    """Take everything that is whole in a file, and say what became of it."""
    close_reading()
    request.max_content_length = LARGEST_FILE
    try:
        whole, handed = _handed_in()
    except SquaresMissing as no:
        return _fault(lang, "squares_missing", ", ".join(map(str, no.missing)))
    except NoRescueFile as no:
        return _fault(lang, no.code)
    except UNAVAILABLE:
        log.warning("rows_unavailable")
        return _fault(lang, "try_later", status=503)
    log.info("rescue_file", extra={"dossiers": len(handed), "arrived": sum(one.arrived for one in handed), "whole": whole})
    return _page(lang, {"done": True, "whole": whole, "dossiers": [_shown(one) for one in handed]})


def _handed_in() -> tuple[bool, list[HandedIn]]:
    with _sent() as sent, as_file(sent) as said:
        file = read_rescue(said)
        return file.whole, hand_in(parts(), file, said)


def _sent() -> IO[bytes]:
    """Return what was chosen, or the text that was pasted. Raises NoRescueFile or SquaresMissing."""
    chosen = request.files.get("file")
    if chosen is not None and chosen.stream.read(1):
        chosen.stream.seek(0)
        return chosen.stream
    pasted = request.form.get("text", "")
    if not pasted.strip():
        raise NoRescueFile("nothing_chosen")
    return io.BytesIO(from_text(pasted))


def _shown(one: HandedIn) -> dict[str, Any]:
    """Numbers and the end of the dossier's id: whoever holds the file learns nothing else from it."""
    numbers: dict[str, int] = {}
    for code, number in one.refused.items():
        why = WHY.get(code, "kept")
        numbers[why] = numbers.get(why, 0) + number
    return {
        "ref": one.dossier[-REF_SIGNS:],
        "arrived": one.arrived,
        "here": one.here,
        "waiting": one.waiting,
        "refused": [{"why": why, "number": number} for why, number in sorted(numbers.items())],
        "state": one.state if one.state in {"draft", "prepared"} else "here" if one.state else "",
        "photos": {fate: one.photos.get(fate, 0) for fate in ("arrived", "here", "refused", "left")},
    }


def _fault(lang: str, code: str, numbers: str = "", *, status: int = 422) -> ResponseReturnValue:
    return make_response(_page(lang, {"fault": {"code": code, "numbers": numbers}}), status)


def _page(lang: str, said: dict[str, Any]) -> str:
    view: dict[str, Any] = frame(lang, "", PAGE) | {"path": "rescue", "done": False, "whole": True, "dossiers": [], "fault": {}} | said
    return parts().renderer.render("rescue/hand_in.html", view)
