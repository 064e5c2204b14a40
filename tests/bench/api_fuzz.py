"""The public interface and ``/sync`` under thousands of questions, proper and improper: how many, what was answered, no fault."""

from __future__ import annotations

import json
import os
from collections import Counter

import schemathesis

from tests.api.fuzzing import ask_everything, send_sealed
from tests.bench.timing import tell
from tests.support.houses import House
from webapp.offline.routes import shelves

EXAMPLES = int(os.environ.get("API_EXAMPLES", "120"))


def measure(house: House) -> None:
    """Ask and print the counts. Raises what was not as described."""
    with house.app.test_request_context():
        shelves()
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", house.app)
    statuses: Counter[int] = sum(ask_everything(described, EXAMPLES).values(), Counter())
    told = json.dumps({str(status): number for status, number in sorted(statuses.items())})
    tell(f"questions to the public interface: {statuses.total():,}", f"{sum(n for s, n in statuses.items() if s >= 500)} faults", told)
    fates = send_sealed(house, described, EXAMPLES * 2)
    asked = fates.total() - sum(number for fate, number in fates.items() if not fate.startswith("HTTP"))
    tell(f"sealed batches to /sync: {asked:,}", "0 faults", json.dumps(dict(fates.most_common())))
    print()
