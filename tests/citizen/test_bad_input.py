"""What people and attackers send: each is answered with one clear sentence in their language, and what was typed stays."""

from __future__ import annotations

import html
import unicodedata
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.support import odd_files
from tests.support.houses import House
from tests.support.people import OLD_WOMAN, PENSION
from tests.support.persons import Person, Walked, form_of, problems_of, slip_of

GUARDED: dict[str, Any] = OLD_WOMAN | {"guardian.exists": True}
LANGS = pytest.mark.parametrize("lang", ["vi", "en"])


def at(street: House, step: str, lang: str = "vi", given: dict[str, Any] = OLD_WOMAN) -> Walked:
    """Return a person whose dossier waits at a step."""
    return Person(street, lang).walk(PENSION, given, until=step)


def sends(walked: Walked, sent: dict[str, Any], step: str = "name") -> TestResponse:
    return walked.person.post(f"{walked.base}/steps/{step}", sent)


def test_a_name_in_nfd_is_kept_as_nfc(street: House) -> None:
    walked = at(street, "name")
    typed = unicodedata.normalize("NFD", "Nguyễn Thị Mến")
    assert typed != "Nguyễn Thị Mến"
    assert sends(walked, {"owner.name": typed}).status_code == 303
    assert walked.kept().answers["owner.name", None] == "Nguyễn Thị Mến"


@LANGS
@pytest.mark.parametrize("typed", ["Nguyễn 🚢 Mến", "Nguyễn <b>Mến</b>", "M3n", "'; DROP TABLE dossiers; --", "x" * 300])
def test_a_name_that_no_paper_bears_is_asked_again_and_stays_typed(street: House, lang: str, typed: str) -> None:
    walked = at(street, "name", lang)
    before = walked.kept().last_seq
    answer = sends(walked, {"owner.name": typed})
    assert answer.status_code == 422
    assert answer.headers["HX-Push-Url"] == "false"
    assert f'value="{html.escape(typed).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")}"' in answer.text
    assert len(problems_of(answer.text)) == 1
    assert problems_of(answer.text)[0] in html.unescape(answer.text.split('class="problem"')[1])
    assert walked.kept().last_seq == before


@LANGS
@pytest.mark.parametrize("typed", ["Mến\x00", "\x00", "\ufeffMến", "Mến\u200b", "\u2028Mến", "Mến\u202e"])
def test_signs_nobody_sees_break_nothing(street: House, lang: str, typed: str) -> None:
    walked = at(street, "name", lang)
    answer = sends(walked, {"owner.name": typed})
    assert answer.status_code in {303, 422}
    if answer.status_code == 303:
        assert walked.kept().answers["owner.name", None] == "Mến"


