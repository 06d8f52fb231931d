"""What 组织生活一览 is asked for, and what its rows are grouped by."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Substr

from jishi.desk.queries.scope import Scope
from jishi.kernel.periods import Period, PeriodKind
from jishi.orgs.queries import below
from jishi.orgs.rules import STEP, Basis


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address narrows the page to. `by_unit` shows the organisations below instead of sectors; `day` is a past
    day (None: today), read on the tree of that day or on today's."""

    scope: Scope
    quarter: Period
    month: Period
    sector: str = ""
    kind: str = ""
    by_unit: bool = False
    show_all: bool = False
    day: date | None = None
    basis: Basis = Basis.THEN

    @property
    def periods(self) -> list[Period]:
        half, year = (Period.containing(kind, self.quarter.first) for kind in (PeriodKind.HALF_YEAR, PeriodKind.YEAR))
        return [self.month, self.quarter, half, year]

    def orgs(self, prefix: str = "") -> Q:
        """The organisations counted, as a condition on rows that lead to one by `prefix`."""
        return within(prefix, **self.given)

    @property
    def given(self) -> dict[str, Any]:
        """The same as values of a prepared query, for `within`. One part of the tree is a text; what is guided across it
        stays a tuple of any length."""
        path, paths = (self.scope.paths[0], None) if self.scope.org else (None, self.scope.paths)
        return {"path": path, "paths": paths, "sector": self.sector or None, "kind": self.kind or None}


def within(prefix: str, *, path: str | None, paths: tuple[str, ...] | None, sector: str | None, kind: str | None) -> Q:
    """The organisations at `path` and below, or at each of `paths`, of a sector and a kind, as a condition on rows that lead
    to one by `prefix`."""
    tops = [path] if path is not None else paths or ()
    found = reduce(or_, (below(top, field=f"{prefix}path") for top in tops)) if tops else Q(pk__in=[])
    if sector:
        found &= Q(**{f"{prefix}sector": sector})
    if kind:
        found &= Q(**{f"{prefix}kind": kind})
    return found


def child_depth(scope: Scope) -> int:
    """How long the path of a direct child is; guided organisations stand for themselves and are never children."""
    return len(scope.paths[0]) + STEP if scope.paths else STEP


def row_key(prefix: str, depth: int | None, paths: tuple[str, ...] | None) -> Substr | F | Case:
    """What groups rows: the sector, or (`depth`) the path of the child of the scope they stand in."""
    if depth is None:
        return F(f"{prefix}sector")
    if paths is not None:
        tops = [When(**{f"{prefix}path__startswith": path}, then=Value(path)) for path in paths]
        return Case(*tops, default=Value(""))
    return Substr(f"{prefix}path", 1, depth)


def depth_of(filters: Filters) -> int | None:
    """How long the paths are that the rows stand for; None where they are sectors."""
    return child_depth(filters.scope) if filters.by_unit else None
