"""Every failure mode has a test that proves it is handled, or a written reason why not yet; the document says which."""

from __future__ import annotations

from tests.house.proofs import INVARIANTS, PAGE, modes, page, proofs


def test_every_failure_mode_has_its_test_or_a_written_reason() -> None:
    known = proofs()
    assert [mode["number"] for mode in modes() if not mode["left"] and "FM " + mode["number"] not in known] == []


def test_every_invariant_has_its_test() -> None:
    assert set(INVARIANTS) - set(proofs()) == set()


def test_nothing_is_proved_that_is_not_in_the_list() -> None:
    listed = {"FM " + mode["number"] for mode in modes()} | set(INVARIANTS)
    assert set(proofs()) - listed == set()


def test_the_document_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python -m tests.house.proofs"