@LANGS
@pytest.mark.parametrize("size", [600_000, 10_000_000, 20_000_000])
def test_ten_megabytes_of_text_get_a_page_that_says_what_to_do(street: House, lang: str, size: int) -> None:
    walked = at(street, "name", lang)
    before = walked.kept().last_seq
    answer = sends(walked, {"owner.name": "ế" * (size // 3)})
    assert answer.status_code == 413
    assert {"vi": "Phần gửi lên quá lớn", "en": "too large"}[lang].lower() in answer.text.lower()
    assert walked.kept().last_seq == before


WRONG_FILES = {
    "17 KB that unfold to 144 million pixels": (odd_files.huge_png(), "anh.png", "file_pixels"),
    "an SVG named .jpg": (odd_files.SVG, "anh.jpg", "file_type"),
    "a page named .jpg": (odd_files.HTML, "anh.jpg", "file_type"),
    "a PDF with JavaScript": (odd_files.pdf(odd_files.with_script), "giay.pdf", "pdf_active"),
    "a PDF with a file inside": (odd_files.pdf(odd_files.with_attachment), "giay.pdf", "pdf_active"),
    "an archive": (odd_files.archive(), "giay.pdf", "file_type"),
    "half a photo": (odd_files.photo_of_a_phone()[:2000], "anh.jpg", "file_unreadable"),
    "an empty file": (b"", "anh.jpg", "file_empty"),
    "a photo of an Apple": (odd_files.HEIC, "anh.heic", "file_heic"),
}


@LANGS
@pytest.mark.parametrize("what", WRONG_FILES)
def test_a_file_that_is_not_taken_is_told_beside_its_box(street: House, lang: str, what: str) -> None:
    data, name, code = WRONG_FILES[what]
    walked = at(street, "paper-authorisation", lang, GUARDED)
    before = walked.kept().last_seq
    sent = {"paper.authorisation.file": (BytesIO(data), name), "paper.authorisation.reason": "Giấy ướt <vì sóng>"}
    answer = sends(walked, sent, "paper-authorisation")
    assert answer.status_code == 422
    assert problems_of(answer.text) == [street.made.texts.table[code].in_(lang)]
    assert "Giấy ướt &lt;vì sóng&gt;" in answer.text
    assert walked.kept().last_seq == before


def test_a_good_file_beside_a_bad_one_is_not_half_kept(street: House) -> None:
    walked = at(street, "paper-authorisation", given=GUARDED)
    good, bad = (BytesIO(odd_files.picture()), "a.jpg"), (BytesIO(odd_files.SVG), "b.jpg")
    answer = sends(walked, {"paper.authorisation.file": [good, bad]}, "paper-authorisation")
    assert answer.status_code == 422
    assert "authorisation" not in walked.kept().papers


@LANGS
@pytest.mark.parametrize(
    "sent",
    [
        {"owner.name": "Mến", "owner.birth_date.year": "1945"},
        {"owner.name": "Mến", "state": "accepted"},
        {"owner.name": "Mến", "_keyholder": "x"},
        {"owner.name.first": "Mến"},
    ],
)
def test_a_forged_form_stores_nothing(street: House, lang: str, sent: dict[str, str]) -> None:
    walked = at(street, "name", lang)
    before = walked.kept().last_seq
    answer = sends(walked, sent)
    assert answer.status_code == 400
    assert f'<html lang="{lang}"' in answer.text
    assert walked.kept().last_seq == before
    assert ("owner.name", None) not in walked.kept().answers


def test_a_forged_last_form_hands_nothing_in(street: House) -> None:
    walked = Person(street).walk(PENSION, OLD_WOMAN)
    answer = walked.person.post(f"{walked.base}/submit", {"consent.given": "1", "declaration.true": "1", "unit": "06685"})
    assert answer.status_code == 400
    assert walked.kept().state.value == "draft"


@LANGS
@pytest.mark.parametrize("page", ["review", "receipt", "copy", "form", "slip.pdf", "slip.svg", "", "steps/name"])
def test_the_dossier_of_somebody_else_is_as_unknown_as_one_that_never_was(street: House, lang: str, page: str) -> None:
    hers, other = at(street, "name"), Person(street, lang)
    other.start(PENSION)
    nobody = "01890000-0000-7000-8000-000000000000"
    foreign, unknown = other.get(f"dossiers/{hers.dossier}/{page}"), other.get(f"dossiers/{nobody}/{page}")
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.text.replace(hers.dossier, nobody) == unknown.text


def test_nobody_else_can_write_into_a_dossier(street: House) -> None:
    hers, other = at(street, "name"), Person(street)
    other.start(PENSION)
    before = hers.kept().last_seq
    for page, sent in [("steps/name", {"owner.name": "Kẻ Lạ"}), ("submit", {"consent.given": "1", "declaration.true": "1"})]:
        assert other.post(f"dossiers/{hers.dossier}/{page}", sent).status_code == 404
    assert hers.kept().last_seq == before


@LANGS
def test_a_slip_code_with_one_wrong_digit_says_so_and_stays(street: House, lang: str) -> None:
    walked = Person(street, lang).walk(PENSION, OLD_WOMAN)
    slip = slip_of(walked.hand_in().text)
    wrong = slip[:5] + str((int(slip[5]) + 1) % 10) + slip[6:]
    answer = Person(street, lang).post("track", {"code": wrong, "check": "5678"})
    assert answer.status_code == 422
    assert problems_of(answer.text) == [street.made.texts.table["slip_code_unreadable"].in_(lang)]
    assert f'value="{wrong}"' in answer.text


@LANGS
def test_a_right_code_with_a_wrong_check_tells_nothing(street: House, lang: str) -> None:
    slip = slip_of(Person(street).walk(PENSION, OLD_WOMAN).hand_in().text)
    stranger = Person(street, lang)
    answer = stranger.post("track", {"code": slip, "check": "0000"})
    never = stranger.post("track", {"code": "1234567890123452", "check": "0000"})
    assert (answer.status_code, never.status_code) == (422, 422)
    assert answer.text.replace(slip, "1234567890123452") == never.text


def test_an_answer_that_is_not_in_the_list_is_asked_again(street: House) -> None:
    walked = at(street, "request")
    answer = sends(walked, {"pension.request": "everything"}, "request")
    assert answer.status_code == 422
    assert problems_of(answer.text) == [street.made.texts.table["not_in_list"].vi]


def test_a_typed_value_wins_over_i_do_not_know(street: House) -> None:
    walked = at(street, "personal-id")
    answer = sends(walked, {"owner.personal_id": "022145000123", "owner.personal_id.unknown": "1"}, "personal-id")
    assert answer.status_code == 303
    assert walked.kept().answers["owner.personal_id", None] == "022145000123"


def test_i_do_not_know_is_an_answer(street: House) -> None:
    walked = at(street, "personal-id")
    assert sends(walked, {"owner.personal_id.unknown": "1"}, "personal-id").status_code == 303
    assert walked.kept().answers["owner.personal_id", None] == {"unknown": True}


def test_a_form_sent_twice_counts_once_and_leads_to_the_same_place(street: House) -> None:
    walked = at(street, "name")
    sent = {"owner.name": "Mến", "_form": form_of(walked.person.get(f"{walked.base}/steps/name").text)}
    first = sends(walked, sent)
    seq = walked.kept().last_seq
    again = sends(walked, sent)
    assert (again.status_code, again.headers["Location"]) == (303, first.headers["Location"])
    assert walked.kept().last_seq == seq


def test_after_handing_in_no_answer_is_taken_any_more(street: House) -> None:
    walked = Person(street).walk(PENSION, OLD_WOMAN)
    walked.hand_in()
    seq = walked.kept().last_seq
    answer = sends(walked, {"owner.name": "Khác"})
    assert answer.status_code == 409
    assert walked.kept().last_seq == seq
