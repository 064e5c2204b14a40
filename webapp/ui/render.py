"""Draw a page: ``render(template, view)``, where the view is plain JSON and says everything that varies.

The phone's worker draws the same pages from the same views, so reading and printing are as strict here as there: own keys only,
text and whole numbers only, a missing name is an error. See ``webapp/docs/rendering.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, nodes, pass_context
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, LoopContext
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from webapp.kernel.localised import LANGUAGES
from webapp.ui.words import Words, printable

# The compiler reads the same files with the same settings; whitespace would differ otherwise.
LEXING: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "autoescape": True}

_CONTROL = re.compile(r"[a-z_]+\Z")


class Renderer:
    """Renders the templates of one folder (or loader) in every language."""

    def __init__(self, templates: Path | BaseLoader, words: Words, *, reload: bool = False) -> None:
        loader = FileSystemLoader(templates) if isinstance(templates, Path) else templates
        self._environments = {lang: _environment(loader, words, lang, reload) for lang in LANGUAGES}

    def render(self, template: str, view: Mapping[str, Any]) -> str:
        """Return the page. Raises KeyError without ``lang`` in the view, UndefinedError for any other name that is missing."""
        return self._environments[view["lang"]].get_template(template).render(view)


class Missing(StrictUndefined):
    """A name that is not there. Raises where it is read, also as an argument or beside ``in []``: the worker does so too."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._fail_with_undefined_error()


class PlainEnvironment(Environment):
    """Jinja over plain JSON: an attribute is a key of a dict, never a Python method."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read an own key (or a macro, or ``loop.index``)."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext | TemplateModule):
            return super().getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Read an own key, or a place in a list."""
        if isinstance(obj, list) and isinstance(argument, int | slice):
            return obj[argument]
        return self.getattr(obj, argument)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template: nodes.Template = _Guards().visit(super()._parse(source, name, filename))
        template.set_environment(self)
        return template


class _Guards(NodeTransformer):
    """Puts the checks of the worker's interpreter around operands: Python would print None and find 1 in [True]."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - Jinja names visitors after its nodes
        self.generic_visit(node)
        node.nodes = [_guarded(operand, "plain") for operand in node.nodes]
        return node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802 - see above
        self.generic_visit(node)
        node.expr = _guarded(node.expr, "plain")
        for operand in node.ops:
            operand.expr = _guarded(operand.expr, "haystack" if operand.op in ("in", "notin") else "plain")
        return node

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - see above
        self.generic_visit(node)
        node.iter = _guarded(cast(nodes.Expr, node.iter), "rows")
        return node


def _guarded(expression: nodes.Expr, filter_name: str) -> nodes.Filter:
    return nodes.Filter(expression, filter_name, [], [], None, None, lineno=expression.lineno)


def _rows(value: object) -> Iterable[Any]:
    if isinstance(value, str | dict) or not isinstance(value, Iterable):
        raise TypeError(f"a loop goes over a list, not {type(value).__name__}")
    return value


def _haystack(value: object) -> object:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return [printable(entry) for entry in value]
    raise TypeError(f"'in' looks in a list or a text, not {type(value).__name__}")


def _length(value: object) -> int:
    if isinstance(value, str | list | tuple):
        return len(value)
    raise TypeError(f"only lists and texts have a length, not {type(value).__name__}")


@pass_context  # so that Jinja does not print constants (`not 'a'`) while it compiles, past this check
def _printed(context: Context, value: object) -> str | int:
    return printable(value)


def _escape(value: object) -> Markup:
    return escape(printable(value))


def _environment(loader: BaseLoader, words: Words, lang: str, reload: bool) -> PlainEnvironment:
    environment = PlainEnvironment(loader=loader, undefined=Missing, finalize=_printed, auto_reload=reload, cache_size=-1, **LEXING)

    def say(msgid: str, /, **values: object) -> str:
        return words.say(lang, msgid, **values)

    def kind(field: dict[str, Any], what: str) -> Markup:
        control = field["control"]
        if not _CONTROL.match(control):
            raise ValueError(f"no control is called {control!r}")
        drawn = environment.get_template(f"kinds/{control}/{what}.html").render(field=field)
        return Markup(drawn)  # noqa: S704 - the template has escaped every value itself

    # `lang` is a global, so that macros (which see nothing but their arguments) can write addresses.
    environment.globals = {"_": say, "kind": kind, "lang": lang}
    environment.filters.update(plain=printable, haystack=_haystack, rows=_rows, length=_length, escape=_escape, e=_escape)
    return environment
