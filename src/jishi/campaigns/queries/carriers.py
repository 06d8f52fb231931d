"""载体: which ones one sees, who tries them, what came of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from jishi.assignments.models import Assignment
from jishi.assignments.queries import assignments_where
from jishi.assignments.rules import State as TaskState
from jishi.campaigns.models import Carrier, Pledge, Trial, TrialResult
from jishi.campaigns.queries.doors import concerned_above
from jishi.campaigns.queries.pledges import pledges_where
from jishi.campaigns.rules import PledgeState, TrialState, audience_words, trial_mark
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.paging import Page, keyset
from jishi.orgs.models import Organization
from jishi.orgs.queries import get_org, there
from jishi.orgs.rules import ancestors

CARRIER_STANDING = {"": "可用", "withdrawn": "已撤回", "all": "全部"}


def carriers_where(actor: Actor, act: Act) -> QuerySet[Carrier]:
    """The carriers of organisations where the actor may do `act`; for reading also those entered for an organisation above
    the actor's."""
    reach = there(actor.spans(act))
    if act is Act.RECORD_VIEW:
        reach |= Q(shared_in__path__in=concerned_above(actor))
    return Carrier.objects.filter(reach)


def get_carrier(actor: Actor, act: Act, carrier_id: int) -> Carrier:
    """The one door. Out of sight it is missing; within, a refusal carries its reason."""
    found = carriers_where(actor, Act.RECORD_VIEW).select_related("org", "shared_in").get(pk=carrier_id)
    if act is not Act.RECORD_VIEW:
        demand(actor.may(act, found.org.path))
    return found


def get_trial(actor: Actor, act: Act, trial_id: int) -> Trial:
    """A trial, through the door of its carrier and then of who tries it."""
    found = Trial.objects.select_related("org", "campaign").get(pk=trial_id)
    found.carrier = get_carrier(actor, Act.RECORD_VIEW, found.carrier_id)
    demand(actor.may(act, found.org.path))
    return found


def get_trying(actor: Actor, act: Act, carrier_id: int, org_id: int) -> tuple[Carrier, Organization]:
    """A carrier and an organisation it was entered for that may try it."""
    carrier, org = get_carrier(actor, Act.RECORD_VIEW, carrier_id), get_org(actor, act, org_id)
    if not org.path.startswith(carrier.shared_in.path):
        raise Organization.DoesNotExist
    return carrier, org


def readers_of(org: Organization) -> list[tuple[str, str]]:
    """For whom an organisation can enter a carrier: the nearest above it first, itself last."""
    above = Organization.objects.filter(path__in=ancestors(org.path)).order_by("-path")
    names = [(str(pk), f"{name}下面的党组织") for pk, name in above.values_list("pk", "name")]
    return [*names, (str(org.pk), f"只给{org.name}和下级")]


def carrier_rows(actor: Actor, *, standing: str = "", sector: str = "", find: str = "") -> QuerySet[Carrier]:
    """The library as it is narrowed."""
    rows = carriers_where(actor, Act.RECORD_VIEW).select_related("org", "shared_in")
    if standing != "all":
        rows = rows.filter(withdrawn_on__isnull=standing != "withdrawn")
    if sector:
        rows = rows.filter(Q(sectors=[]) | Q(sectors__contains=[sector]))
    if find:
        rows = rows.filter(Q(name__contains=find) | Q(what__contains=find) | Q(org__name__contains=find))
    return rows


def carrier_page(actor: Actor, *, standing: str, sector: str, find: str, at: str) -> Page[Carrier]:
    """A page of the library, the latest first."""
    return keyset(
        carrier_rows(actor, standing=standing, sector=sector, find=find), keys=("-entered_on", "-pk"), at=at
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CarrierLine:
    """A carrier, for whom it is meant, and how many try it, keep it, use it no more."""

    carrier: Carrier
    trying: int
    kept: int
    stopped: int

    @property
    def whom(self) -> str:
        return audience_words(self.carrier.org_kinds, self.carrier.sectors) or "各类组织、各领域"


def carrier_lines(rows: Sequence[Carrier]) -> list[CarrierLine]:
    """One query for any number."""
    found: Counter[tuple[int, str]] = Counter(
        Trial.objects.filter(carrier__in=[row.pk for row in rows]).values_list("carrier_id", "state")
    )
    return [
        CarrierLine(row, *(found[row.pk, s] for s in (TrialState.TRYING, TrialState.KEPT, TrialState.STOPPED)))
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class TrialLine:
    """A trial with the promises and tasks it names that the actor reads, how many more it names, and whether the actor
    writes it."""

    trial: Trial
    pledges: list[Pledge]
    tasks: list[Assignment]
    unseen: int
    may_write: bool

    @property
    def mark(self) -> tuple[str, str]:
        return trial_mark(self.trial.state)


def trial_lines(actor: Actor, carriers: Iterable[int], *, state: str = "") -> list[TrialLine]:
    """The trials of these carriers by tree; withdrawn ones only when asked for. Four queries."""
    rows = Trial.objects.filter(carrier__in=list(carriers)).select_related("org", "campaign", "carrier")
    rows = rows.filter(state=state) if state in set(TrialState) else rows.exclude(state=TrialState.WITHDRAWN)
    trials = list(rows.order_by("carrier_id", "org__path", "pk")[:2000])
    results = list(TrialResult.objects.filter(trial__in=trials).order_by("pk"))
    pledges = pledges_where(actor, Act.RECORD_VIEW).in_bulk([one.pledge_id for one in results if one.pledge_id])
    tasks = {
        row.pk: row
        for row in assignments_where(actor, Act.VIEW).filter(
            pk__in=[one.assignment_id for one in results if one.assignment_id]
        )
    }
    by_trial: dict[int, list[TrialResult]] = defaultdict(list)
    for one in results:
        by_trial[one.trial_id].append(one)
    found = []
    for trial in trials:
        named = by_trial[trial.pk]
        shown = [pledges[one.pledge_id] for one in named if one.pledge_id in pledges]
        done = [tasks[one.assignment_id] for one in named if one.assignment_id in tasks]
        may = bool(actor.may(Act.RECORD, trial.org.path))
        found.append(TrialLine(trial, shown, done, len(named) - len(shown) - len(done), may))
    return found


def results_to_name(trial: Trial) -> dict[str, list[tuple[str, str]]]:
    """The kept promises and accepted tasks of who tries it, since it began; of its campaign alone where it has one. Two
    queries."""
    pledges = Pledge.objects.filter(org_id=trial.org_id, state=PledgeState.KEPT, settled_on__gte=trial.from_on)
    if trial.campaign_id:
        pledges = pledges.filter(campaign_id=trial.campaign_id)
    tasks = Assignment.objects.filter(
        org_id=trial.org_id, state=TaskState.ACCEPTED, accepted_at__date__gte=trial.from_on
    )  # fmt: skip
    return {
        "pledges": [(str(pk), text) for pk, text in pledges.order_by("pk").values_list("pk", "text")[:100]],
        "tasks": [(str(pk), title) for pk, title in tasks.order_by("pk").values_list("pk", "title")[:100]],
    }


def named_by(trial: Trial) -> tuple[list[int], list[int]]:
    """The promises and tasks a trial names now."""
    rows = list(TrialResult.objects.filter(trial=trial).values_list("pledge_id", "assignment_id"))
    return [a for a, _ in rows if a], [b for _, b in rows if b]
