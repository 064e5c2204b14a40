"""A bad network on loopback: cuts requests, swallows replies, repeats, delays, answers with another page. Seeded; it can be healed."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

PORTAL = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\nContent-Length: 51\r\n\r\n"
    + (b"<!doctype html><title>Wifi</title><h1>Log in</h1>..."[:51])
)
FATES = (("cut", 0.10), ("swallowed", 0.15), ("portal", 0.05), ("repeated", 0.08), ("delayed", 0.10))
PIECE = 65536
PATIENCE = 10.0


class BreakingProxy:
    """Stands before a server on a port of its own. ``counts`` says how often it did what."""

    def __init__(self, port: int, seed: int) -> None:
        self.target, self.counts, self.broken = port, Counter[str](), True
        self._random, self._lock = Random(seed), threading.Lock()
        proxy = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    proxy.serve(self.request)

        class Listener(socketserver.ThreadingTCPServer):
            daemon_threads, allow_reuse_address, request_queue_size = True, True, 64

        self._listener = Listener(("127.0.0.1", 0), Handler)
        self.port: int = self._listener.server_address[1]
        threading.Thread(target=self._listener.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def heal(self) -> None:
        """Let everything pass from now on."""
        self.broken = False

    def close(self) -> None:
        self._listener.shutdown()
        self._listener.server_close()

    def serve(self, caller: socket.socket) -> None:
        """One request of one connection."""
        caller.settimeout(PATIENCE)
        asked = _whole(caller)
        if not asked:
            return
        fate = self._fate()
        with self._lock:
            self.counts[fate] += 1
        if fate == "portal":
            caller.sendall(PORTAL)
            return
        if fate == "delayed":
            time.sleep(self._random.random() * 0.4)
        if fate == "cut":
            self._forward(asked[: len(asked) // 2], wait=False)
            return
        if fate == "repeated":
            self._forward(asked)
        told = self._forward(asked)
        if fate != "swallowed":
            caller.sendall(told)

    def _fate(self) -> str:
        with self._lock:
            luck = self._random.random()
        for fate, share in FATES if self.broken else ():
            if luck < share:
                return fate
            luck -= share
        return "passed"

    def _forward(self, asked: bytes, *, wait: bool = True) -> bytes:
        with socket.create_connection(("127.0.0.1", self.target), timeout=PATIENCE) as server:
            server.sendall(asked)
            return _whole(server) if wait else b""


def _whole(peer: socket.socket) -> bytes:
    """Read one HTTP message with a Content-Length."""
    found = b""
    while b"\r\n\r\n" not in found:
        piece = peer.recv(PIECE)
        if not piece:
            return found
        found += piece
    head, _, body = found.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        piece = peer.recv(PIECE)
        if not piece:
            break
        body += piece
    return _closing(head) + b"\r\n\r\n" + body


def _closing(head: bytes) -> bytes:
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"])


@contextlib.contextmanager
def breaking_proxy(port: int, seed: int) -> Iterator[BreakingProxy]:
    """Yield a bad network before the server on ``port``."""
    made = BreakingProxy(port, seed)
    try:
        yield made
    finally:
        made.close()


Counts = dict[str, Any]
