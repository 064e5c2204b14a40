"""Phones, plain forms and an officer act on one dossier in the same moment: one order, one outcome, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

from tests.support.houses import House
from tests.support.people import VAN_DON
from tests.sync.asking import BOTH_TICKS, aside_of, entries_of, kinds_of, require_whole, sheet_of
from tests.sync.pockets import Pocket, acked, refused
from webapp.dossiers import casework, queries
from webapp.dossiers.access import grant
from webapp.kernel.actor import Officer
from webapp.kernel.problems import Refusal

PHONES, FORMS = 10, 10
ROUNDS = 8


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Begin all acts in one moment, and return what each came to."""
    ready = Barrier(len(acts))

    def begin(act: Callable[[], Any]) -> Any:
        ready.wait(30)
        return act()

    with ThreadPoolExecutor(len(acts)) as many:
        return list(many.map(begin, acts))


def a_form(both: House, phone: Pocket, address: str, posted: dict[str, str]) -> int:
    """Post a form in the browser of a phone, over a connection of its own; return the status."""
    browser = both.app.test_client()
    browser.set_cookie("sid", phone.browser.get_cookie("sid").value)
    return int(browser.post(address, data=posted).status_code)


def shared(both: House, owner: Pocket, dossier: str) -> Pocket:
    """Return another phone of the same person."""
    other = Pocket(both)
    other.sends()
    with both.database.transaction() as tx:
        grant(tx, f"keyholder:{other.device}", dossier, "own", both.clock.now())
    other.keys[dossier] = owner.keys[dossier]
    return other


# proves FM 16, FM 19, I2
def test_ten_phones_and_ten_plain_forms_answer_one_question_at_once_and_every_answer_is_kept(both: House) -> None:
    phone = Pocket(both)
    dossier, start = phone.begins()
    first = phone.sets(dossier, "owner.name", "TRẦN AN")
    phone.sends(start, first)
    page = phone.browser.get(f"/vi/dossiers/{dossier}/steps/name").get_data(as_text=True)
    stamp = page.split('name="_form" value="')[1].split('"')[0]
    phones = [shared(both, phone, dossier) for _ in range(PHONES)]
    said = [other.sets(dossier, "owner.name", f"PHẠM {chr(65 + at)}", base=[first["id"]]) for at, other in enumerate(phones)]
    step = f"/vi/dossiers/{dossier}/steps/name"
    acts: list[Callable[[], Any]] = [partial(other.sends, op) for other, op in zip(phones, said, strict=True)]
    acts += [partial(a_form, both, phone, step, {"_form": stamp, "owner.name": f"LÊ {chr(65 + at)}"}) for at in range(FORMS)]
    told = at_once(acts)
    assert [acked(one) for one in told[:PHONES]] == [[op["id"]] for op in said]
    assert told[PHONES:] == [303] * FORMS
    entries = entries_of(both, dossier)
    assert [entry.kind for entry in entries] == ["dossier.start"] + ["answer.set"] * (1 + PHONES + FORMS)
    heads = sheet_of(both, dossier).heads["owner.name", None]
    assert {op["id"] for op in said} <= set(heads)
    # The ten forms are one browser, which had seen what it wrote itself: they are one head, the last of them.
    assert len(heads) == PHONES + 1
    [conflict] = sheet_of(both, dossier).conflicts
    assert [version.entry for version in conflict.versions if version.shows] == [entries[-1].id]
    settled = phones[0].sets(dossier, "owner.name", "PHẠM A", base=list(heads))
    assert acked(phones[0].sends(settled)) == [settled["id"]]
    assert sheet_of(both, dossier).conflicts == ()
    assert sheet_of(both, dossier).answers["owner.name", None] == "PHẠM A"
    assert aside_of(both) == {}
    require_whole(both)


# proves I9
def test_an_officer_accepts_while_two_phones_withdraw_and_one_of_them_comes_first(both: House) -> None:
    for _ in range(ROUNDS):
        phone = Pocket(both)
        dossier, start = phone.begins()
        phone.sends(start, phone.sets(dossier, "unit", VAN_DON), phone.submits(dossier))
        phones = [phone, shared(both, phone, dossier)]
        late = [each.op(dossier, "dossier.withdraw", body={"reason": "đổi ý"}) for each in phones]
        acts: list[Callable[[], Any]] = [partial(each.sends, op) for each, op in zip(phones, late, strict=True)]
        told = at_once([*acts, partial(accepts, both, dossier)])
        decided = [kind for kind in kinds_of(both, dossier) if kind in {"dossier.withdraw", "desk.accepted"}]
        assert len(decided) == 1
        state = sheet_of(both, dossier).state.value
        assert (state, decided[0]) in {("received", "desk.accepted"), ("withdrawn", "dossier.withdraw")}
        assert told[2] is (state == "received")
        there = [acked(one) == [op["id"]] for one, op in zip(told, late, strict=False)]
        assert there.count(True) == (state == "withdrawn")
        codes = {code for one in told[:2] for code in refused(one).values()}
        assert codes <= ({"wrong_state"} if state == "received" else {"withdrawn"})
        kept = {entry.id for entry in entries_of(both, dossier)} | set(aside_of(both))
        assert {op["id"] for op in late} <= kept
    require_whole(both)


def accepts(both: House, dossier: str) -> bool:
    """Accept as an officer of the unit; tell whether it was still to be accepted."""
    with both.database.reading() as db:
        top = queries.top_of_dossier(db, dossier)
    officer = Officer("lan", "Trần Thị Lan", str(top.handed_in_at), frozenset({"receiving_officer"}))
    try:
        with both.database.transaction() as tx:
            casework.accept(tx, both.made.keyring, officer, both.clock.now(), dossier, top.version, due_on="2026-12-01")
    except Refusal:
        return False
    return True


# proves FM 18, I2
def test_the_last_button_of_a_form_and_of_a_phone_at_once_hand_in_once(both: House) -> None:
    for _ in range(ROUNDS):
        phone = Pocket(both)
        dossier, start = phone.begins()
        phone.sends(start, phone.sets(dossier, "unit", VAN_DON))
        submits = phone.submits(dossier)
        presses = partial(a_form, both, phone, f"/vi/dossiers/{dossier}/submit", BOTH_TICKS)
        told, first, second = at_once([partial(phone.sends, submits), presses, presses])
        assert (first, second) == (303, 303)
        assert kinds_of(both, dossier).count("dossier.submit") == 1
        assert acked(told) == [submits["id"]] or refused(told) == {submits["id"]: "already_submitted"}
        assert (submits["id"] in aside_of(both)) == (acked(told) == [])
        assert sheet_of(both, dossier).official == 1
    require_whole(both)
