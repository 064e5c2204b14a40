"""What a backup holds, signed with the centre's own key: who cannot sign cannot slip in rows of another day or of another place."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any, Final

from webapp.backup.faults import BackupFault
from webapp.kernel.digest import canonical_json
from webapp.sealing import Keyring

FORMAT: Final = 1
PURPOSE: Final = "backup"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rows of a copy say of themselves."""

    entries: int
    dossiers: int
    files: int
    head_seq: int
    head_chain: str
    incarnation: str

    @property
    def head(self) -> str:
        """The head of the log as ``audit verify --head`` takes it."""
        return f"{self.head_seq}:{self.head_chain}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup. ``rows_key`` is wrapped by the master key (hex); ``lost`` are places of rows whose object was not there."""

    id: str
    made_at: str
    release: str
    database: str
    rows_sha256: str
    rows_key: str
    facts: Facts
    objects: int
    object_bytes: int
    objects_sha256: str
    releases: tuple[tuple[str, str], ...]
    lost: tuple[str, ...]
    faults: tuple[str, ...]
    with_keys: bool
    format: int = FORMAT


def place_of_rows(backup_id: str) -> bytes:
    """Return what the copy of the rows is bound to."""
    return f"backup|{backup_id}|rows".encode()


def write_manifest(manifest: Manifest, keyring: Keyring) -> bytes:
    """Return the manifest as it is kept, signed."""
    said = dataclasses.asdict(manifest)
    return json.dumps(said | {"signature": keyring.sign(PURPOSE, _signed(said))}, indent=1, ensure_ascii=False).encode()


def read_manifest(text: bytes, keyring: Keyring) -> Manifest:
    """Return the manifest. Raises BackupFault when it is not one, or not ours."""
    try:
        said: dict[str, Any] = json.loads(text)
        signature, format_ = str(said.pop("signature")), said["format"]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BackupFault("manifest.json cannot be read") from None
    if format_ != FORMAT:
        raise BackupFault(f"the backup has format {format_}, this release knows {FORMAT}")
    if not keyring.signed(PURPOSE, _signed(said), signature):
        raise BackupFault(
            "the keys of this centre did not make this backup, or its manifest was changed: "
            "name the keys folder of the centre that made it in CAMTAY_KEYS"
        )
    tuples = {"releases": tuple((name, digest) for name, digest in said["releases"])}
    tuples |= {name: tuple(said[name]) for name in ("lost", "faults")}
    return Manifest(**said | tuples | {"facts": Facts(**said["facts"])})


def _signed(said: dict[str, Any]) -> bytes:
    return canonical_json(said)
