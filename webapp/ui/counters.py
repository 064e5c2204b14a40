"""The registrars. A route cannot exist without naming its policy; the matrix test reads the names from the url map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from flask import Flask, g, request
from flask.typing import ResponseReturnValue

from webapp.kernel.actor import Actor, Citizen, Officer
from webapp.kernel.localised import LANGUAGES
from webapp.kernel.problems import NotFound, SignInNeeded
from webapp.ui.parts import parts

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True)
class Visit:
    """One request as a policy sees it: who comes, and the parts of the address."""

    actor: Actor
    address: dict[str, str]


@dataclass(frozen=True)
class Policy:
    """A named rule. ``admit`` raises a Refusal, or returns the arguments that replace the address parts of the view.

    Where it does not ``ask`` who comes, no cookie is read and none is renewed: caches between may keep the answer for all.
    """

    name: str
    admit: Callable[[Visit], dict[str, Any]]
    asks: bool = True


def _pass(visit: Visit) -> dict[str, Any]:
    return dict(visit.address)


def _staff(visit: Visit) -> dict[str, Any]:
    if not isinstance(visit.actor, Officer):
        raise SignInNeeded
    return dict(visit.address)


anyone = Policy("anyone", _pass)
everybody = Policy("everybody", _pass, asks=False)
staff = Policy("staff", _staff)


@dataclass
class Counter:
    """One side of the counter. Routes are collected here and given to the app by ``open_on``."""

    name: str
    pending: list[tuple[str, str, View, list[str]]] = field(default_factory=list)

    def get(self, rule: str, *, policy: Policy) -> Callable[[View], View]:
        """Register a page."""
        return self._take(rule, ["GET"], policy)

    def post(self, rule: str, *, policy: Policy) -> Callable[[View], View]:
        """Register an act."""
        return self._take(rule, ["POST"], policy)

    def patch(self, rule: str, *, policy: Policy) -> Callable[[View], View]:
        """Register an act that goes on with something (uploads)."""
        return self._take(rule, ["PATCH"], policy)

    def head(self, rule: str, *, policy: Policy) -> Callable[[View], View]:
        """Register a question that is answered by headers alone (uploads)."""
        return self._take(rule, ["HEAD"], policy)

    def options(self, rule: str, *, policy: Policy) -> Callable[[View], View]:
        """Register what an address says it can do (uploads)."""
        return self._take(rule, ["OPTIONS"], policy)

    def _take(self, rule: str, methods: list[str], policy: Policy) -> Callable[[View], View]:
        def register(view: View) -> View:
            endpoint = f"{view.__module__.removeprefix('webapp.').split('.')[0]}.{view.__name__}"
            self.pending.append((rule, endpoint, _guard(view, policy, self.name), methods))
            return view

        return register

    def open_on(self, app: Flask) -> None:
        """Give all routes of this counter to the app."""
        for rule, endpoint, view, methods in self.pending:
            app.add_url_rule(rule, endpoint, view, methods=methods)


def _guard(view: View, policy: Policy, counter: str) -> View:
    @wraps(view)
    def guarded(**address: str) -> ResponseReturnValue:
        if address.get("lang", "vi") not in LANGUAGES:
            raise NotFound
        visit = Visit(current_actor() if policy.asks else Citizen(), address)
        return view(**policy.admit(visit))

    guarded.policy_name = policy.name  # type: ignore[attr-defined]  # read by the matrix test and by counters
    guarded.counter_name = counter  # type: ignore[attr-defined]
    return guarded


def current_actor() -> Actor:
    """Return who is acting in this request (looked up once)."""
    if "actor" not in g:
        g.actor = parts().who(request)
    actor: Actor = g.actor
    return actor


citizen = Counter("citizen")
officer = Counter("officer")
public = Counter("public")
