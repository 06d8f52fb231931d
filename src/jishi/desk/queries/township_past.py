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
from jishi.duties.rules import DueRow, OverviewCell, Rule, Tally
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed
from jishi.kernel.paging import Page, sliced
from jishi.kernel.periods import Period, periods_between
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
        asked = list(ids)
        orgs = {org.pk: org for org in Organization.objects.filter(pk__any=asked)}
        placed = {
            pk: (parent, kind)
            for pk, parent, kind in Placement.objects.filter(true_on(self.day), org_id__any=asked).values_list(
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

    @property
    def orgs(self) -> list[Organization]:
        return [stood.org for stood in self.standing.values()]

    @cached_property
    def begun(self) -> list[Period]:
        """The periods of the last twelve months that had begun by the day, and in which any of the organisations counted."""
        if not self.standing:
            return []
        starts = min(s.org.duties_from for s in self.standing.values())
        year_ago = words.last_twelve(self.day)[0].first
        return [p for p in periods_between(max(min(starts, self.day), year_ago), self.day) if p.first >= starts]

    @cached_property
    def rules(self) -> list[Rule]:
        """Every rule that may have asked for something in those periods or in the ones the page speaks of."""
        periods = [*self.begun, *self.filters.periods]
        return duties.rules_between(min(p.first for p in periods), max(p.last for p in periods))

    def rows(self, owed: Collection[duties.Owed]) -> list[DueRow]:
        """What was owed, with names and kinds of the day."""
        orgs = {one.org_id: self.standing[one.org_id] for one in owed}
        return duties.rows_on(
            owed,
            {pk: s.org for pk, s in orgs.items()},
            self.day,
            names={pk: s.short for pk, s in orgs.items()},
            kinds={pk: s.kind for pk, s in orgs.items()},
        )

    def row_key(self, org_id: int) -> str:
        return self.standing[org_id].row

    def inside(self, row: str) -> list[int]:
        """The organisations of one row of the table ("" is all)."""
        return [pk for pk, s in self.standing.items() if row in ("", s.row)]

    def tallies(self) -> dict[CellKey, Tally]:
        """The numbers of each row of the table, and their sums under ""."""
        key_of = {pk: s.row for pk, s in self.standing.items()}
        found: dict[CellKey, Tally] = {}
        for (row, rule_id, period), tally in duties.tallies_on(
            self.orgs, self.rules, self.filters.periods, self.day, key_of
        ).items():
            for key in {row, ""}:
                cell = (key, rule_id, period)
                found[cell] = found.get(cell, Tally()) + tally
        return found

    def members(self) -> dict[int, int]:
        """Branch → how many belonged to it formally that day."""
        rows = Membership.objects.filter(true_on(self.day), org_id__any=list(self.standing), kind=MembershipKind.FORMAL)
        return dict(rows.values_list("org_id").annotate(n=Count("pk")).order_by())

    def records(self) -> QuerySet[Activity]:
        """The records of the quarter that had been held by the day, at which definite people were expected."""
        return records_of(self.filters, Q(org_id__any=list(self.standing))).filter(held_on__lte=self.day)

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
        """Who had duties past their day, those with most first, with their last twelve months; and how many they are."""
        if not self.begun:
            return [], 0
        late = duties.late_on(self.orgs, self.rules, self.begun, self.day)
        shown = late[: MOST if self.filters.show_all else SHOWN]
        months, of = words.last_twelve(self.day), dict[int, list[DueRow]]()
        for row in self.rows(duties.owed_on([self.standing[pk].org for pk in shown], self.rules, self.begun, self.day)):
            if not row.rule.is_scoped and (row.period in months or row.is_unmet_past):
                of.setdefault(row.org_id, []).append(row)
        facts = facts_of(shown, on=self.day)
        return [words.behind_of(of[pk], facts[pk], months) for pk in shown], len(late)

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
    known = {rule.id: rule for rule in past.rules}
    cells = [
        OverviewCell(sector=row, rule=known[rule_id], period=Period.parse(period), tally=tally)
        for (row, rule_id, period), tally in sums.items()
    ]
    late, total = past.behind()
    made = put_together(past.filters, cells, sums, past.heads(), past.row_names, late, total)
    return replace(made, difference=past.words())


def past_cell(past: Past, asked: Asked, *, at: str = "") -> Page[DueRow]:
    """A page of the duties behind one number of that day, by the tree."""
    states: dict[str, Callable[[duties.Owed], bool]] = {
        "": lambda one: True,
        "met": lambda one: one.is_met,
        "met_late": lambda one: one.is_met and one.done_late,
        "unmet": lambda one: not one.is_met,
        "explained": lambda one: not one.is_met and one.explained,
        "open": lambda one: not one.is_met and not one.explained,
    }
    assert states.keys() == STATES.keys()
    periods = [p for p in {*past.begun, *past.filters.periods} if p.code == asked.period]
    rules = [rule for rule in past.rules if rule.id in asked.rules]
    orgs = [past.standing[pk].org for pk in past.inside(asked.row)]
    owed = duties.owed_on(orgs, rules, periods, past.day)
    found = sorted(
        filter(states[asked.state], owed), key=lambda one: (past.standing[one.org_id].org.path, one.due_on, one.rule_id)
    )
    page = sliced(found, at=at, size=SIZE)
    return Page(past.rows(page.rows), page.next, page.previous, page.total, page.most)


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
