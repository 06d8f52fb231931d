"""Rounds of voting: called, ballots out and back, announced, followed by another, taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jishi.ballots.models import Assembly, Round, RoundName, Tally
from jishi.ballots.queries import seats_of
from jishi.ballots.queries.meeting import (
    Vote,
    candidates_for,
    expected_at,
    is_held,
    is_last,
    is_seated,
    offices_of_meeting,
    standing_of,
    vote_of,
)
from jishi.ballots.rules.candidates import Office, surplus_said
from jishi.ballots.rules.counting import Verdict
from jishi.ballots.rules.meeting import HEADS, UNDER_WAY, CountDuty, RoundKind, RoundState, Ruling, Stage, may_reduce
from jishi.ballots.services.assemblies import demand_ready
from jishi.ballots.services.holding import (
    assembly_held,
    demand_open,
    keep_ruling,
    round_held,
    tell_counting,
)
from jishi.ballots.services.opening import audited
from jishi.kernel.actor import Actor
from jishi.kernel.decision import Refused
from jishi.kernel.locks import earlier
from jishi.kernel.names import clean_name, comparable
from jishi.people import services as people

type Named = tuple[int | None, str]  # a person, or None and a name


@transaction.atomic
def call_vote(
    *,
    assembly: Assembly,
    office: Office,
    actor: Actor,
    now: datetime,
    kind: RoundKind = RoundKind.FIRST,
    names: Sequence[Named] = (),
    seats: int | None = None,
    why: str = "",
    submission: UUID | None = None,
) -> Round:
    """Begin a round of voting on an office. The first one takes the approved candidates (`names`: those of them, or of the
    elected, who stand), a run-off those tied, a repeated one the same names, a further one `names`. `seats` is asked
    only where the election does not say. A round after another is a decision of the meeting and kept as one. The same
    `submission`, or the same round while it is under way, gives the same round. Raises NotAllowed without ELECTION;
    Refused before the meeting is ready, with too few candidates, or where nothing is left to fill."""
    fresh = assembly_held(assembly, None, actor=actor)
    if known := earlier(Round.objects.filter(assembly=fresh), submission):
        return known
    demand_open(fresh)
    demand_ready(fresh)
    before = standing_of(fresh.election_id).last(fresh.pk, office)
    if before and before.round.state in UNDER_WAY:
        raise Refused(f"{office.label}正在投票，先办完这一次。")
    if office not in offices_of_meeting(fresh):
        raise Refused(f"这次会议不选举{office.label}。", "office")
    if kind is RoundKind.FIRST:
        if before:
            raise Refused(f"{office.label}已经投过票。")
        stands, places = _first(fresh, office, names), seats_of(fresh.election, office) or seats
        if not places:
            raise Refused("请填写应选名额。", "seats")
        _demand_enough(office, len(stands), places)
    else:
        if before is None or kind not in before.may_follow:
            raise Refused(f"现在不能{kind.label}。")
        stands, places = _following(before, kind, names)
        keep_ruling(
            fresh.election, Ruling(kind.value), why or f"{office.label}{kind.label}：{_said(stands)}", actor=actor,
            now=now, one=before.round,
        )  # fmt: skip
    made = Round.objects.create(
        assembly=fresh, number=Round.objects.filter(assembly=fresh).count() + 1, office=office, kind=kind,
        after=before.round if before else None, seats=places, due=fresh.due or 0, present=fresh.present or 0,
        base=fresh.base, at=now, by=actor.name, submission=submission,
    )  # fmt: skip
    RoundName.objects.bulk_create(
        [RoundName(round=made, order=n, person_id=pk, name=name) for n, (pk, name) in enumerate(stands, 1)]
    )
    after: dict[str, object] = {"投票": f"{office.label}，{kind.label}", "应选名额": places, "候选人": _said(stands)}
    audited("round.called", fresh.election, actor=actor, now=now, after=after)
    return made


def _said(names: Sequence[Named]) -> str:
    return "、".join(name for _, name in names)


def _first(assembly: Assembly, office: Office, names: Sequence[Named]) -> list[Named]:
    """Who stands in a first round: of the approved candidates those chosen, in the ballot's order; at the committee's own
    meeting, of its members."""
    approved: list[Named] = [(one.person_id, one.name) for one in candidates_for(assembly, office)]
    if assembly.stage == Stage.PLENARY:
        expected = expected_at(assembly)
        members = list(expected.due) if expected else []
        chosen = [one for one in members if one in [(pk, name) for pk, name in names]] if names else []
        return list(chosen) or [one for one in approved if one in members]
    wanted = list(names)
    return [one for one in approved if not wanted or one in wanted]


def _demand_enough(office: Office, standing: int, places: int) -> None:
    if not standing:
        raise Refused(f"还没有{office.label}候选人。请先在“候选人”里办理上级批复。", "names")
    if office in HEADS:
        if standing < places:
            raise Refused(f"应选 {places} 人，候选人只有 {standing} 人。", "names")
    elif said := surplus_said(standing, places):
        raise Refused(said, "names")


def _following(before: Vote, kind: RoundKind, names: Sequence[Named]) -> tuple[list[Named], int]:
    """Who stands and for how many seats in a round that follows another."""
    if kind is RoundKind.REPEAT:
        return [(one.person_id, one.name) for one in before.on_ballot], before.round.seats
    if kind is RoundKind.RUN_OFF:
        tied = [name for name, judged in before.judged if judged.verdict is Verdict.TIED]
        return [(one.person_id, one.name) for one in sorted(tied, key=lambda n: n.order)], before.result.places_left
    seated = {comparable(one.name) for one in before.names if is_seated(one) or is_held(one)}
    wanted = [(pk, clean_name(name)) for pk, name in names if clean_name(name)]
    for _, name in wanted:
        if comparable(name) in seated:
            raise Refused(f"{name}已经当选或待上级确认，不能再列为候选人。", "names")
    if len(wanted) < before.result.places_left:
        raise Refused(f"还差 {before.result.places_left} 名，候选人至少 {before.result.places_left} 人。", "names")
    return wanted, before.result.places_left


@transaction.atomic
def hand_out(*, one: Round, received: int, issued: int, version: int, actor: Actor, now: datetime) -> Round:
    """Note how many ballots the scrutineers received and handed out. Raises EditConflict; Refused for more than there are
    people with the right to vote, or once ballots came back."""
    fresh = round_held(one, version, actor=actor)
    demand_open(fresh.assembly)
    if fresh.state != RoundState.VOTING:
        raise Refused("选票已经收回。发票数不对的，请退回重新计票。")
    if issued > fresh.present:
        raise Refused(f"发出 {issued} 张，多于实到会有选举权的 {fresh.present} 人，请核对。", "issued")
    if issued > received:
        raise Refused(f"发出 {issued} 张，多于领到的 {received} 张，请核对。", "issued")
    fresh.received, fresh.issued = received, issued
    fresh.save()
    after: dict[str, object] = {"领到选票": received, "发出选票": issued}
    audited("round.handed_out", fresh.assembly.election, actor=actor, now=now, after=after)
    return fresh


@transaction.atomic
def collect(*, one: Round, returned: int, version: int, actor: Actor, now: datetime) -> Round:
    """Note how many ballots came back. More than went out: the vote is void and is held again. Raises EditConflict; Refused
    before ballots went out or once they are counted."""
    fresh = round_held(one, version, actor=actor)
    demand_open(fresh.assembly)
    if fresh.state != RoundState.VOTING or fresh.issued is None:
        raise Refused("请先填发出的选票。" if fresh.issued is None else "已经在计票。数字不对的，请退回重新计票。")
    fresh.returned = returned
    fresh.state = RoundState.VOID if returned > fresh.issued else RoundState.COUNTING
    fresh.save()
    after: dict[str, object] = {"发出选票": fresh.issued, "收回选票": returned}
    event = "round.void" if fresh.state == RoundState.VOID else "round.collected"
    audited(event, fresh.assembly.election, actor=actor, now=now, after=after)
    if fresh.state == RoundState.COUNTING:
        tell_counting(fresh, "请录入计票", *CountDuty, now=now)
    return fresh


@transaction.atomic
def announce(
    *, one: Round, version: int, actor: Actor, now: datetime, persons: Mapping[int, int | None] | None = None
) -> Round:
    """The chair announces the result of a count that two people agree on; the verdicts are fixed. `persons` says by the
    order of the name who an elected name is that is not known as a person yet (None: nobody on the platform, put on
    file). Where the meeting was too small after all the vote is void. Raises EditConflict, Refused."""
    fresh = round_held(one, version, actor=actor)
    demand_open(fresh.assembly)
    if fresh.state != RoundState.COUNTED:
        raise Refused("计票结果还没有两人确认，不能宣布。")
    vote = vote_of(fresh)
    if not vote.result.is_good:
        fresh.state = RoundState.VOID
        fresh.save()
        audited("round.void", fresh.assembly.election, actor=actor, now=now, note="；".join(vote.result.faults))
        return fresh
    for name, judged in vote.judged:
        name.verdict = judged.verdict
        if judged.verdict in (Verdict.ELECTED, Verdict.HELD) and name.person_id is None:
            name.person_id = _person(name, persons or {}, vote, actor=actor, now=now)
        name.save()
    fresh.state, fresh.announced_at = RoundState.ANNOUNCED, now
    fresh.save()
    after: dict[str, object] = {
        word: "、".join(judged.votes.name for judged in vote.result.those(verdict))
        for word, verdict in (("当选", Verdict.ELECTED), ("待上级确认", Verdict.HELD), ("得票相等", Verdict.TIED))
    }
    audited("round.announced", fresh.assembly.election, actor=actor, now=now, after=after)
    return fresh


def _person(name: RoundName, persons: Mapping[int, int | None], vote: Vote, *, actor: Actor, now: datetime) -> int:
    if name.order not in persons:
        raise Refused(f"请选{name.name}是哪一位。", f"person_{name.order}")
    chosen = persons[name.order]
    if chosen is None:
        return people.add_person(name=name.name, actor=actor, now=now).pk
    if any(other.person_id == chosen for other in vote.names):
        raise Refused("这个人在选票上另有一行，请核对。", f"person_{name.order}")
    return chosen


@transaction.atomic
def confirm_held(*, one: Round, order: int, why: str, version: int, actor: Actor, now: datetime) -> Round:
    """The chair declares a held name elected, with the reason: the sources disagree about the base, and the ruling stays
    visible in the report. Raises EditConflict; Refused unless the name is held, or once the result is reported."""
    fresh = round_held(one, version, actor=actor)
    demand_open(fresh.assembly)
    name = RoundName.objects.filter(round=fresh, order=order).first()
    if name is None or not is_held(name):
        raise Refused("这个名字不在“待上级确认”之列。")
    keep_ruling(
        fresh.assembly.election,
        Ruling.CONFIRMED,
        why.strip() and f"{name.name}：{why.strip()}",
        actor=actor,
        now=now,
        one=fresh,
    )
    name.ruling = why.strip()
    name.save()
    fresh.save()
    audited("round.held_confirmed", fresh.assembly.election, actor=actor, now=now, note=f"{name.name}：{name.ruling}")
    return fresh


@transaction.atomic
def reduce_seats(
    *, one: Round, agreed: int, by_presidium: bool, why: str, version: int, actor: Actor, now: datetime
) -> Round:
    """Let the seats go that this round left open: with the agreement of more than half of the voters present, or of a
    congress's presidium (known at second hand only). Raises EditConflict, Refused."""
    fresh = round_held(one, version, actor=actor)
    demand_open(fresh.assembly)
    vote = vote_of(fresh)
    if not vote.places_left:
        raise Refused("没有空着的名额。")
    if agreed > fresh.present:
        raise Refused(f"同意 {agreed} 人，多于实到 {fresh.present} 人，请核对。", "agreed")
    if not by_presidium and not may_reduce(agreed, fresh.present):
        raise Refused(f"同意 {agreed} 人，没有超过实到 {fresh.present} 人的一半，不能减少名额。", "agreed")
    said = f"{Office(fresh.office).label}名额减少 {vote.places_left} 名"
    keep_ruling(
        fresh.assembly.election, Ruling.FEWER_SEATS,
        f"{said}，{'大会主席团决定' if by_presidium else f'{agreed} 人同意'}{'：' + why.strip() if why.strip() else ''}",
        actor=actor, now=now, one=fresh, agreed=agreed,
    )  # fmt: skip
    fresh.save()
    audited("round.seats_reduced", fresh.assembly.election, actor=actor, now=now, note=said)
    return fresh


