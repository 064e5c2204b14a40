"""Cut JavaScript into tokens, so that a word in a text, a template, a pattern or a comment is never taken for one of the language.

Whether ``/`` divides or begins a pattern depends on what stands before it (ECMAScript, InputElementDiv and InputElementRegExp).
Where only a whole parser could tell, this refuses: our own scripts are then written in another way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple, NoReturn

Sort = str
"""``word``, ``member`` (a word after a point), ``number``, ``text``, ``template`` (one piece of it), ``pattern`` or ``sign``."""

PLAIN: Final = re.compile(
    r"""(?P<gap>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<number>\.?[0-9][\w.]*)
    |(?P<word>\#?[\w$]+)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<sign>\.\.\.|=>|\+\+|--|[=!]==?|[<>]=|(?:\*\*|<<|>>>?|&&|\|\||\?\?|[-+*%&|^])=|[{}()\[\];,<>+\-*%&|^!~?:=.])""",
    re.VERBOSE | re.DOTALL,
)
PATTERN: Final = re.compile(r"/(?:[^\\/\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])+/[dgimsuy]*(?![\w$])")
PIECE: Final = re.compile(r"(?:[^\\`$]|\\.|\$(?!\{))*(`|\$\{)", re.DOTALL)
BEFORE_A_VALUE: Final = frozenset(
    ("await", "case", "delete", "do", "else", "in", "instanceof", "new", "of", "return", "throw", "typeof", "void", "yield")
)
BEFORE_A_BRACKET: Final = frozenset(("if", "while", "for", "with"))
CLOSES: Final = {")": "(", "]": "[", "}": "{"}


class UnknownForm(Exception):
    """A script is written in a way that this house does not use and cannot link."""


class Token(NamedTuple):
    """``depth`` counts the brackets around it; a bracket itself stands outside of them."""

    sort: Sort
    said: str
    start: int
    end: int
    depth: int


class _Cutting:
    """A text on its way into tokens: what is open, and what stood before."""

    def __init__(self, script: str) -> None:
        self._script, self._at = script, 0
        self._open: list[tuple[str, bool]] = []
        self._last: Token | None = None
        self._before_value, self._heads_statement = True, False

    def tokens(self) -> Iterator[Token]:
        while self._at < len(self._script):
            made = self._next()
            if made is not None:
                yield made
        if self._open:
            raise UnknownForm(f"never closed: {self._open[-1][0]}")

    def _next(self) -> Token | None:
        sign = self._script[self._at]
        if sign == "`" or (sign == "}" and self._open and self._open[-1][0] == "${"):
            return self._piece(sign)
        found = PLAIN.match(self._script, self._at)
        if found is None:
            return self._slash() if sign == "/" else self._refuse("a sign that is not known")
        sort = str(found.lastgroup)
        if sort == "gap":
            self._at = found.end()
            return None
        if sort == "sign":
            return self._sign(found)
        if sort == "word" and self._last is not None and self._last.said == ".":
            sort = "member"
        return self._made(sort, found.end(), before_value=sort == "word" and found[0] in BEFORE_A_VALUE)

    def _sign(self, found: re.Match[str]) -> Token:
        said = found[0]
        if said in CLOSES:
            opened, of_statement = self._open.pop() if self._open else ("", False)
            if opened != CLOSES[said]:
                self._refuse("closed, but not open")
            return self._made("sign", found.end(), before_value=of_statement)
        made = self._made("sign", found.end(), before_value=said not in ("++", "--"), before=self._last)
        if said in CLOSES.values():
            self._open.append((said, self._heads_statement))
        return made

    def _slash(self) -> Token:
        if self._last is not None and self._last.said in ("}", "++", "--"):
            self._refuse("a slash that divides or begins a pattern")
        if not self._before_value:
            return self._made("sign", self._at + 1, before_value=True)
        found = PATTERN.match(self._script, self._at) or self._refuse("a pattern that is not known")
        return self._made("pattern", found.end())

    def _piece(self, sign: str) -> Token:
        if sign == "}":
            self._open.pop()
        found = PIECE.match(self._script, self._at + 1) or self._refuse("a template without an end")
        inside = found[1] == "${"
        made = self._made("template", found.end(), before_value=inside)
        if inside:
            self._open.append(("${", False))
        return made

    def _made(self, sort: Sort, end: int, *, before_value: bool = False, before: Token | None = None) -> Token:
        self._heads_statement = before is not None and before.sort == "word" and before.said in BEFORE_A_BRACKET
        self._last = Token(sort, self._script[self._at : end], self._at, end, len(self._open))
        self._at, self._before_value = end, before_value
        return self._last

    def _refuse(self, why: str) -> NoReturn:
        raise UnknownForm(f"{why}: {self._script[max(0, self._at - 60) : self._at + 60]!r}")


def tokens(script: str) -> Iterator[Token]:
    """Yield the tokens of a script. Raises UnknownForm."""
    return _Cutting(script).tokens()
