"""Asks both engines the same questions and tells where they answer otherwise. Node is started once for a batch of questions."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from types import TracebackType
from typing import Any, Self

from tests.support.house import ROOT
from tests.twins.ours import OURS, lists_of_the_phone

Question = tuple[str, Any]
BATCH = 100


class Phone:
    """A node process with the phone's engine."""

    program = "core.mjs"

    def first(self) -> Question:
        """Return what it is told before anything is asked."""
        return "lists", lists_of_the_phone()

    def __enter__(self) -> Self:
        program = ["node", str(ROOT / "tests" / "twins" / self.program)]
        self._process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.ask([self.first()])
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.communicate(timeout=10)

    def ask(self, questions: Sequence[Question]) -> list[Any]:
        """Return one answer per question."""
        self.begin(questions)
        return self.answers()

    def begin(self, questions: Sequence[Question]) -> None:
        """Ask, and do not wait."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(questions).encode() + b"\n")
        self._process.stdin.flush()

    def answers(self) -> list[Any]:
        """Wait for the answers to what was asked."""
        assert self._process.stdout is not None
        answers: list[Any] = json.loads(self._process.stdout.readline())
        return answers


def differences(questions: Iterable[Question]) -> Iterator[str]:
    """Ask both engines and yield each place where they differ, with the question."""
    rest = iter(questions)
    with Phone() as phone:
        while batch := list(islice(rest, BATCH)):
            phone.begin(batch)
            mine = [OURS[what](asked) for what, asked in batch]
            for (what, asked), ours, theirs in zip(batch, mine, phone.answers(), strict=True):
                if canonical(ours) != canonical(theirs):
                    place = places(ours, theirs)
                    yield f"{what}: {place}\n{json.dumps(asked, ensure_ascii=False)}"


def places(ours: Any, theirs: Any) -> str:
    """Return the first places where two answers differ, in words."""
    return "; ".join(islice(_places(json.loads(canonical(ours)), theirs, ""), 3))


def canonical(value: Any) -> str:
    """Return JSON that is the same text for the same value, truths and numbers kept apart."""
    return json.dumps(value, sort_keys=True)


def _places(ours: Any, theirs: Any, where: str) -> Iterator[str]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in sorted(ours.keys() | theirs.keys()):
            yield from _places(ours.get(name, "(absent)"), theirs.get(name, "(absent)"), f"{where}.{name}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for at, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from _places(mine, other, f"{where}[{at}]")
    elif canonical(ours) != canonical(theirs):
        yield f"{where} is {ours!r} in Python and {theirs!r} on the phone"
