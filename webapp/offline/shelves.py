"""What the worker fetches, made once per app and kept in memory as bytes: shell, catalogue, packs. Nothing here knows a dossier."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import brotli
import yaml

from webapp.forms.definition import definition_digest, definition_to_json
from webapp.forms.lists import HOME_PROVINCE
from webapp.kernel.digest import canonical_json, sha256_hex
from webapp.kernel.localised import LANGUAGES
from webapp.offline.catalogue_index import SHORT, catalogue_index
from webapp.offline.common_facts import common_facts
from webapp.offline.compiler import build_trees
from webapp.offline.facts import facts_digest, facts_of
from webapp.ui.frame import PHONE
from webapp.ui.parts import Parts
from webapp.ui.static_files import house_files

ROOT = Path(__file__).parents[2]
SHARED = ROOT / "webapp" / "procedures" / "_shared"
VIEW_SCHEMA = 1
"""Says which shells can draw which packs; a new number comes with a change that an older shell would draw wrongly."""
PICTURES = "img/papers/"
FAST = 9
"""Level of brotli for what is large or made on the spot. The pack of a commune (3 MB) takes a third of a second; at level 11
it takes six, for a twentieth less."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A JSON body, the same as brotli, and the digest that names it."""

    plain: bytes
    brotli: bytes
    digest: str


def packed(value: Any, quality: int = 11) -> Packed:
    """Return a value as it leaves."""
    plain = canonical_json(value)
    return Packed(plain, brotli.compress(plain, mode=brotli.MODE_TEXT, quality=quality, lgwin=24), sha256_hex(plain))


def names(said: str, digest: str) -> bool:
    """Tell whether what an address says is this digest, or enough of its beginning."""
    return len(said) >= SHORT and digest.startswith(said)


class Shelves:
    """Everything for phones. Made lazily: an app that serves no worker never makes it."""

    def __init__(self, made: Parts) -> None:
        self._made = made
        self._lock = threading.RLock()
        self._packs: dict[tuple[str, str, str], Packed] = {}

    def fill(self) -> None:
        """Make all that is shared, once, so that no two requests make it at the same time."""
        _ = self.common, self.words, self.catalogue

    @cached_property
    def digests(self) -> dict[str, str]:
        """The digest of the newest definition of every procedure."""
        return {code: definition_digest(self._made.shelf.newest(code)) for code in self._made.catalogue.procedures}

    @cached_property
    def facts(self) -> dict[str, dict[str, Any]]:
        """The facts of every procedure."""
        return {code: facts_of(self._made.catalogue, self._made.shelf, code) for code in self._made.catalogue.procedures}

    @cached_property
    def facts_digests(self) -> dict[str, str]:
        """The digest of the facts of every procedure."""
        return {code: facts_digest(facts) for code, facts in self.facts.items()}

    @cached_property
    def catalogue(self) -> Packed:
        """``CatalogueIndex`` of the contract."""
        return packed(catalogue_index(self._made.catalogue, self.digests, self.facts_digests))

    @cached_property
    def words(self) -> dict[str, Packed]:
        """The sentences of each language; Vietnamese ones are their own ids."""
        return {lang: packed({id_: said for id_, said in self._made.words.table(lang).items() if said != id_}) for lang in LANGUAGES}

    @cached_property
    def commune(self) -> Packed:
        """Every procedure of the commune level, at once."""
        codes = [code for code, found in self._made.catalogue.procedures.items() if "commune" in found.row.levels]
        return packed({"packs": [self._whole(code) for code in codes]}, FAST)

    @cached_property
    def common(self) -> Packed:
        """``Common`` of the contract."""
        made = self._made
        kid, key = made.keyring.centre()
        return packed(
            {
                "release": made.release,
                "view_schema": VIEW_SCHEMA,
                "trees": build_trees(ROOT / "templates"),
                "problems": {code: {"vi": said.vi, "en": said.en} for code, said in made.texts.table.items()},
                "wording": made.wording.table,
                "refusal_reasons": yaml.safe_load((SHARED / "refusal_reasons.yaml").read_text("utf-8")),
                "style": made.style,
                "lists": self._lists(),
                "controller": made.settings.controller,
                "demo": made.settings.demo,
                "public_url": made.settings.public_url,
                "centre": {"kid": kid, "key": base64.b64encode(key).decode()},
                "phone": PHONE,
                "pictures": self._pictures(),
                "commune_pack": {"address": self.commune_address, "bytes": len(self.commune.brotli)},
            }
            | common_facts(made.catalogue)
        )

    @property
    def commune_address(self) -> str:
        """Where the pack of the commune is."""
        return f"/packs/commune/{self.commune.digest[:SHORT]}.json"

    def definition(self, code: str, digest: str) -> Packed | None:
        """Return the newest definition when ``digest`` (or its beginning) names it, else None."""
        newest = self.digests.get(code)
        if newest is None or not names(digest, newest):
            return None
        return self._kept(("definition", code, newest), lambda: definition_to_json(self._made.shelf.newest(code)))

    def facts_pack(self, code: str, digest: str) -> Packed | None:
        """Return today's facts when ``digest`` names them, else None."""
        newest = self.facts_digests.get(code)
        if newest is None or not names(digest, newest):
            return None
        return self._kept(("facts", code, newest), lambda: self.facts[code])

    def _kept(self, key: tuple[str, str, str], make: Callable[[], Any]) -> Packed:
        with self._lock:
            if key not in self._packs:
                self._packs[key] = packed(make())
            return self._packs[key]

    def _whole(self, code: str) -> dict[str, Any]:
        return {
            "code": code,
            "digest": self.digests[code],
            "definition": definition_to_json(self._made.shelf.newest(code)),
            "facts_digest": self.facts_digests[code],
            "facts": self.facts[code],
        }

    def _pictures(self) -> dict[str, str]:
        return {name: file.plain.decode() for name, file in house_files().files.items() if name.startswith(PICTURES)}

    def _lists(self) -> dict[str, list[list[str]]]:
        lists = self._made.lists
        return {
            name: [
                [item.code, item.vi, item.en, item.parent, item.note]
                for item in (lists.items(name, HOME_PROVINCE) if name == "communes" else lists.items(name))
            ]
            for name in lists.names()
        }
