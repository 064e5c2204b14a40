"""The pages of signing in, as a browser sees them."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from tests.support.officers import PASSWORD, code_at
from webapp.accounts import routes as accounts_routes
from webapp.accounts import service
from webapp.accounts.cookies import CookieJar
from webapp.accounts.models import Account
from webapp.accounts.signed_in import current_citizen, install_renewal, machine_of, who_comes
from webapp.database import Database
from webapp.forms.lists import Item, Lists
from webapp.kernel.clock import FixedClock
from webapp.kernel.problems import Refusal
from webapp.sealing import Keyring
from webapp.settings import Settings
from webapp.ui.counters import anyone, officer
from webapp.ui.counting import install_limiter
from webapp.ui.limits import Limiter, SqlStorage
from webapp.ui.parts import Parts, install
from webapp.ui.render import Renderer
from webapp.ui.words import Words

ROOT = Path(__file__).resolve().parents[2]


def build(rows: Database, keyring: Keyring, clock: FixedClock, tmp_path: Path, public_url: str = "") -> Flask:
    app = Flask("accounts")
    settings = Settings.from_environ({"CAMTAY_DEMO": "1", "CAMTAY_DATA": str(tmp_path), "CAMTAY_PUBLIC_URL": public_url})
    jar = CookieJar(settings.secure)
    told: dict[str, Any] = dict.fromkeys(field.name for field in fields(Parts)) | {
        "settings": settings,
        "database": rows,
        "clock": clock,
        "keyring": keyring,
        "lists": Lists({"communes": (Item("06994", "Đặc khu Vân Đồn", "Van Don", "22"),)}),
        "renderer": Renderer(ROOT / "templates", Words.load(ROOT / "translations")),
        "release": "0",
        "style": "",
        "who": who_comes(rows, clock, jar),
    }
    install(app, Parts(**told))
    install_limiter(app, Limiter(SqlStorage(rows, lambda: clock.now().timestamp()), keyring))
    install_renewal(app, jar)
    assert accounts_routes.ask_who
    officer.open_on(app)

    @app.get("/vi/whoami")
    def whoami() -> str:
        return current_citizen(request, rows, clock, jar).ref

    @app.errorhandler(Refusal)
    def refused(error: Refusal) -> tuple[str, int]:
        return error.code, {"too_many": 429, "sign_in_needed": 401}.get(error.code, 404)

    return app


@pytest.fixture
def app(rows: Database, keyring: Keyring, clock: FixedClock, tmp_path: Path) -> Flask:
    return build(rows, keyring, clock, tmp_path)


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    return app.test_client()


def typed(clock: FixedClock, **other: str) -> dict[str, str]:
    return {"name": "hoa.tn", "password": PASSWORD, "code": code_at(clock), "_next": ""} | other


@pytest.mark.parametrize(("lang", "heading"), [("vi", "Cán bộ đăng nhập"), ("en", "Staff sign-in")])
def test_the_page_asks_for_three_things_in_both_languages(visitor: FlaskClient, lang: str, heading: str) -> None:
    page = visitor.get(f"/{lang}/sign-in")
    assert page.status_code == 200
    assert heading in page.text
    for name in ('name="name"', 'name="password"', 'name="code"'):
        assert name in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_a_good_sign_in_leads_on_with_a_cookie_scripts_cannot_read(visitor: FlaskClient, hoa: Account, clock: FixedClock) -> None:
    answer = visitor.post("/vi/sign-in", data=typed(clock))
    assert answer.status_code == 303
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("staff=")
    for part in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Secure" not in cookie
    page = visitor.get("/vi/account")
    assert "Phạm Thị Hoa" in page.text
    assert "Đặc khu Vân Đồn" in page.text
    assert "Cán bộ tiếp nhận" in page.text


def test_over_https_cookies_are_host_cookies_and_secure(
    rows: Database, keyring: Keyring, clock: FixedClock, tmp_path: Path, hoa: Account
) -> None:
    visitor = build(rows, keyring, clock, tmp_path, "https://camtay.vn").test_client()
    cookie = visitor.post("/vi/sign-in", data=typed(clock)).headers["Set-Cookie"]
    assert cookie.startswith("__Host-staff=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_a_wrong_sign_in_says_one_sentence_and_keeps_no_secret(visitor: FlaskClient, hoa: Account, clock: FixedClock) -> None:
    wrong = visitor.post("/vi/sign-in", data=typed(clock, password="sai-mật-khẩu-rồi"))
    unknown = visitor.post("/vi/sign-in", data=typed(clock, name="khong.co"))
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace("hoa.tn", "") == unknown.text.replace("khong.co", "")
    assert "sai-mật-khẩu-rồi" not in wrong.text
    assert code_at(clock) not in wrong.text
    assert "Set-Cookie" not in wrong.headers


def test_the_sixth_wrong_try_waits_even_with_the_right_password(visitor: FlaskClient, hoa: Account, clock: FixedClock) -> None:
    for _ in range(5):
        assert visitor.post("/vi/sign-in", data=typed(clock, password="x" * 12)).status_code == 422
    assert visitor.post("/vi/sign-in", data=typed(clock)).status_code == 429
    clock.forward(minutes=16)
    assert visitor.post("/vi/sign-in", data=typed(clock)).status_code == 303


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.vn/", "//evil.vn", "/vi/../../evil", "/vi/account@evil.vn", "/en/account", "javascript:1"]
)
def test_signing_in_never_leads_elsewhere(visitor: FlaskClient, hoa: Account, clock: FixedClock, elsewhere: str) -> None:
    answer = visitor.post("/vi/sign-in", data=typed(clock, _next=elsewhere))
    assert answer.headers["Location"] in {"/vi/desk/", "/vi/account"}


def test_signing_in_goes_on_to_the_staff_page_that_was_asked_for(visitor: FlaskClient, hoa: Account, clock: FixedClock) -> None:
    assert 'value="/vi/account"' in visitor.get("/vi/sign-in?next=/vi/account").text
    assert visitor.post("/vi/sign-in", data=typed(clock, _next="/vi/account")).headers["Location"] == "/vi/account"


def test_the_account_page_is_for_staff(visitor: FlaskClient) -> None:
    assert visitor.get("/vi/account").status_code == 401


def test_after_signing_out_the_old_cookie_opens_nothing(app: Flask, visitor: FlaskClient, hoa: Account, clock: FixedClock) -> None:
    token = visitor.post("/vi/sign-in", data=typed(clock)).headers["Set-Cookie"].split("=")[1].split(";")[0]
    assert visitor.post("/vi/sign-out").headers["Location"] == "/vi/sign-in?said=signed_out"
    thief = app.test_client()
    thief.set_cookie("staff", token)
    assert thief.get("/vi/account").status_code == 401


def test_another_machine_is_signed_out_from_the_list(app: Flask, visitor: FlaskClient, hoa: Account, clock: FixedClock) -> None:
    phone = app.test_client()
    phone.post("/vi/sign-in", data=typed(clock), headers={"User-Agent": "Mozilla/5.0 (Linux; Android 11) Mobile"})
    clock.forward(seconds=30)
    visitor.post("/vi/sign-in", data=typed(clock))
    page = visitor.get("/vi/account").text
    assert "Điện thoại" in page
    action = page.split('action="/vi/account/sessions/')[1].split('"')[0]
    assert visitor.post(f"/vi/account/sessions/{action}").status_code == 303
    assert phone.get("/vi/account").status_code == 401
    assert visitor.get("/vi/account").status_code == 200


@pytest.mark.parametrize("session", ["1", "00000000-0000-7000-8000-000000000000"])
def test_a_session_that_is_not_ones_own_is_not_found(visitor: FlaskClient, hoa: Account, clock: FixedClock, session: str) -> None:
    visitor.post("/vi/sign-in", data=typed(clock))
    assert visitor.post(f"/vi/account/sessions/{session}/end").status_code == 404


def test_a_signed_in_officer_is_a_citizen_on_citizen_pages(visitor: FlaskClient, hoa: Account, clock: FixedClock) -> None:
    visitor.post("/vi/sign-in", data=typed(clock))
    assert visitor.get("/vi/whoami").text == "nobody"


def test_a_browser_that_still_comes_gets_its_90_days_again(visitor: FlaskClient, rows: Database, clock: FixedClock) -> None:
    with rows.transaction() as tx:
        keyholder, cookie = service.ensure_keyholder(tx, "", clock.now())
    visitor.set_cookie("sid", cookie or "")
    first = visitor.get("/vi/whoami")
    assert first.text == f"keyholder:{keyholder}"
    assert "Set-Cookie" not in first.headers
    clock.forward(hours=2)
    assert f"sid={cookie}" in visitor.get("/vi/whoami").headers["Set-Cookie"]
    assert "Set-Cookie" not in visitor.get("/vi/whoami").headers


@pytest.mark.parametrize("cookie", ["", "x" * 200, "đ", "nobody-has-this"])
def test_a_strange_cookie_is_nobody(visitor: FlaskClient, cookie: str) -> None:
    visitor.set_cookie("sid", cookie)
    assert visitor.get("/vi/whoami").text == "nobody"


def test_machines_are_told_apart_by_class_only() -> None:
    assert machine_of("Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X)") == "phone"
    assert machine_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64)") == "computer"
    assert machine_of("curl/8") == "other"


def test_every_route_of_accounts_names_its_policy(app: Flask) -> None:
    views = [view for endpoint, view in app.view_functions.items() if endpoint.startswith("accounts.")]
    assert len(views) == 5
    assert {getattr(view, "policy_name", "") for view in views} == {anyone.name, "staff"}
