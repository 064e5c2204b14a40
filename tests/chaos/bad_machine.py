"""A machine whose disk fills up or breaks and whose clock is set wrong while the server runs: ``bad_machine.c``, told by a file."""

from __future__ import annotations

import mmap
import struct
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")
ILLS = struct.Struct("=iiqqq")


class BadMachine:
    """``environ`` is for whoever shall run on it. The files meant are those below ``data``. Well until told otherwise."""

    def __init__(self, folder: Path, data: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        said = folder / "ills"
        said.write_bytes(bytes(ILLS.size))
        self.environ = {"LD_PRELOAD": str(library()), "CAMTAY_BAD_MACHINE": str(said), "CAMTAY_BAD_FOLDER": str(data.resolve())}
        with said.open("r+b") as handle:
            self._ills = mmap.mmap(handle.fileno(), ILLS.size)

    def breaks_disk(self, error: int, permille: int) -> None:
        """Let so many of a thousand writes and syncs fail with ``error`` (ENOSPC: some of them write half)."""
        self._ills[:8] = struct.pack("=ii", error, permille)

    def mends_disk(self) -> None:
        """Let the disk work again."""
        self.breaks_disk(0, 0)

    def sets_clock(self, seconds: int) -> None:
        """Let its clock be so many seconds ahead (behind, below 0) of ours."""
        self._ills[8:16] = struct.pack("=q", seconds)

    @property
    def failed(self) -> int:
        """How many writes and syncs failed or were cut so far."""
        _error, _permille, _ahead, failed, _halved = ILLS.unpack(self._ills[:])
        return int(failed)

    def close(self) -> None:
        self._ills.close()


def library() -> Path:
    """Return the compiled library, made once per source. Raises CalledProcessError when there is no compiler."""
    made = Path(tempfile.gettempdir()) / f"camtay-bad-machine-{sha256(SOURCE.read_bytes()).hexdigest()[:16]}.so"
    if not made.exists():
        with tempfile.TemporaryDirectory(dir=made.parent) as folder:
            half = Path(folder) / "half.so"
            subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-Wall", "-Werror", "-o", half, SOURCE], check=True)
            half.rename(made)
    return made
