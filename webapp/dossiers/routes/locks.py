"""Whose phone it is, and its locks. Only a phone's worker has such pages: what the centre keeps lies at the centre, and asks nobody."""

from __future__ import annotations

from flask import redirect
from flask.typing import ResponseReturnValue

from webapp.ui.counters import anyone, citizen


@citizen.get("/<lang>/phone", policy=anyone)
def ask_whose(lang: str) -> ResponseReturnValue:
    """Lead to what this browser has at the centre."""
    return _back(lang)


@citizen.post("/<lang>/phone", policy=anyone)
def say_whose(lang: str) -> ResponseReturnValue:
    """Lead back: the worker that drew the button is gone."""
    return _back(lang)


@citizen.get("/<lang>/phone/new", policy=anyone)
def ask_new_secret(lang: str) -> ResponseReturnValue:
    """Lead back."""
    return _back(lang)


@citizen.post("/<lang>/phone/new", policy=anyone)
def take_new_secret(lang: str) -> ResponseReturnValue:
    """Lead back: a secret that comes here is neither read nor kept."""
    return _back(lang)


@citizen.get("/<lang>/phone/change", policy=anyone)
def ask_other_secret(lang: str) -> ResponseReturnValue:
    """Lead back."""
    return _back(lang)


@citizen.post("/<lang>/phone/change", policy=anyone)
def take_other_secret(lang: str) -> ResponseReturnValue:
    """Lead back: a secret that comes here is neither read nor kept."""
    return _back(lang)


@citizen.get("/<lang>/phone/forgotten", policy=anyone)
def ask_forgotten(lang: str) -> ResponseReturnValue:
    """Lead back."""
    return _back(lang)


@citizen.post("/<lang>/phone/forgotten", policy=anyone)
def forget(lang: str) -> ResponseReturnValue:
    """Lead back: only a phone has a vault to remove."""
    return _back(lang)


@citizen.get("/<lang>/unlock", policy=anyone)
def ask_secret(lang: str) -> ResponseReturnValue:
    """Lead back: at the centre nothing is locked."""
    return _back(lang)


@citizen.post("/<lang>/unlock", policy=anyone)
def take_secret(lang: str) -> ResponseReturnValue:
    """Lead back: a secret that comes here is neither read nor kept."""
    return _back(lang)


@citizen.get("/<lang>/lock", policy=anyone)
def ask_lock(lang: str) -> ResponseReturnValue:
    """Lead to leaving: that is what the centre can do for the next person."""
    return redirect(f"/{lang}/leave", 303)


@citizen.post("/<lang>/lock", policy=anyone)
def lock(lang: str) -> ResponseReturnValue:
    """Lead to leaving: that is what the centre can do for the next person."""
    return redirect(f"/{lang}/leave", 303)


def _back(lang: str) -> ResponseReturnValue:
    return redirect(f"/{lang}/dossiers/", 303)
