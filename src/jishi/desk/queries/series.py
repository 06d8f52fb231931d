"""Before a series is issued: what it adds to the branches it is for, beside their own plans, their duties of those months
and what levels have laid on them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from jishi.activities.models import PlanEntry
from jishi.activities.rules import Kind, PlanSource
from jishi.activities.rules.series import SeriesInput, TopicInput
from jishi.campaigns.queries import Lies, demands_meeting
from jishi.campaigns.rules import place_words, seen_key
from jishi.desk.queries.year_plan import owed_by
from jishi.desk.rules.owed import Owed
from jishi.desk.rules.year_plan import same_people
from jishi.duties.rules import Audience, DemandInput, DemandKind, hours, one_event_serves
from jishi.kernel.periods import Period, PeriodKind
from jishi.members.models import Member
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, Sector

FEW = 200  # of more organisations what lies there is asked for by their kinds and sectors


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies on the chosen organisations in one topic's month. `events` are planned in `orgs` organisations; `shared` of
    the organisations have one among them that the topic could be held together with; `arranged` have something of a
    superior's already. `duties` are (what, how many still owe it, whether this topic would meet it)."""

    topic: TopicInput
    orgs: int
    events: int
    arranged: int
    shared: int
    duties: tuple[tuple[str, int, bool], ...]


def _could_share(topic: Sequence[Kind], other: Sequence[str]) -> bool:
    kinds = {*topic, *(Kind(code) for code in other)}
    return bool(other) and same_people(kinds, OrgKind.BRANCH) is not None


@dataclass(frozen=True, slots=True)
class Adds:
    """What a series adds to each organisation of one kind and sector: `extra` topics are held beyond what it owes anyway
    (the most of any), `minutes` of persons for them; `planned` events are in its plan in these months already (the most)."""

    whom: str
    orgs: int
    extra: int
    minutes: int
    planned: int

    @property
    def hours(self) -> str:
        return hours(self.minutes)


@dataclass(frozen=True, slots=True)
class Weight:
    """The page before a series is issued. `key` changes with whatever the weight follows from."""

    lying: list[Lying]
    adds: list[Adds]
    lies: list[Lies]
    key: str
    minutes: int

    @property
    def hours(self) -> str:
        """Of all organisations together."""
        return hours(self.minutes)

    @property
    def lies_hours(self) -> str:
        return hours(sum(one.share.minutes for one in self.lies))


def weigh(issuer: Organization, orgs: Sequence[Organization], typed: SeriesInput, *, on: date) -> Weight:
    """What a series would add to each of `orgs`, beside what lies there: what they owe and have planned in its months, what
    levels have laid on them. Thirteen queries, for one branch or for 1,500."""
    owed = owed_by(orgs, typed.year, on)
    people = dict(
        Member.objects.filter(org_id__in=[org.pk for org in orgs]).order_by().values("org_id").annotate(n=Count("pk"))
        .values_list("org_id", "n")
    )  # fmt: skip
    planned = _planned(orgs, {topic.month for topic in typed.topics})
    busy: Counter[int] = Counter()
    for org_id, _, _, _, number in planned:
        busy[org_id] += number
    places: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for org in orgs:
        extra = sum(not any(_meets(one, topic) for one in owed.get(org.pk, ())) for topic in typed.topics)
        cost = extra * typed.minutes * people.get(org.pk, 0)
        places.setdefault((org.kind, org.sector), []).append((extra, cost, busy[org.pk]))
    adds = [
        Adds(
            place_words(kind, sector),
            len(rows),
            *(max(row[n] for row in rows) for n in range(3)),
        )
        for (kind, sector), rows in sorted(places.items(), key=lambda one: _order(one[0]))
    ]
    shown = [typed.issuer_id, typed.year, typed.minutes, typed.topics, sorted(org.pk for org in orgs)]
    return Weight(
        lying=_lying(planned, owed, typed.topics),
        adds=adds,
        lies=_lies(issuer, orgs, typed),
        key=seen_key(shown),
        minutes=sum(row[1] for rows in places.values() for row in rows),
    )


def _order(place: tuple[str, str]) -> tuple[int, int]:
    return list(OrgKind).index(OrgKind(place[0])), list(Sector).index(Sector(place[1]))


def _in_month(owed: Owed, month: date) -> bool:
    return bool(owed.kind) and owed.held < owed.count and owed.first.replace(day=1) <= month <= owed.last


def _meets(owed: Owed, topic: TopicInput) -> bool:
    """Whether holding the topic would do a duty that is owed in its month anyway."""
    return _in_month(owed, topic.month) and owed.kind in topic.kinds


def _lies(issuer: Organization, orgs: Sequence[Organization], typed: SeriesInput) -> list[Lies]:
    """The demands of these months on these organisations; of more than FEW, on all of their kinds and sectors."""
    months = [topic.month for topic in typed.topics]
    whole = DemandInput(
        kind=DemandKind.OTHER, title=typed.title, basis=typed.basis, from_on=min(months),
        until_on=Period.containing(PeriodKind.MONTH, max(months)).last,
        audience=Audience(
            org_kinds=tuple({org.kind: None for org in orgs}), sectors=tuple({org.sector: None for org in orgs}),
            org_ids=tuple(org.pk for org in orgs) if len(orgs) <= FEW else (),
        ),
    )  # fmt: skip
    found, rows, falls = demands_meeting(issuer, whole)
    return [
        Lies(row, found[row.pk], [t.title for t in typed.topics if one_event_serves(
            DemandKind.DUTY, t.kinds, [t.month], row.kind, row.evidence, falls.get(row.pk, ())
        )])
        for row in rows
    ]  # fmt: skip


type Planned = list[tuple[int, date, list[str], str, int]]


def _planned(orgs: Sequence[Organization], months: set[date]) -> Planned:
    rows = (
        PlanEntry.objects.filter(
            org_id__in=[org.pk for org in orgs], month__in=months, dropped_reason="", joined=None
        )
        .values("org_id", "month", "kinds", "source").annotate(n=Count("pk"))
        .values_list("org_id", "month", "kinds", "source", "n")
    )  # fmt: skip
    return list(rows)


def _lying(planned: Planned, owed: Mapping[int, Sequence[Owed]], topics: Sequence[TopicInput]) -> list[Lying]:
    """For each topic what its month holds already."""
    months = {topic.month for topic in topics}
    owing: dict[date, Counter[tuple[int, str, Kind | None]]] = {month: Counter() for month in months}
    for duties in owed.values():
        for one in duties:
            for month in months:
                if _in_month(one, month):
                    owing[month][one.rule.order, one.label, one.kind] += 1
    found = []
    for topic in topics:
        here = [row for row in planned if row[1] == topic.month]
        found.append(
            Lying(
                topic=topic,
                orgs=len({row[0] for row in here}),
                events=sum(row[4] for row in here),
                arranged=len({row[0] for row in here if row[3] == PlanSource.SERIES}),
                shared=len({row[0] for row in here if _could_share(topic.kinds, row[2])}),
                duties=tuple(
                    (label, count, kind in topic.kinds)
                    for (_, label, kind), count in sorted(owing[topic.month].items(), key=lambda pair: pair[0][0])
                ),
            )
        )
    return found
