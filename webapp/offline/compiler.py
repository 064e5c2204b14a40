"""Turn the citizens' templates into flat JSON trees that the phone's worker draws with ``static/core/render.js``.

Linking is done here: extends, blocks, includes and macros are gone from a tree. A construct outside the subset raises
``UnsupportedConstruct``, so that it fails a build and never a phone. Node shapes stand in ``webapp/docs/rendering.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, nodes

from webapp.offline.expressions import Json, Place, UnsupportedConstruct, check_target, expression
from webapp.ui.render import LEXING

__all__ = ["Compiler", "UnsupportedConstruct", "build_trees"]

Body = list[Json]
Source = Callable[[str], str]
# Staff pages, printed sheets and messages are drawn by the server only.
KIND_DEPTH = 2  # kinds/<control>/<what>.html
SERVER_ONLY = ("staff.html", "desk/", "admin/", "assist/", "sheets/", "messages/", "rescue/")


def build_trees(template_folder: Path) -> dict[str, Body]:
    """Return ``{template name: tree}`` of every page a citizen can reach and of every ``kinds/<control>/<what>.html``."""
    compiler = Compiler(lambda name: (template_folder / name).read_text("utf-8"))
    names = sorted(path.relative_to(template_folder).as_posix() for path in template_folder.rglob("*.html"))
    ours = [name for name in names if not name.startswith(SERVER_ONLY)]
    return {name: compiler.tree(name) for name in ours if name.count("/") == KIND_DEPTH or compiler.base_of(name) == "base.html"}


@dataclass(frozen=True)
class Macro:
    """A macro and the template it stands in, whose imports its body may use."""

    node: nodes.Macro
    home: str


@dataclass
class Scope:
    """What names mean while one template is compiled: macros by name, modules by alias, blocks of the page, open files and macros."""

    macros: dict[str, Macro] = field(default_factory=dict)
    modules: dict[str, dict[str, Macro]] = field(default_factory=dict)
    blocks: dict[str, tuple[nodes.Block, Place, Scope]] = field(default_factory=dict)
    open: tuple[str, ...] = ()


class Compiler:
    """Compiles templates of one folder. ``source`` reads a template by name."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._environment = Environment(**LEXING)  # noqa: S701 - LEXING turns autoescape on; and nothing is rendered here
        self._parsed: dict[str, nodes.Template] = {}
        self._statements: dict[type[nodes.Node], Callable[[Any, Place, Scope], Body]] = {
            nodes.Output: self._output,
            nodes.If: self._if,
            nodes.For: self._for,
            nodes.Include: self._include,
            nodes.Block: self._block,
            nodes.Macro: lambda node, place, scope: [],
            nodes.FromImport: lambda node, place, scope: [],
            nodes.Import: lambda node, place, scope: [],
        }

    def parse(self, name: str) -> nodes.Template:
        """Return the parsed template, from memory when it was read before."""
        if name not in self._parsed:
            self._parsed[name] = self._environment.parse(self._source(name), name)
        return self._parsed[name]

    def base_of(self, name: str) -> str:
        """Return what the template extends, or "": parts and bases extend nothing."""
        found = self.parse(name).find(nodes.Extends)
        return _constant_name(found.template, Place(name)) if found else ""

    def tree(self, name: str) -> Body:
        """Return the flat tree of a template. Raises UnsupportedConstruct."""
        blocks: dict[str, tuple[nodes.Block, Place, Scope]] = {}
        seen: tuple[str, ...] = ()
        while True:
            if name in seen:
                raise UnsupportedConstruct(name, 1, "a template extends itself")
            seen += (name,)
            parsed, place = self.parse(name), Place(name)
            scope = self._scope(parsed, name, seen)
            parent = self._parent(parsed, place)
            for block in parsed.find_all(nodes.Block):
                blocks.setdefault(block.name, (block, place, scope))
            if parent is None:
                scope.blocks = blocks
                return _joined(self._body(parsed.body, place, scope))
            name = parent

    def _parent(self, parsed: nodes.Template, place: Place) -> str | None:
        parents = list(parsed.find_all(nodes.Extends))
        if not parents:
            return None
        if len(parents) > 1 or parsed.body[0] is not parents[0]:
            raise place.refuse(parents[0], "extends stands once, and first")
        for node in parsed.body[1:]:
            if not isinstance(node, nodes.Block | nodes.Macro | nodes.FromImport | nodes.Import) and not _is_blank(node):
                raise place.refuse(node, "a page that extends another says something outside its blocks")
        return _constant_name(parents[0].template, place)

    def _scope(self, parsed: nodes.Template, name: str, opened: tuple[str, ...]) -> Scope:
        scope = Scope(open=opened)
        for node in parsed.body:
            if isinstance(node, nodes.Macro):
                scope.macros[node.name] = Macro(node, name)
            elif isinstance(node, nodes.FromImport | nodes.Import):
                self._link(node, Place(name), scope)
        return scope

    def _link(self, node: nodes.FromImport | nodes.Import, place: Place, scope: Scope) -> None:
        if node.with_context:
            raise place.refuse(node, "import with context")
        file = _constant_name(node.template, place)
        found = {macro.name: Macro(macro, file) for macro in self.parse(file).find_all(nodes.Macro)}
        if isinstance(node, nodes.Import):
            scope.modules[node.target] = found
            return
        for entry in node.names:
            theirs, ours = entry if isinstance(entry, tuple) else (entry, entry)
            if theirs not in found:
                raise place.refuse(node, f"{file} has no macro {theirs}")
            scope.macros[ours] = found[theirs]

    def _body(self, body: list[nodes.Node], place: Place, scope: Scope) -> Body:
        made: Body = []
        for node in body:
            compile_ = self._statements.get(type(node))
            if compile_ is None:
                raise place.refuse(node, type(node).__name__)
            made += compile_(node, place, scope)
        return made

    def _output(self, node: nodes.Output, place: Place, scope: Scope) -> Body:
        made: Body = []
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                made.append(part.data)
            elif isinstance(part, nodes.Call) and not _says(part):
                made += self._call(part, place, scope)
            else:
                made.append(["o", expression(_without_escape(part), place)])
        return made

    def _if(self, node: nodes.If, place: Place, scope: Scope) -> Body:
        rest = node.else_
        if node.elif_:
            first, *others = node.elif_
            rest = [nodes.If(first.test, first.body, others, node.else_, lineno=first.lineno)]
        branches = ["i", expression(node.test, place), _joined(self._body(node.body, place, scope))]
        return [[*branches, _joined(self._body(rest, place, scope))] if rest else branches]

    def _for(self, node: nodes.For, place: Place, scope: Scope) -> Body:
        if node.else_ or node.test or node.recursive:
            raise place.refuse(node, "a for with an else, an if or recursion")
        target = check_target(node.target, place)
        body = self._body(node.body, place.inside_loop(target), scope)
        return [["f", target, expression(node.iter, place), _joined(body)]]

    def _include(self, node: nodes.Include, place: Place, scope: Scope) -> Body:
        name = _constant_name(node.template, place)
        if node.ignore_missing or not node.with_context or name in scope.open:
            raise place.refuse(node, "an include that may be missing, has no context, or includes itself")
        if place.names is not None:
            raise place.refuse(node, "an include inside a macro")
        parsed = self.parse(name)
        inner = self._scope(parsed, name, (*scope.open, name))
        if parsed.find(nodes.Extends) or parsed.find(nodes.Block):
            raise place.refuse(node, f"{name} has blocks and cannot be included")
        return self._body(parsed.body, Place(name), inner)

    def _block(self, node: nodes.Block, place: Place, scope: Scope) -> Body:
        if place.in_loop or node.scoped or node.name not in scope.blocks:
            raise place.refuse(node, "a block inside a loop or a part")
        chosen, home, theirs = scope.blocks[node.name]
        if chosen.required:
            raise home.refuse(chosen, f"the block {node.name} is required")
        return self._body(chosen.body, home, Scope(theirs.macros, theirs.modules, scope.blocks, theirs.open))

    def _call(self, node: nodes.Call, place: Place, scope: Scope) -> Body:
        if node.dyn_args or node.dyn_kwargs:
            raise place.refuse(node, "a call with * or **")
        if isinstance(node.node, nodes.Name) and node.node.name == "kind":
            return [_dispatch(node, place)]
        macro = self._macro(node, place, scope)
        mark = f"{macro.home}:{macro.node.name}"
        if mark in scope.open:
            raise place.refuse(node, f"the macro {macro.node.name} calls itself")
        home = self._scope(self.parse(macro.home), macro.home, (*scope.open, mark))
        inside = Place(macro.home)
        names = [check_target(argument, inside) for argument in macro.node.args]
        bound = _arguments(node, macro.node, names, place, inside)
        body = self._body(macro.node.body, Place(macro.home, frozenset(names)), home)
        return [["w", bound, _joined(body)]]

    def _macro(self, node: nodes.Call, place: Place, scope: Scope) -> Macro:
        called = node.node
        found: Macro | None = None
        if isinstance(called, nodes.Name):
            found = scope.macros.get(called.name)
        elif isinstance(called, nodes.Getattr) and isinstance(called.node, nodes.Name):
            found = scope.modules.get(called.node.name, {}).get(called.attr)
        if found is None:
            raise place.refuse(node, "a call of something that is no macro")
        return found


