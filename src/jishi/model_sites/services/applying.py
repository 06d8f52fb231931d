"""An application: drawn from the records, said in the applicant's words, moved step by step; the poll of the masses."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.appraisals.models import Assessment
from jishi.appraisals.rules import AssessmentState
from jishi.ballots.models import Poll
from jishi.ballots.rules.polls import PollKind, PollState
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed, Refused, demand
from jishi.kernel.keeping import demand_text, held, put
from jishi.kernel.locks import earlier
from jishi.model_sites.models import Programme, Site, SiteCategory, SiteStep, SiteVisit
from jishi.model_sites.queries import drawn, points_of, roles_of
from jishi.model_sites.rules import MOVES, ProgrammeKind, SiteState, SiteStepKind, Who
from jishi.model_sites.services.keeping import as_applicant, as_judge, line, tell_secretary
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind

ENDED = (SiteState.QUIT, SiteState.DECLINED, SiteState.WITHDRAWN)


def site_link(site: Site) -> str:
    """The page of an application."""
    return f"/model-sites/applications/{site.pk}/"


@transaction.atomic
def apply_for(
    *, org: Organization, category_id: int, actor: Actor, now: datetime, submission: UUID | None = None
) -> Site:
    """Begin an application of `org` in a category, its figures drawn from the records. The same `submission` again gives
    the same one. Raises NotAllowed without RECORD in `org`; Refused outside the days of application, for an organisation
    that the programme is not for, or that has applied."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(Site.objects.all(), submission):
        return known
    category = SiteCategory.objects.select_related("programme__org").get(pk=category_id)
    programme = Programme.objects.select_for_update(no_key=True, of=("self",)).select_related("org").get(
        pk=category.programme_id
    )  # fmt: skip
    today = now.date()
    if not programme.takes_in(today):
        raise Refused(f"不在申报时间内（{programme.opens_on} 至 {programme.closes_on}）。", "category")
    inside = org.path.startswith(programme.org.path) and org.pk != programme.org_id
    if not inside or org.kind == OrgKind.PARTY_GROUP:
        raise Refused("这项创建只面向主办单位的所属党组织。", "org")
    if category.sector and org.sector != category.sector:
        raise Refused(f"“{category.name}”只收{category.get_sector_display()}领域的申报。", "category")
    if Site.objects.filter(programme=programme, org=org).exclude(state__in=ENDED).exists():
        raise Refused("本组织已经申报这一项。", "org")
    row = Site.objects.create(
        org=org, programme=programme, category=category, figures=drawn(org, on=today), drawn_on=today,
        submission=submission,
    )  # fmt: skip
    line("site.begun", org, row, programme.title, actor=actor, now=now, after={"类别": category.name})
    return row


@transaction.atomic
def edit_site(site_id: int, version: int, *, actor: Actor, now: datetime, again: bool = False, **facts: Any) -> Site:
    """Write the application; `again` draws the figures anew. Raises EditConflict when stale, Refused once it is sent."""
    row = as_applicant(site_id, version, actor=actor)
    if row.state != SiteState.DRAFT:
        raise Refused("已经报送，不能再改。要改的请主办单位退回补充。")
    before, after = put(row, facts)
    if again:
        row.figures, row.drawn_on = drawn(row.org, on=now.date()), now.date()
    row.save()
    line("site.edited", row.org, row, row.programme.title, actor=actor, now=now, before=before, after=after)
    return row


def _demand_ready(row: Site, kind: SiteStepKind) -> None:
    if kind is SiteStepKind.SUBMIT:
        if not (row.basics.strip() and row.practice.strip() and row.self_review.strip()):
            raise Refused("请先写好基本情况、做法和对照标准自评。")
        if set(points_of(row.category)) - {point for point, _ in row.own_marks}:
            raise Refused("请先逐条自评，看什么就评什么。")
    if kind is SiteStepKind.PASS:
        if not SiteVisit.objects.filter(site=row).exists():
            raise Refused("还没有现场验收的记录。先到现场看，记下所见，再下结论。")
        if row.poll is not None and row.poll.state not in (PollState.CLOSED, PollState.CANCELLED):
            raise Refused("群众测评还没有结束。")
        if row.assessment is not None and row.assessment.state != AssessmentState.SETTLED:
            raise Refused("按考核办法的考核还没有审定。")


