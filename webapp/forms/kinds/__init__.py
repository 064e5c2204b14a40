"""The kinds of answers, by name."""

from __future__ import annotations

from webapp.forms.kinds.base import BLANK, CheckContext, Kind, Parsed, Posted, PostedValues, is_unknown, refused

__all__ = ["BLANK", "KINDS", "CheckContext", "Kind", "Parsed", "Posted", "PostedValues", "is_unknown", "refused"]

KINDS: dict[str, Kind] = {}
