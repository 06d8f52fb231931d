"""Demands: which one may see, lists narrowed by the address, and what is said of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from jishi.duties.models import Demand, DemandFlag, DemandTime, OptionalDuty
from jishi.duties.queries.load import Share, meets, shares
from jishi.duties.rules import DemandInput, DemandKind, DemandState, due_days, level_word, one_event_serves
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed, demand
from jishi.kernel.paging import Page, bounded, keyset
from jishi.orgs.models import Organization
from jishi.orgs.queries import ABOVE, below, get_org, org_ids_where, orgs_where
from jishi.orgs.rules import OrgKind, ancestors

SOON = timedelta(days=30)
MOST_CHOICES = 200  # in one select


class _In(Func):
    """`value = ANY (array)`."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


class _Empty(Func):
    template = "(cardinality(%(expressions)s) = 0)"
    output_field = BooleanField()


def _concerned(orgs: QuerySet[Organization]) -> QuerySet[Organization]:
    """Those of `orgs` that the demand outside concerns today."""
    tops = Organization.objects.filter(
        _In(F("pk"), OuterRef(OuterRef("org_ids"))), path__lte=OuterRef("path"),
    ).annotate(end=Concat(F("path"), Value(ABOVE))).filter(end__gt=OuterRef("path"))  # fmt: skip
    return orgs.filter(
        _In(F("kind"), OuterRef("org_kinds")),
        Q(_Empty(OuterRef("sectors"))) | Q(_In(F("sector"), OuterRef("sectors"))),
        Q(_Empty(OuterRef("org_ids"))) | Exists(tops),
        path__gt=OuterRef("issuer__path"),
        path__lt=Concat(OuterRef("issuer__path"), Value(ABOVE)),
    )


def orgs_of(found: Demand) -> QuerySet[Organization]:
    """The organisations that a demand concerns today, by tree."""
    orgs = Organization.objects.filter(below(found.issuer.path), ended_on=None, kind__in=found.org_kinds)
    orgs = orgs.exclude(pk=found.issuer_id)
    if found.sectors:
        orgs = orgs.filter(sector__in=found.sectors)
    if found.org_ids:
        reach = Q(pk__in=[])
        for path in Organization.objects.filter(pk__in=found.org_ids).values_list("path", flat=True):
            reach |= below(path)
        orgs = orgs.filter(reach)
    return orgs.order_by("path")


def laid_duties(org_ids: Collection[int], first: date, last: date) -> list[tuple[Demand, list[int]]]:
    """The duties that levels have laid and that run some day from `first` to `last`, each with its issuer and with those
    of these organisations that it concerns today. One query."""
    concerned = _concerned(Organization.objects.filter(pk__in=list(org_ids), ended_on=None)).order_by().values("pk")
    rows = Demand.objects.filter(
        kind=DemandKind.DUTY, state=DemandState.REGISTERED, from_on__lte=last, until_on__gte=first
    )
    found: Any = rows.select_related("issuer").order_by("pk").annotate(whom=ArraySubquery(concerned))
    return [(row, row.whom) for row in found]


def concerns(found: Demand, org: Organization) -> bool:
    """Whether a demand concerns `org` today."""
    return orgs_of(found).filter(pk=org.pk).exists()


def demands_where(actor: Actor, act: Act) -> QuerySet[Demand]:
    """The demands within reach: those of issuers in reach and, for VIEW, those that lie on an organisation in reach."""
    reach = Q(issuer_id__in=org_ids_where(actor, act))
    if act is Act.VIEW:
        reach |= Q(Exists(_concerned(orgs_where(actor, act))))
    return Demand.objects.filter(reach)


def get_demand(actor: Actor, act: Act, demand_id: int) -> Demand:
    """The one door. Out of VIEW reach looks like missing; within it a refusal carries its reason."""
    found = demands_where(actor, Act.VIEW).select_related("issuer", "noted_by").get(pk=demand_id)
    if act is not Act.VIEW:
        demand(actor.may(act, found.issuer.path))
    return found


