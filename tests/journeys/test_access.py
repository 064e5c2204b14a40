"""Every page that can be reached, with and without mistakes, in both languages: axe finds nothing to say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.catalogue.conftest import frame_in
from tests.journeys.conftest import Opens, OpensDesk
from tests.support.filling import step_of
from tests.support.hands import Hands
from tests.support.houses import Builder
from tests.support.people import FISHERMAN, OLD_WOMAN, PASSPORT, PENSION

pytestmark = pytest.mark.browser
LANGS = pytest.mark.parametrize("lang", ["vi", "en"])
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN_PAGES = [
    "",
    "procedures",
    "procedures?q=ho+chieu",
    "procedures?q=zzzz",
    f"procedures/{PENSION}?unit=06994",
    f"procedures/{PASSPORT}",
    "procedures/linked-death",
    "fields",
    "coverage",
    "missing",
    "help?page=14-07",
    "track",
    "leave",
    "outbox",
    "dossiers/",
    "sign-in",
]
CHILD: dict[str, Any] = FISHERMAN | {
    "submitter.for_whom": "family",
    "applicant.birth_date": "2018-05-02",
    "applicant.personal_id": "022218000123",
    "passport.request": "lost",
    "applicant.lives_at_permanent": False,
    "contact.way": "contact_person",
    "result.way": "by_post",
}
GUARDED: dict[str, Any] = OLD_WOMAN | {
    "guardian.exists": True,
    "payment.way": "account",
    "pension.has_insurance": True,
    "owner.birth_date": "1953",
    "contact.way": "no_phone",
}


@cache
def axe() -> Axe:
    return Axe()


def faults(of: Hands, where: str) -> list[str]:
    """Return what axe finds on the page as it is now."""
    found = axe().run(of.page, options={"resultTypes": ["violations"], "runOnly": TAGS}).response["violations"]
    return [f"{where}: {one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def sends_nothing(of: Hands, where: str) -> list[str]:
    """Press on with every box empty, and look at the page when it comes back with problems."""
    step = of.step
    for control in of.page.locator("main form[data-step] input.box:not([type=file])").all():
        control.fill("")
    of.presses_on()
    if not of.problems:
        return []
    assert of.step == step
    return faults(of, f"{where} with problems")


def test_the_measure_itself_finds_a_picture_without_words(opens: Opens) -> None:
    her = opens()
    her.goes("")
    her.page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert any("image-alt" in fault for fault in faults(her, "home"))


@LANGS
def test_pages_that_anyone_can_open(opens: Opens, lang: str) -> None:
    her = opens(lang)
    found = []
    for path in OPEN_PAGES:
        her.goes(path)
        found += faults(her, path)
    her.goes("", expect=200)
    her.page.locator("details.menu summary").click()
    found += faults(her, "the open menu")
    her.page.locator('form.look button[name="contrast"][value="high"]').click()
    her.page.locator("html.contrast-high").wait_for()
    found += faults(her, "strong contrast")
    for path in ("procedures/9.999", "dossiers/01890000-0000-7000-8000-000000000000/review"):
        her.goes(path, expect=404)
        found += faults(her, path)
    assert found == []


HEAD = {
    "id": "x",
    "procedure": PENSION,
    "called": "Tiền cho người già",
    "safety": "here",
    "kept_by": "phone",
    "at": "8 giờ 05",
    "photos_awaited": 1,
}
PHOTO = {"file": "f", "called": "Giấy khai sinh", "percent": 41, "said": "", "href": "dossiers/x/steps/paper-birth"}
PHOTOS = [PHOTO | {"state": state} for state in ("here", "sending", "refused", "gone", "elsewhere")]
SLIP: dict[str, Any] = {
    "slip": {"digits": "1234 5678 9012 3452", "check": "phone"}, "has_form": True, "form_name": "Mẫu 01", "to_bring": [], "missing": [],
    "doubts": [], "signing": "at_desk", "official_code": "", "typed_code": "", "problems": [], "due": "", "photos": PHOTOS,
    "ending": {"route": "desk", "unit": "Trung tâm", "decided_by": "commune_committee", "demonstration": True, "ways": []},
}  # fmt: skip
STEP = {"official": 1, "due": "", "steps": [], "reasons": [], "result_number": "", "openings": [], "own": True, "known_at": "8 giờ 05"}
STEP |= {"photos": PHOTOS, "photos_refused": [{"text": "Ảnh mở không được. Ông/bà chụp lại."}]}


def drawn_by_phones_only(style: str, lang: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Views that no centre makes: what is only on the phone, and what is wrong with it."""
    frame = frame_in(lang) | {"style": style, "served_by": "phone", "waiting": 2}
    ways = [(what, state, tries) for what in ("draft", "submit", "prepared") for state, tries in LANE_STATES]
    lanes = [
        {"id": f"{what}-{state}", "called": f"{what} {state}", "what": what, "state": state, "tries": tries} | ALIKE
        for what, state, tries in ways
    ]
    yield "citizen/outbox.html", frame | {"lanes": lanes, "may_send": True, "may_save": True, "locked": 1}
    for squares in ([1, 2, 3], []):
        yield "phone/codes.html", frame | {"id": "squares", "ref": "a1b2c3", "total": len(squares), "site": "x", "squares": squares}
    yield "citizen/leave.html", frame | {"code": "", "done": False, "unsent": 2}
    yield "problems/no_signal.html", frame | {"again": "/vi/"}
    for trouble in ("no_storage", "wiped", "clock", "not_saved"):
        yield "citizen/track.html", frame | {"trouble": trouble, "typed": {"code": "", "check": ""}, "problems": []}
    for state in ("submitted", "withdrawn"):
        head = {"dossier": HEAD | {"state": state}}
        yield "citizen/receipt.html", frame | SLIP | head
        yield "citizen/progress.html", frame | STEP | head


