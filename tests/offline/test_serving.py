"""What phones fetch: every address the worker names is there, for ever the same, and belongs to nobody."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import brotli
import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.support.houses import Builder, House
from tests.support.strict_client import text_of
from webapp.assembly import prepare
from webapp.dossiers.models import Definition as DefinitionRow
from webapp.forms.definition import definition_digest, definition_from_json
from webapp.offline import routes
from webapp.offline.shelves import Shelves
from webapp.ui.static_files import TYPES

JSON = "application/json"
CONFIG = re.compile(r"^start\((\{.*\})\);$", re.MULTILINE)
NOT_THERE = {"error": "not_found"}


@pytest.fixture(scope="module")
def serving(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all these tests: nothing here writes."""
    built = builder.build(tmp_path_factory.mktemp("serving") / "data")
    yield built
    built.database.dispose()


@pytest.fixture(scope="module")
def shelves(serving: House) -> Shelves:
    with serving.app.app_context():
        return routes.shelves()


@pytest.fixture(scope="module")
def told(serving: House) -> dict[str, Any]:
    """What the worker is started with."""
    found = CONFIG.search(serving.browser().get("/sw.js").text)
    assert found is not None
    said: dict[str, Any] = json.loads(found[1])
    return said


def named(told: Mapping[str, Any]) -> list[str]:
    """Every address that the worker is told of."""
    return [*told["files"], *told["later"], told["common"], *told["words"].values(), told["catalogue"]]


def digest_in(address: str) -> str:
    return address.rsplit("/", 1)[1].removesuffix(".json")


