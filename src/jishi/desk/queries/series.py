"""What already lies on the branches a superior means to plan for: their own plans and their duties of those months."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from jishi.activities.models import PlanEntry
from jishi.activities.rules import Kind, PlanSource
from jishi.activities.rules.series import TopicInput
from jishi.desk.queries.year_plan import owed_by
from jishi.desk.rules.year_plan import same_people
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind


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


def lying_on(orgs: Sequence[Organization], topics: Sequence[TopicInput], year: int, *, on: date) -> list[Lying]:
    """For each topic what its month holds already; eight queries, for one branch or for 1,500."""
    ids = [org.pk for org in orgs]
    months = {topic.month for topic in topics}
    rows = (
        PlanEntry.objects.filter(org_id__in=ids, month__in=months, dropped_reason="", joined=None)
        .values("org_id", "month", "kinds", "source").annotate(n=Count("pk"))
        .values_list("org_id", "month", "kinds", "source", "n")
    )  # fmt: skip
    planned = list(rows)
    owing: dict[date, Counter[tuple[int, str, Kind | None]]] = {month: Counter() for month in months}
    for duties in owed_by(orgs, year, on).values():
        for owed in duties:
            for month in months:
                if owed.kind and owed.held < owed.count and owed.first.replace(day=1) <= month <= owed.last:
                    owing[month][owed.rule.order, owed.label, owed.kind] += 1
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