ALIKE = {"code": "", "ref": "a1b2c3", "since": "8 giờ 05", "waiting": 2, "goes": True, "photos": PHOTOS}
LANE_STATES = [("waiting", 0), ("trying", 3), ("refused", 0), ("hand_over", 1), ("set_aside", 0)]


@LANGS
def test_pages_that_only_a_phone_draws(opens: Opens, builder: Builder, lang: str) -> None:
    her, found = opens(lang), []
    made = builder.parts
    for template, view in drawn_by_phones_only(made.style, lang):
        her.page.set_content(made.renderer.render(template, view))
        assert her.page.locator("h1").count() == 1
        found += faults(her, template)
    assert found == []


@LANGS
def test_forms_outside_a_dossier_that_come_back_with_problems(opens: Opens, lang: str) -> None:
    her = opens(lang)
    found = []
    for path, button in (("missing", "missing"), ("track", "track"), ("dossiers/", "resume"), ("sign-in", "sign-in")):
        her.goes(path)
        her.page.locator(f'main form[action$="/{button}"] button').click()
        her.page.locator('[data-part="problem_list"]').wait_for()
        found += faults(her, f"{path} with problems")
    her.goes("leave")
    her.page.locator('main form[action$="/leave"] button').click()
    her.page.locator('main a.button[href$="/"]').wait_for()
    found += faults(her, "left")
    assert found == []


@LANGS
@pytest.mark.parametrize(("code", "given"), [(PASSPORT, CHILD), (PENSION, GUARDED)], ids=["passport of a child", "pension with a guardian"])
def test_every_page_of_a_dossier(opens: Opens, lang: str, code: str, given: dict[str, Any]) -> None:
    her = opens(lang)
    answers = her.starts(code, given)
    found, seen = [], 0
    while step := step_of(her.page.url):
        where, seen = f"{code} {step}", seen + 1
        found += faults(her, where)
        if any(field.required for field in answers.stop(step).fields):
            found += sends_nothing(her, where)
        following = answers.stops()[answers.stops().index(step) + 1 :][:1]
        her.hurries(answers, until=following[0] if following else "")
    assert seen > 20
    found += faults(her, "review")
    dossier = her.dossier
    her.presses(her.page.locator('form[action$="/submit"] button'))
    found += faults(her, "review with unticked boxes")
    her.goes(f"dossiers/{dossier}/steps/contact-others")
    her.presses_on('button[name="_add"]')
    found += faults(her, "a row") + sends_nothing(her, "a row")
    her.presses_on('button[name="_remove"]')
    her.goes(f"dossiers/{dossier}/review")
    her.hands_in()
    found += faults(her, "receipt")
    for page in ("copy", "form", ""):
        her.goes(f"dossiers/{dossier}/{page}")
        found += faults(her, page or "progress")
    her.goes("dossiers/")
    found += faults(her, "my dossiers")
    assert found == []


@LANGS
def test_pages_of_staff(opens: Opens, opens_desk: OpensDesk, lang: str) -> None:
    her = opens()
    her.hurries(her.starts(PENSION, OLD_WOMAN))
    her.hands_in()
    found = []
    for name in ("tiepnhan", "chuyenmon", "lanhdao", "vanthu", "giamdoc"):
        officer = opens_desk(name, lang)
        for path in ("desk/", "desk/?q=zzzz", f"desk/dossiers/{her.dossier}", "account"):
            officer.goes(path)
            found += faults(officer, f"{name} {path}")
    officer = opens_desk("tiepnhan", lang)
    officer.goes(f"desk/dossiers/{her.dossier}")
    officer.page.locator('details[data-verb="refuse"] summary').click()
    officer.page.locator('form[data-act="refuse"] button.button').click()
    officer.page.locator('[data-part="problem_list"]').wait_for()
    found += faults(officer, "a refusal without reasons")
    agent = opens_desk("tongdai", lang)
    agent.goes("desk/", expect=403)
    found += faults(agent, "not allowed")
    assert found == []
