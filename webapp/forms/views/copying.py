"""The copy page: the answers in the order in which another system asks for them."""

from __future__ import annotations

from webapp.forms.path import Path
from webapp.forms.projections.sheet import Sheet, sheet_lines
from webapp.forms.views.context import Folder, Json, Reader
from webapp.forms.views.fields import shown
from webapp.forms.views.steps import row_text


def sheet_page(sheet: Sheet, folder: Folder, reader: Reader) -> list[Json]:
    """Return the lines of the official form, every kind of line with every key."""
    lines = sheet_lines(sheet, folder.definition, folder.answers, reader.lists, reader.lang, reader.today)
    empty: Json = {"number": "", "shown": "", "note": "", "columns": [], "lines": [], "unknown": False}
    return [empty | line for line in lines]


def form_names(lines: list[Json]) -> str:
    """Return the numbers of the forms that are printed, parted by commas ("TK01a")."""
    return ", ".join(dict.fromkeys(line["form"] for line in lines))


def copy_page(sheet: Sheet | None, folder: Folder, path: Path, reader: Reader) -> list[Json]:
    """Return sections with lines to copy: of the official form where there is one, else of the pages that were asked."""
    if sheet is None:
        return [section for section in _asked(folder, path, reader) if section["lines"]]
    sections: list[Json] = []
    for line in sheet_page(sheet, folder, reader):
        if line["sort"] == "heading":
            sections.append({"heading": line["label"], "lines": []})
        elif line["sort"] == "row" and sections:
            sections[-1]["lines"].append({"number": line["number"], "label": line["label"], "shown": bare(line["shown"])})
        elif line["sort"] == "table" and sections:
            sections[-1]["lines"] += [
                {"number": line["number"], "label": line["label"], "shown": ", ".join(cells)} for cells in line["lines"]
            ]
    return sections


def bare(text: str) -> str:
    """Return a number without the spaces that help people read it: other systems refuse them."""
    digits = text.replace(" ", "")
    return digits if digits.isascii() and digits.isdigit() else text


def _asked(folder: Folder, path: Path, reader: Reader) -> list[Json]:
    sections = []
    for stop in path.asked:
        if stop.step is None:
            continue
        repeat = stop.step.repeat
        if repeat is not None:
            rows = folder.answers.rows_of(repeat.id)
            lines = [{"number": "", "label": "", "shown": row_text(stop.step, repeat, folder, row, reader)} for row in rows]
        else:
            lines = [
                {
                    "number": "",
                    "label": field.label.in_(reader.lang) if field.label else stop.step.ask.in_(reader.lang),
                    "shown": bare(shown(field, folder.answers.value(field.id), reader)),
                }
                for field in stop.fields
            ]
        sections.append({"heading": stop.step.ask.in_(reader.lang), "lines": lines})
    return sections
