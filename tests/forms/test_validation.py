"""Problems: every one is told, warnings never block, only what is asked is judged."""

import msgspec

from tests.forms.support import TODAY, choice, guide, lists, paper, posted, say, step
from webapp.forms.answers import AnswerSet, answers_of
from webapp.forms.definition import Check, Field
from webapp.forms.path import path
from webapp.forms.validation import check_all, check_step, judge_post

OWNER = (
    Field("owner.name", "person_name", required=True, label=say()),
    Field("owner.birth_date", "partial_date", required=True, label=say(), max="today"),
)
MEMBERS = Field("m", "repeat", fields=(Field("m.name", "text", required=True), Field("m.from", "date"), Field("m.to", "date")))
FORM = guide(
    step("owner", *OWNER),
    step("sort", choice("sort", "new", "move")),
    step("old", Field("old.place", "text", required=True), when={"==": [{"var": "sort"}, "move"]}),
    step("m", MEMBERS),
    papers=(paper("note", required=True), paper("other")),
    checks=(
        Check("old_enough", {"<": [{"age_at": [{"var": "owner.birth_date"}, {"today": []}]}, 18]}, "warning", ("owner.birth_date",), say()),
        Check("backwards", {">": [{"var": "m.from"}, {"var": "m.to"}]}, "error", ("m.to", "m.from"), say()),
    ),
)


def codes(problems):
    return [(problem.field, problem.code, problem.level) for problem in problems]


def test_every_missing_answer_of_a_page_is_told_at_once():
    problems = check_step(FORM, FORM.step("owner"), AnswerSet(), TODAY, lists())
    assert codes(problems) == [("owner.name", "missing", "error"), ("owner.birth_date", "missing_date", "error")]


def test_i_do_not_know_counts_as_answered():
    answers = answers_of({"owner.name": {"unknown": True}, "owner.birth_date": {"unknown": True}})
    assert check_step(FORM, FORM.step("owner"), answers, TODAY, lists()) == []


def test_only_pages_on_the_path_are_judged():
    assert ("old.place", "missing", "error") not in codes(check_all(FORM, answers_of({"sort": "new"}), TODAY, lists()))
    assert ("old.place", "missing", "error") in codes(check_all(FORM, answers_of({"sort": "move"}), TODAY, lists()))


def test_a_missing_paper_is_a_warning_and_only_when_it_is_required():
    papers = [problem for problem in check_all(FORM, AnswerSet(), TODAY, lists()) if problem.field.startswith("paper.")]
    assert codes(papers) == [("paper.note", "missing_paper", "warning")]
    later = answers_of({"paper.note": {"choice": "later", "reason": "", "files": []}})
    assert not [problem for problem in check_all(FORM, later, TODAY, lists()) if problem.field.startswith("paper.")]


def test_a_check_that_holds_is_a_problem_of_its_level_at_its_field():
    answers = answers_of({"owner.name": "AN", "owner.birth_date": "2020"})
    assert codes(check_step(FORM, FORM.step("owner"), answers, TODAY, lists())) == [("owner.birth_date", "old_enough", "warning")]


def test_a_check_that_is_unknown_says_nothing():
    answers = answers_of({"owner.name": "AN", "owner.birth_date": "2008"})
    assert check_step(FORM, FORM.step("owner"), answers, TODAY, lists()) == []


def test_a_check_over_the_fields_of_a_row_is_told_for_each_row_that_breaks_it():
    rows = {
        "r1": {"m.name": "A", "m.from": "2020-01-02", "m.to": "2020-01-01"},
        "r2": {"m.name": "B", "m.from": "2020-01-01", "m.to": "2020-01-02"},
        "r3": {"m.from": "2021-01-01", "m.to": "2020-01-02"},
    }
    answers = answers_of({}, {"m": rows})
    found = [(problem.field, problem.code, problem.row) for problem in check_all(FORM, answers, TODAY, lists()) if problem.row]
    assert sorted(found) == [("m.name", "missing", "r3"), ("m.to", "backwards", "r1"), ("m.to", "backwards", "r3")]
    assert [problem.row for problem in check_step(FORM, FORM.step("m"), answers, TODAY, lists(), row="r1")] == ["r1"]


def test_a_required_list_without_rows_is_missing_a_row():
    form = guide(step("m", msgspec.structs.replace(MEMBERS, required=True)))
    assert codes(check_all(form, AnswerSet(), TODAY, lists())) == [("m", "missing_row", "error")]


def test_a_value_of_the_wrong_shape_is_a_problem_not_a_crash():
    answers = answers_of({"owner.name": ["x"], "owner.birth_date": 1945})
    assert [problem.code for problem in check_step(FORM, FORM.step("owner"), answers, TODAY, lists())] == ["unreadable", "unreadable"]


def test_a_personal_id_that_disagrees_with_the_person_is_a_warning():
    form = guide(
        step(
            "id",
            Field("owner.birth_date", "partial_date"),
            choice("owner.sex", "male", "female"),
            Field("owner.personal_id", "personal_id"),
        )
    )
    answers = answers_of({"owner.birth_date": "1946", "owner.sex": "male", "owner.personal_id": "022145001234"})
    assert codes(check_all(form, answers, TODAY, lists())) == [
        ("owner.personal_id", "personal_id_sex", "warning"),
        ("owner.personal_id", "personal_id_year", "warning"),
    ]


def test_a_posted_page_is_read_and_judged_with_the_answers_kept_before():
    before = answers_of({"owner.name": "AN", "owner.birth_date": "1945"})
    judged = judge_post(FORM, FORM.step("owner"), posted(owner__name="", owner__birth_date="2020"), before, TODAY, lists())
    assert judged.blocks
    assert codes(judged.problems) == [("owner.name", "missing", "error"), ("owner.birth_date", "old_enough", "warning")]
    assert judged.answers.value("owner.birth_date") == "2020"


def test_a_warning_alone_does_not_block():
    judged = judge_post(FORM, FORM.step("owner"), posted(owner__name="AN", owner__birth_date="2020"), AnswerSet(), TODAY, lists())
    assert [problem.level for problem in judged.problems] == ["warning"]
    assert not judged.blocks


def test_a_field_that_cannot_be_read_has_that_one_problem():
    judged = judge_post(FORM, FORM.step("owner"), posted(owner__name="AN", owner__birth_date="xx"), AnswerSet(), TODAY, lists())
    assert [problem.field for problem in judged.problems] == ["owner.birth_date"]
    assert not judged.answers.has("owner.birth_date")


def test_a_posted_paper_is_judged_like_any_page():
    stop = path(FORM, AnswerSet(), TODAY).stop("paper-note")
    judged = judge_post(FORM, stop, posted(paper__note="later"), AnswerSet(), TODAY, lists())
    assert judged.answers.value("paper.note")["choice"] == "later"
    assert judged.problems == ()
