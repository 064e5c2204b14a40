"""A phone of another release, or of somebody who tries things, can leave a dossier strange; every page of it still shows itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.houses import House
from tests.support.people import PASSPORT, PENSION, VAN_DON
from tests.sync.asking import aside_of, kinds_of, require_whole, sheet_of
from tests.sync.pockets import Pocket, Wire, refused
from webapp.dossiers import queries
from webapp.forms.definition import every_field, paper_field_id
from webapp.kernel.ids import new_id

GENERIC = "1.004002"
NAME = "Nguyễn Thị Mến"
MOST = 50
HOSTILE: list[Any] = [
    "",
    "x" * 5000,
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}%(name)s",
    0,
    -1,
    2**53,
    True,
    False,
    [],
    [[]],
    ["x", "x"],
    [None, 1, {}],
    {},
    {"unknown": True},
    {"unknown": True, "file": "../../x", "choice": []},
    {"unknown": "yes"},
    {"file": "../../etc/passwd"},
    {"file": new_id(), "sent": "0" * 64, "kept": "0" * 64},
    {"choice": "attached", "files": [new_id()]},
    {"choice": "fly", "reason": 5},
    {"province": "99", "commune": "00000", "detail": "x"},
    {"province": "22", "commune": ["06994"]},
    "2026-02-30",
    "0000-00",
    "9999-12-31",
    "19450815",
    "0" * 400,
    "\u202eđảo\u2066",
    {"a": {"b": {"c": [1, {"d": "e"}]}}},
]


def in_batches(both: House, phone: Pocket, ops: list[Wire]) -> list[Wire]:
    """Send everything, and return the answers. What an answer refused as too hard to read is not sent again."""
    told = []
    for at in range(0, len(ops), MOST):
        told.append(phone.sends(*ops[at : at + MOST]))
        assert told[-1]["parked"] == []
        both.clock.forward(seconds=2)
    return told


def pages_of(both: House, phone: Pocket, dossier: str) -> int:
    """Open every page of a dossier, for its owner and for an officer, in both languages; return how many showed something."""
    with both.database.reading() as db:
        definition = both.made.shelf.pinned(db, queries.top_of_dossier(db, dossier).definition_digest)
    sheet = sheet_of(both, dossier)
    steps = ["notice", *(step.id for step in definition.steps), *(f"paper-{paper.id}" for paper in definition.papers)]
    repeats = [step.id for step in definition.steps if step.repeat] + steps[1:2]
    rows = sorted({f"{step}/{ids[0]}" for step in repeats for ids in sheet.rows.values()})
    names = [f"steps/{step}" for step in [*steps, *rows]]
    names += ["", "review", "receipt", "copy", "form", "slip.pdf", "slip.svg", f"files/{new_id()}", "files/x"]
    officer = both.officer("tiepnhan")
    shown = 0
    for lang in ("vi", "en"):
        addresses = [(phone.browser, f"/{lang}/dossiers/{dossier}/{name}") for name in names]
        addresses += [(phone.browser, f"/{lang}/dossiers/"), (officer, f"/{lang}/desk/dossiers/{dossier}"), (officer, f"/{lang}/desk/")]
        for browser, address in addresses:
            answer = browser.get(address)
            assert answer.status_code in {200, 303, 404}, (address, answer.status_code)
            shown += answer.status_code == 200
    return shown


def everything_wrong(both: House, phone: Pocket, code: str, dossier: str) -> list[Wire]:
    """Return operations that say hostile things about every field, paper and row, known and unknown."""
    definition = both.made.shelf.newest(code)
    fields = [field.id for field in every_field(definition)] + [paper_field_id(paper.id) for paper in definition.papers]
    ops = []
    for number, field in enumerate([*fields, "nobody.knows", "paper.nobody_knows"]):
        values = HOSTILE if number % 12 == 0 else [HOSTILE[(number * 7 + n) % len(HOSTILE)] for n in range(3)]
        ops += [phone.sets(dossier, field, value) for value in values]
        ops.append(phone.sets(dossier, field, HOSTILE[number % len(HOSTILE)], row=new_id()))
        ops.append(phone.op(dossier, "warning.explain", field, body={"code": "x" * 200, "reason": "<b>"}))
    row = new_id()
    for field in [*fields[:4], *(field.id for field in every_field(definition) if field.kind == "repeat"), "nobody.knows"]:
        ops += [phone.op(dossier, "row.add", field, row), phone.op(dossier, "row.remove", field, new_id())]
    for paper in [*(paper.id for paper in definition.papers), "nobody-knows"]:
        ops += [phone.op(dossier, "paper.cannot", paper, body={"choice": choice, "reason": "<i>" * 90}) for choice in ("fly", "attached")]
        ops.append(phone.op(dossier, "paper.remove", paper, facts={"file": new_id()}))
    ops += [phone.op(dossier, "question.later", facts={"step": step}) for step in ("nowhere", "notice", "review")]
    ops.append(phone.op(dossier, "route.choose", facts={"route": "sea", "unit": "nowhere"}))
    ops.append(phone.op(dossier, "consent.give", body={"what": "everything"}))
    ops.append(phone.op(dossier, "later.kind", "owner.name", body={"value": {}}))
    return ops


# proves FM 40
def test_every_page_of_a_dossier_full_of_strange_things_shows_itself(both: House) -> None:
    strange_life(both, PENSION)


# proves FM 40
@pytest.mark.parametrize("code", [PASSPORT, GENERIC])
def test_so_does_every_page_of_other_procedures(house: House, code: str) -> None:
    strange_life(house, code)


def strange_life(both: House, code: str) -> None:
    """Say every strange thing, open every page, hand in, open every page."""
    phone = Pocket(both)
    dossier, start = phone.begins(code)
    told = in_batches(both, phone, [start, *everything_wrong(both, phone, code, dossier)])
    codes = {code for one in told for code in refused(one).values()}
    assert codes == {"unreadable_value"}
    assert pages_of(both, phone, dossier) > 20
    settled = [phone.sets(dossier, "unit", VAN_DON), phone.sets(dossier, "owner.name", NAME), phone.submits(dossier)]
    in_batches(both, phone, settled)
    assert kinds_of(both, dossier)[-2:] == ["dossier.submit", "dossier.judged"]
    assert pages_of(both, phone, dossier) > 10
    require_whole(both)


def test_a_paper_that_is_said_of_a_row_is_set_aside_and_the_dossier_still_opens_and_is_handed_in(both: House) -> None:
    for kind, said in (
        ("paper.cannot", {"body": {"choice": "bring", "reason": ""}}),
        ("paper.attach", {"body": {"sent": "0" * 64, "kept": "0" * 64}, "facts": {"file": new_id()}}),
        ("paper.remove", {"facts": {"file": new_id()}}),
    ):
        phone = Pocket(both)
        dossier, start = phone.begins()
        paper = both.made.shelf.newest(PENSION).papers[0].id
        phone.sends(start, phone.sets(dossier, "unit", VAN_DON))
        odd = phone.op(dossier, kind, paper, new_id(), **said)
        assert refused(phone.sends(odd)) == {odd["id"]: "bad_operation"}
        assert aside_of(both)[odd["id"]] == "bad_operation"
        assert pages_of(both, phone, dossier) > 20
        void = phone.op(dossier, "op.void", facts={"void": odd["id"]}, seq=odd["seq"])
        assert phone.sends(void, phone.submits(dossier))["refused"] == []
        assert sheet_of(both, dossier).state.value == "submitted"
    require_whole(both)


def test_a_submission_that_says_itself_whose_it_is_is_believed_no_further_than_the_answers(both: House) -> None:
    """The machine's own finding stands after it."""
    phone = Pocket(both)
    dossier, start = phone.begins()
    forged = {"owner": {"full_name": "KẺ KHÁC", "personal_id": "022145000123"}, "problems": []}
    body = {"ticks": [], "filing_day": "2026-11-23", "manifest": {}} | forged
    ops = [start, phone.sets(dossier, "unit", VAN_DON), phone.sets(dossier, "owner.name", NAME.upper())]
    told = phone.sends(*ops, phone.op(dossier, "dossier.submit", body=body))
    assert told["refused"] == []
    assert sheet_of(both, dossier).owner_search == "nguyen thi men"
    assert told["changes"][0]["status"]["problems"] != []
    page = both.officer("tiepnhan").get(f"/vi/desk/dossiers/{dossier}").get_data(as_text=True)
    assert NAME.upper() in page
    assert "KẺ KHÁC" not in page


