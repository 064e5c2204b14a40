"""Size caps. The exception list may only shrink: an entry that is no longer needed fails too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.house import ROOT, files

CAPS = [
    ("webapp", "*.py", 400),
    ("static", "*.js", 150),
    ("templates", "*.html", 120),
    ("static", "*.css", 300),
    ("tests", "test_*.py", 500),
]
FUNCTION_CAP = 40
VIEW_CAP = 25
LONG_ON_PURPOSE: set[str] = set()


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_its_cap() -> None:
    long = {
        str(path.relative_to(ROOT))
        for folder, pattern, cap in CAPS
        for path in files(folder, pattern)
        if "vendor" not in path.parts and "versions" not in path.parts and lines_of(path) > cap
    }
    assert long == LONG_ON_PURPOSE


def functions(path: Path) -> Iterator[tuple[str, int, bool]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            is_view = any("policy=" in ast.unparse(decorator) for decorator in node.decorator_list)
            yield node.name, (node.end_lineno or 0) - node.lineno + 1, is_view


def test_no_function_is_longer_than_forty_lines_and_no_view_than_twenty_five() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{name} {length}"
        for path in files("webapp", "*.py")
        if "versions" not in path.parts
        for name, length, is_view in functions(path)
        if length > (VIEW_CAP if is_view else FUNCTION_CAP)
    ]
    assert long == []


def test_half_of_the_modules_have_at_most_120_lines() -> None:
    sizes = sorted(lines_of(path) for path in files("webapp", "*.py") if "versions" not in path.parts)
    assert sizes[len(sizes) // 2] <= 120