def _demand_last(one: Round) -> None:
    """Raise Refused where a later round rests on this one, or the meeting has closed."""
    demand_open(one.assembly)
    if not is_last(one):
        raise Refused("后面又投过票。请先撤销后一次投票。")


@transaction.atomic
def reopen_round(*, one: Round, why: str, version: int, actor: Actor, now: datetime) -> Round:
    """Send a round back to its count, with the reason: numbers out, back and void and both sheets can be typed again. What
    was announced is announced no more; the sheets stay until they are typed over. Raises EditConflict, Refused."""
    fresh = round_held(one, version, actor=actor)
    _demand_last(fresh)
    if fresh.state in (RoundState.VOTING, RoundState.WITHDRAWN):
        raise Refused("这次投票还没有计票。")
    keep_ruling(fresh.assembly.election, Ruling.REOPENED, why, actor=actor, now=now, one=fresh)
    RoundName.objects.filter(round=fresh, is_write_in=True).delete()
    RoundName.objects.filter(round=fresh).update(
        in_favour=None, against=0, abstained=0, spoiled=0, verdict="", ruling=""
    )
    before: dict[str, object] = {
        "进行情况": RoundState(fresh.state).label,
        "收回选票": fresh.returned,
        "废票": fresh.void,
    }
    fresh.state, fresh.void, fresh.confirmed_by = RoundState.VOTING, None, ""
    fresh.confirmed_at = fresh.announced_at = None
    fresh.save()
    audited("round.reopened", fresh.assembly.election, actor=actor, now=now, before=before, note=why.strip())
    return fresh


@transaction.atomic
def withdraw_round(*, one: Round, why: str, version: int, actor: Actor, now: datetime) -> Round:
    """Take a whole round back, with the reason: called by mistake, wrong names. It stays listed and counts nowhere."""
    fresh = round_held(one, version, actor=actor)
    _demand_last(fresh)
    if fresh.state == RoundState.WITHDRAWN:
        return fresh
    keep_ruling(fresh.assembly.election, Ruling.WITHDRAWN, why, actor=actor, now=now, one=fresh)
    Tally.objects.filter(round=fresh).delete()
    fresh.state = RoundState.WITHDRAWN
    fresh.save()
    audited("round.withdrawn", fresh.assembly.election, actor=actor, now=now, note=why.strip())
    return fresh
