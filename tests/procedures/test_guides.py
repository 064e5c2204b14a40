"""The written guides: without fault, short, kind, and published as they are."""

from __future__ import annotations

import csv
from itertools import pairwise

import pytest

from tests.procedures.guides import FILES, NAMES, PROCEDURES, TODAY, WEBAPP, cases, filled, guide, lists, unsure
from webapp.forms.answers import AnswerSet
from webapp.forms.cases import run_case
from webapp.forms.checking import check_folder
from webapp.forms.lint.places import texts_with_places
from webapp.forms.loading import load_folder
from webapp.forms.path import path
from webapp.forms.plan import truth
from webapp.forms.published import LOCK, check_lock
from webapp.forms.rule_types import names_in
from webapp.forms.rules import Env
from webapp.forms.validation import check_all
from webapp.kernel.localised import LANGUAGES

FEWEST_CASES = 12
MOST_FIELDS_ON_A_PAGE = 3
CASES = [(name, at) for name in NAMES for at in range(len(cases(name).cases))]


def every_say(name: str) -> list[tuple[str, str]]:
    return [(said.in_("vi"), said.in_("en")) for _, said in texts_with_places(guide(name))]


def test_the_lint_finds_nothing() -> None:
    assert check_folder(PROCEDURES, lists()) == []


def test_the_three_guides_of_the_first_day_are_there() -> None:
    assert {"passport", "social_pension", "birth_registration"} <= set(NAMES)


def test_no_published_revision_changed_and_none_is_forgotten() -> None:
    assert check_lock(PROCEDURES / LOCK, load_folder(PROCEDURES)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_guide_has_its_cases_its_official_form_and_the_order_of_the_portal(name: str) -> None:
    assert len(cases(name).cases) >= FEWEST_CASES
    assert FILES[name].with_name("v1.sheet.yaml").is_file()
    assert FILES[name].with_name("v1.copy.yaml").is_file()


@pytest.mark.parametrize(("name", "at"), CASES, ids=[f"{name}: {cases(name).cases[at].name}" for name, at in CASES])
def test_a_worked_case_holds(name: str, at: int) -> None:
    assert run_case(guide(name), cases(name).cases[at], lists()) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_two_cases_have_one_name(name: str) -> None:
    names = sorted(case.name for case in cases(name).cases)
    assert [one for one, other in pairwise(names) if one == other] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_answers_of_a_case_are_answers_to_this_guide(name: str) -> None:
    for case in cases(name).cases:
        for field_id in case.answers:
            assert guide(name).field(field_id) is not None, f"{case.name}: there is no {field_id}"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_few_things(name: str) -> None:
    crowded = [step.id for step in guide(name).steps if len(step.fields) > MOST_FIELDS_ON_A_PAGE]
    crowded += [step.id for step in guide(name).steps if sum(field.kind == "address" for field in step.fields) > 1]
    assert crowded == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_a_question(name: str) -> None:
    for step in guide(name).steps:
        assert step.ask.vi.endswith("?"), step.id
        assert step.ask.en.endswith("?"), step.id


@pytest.mark.parametrize("name", NAMES)
def test_a_note_looks_back_and_not_at_the_answers_of_its_own_page(name: str) -> None:
    """Who has answered is on the next page already and never sees such a note."""
    for step in guide(name).steps:
        own = {field.id for field in step.fields}
        assert [note.say.en for note in step.say if own & set(names_in(note.when))] == [], step.id


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_called_you_lightly_or_told_no(name: str) -> None:
    for vi, en in every_say(name):
        assert "bạn " not in f"{vi.lower()} ", vi
        assert "không đủ điều kiện" not in vi.lower(), vi
        assert "not eligible" not in en.lower(), en


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_say_something_of_their_own(name: str) -> None:
    assert len(LANGUAGES) == 2
    assert [vi for vi, en in every_say(name) if vi == en] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_note_leads_to_a_procedure_of_the_catalogue(name: str) -> None:
    with (WEBAPP / "catalogue" / "data" / "procedures.csv").open(encoding="utf-8", newline="") as source:
        codes = {row["code"] for row in csv.DictReader(source)}
    notes = [note for step in guide(name).steps for note in step.say]
    notes += [note for one in guide(name).eligible for note in one.meanwhile]
    assert guide(name).procedure in codes
    assert [note.link for note in notes if note.link and note.link not in codes] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_paper_has_a_picture_that_is_there(name: str) -> None:
    pictures = WEBAPP.parent / "static" / "img" / "papers"
    assert [paper.look for paper in guide(name).papers if not (pictures / f"{paper.look}.svg").is_file()] == []


@pytest.mark.parametrize("name", NAMES)
def test_whoever_knows_nothing_comes_to_the_end_and_hears_no_doubt(name: str) -> None:
    definition = guide(name)
    for answers in (AnswerSet(), unsure(name)):
        way = path(definition, answers, TODAY)
        assert way.asked[-1].id.startswith(("paper-", "result"))
        env = Env(way.answers, TODAY)
        assert [one.code for one in definition.eligible if truth(definition, one.when, env) is False] == []


@pytest.mark.parametrize("name", NAMES)
def test_who_answers_i_do_not_know_everywhere_has_nothing_to_put_right(name: str) -> None:
    assert [problem for problem in check_all(guide(name), unsure(name), TODAY, lists()) if problem.level == "error"] == []


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", NAMES)
def test_a_person_who_answers_everything_has_nothing_to_put_right(name: str, seed: int) -> None:
    answers = filled(name, seed, {})
    found = check_all(guide(name), answers, TODAY, lists())
    assert [problem for problem in found if problem.level == "error"] == []