def is_immutable(answer: TestResponse) -> bool:
    return answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_worker_is_one_import_and_one_call_and_always_fresh(serving: House, told: dict[str, Any]) -> None:
    answer = serving.browser().get("/sw.js", headers={"Service-Worker": "script"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert answer.headers["Cache-Control"] == "no-cache"
    lines = answer.text.splitlines()
    assert lines[0] == f'import {{ start }} from "/static/{serving.made.release}/sw/linked.js";'
    assert len(lines) == 2
    assert set(told) == {"release", "files", "later", "common", "words", "catalogue"}
    assert told["release"] == serving.made.release
    assert set(told["words"]) == {"vi", "en"}


def test_engines_that_run_no_module_as_a_worker_get_the_same_one_as_a_plain_script(serving: House) -> None:
    module, plain = (serving.browser().get(address, headers={"Service-Worker": "script"}) for address in ("/sw.js", "/sw.js?plain"))
    address = f"/static/{serving.made.release}/sw/plain.js"
    assert plain.text.splitlines() == [f'importScripts("{address}");', module.text.splitlines()[1]]
    assert plain.headers["Cache-Control"] == "no-cache"
    whole = serving.browser().get(address)
    linked = serving.browser().get(f"/static/{serving.made.release}/sw/linked.js")
    assert is_immutable(whole)
    assert whole.text == linked.text.replace("export const{start}=", "const{start}=", 1)


def test_the_worker_names_the_same_addresses_however_often_it_is_asked(serving: House) -> None:
    assert len({serving.browser().get("/sw.js").text for _ in range(3)}) == 1


# proves FM 50
def test_every_address_the_worker_names_is_there_for_ever_and_belongs_to_nobody(serving: House, told: dict[str, Any]) -> None:
    addresses = named(told)
    assert len(addresses) >= 10
    for address in addresses:
        answer = serving.browser().get(address)
        suffix = address[address.rfind(".") :]
        assert (address, answer.status_code) == (address, 200)
        assert answer.headers["Content-Type"] == TYPES[suffix], address
        assert is_immutable(answer), address
        assert "Set-Cookie" not in answer.headers, address
        assert "Cookie" not in answer.headers.get("Vary", ""), address


def test_every_json_that_the_worker_names_has_the_digest_of_its_address(serving: House, told: dict[str, Any]) -> None:
    for address in (told["common"], *told["words"].values(), told["catalogue"]):
        body = serving.browser().get(address).get_data()
        assert hashlib.sha256(body).hexdigest().startswith(digest_in(address)), address


def test_what_comes_as_brotli_is_what_comes_plain(serving: House, told: dict[str, Any], shelves: Shelves) -> None:
    code = next(iter(shelves.digests))
    packs = [f"/packs/vi/{code}/{shelves.digests[code]}", f"/packs/facts/{code}/{shelves.facts_digests[code]}", shelves.commune_address]
    for address in (told["common"], told["catalogue"], *told["words"].values(), *packs):
        small = serving.browser().get(address, headers={"Accept-Encoding": "br"})
        assert small.headers["Content-Encoding"] == "br", address
        assert "Accept-Encoding" in small.headers["Vary"]
        assert brotli.decompress(small.get_data()) == serving.browser().get(address).get_data()


def test_the_modules_that_the_worker_imports_are_there(serving: House) -> None:
    for name in ("sw/linked.js", "sw/farewell.js"):
        answer = serving.browser().get(f"/static/{serving.made.release}/{name}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")


# proves FM 40
def test_every_pack_of_every_procedure_has_the_digest_of_its_address(serving: House, shelves: Shelves) -> None:
    browser, codes = serving.browser(), list(serving.made.catalogue.procedures)
    assert len(codes) > 300
    for code in codes:
        for lang in ("vi", "en"):
            answer = browser.get(f"/packs/{lang}/{code}/{shelves.digests[code]}")
            assert (code, answer.status_code, answer.headers["Content-Type"]) == (code, 200, JSON)
            assert hashlib.sha256(answer.get_data()).hexdigest() == shelves.digests[code]
            assert is_immutable(answer)
        facts = browser.get(f"/packs/facts/{code}/{shelves.facts_digests[code][:8]}")
        assert (facts.status_code, hashlib.sha256(facts.get_data()).hexdigest()) == (200, shelves.facts_digests[code])
        assert facts.get_json()["code"] == code
        assert "Set-Cookie" not in facts.headers


def test_a_pack_says_the_definition_that_the_house_itself_uses(serving: House, shelves: Shelves) -> None:
    for code in ("1.014027", next(code for code in shelves.digests if not serving.made.shelf.has_guide(code))):
        body = serving.browser().get(f"/packs/en/{code}/{shelves.digests[code]}").get_json()
        assert definition_from_json(body) == serving.made.shelf.newest(code)


def test_the_catalogue_names_packs_by_digests_that_are_answered(serving: House, told: dict[str, Any]) -> None:
    columns = serving.browser().get(told["catalogue"]).get_json()["procedures"]
    assert sorted(columns["code"]) == sorted(serving.made.catalogue.procedures)
    named = list(zip(columns["code"], columns["definition_digest"], columns["facts_digest"], strict=True))
    for code, definition, facts in named[::25]:
        assert serving.browser().get(f"/packs/vi/{code}/{definition}").status_code == 200
        assert serving.browser().get(f"/packs/facts/{code}/{facts}").status_code == 200


def test_the_pack_of_the_commune_holds_every_procedure_of_the_commune(serving: House, told: dict[str, Any], shelves: Shelves) -> None:
    said = serving.browser().get(told["common"]).get_json()["commune_pack"]
    answer = serving.browser().get(said["address"], headers={"Accept-Encoding": "br"})
    assert (answer.status_code, is_immutable(answer), len(answer.get_data())) == (200, True, said["bytes"])
    packs = json.loads(text_of(answer))["packs"]
    wanted = {code for code, found in serving.made.catalogue.procedures.items() if "commune" in found.row.levels}
    assert len(wanted) > 250
    assert sorted(pack["code"] for pack in packs) == sorted(wanted)
    for pack in packs:
        assert pack["digest"] == shelves.digests[pack["code"]] == definition_digest(definition_from_json(pack["definition"]))
        assert pack["facts_digest"] == shelves.facts_digests[pack["code"]]
    size = serving.browser().head(said["address"], headers={"Accept-Encoding": "br"})
    assert (size.status_code, int(size.headers["Content-Length"]), size.get_data()) == (200, said["bytes"], b"")


def test_a_wrong_digest_is_a_json_404_that_nobody_keeps(serving: House, told: dict[str, Any], shelves: Shelves) -> None:
    code, other = list(shelves.digests)[:2]
    short = shelves.digests[code][:7]
    wrong = [
        "/shell/common/00000000.json",
        "/shell/words/vi/00000000.json",
        f"/shell/words/fr/{digest_in(told['words']['en'])}.json",
        "/shell/catalogue/00000000.json",
        f"/shell/catalogue/{digest_in(told['common'])}.json",
        f"/shell/common/{digest_in(told['common'])[:7]}.json",
        "/packs/commune/00000000.json",
        f"/packs/vi/{code}/00000000",
        f"/packs/vi/{code}/{short}",
        f"/packs/vi/{code}/{'0' * 64}",
        f"/packs/vi/{code}/{shelves.digests[other]}",
        f"/packs/vi/9.999999/{shelves.digests[code]}",
        f"/packs/facts/{code}/{shelves.facts_digests[other]}",
        f"/packs/facts/{code}/{shelves.facts_digests[code][:7]}",
        f"/packs/facts/9.999999/{shelves.facts_digests[code]}",
        f"/packs/vi/{code}/{'%00' * 64}",
        f"/packs/vi/{code}/{'%ED%A0%80' * 64}",
    ]
    for address in wrong:
        answer = serving.browser().get(address)
        assert (address, answer.status_code, answer.headers["Content-Type"]) == (address, 404, JSON)
        assert answer.get_json() == NOT_THERE
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers


def test_the_answers_are_the_same_for_an_officer_a_citizen_and_a_stranger(serving: House, told: dict[str, Any]) -> None:
    citizen = serving.browser()
    citizen.post("/vi/dossiers", data={"procedure": "1.014027"})
    visitors = [serving.browser(), citizen, serving.officer(next(iter(serving.people())))]
    for address in ("/sw.js", told["common"], told["catalogue"]):
        answers = [visitor.get(address) for visitor in visitors]
        assert len({answer.get_data() for answer in answers}) == 1
        assert [answer.headers.getlist("Set-Cookie") for answer in answers] == [[], [], []]


def test_the_switch_that_ends_all_workers_serves_one_that_takes_itself_away(builder: Builder, tmp_path: Any) -> None:
    house = builder.build(tmp_path / "data", CAMTAY_WORKER="off")
    answer = house.browser().get("/sw.js", headers={"Service-Worker": "script"})
    release = house.made.release
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert answer.text == f'import {{ farewell }} from "/static/{release}/sw/farewell.js";\nfarewell();\n'
    assert house.browser().get(f"/static/{release}/sw/farewell.js").status_code == 200
    plain = house.browser().get("/sw.js?plain", headers={"Service-Worker": "script"})
    assert plain.text == f'importScripts("/static/{release}/sw/plain_farewell.js");\nfarewell();\n'
    assert house.browser().get(f"/static/{release}/sw/plain_farewell.js").status_code == 200
    house.database.dispose()


def test_no_phone_is_told_anything_of_a_person(serving: House, told: dict[str, Any], shelves: Shelves) -> None:
    assert routes.config_of(shelves, serving.made.release) == told
    spoken = json.dumps(told) + "".join(serving.browser().get(address).text for address in (told["common"], told["catalogue"]))
    for person in serving.people().values():
        assert person["sign_in_name"] not in spoken
        assert person["totp_secret"] not in spoken


# proves FM 40
def test_definitions_of_all_procedures_stand_in_the_table_and_preparing_again_adds_none(builder: Builder, tmp_path: Any) -> None:
    house = builder.build(tmp_path / "data")
    digests = {definition_digest(house.made.shelf.newest(code)) for code in house.made.catalogue.procedures}
    for _ in range(2):
        with house.database.reading() as db:
            assert set(db.scalars(select(DefinitionRow.digest))) == digests
            assert db.scalar(select(func.count()).select_from(DefinitionRow)) == len(digests)
        prepare(house.made)
    house.database.dispose()
