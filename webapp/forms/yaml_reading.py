"""YAML with line numbers and strings only: ``1.010390``, ``08:30`` and ``no`` stay text (decision D14).

``Reading`` turns nodes into plain JSON of the shape of a struct and collects every fault on the way.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import inspect

from webapp.forms.faults import Fault
from webapp.kernel.localised import LANGUAGES, Localised

Where = tuple[str | int, ...]

_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Named(io.StringIO):
    """A text that knows its file, so that every mark of PyYAML names it."""

    name = ""


def compose(file: Path) -> tuple[yaml.Node | None, list[Fault]]:
    """Return the tree of one YAML file, or the fault why there is none."""
    text = _Named(file.read_text(encoding="utf-8"))
    text.name = str(file)
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as trouble:
        mark = trouble.problem_mark
        return None, [Fault(str(file), mark.line + 1 if mark else 1, "yaml", trouble.problem or "not YAML")]
    if node is None:
        return None, [Fault(str(file), 1, "yaml", "the file is empty")]
    return node, []


def place(node: yaml.Node) -> tuple[str, int]:
    """Return the file and the line (from 1) where a node begins."""
    return str(node.start_mark.name), int(node.start_mark.line) + 1


class Reading:
    """One pass over a tree. ``lines`` tells where each part stood, ``faults`` what is wrong with it."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.lines: dict[Where, tuple[str, int]] = {}

    def fault(self, node: yaml.Node, code: str, message: str) -> None:
        """Note one fault at the line of a node."""
        file, line = place(node)
        self.faults.append(Fault(file, line, code, message))

    def entries(self, node: yaml.Node) -> Iterator[tuple[str, yaml.Node]]:
        """Yield the keys and values of a mapping; a key written twice is a fault."""
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, "wrong_type", "a mapping is wanted")
            return
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.fault(key, "wrong_type", "a key is plain text")
            elif key.value in seen:
                self.fault(key, "duplicate_key", f"{key.value} is written twice")
            else:
                seen.add(key.value)
                yield key.value, value

    def read(self, node: yaml.Node, kind: inspect.Type, where: Where = ()) -> Any:
        """Return plain JSON of the shape ``kind``; faults leave a part out."""
        self.lines[where] = place(node)
        if isinstance(kind, inspect.UnionType):
            return self._union(node, kind, where)
        if isinstance(kind, inspect.StructType):
            return self._struct(node, kind, where)
        if isinstance(kind, inspect.DataclassType) and kind.cls is Localised:
            return self._localised(node)
        if isinstance(kind, inspect.VarTupleType | inspect.ListType):
            return self._sequence(node, kind.item_type, where)
        if isinstance(kind, inspect.DictType):
            return {key: self.read(value, kind.value_type, (*where, key)) for key, value in self.entries(node)}
        return self.plain(node) if isinstance(kind, inspect.AnyType) else self._scalar(node, kind)

    def plain(self, node: yaml.Node) -> Any:
        """Return a rule or another free part: text, whole numbers, plain ``true`` and ``false``, lists and mappings."""
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item) for item in node.value]
        if isinstance(node, yaml.MappingNode):
            return {key: self.plain(value) for key, value in self.entries(node)}
        if isinstance(node, yaml.ScalarNode) and not node.style:
            if node.value in ("true", "false"):
                return node.value == "true"
            if _WHOLE.fullmatch(node.value):
                return int(node.value)
        return self._text(node)

    def _union(self, node: yaml.Node, kind: inspect.UnionType, where: Where) -> Any:
        choices = [choice for choice in kind.types if not isinstance(choice, inspect.NoneType)]
        if len(choices) == 1:
            return self.read(node, choices[0], where)
        return self.plain(node)

    def _struct(self, node: yaml.Node, kind: inspect.StructType, where: Where) -> Any:
        known = {field.encode_name: field for field in kind.fields}
        found: dict[str, Any] = {}
        for key, value in self.entries(node):
            if key not in known:
                self.fault(value, "unknown_key", f"{key} means nothing in {kind.cls.__name__}")
            else:
                found[key] = self.read(value, known[key].type, (*where, key))
        for name, field in known.items():
            if field.required and name not in found and isinstance(node, yaml.MappingNode):
                self.fault(node, "missing_key", f"{name} is wanted in {kind.cls.__name__}")
        return found

    def _localised(self, node: yaml.Node) -> Any:
        found: dict[str, str] = {}
        for key, value in self.entries(node):
            if key not in LANGUAGES:
                self.fault(value, "unknown_key", f"{key} is not one of our languages")
            else:
                found[key] = " ".join(self._text(value).split())
        for language in LANGUAGES:
            if not found.get(language) and isinstance(node, yaml.MappingNode):
                self.fault(node, "missing_language", f"not said in {language}")
        return found

    def _sequence(self, node: yaml.Node, item_type: inspect.Type, where: Where) -> Any:
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, "wrong_type", "a list is wanted")
            return []
        return [self.read(item, item_type, (*where, at)) for at, item in enumerate(node.value)]

    def _scalar(self, node: yaml.Node, kind: inspect.Type) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, "wrong_type", "one plain value is wanted")
            return None
        if isinstance(kind, inspect.BoolType | inspect.IntType):
            value = self.plain(node)
            wanted = bool if isinstance(kind, inspect.BoolType) else int
            if type(value) is not wanted:
                self.fault(node, "wrong_type", "true or false is wanted" if wanted is bool else "a whole number is wanted")
            return value
        text = self._text(node)
        if isinstance(kind, inspect.LiteralType) and text not in kind.values:
            self.fault(node, "unknown_value", f"{text} is none of {', '.join(str(value) for value in kind.values)}")
        return text

    def _text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, "wrong_type", "a text is wanted")
            return ""
        if not node.value.strip():
            self.fault(node, "empty_value", "nothing is written here")
        return unicodedata.normalize("NFC", node.value)


def read_as(node: yaml.Node, shape: type[Any], reading: Reading) -> Any:
    """Return a node as an instance of the struct ``shape``, or None when ``reading`` has found a fault."""
    body = reading.read(node, inspect.type_info(shape))
    if reading.faults:
        return None
    try:
        return msgspec.convert(body, shape)
    except msgspec.ValidationError as trouble:
        reading.fault(node, "wrong_type", str(trouble))
        return None
