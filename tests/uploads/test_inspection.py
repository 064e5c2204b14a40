"""Files are taken for what they are, cleaned or refused with a reason; nothing else ever comes out, and memory stays small."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tests.support import odd_files as odd
from webapp.kernel.problems import BadFile, TooLarge
from webapp.uploads.inspection import MOST_BYTES, REASONS, inspect

ROOT = Path(__file__).resolve().parents[2]
GOOD_JPEG = odd.picture()
GOOD_PDF = odd.pdf()


def reason_for(data: bytes) -> str:
    with pytest.raises((BadFile, TooLarge)) as refused:
        inspect(data)
    reason = str(refused.value.data["reason"])
    assert reason in REASONS
    return reason


@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "P"), ("PNG", "RGBA"), ("WEBP", "RGB")]
)
def test_every_sort_of_picture_comes_out_as_a_jpeg(form: str, mode: str) -> None:
    found = inspect(odd.picture((320, 240), form, mode))
    assert found.media_type == "image/jpeg"
    assert (found.width, found.height, found.pages) == (320, 240, 1)
    assert Image.open(io.BytesIO(found.kept)).format == "JPEG"


def test_a_big_photo_is_made_two_thousand_pixels_long() -> None:
    found = inspect(odd.picture((4000, 3000)))
    assert (found.width, found.height) == (2000, 1500)


def test_a_long_thin_scan_keeps_at_least_one_pixel() -> None:
    found = inspect(odd.picture((20_000, 3), "PNG"))
    assert (found.width, found.height) == (2000, 1)


def test_a_photo_comes_out_without_place_phone_or_comment() -> None:
    sent = odd.photo_of_a_phone()
    assert b"SecretPhone" in sent
    kept = inspect(sent).kept
    opened = Image.open(io.BytesIO(kept))
    assert dict(opened.getexif()) == {}
    assert not opened.getexif().get_ifd(0x8825)
    assert {"exif", "comment", "icc_profile", "xmp"} & set(opened.info) == set()
    for trace in (b"SecretPhone", b"canary", b"Exif", b"GPS"):
        assert trace not in kept


@pytest.mark.parametrize(("orientation", "size"), [(1, (320, 240)), (3, (320, 240)), (6, (240, 320)), (8, (240, 320))])
def test_a_photo_taken_sideways_comes_out_upright(orientation: int, size: tuple[int, int]) -> None:
    found = inspect(odd.photo_of_a_phone(orientation))
    assert (found.width, found.height) == size


def test_what_was_up_stays_up() -> None:
    half = Image.new("RGB", (200, 100), "white")
    half.paste("black", (0, 0, 100, 100))
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    half.save(out, "JPEG", exif=exif)
    upright = Image.open(io.BytesIO(inspect(out.getvalue()).kept)).convert("L")
    assert upright.getpixel((50, 10)) < 40 < 200 < upright.getpixel((50, 190))  # type: ignore[operator]


def test_a_clear_background_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    assert Image.open(io.BytesIO(inspect(out.getvalue()).kept)).getpixel((5, 5)) == (255, 255, 255)


def test_sixteen_bit_grey_of_a_scanner_keeps_its_shade() -> None:
    out = io.BytesIO()
    Image.new("I;16", (50, 50), 40_000).save(out, "PNG")
    assert abs(int(Image.open(io.BytesIO(inspect(out.getvalue()).kept)).getpixel((5, 5))) - 156) < 3  # type: ignore[arg-type]


def test_a_broken_note_about_the_camera_does_not_cost_the_photo() -> None:
    assert inspect(odd.picture(exif=b"Exif\x00\x00broken")).width == 320


def test_a_png_of_17_kb_and_144_million_pixels_is_refused_before_it_unfolds() -> None:
    bomb = odd.huge_png()
    assert len(bomb) < 20_000
    assert reason_for(bomb) == "file_pixels"


@pytest.mark.parametrize(
    "data", [odd.SVG, odd.HTML, odd.archive(), odd.archive("word/document.xml"), b"MZ\x90\x00", b"%!PS-Adobe", b"GIF89a" + bytes(64)]
)
def test_what_is_no_picture_and_no_pdf_is_refused_whatever_it_is_called(data: bytes) -> None:
    assert reason_for(data) == "file_type"


def test_a_heic_photo_is_refused_with_its_own_sentence() -> None:
    assert reason_for(odd.HEIC) == "file_heic"


def test_nothing_and_too_much_are_refused() -> None:
    assert reason_for(b"") == "file_empty"
    assert reason_for(GOOD_JPEG + bytes(MOST_BYTES)) == "file_bytes"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_photo_that_was_cut_off_is_refused(share: float) -> None:
    whole = odd.picture((1600, 1200))
    assert reason_for(whole[: int(len(whole) * share)]) == "file_unreadable"


@pytest.mark.parametrize("start", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBPVP8 ", b"%PDF-1.7\n"])
def test_a_start_without_the_rest_is_refused(start: bytes) -> None:
    assert reason_for(start + bytes(200)) == "file_unreadable"


@pytest.mark.parametrize("tail", [odd.archive(), odd.HTML, b"<?php echo 1 ?>"])
def test_a_picture_that_is_also_something_else_comes_out_as_a_picture_only(tail: bytes) -> None:
    kept = inspect(GOOD_JPEG + tail).kept
    assert tail not in kept
    assert not zipfile.is_zipfile(io.BytesIO(kept))
    assert b"script" not in kept


def test_a_plain_pdf_is_kept_byte_by_byte() -> None:
    found = inspect(GOOD_PDF)
    assert found.kept == GOOD_PDF
    assert (found.media_type, found.pages) == ("application/pdf", 1)


def test_a_pdf_that_opens_at_its_first_page_is_taken() -> None:
    assert inspect(odd.pdf(odd.opens_at_page_one)).pages == 1


@pytest.mark.parametrize(
    "change",
    [
        odd.with_script,
        odd.with_named_script,
        odd.with_deep_script,
        odd.with_page_action,
        odd.with_launch,
        odd.with_attachment,
        odd.with_rich_media,
        odd.with_form_that_sends,
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_pdf_that_does_something_is_refused_also_when_its_objects_are_packed(change: odd.Change, packed: bool) -> None:
    how = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    assert reason_for(odd.pdf(change, object_stream_mode=how)) == "pdf_active"


@pytest.mark.parametrize("user", ["", "1234"])
def test_a_locked_pdf_is_refused(user: str) -> None:
    assert reason_for(odd.pdf(encryption=pikepdf.Encryption(owner="owner", user=user))) == "pdf_locked"


def test_a_pdf_of_sixty_pages_is_taken_and_of_sixty_one_is_not() -> None:
    assert inspect(odd.pdf(pages=60)).pages == 60
    assert reason_for(odd.pdf(pages=61)) == "pdf_pages"


@pytest.mark.parametrize("mixed", [GOOD_PDF + odd.archive(), GOOD_PDF + odd.HTML, GOOD_PDF.replace(b"\n", b"\n%<script>\n", 1)])
def test_a_pdf_that_is_also_something_else_is_refused(mixed: bytes) -> None:
    assert reason_for(mixed) == "file_mixed"


def test_a_pdf_behind_a_page_is_not_a_pdf() -> None:
    assert reason_for(odd.HTML + GOOD_PDF) == "file_type"


def test_a_pdf_without_pages_or_cut_in_half_is_refused() -> None:
    assert reason_for(odd.pdf(pages=0)) == "file_unreadable"
    assert reason_for(GOOD_PDF[: len(GOOD_PDF) // 2]) == "file_unreadable"


def test_damaged_files_are_cleaned_or_refused_and_never_anything_else() -> None:
    chance = random.Random(11)
    reasons = set()
    for good in (GOOD_JPEG, odd.picture(form="PNG"), odd.picture(form="WEBP"), odd.pdf(odd.opens_at_page_one)):
        for _ in range(6):
            bad = bytearray(good)
            for _ in range(20):
                bad[chance.randrange(len(bad))] = chance.randrange(256)
            reasons.add(reason_or_nothing(bytes(bad)))
    assert reasons <= {*REASONS, ""}


def reason_or_nothing(data: bytes) -> str:
    try:
        inspect(data)
    except (BadFile, TooLarge) as refused:
        return str(refused.data["reason"])
    return ""


MEASURED = """
import resource, sys
from webapp.kernel.problems import BadFile
from webapp.uploads.inspection import inspect
try:
    inspect(sys.stdin.buffer.read())
except BadFile:
    pass
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


@pytest.mark.parametrize(
    ("size", "form", "mode"),
    [((6000, 4000), "PNG", "RGBA"), ((6000, 4000), "JPEG", "CMYK"), ((4000, 3000), "WEBP", "RGBA"), ((6000, 4000), "WEBP", "L")],
)
def test_the_largest_pictures_take_less_than_300_megabytes(size: tuple[int, int], form: str, mode: str) -> None:
    # Measured from a small process: a child's peak counts what its parent held when it was started.
    small = subprocess.run(
        [sys.executable, "-c", MEASURED], input=odd.picture(size, form, mode, quality=30), capture_output=True, check=True, cwd=ROOT
    )
    assert int(small.stdout) < 300
