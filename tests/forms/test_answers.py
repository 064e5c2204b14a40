"""Answers by field and row."""

from webapp.forms.answers import UNKNOWN_ANSWER, AnswerSet, answers_of, answers_to_json, is_unknown


def test_an_answer_set_never_changes_it_gives_another():
    first = AnswerSet()
    second = first.with_value("a", 1).with_values({"b": 2}, row="r1").with_rows("m", ["r1"])
    assert first == AnswerSet()
    assert (second.value("a"), second.value("b"), second.value("b", "r1")) == (1, None, 2)
    assert second.rows_of("m") == ("r1",)
    assert second.without(["a"]).value("a") is None


def test_i_do_not_know_is_an_answer():
    answers = answers_of({"a": dict(UNKNOWN_ANSWER)})
    assert answers.has("a")
    assert is_unknown(answers.value("a"))
    assert not is_unknown({"unknown": "1"})


def test_a_repeat_field_is_answered_when_it_has_a_row():
    assert answers_of({}, {"m": {"r1": {}}}).has("m")
    assert not answers_of({}, {"m": {}}).has("m")


def test_answers_go_to_plain_json_and_back_with_rows_in_order():
    plain = {"answers": {"a": 1}, "rows": {"m": {"r2": {"b": 2}, "r1": {}}}}
    answers = answers_of(plain["answers"], plain["rows"])
    assert answers_to_json(answers) == plain
    assert list(answers_to_json(answers)["rows"]["m"]) == ["r2", "r1"]
