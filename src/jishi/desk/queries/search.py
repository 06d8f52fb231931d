"""One box for members, organisations, records and rules within reach."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from django.db.models import Q

from jishi.activities.queries import activities_where
from jishi.activities.rules import State
from jishi.desk.rules.search import Place, Wanted, names_it
from jishi.duties import queries as duties
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import SIZE, Page, keyset
from jishi.members import queries as members
from jishi.members.rules import Category
from jishi.orgs.models import Organization
from jishi.orgs.queries import search_orgs
from jishi.orgs.rules import OrgKind, Sector

GLANCE = 6  # of each, before “全部”


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: `route` and `id` open it."""

    name: str
    note: str
    route: str
    id: int | str


@dataclass(frozen=True, slots=True)
class Section:
    """What one place gave; `page` carries the marks for more."""

    place: Place
    page: Page[Hit]


type Finder = Callable[..., Page[Hit]]


def _members(actor: Actor, wanted: Wanted, *, today: date, at: str, size: int) -> Page[Hit]:
    if wanted.days:
        return Page(rows=())
    page = members.page_of(members.ways(actor, members.Filters(q=wanted.text), today=today), at=at, size=size)
    hits = [
        Hit(
            m.person.name,
            f"{m.org.short_name or m.org.name if m.org else '已离开'} · {Category.label_of(m.category)}",
            "members-show",
            m.pk,
        )
        for m in page.rows
    ]
    return Page(rows=hits, next=page.next, previous=page.previous)


def _orgs(actor: Actor, wanted: Wanted, *, at: str, size: int) -> Page[Hit]:
    if wanted.days:
        return Page(rows=())
    page = keyset(search_orgs(actor, wanted.text).select_related("parent"), keys=("path",), at=at, size=size)
    return replace(page, rows=[_org_hit(org) for org in page.rows])


def _org_hit(org: Organization) -> Hit:
    above = [org.parent.short_name or org.parent.name] if org.parent else []
    words = [OrgKind.label_of(org.kind), Sector.label_of(org.sector), *above, *([org.code] if org.code else [])]
    return Hit(org.name, " · ".join(words), "orgs-show", org.pk)


def _records(actor: Actor, wanted: Wanted, *, at: str, size: int) -> Page[Hit]:
    rows = activities_where(actor, Act.RECORD_VIEW).filter(state=State.CONFIRMED)
    if wanted.days:
        rows = rows.filter(held_on__gte=wanted.days[0], held_on__lte=wanted.days[1])
    else:
        rows = rows.filter(*(Q(title__infix=word) for word in wanted.text.split()))
    page = keyset(rows.select_related("org"), keys=("-held_on", "-pk"), at=at, size=size)
    hits = [
        Hit(r.title, f"{r.held_on:%Y-%m-%d} · {r.org.short_name or r.org.name}", "activities-show", r.pk)
        for r in page.rows
    ]
    return replace(page, rows=hits)


def _rules(actor: Actor, wanted: Wanted) -> Page[Hit]:
    if wanted.days or not actor.has(Act.VIEW):
        return Page(rows=())
    rules = (*duties.pack().values(), *duties.optional_rules().values())
    found = [r for r in rules if names_it(wanted, r.title, r.short, r.citation, r.id)]
    return Page(rows=[Hit(r.title, f"{r.citation} · {r.cadence}", "duties-rule", r.id) for r in found])


def _finders(actor: Actor, wanted: Wanted, *, today: date, at: str, size: int) -> dict[Place, Callable[[], Page[Hit]]]:
    return {
        Place.MEMBERS: partial(_members, actor, wanted, today=today, at=at, size=size),
        Place.ORGS: partial(_orgs, actor, wanted, at=at, size=size),
        Place.RECORDS: partial(_records, actor, wanted, at=at, size=size),
        Place.RULES: partial(_rules, actor, wanted),
    }


def found(actor: Actor, wanted: Wanted, *, today: date, place: str = "", at: str = "") -> Sequence[Section]:
    """What was found, by place; everywhere a glance, in one `place` a whole page at the mark `at`. One query a place, for
    members two or three."""
    if not wanted or wanted.is_citizen_number:
        return ()
    asked = [p for p in Place if p == place]
    finders = _finders(actor, wanted, today=today, at=at if asked else "", size=SIZE if asked else GLANCE)
    return [Section(p, page) for p in asked or Place if (page := finders[p]()).rows]


def member_of_number(actor: Actor, wanted: Wanted, *, today: date) -> int | None:
    """The member with that whole ID number, if within reach."""
    rows = members.filtered(actor, members.Filters(q=wanted.text), today=today)
    return rows.values_list("pk", flat=True).first()
