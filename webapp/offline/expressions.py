"""Expressions of the template subset, as JSON. Everything outside the subset raises, so that it fails a build and never a phone.

Shapes (read by ``static/core/render.js``): a bare text, number, boolean or null is itself; ``["n", name, key, …]`` reads the view;
``["l", …]`` is a list of constants; ``["=" "!" "in" "ni", a, b]``; ``["&" "|", a, b]``; ``["not", a]``; ``["?", if, then, else]``;
``["~", …]``; ``["#", a]`` is a length; ``["_", sentence, {name: value}]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from jinja2 import nodes

from webapp.ui.words import printable

Json = Any
_PLACEHOLDER = re.compile(r"%\(([a-z_]+)\)s")
_COMPARISONS = {"eq": "=", "ne": "!", "in": "in", "notin": "ni"}
_LOOP_KEYS = ("index", "last")
RESERVED = frozenset({"_", "kind", "loop", "lang"})


class UnsupportedConstruct(Exception):
    """A template uses something that the worker cannot draw."""

    def __init__(self, template: str, line: int, what: str) -> None:
        self.template, self.line, self.what = template, line, what
        super().__init__(f"{template}:{line}: {what}")


@dataclass(frozen=True)
class Place:
    """Where an expression stands: its template, the names it may read (None = the whole view), and whether a loop is around it."""

    template: str
    names: frozenset[str] | None = None
    in_loop: bool = False

    def inside_loop(self, target: str) -> Place:
        """Return the place inside a loop over ``target``."""
        return replace(self, names=None if self.names is None else self.names | {target}, in_loop=True)

    def refuse(self, node: nodes.Node, what: str) -> UnsupportedConstruct:
        """Return the fault at ``node``."""
        return UnsupportedConstruct(self.template, node.lineno or 1, what)


def expression(node: nodes.Node, place: Place) -> Json:
    """Compile one expression. Raises UnsupportedConstruct."""
    compile_ = _EXPRESSIONS.get(type(node))
    if compile_ is None:
        raise place.refuse(node, f"{type(node).__name__} in an expression")
    return compile_(node, place)


def check_target(node: nodes.Node, place: Place) -> str:
    """Return the plain name that a loop or a macro may bind."""
    if not isinstance(node, nodes.Name) or node.name in RESERVED or node.name.startswith("_"):
        raise place.refuse(node, "only a plain new name can be bound")
    return node.name


def _constant(node: nodes.Const, place: Place) -> Json:
    if node.value is None or isinstance(node.value, bool):
        return node.value
    try:
        return printable(node.value)
    except TypeError as fault:
        raise place.refuse(node, f"a constant {node.value!r}") from fault


def _name(node: nodes.Name, place: Place) -> Json:
    if node.name in ("_", "kind", "loop"):
        raise place.refuse(node, f"'{node.name}' as a value")
    if place.names is not None and node.name != "lang" and node.name not in place.names:
        raise place.refuse(node, f"a macro reads '{node.name}', which is not one of its arguments")
    return ["n", node.name]


def _attribute(node: nodes.Getattr, place: Place) -> Json:
    if isinstance(node.node, nodes.Name) and node.node.name == "loop":
        if not place.in_loop or node.attr not in _LOOP_KEYS:
            raise place.refuse(node, f"loop.{node.attr}")
        return ["n", "loop", node.attr]
    if node.attr.startswith("_"):
        raise place.refuse(node, f"the key '{node.attr}'")
    base = expression(node.node, place)
    if not isinstance(base, list) or base[0] != "n":
        raise place.refuse(node, "a key of something that is not a name")
    return [*base, node.attr]


def _compare(node: nodes.Compare, place: Place) -> Json:
    if len(node.ops) != 1:
        raise place.refuse(node, "a chain of comparisons")
    operand = node.ops[0]
    if operand.op not in _COMPARISONS:
        raise place.refuse(node, f"the comparison {operand.op}")
    right = operand.expr
    if isinstance(right, nodes.List | nodes.Tuple) and operand.op in ("in", "notin"):
        listed = ["l", *(_constant_only(entry, place) for entry in right.items)]
        return [_COMPARISONS[operand.op], expression(node.expr, place), listed]
    return [_COMPARISONS[operand.op], expression(node.expr, place), expression(right, place)]


def _constant_only(node: nodes.Node, place: Place) -> Json:
    if not isinstance(node, nodes.Const):
        raise place.refuse(node, "a list that is not of constants")
    return _constant(node, place)


def _two(sign: str) -> Callable[[Any, Place], Json]:
    return lambda node, place: [sign, expression(node.left, place), expression(node.right, place)]


def _conditional(node: nodes.CondExpr, place: Place) -> Json:
    if node.expr2 is None:
        raise place.refuse(node, "an inline if without else")
    return ["?", *(expression(part, place) for part in (node.test, node.expr1, node.expr2))]


def _filter(node: nodes.Filter, place: Place) -> Json:
    if node.name != "length" or node.node is None or node.args or node.kwargs:
        raise place.refuse(node, f"the filter {node.name} here")
    return ["#", expression(node.node, place)]


def _call(node: nodes.Call, place: Place) -> Json:
    if not isinstance(node.node, nodes.Name) or node.node.name != "_":
        raise place.refuse(node, "a call that is not _('…'), or a macro inside an expression")
    if len(node.args) != 1 or node.dyn_args or node.dyn_kwargs:
        raise place.refuse(node, "_() takes one sentence and named values")
    sentence = _constant_only(node.args[0], place)
    check_sentence(sentence, {named.key for named in node.kwargs}, place, node)
    return ["_", sentence, {named.key: expression(named.value, place) for named in node.kwargs}]


def check_sentence(sentence: Json, given: Collection[str], place: Place, node: nodes.Node) -> None:
    """Refuse a sentence that cannot be the same text in HTML and in words, or whose values are not the given ones."""
    if not isinstance(sentence, str):
        raise place.refuse(node, "_() of something that is not a text")
    if any(sign in _PLACEHOLDER.sub("", sentence) for sign in '<>&"%'):
        raise place.refuse(node, 'a sentence holds one of < > & " %')
    if set(_PLACEHOLDER.findall(sentence)) != set(given):
        raise place.refuse(node, "the named values of a sentence differ from those given")


_EXPRESSIONS: dict[type[nodes.Node], Callable[[Any, Place], Json]] = {
    nodes.Const: _constant,
    nodes.Name: _name,
    nodes.Getattr: _attribute,
    nodes.Compare: _compare,
    nodes.And: _two("&"),
    nodes.Or: _two("|"),
    nodes.Not: lambda node, place: ["not", expression(node.node, place)],
    nodes.CondExpr: _conditional,
    nodes.Concat: lambda node, place: ["~", *(expression(part, place) for part in node.nodes)],
    nodes.Filter: _filter,
    nodes.Call: _call,
    # Jinja's own lexer joins nothing: a template text inside an expression cannot occur.
}
