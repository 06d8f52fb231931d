"""What was held in the year, by kind, as figures. A record of several kinds counts once for each."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from jishi.activities.models import ActivityKind
from jishi.activities.rules import Kind, State
from jishi.appraisals.queries.figures.yearly import Yearly, first_of
from jishi.kernel.registry import Figure, FigureRow

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


def held_figures() -> list[Figure]:
    """How often each kind was held."""
    return _HELD.figures()
