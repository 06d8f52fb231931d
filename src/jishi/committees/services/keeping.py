"""What every verb of this room begins and ends with: the right, the version, the record it names, the audit line."""

from datetime import datetime

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.keeping import Facts, Kept, held
from jishi.orgs.models import Organization


def opened[M: Kept](model: type[M], pk: int, version: int | None, *, actor: Actor) -> M:
    """The row held for this transaction. Raises NotAllowed without RECORD, EditConflict when another has saved since
    (None: the caller shows no version)."""
    row = held(model, pk, version)
    demand(actor.may(Act.RECORD, row.org.path))
    return row


def line(
    event: str,
    org: Organization,
    subject: tuple[str, int, str],
    *,
    actor: Actor,
    now: datetime,
    before: Facts | None = None,
    after: Facts | None = None,
    note: str = "",
) -> None:
    """The audit line of a verb of this room; `subject` is (model, id, name)."""
    audit.record(
        event,
        actor=actor,
        at=now,
        act=Act.RECORD,
        org=(org.pk, org.path),
        subject=(f"committees.{subject[0]}", subject[1], subject[2]),
        before=before,
        after=after,
        note=note,
    )
