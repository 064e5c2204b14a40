"""What people read: sentences of at most 20 words, and a label wherever a page asks more than one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from webapp.forms.definition import Definition
from webapp.forms.lint import Finding
from webapp.forms.lint.places import texts_with_places
from webapp.kernel.localised import LANGUAGES

MOST_WORDS = 20
_SENTENCE_END = re.compile(r"[.!?…;:]+[\s”\"')]+")


def word_findings(definition: Definition) -> Iterator[Finding]:
    """Yield sentences that are too long to be read aloud in one breath, and texts that hold a sign templates cannot take."""
    for where, said in texts_with_places(definition):
        if where == ("name",):
            continue  # the official name is what it is
        for language in LANGUAGES:
            yield from (
                Finding(where, "long_sentence", f"{count} words ({language}): {sentence[:40]}…")
                for sentence, count in long_sentences(said.in_(language))
            )


def long_sentences(text: str) -> Iterator[tuple[str, int]]:
    """Yield each sentence of more than 20 words with its number of words."""
    for sentence in _SENTENCE_END.split(text):
        count = len([word for word in sentence.split() if any(letter.isalnum() for letter in word)])
        if count > MOST_WORDS:
            yield sentence, count
