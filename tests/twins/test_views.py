"""The views of every guide and of a sample of procedures without one: equal on both sides, and drawn to equal bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_args

import msgspec
import pytest

from tests.support.houses import Builder
from tests.support.twins import assert_same_bytes
from tests.twins.engines import canonical, places
from tests.twins.fillings import ODD, ROW, fields_of, fitting, sent_words, typed_by_attackers, unfitting, walked
from tests.twins.viewing import DOSSIER, TODAY, ViewingPhone, Words, folder_json, pages, question
from webapp.forms.answers import answers_of
from webapp.forms.definition import (
    Check,
    Definition,
    Eligible,
    Field,
    KindName,
    Option,
    Paper,
    Say,
    Step,
    Treatment,
    paper_field,
)
from webapp.forms.kinds import KINDS
from webapp.forms.path import path
from webapp.kernel.localised import Localised
from webapp.ui.parts import Parts

Json = Any
LANGS = ("vi", "en")
SAMPLE = 30
GUIDES = ("birth_registration", "passport", "social_pension")
FRAME = {
    "path": "", "page_no": "14-01", "heading_text": "", "look": {"text": "normal", "contrast": "normal"}, "said": "", "release": "r",
    "style": "", "phone": {"shown": "1900", "dial": "1900"}, "today": TODAY, "controller": "UBND <xã>", "served_by": "phone",
    "waiting": 0, "trouble": "", "vault": "", "vault_label": "", "worker": "on",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(builder: Builder) -> Parts:
    return builder.parts


@pytest.fixture(scope="module")
def phone(made: Parts) -> Iterator[ViewingPhone]:
    with ViewingPhone(made) as process:
        yield process


def definitions(made: Parts) -> dict[str, Definition]:
    """Every guide there is, and thirty of the procedures that have none."""
    codes = sorted(made.catalogue.procedures)
    plain = [code for code in codes if not made.shelf.has_guide(code)]
    step = len(plain) // SAMPLE
    return {code: made.shelf.newest(code) for code in [*(code for code in codes if made.shelf.has_guide(code)), *plain[::step][:SAMPLE]]}


def questions(made: Parts, definition: Definition, lang: str, fill: Callable[..., tuple[Json, Json]], seed: int, **told: Json) -> Json:
    """One dossier with these answers: every page empty of problems, and every page sent with hostile words."""
    answers, rows = fill(definition, made.lists, seed)
    way = path(definition, answers_of(answers, rows), TODAY)
    typed = [[stop.id, None, sent_words(stop.fields, seed + at)] for at, stop in enumerate(way.asked) if stop.kind != "notice"]
    repeats = {stop.id: stop.step.repeat for stop in way.asked if stop.step and stop.step.repeat}
    typed += [[stop, row, sent_words(repeat.fields, seed)] for stop, repeat in repeats.items() for row in list(rows.get(repeat.id, ()))]
    sheet, copied = made.shelf.sheet(definition), made.shelf.copy_order(definition)
    papers = {"sheet": msgspec.to_builtins(sheet), "copied": msgspec.to_builtins(copied)}
    return question(definition, lang, answers, rows, typed=typed, change=seed % 2 == 1, **papers | told)


def empty(definition: Definition, lists: object, seed: int) -> tuple[Json, Json]:
    return {}, {}


def on_the_way(definition: Definition, lists: Any, seed: int) -> tuple[Json, Json]:
    return walked(definition, lists, TODAY, seed)


def compared(made: Parts, phone: ViewingPhone, asked: list[tuple[Json, Definition]]) -> list[tuple[str, Json]]:
    """Insist on equal views; return the pages to draw."""
    words = Words(made.lists, made.texts, made.wording)
    drawn: list[tuple[str, Json]] = []
    for (body, definition), theirs in zip(asked, phone.ask([("pages", body) for body, _ in asked]), strict=True):
        ours = pages(body, definition, words)
        assert canonical(ours) == canonical(theirs), f"{definition.procedure} {body['lang']}: {places(ours, theirs)}"
        drawn += list(templates(ours, body["lang"]))
    return drawn


def templates(found: Json, lang: str) -> Iterator[tuple[str, Json]]:
    frame = FRAME | {"lang": lang, "other_lang": "en" if lang == "vi" else "vi"}
    for view in (*found["steps"], *found["rows"], *found["typed"]):
        yield "citizen/step.html", frame | view
    dossier = found["review"]["dossier"]
    yield "citizen/review.html", frame | found["review"]
    yield "citizen/copy.html", frame | {"dossier": dossier, "parts": found["copied"]}
    if found["sheet"] is not None:
        yield "citizen/sheet.html", frame | {"dossier": dossier, "form_name": found["names"], "lines": found["sheet"]}


FILLS = {"empty": empty, "filled": fitting, "on the way": on_the_way, "attacked": typed_by_attackers, "unfitting": unfitting}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("fill", FILLS.values(), ids=list(FILLS))
def test_every_page_of_every_guide_is_the_same_view_and_the_same_bytes(made: Parts, phone: ViewingPhone, fill: Any, lang: str) -> None:
    guides = [definition for definition in definitions(made).values() if made.shelf.has_guide(definition.procedure)]
    assert len(guides) >= len(GUIDES)
    asked = [(questions(made, definition, lang, fill, seed), definition) for definition in guides for seed in (1, 2)]
    drawn = compared(made, phone, asked)
    assert len(drawn) > len(asked) * 10
    assert_same_bytes(drawn)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("fill", FILLS.values(), ids=list(FILLS))
def test_every_page_of_procedures_without_a_guide_is_the_same(made: Parts, phone: ViewingPhone, fill: Any, lang: str) -> None:
    generic = [definition for definition in definitions(made).values() if not made.shelf.has_guide(definition.procedure)]
    assert len(generic) == SAMPLE
    drawn = compared(made, phone, [(questions(made, definition, lang, fill, at), definition) for at, definition in enumerate(generic)])
    assert len(drawn) > SAMPLE * 10
    assert_same_bytes(drawn[::4])


def a_form_of_every_kind() -> Definition:
    """Return a form with each kind alone on a page, several on one, a note with a day, and a doubt."""
    said = Localised("Câu <hỏi> %", "A <question> %")
    options = (Option("one", said, said), Option("two", said))
    own: dict[str, Json] = {
        "choice": {"options": options},
        "many_choices": {"options": options},
        "yes_no": {},
        "date": {"autocomplete": "bday"},
    }
    fields = [Field(f"kind.{name}", name, hint=said, **own.get(name, {})) for name in get_args(KindName) if name not in {"repeat", "paper"}]
    labelled = tuple(msgspec.structs.replace(field, id=f"more.{field.kind}", label=said, required=True) for field in fields)
    rows = Field(
        "rows.all", "repeat", label=said, fields=tuple(msgspec.structs.replace(field, id=f"row.{field.kind}") for field in labelled)
    )
    day = Say(Localised("Ngày %(day)s", "Day %(day)s"), link="1.001193", values={"day": {"add_days": [{"var": "kind.date"}, 1]}})
    alone = tuple(Step(f"s-{field.kind.replace('_', '-')}", said, (field,), why=said, say=(day, Say(said))) for field in fields)
    return Definition(
        procedure="9.000001", revision=1, name=said, signing="vneid", presence="none",
        steps=(*alone, Step("several", said, labelled), Step("rows", said, (rows,))),
        papers=tuple(Paper(f"p-{one.replace('_', '-')}", said, "copy", one, required=True, note=said) for one in get_args(Treatment)),
        checks=(Check("never_so", {"==": [1, 1]}, "warning", ("kind.text",), said),),
        eligible=(Eligible("too_young", {"==": [1, 2]}, said, (day, Say(said))),),
    )  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_a_form_with_every_kind_is_the_same_on_both_sides(made: Parts, phone: ViewingPhone, lang: str) -> None:
    form = a_form_of_every_kind()
    drawn = compared(made, phone, [(questions(made, form, lang, fill, seed), form) for fill in FILLS.values() for seed in range(5)])
    assert_same_bytes(drawn[::5])
    seen = {field["control"] for _, view in drawn if "fields" in view for field in view["fields"]}
    assert seen == {kind.control for kind in KINDS.values()} - {"repeat"}
    notes = [note["text"] for _, view in drawn if "fields" in view for note in view["step"]["said"]]
    assert any(text.startswith(("Ngày ", "Day ")) and "%" not in text for text in notes)


def test_no_stored_value_of_any_shape_stops_a_page(made: Parts, phone: ViewingPhone) -> None:
    """Each odd value into every field of a guide at once; the rules, the checks and the printed form read them too."""
    guide = next(definition for definition in definitions(made).values() if definition.procedure == made.shelf.newest("1.001193").procedure)
    asked = []
    for odd in ODD:
        answers = {field.id: odd for field, repeat in fields_of(guide) if repeat is None}
        rows: Json = {}
        for field, repeat in fields_of(guide):
            if repeat is not None:
                rows.setdefault(repeat, {}).setdefault(ROW.format(1), {})[field.id] = odd
        sheet = msgspec.to_builtins(made.shelf.sheet(guide))
        asked.append((question(guide, "vi", answers, rows, sheet=sheet, copied=sheet), guide))
    assert_same_bytes(compared(made, phone, asked))


WHERE = (
    {"state": "arrived", "percent": 100, "code": "", "sort": "pdf"},
    {"state": "here", "percent": 0, "code": "", "sort": "image"},
    {"state": "sending", "percent": 41, "code": "", "sort": "image"},
    {"state": "refused", "percent": 0, "code": "file_unreadable", "sort": "image"},
    {"state": "gone", "percent": 0, "code": "", "sort": "pdf"},
    {"state": "elsewhere", "percent": 0, "code": "no_such_code", "sort": "image"},
)


@pytest.mark.parametrize("kept_by", ["phone", "centre"])
def test_files_stand_on_their_page_with_what_became_of_each(made: Parts, phone: ViewingPhone, kept_by: str) -> None:
    passport, plain = made.shelf.newest("1.001456"), made.shelf.newest("1.001193")
    words = Words(made.lists, made.texts, made.wording)
    files = [f"01890000-0000-7000-8000-00000000000{nth}" for nth in range(8)]
    asked = path(plain, answers_of({}, {}), TODAY).asked
    paper = next(stop.paper for stop in asked if stop.paper is not None)
    name, known = paper_field(paper).id, {file: where | {"field": paper.id} for file, where in zip(files, WHERE, strict=False)}
    for stream, lang, state in ((False, "vi", "draft"), (True, "en", "submitted")):
        told = {"keptBy": kept_by, "safety": "sending", "state": state}
        papers = {name: {"choice": "attached", "reason": "", "files": [*files[:6], files[7]]}}
        body = question(plain, lang, papers, {}, folder=folder_json(**told, files=known), stream=stream, asks_whose=stream)
        photo = {files[6]: WHERE[1] | {"field": "applicant.photo"}}
        face = question(passport, lang, {"applicant.photo": {"file": files[6]}}, {}, folder=folder_json(**told, files=photo))
        assert_same_bytes(compared(made, phone, [(body, plain), (face, passport)]))
        found, faces = pages(body, plain, words), pages(face, passport, words)
        inputs = {field["name"]: field["input"] for view in found["steps"] for field in view["fields"] if field["kind"] == "paper"}
        assert {told["by"] for told in inputs.values()} == {"phone" if kept_by == "phone" else "form"}
        assert any(view["many_parts"] for view in found["steps"]) == (kept_by == "centre")
        assert [file["state"] for file in inputs[name]["files"]] == [*(where["state"] for where in WHERE), "arrived"]
        assert inputs[name]["files"][3]["said"] == made.texts.table["file_unreadable"].in_(lang)
        assert [one["state"] for one in found["coming"]] == ["here", "sending", "refused", "gone", "elsewhere"]
        assert found["coming"][0]["called"] == paper.name.in_(lang)
        assert found["coming"][0]["href"] == (f"dossiers/{DOSSIER}/steps/paper-{paper.id}?change=1" if state == "draft" else "")
        assert faces["coming"][0]["href"] == (f"dossiers/{DOSSIER}/steps/photo?change=1" if state == "draft" else "")
        assert found["steps"][0]["stream"] == found["steps"][0]["asks_whose"] == stream


def test_answers_that_compete_stand_side_by_side_and_first_on_the_review_page(made: Parts, phone: ViewingPhone) -> None:
    pension = made.shelf.newest("1.001653")
    answers, rows = fitting(pension, made.lists, 1)
    repeat = next(field.id for step in pension.steps for field in step.fields if field.kind == "repeat")
    row = next(iter(rows[repeat]))
    name = "contact.way"
    versions = [
        {"entry": "e1", "value": answers[name], "at": "hôm nay", "by": "here", "shows": True},
        {"entry": "e2", "value": {"unknown": True}, "at": "hôm qua", "by": "other", "shows": False},
        {"entry": "e3", "value": None, "at": "hôm kia", "by": "other", "shows": False},
        {"entry": "e4", "value": {"odd": 1}, "at": "hôm kìa", "by": "other", "shows": False},
    ]
    conflicts = [
        {"part": "answer", "field": name, "row": None, "versions": versions},
        {"part": "answer", "field": "contact.other_name", "row": row, "versions": versions},
        {"part": "answer", "field": "contact.other_phone", "row": DOSSIER, "versions": versions},
        {"part": "row", "field": repeat, "row": DOSSIER, "versions": []},
        {"part": "answer", "field": "field.of.nobody", "row": None, "versions": versions},
        {"part": "paper", "field": paper_field(pension.papers[0]).id if pension.papers else "paper.none", "row": None, "versions": []},
    ]
    body = question(pension, "vi", answers, rows, folder=folder_json(conflicts=conflicts))
    drawn = compared(made, phone, [(body, pension)])
    assert_same_bytes(drawn)
    found = pages(body, pension, Words(made.lists, made.texts, made.wording))
    by_field = {field["name"]: field["versions"] for view in (*found["steps"], *found["rows"]) for field in view["fields"]}
    assert [one["shown"] for one in by_field[name]][1:] == ["Tôi không biết – nhờ cán bộ xem", "", ""]
    assert [one["entry"] for one in by_field["contact.other_name"]] == ["e1", "e2", "e3", "e4"]
    hrefs = [line["href"] for line in found["review"]["conflicts"]]
    assert f"dossiers/{DOSSIER}/steps/contact?change=1" in hrefs
    assert f"dossiers/{DOSSIER}/steps/contact-others/{row}?change=1" in hrefs
    assert f"dossiers/{DOSSIER}/steps/contact-others?change=1" in hrefs
    assert len(hrefs) == len(set(hrefs))
