"""The public interface says what it does and does what it says; whatever is thrown at it, it answers in kind and never fails."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from tests.house.kept_routes import addresses_of
from tests.support.houses import Builder, House
from tests.sync.pockets import Pocket
from webapp.api.routes import description

EXAMPLES = 25


@pytest.fixture(scope="module")
def served(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = builder.build(tmp_path_factory.mktemp("api") / "data")
    yield house
    house.database.dispose()


@pytest.fixture(scope="module")
def described(served: House) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", served.app)


CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_everything_described_answers_as_described(described: Any) -> None:
    asked: list[int] = []
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            answer = case.call(headers={"Accept-Encoding": "identity"})
            asked.append(answer.status_code)
            case.validate_response(answer, checks=CHECKS)

        ask()
    assert len(asked) > EXAMPLES * 4
    assert {200, 404} <= set(asked)


def test_every_route_for_programs_is_described_and_the_other_way_round(served: House) -> None:
    ours = {line for line in addresses_of(served.app) if re.search(r" /(?:api|sync|shell|packs|sw\.js)", line)}
    paths = description()["paths"].items()
    written = {method.upper() + " " + path.replace("{", "<").replace("}", ">") for path, methods in paths for method in methods}
    assert {line for line in ours if line != "GET /sync"} == written


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20), st.just("\x00"), st.just(2**60)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data())
def test_sealed_operations_of_any_shape_get_a_fate_and_never_an_error(served: House, data: st.DataObject) -> None:
    phone = Pocket(served)
    dossier, start = phone.begins(data.draw(st.sampled_from(["1.014027", "1.001456", "1.001653"])))
    kinds = st.sampled_from(
        ["answer.set", "answer.clear", "row.add", "paper.cannot", "question.later", "consent.give", "op.void", "a.new_kind"]
    )
    ops = [start]
    for _ in range(data.draw(st.integers(0, 4))):
        kind = data.draw(kinds)
        field = data.draw(st.sampled_from(["owner.name", "applicant.birth_date", "not.known", None]))
        body = data.draw(st.dictionaries(st.sampled_from(["value", "choice", "reason", "what"]), json_values, max_size=3))
        ops.append(
            phone.op(dossier, kind, field, body=body, facts=data.draw(st.dictionaries(st.sampled_from(["step", "void"]), json_values)))
        )
    ops.append(phone.submits(dossier))
    spoilt = data.draw(st.dictionaries(st.sampled_from(["seq", "at", "box", "base", "row", "device"]), json_values, max_size=1))
    ops[-1] |= spoilt
    answer = phone.posts(ops)
    assert answer.status_code in {200, 400, 429}, answer.get_data(as_text=True)[:300]
    told = json.loads(answer.get_data())
    if answer.status_code == 200:
        said = {ack["id"] for ack in told["acks"]} | {no["id"] for no in told["refused"]} | {one["id"] for one in told["parked"]}
        assert {op["id"] for op in ops} <= said


def test_facts_say_how_sure_they_are_and_an_unknown_fee_is_never_nought(served: House) -> None:
    browser = served.app.test_client()
    seen = 0
    for code, procedure in served.made.catalogue.procedures.items():
        told = browser.get(f"/api/v1/procedures/{code}").get_json()
        for fee, kept in zip(told["fees"], procedure.fees, strict=True):
            assert fee["certainty"] == kept.certainty
            assert (fee["amount"] is None) == (kept.amount == "set_by_province")
            seen += 1
    assert seen > 100


def test_answers_are_public_anonymous_and_not_sent_twice(served: House) -> None:
    browser = served.app.test_client()
    first = browser.get("/api/v1/procedures?q=ho chieu&limit=3")
    assert first.get_json()["procedures"][0]["code"] == "1.001456"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in first.headers
    again = browser.get("/api/v1/procedures?q=ho chieu&limit=3", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    for address in ("/api/v1/procedures/9.999999", "/api/v1/nothing", "/api/v1/procedures?limit=x"):
        refused = browser.get(address)
        assert refused.mimetype == "application/problem+json"
        assert refused.get_json()["status"] == refused.status_code
