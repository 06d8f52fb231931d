"""The problem list and what is put right: each item becomes a task of its owner, accepted by a second person."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jishi.appraisals.models import OrgLife, Problem
from jishi.appraisals.queries.found import LIFE_PROBLEM
from jishi.appraisals.rules import ProblemOf
from jishi.appraisals.services.keeping import line, named, opened
from jishi.assignments import services as assignments
from jishi.assignments.queries import measure_origin, taken
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused
from jishi.kernel.keeping import Facts, demand_text
from jishi.kernel.locks import earlier


@transaction.atomic
def list_problem(
    *,
    life_id: int,
    text: str,
    actor: Actor,
    now: datetime,
    person_id: int | None = None,
    submission: UUID | None = None,
) -> Problem:
    """Put a problem on the list of the committee, or of a person in that person's own words. What others criticised stays
    on paper. The same `submission` again gives the same one."""
    life = opened(OrgLife, life_id, None, actor=actor, act=Act.RECORD)
    if known := earlier(Problem.objects.all(), submission):
        return known
    said = demand_text(text, "text", "请写问题。")
    of = ProblemOf.PERSON if person_id else ProblemOf.COMMITTEE
    row = Problem.objects.create(
        life=life, of=of, person_id=person_id, text=said, at=now, by=actor.name, submission=submission
    )
    about: Facts = {"属于": of.label}
    line("org_life.problem_listed", life.org, named(life), act=Act.RECORD, actor=actor, now=now, after=about)
    return row


@transaction.atomic
def put_right(
    *, problem_id: int, measure: str, owner_id: int | None, due_on: date, actor: Actor, now: datetime
) -> Problem:
    """Say by what a problem is put right, by whom and by when: a task of its owner, of the person concerned where it is a
    personal one. Raises NotAllowed without RECORD and ASSIGN, Refused for a second measure."""
    found = Problem.objects.get(pk=problem_id)
    life = opened(OrgLife, found.life_id, None, actor=actor, act=Act.RECORD)
    problem = Problem.objects.get(pk=problem_id)
    if problem.assignment_id is not None:
        raise Refused("这个问题已经有整改任务，请在任务里改。")
    what = demand_text(measure, "measure", "请写整改措施。")
    owner = problem.person_id or owner_id
    if owner is None:
        raise Refused("请选责任人。", "owner")
    problem.assignment = assignments.assign(
        org=life.org, task=assignments.Task(what, owner_id=owner, due_on=due_on),
        origin=measure_origin(LIFE_PROBLEM, problem.pk), actor=actor, now=now,
    )  # fmt: skip
    problem.save(update_fields=["assignment"])
    about: Facts = {"整改措施": what, "时限": due_on}
    line("org_life.put_right", life.org, named(life), act=Act.RECORD, actor=actor, now=now, after=about)
    return problem


@transaction.atomic
def drop_problem(*, problem_id: int, actor: Actor, now: datetime) -> None:
    """Take a problem off the list that was written by mistake; one with a task stays. One already gone changes nothing."""
    found = Problem.objects.filter(pk=problem_id).first()
    if found is None:
        return
    life = opened(OrgLife, found.life_id, None, actor=actor, act=Act.RECORD)
    problem = Problem.objects.filter(pk=problem_id).first()
    if problem is None:
        return
    if problem.assignment_id is not None:
        raise Refused("这个问题已经有整改任务，不能去掉。")
    if taken(LIFE_PROBLEM, [problem.pk]):
        raise Refused("这个问题已经列入整改台账，请在台账上撤销。")
    problem.delete()
    line("org_life.problem_dropped", life.org, named(life), act=Act.RECORD, actor=actor, now=now)
