"""Definitions, answers and posted pages at random, from one number. The same number gives the same form for ever."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from tests.twins.ours import lists
from tests.twins.random_rules import Rules, deep
from tests.twins.random_texts import day_parts, line, spoiled
from webapp.forms.definition import Field, definition_from_json, definition_to_json, paper_field_id
from webapp.forms.kinds import KINDS

Json = Any
DIRECT = sorted(set(KINDS) - {"repeat"})
TODAYS = ("2026-11-23", "2024-02-29", "2000-01-01", "2100-02-28")
SAID = {"vi": "Ông/bà cho biết", "en": "Please say"}
ODD_VALUES = json.loads(Path(__file__).with_name("pools.json").read_text(encoding="utf-8"))["values"]


class Forms:
    """One form and a person who fills it in."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._fields: list[str] = []
        self._rows: dict[str, list[str]] = {}
        self._rules = Rules(self._random, self._fields, self._rows)

    def question(self) -> Json:
        """Return a definition, answers, posts and rules, as both engines are asked."""
        body = self._definition()
        definition = definition_from_json(body)
        fields = [field for step in definition.steps for field in step.fields]
        answers = {field.id: self._answer(field) for field in fields if self._random.random() < 0.7}
        answers |= {
            paper_field_id(paper.id): self._answer(_paper_field(paper.id)) for paper in definition.papers if self._random.random() < 0.5
        }
        rows: dict[str, Json] = {}
        for field in fields:
            if field.kind == "repeat" and self._random.random() < 0.9:
                rows[field.id] = {f"r{at}": self._row(field) for at in range(self._random.randint(0, 3))}
        pages = [self._post(definition, rows) for _ in range(self._random.randint(1, 3))]
        return {
            "definition": definition_to_json(definition),
            "today": self._random.choice(TODAYS),
            "answers": answers,
            "rows": rows,
            "posts": pages,
            "rules": [self._asked_rule(rows) for _ in range(6)],
        }

    def stored(self) -> Json:
        """Return one field with a value of any shape, as if it came from a phone of last year."""
        field = msgspec.convert(self._field("f", DIRECT), Field)
        value = self._random.choice(ODD_VALUES) if self._random.random() < 0.3 else self._bent(self._answer(field))
        return {"field": msgspec.to_builtins(field), "value": value, "today": self._random.choice(TODAYS)}

    def typed(self) -> Json:
        """Return one field with what was typed into its controls."""
        field = msgspec.convert(self._field("f", DIRECT), Field)
        return {"field": msgspec.to_builtins(field), "sent": self._sent(field), "today": self._random.choice(TODAYS)}

    def _definition(self) -> Json:
        steps = [self._step(f"s{at}") for at in range(self._random.randint(1, 5))]
        papers = [self._paper(f"p-{at}") for at in range(self._random.randint(0, 3))]
        names = [*self._fields, *(name for inner in self._rows.values() for name in inner), *self._rows]
        checks = [
            {
                "code": f"c{at}",
                "when": self._rules.rule(),
                "level": self._random.choice(("error", "warning")),
                "fields": self._random.sample(names, min(len(names), self._random.randint(1, 2))),
                "say": SAID,
            }
            for at in range(self._random.randint(0, 3))
        ]
        eligible = [{"code": f"e{at}", "when": self._rules.rule(), "say": SAID} for at in range(self._random.randint(0, 2))]
        sides = {"papers": papers, "checks": checks, "eligible": eligible, "signing": "none", "presence": "none"}
        return {"procedure": "9.000001", "revision": 1, "name": SAID, "steps": steps, **sides}

    def _step(self, name: str) -> Json:
        when = self._when()
        if self._random.random() < 0.25:
            inner = [self._field(f"{name}.{self._id(at)}", DIRECT) for at in range(self._random.randint(1, 3))]
            fields = [{"id": f"{name}.rows", "kind": "repeat", "fields": inner, **self._some(required=True)}]
            self._rows[f"{name}.rows"] = [field["id"] for field in inner]
        else:
            fields = [self._field(f"{name}.{self._id(at)}", DIRECT) for at in range(self._random.randint(1, 3))]
            self._fields.extend(field["id"] for field in fields)
        return {"id": name, "ask": SAID, "fields": fields, **when}

    def _id(self, at: int) -> str:
        # The names by which a personal ID is compared with its owner.
        return ("personal_id", "birth_date", "sex")[at] if self._random.random() < 0.3 else f"f{at}"

    def _field(self, name: str, kinds: list[str]) -> Json:
        last = name.rpartition(".")[2]
        kind = {"personal_id": "personal_id", "birth_date": "partial_date", "sex": "choice"}.get(last) or self._random.choice(kinds)
        field: Json = {"id": name, "kind": kind, **self._some(required=True), **(self._when() if self._fields else {})}
        if kind in ("choice", "many_choices") or (kind in ("yes_no", "paper", "country") and self._random.random() < 0.2):
            codes = {"sex": ("male", "female"), "paper": ("bring", "later", "no_need")}.get(last if last == "sex" else kind)
            codes = codes or self._random.choice((("one", "two", "three"), ("yes", "no"), tuple("abcdefgh"), ("unknown", "one")))
            field["options"] = [{"value": code, "say": {"vi": f"Cách {code}", "en": f"Way {code}"}} for code in codes]
            if kind in ("choice", "many_choices") and self._random.random() < 0.15:
                field["list"] = self._random.choice(("relations", "ethnic_groups"))
                field["options"] = []
        return field | self._bounds(kind)

    def _bounds(self, kind: str) -> Json:
        if kind == "unit":
            return self._some(list="quang_ninh")
        if kind in ("text", "long_text", "person_name", "email"):
            return self._some(max_length=self._random.choice((1, 3, 10, 500)))
        if kind in ("date", "partial_date"):
            days = ("today", "today", "1945", "1945-08-15", "2030-01-01", 5)
            return self._some(min=self._random.choice(days)) | self._some(max=self._random.choice(days))
        if kind in ("whole_number", "money"):
            return self._some(min=self._random.choice((-10, 1, 1000, "today"))) | self._some(max=self._random.choice((5, 5000, 10**15)))
        return {}

    def _some(self, **keys: Json) -> Json:
        return {name: value for name, value in keys.items() if self._random.random() < 0.35}

    def _when(self) -> Json:
        return {"when": self._rules.rule(3)} if self._random.random() < 0.35 else {}

    def _paper(self, name: str) -> Json:
        self._fields.append(paper_field_id(name))
        treatment = self._random.choice(("hand_in", "only_if", "form", "show_only", "made_by_office"))
        options = [{"value": code, "say": SAID} for code in ("bring", "not_applicable", "no_need", "other")[self._random.randint(0, 2) :]]
        own = {"options": options} if self._random.random() < 0.2 else {}
        return {
            "id": name,
            "name": SAID,
            "form": "copy",
            "treatment": treatment,
            **self._some(required=True, note=SAID),
            **own,
            **self._when(),
        }

    def _answer(self, field: Field) -> Json:
        way = self._random.random()
        if way < 0.1:
            return {"unknown": True}
        if way < 0.2:
            return self._random.choice(ODD_VALUES)
        kind = field.kind if way < 0.93 and field.kind != "repeat" else self._random.choice(DIRECT)
        other = field if kind == field.kind else Field(id=field.id, kind=kind)  # type: ignore[arg-type]
        offers = kind not in ("choice", "many_choices") or other.options or other.list
        return KINDS[kind].example(other, lists(), self._random.randrange(100000)) if offers else "one"

    def _bent(self, value: Json) -> Json:
        """Return a value with something in it spoiled, now and then."""
        if self._random.random() < 0.4:
            return value
        if isinstance(value, str):
            return spoiled(self._random, value)
        if isinstance(value, list):
            return [self._bent(inner) for inner in value] * self._random.choice((1, 1, 2))
        if isinstance(value, dict):
            kept = {name: self._bent(inner) for name, inner in value.items() if self._random.random() < 0.9}
            return kept | ({self._random.choice(("commune", "reason", "x")): "06967"} if self._random.random() < 0.2 else {})
        return value + self._random.choice((-1, 10**15, -(10**15))) if type(value) is int else value

    def _row(self, repeat: Field) -> Json:
        return {field.id: self._answer(field) for field in repeat.fields if self._random.random() < 0.7}

    def _sent(self, field: Field) -> dict[str, list[str]]:
        way = self._random.random()
        if field.kind in ("date", "partial_date") and way < 0.6:
            sent = dict(
                zip((f"{field.id}.day", f"{field.id}.month", f"{field.id}.year"), ([part] for part in day_parts(self._random)), strict=True)
            )
        elif way < 0.5:
            sent = self._of_an_example(field)
        else:
            names = [name for name in sorted(KINDS[field.kind].names(field)) if self._random.random() < 0.8]
            sent = {name: [line(self._random, field.kind) for _ in range(self._random.choice((0, 1, 1, 1, 1, 2)))] for name in names}
        return sent | ({f"{field.id}.unknown": ["1"]} if self._random.random() < 0.1 else {})

    def _of_an_example(self, field: Field) -> dict[str, list[str]]:
        kind = KINDS[field.kind]
        sent = kind.post(field, kind.example(field, lists(), self._random.randrange(100000)))
        if field.kind == "many_choices" and self._random.random() < 0.5:
            sent[field.id] = [*reversed(sent[field.id]), *self._random.choice(((), ("one",), (line(self._random),)))]
        if sent and self._random.random() < 0.6:
            name = self._random.choice(sorted(sent))
            sent[name] = [spoiled(self._random, text) for text in sent[name]]
        return sent

    def _post(self, definition: Any, rows: Json) -> Json:
        page = self._random.choice([*definition.steps, *definition.papers])
        if not hasattr(page, "fields"):
            return {"page": f"paper-{page.id}", "row": None, "sent": self._sent(_paper_field(page.id))}
        repeat = page.repeat
        row = self._random.choice(sorted(rows[repeat.id])) if repeat and rows.get(repeat.id) else None
        sent: dict[str, list[str]] = {}
        for field in repeat.fields if repeat and row else page.fields:
            sent |= self._sent(field) if field.kind != "repeat" else {}
        stray = {self._random.choice(("_form", "other", page.fields[0].id + ".x", "\U0001f41f", "\uffee")): ["x"] for _ in range(2)}
        return {"page": page.id, "row": row, "sent": sent | stray if self._random.random() < 0.2 else sent}

    def _asked_rule(self, rows: Json) -> Json:
        row = self._random.choice((None, "r0", "r1"))
        return {"rule": deep(self._random) if self._random.random() < 0.02 else self._rules.value(), **({"row": row} if row else {})}


def _paper_field(paper_id: str) -> Field:
    return Field(id=paper_field_id(paper_id), kind="paper")
