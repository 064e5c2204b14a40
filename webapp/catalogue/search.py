"""Search that forgives: weights of letter triples, whole numbers only, so that the phone ranks exactly the same way.

No query language: what is typed is folded and cut into words, so no sign in it can mean anything.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from webapp.catalogue.assembling import Pieces
from webapp.catalogue.procedure import Procedure
from webapp.kernel.text import clean, fold

LONGEST_QUERY, MOST_WORDS = 120, 16
WEIGHT = {"alias": 100, "plain": 100, "title": 94, "english": 94, "field": 62}
RANK = {3: 112, 2: 106, 1: 100, 0: 84}
ENOUGH = 330
NEAR = 50
"""Answers with less than so many hundredths of the best one's score are left out: a long tail helps nobody."""
WORDS_WORTH, PREFIX_WORTH = 420, 210
SYNONYM_WORTH = 96
_OFFICIAL = re.compile(r" *([0-9])[. ]?([0-9]{6}) *")
_PAGE = re.compile(r" *([0-9]{1,3})(?:-[0-9]{1,2})? *")


@dataclass(frozen=True)
class Document:
    """One procedure as search sees it: folded phrases with their weights."""

    code: str
    number: int
    rank: int
    phrases: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Hit:
    """One answer. ``score`` is only good for comparing."""

    code: str
    score: int


def triples(text: str) -> frozenset[str]:
    """Return the letter triples of a folded text; a space stands before, between and after words."""
    padded = f" {text} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def weigh(total: int, having: int) -> int:
    """Return an integer weight: the fewer documents have a thing, the more it says. 16 steps per doubling."""
    weight, bound = 16, total * 16
    while bound > having * 16 + having:
        bound = bound * 245 // 256  # 2 ** (-1/16), in whole numbers
        weight += 1
    return weight


