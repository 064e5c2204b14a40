"""Firefox and WebKitGTK as programs: started in a profile of a test's own, ended by it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.engines.wires import HttpWire, MarionetteWire, Wire
from tests.support.servers import PATIENCE, free_port

FIREFOX, WEBKIT_DRIVER, SCREEN = "/usr/bin/firefox-esr", "/usr/bin/WebKitWebDriver", "/usr/bin/Xvfb"
MINI_BROWSER = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
PREFERENCES = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.healthreport.uploadEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "http://127.0.0.1:9/",
    "toolkit.telemetry.enabled": False,
    "marionette.port": 0,
    "intl.accept_languages": "vi, en",
}


@contextlib.contextmanager
def firefox(profile: Path) -> Iterator[Wire]:
    """Yield Firefox in a profile that is kept: opened again, it is the same phone."""
    profile.mkdir(parents=True, exist_ok=True)
    lines = [f"user_pref({_written(name)}, {_written(value)});" for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines), "utf-8")
    told, heard = profile / "MarionetteActivePort", profile.parent / f"{profile.name}.log"
    told.unlink(missing_ok=True)
    command = [FIREFOX, "--headless", "--no-remote", "--marionette", "--profile", str(profile)]
    with _program(command, heard, HOME=str(profile.parent)) as process:
        _until(told.exists, process, heard)
        wire = MarionetteWire(int(told.read_text("utf-8")))
        try:
            yield wire
        finally:
            with contextlib.suppress(OSError, AssertionError):  # the test may have killed it
                wire.hangs_up()
        process.wait(PATIENCE)


@contextlib.contextmanager
def webkit(folder: Path) -> Iterator[Wire]:
    """Yield WebKitGTK. A driven one always has an ephemeral session, as a private window: what it keeps goes with it."""
    folder.mkdir(parents=True, exist_ok=True)
    assert MINI_BROWSER, "webkit2gtk-driver brings MiniBrowser; tests/tools/install-engines installs it"
    port, heard = free_port(), folder / "webkit.log"
    options = {"webkitgtk:browserOptions": {"binary": str(MINI_BROWSER[-1]), "args": ["--automation"]}}
    with _screen(folder) as display:
        told = {"DISPLAY": display, "WEBKIT_DISABLE_COMPOSITING_MODE": "1", "HOME": str(folder), "LANGUAGE": "vi"}
        with _program([WEBKIT_DRIVER, f"--port={port}", "--host=127.0.0.1"], heard, **told) as process:
            _until(lambda: _answers(port), process, heard)
            wire = HttpWire(f"http://127.0.0.1:{port}", options)
            yield wire
            wire.hangs_up()


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')


@contextlib.contextmanager
def _screen(folder: Path) -> Iterator[str]:
    """Yield the name of an X display on which nobody looks; the server chooses a free one."""
    reading, writing = os.pipe()
    heard = folder / "screen.log"
    with heard.open("wb") as log:
        command = [SCREEN, "-displayfd", str(writing), "-screen", "0", "800x900x24", "-nolisten", "tcp"]
        process = subprocess.Popen(command, pass_fds=[writing], stdout=log, stderr=log)
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    assert number, heard.read_text("utf-8")
    try:
        yield f":{number}"
    finally:
        process.terminate()
        process.wait(PATIENCE)


@contextlib.contextmanager
def _program(command: list[str], heard: Path, **told: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program and everything that it starts as one group, and leave nothing of it."""
    with heard.open("ab") as log:
        process = subprocess.Popen(command, env=os.environ | told, stdout=log, stderr=log, start_new_session=True)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)


def _until(done: Callable[[], bool], process: subprocess.Popen[bytes], heard: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert process.poll() is None, heard.read_text("utf-8", "replace")
        assert time.monotonic() < deadline, heard.read_text("utf-8", "replace")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
