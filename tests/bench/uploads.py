"""Photos over lines that are cut at random, to a server that is killed now and then: what is kept, and how much was sent twice.

``python -m tests.bench.uploads [how many]`` (1,000 unless told). The phones are on the machine of the server; each upload is cut at least
once: the line closed or reset in the middle of a piece, or closed before the answer to a piece was read.
"""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.support import odd_files as odd
from tests.support.harbours import Harbour, harbour
from tests.support.houses import Builder, House
from tests.sync.photos import Photo, attaches, metadata, photo
from tests.sync.pockets import Pocket
from webapp.dossiers.work import envelope_of
from webapp.kernel.digest import sha256_hex
from webapp.uploads import queries
from webapp.uploads.service import read_file

MANY, CLIENTS, PER_DOSSIER, PIECE = 1000, 4, 12, 16 * 1024
KILLED_AFTER = 60
"""Photos between two deaths of the server."""
PATIENCE = 15.0
SEED = 7
TRIES = 400
CUTS = ("closed", "reset", "unread")
GONE = (OSError, HTTPException)


@dataclass
class Figures:
    """What was sent, and what happened to it."""

    photos: int = 0
    useful: int = 0
    sent: int = 0
    cuts: int = 0
    kills: int = 0
    seconds: float = 0.0
    lost: list[str] = field(default_factory=list)

    @property
    def twice(self) -> float:
        """The share of bytes that were sent again."""
        return (self.sent - self.useful) / self.useful if self.useful else 0.0


class Run:
    """One run: a server, a house on its rows, and phones that bring photos to it."""

    def __init__(self, house: House, site: Harbour, many: int, killed_after: int) -> None:
        self.house, self.site, self.many, self._killed_after = house, site, many, killed_after
        self.told = Figures()
        self._dice = random.Random(SEED)
        self._lock = threading.Lock()
        self._up = threading.Event()
        self._up.set()

    def go(self) -> Figures:
        """Bring all photos, then look at each."""
        began = time.monotonic()
        work = [self._dossier(min(PER_DOSSIER, self.many - at)) for at in range(0, self.many, PER_DOSSIER)]
        seeds = [self._dice.random() for _ in work]
        with ThreadPoolExecutor(CLIENTS) as threads:
            list(threads.map(self._bring_all, work, seeds))
        self.told.seconds = time.monotonic() - began
        self._up.wait(60)
        self.told.lost = [one.file for _, photos in work for one in photos if not self._is_whole(one)]
        return self.told

    def _dossier(self, photos: int) -> tuple[Pocket, list[Photo]]:
        phone = Pocket(self.house)
        dossier, start = phone.begins()
        size = (self._dice.randrange(600, 900), self._dice.randrange(600, 900))
        made = [photo(phone, dossier, odd.picture((size[0] + number, size[1]), quality=92)) for number in range(photos)]
        told = phone.sends(start, *(attaches(phone, one) for one in made))
        assert told["refused"] == told["parked"] == []
        return phone, made

    def _bring_all(self, work: tuple[Pocket, list[Photo]], seed: float) -> None:
        phone, photos = work
        dice = random.Random(seed)
        for one in photos:
            _Sender(self, phone, one, dice).bring()
            with self._lock:
                self.told.photos += 1
                self.told.useful += len(one.box)
                kill = self.told.photos % self._killed_after == self._killed_after // 2
            if kill:
                threading.Thread(target=self._kill).start()

    def _kill(self) -> None:
        self._up.clear()
        self.site.kill()
        self.site.start()
        self.told.kills += 1
        self._up.set()

    def wait(self) -> None:
        """Wait while the server is dead: a phone that finds nobody waits too."""
        self._up.wait(60)
        time.sleep(0.1)

    def count(self, sent: int, cut: bool) -> None:
        """Count what went out, and whether the line was cut."""
        with self._lock:
            self.told.sent += sent
            self.told.cuts += cut

    def _is_whole(self, one: Photo) -> bool:
        with self.house.database.reading() as db:
            kept = queries.file_of(db, one.dossier, one.file)
            envelope = envelope_of(db, self.house.made.keyring, one.dossier)
        if kept is None or kept.sent_sha256 != one.sent:
            return False
        return sha256_hex(read_file(self.house.made.store, envelope, kept)) == kept.kept_sha256


