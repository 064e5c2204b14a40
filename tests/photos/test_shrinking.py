"""Whatever file a phone gives becomes a small clean upright JPEG, a PDF as it was, or a code: in a real browser."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.photos import papers
from tests.support.odd_files import huge_png, pdf, photo_of_a_phone, picture

pytestmark = pytest.mark.browser

SHRINK = """async () => {
  const { shrink } = await import("/js/photos/shrink.js");
  const { judge } = await import("/js/photos/quality.js");
  const found = await shrink(document.querySelector("input").files[0]);
  if (found.code) return found;
  let text = "";
  for (const byte of new Uint8Array(found.bytes)) text += String.fromCharCode(byte);
  const { width, height } = found.sample ?? {};
  return { ...found, bytes: btoa(text), sample: [width, height], poor: found.sample ? judge(found.sample) : [] };
}"""


def shrunk(sheet: Page, data: bytes, name: str = "anh.jpg", media_type: str = "image/jpeg") -> dict[str, Any]:
    sheet.set_input_files("input", {"name": name, "mimeType": media_type, "buffer": data})
    found: dict[str, Any] = sheet.evaluate(SHRINK)
    if "bytes" in found:
        found["bytes"] = base64.b64decode(found["bytes"])
    return found


def opened(found: dict[str, Any]) -> Image.Image:
    made = Image.open(io.BytesIO(found["bytes"]))
    made.load()
    assert (made.format, made.size) == ("JPEG", (found["width"], found["height"]))
    return made


def half_and_half(size: tuple[int, int], **how: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    whole = Image.new("RGB", size, (0, 0, 255))
    whole.paste((255, 0, 0), (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    whole.save(out, "JPEG", **how)
    return out.getvalue()


def reddish(made: Image.Image, at: tuple[int, int]) -> bool:
    red, _green, blue = made.convert("RGB").getpixel(at)  # type: ignore[misc]
    return bool(red > blue)


def test_a_photo_of_a_paper_comes_out_small_and_well_readable(sheet: Page) -> None:
    out = io.BytesIO()
    papers.GOOD["sharp"](5).resize((3264, 2448)).save(out, "JPEG", quality=92)
    found = shrunk(sheet, out.getvalue())
    assert opened(found).size == (1600, 1200)
    assert len(found["bytes"]) < 600 * 1024
    assert (found["sample"], found["poor"]) == ([800, 600], [])


def test_a_photo_taken_upright_stands_upright_and_place_and_phone_are_gone(sheet: Page) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: shown, what lies left in the file is at the top
    data = half_and_half((2000, 1000), exif=exif)
    made = opened(shrunk(sheet, data))
    assert made.size == (800, 1600)
    assert reddish(made, (400, 100))
    assert not reddish(made, (400, 1500))


def test_nothing_of_the_place_and_the_phone_is_left_in_the_bytes(sheet: Page) -> None:
    data = photo_of_a_phone(6)
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)
    found = shrunk(sheet, data)
    made = opened(found)
    assert made.size == (240, 320)
    assert not made.getexif()
    assert not any(secret in found["bytes"] for secret in (b"SecretPhone", b"canary", b"Exif"))


def test_forty_eight_megapixels_are_shrunk(sheet: Page) -> None:
    found = shrunk(sheet, half_and_half((8000, 6000)))
    assert opened(found).size == (1600, 1200)


def test_a_picture_full_of_grain_is_packed_harder_until_it_is_light(sheet: Page) -> None:
    noise = Image.effect_noise((1600, 1200), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=95)
    found = shrunk(sheet, out.getvalue())
    assert opened(found).size == (1280, 960)
    assert len(found["bytes"]) < len(out.getvalue()) / 2


def test_a_small_picture_is_not_made_larger(sheet: Page) -> None:
    assert opened(shrunk(sheet, picture((320, 240)))).size == (320, 240)


def test_what_is_clear_in_a_drawing_becomes_white(sheet: Page) -> None:
    drawing = Image.new("RGBA", (200, 100))
    drawing.paste((0, 0, 0, 255), (0, 0, 100, 100))
    out = io.BytesIO()
    drawing.save(out, "PNG")
    made = opened(shrunk(sheet, out.getvalue(), "ve.png", "image/png")).convert("L")
    assert [round(made.getpixel((x, 50)) / 255) for x in (50, 150)] == [0, 1]  # type: ignore[operator]


def test_a_pdf_goes_as_it_is(sheet: Page) -> None:
    data = pdf()
    found = shrunk(sheet, data, "don.pdf", "application/pdf")
    assert (found["type"], found["bytes"]) == ("application/pdf", data)


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(400)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>alert(1)</script></svg>"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (SVG, "file_type"),
        (b"MZ" + bytes(300), "file_type"),
        (HEIC, "file_heic"),
        (picture()[:60], "file_unreadable"),
        (b"\xff\xd8\xff\xe0" + bytes(900), "file_unreadable"),
        (huge_png(), "file_pixels"),
    ],
    ids=["nothing", "svg", "program", "heic", "cut off", "garbage", "unfolds to 144 megapixels"],
)
def test_what_cannot_be_used_is_a_code_and_never_an_error(sheet: Page, data: bytes, code: str) -> None:
    # A name that lies: what a file is, its bytes say.
    assert shrunk(sheet, data, "anh.jpg", "image/jpeg") == {"code": code}


def test_a_pdf_over_ten_megabytes_is_a_code_too(sheet: Page) -> None:
    asked = """async () => {
      const { shrink } = await import("/js/photos/shrink.js");
      return shrink(new File(["%PDF-1.7", new Uint8Array(10 * 1024 * 1024)], "don.pdf"));
    }"""
    assert sheet.evaluate(asked) == {"code": "file_bytes"}


def test_a_drawing_that_shows_nothing_is_not_kept(sheet: Page) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (64, 64)).save(out, "PNG")
    assert shrunk(sheet, out.getvalue(), "trong.png", "image/png") == {"code": "file_unreadable"}
