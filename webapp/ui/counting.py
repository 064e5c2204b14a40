"""Counting acts of a request: ``hit`` in a view, or ``@limited("step")`` below the registrar's decorator."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue

from webapp.kernel.actor import Citizen
from webapp.ui.counters import View, current_actor
from webapp.ui.limits import Limiter
from webapp.ui.parts import close_reading

EXTENSION = "camtay.limiter"


def install_limiter(app: Flask, made: Limiter) -> None:
    """Give the limiter to the app."""
    app.extensions[EXTENSION] = made


def hit(act: str, **who: str | None) -> None:
    """Count an act of this request by its address and by whoever else is known. Raises TooMany."""
    close_reading()  # counting writes: a request that held a second connection meanwhile could starve the others
    _limiter().hit(act, **(_here() | who))


def forgive(act: str, **who: str | None) -> None:
    """Take back the hit of an act that counts only when it fails."""
    _limiter().forgive(act, **(_here() | who))


def limited(act: str) -> Callable[[View], View]:
    """Count every call of a view under ``act``, by keyholder and address. Stands below the registrar's decorator."""

    def wrap(view: View) -> View:
        @wraps(view)
        def counted(**address: Any) -> ResponseReturnValue:
            actor = current_actor()
            hit(act, keyholder=actor.ref if actor.ref != Citizen().ref else None)
            return view(**address)

        return counted

    return wrap


def _limiter() -> Limiter:
    found: Limiter = current_app.extensions[EXTENSION]
    return found


def _here() -> dict[str, str | None]:
    return {"address": request.remote_addr}
