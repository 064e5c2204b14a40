"""Files as cameras, office programs and attackers make them; all bytes are made here, none is copied from anywhere."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from PIL import Image

Change = Callable[[pikepdf.Pdf], None]


def picture(size: tuple[int, int] = (320, 240), form: str = "JPEG", mode: str = "RGB", **how: Any) -> bytes:
    """Return a noisy picture, the same each time."""
    noise = Image.frombytes("L", (64, 48), random.Random(7).randbytes(64 * 48)).resize(size).convert(mode)
    out = io.BytesIO()
    noise.save(out, form, **how)
    return out.getvalue()


def photo_of_a_phone(orientation: int = 1, size: tuple[int, int] = (320, 240)) -> bytes:
    """Return a JPEG with the place where it was taken, the phone's name and a comment."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 4.0, 30.0), 3: "E", 4: (107.0, 25.0, 12.0)})
    return picture(size, exif=exif, comment=b"canary in a comment")


def huge_png(width: int = 12_000, height: int = 12_000) -> bytes:
    """Return some 17 KB that unfold to 144 million pixels."""
    row = b"\x00" + bytes((width + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf(change: Change | None = None, pages: int = 1, **how: Any) -> bytes:
    """Return a PDF of empty pages, changed by ``change``."""
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page(page_size=(420, 595))
        if change:
            change(made)
        out = io.BytesIO()
        made.save(out, **how)
    return out.getvalue()


def archive(name: str = "virus.txt") -> bytes:
    """Return a ZIP, as Office files and Java programs are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(name, "not a virus")
    return out.getvalue()


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body><script>alert(document.cookie)</script></body></html>"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1" + b"\x00" * 64


def with_script(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def with_named_script(made: pikepdf.Pdf) -> None:
    made.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=[pikepdf.String("a"), pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1")])
    )


def with_deep_script(made: pikepdf.Pdf) -> None:
    inner: Any = pikepdf.Dictionary(S=pikepdf.Name.JavaScript)
    for _ in range(30):
        inner = pikepdf.Array([pikepdf.Dictionary(Odd=inner)])
    made.Root.Odd = inner


def with_page_action(made: pikepdf.Pdf) -> None:
    made.pages[0].obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Named))


def with_launch(made: pikepdf.Pdf) -> None:
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd"))
    made.pages[0].obj.Annots = made.make_indirect(pikepdf.Array([made.make_indirect(link)]))


def with_attachment(made: pikepdf.Pdf) -> None:
    made.attachments["virus.exe"] = b"MZ"


def with_rich_media(made: pikepdf.Pdf) -> None:
    made.pages[0].obj.Annots = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.RichMedia)])


def with_form_that_sends(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA="<xdp/>")


def opens_at_page_one(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Array([made.pages[0].obj, pikepdf.Name.Fit])
