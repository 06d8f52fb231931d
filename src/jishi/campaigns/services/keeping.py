"""What every verb of this room begins and ends with: the row held, the right asked for, the audit line."""

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.keeping import Kept, held

line = audit.Lines("campaigns", act=Act.DEMAND_SET)

type Subject = tuple[str, int, str]


def opened[M: Kept](model: type[M], pk: int, version: int | None, *, act: Act, actor: Actor) -> M:
    """The row held for this transaction. Raises NotAllowed without `act` in its organisation, EditConflict when another
    has saved since (None: the caller shows no version)."""
    row = held(model, pk, version)
    demand(actor.may(act, row.org.path))
    return row
