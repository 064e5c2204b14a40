"""The shapes of the facts: one frozen struct per data file. What is not known has no row, never a made-up value."""

from __future__ import annotations

from typing import Literal

import msgspec

from webapp.forms.definition import PaperForm, Presence, Treatment
from webapp.kernel.localised import Localised

Certainty = Literal["known", "unverified", "unknown"]
Channel = Literal["any", "online", "counter", "post"]
Place = Literal["any", "mountain_island"]
TimeUnit = Literal["working_days", "calendar_days", "hours", "months"]
RouteName = Literal["portal", "counter", "desk"]
Level = Literal["ministry", "province", "commune", "other"]
CodeCertainty = Literal["verified", "third_party", "name_unconfirmed", "code_unknown"]
Audience = Literal["everyone", "family", "worker", "business", "organisation", "official", "rare"]
NoTime = Literal["", "not_stated", "unit_missing", "several_times", "channels_disagree", "no_result"]
NoFee = Literal["", "not_stated", "points_elsewhere", "text_names_amount", "wrong_in_source", "tax_due", "contribution_due"]
Decider = Literal[
    "commune_committee",
    "provincial_committee",
    "commune_police",
    "provincial_police",
    "police",
    "social_insurance",
    "tax_office",
    "land_office",
    "department",
    "ministry",
    "court",
    "unknown",
]
Receiver = Literal[
    "commune_centre",
    "provincial_centre",
    "commune_police",
    "provincial_police",
    "social_insurance",
    "tax_office",
    "land_office",
    "fisheries_office",
    "road_office",
    "court",
    "ministry_portal",
    "unknown",
]
Per = Literal[
    "", "page", "case", "will", "transaction", "document", "certificate", "copy", "card", "passport", "permit", "stamp", "registration"
]


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a data file."""


class TimeLimit(Row, frozen=True):
    """How long, from the day after acceptance. ``number`` 0 in working days means the same day."""

    code: str
    channel: Channel
    place: Place
    number: int
    unit: TimeUnit
    certainty: Certainty
    ground: str = ""


class Fee(Row, frozen=True):
    """What it costs in whole đồng, ``free`` (only where a source says so plainly) or ``set_by_province``."""

    code: str
    channel: Channel
    amount: int | Literal["free", "set_by_province"]
    certainty: Certainty
    per: Per = ""
    valid_from: str = ""
    valid_to: str = ""
    ground: str = ""


class Waiver(Row, frozen=True):
    """A fee that is dropped, wholly or by half, for those who file on the national portal with VNeID."""

    id: str
    share: Literal["full", "half"]
    ground: str
    valid_from: str
    valid_to: str
    certainty: Certainty
    code: str = ""
    field: str = ""


class ProcedureRow(Row, frozen=True):
    """One line of ``procedures.csv``."""

    code: str
    number: int
    name_vi: str
    name_en: str
    field: str
    levels: tuple[Level, ...]
    priority: Literal["A", "B"]
    certainty: CodeCertainty
    doubts: tuple[Literal["fee_stale", "land_replaced", "older_code", "forms_changed"], ...]
    facts_date: str
    decision: str
    channels: tuple[Literal["online", "counter", "post"], ...]
    audience: Audience
    commonness: int
    decided_by: Decider
    received_at: Receiver
    result_vi: str
    result_en: str
    time_reason: NoTime
    fee_reason: NoFee


class Gives(Row, frozen=True):
    """What the person gets from it, in plain words."""

    certainty: Certainty = "unknown"
    who: Localised | None = None
    what: Localised | None = None
    amount: Localised | None = None
    starts: Localised | None = msgspec.field(default=None, name="from")
    paid_where: Localised | None = None


class PlainPaper(Row, frozen=True):
    """One paper of the citizen's, in own words. ``id`` is a slug for ever, never a position."""

    id: str
    name: Localised
    form: PaperForm
    treatment: Treatment
    count: int = 1
    certainty: Certainty = "unknown"
    when_text: Localised | None = None
    look: str = "paper"
    replaced_by: str = ""
    note: Localised | None = None


