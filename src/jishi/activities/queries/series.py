"""Reading series: who may see one, what it asks, which organisation has planned, held or declined it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from jishi.activities.models import PlanEntry, PlanSeries, SeriesTopic
from jishi.activities.rules import PLAN_MARKS, Kind, PlanState, first_of, plan_state
from jishi.activities.rules.series import SeriesInput, TopicInput
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.paging import SIZE, Page, keyset
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, org_ids_where, orgs_where
from jishi.orgs.rules import BRANCH_KINDS


def series_where(actor: Actor, act: Act) -> QuerySet[PlanSeries]:
    """The series issued within reach for `act`; for reading also those that ask something of an organisation in reach."""
    ids = org_ids_where(actor, act)
    if act is Act.ASSIGN:
        return PlanSeries.objects.filter(issuer_id__in=ids)
    asked = PlanEntry.objects.filter(topic__series=OuterRef("pk"), org_id__in=ids)
    return PlanSeries.objects.filter(Q(issuer_id__in=ids) | Exists(asked))


def get_series(actor: Actor, act: Act, series_id: int) -> PlanSeries:
    """The one door. Out of reach looks like missing; within it a refusal carries its reason."""
    found = series_where(actor, Act.RECORD_VIEW).select_related("issuer", "paper").get(pk=series_id)
    if act is not Act.RECORD_VIEW:
        demand(actor.may(act, found.issuer.path))
    return found


def topics_of(series: PlanSeries) -> list[SeriesTopic]:
    """The topics of a series, in order."""
    return list(SeriesTopic.objects.filter(series=series).order_by("number"))


def series_input(series: PlanSeries) -> SeriesInput:
    """A stored series as the input that would make it again."""
    return SeriesInput(
        issuer_id=series.issuer_id,
        year=series.year,
        title=series.title,
        topics=tuple(
            TopicInput(
                number=topic.number,
                month=topic.month,
                title=topic.title,
                kinds=tuple(Kind(kind) for kind in topic.kinds),
                day=topic.day,
                measures=topic.measures,
            )
            for topic in topics_of(series)
        ),
        basis=series.basis,
        rests_on=series.rests_on,
        minutes=series.minutes,
        note=series.note,
        chosen=series.chosen,
        paper_id=series.paper_id,
    )


@dataclass(frozen=True, slots=True)
class SeriesNumbers:
    """How the entries of a series stand: with how many organisations, how many entries, held, declined, past without a
    record."""

    orgs: int = 0
    entries: int = 0
    held: int = 0
    declined: int = 0
    past: int = 0

    @property
    def to_come(self) -> int:
        return self.entries - self.held - self.declined - self.past


def _as_heads(entries: QuerySet[PlanEntry]) -> QuerySet[PlanEntry]:
    """Entries with what has become of the event they belong to."""
    return entries.annotate(
        head_activity=Coalesce("joined__activity_id", "activity_id"),
        head_dropped=Coalesce("joined__dropped_reason", "dropped_reason"),
        head_day=Case(When(joined=None, then=F("day")), default=F("joined__day")),
        head_month=Coalesce("joined__month", "month"),
    )


def _states(on: date) -> dict[str, Q]:
    """Exclusive and together everything: held, declined, past without a record, to come."""
    over = Q(head_day__lt=on) | Q(head_day__isnull=True, head_month__lt=first_of(on))
    still = Q(head_day__gte=on) | Q(head_day__isnull=True, head_month__gte=first_of(on))
    open_ = Q(head_activity__isnull=True, head_dropped="")
    return {
        "held": Q(head_activity__isnull=False),
        "declined": Q(head_activity__isnull=True, head_dropped__gt=""),
        "past": open_ & over,
        "to_come": open_ & still,
    }


def _numbers(entries: QuerySet[PlanEntry], on: date, by: str) -> dict[int, SeriesNumbers]:
    states = _states(on)
    rows = (
        _as_heads(entries)
        .values(by)
        .annotate(
            orgs=Count("org", distinct=True),
            entries=Count("pk"),
            held=Count("pk", filter=states["held"]),
            declined=Count("pk", filter=states["declined"]),
            past=Count("pk", filter=states["past"]),
        )
        .values_list(by, "orgs", "entries", "held", "declined", "past")
    )
    return {pk: SeriesNumbers(*numbers) for pk, *numbers in rows}


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """One series of the list, with its numbers within the actor's reach."""

    series: PlanSeries
    numbers: SeriesNumbers


def list_series(actor: Actor, year: int, *, on: date) -> list[SeriesLine]:
    """The series of a year, the latest first; two queries."""
    rows = list(series_where(actor, Act.RECORD_VIEW).filter(year=year).select_related("issuer").order_by("-pk"))
    seen = PlanEntry.objects.filter(
        topic__series_id__in=[row.pk for row in rows], org_id__in=org_ids_where(actor, Act.RECORD_VIEW)
    )
    numbers = _numbers(seen, on, "topic__series_id")
    return [SeriesLine(row, numbers.get(row.pk, SeriesNumbers())) for row in rows]


