"""What the superiors' notices set for branches in a year: the windows of `duties` and the days of `YearNotice`."""

from collections.abc import Iterable

from jishi.appraisals.models import YearNotice
from jishi.appraisals.rules import Deadlines
from jishi.duties.models import Window
from jishi.orgs.models import Organization
from jishi.orgs.rules import ancestors

LIFE_RULE, REVIEW_RULE = "org_life_meeting_yearly", "democratic_appraisal_yearly"


def deadlines_for(orgs: Iterable[Organization], year: int) -> dict[int, Deadlines]:
    """The days that hold for each organisation, of the nearest issuer at or above it. Two queries."""
    known = list(orgs)
    above = {path for org in known for path in ancestors(org.path, itself=True)}
    windows = Window.objects.filter(issuer__path__in=above, year=year, rule_id__in=[LIFE_RULE, REVIEW_RULE])
    by_place = {(w.rule_id, w.issuer.path): w for w in windows.select_related("issuer")}
    notices = YearNotice.objects.filter(org__path__in=above, year=year).select_related("org")
    by_path = {notice.org.path: notice for notice in notices}
    return {org.pk: _found(org.path, by_place, by_path) for org in known}


def _found(path: str, windows: dict[tuple[str, str], Window], notices: dict[str, YearNotice]) -> Deadlines:
    nearest = sorted(ancestors(path, itself=True), key=len, reverse=True)
    life = next((windows[LIFE_RULE, p] for p in nearest if (LIFE_RULE, p) in windows), None)
    review = next((windows[REVIEW_RULE, p] for p in nearest if (REVIEW_RULE, p) in windows), None)
    notice = next((notices[p] for p in nearest if p in notices), None)
    return Deadlines(
        opens_on=life.opens_on if life else None,
        held_by=life.closes_on if life else None,
        reviewed_by=review.closes_on if review else None,
        file_by=notice.file_by if notice else None,
        report_by=notice.report_by if notice else None,
        submit_by=notice.submit_by if notice else None,
        percent=notice.excellent_percent if notice else None,
        basis="、".join(dict.fromkeys(x.basis for x in (notice, life) if x)),
    )
