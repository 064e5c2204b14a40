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
    return parts().renderer.render("citizen/outbox.html", frame(lang, "", PAGE) | {"lanes": [], "may_send": False})


@citizen.post("/<lang>/outbox/<act>", policy=anyone)
def act_on_outbox(lang: str, act: str) -> ResponseReturnValue:
    """Lead back: the worker that drew the buttons is gone, and there is nothing here that they could act on."""
    return redirect(f"/{lang}/outbox", 303)
