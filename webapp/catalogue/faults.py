"""What is wrong in a data file, and where. Loading collects all faults, then refuses the whole set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DataFault:
    """One fault: file, line (1 is the header), column or key, and what to do about it."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.column}: {self.message}"


class CatalogueFaults(Exception):
    """The data files cannot be loaded. ``faults`` has every one of them."""

    def __init__(self, faults: list[DataFault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))
