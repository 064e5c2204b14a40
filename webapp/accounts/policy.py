"""Who may do what with accounts and sessions."""

from __future__ import annotations

from webapp.kernel.actor import Actor, Officer


def may_end_session(actor: Actor, owner: str) -> bool:
    """Everyone ends their own sessions; nobody sees those of others."""
    return isinstance(actor, Officer) and actor.account == owner
