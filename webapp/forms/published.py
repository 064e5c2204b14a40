"""The lock of published revisions: one line ``procedure revision digest`` each. A published form never changes."""

from __future__ import annotations

from pathlib import Path

from webapp.forms.definition import Definition, definition_digest
from webapp.forms.faults import Fault
from webapp.forms.loading import Definitions

LOCK = "published.lock"


def lock_lines(definitions: Definitions) -> list[str]:
    """Return the lines of the lock for these definitions, sorted."""
    return sorted(_line(definition) for definition in definitions.by_digest.values())


def check_lock(lock: Path, definitions: Definitions) -> list[Fault]:
    """Return a fault for each revision that changed or went after it was published, or that is not in the lock yet."""
    loaded = {(one.procedure, str(one.revision)): definition_digest(one) for one in definitions.by_digest.values()}
    faults: list[Fault] = []
    locked: set[tuple[str, str]] = set()
    text = lock.read_text(encoding="utf-8") if lock.is_file() else ""
    for at, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        words = line.split()
        if len(words) != 3:
            faults.append(Fault(str(lock), at, "bad_line", "a line is: procedure revision digest"))
            continue
        key = (words[0], words[1])
        locked.add(key)
        if key not in loaded:
            faults.append(Fault(str(lock), at, "published_gone", f"{words[0]} revision {words[1]} has no file any more"))
        elif loaded[key] != words[2]:
            faults.append(Fault(str(lock), at, "published_changed", f"{words[0]} revision {words[1]} was changed: write a new revision"))
    missing = sorted(set(loaded) - locked)
    return faults + [Fault(str(lock), 0, "not_published", f"{code} revision {number} is not in the lock") for code, number in missing]


def _line(definition: Definition) -> str:
    return f"{definition.procedure} {definition.revision} {definition_digest(definition)}"


def with_new_revisions(text: str, definitions: Definitions) -> str:
    """Return the text of the lock with a line for each revision it lacks. Lines that are there stay as they are."""
    locked = {tuple(line.split()[:2]) for line in text.splitlines() if line.strip() and not line.startswith("#")}
    new = [line for line in lock_lines(definitions) if tuple(line.split()[:2]) not in locked]
    return "".join(f"{line}\n" for line in [*text.splitlines(), *new])
