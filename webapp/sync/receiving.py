"""The body of one piece, read as it comes: what arrived before a cut is kept, and nobody holds a thread for ever.

Slow phones are the rule here: a thread is held while one small piece comes. Some threads stay free for everybody else.
"""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from flask import request
from werkzeug.exceptions import ClientDisconnected

from webapp.kernel.problems import TooMany
from webapp.uploads.tus import MOST_PIECE

STEP: Final = 1024
"""Bytes read at once: what was read of a step when the line breaks is lost."""
IDLE_SECONDS: Final = 20.0
WHOLE_SECONDS: Final = 120.0
A_MOMENT: Final = (1.0, 3.0)
AT_ONCE: Final = 5
"""Of the eight threads of a process."""
OF_ONE: Final = 2
BUSY_AGAIN: Final = 5

COMES_AGAIN: Final = 2.0
"""Seconds that a phone waits at most until what it sent before is kept."""

_lock = threading.Condition()
_busy: Counter[str] = Counter()
_arriving: dict[str, list[socket.socket]] = {}


@contextmanager
def bay(who: str) -> Iterator[None]:
    """Hold one of the places for pieces of this process. Raises TooMany when all are taken, or two by the same phone."""
    with _lock:
        if _busy.total() >= AT_ONCE or _busy[who] >= OF_ONE:
            raise TooMany(retry_after=BUSY_AGAIN)
        _busy[who] += 1
    try:
        yield
    finally:
        with _lock:
            _busy[who] -= 1
            if not _busy[who]:
                del _busy[who]


@contextmanager
def arriving(file: str) -> Iterator[None]:
    """A piece of this file is coming on this connection, or is being kept."""
    connection = _connection()
    if connection is None:
        yield
        return
    with _lock:
        _arriving.setdefault(file, []).append(connection)
    try:
        yield
    finally:
        with _lock:
            _arriving[file].remove(connection)
            if not _arriving[file]:
                del _arriving[file]
            _lock.notify_all()


def settle_others(file: str) -> None:
    """A phone asks how far a file is, so it sends nothing now: let a piece on a dead line end here, and be kept as far as it came."""
    with _lock:
        for connection in _arriving.get(file, ()):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)
        _lock.wait_for(lambda: file not in _arriving, COMES_AGAIN)


def receive(most: int = MOST_PIECE, idle: float = IDLE_SECONDS, whole: float = WHOLE_SECONDS) -> tuple[bytes, bool]:
    """Return at most ``most`` + 1 bytes of the body, and whether it came whole: no cut, no stand-still, not for ever."""
    _limit_stand_still(idle)
    until, body = time.monotonic() + whole, bytearray()
    while len(body) <= most:
        if time.monotonic() > until:
            return bytes(body), False
        try:
            step = request.stream.read(min(STEP, most + 1 - len(body)))
        except (ClientDisconnected, OSError):
            return bytes(body), False
        if not step:
            break
        body += step
    return bytes(body), True


def drop(most: int = MOST_PIECE) -> None:
    """Take in what is still coming of a piece that was refused, for a moment: else the phone sees a broken connection, not our answer."""
    if (request.content_length is None or request.content_length <= most) and receive(most, *A_MOMENT)[1]:
        return
    stop_listening()


def stop_listening() -> None:
    """Let the server read nothing more of this request: it would hold a thread for seconds to throw the rest of the body away."""
    connection = _connection()
    if connection is not None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RD)


def _limit_stand_still(seconds: float) -> None:
    connection = _connection()
    if connection is not None:
        connection.settimeout(seconds)


def _connection() -> socket.socket | None:
    found = request.environ.get("gunicorn.socket")
    return found if isinstance(found, socket.socket) else None
