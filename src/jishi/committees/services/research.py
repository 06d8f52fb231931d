"""调研: planned, made, written up; and what came of it."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.activities.queries import demand_standing
from jishi.activities.rules import Kind
from jishi.assignments import services as assignments
from jishi.committees.models import Research, ResearchResult, ResearchVisited
from jishi.committees.rules import ResultKind, ResultState
from jishi.committees.services.keeping import line, opened
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.keeping import demand_past, demand_text, put
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization


def _subject(row: Research) -> tuple[str, int, str]:
    return ("research", row.pk, row.subject)


def _demand_days(facts: dict[str, Any]) -> None:
    first, last = facts.get("from_on"), facts.get("to_on")
    if last and not first:
        raise Refused("请先填开始日期。", "from_on")
    if first and last and last < first:
        raise Refused("结束日期不能早于开始日期。", "to_on")


def _visit(row: Research, org_ids: Collection[int]) -> None:
    below = Organization.objects.filter(pk__in=org_ids, path__startswith=row.org.path).exclude(pk=row.org_id)
    if below.count() != len(set(org_ids)):
        raise Refused("走访的党组织要在本级下属的党组织里选。", "visited")
    ResearchVisited.objects.filter(research=row).exclude(org_id__in=org_ids).delete()
    for org in below.exclude(pk__in=ResearchVisited.objects.filter(research=row).values("org_id")):
        ResearchVisited.objects.create(research=row, org=org)


@transaction.atomic
def plan_research(
    *,
    org: Organization,
    person_id: int,
    year: int,
    subject: str,
    actor: Actor,
    now: datetime,
    visited: Collection[int] = (),
    submission: UUID | None = None,
    **facts: Any,
) -> Research:
    """Plan or note a 调研 of a leading cadre; `facts` are place, from_on, to_on, findings, suggestions, activity_id. The
    same `submission` again gives the same row. Raises NotAllowed without RECORD."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(Research.objects.all(), submission):
        return known
    row = Research(org=org, person_id=person_id, year=year, submission=submission)
    row.subject = demand_text(subject, "subject", "请写调研题目。")
    _demand_days(facts)
    facts["activity_id"] = demand_standing(org, facts.get("activity_id"), Kind.RESEARCH)
    put(row, facts)
    row.save()
    _visit(row, visited)
    about: dict[str, object] = {"调研人": row.person.name, "年度": year}
    line("research.planned", org, _subject(row), actor=actor, now=now, after=about)
    return row


@transaction.atomic
def edit_research(
    research_id: int, version: int, *, actor: Actor, now: datetime, visited: Collection[int] | None = None, **facts: Any
) -> Research:
    """Change or write up a 调研. Raises EditConflict when stale."""
    row = opened(Research, research_id, version, actor=actor)
    if "subject" in facts:
        facts["subject"] = demand_text(facts["subject"], "subject", "请写调研题目。")
    _demand_days(facts)
    if "activity_id" in facts:
        facts["activity_id"] = demand_standing(row.org, facts["activity_id"], Kind.RESEARCH)
    before, after = put(row, facts)
    row.save()
    if visited is not None:
        _visit(row, visited)
    line("research.edited", row.org, _subject(row), actor=actor, now=now, before=before, after=after)
    return row


@transaction.atomic
def add_result(
    *,
    research_id: int,
    kind: str,
    on: date,
    note: str,
    actor: Actor,
    now: datetime,
    state: str = ResultState.OPEN,
    owner_id: int | None = None,
    due_on: date | None = None,
    activity_id: int | None = None,
    submission: UUID | None = None,
) -> ResearchResult:
    """Say what came of a 调研. 形成任务 makes a task of `owner_id` by `due_on` (and needs ASSIGN); 会议采纳 names the meeting.
    Raises Refused where that is missing."""
    row = opened(Research, research_id, None, actor=actor)
    if known := earlier(ResearchResult.objects.all(), submission):
        return known
    said = demand_text(note, "note", "请写内容。")
    demand_past(on, today=now.date(), field="on")
    task = None
    if kind == ResultKind.TASK:
        if owner_id is None:
            raise Refused("形成任务的，请选责任人。", "owner")
        task = assignments.assign(
            org=row.org, task=assignments.Task(said, owner_id=owner_id, due_on=due_on), actor=actor, now=now
        )
    if kind == ResultKind.ADOPTED and activity_id is None:
        raise Refused("会议采纳的，请选是哪一次会议。", "activity")
    found = ResearchResult.objects.create(
        research=row,
        kind=ResultKind(kind),
        on=on,
        note=said,
        state=ResultState(state),
        assignment=task,
        activity_id=demand_standing(row.org, activity_id),
        at=now,
        by=actor.name,
        submission=submission,
    )
    about: dict[str, object] = {"成果": ResultKind.label_of(kind), "内容": said}
    line("research.came_to", row.org, _subject(row), actor=actor, now=now, after=about)
    return found


@transaction.atomic
def settle_result(result_id: int, version: int, state: str, *, actor: Actor, now: datetime) -> ResearchResult:
    """Say how far what came of a 调研 is carried out. Raises EditConflict when stale; Refused for a task, which is followed
    and accepted as a task."""
    found = ResearchResult.objects.select_for_update(of=("self",)).select_related("research").get(pk=result_id)
    row = opened(Research, found.research_id, None, actor=actor)
    if found.version != version:
        raise EditConflict
    if found.assignment_id:
        raise Refused("任务的进展在“责任”里填报和验收。")
    before, after = put(found, {"state": ResultState(state)})
    found.version += 1
    found.save()
    line("research.result_settled", row.org, _subject(row), actor=actor, now=now, before=before, after=after)
    return found
