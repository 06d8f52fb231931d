"""The table of days."""

from datetime import date

from django.db.models import Max, Min

from jishi.kernel.workdays import DayTable
from jishi.site.models import Holiday
from jishi.site.rules import DayKind


def day_table(first: date | None = None, last: date | None = None) -> DayTable:
    """The days that differ from the week, for `kernel.workdays`; all of them, or the years of `first` to `last`. One
    query, some thirty rows a year."""
    rows = Holiday.objects.all()
    if first and last:
        rows = rows.filter(day__gte=date(first.year, 1, 1), day__lte=date(last.year, 12, 31))
    rest: dict[date, str] = {}
    work: dict[date, str] = {}
    for day, kind, name in rows.values_list("day", "kind", "name"):
        (rest if kind == DayKind.REST else work)[day] = name
    return DayTable(rest, work)


def days_of(year: int) -> list[Holiday]:
    """The rows of a year, by day."""
    return list(Holiday.objects.filter(day__year=year).order_by("day"))


def get_day(day_id: int) -> Holiday:
    """One row; raises DoesNotExist. The table is the site's: whoever may open the page sees all of it."""
    return Holiday.objects.get(pk=day_id)


def years_with_days() -> tuple[int, int] | None:
    """The first and the last year of the table, None while it is empty."""
    found = Holiday.objects.aggregate(first=Min("day"), last=Max("day"))
    return (found["first"].year, found["last"].year) if found["first"] else None
