"""The list of organisations: those behind a figure on a day, narrowed, sorted, with what a row says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched

from django.db.models import Exists, OuterRef, Q, QuerySet

from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import Page, keyset
from jishi.orgs.models import Naming, Organization, Placement
from jishi.orgs.queries.asof import stood
from jishi.orgs.queries.figures import FIGURES, figure_word
from jishi.orgs.queries.posts import Responsible, responsible
from jishi.orgs.queries.scope import apart, below, orgs_where, true_on
from jishi.orgs.queries.tree import counts_today, matching, names_on
from jishi.orgs.rules import Basis, OrgKind, Sector

LIST_SORTS = {"tree": "组织次序", "name": "名称拼音"}
SHEET_LIMIT = 20_000
CHUNK = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilters:
    """What is asked for. `figure` is the family that a number counts; `kind` one kind of it; `basis` whose tree."""

    day: date
    today: date
    figure: str = "orgs.total"
    under: Organization | None = None
    basis: Basis = Basis.THEN
    q: str = ""
    kind: str = ""
    sector: str = ""
    sort: str = "tree"

    @property
    def shown_on(self) -> date:
        """The day whose names and persons the rows show."""
        return self.day if self.basis == Basis.THEN else self.today

    @property
    def is_past(self) -> bool:
        return self.day != self.today

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or self.kind or self.sector)

    @property
    def title(self) -> str:
        """和平镇党委党支部名单（2026-05-31，现在建制）."""
        whose = self.under.short_name or self.under.name if self.under else ""
        basis = "，现在建制" if self.basis == Basis.NOW else ""
        return f"{whose}{figure_word(self.figure)}名单" + (f"（{self.day}{basis}）" if self.is_past else "")


@dataclass(frozen=True, slots=True)
class ListLine:
    """One organisation as the list says it, on the day shown."""

    org: Organization
    name: str
    kind: str
    above: str
    head: Responsible | None

    @property
    def sector(self) -> str:
        return Sector.label_of(self.org.sector)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of it. `total` are all that the figure counts, `unseen` those of them that may not be named today."""

    page: Page[ListLine]
    total: int
    unseen: int


def _counted(actor: Actor, asked: ListFilters) -> QuerySet[Placement]:
    _, kinds = FIGURES[asked.figure]
    if asked.under is not None and not asked.is_past:  # today's tree is kept as paths
        return Placement.objects.filter(true_on(asked.day), below(asked.under.path, field="org__path"), kind__in=kinds)
    return stood(actor, asked.day, asked.basis, today=asked.today, under=asked.under, kinds=kinds)


def _seen(actor: Actor, rows: QuerySet[Placement]) -> QuerySet[Placement]:
    return rows.filter(org__in=orgs_where(actor, Act.VIEW))


def _narrowed(rows: QuerySet[Placement], asked: ListFilters) -> QuerySet[Placement]:
    if asked.sector:
        rows = rows.filter(org__sector=asked.sector)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    for word in asked.q.split():
        wanted = matching(word, "org__")
        if asked.shown_on != asked.today:  # the name it had that day finds it as well
            named = Naming.objects.filter(true_on(asked.shown_on), org_id=OuterRef("org_id"), name__contains=word)
            wanted |= Q(Exists(named))
        rows = rows.filter(wanted)
    return rows.select_related("org")


def _keys(asked: ListFilters) -> tuple[str, ...]:
    return ("org__initials", "org__path") if asked.sort == "name" else ("org__path",)


def _lines(rows: Sequence[Placement], asked: ListFilters) -> list[ListLine]:
    ids = [row.org_id for row in rows]
    names = names_on({*ids, *(row.parent_id for row in rows if row.parent_id)}, asked.shown_on)
    heads = responsible(ids, asked.shown_on)
    return [
        ListLine(
            org=row.org,
            name=names.get(row.org_id, ""),
            kind=OrgKind.label_of(row.kind),
            above=names.get(row.parent_id or 0, ""),
            head=heads[row.org_id],
        )
        for row in rows
    ]


def org_listing(actor: Actor, asked: ListFilters, *, at: str = "") -> Listing:
    """A page of the organisations behind the figure: without conditions as many as the number says. Those out of the
    actor's reach today are counted, not named. The number of queries does not grow with the list, and of a whole part of
    today's tree nothing is counted: that is kept (`Below`)."""
    counted = _counted(actor, asked)
    seen = _seen(actor, counted)
    shown = _narrowed(seen, asked)
    kept = _kept_count(actor, asked)
    total = counted.count() if kept is None else kept
    in_sight = seen.count() if kept is None else kept
    count = shown.count() if asked.is_narrowed else in_sight
    page = keyset(shown, keys=_keys(asked), at=at, total=count)
    lines = Page(rows=_lines(page.rows, asked), next=page.next, previous=page.previous, total=page.total)
    return Listing(page=lines, total=total, unseen=total - in_sight)


def _kept_count(actor: Actor, asked: ListFilters) -> int | None:
    """What the figure counts today at and below an organisation all of which the actor sees, or in the one part of the tree
    that is the actor's; None for anything else. A query, another to find that part."""
    if asked.is_past:
        return None
    seen = apart(actor.spans(Act.VIEW))
    under = asked.under
    if under is None and len(seen) == 1 and seen[0][1]:
        path = seen[0][0]
        under = (
            Organization.objects.filter(path=path).first() if path else Organization.objects.filter(parent=None).first()
        )
    if under is None or under.ended_on or not any(subtree and under.path.startswith(path) for path, subtree in seen):
        return None
    counts = counts_today(under.pk, under.kind)
    return sum(counts.get(kind, 0) for kind in FIGURES[asked.figure][1])


def listed_count(actor: Actor, asked: ListFilters) -> int:
    """How many there are of them. One query."""
    return _narrowed(_seen(actor, _counted(actor, asked)), asked).count()


def listed_streamed(actor: Actor, asked: ListFilters, *, most: int | None = None) -> Iterator[ListLine]:
    """The same for a workbook, `most` at most; all of them are read by a cursor of the server and completed some hundred
    at a time, so that memory stays as it is however many there are."""
    shown = _narrowed(_seen(actor, _counted(actor, asked)), asked).order_by(*_keys(asked))
    rows = shown[:most] if most is not None else shown.iterator(chunk_size=CHUNK)
    for some in batched(rows, CHUNK):
        yield from _lines(some, asked)


def all_listed(actor: Actor, asked: ListFilters) -> list[ListLine]:
    """Everything the pages of the same conditions show, in the same order, for paper."""
    shown = _narrowed(_seen(actor, _counted(actor, asked)), asked)
    return _lines(list(shown.order_by(*_keys(asked))[:SHEET_LIMIT]), asked)
