"""What never enters the log: signs and numbers that one of the databases, JSON or a phone cannot hold (D19)."""

from __future__ import annotations

from typing import Any, Final

from webapp.kernel.problems import Refusal

LARGEST_WHOLE: Final = 2**53
DEEPEST: Final = 12
LONGEST_TEXT: Final = 100_000


class UnsafeValue(Refusal):
    """A value holds NUL, half a surrogate pair, a fraction or a number past 2^53. Nothing is stored."""

    code = "unsafe_value"


def require_safe(value: Any, depth: int = 0) -> None:
    """Raise UnsafeValue when ``value`` (plain JSON) could not be kept exactly as it is."""
    if depth > DEEPEST:
        raise UnsafeValue(reason="too_deep")
    if isinstance(value, str):
        _require_safe_text(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            require_safe(key, depth + 1)
            require_safe(item, depth + 1)
    elif isinstance(value, list | tuple):
        for item in value:
            require_safe(item, depth + 1)
    elif value is not None:
        _require_safe_number(value)


def _require_safe_text(text: str) -> None:
    if "\x00" in text:
        raise UnsafeValue(reason="nul")
    if len(text) > LONGEST_TEXT:
        raise UnsafeValue(reason="too_long")
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise UnsafeValue(reason="surrogate")


def _require_safe_number(value: object) -> None:
    if isinstance(value, bool):
        return
    if not isinstance(value, int):
        raise UnsafeValue(reason="not_plain")
    if not -LARGEST_WHOLE <= value <= LARGEST_WHOLE:
        raise UnsafeValue(reason="too_large")
