"""What the project may not carry: hosts of package registries, addresses of one machine, unfinished work, skipped tests."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.house import ROOT, tracked

REGISTRIES = re.compile(r"files\.python" + r"hosted\.|py" + r"pi\.org|registry\.npm" + r"js\.|deb\.deb" + r"ian\.")
MACHINE = re.compile(r"(^|[^A-Za-z0-9_./-])/(wo" + r"rk|fa" + r"rm|tm" + r"p/[a-z]+)/")
UNFINISHED = re.compile(r"TO" + r"DO|FIX" + r"ME|NotImplemented" + r"Error")
SKIPPED = re.compile(r"pytest\.sk" + r"ip|mark\.sk" + r"ip|xf" + r"ail|import" + r"orskip")


def holders(pattern: re.Pattern[str], *suffixes: str) -> list[str]:
    return [
        str(path.relative_to(ROOT)) for path in tracked() if (not suffixes or path.suffix in suffixes) and pattern.search(text_of(path))
    ]


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "ignore")


def test_nothing_names_the_host_of_a_package_registry() -> None:
    assert holders(REGISTRIES) == []


def test_nothing_carries_a_path_of_one_machine() -> None:
    assert [name for name in holders(MACHINE) if not name.endswith(".po")] == []


def test_nothing_is_left_unfinished_in_the_code() -> None:
    # What others wrote is kept byte for byte (static/vendor/CHECKSUMS), their notes to themselves too.
    assert [name for name in holders(UNFINISHED, ".py", ".js", ".html") if not name.startswith("static/vendor/")] == []


def test_no_test_is_skipped() -> None:
    assert holders(SKIPPED, ".py") == []


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")
