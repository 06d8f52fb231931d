"""What was held in the year, by kind, as figures. A record of several kinds counts once for each."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from jishi.activities.models import ActivityKind
from jishi.activities.rules import Kind, State
from jishi.appraisals.queries.figures.yearly import Yearly, first_of
from jishi.kernel.registry import Figure, FigureRow, Numbers
from jishi.orgs.queries import rolled, within

_WORDS = {f"activities.{kind.value}": f"{kind.standard}开展次数" for kind in Kind}


def _all(years: Collection[int]) -> QuerySet[ActivityKind]:
    days = Q(pk__in=[])
    for year in years:
        days |= Q(activity__held_on__range=(date(year, 1, 1), date(year, 12, 31)))
    return ActivityKind.objects.filter(days, activity__state=State.CONFIRMED).select_related("activity__org")


def _holds(name: str, day: date) -> Q:
    kind = name.removeprefix("activities.")
    return Q(kind=kind, activity__held_on__range=(first_of(day), day))


def _shown(row: ActivityKind) -> FigureRow:
    activity = row.activity
    words = f"{activity.org.short_name or activity.org.name} {activity.title}"
    return FigureRow(words, activity.held_on, "activities-show", (activity.pk,))


_HELD = Yearly(
    words=_WORDS,
    all_rows=_all,
    holds=_holds,
    shown=_shown,
    order=("activity__held_on", "activity_id", "pk"),
    url="activities-index",
    place="activity__org__path",
)


def _each(names: Collection[str], paths: Mapping[int, str], days: Collection[date]) -> Numbers:
    """One statement, by place and kind: there are many records and a dozen kinds."""
    of_day: dict[str, Any] = {
        f"n{n}": Count("pk", filter=Q(activity__held_on__range=(first_of(day), day))) for n, day in enumerate(days)
    }
    keys = [(name, day) for name in names for day in days]
    first = {name.removeprefix("activities."): n * len(days) for n, name in enumerate(names)}
    rows = _all({day.year for day in days}).filter(within(list(paths.values()), field=_HELD.place), kind__in=first)
    found = rows.order_by().values_list(_HELD.place, "kind").annotate(**of_day)
    return rolled(((path, enumerate(ns, first[kind])) for path, kind, *ns in found), paths, keys)


def held_figures() -> list[Figure]:
    """How often each kind was held."""
    return [replace(figure, each=_each) for figure in _HELD.figures()]
