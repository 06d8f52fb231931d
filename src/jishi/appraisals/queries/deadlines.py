"""What the superiors' notices set for branches in a year: the windows of `duties` and the days of `YearNotice`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, DateField, IntegerField, Value

from jishi.appraisals.models import YearNotice
from jishi.appraisals.rules import Deadlines
from jishi.duties.models import Window
from jishi.orgs.models import Organization
from jishi.orgs.rules import ancestors

LIFE_RULE, REVIEW_RULE = "org_life_meeting_yearly", "democratic_appraisal_yearly"


@dataclass(frozen=True, slots=True)
class _Said:
    """What one notice says: a window of a rule (`rule` named), or the year's days."""

    path: str
    rule: str
    basis: str
    days: tuple[date | None, ...]
    percent: int | None


def deadlines_for(orgs: Iterable[Organization], year: int) -> dict[int, Deadlines]:
    """The days that hold for each organisation, of the nearest issuer at or above it. One query."""
    known = list(orgs)
    above = {path for org in known for path in ancestors(org.path, itself=True)}
    no_day, no_number = Value(None, output_field=DateField()), Value(None, output_field=IntegerField())
    windows = Window.objects.filter(issuer__path__in=above, year=year, rule_id__in=[LIFE_RULE, REVIEW_RULE])
    notices = YearNotice.objects.filter(org__path__in=above, year=year)
    rows = windows.order_by().values_list(
        "issuer__path", "rule_id", "basis", "opens_on", "closes_on", no_day, no_number
    ).union(
        notices.order_by().values_list(
            "org__path", Value("", output_field=CharField()), "basis", "file_by", "report_by", "submit_by",
            "excellent_percent",
        ),
        all=True,
    )  # fmt: skip
    found = {}
    for path, rule, basis, first, second, third, percent in rows:
        found[path, rule] = _Said(path, rule, basis, (first, second, third), percent)
    return {org.pk: _nearest(org.path, found) for org in known}


def _nearest(path: str, found: dict[tuple[str, str], _Said]) -> Deadlines:
    nearest = sorted(ancestors(path, itself=True), key=len, reverse=True)
    life, review, notice = (
        next((found[p, rule] for p in nearest if (p, rule) in found), None) for rule in (LIFE_RULE, REVIEW_RULE, "")
    )
    nothing = (None, None, None)
    opens_on, held_by, _ = life.days if life else nothing
    file_by, report_by, submit_by = notice.days if notice else nothing
    return Deadlines(
        opens_on=opens_on,
        held_by=held_by,
        reviewed_by=review.days[1] if review else None,
        file_by=file_by,
        report_by=report_by,
        submit_by=submit_by,
        percent=notice.percent if notice else None,
        basis="、".join(dict.fromkeys(said.basis for said in (notice, life) if said)),
    )
