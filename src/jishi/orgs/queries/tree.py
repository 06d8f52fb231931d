"""The tree, today and on any day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import F, Q, QuerySet

from jishi.kernel.actor import Act, Actor
from jishi.orgs.models import Naming, Organization, Placement
from jishi.orgs.queries.scope import below, orgs_where, true_on
from jishi.orgs.rules import OrgKind, ancestors, kinds_that_are

# On a day the tree is walked from the placements of that day, never from today's paths.
_TRUE = "(p.from_on IS NULL OR p.from_on <= %(day)s) AND (p.to_on IS NULL OR p.to_on > %(day)s)"
BELOW_EACH = f"""
WITH RECURSIVE down(top, id, kind) AS (
  SELECT p.org_id, p.org_id, p.kind FROM orgs_placement p WHERE p.org_id = ANY(%(tops)s) AND {_TRUE}
  UNION
  SELECT d.top, p.org_id, p.kind FROM orgs_placement p JOIN down d ON p.parent_id = d.id WHERE {_TRUE}
)
SELECT top, kind, count(*) FROM down GROUP BY top, kind
"""  # noqa: S608  no value is written into the text
ABOVE_ONE = f"""
WITH RECURSIVE up(id, level) AS (
  SELECT p.parent_id, 1 FROM orgs_placement p WHERE p.org_id = %(org)s AND {_TRUE}
  UNION
  SELECT p.parent_id, u.level + 1 FROM orgs_placement p JOIN up u ON p.org_id = u.id WHERE u.level < 20 AND {_TRUE}
)
SELECT id FROM up WHERE id IS NOT NULL ORDER BY level DESC
"""  # noqa: S608  as above


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation in the tree of one day: its name, code and kind then, how many stand below it by kind."""

    id: int
    name: str
    code: str
    kind: str
    below: dict[str, int]

    @property
    def kind_label(self) -> str:
        return OrgKind.label_of(self.kind)

    def count(self, kind: str) -> int:
        """How many organisations that are a `kind` stand at this node and below it."""
        return sum(self.below.get(k, 0) for k in kinds_that_are(kind))

    @property
    def branches(self) -> int:
        return self.count(OrgKind.BRANCH)

    @property
    def groups(self) -> int:
        return self.count(OrgKind.PARTY_GROUP)

    @property
    def total(self) -> int:
        """Everything at it and below it that the figure `orgs.total` counts."""
        return sum(self.below.values()) - self.groups

    @property
    def has_children(self) -> bool:
        return sum(self.below.values()) > 1


def living(orgs: QuerySet[Organization]) -> QuerySet[Organization]:
    """Those that have not been dissolved."""
    return orgs.filter(ended_on=None)


def children(org: Organization) -> QuerySet[Organization]:
    """The living organisations directly under `org`, in the order of the tree."""
    return living(Organization.objects.filter(parent=org)).order_by("path")


def ancestors_of(org: Organization) -> list[Organization]:
    """The organisations above `org` today, the top first: one query."""
    return list(Organization.objects.filter(path__in=ancestors(org.path)).order_by("path"))


def ancestors_on(org_id: int, day: date) -> list[tuple[int, str]]:
    """(id, name) of the organisations above it on `day`, the top first, with their names of that day: two queries."""
    with connection.cursor() as cursor:
        cursor.execute(ABOVE_ONE, {"org": org_id, "day": day})
        ids = [row[0] for row in cursor.fetchall()]
    names = names_on(ids, day)
    return [(pk, names.get(pk, "")) for pk in ids]


def placement_on(org_id: int, day: date) -> Placement | None:
    """Where it stood on `day` and as what kind; None when it did not stand."""
    return Placement.objects.filter(true_on(day), org_id=org_id).select_related("parent").first()


def names_on(org_ids: Iterable[int], day: date) -> dict[int, str]:
    """Id → name on `day`, in one query; those without a name that day are left out."""
    return dict(Naming.objects.filter(true_on(day), org_id__in=list(org_ids)).values_list("org_id", "name"))


def name_on(org_id: int, day: date) -> str:
    """What it was called on `day`; "" when it did not stand."""
    return names_on([org_id], day).get(org_id, "")


def org_by_code(code: str) -> Organization:
    """The organisation with that code, for commands typed on the server; pages go through `get_org`. Raises
    DoesNotExist."""
    return Organization.objects.exclude(code="").get(code=code.strip())


def _nodes(placements: QuerySet[Placement], day: date) -> list[Node]:
    rows = list(placements.order_by(F("org__path")).values_list("org_id", "org__code", "kind"))
    ids = [row[0] for row in rows]
    names = names_on(ids, day)
    counts: dict[int, dict[str, int]] = {}
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(BELOW_EACH, {"tops": ids, "day": day})
            for top, kind, count in cursor.fetchall():
                counts.setdefault(top, {})[kind] = count
    return [Node(pk, names.get(pk, ""), code, kind, counts.get(pk, {})) for pk, code, kind in rows]


def tree(actor: Actor, *, day: date, under: Organization | None = None) -> list[Node]:
    """One level of the tree on `day`: what stood directly under `under`, or the tops of the actor's reach. Three queries
    however many rows. Rights are today's: an organisation that is out of reach now is not shown on a past day."""
    reach = orgs_where(actor, Act.VIEW)
    shown = Placement.objects.filter(true_on(day), org__in=reach)
    if under is not None:
        return _nodes(shown.filter(parent=under), day)
    tops = [path for path, _ in actor.spans(Act.VIEW)]
    tops = [path for path in tops if not any(path != other and path.startswith(other) for other in tops)]
    wanted = Q(org__path__in=tops) | Q(parent=None) if "" in tops else Q(org__path__in=tops)
    return _nodes(shown.filter(wanted), day)


def matching(word: str, at: str = "") -> Q:
    """Organisations with `word` in their name, short name or initials, or at the beginning of their code; `at` leads to
    them ("org__"). Each has an index."""
    wanted = Q(**{f"{at}name__infix": word}) | Q(**{f"{at}short_name__infix": word})
    if word.isascii():
        wanted |= below(word, field=f"{at}code") | Q(**{f"{at}initials__infix": word.lower()})
    return wanted


def search_orgs(actor: Actor, text: str, *, act: Act = Act.VIEW, kinds: Collection[str] = ()) -> QuerySet[Organization]:
    """Living organisations within reach that have every word of `text` in their name, their short name or the pinyin
    initials of either, or whose code begins with it. Nothing typed, everything found. The order is the caller's."""
    found = living(orgs_where(actor, act))
    for word in text.split():
        found = found.filter(matching(word))
    return found.filter(kind__in=kinds) if kinds else found
