"""What the Python engine says, written as ``core.mjs`` writes what the phone's engine says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from typing import Any

import msgspec

from tests.support.house import ROOT
from webapp.forms.answers import AnswerSet, answers_of, answers_to_json
from webapp.forms.definition import Definition, Field, Paper, Step, definition_from_json
from webapp.forms.kinds import KINDS, CheckContext, PostedValues
from webapp.forms.lists import HOME_PROVINCE, Lists
from webapp.forms.path import Path, path, row_fields
from webapp.forms.plan import truth
from webapp.forms.reading_posts import post_of, read_step, stray_names
from webapp.forms.rule_values import Row, Span
from webapp.forms.rules import UNKNOWN, Env, RuleFault, evaluate
from webapp.forms.validation import check_all, check_step, judge_post
from webapp.kernel.text import clean, clean_lines, fold, printable, sort_key_vi, without_marks

Json = Any
LANGS = ("vi", "en")


@cache
def lists() -> Lists:
    """Return the real reference lists."""
    return Lists.load(ROOT / "webapp" / "catalogue" / "data" / "lists")


def lists_of_the_phone() -> dict[str, list[list[str]]]:
    """Return the lists as a pack carries them: only the communes that can be chosen."""
    return {
        name: [[item.code, item.vi, item.en, item.parent] for item in lists().items(name, HOME_PROVINCE if name == "communes" else None)]
        for name in lists().names()
    }


def told(value: Any) -> Json:
    """Return a value of the rules as JSON."""
    if value is UNKNOWN:
        return {"$unknown": True}
    if isinstance(value, Span):
        return {"$span": [value.low, value.high]}
    if isinstance(value, Row):
        return {"$row": value.id}
    if isinstance(value, list | tuple):
        return [told(inner) for inner in value]
    return {name: told(inner) for name, inner in value.items()} if isinstance(value, dict) else value


def ruled(asked: Json, answers: AnswerSet, today: str) -> Json:
    """Return what a rule gives."""
    try:
        return told(evaluate(asked["rule"], Env(answers, today, row=asked.get("row"))))
    except RuleFault as fault:
        return {"$fault": fault.code}


def shown(field: Field, value: Json) -> Json:
    """Return what a kind says of a value."""
    kind = KINDS[field.kind]
    return {
        "show": [kind.show(field, value, lang, lists()) for lang in LANGS],
        "post": kind.post(field, value),
        "edit": [kind.edit(field, value, None, lang, lists()) for lang in LANGS],
    }


def typed(field: Field, sent: dict[str, list[str]], today: str) -> Json:
    """Return what a kind says of what was typed."""
    kind, posted = KINDS[field.kind], PostedValues(sent)
    read = kind.parse(field, posted, lists())
    known = read.value is not None
    return {
        "value": read.value,
        "problems": [asdict(problem) for problem in read.problems],
        "blank": read.blank,
        "edit": [kind.edit(field, None, posted, lang, lists()) for lang in LANGS],
        "checked": [asdict(problem) for problem in kind.check(field, read.value, CheckContext(today, lists()))] if known else [],
        "shown": shown(field, read.value) if known else None,
    }


def posting(definition: Definition, answers: AnswerSet, today: str, asked: Json) -> Json:
    """Return what the engine says of a posted page."""
    page, row, sent = asked["page"], asked["row"], asked["sent"]
    thing: Step | Paper | None = definition.step(page) or definition.paper(page.removeprefix("paper-"))
    assert thing is not None
    found = judge_post(definition, thing, PostedValues(sent), answers, today, lists(), row)
    direct = thing.fields if isinstance(thing, Step) else ()
    fields = row_fields(definition, thing, answers, today, row) if row is not None and isinstance(thing, Step) else direct
    return {
        "values": found.reading.values,
        "cleared": list(found.reading.cleared),
        "problems": [asdict(problem) for problem in found.problems],
        "blocks": found.blocks,
        "answers": answers_to_json(found.answers),
        "stray": list(stray_names(fields, sent)),
        "post": post_of(fields, read_step(fields, PostedValues(sent), lists()).values),
        "fields": [typed(field, sent, today) for field in fields],
    }


def walked(way: Path) -> Json:
    """Return a path."""
    ends = [(way.before(stop.id), way.after(stop.id)) for stop in way.asked]
    first = way.first_open()
    return {
        "asked": [[stop.id, stop.kind, [field.id for field in stop.fields]] for stop in way.asked],
        "undecided": [thing.id for thing in way.undecided],
        "listed": [paper.id for paper in way.listed],
        "answers": answers_to_json(way.answers),
        "open": first.id if first else None,
        "beside": [[stop.id if stop else None for stop in pair] for pair in ends],
    }


def form(asked: Json) -> Json:
    """Return everything the engine says about one form filled in."""
    definition, today = definition_from_json(asked["definition"]), asked["today"]
    answers = answers_of(asked["answers"], asked["rows"])
    way = path(definition, answers, today)
    env = Env(way.answers, today)
    pages = [check_step(definition, stop, answers, today, lists()) for stop in way.asked]
    return {
        "path": walked(way),
        "eligible": [told(truth(definition, condition.when, env)) for condition in definition.eligible],
        "problems": [asdict(problem) for problem in check_all(definition, answers, today, lists())],
        "pages": [[asdict(problem) for problem in page] for page in pages],
        "posts": [posting(definition, answers, today, post) for post in asked.get("posts", ())],
        "rules": [ruled(one, answers, today) for one in asked.get("rules", ())],
    }


def value(asked: Json) -> Json:
    """Return what a kind says of a stored value of any shape; only a good one is shown."""
    field = msgspec.convert(asked["field"], Field)
    found = KINDS[field.kind].check(field, asked["value"], CheckContext(asked["today"], lists()))
    blocks = any(problem.level == "error" for problem in found)
    return {"problems": [asdict(problem) for problem in found], "shown": None if blocks else shown(field, asked["value"])}


OURS: dict[str, Callable[[Json], Json]] = {
    "rule": lambda asked: ruled(asked, answers_of(asked["answers"], asked["rows"]), asked["today"]),
    "form": form,
    "typed": lambda asked: typed(msgspec.convert(asked["field"], Field), asked["sent"], asked["today"]),
    "value": value,
    "texts": lambda text: [clean(text), clean_lines(text), printable(text), fold(text), sort_key_vi(text), without_marks(text)],
}
"""What can be asked of both engines."""
