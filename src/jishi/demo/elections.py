"""Changes of committee under way in the demo: those whose term ends soon, at different steps; one is helped from above."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from jishi.ballots import services
from jishi.ballots.models import Election
from jishi.ballots.rules import ElectionKind
from jishi.demo.ballot import prepare_ballot
from jishi.demo.meeting import hold_meeting
from jishi.kernel.actor import Actor
from jishi.orgs.models import Organization, Term
from jishi.orgs.rules import OrgKind, is_a

AWAY = 210  # days: some start before the six months the superior reminds at
AHEAD = ("prepare", "request", "agree", "nominate")


def lay_elections(
    places: Mapping[str, Organization], *, helper_id: int, today: date, actor: Actor, now: datetime
) -> None:
    """Start elections where the term ends soon or has ended; each is further than the next. The one past its term stands
    before its meeting, with the superior's leave to be late; others stay without, so that the list shows what is missing."""
    branches = [org for org in places.values() if is_a(org.kind, OrgKind.BRANCH)]
    rows = Term.objects.filter(org__in=branches, closed_on=None, ends_on__lte=today + timedelta(days=AWAY))
    ending = list(rows.select_related("org").order_by("ends_on", "pk"))
    ready = _start(ending[0], meeting=today + timedelta(days=12), actor=actor, now=now)
    prepare_ballot(ready, today=today, actor=actor, now=now)
    held = _start(ending[5], meeting=today - timedelta(days=2), actor=actor, now=now)
    prepare_ballot(held, today=today, actor=actor, now=now)
    hold_meeting(held, today=today, actor=actor, now=now)
    for number, term in enumerate(ending[1:5]):
        meeting = max(term.until, today + timedelta(days=30))
        election = _start(term, meeting=meeting, actor=actor, now=now)
        for code in AHEAD[: 3 - number if number < 3 else 0]:
            election = services.note_step(
                election=election, code=code, done_on=today - timedelta(days=14 - number), note="支委会研究", version=election.version,
                actor=actor, now=now,
            )  # fmt: skip
        if number == 1:
            services.lead_election(
                election=election, helper_id=helper_id, is_difficult=True, difficulty="外出党员多，人选难定",
                version=election.version, actor=actor, now=now,
            )  # fmt: skip


def _start(term: Term, *, meeting: date, actor: Actor, now: datetime) -> Election:
    until = term.until
    return services.start_election(
        org=term.org, kind=ElectionKind.TERM, meeting_on=meeting, approval="和党组〔2026〕12号" if meeting > until else "",
        beyond_a_year=True, seats=3, candidates=4, actor=actor, now=now,
    )  # fmt: skip
