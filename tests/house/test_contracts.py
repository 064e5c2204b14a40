"""What the tools hold the code to: imports point downwards, the locks are fresh."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.support.house import ROOT


def test_imports_point_downwards() -> None:
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([str(tool), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text("utf-8")
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", text, re.MULTILINE))


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.sub(r"\[.*\]", "", name)).lower()


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {"requirements.txt": project["dependencies"]}
    wanted["requirements-dev.txt"] = project["dependencies"] + project["optional-dependencies"]["dev"]
    for file, lines in wanted.items():
        there = {plain(name): version for name, version in locked(file).items()}
        for line in lines:
            name, _, version = line.partition("==")
            assert plain(name) in there, f"{line} is not in {file}"
            assert not version or there[plain(name)] == version, f"{file} holds another version of {name}"


def test_every_locked_package_has_a_hash() -> None:
    for file in ("requirements.txt", "requirements-dev.txt"):
        for block in re.split(r"\n(?=[A-Za-z0-9])", (ROOT / file).read_text("utf-8")):
            if "==" in block.split("\n")[0]:
                assert "--hash=sha256:" in block, block.split("\n")[0]
