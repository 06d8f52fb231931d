"""What an import says about its file: the answer of `import-orgs` and `import-roster`, on the page and on the command line."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong (or odd) with one row. `row` is the sheet's own number, counted from 1 with the title rows."""

    row: int
    name: str
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "name": self.name, "reasons": list(self.reasons)}


@dataclass(slots=True)
class ImportReport:
    """Rows counted by what became of them. A refused row is in none of the three counts; a warned one is in its count
    as well. `imported` is False when nothing was written: a dry run, or refused rows without `good_rows_only`."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[RowProblem] = field(default_factory=list)
    warned: list[RowProblem] = field(default_factory=list)
    imported: bool = False

    def as_json(self) -> dict[str, Any]:
        """The fixed shape that other programs read; row problems in the order of the sheet."""
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": [problem.as_json() for problem in self.refused],
            "warned": [problem.as_json() for problem in self.warned],
        }
