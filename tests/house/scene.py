"""One house with everybody in it who could come to a door: dossiers of one person, and all the others who should not see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import quote

from sqlalchemy import select
from werkzeug.routing import Rule

from tests.support.houses import House
from tests.support.odd_files import picture
from tests.support.persons import Person, Walked, slip_of
from tests.support.strict_client import StrictClient
from webapp.accounts.models import Account
from webapp.accounts.service import NewAccount, create_account, disable_account, open_session
from webapp.kernel.ids import new_id
from webapp.offline.routes import shelves

PENSION = "1.014027"
PERSONAL_ID, PHONE, NAME, PLACE = "022145987654", "0987654321", "Đàm Thị Chim Yến", "Xóm Bờ Kè Lộng Gió"
REASON = "Bà Yến ở Kè Lộng Gió chưa ký"
CANARIES = (NAME, PERSONAL_ID, PHONE, PLACE, PERSONAL_ID[-9:], NAME.upper())
HERE = {"province": "22", "commune": "06994"}
ANSWERS: dict[str, Any] = {
    "submitter.for_whom": "myself",
    "owner.name": NAME,
    "owner.personal_id": PERSONAL_ID,
    "owner.birth_date": "1945-08-15",
    "owner.address": HERE | {"detail": PLACE},
    "contact.way": "own_phone",
    "contact.phone": PHONE,
    "unit": HERE,
}


@dataclass
class Scene:
    """Who is there, and the things that routes name."""

    house: House
    owner: Person
    draft: Walked
    handed_in: Walked
    file: str
    slip: str
    visitors: dict[str, StrictClient] = field(default_factory=dict)


def scene_in(house: House) -> Scene:
    """Let a person hand one dossier in and leave one as a draft, with a photo; and let everybody else come."""
    owner = Person(house)
    handed_in = owner.walk(PENSION, ANSWERS, loosely=True)
    file = attach(handed_in)
    slip = slip_of(handed_in.hand_in().text)
    draft = owner.walk(PENSION, ANSWERS, loosely=True, until="contact-others")
    scene = Scene(house, owner, draft, handed_in, file, slip)
    scene.visitors = {"owner": owner.browser, **citizens(house, slip), **staff(house)}
    return scene


def attach(walked: Walked) -> str:
    """Add a photo of a paper and return the id of the file."""
    paper = next(stop for stop in walked.seen if stop.startswith("paper-"))
    name = "paper." + paper.removeprefix("paper-").replace("-", "_")
    sent = walked.person.post(f"{walked.base}/steps/{paper}", {f"{name}.file": (BytesIO(picture()), f"{NAME}.jpg")})
    assert sent.status_code == 303
    return str(next(said["files"][0] for said in walked.kept().papers.values() if said["files"]))


def citizens(house: House, slip: str) -> dict[str, StrictClient]:
    """Browsers of people who are not the owner."""
    other, tracker, left = Person(house), Person(house), Person(house)
    other.start(PENSION)
    assert tracker.post("track", {"code": slip, "check": PHONE[-4:]}).status_code == 303
    left.start(PENSION)
    secret = left.browser.get_cookie("sid")
    left.post("leave", {"digits": "1234"})
    assert secret is not None
    left.browser.set_cookie("sid", secret.value)
    return {"anonymous": house.browser(), "other citizen": other.browser, "tracker": tracker.browser, "left browser": left.browser}


def staff(house: House) -> dict[str, StrictClient]:
    """Signed-in browsers: one for each demonstration account, one whose account was shut, one whose session is over."""
    found = {f"{name} ({person['roles'][0]} {person['unit']})": house.officer(name) for name, person in house.people().items()}
    return found | {"shut account": with_session(house, shut=True), "expired session": with_session(house, hours_ago=13)}


def with_session(house: House, *, shut: bool = False, hours_ago: int = 0) -> StrictClient:
    """Return a browser whose session opened every door once, and opens none now."""
    now, name = house.clock.now(), "nghi.viec" if shut else "nghi.trua"
    with house.database.transaction() as tx:
        wanted = NewAccount(name, "Người Đã Nghỉ", "06994", ("receiving_officer", "director"), new_id(), "JBSWY3DPEHPK3PXP")
        create_account(tx, house.made.keyring, wanted, now)
        account = tx.scalars(select(Account).where(Account.sign_in_name == name)).one()
        token = open_session(tx, account.id, account.password_hash, 1, "computer", now - timedelta(hours=hours_ago))
        if shut:
            disable_account(tx, account.id, now)
    browser = house.browser()
    browser.set_cookie("staff", token or "")
    return browser


def address_of(scene: Scene, rule: Rule, walked: Walked, lang: str = "vi") -> str:
    """Return an address of a rule that leads to something of the owner's. A new part of an address must be taught here."""
    known: dict[str, Callable[[], str]] = {
        "lang": lambda: lang,
        "dossier_id": lambda: walked.dossier,
        "step": lambda: "name" if walked is scene.handed_in else walked.seen[-1],
        "row": new_id,
        "file": lambda: scene.file,
        "file_id": lambda: scene.file,
        "session": new_id,
        "code": lambda: PENSION,
        "release": lambda: scene.house.made.release,
        "path": lambda: "js/start.js",
        "name": lambda: "js/start.js",
        "of": lambda: lang,
        "number": lambda: "1",
        "digest": lambda: digest_of(scene, rule),
    }
    strange = rule.arguments - known.keys()
    assert not strange, f"{rule.rule}: teach tests/house/scene.py what {sorted(strange)} is"
    built = rule.build({name: known[name]() for name in rule.arguments}, append_unknown=False)
    assert built is not None
    return str(built[1])


