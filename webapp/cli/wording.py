"""`flask --app wsgi words ...`: for those who write templates. The work is done in ``words.py``, which needs no app."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from webapp.assembly import ROOT
from webapp.cli.words import missing, update

words = AppGroup("words", help="Keep the sentences of both languages together.")


@words.command("update")
def update_words() -> None:
    """Extract every sentence into translations/, keep the English, print what is not said in English yet."""
    _print(update(ROOT))


@words.command("missing")
def missing_words() -> None:
    """Print the sentences without English and change nothing; fail when there is one."""
    silent = missing(ROOT)
    _print(silent)
    if silent:
        raise click.ClickException(f"{len(silent)} sentences are not said in English")


def _print(sentences: list[str]) -> None:
    for sentence in sentences:
        click.echo(sentence)
