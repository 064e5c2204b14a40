"""The differential fuzz at full size: random forms, filled in at random, asked of both engines."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.bench.timing import tell
from tests.support.house import ROOT

FORMS = int(os.environ.get("FORMS", "100000"))


def measure() -> None:
    """Ask as many forms as ``FORMS`` says (100,000), half of them on each core, and print whether anything differed."""
    halves = [subprocess.Popen([sys.executable, "-m", "tests.twins.fuzz", str(FORMS // 2), seed], cwd=ROOT) for seed in ("101", "102")]
    faults = [half.wait() for half in halves]
    tell(f"forms asked of Python and JavaScript: {FORMS}", "0 differences" if faults == [0, 0] else "DIFFERENCES, see above", "budget 0")
