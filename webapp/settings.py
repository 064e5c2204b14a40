"""What the machine is told from outside. Frozen, read once; outside demo it refuses to start on weak or missing secrets.

Every setting is explained in ``webapp/docs/settings.md``; a house test compares the two.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

SHORTEST_SECRET = 32
FEWEST_DIFFERENT_BYTES = 12
READABLE_BY_OTHERS = 0o077
DEFAULT_PORT = 8000
SETTING_NAMES = (
    "CAMTAY_DATA",
    "CAMTAY_DATABASE_URL",
    "CAMTAY_STORE_URL",
    "CAMTAY_STORE_ENDPOINT",
    "CAMTAY_STORE_REGION",
    "CAMTAY_STORE_CREDENTIALS",
    "CAMTAY_BACKUPS",
    "CAMTAY_PUBLIC_URL",
    "CAMTAY_KEYS",
    "CAMTAY_DEMO",
    "CAMTAY_CONTROLLER",
    "CAMTAY_WORKER",
    "PORT",
)
WELL_KNOWN = (b"secret", b"changeme", b"change-me", b"password", b"default", b"example", b"camtay")


class BadSettings(ValueError):
    """The machine must not start. ``faults`` names each setting and what is wrong with it, never its value."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(faults))


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one running machine."""

    data: Path
    database_url: str = field(repr=False)
    store_url: str
    store_endpoint: str
    store_region: str
    store_credentials: str = field(repr=False)
    backups: Path
    public_url: str
    keys_folder: Path
    keys_text: str = field(repr=False)
    demo: bool
    controller: str
    port: int
    worker: bool = True

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings. Raises BadSettings with every fault at once."""
        given = os.environ if environ is None else environ
        data = Path(given.get("CAMTAY_DATA") or "var").resolve()
        keys = given.get("CAMTAY_KEYS", "").strip()
        port, faults = _port(given.get("PORT", ""))
        settings = cls(
            data=data,
            database_url=given.get("CAMTAY_DATABASE_URL") or f"sqlite:///{data / 'camtay.sqlite'}",
            store_url=given.get("CAMTAY_STORE_URL") or (data / "objects").as_uri(),
            store_endpoint=given.get("CAMTAY_STORE_ENDPOINT", "").strip().rstrip("/"),
            store_region=given.get("CAMTAY_STORE_REGION", "").strip() or "us-east-1",
            store_credentials=given.get("CAMTAY_STORE_CREDENTIALS", "").strip(),
            backups=Path(given.get("CAMTAY_BACKUPS") or data / "backups").resolve(),
            public_url=(given.get("CAMTAY_PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
            keys_folder=Path(data / "keys" if "=" in keys else keys or data / "keys").resolve(),
            keys_text=keys if "=" in keys else "",
            demo=given.get("CAMTAY_DEMO", "") == "1",
            controller=given.get("CAMTAY_CONTROLLER", "").strip(),
            port=port,
            worker=given.get("CAMTAY_WORKER", "") != "off",
        )
        faults += _faults_of_addresses(settings)
        if not settings.demo:
            faults += _faults_outside_demo(settings, given)
        if faults:
            raise BadSettings(faults)
        return settings

    @property
    def secure(self) -> bool:
        """Tell whether browsers come over https, so that cookies can be ``__Host-`` and Secure."""
        return self.public_url.startswith("https://")


def _port(text: str) -> tuple[int, list[str]]:
    if not text:
        return DEFAULT_PORT, []
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text), []
    return DEFAULT_PORT, ["PORT is not a port number"]


def _faults_of_addresses(settings: Settings) -> list[str]:
    faults = []
    if not settings.database_url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        faults.append("CAMTAY_DATABASE_URL is neither sqlite:/// nor postgresql://")
    faults += _faults_of_store(settings)
    public = urlsplit(settings.public_url)
    if public.scheme not in {"http", "https"} or not public.hostname or public.path:
        faults.append("CAMTAY_PUBLIC_URL is not an address like https://name.vn")
    return faults


def _faults_of_store(settings: Settings) -> list[str]:
    if settings.store_url.startswith("file:///"):
        return []
    bucket = urlsplit(settings.store_url)
    if bucket.scheme != "s3" or not bucket.netloc or bucket.query or bucket.fragment:
        return ["CAMTAY_STORE_URL is neither file:///… nor s3://bucket/prefix"]
    key_id, _, secret = settings.store_credentials.partition(":")
    faults = [] if key_id and secret else ["CAMTAY_STORE_CREDENTIALS is not <key id>:<secret>, which s3:// needs"]
    endpoint = urlsplit(settings.store_endpoint)
    if settings.store_endpoint and (endpoint.scheme not in {"http", "https"} or not endpoint.hostname or endpoint.path):
        faults.append("CAMTAY_STORE_ENDPOINT is not an address like https://store.name.vn")
    return faults


def _faults_outside_demo(settings: Settings, given: Mapping[str, str]) -> list[str]:
    faults = []
    if not settings.controller:
        faults.append("CAMTAY_CONTROLLER is missing: citizens must be told who answers for their data")
    if not given.get("CAMTAY_PUBLIC_URL"):
        faults.append("CAMTAY_PUBLIC_URL is missing: links are never built from the Host header")
    if not given.get("CAMTAY_KEYS"):
        faults.append("CAMTAY_KEYS is missing: outside demo no keys are made up at the first start")
        return faults
    return faults + (faults_of_text(settings.keys_text) if settings.keys_text else faults_of_folder(settings.keys_folder))


def faults_of_text(text: str) -> list[str]:
    """Return what is wrong with keys given as ``name=secret name=secret``. Names are told, secrets never."""
    named = [part.partition("=") for part in re.split(r"[\s,;]+", text)]
    return [f"CAMTAY_KEYS: {name} {fault}" for name, _, secret in named if (fault := fault_of_secret(secret.encode()))]


def faults_of_folder(folder: Path) -> list[str]:
    """Return what is wrong with a folder of key files: missing, empty, open to other users, or a weak secret in it."""
    if not folder.is_dir():
        return ["CAMTAY_KEYS is not a folder"]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if not files:
        return ["CAMTAY_KEYS holds no key"]
    return [f"CAMTAY_KEYS: {path.name} {fault}" for path in files if (fault := _fault_of_key(path))]


def _fault_of_key(path: Path) -> str:
    if path.stat().st_mode & READABLE_BY_OTHERS:
        return "can be read by other users (chmod 600)"
    if path.suffix in {".pub", ".json"}:
        return ""
    return fault_of_secret(path.read_bytes())


def fault_of_secret(secret: bytes) -> str:
    """Return why a secret is too weak to start with, or ""."""
    bare = secret if len(secret) == SHORTEST_SECRET else secret.strip()
    if len(bare) < SHORTEST_SECRET:
        return f"is shorter than {SHORTEST_SECRET} bytes"
    if any(word in bare.lower()[:SHORTEST_SECRET] for word in WELL_KNOWN):
        return "holds a word that stands in examples"
    if len(set(bare)) < FEWEST_DIFFERENT_BYTES:
        return "repeats itself"
    return ""
