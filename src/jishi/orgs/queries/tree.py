"""The tree, today and on any day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery

from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import SIZE, Page, keyset
from jishi.orgs.models import Below, Naming, Organization, Placement
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
SELECT up.id, coalesce(p.name, '') FROM up LEFT JOIN orgs_naming p ON p.org_id = up.id AND {_TRUE}
WHERE up.id IS NOT NULL ORDER BY level DESC
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
    """(id, name) of the organisations above it on `day`, the top first, with their names of that day: one query."""
    with connection.cursor() as cursor:
        cursor.execute(ABOVE_ONE, {"org": org_id, "day": day})
        return list(cursor.fetchall())


def placement_on(org_id: int, day: date) -> Placement | None:
    """Where it stood on `day` and as what kind; None when it did not stand."""
    return Placement.objects.filter(true_on(day), org_id=org_id).select_related("parent").first()


def names_on(org_ids: Iterable[int], day: date) -> dict[int, str]:
    """Id → name on `day`, in one query; those without a name that day are left out."""
    return dict(Naming.objects.filter(true_on(day), org_id__any=list(org_ids)).values_list("org_id", "name"))


def name_on(org_id: int, day: date) -> str:
    """What it was called on `day`; "" when it did not stand."""
    return names_on([org_id], day).get(org_id, "")


def org_by_code(code: str) -> Organization:
    """The organisation with that code, for commands typed on the server; pages go through `get_org`. Raises
    DoesNotExist."""
    return Organization.objects.exclude(code="").get(code=code.strip())


def counts_today(org_id: int, kind: str) -> dict[str, int]:
    """Kind → how many of exactly that kind stand at a living organisation of `kind` and below it today. One query."""
    return below_today({org_id: kind})[org_id]


def below_today(kinds: Mapping[int, str]) -> dict[int, dict[str, int]]:
    """Organisation → kind → how many, at it and below it today, for living organisations given with their own kinds. One
    query, whatever stands below."""
    found: dict[int, dict[str, int]] = {pk: {kind: 1} for pk, kind in kinds.items()}
    for org_id, kind, count in Below.objects.filter(org_id__in=kinds, count__gt=0).values_list(
        "org_id", "kind", "count"
    ):
        found[org_id][kind] = found[org_id].get(kind, 0) + count
    return found


def below_on(org_ids: Collection[int], day: date) -> dict[int, dict[str, int]]:
    """The same on any day, walked from the placements of that day: one query, which reads what stood below."""
    counts: dict[int, dict[str, int]] = {}
    if org_ids:
        with connection.cursor() as cursor:
            cursor.execute(BELOW_EACH, {"tops": list(org_ids), "day": day})
            for top, kind, count in cursor.fetchall():
                counts.setdefault(top, {})[kind] = count
    return counts


def tops_of(actor: Actor) -> Q:
    """The highest organisations the actor sees."""
    tops = [path for path, _ in actor.spans(Act.VIEW)]
    tops = [path for path in tops if not any(path != other and path.startswith(other) for other in tops)]
    return Q(path__in=tops) | Q(parent=None) if "" in tops else Q(path__in=tops)


def only_top(actor: Actor) -> int | None:
    """The one highest organisation the actor sees; None when there are several or none. One query."""
    tops = list(orgs_where(actor, Act.VIEW).filter(tops_of(actor)).values_list("pk", flat=True)[:2])
    return tops[0] if len(tops) == 1 else None


def tree(
    actor: Actor, *, day: date, today: date, under: Organization | None = None, at: str = "", size: int = SIZE
) -> Page[Node]:
    """A page of one level of the tree on `day`: what stood directly under `under`, or the tops of the actor's reach.
    Three queries on a past day, two today, whatever stands below. Rights are today's: an organisation that is out of
    reach now is not shown on a past day."""
    shown = orgs_where(actor, Act.VIEW)
    if day == today:
        shown = living(shown.filter(parent=under) if under else shown.filter(tops_of(actor)))
        page = keyset(shown, keys=("path",), at=at, size=size)
        counts = below_today({org.pk: org.kind for org in page.rows})
        nodes = [Node(o.pk, o.name, o.code, o.kind, counts[o.pk]) for o in page.rows]
    else:
        named = Naming.objects.filter(true_on(day), org_id=OuterRef("org_id")).values("name")[:1]
        rows = Placement.objects.filter(true_on(day), org__in=shown).annotate(called=Subquery(named))
        tops = orgs_where(actor, Act.VIEW).filter(tops_of(actor)).values("pk")
        rows = rows.filter(parent=under) if under else rows.filter(org__in=tops)
        page = keyset(rows.select_related("org"), keys=("org__path",), at=at, size=size)
        counts = below_on([row.org_id for row in page.rows], day)
        nodes = [Node(r.org_id, r.called or "", r.org.code, r.kind, counts.get(r.org_id, {})) for r in page.rows]
    return Page(rows=nodes, next=page.next, previous=page.previous)


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
