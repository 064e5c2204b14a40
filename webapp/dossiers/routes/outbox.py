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
    nothing = {"lanes": [], "may_send": False, "may_save": False, "locked": 0}
    return parts().renderer.render("citizen/outbox.html", frame(lang, "", PAGE) | nothing)


@citizen.get("/<lang>/outbox/file", policy=anyone)
def rescue_file(lang: str) -> ResponseReturnValue:
    """Lead back: only a phone has what is nowhere else."""
    return _back(lang)


@citizen.get("/<lang>/outbox/<dossier_id>/file", policy=anyone)
def rescue_file_of(lang: str, dossier_id: str) -> ResponseReturnValue:
    """Lead back, whatever the id: only a phone has what is nowhere else."""
    return _back(lang)


@citizen.get("/<lang>/outbox/<dossier_id>/codes", policy=anyone)
def rescue_codes(lang: str, dossier_id: str) -> ResponseReturnValue:
    """Lead back, whatever the id."""
    return _back(lang)


@citizen.get("/<lang>/outbox/<dossier_id>/codes/<number>.svg", policy=anyone)
def rescue_code(lang: str, dossier_id: str, number: str) -> ResponseReturnValue:
    """Lead back, whatever the id."""
    return _back(lang)


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
