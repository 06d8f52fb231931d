"""A batch: the list, its publicity, the decision. Afterwards the yearly re-check, what was heard, what it cost."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, NotAllowed, Refused, demand
from jishi.kernel.keeping import demand_past, demand_text, held, put
from jishi.kernel.locks import earlier
from jishi.model_sites.models import Finding, Naming, Recheck, Site, SiteCategory, SiteCost
from jishi.model_sites.queries import batch_of, publicity_text, roles_of, why_not_named
from jishi.model_sites.rules import (
    FindingState,
    ProgrammeKind,
    RecheckResult,
    SiteState,
    Who,
    ends_on,
)
from jishi.model_sites.services.applying import site_link
from jishi.model_sites.services.keeping import as_judge, as_organiser, line, tell_secretary
from jishi.notices import services as notices
from jishi.notices.rules import Issuer


def _batch(naming_id: int, version: int, *, actor: Actor) -> Naming:
    row = held(Naming, naming_id, version)
    demand(actor.may(Act.RECORD, row.org.path))
    if row.decided_on:
        raise Refused("这一批已经命名，不能再改。")
    return row


def _list(row: Naming, site_ids: Collection[int]) -> None:
    """Put exactly these applications on the list; each must have passed, and no category may go over its number."""
    chosen = Site.objects.filter(pk__in=set(site_ids), programme=row.programme_id, state=SiteState.PASSED)
    chosen = chosen.exclude(naming__isnull=False, naming__in=Naming.objects.exclude(pk=row.pk))
    found = set(chosen.values_list("pk", flat=True))
    if not found or found != set(site_ids):
        raise Refused("只能列入考核验收通过、没有列入其他批次的申报。", "site_ids")
    before = Site.objects.filter(programme=row.programme_id, state=SiteState.NAMED).values_list("category_id")
    taken = dict(before.annotate(n=Count("pk")).order_by())
    for category in SiteCategory.objects.filter(programme=row.programme_id).order_by("pk"):
        wanted = chosen.filter(category=category).count()
        if wanted + taken.get(category.pk, 0) > category.quota:
            raise Refused(f"“{category.name}”名额 {category.quota} 个，超过了。", "site_ids")
    Site.objects.filter(naming=row).exclude(pk__in=found).update(naming=None)
    Site.objects.filter(pk__in=found).update(naming=row)


@transaction.atomic
def list_batch(
    *,
    programme_id: int,
    batch: str,
    site_ids: Collection[int],
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
) -> Naming:
    """Draw up the list of a batch. The same `submission` again gives the same one. Raises Refused for applications that
    have not passed, or more than there is room for."""
    programme = as_organiser(programme_id, None, actor=actor)
    if known := earlier(Naming.objects.all(), submission):
        return known
    named = demand_text(batch, "batch", "请写批次，如“第一批”。")
    if Naming.objects.filter(programme=programme, batch=named).exists():
        raise Refused("已有这个批次。", "batch")
    row = Naming.objects.create(org=programme.org, programme=programme, batch=named, submission=submission)
    _list(row, site_ids)
    line("naming.listed", programme.org, row, f"{programme.title}{named}", actor=actor, now=now)
    return row


@transaction.atomic
def relist_batch(naming_id: int, version: int, *, site_ids: Collection[int], actor: Actor, now: datetime) -> Naming:
    """Draw up the list of a batch anew, before it is shown. Raises EditConflict when stale, Refused once it is public."""
    row = _unshown(naming_id, version, actor=actor)
    _list(row, site_ids)
    row.save()
    line("naming.listed", row.org, row, f"{row.programme.title}{row.batch}", actor=actor, now=now)
    return row


def _unshown(naming_id: int, version: int, *, actor: Actor) -> Naming:
    row = _batch(naming_id, version, actor=actor)
    if row.publicity_id:
        raise Refused("名单已经公示，不能再改。核实后不该命名的，命名时去掉。")
    return row


@transaction.atomic
def publish_batch(
    naming_id: int, version: int, *, shown_where: str, contact: str, from_on: date, to_on: date, actor: Actor,
    now: datetime,
) -> Naming:  # fmt: skip
    """Show the list in a 公示, as it stands. Raises EditConflict when stale; NotAllowed without NOTIFY; Refused the second
    time, or for fewer working days than a 公示 has."""
    row = _unshown(naming_id, version, actor=actor)
    name = f"{row.programme.title}{row.batch}"
    row.publicity = notices.publicise(
        issuer=Issuer.of(row.org), title=f"{name[:90]}拟命名名单公示", text=publicity_text(batch_of(row)),
        shown_where=shown_where, contact=contact, from_on=from_on, to_on=to_on, actor=actor, now=now,
    )  # fmt: skip
    row.save()
    about: dict[str, object] = {"公示起": from_on, "公示止": to_on}
    line("naming.published", row.org, row, name, actor=actor, now=now, after=about)
    return row


@transaction.atomic
def decide_batch(
    naming_id: int,
    version: int,
    *,
    site_ids: Collection[int],
    decided_on: date,
    number: str,
    actor: Actor,
    now: datetime,
) -> Naming:
    """Name those of the list that are chosen by a paper of that number; who is left out stands for a later batch. Raises
    EditConflict when stale; Refused before the 公示 is concluded, or for somebody who was not on the list shown."""
    row = _batch(naming_id, version, actor=actor)
    demand_past(decided_on, today=now.date(), field="decided_on")
    if why := why_not_named(row, decided_on):
        raise Refused(why, "decided_on")
    chosen = set(site_ids)
    if not chosen or chosen - {site.pk for site in batch_of(row)}:
        raise Refused("只能命名公示过的名单里的，至少一个。", "site_ids")
    Site.objects.filter(naming=row).exclude(pk__in=chosen).update(naming=None)
    row.decided_on, row.number = decided_on, demand_text(number, "number", "请写命名文件的文号。")
    if row.programme.years:
        row.until = ends_on(decided_on, row.programme.years)
    row.save()
    name = f"{row.programme.title}{row.batch}"
    for site in Site.objects.select_for_update(no_key=True, of=("self",)).filter(naming=row).select_related("org"):
        site.state, site.version = SiteState.NAMED, site.version + 1
        site.save()
        line("site.named", site.org, site, row.programme.title, actor=actor, now=now, after={"文号": row.number})
        tell_secretary(site.org, f"{name}：已命名（{row.number}）", site_link(site), now=now)
    line("naming.decided", row.org, row, name, actor=actor, now=now, after={"文号": row.number, "日期": decided_on})
    return row


@transaction.atomic
def recheck(
    *,
    site_id: int,
    year: int,
    on: date,
    result: str,
    why: str,
    actor: Actor,
    now: datetime,
    mend_by: date | None = None,
    submission: UUID | None = None,
) -> Recheck:
    """Note the re-check of a year: keep, mend by a day, or withdraw. It is people who decide: nothing is withdrawn by
    itself. The same `submission` again gives the same one."""
    row = as_judge(site_id, None, actor=actor)
    if known := earlier(Recheck.objects.all(), submission):
        return known
    if row.state != SiteState.NAMED:
        raise Refused("只复核已命名的。")
    demand_past(on, today=now.date(), field="on")
    if Recheck.objects.filter(site=row, year=year).exists():
        raise Refused("这一年已经复核过。", "year")
    outcome = RecheckResult(result)
    if outcome is RecheckResult.MEND and (mend_by is None or mend_by <= on):
        raise Refused("限期整改要写复核以后的最晚日期。", "mend_by")
    made = Recheck.objects.create(
        site=row, year=year, on=on, result=outcome, why=demand_text(why, "why", "请写理由。"),
        mend_by=mend_by if outcome is RecheckResult.MEND else None, at=now, by=actor.name, submission=submission,
    )  # fmt: skip
    if outcome is RecheckResult.WITHDRAW:
        _withdraw(row, on)
    row.save()
    about: dict[str, object] = {"年度": year, "结论": outcome.label}
    line("site.rechecked", row.org, row, row.programme.title, actor=actor, now=now, after=about, note=made.why)
    tell_secretary(row.org, f"{row.programme.title}{year}年复核：{outcome.label}", site_link(row), now=now)
    return made


def _withdraw(row: Site, on: date) -> None:
    row.state, row.withdrawn_on = SiteState.WITHDRAWN, on


@transaction.atomic
def look_again(
    recheck_id: int, version: int, *, on: date, mended: str, keep: bool, actor: Actor, now: datetime
) -> Recheck:
    """Note what was found after the mending: kept, or withdrawn. Raises EditConflict when stale."""
    known = Recheck.objects.get(pk=recheck_id)
    row = as_judge(known.site_id, None, actor=actor)
    check = Recheck.objects.select_for_update(no_key=True).get(pk=recheck_id)
    if check.version != version:
        raise EditConflict
    if check.mend_by is None or check.mended_on or row.state != SiteState.NAMED:
        raise Refused("这次复核没有要整改的，或已经看过。")
    demand_past(on, today=now.date(), field="on")
    if on < check.on:
        raise Refused("不能早于复核日期。", "on")
    check.mended_on, check.mended = on, demand_text(mended, "mended", "请写整改情况。")
    check.version += 1
    check.save()
    if not keep:
        _withdraw(row, on)
    row.save()
    outcome = RecheckResult.KEEP if keep else RecheckResult.WITHDRAW
    line(
        "site.rechecked", row.org, row, row.programme.title, actor=actor, now=now, after={"整改后": outcome.label},
        note=check.mended,
    )  # fmt: skip
    tell_secretary(row.org, f"{row.programme.title}整改后：{outcome.label}", site_link(row), now=now)
    return check


@transaction.atomic
def note_plaque(
    site_id: int, version: int, *, plaque_on: date, plaque_back_on: date | None, actor: Actor, now: datetime
) -> Site:
    """Note when the plaque was given, and when it came back. Raises EditConflict when stale; Refused for what was never
    named as a model site, a day to come, or a plaque that is back before it was given."""
    row = as_judge(site_id, version, actor=actor)
    named = row.naming.decided_on if row.naming else None
    if named is None or row.programme.kind != ProgrammeKind.MODEL:
        raise Refused("只有命名的示范点才授牌。")
    if demand_past(plaque_on, today=now.date(), field="plaque_on") < named:
        raise Refused(f"{named} 才命名，授牌不能更早。", "plaque_on")
    if plaque_back_on and demand_past(plaque_back_on, today=now.date(), field="plaque_back_on") < plaque_on:
        raise Refused("收回不能早于授牌。", "plaque_back_on")
    before, after = put(row, {"plaque_on": plaque_on, "plaque_back_on": plaque_back_on})
    row.save()
    line("site.plaque_noted", row.org, row, row.programme.title, actor=actor, now=now, before=before, after=after)
    return row


@transaction.atomic
def note_finding(
    *, site_id: int, on: date, what: str, source: str, actor: Actor, now: datetime, submission: UUID | None = None
) -> Finding:
    """Put down something of the veto list that no record shows, with its source. The same `submission` again gives the
    same one."""
    row = as_judge(site_id, None, actor=actor)
    if known := earlier(Finding.objects.all(), submission):
        return known
    made = Finding.objects.create(
        site=row, on=demand_past(on, today=now.date(), field="on"), what=demand_text(what, "what", "请写情况。"),
        source=demand_text(source, "source", "请写从哪里知道的。"), at=now, by=actor.name, submission=submission,
    )  # fmt: skip
    line("site.finding_noted", row.org, row, row.programme.title, actor=actor, now=now)
    return made


@transaction.atomic
def settle_finding(finding_id: int, version: int, *, state: str, outcome: str, actor: Actor, now: datetime) -> Finding:
    """Say whether a finding proved true. It withdraws nothing: that is the re-check's. Raises EditConflict when stale."""
    known = Finding.objects.get(pk=finding_id)
    site = as_judge(known.site_id, None, actor=actor)
    row = Finding.objects.select_for_update(no_key=True).get(pk=finding_id)
    if row.version != version:
        raise EditConflict
    row.state, row.outcome = FindingState(state), demand_text(outcome, "outcome", "请写怎样核实的。")
    row.version += 1
    row.save()
    line("site.finding_settled", site.org, site, site.programme.title, actor=actor, now=now)
    return row


@transaction.atomic
def note_cost(
    *, site_id: int, on: date, actor: Actor, now: datetime, submission: UUID | None = None, **facts: Any
) -> SiteCost:
    """Put down what the site has cost: by the applicant's people or the organiser's. The same `submission` again gives
    the same one. Refused where nothing was spent, or money without who bore it."""
    row = held(Site, site_id, None)
    if not roles_of(actor, row) & {Who.APPLICANT, Who.ORGANISER}:
        raise NotAllowed("花费由申报组织或主办单位记。")
    if known := earlier(SiteCost.objects.all(), submission):
        return known
    demand_past(on, today=now.date(), field="on")
    if not (facts["people"] * facts["minutes"] or facts["fen"]):
        raise Refused("人数和时间、金额至少填一样。", "people")
    if facts["fen"] and not facts["paid_by"]:
        raise Refused("请选谁出的钱。", "paid_by")
    made = SiteCost.objects.create(site=row, on=on, at=now, by=actor.name, submission=submission, **facts)
    line("site.cost_noted", row.org, row, row.programme.title, actor=actor, now=now, after={"做了什么": made.what})
    return made
