"""The pages of ended dossiers as the centre makes them, and the node process that makes the same from what a phone holds of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from tests.support.houses import House
from tests.support.persons import Person, Walked
from tests.twins.engines import Phone, Question, canonical, places
from webapp.dossiers import queries, service
from webapp.dossiers.endings import ending_of
from webapp.dossiers.folders import OpenFolder, open_folder, rules_day
from webapp.dossiers.handing_over import receipt_page
from webapp.dossiers.picture import Top
from webapp.dossiers.slip import grouped
from webapp.dossiers.states import State
from webapp.dossiers.status import status_of
from webapp.dossiers.timeline import progress_page
from webapp.forms.answers import answers_to_json
from webapp.forms.definition import definition_to_json
from webapp.forms.views.context import Reader
from webapp.kernel.actor import Citizen, Officer
from webapp.kernel.digest import canonical_json
from webapp.kernel.ids import new_id
from webapp.kernel.problems import Problem
from webapp.offline.catalogue_index import catalogue_index
from webapp.offline.shelves import Shelves
from webapp.ui.parts import Parts

Json = Any
DUE = "2026-12-04"
REFUSALS = ["Còn thiếu giấy tờ phải có. Tên giấy ghi ở dưới.", "Lời của <b>cán bộ</b> & 100%"]


class EndingPhone(Phone):
    """A node process with the phone's pages of lists and endings, and the answers of the centre beside it."""

    program = "pages.mjs"

    def __init__(self, made: Parts) -> None:
        self._made, self.shelves = made, Shelves(made)

    def first(self) -> Question:
        index = catalogue_index(self._made.catalogue, self.shelves.digests, self.shelves.facts_digests)
        told = {"common": json.loads(self.shelves.common.plain), "index": index, "facts": self.shelves.facts}
        return "learn", json.loads(canonical_json(told))


@dataclass(frozen=True)
class Slip:
    """What is asked about one dossier in one language, and both pages as the centre makes them."""

    asked: Json
    ours: Json


def slip_in(house: House, dossier: str, lang: str, typed: str = "", problems: tuple[Problem, ...] = (), own: bool = True) -> Slip:
    """Return receipt and progress page of a dossier, and what a phone that holds it knows."""
    made = house.made
    with made.database.reading() as db:
        sheet = queries.dossier(db, made.keyring, dossier)
        reader = Reader(lang, rules_day(sheet, made.clock.now()), made.lists, made.texts, made.wording)
        opened = open_folder(db, made.shelf, made.catalogue, sheet, reader)
        status = status_of(db, made.keyring, sheet.top)
    ending = ending_of(made.catalogue, sheet.top.procedure, opened.path.answers.values, reader.today)
    ours = {
        "receipt": receipt_page(made, opened, ending, typed, problems),
        "progress": progress_page(opened, status, made.catalogue, own=own),
    }
    more = {"typed": typed, "problems": [asdict(one) for one in problems], "own": own, "known_at": ""}
    return Slip(_known(opened, status) | more, ours)


def _known(opened: OpenFolder, status: Json) -> Json:
    folder, reader = opened.folder, opened.reader
    told = {"id": folder.id, "name": folder.name, "number": folder.number, "state": folder.state, "safety": folder.safety}
    return {
        "definition": definition_to_json(folder.definition),
        "lang": reader.lang,
        "today": reader.today,
        "folder": told
        | {"keptBy": folder.kept_by, "at": folder.at, "passed": sorted(folder.passed), "conflicts": []}
        | {"photosAwaited": folder.photos_awaited, "files": dict(folder.files)},
        "papers": {paper: dict(said) for paper, said in opened.sheet.papers.items()},
        "digits": grouped(status["slips"][0]),
        "status": status,
        **answers_to_json(folder.answers),
    }


def differences(phone: EndingPhone, slips: list[Slip]) -> Iterator[str]:
    """Ask the phone for the same pages and yield each place where they differ."""
    for slip, theirs in zip(slips, phone.ask([("ends", slip.asked) for slip in slips]), strict=True):
        if canonical(slip.ours) != canonical(theirs):
            where = f"{slip.asked['definition']['procedure']} {slip.asked['folder']['state']} {slip.asked['lang']}"
            yield f"{where}: {places(slip.ours, theirs)}"


Act = Callable[..., Any]
ALL_DESKS: tuple[tuple[str, Act, Json], ...] = (
    ("opened", service.record_opening, None),
    ("accepted", service.accept, {"due_on": DUE}),
    ("appraised", service.appraise, {"proposal": "grant", "note": "Đủ tuổi"}),
    ("sent back", service.send_back, "Thiếu chữ ký"),
    ("appraised again", service.appraise, {"proposal": "grant"}),
    ("approved", service.approve, {}),
    ("sealed", service.seal, {"number": "15/QĐ-UBND", "on": "2026-11-23"}),
    ("returned", service.return_result, {"handed_to": "Nguyễn Thị Mến"}),
)
REFUSED: tuple[tuple[str, Act, Json], ...] = (("refused", service.refuse, REFUSALS),)


def through_desks(house: House, dossier: str, way: tuple[tuple[str, Act, Json], ...] = ALL_DESKS) -> Iterator[str]:
    """Let officers act; yield what was done after each act."""
    made = house.made
    for done, act, said in way:
        house.clock.forward(minutes=17)
        top = top_of(house, dossier)
        officer = Officer(
            "b" * 8, "Người <làm>", top.competent or "", frozenset({"receiving_officer", "case_officer", "approver", "clerk"})
        )
        hand: list[Any] = [] if said is None else [top.version, *([] if isinstance(said, dict) else [said])]
        with made.database.transaction() as tx:
            act(tx, made.keyring, officer, made.clock.now(), dossier, *hand, **(said if isinstance(said, dict) else {}))
        yield done


def withdraw(house: House, dossier: str) -> None:
    """Let the person take it back."""
    made, now = house.made, house.clock.now()
    person = Citizen(new_id())
    with made.database.transaction() as tx:
        service.grant(tx, person.ref, dossier, "own", now)
        service.withdraw(tx, made.keyring, person, now, dossier, "Nộp nhầm")


def top_of(house: House, dossier: str) -> Top:
    """Return the columns of a dossier."""
    with house.made.database.reading() as db:
        return queries.top_of_dossier(db, dossier)


def handed_in(house: House, code: str, given: Json, **how: Json) -> Walked:
    """Let somebody answer every page and press the button at the end."""
    walked = Person(house).walk(code, given, loosely=True, **how)
    walked.hand_in()
    assert top_of(house, walked.dossier).state in {State.SUBMITTED, State.PREPARED}
    return walked
