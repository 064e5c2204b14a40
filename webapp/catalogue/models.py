"""Tables of the catalogue: the facts of the data files, so that officers' lists and counts can join them; and the gaps people report.

The files are the truth. ``loading.py`` writes these tables again at each release; only ``catalogue_gaps`` is written by people.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base
from webapp.database.base import Id


class FieldRecord(Base):
    """A field of administration."""

    __tablename__ = "fields"

    code: Mapped[str] = mapped_column(primary_key=True)
    name_vi: Mapped[str]
    name_en: Mapped[str]
    ministry: Mapped[str]


class MinistryRecord(Base):
    """How much of one ministry's work is here: the public list of what is missing."""

    __tablename__ = "coverage"
    __table_args__ = (CheckConstraint("procedures >= 0", name="procedures_counted"),)

    ministry: Mapped[str] = mapped_column(primary_key=True)
    name_vi: Mapped[str]
    name_en: Mapped[str]
    procedures: Mapped[int] = mapped_column(Integer)


class UnitRecord(Base):
    """A unit of today or of before July 2025."""

    __tablename__ = "units"
    __table_args__ = (
        CheckConstraint("era IN ('now', 'before_2025')", name="era_known"),
        CheckConstraint("level IN ('province', 'district', 'commune')", name="level_known"),
        Index(None, "code", "era", unique=True),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    era: Mapped[str]
    level: Mapped[str]
    type: Mapped[str]
    name_vi: Mapped[str]
    name_en: Mapped[str]
    folded: Mapped[str]
    parent: Mapped[str]
    successors: Mapped[list[str]]
    split: Mapped[bool]
    island: Mapped[str]
    valid_from: Mapped[str]
    valid_to: Mapped[str]
    certainty: Mapped[str]


class ServicePointRecord(Base):
    """A place where papers are taken in; empty columns are not known."""

    __tablename__ = "service_points"

    id: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[str]
    old_unit: Mapped[str]
    place_vi: Mapped[str]
    place_en: Mapped[str]
    hours: Mapped[str]
    phone: Mapped[str]
    mobile_rounds: Mapped[str]
    boat_days: Mapped[str]
    certainty: Mapped[str]


class ContactRecord(Base):
    """A number to call, what it costs, how sure we are."""

    __tablename__ = "contacts"
    __table_args__ = (CheckConstraint("price IN ('free', 'charged', 'unknown')", name="price_known"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    unit: Mapped[str]
    shown: Mapped[str]
    dial: Mapped[str]
    price: Mapped[str]
    certainty: Mapped[str]
    name_vi: Mapped[str]
    name_en: Mapped[str]


class ProcedureRecord(Base):
    """One procedure; the plain page has already had the last word."""

    __tablename__ = "procedures"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("commonness BETWEEN 0 AND 3", name="commonness_in_range"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, unique=True)
    name_vi: Mapped[str]
    name_en: Mapped[str]
    called_vi: Mapped[str]
    called_en: Mapped[str]
    folded: Mapped[str]
    field: Mapped[str] = mapped_column(ForeignKey("fields.code"))
    levels: Mapped[list[str]]
    priority: Mapped[str]
    certainty: Mapped[str]
    doubts: Mapped[list[str]]
    facts_date: Mapped[str]
    decision: Mapped[str]
    channels: Mapped[list[str]]
    audience: Mapped[str]
    commonness: Mapped[int] = mapped_column(Integer)
    presence: Mapped[str]
    decided_by: Mapped[str]
    received_at: Mapped[str]


class TimeRecord(Base):
    """How long one way of filing takes in one sort of place."""

    __tablename__ = "times"
    __table_args__ = (CheckConstraint("number >= 0", name="number_not_negative"),)

    procedure: Mapped[str] = mapped_column(ForeignKey("procedures.code", ondelete="CASCADE"), primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    unit: Mapped[str]
    certainty: Mapped[str]
    ground: Mapped[str]


class FeeRecord(Base):
    """What one way of filing costs; ``amount`` is empty where the province sets it. Unknown fees have no row."""

    __tablename__ = "fees"
    __table_args__ = (
        CheckConstraint("amount IS NULL OR amount >= 0", name="amount_not_negative"),
        CheckConstraint("(amount IS NULL) = (sort = 'set_by_province')", name="amount_or_province"),
    )

    procedure: Mapped[str] = mapped_column(ForeignKey("procedures.code", ondelete="CASCADE"), primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[str] = mapped_column(primary_key=True)
    valid_to: Mapped[str]
    sort: Mapped[str]
    amount: Mapped[int | None] = mapped_column(Integer)
    per: Mapped[str]
    certainty: Mapped[str]
    ground: Mapped[str]


class RouteRecord(Base):
    """Where a procedure can be filed. ``unit`` is empty for every unit of its level; a row with a unit wins."""

    __tablename__ = "routes"
    __table_args__ = (
        CheckConstraint("route IN ('portal', 'counter', 'desk')", name="route_known"),
        Index(None, "procedure", "unit", "route", "valid_from", unique=True),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    procedure: Mapped[str] = mapped_column(ForeignKey("procedures.code", ondelete="CASCADE"))
    unit: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    route: Mapped[str]
    legal_ground: Mapped[str]
    demonstration: Mapped[bool]
    valid_from: Mapped[str]
    valid_to: Mapped[str]


class LifeEventRecord(Base):
    """Something that happens to people, as a door to procedures."""

    __tablename__ = "life_events"

    code: Mapped[str] = mapped_column(primary_key=True)
    name_vi: Mapped[str]
    name_en: Mapped[str]


class EventProcedureRecord(Base):
    """One procedure behind one door, in order."""

    __tablename__ = "life_event_procedures"

    event: Mapped[str] = mapped_column(ForeignKey("life_events.code", ondelete="CASCADE"), primary_key=True)
    procedure: Mapped[str] = mapped_column(ForeignKey("procedures.code", ondelete="CASCADE"), primary_key=True)
    rank: Mapped[int] = mapped_column(Integer)


class CatalogueGap(Base):
    """Somebody did not find their matter here. The words are sealed; only the count by day is public."""

    __tablename__ = "catalogue_gaps"
    __table_args__ = (Index(None, "day"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    day: Mapped[str]
    lang: Mapped[str]
    at: Mapped[datetime]
    box: Mapped[bytes]
    answered_at: Mapped[datetime | None]
