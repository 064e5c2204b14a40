"""Every reason has its sentence in both languages, and every sentence a next thing to do."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import webapp
from webapp.uploads.inspection import REASONS

SENTENCES = yaml.safe_load((Path(webapp.__file__).parent / "procedures/_shared/problems.yaml").read_text("utf-8"))


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_said_in_both_languages_in_at_most_twenty_words(reason: str) -> None:
    for lang in ("vi", "en"):
        said = SENTENCES[reason][lang]
        assert 5 < len(said.split()) <= 20
        assert not set('<>&"%') & set(said)
