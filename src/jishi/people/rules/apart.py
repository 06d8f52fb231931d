"""Persons of one name in one list, told apart."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Called(NamedTuple):
    """A person in a list to choose from; `note` is what stands behind the name anyway (a post, a branch)."""

    person_id: int
    name: str
    born_on: date | None = None
    note: str = ""


def told_apart(rows: Iterable[Called]) -> dict[int, str]:
    """What to call these persons, each once, in the order given: the name and the note. Where several bear a name, the month
    of birth stands behind it; where it is the same, the day; where that is the same or not known, a number. No two are
    called the same."""
    found: dict[int, Called] = {}
    for row in rows:
        found.setdefault(row.person_id, row)
    names = Counter(row.name for row in found.values())
    months = Counter((row.name, _month(row)) for row in found.values())
    days = Counter((row.name, row.born_on) for row in found.values())
    said: dict[int, str] = {}
    used: Counter[str] = Counter()
    for row in found.values():
        notes = [row.note] if row.note else []
        if names[row.name] > 1:
            born = _month(row)
            if born and months[row.name, born] > 1 and row.born_on:
                born = f"{row.born_on:%Y-%m-%d}生"
            notes = [*([born] if born else []), *notes]
            if not born or days[row.name, row.born_on] > 1:
                used[row.name] += 1
                notes = [*notes, f"同名{used[row.name]}"]
        said[row.person_id] = f"{row.name}（{'，'.join(notes)}）" if notes else row.name
    return said


def _month(row: Called) -> str:
    return f"{row.born_on.year}年{row.born_on.month}月生" if row.born_on else ""
