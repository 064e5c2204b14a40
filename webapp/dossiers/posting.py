"""What came with a form: its stamp (decision D8), its fields, its files. Nothing is judged here."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import FileStorage, MultiDict

from webapp.dossiers.service import FormStamp
from webapp.forms.definition import Field
from webapp.forms.kinds.base import PostedValues
from webapp.forms.reading_posts import stray_names
from webapp.kernel.digest import sha256_hex
from webapp.kernel.problems import UnknownField
from webapp.kernel.text import clean

OURS = frozenset({"_form", "_later", "_add", "_remove", "_drop", "_stay", "_pick", "_poor", "_photo", "_whose"})
POOR = frozenset({"dark", "glare", "blurred", "cut"})
"""What the page of a phone may find wrong with a photo (``static/js/photos/quality.js``)."""
_STAMP = re.compile(r"([0-9a-f]{24})\.([0-9]{1,15})")
FILE = ".file"
ON_THE_NOTICE = frozenset({"keep.at_centre"})
"""What the notice asks where a phone keeps the dossier. A draft kept here is here anyway, so nothing is made of it."""


@dataclass(frozen=True)
class SentFile:
    """One file of a form, whole."""

    control: str
    name: str
    data: bytes


@dataclass(frozen=True)
class SentForm:
    """A posted page. ``files`` holds only those that are not empty."""

    fields: dict[str, list[str]]
    files: Sequence[SentFile] = field(default=())

    @property
    def values(self) -> PostedValues:
        """The controls as the kinds read them; a sent file counts as a value of its control."""
        return PostedValues(self.fields)

    def pressed(self, name: str) -> bool:
        """Tell whether the button of that name was pressed."""
        return bool(self.fields.get(name, [""])[0])

    def poor(self, control: str, number: int) -> tuple[str, ...]:
        """Return what the page found wrong with the photo that stands at ``number`` among the files of a control."""
        told = (line.split() for line in self.fields.get("_poor", ()))
        return tuple(sorted({code for words in told if words[:2] == [control, str(number)] for code in words[2:] if code in POOR}))

    @property
    def says_something(self) -> bool:
        """Tell whether any answer was typed, chosen or attached."""
        return bool(self.files) or any(clean(value) for name, sent in self.fields.items() if not name.startswith("_") for value in sent)

    def stamp(self, location: str) -> FormStamp | None:
        """Return the stamp of the rendered form, or None for a POST without one (a client of its own making)."""
        found = _STAMP.fullmatch(self.fields.get("_form", [""])[0])
        if found is None:
            return None
        posted = {name: sent for name, sent in sorted(self.fields.items()) if name != "_form"}
        files = [[one.control, sha256_hex(one.data)] for one in self.files]
        return FormStamp(found[1], int(found[2]), {"fields": posted, "files": files}, location)


def sent_form(form: MultiDict[str, str], files: MultiDict[str, FileStorage]) -> SentForm:
    """Read a request's form and files."""
    kept = [
        SentFile(control, one.filename or "", data)
        for control, sent in files.lists()
        for one in sent
        if (data := one.stream.read()) or one.filename
    ]
    return SentForm({name: list(sent) for name, sent in form.lists()}, tuple(kept))


def require_known(sent: SentForm, fields: Sequence[Field], besides: frozenset[str] = frozenset()) -> None:
    """Refuse names that are neither ours nor controls of this page; then nothing is stored. Raises UnknownField."""
    names = [*sent.fields, *(one.control for one in sent.files)]
    stray = [name for name in names if name.startswith("_") and name not in OURS]
    stray += [name for name in stray_names(fields, names) if name not in besides]
    if stray:
        raise UnknownField(names=stray)


def new_stamp(last_seq: int) -> str:
    """Return the value of ``_form`` for a page drawn now: a random id and the last number of the dossier it shows."""
    return f"{secrets.token_hex(12)}.{last_seq}"
