"""问题清单 and 整改台账: 建账 晒账 查账 销账 交账."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from jishi.assignments.models import Assignment, Handover, Problem, ProblemStep, Supervision
from jishi.assignments.queries import demand_opens, get_found, get_problem, ledger_counts, measures_of, taken
from jishi.assignments.queries.ledger import ORIGIN
from jishi.assignments.rules import (
    OTHER,
    TAKEN,
    CallState,
    LedgerStep,
    ProblemState,
    Source,
    State,
    may_ask,
    may_close,
    may_take,
)
from jishi.assignments.services.keeping import Task, told
from jishi.assignments.services.supervision import settle_supervision
from jishi.assignments.services.tasks import assign
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import demand_past, demand_text, held
from jishi.kernel.locks import earlier
from jishi.kernel.registry import origins
from jishi.kernel.workdays import add_working_days
from jishi.notices import services as notices
from jishi.orgs.models import Organization
from jishi.orgs.queries import responsible
from jishi.site.queries import day_table

DAYS_TO_MEND = 20  # working days for a problem that comes without a day; whoever takes it may set another


def said_of(
    event: str, row: Problem, act: Act, *, actor: Actor, now: datetime, note: str = "", **after: object
) -> None:
    """The audit line of a step of the account, where its right lies."""
    at = row.issuer if act in (Act.ASSIGN, Act.ACCEPT) else row.org
    about, said = ("problem", row.pk, row.text[:60]), {"state": row.state, **after}
    told(event, at, about, actor=actor, now=now, act=act, after=said, note=note)


def _tell(org: Organization, text: str, link: str, *, actor: Actor, now: datetime) -> None:
    """Tell who answers for the organisation, unless that is the one who acts."""
    head = responsible([org.pk], now.date())[org.pk]
    if head and head.person_id != actor.person_id:
        notices.notify(person_id=head.person_id, text=text, link=link, org_id=org.pk, now=now)


def _link(row: Problem) -> str:
    return f"/problems/{row.pk}/"


def take_step(row: Problem, step: LedgerStep, note: str, *, actor: Actor, now: datetime) -> None:
    """Take one step of the account. Raises Refused where its state has none."""
    answer = may_take(row.state, step)
    if not answer:
        raise Refused(answer.reason)
    row.state = TAKEN[ProblemState(row.state), step]
    row.save()
    ProblemStep.objects.create(problem=row, step=step, note=note, at=now, by=actor.name)


def _checked(facts: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """What is typed of a problem, its texts trimmed. Raises Refused naming the field."""
    found: dict[str, Any] = {name: value.strip() if isinstance(value, str) else value for name, value in facts.items()}
    demand_text(found["text"], "text", "请写具体问题：是什么事，差在哪里。")
    demand_past(found["found_on"], today=today, field="found_on")
    if found["due_on"] < found["found_on"]:
        raise Refused("整改时限不能早于发现时间。", "due_on")
    return found


@transaction.atomic
def list_problem(
    *,
    org: Organization,
    issuer: Organization,
    actor: Actor,
    now: datetime,
    supervision: Supervision | None = None,
    origin: tuple[str, int] = ("", 0),
    submission: UUID | None = None,
    **facts: Any,
) -> Problem:
    """建账: put a problem of `org` on the list: category, text, source, found_on, due_on, cause, goal. An organisation lists
    its own with RECORD; an `issuer` above it with ASSIGN, and then closes it. Listed out of a 督办通知单, the note is settled.
    `origin` is the row of another room where it was found. The same `submission` again gives the same problem. Raises
    Refused naming the field, NotAllowed."""
    demand_opens(actor, org, issuer)
    if known := earlier(Problem.objects.all(), submission):
        return known
    if supervision:
        facts = {**facts, "source": Source.SUPERVISION}
        if supervision.org_id != org.pk or supervision.issuer_id != issuer.pk:
            raise Refused("督办通知单不是发给这个组织的。", "org")
    row = Problem(
        org=org,
        issuer=issuer,
        supervision=supervision,
        origin_kind=origin[0],
        origin_id=origin[1] or None,
        listed_at=now,
        listed_by=actor.name,
        submission=submission,
        **_checked(facts, today=now.date()),
    )
    take_step(row, LedgerStep.LIST, "", actor=actor, now=now)
    act = Act.RECORD if issuer.pk == org.pk else Act.ASSIGN
    said_of("problem.listed", row, act, actor=actor, now=now)
    if issuer.pk != org.pk:
        _tell(org, f"{issuer.name}列出一个问题，请整改：{row.text}"[:300], _link(row), actor=actor, now=now)
    if supervision and supervision.state in (CallState.ISSUED, CallState.ANSWERED):
        settle_supervision(supervision.pk, supervision.version, "列入问题清单整改", actor=actor, now=now)
    return row


@transaction.atomic
def take_problem(kind: str, pk: int, *, actor: Actor, now: datetime) -> Problem:
    """Take a problem found in another room into the ledger as it stands there: its words, its day, and the tasks by which it
    is put right, which become its measures. From then on it is one thing. Again gives the same problem. Raises NotAllowed
    for whoever may not open the account, whatever the door of the other room raises."""
    given, issuer, org = get_found(actor, kind, pk)
    Organization.objects.select_for_update(no_key=True).get(pk=org.pk)  # two presses, one problem
    if known := taken(kind, [pk]).get(pk):
        return known
    row = list_problem(
        org=org,
        issuer=issuer,
        origin=(kind, pk),
        category=given.work or OTHER[0],
        text=given.text,
        source=origins[kind].source,
        found_on=given.on,
        due_on=given.due_on or add_working_days(max(given.on, now.date()), DAYS_TO_MEND, day_table()),
        actor=actor,
        now=now,
    )
    tasks = Assignment.objects.filter(pk__in=given.tasks, origin_kind="")
    tasks.update(origin_kind=ORIGIN, origin_id=row.pk, version=F("version") + 1)
    return row


@transaction.atomic
def edit_problem(problem_id: int, version: int, *, actor: Actor, now: datetime, **facts: Any) -> Problem:
    """Change what was typed of a problem that is being put right. Whoever opened the account may. Raises Refused naming the
    field, EditConflict when stale."""
    seen = get_problem(actor, Act.VIEW, problem_id)
    demand_opens(actor, seen.org, seen.issuer)
    row = held(Problem, problem_id, version)
    for name, value in _checked(facts, today=now.date()).items():
        setattr(row, name, value)
    take_step(row, LedgerStep.EDIT, "", actor=actor, now=now)
    said_of("problem.edited", row, Act.RECORD if row.issuer_id == row.org_id else Act.ASSIGN, actor=actor, now=now)
    return row


@transaction.atomic
def put_right(
    problem_id: int, task: Task, *, actor: Actor, now: datetime, submission: UUID | None = None
) -> Assignment:
    """A measure: a task of the organisation, by the problem's day at the latest. Raises NotAllowed without ASSIGN there,
    Refused naming the field."""
    row = get_problem(actor, Act.VIEW, problem_id)
    Problem.objects.select_for_update(no_key=True).get(pk=row.pk)
    answer = may_take(row.state, LedgerStep.EDIT)
    if not answer:
        raise Refused(answer.reason)
    made = assign(
        org=row.org, task=task, actor=actor, now=now, submission=submission, origin=(ORIGIN, row.pk)
    )  # fmt: skip
    if made.due_on is None or now.date() <= row.due_on < made.due_on:
        raise Refused(f"措施要有时限，不晚于整改时限（{row.due_on:%Y-%m-%d}）。", "due_on")
    return made


@transaction.atomic
def check_problem(problem_id: int, version: int, finding: str, *, actor: Actor, now: datetime) -> Problem:
    """查账: what was found when looking into it. Raises NotAllowed without ACCEPT at who opened the account."""
    get_problem(actor, Act.ACCEPT, problem_id)
    said = demand_text(finding, "note", "请写查到了什么。")
    row = held(Problem, problem_id, version)
    take_step(row, LedgerStep.CHECK, said, actor=actor, now=now)
    said_of("problem.checked", row, Act.ACCEPT, actor=actor, now=now)
    _tell(row.org, f"查账：{said}"[:300], _link(row), actor=actor, now=now)
    return row


@transaction.atomic
def ask_to_close(problem_id: int, version: int, result: str, *, actor: Actor, now: datetime) -> Problem:
    """Say that it is put right, and by what. Raises NotAllowed without RECORD at the organisation; Refused without words,
    without an accepted measure, or with one still in hand."""
    get_problem(actor, Act.RECORD, problem_id)
    said = demand_text(result, "note", "请写完成情况。")
    row = held(Problem, problem_id, version)
    answer = may_ask([task.state for task in measures_of([row.pk]).get(row.pk, [])])
    if not answer:
        raise Refused(answer.reason)
    row.result, row.asked_at, row.asked_by_id = said, now, actor.person_id
    take_step(row, LedgerStep.ASK, said, actor=actor, now=now)
    said_of("problem.asked", row, Act.RECORD, actor=actor, now=now)
    if row.issuer_id != row.org_id:
        _tell(row.issuer, f"{row.org.name}申请销号：{row.text}"[:300], _link(row), actor=actor, now=now)
    return row


def _judged(problem_id: int, version: int, *, actor: Actor) -> Problem:
    """The problem held for its judge. Raises NotAllowed for who asked and for the owners of its measures."""
    get_problem(actor, Act.ACCEPT, problem_id)
    row = held(Problem, problem_id, version)
    owners = {task.owner_id for task in measures_of([row.pk]).get(row.pk, [])}
    demand(may_close(actor.person_id, row.asked_by_id, owners))
    return row


@transaction.atomic
def close_problem(problem_id: int, version: int, note: str, *, actor: Actor, now: datetime) -> Problem:
    """销账, by a second person. Raises NotAllowed without ACCEPT at who opened the account, for who asked, and for the owner
    of a measure; Refused when nobody asked."""
    row = _judged(problem_id, version, actor=actor)
    row.closed_at, row.closed_by_id = now, actor.person_id
    take_step(row, LedgerStep.CLOSE, note.strip(), actor=actor, now=now)
    said_of("problem.closed", row, Act.ACCEPT, actor=actor, now=now)
    _tell(row.org, f"问题已销号：{row.text}"[:300], _link(row), actor=actor, now=now)
    return row


@transaction.atomic
def return_problem(problem_id: int, version: int, note: str, *, actor: Actor, now: datetime) -> Problem:
    """Not put right: back to work, saying what is missing. Rights as for `close_problem`."""
    said = demand_text(note, "note", "请写清还差什么，再退回。")
    row = _judged(problem_id, version, actor=actor)
    row.asked_at, row.asked_by_id, row.result = None, None, ""
    take_step(row, LedgerStep.RETURN, said, actor=actor, now=now)
    said_of("problem.returned", row, Act.ACCEPT, actor=actor, now=now)
    _tell(row.org, f"销号申请被退回：{said}"[:300], _link(row), actor=actor, now=now)
    return row


@transaction.atomic
def drop_problem(problem_id: int, version: int, reason: str, *, actor: Actor, now: datetime) -> Problem:
    """Take a problem off the list that was listed by mistake, saying why; it stays to be read. Whoever opened the account
    may. Raises Refused while a measure is in hand."""
    seen = get_problem(actor, Act.VIEW, problem_id)
    demand_opens(actor, seen.org, seen.issuer)
    said = demand_text(reason, "note", "请写撤销的原因。")
    row = held(Problem, problem_id, version)
    if any(task.state in (State.OPEN, State.REPORTED) for task in measures_of([row.pk]).get(row.pk, [])):
        raise Refused("还有整改措施在办，请先取消那些任务。")
    take_step(row, LedgerStep.DROP, said, actor=actor, now=now)
    said_of(
        "problem.dropped",
        row,
        Act.RECORD if row.issuer_id == row.org_id else Act.ASSIGN,
        actor=actor,
        now=now,
        note=said,
    )
    return row


@transaction.atomic
def hand_in(*, org: Organization, note: str, actor: Actor, now: datetime, submission: UUID | None = None) -> Handover:
    """交账: hand the ledger of `org` and of everything below it to its superior, with its figures as of now. The same
    `submission` again gives the same one. Raises NotAllowed without RECORD, Refused at the top and with nothing listed."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(Handover.objects.all(), submission):
        return known
    if org.parent is None:
        raise Refused("没有上级组织，不用交账。")
    counts = ledger_counts(org.path, now.date())
    if not counts.listed:
        raise Refused("台账上还没有问题，不用交账。")
    row = Handover.objects.create(
        org=org,
        to=org.parent,
        listed=counts.listed,
        closed=counts.closed,
        late=counts.late,
        note=note.strip(),
        at=now,
        by=actor.name,
        submission=submission,
    )
    about = ("handover", row.pk, f"{org.name}整改台账")
    after = {"listed": row.listed, "closed": row.closed, "late": row.late}
    told("problem.handed_in", org, about, actor=actor, now=now, act=Act.RECORD, after=after)
    text = f"{org.name}交来整改台账：建账 {row.listed}，已销号 {row.closed}，逾期 {row.late}"
    _tell(row.to, text, f"/problems/?org={org.pk}&state=all", actor=actor, now=now)
    return row
