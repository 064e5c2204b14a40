"""What the machine does at night: old drafts go, with their files; a new master key takes everything along."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

from sqlalchemy import func, select

from tests.support.houses import House
from tests.support.odd_files import picture
from tests.support.persons import Person, Walked
from webapp.accounts.models import Account
from webapp.catalogue.models import CatalogueGap
from webapp.cli.retention import DRAFTS_KEPT
from webapp.dossiers import queries
from webapp.dossiers.models import DossierKey, DossierRow
from webapp.ui.limits import COUNTERS
from webapp.uploads.models import FileRow

PENSION = "1.014027"
AT_THE_DESK = {"unit": {"province": "22", "commune": "06994"}}


def a_draft(house: House) -> Walked:
    return Person(house).walk(PENSION, until="request")


def state_of(house: House, dossier: str) -> str:
    with house.database.reading() as db:
        return str(db.scalar(select(DossierRow.state).where(DossierRow.id == dossier)))


def pass_days(house: House, days: float) -> str:
    house.clock.forward(days=days)
    return house.runner_says("retention", "run")


def test_a_draft_nobody_touched_for_thirty_days_is_erased_and_a_younger_one_is_not(house: House) -> None:
    old = a_draft(house)
    house.clock.forward(days=2)
    young = a_draft(house)
    assert pass_days(house, DRAFTS_KEPT.days - 1).startswith("1 drafts erased")
    assert state_of(house, old.dossier) == "erased"
    assert state_of(house, young.dossier) == "draft"
    assert old.person.browser.get(f"/vi/dossiers/{old.dossier}/review").status_code == 404
    assert young.person.browser.get(f"/vi/dossiers/{young.dossier}/review").status_code == 200
    assert house.runner_says("audit", "verify").startswith("the log is whole")
    assert house.runner_says("retention", "run").startswith("0 drafts")


def test_what_was_handed_in_is_never_touched(house: House) -> None:
    walked = Person(house).walk(PENSION, AT_THE_DESK)
    walked.hand_in()
    assert pass_days(house, 400).startswith("0 drafts erased")
    assert state_of(house, walked.dossier) == "submitted"


def test_the_files_of_an_erased_draft_go_with_it(house: House) -> None:
    walked = Person(house).walk(PENSION, AT_THE_DESK)
    paper = next(f"{walked.base}/steps/{stop}" for stop in reversed(walked.seen) if stop.startswith("paper-"))
    name = "paper." + paper.rsplit("/paper-", 1)[1].replace("-", "_")
    sent = walked.person.browser.post(paper, data={f"{name}.file": (BytesIO(picture()), "giay.jpg")})
    assert sent.status_code == 303
    assert stored(house) == 1
    assert pass_days(house, 31).startswith("1 drafts erased")
    assert stored(house) == 0
    with house.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(FileRow)) == 0


def test_counters_of_yesterday_and_bytes_without_a_row_are_swept(house: House) -> None:
    a_draft(house)
    house.made.store.put("files/00000000-0000-7000-8000-000000000000/a-half-upload", b"sealed")
    with house.database.reading() as db:
        counted = db.scalar(select(func.count()).select_from(COUNTERS))
    assert counted
    # The store tells time by the disk, not by the clock of the test.
    house.clock.at = max(house.clock.at, now_on_disk(house) + timedelta(days=2))
    said = house.runner_says("retention", "run")
    assert f"{counted} counters and 1 orphans" in said


def test_after_a_rotation_every_key_is_under_the_new_master_and_opens(house: House) -> None:
    walked = a_draft(house)
    walked.person.browser.post("/vi/missing", data={"said": "giấy phép nuôi hàu"})
    assert "master key 2" in house.runner_says("keys", "rotate")
    with house.database.reading() as db:
        wrapped = [*db.scalars(select(DossierKey.wrapped)), *db.scalars(select(Account.totp_box)), *db.scalars(select(CatalogueGap.box))]
        assert queries.dossier(db, house.made.keyring, walked.dossier).answers
    assert {box[0] for box in wrapped if box is not None} == {2}
    assert walked.person.browser.get(f"/vi/dossiers/{walked.dossier}/review").status_code == 200


def stored(house: House) -> int:
    return sum(1 for _ in house.made.store.places())


def now_on_disk(house: House) -> datetime:
    return max(written for _, written in house.made.store.places())
