"""A view that is limited counts by address and, when it knows one, by keyholder."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from flask import Flask, request
from limits import parse

from webapp.database import Database
from webapp.kernel.actor import Citizen
from webapp.kernel.problems import TooMany
from webapp.sealing import Keyring
from webapp.ui.counters import Counter, anyone
from webapp.ui.counting import install_limiter, limited
from webapp.ui.limits import Limiter, Rate, SqlStorage
from webapp.ui.parts import Parts, install

RATES = {"step": (Rate("keyholder", parse("2/minute")), Rate("address", parse("5/minute")))}


@pytest.fixture
def app(sqlite_database: Database, keyring: Keyring) -> Flask:
    app = Flask("counted")
    told: dict[str, Any] = dict.fromkeys(field.name for field in fields(Parts))
    install(app, Parts(**told | {"who": lambda asked: Citizen(asked.headers.get("X-Who"))}))
    install_limiter(app, Limiter(SqlStorage(sqlite_database), keyring, RATES))
    counter = Counter("citizen")

    @counter.post("/<lang>/act", policy=anyone)
    @limited("step")
    def act(lang: str) -> str:
        return request.method + lang

    counter.open_on(app)

    @app.errorhandler(TooMany)
    def too_many(error: TooMany) -> tuple[str, int]:
        return str(error.data["retry_after"]), 429

    return app


def test_the_third_act_of_one_keyholder_is_refused_and_another_goes_on(app: Flask) -> None:
    client = app.test_client()
    statuses = [client.post("/vi/act", headers={"X-Who": who}).status_code for who in ("one", "one", "one", "two")]
    assert statuses == [200, 200, 429, 200]


def test_visitors_without_cookie_share_the_limit_of_their_address(app: Flask) -> None:
    client = app.test_client()
    assert [client.post("/vi/act").status_code for _ in range(6)] == [200] * 5 + [429]
    assert 0 < int(client.post("/vi/act").text) <= 60
    assert client.post("/vi/act", environ_base={"REMOTE_ADDR": "10.1.1.1"}).status_code == 200


def test_a_forged_forwarding_header_is_not_another_address(app: Flask) -> None:
    client = app.test_client()
    for number in range(5):
        client.post("/vi/act", headers={"X-Forwarded-For": f"10.0.0.{number}"})
    assert client.post("/vi/act", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 429
