"""How every verb of the meeting begins and ends: the election held for the transaction, rights first, what was opened
compared, a line of audit, what was decided kept in sight."""

from collections.abc import Callable
from datetime import date, datetime

from jishi.ballots.models import Assembly, Election, ElectionStep, MeetingRuling, Official, Round
from jishi.ballots.queries import may_lead
from jishi.ballots.rules import ElectionState
from jishi.ballots.rules.candidates import Office
from jishi.ballots.rules.meeting import CountDuty, Ruling
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Decision, EditConflict, Refused, demand
from jishi.notices import services as notices


def runs(actor: Actor, election: Election) -> Decision:
    """Whether the actor runs this election: 办理换届选举 at its organisation."""
    return actor.may(Act.ELECTION, election.org.path)


def leads(actor: Actor, election: Election) -> Decision:
    """Whether the actor leads it from above."""
    return may_lead(actor, election.org)


def held(election_id: int, *, actor: Actor, right: Callable[[Actor, Election], Decision] = runs) -> Election:
    """The election, held until the transaction ends: all writing on one meeting is done one after another. Raises
    NotAllowed, and Refused for one that is finished or cancelled."""
    fresh = (
        Election.objects.select_for_update(of=("self",), no_key=True)
        .select_related("org", "term", "procedure", "roll")
        .get(pk=election_id)
    )
    demand(right(actor, fresh))
    if fresh.state != ElectionState.RUNNING:
        raise Refused(f"这次选举{ElectionState(fresh.state).label}，不能再改。")
    return fresh


def assembly_held(
    assembly: Assembly, version: int | None, *, actor: Actor, right: Callable[[Actor, Election], Decision] = runs
) -> Assembly:
    """The meeting as it is now, its version one higher (saved by the verb). Raises EditConflict when stale."""
    election = held(assembly.election_id, actor=actor, right=right)
    fresh = Assembly.objects.get(pk=assembly.pk)
    fresh.election = election
    if version is not None and fresh.version != version:
        raise EditConflict
    fresh.version += 1
    return fresh


def round_held(
    one: Round, version: int | None, *, actor: Actor, right: Callable[[Actor, Election], Decision] = runs
) -> Round:
    """The same for a round of voting. Raises Refused once its meeting is closed."""
    election = held(one.assembly.election_id, actor=actor, right=right)
    fresh = Round.objects.select_related("assembly").get(pk=one.pk)
    fresh.assembly.election = election
    if version is not None and fresh.version != version:
        raise EditConflict
    fresh.version += 1
    return fresh


def demand_open(assembly: Assembly) -> None:
    """Raise Refused when the meeting has closed."""
    if assembly.is_closed:
        raise Refused("会议已经散会。要改的，请先点“恢复会议”，写明原因。")


def keep_ruling(
    election: Election,
    ruling: Ruling,
    said: str,
    *,
    actor: Actor,
    now: datetime,
    one: Round | None = None,
    agreed: int | None = None,
) -> MeetingRuling:
    """Keep a decision or a correction where everybody sees it. Raises Refused without a reason."""
    if not said.strip():
        raise Refused("请写明原因。", "why")
    return MeetingRuling.objects.create(
        election=election, round=one, ruling=ruling, said=said.strip(), agreed=agreed, at=now, by=actor.name
    )


def mark_step(election: Election, code: str, on: date | None, note: str, *, actor: Actor) -> None:
    """Note a step of the timetable as done (None: no longer) by what was just written."""
    ElectionStep.objects.update_or_create(
        election=election,
        code=code,
        defaults={"done_on": on, "note": note[:300], "done_by": actor.name if on else ""},
    )


def tell_counting(one: Round, what: str, *duties: CountDuty, now: datetime, but: int | None = None) -> None:
    """Tell those who watch or do the count, as far as they can sign in, that a round waits for them."""
    election = one.assembly.election
    people = Official.objects.filter(assembly=one.assembly_id, duty__in=duties).exclude(person=None)
    notices.notify_many(
        person_ids=[pk for pk in people.values_list("person_id", flat=True) if pk != but],
        text=f"{what}：{election.org.name}选举{Office(one.office).label}，第 {one.number} 次投票。",
        link=f"/elections/rounds/{one.pk}/count/",
        org_id=election.org_id,
        now=now,
    )
