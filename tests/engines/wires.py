"""The commands of W3C WebDriver, over the two wires that Debian's browsers speak without any further program.

WebKitGTK answers them by HTTP through ``WebKitWebDriver``. Firefox answers them itself by Marionette: the same commands and
answers as frames ``length:json`` on a socket (firefox-source-docs, "testing/marionette/Protocol"); geckodriver, which Debian
has not, would only translate.
"""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from typing import Any, Protocol

PATIENCE_S = 90.0
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class DriverError(Exception):
    """What an engine refused, by WebDriver's own code (``no such element``, ``element not interactable``)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class Wire(Protocol):
    """``tells("Navigate", url=...)``: a command of WebDriver by its name in the standard."""

    session: dict[str, Any]

    def tells(self, command: str, **told: Any) -> Any:
        """Run a command and return its answer. Raises DriverError."""

    def hangs_up(self) -> None:
        """End the session."""


ADDRESSES: dict[str, tuple[str, str]] = {
    "Navigate": ("POST", "/url"),
    "GetCurrentURL": ("GET", "/url"),
    "Back": ("POST", "/back"),
    "Refresh": ("POST", "/refresh"),
    "FindElements": ("POST", "/elements"),
    "ElementClick": ("POST", "/element/{id}/click"),
    "ElementClear": ("POST", "/element/{id}/clear"),
    "ElementSendKeys": ("POST", "/element/{id}/value"),
    "ExecuteAsyncScript": ("POST", "/execute/async"),
    "TakeScreenshot": ("GET", "/screenshot"),
    "SetTimeouts": ("POST", "/timeouts"),
    "SetWindowRect": ("POST", "/window/rect"),
    "NewWindow": ("POST", "/window/new"),
    "SwitchToWindow": ("POST", "/window"),
    "CloseWindow": ("DELETE", "/window"),
}


class HttpWire:
    """WebDriver as the standard has it."""

    def __init__(self, base: str, capabilities: dict[str, Any]) -> None:
        self._base = base
        self.session = self._asks("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self._base += f"/session/{self.session['sessionId']}"

    def tells(self, command: str, **told: Any) -> Any:
        method, address = ADDRESSES[command]
        return self._asks(method, address.format(**told), {name: value for name, value in told.items() if name != "id"})

    def hangs_up(self) -> None:
        self._asks("DELETE", "", {})

    def _asks(self, method: str, address: str, told: dict[str, Any]) -> Any:
        body = json.dumps(told).encode() if method == "POST" else None
        asked = urllib.request.Request(self._base + address, body, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as refused:
            value = json.load(refused)["value"]
            raise DriverError(value["error"], value["message"]) from None


class MarionetteWire:
    """Firefox's own wire."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        self._stream = self._socket.makefile("rb")
        self._number = 0
        self._reads()  # it introduces itself
        self.session = self._asks("NewSession", {})

    def tells(self, command: str, **told: Any) -> Any:
        if command == "ExecuteAsyncScript":
            told["newSandbox"] = False
        if command == "SwitchToWindow":
            told["focus"] = True
        answer = self._asks(command, told)
        return answer["value"] if isinstance(answer, dict) and set(answer) == {"value"} else answer

    def hangs_up(self) -> None:
        with self._socket, self._stream:
            self._asks("Quit", {"flags": ["eForceQuit"]}, "Marionette")

    def _asks(self, command: str, told: dict[str, Any], whose: str = "WebDriver") -> Any:
        self._number += 1
        frame = json.dumps([0, self._number, f"{whose}:{command}", told]).encode()
        self._socket.sendall(b"%d:%s" % (len(frame), frame))
        _, number, refused, answer = self._reads()
        assert number == self._number
        if refused:
            raise DriverError(refused["error"], refused["message"])
        return answer

    def _reads(self) -> Any:
        length = b""
        while (sign := self._stream.read(1)) != b":":
            assert sign, "Firefox hung up"
            length += sign
        return json.loads(self._stream.read(int(length)))
