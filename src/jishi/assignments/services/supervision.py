"""督办: a numbered note to an organisation about its late tasks, its answer, what comes of it."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from jishi.assignments.models import Assignment, Progress, Supervised, Supervision
from jishi.assignments.queries import get_supervision
from jishi.assignments.rules import CallState, State, Verb, may_answer
from jishi.assignments.services.keeping import day_of, told
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import demand_text, held
from jishi.kernel.locks import Space, earlier
from jishi.notices import services as notices
from jishi.orgs.models import Organization
from jishi.orgs.queries import responsible

ORIGIN = "assignments.supervision"


def _line(event: str, row: Supervision, act: Act, *, actor: Actor, now: datetime, note: str = "") -> None:
    at = row.issuer if act is Act.ASSIGN else row.org
    about, said = ("supervision", row.pk, row.code), {"state": row.state, "answer_by": row.answer_by}
    told(event, at, about, actor=actor, now=now, act=act, after=said, note=note)


def _tell(
    row: Supervision, org: Organization, text: str, *, actor: Actor, now: datetime, also: Collection[int] = ()
) -> None:
    """Tell who answers for the organisation, and these persons; never the one who acts."""
    head = responsible([org.pk], now.date())[org.pk]
    people = {*also, *([head.person_id] if head else [])}
    whom = sorted(person for person in people if person != actor.person_id)
    notices.notify_many(person_ids=whom, text=text, link=f"/supervisions/{row.pk}/", org_id=org.pk, now=now)


def _next_number(issuer_id: int, year: int) -> int:
    """The next number of the issuer in the year; others wait here until this one stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [Space.SUPERVISION, issuer_id])
    last: int | None = Supervision.objects.filter(issuer_id=issuer_id, year=year).aggregate(n=Max("number"))["n"]
    return (last or 0) + 1


@transaction.atomic
def supervise(
    *,
    issuer: Organization,
    org: Organization,
    assignment_ids: Collection[int],
    demands: str,
    actor: Actor,
    now: datetime,
    answer_by: date | None = None,
    working_days: int | None = None,
    submission: UUID | None = None,
) -> Supervision:
    """Issue a 督办通知单 about late tasks of `org`, to be answered by a day or within so many working days, and tell its head
    and the tasks' owners. The same `submission` again gives the same note. Raises NotAllowed without ASSIGN at the issuer;
    Refused for an organisation that is not below it, for tasks that are not late or not its own, without demands or a day."""
    demand(actor.may(Act.ASSIGN, issuer.path))
    if known := earlier(Supervision.objects.all(), submission):
        return known
    if org.pk == issuer.pk or not org.path.startswith(issuer.path):
        raise Refused("督办通知单发给下级组织。", "org")
    asked = demand_text(demands, "demands", "请写督办要求。")
    day = day_of(answer_by, working_days, now.date())
    if day is None:
        raise Refused("请填答复期限。", "answer_by")
    tasks = list(
        Assignment.objects.filter(
            pk__in=assignment_ids, org=org, state=State.OPEN, due_on__isnull=False, due_on__lt=now.date()
        ).order_by("due_on", "pk")
    )
    if not tasks or len(tasks) != len(set(assignment_ids)):
        raise Refused("请选这个组织已经逾期的任务；刚办结或改了时限的请去掉。", "tasks")
    row = Supervision.objects.create(
        issuer=issuer,
        org=org,
        year=now.year,
        number=_next_number(issuer.pk, now.year),
        demands=asked,
        issued_at=now,
        issued_by=actor.name,
        answer_by=day,
        working_days=working_days,
        submission=submission,
    )
    Supervised.objects.bulk_create(
        Supervised(supervision=row, assignment=t, due_on=t.due_on) for t in tasks if t.due_on
    )
    said = f"{issuer.name}{row.code}，{day:%Y-%m-%d}前答复"
    Progress.objects.bulk_create(
        Progress(assignment=t, verb=Verb.CALL, note=said, at=now, by=actor.name, origin_kind=ORIGIN, origin_id=row.pk)
        for t in tasks
    )
    owners = {t.owner_id for t in tasks if t.owner_id}
    _tell(row, org, f"{said}：{row.demands}", actor=actor, now=now, also=owners)
    _line("supervision.issued", row, Act.ASSIGN, actor=actor, now=now)
    return row


@transaction.atomic
def answer_supervision(supervision_id: int, version: int, answer: str, *, actor: Actor, now: datetime) -> Supervision:
    """Say what was done, or why it was not. Raises NotAllowed without RECORD at the organisation, Refused without words or
    when it is not waited for, EditConflict when stale."""
    get_supervision(actor, Act.RECORD, supervision_id)
    said = demand_text(answer, "answer", "请写清做了什么；还没有做到的，写清原因和打算。")
    row = held(Supervision, supervision_id, version)
    if not (waits := may_answer(row.state)):
        raise Refused(waits.reason)
    row.state, row.answer, row.answered_at, row.answered_by = CallState.ANSWERED, said, now, actor.name
    row.save()
    _tell(row, row.issuer, f"{row.org.name}答复了{row.code}", actor=actor, now=now)
    _line("supervision.answered", row, Act.RECORD, actor=actor, now=now)
    return row


@transaction.atomic
def settle_supervision(supervision_id: int, version: int, outcome: str, *, actor: Actor, now: datetime) -> Supervision:
    """Close a note, saying what comes of it; also one that was never answered. Raises NotAllowed without ASSIGN at the
    issuer, Refused without words or when it is closed, EditConflict when stale."""
    get_supervision(actor, Act.ASSIGN, supervision_id)
    said = demand_text(outcome, "outcome", "请写处理意见。")
    row = held(Supervision, supervision_id, version)
    if row.state not in (CallState.ISSUED, CallState.ANSWERED):
        raise Refused(f"这份督办通知单{CallState.label_of(row.state)}。")
    if row.state == CallState.ISSUED and row.answer_by >= now.date():
        raise Refused("答复期限还没有到。发错了的可以撤回。")
    return _settled(row, CallState.SETTLED, said, "supervision.settled", actor=actor, now=now)


@transaction.atomic
def withdraw_supervision(supervision_id: int, version: int, reason: str, *, actor: Actor, now: datetime) -> Supervision:
    """Take back a note that was wrong and is not answered, saying why; its number stays taken. Otherwise as
    `settle_supervision`."""
    get_supervision(actor, Act.ASSIGN, supervision_id)
    said = demand_text(reason, "outcome", "请写撤回的原因。")
    row = held(Supervision, supervision_id, version)
    if row.state != CallState.ISSUED:
        raise Refused(f"这份督办通知单{CallState.label_of(row.state)}，不能撤回。")
    _tell(row, row.org, f"{row.code}已撤回：{said}", actor=actor, now=now)
    return _settled(row, CallState.WITHDRAWN, said, "supervision.withdrawn", actor=actor, now=now)


def _settled(
    row: Supervision, state: CallState, outcome: str, event: str, *, actor: Actor, now: datetime
) -> Supervision:
    row.state, row.outcome, row.settled_at, row.settled_by = state, outcome, now, actor.name
    row.save()
    _line(event, row, Act.ASSIGN, actor=actor, now=now, note=outcome)
    return row
