"""What every verb of this room begins and ends with: the right, the row, the audit line, the word to those concerned."""

from datetime import datetime
from typing import Unpack

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.keeping import held
from jishi.model_sites.models import Experience, Naming, Programme, Site
from jishi.notices import services as notices
from jishi.orgs.models import Organization, PostHeld
from jishi.orgs.queries import true_on
from jishi.orgs.rules import PostKind

_line = audit.Lines("model_sites", act=Act.RECORD)


def as_organiser(programme_id: int, version: int | None, *, actor: Actor) -> Programme:
    """A programme held for this transaction. Raises NotAllowed for anybody but its organiser's people."""
    row = held(Programme, programme_id, version)
    demand(actor.may(Act.RECORD, row.org.path))
    return row


def as_applicant(site_id: int, version: int | None, *, actor: Actor) -> Site:
    """An application held for this transaction, for the applicant's people."""
    row = held(Site, site_id, version)
    demand(actor.may(Act.RECORD, row.org.path))
    return row


def as_judge(site_id: int, version: int | None, *, actor: Actor) -> Site:
    """An application held for this transaction, for the organiser's people."""
    row = held(Site, site_id, version)
    demand(actor.may(Act.RECORD, row.programme.org.path))
    return row


def as_home(experience_id: int, version: int | None, *, actor: Actor) -> Experience:
    """An experience held for this transaction, for the people of its home."""
    row = held(Experience, experience_id, version)
    demand(actor.may(Act.RECORD, row.org.path))
    return row


def line(
    event: str,
    org: Organization,
    row: Programme | Site | Naming | Experience,
    name: str,
    *,
    actor: Actor,
    now: datetime,
    **said: Unpack[audit.Said],
) -> None:
    """The audit line of a verb of this room."""
    _line(event, org, (row._meta.model_name or "", row.pk, name), actor=actor, now=now, **said)


def tell_secretary(org: Organization, text: str, link: str, *, now: datetime) -> None:
    """Tell whoever is the secretary of an organisation today."""
    held_by = PostHeld.objects.filter(true_on(now.date()), org=org, post=PostKind.SECRETARY)
    notices.notify_many(
        person_ids=held_by.values_list("person_id", flat=True), text=text, link=link, org_id=org.pk, now=now
    )
