"""组织生活一览 as it stood on a past day: the organisations, members and duties of that day, on the tree of that day (当日建制)
or on today's (现在建制); what had been held by then. Numbers and the rows behind them come from the same set."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.db.models import Count, Q, QuerySet, Sum

from jishi.activities.models import Activity
from jishi.desk.queries.cell import SIZE, STATES, Asked, Attended, BranchLine
from jishi.desk.queries.township import MOST, SHOWN, Overview, put_together, records_of
from jishi.desk.queries.township_facts import facts_of
from jishi.desk.queries.township_filters import Filters
from jishi.desk.rules import township as words
from jishi.desk.rules.township import CellKey, Heads
from jishi.duties import queries as duties
from jishi.duties.rules import DueRow, OverviewCell, Tally
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed
from jishi.kernel.paging import Page, sliced
from jishi.kernel.periods import Period, PeriodKind, periods_between
from jishi.members.models import Membership
from jishi.members.rules import MembershipKind
from jishi.orgs.models import Organization, Placement
from jishi.orgs.queries import difference, heirs, holders, names_on, true_on
from jishi.orgs.rules import BRANCH_KINDS, Basis, Sector

MOST_ORGS = 3000  # a county; a whole city's past is asked for county by county


@dataclass(frozen=True, slots=True)
class _Standing:
    """One organisation of the day: its place, kind and name then, and the row of the table it counts in."""

    org: Organization
    kind: str
    name: str
    row: str

    @property
    def short(self) -> str:
        """As lists call it: the short name of today while the name is still the same, else the name of the day."""
        return (self.org.short_name or self.name) if self.name == self.org.name else self.name


class Past:
    """Everything that the page of one past day is made from. Raises NotAllowed for a scope too large to be worked out
    while somebody waits."""

    def __init__(self, actor: Actor, filters: Filters, *, today: date) -> None:
        assert filters.day
        self.actor, self.filters, self.day, self.today = actor, filters, filters.day, today
        ids = self._ids()
        if len(ids) > MOST_ORGS:
            raise NotAllowed(
                f"过去某一天的情况要逐个组织推算，一次最多 {MOST_ORGS} 个。请到县（市、区）或乡镇一级再选日期。"
            )
        self.standing = self._standing(ids)

    @property
    def _tops(self) -> list[Organization]:
        if self.filters.scope.org is not None:
            return [self.filters.scope.org]
        return list(Organization.objects.filter(path__in=self.filters.scope.paths).order_by("path"))

    def _ids(self) -> set[int]:
        found: set[int] = set()
        for top in self._tops:
            found |= holders(
                self.actor, Act.VIEW, self.day, self.filters.basis, today=self.today, under=top
            )  # fmt: skip
        return found

    def _standing(self, ids: Collection[int]) -> dict[int, _Standing]:
        orgs = Organization.objects.in_bulk(ids)
        placed = {
            pk: (parent, kind)
            for pk, parent, kind in Placement.objects.filter(true_on(self.day), org_id__in=ids).values_list(
                "org_id", "parent_id", "kind"
            )
        }
        names = names_on(ids, self.day)
        row_of = self._rows(orgs, {pk: parent for pk, (parent, _) in placed.items()})
        found = {}
        for pk, org in orgs.items():
            kind = placed[pk][1]
            if self.filters.sector in ("", org.sector) and self.filters.kind in ("", kind):
                found[pk] = _Standing(org, kind, names.get(pk, org.name), row_of[pk])
        return found

    def _rows(self, orgs: Mapping[int, Organization], parents: Mapping[int, int | None]) -> dict[int, str]:
        """Organisation → key of its row: its sector, or the id of the unit it counts under."""
        if not self.filters.by_unit:
            return {pk: org.sector for pk, org in orgs.items()}
        tops = {top.pk for top in self._tops}
        if self.filters.basis == Basis.NOW:
            return self._rows_now(orgs, tops)
        found = {}
        for pk in orgs:
            unit = pk
            # Guided organisations stand for themselves; of a part of the tree the units are what stands directly below.
            while (above := parents.get(unit)) in orgs and unit not in tops:
                if self.filters.scope.org is not None and above in tops:
                    break
                assert above is not None
                unit = above
            found[pk] = str(unit)
        return found

    def _rows_now(self, orgs: Mapping[int, Organization], tops: Collection[int]) -> dict[int, str]:
        heir_of = heirs(self.day, self.today)
        ids = {heir_of.get(pk, pk) for pk in orgs}
        path_of = dict(Organization.objects.filter(pk__in=ids).values_list("pk", "path"))
        units = {path: str(pk) for pk, path in self._units(tops)}
        found = {}
        for pk in orgs:
            path = path_of[heir_of.get(pk, pk)]
            found[pk] = next((units[path[:n]] for n in range(len(path), 0, -1) if path[:n] in units), "")
        return found

    def _units(self, tops: Collection[int]) -> Iterable[tuple[int, str]]:
        wanted = Q(pk__in=tops)
        if self.filters.scope.org is not None:
            wanted |= Q(parent_id__in=tops)
        return Organization.objects.filter(wanted).values_list("pk", "path")

    @cached_property
    def row_names(self) -> list[tuple[str, str]]:
        """(key, name) of the rows, in the order of the tree; units by their names of the day."""
        if not self.filters.by_unit:
            return [(s.value, s.label) for s in Sector]
        ids = {int(s.row) for s in self.standing.values() if s.row}
        on = self.day if self.filters.basis == Basis.THEN else self.today
        names = names_on(ids, on)
        units = Organization.objects.filter(pk__in=ids).order_by("path")
        own = self.filters.scope.org.pk if self.filters.scope.org else None
        said = {o.pk: (o.short_name or o.name) if names.get(o.pk, o.name) == o.name else names[o.pk] for o in units}
        return [(str(pk), f"{name}（本级）" if pk == own else name) for pk, name in said.items()]

    @cached_property
    def rows(self) -> list[DueRow]:
        """What all of them owed in the periods that the page speaks of and in those begun before, and what was done."""
        if not self.standing:
            return []
        starts = min(s.org.duties_from for s in self.standing.values())
        year_ago = words.last_twelve(self.day)[0].first
        begun = [p for p in periods_between(max(min(starts, self.day), year_ago), self.day) if p.first >= starts]
        return duties.rows_on(
            {pk: s.org for pk, s in self.standing.items()},
            {*begun, *self.filters.periods},
            self.day,
            names={pk: s.short for pk, s in self.standing.items()},
            kinds={pk: s.kind for pk, s in self.standing.items()},
        )

    def row_key(self, org_id: int) -> str:
        return self.standing[org_id].row

    def inside(self, row: str) -> list[int]:
        """The organisations of one row of the table ("" is all)."""
        return [pk for pk, s in self.standing.items() if row in ("", s.row)]

    def tallies(self) -> dict[CellKey, Tally]:
        shown = {p.code for p in self.filters.periods}
        found: dict[CellKey, Tally] = {}
        for row in self.rows:
            if row.period.code not in shown:
                continue
            met = row.done >= row.required
            one = Tally(
                owing=1, met=int(met), met_late=int(met and row.done_late), explained=int(not met and row.explained)
            )
            for key in (self.row_key(row.org_id), ""):
                cell = (key, row.rule.id, row.period.code)
                found[cell] = found.get(cell, Tally()) + one
        return found

    def members(self) -> dict[int, int]:
        """Branch → how many belonged to it formally that day."""
        rows = Membership.objects.filter(true_on(self.day), org_id__in=self.standing, kind=MembershipKind.FORMAL)
        return dict(rows.values_list("org_id").annotate(n=Count("pk")).order_by())

    def records(self) -> QuerySet[Activity]:
        """The records of the quarter that had been held by the day, at which definite people were expected."""
        return records_of(self.filters, Q(org_id__in=self.standing)).filter(held_on__lte=self.day)

    def heads(self) -> dict[str, Heads]:
        found: dict[str, Heads] = {}
        members = self.members()
        for pk, stood in self.standing.items():
            is_branch = stood.kind in BRANCH_KINDS
            add = Heads(branches=int(is_branch), members=members.get(pk, 0))
            found[stood.row] = found.get(stood.row, Heads()) + add
        for pk, came, due in (
            self.records().values_list("org_id").annotate(a=Sum("present"), b=Sum("expected")).order_by()
        ):
            row = self.row_key(pk)
            found[row] = found.get(row, Heads()) + Heads(present=came or 0, expected=due or 0)
        return found

    def heads_of(self, row: str) -> Heads:
        """Those of one row of the table ("" is the sum)."""
        return sum((some for key, some in self.heads().items() if row in ("", key)), Heads())

    def behind(self) -> tuple[list[words.Behind], int]:
        months = words.last_twelve(self.day)
        own = [r for r in self.rows if not r.rule.is_scoped]
        late = {r.org_id for r in own if r.is_unmet_past}
        of: dict[int, list[DueRow]] = {}
        for row in own:
            monthly = row.period.kind is PeriodKind.MONTH and row.period in months
            if row.org_id in late and (monthly or row.is_unmet_past):
                of.setdefault(row.org_id, []).append(row)
        facts = facts_of(list(of), on=self.day)
        found = [words.behind_of(rows, facts[org_id], months) for org_id, rows in of.items()]
        found.sort(key=lambda b: (-len(b.rows), b.since.first if b.since else self.day, b.org_id))
        return found[: MOST if self.filters.show_all else SHOWN], len(late)

    def words(self) -> str:
        """How the branches of the day differ from those of today, in a sentence; "" for guided organisations."""
        if self.filters.scope.org is None:
            return ""
        kinds = (self.filters.kind,) if self.filters.kind else BRANCH_KINDS
        return difference(
            self.actor, self.day, today=self.today, under=self.filters.scope.org, kinds=kinds
        ).words  # fmt: skip


def overview_on(past: Past) -> Overview:
    """The page of that day."""
    sums = past.tallies()
    known = {row.rule.id: row.rule for row in past.rows}
    cells = [
        OverviewCell(sector=row, rule=known[rule_id], period=Period.parse(period), tally=tally)
        for (row, rule_id, period), tally in sums.items()
    ]
    late, total = past.behind()
    made = put_together(past.filters, cells, sums, past.heads(), past.row_names, late, total)
    return replace(made, difference=past.words())


def past_cell(past: Past, asked: Asked, *, at: str = "") -> Page[DueRow]:
    """A page of the duties behind one number of that day."""
    states: dict[str, Callable[[DueRow], bool]] = {
        "": lambda r: True,
        "met": lambda r: r.done >= r.required,
        "met_late": lambda r: r.done >= r.required and r.done_late,
        "unmet": lambda r: r.done < r.required,
        "explained": lambda r: r.done < r.required and r.explained,
        "open": lambda r: r.done < r.required and not r.explained,
    }
    assert states.keys() == STATES.keys()
    found = [
        row
        for row in past.rows
        if row.rule.id in asked.rules
        and row.period.code == asked.period
        and asked.row in ("", past.row_key(row.org_id))
        and states[asked.state](row)
    ]
    return sliced(found, at=at, size=SIZE)


def past_branches(past: Past, row: str, *, at: str = "") -> Page[BranchLine]:
    """A page of the branches behind a number of that day, by the tree, each with its members then."""
    members = past.members()
    found = [(past.standing[pk], members.get(pk, 0)) for pk in past.inside(row)]
    lines = [
        BranchLine(s.org.pk, s.name, s.kind, s.org.sector, count)
        for s, count in sorted(found, key=lambda pair: pair[0].org.path)
        if s.kind in BRANCH_KINDS
    ]
    return sliced(lines, at=at, size=SIZE)


def past_attended(past: Past, row: str, *, at: str = "") -> Page[Attended]:
    """A page behind a 到会率 of that day."""
    inside = set(past.inside(row))
    found = (
        past.records()
        .values_list("org_id")
        .annotate(n=Count("pk"), due=Sum("expected"), came=Sum("present"))
        .order_by("org__path")
    )
    lines = [Attended(pk, past.standing[pk].name, n, due or 0, came or 0) for pk, n, due, came in found if pk in inside]
    return sliced(lines, at=at, size=SIZE)