@dataclass(frozen=True, slots=True)
class BoardCell:
    """One topic at one organisation: what became of it, the record, or why it is declined."""

    entry_id: int
    state: PlanState
    activity_id: int | None
    reason: str
    when: str

    @property
    def mark(self) -> tuple[str, str]:
        """(shape, word) for the mark component."""
        return PLAN_MARKS[self.state], self.state.label


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One organisation of a series; a cell for each topic, None where it was taken off."""

    org_id: int
    org_name: str
    cells: tuple[BoardCell | None, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """One page of a series: its topics with their numbers, its organisations with theirs."""

    topics: tuple[tuple[SeriesTopic, SeriesNumbers], ...]
    page: Page[BoardRow]
    numbers: SeriesNumbers


def _in_state(entries: QuerySet[PlanEntry], state: str, on: date) -> QuerySet[PlanEntry]:
    wanted = _states(on).get(state)
    return _as_heads(entries).filter(wanted) if wanted is not None else entries


def series_board(
    actor: Actor, series: PlanSeries, *, on: date, find: str = "", state: str = "", topic: int | None = None,
    at: str = "", size: int = SIZE,
) -> Board:  # fmt: skip
    """Which organisation has planned, held or declined what: a page of organisations by tree, within the actor's reach,
    narrowed to those with an entry in `state` (of `topic`, if given). Six queries, whatever their number."""
    entries = PlanEntry.objects.filter(topic__series=series, org_id__in=org_ids_where(actor, Act.RECORD_VIEW))
    topics = topics_of(series)
    by_topic = _numbers(entries, on, "topic_id")
    whole = _numbers(entries, on, "topic__series_id").get(series.pk, SeriesNumbers())
    narrowed = entries.filter(topic__number=topic) if topic else entries
    ids = _in_state(narrowed, state, on).values("org_id")
    orgs = _named(find).filter(pk__in=ids)
    page = keyset(orgs, keys=["path"], at=at, size=size, total=orgs.count())
    rows = _board_rows(page.rows, topics, series, on)
    shown = tuple((one, by_topic.get(one.pk, SeriesNumbers())) for one in topics)
    return Board(shown, replace(page, rows=rows), whole)


def _named(find: str) -> QuerySet[Organization]:
    found = Organization.objects.all()
    for word in find.split():
        found = found.filter(Q(name__contains=word) | Q(short_name__contains=word) | Q(code__startswith=word))
    return found


def _board_rows(
    orgs: Sequence[Organization], topics: Sequence[SeriesTopic], series: PlanSeries, on: date
) -> list[BoardRow]:
    cells: dict[int, dict[int | None, BoardCell]] = defaultdict(dict)
    rows = PlanEntry.objects.filter(org__in=[org.pk for org in orgs], topic__series=series).select_related(
        "joined__activity", "activity"
    )
    for entry in rows:
        head = entry.joined or entry
        when = f"{head.day.month}月{head.day.day}日" if head.day else f"{head.month.month}月"
        if head.activity:
            when = f"{head.activity.held_on:%m-%d}"
        state = plan_state(
            month=head.month,
            day=head.day,
            is_held=head.activity is not None,
            is_dropped=bool(head.dropped_reason),
            on=on,
        )
        cells[entry.org_id][entry.topic_id] = BoardCell(
            entry.pk, state, head.activity_id, head.dropped_reason, when
        )  # fmt: skip
    return [
        BoardRow(org.pk, org.short_name or org.name, tuple(cells[org.pk].get(topic.pk) for topic in topics))
        for org in orgs
    ]


def issuing_orgs(actor: Actor) -> list[Organization]:
    """Organisations that may plan a series in the actor's hands: those within ASSIGN over a subtree that have others below,
    the chosen post's own first."""
    tops = [path for path, subtree in actor.spans(Act.ASSIGN) if subtree]
    here = actor.post.org_id if actor.post else None
    inner = Organization.objects.exclude(parent=None).exclude(kind="party_group").values("parent_id")
    wanted = Q(path__in=tops) | (Q(parent=None) if "" in tops else Q(pk__in=[]))
    found = Organization.objects.filter(wanted, pk__in=inner, ended_on=None).order_by("path")
    return sorted(found, key=lambda org: org.pk != here)


def series_targets(
    actor: Actor,
    issuer: Organization,
    *,
    sectors: Collection[str] = (),
    kinds: Collection[str] = (),
    under: Iterable[Organization] = (),
    ids: Collection[int] = (),
    without: PlanSeries | None = None,
) -> QuerySet[Organization]:
    """The living branches below `issuer` for which the actor may assign, narrowed by sector, kind, superior or by name, or
    to those that do not have a series yet; no narrowing means all of them. In the order of the tree."""
    found = orgs_where(actor, Act.ASSIGN).filter(
        below(issuer.path), kind__in=list(kinds) or [kind.value for kind in BRANCH_KINDS], ended_on=None
    )  # fmt: skip
    tops = Q(pk__in=[])
    for one in under:
        tops |= below(one.path)
    if tops != Q(pk__in=[]):
        found = found.filter(tops)
    if sectors:
        found = found.filter(sector__in=list(sectors))
    if ids:
        found = found.filter(pk__in=list(ids))
    if without:
        found = found.exclude(pk__in=PlanEntry.objects.filter(topic__series=without).values("org_id"))
    return found.exclude(pk=issuer.pk).order_by("path")


def units_below(issuer: Organization) -> list[Organization]:
    """The organisations directly below that have others below them: by which branches may be chosen together."""
    inner = Organization.objects.exclude(parent=None).exclude(kind="party_group").values("parent_id")
    return list(Organization.objects.filter(parent=issuer, pk__in=inner, ended_on=None).order_by("path"))
