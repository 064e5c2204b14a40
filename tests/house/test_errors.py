"""What goes wrong ends in a page with one thing to do next, in the language of the address, and tells nothing of the inside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy import text

from tests.support.houses import Builder, House
from tests.support.strict_client import text_of
from webapp.errors import REFUSALS
from webapp.kernel.problems import Refusal
from webapp.ui.parts import transaction

CANARY = "022145987654-Yến"
INSIDE = re.compile(
    r"Traceback|File \"|line \d+, in|sqlalchemy|sqlite3|psycopg|SELECT |INSERT |UPDATE |jinja2|werkzeug|/site-packages/|0x[0-9a-f]{8}", re.I
)


def breaking_routes(app: Flask) -> None:
    def broken(lang: str) -> str:
        raise ValueError(f"cannot read {request.values.get('name')}")

    def bad_rows(lang: str) -> str:
        with transaction() as tx:
            tx.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": request.values.get("name")})
        return ""

    def refusing(lang: str, code: str) -> str:
        refusal = Refusal(reason="file_bytes", secret=CANARY)
        refusal.code = code
        raise refusal

    for rule, view in [("broken", broken), ("rows", bad_rows), ("refusing/<code>", refusing)]:
        view.policy_name, view.counter_name = "anyone", "public"  # type: ignore[attr-defined]
        app.add_url_rule(f"/<lang>/{rule}", rule, view, methods=["GET", "POST"])


@pytest.fixture(scope="module")
def breaking(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = builder.build(tmp_path_factory.mktemp("breaking") / "data")
    breaking_routes(house.app)
    yield house
    house.database.dispose()


def is_quiet(page: str) -> bool:
    return INSIDE.search(page) is None and CANARY not in page


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("what", ["broken", "rows"])
def test_a_bug_says_sorry_with_a_reference_that_stands_in_the_log(
    breaking: House, lang: str, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from webapp.ui.logs import configure

    configure()
    answer = breaking.browser().post(f"/{lang}/{what}?name={CANARY}", data={"name": CANARY})
    page, log = text_of(answer), capsys.readouterr().err
    assert answer.status_code == 500
    assert is_quiet(page)
    assert CANARY not in log
    reference = re.search(r'"reference": "([0-9a-f]{8})"', log)
    assert reference is not None
    assert reference[1] in page


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("code", [*REFUSALS, "a_code_nobody_knows"])
def test_every_refusal_is_a_page_with_a_way_on(breaking: House, lang: str, code: str) -> None:
    answer = breaking.browser().get(f"/{lang}/refusing/{code}")
    status, _ = REFUSALS.get(code, REFUSALS["refused"])
    assert answer.status_code == status
    main = text_of(answer).split("<main")[1].split("</main>")[0]
    assert "<a " in main or "<form" in main
    assert is_quiet(main)


STRANGE: list[tuple[str, dict[str, Any]]] = [
    ("/vi/nowhere", {}),
    ("/fr/", {}),
    ("/vi/procedures/9.999999", {}),
    ("/vi/procedures/%00", {}),
    ("/vi/procedures?q=%00%ff%ED%A0%80", {}),
    ("/vi/procedures?q=" + "x" * 3000, {}),
    ("/vi/procedures?q=%27%3B+DROP+TABLE+dossiers--", {}),
    ("/vi/dossiers/../../etc/passwd", {}),
    ("/vi/dossiers/%2e%2e/review", {}),
    ("//evil.example/", {}),
    ("/static/x/../../pyproject.toml", {}),
    ("/vi/help?page=%3Cscript%3E", {}),
    ("/vi/track?said=%3Cscript%3E", {}),
    ("/vi/", {"headers": {"Accept-Language": "x" * 2000}}),
    ("/vi/", {"headers": {"Cookie": "sid=" + "x" * 3000 + "; look=%00.%ff"}}),
    ("/vi/", {"headers": {"Host": "evil.example"}}),
]


@pytest.mark.parametrize(("path", "how"), STRANGE, ids=[path[:40] for path, _ in STRANGE])
def test_a_strange_address_never_ends_in_a_bug(breaking: House, path: str, how: dict[str, Any]) -> None:
    answer = breaking.browser().get(path, **how)
    assert answer.status_code < 500
    assert is_quiet(text_of(answer))
    assert "evil.example" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("path", ["/vi/dossiers", "/vi/track", "/vi/resume", "/vi/sign-in", "/vi/missing", "/vi/look", "/vi/leave"])
@pytest.mark.parametrize(
    "typed", [{"a": "\x00"}, {"code": "\ud800"}, {"procedure": "9" * 10000}, {"said": "\u202e\u200b"}, {"back": "//evil.example"}]
)
def test_strange_words_in_a_form_never_end_in_a_bug(breaking: House, path: str, typed: dict[str, str]) -> None:
    encoded = "&".join(f"{name}={value}" for name, value in typed.items()).encode("utf-8", "surrogatepass")
    answer = breaking.browser().post(path, data=encoded, content_type="application/x-www-form-urlencoded")
    assert answer.status_code < 500
    assert is_quiet(text_of(answer))
    assert "evil.example" not in answer.headers.get("Location", "")


def test_a_body_over_the_limit_is_told_so(breaking: House, tmp_path: Path) -> None:
    answer = breaking.browser().post("/vi/missing", data={"said": "x" * 600_000})
    assert answer.status_code == 413
    assert is_quiet(text_of(answer))
