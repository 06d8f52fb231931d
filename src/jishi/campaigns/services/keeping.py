"""What every verb of this room begins and ends with: the row held, the right asked for, the audit line."""

from datetime import datetime

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.keeping import Facts, Kept, held
from jishi.orgs.models import Organization

type Subject = tuple[str, int, str]


def opened[M: Kept](model: type[M], pk: int, version: int | None, *, act: Act, actor: Actor) -> M:
    """The row held for this transaction. Raises NotAllowed without `act` in its organisation, EditConflict when another
    has saved since (None: the caller shows no version)."""
    row = held(model, pk, version)
    demand(actor.may(act, row.org.path))
    return row


def line(
    event: str,
    org: Organization,
    subject: Subject,
    *,
    actor: Actor,
    now: datetime,
    act: Act = Act.DEMAND_SET,
    before: Facts | None = None,
    after: Facts | None = None,
    note: str = "",
) -> None:
    """The audit line of a verb of this room; `subject` is (model, id, name)."""
    about = (f"campaigns.{subject[0]}", subject[1], subject[2])
    place = (org.pk, org.path)
    audit.record(
        event, actor=actor, at=now, act=act, org=place, subject=about, before=before, after=after, note=note
    )  # fmt: skip
