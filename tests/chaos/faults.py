"""Seeded faults: small changes that each break one promise, and what must notice. ``seeded.py`` makes them and looks.

A change names its file, the words there and the words instead. Words that are not there any more fail loudly.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """``breaks``: what is promised. ``by``: a storm with these strikes, or the named tests (pytest ids; ``file::words`` for node)."""

    name: str
    breaks: str
    changes: tuple[tuple[str, str, str], ...]
    strikes: str | None = None
    tests: tuple[str, ...] = ()


RECEIVING = (
    Fault(
        "ack before the commit",
        "I1",
        (
            (
                "webapp/sync/intake.py",
                "            return Writing(self._made, tx, self._coming, self._now, batch).take(opened)\n",
                "            told = Writing(self._made, tx, self._coming, self._now, batch).take(opened)\n"
                "            tx.rollback()\n"
                "        import threading\n"
                "        def commit():\n"
                "            with self._made.database.transaction() as tx:\n"
                "                Writing(self._made, tx, self._coming, self._now, batch).take(opened)\n"
                "        threading.Timer(2.0, commit).start()\n"
                "        return told\n",
            ),
        ),
        strikes="kill",
    ),
    Fault(
        "no operation id is known or unique",
        "I2",
        (
            (
                "webapp/dossiers/log.py",
                "ADD_IDS: Final = insert(OPERATION_IDS)",
                'ADD_IDS: Final = insert(OPERATION_IDS).prefix_with("OR IGNORE")',
            ),
            ("webapp/dossiers/log.py", "        if new.id in known:\n", "        if False:\n"),
            ("webapp/sync/writing.py", "        if there is not None and there.hash == op.hash:\n", "        if False:\n"),
            ("webapp/sync/writing.py", "        elif there is not None or self._seen", "        elif self._seen"),
        ),
        strikes="kill",
    ),
    Fault(
        "a gap in the numbers is acked",
        "I1",
        (
            (
                "webapp/sync/writing.py",
                "            self._park(one, following)\n        elif",
                "            self._ack(op.id, op.hash, 1)\n        elif",
            ),
        ),
        tests=("tests/sync/test_once.py::test_what_follows_a_gap_is_parked_and_never_acked",),
    ),
    Fault(
        "what is refused is not set aside",
        "I1, I9",
        (
            (
                "webapp/sync/writing.py",
                '        if FATES[code] != "again":\n            self._keep(one, code, FATES[code])\n        elif',
                "        if",
            ),
        ),
        strikes="kill",
    ),
    Fault(
        "one bad operation drops its whole batch",
        "I6",
        (("webapp/sync/intake.py", "        for one in batch.opened:\n            whole.add(self._alone(batch, one))\n", ""),),
        tests=("tests/sync/test_hostile_requests.py::test_a_fault_of_ours_sets_one_operation_aside_and_lets_the_others_in",),
    ),
    Fault(
        "a full disk condemns operations",
        "I6",
        (
            (
                "webapp/sync/intake.py",
                "UNAVAILABLE = (OperationalError, NoConnection)",
                "UNAVAILABLE = (NoConnection,)",
            ),
        ),
        strikes="disk",
    ),
    Fault(
        "a right that ended still shows the dossier",
        "I7",
        (("webapp/dossiers/access.py", "GRANTS.c.relation.in_(READING), _STILL)", "GRANTS.c.relation.in_(READING))"),),
        strikes="rights",
    ),
    Fault(
        "a dossier is handed in twice",
        "I2, I8",
        (("webapp/dossiers/states.py", '    "dossier.submit": _DRAFT,\n', '    "dossier.submit": _HERE,\n'),),
        tests=("tests/sync/test_submitting.py::test_ten_submissions_are_one",),
    ),
    Fault(
        "the later of two answers wins and the other is dropped",
        "I5",
        (
            (
                "webapp/dossiers/picture.py",
                "    return {head: seq for head, seq in heads.items() if head not in seen} | {entry",
                "    return {entry",
            ),
        ),
        tests=("tests/sync/test_conflicts.py::test_two_answers_from_one_base_are_two_heads_and_one_that_has_seen_both_ends_it",),
    ),
    Fault(
        "a wrong clock is believed",
        "I5",
        (
            (
                "webapp/sync/opening.py",
                "        at = moment_of(said_at, self._now) + skew\n",
                "        at = moment_of(said_at, self._now)\n",
            ),
        ),
        tests=("tests/sync/test_hostile_requests.py::test_a_clock_that_is_ten_years_off_changes_neither_order_nor_day",),
    ),
    Fault(
        "a counter of the past day counts for ever after the clock was set back",
        "I6",
        (("webapp/ui/limits.py", " | (COUNTERS.c.ends_at > now + expiry)", ""),),
        tests=("tests/ui_limits/test_limits.py::test_a_clock_that_was_set_back_makes_nobody_wait_for_it",),
    ),
)

PHONES = (
    Fault(
        "any page with status 200 is taken for an ack",
        "I1",
        (
            (
                "static/core/sync.js",
                "  const { fate, said, retryAfter } = readAnswer(sent);\n",
                "  let { fate, said, retryAfter } = readAnswer(sent);\n"
                "  if (sent.status === 200 && !said) {\n"
                '    const mine = (await ctx.store.all("entries")).filter(({ id }) => request.ops.some((op) => op.id === id));\n'
                '    fate = "answered";\n'
                "    said = { acks: mine.map(({ id, hash }) => ({ id, hash, server_seq: 1 })), parked: [], refused: [], changes: [],\n"
                '      clock: moment(ctx.now()), incarnation: await known(ctx, "incarnation", ""), head: await known(ctx, "head", 0) };\n'
                "  }\n",
            ),
        ),
        strikes="",
    ),
    Fault(
        "an ack is believed whatever hash it names",
        "I3",
        (("static/core/verdicts.js", '    if (hash !== entry.hash) return this.refuse(entry, "hash_differs", "hand_over", []);\n', ""),),
        tests=("tests/js/core/sync.test.js::an ack with another hash lets nothing go",),
    ),
    Fault(
        "a page is told of a write that the disk refused",
        "I4",
        (
            (
                "static/core/dossiers.js",
                "  if (writes.length) await store.commit(writes);\n",
                "  if (writes.length) await store.commit(writes).catch(() => undefined);\n",
            ),
        ),
        strikes="",
    ),
    Fault(
        "the browser may keep a commit in memory for a while",
        "I4",
        (("static/sw/idb.js", '{ durability: "strict" }', '{ durability: "relaxed" }'),),
        tests=("tests/boat/test_storage_and_network.py::test_a_full_disk_says_not_saved_and_keeps_what_was_typed",),
    ),
    Fault(
        "a dossier that is stopped stops all others",
        "I6",
        (
            (
                "static/core/choosing.js",
                "  const waiting = held.map((one) => ({ ...one, due: sendable(one, now) })).filter(({ due }) => due.length);\n",
                '  if (held.some(({ row }) => row.lane.state === "hand_over")) held = [];\n'
                "  const waiting = held.map((one) => ({ ...one, due: sendable(one, now) })).filter(({ due }) => due.length);\n",
            ),
        ),
        strikes="rights",
    ),
    Fault(
        "after five failures the phone gives up",
        "I6",
        (
            (
                "static/core/sync.js",
                "  let held = await allHeld(store);\n",
                '  if ((sending.tries ?? 0) >= 5) return outcomeOf({ error: "gave_up" });\n  let held = await allHeld(store);\n',
            ),
        ),
        strikes="kill",
    ),
    Fault(
        "entries are folded by the clock",
        "I5",
        (
            (
                "static/core/entries.js",
                "(one.serverSeq ?? Infinity) - (other.serverSeq ?? Infinity) || one.n - other.n);",
                "(one.at < other.at ? -1 : one.at > other.at ? 1 : one.n - other.n));",
            ),
        ),
        strikes="",
    ),
)

KEEPING = (
    Fault(
        "a piece counts wherever it begins",
        "I3",
        (("webapp/uploads/pieces.py", "here = (Upload.file == file, Upload.received == piece.at, ", "here = (Upload.file == file, "),),
        tests=("tests/sync/test_uploading.py::test_two_who_bring_one_photo_at_once_bring_it_once",),
    ),
    Fault(
        "what the disk refused is said to be kept",
        "I1",
        (
            (
                "webapp/uploads/adapters/local.py",
                "        file.write(content)\n        file.flush()\n        os.fsync(file.fileno())\n",
                "        with suppress(OSError):\n            file.write(content)\n            file.flush()\n",
            ),
            (
                "webapp/uploads/adapters/local.py",
                "from contextlib import contextmanager\n",
                "from contextlib import contextmanager, suppress\n",
            ),
        ),
        tests=("tests/uploads/test_store_faults.py::test_a_disk_that_is_full_or_broken_keeps_nothing_half_and_says_so",),
    ),
    Fault(
        "a way back leaves the objects behind",
        "I1, I9",
        (("webapp/backup/restoring.py", "            store.put(kept.place, backup.pool.content(kept.sha256))\n", "            pass\n"),),
        tests=("tests/backup/test_there_and_back.py::test_a_backup_made_while_phones_write_is_one_moment_with_every_object_of_its_rows",),
    ),
    Fault(
        "after the way back the centre has its old name",
        "I1",
        (("webapp/sync/incarnation.py", "    tx.execute(update(CentreRow).values(incarnation=fresh))\n", ""),),
        tests=("tests/chaos/test_drill.py::test_the_drill_was_one",),
    ),
)

FAULTS = (*RECEIVING, *PHONES, *KEEPING)
