"""All commands of `flask --app wsgi ...`, and the settings they run with. Each is told in ``webapp/docs/commands.md``."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from flask import Flask

from webapp.accounts.demo import FILE_NAME
from webapp.cli.audit import audit
from webapp.cli.backup import backup
from webapp.cli.demo import seed
from webapp.cli.dossiers import dossiers
from webapp.cli.keys import keys
from webapp.cli.preparing import prepare_rows
from webapp.cli.procedures import procedures
from webapp.cli.retention import retention
from webapp.cli.sync import sync
from webapp.cli.wording import words

FROM_COMMAND_LINE = "FLASK_RUN_FROM_CLI"
COMMANDS = (prepare_rows, dossiers, procedures, audit, seed, retention, keys, words, sync, backup)


def register_commands(app: Flask) -> Flask:
    """Give the app its commands, and return it."""
    for command in COMMANDS:
        app.cli.add_command(command)
    return app


def command_environ(environ: Mapping[str, str] | None = None, said: Sequence[str] | None = None) -> dict[str, str]:
    """Return the environment a command reads its settings from.

    In a folder that `make run` filled, commands are those of the demonstration without saying so again. Only commands: a
    server of people's data must never become a demonstration because a file lies about.
    """
    given = dict(os.environ if environ is None else environ)
    words_said = sys.argv[1:] if said is None else said
    is_command = given.get(FROM_COMMAND_LINE) == "true" and "run" not in words_said
    untold = not given.get("CAMTAY_DEMO") and not given.get("CAMTAY_KEYS")
    if is_command and untold and (Path(given.get("CAMTAY_DATA") or "var") / FILE_NAME).is_file():
        given["CAMTAY_DEMO"] = "1"
    return given