class SearchIndex:
    """An index over documents; made once, never changed."""

    def __init__(self, documents: Iterable[Document], synonyms: Iterable[tuple[str, str]], stop_words: frozenset[str]) -> None:
        self.documents = tuple(sorted(documents, key=lambda document: document.code))
        self._synonyms = tuple(synonyms)
        self._stop_words = stop_words
        self._place = {document.code: at for at, document in enumerate(self.documents)}
        self._number = {document.number: document.code for document in self.documents}
        self._phrases = [(at, text, weight) for at, document in enumerate(self.documents) for text, weight in document.phrases]
        self._words = [frozenset(word for text, _ in document.phrases for word in text.split()) for document in self.documents]
        self._triples = [triples(text) for _, text, _ in self._phrases]
        self._postings: dict[str, list[int]] = {}
        for at, found in enumerate(self._triples):
            for triple in found:
                self._postings.setdefault(triple, []).append(at)
        self._triple_weight = {triple: weigh(len(self.documents), self._having(found)) for triple, found in self._postings.items()}
        self._documents_of = self._place_words()
        self._vocabulary = sorted(self._documents_of)
        self._word_weight = {word: weigh(len(self.documents), len(places)) for word, places in self._documents_of.items()}
        self._rarest = weigh(len(self.documents), 1)
        self._mass = [sum(self._triple_weight[triple] for triple in found) for found in self._triples]

    def find(self, query: str, limit: int = 20) -> list[Hit]:
        """Return the best answers, best first, ties by code. Any text is a query; nothing found is an empty list."""
        exact = self._by_number(query)
        scores: dict[int, int] = {}
        for text, worth in self._variants(query):
            for at, score in self._scores(text).items():
                scores[at] = max(scores.get(at, 0), score * worth // 100)
        ranked = sorted((-score * self.documents[at].rank // 100, self.documents[at].code) for at, score in scores.items())
        least = max(ENOUGH, -ranked[0][0] * NEAR // 100) if ranked else ENOUGH
        known = {hit.code for hit in exact}
        return (exact + [Hit(code, -score) for score, code in ranked if -score >= least and code not in known])[:limit]

    def _by_number(self, query: str) -> list[Hit]:
        typed = clean(query)
        official, page = _OFFICIAL.fullmatch(typed), _PAGE.fullmatch(typed)
        if official and f"{official[1]}.{official[2]}" in self._place:
            return [Hit(f"{official[1]}.{official[2]}", 9999)]
        if page and int(page[1]) in self._number:
            return [Hit(self._number[int(page[1])], 9999)]
        return []

    def _variants(self, query: str) -> list[tuple[str, int]]:
        words = fold(query[:LONGEST_QUERY]).split()[:MOST_WORDS]
        text = " ".join(words)
        found = [(self._without_stops(text), 100)] if text else []
        padded = f" {text} "
        heard = [pair for pair in self._synonyms if f" {pair[0]} " in padded]
        longest = [pair for pair in heard if not any(pair[0] in other[0] and pair[0] != other[0] for other in heard)]
        for said, means in longest:
            found.append((self._without_stops(padded.replace(f" {said} ", f" {means} ").strip()), SYNONYM_WORTH + len(said) // 8))
        return found

    def _without_stops(self, text: str) -> str:
        kept = f" {text} "
        for stop in sorted(self._stop_words, key=lambda word: (-len(word), word)):
            kept = kept.replace(f" {stop} ", " ")
        return kept.strip() or text

    def _scores(self, text: str) -> dict[int, int]:
        wanted = triples(text)
        mass = sum(self._triple_weight.get(triple, self._rarest) for triple in wanted)
        shared: dict[int, int] = {}
        for triple in wanted:
            weight = self._triple_weight.get(triple, 0)
            for at in self._postings.get(triple, ()):
                shared[at] = shared.get(at, 0) + weight
        best: dict[int, int] = {}
        for at, common in shared.items():
            document, _, weight = self._phrases[at]
            score = (common * 700 // mass + common * 300 // self._mass[at]) * weight // 100
            if score > best.get(document, 0):
                best[document] = score
        words = text.split()
        asked = sum(self._word_weight.get(word, self._rarest) for word in words) or 1
        started = self._having_word_that_starts(words[-1]) if words else frozenset()
        return {at: score + self._words_score(words, asked, at, started) for at, score in best.items() if score >= ENOUGH // 2}

    def _words_score(self, words: list[str], asked: int, document: int, started: frozenset[int]) -> int:
        mine = self._words[document]
        whole = sum(self._word_weight.get(word, self._rarest) for word in words if word in mine)
        half = self._rarest if document in started and words[-1] not in mine else 0
        return (WORDS_WORTH * whole + PREFIX_WORTH * half) // asked

    def _having_word_that_starts(self, start: str) -> frozenset[int]:
        found: set[int] = set()
        for at in range(bisect_left(self._vocabulary, start), len(self._vocabulary)):
            if not self._vocabulary[at].startswith(start):
                break
            found |= self._documents_of[self._vocabulary[at]]
        return frozenset(found)

    def _having(self, phrases: list[int]) -> int:
        return len({self._phrases[at][0] for at in phrases})

    def _place_words(self) -> dict[str, set[int]]:
        places: dict[str, set[int]] = {}
        for at, words in enumerate(self._words):
            for word in words:
                places.setdefault(word, set()).add(at)
        return places


def index_of(catalogue: Pieces) -> SearchIndex:
    """Return the search index of a catalogue; both languages, whatever the page's language."""
    fields: Mapping[str, Any] = catalogue.fields
    documents = [document_of(procedure, fields[procedure.row.field]) for procedure in catalogue.procedures.values()]
    return SearchIndex(documents, catalogue.synonyms, catalogue.stop_words)


def document_of(procedure: Procedure, field: Any) -> Document:
    """Return the searched phrases of one procedure."""
    row, plain = procedure.row, procedure.plain
    phrases: dict[str, int] = {}

    def say(text: str, weight: int) -> None:
        folded = fold(text)
        if folded:
            phrases[folded] = max(phrases.get(folded, 0), weight)

    say(row.name_vi[:300], WEIGHT["title"])
    say(row.name_en, WEIGHT["english"])
    say(field.vi, WEIGHT["field"])
    say(field.en, WEIGHT["field"])
    if plain:
        say(plain.plain.vi, WEIGHT["plain"])
        say(plain.plain.en, WEIGHT["plain"])
        for alias in plain.aliases:
            say(alias, WEIGHT["alias"])
    rank = RANK[row.commonness] - (12 if procedure.audience in {"organisation", "official", "rare"} else 0)
    return Document(row.code, row.number, rank, tuple(phrases.items()))
