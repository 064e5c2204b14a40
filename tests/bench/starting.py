"""How long it takes from nothing until the app answers: interpreter, imports, files, rows, first page."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.timing import median, tell
from tests.support.house import ROOT

TIMES = 5
PROGRAM = """
from webapp.assembly import prepare
from wsgi import app
{}
assert app.test_client().get("/vi/").status_code == 200
"""
PREPARE = "prepare(app.extensions['camtay'])"


def measure(folder: Path) -> None:
    """Print the first start of a data folder and the later ones."""
    folder.mkdir()
    first = start(folder, PREPARE)
    again = [start(folder, "pass") for _ in range(TIMES)]
    print(f"start-up, n = {TIMES}")
    tell("on an empty folder, rows and catalogue included", f"{first:.2f} s")
    tell("again, until the first page is drawn", f"{median(again):.2f} s")


def start(folder: Path, how: str) -> float:
    """Return the seconds of one process."""
    environ = os.environ | {"CAMTAY_DATA": str(folder), "CAMTAY_DEMO": "1"}
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", PROGRAM.format(how)], cwd=ROOT, env=environ, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun
