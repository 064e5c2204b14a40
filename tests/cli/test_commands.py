"""The commands, as somebody at the machine runs them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import update

from tests.support.house import ROOT
from tests.support.houses import Builder, House
from tests.support.persons import Person, Walked, slip_of
from webapp.assembly import PROCEDURES
from webapp.cli.commands import command_environ
from webapp.cli.procedures import publish
from webapp.dossiers.models import EntryRow
from webapp.forms.loading import load_folder
from webapp.forms.published import LOCK

PENSION = "1.014027"
AT_THE_DESK = {"unit": {"province": "22", "commune": "06994"}}


def run(house: House, *words: str) -> Result:
    return house.app.test_cli_runner().invoke(args=list(words))


def handed_in(house: House) -> tuple[Walked, str]:
    walked = Person(house).walk(PENSION, AT_THE_DESK)
    return walked, slip_of(walked.hand_in().text)


def test_drafts_are_counted_apart_from_what_was_handed_in(house: House) -> None:
    Person(house).start(PENSION)
    handed_in(house)
    assert run(house, "dossiers", "count").output == "2\n"
    assert run(house, "dossiers", "count", "--submitted").output == "1\n"


def test_a_dossier_is_shown_by_its_slip_with_its_entries_and_papers(house: House) -> None:
    walked, slip = handed_in(house)
    shown = json.loads(run(house, "dossiers", "show", slip, "--json").output)
    assert shown["dossier"] == walked.dossier
    assert shown["state"] == "submitted"
    assert {entry["kind"] for entry in shown["entries"]} >= {"dossier.start", "answer.set", "dossier.submit"}
    assert all(re.fullmatch("[0-9a-f]{64}", entry["hash"]) for entry in shown["entries"])
    assert all({"paper", "choice", "files"} == set(paper) for paper in shown["papers"])


def test_without_json_no_answer_is_printed(house: House) -> None:
    walked, slip = handed_in(house)
    shown = json.loads(run(house, "dossiers", "show", slip, "--json").output)
    told = run(house, "dossiers", "show", slip).output
    names = [line["value"] for line in shown["answers"] if line["field"].endswith(".name")]
    assert names
    assert all(name not in told for name in names)
    assert walked.dossier in told


@pytest.mark.parametrize("slip", ["1234 5678 9012 3452", "nothing", ""])
def test_a_slip_nobody_has_is_told_in_one_line(house: House, slip: str) -> None:
    answer = run(house, "dossiers", "show", slip, "--json")
    assert answer.exit_code == 1
    assert answer.output.count("\n") == 1


def test_projections_made_again_are_the_same_rows(house: House) -> None:
    _, slip = handed_in(house)
    before = run(house, "dossiers", "show", slip, "--json").output
    assert run(house, "dossiers", "rebuild").output.startswith("1 dossiers")
    assert run(house, "dossiers", "show", slip, "--json").output == before


def test_the_log_verifies_and_its_head_can_be_kept_outside(house: House) -> None:
    handed_in(house)
    first = run(house, "audit", "verify")
    assert first.exit_code == 0
    head = first.output.split("head ")[1].strip()
    assert run(house, "audit", "verify", "--head", head).exit_code == 0
    cut = f"{int(head.split(':')[0]) + 1}:{'a' * 64}"
    assert "expected_head" in run(house, "audit", "verify", "--head", cut).output


def test_one_changed_entry_fails_the_verification(house: House) -> None:
    handed_in(house)
    with house.database.transaction() as tx:
        tx.execute(update(EntryRow).where(EntryRow.server_seq == 2).values(by="keyholder:somebody"))
    answer = run(house, "audit", "verify")
    assert answer.exit_code == 1
    assert "2: chain" in answer.output


def test_a_head_that_is_none_is_refused(house: House) -> None:
    assert run(house, "audit", "verify", "--head", "12").exit_code == 2


def test_demonstration_people_are_made_once(house: House) -> None:
    before = house.people()
    assert run(house, "seed", "demo").exit_code == 0
    assert house.people() == before


def test_demonstration_people_are_refused_outside_a_demonstration(builder: Builder, tmp_path: Path) -> None:
    house = builder.build(tmp_path / "data")
    object.__setattr__(house.made.settings, "demo", False)
    answer = run(house, "seed", "demo")
    assert answer.exit_code == 1
    assert "CAMTAY_DEMO" in answer.output
    house.database.dispose()


def test_preparing_twice_changes_nothing(house: House) -> None:
    handed_in(house)
    assert run(house, "prepare").exit_code == 0
    assert run(house, "dossiers", "count", "--submitted").output == "1\n"


def test_guides_and_catalogue_are_without_fault(house: House) -> None:
    answer = run(house, "procedures", "check")
    assert answer.exit_code == 0, answer.output


def test_publishing_adds_lines_once_and_changes_none(tmp_path: Path) -> None:
    lock, guides = tmp_path / LOCK, load_folder(PROCEDURES)
    lock.write_text("# Published revisions.\n9.999999 1 abc\n")
    assert publish(lock, guides) == len(guides.by_digest)
    first = lock.read_text()
    assert first.startswith("# Published revisions.\n9.999999 1 abc\n")
    assert publish(lock, guides) == 0
    assert lock.read_text() == first


def test_every_sentence_is_said_in_english(house: House) -> None:
    answer = run(house, "words", "missing")
    assert answer.output == ""
    assert answer.exit_code == 0


def test_a_command_in_a_demonstrations_folder_knows_that_it_is_one(house: House) -> None:
    cli = {"FLASK_RUN_FROM_CLI": "true", "CAMTAY_DATA": str(house.data)}
    assert command_environ(cli, ["dossiers", "count"])["CAMTAY_DEMO"] == "1"
    assert "CAMTAY_DEMO" not in command_environ(cli, ["run"])
    assert "CAMTAY_DEMO" not in command_environ({"CAMTAY_DATA": str(house.data)}, ["dossiers"])
    assert "CAMTAY_DEMO" not in command_environ(cli | {"CAMTAY_KEYS": "/keys"}, ["dossiers"])
    assert "CAMTAY_DEMO" not in command_environ(cli | {"CAMTAY_DATA": str(house.data / "none")}, ["dossiers"])


def test_every_command_is_told_in_the_list_of_commands(house: House) -> None:
    told = (ROOT / "webapp" / "docs" / "commands.md").read_text("utf-8")
    from webapp.cli.commands import COMMANDS

    names = [f"{one.name} {sub}" for one in COMMANDS for sub in getattr(one, "commands", {})]
    names += [str(one.name) for one in COMMANDS if not hasattr(one, "commands")]
    assert [name for name in names if f"`{name}" not in told] == []
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert [name for name in targets if f"`make {name}`" not in told] == []