def digest_of(scene: Scene, rule: Rule) -> str:
    """Return the digest of what a rule serves to phones."""
    with scene.house.app.app_context():
        made = shelves()
    digests: dict[str, Callable[[], str]] = {
        "/shell/common/": lambda: made.common.digest,
        "/shell/words/": lambda: made.words["vi"].digest,
        "/shell/catalogue/": lambda: made.catalogue.digest,
        "/packs/commune/": lambda: made.commune.digest,
        "/packs/facts/": lambda: made.facts_digests[PENSION],
        "/packs/<of>/": lambda: made.digests[PENSION],
    }
    return next(digest() for beginning, digest in digests.items() if rule.rule.startswith(beginning))


def rules_of(scene: Scene) -> list[Rule]:
    """Return every rule of the house in a steady order."""
    return sorted(scene.house.app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))


def a_whole_life(scene: Scene) -> None:
    """The dossier goes over all desks, is searched for, asked for wrongly, tracked, and brought to another browser."""
    house, base = scene.house, f"/vi/desk/dossiers/{scene.handed_in.dossier}"
    desk = {name.split(" ")[0]: browser for name, browser in scene.visitors.items()}
    desk["tiepnhan"].get(f"/vi/desk/?q={quote(NAME)}")
    desk["tiepnhan"].get(f"/vi/desk/?id={PERSONAL_ID}&phone={PHONE}")
    acts = [
        ("tiepnhan", "accept", {"note": REASON}),
        ("chuyenmon", "appraise", {"proposal": "grant", "note": REASON}),
        ("lanhdao", "approve", {"note": REASON}),
        ("vanthu", "seal", {"number": "12/QĐ", "on": "23/11/2026"}),
        ("tiepnhan", "return", {"handed_to": NAME}),
    ]
    for version, (who, act, said) in enumerate(acts):
        desk[who].get(base)
        page = desk[who].get(base).text
        seen = re.search(r'name="_version" value="(\d+)"', page)
        assert seen is not None, f"{who} cannot {act}: {version}"
        assert desk[who].post(f"{base}/{act}", data={"_version": seen[1], **said}).status_code == 303
    stranger = house.browser()
    stranger.get(f"/vi/procedures?q={quote(NAME)}&phone={PHONE}")
    stranger.post("/vi/track", data={"code": scene.slip, "check": PHONE})
    stranger.post("/vi/sign-in", data={"name": PERSONAL_ID, "password": NAME, "code": PHONE})
    stranger.post("/vi/missing", data={"said": f"{NAME} {PHONE} {PLACE}"})
    stranger.post(f"/vi/dossiers/{scene.draft.dossier}/steps/name", data={"owner.name": NAME})
    scene.owner.post(f"{scene.draft.base}/steps/name", {"owner.name": NAME, "nobody": PERSONAL_ID})
    scene.owner.post(f"{scene.draft.base}/steps/personal-id", {"owner.personal_id": f"{PERSONAL_ID}99"})
    for page in ("form", "copy", "slip.pdf", "slip.svg", "receipt", f"files/{scene.file}"):
        scene.owner.get(f"{scene.handed_in.base}/{page}")
    scene.owner.post("leave", {"digits": PHONE[-4:]})
