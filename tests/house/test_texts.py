"""Every sentence exists in both languages, and the words that mislead people are nowhere on a screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.support.house import ROOT, files

LINE = re.compile(r"%\(([a-z_]+)\)s")
MISLEADING = ["Hoàn tất", "Chờ đồng bộ", "Không đủ điều kiện", "Tải lên CCCD", "Biên nhận", "Upload", "upload"]


def extracted() -> set[str]:
    methods = [("**.html", "jinja2"), ("**.py", "python")]
    options = {"**.html": {"extensions": "", "silent": "false", "trimmed": "false"}}
    found: set[str] = set()
    for folder in ("templates", "webapp"):
        for _file, _line, message, _comments, _context in extract_from_dir(str(ROOT / folder), methods, options, {"_": None, "_l": None}):
            assert isinstance(message, str)
            found.add(message)
    return found


def catalogue(path: Path) -> dict[str, str]:
    with path.open("rb") as source:
        return {str(message.id): str(message.string) for message in read_po(source) if message.id}


def test_the_english_catalogue_says_every_sentence_of_the_templates_and_nothing_else() -> None:
    english = catalogue(ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po")
    assert {message for message in extracted() if not english.get(message)} == set()
    assert set(english) - extracted() == set()


def test_the_template_of_all_messages_is_fresh() -> None:
    assert set(catalogue(ROOT / "translations" / "messages.pot")) == extracted()


def test_the_vietnamese_catalogue_names_every_message() -> None:
    assert set(catalogue(ROOT / "translations" / "vi" / "LC_MESSAGES" / "messages.po")) == extracted()


def test_no_message_holds_markup_or_a_bare_percent_sign() -> None:
    english = catalogue(ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po")
    for sentence in [*english, *english.values()]:
        assert not re.search(r'[<>&"]|%(?!\([a-z_]+\)s)', sentence), sentence


def test_both_languages_name_the_same_values() -> None:
    for message, said in catalogue(ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po").items():
        assert set(LINE.findall(message)) == set(LINE.findall(said)), message


@pytest.mark.parametrize("word", MISLEADING)
def test_no_screen_says_a_word_that_misleads(word: str) -> None:
    holders = [
        str(path) for folder in ("templates", "webapp/procedures") for path in files(folder) if word in path.read_text(encoding="utf-8")
    ]
    assert holders == []


def test_no_screen_says_a_bare_received() -> None:
    bare = re.compile(r"['\">]\s*Đã nhận\s*[.!]?\s*['\"<]")
    holders = [str(path) for path in files("templates", "*.html") if bare.search(path.read_text(encoding="utf-8"))]
    assert holders == []


def test_no_sentence_on_a_citizens_screen_is_longer_than_twenty_words() -> None:
    english = catalogue(ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po")
    long = [
        sentence
        for text in [*english, *english.values()]
        for sentence in re.split(r"(?<=[.!?:])\s+", text)
        if len(re.sub(r"[–·/]", " ", sentence).split()) > 20
    ]
    assert long == []
