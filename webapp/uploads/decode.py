"""The child that looks inside a file somebody sent. Started as a program by ``inspection.py``, never imported by the server.

It runs without the server's memory, environment and open files, under limits of memory, time and size that it sets on
itself before it reads the first byte: whatever breaks in a decoder breaks here. Imports stay few, so that it starts
fast: the library for one media type, and nothing of ours.

Reads the file from standard input; writes one line of JSON and then the cleaned bytes to standard output.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
from typing import Any

MEMORY = 400 * 1024 * 1024
CPU_SECONDS = 20
MOST_PIXELS = {"JPEG": 24_000_000, "MPO": 24_000_000, "PNG": 24_000_000, "WEBP": 12_000_000}  # WebP is decoded whole, several times over
LONGEST_EDGE = 2000
QUALITY = 85
BICUBIC = 3
TURNS = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_270", 7: "TRANSVERSE", 8: "ROTATE_90"}
MOST_PAGES = 60
MOST_NODES = 300_000

# What a PDF does by itself, or carries besides its pages. No paper of a citizen needs any of it.
ACTIVE_KEYS = frozenset({"/JavaScript", "/JS", "/AA", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/Collection"})
ACTIVE_NAMES = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/EmbeddedFile",
        "/RichMedia",
        "/SubmitForm",
        "/ImportData",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/3D",
        "/FileAttachment",
        "/GoToE",
    }
)
NAME_KEYS = ("/S", "/Subtype", "/Type")


class Refused(Exception):
    """The file is not taken; the text is a reason code."""


def look_at_picture(data: bytes) -> tuple[dict[str, Any], bytes]:
    """Return facts and a clean JPEG: upright, at most 2,000 pixels long, with nothing in it but the picture."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # the size is compared below, before a pixel is decoded
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS[str(picture.format)]:
                raise Refused("file_pixels")
            turn = TURNS.get(_orientation(picture))
            picture.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
            picture.load()
            clean = _on_white(_plain_mode(_smaller(picture)))
    except (Refused, MemoryError):
        raise
    except Exception:
        raise Refused("file_unreadable") from None
    clean = clean if turn is None else clean.transpose(Image.Transpose[turn])
    clean.info.clear()  # Pillow writes a JPEG's comment again otherwise
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, optimize=True, exif=b"")
    return {"width": clean.width, "height": clean.height, "pages": 1}, out.getvalue()


def _orientation(picture: Any) -> int:
    """Return how the camera was held. A broken note about it is no reason to refuse a good picture."""
    try:
        return int(picture.getexif().get(0x0112, 1))
    except Exception:
        return 1


def _smaller(picture: Any) -> Any:
    if max(picture.size) <= LONGEST_EDGE:
        return picture.copy()
    scale = LONGEST_EDGE / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return _plain_mode(picture).resize(size, resample=BICUBIC, reducing_gap=2.0)


def _plain_mode(picture: Any) -> Any:
    if picture.mode in {"RGB", "RGBA", "L"}:
        return picture
    if picture.mode.startswith("I"):  # sixteen bits of grey, as some scanners write; a plain conversion turns it white
        return picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    clear = "transparency" in picture.info or picture.mode in {"LA", "PA", "La", "RGBa"}
    return picture.convert("RGBA" if clear else "RGB")


def _on_white(picture: Any) -> Any:
    from PIL import Image

    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def look_at_pdf(data: bytes) -> tuple[dict[str, Any], bytes]:
    """Return facts and the same bytes, or refuse what is locked, active, too long, or not only a PDF."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Refused("pdf_locked")
            pages = len(pdf.pages) if b"%%EOF" in data else 0
            if pages > MOST_PAGES:
                raise Refused("pdf_pages")
            if not pages:
                raise Refused("file_unreadable")
            _refuse_active(pikepdf, pdf)
    except (Refused, MemoryError):
        raise
    except pikepdf.PasswordError:
        raise Refused("pdf_locked") from None
    except Exception:
        raise Refused("file_unreadable") from None
    if _is_two_things(data):
        raise Refused("file_mixed")
    return {"width": 0, "height": 0, "pages": pages}, data


def _refuse_active(pikepdf: Any, pdf: Any) -> None:
    waiting: list[Any] = [pdf.trailer, *pdf.objects]
    seen = 0
    while waiting:
        seen += 1
        if seen > MOST_NODES:
            raise Refused("pdf_active")
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(inner for inner in node if _is_nest(pikepdf, inner))
        elif isinstance(node, pikepdf.Dictionary | pikepdf.Stream):
            _refuse_active_keys(pikepdf, node)
            waiting.extend(inner for inner in (node.get(key) for key in node.keys()) if _is_nest(pikepdf, inner))  # noqa: SIM118 - a pikepdf object, not a dict


def _is_nest(pikepdf: Any, inner: Any) -> bool:
    """Tell whether there is more to look at. Indirect objects stand in the list of objects already."""
    return isinstance(inner, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream) and not inner.is_indirect


def _refuse_active_keys(pikepdf: Any, node: Any) -> None:
    keys = set(node.keys())
    if keys & ACTIVE_KEYS:
        raise Refused("pdf_active")
    if any(str(node[key]) in ACTIVE_NAMES for key in NAME_KEYS if key in keys and isinstance(node[key], pikepdf.Name)):
        raise Refused("pdf_active")
    if "/OpenAction" in keys and not _only_shows_a_page(pikepdf, node["/OpenAction"]):
        raise Refused("pdf_active")


def _only_shows_a_page(pikepdf: Any, action: Any) -> bool:
    """Office programs write "open at page 1" here, as a place or a GoTo. Everything else acts."""
    if isinstance(action, pikepdf.Array):
        return True
    return isinstance(action, pikepdf.Dictionary) and action.get("/S") == pikepdf.Name.GoTo and "/Next" not in action


def _is_two_things(data: bytes) -> bool:
    """Tell whether the bytes are also something else: an archive at the end, a page in front, or a tail after the PDF.

    The bytes are kept as they came (a signed copy would lose its signature otherwise), so they must be a PDF and only that.
    """
    tail = data[data.rfind(b"%%EOF") + 5 :]
    archive = b"PK\x05\x06" in data[-66_000:]
    page = any(mark in data[:1024].lower() for mark in (b"<html", b"<script", b"<svg", b"<!doctype", b"<?php"))
    return bool(tail.strip(b"\x00\t\r\n ")) or archive or page


def main() -> None:
    """Look at standard input as the media type that the first argument names."""
    look = {"picture": look_at_picture, "pdf": look_at_pdf}[sys.argv[1]]
    if sys.argv[1] == "picture":
        import PIL.Image  # noqa: F401 - before the limits, so that they hold the picture and not the library
    else:
        import pikepdf  # noqa: F401 - see above
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    try:
        facts, kept = look(sys.stdin.buffer.read())
    except Refused as refused:
        facts, kept = {"refused": str(refused)}, b""
    except MemoryError:
        facts, kept = {"refused": "file_pixels"}, b""
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + kept)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
