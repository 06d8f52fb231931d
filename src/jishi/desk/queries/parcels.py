"""One paper of every branch below an organisation, as one zip: what can be asked for, and whose papers go in."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from jishi.desk.queries.catalogue import ENTRIES, Entry, get_paper_period, reach_of
from jishi.desk.rules.catalogue import Reach, periods_for
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.periods import Period
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, get_org, orgs_where
from jishi.orgs.rules import BRANCH_KINDS

BETWEEN = "."  # in what the form sends: paper, period, ending


@dataclass(frozen=True, slots=True)
class Parcel:
    """One paper, period and ending for the branches below `org`."""

    org: Organization
    entry: Entry
    period: Period
    ending: str

    @property
    def title(self) -> str:
        whose = self.org.short_name or self.org.name
        return f"{whose}所属各党支部{self.period.label}{self.entry.word}"


def parcel_choices(actor: Actor, org: Organization, chosen: Period, *, today: date) -> tuple[tuple[str, str], ...]:
    """(what the form sends, words) of the papers that each branch below can have for the chosen period, the year's book
    first."""
    found = []
    for entry in sorted(ENTRIES, key=lambda e: e.name != "yearbook"):
        if Reach.BRANCH not in entry.reach or not all(actor.may(act, org.path) for act in entry.acts):
            continue
        for period in periods_for(entry.cadence, chosen, today):
            when = "今天" if entry.cadence == "today" else "" if period == chosen else period.label
            for ending, word in entry.files:
                found.append(
                    (BETWEEN.join((entry.name, period.code, ending)), " ".join(filter(None, (entry.word, when, word))))
                )
    return tuple(found)


def get_parcel(actor: Actor, org_id: int, asked: str, *, today: date) -> Parcel:
    """The door: that of the organisation, with the rights to what the paper shows. What nobody offers, and an
    organisation that has no branches below, is DoesNotExist."""
    name, _, rest = asked.partition(BETWEEN)
    code, _, ending = rest.partition(BETWEEN)
    entry, period = get_paper_period(name, code, today=today)
    org = get_org(actor, entry.acts[0], org_id)
    for act in entry.acts:
        demand(actor.may(act, org.path))
    if reach_of(org) is not Reach.ABOVE or Reach.BRANCH not in entry.reach or ending not in dict(entry.files):
        raise Organization.DoesNotExist
    return Parcel(org, entry, period, ending)


def parcel_branches(actor: Actor, parcel: Parcel) -> QuerySet[Organization]:
    """The branches below that the actor may print this paper of and that stood in the period, in the order of the tree."""
    rows = Organization.objects.filter(below(parcel.org.path), kind__in=BRANCH_KINDS)
    for act in (Act.VIEW, *parcel.entry.acts):
        rows = rows.filter(pk__in=orgs_where(actor, act).values("pk"))
    return rows.exclude(ended_on__lte=parcel.period.first).order_by("path")
