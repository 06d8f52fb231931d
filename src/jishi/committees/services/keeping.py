"""What every verb of this room begins and ends with: the right, the version, the record it names, the audit line."""

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.keeping import Kept, held

line = audit.Lines("committees", act=Act.RECORD)


def opened[M: Kept](model: type[M], pk: int, version: int | None, *, actor: Actor) -> M:
    """The row held for this transaction. Raises NotAllowed without RECORD, EditConflict when another has saved since
    (None: the caller shows no version)."""
    row = held(model, pk, version)
    demand(actor.may(Act.RECORD, row.org.path))
    return row
