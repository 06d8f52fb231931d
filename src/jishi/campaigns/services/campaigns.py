"""A campaign from its template to its result: made, its parts written, started, closed, its gradings noted."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max

from jishi.campaigns.models import Campaign, Grading, PrescribedAction, Stage, Standard
from jishi.campaigns.queries import concerned_by, coordination, demand_of, patterns
from jishi.campaigns.queries.campaigns import actions_of
from jishi.campaigns.rules import ActionInput, CampaignState, Pattern, Whom, kinds_of, laid_out
from jishi.campaigns.services.keeping import Subject, line, opened
from jishi.duties import services as duties
from jishi.duties.models import Demand
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import demand_past, demand_text, put
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization


def _named(row: Campaign) -> Subject:
    return ("campaign", row.pk, row.title)


def _demand_days(from_on: date, until_on: date) -> None:
    if until_on < from_on:
        raise Refused("结束日期不能早于开始日期。", "until_on")


@transaction.atomic
def make_campaign(
    *,
    org: Organization,
    pattern: str,
    title: str,
    from_on: date,
    until_on: date,
    org_kinds: Sequence[str],
    actor: Actor,
    now: datetime,
    sectors: Sequence[str] = (),
    submission: UUID | None = None,
    **facts: Any,
) -> Campaign:
    """Prepare a campaign of `org` from a template: its stages laid over the days, its actions and standards ready to be
    changed. `org_kinds` are words of AUDIENCES. Nothing is asked of anybody yet. The same `submission` again gives the
    same campaign. Raises NotAllowed without DEMAND_SET; Refused without a title or with fewer days than stages."""
    demand(actor.may(Act.DEMAND_SET, org.path))
    if known := earlier(Campaign.objects.all(), submission):
        return known
    made_of = patterns()[pattern]
    _demand_days(from_on, until_on)
    if (until_on - from_on).days + 1 < len(made_of.stages):
        raise Refused(f"这个模板有 {len(made_of.stages)} 个阶段，天数不够排。", "until_on")
    row = Campaign.objects.create(
        org=org,
        pattern=made_of.key,
        title=demand_text(title, "title", "请写活动名称。"),
        from_on=from_on,
        until_on=until_on,
        org_kinds=list(kinds_of(org_kinds)),
        sectors=list(sectors),
        grades=list(made_of.grades),
        submission=submission,
        **facts,
    )
    _lay(row, made_of)
    line("campaign.made", org, _named(row), actor=actor, now=now, after={"模板": made_of.title, "开始": from_on})
    return row


def _lay(row: Campaign, made_of: Pattern) -> None:
    days = laid_out([stage.share for stage in made_of.stages], row.from_on, row.until_on)
    for number, (stage, (first, last)) in enumerate(zip(made_of.stages, days, strict=True), 1):
        kept = Stage.objects.create(
            campaign=row, number=number, title=stage.title, from_on=first, until_on=last, aim=stage.aim
        )
        PrescribedAction.objects.bulk_create(
            PrescribedAction(stage=kept, **(asdict(action) | {"evidence": list(action.evidence)}))
            for action in stage.actions
        )
    Standard.objects.bulk_create(
        Standard(campaign=row, whom=one.whom, number=number, title=one.title, sector=sector, text=text)
        for number, one in enumerate(made_of.standards, 1)
        for sector, text in [("", one.text), *one.sectors]
    )


def _draft(campaign_id: int, version: int | None, *, actor: Actor) -> Campaign:
    row = opened(Campaign, campaign_id, version, act=Act.DEMAND_SET, actor=actor)
    if row.state != CampaignState.DRAFT:
        raise Refused("活动已经启动。规定动作要改的，在“基层负担监测”里更正或撤销那一项。")
    return row


def _part(event: str, row: Campaign, what: str, *, actor: Actor, now: datetime, note: str = "") -> None:
    row.save(update_fields=["version"])
    line(event, row.org, _named(row), actor=actor, now=now, after={"内容": what}, note=note)


@transaction.atomic
def edit_campaign(campaign_id: int, version: int, *, actor: Actor, now: datetime, **facts: Any) -> Campaign:
    """Change a campaign in preparation. Raises EditConflict when stale; Refused once it has started."""
    row = _draft(campaign_id, version, actor=actor)
    if "org_kinds" in facts:
        facts["org_kinds"] = list(kinds_of(facts["org_kinds"]))
    before, after = put(row, facts)
    _demand_days(row.from_on, row.until_on)
    demand_text(row.title, "title", "请写活动名称。")
    row.save()
    line("campaign.edited", row.org, _named(row), actor=actor, now=now, before=before, after=after)
    return row


@transaction.atomic
def put_stage(
    *, campaign_id: int, version: int, actor: Actor, now: datetime, stage_id: int | None = None, drop: bool = False,
    **facts: Any,
) -> Stage | None:  # fmt: skip
    """Add a stage at the end, change one, or take one out with its actions (then None). The campaign's version guards it.
    Raises Refused for days outside the campaign's."""
    row = _draft(campaign_id, version, actor=actor)
    if stage_id is None:
        last = Stage.objects.filter(campaign=row).aggregate(last=Max("number"))["last"]
        stage = Stage(campaign=row, number=(last or 0) + 1)
    else:
        stage = Stage.objects.get(pk=stage_id, campaign=row)
    if drop:
        _part("campaign.stage_set", row, f"去掉阶段“{stage.title}”", actor=actor, now=now)
        stage.delete()
        return None
    put(stage, facts)
    _demand_days(stage.from_on, stage.until_on)
    if stage.from_on < row.from_on or stage.until_on > row.until_on:
        raise Refused(f"阶段要在活动的 {row.from_on} 至 {row.until_on} 之内。", "from_on")
    stage.save()
    _part("campaign.stage_set", row, stage.title, actor=actor, now=now)
    return stage