class _Sender:
    """Brings one photo as a phone's worker does: ask where it stands, send a piece, ask again after every trouble."""

    def __init__(self, run: Run, phone: Pocket, one: Photo, dice: random.Random) -> None:
        self._run, self._one, self._dice = run, one, dice
        self._who = {"Tus-Resumable": "1.0.0", "Cam-Tay-Device": phone.device, "Cam-Tay-Secret": phone.secret}
        pieces = -(-len(one.box) // PIECE)
        self._cut_at = {dice.randrange(pieces) * PIECE}

    def bring(self) -> None:
        for _ in range(TRIES):
            with contextlib.suppress(*GONE):
                if self._go_on() == "kept":
                    return
            self._run.wait()

    def _go_on(self) -> str:
        status, told = self._ask("HEAD", f"/uploads/{self._one.file}")
        if status == 404:
            said = {
                "Upload-Length": str(len(self._one.box)),
                "Upload-Metadata": metadata(self._one.dossier, self._one.file, self._one.hash),
            }
            status, told = self._ask("POST", "/uploads/", said)
        while status < 300 and told.get("cam-tay-file") == "partial":
            at = int(told["upload-offset"])
            due = next((cut for cut in self._cut_at if cut <= at < cut + PIECE or cut < at), None)
            if due is not None:
                self._cut(at)
                self._cut_at.discard(due)
                return "cut"
            status, told = self._piece(at)
        return told.get("cam-tay-file", "")

    def _ask(self, method: str, path: str, said: dict[str, str] | None = None, body: bytes = b"") -> tuple[int, dict[str, str]]:
        line = HTTPConnection("127.0.0.1", self._run.site.port, timeout=PATIENCE)
        with contextlib.closing(line):
            line.request(method, path, body=body, headers=self._who | (said or {}))
            answer = line.getresponse()
            answer.read()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}

    def _piece(self, at: int) -> tuple[int, dict[str, str]]:
        body = self._one.box[at : at + PIECE]
        self._run.count(len(body), cut=False)
        return self._ask("PATCH", f"/uploads/{self._one.file}", _piece_headers(at), body)

    def _cut(self, at: int) -> None:
        """Begin a piece, and let the line break."""
        body, how = self._one.box[at : at + PIECE], self._dice.choice(CUTS)
        sent = len(body) if how == "unread" else self._dice.randrange(len(body) + 1)
        lines = [f"PATCH /uploads/{self._one.file} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in (self._who | _piece_headers(at)).items()]
        line = socket.create_connection(("127.0.0.1", self._run.site.port), timeout=PATIENCE)
        with contextlib.closing(line):
            line.sendall("\r\n".join([*lines, "", ""]).encode() + body[:sent])
            self._run.count(sent, cut=True)
            time.sleep(self._dice.random() / 10)
            if how == "reset":
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _piece_headers(at: int) -> dict[str, str]:
    return {"Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}


def bring(builder: Builder, folder: Path, many: int, killed_after: int = KILLED_AFTER) -> Figures:
    """Bring so many photos to a server of its own in ``folder``."""
    house = builder.build(folder / "data")
    try:
        with harbour(folder) as site:
            return Run(house, site, many, killed_after).go()
    finally:
        house.database.dispose()


def measure(builder: Builder, folder: Path, many: int = MANY) -> None:
    """Print what became of them."""
    told = bring(builder, folder, many)
    print(f"photos over broken lines: {told.photos} photos of {told.useful / max(told.photos, 1) / 1000:.0f} kB, {CLIENTS} at once")
    print(f"  {told.cuts} cuts, {told.kills} deaths of the server, {told.seconds:.0f} s")
    print(f"  kept whole: {told.photos - len(told.lost)} of {told.photos}   sent twice: {told.twice:.1%} (budget 10 %)")


if __name__ == "__main__":
    # Log lines are not read here.
    with tempfile.TemporaryDirectory() as place, open("/dev/null", "w") as nowhere, contextlib.redirect_stderr(nowhere):
        measure(Builder(Path(place)), Path(place) / "run", int(sys.argv[1]) if sys.argv[1:] else MANY)
