"""What assembly put together for this app, and the two doors to its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, g
from sqlalchemy.orm import Session

from webapp.database import Database
from webapp.forms.lists import Lists
from webapp.forms.views.context import ProblemTexts
from webapp.forms.wording import Wording
from webapp.kernel.actor import Actor
from webapp.kernel.clock import Clock
from webapp.sealing import Keyring
from webapp.settings import Settings
from webapp.ui.limits import Limiter
from webapp.ui.render import Renderer
from webapp.ui.words import Words

if TYPE_CHECKING:
    from flask import Request

KEY = "camtay"
READING = "reading_door"


@dataclass(frozen=True)
class Parts:
    """The parts of one running app.

    ``store`` (uploads), ``catalogue``, ``calendar`` and ``shelf`` (definitions) are typed where they
    live, above this layer.
    """

    settings: Settings
    database: Database
    clock: Clock
    keyring: Keyring
    lists: Lists
    texts: ProblemTexts
    wording: Wording
    words: Words
    renderer: Renderer
    limiter: Limiter
    release: str
    style: str
    store: Any
    catalogue: Any
    calendar: Any
    shelf: Any
    who: Callable[[Request], Actor]


def install(app: Flask, made: Parts) -> None:
    """Give the parts to the app."""
    app.extensions[KEY] = made
    app.teardown_request(close_reading)


def parts() -> Parts:
    """Return the parts of the current app."""
    found: Parts = current_app.extensions[KEY]
    return found


@contextmanager
def reading() -> Iterator[Session]:
    """Open the reading door of the current app. One request reads through one door, so all it shows is of one moment."""
    if READING not in g:
        door = parts().database.reading()
        setattr(g, READING, (door, door.__enter__()))
    yield getattr(g, READING)[1]


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the writing door of the current app; commits at the end. What is read afterwards is read afresh."""
    close_reading()
    with parts().database.transaction() as session:
        yield session


def close_reading(_error: BaseException | None = None) -> None:
    """Close the reading door of this request, if it is open."""
    if READING in g:
        door, _ = g.pop(READING)
        door.__exit__(None, None, None)
