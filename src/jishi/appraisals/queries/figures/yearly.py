"""What figures of the year have in common: a condition for each name and day, asked of one table."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, Model, Q, QuerySet

from jishi.kernel.registry import Figure, FigureRow, Numbers
from jishi.orgs.queries import below, rolled, within


@dataclass(frozen=True)
class Yearly[M: Model]:
    """Figures of one table. `all_rows` are its rows of the year of a day; `holds(name, day)` says which of them count, in
    words that depend on the day alone; `shown` makes a line of one. `place` is the path of the organisation."""

    words: Mapping[str, str]
    all_rows: Callable[[Collection[int]], QuerySet[M]]
    holds: Callable[[str, date], Q]
    shown: Callable[[M], FigureRow]
    order: tuple[str, ...]
    url: str
    place: str = "org__path"

    def rows_of(self, name: str, org_path: str, on: date) -> QuerySet[M]:
        """The rows of one figure at and below a place."""
        return self.all_rows({on.year}).filter(self.holds(name, on), below(org_path, field=self.place))

    def count(self, name: str, org_path: str, on: date) -> int:
        return self.rows_of(name, org_path, on).count()

    def rows(self, name: str, org_path: str, on: date) -> list[FigureRow]:
        return [self.shown(row) for row in self.rows_of(name, org_path, on).order_by(*self.order)]

    def each(self, names: Collection[str], paths: Mapping[int, str], days: Collection[date]) -> Numbers:
        """One statement, whatever the names and days."""
        keys = [(name, day) for name in names for day in days]
        counts: dict[str, Any] = {f"n{n}": Count("pk", filter=self.holds(*key)) for n, key in enumerate(keys)}
        rows = self.all_rows({day.year for day in days}).filter(within(list(paths.values()), field=self.place))
        found = rows.order_by().values_list(self.place).annotate(**counts)
        return rolled(((path, enumerate(ns)) for path, *ns in found), paths, keys)

    def figures(self) -> list[Figure]:
        """All of them, for the registry."""
        each = self.each
        return [
            Figure(name, label, partial(self.count, name), self.url, each, partial(self.rows, name))
            for name, label in self.words.items()
        ]


def first_of(day: date) -> date:
    """The first day of the year of a day."""
    return day.replace(month=1, day=1)
