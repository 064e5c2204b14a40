"""The controls on the page: each named, labelled, findable by a problem, and none of them hidden."""

from __future__ import annotations

from functools import cache
from typing import Any

import html5lib
import pytest

from tests.forms.kinds.test_kind_promises import LISTS, field_of
from tests.support.house import ROOT
from webapp.forms.kinds import KINDS, PostedValues
from webapp.forms.views.fields import UPLOADED
from webapp.ui.render import Renderer
from webapp.ui.words import Words

EVERY = sorted(KINDS)
CONTROLS = sorted({kind.control for kind in KINDS.values()})
HOSTILE = "\"><script>alert(1)</script> {{ 7 }} ' & é"
PAGE = "page.html"
XHTML = "{http://www.w3.org/1999/xhtml}"


@cache
def renderer() -> Renderer:
    from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader

    page = DictLoader({PAGE: '<h1 id="q">?</h1>{{ kind(field, what) }}'})
    return Renderer(ChoiceLoader([page, FileSystemLoader(ROOT / "templates")]), Words.load(ROOT / "translations"))


def view(name: str, lang: str, posted: dict[str, list[str]] | None = None, *, alone: bool = False, bad: bool = False) -> dict[str, Any]:
    kind, field = KINDS[name], field_of(name)
    told = kind.edit(field, None, PostedValues(posted or {}), lang, LISTS)
    files = {"dossier": "", "by": "form", "files": []} if name in UPLOADED else {}
    problems = [{"text": "Xem lại", "target": "f-person-answer"}, {"text": HOSTILE, "target": "f-person-answer"}] if bad else []
    return {
        "id": "f-person-answer",
        "control": kind.control,
        "kind": name,
        "name": field.id,
        "label": "Câu hỏi",
        "hint": "Xem trên thẻ",
        "optional": True,
        "heading_is_label": alone,
        "problems": problems,
        "described_by": "f-person-answer-hint f-person-answer-problem" if bad else "f-person-answer-hint",
        "unknown": {"offered": kind.offers_unknown, "checked": False},
        "autocomplete": "name",
        "photo_words": [],
        "input": told | files,
        "shown": HOSTILE,
    }


def draw(field: dict[str, Any], lang: str = "vi", what: str = "edit") -> Any:
    markup = renderer().render(PAGE, {"lang": lang, "field": field, "what": what})
    return html5lib.HTMLParser(strict=True).parseFragment(markup)


def controls(tree: Any) -> list[Any]:
    return [element for element in tree.iter() if element.tag in {XHTML + tag for tag in ("input", "select", "textarea")}]


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize("what", ["edit", "show", "print"])
def test_every_control_has_its_three_templates(control: str, what: str) -> None:
    assert (ROOT / "templates" / "kinds" / control / f"{what}.html").is_file()


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("name", EVERY)
def test_every_control_has_a_name_of_its_field_an_id_of_its_own_and_a_label(name: str, alone: bool, lang: str) -> None:
    tree = draw(view(name, lang, alone=alone, bad=True), lang)
    found = controls(tree)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    labelled = {element.get("for") for element in tree.iter(XHTML + "label")}
    wrapped = {inner.get("id") for label in tree.iter(XHTML + "label") for inner in label.iter() if inner is not label}
    assert len(set(ids)) == len(ids)
    assert {element.get("name") for element in found} <= KINDS[name].names(field_of(name))
    for element in found:
        assert element.get("data-kind") in (name, "unknown")
        assert element.get("type") not in ("hidden", "date")
        assert element.get("id") in labelled | wrapped or element.get("aria-labelledby") == "q", element.get("id")


@pytest.mark.parametrize("name", [name for name in EVERY if name not in ("repeat", "statement")])
def test_a_group_or_control_is_described_by_its_hint_and_its_problem(name: str) -> None:
    tree = draw(view(name, "vi", bad=True))
    ids = {element.get("id") for element in tree.iter()}
    described = [element.get("aria-describedby") for element in tree.iter() if element.get("aria-describedby")]
    assert described == ["f-person-answer-hint f-person-answer-problem"]
    assert set(described[0].split()) <= ids
    assert any(element.get("aria-invalid") == "true" for element in tree.iter()) or name == "many_choices"


@pytest.mark.parametrize("name", [name for name in EVERY if name != "repeat"])
def test_a_problem_leads_to_an_element_of_the_page_with_or_without_a_part(name: str) -> None:
    field, ids = field_of(name), {element.get("id") for element in draw(view(name, "vi")).iter()}
    assert "f-person-answer" in ids
    assert {f"f-person-answer-{part}" for part in KINDS[name].parts(field)} <= ids


@pytest.mark.parametrize("name", [name for name in EVERY if KINDS[name].control in ("line", "long_text")])
def test_a_text_is_shown_again_as_it_was_typed(name: str) -> None:
    for typed in (HOSTILE, "  hai  khoảng ", "022 145"):
        control = controls(draw(view(name, "vi", {"person.answer": [typed]}, bad=True)))[0]
        assert (control.text if control.tag == XHTML + "textarea" else control.get("value")) == typed


@pytest.mark.parametrize("part", ["day", "month", "year"])
def test_what_was_typed_into_a_box_of_a_date_stays_there(part: str) -> None:
    found = controls(draw(view("date", "vi", {f"person.answer.{part}": [HOSTILE]}, bad=True)))
    assert [box.get("value") for box in found if box.get("name") == f"person.answer.{part}"] == [HOSTILE]


def test_one_option_is_chosen_after_it_was_posted() -> None:
    for name, code in (("choice", "two"), ("yes_no", "no"), ("many_choices", "two")):
        found = controls(draw(view(name, "vi", {"person.answer": [code]})))
        assert [box.get("value") for box in found if box.get("checked") is not None] == [code]


def test_not_knowing_stays_chosen_among_radios() -> None:
    found = controls(draw(view("yes_no", "vi", {"person.answer": ["unknown"]})))
    assert [box.get("value") for box in found if box.get("checked") is not None] == ["unknown"]


@pytest.mark.parametrize("what", ["show", "print"])
@pytest.mark.parametrize("name", EVERY)
def test_an_answer_is_escaped_where_it_is_shown(name: str, what: str) -> None:
    assert "<script>" not in renderer().render(PAGE, {"lang": "vi", "field": view(name, "vi"), "what": what})
