"""The public interface says what it does and does what it says; whatever is thrown at it, it answers in kind and never fails."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
from werkzeug.test import TestResponse

from tests.api.fuzzing import ask_everything, send_sealed
from tests.house.kept_routes import addresses_of
from tests.support.houses import Builder, House
from webapp.api import routes as api_routes
from webapp.api.routes import description
from webapp.offline.routes import config_of, shelves
from webapp.sync.wire import FATES, Fate

MACHINES = re.compile(r" /(?:api|sync|shell|packs|sw\.js)")
NEVER_ASKED = {"GET /sync"}
"""Answers "there is nothing here" to whoever types the address."""


def operations(described: Any) -> dict[str, Any]:
    return {operation.label: operation for operation in (found.ok() for found in described.get_all_operations())}


def check(operation: Any, answer: TestResponse) -> None:
    assert answer.status_code == 200
    operation.validate_response(answer)


def test_every_route_for_programs_is_described_and_the_other_way_round(served: House) -> None:
    ours = {line for line in addresses_of(served.app) if MACHINES.search(line)} - NEVER_ASKED
    paths = description()["paths"].items()
    written = {method.upper() + " " + path.replace("{", "<").replace("}", ">") for path, methods in paths for method in methods}
    assert ours == written
    assert len(ours) > 12


def test_the_description_is_served_as_it_is_written_and_holds_to_its_own_standard(served: House, described: Any) -> None:
    told = served.app.test_client().get("/api/v1/openapi.json").get_json()
    assert told == description()
    assert told["openapi"] == "3.1.0"
    described.validate()
    names = [methods[method]["operationId"] for methods in told["paths"].values() for method in methods]
    assert len(set(names)) == len(names)


def test_every_code_and_fate_of_sync_is_described(served: House) -> None:
    refused = description()["components"]["schemas"]["Refused"]["properties"]
    assert set(refused["code"]["enum"]) == set(FATES)
    assert set(refused["fate"]["enum"]) == set(get_args(Fate))


def test_whatever_is_asked_is_answered_as_described(described: Any) -> None:
    statuses = ask_everything(described, examples=8)
    assert len(statuses) > 11
    assert {200, 400} <= set(statuses["POST /sync"]) <= {200, 400, 403, 429}
    assert set(statuses["GET /api/v1/procedures"]) == {200, 400}
    assert set(statuses["GET /packs/{of}/{code}/{digest}"]) == {404}


def test_sealed_operations_of_any_shape_get_a_fate_and_never_an_error(served: House, described: Any) -> None:
    fates = send_sealed(served, described, examples=30)
    assert {"acks", "parked", "changes", "bad_operation", "not_yours"} <= set(fates)
    assert fates["acks"] > 30


def test_every_procedure_is_told_as_described(served: House, described: Any) -> None:
    browser, all_of_them = served.app.test_client(), operations(described)
    codes = [row["code"] for row in browser.get("/api/v1/procedures").get_json()["procedures"]]
    assert codes == sorted(served.made.catalogue.procedures)
    for code in codes:
        check(all_of_them["GET /api/v1/procedures/{code}"], browser.get(f"/api/v1/procedures/{code}"))
    for code in ("1.014027", "1.001456", codes[0], codes[-1]):
        check(all_of_them["GET /api/v1/procedures/{code}/answers-schema"], browser.get(f"/api/v1/procedures/{code}/answers-schema"))


def test_everything_a_phone_fetches_is_as_described(served: House, described: Any) -> None:
    with served.app.test_request_context():
        made = shelves()
        config = config_of(made, served.made.release)
    code = "1.014027"
    addresses = {
        "/shell/common/{digest}.json": config["common"],
        "/shell/words/{of}/{digest}.json": config["words"]["en"],
        "/shell/catalogue/{digest}.json": config["catalogue"],
        "/packs/commune/{digest}.json": made.commune_address,
        "/packs/facts/{code}/{digest}": f"/packs/facts/{code}/{made.facts_digests[code]}",
        "/packs/{of}/{code}/{digest}": f"/packs/vi/{code}/{made.digests[code]}",
        "/sw.js": "/sw.js",
    }
    written = {path for path in description()["paths"] if not path.startswith(("/api/", "/sync"))}
    assert set(addresses) == written
    for path, address in addresses.items():
        check(described[path]["GET"], served.app.test_client().get(address))


def test_facts_say_how_sure_they_are_and_an_unknown_fee_is_never_nought(served: House) -> None:
    browser = served.app.test_client()
    sorts: dict[str, int] = {}
    for code, procedure in served.made.catalogue.procedures.items():
        told = browser.get(f"/api/v1/procedures/{code}").get_json()
        assert bool(told["fees"]) != bool(told["no_fee_because"])
        assert bool(told["times"]) != bool(told["no_time_because"])
        assert told["papers_known"] == (procedure.plain is not None)
        for fee, kept in zip(told["fees"], procedure.fees, strict=True):
            assert fee["certainty"] == kept.certainty
            assert fee["amount"] == {"free": 0, "set_by_province": None}.get(str(kept.amount), kept.amount)
            sorts[fee["sort"]] = sorts.get(fee["sort"], 0) + 1
    assert set(sorts) == {"amount", "free", "set_by_province"}
    assert sum(sorts.values()) > 100


def test_a_search_finds_what_the_page_finds(served: House) -> None:
    browser = served.app.test_client()
    told = browser.get("/api/v1/procedures?q=ho chieu&limit=3").get_json()
    found = [hit.code for hit in served.made.catalogue.index.find("ho chieu")]
    assert [row["code"] for row in told["procedures"]] == found[:3]
    assert told["procedures"][0]["code"] == "1.001456"
    assert told["number"] == len(found)


def test_answers_are_public_anonymous_and_not_sent_twice(served: House) -> None:
    browser = served.app.test_client()
    for address in ("procedures?limit=3", "units", "problems", "openapi.json", "procedures/1.014027"):
        first = browser.get(f"/api/v1/{address}", headers={"Origin": "https://paper.example"})
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in first.headers
        assert first.headers["Cache-Control"] == "public, max-age=300"
        assert "Set-Cookie" not in first.headers
        assert "Cookie" not in first.headers["Vary"]
        assert browser.get(f"/api/v1/{address}", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("GET /api/v1/procedures/9.999999", 404, "unknown_procedure"),
        ("GET /api/v1/procedures/9.999999/answers-schema", 404, "unknown_procedure"),
        ("GET /api/v1/nothing", 404, "not_found"),
        ("GET /api/v1/units/", 404, "not_found"),
        ("GET /api", 404, "not_found"),
        ("GET /api/v1/procedures?limit=x", 400, "bad_limit"),
        ("GET /api/v1/procedures?limit=401", 400, "bad_limit"),
        ("GET /api/v1/procedures?limit=²", 400, "bad_limit"),
        ("GET /api/v1/procedures?limit=" + "9" * 3000, 400, "bad_limit"),
        ("GET /api/v1/procedures?q=" + "a" * 121, 400, "bad_query"),
        ("POST /api/v1/units", 405, "method_not_allowed"),
        ("DELETE /api/v1/procedures/1.014027", 405, "method_not_allowed"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_that_programs_read(served: House, asked: str, status: int, code: str) -> None:
    method, address = asked.split(" ", 1)
    answer = served.app.test_client().open(address, method=method, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    told = answer.get_json()
    assert (told["status"], told["code"]) == (status, code)
    assert ("Access-Control-Allow-Origin" in answer.headers) == (method == "GET")
    if status == 405:
        assert "GET" in answer.headers["Allow"]


def test_pages_of_others_may_read_and_do_nothing_else(served: House) -> None:
    browser, origin = served.app.test_client(), {"Origin": "https://paper.example", "Sec-Fetch-Site": "cross-site"}
    assert browser.post("/api/v1/units", headers=origin).status_code == 403
    refused = browser.post("/sync", json={}, headers=origin | {"Cam-Tay-Sync": "1"})
    assert refused.status_code == 403
    assert "Access-Control-Allow-Origin" not in refused.headers
    with served.app.test_request_context():
        common = config_of(shelves(), served.made.release)["common"]
    assert "Access-Control-Allow-Origin" not in browser.get(common, headers=origin).headers


def test_a_fault_of_ours_is_a_problem_with_a_reference(builder: Builder, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    house = builder.build(tmp_path / "data")

    def broken() -> None:
        raise ValueError("022145987654")

    monkeypatch.setattr(api_routes, "_catalogue", broken)
    answer = house.app.test_client().get("/api/v1/units")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert re.fullmatch(r"[0-9a-f]{8}", answer.get_json()["reference"])
    assert "022145987654" not in answer.get_data(as_text=True)
    house.database.dispose()


def test_facts_are_told_while_no_row_can_be_reached(builder: Builder, tmp_path: Any) -> None:
    house = builder.build(tmp_path / "data")
    client = house.app.test_client()
    client.set_cookie("sid", "a" * 22)
    (house.data / "camtay.sqlite").unlink()
    house.database.dispose()
    (house.data / "camtay.sqlite").mkdir()
    for address in ("/api/v1/units", "/api/v1/procedures/1.014027", "/sw.js"):
        assert client.get(address).status_code == 200
    house.database.dispose()
