"""Pages of a shared phone's locks: only the phone has them, in both languages, the same bytes by both renderers, and short on facts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from tests.catalogue.conftest import frame_in
from tests.support.houses import Builder
from tests.support.strict_client import check_page
from tests.support.twins import assert_same_bytes, hostile
from tests.twins.test_views import compared
from tests.twins.viewing import ViewingPhone, Words, pages, question
from webapp.ui.parts import Parts
from webapp.ui.render import Renderer

View = dict[str, Any]
LANGS = ("vi", "en")
PROBLEM = [{"text": "Hai lần gõ không giống nhau.", "target": "f-secret"}]
UNREAD = [{"text": "Ông/bà đọc phần sẽ mất.", "target": "f-understood-1"}]
VAULT = {"id": "01890000-0000-7000-8000-000000000001", "label": "Bà Nguyễn Thị Ngoan", "chosen": True}
OTHER = VAULT | {"id": "01890000-0000-7000-8000-000000000002", "label": "Lan", "chosen": False}
LOSS = {
    "id": VAULT["id"],
    "label": "Bà",
    "lost": 2,
    "waiting": 1,
    "drafts": 3,
    "handed_in": 1,
    "pending": 1,
    "since": "thứ Sáu, 27/11/2026",
}
NOTHING = LOSS | {"label": "", "lost": 0, "waiting": 0, "drafts": 0, "handed_in": 0, "pending": 0, "since": ""}

CASES: dict[str, list[View]] = {
    "whose": [
        {"sort": sort, "by": by, "procedure": "1.014027", "lend": lend, "vault": vault, "vault_label": "Bà" if by == "pin" else ""}
        for sort, by, lend, vault in [("ask", "", True, ""), ("ask", "", False, ""), ("own", "", False, ""), ("locked", "", True, "locked")]
    ]
    + [
        {"sort": "open", "by": by, "procedure": "", "lend": False, "vault": "open", "vault_label": label}
        for by, label in [("pin", "Bà"), ("once", "")]
    ],
    "new_secret": [
        {"by": by, "label": "Bà", "procedure": "1.014027", "moving": moving, "problems": problems}
        for by, moving, problems in product(("pin", "phrase"), (True, False), ([], PROBLEM))
    ],
    "unlock": [
        {"vaults": vaults, "by": by, "leads_to": "/vi/dossiers/", "procedure": "", "kept": kept, "unsent": unsent, "problems": problems}
        | {"forgettable": bool(vaults), "vault": "locked"}
        for vaults, by, kept, unsent, problems in [
            ([], "pin", False, 1, []),
            ([VAULT], "pin", True, 2, PROBLEM),
            ([VAULT], "phrase", False, 0, []),
            ([VAULT, OTHER], "", True, 3, PROBLEM),
        ]
    ],
    "forgotten": [{"vaults": [LOSS, NOTHING], "problems": problems, "vault": "locked"} for problems in ([], UNREAD)],
    "lock": [
        {"by": by, "drafts": drafts, "unsent": unsent, "code": code, "done": done, "typed": "5678", "problems": [], "vault": "open"}
        for by, drafts, unsent, code, done in [
            ("once", 2, 1, "", False),
            ("once", 0, 1, "", False),
            ("pin", 1, 0, "", False),
            ("once", 0, 1, "ABCDE 12345", True),
            ("pin", 0, 0, "", True),
        ]
    ],
    "change_secret": [
        {"by": by, "problems": problems, "vault": "open", "vault_label": "Bà"} for by in ("pin", "phrase") for problems in ([], PROBLEM)
    ],
}


@pytest.fixture(scope="module")
def made(builder: Builder) -> Parts:
    return builder.parts


@pytest.fixture(scope="module")
def phone(made: Parts) -> Iterator[ViewingPhone]:
    with ViewingPhone(made) as process:
        yield process


@pytest.fixture(scope="module")
def renderer(made: Parts) -> Renderer:
    return made.renderer


@pytest.mark.parametrize("page", sorted(CASES))
def test_a_page_of_locks_is_whole_in_both_languages_and_the_same_bytes_on_both_sides(renderer: Renderer, page: str) -> None:
    name = f"citizen/{page}.html"
    views = [frame_in(lang) | {"problems": []} | case for lang, case in product(LANGS, CASES[page])]
    for view in views:
        check_page(renderer.render(name, view), view["lang"])
    assert_same_bytes((name, each) for view in views for each in (view, hostile(view)))


def test_every_secret_is_typed_where_the_browser_remembers_nothing(renderer: Renderer) -> None:
    for page in ("new_secret", "unlock", "change_secret"):
        for case in CASES[page]:
            drawn = renderer.render(f"citizen/{page}.html", frame_in("vi") | case)
            for control in re.findall(r"<input[^>]*\bclass=\"box pin\"[^>]*>", drawn):
                assert 'autocomplete="off"' in control
                assert "value=" not in control
            for form in re.findall(r"<form[^>]*action=\"/vi/(?:unlock|phone/new|phone/change)\"[^>]*>", drawn):
                assert 'autocomplete="off"' in form


def test_a_title_says_what_the_page_is_for_and_never_whose(renderer: Renderer) -> None:
    for page, cases in CASES.items():
        for case in cases:
            title = re.search(r"<title>(.*?)</title>", renderer.render(f"citizen/{page}.html", frame_in("vi") | {"problems": []} | case))
            assert title is not None
            assert "Bà" not in html.unescape(title[1])


def test_in_a_vault_no_field_has_a_token_and_on_ones_own_phone_they_have(made: Parts, phone: ViewingPhone) -> None:
    pension = made.shelf.newest("1.014027")
    words = Words(made.lists, made.texts, made.wording)
    tokens = {}
    for private in (False, True):
        body = question(pension, "vi", {}, {}, private=private)
        assert_same_bytes(compared(made, phone, [(body, pension)]))
        tokens[private] = {field["autocomplete"] for view in pages(body, pension, words)["steps"] for field in view["fields"]} - {""}
    assert "name" in tokens[False]
    assert tokens[True] == set()
