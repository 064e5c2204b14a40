"""`flask --app wsgi words update`: extract every sentence, keep the English, list what is still to be said.

Message ids are Vietnamese, so the Vietnamese catalogue repeats them; nothing is guessed and nothing is fuzzy.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

METHODS = [("**.html", "jinja2"), ("**.py", "python")]
FOLDERS = ("templates", "webapp")


def update(root: Path) -> list[str]:
    """Write messages.pot and both catalogues under ``root/translations``. Returns the sentences without English."""
    folder = root / "translations"
    messages = _extracted(root)
    english = _said(folder / "en")
    _write(folder / "messages.pot", None, dict.fromkeys(messages, ""))
    _write(folder / "vi" / "LC_MESSAGES" / "messages.po", "vi", {message: message for message in messages})
    _write(folder / "en" / "LC_MESSAGES" / "messages.po", "en", {message: english.get(message, "") for message in messages})
    for part in (folder / "en" / "parts").glob("*.po"):
        part.unlink()
    return [message for message in messages if not english.get(message)]


def missing(root: Path) -> list[str]:
    """Return the sentences without English; writes nothing."""
    english = _said(root / "translations" / "en")
    return [message for message in _extracted(root) if not english.get(message)]


def _extracted(root: Path) -> list[str]:
    found: set[str] = set()
    for folder in FOLDERS:
        for _file, _line, message, _comments, _context in extract_from_dir(str(root / folder), METHODS, {}, {"_": None, "_l": None}):
            found.add(message if isinstance(message, str) else message[0])
    return sorted(found)


def _said(folder: Path) -> dict[str, str]:
    said: dict[str, str] = {}
    for path in [folder / "LC_MESSAGES" / "messages.po", *sorted((folder / "parts").glob("*.po"))]:
        if path.exists():
            with path.open("rb") as source:
                said |= {str(message.id): str(message.string) for message in read_po(source) if message.id and message.string}
    return said


def _write(path: Path, lang: str | None, sentences: dict[str, str]) -> None:
    catalogue = Catalog(locale=lang, project="Cầm Tay", version="1", charset="utf-8", fuzzy=False, header_comment="# Cầm Tay")
    for message, said in sentences.items():
        catalogue.add(message, said)
    out = io.BytesIO()
    write_po(out, catalogue, sort_output=True, omit_header=False, width=0)
    # No dates: the same words give the same file.
    kept = [line for line in out.getvalue().decode("utf-8").splitlines(keepends=True) if "-Date:" not in line]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(kept), encoding="utf-8")


if __name__ == "__main__":
    print("\n".join(update(Path(__file__).parents[2])))
