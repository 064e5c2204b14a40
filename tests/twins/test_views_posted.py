"""What a posted page leads to: the phone says beforehand where the server goes and what it keeps, post after post of real walks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.filling import row_of, step_of
from tests.support.houses import Builder, House
from tests.support.people import FISHERMAN, OLD_WOMAN
from tests.support.persons import Person
from tests.support.twins import HOSTILE
from tests.twins.engines import canonical, places
from tests.twins.fillings import sent_words
from tests.twins.viewing import ViewingPhone, folder_json, question
from webapp.dossiers import queries, service
from webapp.dossiers.access import grant
from webapp.dossiers.service import Change, FormStamp
from webapp.dossiers.sheet import DossierSheet
from webapp.forms.answers import answers_to_json
from webapp.forms.definition import paper_field_id
from webapp.forms.kinds import KINDS
from webapp.forms.path import Stop, path
from webapp.kernel.actor import Citizen
from webapp.kernel.clock import day_in_vietnam
from webapp.kernel.ids import new_id

Json = Any
CHUNKS = 6
SAMPLE = 30
PEOPLE = (
    {"submitter.for_whom": "myself", "contact.way": "own_phone", "result.way": "at_desk"},
    {"submitter.for_whom": "family", "contact.way": "contact_person", "result.way": "by_post"},
    {"submitter.for_whom": "someone_else", "contact.way": "no_phone", "result.way": "electronic"},
)
NOTHING = " \u200b\u2003"
KINDS_OF_STATUS = {200: "stay", 303: "saved", 400: "unknown_field", 404: "not_found", 422: "problems"}


@pytest.fixture(scope="module")
def street(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    built = builder.build(tmp_path_factory.mktemp("posted") / "data")
    yield built
    built.database.dispose()


@dataclass
class Watcher:
    """Posts pages of one dossier, and keeps what the phone is asked and what the server did."""

    person: Person
    code: str
    dossier: str
    asked: list[Json] = field(default_factory=list)
    done: list[Json] = field(default_factory=list)

    def kept(self) -> DossierSheet:
        made = self.person.house.made
        with made.database.reading() as db:
            return queries.dossier(db, made.keyring, self.dossier)

    def post(self, address: str, sent: dict[str, Any]) -> str:
        """Post, remember both sides, return where it went ("" for a page that came back)."""
        made, before = self.person.house.made, self.kept()
        answer = self.person.post(address, sent)
        went = answer.headers.get("Location", "")
        new_row = row_of(went) if sent.get("_add") else None
        plain = answers_to_json(before.answer_set())
        told = folder_json(id=self.dossier, passed=list(before.later), conflicts=conflicts_of(before))
        body = question(made.shelf.newest(self.code), self.person.lang, plain["answers"], plain["rows"], folder=told)
        posted = {name: value if isinstance(value, list) else [value] for name, value in sent.items()}
        url = urlsplit(address)
        place = {"step": step_of(address), "row": row_of(address), "change": "change=1" in url.query, "new_row": new_row or new_id()}
        self.asked.append(body | place | {"sent": posted, "today": day_in_vietnam(made.clock.now())})
        self.done.append(self._did(answer.status_code, went, before))
        return went

    def _did(self, status: int, went: str, before: DossierSheet) -> Json:
        kind, made = KINDS_OF_STATUS[status], self.person.house.made
        if kind != "saved":
            with made.database.reading() as db:
                return {"kind": kind, "same": before.last_seq == queries.top_of_dossier(db, self.dossier).last_seq}
        after = self.kept()
        later = [step for step in after.later if step not in before.later]
        location = went.removeprefix(f"/{self.person.lang}/")
        return {"kind": kind, "location": location, "after": answers_to_json(after.answer_set()) | {"later": later}}


def conflicts_of(sheet: DossierSheet) -> list[Json]:
    return [
        {
            "part": one.part,
            "field": paper_field_id(one.field) if one.part == "paper" else one.field,
            "row": one.row,
            "versions": [
                {"entry": each.entry, "value": each.value, "at": "", "by": "other", "shows": each.shows}
                for each in sorted(one.versions, key=lambda version: not version.shows)
            ],
        }
        for one in sheet.conflicts
    ]


def compare(watcher: Watcher, phone: ViewingPhone) -> None:
    theirs = phone.ask([("take", body) for body in watcher.asked])
    for body, ours, said in zip(watcher.asked, watcher.done, theirs, strict=True):
        where = f"{watcher.code} {body['step']} {body['sent']}"
        assert said.get("kind") == ours["kind"], f"{where}: {said}"
        if ours["kind"] != "saved":
            assert ours["same"], f"{where}: the server kept something"
            continue
        found = {"kind": "saved", "location": said["location"], "after": said["after"]}
        assert canonical(tidy(found)) == canonical(tidy(ours)), f"{where}: {places(tidy(ours), tidy(found))}"


def tidy(done: Json) -> Json:
    """Leave out rows nobody shows and repeat fields without rows: they are the same as nothing."""
    rows = {name: found for name, found in done["after"]["rows"].items() if found}
    return done | {"after": done["after"] | {"rows": rows}}


def walk(watcher: Watcher, given: dict[str, Any], seed: int, often: int = 1) -> None:
    """Answer page after page, and on each page (or only so often) first do what people do besides."""
    filler = watcher.person.filler(watcher.code, given, seed=seed, loosely=True)
    address = f"/{watcher.person.lang}/dossiers/{watcher.dossier}/steps/notice"
    seen = 0
    while step := step_of(address):
        seen += 1
        assert seen < 100
        stop = filler.stop(step)
        if (seed + seen) % often == 0:
            besides(watcher, address, stop, seed + seen)
        if stop.step and stop.step.repeat:
            rows(watcher, filler, address, stop)
        right = filler.post(step)
        if seen % 3 == 0 and right:
            watcher.post(address + "?change=1", right)
        address = watcher.post(address, right)
        assert address, f"{watcher.code} {step} came back"


def besides(watcher: Watcher, address: str, stop: Stop, seed: int) -> None:
    words = sent_words(stop.fields, seed)
    watcher.post(address + "?change=1", {})
    watcher.post(address, words | {"stray.name": ["x"]})
    watcher.post(address, words | {"_stray": ["x"]})
    watcher.post(address, words | {"_stay": ["1"]})
    watcher.post(address, words | {"_pick": [f"{stop.fields[0].id if stop.fields else ''}|nobody"]})
    watcher.post(address, {"keep.at_centre": ["1"]} if stop.kind == "notice" else {name: [NOTHING] for name in words})
    if stop.kind != "notice":
        watcher.post(address, {"_later": ["1"]})
        watcher.post(address + "?change=1", words | {"_later": ["1"]})
        unsure = {f"{one.id}.unknown": ["1"] for one in stop.fields if KINDS[one.kind].offers_unknown}
        watcher.post(address, {name: ["unknown"] for name in words} | unsure)
    watcher.post(address + "/" + new_id(), words)


def rows(watcher: Watcher, filler: Any, address: str, stop: Stop) -> None:
    assert stop.step is not None
    assert stop.step.repeat is not None
    first, second = (watcher.post(address, {"_add": "1"}) for _ in range(2))
    row = row_of(first)
    assert row is not None
    filler.add_row(stop.id, row)
    watcher.post(first, sent_words(stop.step.repeat.fields, 1))
    watcher.post(first, {})
    watcher.post(first + "?change=1", filler.post(stop.id, row))
    third = watcher.post(first, filler.post(stop.id, row) | {"_add": "1"})
    for gone in (second, third):
        watcher.post(gone, {"_remove": "1"})
        watcher.post(gone, {"_remove": "1"})


def codes(house: House) -> list[str]:
    every = sorted(house.made.catalogue.procedures)
    plain = [code for code in every if not house.made.shelf.has_guide(code)]
    return [code for code in every if house.made.shelf.has_guide(code)] + plain[7 :: len(plain) // SAMPLE][:SAMPLE]


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_phone_says_where_the_server_goes_and_what_it_keeps(street: House, chunk: int) -> None:
    mine = codes(street)[chunk::CHUNKS]
    assert len(codes(street)) >= SAMPLE + 3
    saved = 0
    with ViewingPhone(street.made) as phone:
        for place, code in enumerate(mine):
            person = Person(street, ("vi", "en")[place % 2])
            watcher = Watcher(person, code, person.start(code))
            walk(watcher, PEOPLE[(chunk + place) % 3], seed=chunk + place, often=1 if street.made.shelf.has_guide(code) else 3)
            street.clock.forward(minutes=2)
            compare(watcher, phone)
            saved += sum(did["kind"] == "saved" for did in watcher.done)
    assert saved > 10 * len(mine)


@pytest.mark.parametrize(("code", "given"), [("1.001456", FISHERMAN), ("1.014027", OLD_WOMAN | {"guardian.exists": True})])
def test_real_people_go_the_same_way(street: House, code: str, given: dict[str, Any]) -> None:
    with ViewingPhone(street.made) as phone:
        person = Person(street, "vi")
        watcher = Watcher(person, code, person.start(code))
        walk(watcher, given, seed=3)
        street.clock.forward(minutes=2)
        compare(watcher, phone)
        assert {did["kind"] for did in watcher.done} == set(KINDS_OF_STATUS.values())


def somebody_else_says(watcher: Watcher, changes: list[Change]) -> None:
    """Another browser of the same dossier answers, without having seen anything."""
    house, other = watcher.person.house, Citizen(new_id())
    with house.database.transaction() as tx:
        now = house.clock.now()
        grant(tx, other.ref, watcher.dossier, "own", now)
        form = FormStamp(f"{new_id()}", 0, {}, "elsewhere")
        service.record_answers(tx, house.made.keyring, other, now, watcher.dossier, changes, form)


def test_picking_an_answer_ends_the_conflict_on_both_sides_and_stays(street: House) -> None:
    person, code = Person(street, "vi"), "1.001653"
    watcher = Watcher(person, code, person.start(code))
    address = f"/vi/dossiers/{watcher.dossier}/steps/contact"
    with ViewingPhone(street.made) as phone:
        for typed, expected in (("own_phone", "contact_person"), ("no_phone", "no_phone")):
            watcher.post(address, {"contact.way": "own_phone"})
            somebody_else_says(watcher, [Change("contact.way", "contact_person")])
            [conflict] = watcher.kept().conflicts
            page = person.get(address).text
            for version in conflict.versions:
                assert f'name="_pick" value="contact.way|{version.entry}"' in page
            assert "Ghi ở máy này" in page
            assert "Ghi ở máy khác" in page
            theirs = next(version for version in conflict.versions if version.value == "contact_person")
            watcher.post(address, {"contact.way": "own_phone", "_pick": f"contact.way|{new_id()}", "_stay": "1"})
            went = watcher.post(address, {"contact.way": typed, "_pick": f"contact.way|{theirs.entry}"})
            assert went.endswith("?picked=1") == (typed == "own_phone")
            assert (watcher.kept().conflicts, watcher.kept().answers["contact.way", None]) == ((), expected)
            assert "_pick" not in person.get(address).text
        compare(watcher, phone)


def test_picking_in_a_row_and_clearing_by_picking_and_keeping_what_else_was_typed(street: House) -> None:
    person, code = Person(street, "vi"), "1.001653"
    watcher = Watcher(person, code, person.start(code))
    step = f"/vi/dossiers/{watcher.dossier}/steps/contact-others"
    place = watcher.post(step, {"_add": "1"})
    row = row_of(place)
    watcher.post(place, {"contact.other_name": "Nguyễn Văn Tư", "contact.other_phone": "0912345678"})
    somebody_else_says(watcher, [Change("contact.other_name", "Nguyễn Văn Từ", row), Change("contact.other_phone", None, row)])
    assert person.get(f"dossiers/{watcher.dossier}/review").text.count("Hai máy ghi khác nhau") == 1
    found = {conflict.field: conflict for conflict in watcher.kept().conflicts}
    with ViewingPhone(street.made) as phone:
        cleared = next(version for version in found["contact.other_phone"].versions if version.value is None)
        sent = {"contact.other_name": HOSTILE[0], "contact.other_relation": "child", "_pick": f"contact.other_phone|{cleared.entry}"}
        went = watcher.post(place + "?change=1", sent)
        assert went == f"{place}?change=1&picked=1"
        assert watcher.kept().answers.get(("contact.other_phone", row)) is None
        assert [conflict.field for conflict in watcher.kept().conflicts] == ["contact.other_name"]
        named = found["contact.other_name"].versions[0]
        watcher.post(place, {"contact.other_phone": "0987654321", "_pick": f"contact.other_name|{named.entry}"})
        kept = watcher.kept()
        assert (kept.conflicts, kept.answers["contact.other_name", row]) == ((), named.value)
        assert kept.answers["contact.other_phone", row] == "0987654321"
        compare(watcher, phone)


def test_the_notice_takes_the_choice_to_send_as_it_is_written(street: House) -> None:
    made, person = street.made, Person(street, "vi")
    definition = made.shelf.newest("1.014027")
    dossier = person.start("1.014027")
    assert person.post(f"dossiers/{dossier}/steps/notice", {"keep.at_centre": "1"}).status_code == 303
    assert person.post(f"dossiers/{dossier}/steps/{path_after_notice(definition)}", {"keep.at_centre": "1"}).status_code == 400
    with ViewingPhone(made) as phone:
        for before in (False, True):
            for ticked in (False, True):
                told = {"step": "notice", "row": None, "new_row": "", "stream": before, "sent": {"keep.at_centre": ["1"]} if ticked else {}}
                body = question(definition, "vi", {}, {}, folder=folder_json(keptBy="phone")) | told
                [said] = phone.ask([("take", body)])
                give = [{"do": "consent", "what": "stream", "give": ticked, "wording": "keep.at_centre.v1"}]
                assert said["changes"] == ([] if before == ticked else give)


def path_after_notice(definition: Any) -> str:
    from webapp.forms.answers import AnswerSet

    return path(definition, AnswerSet(), "2026-11-23").asked[1].id
