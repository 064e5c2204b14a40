"""A centre that can be switched off and on again: the real server on one port and one data folder."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.support.house import ROOT
from tests.support.servers import PATIENCE, Server, _wait, free_port


class Harbour:
    """``start``, ``stop`` (as by hand), ``kill`` (as by a power cut). ``root`` names another build of the house."""

    def __init__(self, folder: Path, told: Mapping[str, str] | None = None, port: int | None = None) -> None:
        self.port = port or free_port()
        self.site = Server(f"http://127.0.0.1:{self.port}", folder / "data", folder / "server.log")
        self._told = dict(told or {})
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        return self.site.base

    @property
    def is_open(self) -> bool:
        return self._process is not None

    def start(self, root: Path = ROOT, **told: str) -> Harbour:
        """Serve, and wait until it answers."""
        assert self._process is None
        own = {"PORT": str(self.port), "CAMTAY_DATA": str(self.site.data), "CAMTAY_DEMO": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        told = own | self._told | told
        with self.site.said.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "webapp.cli.run"], cwd=root, env=os.environ | told, stdout=log, stderr=log, start_new_session=True
            )
        _wait(self.site, self._process)
        return self

    def stop(self) -> None:
        """Close in good order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, whatever it is at."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, how)
        self._process.wait(PATIENCE)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process = None


@contextlib.contextmanager
def harbour(folder: Path, told: Mapping[str, str] | None = None) -> Iterator[Harbour]:
    """Yield an open centre; nothing of it is left afterwards."""
    made = Harbour(folder, told).start()
    try:
        yield made
    finally:
        made.kill()
