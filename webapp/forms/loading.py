"""From YAML files to definitions, or to a list of faults with file and line. Nothing half-read is ever returned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from webapp.forms.definition import Definition, definition_digest
from webapp.forms.faults import DefinitionFaults as DefinitionFaults
from webapp.forms.faults import Fault as Fault
from webapp.forms.yaml_reading import Reading, Where, compose, read_as

SHARED = "_shared"
_FORM_FILE = re.compile(r"v([1-9][0-9]*)\.form\.yaml")
_GROUP_NAME = re.compile(r"[a-z][a-z0-9_]*\.v[1-9][0-9]*")
_GROUP_PARTS = ("steps", "papers", "checks", "eligible")


class Definitions(dict[str, Definition]):
    """The latest revision of each procedure by its code; ``by_digest`` holds every revision that was loaded."""

    def __init__(self, found: list[Definition]) -> None:
        super().__init__()
        self.by_digest = {definition_digest(definition): definition for definition in found}
        for definition in sorted(found, key=lambda one: one.revision):
            self[definition.procedure] = definition


@dataclass(frozen=True)
class Loaded:
    """One definition with the place of each of its parts: ``lines[("steps", 3, "when")] = (file, line)``."""

    file: Path
    definition: Definition
    lines: dict[Where, tuple[str, int]] = field(default_factory=dict)

    def place(self, *where: str | int) -> tuple[str, int]:
        """Return file and line of a part, or of the nearest part around it."""
        for length in range(len(where), -1, -1):
            if where[:length] in self.lines:
                return self.lines[where[:length]]
        return str(self.file), 1


def load_definition(path: Path) -> Definition:
    """Return the definition in one ``v<N>.form.yaml``. Raises DefinitionFaults with every fault of loading.

    Shared groups are read from ``_shared`` beside the guide's folder.
    """
    return load_with_lines(path).definition


def load_folder(folder: Path) -> Definitions:
    """Return every guide under ``folder`` (``webapp/procedures``). Raises DefinitionFaults with the faults of all files."""
    found: list[Definition] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, int], Path] = {}
    for file in form_files(folder):
        try:
            definition = load_definition(file)
        except DefinitionFaults as trouble:
            faults += trouble.faults
            continue
        key = (definition.procedure, definition.revision)
        if key in seen:
            faults.append(Fault(str(file), 1, "duplicate_revision", f"{seen[key]} is this revision too"))
        seen[key] = file
        found.append(definition)
    if faults:
        raise DefinitionFaults(faults)
    return Definitions(found)


def form_files(folder: Path) -> Iterator[Path]:
    """Yield the form files of all guides, sorted. Folders that begin with ``_`` are no guides."""
    for file in sorted(folder.glob("*/v*.form.yaml")):
        if not file.parent.name.startswith("_") and _FORM_FILE.fullmatch(file.name):
            yield file


def load_with_lines(path: Path) -> Loaded:
    """Return the definition of one file and the lines of its parts. Raises DefinitionFaults."""
    node, faults = compose(path)
    if node is None:
        raise DefinitionFaults(faults)
    reading = Reading()
    _inline_groups(node, path.parent.parent / SHARED, reading)
    definition = read_as(node, Definition, reading)
    match = _FORM_FILE.fullmatch(path.name)
    if definition is not None and match and int(match[1]) != definition.revision:
        reading.fault(node, "wrong_revision", f"the file says v{match[1]}, the text says {definition.revision}")
    if reading.faults:
        raise DefinitionFaults(reading.faults)
    return Loaded(path, definition, reading.lines)


def _inline_groups(node: yaml.Node, shared: Path, reading: Reading) -> None:
    """Put the steps of each ``{group: name.v1}`` in its place, and its papers, checks and conditions after the guide's own."""
    if not isinstance(node, yaml.MappingNode):
        return
    top = {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
    steps = top.get("steps")
    if not isinstance(steps, yaml.SequenceNode):
        return
    inlined: list[yaml.Node] = []
    for item in steps.value:
        name = _group_named(item)
        if name is None:
            inlined.append(item)
            continue
        parts = _group_parts(item, name, shared, reading)
        inlined += parts.pop("steps", [])
        for key, values in parts.items():
            _append(node, top, key, values)
    steps.value = inlined


def _group_named(item: yaml.Node) -> str | None:
    if isinstance(item, yaml.MappingNode) and len(item.value) == 1:
        key, value = item.value[0]
        if isinstance(key, yaml.ScalarNode) and key.value == "group" and isinstance(value, yaml.ScalarNode):
            return str(value.value)
    return None


def _group_parts(item: yaml.Node, name: str, shared: Path, reading: Reading) -> dict[str, list[yaml.Node]]:
    file = shared / f"{name}.yaml"
    if not _GROUP_NAME.fullmatch(name) or not file.is_file():
        reading.fault(item, "unknown_group", f"there is no {SHARED}/{name}.yaml")
        return {}
    node, faults = compose(file)
    reading.faults += faults
    parts: dict[str, list[yaml.Node]] = {}
    for key, value in reading.entries(node) if node is not None else ():
        if key not in _GROUP_PARTS or not isinstance(value, yaml.SequenceNode):
            reading.fault(value, "unknown_key", f"{key} means nothing in a shared group")
        else:
            parts[key] = list(value.value)
    return parts


def _append(node: yaml.MappingNode, top: dict[str, yaml.Node], key: str, values: list[yaml.Node]) -> None:
    own = top.get(key)
    if isinstance(own, yaml.SequenceNode):
        own.value = [*own.value, *values]
        return
    if own is None:
        added: Any = yaml.SequenceNode("tag:yaml.org,2002:seq", values, node.start_mark, node.end_mark)
        node.value.append((yaml.ScalarNode("tag:yaml.org,2002:str", key, node.start_mark, node.end_mark), added))
        top[key] = added
