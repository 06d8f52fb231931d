"""Settled grades of the year before as figures: numbers, never names."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import partial

from django.db.models import Count, Q, QuerySet

from jishi.appraisals.models import MemberReview
from jishi.appraisals.rules import Grade, RoundState
from jishi.kernel.registry import Figure, Numbers
from jishi.orgs.queries import below, rolled, within

SETTLED = Q(round__state=RoundState.SETTLED)
# (label, condition) by name; the four grades and 未定等次 add up to those who took part.
_KINDS: dict[str, tuple[str, Q]] = {
    "appraisals.reviewed": ("参加上年度民主评议的党员", Q()),
    **{f"appraisals.{grade.value}": (f"上年度评议{grade.label}的党员", Q(grade=grade)) for grade in Grade},
    "appraisals.ungraded": ("上年度参加评议、未定等次的党员", Q(grade="")),
}


def settled_in(year: int, org_path: str = "") -> QuerySet[MemberReview]:
    """The reviews of rounds of a year that have been settled, at and below a place."""
    return MemberReview.objects.filter(SETTLED, below(org_path, field="round__org__path"), round__year=year)


def _count(name: str, org_path: str, on: date) -> int:
    rows = settled_in(on.year - 1, org_path).filter(_KINDS[name][1], round__answered_on__lte=on)
    return rows.count()


def _each(names: Collection[str], paths: Mapping[int, str], days: Collection[date]) -> Numbers:
    keys = [(name, day) for name in names for day in days]
    counts = {
        f"n{n}": Count("pk", filter=_KINDS[name][1] & Q(round__year=day.year - 1, round__answered_on__lte=day))
        for n, (name, day) in enumerate(keys)
    }
    rows = MemberReview.objects.filter(SETTLED, within(list(paths.values()), field="round__org__path"))
    found = rows.filter(round__year__in={day.year - 1 for day in days}).values_list("round__org__path")
    counted = found.annotate(**counts)
    return rolled(((path, enumerate(ns)) for path, *ns in counted), paths, keys)


def grade_figures() -> list[Figure]:
    """How many took part in the review of the year before, and how many have each grade. The list of branches is what
    opens: who has which grade is read where it may be."""
    return [
        Figure(name=name, label=label, count=partial(_count, name), url="appraisals-index", each=_each)
        for name, (label, _) in _KINDS.items()
    ]
