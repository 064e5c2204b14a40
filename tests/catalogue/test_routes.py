"""The pages before a dossier exists, through the real app."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

import webapp.catalogue.routes  # noqa: F401 - registers the pages
from webapp.assembly import create_app, parts_of
from webapp.catalogue.models import CatalogueGap
from webapp.database import Database
from webapp.migrations.tables import all_tables
from webapp.settings import Settings

PATHS = ["", "procedures", "procedures?q=ho+chieu", "procedures/1.014027", "fields", "coverage", "missing", "help"]
HERE = {"Origin": "http://localhost"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("app")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[FlaskClient]:
    settings = Settings.from_environ({"CAMTAY_DATA": str(folder), "CAMTAY_DEMO": "1"})
    made = parts_of(settings)
    folder.mkdir(exist_ok=True)
    all_tables().create_all(made.database.engine)
    with create_app(settings, made).test_client() as opened:
        yield opened
    made.database.dispose()


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    "path", ["", "procedures", "procedures?q=ho+chieu", "procedures/1.014027", "fields", "coverage", "missing", "help"]
)
def test_every_page_opens_in_both_languages(client: FlaskClient, lang: str, path: str) -> None:
    answer = client.get(f"/{lang}/{path}")
    assert answer.status_code == 200
    assert f'<html lang="{lang}"' in answer.text


def test_a_procedure_that_does_not_exist_is_not_found(client: FlaskClient) -> None:
    assert client.get("/vi/procedures/9.999999").status_code == 404
    assert client.get("/vi/procedures/..%2f").status_code == 404


@pytest.mark.parametrize(("act", "page"), [("procedures/1.014027/keep", "procedures/1.014027"), ("take", "")])
def test_who_wants_to_take_something_along_past_the_worker_is_led_back_to_the_page(client: FlaskClient, act: str, page: str) -> None:
    answer = client.post(f"/vi/{act}", headers=HERE)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/vi/{page}")
    assert f'action="/vi/{act}"' not in client.get(f"/vi/{page}").text


def test_nothing_can_be_kept_that_does_not_exist(client: FlaskClient) -> None:
    assert client.post("/vi/procedures/9.999999/keep", headers=HERE).status_code == 404


def test_the_codeless_procedure_has_a_page(client: FlaskClient) -> None:
    assert client.get("/vi/procedures/linked-death").status_code == 200


@pytest.mark.parametrize("query", ["'", '"', "%00", "%F0%9F", "a-b", "OR", "(" * 5000])
def test_no_query_breaks_the_list(client: FlaskClient, query: str) -> None:
    assert client.get(f"/vi/procedures?q={query}").status_code == 200


def test_what_somebody_did_not_find_is_kept_and_said_so(client: FlaskClient, folder: Path) -> None:
    answer = client.post("/vi/missing", data={"said": "mở quán karaoke"}, headers=HERE)
    assert (answer.status_code, answer.location) == (303, "/vi/missing?said=saved")
    assert "Trung tâm sẽ xem" in client.get(answer.location).text
    rows = Database(f"sqlite:///{next(folder.glob('*.sqlite*'))}")
    with rows.reading() as db:
        assert b"karaoke" not in db.scalars(select(CatalogueGap.box)).first()
    rows.dispose()


def test_an_empty_report_is_asked_for_again_without_blame(client: FlaskClient) -> None:
    answer = client.post("/vi/missing", data={"said": "  "}, headers=HERE)
    assert answer.status_code == 422
    assert "Ông/bà viết một câu là được." in answer.text
    assert answer.headers["HX-Push-Url"] == "false"


def test_help_repeats_only_a_page_number(client: FlaskClient) -> None:
    assert "14-07" in client.get("/vi/help?page=14-07").text
    assert "đọc số trang" not in client.get("/vi/help?page=<script>alert(1)").text