@transaction.atomic
def put_action(
    *, campaign_id: int, version: int, stage_id: int, values: ActionInput, actor: Actor, now: datetime,
    action_id: int | None = None,
) -> PrescribedAction:  # fmt: skip
    """Add a 规定动作 to a stage, or change one. Raises Refused for what the regulations ask already and names nothing beyond
    (the campaign lays on branches only what it adds), and for what falls on nobody."""
    row = _draft(campaign_id, version, actor=actor)
    stage = Stage.objects.get(pk=stage_id, campaign=row)
    action = (
        PrescribedAction.objects.get(pk=action_id, stage__campaign=row) if action_id else PrescribedAction(stage=stage)
    )
    action.stage = stage
    facts = asdict(values) | {
        "org_kinds": list(kinds_of(values.org_kinds)), "sectors": list(values.sectors), "evidence": list(values.evidence)
    }  # fmt: skip
    for name, value in facts.items():
        setattr(action, name, value)
    demand_text(action.title, "title", "请写规定动作的名称。")
    _demand_layable(row, action)
    action.save()
    _part("campaign.action_set", row, action.title, actor=actor, now=now)
    return action


def _demand_layable(row: Campaign, action: PrescribedAction) -> None:
    """Ask `duties` whether it would take the action as a demand; the basis may still be missing."""
    basis, row.basis = row.basis, row.basis or "待定"
    refusal = duties.why_refused(row.org, demand_of(action, row))
    row.basis = basis
    if refusal:
        raise refusal


@transaction.atomic
def drop_action(*, action_id: int, version: int, actor: Actor, now: datetime) -> None:
    """Take a 规定动作 out while the campaign is being prepared."""
    action = PrescribedAction.objects.select_related("stage").get(pk=action_id)
    row = _draft(action.stage.campaign_id, version, actor=actor)
    _part("campaign.action_set", row, f"去掉“{action.title}”", actor=actor, now=now)
    action.delete()


@transaction.atomic
def put_standard(
    *, campaign_id: int, version: int, whom: str, title: str, text: str, actor: Actor, now: datetime, sector: str = "",
    standard_id: int | None = None,
) -> Standard:  # fmt: skip
    """Write a standard, or what it means in one sector. Also while the campaign runs; not once it is closed."""
    row = opened(Campaign, campaign_id, version, act=Act.DEMAND_SET, actor=actor)
    if row.state == CampaignState.CLOSED:
        raise Refused("活动已经总结，标准不再改。")
    said = demand_text(title, "title", "请写标准。")
    rows = Standard.objects.filter(campaign=row)
    same = rows.filter(whom=whom, title=said)
    if same.filter(sector=sector).exclude(pk=standard_id or 0).exists():
        raise Refused("这条标准在这个领域已经写过，请在那一条上改。", "sector")
    known = same.first()
    last = rows.aggregate(last=Max("number"))["last"] or 0
    found = rows.get(pk=standard_id) if standard_id else Standard(campaign=row)
    found.whom, found.title, found.sector = Whom(whom), said, sector
    found.number = found.number or (known.number if known else last + 1)
    found.text = demand_text(text, "text", "请写具体是什么。")
    found.save()
    _part("campaign.standard_set", row, said, actor=actor, now=now)
    return found


