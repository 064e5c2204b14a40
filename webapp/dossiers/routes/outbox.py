"""What waits to be sent. Only a phone's worker has such things; the centre says truthfully that this browser keeps nothing itself."""

from __future__ import annotations

from flask import redirect
from flask.typing import ResponseReturnValue

from webapp.ui.counters import anyone, citizen
from webapp.ui.frame import frame
from webapp.ui.parts import parts

PAGE = "0-10"


@citizen.get("/<lang>/outbox", policy=anyone)
def outbox(lang: str) -> ResponseReturnValue:
    """Show that nothing waits here."""
    return parts().renderer.render("citizen/outbox.html", frame(lang, "", PAGE) | {"lanes": [], "may_send": False, "locked": 0})


@citizen.post("/<lang>/outbox/send", policy=anyone)
def send_now(lang: str) -> ResponseReturnValue:
    """Lead back: what was to be sent is here already, or the worker that drew the button is gone."""
    return _back(lang)


@citizen.post("/<lang>/outbox/aside", policy=anyone)
def set_aside(lang: str) -> ResponseReturnValue:
    """Lead back: only a phone sets aside."""
    return _back(lang)


@citizen.post("/<lang>/outbox/cancel", policy=anyone)
def cancel(lang: str) -> ResponseReturnValue:
    """Lead back: only a phone holds what has not left it."""
    return _back(lang)


def _back(lang: str) -> ResponseReturnValue:
    return redirect(f"/{lang}/outbox", 303)
