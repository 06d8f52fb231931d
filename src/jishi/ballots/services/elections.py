"""One election from its start to its end: the days of its steps, what was done, who helps."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jishi.ballots.models import Election, ElectionStep
from jishi.ballots.queries import term_until
from jishi.ballots.rules import ElectionKind, ElectionState, shift_said, steps_of, surplus_said
from jishi.ballots.rules.timetable import months_before
from jishi.ballots.services.opening import Facts, audited, opened
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization
from jishi.orgs.queries import open_term_of
from jishi.orgs.rules import Sector, term_rule
from jishi.people.models import Person

IN_VILLAGES = (Sector.VILLAGE, Sector.COMMUNITY)
BOUND_BY_TERM = (ElectionKind.TERM, ElectionKind.CONGRESS)


@transaction.atomic
def start_election(
    *,
    org: Organization,
    kind: ElectionKind,
    meeting_on: date,
    actor: Actor,
    now: datetime,
    basis: str = "",
    approval: str = "",
    beyond_a_year: bool = False,
    seats: int | None = None,
    candidates: int | None = None,
    submission: UUID | None = None,
) -> Election:
    """Put an election on its timetable. The same `submission` again gives the same election. `approval` is the
    superior's paper for a day after the term (必须); more than a year early or late is taken only when said aloud by
    `beyond_a_year` (一般不超过1年). Raises NotAllowed without ELECTION; Refused where there are no elections, while another
    change of committee is under way, or with fewer candidates than a fifth above the seats."""
    demand(actor.may(Act.ELECTION, org.path))
    if known := earlier(Election.objects.filter(org=org), submission):
        return known
    org = Organization.objects.select_for_update(no_key=True).get(pk=org.pk)
    if org.ended_on or term_rule(org.kind, org.sector) is None:
        raise Refused(f"{org.get_kind_display()}不按届选举，没有换届。临时党组织的负责人由批准成立的组织指定。")
    _demand_surplus(seats, candidates)
    term = open_term_of(org, now.date())
    if kind in BOUND_BY_TERM:
        if Election.objects.filter(org=org, state=ElectionState.RUNNING, kind__in=BOUND_BY_TERM).exists():
            raise Refused("这个组织的换届正在办理，不用再建一次。")
        _demand_within_term(term_until(term), meeting_on, approval=approval, beyond_a_year=beyond_a_year)
    made = Election.objects.create(
        org=org, term=term if kind in BOUND_BY_TERM else None, kind=kind, meeting_on=meeting_on, basis=basis.strip(),
        approval=approval.strip(), seats=seats, candidates=candidates, at=now, by=actor.name, submission=submission,
    )  # fmt: skip
    if kind in BOUND_BY_TERM:
        remember_start([made], now=now)
    after: Facts = {"选举类别": kind.label, "选举大会日期": meeting_on, "委员名额": seats, "候选人名额": candidates}
    audited("election.started", made, actor=actor, now=now, after=after, note=made.approval)
    return made


def remember_start(made: Sequence[Election], *, now: datetime) -> None:
    """The first step of a change of committee, reminding and starting it, is done by starting it."""
    done = [ElectionStep(election=one, code="remind", done_on=now.date(), done_by=one.by) for one in made]
    ElectionStep.objects.bulk_create(done, batch_size=2000)


def _demand_surplus(seats: int | None, candidates: int | None) -> None:
    if seats and candidates and (said := surplus_said(candidates, seats)):
        raise Refused(said, "candidates")


def _demand_within_term(until: date | None, meeting: date, *, approval: str, beyond_a_year: bool) -> None:
    if until is None:
        return
    said = shift_said(until, meeting, approved=bool(approval.strip()))
    if not said:
        return
    if months_before(until, 12) <= meeting <= months_before(until, -12):
        raise Refused(said, "approval")
    if not beyond_a_year:
        raise Refused(f"{said}批复确实这样定的，请勾选“批复超过一年”并写明批复。", "meeting_on")
    if not approval.strip():
        raise Refused("请写明上级批复的文号或名称。", "approval")


@transaction.atomic
def move_meeting(
    *,
    election: Election,
    meeting_on: date,
    version: int,
    actor: Actor,
    now: datetime,
    approval: str = "",
    beyond_a_year: bool = False,
) -> Election:
    """Set another day for the meeting; every step that nobody set by hand follows. Raises EditConflict, Refused as
    `start_election`."""
    fresh = opened(election, version, actor=actor)
    if fresh.meeting_on == meeting_on and fresh.approval == approval.strip():
        return fresh
    if fresh.kind in BOUND_BY_TERM:
        until = term_until(fresh.term) if fresh.term else None
        _demand_within_term(until, meeting_on, approval=approval, beyond_a_year=beyond_a_year)
    before: Facts = {"选举大会日期": fresh.meeting_on, "延期或提前的批复": fresh.approval}
    fresh.meeting_on, fresh.approval = meeting_on, approval.strip()
    fresh.save(update_fields=["meeting_on", "approval", "version"])
    after: Facts = {"选举大会日期": meeting_on, "延期或提前的批复": fresh.approval}
    audited("election.moved", fresh, actor=actor, now=now, before=before, after=after)
    return fresh


@transaction.atomic
def move_step(
    *, election: Election, code: str, latest_on: date | None, why: str, version: int, actor: Actor, now: datetime
) -> Election:
    """Set the latest day of one step by hand, with the reason; None lets it follow the meeting again."""
    fresh = opened(election, version, actor=actor)
    step = _step(fresh, code)
    if code == "meeting":
        raise Refused("大会的日期请用“改大会日期”。", "latest_on")
    if latest_on is not None and not why.strip():
        raise Refused("请写改期的原因。", "why")
    before: Facts = {"最晚日期": step.latest_on}
    step.latest_on, step.why = latest_on, why.strip() if latest_on else ""
    step.save()
    fresh.save(update_fields=["version"])
    audited(
        "election.step_moved", fresh, actor=actor, now=now, before=before, after={"最晚日期": latest_on},
        note=f"{_title(fresh, code)}：{step.why}",
    )  # fmt: skip
    return fresh


@transaction.atomic
def note_step(
    *, election: Election, code: str, done_on: date | None, note: str, version: int, actor: Actor, now: datetime
) -> Election:
    """Note that a step is done, on which day and with what paper; None takes that back, visibly. A step of the superior
    may be noted by either side: the paper comes to the branch."""
    fresh = opened(election, version, actor=actor, either=True)
    step = _step(fresh, code)
    if done_on is not None and done_on > now.date():
        raise Refused("日期还没有到，办完以后再填。", "done_on")
    before: Facts = {"办结日期": step.done_on}
    step.done_on, step.note, step.done_by = done_on, note.strip(), actor.name if done_on else ""
    step.save()
    fresh.save(update_fields=["version"])
    event = "election.step_done" if done_on else "election.step_reopened"
    after: Facts = {"办结日期": done_on}
    audited(event, fresh, actor=actor, now=now, before=before, after=after, note=f"{_title(fresh, code)}：{step.note}")
    return fresh


@transaction.atomic
def finish_election(*, election: Election, version: int, actor: Actor, now: datetime) -> Election:
    """Close an election all of whose steps are done. Raises Refused naming the first that is not."""
    fresh = opened(election, version, actor=actor, either=True)
    done = set(ElectionStep.objects.filter(election=fresh).exclude(done_on=None).values_list("code", flat=True))
    for rule in steps_of(ElectionKind(fresh.kind), in_village=fresh.org.sector in IN_VILLAGES):
        if rule.code not in done:
            raise Refused(f"“{rule.title}”还没有办结。")
    fresh.state = ElectionState.FINISHED
    fresh.save(update_fields=["state", "version"])
    audited("election.finished", fresh, actor=actor, now=now)
    return fresh


@transaction.atomic
def cancel_election(*, election: Election, why: str, version: int, actor: Actor, now: datetime) -> Election:
    """Give an election up, with the reason; it stays on the card. Raises Refused without one."""
    fresh = opened(election, version, actor=actor)
    if not why.strip():
        raise Refused("请写取消的原因。", "why")
    fresh.state, fresh.ended_why = ElectionState.CANCELLED, why.strip()
    fresh.save(update_fields=["state", "ended_why", "version"])
    audited("election.cancelled", fresh, actor=actor, now=now, note=fresh.ended_why)
    return fresh


@transaction.atomic
def lead_election(
    *,
    election: Election,
    helper_id: int | None,
    is_difficult: bool,
    difficulty: str,
    version: int,
    actor: Actor,
    now: datetime,
) -> Election:
    """Name who helps an organisation through its election, and mark a difficult one: by a level above it. The mark is
    seen above alone, so the audit line says only that it was set."""
    fresh = opened(election, version, actor=actor, leading=True)
    if is_difficult and helper_id is None:
        raise Refused("重点、难点要有一名联系帮助人。", "helper")
    helper = Person.objects.filter(pk=helper_id).first() if helper_id else None
    fresh.helper = helper
    fresh.is_difficult, fresh.difficulty = is_difficult, difficulty.strip() if is_difficult else ""
    fresh.save(update_fields=["helper", "is_difficult", "difficulty", "version"])
    after: Facts = {"联系帮助人": helper.name if helper else ""}
    audited("election.led", fresh, actor=actor, now=now, act=Act.ELECTION_LEAD, after=after)
    return fresh


def _step(election: Election, code: str) -> ElectionStep:
    """The row of a step, new or not yet saved. Raises Refused for a step this election does not have."""
    _title(election, code)
    step, _ = ElectionStep.objects.get_or_create(election=election, code=code)
    return step


def _title(election: Election, code: str) -> str:
    rules = steps_of(ElectionKind(election.kind), in_village=election.org.sector in IN_VILLAGES)
    for rule in rules:
        if rule.code == code:
            return rule.title
    raise Refused("这次选举没有这个步骤。")
