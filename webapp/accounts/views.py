"""What the pages of accounts show, as plain JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from webapp.accounts.queries import SessionLine
from webapp.kernel.actor import ROLES, Officer
from webapp.kernel.clock import VIETNAM
from webapp.ui.parts import Parts


def sign_in_view(next_path: str, typed_name: str = "", wrong: bool = False) -> dict[str, Any]:
    """Return what the sign-in page shows besides its frame. What was typed comes back, except secrets."""
    return {"next_path": next_path, "typed_name": typed_name, "wrong": wrong}


def account_view(made: Parts, actor: Officer, lines: list[SessionLine], here: str, failed: int, lang: str) -> dict[str, Any]:
    """Return a person's own page: who they are to the machine, and where they are signed in."""
    unit = made.lists.get("communes", actor.unit)
    return {
        "name": actor.name,
        "unit": unit.say(lang) if unit else actor.unit,
        "roles": [role for role in ROLES if role in actor.roles],
        "failed": failed,
        "sessions": [
            {
                "id": line.id,
                "machine": line.machine,
                "since": shown_moment(line.created_at),
                "last_seen": shown_moment(line.last_seen),
                "here": line.id == here,
            }
            for line in lines
        ],
    }


def shown_moment(at: datetime) -> str:
    """Return ``23/11/2026 08:05`` at UTC+7, the same in both languages."""
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