def _arguments(node: nodes.Call, macro: nodes.Macro, names: list[str], place: Place, inside: Place) -> Mapping[str, Json]:
    given = dict(zip(names, node.args, strict=False)) | {named.key: named.value for named in node.kwargs}
    if len(node.args) > len(names) or set(given) - set(names) or len(given) != len(node.args) + len(node.kwargs):
        raise place.refuse(node, f"{macro.name} does not take these arguments")
    defaults = dict(zip(names[len(names) - len(macro.defaults) :], macro.defaults, strict=True))
    bound = {}
    for name in names:
        if name in given:
            bound[name] = expression(given[name], place)
        elif name in defaults and isinstance(defaults[name], nodes.Const):
            bound[name] = expression(defaults[name], inside)
        else:
            raise place.refuse(node, f"{macro.name} needs {name}")
    return bound


def _dispatch(node: nodes.Call, place: Place) -> Json:
    if len(node.args) != 2 or node.kwargs:
        raise place.refuse(node, "kind() takes a field and a word")
    what = node.args[1]
    if not isinstance(what, nodes.Const) or not isinstance(what.value, str) or not what.value.isidentifier():
        raise place.refuse(node, "kind() of a word that is not constant")
    return ["k", expression(node.args[0], place), what.value]


def _constant_name(node: nodes.Node, place: Place) -> str:
    if not isinstance(node, nodes.Const) or not isinstance(node.value, str):
        raise place.refuse(node, "a template name that is not constant")
    return node.value


def _says(node: nodes.Call) -> bool:
    return isinstance(node.node, nodes.Name) and node.node.name == "_"


def _without_escape(node: nodes.Node) -> nodes.Node:
    """Return what is escaped: `{{ x|escape }}` is `{{ x }}` where escaping is always on."""
    if isinstance(node, nodes.Filter) and node.name in ("escape", "e") and node.node is not None:
        return node.node
    return node


def _is_blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(isinstance(part, nodes.TemplateData) and not part.data.strip() for part in node.nodes)


def _joined(body: Body) -> Body:
    """Join neighbouring texts and drop empty ones."""
    made: Body = []
    for node in body:
        if isinstance(node, str) and made and isinstance(made[-1], str):
            made[-1] += node
        elif node != "":
            made.append(node)
    return made
