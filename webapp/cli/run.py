"""`make run`: migrate, load, seed, erase what is due, say where to go, then serve in the foreground. Starting again is safe."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from webapp.accounts.demo import seed_demo_people
from webapp.assembly import parts_of, prepare
from webapp.cli.retention import run_retention
from webapp.kernel.problems import StoreDown
from webapp.settings import Settings
from webapp.ui.parts import Parts

ROOT = Path(__file__).parents[2]
THREADS = "8"


def main() -> None:
    """Prepare the data folder and become the server."""
    os.environ.setdefault("CAMTAY_DEMO", "1")
    settings = Settings.from_environ()
    made = parts_of(settings)
    prepare(made)
    if settings.demo:
        seed_demo_people(made.database, made.keyring, settings.data, made.clock.now())
    _sweep(made)
    made.database.dispose()
    _announce(settings)
    sys.stdout.flush()
    os.chdir(ROOT)
    server = Path(sys.executable).parent / "gunicorn"
    # One process: the page, the limits and SQLite stay together; threads serve the slow phones.
    options = ["--threads", THREADS, "--worker-class", "gthread", "--bind", f"127.0.0.1:{settings.port}"]
    options += ["--no-control-socket", "--graceful-timeout", "10", "--timeout", "60", "--limit-request-line", "4094"]
    os.execv(server, [str(server), *options, "wsgi:app"])  # noqa: S606 - our own server, no shell


def _sweep(made: Parts) -> None:
    """What is due goes; a store of files that is away must not keep people from writing, so then it goes next time."""
    try:
        run_retention(made, made.clock.now())
    except StoreDown:
        print("the store of files does not answer: pages and text work, photos wait; see the log", file=sys.stderr)


def _announce(settings: Settings) -> None:
    base = f"http://127.0.0.1:{settings.port}"
    lines = [f"Cầm Tay: {base}/vi/  {base}/en/", f"Staff:   {base}/vi/sign-in"]
    if settings.demo:
        lines.append(f"Demonstration accounts (passwords and TOTP secrets): {settings.data / 'demo.json'}")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
