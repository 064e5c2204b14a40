"""The real server as `make run` starts it, in a process and a data folder of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp
from sqlalchemy.orm import Session

from tests.support.house import ROOT
from webapp.database import Database
from webapp.sealing import Keyring

PATIENCE = 60.0


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, what it keeps, what it wrote."""

    base: str
    data: Path
    said: Path

    def accounts(self) -> dict[str, dict[str, Any]]:
        """Return the demonstration people by the name they sign in with."""
        told = json.loads((self.data / "demo.json").read_text("utf-8"))["accounts"]
        return {one["sign_in_name"]: one for one in told}

    @contextlib.contextmanager
    def rows(self) -> Iterator[tuple[Session, Keyring]]:
        """Open the server's rows to look at, beside the server."""
        database = Database(f"sqlite:///{self.data / 'camtay.sqlite'}")
        with database.reading() as db:
            yield db, Keyring.from_folder(self.data / "keys", make=False)
        database.dispose()

    def code_of(self, account: dict[str, Any]) -> str:
        """Return the one-time code of this moment."""
        return pyotp.TOTP(account["totp_secret"]).now()


@contextlib.contextmanager
def server(folder: Path) -> Iterator[Server]:
    """Yield a server that answers. Raises AssertionError with what it said when it does not come up."""
    port, said = free_port(), folder / "server.log"
    told = os.environ | {"PORT": str(port), "CAMTAY_DATA": str(folder / "data"), "CAMTAY_DEMO": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    with said.open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "webapp.cli.run"], cwd=ROOT, env=told, stdout=log, stderr=log)
    try:
        made = Server(f"http://127.0.0.1:{port}", folder / "data", said)
        _wait(made, process)
        yield made
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def free_port() -> int:
    """Return a port of loopback that nobody uses now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
    return port


def _wait(made: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, made.said.read_text("utf-8")
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{made.base}/healthz", timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise AssertionError(made.said.read_text("utf-8"))
