"""A slow link as TCP sees it: round trips at the handshake and per window, one shared clock per direction. Loopback only.

The throttle of a browser's tools delays single requests of the page and leaves the worker alone; this delays bytes, whoever asks.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

SEGMENT, HEADER, FIRST_WINDOW, LARGEST_WINDOW = 1400, 60, 14_600, 1_000_000


@dataclass
class Link:
    """``rate`` bytes a second each way, ``rtt`` seconds. ``down`` and ``up`` count bytes on the wire, headers of packets included."""

    rate: float
    rtt: float
    down: int = 0
    up: int = 0
    _free: dict[str, float] = field(default_factory=lambda: {"down": 0.0, "up": 0.0})

    def book(self, way: str, size: int, now: float) -> float:
        """Return when the last byte of ``size`` leaves the link."""
        size += HEADER
        setattr(self, way, getattr(self, way) + size)
        self._free[way] = max(now, self._free[way]) + size / self.rate
        return self._free[way]


class SlowProxy:
    """Stands before a server on a port of its own. It is open, refuses (nobody gets through) or hangs (nobody is answered)."""

    def __init__(self, target: int, link: Link) -> None:
        self.link, self._target, self.port = link, target, 0
        self._loop, self._flowing, self._refused = asyncio.new_event_loop(), asyncio.Event(), False
        self._flowing.set()
        self._callers: set[asyncio.StreamWriter] = set()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(5)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Let everything pass, also what was held back."""
        self._refused = False
        self._loop.call_soon_threadsafe(self._flowing.set)

    def refuse(self) -> None:
        """Cut every connection, and each new one at once."""
        self._refused = True
        self._loop.call_soon_threadsafe(self._cut)

    def hang(self) -> None:
        """Take what comes and pass nothing on, either way."""
        self._loop.call_soon_threadsafe(self._flowing.clear)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _cut(self) -> None:
        for caller in self._callers:
            caller.transport.abort()

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._connection, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        self._cut()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refused:
            writer.transport.abort()
            return
        self._callers.add(writer)
        try:
            await asyncio.sleep(self.link.rtt)  # SYN and its answer
            with contextlib.suppress(OSError, asyncio.CancelledError):
                there, back = await asyncio.open_connection("127.0.0.1", self._target)
                try:
                    await asyncio.gather(self._pump(reader, back, "up"), self._pump(there, writer, "down"), return_exceptions=True)
                finally:
                    back.transport.abort()
        finally:
            self._callers.discard(writer)
            writer.close()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: str) -> None:
        loop, window, sent, opened = asyncio.get_running_loop(), FIRST_WINDOW, 0, 0.0
        while piece := await source.read(SEGMENT):
            if sent + len(piece) > window:  # the window is full: the next opens one round trip after this one did
                await asyncio.sleep(max(0.0, opened + self.link.rtt - loop.time()))
                window, sent, opened = min(window * 2, LARGEST_WINDOW), 0, loop.time()
            opened = opened or loop.time()
            await self._flowing.wait()
            sent += len(piece)
            fin = self.link.book(way, len(piece), loop.time())
            await asyncio.sleep(max(0.0, fin + self.link.rtt / 2 - loop.time()) if way == "up" else max(0.0, fin - loop.time()))
            if way == "down":
                loop.call_later(self.link.rtt / 2, self._write, sink, piece)
            else:
                self._write(sink, piece)
        await asyncio.sleep(self.link.rtt)
        with contextlib.suppress(OSError):
            sink.close()

    @staticmethod
    def _write(sink: asyncio.StreamWriter, piece: bytes) -> None:
        with contextlib.suppress(OSError):
            sink.write(piece)


@contextlib.contextmanager
def slow_proxy(target: int, kilobits: float, rtt_ms: float) -> Iterator[SlowProxy]:
    """Yield a slow link before the server on ``target``."""
    made = SlowProxy(target, Link(kilobits * 1000 / 8, rtt_ms / 1000))
    try:
        yield made
    finally:
        made.close()
