"""软弱涣散整顿: a plan is made with its helpers, its problems go to the ledger, a second person ends it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.assignments import services as ledger
from jishi.assignments.models import Problem
from jishi.assignments.rules import Source
from jishi.campaigns.models import MendHelper, Mending, MendProblem
from jishi.campaigns.queries.mending import Named, mend_line
from jishi.campaigns.rules import RUNNING, MendState
from jishi.campaigns.services.keeping import Subject, line
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand, no
from jishi.kernel.keeping import demand_past, demand_text, held, put
from jishi.kernel.locks import earlier
from jishi.notices import services as notices
from jishi.orgs.models import Organization
from jishi.orgs.queries import responsible


def _named(row: Mending) -> Subject:
    return ("mending", row.pk, f"{row.target.name}整顿方案")


def _link(row: Mending) -> str:
    return f"/campaigns/mending/{row.pk}/"


def _tell(row: Mending, people: set[int | None], text: str, *, actor: Actor, now: datetime) -> None:
    ids = sorted(pk for pk in people if pk is not None and pk != actor.person_id)
    notices.notify_many(person_ids=ids, text=text[:300], link=_link(row), org_id=row.target_id, now=now)


def _head(org: Organization, on: date) -> int | None:
    head = responsible([org.pk], on)[org.pk]
    return head.person_id if head else None


def _put_helpers(row: Mending, helpers: Named) -> set[int | None]:
    if not helpers:
        raise Refused("请写清由谁联系帮扶：包联领导、第一书记、帮扶单位，至少写一个名字。", "leader")
    MendHelper.objects.filter(mending=row).delete()
    made = [
        MendHelper(mending=row, role=role, person_id=one.person_id, org_id=one.org_id, note=one.note)
        for role, one in dict.fromkeys(helpers)
    ]
    MendHelper.objects.bulk_create(made)
    return {one.person_id for one in made}


def _checked(row: Mending) -> None:
    row.basis = demand_text(row.basis, "basis", "请写依据：哪次会议、凭什么确定的。")
    row.goal = demand_text(row.goal, "goal", "请写整顿目标：改到什么程度算改好。")
    if row.due_on < row.decided_on:
        raise Refused("完成时限不能早于确定日期。", "due_on")


@transaction.atomic
def open_mending(
    *, org: Organization, target: Organization, decided_on: date, basis: str, goal: str, due_on: date, helpers: Named,
    actor: Actor, now: datetime, campaign_id: int | None = None, submission: UUID | None = None,
) -> Mending:  # fmt: skip
    """Make a plan of `org` for `target` below it, with at least one named helper. Those named and who answers for the
    target are told. The same `submission` again gives the same plan. Raises NotAllowed without ASSIGN at `org`; Refused
    for a second plan at once, without a basis, a goal or a helper."""
    demand(actor.may(Act.ASSIGN, org.path))
    if known := earlier(Mending.objects.all(), submission):
        return known
    if target.pk == org.pk or not target.path.startswith(org.path):
        demand(no(f"{target.name}不是{org.name}的下级组织。"))
    demand_past(decided_on, today=now.date(), field="decided_on")
    if Mending.objects.filter(target=target, state__in=RUNNING).exists():
        raise Refused("这个组织已经有一份整顿方案，先办完那一份。")
    row = Mending(
        org=org, target=target, decided_on=decided_on, basis=basis, goal=goal, due_on=due_on, campaign_id=campaign_id,
        submission=submission,
    )  # fmt: skip
    _checked(row)
    row.save()
    people = _put_helpers(row, helpers)
    _tell(row, people - {None}, f"请您联系帮扶{target.name}：{row.goal}", actor=actor, now=now)
    _tell(row, {_head(target, now.date())} - people, f"{org.name}给本组织定了整顿方案", actor=actor, now=now)
    facts: dict[str, object] = {"确定日期": decided_on, "完成时限": due_on, "联系帮扶": len(helpers)}
    line("mending.opened", org, _named(row), actor=actor, now=now, act=Act.ASSIGN, after=facts, note=row.basis)
    return row


def _held(mending_id: int, version: int | None, *states: MendState, actor: Actor, act: Act) -> Mending:
    row = held(Mending, mending_id, version)
    demand(actor.may(act, (row.target if act is Act.RECORD else row.org).path))
    if row.state not in states:
        raise Refused(f"这份整顿方案{MendState.label_of(row.state)}，不能这样办。")
    return row


@transaction.atomic
def edit_mending(
    mending_id: int, version: int, *, helpers: Named, actor: Actor, now: datetime, **facts: Any
) -> Mending:
    """Change a plan in hand and who helps. Raises EditConflict; Refused as when it was made."""
    row = _held(mending_id, version, MendState.OPEN, actor=actor, act=Act.ASSIGN)
    before, after = put(row, facts)
    demand_past(row.decided_on, today=now.date(), field="decided_on")
    _checked(row)
    known = set(MendHelper.objects.filter(mending=row).values_list("person_id", flat=True))
    row.save()
    people = _put_helpers(row, helpers)
    _tell(row, people - known, f"请您联系帮扶{row.target.name}：{row.goal}", actor=actor, now=now)
    after["联系帮扶"] = len(helpers)
    line("mending.edited", row.org, _named(row), actor=actor, now=now, act=Act.ASSIGN, before=before, after=after)
    return row


@transaction.atomic
def list_mend_problem(
    *, mending_id: int, actor: Actor, now: datetime, submission: UUID | None = None, **facts: Any
) -> Problem:
    """Put what is wrong on the list of problems in the plan's name: category, text, found_on, due_on, cause, goal. What puts
    it right, its checking and its 销号 are the ledger's. Raises Refused for a day after the plan's last."""
    row = _held(mending_id, None, MendState.OPEN, actor=actor, act=Act.ASSIGN)
    if known := earlier(Problem.objects.all(), submission):
        return known
    if facts["due_on"] > row.due_on:
        raise Refused(f"整改时限不能晚于方案的完成时限（{row.due_on:%Y-%m-%d}）。", "due_on")
    problem = ledger.list_problem(
        org=row.target, issuer=row.org, source=Source.SUPERIOR, submission=submission, actor=actor, now=now, **facts
    )  # fmt: skip
    MendProblem.objects.create(mending=row, problem=problem)
    row.save()
    line(
        "mending.problem_listed", row.org, _named(row), actor=actor, now=now, act=Act.ASSIGN, after={"问题": problem.text[:60]}
    )  # fmt: skip
    return problem


@transaction.atomic
def ask_mending(mending_id: int, version: int, *, said: str, actor: Actor, now: datetime) -> Mending:
    """Those who record for the organisation say that it is put right. Raises NotAllowed without RECORD there, EditConflict;
    Refused while a problem is open, or where none was ever listed."""
    row = _held(mending_id, version, MendState.OPEN, actor=actor, act=Act.RECORD)
    if not mend_line(row, now.date()).is_ready:
        raise Refused("列出的问题都销号以后再申请；还没有列问题的，先由上级列出。")
    row.said = demand_text(said, "said", "请写整顿情况：改了什么，现在怎样，群众怎么说。")
    row.state, row.asked_on, row.asked_by_id, row.returned = MendState.ASKED, now.date(), actor.person_id, ""
    row.save()
    _tell(row, {_head(row.org, now.date())}, f"{row.target.name}申请整顿销号", actor=actor, now=now)
    line("mending.asked", row.target, _named(row), actor=actor, now=now, act=Act.RECORD, note=row.said)
    return row


def _judged(mending_id: int, version: int, *, actor: Actor) -> Mending:
    row = _held(mending_id, version, MendState.ASKED, actor=actor, act=Act.ACCEPT)
    if actor.person_id is not None and actor.person_id == row.asked_by_id:
        demand(no("销号是您申请的，请由另一名同志验收。"))
    return row


def _tell_all(row: Mending, text: str, *, actor: Actor, now: datetime) -> None:
    people = set(MendHelper.objects.filter(mending=row).values_list("person_id", flat=True))
    _tell(row, {_head(row.target, now.date()), *people}, text, actor=actor, now=now)


@transaction.atomic
def close_mending(mending_id: int, version: int, *, result: str, actor: Actor, now: datetime) -> Mending:
    """销号, by a second person of who made the plan, with what was found. Raises NotAllowed without ACCEPT there or for who
    asked, EditConflict; Refused when nobody asked or without words."""
    row = _judged(mending_id, version, actor=actor)
    row.result = demand_text(result, "result", "请写验收意见：看了什么、听了谁的，是否改好。")
    row.state, row.closed_on, row.closed_by_id = MendState.CLOSED, now.date(), actor.person_id
    row.save()
    _tell_all(row, f"{row.target.name}整顿已销号", actor=actor, now=now)
    line("mending.closed", row.org, _named(row), actor=actor, now=now, act=Act.ACCEPT, note=row.result)
    return row


@transaction.atomic
def return_mending(mending_id: int, version: int, *, why: str, actor: Actor, now: datetime) -> Mending:
    """Not put right: back to work, saying what is missing. Rights as for `close_mending`."""
    row = _judged(mending_id, version, actor=actor)
    row.returned = demand_text(why, "why", "请写清还差什么，再退回。")
    row.state, row.asked_on, row.asked_by = MendState.OPEN, None, None
    row.save()
    _tell_all(row, f"{row.target.name}整顿销号申请被退回：{row.returned}", actor=actor, now=now)
    line("mending.returned", row.org, _named(row), actor=actor, now=now, act=Act.ACCEPT, note=row.returned)
    return row


@transaction.atomic
def drop_mending(mending_id: int, version: int, *, why: str, actor: Actor, now: datetime) -> Mending:
    """Take back a plan that was made by mistake, saying why; it stays to be read, its problems stay in the ledger. Raises
    NotAllowed without ASSIGN at who made it, EditConflict; Refused without words."""
    row = _held(mending_id, version, *RUNNING, actor=actor, act=Act.ASSIGN)
    row.result = demand_text(why, "why", "请写撤销的原因。")
    row.state, row.closed_on = MendState.DROPPED, now.date()
    row.save()
    _tell_all(row, f"{row.target.name}整顿方案已撤销：{row.result}", actor=actor, now=now)
    line("mending.dropped", row.org, _named(row), actor=actor, now=now, act=Act.ASSIGN, note=row.result)
    return row
