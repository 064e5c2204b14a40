"""The one table from a refusal's code to a status and a page. Nothing else in the house knows both."""

from __future__ import annotations

REFUSALS: dict[str, tuple[int, str]] = {
    "refused": (400, "bad_request"),
    "bad_request": (400, "bad_request"),
    "unknown_field": (400, "unknown_field"),
    "unsafe_value": (400, "bad_request"),
    "not_found": (404, "not_found"),
    "not_here": (404, "not_here"),
    "not_allowed": (403, "not_allowed"),
    "sign_in_needed": (401, "sign_in_needed"),
    "wrong_state": (409, "wrong_state"),
    "already_submitted": (409, "wrong_state"),
    "photos_awaited": (409, "wrong_state"),
    "stale": (409, "stale"),
    "too_large": (413, "too_large"),
    "bad_file": (422, "bad_file"),
    "too_many": (429, "too_many"),
    "file_not_kept": (503, "file_not_kept"),
    "file_not_opened": (503, "file_not_opened"),
    "server_error": (500, "server_error"),
}


def status_and_page(code: str) -> tuple[int, str]:
    """Return the HTTP status and the template name (under ``templates/problems/``) for a refusal's code."""
    return REFUSALS.get(code, REFUSALS["refused"])
