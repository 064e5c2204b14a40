"""Keys at rest: a folder of files that only their owner can read, or one text from the environment.

Lost keys are never replaced in silence: a folder that holds some of its keys and not the others is refused.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

KEY_BYTES: Final = 32
FEWEST_DIFFERENT_BYTES: Final = 16
LAST_MASTER: Final = 255
READABLE_BY_OTHERS: Final = 0o077
_NAME = re.compile(r"(?:master-(\d{3})|index|sign)")
_HEX = re.compile(r"[0-9a-f]{64}")


class WeakKey(ValueError):
    """A key is missing, malformed, guessable or readable by others. The machine must not start with it."""


@dataclass(frozen=True)
class Keys:
    """Raw keys: masters by id (1 to 255), the key of blind indexes, the key of signatures."""

    masters: dict[int, bytes]
    index: bytes
    sign: bytes

    def __post_init__(self) -> None:
        if not self.masters:
            raise WeakKey("no master key")
        every = [*self.masters.values(), self.index, self.sign]
        for key in every:
            if fault := fault_of_key(key):
                raise WeakKey(fault)
        if len(set(every)) != len(every):
            raise WeakKey("one key serves two purposes")


def fault_of_key(key: bytes) -> str:
    """Return why a key is refused, or "". Random keys never fail it in practice."""
    if len(key) != KEY_BYTES:
        return f"a key has {KEY_BYTES} bytes"
    if len(set(key)) < FEWEST_DIFFERENT_BYTES:
        return "a key repeats itself"
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    if len(steps) == 1 or key.isascii():
        return "a key is not random"
    return ""


def new_key() -> bytes:
    """Return 32 random bytes that pass ``fault_of_key``."""
    while fault_of_key(key := secrets.token_bytes(KEY_BYTES)):
        continue
    return key


def read_text(text: str) -> Keys:
    """Read ``master-001=<64 hex> index=<64 hex> sign=<64 hex>``, parted by spaces, commas or lines. Raises WeakKey."""
    named: dict[str, bytes] = {}
    for part in re.split(r"[\s,;]+", text.strip()):
        name, _, value = part.partition("=")
        if not _NAME.fullmatch(name) or name in named:
            raise WeakKey("the text of the keys has a part that is not name=hex")
        named[name] = _key_of(value, name)
    return _named(named)


def read_or_make_folder(folder: Path) -> Keys:
    """Read the keys of ``folder``; make all of them when it holds none. Safe when several processes start at once."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _held(folder):
        if not any(folder.glob("*.key")):
            for name in ("master-001", "index", "sign"):
                _write(folder, name, new_key())
        return read_folder(folder)


def read_folder(folder: Path) -> Keys:
    """Read the keys of ``folder``. Raises WeakKey when one is missing, weak or open to other users."""
    named = {}
    for path in sorted(folder.glob("*.key")):
        if not _NAME.fullmatch(path.stem):
            raise WeakKey(f"{path.name} is no key of ours")
        if path.stat().st_mode & READABLE_BY_OTHERS:
            raise WeakKey(f"{path.name} can be read by other users")
        named[path.stem] = _key_of(path.read_text("ascii").strip(), path.name)
    return _named(named)


def write_folder(folder: Path, keys: Keys) -> None:
    """Write keys into a folder that holds none. Raises WeakKey when it holds some."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _held(folder):
        if any(folder.glob("*.key")):
            raise WeakKey("the folder holds keys")
        named = {f"master-{key_id:03}": key for key_id, key in keys.masters.items()} | {"index": keys.index, "sign": keys.sign}
        for name, key in named.items():
            _write(folder, name, key)


def add_master(folder: Path) -> int:
    """Add a master key file and return its id. Old ones stay: they open what they sealed."""
    with _held(folder):
        newest = max(read_folder(folder).masters)
        if newest >= LAST_MASTER:
            raise WeakKey("all 255 key ids are used")
        _write(folder, f"master-{newest + 1:03}", new_key())
    return newest + 1


def _key_of(text: str, name: str) -> bytes:
    if not _HEX.fullmatch(text):
        raise WeakKey(f"{name} is not 64 hex digits")
    return bytes.fromhex(text)


def _named(named: dict[str, bytes]) -> Keys:
    missing = {"index", "sign"} - named.keys()
    if missing:
        raise WeakKey(f"missing: {', '.join(sorted(missing))}")
    masters = {int(name.removeprefix("master-")): key for name, key in named.items() if name.startswith("master-")}
    if any(not 0 < key_id <= LAST_MASTER for key_id in masters):
        raise WeakKey("a master key has an id from 1 to 255")
    return Keys(masters, named["index"], named["sign"])


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    # A lock on the folder itself: no lock file that a check of the folder would take for a key.
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(folder: Path, name: str, key: bytes) -> None:
    path = folder / f"{name}.key"
    half = folder / f".{name}.half"
    half.unlink(missing_ok=True)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, key.hex().encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    half.rename(path)
    folder_handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(folder_handle)
    finally:
        os.close(folder_handle)
