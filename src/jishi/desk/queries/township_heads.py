"""Branches, members and 到会率 for each row of 组织生活一览, from what was counted along."""

from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from jishi.desk.models import HeadsBelow, OwnHeads
from jishi.desk.queries.township_filters import Filters, depth_of, row_key, within
from jishi.desk.rules.township import Heads
from jishi.kernel.prepared import kept, prepared
from jishi.orgs.models import Organization
from jishi.orgs.rules import Sector

_NUMBERS = ("branches", "members", "present", "expected")


@kept
def _by_sector(*, org_id: int, quarters: list[str], sector: str | None) -> QuerySet[Any, Any]:
    asked = Q(org_id=org_id, quarter__any=quarters) & (Q(sector=sector) if sector else Q())
    own, under = (table.objects.filter(asked).values_list("sector", *_NUMBERS) for table in (OwnHeads, HeadsBelow))
    return own.union(under, all=True)


@kept
def _by_unit(*, org_id: int, quarters: list[str]) -> QuerySet[Any, Any]:
    parts = [
        table.objects.filter(of, quarter__any=quarters).values_list(
            "org__path", *_NUMBERS, "sector", "org__name", "org__short_name"
        )
        for table, of in (
            (OwnHeads, Q(org_id=org_id)),
            (OwnHeads, Q(org__parent_id=org_id)),
            (HeadsBelow, Q(org__parent_id=org_id)),
        )
    ]
    return parts[0].union(*parts[1:], all=True)


@prepared
def _added_up(
    *, quarters: list[str], depth: int | None, paths: tuple[str, ...] | None, **of: Any
) -> QuerySet[OwnHeads, Any]:
    found = OwnHeads.objects.filter(within("org__", paths=paths, **of), quarter__any=quarters)
    rows = found.annotate(row=row_key("org__", depth, paths)).values("row")
    sums = {name: Sum(name) for name in _NUMBERS}
    # What is summed up is called as the column is; only the rows' own names are in the way.
    return (
        rows.annotate(**{f"n_{name}": total for name, total in sums.items()})
        .order_by()
        .values_list(F("row"), *(f"n_{name}" for name in _NUMBERS))
    )


def heads(filters: Filters) -> tuple[dict[str, Heads], list[tuple[str, str]]]:
    """Branches, members, and who came out of whom was expected in the quarter, for each row; and (key, name) of the rows
    the table may have, in their order. One query, two across the tree or for one kind."""
    org, sector, quarters = filters.scope.org, filters.sector or None, ["", filters.quarter.code]
    names: list[tuple[str, str]] | None = None
    if org is None or filters.kind:
        rows = _added_up(quarters=quarters, depth=depth_of(filters), **filters.given)
    elif filters.by_unit:
        rows = _by_unit(org_id=org.pk, quarters=quarters)
        names = sorted({path: named(path, name, short, own=org.path) for path, *_, name, short in rows}.items())
        rows = [row for row in rows if not sector or row[5] == sector]
    else:
        rows = _by_sector(org_id=org.pk, quarters=quarters, sector=sector)
    found: dict[str, Heads] = {}
    for row, *numbers in rows:
        found[row] = found.get(row, Heads()) + Heads(*numbers[:4])
    return found, row_names(filters) if names is None else names


def row_names(filters: Filters) -> list[tuple[str, str]]:
    """(key, name) of the rows the table may have, in their order. One query by unit, none by sector."""
    if not filters.by_unit:
        return [(s.value, s.label) for s in Sector]
    org = filters.scope.org
    wanted = Q(path__in=filters.scope.paths) if org is None else Q(parent_id=org.pk) | Q(pk=org.pk)
    found = Organization.objects.filter(wanted).order_by("path").values_list("path", "name", "short_name")
    return [(path, named(path, name, short, own=org.path if org else "")) for path, name, short in found]


def named(path: str, name: str, short_name: str, *, own: str) -> str:
    """What a row is called; the one whose page it is stands for itself alone."""
    return f"{short_name or name}（本级）" if path == own else short_name or name