# proves FM 40
def test_a_definition_that_was_replaced_while_the_draft_was_open_stays_usable(both: House) -> None:
    """The row of a procedure was corrected and its guide with it: what the draft pinned is still served and still judged by."""
    from msgspec.structs import replace

    from webapp.dossiers.starting import keep_definition
    from webapp.forms.definition import definition_digest
    from webapp.forms.projections.generic import generic_definition

    old = replace(generic_definition(both.made.catalogue.row_for_generic(GENERIC)), revision=77)
    digest = definition_digest(old)
    with both.database.transaction() as tx:
        keep_definition(tx, old)
    phone = Pocket(both)
    dossier, start = phone.begins(GENERIC)
    start["facts"] |= {"digest": digest, "revision": 77}
    field = next(field.id for field in every_field(old) if field.kind == "person_name")
    told = phone.sends(start, phone.sets(dossier, field, NAME.upper()))
    assert told["refused"] == told["parked"] == []
    assert told["changes"][0]["status"]["state"] == "draft"
    assert sheet_of(both, dossier).definition_digest == digest
    pack = both.app.test_client().get(f"/packs/vi/{GENERIC}/{digest}")
    assert pack.status_code == 200
    assert pack.get_json()["revision"] == 77
    assert pages_of(both, phone, dossier) > 10
    assert phone.sends(phone.submits(dossier))["refused"] == []
    assert pages_of(both, phone, dossier) > 5
    assert aside_of(both) == {}