@transaction.atomic
def take_step(
    site_id: int,
    kind: str,
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
    grade: str = "",
    submission: UUID | None = None,
) -> SiteStep:
    """Take a step of an application. The same `submission` again changes nothing. Raises NotAllowed for whoever's step
    it is not; Refused in a state that has no such step, or without the words it asks for."""
    row = held(Site, site_id, None)
    step = SiteStepKind(kind)
    move = MOVES[step]
    if move.who not in roles_of(actor, row):
        raise NotAllowed(f"“{step.label}”由{move.who.label}办。")
    if known := earlier(SiteStep.objects.all(), submission):
        return known
    if row.state not in move.before:
        raise Refused(f"现在是“{row.get_state_display()}”，不能办“{step.label}”。", "kind")
    said = demand_text(note, "note", "请写意见和理由。") if move.says_why else note.strip()
    _demand_ready(row, step)
    if step is SiteStepKind.PASS and row.programme.kind == ProgrammeKind.GRADING:
        if grade not in row.programme.grades.split("、"):
            raise Refused("请选定的等级。", "grade")
        row.grade = grade
    row.state = move.after or row.state
    if row.state in ENDED:
        row.naming = None  # whoever is out of it stands on no list
    row.save()
    made = SiteStep.objects.create(
        site=row, kind=step, on=now.date(), note=said, at=now, by=actor.name, submission=submission
    )
    line("site.moved", row.org, row, row.programme.title, actor=actor, now=now, after={"步骤": step.label}, note=said)
    if move.who is Who.ORGANISER:
        tell_secretary(row.org, f"{row.programme.title}：{step.label}", site_link(row), now=now)
    return made


@transaction.atomic
def note_visit(
    *,
    site_id: int,
    on: Any,
    seen: Sequence[tuple[str, str, str]],
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
    **facts: Any,
) -> SiteVisit:
    """Note a visit of the organiser's people: per point what was seen. The same `submission` again gives the same one."""
    row = as_judge(site_id, None, actor=actor)
    if known := earlier(SiteVisit.objects.all(), submission):
        return known
    if row.state not in (SiteState.REVIEWED, SiteState.PASSED, SiteState.NAMED):
        raise Refused("初审通过以后再到现场看。")
    if on > now.date():
        raise Refused("日期还没有到，看过以后再填。", "on")
    made = SiteVisit.objects.create(
        site=row, on=on, seen=[list(one) for one in seen], at=now, by=actor.name, submission=submission, **facts
    )
    line("site.visited", row.org, row, row.programme.title, actor=actor, now=now, after={"日期": on})
    return made


@transaction.atomic
def link_tests(
    site_id: int, version: int, *, poll_id: int | None, assessment_id: int | None, actor: Actor, now: datetime
) -> Site:
    """Name the secret poll of the masses at the applicant's, and the assessment of it by a scheme (self-score, marks of
    the reviewers), that count for this. Refused for those of somebody else. Slips, counting, scores and objections stay in
    `ballots` and `appraisals`."""
    row = as_judge(site_id, version, actor=actor)
    known = Poll.objects.filter(org=row.org, kind=PollKind.SATISFACTION)
    if poll_id is not None and not known.filter(pk=poll_id).exists():
        raise Refused("只能选这个党组织的群众满意度测评。", "poll")
    if assessment_id is not None and not Assessment.objects.filter(pk=assessment_id, org=row.org).exists():
        raise Refused("只能选对这个党组织的考核。", "assessment")
    row.poll_id, row.assessment_id = poll_id, assessment_id
    row.save()
    line("site.tests_linked", row.org, row, row.programme.title, actor=actor, now=now)
    return row
