"""The bad networks of the other tests are bad as they say: what they break is counted, what they let pass is whole."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.bench.proxy import FIRST_WINDOW, HEADER, Link, slow_proxy
from tests.support.breaking_proxy import FATES, BreakingProxy, breaking_proxy

LONG = b"x" * 40_000
BROKEN = (OSError, http.client.HTTPException)


class Server(ThreadingHTTPServer):
    """Says back what it hears, and remembers it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Echo)
        self.heard: list[bytes] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Echo(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) == length:
            self.server.heard.append(body)
        with suppress(OSError):
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def post(port: int, body: bytes, patience: float = 10.0) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
    try:
        connection.request("POST", "/", body)
        return connection.getresponse().read()
    finally:
        connection.close()


def told(ask: Callable[[], bytes]) -> bytes | None:
    try:
        return ask()
    except BROKEN:
        return None


def storm(network: BreakingProxy, requests: int) -> list[bytes | None]:
    return [told(lambda body=b"request %d" % number: post(network.port, body)) for number in range(requests)]  # type: ignore[misc]


def test_each_fate_comes_about_as_often_as_its_share_and_shows_as_what_it_is(server: Server) -> None:
    with breaking_proxy(server.port, seed=7) as network:
        answers = storm(network, 120)
        counts = network.counts
    assert set(counts) == {fate for fate, _ in FATES} | {"passed"}
    assert counts.total() == 120
    assert answers.count(None) == counts["cut"] + counts["swallowed"]
    assert sum(answer is not None and answer.startswith(b"<!doctype html>") for answer in answers) == counts["portal"]
    assert len(server.heard) == 120 - counts["cut"] - counts["portal"] + counts["repeated"]
    whole = [number for number, answer in enumerate(answers) if answer == b"request %d" % number]
    assert len(whole) == counts["passed"] + counts["delayed"] + counts["repeated"]


def test_the_same_seed_breaks_the_same_requests(server: Server) -> None:
    seen = []
    for seed in (7, 7, 8):
        with breaking_proxy(server.port, seed) as network:
            seen.append([answer is None or answer.startswith(b"<") for answer in storm(network, 40)])
    assert seen[0] == seen[1] != seen[2]


def test_what_comes_at_once_may_arrive_in_another_order(server: Server) -> None:
    with breaking_proxy(server.port, seed=11) as network:
        askers = [threading.Thread(target=told, args=(lambda body=b"%03d" % n: post(network.port, body),)) for n in range(60)]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join(20)
    assert len(server.heard) > 30
    assert server.heard != sorted(server.heard)


def test_a_healed_network_passes_everything(server: Server) -> None:
    with breaking_proxy(server.port, seed=7) as network:
        network.heal()
        assert storm(network, 40) == [b"request %d" % number for number in range(40)]
        assert set(network.counts) == {"passed"}


def test_a_slow_link_passes_everything_whole_and_counts_its_bytes(server: Server) -> None:
    with slow_proxy(server.port, kilobits=20_000, rtt_ms=4) as proxy:
        assert post(proxy.port, LONG) == LONG
        assert len(LONG) + HEADER < proxy.link.up < len(LONG) * 1.2
        assert len(LONG) + HEADER < proxy.link.down < len(LONG) * 1.2


def test_a_link_sends_one_packet_after_the_other_whoever_they_are_for() -> None:
    link = Link(rate=1000, rtt=0.4)
    assert link.book("down", 940, now=0.0) == pytest.approx(1.0)
    assert link.book("down", 940, now=0.0) == pytest.approx(2.0)
    assert link.book("up", 440, now=0.0) == pytest.approx(0.5)
    assert link.book("down", 940, now=5.0) == pytest.approx(6.0)
    assert (link.down, link.up) == (3000, 500)
    assert len(LONG) > FIRST_WINDOW


def test_a_link_that_refuses_cuts_who_is_there_and_who_comes_until_it_is_open_again(server: Server) -> None:
    with slow_proxy(server.port, kilobits=20_000, rtt_ms=4) as proxy:
        proxy.refuse()
        assert told(lambda: post(proxy.port, b"refused")) is None
        proxy.open()
        assert post(proxy.port, b"passed") == b"passed"
        waiting = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=10)
        proxy.hang()
        waiting.request("POST", "/", b"cut")
        proxy.refuse()
        with pytest.raises(BROKEN):
            waiting.getresponse()
        waiting.close()
    assert server.heard == [b"passed"]


def test_a_link_that_hangs_says_nothing_and_passes_on_what_it_held_when_it_is_open_again(server: Server) -> None:
    with slow_proxy(server.port, kilobits=20_000, rtt_ms=4) as proxy:
        proxy.hang()
        answers: list[bytes] = []
        asker = threading.Thread(target=lambda: answers.append(post(proxy.port, b"held back")))
        asker.start()
        with pytest.raises(TimeoutError):
            post(proxy.port, b"given up", patience=0.3)
        assert server.heard == []
        proxy.open()
        asker.join(10)
    assert answers == [b"held back"]
