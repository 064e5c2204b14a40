"""That each field, step and paper has what its kind needs, and nothing that means nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from webapp.forms.definition import Definition, Field, Paper, Say, Step
from webapp.forms.lint import Finding
from webapp.forms.lint.places import Where, fields_with_places
from webapp.forms.lists import Lists
from webapp.forms.rule_dates import days_of

NEEDS_CHOICES = frozenset({"choice", "many_choices"})
MAY_HAVE_CHOICES = NEEDS_CHOICES | {"yes_no", "country", "ethnicity", "relation", "paper"}
WHOLE_LIMITS = frozenset({"whole_number", "money", "repeat", "many_choices", "photo"})
DATE_LIMITS = frozenset({"date", "partial_date"})
LIMITED_LENGTH = frozenset({"text", "long_text", "person_name", "email"})
_NAMED = re.compile(r"%\(([a-z_]+)\)s")
_LINK = re.compile(r"[0-9]\.[0-9]{6}|/[a-z0-9/_.-]*|[a-z0-9-]+")


def shape_findings(definition: Definition, lists: Lists) -> Iterator[Finding]:
    """Yield faults of single fields, of pages, of papers and of links."""
    for where, field in fields_with_places(definition):
        yield from _field_findings(where, field, lists)
        yield from _limit_findings(where, field)
    for at, step in enumerate(definition.steps):
        yield from _step_findings(("steps", at), step)
        yield from _link_findings(("steps", at, "say"), step.say)
    for at, condition in enumerate(definition.eligible):
        yield from _link_findings(("eligible", at, "meanwhile"), condition.meanwhile)
    for at, paper in enumerate(definition.papers):
        yield from _paper_findings(("papers", at), paper)
    known = {field.id for _, field in fields_with_places(definition)}
    for at, check in enumerate(definition.checks):
        if not check.fields:
            yield Finding(("checks", at), "no_fields", f"{check.code} names no field to mend")
        for name in sorted(set(check.fields) - known):
            yield Finding(("checks", at, "fields"), "dangling_id", f"there is no field {name}")


def _field_findings(where: Where, field: Field, lists: Lists) -> Iterator[Finding]:
    if field.kind in NEEDS_CHOICES and bool(field.options) == bool(field.list):
        yield Finding(where, "no_options", f"{field.id} wants options or a list, one of the two")
    if field.kind not in MAY_HAVE_CHOICES and (field.options or field.list):
        yield Finding(where, "needless_key", f"{field.kind} takes no options and no list")
    if field.list and field.list not in lists.names():
        yield Finding((*where, "list"), "unknown_list", f"there is no list {field.list}")
    if field.kind == "paper":
        yield Finding(where, "needless_key", "a paper is written under papers, not as a field")
    if field.kind == "statement" and field.label is None:
        yield Finding(where, "no_label", f"{field.id} has no sentence to agree with")
    yield from _row_findings(where, field)


def _row_findings(where: Where, field: Field) -> Iterator[Finding]:
    if field.kind == "repeat" and not field.fields:
        yield Finding(where, "no_fields", f"{field.id} has no fields in its rows")
    if field.kind != "repeat" and field.fields:
        yield Finding(where, "needless_key", f"{field.kind} has no fields of its own")
    if any(inner.kind == "repeat" for inner in field.fields):
        yield Finding(where, "nested_repeat", f"{field.id} has rows inside rows")


def _limit_findings(where: Where, field: Field) -> Iterator[Finding]:
    for key, limit in (("min", field.min), ("max", field.max)):
        if limit is None:
            continue
        place = (*where, key)
        if field.kind in WHOLE_LIMITS and type(limit) is not int:
            yield Finding(place, "wrong_type", f"{key} of {field.kind} is a whole number")
        elif field.kind in DATE_LIMITS and not (limit == "today" or (isinstance(limit, str) and days_of(limit))):
            yield Finding(place, "wrong_type", f"{key} of {field.kind} is a quoted date or today")
        elif field.kind not in WHOLE_LIMITS | DATE_LIMITS:
            yield Finding(place, "needless_key", f"{field.kind} has no {key}")
    if isinstance(field.min, int) and isinstance(field.max, int) and field.min > field.max:
        yield Finding(where, "empty_range", f"{field.id}: min is above max")
    if field.max_length is not None and field.kind not in LIMITED_LENGTH:
        yield Finding((*where, "max_length"), "needless_key", f"{field.kind} has no max_length")


def _step_findings(where: Where, step: Step) -> Iterator[Finding]:
    if not step.fields:
        yield Finding(where, "no_fields", f"{step.id} asks nothing")
    if step.repeat is not None and len(step.fields) > 1:
        yield Finding(where, "repeat_not_alone", f"{step.id} has rows and other fields")
    named: list[tuple[Where, Field, bool]] = [(("fields", at), field, len(step.fields) > 1) for at, field in enumerate(step.fields)]
    named += [
        (("fields", at, "fields", number), inner, True) for at, field in enumerate(step.fields) for number, inner in enumerate(field.fields)
    ]
    for inside, field, wants_label in named:
        if wants_label and field.label is None:
            yield Finding((*where, *inside), "no_label", f"{field.id} stands beside others and wants a label")


def _link_findings(where: Where, notes: tuple[Say, ...]) -> Iterator[Finding]:
    for at, note in enumerate(notes):
        named = [frozenset(_NAMED.findall(said)) for said in (note.say.vi, note.say.en)]
        if any(names != frozenset(note.values) for names in named):
            yield Finding((*where, at, "values"), "note_values", "the sentence and its values do not name the same things")
        if note.link is not None and not _LINK.fullmatch(note.link):
            yield Finding((*where, at, "link"), "bad_link", f"{note.link} is neither a procedure code nor an address of ours")


def _paper_findings(where: Where, paper: Paper) -> Iterator[Finding]:
    if paper.look is None:
        yield Finding(where, "no_picture", f"{paper.id} has no look; write not_applicable when there is none")
    if paper.count < 1:
        yield Finding((*where, "count"), "wrong_type", f"{paper.id} is wanted less than once")
    says_if = paper.when is not None or paper.note is not None or any(option.value == "not_applicable" for option in paper.options)
    if paper.treatment == "only_if" and not says_if:
        yield Finding(where, "only_if_what", f"{paper.id} is only_if, and neither when nor note says if what")
