"""Link modules into one file: what a phone would fetch as eighty files, level by level, comes as one.

Each module becomes a function that is called once, in the order in which a browser would run the modules (ECMAScript, Evaluate()),
and gives back what it exports; what it imports it takes from those. So no name has to be changed and none can clash. This is the
same as the modules themselves as long as exports never change and no circle of imports exists: both are refused, as is every way
of writing an import or export that is not listed in ``webapp/docs/offline.md``.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from webapp.ui.js_tokens import Token, UnknownForm, tokens

NAME: Final = r"[A-Za-z_$][\w$]*"
NAMES: Final = rf"\{{(?P<names>\s*(?:{NAME}(?:\s+as\s+{NAME})?\s*(?:,\s*|(?=\}})))*)\}}"
FROM: Final = r"""\s*from\s*(?P<mark>["'])(?P<address>\.{1,2}/[\w./-]+)(?P=mark)"""
IMPORT: Final = re.compile(rf"import\s*{NAMES}{FROM};")
PASSED_ON: Final = re.compile(rf"export\s*{NAMES}{FROM};")
LISTED: Final = re.compile(rf"export\s*{NAMES};")
DEFAULT: Final = re.compile(rf"export\s+default\s+(?P<name>{NAME});")
DECLARED: Final = re.compile(rf"export\s+(?P<sort>const|class|(?:async\s+)?function)(?:\s*\*\s*|\s+)(?P<name>{NAME})")
GIVES_VALUE: Final = re.compile(r"(?![=!<>]==?)(?:[^=]*=|\+\+|--)")
OURS: Final = re.compile(r"\$[0-9]+")
"""Names of the linked modules. No module may use one itself."""


@dataclass
class Module:
    """``imports``: (module, name there, name here). ``exports``: name for others to (module, name), where "" is this one."""

    imports: list[tuple[str, str, str]] = field(default_factory=list)
    exports: dict[str, tuple[str, str]] = field(default_factory=dict)
    neighbours: list[str] = field(default_factory=list)
    body: str = ""


def link(sources: Callable[[str], str], entry: str, plain: bool = False) -> str:
    """Return the module ``entry`` and all that it imports as one module with its exports. Raises UnknownForm.

    ``plain``: as a script that is no module. What it would export are constants of the worker that runs it (``importScripts``).
    """
    modules: dict[str, Module] = {}
    _gather(sources, entry, modules, ())
    taken = _taken(modules)
    numbers = {name: f"${number}" for number, name in enumerate(modules)}
    last = modules.pop(entry)
    before = "".join(f"const {numbers[name]}={_called(module, numbers, taken[name])}" for name, module in modules.items())
    if "default" in last.exports:
        raise UnknownForm(f"{entry}: a default export of the whole")
    given = f"{'' if plain else 'export '}const{{{','.join(last.exports)}}}=" if last.exports else ""
    return before + given + _called(last, numbers, set(last.exports))


def _gather(sources: Callable[[str], str], name: str, done: dict[str, Module], above: tuple[str, ...]) -> None:
    """Put a module behind all that it imports."""
    if name in above:
        raise UnknownForm(f"a circle of imports: {' > '.join((*above, name))}")
    if name in done:
        return
    try:
        module = read_module(sources(name), posixpath.dirname(name))
    except UnknownForm as fault:
        raise UnknownForm(f"{name}: {fault}") from fault
    for neighbour in module.neighbours:
        _gather(sources, neighbour, done, (*above, name))
    done[name] = module


def read_module(script: str, folder: str = "") -> Module:
    """Return what a module imports, exports and does. Raises UnknownForm."""
    module, kept, at = Module(), [], 0
    found = list(tokens(script))
    for place, token in enumerate(found):
        if token.sort == "word" and OURS.fullmatch(token.said):
            raise UnknownForm(f"a name that linking needs: {token.said}")
        if token.start < at or not _is_statement(found, place):
            continue
        cut = _statement(module, script, found, place, folder)
        kept.append(script[at : token.start])
        at = cut
    module.body = "".join([*kept, script[at:]]).strip()
    changing = {local for there, local in module.exports.values() if not there} & set(_may_change(found))
    if changing:
        raise UnknownForm(f"exported, but may change: {', '.join(sorted(changing))}")
    return module


def _may_change(found: list[Token]) -> Iterator[str]:
    """Yield the names that may not stay what they are: every word of a ``let`` or ``var``, and whatever gets a value later."""
    of_let, before = False, ""
    for token, following in zip(found, [*found[1:], found[-1]], strict=True):
        if not token.depth and token.said in ("let", "var", ";"):
            of_let = token.said != ";"
        if token.sort == "word" and (of_let or (GIVES_VALUE.fullmatch(following.said) and before != "const")):
            yield token.said
        before = token.said


def _is_statement(found: list[Token], place: int) -> bool:
    """Say whether an import or export begins here. Raises UnknownForm where the word stands anywhere else but as a name."""
    token = found[place]
    if token.sort != "word" or token.said not in ("import", "export"):
        return False
    following = found[place + 1].said if place + 1 < len(found) else ""
    if following == ":" and token.depth:
        return False  # the name of a property
    begins = not place or found[place - 1].said in (";", "}")
    if token.depth or not begins:
        raise UnknownForm(f"{token.said} inside of something")
    return True


def _statement(module: Module, script: str, found: list[Token], place: int, folder: str) -> int:
    """Note what a statement says, and return where what stays of the script goes on."""
    start = found[place].start
    if said := IMPORT.match(script, start):
        address = _neighbour(module, folder, said["address"])
        module.imports += [(address, theirs, ours) for theirs, ours in _names(said["names"])]
        return said.end()
    if said := PASSED_ON.match(script, start):
        address = _neighbour(module, folder, said["address"])
        _export(module, ((others, (address, theirs)) for theirs, others in _names(said["names"])))
        return said.end()
    if said := LISTED.match(script, start):
        _export(module, ((others, ("", ours)) for ours, others in _names(said["names"])))
        return said.end()
    if said := DEFAULT.match(script, start):
        _export(module, [("default", ("", said["name"]))])
        return said.end()
    if said := DECLARED.match(script, start):
        if said["sort"] == "const":
            _check_single(found, place)
        _export(module, [(said["name"], ("", said["name"]))])
        return found[place + 1].start
    raise UnknownForm(f"not a known form: {script[start : start + 60]!r}")


def _check_single(found: list[Token], place: int) -> None:
    """``export const a = 1, b = 2`` would hide ``b``. Raises UnknownForm."""
    if found[place + 3].said != "=":
        raise UnknownForm("a constant without a value")
    for token in found[place + 3 :]:
        if not token.depth and token.said in (";", ","):
            if token.said == ",":
                raise UnknownForm(f"several constants in one export: {found[place + 2].said}")
            return
    raise UnknownForm(f"a constant without a semicolon: {found[place + 2].said}")


def _neighbour(module: Module, folder: str, address: str) -> str:
    name = posixpath.normpath(posixpath.join(folder, address))
    module.neighbours.append(name)
    return name


def _names(listed: str) -> list[tuple[str, str]]:
    """Return each name and what it is called on the other side: ``a, b as c``."""
    pairs = [part.split() for part in listed.split(",") if part.strip()]
    return [(words[0], words[-1]) for words in pairs]


def _export(module: Module, named: Iterable[tuple[str, tuple[str, str]]]) -> None:
    for name, source in named:
        if name in module.exports:
            raise UnknownForm(f"exported twice: {name}")
        module.exports[name] = source


def _taken(modules: dict[str, Module]) -> dict[str, set[str]]:
    """Return what others take of each module. Raises UnknownForm where it does not give that: a browser would refuse the whole graph."""
    taken: dict[str, set[str]] = {name: set() for name in modules}
    for name, module in modules.items():
        wanted = [(there, theirs) for there, theirs, _ in module.imports]
        for there, theirs in [*wanted, *(source for source in module.exports.values() if source[0])]:
            if theirs not in modules[there].exports:
                raise UnknownForm(f"{name}: {there} exports no {theirs}")
            taken[there].add(theirs)
    return taken


def _called(module: Module, numbers: Mapping[str, str], given: Collection[str]) -> str:
    """Return a module as a function that is called at once and gives back what others take."""
    imports = ""
    for neighbour in dict.fromkeys(there for there, _, _ in module.imports):
        pairs = (_pair(theirs, ours) for there, theirs, ours in module.imports if there == neighbour)
        imports += f"const{{{','.join(pairs)}}}={numbers[neighbour]};"
    exports = (
        (name, f"{numbers[there]}.{source}" if there else source) for name, (there, source) in module.exports.items() if name in given
    )
    return f"(()=>{{{imports}{module.body}\nreturn{{{','.join(_pair(*export) for export in exports)}}}}})();\n"


def _pair(one: str, other: str) -> str:
    return one if one == other else f"{one}:{other}"
