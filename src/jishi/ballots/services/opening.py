"""What every verb about an election begins and ends with: the row held, the rights asked, the audit line written."""

from datetime import datetime

from jishi.audit import services as audit
from jishi.ballots.models import Election
from jishi.ballots.queries import may_lead
from jishi.ballots.rules import ElectionKind, ElectionState
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand

type Facts = dict[str, object]


def opened(election: Election, version: int, *, actor: Actor, either: bool = False, leading: bool = False) -> Election:
    """The election held for this transaction; rights first, then the version, then that it is still running. The caller
    saves its `version`."""
    fresh = (
        Election.objects.select_for_update(of=("self",), no_key=True)
        .select_related("org", "term", "helper", "procedure", "slate", "roll")
        .get(pk=election.pk)
    )
    if leading:
        demand(may_lead(actor, fresh.org))
    elif not (either and may_lead(actor, fresh.org)):
        demand(actor.may(Act.ELECTION, fresh.org.path))
    if fresh.version != version:
        raise EditConflict
    if fresh.state != ElectionState.RUNNING:
        raise Refused(f"这次选举{ElectionState(fresh.state).label}，不能再改。")
    fresh.version += 1
    return fresh


def audited(
    event: str,
    election: Election,
    *,
    actor: Actor,
    now: datetime,
    act: Act = Act.ELECTION,
    before: Facts | None = None,
    after: Facts | None = None,
    note: str = "",
) -> None:
    """One line in the audit log about this election."""
    audit.record(
        event,
        actor=actor,
        at=now,
        act=act,
        org=(election.org.pk, election.org.path),
        subject=("ballots.election", election.pk, ElectionKind(election.kind).label),
        before=before,
        after=after,
        note=note,
    )
