"""Which boxes of a page an ID card can fill. Twin: ``static/core/views/cards.js``.

Nothing of this stands in a definition: published ones never change, and every guide names a person's fields alike
(``owner.name``, ``owner.birth_date``, ``owner.personal_id``). A person whose ``personal_id`` is asked has a card, and what the
card can say is told by the last word of a field's id together with its kind.
"""

from __future__ import annotations

from collections.abc import Sequence

from webapp.forms.definition import Definition, Field
from webapp.forms.views.context import Json

PARTS = {
    ("personal_id", "personal_id"): "number",
    ("name", "person_name"): "name",
    ("surname", "person_name"): "surname",
    ("given_name", "person_name"): "given",
    ("birth_date", "date"): "birth",
    ("birth_date", "partial_date"): "birth",
    ("sex", "choice"): "sex",
    ("id_date", "date"): "issued",
    ("permanent_address", "address"): "home",
}
"""Last word of the id and kind -> part of the card. ``address`` alone is where somebody lives now; cards tell the permanent one."""


def card_view(definition: Definition, fields: Sequence[Field]) -> Json:
    """Return whose card fills boxes of this page, and which; ``person`` is "" when none does, or when two persons are asked about."""
    found = [(field.id.rpartition("."), field.kind) for field in fields]
    parts = [
        {"person": person, "part": PARTS[last, kind], "name": f"{person}.{last}"}
        for (person, _, last), kind in found
        if (last, kind) in PARTS and _has_card(definition, person)
    ]
    persons = {part["person"] for part in parts}
    if len(persons) != 1:
        return {"person": "", "parts": []}
    return {"person": parts[0]["person"], "parts": [{"part": part["part"], "name": part["name"]} for part in parts]}


def _has_card(definition: Definition, person: str) -> bool:
    number = definition.field(f"{person}.personal_id")
    return number is not None and number.kind == "personal_id"