class PlainTime(Row, frozen=True):
    """A time in a plain file; it adds to the data file or stands in its place."""

    channel: Channel
    number: int
    unit: TimeUnit
    place: Place = "any"
    certainty: Certainty = "unverified"
    ground: str = ""


class PlainFee(Row, frozen=True):
    """A fee in a plain file. ``unknown`` takes the data file's row away."""

    channel: Channel
    amount: str
    certainty: Certainty = "unverified"
    ground: str = ""


class Plain(Row, frozen=True):
    """One hand-written page: what people call it, what it gives, what to bring."""

    code: str
    plain: Localised
    aliases: tuple[str, ...]
    papers: tuple[PlainPaper, ...]
    gives: Gives | None = None
    presence: Presence = "unknown"
    presence_note: Localised | None = None
    received_at: Receiver | None = None
    decided_by: Decider | None = None
    audience: Audience | None = None
    life_events: tuple[str, ...] = ()
    time: tuple[PlainTime, ...] = ()
    fee: tuple[PlainFee, ...] = ()
    result: Localised | None = None
    uncertain: tuple[Localised, ...] = ()
    see_also: tuple[str, ...] = ()


class FieldRow(Row, frozen=True):
    """A field of administration, and the ministry that writes its procedures."""

    code: str
    vi: str
    en: str
    ministry: str


class Ministry(Row, frozen=True):
    """Who writes procedures, and what of theirs is still missing here."""

    code: str
    vi: str
    en: str
    known_gap_vi: str = ""
    known_gap_en: str = ""


class UnitRow(Row, frozen=True):
    """A province, district or commune, now or before July 2025. ``id`` is the code, or ``old-`` and the code."""

    id: str
    code: str
    era: Literal["now", "before_2025"]
    level: Literal["province", "district", "commune"]
    type: Literal["province", "district", "city", "town", "township", "ward", "commune", "special_zone"]
    name_vi: str
    name_en: str
    parent: str
    successors: tuple[str, ...]
    split: bool
    island: Literal["none", "part", "all"]
    valid_from: str
    valid_to: str
    certainty: Certainty


class ServicePoint(Row, frozen=True):
    """A place where papers are taken in. Empty columns are not known."""

    id: str
    unit: str
    kind: Literal["commune_centre", "provincial_centre", "island_point"]
    certainty: Certainty
    old_unit: str = ""
    place_vi: str = ""
    place_en: str = ""
    hours: str = ""
    phone: str = ""
    mobile_rounds: str = ""
    boat_days: str = ""


class Contact(Row, frozen=True):
    """A number to call, what the call costs, and how sure we are of it."""

    id: str
    kind: Literal["switchboard", "portal_line", "hotline"]
    price: Literal["free", "charged", "unknown"]
    certainty: Certainty
    name_vi: str
    name_en: str
    unit: str = ""
    shown: str = ""
    dial: str = ""


class RouteRule(Row, frozen=True):
    """Where something can be filed. Empty columns mean every; the most specific rule wins, by its dates."""

    id: str
    route: RouteName
    offered: bool
    demonstration: bool
    valid_from: str
    legal_ground: str = ""
    code: str = ""
    field: str = ""
    decided_by: str = ""
    unit: str = ""
    valid_to: str = ""


class LifeEvent(Row, frozen=True):
    """Something that happens to people, as a door to procedures."""

    code: str
    vi: str
    en: str
    hint_vi: str
    hint_en: str


class EventLink(Row, frozen=True):
    """One procedure behind one door, in order."""

    event: str
    code: str
    rank: int


class Synonym(Row, frozen=True):
    """``same``: what people say, and the words the catalogue uses. ``stop``: a word that says nothing."""

    kind: Literal["same", "stop"]
    said: str
    means: str = ""


class CalendarDay(Row, frozen=True):
    """A day off that is no weekend, or a Saturday or Sunday on which offices work."""

    day: str
    sort: Literal["off", "work"]
    vi: str
    en: str
    certainty: Certainty
