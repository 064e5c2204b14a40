"""The slip on paper: A5, large type, with its QR. Made by typst; what people typed is data there, never markup."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import segno
import yaml
from fontpkg_be_vietnam_pro import ROOT as FONTS

WORDS_FILE = Path(__file__).parents[1] / "procedures" / "_shared" / "slip.yaml"
LAYOUT = Path(__file__).parents[2] / "templates" / "slips" / "slip.typ"


@dataclass(frozen=True)
class SlipFacts:
    """What stands on a slip. Days are already in words; ``check`` is phone|year; ``bring`` are names of papers."""

    lang: str
    digits: str
    link: str
    called: str
    official_name: str
    where: str
    day: str
    filed_here: bool
    check: str
    demonstration: bool
    bring: tuple[str, ...]


def slip_pdf(facts: SlipFacts) -> bytes:
    """Return the slip as a PDF of one page, tagged, in the language of ``facts``."""
    made = _compiler().compile(sys_inputs={"slip": json.dumps(_page(facts), ensure_ascii=False)}, format="pdf")
    if not isinstance(made, bytes):
        raise TypeError("a slip has one page")
    return made


def slip_svg(link: str) -> str:
    """Return the QR of a slip as a stand-alone SVG picture."""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="svg", scale=4, border=4, xmldecl=False, svgns=True, dark="#000", light="#fff")
    return out.getvalue().decode("utf-8")


def _page(facts: SlipFacts) -> dict[str, Any]:
    words = {code: said[facts.lang] for code, said in _words().items()}
    rows = [("procedure", facts.called), ("official", facts.official_name), ("where", facts.where)]
    rows.append(("sent" if facts.filed_here else "prepared", facts.day))
    return {
        "lang": facts.lang,
        "heading": words["heading_desk" if facts.filed_here else "heading_prepared"],
        "not_acceptance": words["not_acceptance"],
        "code_label": words["code"],
        "code": facts.digits,
        "qr": slip_svg(facts.link),
        "look": words["look_phone" if facts.check == "phone" else "look_year"],
        "rows": [{"label": words[code], "shown": shown} for code, shown in rows if shown],
        "bring_label": words["bring"],
        "bring": list(facts.bring),
        "call": words["call"],
        "safe": words["safe"],
        "demonstration": words["demonstration"] if facts.demonstration else "",
    }


@cache
def _words() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
    return loaded


@cache
def _compiler() -> Any:
    # Imported here: the library costs start-up time and most requests never print.
    import typst

    return typst.Compiler(LAYOUT, font_paths=[Path(FONTS)], ignore_system_fonts=True)
