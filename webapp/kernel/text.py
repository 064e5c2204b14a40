"""Text as people type it: one Unicode form, no invisible characters, search keys, Vietnamese order.

Every rule here is a table or NFC/NFD, so that ``static/core/text.js`` can be its twin: no casefold, no locale, no ``\\d``.
"""

from __future__ import annotations

import re
import unicodedata

# Anything a person cannot see and nobody can search for. It comes in with pasted text, and it is how two names that look
# alike are made to differ (bidi marks, zero-width characters), or how a row is lost (PostgreSQL refuses NUL).
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ufdd0-\ufdef\ud800-\udfff\U000e0000-\U000e0fff]"
)
_UNPRINTABLE = re.compile("[\x00\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|[\n\x0b\x0c\r\x85\u2028\u2029]")
_SPACES = re.compile("[\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_AROUND_LINE_ENDS = re.compile(" ?\n ?")
_EMPTY_LINES = re.compile("\n{3,}")
_MARKS = re.compile("[\u0300-\u036f]")
_BETWEEN_WORDS = re.compile("[\x00-\x2f\x3a-\x60\x7b-\xbf\xd7\xf7\u2000-\u206f\u3000-\u303f\ufe00-\ufe0f]+")

# What NFD leaves whole: letters with a stroke, ligatures, the dotless i. The key is always lower case.
_WHOLE_LETTERS = {
    "đ": "d",
    "Đ": "d",
    "ð": "d",
    "Ð": "d",
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "ƀ": "b",
    "Ƀ": "b",
    "æ": "ae",
    "Æ": "ae",
    "œ": "oe",
    "Œ": "oe",
    "ß": "ss",
    "þ": "th",
    "Þ": "th",
    "ı": "i",
}
_LOWER: dict[str, str] = {chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
_SMALL = str.maketrans(dict(_LOWER))
_FOLD = str.maketrans(dict(_WHOLE_LETTERS | _LOWER))

_SHAPES = {"\u0306": "1", "\u0302": "2", "\u031b": "3"}
"""Breve, circumflex and horn make other letters (a ă â, o ô ơ); the digit puts them in the order of the alphabet."""
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
"""The order of dictionaries: level, huyền, hỏi, ngã, sắc, nặng."""


def nfc(text: str) -> str:
    """Return ``text`` in NFC, the one form in which text is stored and compared."""
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """Return one line: NFC, no invisible characters, single spaces, trimmed. ``clean(clean(x)) == clean(x)``."""
    return _SPACES.sub(" ", nfc(_INVISIBLE.sub("", _LINE_ENDS.sub(" ", text)))).strip(" ")


def clean_lines(text: str) -> str:
    """Return text of several lines, cleaned like ``clean``; lines end in LF, at most one empty line in a row."""
    visible = _SPACES.sub(" ", nfc(_INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))))
    return _EMPTY_LINES.sub("\n\n", _AROUND_LINE_ENDS.sub("\n", visible)).strip(" \n")


def printable(text: str) -> str:
    """Return what was typed, less what no page can carry (NUL, lone surrogates); to show it again beside a problem."""
    return _UNPRINTABLE.sub("", text)


def without_marks(text: str) -> str:
    """Return the letters of ``text`` without their marks, in their own case: ``Quảng Ninh -> Quang Ninh``."""
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return nfc(bare.replace("đ", "d").replace("Đ", "D"))


def fold(text: str) -> str:
    """Return the search key: lower case, no marks, so the place of a tone mark does not matter. ``Hoà, HÒA -> hoa``."""
    bare = _MARKS.sub("", unicodedata.normalize("NFD", clean(text)))
    return nfc(_BETWEEN_WORDS.sub(" ", bare.translate(_FOLD)).strip(" "))


def sort_key_vi(text: str) -> str:
    """Return a key whose code-point order is Vietnamese order: first the letters (a ă â b … d đ), then the tones."""
    small = unicodedata.normalize("NFD", clean(text)).translate(_SMALL)
    letters: list[str] = []
    tones: list[str] = []
    for sign in _BETWEEN_WORDS.sub(" ", small).strip(" "):
        if sign in _SHAPES:
            letters[-1:] = [letters[-1][:-1] + _SHAPES[sign]] if letters else []
        elif sign in _TONES:
            tones[-1:] = [_TONES[sign]] if tones else []
        elif not _MARKS.match(sign):
            letters.append(_letter(sign))
            tones.append("0")
    return "".join(letters) + " " + "".join(tones)


def _letter(sign: str) -> str:
    # "!" for a space sorts after the " " before the tones and before every letter: "An" < "An Bình" < "Ang".
    if sign == " ":
        return "!"
    return sign.translate(_FOLD) + ("1" if sign in "đĐ" else "0")
