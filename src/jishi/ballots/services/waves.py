"""统一换届: one notice of a superior puts every village or community below it on the same timetable."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

from django.db import transaction

from jishi.audit import services as audit
from jishi.ballots.models import Election, Wave
from jishi.ballots.queries import orgs_of_wave
from jishi.ballots.rules import STEPS, ElectionKind
from jishi.ballots.services.elections import remember_start
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization, Term


@transaction.atomic
def order_wave(
    *,
    issuer: Organization,
    title: str,
    basis: str,
    sectors: Sequence[str],
    meetings_by: date,
    actor: Actor,
    now: datetime,
    days: Mapping[str, date | None] | None = None,
    submission: UUID | None = None,
) -> Wave:
    """Order a change of committee for every organisation of these sectors below `issuer` that elects to a term and has
    none under way; each may then set its own day up to `meetings_by`. `days`: latest days by code of the step. The same
    `submission` again gives the same wave. Raises NotAllowed without ELECTION_LEAD at `issuer`; Refused when nobody is
    concerned or the day is past."""
    demand(actor.may(Act.ELECTION_LEAD, issuer.path))
    if known := earlier(Wave.objects.filter(issuer=issuer), submission):
        return known
    if meetings_by <= now.date():
        raise Refused("选举大会最晚日期要在今天以后。", "meetings_by")
    set_by_notice = {code: day for code, day in (days or {}).items() if day}
    order = [step.code for step in STEPS if step.code in set_by_notice]
    for first, second in pairwise(order):
        if set_by_notice[first] > set_by_notice[second]:
            raise Refused("后一步的最晚日期不能早于前一步。", f"day_{second}")
    orgs = list(orgs_of_wave(issuer, sectors))
    if not orgs:
        raise Refused("下面没有这些领域的党组织需要换届，或都已经在办理。", "sectors")
    wave = Wave.objects.create(
        issuer=issuer, title=title.strip(), basis=basis.strip(), sectors=list(sectors), meetings_by=meetings_by,
        days={code: day.isoformat() for code, day in set_by_notice.items()}, at=now, by=actor.name, submission=submission,
    )  # fmt: skip
    terms = {term.org_id: term for term in Term.objects.filter(org__in=orgs, closed_on=None)}
    made = Election.objects.bulk_create(
        [
            Election(
                org=org, wave=wave, term=terms.get(org.pk), kind=ElectionKind.TERM, meeting_on=meetings_by,
                basis=wave.basis, at=now, by=actor.name,
            )
            for org in orgs
        ],
        batch_size=2000,
    )  # fmt: skip
    remember_start(made, now=now)
    audit.record(
        "election.wave_ordered",
        actor=actor,
        at=now,
        act=Act.ELECTION_LEAD,
        org=(issuer.pk, issuer.path),
        subject=("ballots.wave", wave.pk, wave.title),
        after={"选举大会最晚日期": meetings_by, "涉及组织": len(orgs)},
        note=wave.basis,
    )
    return wave
