"""What every verb of this room begins and ends with: the right, the version, the record it names, the audit line."""

from jishi.appraisals.models import OrgLife, ReviewRound
from jishi.appraisals.queries import may_lead
from jishi.appraisals.rules import RoundState
from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import Kept, held

line = audit.Lines("appraisals")  # grades, votes and problems are in none


def opened[M: Kept](model: type[M], pk: int, version: int | None, *, actor: Actor, act: Act) -> M:
    """The row held for this transaction. Raises NotAllowed without `act` (APPRAISE_LEAD strictly above the branch),
    EditConflict when another has saved since (None: the caller shows no version)."""
    row = held(model, pk, version)
    demand(may_lead(actor, row.org) if act is Act.APPRAISE_LEAD else actor.may(act, row.org.path))
    return row


def open_round(round_id: int, version: int | None, *, actor: Actor) -> ReviewRound:
    """A round that may still be changed. Raises Refused once it has gone up."""
    row = opened(ReviewRound, round_id, version, actor=actor, act=Act.APPRAISE)
    if row.state not in (RoundState.OPEN, RoundState.RETURNED):
        raise Refused(f"这一轮评议{RoundState(row.state).label}，不能再改。要改请上级退回。")
    return row


def named(row: OrgLife | ReviewRound) -> tuple[str, int, str]:
    """A procedure as the subject of an audit line."""
    word = "组织生活会" if isinstance(row, OrgLife) else "民主评议党员"
    return (row._meta.model_name or "", row.pk, f"{row.year}年度{word}")