@transaction.atomic
def drop_standard(*, standard_id: int, version: int, actor: Actor, now: datetime) -> None:
    """Take a standard out while the campaign is being prepared."""
    found = Standard.objects.get(pk=standard_id)
    row = _draft(found.campaign_id, version, actor=actor)
    _part("campaign.standard_set", row, f"去掉“{found.title}”", actor=actor, now=now)
    found.delete()


@transaction.atomic
def start_campaign(campaign_id: int, version: int, *, seen: str, actor: Actor, now: datetime) -> Campaign:
    """Start: every 规定动作 becomes a registered demand of the issuer under the campaign's name, owed from now on. `seen` is
    the key of the coordination page the actor has looked at. Raises EditConflict when stale; Refused without its basis,
    without the item of the 履职事项清单, without a stage, or when what lies there was not looked at."""
    row = _draft(campaign_id, version, actor=actor)
    if not row.basis:
        raise Refused("请先写明通知文号或名称。", "basis")
    if not row.rests_on:
        raise Refused("请先写明依据履职事项清单的哪一项。", "rests_on")
    if not Stage.objects.filter(campaign=row).exists():
        raise Refused("请先排好阶段。")
    if seen != coordination(row).key:
        raise Refused("请先看一遍“启动前统筹”：活动内容有改动，或还没有看过。")
    actions = actions_of(row)
    for action in actions:
        action.demand = duties.register_demand(
            issuer=row.org,
            values=demand_of(action, row),
            submission=uuid5(row.submission or UUID(int=row.pk), str(action.pk)),
            actor=actor,
            now=now,
        )
    PrescribedAction.objects.bulk_update(actions, ["demand"])
    row.state, row.started_on = CampaignState.RUNNING, now.date()
    row.save()
    after: dict[str, object] = {"规定动作": len(actions), "履职事项": row.rests_on}
    line("campaign.started", row.org, _named(row), actor=actor, now=now, after=after, note=row.basis)
    return row


@transaction.atomic
def close_campaign(campaign_id: int, version: int, *, result: str, actor: Actor, now: datetime) -> Campaign:
    """总结: the result in words; what still lies on anybody in the campaign's name ends today. Raises EditConflict when
    stale; Refused before the start, the second time, or without a result."""
    row = opened(Campaign, campaign_id, version, act=Act.DEMAND_SET, actor=actor)
    if row.state != CampaignState.RUNNING:
        raise Refused("只有正在开展的活动才能总结。")
    row.result = demand_text(result, "result", "请写结果：哪些承诺兑现了，哪些任务办结了，还差什么。")
    running = Demand.objects.filter(
        pk__in=PrescribedAction.objects.filter(stage__campaign=row).values("demand_id"),
        ended_on=None,
        until_on__gte=now.date(),
    )
    for one in running.order_by("pk"):
        duties.withdraw_demand(
            demand_id=one.pk, reason=f"{row.title}已总结", version=one.version, actor=actor, now=now
        )  # fmt: skip
    row.state, row.closed_on = CampaignState.CLOSED, now.date()
    row.save()
    line("campaign.closed", row.org, _named(row), actor=actor, now=now, after={"总结日期": row.closed_on})
    return row


@transaction.atomic
def grade_org(
    *, campaign_id: int, org_id: int, grade: str, on: date, why: str, actor: Actor, now: datetime,
    submission: UUID | None = None,
) -> Grading:  # fmt: skip
    """Note the grade a decision has given an organisation the campaign is for, with its reason; a second one for the same
    organisation takes the place of the first. Raises Refused for a word that is none of the campaign's."""
    row = opened(Campaign, campaign_id, None, act=Act.DEMAND_SET, actor=actor)
    if known := earlier(Grading.objects.all(), submission):
        return known
    if row.state == CampaignState.DRAFT:
        raise Refused("活动还没有启动。")
    if grade not in row.grades:
        raise Refused("请从这项活动的等次里选。", "grade")
    org = concerned_by(row).filter(pk=org_id).first()
    if org is None:
        raise Refused("这个组织不在活动范围里。", "org")
    demand_past(on, today=now.date(), field="on")
    found = Grading.objects.filter(campaign=row, org=org).first() or Grading(campaign=row, org=org)
    before = found.grade
    found.grade, found.on, found.at, found.by = grade, on, now, actor.name
    found.why = demand_text(why, "why", "请写评定的依据：哪次会议、凭什么。")
    found.submission = submission
    found.save()
    facts: dict[str, object] = {"党组织": org.name, "等次": grade, "日期": on}
    line(
        "campaign.graded", row.org, _named(row), actor=actor, now=now, before={"等次": before} if before else None,
        after=facts, note=found.why,
    )  # fmt: skip
    return found
