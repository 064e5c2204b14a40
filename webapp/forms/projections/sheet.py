"""The printed form: every answer in its place, in the order of the official paper. Also the copy page beside a portal.

``v<N>.sheet.yaml`` stands beside ``v<N>.form.yaml``; its format is written down in ``webapp/forms/README.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from webapp.forms.answers import AnswerSet, is_unknown
from webapp.forms.definition import Definition, Field, Rule, paper_field_id
from webapp.forms.faults import DefinitionFaults
from webapp.forms.kinds import KINDS
from webapp.forms.lists import Lists
from webapp.forms.path import path
from webapp.forms.projections.date_words import date_in_words
from webapp.forms.rules import UNKNOWN, Env, RuleFault, evaluate
from webapp.forms.yaml_reading import Reading, Where, compose, read_as
from webapp.kernel.localised import Localised

Json = dict[str, Any]


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One column of a table made from the rows of a repeat field."""

    label: Localised
    source: tuple[str, ...] = msgspec.field(name="from")
    capitals: bool = False


class SheetRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the official form. ``from`` names the fields whose answers stand on it; nothing is an empty line.

    With ``columns`` the line is a table and ``from`` names one repeat field. ``papers`` lists the enclosed papers.
    ``join`` stands between several answers. ``in_words`` spells an exact date out, in Vietnamese, as registers ask for it.
    """

    label: Localised
    no: str = ""
    source: tuple[str, ...] = msgspec.field(default=(), name="from")
    when: Rule | None = None
    capitals: bool = False
    join: str = ", "
    in_words: bool = False
    columns: tuple[Column, ...] = ()
    papers: bool = False


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place to sign: who, the printed name under it, and a note such as "sign and write your full name"."""

    who: Localised
    source: tuple[str, ...] = msgspec.field(default=(), name="from")
    note: Localised | None = None
    when: Rule | None = None


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of one official form; ``form`` is its number there ("TK01")."""

    form: str
    heading: Localised
    rows: tuple[SheetRow, ...] = ()
    when: Rule | None = None
    signatures: tuple[Signature, ...] = ()


class LeftOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field that has no place on the paper, and why. ``contact.*`` stands for all fields that begin so."""

    field: str
    why: Localised


class Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The official form or forms of one revision."""

    sections: tuple[Section, ...]
    leaves_out: tuple[LeftOut, ...] = ()


def load_sheet(file: Path) -> tuple[Sheet, dict[Where, tuple[str, int]]]:
    """Return the sheet in one file and the lines of its parts. Raises DefinitionFaults."""
    node, faults = compose(file)
    if node is None:
        raise DefinitionFaults(faults)
    reading = Reading()
    sheet = read_as(node, Sheet, reading)
    if reading.faults:
        raise DefinitionFaults(reading.faults)
    return sheet, reading.lines


def sheet_beside(form_file: Path) -> Path:
    """Return where the sheet of ``v<N>.form.yaml`` stands (it may not exist)."""
    return form_file.with_name(form_file.name.replace(".form.yaml", ".sheet.yaml"))


def copy_beside(form_file: Path) -> Path:
    """Return where the order of the portal's screens stands for ``v<N>.form.yaml`` (it may not exist)."""
    return form_file.with_name(form_file.name.replace(".form.yaml", ".copy.yaml"))


def sheet_lines(sheet: Sheet, definition: Definition, answers: AnswerSet, lists: Lists, lang: str, today: str) -> list[Json]:
    """Return the lines of the sheet as plain JSON, in order. ``sort`` is heading, row, table, papers or signature.

    ``{"sort": "row", "form": "TK01", "number": "1", "label": "Họ", "shown": "NGUYỄN", "unknown": False}``; a table has
    ``columns`` (labels) and ``lines`` (a list of texts each); papers have ``lines``; a signature has ``label``, ``shown``, ``note``.
    Answers of pages that left the path are not printed. ``today`` is the filing date (``YYYY-MM-DD``).
    """
    seen = path(definition, answers, today).answers
    printer = _Printer(definition, seen, lists, lang, Env(seen, today))
    return [line for section in sheet.sections if printer.holds(section.when) for line in printer.section(section)]


def named_fields(sheet: Sheet) -> Iterator[tuple[Where, str]]:
    """Yield every field id that is named on the sheet, with its place in the file."""
    for at, section in enumerate(sheet.sections):
        for number, row in enumerate(section.rows):
            yield from ((("sections", at, "rows", number), name) for name in row.source)
            yield from ((("sections", at, "rows", number), name) for column in row.columns for name in column.source)
        for number, signature in enumerate(section.signatures):
            yield from ((("sections", at, "signatures", number), name) for name in signature.source)


class _Printer:
    def __init__(self, definition: Definition, answers: AnswerSet, lists: Lists, lang: str, env: Env) -> None:
        self._definition = definition
        self._answers = answers
        self._lists = lists
        self._lang = lang
        self._env = env

    def holds(self, rule: Rule | None) -> bool:
        """Print what is surely wanted and what may be: an empty line on paper can be filled by hand."""
        if rule is None:
            return True
        try:
            value = evaluate(rule, self._env)
        except RuleFault:
            return True
        return value is UNKNOWN or value is True

    def section(self, section: Section) -> Iterator[Json]:
        yield {"sort": "heading", "form": section.form, "label": self._say(section.heading)}
        for row in section.rows:
            if self.holds(row.when):
                yield {"form": section.form, "number": row.no, "label": self._say(row.label), **self._row(row)}
        for signature in section.signatures:
            if self.holds(signature.when):
                shown = self._shown(signature.source, None, capitals=False)
                note = self._say(signature.note) if signature.note else ""
                yield {"sort": "signature", "form": section.form, "label": self._say(signature.who), "shown": shown, "note": note}

    def _row(self, row: SheetRow) -> Json:
        if row.papers:
            return {"sort": "papers", "lines": self._papers()}
        if row.columns:
            labels = [self._say(column.label) for column in row.columns]
            rows = [one for name in row.source for one in self._answers.rows_of(name)]
            lines = [[self._shown(column.source, one, capitals=column.capitals) for column in row.columns] for one in rows]
            return {"sort": "table", "columns": labels, "lines": lines}
        unknown = any(is_unknown(self._answers.value(name)) for name in row.source)
        if row.in_words:
            spelled = [date_in_words(self._answers.value(name)) for name in row.source]
            return {"sort": "row", "shown": row.join.join(text for text in spelled if text), "unknown": unknown}
        return {"sort": "row", "shown": self._shown(row.source, None, capitals=row.capitals, join=row.join), "unknown": unknown}

    def _papers(self) -> list[str]:
        given = []
        for paper in self._definition.papers:
            answer = self._answers.value(paper_field_id(paper.id))
            if isinstance(answer, dict) and answer.get("choice") in ("attached", "bring"):
                given.append(self._say(paper.name))
        return given

    def _shown(self, source: tuple[str, ...], row: str | None, *, capitals: bool, join: str = ", ") -> str:
        texts = [self._one(self._definition.field(name), name, row) for name in source]
        joined = join.join(text for text in texts if text)
        return joined.upper() if capitals else joined

    def _one(self, field: Field | None, name: str, row: str | None) -> str:
        value = self._answers.value(name, row)
        if field is None or value is None or is_unknown(value):
            return ""
        return KINDS[field.kind].show(field, value, self._lang, self._lists)

    def _say(self, said: Localised) -> str:
        return said.in_(self._lang)