def load_scope(actor: Actor, asked: str) -> Organization:
    """Whose load a page shows: the organisation asked for, else that of the chosen post, else the first one in reach. Raises
    DoesNotExist out of reach, NotAllowed without any."""
    if asked.isdecimal():
        return get_org(actor, Act.VIEW, int(asked))
    seen = orgs_where(actor, Act.VIEW)
    own = seen.filter(pk=actor.post.org_id).first() if actor.post else None
    found = own or seen.order_by("path").first()
    if found is None:
        raise NotAllowed("您现在没有党内职务，看不到这一页。")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadFilters:
    """What a list of demands is narrowed to. `who` is own, above or below as seen from `org`; `issuer` is an id, with
    "-noted" for what a receiver put down; `month` 0 means the whole year."""

    org: Organization
    year: int
    month: int = 0
    who: str = ""
    kind: str = ""
    issuer: str = ""
    level: str = ""
    state: str = ""
    find: str = ""

    @property
    def first(self) -> date:
        return date(self.year, self.month or 1, 1)

    @property
    def last(self) -> date:
        following = (
            date(self.year + self.month // 12, self.month % 12 + 1, 1) if self.month else date(self.year + 1, 1, 1)
        )
        return following - timedelta(days=1)

    @property
    def is_number(self) -> bool:
        """Whether the list stands behind one number, which it must agree with."""
        return bool(self.month or self.who or self.issuer or self.level)


def _by_place(filters: LoadFilters) -> Q:
    path = filters.org.path
    if filters.who == "own":
        return Q(issuer_id=filters.org.pk, state=DemandState.REGISTERED)
    if filters.who == "above":
        return Q(issuer__path__in=ancestors(path))
    if filters.who == "below":
        return below(path, field="issuer__path") & ~Q(issuer_id=filters.org.pk) & Q(state=DemandState.REGISTERED)
    return Q()


def _states(state: str, on: date) -> Q:
    over = Q(until_on__lt=on) | Q(ended_on__isnull=False)
    match state:
        case "now":
            return ~over & Q(from_on__lte=on)
        case "ahead":
            return ~over & Q(from_on__gt=on)
        case "over":
            return over
        case "noted":
            return Q(state=DemandState.NOTED)
        case "flagged":
            return Q(pk__in=DemandFlag.objects.filter(withdrawn_at=None).values("demand_id"))
    return Q()


def narrowed(filters: LoadFilters, found: dict[int, Share], *, on: date) -> QuerySet[Demand]:
    """The demands that the filters leave of those in `found` (what `shares` says of the same days); a list that stands
    behind no number also has those of the organisation that ask nothing in the year any more."""
    reach = Q(pk__in=found)
    if not filters.is_number:
        here = below(filters.org.path, field="issuer__path") | below(filters.org.path, field="noted_by__path")
        reach |= here & Q(from_on__lte=filters.last, until_on__gte=filters.first)
    rows = Demand.objects.filter(reach, _by_place(filters), _states(filters.state, on))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.issuer:
        number, _, noted = filters.issuer.partition("-")
        rows = rows.filter(issuer_id=int(number) if number.isdecimal() else 0)
        rows = rows.filter(state=DemandState.NOTED if noted else DemandState.REGISTERED)
    if filters.level:
        rows = rows.filter(issuer__kind__in=[kind.value for kind in OrgKind if level_word(kind) == filters.level])
    if filters.find:
        rows = rows.filter(
            Q(title__contains=filters.find) | Q(basis__contains=filters.find) | Q(extra__contains=filters.find)
        )
    return rows


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list: the demand and its share of the number."""

    demand: Demand
    share: Share | None
    flags: int


@dataclass(frozen=True, slots=True)
class DemandList:
    page: Page[Listed]
    turns: int
    minutes: int


def _listed(rows: QuerySet[Demand]) -> QuerySet[Demand]:
    said = DemandFlag.objects.filter(demand=OuterRef("pk"), withdrawn_at=None).order_by().values("demand")
    standing = Coalesce(Subquery(said.annotate(n=Count("pk")).values("n")), 0)
    return rows.select_related("issuer", "noted_by").annotate(standing=standing)


def list_demands(filters: LoadFilters, *, on: date, at: str = "") -> DemandList:
    """A page of demands, those that end last first, with the sums over all pages. Three queries."""
    found = shares(filters.org, filters.first, filters.last)
    rows = narrowed(filters, found, on=on)
    ids = list(rows.values_list("pk", flat=True))
    page = keyset(_listed(rows), keys=("-until_on", "-pk"), at=at, total=len(ids))
    kept = [found[pk] for pk in ids if pk in found]
    listed = [Listed(row, found.get(row.pk), row.standing) for row in page.rows]
    return DemandList(
        Page(rows=listed, next=page.next, previous=page.previous, total=page.total),
        sum(share.turns for share in kept),
        sum(share.minutes for share in kept),
    )


def all_demands(filters: LoadFilters, *, on: date) -> list[Listed]:
    """The whole list, for a sheet. Two queries."""
    found = shares(filters.org, filters.first, filters.last)
    rows = _listed(narrowed(filters, found, on=on)).order_by("-until_on", "-pk")
    return [Listed(row, found.get(row.pk), row.standing) for row in rows]  # type: ignore[attr-defined]  # annotated


def coming(org: Organization, *, on: date) -> list[Listed]:
    """What falls due on `org` and below within thirty days, the nearest first. Two queries."""
    found = shares(org, on, on + SOON)
    rows = _listed(Demand.objects.filter(pk__in=found))
    listed = [Listed(row, found[row.pk], row.standing) for row in rows]  # type: ignore[attr-defined]  # annotated
    return sorted(listed, key=lambda one: (one.share.next_on if one.share else on, one.demand.pk))


def to_answer(org: Organization) -> list[DemandFlag]:
    """What those below say of the demands of `org` and nobody has answered, oldest first. One query."""
    rows = DemandFlag.objects.filter(demand__issuer=org, withdrawn_at=None, answered_at=None)
    return list(rows.select_related("demand", "org").order_by("at", "pk"))


def to_settle(org: Organization) -> list[Demand]:
    """What receivers noted as coming from `org` and it has not spoken on, oldest first. One query."""
    rows = Demand.objects.filter(issuer=org, state=DemandState.NOTED)
    return list(rows.select_related("noted_by").order_by("at", "pk"))


def flags_of(actor: Actor, found: Demand) -> list[DemandFlag]:
    """The standing words on a demand: all of them for those who see its issuer, else those of organisations in reach."""
    rows = DemandFlag.objects.filter(demand=found, withdrawn_at=None).select_related("org").order_by("at", "pk")
    if not actor.reaches(Act.VIEW, found.issuer.path):
        rows = rows.filter(org_id__in=org_ids_where(actor, Act.VIEW))
    return list(rows)


def get_flag(actor: Actor, act: Act, flag_id: int) -> DemandFlag:
    """The one door to a word on a demand: RECORD asks for its organisation, anything else for the issuer."""
    flag = DemandFlag.objects.select_related("org", "demand__issuer").get(pk=flag_id)
    if not (actor.reaches(Act.VIEW, flag.org.path) or actor.reaches(Act.VIEW, flag.demand.issuer.path)):
        raise DemandFlag.DoesNotExist
    demand(actor.may(act, flag.org.path if act is Act.RECORD else flag.demand.issuer.path))
    return flag


def flagging_orgs(actor: Actor, found: Demand) -> list[Organization]:
    """The organisations for which the actor may speak on a demand: one's own, where it lies on them."""
    return list(orgs_of(found).filter(pk__in=org_ids_where(actor, Act.RECORD)))


def orgs_page(actor: Actor, found: Demand, *, at: str = "") -> Page[Organization]:
    """A page of the organisations in reach that a demand concerns, by tree. Two queries."""
    rows = orgs_of(found).filter(pk__in=org_ids_where(actor, Act.VIEW))
    return keyset(rows, keys=("path",), at=at, total=bounded(rows))


@dataclass(frozen=True, slots=True)
class Met:
    """A demand that lies there already, and whether one event could serve both."""

    demand: Demand
    share: Share
    joinable: bool


def already(issuer: Organization, values: DemandInput, *, but: int = 0) -> list[Met]:
    """What lies in the same days on the organisations that `values` would concern; what could be joined first. Three
    queries."""
    found = meets(issuer, values, but=but)
    days = due_days(values.cadence, values.from_on, values.until_on)
    rows = Demand.objects.filter(pk__in=found).select_related("issuer").order_by("until_on", "pk")
    falls: dict[int, list[date]] = {}
    for pk, day in DemandTime.objects.filter(demand_id__in=found).values_list("demand_id", "due_on"):
        falls.setdefault(pk, []).append(day)
    met = [
        Met(
            row,
            found[row.pk],
            one_event_serves(values.kind, values.evidence, days, row.kind, row.evidence, falls.get(row.pk, ())),
        )
        for row in rows
    ]
    return sorted(met, key=lambda one: not one.joinable)


def issuing_orgs(actor: Actor) -> list[Organization]:
    """The organisations in whose name the actor may register a demand: those with others below them, by tree."""
    inner = Organization.objects.exclude(parent=None).values("parent_id")
    return list(orgs_where(actor, Act.DEMAND_SET).filter(pk__in=inner, ended_on=None).order_by("path"))


def noting_orgs(actor: Actor) -> list[Organization]:
    """The organisations for which the actor may note what a superior has not registered: those that have a superior."""
    rows = orgs_where(actor, Act.RECORD).filter(ended_on=None).exclude(parent=None)
    return list(rows.order_by("path"))


def superiors(orgs: Sequence[Organization]) -> list[Organization]:
    """Everybody above these organisations, the nearest first."""
    paths = {path for org in orgs for path in ancestors(org.path)}
    return list(Organization.objects.filter(path__in=paths).order_by("-path"))


def superior_of(org: Organization, issuer_id: int) -> Organization:
    """The superior with this id. Raises DoesNotExist when it does not stand above `org`."""
    return Organization.objects.get(pk=issuer_id, path__in=ancestors(org.path))


def may_note(actor: Actor) -> bool:
    """Whether `noting_orgs` has any: an organisation one records for that does not stand at the top. No query."""
    return any(subtree or ancestors(path) for path, subtree in actor.spans(Act.RECORD))


def load_orgs(actor: Actor, shown: Organization) -> list[Organization]:
    """The organisations in reach that have others below them, to choose whose load is shown; by tree. Where there are
    more than a county's townships, the way down to the one shown and what stands right below it. Two queries at most."""
    inner = Organization.objects.exclude(parent=None).filter(ended_on=None).values("parent_id")
    kinds = [kind.value for kind in OrgKind if level_word(kind) != level_word(OrgKind.BRANCH)]
    found = orgs_where(actor, Act.VIEW).filter(pk__in=inner, kind__in=kinds, ended_on=None).order_by("path")
    first = list(found[: MOST_CHOICES + 1])
    if len(first) <= MOST_CHOICES:
        return first
    return list(found.filter(Q(path__in=ancestors(shown.path, itself=True)) | Q(parent=shown)))


def chosen_below(issuer: Organization) -> list[Organization]:
    """The organisations right below an issuer: the tops it may choose from."""
    return list(Organization.objects.filter(parent=issuer, ended_on=None).order_by("path"))


def optional_where(actor: Actor, act: Act) -> QuerySet[OptionalDuty]:
    """The switches of organisations within reach; for VIEW also those that hold from above."""
    reach = Q(issuer_id__in=org_ids_where(actor, act))
    if act is Act.VIEW:
        above = {path for span, _ in actor.spans(act) for path in ancestors(span)}
        reach |= Q(issuer__path__in=above)
    return OptionalDuty.objects.filter(reach).select_related("issuer")


def get_optional(actor: Actor, act: Act, optional_id: int) -> OptionalDuty:
    """The one door to a switch."""
    found = optional_where(actor, Act.VIEW).get(pk=optional_id)
    demand(actor.may(act, found.issuer.path))
    return found
