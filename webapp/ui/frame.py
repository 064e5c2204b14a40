"""The keys that every view has. The only place where a request becomes part of a view."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import request

from webapp.kernel.clock import day_in_vietnam
from webapp.kernel.localised import LANGUAGES
from webapp.ui.parts import parts

TEXT_SIZES = ("normal", "large", "huge")
CONTRASTS = ("normal", "high")
SAID = frozenset(
    ("saved", "code_kept", "gap_kept", "left", "resumed", "removed", "help_asked", "withdrawn", "done", "signed_out", "locked", "changed")
)
PHONE = {"shown": "1900 558 826", "dial": "1900558826"}


def frame(lang: str, heading: str, page_no: str = "0-00") -> dict[str, Any]:
    """Return the common keys: language, path of this page, look, page number, release, inline style, today."""
    made = parts()
    path = quote(request.path)  # as it was asked: signs like NUL fit into no page
    prefix = f"/{lang}/"
    tail = path[len(prefix) :] if path.startswith(prefix) else ""
    asked = request.query_string.decode("ascii", "ignore")
    return {
        "lang": lang,
        "other_lang": LANGUAGES[1] if lang == LANGUAGES[0] else LANGUAGES[0],
        "path": f"{tail}?{asked}" if asked and request.method == "GET" else tail,
        "page_no": page_no,
        "heading_text": heading,
        "look": _look(request.cookies.get("look", "")),
        "said": _said(request.args.get("said", "")),
        "release": made.release,
        "style": made.style,
        "phone": dict(PHONE),
        "today": day_in_vietnam(made.clock.now()),
        "served_by": "centre",
        "waiting": 0,
        "trouble": "",
        "vault": "",
        "vault_label": "",
        "worker": "on" if made.settings.worker else "off",
    }


def _look(cookie: str) -> dict[str, str]:
    text, _, contrast = cookie.partition(".")
    return {
        "text": text if text in TEXT_SIZES else TEXT_SIZES[0],
        "contrast": contrast if contrast in CONTRASTS else CONTRASTS[0],
    }


def _said(code: str) -> str:
    return code if code in SAID else ""
