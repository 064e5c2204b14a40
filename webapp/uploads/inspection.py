"""What is this file, really? Decided by its bytes, never by its name; opened only in a child process with limits.

Every picture comes out as a fresh JPEG, so nothing hidden in it survives. The answer to a bad file is BadFile with a
reason, whose sentence stands in ``procedures/_shared/problems.yaml``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import filetype

from webapp.kernel.problems import BadFile, TooLarge, TooMany

MOST_BYTES = 10 * 1024 * 1024
SECONDS = 20
WAIT_SECONDS = 15
CHILDREN = 2
TAKEN = {"image/jpeg": "picture", "image/png": "picture", "image/webp": "picture", "application/pdf": "pdf"}
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
REASONS = (
    "file_empty",
    "file_bytes",
    "file_type",
    "file_heic",
    "file_unreadable",
    "file_pixels",
    "file_mixed",
    "file_slow",
    "file_damaged",
    "pdf_locked",
    "pdf_active",
    "pdf_pages",
    "dossier_files",
    "dossier_bytes",
    "day_bytes",
)
_DECODER = str(Path(__file__).with_name("decode.py"))
# Two children at a time: each may take 400 MB, and the machine has two cores.
_slots = threading.BoundedSemaphore(CHILDREN)


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept: its clean bytes and what they are."""

    kept: bytes
    media_type: str
    width: int
    height: int
    pages: int


def inspect(data: bytes) -> Inspected:
    """Return the clean form of a file. Raises BadFile, TooLarge (both with a ``reason``), or TooMany when all are busy."""
    if not data:
        raise BadFile(reason="file_empty")
    if len(data) > MOST_BYTES:
        raise TooLarge(reason="file_bytes")
    way = TAKEN[media_type_of(data)]
    facts, kept = _in_a_child(way, data)
    return Inspected(kept, "application/pdf" if way == "pdf" else "image/jpeg", facts["width"], facts["height"], facts["pages"])


def media_type_of(data: bytes) -> str:
    """Return one of the four media types we take, read from the bytes. Raises BadFile for everything else."""
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        raise BadFile(reason="file_heic")
    guess = filetype.guess(data[:8192])
    if guess is None or guess.mime not in TAKEN or (guess.mime == "application/pdf" and not data.startswith(b"%PDF-")):
        raise BadFile(reason="file_type")
    return str(guess.mime)


def _in_a_child(way: str, data: bytes) -> tuple[dict[str, int], bytes]:
    if not _slots.acquire(timeout=WAIT_SECONDS):
        raise TooMany(retry_after=WAIT_SECONDS)
    try:
        # A program of its own, never a fork: a forked child would share the server's memory, and hangs in store clients.
        done = subprocess.run(  # noqa: S603 - our own file, no shell, no words of the sender
            [sys.executable, "-I", _DECODER, way], input=data, capture_output=True, timeout=SECONDS, env={}, cwd="/", check=False
        )
    except subprocess.TimeoutExpired:
        raise BadFile(reason="file_slow") from None
    finally:
        _slots.release()
    return _read(done.stdout) if done.returncode == 0 else _broken(done.returncode)


def _read(answer: bytes) -> tuple[dict[str, int], bytes]:
    line, _, kept = answer.partition(b"\n")
    facts = json.loads(line)
    if "refused" in facts:
        raise BadFile(reason=facts["refused"])
    return facts, kept


def _broken(code: int) -> tuple[dict[str, int], bytes]:
    """A child that died: killed for its time (SIGXCPU, SIGKILL), or a decoder that fell over the memory limit."""
    raise BadFile(reason="file_slow" if code in {-24, -9} else "file_unreadable")
