"""统筹: before a campaign starts, what it adds to every organisation, beside what lies there already."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from jishi.campaigns.models import Campaign, PrescribedAction
from jishi.campaigns.queries.campaigns import ActionLine, actions_of, line_of, org_kinds_of, sectors_of
from jishi.campaigns.queries.doors import concerned_by
from jishi.campaigns.rules import applies, place_words, seen_key
from jishi.duties.models import Demand, DemandTime
from jishi.duties.queries import Share, meets, pack
from jishi.duties.rules import Audience, DemandInput, DemandKind, due_days, hours, one_event_serves
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, Sector


@dataclass(frozen=True, slots=True)
class Added:
    """One action: how many organisations it falls on, the hours of all of them, what it could be held together with: a
    duty of the regulations that the same record meets, a demand that lies there in the same month."""

    line: ActionLine
    orgs: int
    within: list[str]
    joins: list[str]

    @property
    def hours(self) -> str:
        return hours(self.line.minutes * self.orgs)


@dataclass(frozen=True, slots=True)
class PerOrg:
    """What the campaign adds to every organisation of one kind and sector, and how many of them there are."""

    whom: str
    orgs: int
    actions: int
    minutes: int

    @property
    def hours(self) -> str:
        return hours(self.minutes)


@dataclass(frozen=True, slots=True)
class Lies:
    """A demand that lies on the same organisations in these months, and the actions one event could serve with it."""

    demand: Demand
    share: Share
    actions: list[str]


@dataclass(frozen=True, slots=True)
class Coordination:
    """The page before the start. `key` changes with anything that it shows of the campaign."""

    added: list[Added]
    per_org: list[PerOrg]
    lies: list[Lies]
    orgs: int
    key: str

    @property
    def hours(self) -> str:
        return hours(sum(one.line.minutes * one.orgs for one in self.added))

    @property
    def lies_hours(self) -> str:
        return hours(sum(one.share.minutes for one in self.lies))

    @property
    def overlaps(self) -> int:
        """How many actions could be held together with something."""
        return sum(bool(one.joins or one.within) for one in self.added)


def demand_of(action: PrescribedAction, campaign: Campaign) -> DemandInput:
    """The demand that an action becomes when the campaign starts: under the campaign's name."""
    return DemandInput(
        kind=action.kind,
        title=f"{campaign.title}：{action.title}",
        basis=campaign.basis,
        from_on=action.stage.from_on,
        until_on=action.stage.until_on,
        audience=Audience(org_kinds=org_kinds_of(action, campaign), sectors=sectors_of(action, campaign)),
        cadence=action.cadence,
        count=action.count,
        extra=action.extra,
        asks=action.asks,
        evidence=tuple(action.evidence) if action.kind == DemandKind.DUTY else (),
        people=action.people,
        minutes=action.minutes,
    )


def _within(values: DemandInput) -> list[str]:
    """The duties of the regulations that the same record meets: done within them, nothing new is held."""
    kinds = set(values.audience.org_kinds)
    return [
        rule.short for rule in pack().values() if set(rule.evidence) & set(values.evidence) and set(rule.org_kinds) & kinds
    ]  # fmt: skip


def demands_meeting(
    issuer: Organization, whole: DemandInput, *, mine: Collection[int | None] = ()
) -> tuple[dict[int, Share], list[Demand], dict[int, list[date]]]:
    """What lies on the organisations that `whole` is for in its months, `mine` left out: the share of each demand, the
    demands by their end, the days each falls due. Three queries."""
    found = {pk: share for pk, share in meets(issuer, whole).items() if pk not in mine}
    rows = Demand.objects.filter(pk__in=found).select_related("issuer").order_by("until_on", "pk")
    falls: dict[int, list[date]] = {}
    for pk, day in DemandTime.objects.filter(demand_id__in=found).values_list("demand_id", "due_on"):
        falls.setdefault(pk, []).append(day)
    return found, list(rows), falls


def _whole(campaign: Campaign) -> DemandInput:
    return DemandInput(
        kind=DemandKind.OTHER,
        title=campaign.title,
        basis=campaign.basis,
        from_on=campaign.from_on,
        until_on=campaign.until_on,
        audience=Audience(org_kinds=tuple(campaign.org_kinds), sectors=tuple(campaign.sectors)),
    )


def coordination(campaign: Campaign) -> Coordination:
    """What the campaign would add, beside what lies there. Six queries, however many actions it has."""
    actions = actions_of(campaign)
    asked = [(action, demand_of(action, campaign)) for action in actions]
    found = concerned_by(campaign).order_by().values_list("kind", "sector").annotate(Count("pk"))
    places: Counter[tuple[str, str]] = Counter({(kind, sector): n for kind, sector, n in found})
    shares, rows, falls = demands_meeting(campaign.org, _whole(campaign), mine={action.demand_id for action in actions})
    joins: dict[int, list[str]] = {row.pk: [] for row in rows}
    added = []
    for action, values in asked:
        days = due_days(values.cadence, values.from_on, values.until_on)
        met = [
            row for row in rows
            if one_event_serves(values.kind, values.evidence, days, row.kind, row.evidence, falls.get(row.pk, ()))
            and set(row.org_kinds) & set(values.audience.org_kinds)
        ]  # fmt: skip
        for row in met:
            joins[row.pk].append(action.title)
        number = sum(n for place, n in places.items() if _falls_on(values, *place))
        added.append(Added(line_of(action, campaign), number, _within(values), [row.listed for row in met]))
    per_org = [
        _per_org(place, n, list(zip(asked, added, strict=True))) for place, n in sorted(places.items(), key=_order)
    ]
    shown = [
        (v.title, v.kind, v.from_on, v.until_on, v.cadence, v.count, v.people, v.minutes, v.audience) for _, v in asked
    ]
    return Coordination(
        added=added,
        per_org=per_org,
        lies=[Lies(row, shares[row.pk], joins[row.pk]) for row in sorted(rows, key=lambda row: not joins[row.pk])],
        orgs=places.total(),
        key=seen_key([campaign.basis, campaign.rests_on, campaign.from_on, campaign.until_on, *shown]),
    )


def _falls_on(values: DemandInput, kind: str, sector: str) -> bool:
    return applies(values.audience.org_kinds, values.audience.sectors, kind, sector)


def _order(place: tuple[tuple[str, str], int]) -> tuple[int, int]:
    kind, sector = place[0]
    return list(OrgKind).index(OrgKind(kind)), list(Sector).index(Sector(sector))


def _per_org(
    place: tuple[str, str], number: int, rows: list[tuple[tuple[PrescribedAction, DemandInput], Added]]
) -> PerOrg:
    on = [added for (_, values), added in rows if _falls_on(values, *place)]
    kind, sector = place
    return PerOrg(place_words(kind, sector), number, len(on), sum(a.line.minutes for a in on))
