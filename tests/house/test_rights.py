"""Every address for everybody: the policy's name says who gets what, and nobody else sees a word of a person's dossier.

Routes and policies are read from the app, so a new route is in this table on its first day, and a new policy has to be
taught here.
"""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.house.scene import CANARIES, Scene, address_of, rules_of, scene_in
from tests.support.houses import House
from tests.support.strict_client import text_of
from webapp.dossiers.models import AnswerRow, DossierRow, EntryRow, Grant

WELL = frozenset({200, 303})
# What a visitor may bring is asked with the file: tests/sync/test_uploading.py
THE_SAME_FOR_ALL = {"anyone": WELL, "everybody": WELL, "uploader": frozenset({404, 412})}
AN_ACT = frozenset({200, 303, 400, 403, 404, 409, 422})
DESK_ROLES = ("receiving_officer", "case_officer", "approver", "clerk", "director")
# What a dossier does not have yet, or never, is not there for its owner either.
NOT_ALWAYS_THERE = frozenset({"dossiers.slip_file", "dossiers.own_file", "dossiers.official_form", "dossiers.show_row"})
OWN, FOREIGN = "06994", "06685"
HEADERS = {"X-HTTP-Method-Override": "POST", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example"}


def is_staff(visitor: str) -> bool:
    return visitor.endswith((f"{OWN})", f"{FOREIGN})"))


def sits_at_desk(visitor: str) -> bool:
    return any(f"({role} " in visitor for role in DESK_ROLES)


def expected(policy: str, visitor: str) -> frozenset[int]:
    """Return what a visitor may get at an address with this policy. Acts that are allowed may still be wrong in themselves."""
    if policy in THE_SAME_FOR_ALL:
        return THE_SAME_FOR_ALL[policy]
    if policy == "own_dossier":
        return WELL if visitor == "owner" else frozenset({404})
    if policy == "tracked_dossier":
        return WELL if visitor in {"owner", "tracker"} else frozenset({404})
    if not is_staff(visitor):
        return frozenset({401})
    if policy == "staff":
        return WELL
    if not sits_at_desk(visitor):
        return frozenset({403})
    if policy == "desk_staff":
        return WELL
    assert policy == "desk_dossier", f"teach this test what the policy {policy} means"
    return frozenset({404}) if FOREIGN in visitor else WELL


def policy_of(scene: Scene, rule: Rule) -> str:
    return str(scene.house.app.view_functions[rule.endpoint].policy_name)  # type: ignore[attr-defined]


def may_see_answers(policy: str, visitor: str) -> bool:
    return visitor == "owner" or (policy.startswith("desk_") and expected(policy, visitor) == WELL)


def check(answer: TestResponse, allowed: frozenset[int], visitor: str, sees: bool) -> None:
    told = f"{visitor}: {answer.request.method} {answer.request.path} gave {answer.status_code}, not {sorted(allowed)}"
    assert answer.status_code in allowed, told
    if not sees:
        whole = (text_of(answer) if answer.mimetype.startswith("text/") else answer.data.decode("utf-8", "replace")) + str(answer.headers)
        assert [canary for canary in CANARIES if canary in whole] == [], f"{told}, with words of somebody else"


def written(house: House) -> list[int]:
    with house.database.reading() as db:
        return [db.scalar(select(func.count()).select_from(table)) or 0 for table in (EntryRow, AnswerRow, DossierRow, Grant)]


@pytest.mark.parametrize("which", ["handed_in", "draft"])
def test_every_page_shows_itself_to_those_it_is_for_and_to_nobody_else(scene: Scene, which: str) -> None:
    walked = getattr(scene, which)
    cells = 0
    for rule in (rule for rule in rules_of(scene) if "GET" in (rule.methods or ())):
        policy, address = policy_of(scene, rule), address_of(scene, rule, walked)
        # Nothing is asked of a draft at the desk: there it does not exist.
        gone = {404} if (which == "draft" and policy == "desk_dossier") or rule.endpoint in NOT_ALWAYS_THERE else set()
        for visitor, browser in scene.visitors.items():
            wanted = expected(policy, "other citizen" if (visitor, which) == ("tracker", "draft") else visitor)
            allowed = wanted | gone if wanted == WELL else wanted
            check(browser.get(address, headers=HEADERS), allowed, visitor, may_see_answers(policy, visitor))
            assert browser.head(address).status_code in allowed
            cells += 1
    assert cells > 300


def test_an_act_of_somebody_who_may_not_changes_nothing(scene: Scene) -> None:
    before, cells = written(scene.house), 0
    for rule in (rule for rule in rules_of(scene) if "POST" in (rule.methods or ())):
        policy = policy_of(scene, rule)
        for walked in (scene.handed_in, scene.draft):
            address = address_of(scene, rule, walked)
            for visitor, browser in scene.visitors.items():
                allowed = expected(policy, visitor)
                if allowed == WELL:
                    continue
                check(browser.post(address, data={"_version": "1", "note": "x"}), allowed, visitor, sees=False)
                cells += 1
    assert cells > 150
    assert written(scene.house) == before


def test_an_act_of_somebody_who_may_never_ends_in_a_fault(house: House) -> None:
    scene = scene_in(house)
    for rule in (rule for rule in rules_of(scene) if "POST" in (rule.methods or ())):
        policy = policy_of(scene, rule)
        for walked in (scene.draft, scene.handed_in):
            address = address_of(scene, rule, walked)
            for visitor, browser in scene.visitors.items():
                if expected(policy, visitor) == WELL and rule.endpoint not in {"dossiers.leave", "accounts.take_sign_out"}:
                    house.clock.forward(minutes=1)
                    check(browser.post(address, data={}), AN_ACT, visitor, sees=visitor == "owner" or policy.startswith("desk_"))


def test_what_caches_may_keep_carries_nobodys_cookie(house: House) -> None:
    scene, kept = scene_in(house), 0
    for rule in (rule for rule in rules_of(scene) if "GET" in (rule.methods or ())):
        house.clock.forward(minutes=90)  # whoever is looked up now gets their cookie renewed
        answer = scene.owner.browser.get(address_of(scene, rule, scene.draft))
        for_all = policy_of(scene, rule) == "everybody" or "public" in answer.headers.get("Cache-Control", "")
        assert not (for_all and "Set-Cookie" in answer.headers), f"{answer.request.path} gives somebody's cookie to everybody"
        kept += for_all
    assert kept > 10


def test_no_address_takes_another_method(scene: Scene) -> None:
    for rule in rules_of(scene):
        address = address_of(scene, rule, scene.draft)
        its_own = {method for other in rules_of(scene) if other.rule == rule.rule for method in other.methods or ()}
        for method in {"PUT", "DELETE", "PATCH", "TRACE"} - its_own:
            assert scene.owner.browser.open(address, method=method).status_code in {404, 405}


def test_a_stranger_learns_nothing_from_the_difference_between_foreign_and_unknown(scene: Scene) -> None:
    stranger = scene.visitors["other citizen"]
    foreign = stranger.get(f"/vi/dossiers/{scene.draft.dossier}/review")
    unknown = stranger.get("/vi/dossiers/00000000-0000-7000-8000-000000000000/review")
    assert foreign.status_code == unknown.status_code == 404
    assert text_of(foreign).replace(scene.draft.dossier, "") == text_of(unknown).replace("00000000-0000-7000-8000-000000000000", "")


def test_a_citizens_page_looks_the_same_whoever_is_signed_in(scene: Scene) -> None:
    officer = next(browser for name, browser in scene.visitors.items() if is_staff(name))
    for path in ("/vi/", "/en/procedures/1.014027", "/vi/dossiers/", "/vi/track"):
        assert text_of(officer.get(path)) == text_of(scene.visitors["anonymous"].get(path))
