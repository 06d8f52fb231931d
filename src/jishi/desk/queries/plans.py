"""The township's view: which organisations have a plan and how far it has come."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When

from jishi.activities.models import PlanEntry
from jishi.activities.queries import get_plan_org, planned_years
from jishi.activities.rules import first_of, years_to_plan
from jishi.desk.queries.scope import Scope, scope_of
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import SIZE, Page, keyset
from jishi.orgs.models import Organization
from jishi.orgs.queries import search_orgs
from jishi.orgs.rules import OrgKind, Sector, is_a


@dataclass(frozen=True, slots=True)
class PlanFilters:
    """What the list is narrowed to; `has` is yes, no or ""."""

    scope: Scope
    year: int
    find: str = ""
    sector: str = ""
    has: str = ""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One organisation: events of its plan (a branch's with those of its 党小组), as its own page counts them."""

    id: int
    name: str
    sector: str
    planned: int = 0
    held: int = 0
    past: int = 0
    dropped: int = 0

    @property
    def has_plan(self) -> bool:
        return bool(self.planned or self.dropped)


@dataclass(frozen=True, slots=True)
class PlansPage:
    page: Page[PlanLine]
    orgs: int
    with_plan: int

    @property
    def without(self) -> int:
        return self.orgs - self.with_plan


def own_plan(actor: Actor) -> Organization | None:
    """The organisation whose plan the chosen post opens at once: one that has none below it but 党小组."""
    post = actor.post
    if post is None or not (is_a(post.org_kind, OrgKind.BRANCH) or post.org_kind == OrgKind.PARTY_GROUP):
        return None
    if not actor.may(Act.RECORD_VIEW, post.org_path):
        return None
    return get_plan_org(actor, Act.RECORD_VIEW, post.org_id)


def plan_scope(actor: Actor, asked: str) -> Scope:
    """The part of the tree a list is about."""
    return scope_of(actor, asked)


def plan_years(on: date, *, org: Organization | None = None, year: int | None = None) -> list[int]:
    """The years one may switch to: last year's, those one may plan for, and those that have a plan."""
    known = set(planned_years(org)) if org else {on.year - 1}
    return sorted({*known, *years_to_plan(on), *([year] if year else [])})


_WHOSE = Case(When(org__kind=OrgKind.PARTY_GROUP, then=F("org__parent_id")), default=F("org_id"))


def _planning(year: int) -> Q:
    """Organisations that have a plan, a branch also through its 党小组: two looks by key, never a walk through plans."""
    entries = PlanEntry.objects.filter(year=year, joined=None)
    groups = entries.filter(org__parent_id=OuterRef("pk"), org__kind=OrgKind.PARTY_GROUP)
    return Q(Exists(entries.filter(org_id=OuterRef("pk")))) | Q(Exists(groups))


def _orgs(actor: Actor, filters: PlanFilters) -> QuerySet[Organization]:
    found = search_orgs(actor, filters.find, act=Act.RECORD_VIEW).filter(filters.scope.within())
    found = found.exclude(kind=OrgKind.PARTY_GROUP)
    return found.filter(sector=filters.sector) if filters.sector in list(Sector) else found


def _counted(orgs: Sequence[Organization], year: int, on: date) -> list[PlanLine]:
    ids = [org.pk for org in orgs]
    groups = Organization.objects.filter(parent_id__in=ids, kind=OrgKind.PARTY_GROUP)
    with_groups = [*ids, *groups.values_list("pk", flat=True)]
    live = Q(dropped_reason="") & ~Q(kinds=[])
    over = Q(day__lt=on) | Q(day=None, month__lt=first_of(on))
    rows = (
        PlanEntry.objects.filter(org_id__in=with_groups, year=year, joined=None)
        .values(whose=_WHOSE)
        .annotate(
            planned=Count("pk", filter=live),
            held=Count("pk", filter=live & ~Q(activity=None)),
            past=Count("pk", filter=live & Q(activity=None) & over),
            dropped=Count("pk", filter=~Q(dropped_reason="") & ~Q(kinds=[])),
        )
    )
    counts = {pk: numbers for pk, *numbers in rows.values_list("whose", "planned", "held", "past", "dropped")}
    return [
        PlanLine(org.pk, org.short_name or org.name, Sector.label_of(org.sector), *counts.get(org.pk, ()))
        for org in orgs
    ]


def plans_page(actor: Actor, filters: PlanFilters, *, on: date, at: str = "", size: int = SIZE) -> PlansPage:
    """A page of organisations by tree, with how their plans stand; five queries. The two numbers on top count what the
    filters let through, with a plan or without."""
    orgs = _orgs(actor, filters)
    planning = orgs.filter(_planning(filters.year))
    total, having = orgs.count(), planning.count()
    shown, count = orgs, total
    if filters.has == "yes":
        shown, count = planning, having
    elif filters.has == "no":
        shown, count = orgs.exclude(_planning(filters.year)), total - having
    page = keyset(shown, keys=["path"], at=at, size=size, total=count)
    return PlansPage(replace(page, rows=_counted(page.rows, filters.year, on)), total, having)


def plans_export(actor: Actor, filters: PlanFilters, *, on: date) -> list[PlanLine]:
    """Everything the list would show."""
    orgs = _orgs(actor, filters)
    if filters.has == "yes":
        orgs = orgs.filter(_planning(filters.year))
    elif filters.has == "no":
        orgs = orgs.exclude(_planning(filters.year))
    return _counted(list(orgs.order_by("path")), filters.year, on)
