"""The contract of a step, as an outside client reads it from the page alone (design, section 11)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from werkzeug.test import TestResponse

from tests.support.filling import row_of, step_of
from tests.support.houses import House
from tests.support.people import FISHERMAN, OLD_WOMAN, PASSPORT, PENSION
from tests.support.persons import TICKS, Person, Walked, form_of
from tests.support.strict_client import parse, text_of
from webapp.forms.definition import Field
from webapp.forms.kinds import KINDS

LANGS = pytest.mark.parametrize("lang", ["vi", "en"])
SAFETY = {"here", "sending", "arrived", "accepted"}
CONTROLS = ("input", "select", "textarea")
GENERIC = "1.001653"
GUARDED: dict[str, Any] = OLD_WOMAN | {"guardian.exists": True, "contact.way": "contact_person"}
WALKS = {"passport": (PASSPORT, FISHERMAN), "pension": (PENSION, GUARDED), "a procedure without a guide": (GENERIC, {})}


def pages(walker: Person, code: str, given: dict[str, Any]) -> Iterator[tuple[str, Element, tuple[Field, ...]]]:
    """Yield each step as it is shown, with the fields it should ask, then answer it."""
    filler, address = walker.filler(code, given, loosely=True), f"/{walker.lang}/dossiers/{walker.start(code)}/steps/notice"
    while step := step_of(address):
        shown = walker.get(address)
        assert shown.status_code == 200
        yield address, parse(text_of(shown)), filler.stop(step).fields
        sent = walker.post(address, filler.post(step, row_of(address)))
        assert sent.status_code == 303
        assert urlsplit(sent.headers["Location"]).path != urlsplit(address).path
        address = sent.headers["Location"]
    yield address, parse(text_of(walker.get(address))), ()


def main_of(tree: Element) -> Element:
    found = list(tree.iter("main"))
    assert len(found) == 1
    return found[0]


def controls_of(form: Element) -> list[Element]:
    return [element for element in form.iter() if element.tag in CONTROLS]


def one_step_form(tree: Element, address: str, lang: str) -> Element:
    forms = [form for form in main_of(tree).iter("form") if form.get("data-step") is not None]
    assert len(forms) == 1, address
    assert forms[0].get("method") == "post"
    assert (forms[0].get("action") or "").startswith(urlsplit(address).path)
    assert urlsplit(address).path.startswith(f"/{lang}/dossiers/")
    return forms[0]


def safety_of(tree: Element) -> str:
    shown = [element.get("data-safety") or "" for element in main_of(tree).iter() if element.get("data-safety") is not None]
    assert len(shown) == 1
    assert shown[0] in SAFETY
    return shown[0]


def check_controls(form: Element, fields: tuple[Field, ...], address: str) -> None:
    known = {name: field.kind for field in fields for name in KINDS[field.kind].names(field)}
    for control in controls_of(form):
        name, sort = control.get("name") or "", control.get("type", "text")
        if name == "_form":
            assert sort == "hidden"
            continue
        assert sort not in {"hidden", "date", "datetime-local", "month"}, f"{address}: {name} is {sort}"
        assert control.get("list") is None, f"{address}: {name} has a data list"
        assert name in known, f"{address}: {name} is no control of this step"
        assert control.get("data-kind") in {known[name], "unknown"}, f"{address}: {name}"
        assert control.get("hidden") is None
        assert control.get("required") is None, f"{address}: the browser must not stop a form that the server takes"
        if sort in {"radio", "checkbox"}:
            assert control.get("value"), f"{address}: {name} without a value"
    for button in form.iter("button"):
        assert button.get("name") is None or (button.get("name") or "").startswith("_"), f"{address}: a button's name is not ours"


@LANGS
@pytest.mark.parametrize("walk", WALKS)
def test_every_step_is_as_outside_clients_expect(street: House, lang: str, walk: str) -> None:
    code, given = WALKS[walk]
    seen = 0
    for address, tree, fields in pages(Person(street, lang), code, given):
        assert safety_of(tree) == "arrived"
        if step_of(address) is None:
            break
        seen += 1
        form = one_step_form(tree, address, lang)
        check_controls(form, fields, address)
        shown = {control.get("name") for control in controls_of(form)}
        for field in fields:
            assert field.kind == "repeat" or shown & KINDS[field.kind].names(field), f"{address}: {field.id} is not asked"
        last = list(form.iter("button"))[-1]
        assert last.get("name") is None, f"{address}: the last button does not simply go on"
        has_files = any(control.get("type") == "file" for control in controls_of(form))
        assert (form.get("enctype") == "multipart/form-data") is has_files, address
    assert seen > 10


@LANGS
def test_the_pages_around_a_dossier_are_as_outside_clients_expect(street: House, lang: str) -> None:
    person = Person(street, lang)
    start = main_of(parse(text_of(person.get(f"procedures/{PASSPORT}"))))
    begins = [form for form in start.iter("form") if (form.get("action") or "").endswith("/dossiers")]
    assert len(begins) == 1
    assert [(button.get("name"), button.get("value")) for button in begins[0].iter("button")] == [("procedure", PASSPORT)]

    walked = person.walk(PASSPORT, FISHERMAN)
    review = parse(text_of(person.get(f"{walked.base}/review")))
    forms = list(main_of(review).iter("form"))
    assert len(forms) == 1
    assert (forms[0].get("action") or "").endswith("/submit")
    assert {control.get("type") for control in controls_of(forms[0])} == {"checkbox", "hidden"}
    assert {control.get("name") for control in controls_of(forms[0])} == {*TICKS, "_form"}

    receipt = parse(text_of(walked.hand_in()))
    main = main_of(receipt)
    links = [link.get("href") or "" for link in main.iter("a")]
    assert [link.rsplit("/", 1)[1] for link in links[:3]] == ["form", "copy", "slip.pdf"]
    assert len([element for element in main.iter() if element.get("data-part") == "slip_code"]) == 1
    for page in ("review", "receipt", "copy", "form"):
        shown = person.browser.get(f"{walked.base}/{page}", follow_redirects=True)
        assert safety_of(parse(text_of(shown))) == "arrived", page


def test_the_progress_page_says_how_safe_it_is(street: House) -> None:
    walked = Person(street).walk(PENSION, OLD_WOMAN)
    walked.hand_in()
    assert safety_of(parse(text_of(walked.person.get(f"{walked.base}/")))) == "arrived"


def open_at(street: House, step: str, lang: str = "vi") -> Walked:
    return Person(street, lang).walk(PENSION, OLD_WOMAN, until=step)


def answers(walked: Walked, step: str, sent: dict[str, str], **how: Any) -> TestResponse:
    return walked.person.post(f"{walked.base}/steps/{step}", sent, **how)


def test_a_post_without_a_button_and_without_our_stamp_goes_on(street: House) -> None:
    walked = open_at(street, "name")
    sent = answers(walked, "name", {"owner.name": "Mến"})
    assert sent.status_code == 303
    assert sent.headers["Location"].endswith("/steps/birth-date")


def test_a_post_with_a_stamp_of_another_making_goes_on_too(street: House) -> None:
    walked = open_at(street, "name")
    assert answers(walked, "name", {"owner.name": "Mến", "_form": "made up"}).status_code == 303


def test_a_late_form_of_an_older_page_does_not_take_back_a_newer_answer(street: House) -> None:
    walked = open_at(street, "name")
    old = form_of(walked.person.get(f"{walked.base}/steps/name").text)
    answers(walked, "name", {"owner.name": "Mến Mới"})
    assert answers(walked, "name", {"owner.name": "Mến Cũ", "_form": old}).status_code == 303
    assert walked.kept().answers["owner.name", None] in {"Mến Cũ", "Mến Mới"}
    assert walked.kept().conflicts or walked.kept().answers["owner.name", None] == "Mến Cũ"


@LANGS
def test_a_boosted_form_gets_whole_pages(street: House, lang: str) -> None:
    walked = open_at(street, "name", lang)
    boosted = {"HX-Request": "true", "HX-Boosted": "true"}
    wrong = answers(walked, "name", {"owner.name": "M3n"}, headers=boosted)
    assert wrong.status_code == 422
    assert wrong.headers["HX-Push-Url"] == "false"
    assert "<!doctype html>" in wrong.text.lower()
    right = answers(walked, "name", {"owner.name": "Mến"}, headers=boosted)
    assert right.status_code == 303
    assert "HX-Push-Url" not in right.headers
    page = walked.person.browser.get(right.headers["Location"], headers=boosted)
    assert "HX-Request" in page.headers["Vary"]
    assert page.text.lower().startswith("<!doctype html>")


def test_warnings_never_block(street: House) -> None:
    walked = open_at(street, "personal-id")
    assert answers(walked, "personal-id", {"owner.personal_id": "022045000123"}).status_code == 303, "a man's number for a woman"
    walked = open_at(street, "result")
    assert answers(walked, "result", {}).status_code == 303


def test_a_page_that_is_not_asked_leads_to_where_the_work_goes_on(street: House) -> None:
    walked = open_at(street, "name")
    led = walked.person.get(f"{walked.base}/steps/guardian-person")
    assert led.status_code == 303
    assert led.headers["Location"].endswith("/steps/name")
    assert walked.person.get(f"{walked.base}/steps/never-was").status_code == 404


def test_a_browser_that_starts_too_many_dossiers_has_to_wait(street: House) -> None:
    person = Person(street, "en")
    person.start(PENSION)
    for _ in range(30):
        person.start(PENSION)
    refused = person.post("dossiers", {"procedure": PENSION})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    street.clock.forward(hours=1)
    assert person.start(PENSION)


@LANGS
def test_the_stamp_changes_with_every_page_that_is_drawn(street: House, lang: str) -> None:
    walked = open_at(street, "name", lang)
    stamps = {form_of(walked.person.get(f"{walked.base}/steps/name").text) for _ in range(3)}
    assert len(stamps) == 3
    assert all(re.fullmatch(r"[0-9a-f]{24}\.\d+", stamp) for stamp in stamps)


def page_number_of(answer: TestResponse) -> str:
    found = re.search(r"<footer>.*?<b>([0-9]+-[0-9]+)</b>", answer.text, re.DOTALL)
    assert found is not None
    return found[1]


def test_no_two_pages_have_one_number(street: House) -> None:
    person = Person(street)
    walked = person.walk(PENSION, GUARDED)
    pages = [f"{walked.base}/steps/{stop}" for stop in walked.filler.stops()] + [f"{walked.base}/review"]
    numbers = [page_number_of(person.get(page)) for page in pages]
    walked.hand_in()
    numbers += [page_number_of(person.get(f"{walked.base}/{page}")) for page in ("receipt", "copy", "form", "")]
    open_pages = ("", "procedures", "missing", "coverage", "fields", "help", "track", "dossiers/", "leave", f"procedures/{PASSPORT}")
    numbers += [page_number_of(person.get(page)) for page in open_pages]
    assert sorted(set(numbers)) == sorted(numbers)
