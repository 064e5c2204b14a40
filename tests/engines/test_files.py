"""Files with names as people here give them: WebKit's ``formData()`` makes a string of such a file, so that it must pass the worker by."""

from __future__ import annotations

from pathlib import Path

from tests.engines.visitors import Visitor
from tests.support.odd_files import photo_of_a_phone
from tests.support.people import OLD_WOMAN, PENSION

GUARDED = OLD_WOMAN | {
    "guardian.exists": True,
    "guardian.name": "NGUYỄN VĂN CON",
    "guardian.birth_date": "1970",
    "guardian.personal_id": "022070000123",
    "guardian.phone": "0987654321",
    "guardian.address": OLD_WOMAN["owner.address"],
}
FILE = 'main [name="paper.authorisation.file"]'
STREAM = 'main [name="keep.at_centre"]'


def test_a_photo_with_a_vietnamese_name_reaches_the_centre_past_the_worker(her: Visitor, tmp_path: Path) -> None:
    photo = tmp_path / "giấy ủy quyền.jpg"
    photo.write_bytes(photo_of_a_phone())
    her.goes("")
    her.is_ready()
    answers = her.starts(PENSION, GUARDED)
    if not her.asks("css => document.querySelector(css).checked", STREAM):
        her.clicks(STREAM)
    her.presses_on()
    her.walks(answers, until="paper-authorisation")
    her.says_safety("arrived", "draft")
    her.goes(f"dossiers/{her.dossier}/steps/paper-authorisation")
    her.waits_for(FILE)
    her.chooses(FILE, photo)
    her.presses_on()
    her.until("() => location.pathname.endsWith('/review')")
    assert "đã có 1 ảnh hoặc tệp" in her.text("main")
