"""Headers, the origin check, compression and static files, over a bare app with three routes."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import brotli
import pytest
from flask import Flask, Response, request

from webapp.kernel.problems import NotAllowed, NotFound
from webapp.ui.compression import compress
from webapp.ui.hx import install_hx
from webapp.ui.security import install_security
from webapp.ui.static_files import StaticFiles, house_files, install_static
from webapp.ui.style import inline_style, squeeze, style_hash

ROOT = Path(__file__).parents[2]
PUBLIC = "https://dichvu.example.vn"


def _app(public_url: str = PUBLIC) -> Flask:
    app = Flask("bare", static_folder=None)
    settings = SimpleNamespace(public_url=public_url, secure=public_url.startswith("https:"))
    app.extensions["camtay"] = SimpleNamespace(settings=settings, style="body{margin:0}")
    install_hx(app)
    install_security(app)
    install_static(app)
    app.add_url_rule("/page", "page", lambda: "<p>" + "chữ " * 200)
    app.add_url_rule("/act", "act", lambda: ("seen", 200), methods=["POST"])
    app.add_url_rule("/wrong", "wrong", lambda: ("look again", 422), methods=["POST"])
    app.add_url_rule("/kept", "kept", lambda: Response("x", headers={"Cache-Control": "private, no-cache"}))
    app.register_error_handler(NotAllowed, lambda refusal: ("no", 403))
    app.register_error_handler(NotFound, lambda refusal: ("none", 404))
    return app


@pytest.fixture
def client() -> Any:
    return _app().test_client()


def test_the_policy_allows_our_files_and_the_one_inline_style(client: Any) -> None:
    policy = client.get("/page").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self' 'sha256-")
    assert f"'{style_hash('body{margin:0}')}'" in policy
    assert "unsafe" not in policy
    for rule in ("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in policy


def test_every_answer_is_guarded_against_sniffing_and_embedding(client: Any) -> None:
    headers = client.get("/page").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "max-age" in headers["Strict-Transport-Security"]


def test_on_plain_loopback_no_browser_is_told_to_insist_on_https() -> None:
    assert "Strict-Transport-Security" not in _app("http://127.0.0.1:8000").test_client().get("/page").headers


def test_a_page_is_never_kept_unless_its_view_says_so(client: Any) -> None:
    assert client.get("/page").headers["Cache-Control"] == "no-store"
    assert "Cookie" in client.get("/page").headers["Vary"]
    assert client.get("/kept").headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),  # a program, or a browser that says nothing: SameSite=Lax is the guard
        ({"Origin": PUBLIC}, 200),
        ({"Origin": "http://localhost"}, 200),  # the host the browser asked for
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "https://dichvu.example.vn.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": PUBLIC}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": PUBLIC, "Sec-Fetch-Dest": "empty"}, 200),
        ({"Referer": f"{PUBLIC}/vi/"}, 200),
        ({"Referer": "https://evil.example/vi/"}, 403),
    ],
)
def test_an_act_is_taken_only_from_our_own_pages(client: Any, headers: dict[str, str], status: int) -> None:
    assert client.post("/act", headers=headers).status_code == status


def test_a_link_from_another_site_opens_a_page(client: Any) -> None:
    assert client.get("/page", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_no_address_but_one_is_read_as_a_service_worker(client: Any) -> None:
    app = _app()
    app.add_url_rule("/sw.js", "worker", lambda: "0")
    asked = {"Service-Worker": "script"}
    assert app.test_client().get("/page", headers=asked).status_code == 403
    assert app.test_client().get(f"/static/{house_files().release}/js/start.js", headers=asked).status_code == 403
    assert app.test_client().get("/sw.js", headers=asked).status_code == 200


def test_a_page_with_problems_does_not_become_a_step_of_the_history(client: Any) -> None:
    assert client.post("/wrong").headers["HX-Push-Url"] == "false"
    assert "HX-Push-Url" not in client.get("/page").headers


def test_a_boosted_request_wants_a_whole_page() -> None:
    app = _app()
    for headers, part in [({"HX-Request": "true"}, True), ({"HX-Request": "true", "HX-Boosted": "true"}, False), ({}, False)]:
        with app.test_request_context("/page", headers=headers):
            assert request.wants_part is part


def test_a_page_is_sent_as_brotli_only_to_browsers_that_take_it(client: Any) -> None:
    plain = client.get("/page")
    packed = client.get("/page", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == plain.data
    assert packed.content_length == len(packed.data)
    for answer in (plain, packed):
        assert {"Accept-Encoding", "HX-Request"} <= set(re.split(", ?", answer.headers["Vary"]))
    assert "Content-Encoding" not in client.get("/page", headers={"Accept-Encoding": "br;q=0, gzip"}).headers


def test_a_streamed_answer_is_left_alone() -> None:
    app = _app()
    with app.test_request_context("/", headers={"Accept-Encoding": "br"}):
        streamed = Response((piece for piece in ["a" * 400]), mimetype="text/html")
        assert "Content-Encoding" not in compress(streamed).headers


def test_a_file_of_this_release_is_kept_for_ever_and_of_another_is_not(client: Any) -> None:
    name = "vendor/htmx-2.0.11.min.js"
    kept = client.get(f"/static/{house_files().release}/{name}", headers={"Accept-Encoding": "br"})
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert kept.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert brotli.decompress(kept.data) == (ROOT / "static" / name).read_bytes()
    assert client.get(f"/static/000000000000/{name}").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["../pyproject.toml", "js/none.js", "vendor/LICENSES", "%2e%2e/wsgi.py"])
def test_nothing_outside_the_static_folder_is_served(client: Any, name: str) -> None:
    assert client.get(f"/static/{house_files().release}/{name}").status_code == 404


def test_a_changed_file_makes_another_release(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "citizen.css").write_text("a { color: red; }")
    first = StaticFiles(tmp_path).release
    (tmp_path / "css" / "citizen.css").write_text("a { color: blue; }")
    second = StaticFiles(tmp_path).release
    assert second != first
    (tmp_path / "one.js").write_text("export const one = 1; // as it is")
    third = StaticFiles(tmp_path)
    (tmp_path / "one.js").write_text("export const one = 1; // as it was")
    other = StaticFiles(tmp_path)
    assert other.files["one.js"].plain == third.files["one.js"].plain
    assert len({second, third.release, other.release}) == 3


def test_the_inline_style_needs_no_escaping_and_stays_small() -> None:
    style = inline_style(ROOT / "static")
    assert len(brotli.compress(style.encode())) <= 1600
    assert "\n" not in style
    with pytest.raises(ValueError, match="escaped"):
        squeeze('p::before { content: "x"; }')


def test_squeezing_keeps_what_a_style_means() -> None:
    assert squeeze("/* why */\na b:hover {\n  margin: 0 auto;\n  color: red;\n}\n") == "a b:hover{margin:0 auto;color:red}"
    assert squeeze("@media (min-width: 36rem) { a { top: 0; } }") == "@media (min-width: 36rem){a{top:0}}"


def test_vendored_files_are_the_ones_that_were_checked() -> None:
    from hashlib import sha256

    folder = ROOT / "static" / "vendor"
    listed = dict(reversed(line.split("  ")) for line in (folder / "CHECKSUMS").read_text().splitlines())
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.js")} == set(listed)
    for name, digest in listed.items():
        assert sha256((folder / name).read_bytes()).hexdigest() == digest
