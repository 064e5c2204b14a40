"""The kinds of answers, by name. A new kind is one class here, its twin in ``static/core/kinds``, three templates, one vector file."""

from __future__ import annotations

from webapp.forms.kinds.bank_account import BankAccount
from webapp.forms.kinds.base import BLANK, CheckContext, Kind, Parsed, Posted, PostedValues, refused
from webapp.forms.kinds.choices import Choice, Country, Ethnicity, ManyChoices, Relation, Statement, YesNo
from webapp.forms.kinds.dates import Date, PartialDate
from webapp.forms.kinds.lines import Email, LongText, Text
from webapp.forms.kinds.numbers import Money, WholeNumber
from webapp.forms.kinds.papers import Paper, Photo, Repeat
from webapp.forms.kinds.person_name import PersonName
from webapp.forms.kinds.personal_id import OldId, PersonalId, personal_id_disagrees
from webapp.forms.kinds.phone import Phone
from webapp.forms.kinds.places import Address, Unit

__all__ = [
    "BLANK",
    "KINDS",
    "CheckContext",
    "Kind",
    "Parsed",
    "Posted",
    "PostedValues",
    "personal_id_disagrees",
    "refused",
]

_ALL: tuple[Kind, ...] = (
    Text(),
    LongText(),
    PersonName(),
    PersonalId(),
    OldId(),
    Date(),
    PartialDate(),
    Phone(),
    Email(),
    Choice(),
    ManyChoices(),
    YesNo(),
    WholeNumber(),
    Money(),
    Unit(),
    Address(),
    Country(),
    Ethnicity(),
    Relation(),
    BankAccount(),
    Repeat(),
    Photo(),
    Paper(),
    Statement(),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
