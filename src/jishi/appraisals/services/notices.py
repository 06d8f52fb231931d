"""年度部署: what the superior's notice of a year sets for everybody below it."""

from datetime import date, datetime

from django.db import transaction

from jishi.appraisals.models import YearNotice
from jishi.appraisals.queries import get_issuer
from jishi.appraisals.services.keeping import line
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused
from jishi.kernel.keeping import demand_text, put
from jishi.orgs.models import Organization


@transaction.atomic
def set_notice(
    *,
    org: Organization,
    year: int,
    basis: str,
    actor: Actor,
    now: datetime,
    file_by: date | None = None,
    report_by: date | None = None,
    submit_by: date | None = None,
    excellent_percent: int | None = None,
    version: int = 0,
) -> YearNotice:
    """Keep the days and the share of 优秀 that the notice of `year` names, for `org` and all below; the nearest issuer wins.
    `version` is that of the notice being changed, 0 for a new one. Raises NotAllowed without APPRAISE_LEAD at a post of
    that organisation, EditConflict when it was changed meanwhile, Refused for days of another year."""
    get_issuer(actor, org.pk)
    said = demand_text(basis, "basis", "请写通知的文号或名称。")
    for name, day in (("file_by", file_by), ("report_by", report_by), ("submit_by", submit_by)):
        if day is not None and not date(year, 1, 1) <= day <= date(year + 1, 6, 30):
            raise Refused(f"{year}年度的日期，要在{year}年1月1日至{year + 1}年6月30日之间。", name)
    Organization.objects.select_for_update(no_key=True).get(pk=org.pk)
    row = YearNotice.objects.filter(org=org, year=year).first() or YearNotice(org=org, year=year, version=0)
    if row.version != version:
        raise EditConflict
    row.version += 1
    facts = {
        "basis": said, "file_by": file_by, "report_by": report_by, "submit_by": submit_by,
        "excellent_percent": excellent_percent,
    }  # fmt: skip
    before, after = put(row, facts)
    row.save()
    subject = ("yearnotice", row.pk, f"{year}年度组织生活会和民主评议部署")
    line("review_notice.set", org, subject, act=Act.APPRAISE_LEAD, actor=actor, now=now, before=before, after=after)
    return row
