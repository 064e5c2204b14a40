"""Log lines as JSON without personal data: the rule of an address, never the address; an error's place, never its text.

Exception texts, query strings, bodies, headers and arguments of other people's log calls can all hold what a citizen
typed, so none of them is ever formatted. What a line may say is a code and the closed list of keys below.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

from flask import Flask, Response, g, request

OURS = "camtay"
TEXT_KEYS = frozenset({"rule", "method", "code", "state", "kind", "procedure", "unit", "reference", "job", "actor_kind"})
NUMBER_KEYS = frozenset({"status", "ms", "bytes", "tries", "waiting", "swept"})
DEEPEST = 30

request_id: ContextVar[str] = ContextVar("request_id", default="-")
log = logging.getLogger(f"{OURS}.web")


class JsonFormatter(logging.Formatter):
    """One line of JSON for one record. Records of other libraries are reduced to their name, level and place."""

    def format(self, record: logging.LogRecord) -> str:
        ours = record.name == OURS or record.name.startswith(f"{OURS}.")
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "request": request_id.get(),
            "said": str(record.msg) if ours else f"{record.module}:{record.lineno}",
        }
        line.update(_fields(record))
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _place(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    given = record.__dict__.items()
    texts = {key: value for key, value in given if key in TEXT_KEYS and isinstance(value, str)}
    numbers = {key: value for key, value in given if key in NUMBER_KEYS and isinstance(value, int)}
    return texts | numbers


def _place(error: BaseException) -> dict[str, Any]:
    """Tell the type and the way to the fault. Not the text: a database error's text holds the values."""
    cause = error.__cause__ or error.__context__
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    return {
        "type": type(error).__qualname__,
        "frames": [f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno} {frame.name}" for frame in frames],
        "cause": type(cause).__qualname__ if cause else "",
    }


def configure(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send all log lines of this process, ours and others', through the formatter to ``stream`` (standard error)."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(level)


def install_logs(app: Flask) -> None:
    """Give each request a fresh id (one that comes from outside is not believed) and write one line at its end."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        request_id.set(secrets.token_hex(6))

    @app.after_request
    def finish(response: Response) -> Response:
        began = g.get("began")
        fields = {
            "rule": request.url_rule.rule if request.url_rule else "none",
            "method": request.method if request.method in {"GET", "HEAD", "POST", "OPTIONS"} else "other",
            "status": response.status_code,
            "ms": int((time.perf_counter() - began) * 1000) if began is not None else 0,
            "bytes": response.content_length or 0,
        }
        log.info("answered", extra=fields)
        return response
