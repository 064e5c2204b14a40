"""The doors before any capability: choose a language, say that the machine is well, keep how pages look."""

from __future__ import annotations

from flask import Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

from webapp.ui.counters import anyone, citizen, public
from webapp.ui.frame import CONTRASTS, TEXT_SIZES
from webapp.ui.parts import parts

YEAR = 365 * 24 * 3600


@public.get("/", policy=anyone)
def choose_language() -> ResponseReturnValue:
    """Lead to Vietnamese, or to English when the browser clearly wants that."""
    wanted = request.accept_languages.best_match(["vi", "en"], default="vi")
    answer = redirect(f"/{wanted}/", 303)
    answer.vary.add("Accept-Language")
    return answer


@public.get("/healthz", policy=anyone)
def say_well() -> ResponseReturnValue:
    """Answer 200 when the rows can be read."""
    parts().database.require_answer()
    return Response("ok\n", mimetype="text/plain")


@citizen.post("/<lang>/look", policy=anyone)
def keep_look(lang: str) -> ResponseReturnValue:
    """Keep text size and contrast in a cookie that says nothing else, and go back to the page."""
    text, _, contrast = request.cookies.get("look", "").partition(".")
    text, contrast = request.form.get("text", text), request.form.get("contrast", contrast)
    text = text if text in TEXT_SIZES else TEXT_SIZES[0]
    contrast = contrast if contrast in CONTRASTS else CONTRASTS[0]
    answer = make_response(redirect(f"/{lang}/{_path(request.form.get('back', ''))}", 303))
    answer.set_cookie("look", f"{text}.{contrast}", max_age=YEAR, secure=parts().settings.secure, samesite="Lax", path="/")
    return answer


def _path(back: str) -> str:
    """Only a plain path of ours; anything that could lead elsewhere goes to the first page."""
    safe = len(back) <= 400 and back.isascii() and not back.startswith("/") and not set(back) & set("\\\r\n\t :@")
    return back if safe else ""
