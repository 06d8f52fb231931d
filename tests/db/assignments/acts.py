"""What several stories of tasks begin with."""

from datetime import date, datetime, timedelta

from jishi.assignments import services
from jishi.assignments.models import Assignment, Problem, Supervision
from jishi.assignments.rules import Source
from jishi.assignments.services import Task
from jishi.kernel.actor import Actor, operator
from jishi.orgs.models import Organization
from tests.builders import Cast, actor_named

DUE = date(2026, 12, 5)


def who(name: str, now: datetime) -> Actor:
    return actor_named(name, today=now.date())


def whole_of(cast: Cast, now: datetime, *, due_on: date | None = DUE) -> Assignment:
    """A task of the township committee, which its clerk answers for."""
    clerk = who("clerk", now)
    task = Task("冬季安全检查", owner_id=clerk.person_id, due_on=due_on, measures="逐户查，当天改", category="org_life")
    return services.assign(org=cast.township, task=task, actor=clerk, now=now)


def split_in_two(cast: Cast, now: datetime, whole: Assignment) -> tuple[Assignment, Assignment]:
    """Parts of it for the two branches, whose secretaries answer."""
    parts = [
        services.Part(cast.branch, owner_id=cast.members[0].pk),
        services.Part(cast.sibling, owner_id=who("sibling_secretary", now).person_id, title="冬季安全检查（河边）"),
    ]
    first, second = services.split(whole.pk, parts, whole.version, actor=who("clerk", now), now=now)
    whole.refresh_from_db()
    return first, second


def done(task: Assignment, now: datetime, by: Actor | None = None) -> Assignment:
    """Reported by its owner and accepted by somebody else."""
    task.refresh_from_db()
    owner = Actor(name="责任人", person_id=task.owner_id) if task.owner_id else operator()
    task = services.report(task.pk, "查完了", task.version, actor=owner, now=now)
    return services.accept(task.pk, "", task.version, actor=by or operator(), now=now)


def late_task(cast: Cast, now: datetime, *, org: Organization | None = None, title: str = "三组水渠清淤") -> Assignment:
    """A task that was due yesterday."""
    then = now - timedelta(days=20)
    task = Task(title, owner_id=cast.members[1].pk, due_on=now.date() - timedelta(days=1))
    return services.assign(org=org or cast.branch, task=task, actor=operator(), now=then)


def note_about(cast: Cast, now: datetime, *tasks: Assignment) -> Supervision:
    return services.supervise(
        issuer=cast.township,
        org=cast.branch,
        assignment_ids=[task.pk for task in tasks],
        demands="请抓紧清淤。",
        working_days=5,
        actor=who("clerk", now),
        now=now,
    )


def problem_of(
    cast: Cast, now: datetime, *, org: Organization | None = None, by: str = "clerk", category: str = "org_life"
) -> Problem:
    """Found by the township (the clerk) or by the branch itself (its secretary)."""
    actor, about = who(by, now), org or cast.branch
    return services.list_problem(
        org=about,
        issuer=cast.township if by == "clerk" else about,
        category=category,
        text="党小组会连续两个月没有记录",
        source=Source.SUPERIOR if by == "clerk" else Source.SELF,
        found_on=now.date(),
        due_on=now.date() + timedelta(days=30),
        cause="",
        goal="",
        actor=actor,
        now=now,
    )


def measure_of(cast: Cast, now: datetime, problem: Problem) -> Assignment:
    task = Task("明确代理组长", owner_id=cast.members[1].pk, due_on=problem.due_on)
    return services.put_right(problem.pk, task, actor=who("clerk", now), now=now)


def closed(cast: Cast, now: datetime, problem: Problem) -> Problem:
    """Put right by a measure and closed by a second person."""
    done(measure_of(cast, now, problem), now)
    problem.refresh_from_db()
    asker = Actor(name="记录人", person_id=cast.members[4].pk, grants=operator().grants)
    asked = services.ask_to_close(problem.pk, problem.version, "改好了", actor=asker, now=now)
    return services.close_problem(asked.pk, asked.version, "", actor=who("clerk", now), now=now)
