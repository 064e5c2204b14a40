"""Photos of ID cards with a QR code, of invented persons, drawn here."""

from __future__ import annotations

import io
import random

import segno
from PIL import Image, ImageDraw, ImageFilter

from tests.photos.papers import Scene, photo, seen

BUOI = "022151001234|101234567|NGUYỄN THỊ BƯỞI|15081951|Nữ|Thôn Đông Nam, Quan Lạn, Vân Đồn, Quảng Ninh|10052021"


def code(text: str, side: int) -> Image.Image:
    """Return the QR code of a text, as the card prints it: error correction M, four modules of white around."""
    out = io.BytesIO()
    segno.make(text, error="m", encoding="utf-8", eci=False, micro=False).save(out, kind="png", scale=8, border=4)
    return Image.open(out).convert("RGB").resize((side, side), Image.Resampling.LANCZOS)


def card(text: str = BUOI, seed: int = 1, *, side: int = 210, turn: float = 2.0, blur: float = 0.8) -> Image.Image:
    """Return a photo, 1,600 x 1,200, of a card (100 x 63 to the real 85.6 x 54 mm) with its code in the upper right corner."""
    scene = Scene(seed, "card", turn=0, zoom=1.25, shift=(0, 0))
    picture = photo(scene)
    picture.paste(code(text, side), (1600 // 2 + 625 - side - 30, 1200 // 2 - 393 + 30))
    turned = picture.rotate(turn, Image.Resampling.BILINEAR, fillcolor=(92, 70, 52))
    return seen(turned.filter(ImageFilter.GaussianBlur(blur)), seed)


def only_text() -> Image.Image:
    """Return a card whose code somebody covered with a thumb."""
    picture = card(seed=3)
    ImageDraw.Draw(picture).ellipse((1100, 150, 1500, 560), fill=(200, 150, 130))
    return picture


def noise(seed: int = 5) -> Image.Image:
    """Return nothing that could be read."""
    return Image.frombytes("L", (80, 60), random.Random(seed).randbytes(4800)).resize((1600, 1200)).convert("RGB")
