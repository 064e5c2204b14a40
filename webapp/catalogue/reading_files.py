"""Reads the data files into facts: CSV by header, plain pages from YAML in which every scalar is text."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from webapp.catalogue.facts import Plain, Row
from webapp.catalogue.faults import DataFault

R = TypeVar("R", bound=Row)
_YAML_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_AT = re.compile(r"`\$\.?([^`]*)`")
_STEP = re.compile(r"([A-Za-z_][\w-]*)|\[(\d+)\]")


def read_rows(path: Path, shape: type[R], faults: list[DataFault]) -> list[tuple[int, R]]:
    """Return (line, fact) for every row of a CSV file; what does not fit is added to ``faults``."""
    found: list[tuple[int, R]] = []
    types = msgspec.structs.fields(shape)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        strange = set(reader.fieldnames or ()) ^ {field.name for field in types} - _optional(types, reader.fieldnames)
        for name in sorted(strange):
            faults.append(DataFault(path.name, 1, name, "the header misses this column, or it has no meaning here"))
        if strange:
            return found
        for raw in reader:
            row = _convert(path.name, reader.line_num, raw, shape, types, faults)
            if row is not None:
                found.append((reader.line_num, row))
    return found


def _optional(types: tuple[Any, ...], header: Any) -> set[str]:
    return {field.name for field in types if not field.required and field.name not in (header or ())}


def _convert(file: str, line: int, raw: dict[str, Any], shape: type[R], types: tuple[Any, ...], faults: list[DataFault]) -> R | None:
    if None in raw or None in raw.values():
        faults.append(DataFault(file, line, "-", "this row has more or fewer columns than the header"))
        return None
    shaped = {field.name: _cell(raw[field.name], field.type) for field in types if field.name in raw}
    try:
        return msgspec.convert(shaped, shape, strict=False)
    except msgspec.ValidationError as error:
        faults.append(DataFault(file, line, _place(str(error)), _reason(str(error))))
        return None


def _cell(text: str, kind: Any) -> Any:
    said = text.strip()
    if getattr(kind, "__origin__", None) is tuple:
        return said.split()
    if kind is bool:
        return {"yes": True, "no": False}.get(said, said)
    if said.isascii() and said.isdigit() and "int" in str(kind):
        return int(said)
    return said


def read_plain(path: Path, faults: list[DataFault]) -> Plain | None:
    """Return the plain page in ``path``, or None with the fault added."""
    text = path.read_text(encoding="utf-8")
    try:
        return msgspec.convert(yaml.load(text, _YAML_LOADER), Plain, strict=False)  # noqa: S506 - BaseLoader makes text only
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.append(DataFault(path.name, line, "-", str(error.problem)))
    except msgspec.ValidationError as error:
        where = _place(str(error))
        faults.append(DataFault(path.name, line_of(text, where), where, _reason(str(error))))
    return None


def line_of(text: str, where: str) -> int:
    """Return the line in YAML ``text`` on which ``where`` (like ``papers[2].name``) stands; 1 when it is not there."""
    node = yaml.compose(text, yaml.SafeLoader)
    line = 1
    for key, index in _STEP.findall(where):
        node = _child(node, key, index)
        if node is None:
            return line
        line = node.start_mark.line + 1
    return line


def _child(node: Any, key: str, index: str) -> Any:
    if index and isinstance(node, yaml.SequenceNode) and int(index) < len(node.value):
        return node.value[int(index)]
    if key and isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    return None


def _place(message: str) -> str:
    found = _AT.search(message)
    return found.group(1) if found and found.group(1) else "-"


def _reason(message: str) -> str:
    return message.split(" - at `")[0]
