"""The log never holds what a person typed or who they are: a canary is planted everywhere a request can carry one."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy import create_engine, text

from webapp.ui import logs

CANARY = "Canary-022045001234"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root, ours = logging.getLogger(), logging.getLogger(logs.OURS)
    before = (list(root.handlers), root.level, ours.level)
    stream = io.StringIO()
    logs.configure(stream)
    yield stream
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])


def an_app() -> Flask:
    app = Flask("a-house")
    logs.install_logs(app)

    @app.route("/vi/dossiers/<dossier>/steps/name", methods=["GET", "POST"])
    def name(dossier: str) -> str:
        return "kept"

    @app.route("/vi/break", methods=["POST"])
    def broken() -> str:
        with create_engine("sqlite://").begin() as connection:
            connection.execute(text("INSERT INTO nowhere VALUES (:v)"), {"v": request.form["name"]})
        return ""

    @app.route("/vi/raise", methods=["POST"])
    def raising() -> str:
        raise ValueError(f"cannot read {request.form['name']}")

    return app


def lines_of(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_one_line_with_the_rule_and_not_the_address(written: io.StringIO) -> None:
    an_app().test_client().get(f"/vi/dossiers/{CANARY}/steps/name?q={CANARY}")
    (line,) = lines_of(written)
    assert line["rule"] == "/vi/dossiers/<dossier>/steps/name"
    assert line["status"] == 200
    assert line["method"] == "GET"
    assert len(line["request"]) == 12


@pytest.mark.parametrize("path", ["/vi/dossiers/1/steps/name", "/vi/break", "/vi/raise", f"/vi/nowhere/{CANARY}"])
def test_a_canary_in_form_query_header_or_cookie_never_reaches_the_log(written: io.StringIO, path: str) -> None:
    client = an_app().test_client()
    client.set_cookie("sid", CANARY)
    client.post(
        f"{path}?q={CANARY}",
        data={"name": CANARY},
        headers={"X-Request-Id": CANARY, "Referer": f"http://localhost/{CANARY}", "User-Agent": CANARY},
    )
    assert written.getvalue()
    assert CANARY not in written.getvalue()


def test_an_unknown_method_is_not_written_as_it_came(written: io.StringIO) -> None:
    an_app().test_client().open("/vi/dossiers/1/steps/name", method=CANARY.upper())
    assert CANARY.upper() not in written.getvalue()


def test_an_error_is_told_by_type_and_place(written: io.StringIO) -> None:
    an_app().test_client().post("/vi/raise", data={"name": CANARY})
    error = next(line["error"] for line in lines_of(written) if "error" in line)
    assert error["type"] == "ValueError"
    assert "raising" in error["frames"][-1]


def test_other_libraries_are_named_and_not_quoted(written: io.StringIO) -> None:
    logging.getLogger("somebody.else").warning("GET /x?name=%s", CANARY)
    (line,) = lines_of(written)
    assert line["from"] == "somebody.else"
    assert CANARY not in written.getvalue()


def test_our_own_arguments_are_not_filled_in_and_only_known_keys_pass(written: io.StringIO) -> None:
    logging.getLogger("camtay.desk").warning("refused %s", CANARY, extra={"code": "wrong_state", "name_typed": CANARY, "tries": 3})
    (line,) = lines_of(written)
    assert line["said"] == "refused %s"
    assert line["code"] == "wrong_state"
    assert line["tries"] == 3
    assert CANARY not in written.getvalue()
