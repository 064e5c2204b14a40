"""Texts as bad as people, phones and attackers type them. Without code points newer than Unicode 14."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from random import Random

_MARKS = [chr(code) for code in (*range(0x300, 0x370), 0x591, 0x64B, 0x93C, 0xE48, 0x1AB0, 0x20D0, 0x3099, 0xFE20, 0x1D165)]
_HIDDEN = [*"\x00\x07\x1f\x7f\x84\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u180e\u200b\u200d\u202e\u2066\ufeff\uffa0\ufffe\ufdd0\U000e0041"]
_SPACES = [*"\t \xa0\u1680\u2003\u202f\u205f\u3000", *"\n\r\x0b\x0c\x85\u2028\u2029", "\r\n", "\n\n\n", "  "]
_VIETNAMESE = [*"ăâđêôơưĂÂĐÊÔƠƯáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"]
_ODD = [*"’‘“”–—…·٠١٢０１２½²ⅣßıİſæœøłþðƀÅΩКАОа가힣각कख़שּׁ🐟🇻👩ﬁ\ufb1d\U0001d160\U0002f800", "O", "l"]
_ASCII = [chr(code) for code in range(0x20, 0x7F)]
_SIGNS = [_MARKS, _HIDDEN, _SPACES, _VIETNAMESE, _VIETNAMESE, _ODD, _ASCII, _ASCII, [*"0123456789"], [*"0123456789/.,-+ ()"]]
_LISTED = json.loads(Path(__file__).with_name("pools.json").read_text(encoding="utf-8"))
_PHONES = [*_LISTED["phones"], *(f"0{start}1234567" for start in range(100)), *(f"0{start}12345678" for start in range(20, 30))]
_BY_KIND = {
    "date": "dates",
    "partial_date": "dates",
    "personal_id": "ids",
    "old_id": "ids",
    "whole_number": "numbers",
    "money": "numbers",
    "person_name": "names",
    "unit": "places",
    "address": "places",
    "email": "emails",
    "bank_account": "banks",
}
_POOLS = {kind: [_LISTED[name]] for kind, name in _BY_KIND.items()} | {"phone": [_PHONES]}
_EVERY = [_PHONES, *(_LISTED[name] for name in ("words", "dates", "numbers", "ids", "names", "places"))]


def _is_known(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cn", "Cs")


def sign(random: Random) -> str:
    """Return a character, now and then any of Unicode."""
    if random.random() < 0.06:
        found = chr(random.randrange(0x110000 if random.random() < 0.5 else 0x3000))
        return found if _is_known(found) else "?"
    return random.choice(random.choice(_SIGNS))


def text(random: Random, longest: int = 14) -> str:
    """Return a text of any signs, composed or not."""
    found = "".join(sign(random) for _ in range(random.randint(0, longest)))
    return unicodedata.normalize(random.choice(("NFD", "NFC", "NFKD")), found) if random.random() < 0.4 else found


def spoiled(random: Random, typed: str) -> str:
    """Return a text with some signs put in, taken out, doubled or taken apart."""
    for _ in range(random.choice((0, 0, 1, 1, 2, 5))):
        at = random.randint(0, len(typed))
        way = random.randrange(4)
        if way == 0:
            typed = typed[:at] + sign(random) + typed[at:]
        elif way == 1:
            typed = typed[:at] + typed[at + 1 :]
        elif way == 2:
            typed = typed[:at] + typed[max(0, at - 2) : at] + typed[at:]
        else:
            typed = unicodedata.normalize("NFD", typed)
    return typed


def line(random: Random, kind: str = "") -> str:
    """Return what somebody may type into a box of a kind."""
    way = random.random()
    if way < 0.15:
        return text(random)
    if way < 0.18:
        return text(random, 5) * random.choice((20, 60, 200))
    if way < 0.22:
        return random.choice("xé🐟") * (random.choice((1, 3, 10, 100, 200, 254, 500, 4000)) + random.randint(0, 1))
    if way < 0.26:
        return "".join(random.choice("0123456789") for _ in range(random.choice((4, 8, 9, 10, 11, 12, 15, 16, 19, 20))))
    found = random.choice(random.choice(_POOLS.get(kind, _EVERY) if way < 0.8 else _EVERY))
    return found if random.random() < 0.5 else spoiled(random, found)


def day_parts(random: Random) -> tuple[str, str, str]:
    """Return day, month and year as typed into three boxes: nearly always numbers, sometimes of no day."""
    day = random.choice((random.randint(0, 33), random.randint(1, 28), random.choice((1, 28, 29, 30, 31)), random.randint(1, 28), ""))
    month = random.choice((random.randint(0, 13), 2, random.randint(1, 12), random.randint(1, 12), ""))
    odd = random.choice((1799, 1800, 1900, 2000, 2023, 2024, 2100, 2199, 2200))
    year = random.choice((random.randint(1795, 2205), odd, random.randint(1920, 2026), 1945, random.choice((45, ""))))
    typed = [f"{part:0{random.choice((1, 2))}d}" if isinstance(part, int) else part for part in (day, month, year)]
    return typed[0], typed[1], typed[2]
