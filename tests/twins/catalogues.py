"""The catalogue on both sides: what Python says to a question, and the node process that is asked the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Any

import msgspec

from tests.twins.engines import Phone, Question, canonical, places
from webapp.catalogue import views
from webapp.catalogue.catalogue import Catalogue
from webapp.catalogue.facts import TimeLimit
from webapp.catalogue.page_view import procedure_view
from webapp.catalogue.procedure import Procedure
from webapp.catalogue.promises import due_date, fee_for, limit_for, waiver_for
from webapp.catalogue.service import LONGEST_GAP
from webapp.dossiers.endings import unit_name
from webapp.kernel.digest import canonical_json
from webapp.offline.catalogue_index import catalogue_index
from webapp.offline.common_facts import common_facts
from webapp.offline.shelves import Shelves
from webapp.ui.parts import Parts

Json = Any
BATCH = 50
ONE_DAY = timedelta(days=1)
CHANNELS = ("any", "online", "counter", "post")
PLACES = ("any", "mountain_island")


def borders(procedure: Procedure) -> set[str]:
    """Return the days from which a fee, a waiver or a route of it begins to hold, or holds no more."""
    rows = [*procedure.fees, *procedure.waivers, *procedure.routes]
    ended = {(date.fromisoformat(row.valid_to) + ONE_DAY).isoformat() for row in rows if row.valid_to}
    return {row.valid_from for row in rows if row.valid_from} | ended


class CataloguePhone(Phone):
    """A node process with the phone's catalogue, and the answers of the centre beside it."""

    program = "catalogue.mjs"

    def __init__(self, made: Parts) -> None:
        self.catalogue: Catalogue = made.catalogue
        self.wording, self.shelves = made.wording, Shelves(made)

    @cached_property
    def index(self) -> Json:
        """What the phone gets, read back from its bytes."""
        return json.loads(canonical_json(catalogue_index(self.catalogue, self.shelves.digests, self.shelves.facts_digests)))

    def first(self) -> Question:
        common = json.loads(canonical_json(common_facts(self.catalogue)))
        return "learn", {"common": common, "index": self.index, "wording": self.wording.table, "facts": self.shelves.facts}

    def differences(self, questions: Iterable[Question]) -> Iterator[str]:
        """Ask both sides and yield each place where they differ, with the question."""
        rest = iter(questions)
        while batch := list(islice(rest, BATCH)):
            self.begin(batch)
            mine = [getattr(self, f"our_{what}")(**asked) for what, asked in batch]
            for (what, asked), ours, theirs in zip(batch, mine, self.answers(), strict=True):
                if ours != theirs or canonical(ours) != canonical(theirs):
                    yield f"{what}: {places(ours, theirs)}\n{json.dumps(asked, ensure_ascii=False)}"

    def our_find(self, query: str, limit: int) -> Json:
        return [[hit.code, hit.score] for hit in self.catalogue.index.find(query, limit)]

    def our_due(self, at: str, limit: Json) -> Json:
        return due_date(datetime.fromisoformat(at), msgspec.convert(limit, TimeLimit), self.catalogue.calendar)

    def our_procedure(self, frame: Json, code: str, unit: str, at: str) -> Json:
        return procedure_view(frame, self.catalogue, self.catalogue.procedures[code], unit, datetime.fromisoformat(at), self.wording)

    def our_home(self, frame: Json) -> Json:
        return views.home_view(frame, self.catalogue)

    def our_list(self, frame: Json, q: str = "", event: str = "", field: str = "") -> Json:
        return views.list_view(frame, self.catalogue, q, event, field)

    def our_fields(self, frame: Json) -> Json:
        return views.fields_view(frame, self.catalogue)

    def our_help(self, frame: Json, page: str) -> Json:
        return views.help_view(frame, self.catalogue, page)

    def our_missing(self, frame: Json, typed: str, problem: bool) -> Json:
        return views.missing_view(frame, typed, problem, LONGEST_GAP)

    def our_questions(self, code: str, units: list[str | None], days: list[str], answers: list[Json]) -> Json:
        procedure, catalogue = self.catalogue.procedures[code], self.catalogue
        plain: Callable[[Any], Json] = msgspec.to_builtins
        return {
            "routes": [[[asdict(route) for route in catalogue.routes_for(code, unit, day)] for day in days] for unit in units],
            "competent": [catalogue.competent_unit(code, answer) for answer in answers],
            "fees": [[plain(fee_for(procedure.fees, way, day)) for day in days] for way in CHANNELS],
            "waivers": [plain(waiver_for(procedure.waivers, day)) for day in days],
            "limits": [[plain(limit_for(procedure.times, way, place)) for place in PLACES] for way in CHANNELS],
        }

    def units(self, asked: list[str]) -> Json:
        """What is known of units."""
        named = [[self.catalogue.place_of(unit), *(unit_name(self.catalogue, unit, lang) for lang in ("vi", "en"))] for unit in asked]
        return {"communes": [row.id for row in self.catalogue.communes()], "units": named}

    def entries(self) -> Json:
        """Every procedure as lists know it."""
        return [
            [
                {
                    "code": code, "number": found.row.number, "name": {"vi": found.name.vi, "en": found.name.en},
                    "official": found.row.name_vi, "field": found.row.field, "decidedBy": found.decided_by,
                    "commonness": found.row.commonness, "audience": found.audience, "written": found.plain is not None,
                    "digest": self.shelves.digests[code][:8], "factsDigest": self.shelves.facts_digests[code][:8],
                },
                code,
            ]
            for code, found in sorted(self.catalogue.procedures.items())
        ]  # fmt: skip
