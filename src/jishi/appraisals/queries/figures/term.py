"""换届 as figures: terms whose last day lies in the year, ended in time or not."""

from collections.abc import Collection
from datetime import date

from django.db.models import F, Q, QuerySet

from jishi.appraisals.queries.figures.yearly import Yearly, first_of
from jishi.kernel.registry import Figure, FigureRow
from jishi.orgs.models import Term

_WORDS = {
    "orgs.terms_due": "届满应换届的届次",
    "orgs.terms_in_time": "届满按期换届的届次",
    "orgs.terms_overdue": "届满没有按期换届的届次",
}


def _terms(years: Collection[int]) -> QuerySet[Term]:
    rows = Term.objects.select_related("org")
    days = Q(pk__in=[])
    for year in years:
        days |= Q(until__range=(date(year, 1, 1), date(year, 12, 31)))
    return rows.filter(days)


def _holds(name: str, day: date) -> Q:
    due = Q(until__range=(first_of(day), day))
    in_time = Q(closed_on__isnull=False, closed_on__lte=F("until"))
    match name:
        case "orgs.terms_in_time":
            return due & in_time
        case "orgs.terms_overdue":
            return due & (Q(closed_on=None) | Q(closed_on__gt=F("until")))
    return due


def _shown(row: Term) -> FigureRow:
    said = f"{row.closed_on} 换届" if row.closed_on else "没有换届"
    words = f"{row.org.short_name or row.org.name} 届满：{said}"
    return FigureRow(words, row.until, "orgs-show", (row.org_id,))


_TERMS = Yearly(words=_WORDS, all_rows=_terms, holds=_holds, shown=_shown, order=("until", "pk"), url="orgs-terms")


def term_figures() -> list[Figure]:
    """Terms due in the year."""
    return _TERMS.figures()
