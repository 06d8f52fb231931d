"""How many organisations there are, of every kind, on any day; the list behind each number is the same rows."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from django.db import connection
from django.db.models import Count, QuerySet
from django.db.models.expressions import RawSQL

from jishi.kernel.actor import Act, Actor
from jishi.kernel.registry import Figure, Numbers, figure
from jishi.orgs.models import Placement
from jishi.orgs.queries.scope import orgs_where, true_on
from jishi.orgs.rules import OrgKind, kinds_that_are

_DOWN = """
WITH RECURSIVE down(id) AS (
  SELECT id FROM orgs_organization WHERE path = %s
  UNION
  SELECT p.org_id FROM orgs_placement p JOIN down ON p.parent_id = down.id
  WHERE (p.from_on IS NULL OR p.from_on <= %s) AND (p.to_on IS NULL OR p.to_on > %s)
)
SELECT id FROM down
"""

_DOWN_FROM_EACH = """
WITH RECURSIVE down(top, id) AS (
  SELECT id, id FROM orgs_organization WHERE id = ANY(%(ids)s)
  UNION
  SELECT down.top, p.org_id FROM orgs_placement p JOIN down ON p.parent_id = down.id
  WHERE (p.from_on IS NULL OR p.from_on <= %(on)s) AND (p.to_on IS NULL OR p.to_on > %(on)s)
)
SELECT down.top, p.kind, count(*) FROM down JOIN orgs_placement p ON p.org_id = down.id
WHERE (p.from_on IS NULL OR p.from_on <= %(on)s) AND (p.to_on IS NULL OR p.to_on > %(on)s)
GROUP BY down.top, p.kind
"""

# Name → (label, the kinds it counts). A 党小组 is a part of its branch, not an organisation of its own in any total.
FIGURES: dict[str, tuple[str, tuple[str, ...]]] = {
    "orgs.total": ("党组织", tuple(kind.value for kind in OrgKind if kind is not OrgKind.PARTY_GROUP)),
    **{
        f"orgs.{kind.value}": (kind.label, kinds_that_are(kind))
        for kind in (
            OrgKind.PARTY_COMMITTEE,
            OrgKind.TOWNSHIP_COMMITTEE,
            OrgKind.COUNTY_COMMITTEE,
            OrgKind.PARTY_LEADING_GROUP,
            OrgKind.GENERAL_BRANCH,
            OrgKind.BRANCH,
            OrgKind.JOINT_BRANCH,
            OrgKind.TEMPORARY_BRANCH,
            OrgKind.MOBILE_BRANCH,
            OrgKind.PARTY_GROUP,
        )
    },
}


def figure_word(name: str) -> str:
    """What a figure is called: the site's word for a kind of organisation, if it has its own."""
    kind = name.removeprefix("orgs.")
    return OrgKind(kind).label if kind in list(OrgKind) else FIGURES["orgs.total"][0]


def standing(org_path: str, day: date, kinds: Collection[str]) -> QuerySet[Placement]:
    """The placements of `day` of organisations of `kinds` at and below the organisation that has `org_path` today, as
    the tree stood on that day; "" is the whole tree."""
    rows = Placement.objects.filter(true_on(day), kind__in=kinds)
    if not org_path:
        return rows
    return rows.filter(org_id__in=RawSQL(_DOWN, [org_path, day, day]))  # noqa: S611  values travel as parameters


def standing_in_reach(actor: Actor, day: date, kinds: Collection[str]) -> QuerySet[Placement]:
    """The same for everything the actor sees today."""
    return Placement.objects.filter(true_on(day), kind__in=kinds, org__in=orgs_where(actor, Act.VIEW))


def counts_by_kind(org_path: str, day: date) -> dict[str, int]:
    """Kind → how many of exactly that kind, at and below, on `day`: one query for a whole row of figures."""
    rows = standing(org_path, day, [kind.value for kind in OrgKind]).order_by()
    return dict(rows.values_list("kind").annotate(Count("pk")))


def _counting(kinds: Collection[str]) -> Callable[[str, date], int]:
    def count(org_path: str, on: date) -> int:
        return standing(org_path, on, kinds).count()

    return count


def each(names: Collection[str], paths: Mapping[int, str], days: Collection[date]) -> Numbers:
    """The same for many organisations, as the tree stood on each day: one statement a day."""
    found: Numbers = {(name, day): {} for name in names for day in days}
    for day in days:
        with connection.cursor() as cursor:
            cursor.execute(_DOWN_FROM_EACH, {"ids": list(paths), "on": day})
            rows = cursor.fetchall()
        for name in names:
            kinds = set(FIGURES[name][1])
            sums = found[name, day]
            for org_id, kind, number in rows:
                if kind in kinds:
                    sums[org_id] = sums.get(org_id, 0) + number
    return found


def register() -> None:
    """Offer the figures; called once, by the app's `ready`."""
    for name, (label, kinds) in FIGURES.items():
        figure(Figure(name=name, label=label, count=_counting(kinds), url="orgs-list", each=each))
