"""`make bench`: print what the pages weigh and what they cost."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench import api_fuzz, catalogue, drill, ingest, pages, phone, slips, starting, twins, uploads, weights
from tests.support.house import ROOT
from tests.support.houses import Builder


def main() -> None:
    """Build one house and measure it."""
    print(f"machine  {machine()}\ncommit   {commit()}\npython   {platform.python_version()}\n")
    with tempfile.TemporaryDirectory() as folder:
        builder = Builder(Path(folder))
        house = builder.build(Path(folder) / "house")
        # Log lines cost what they cost on a server, but are not read here.
        with open(os.devnull, "w") as nowhere:
            from webapp.ui.logs import configure

            configure(nowhere)
            for part in (weights, pages, catalogue, slips):
                part.measure(house)
            starting.measure(Path(folder) / "start")
            ingest.measure(house, Path(folder) / "ingest")
            uploads.measure(builder, Path(folder) / "uploads")
            drill.measure(Path(folder) / "drill", builder)
            phone.measure(house.made)
            api_fuzz.measure(house)
            twins.measure()
        configure(sys.stderr)
        house.database.dispose()


def machine() -> str:
    """Return processor, cores and memory."""
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"{model}, {os.cpu_count()} cores, {memory:.1f} GiB, load {load}"


def commit() -> str:
    """Return the commit, and whether the tree differs from it."""
    named = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False)
    return named.stdout.strip() or "?"


if __name__ == "__main__":
    main()
