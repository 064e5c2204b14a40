"""Servers that all workers of one test run share: the first one in starts it, the last one out stops it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path


@contextlib.contextmanager
def shared(name: str, start: Callable[[Path], None], stop: Callable[[Path], None]) -> Iterator[Path]:
    """Yield the folder of a shared server. ``start`` makes the folder and the server, ``stop`` ends both."""
    folder = Path(tempfile.gettempdir()) / f"camtay-{name}-{os.environ.get('PYTEST_XDIST_TESTRUNUID') or os.getpid()}"
    with _users(folder, +1) as users:
        if users == 1:
            start(folder)
    try:
        yield folder
    finally:
        with _users(folder, -1) as users:
            if users == 0:
                stop(folder)
                folder.with_suffix(".lock").unlink()


@contextlib.contextmanager
def _users(folder: Path, change: int) -> Iterator[int]:
    lock = folder.with_suffix(".lock")
    with lock.open("a+") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        handle.seek(0)
        users = int(handle.read() or 0) + change
        yield users
        handle.truncate(0)
        handle.write(str(users))
