"""A programme begins only through the gate; its categories; what it costs those who apply; its end."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.duties import services as duties
from jishi.duties.rules import Audience, DemandInput, DemandKind
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.keeping import demand_text, put
from jishi.kernel.locks import earlier
from jishi.model_sites.models import Programme, Site, SiteCategory
from jishi.model_sites.rules import Basis, Level, ProgrammeKind, Watch, gate
from jishi.model_sites.services.keeping import as_organiser, line
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, Sector, kinds_that_are


def _demand_gate(org: Organization, kind: str, facts: Any, *, today: date) -> None:
    basis = Basis(facts.get("approved_by", ""), facts.get("approval", ""), facts.get("approved_on"))
    answer = gate(kind, org.kind, basis, facts["title"], on=today).decision
    if not answer:
        if kind == ProgrammeKind.MODEL and not basis.is_whole:
            raise Refused(answer.reason, "approval")
        raise Refused(answer.reason, "approved_on" if kind == ProgrammeKind.MODEL else "title")
    if facts["closes_on"] < facts["opens_on"]:
        raise Refused("申报截止不能早于开始。", "closes_on")


def _shaped(kind: str, facts: dict[str, Any]) -> dict[str, Any]:
    found = dict(facts)
    found["title"] = demand_text(found["title"], "title", "请写名称。")
    found["purpose"] = demand_text(found["purpose"], "purpose", "请写为了解决什么。")
    found["watched"] = sorted(Watch(one) for one in found.get("watched", ()))
    if kind == ProgrammeKind.MODEL:
        found["level"] = Level(found.get("level") or Level.COUNTY)
    else:
        found |= {"level": "", "approved_by": "", "approval": "", "approved_on": None}
    if kind == ProgrammeKind.GRADING:
        found["grades"] = demand_text(found.get("grades", ""), "grades", "请写分哪几个等级，用顿号隔开。")
    return found


@transaction.atomic
def begin_programme(
    *, org: Organization, kind: str, actor: Actor, now: datetime, submission: UUID | None = None, **facts: Any
) -> Programme:
    """Begin a programme of `org` for those below it. The same `submission` again gives the same one. Raises NotAllowed
    without RECORD in `org`; Refused, with the condition and its source, where the gate is not open."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(Programme.objects.all(), submission):
        return known
    shaped = _shaped(kind, facts)
    _demand_gate(org, kind, shaped, today=now.date())
    row = Programme.objects.create(
        org=org, kind=ProgrammeKind(kind), host_kind=org.kind, at=now, by=actor.name, submission=submission, **shaped
    )
    about: dict[str, object] = {"类别": row.get_kind_display()}
    if row.approval:
        about |= {"批准机关": row.approved_by, "批准文号": row.approval, "批准日期": row.approved_on}
    line("programme.begun", org, row, row.title, actor=actor, now=now, after=about)
    return row


@transaction.atomic
def edit_programme(programme_id: int, version: int, *, actor: Actor, now: datetime, **facts: Any) -> Programme:
    """Change what is said of a programme; it must still pass the gate. Raises EditConflict when stale, Refused for one
    that has ended."""
    row = as_organiser(programme_id, version, actor=actor)
    if row.ended_on:
        raise Refused("已经结束的不能再改。")
    shaped = _shaped(row.kind, facts)
    _demand_gate(row.org, row.kind, shaped, today=now.date())
    before, after = put(row, shaped)
    row.save()
    line("programme.edited", row.org, row, row.title, actor=actor, now=now, before=before, after=after)
    return row


@transaction.atomic
def end_programme(programme_id: int, version: int, *, why: str, actor: Actor, now: datetime) -> Programme:
    """End a programme: nobody applies any more; what was named stays. Refused without a reason, or the second time."""
    row = as_organiser(programme_id, version, actor=actor)
    if row.ended_on:
        raise Refused("已经结束过了。")
    row.ended_on, row.ended_why = now.date(), demand_text(why, "why", "请写结束的原因。")
    row.save()
    line("programme.ended", row.org, row, row.title, actor=actor, now=now, note=row.ended_why)
    return row


@transaction.atomic
def add_category(
    *, programme_id: int, actor: Actor, now: datetime, submission: UUID | None = None, **facts: Any
) -> SiteCategory:
    """Add a category. The same `submission` again gives the same one. Refused for a name that is there already."""
    programme = as_organiser(programme_id, None, actor=actor)
    if known := earlier(SiteCategory.objects.all(), submission):
        return known
    _demand_name(programme, facts["name"])
    row = SiteCategory.objects.create(programme=programme, submission=submission, **facts)
    about: dict[str, object] = {"类别": row.name, "领域": Sector.label_of(row.sector), "名额": row.quota}
    line("programme.category_set", programme.org, programme, programme.title, actor=actor, now=now, after=about)
    return row


def _demand_name(programme: Programme, name: str, *, but: int = 0) -> None:
    demand_text(name, "name", "请写类别名称。")
    if SiteCategory.objects.filter(programme=programme, name=name).exclude(pk=but).exists():
        raise Refused("已有这个类别。", "name")


@transaction.atomic
def edit_category(category_id: int, version: int, *, actor: Actor, now: datetime, **facts: Any) -> SiteCategory:
    """Change a category. Once somebody has applied in it the sector stays. Raises EditConflict when stale."""
    known = SiteCategory.objects.get(pk=category_id)
    programme = as_organiser(known.programme_id, None, actor=actor)
    row = SiteCategory.objects.get(pk=category_id)
    if row.version != version:
        raise EditConflict
    _demand_name(programme, facts["name"], but=row.pk)
    if facts["sector"] != row.sector and Site.objects.filter(category=row).exists():
        raise Refused("已有组织按这个类别申报，领域不能再改。", "sector")
    before, after = put(row, facts)
    row.version += 1
    row.save()
    line(
        "programme.category_set", programme.org, programme, programme.title, actor=actor, now=now, before=before,
        after=after,
    )  # fmt: skip
    return row


@transaction.atomic
def lay_cost(programme_id: int, version: int, *, actor: Actor, now: datetime) -> Programme:
    """Put what applying asks of a branch on record as a demand of this level, for the branches of its categories'
    sectors. Raises NotAllowed without DEMAND_SET; Refused the second time, or without a category."""
    row = as_organiser(programme_id, version, actor=actor)
    if row.demand_id:
        raise Refused("已经登记过了。")
    sectors = sorted(set(SiteCategory.objects.filter(programme=row).values_list("sector", flat=True)))
    if not sectors:
        raise Refused("请先加创建类别，才知道落在哪些组织上。")
    row.demand = duties.register_demand(
        issuer=row.org,
        values=DemandInput(
            kind=DemandKind.MATERIAL,
            title=f"{row.title}（申报和迎检）",
            basis=row.approval or row.basis or row.title,
            from_on=row.opens_on,
            until_on=row.closes_on,
            audience=Audience(
                org_kinds=kinds_that_are(OrgKind.BRANCH), sectors=() if "" in sectors else tuple(sectors)
            ),
            people=row.people,
            minutes=row.minutes,
        ),
        actor=actor,
        now=now,
    )
    row.save()
    line(
        "programme.cost_laid",
        row.org,
        row,
        row.title,
        actor=actor,
        now=now,
        after={"人数": row.people, "分钟": row.minutes},
    )
    return row
