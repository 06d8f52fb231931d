"""A branch's year laid out from its duties, and what may be held together. Pure: duties and entries in, proposals out."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from jishi.activities.rules import (
    Kind,
    Scope,
    SpecialSubject,
    day_in,
    first_of,
    may_hold_together,
    months_on,
    planned_title,
    scope_of,
)
from jishi.desk.rules.owed import Owed, Planned
from jishi.kernel.periods import PeriodKind

# What has no record of its own is often done at a meeting: 民主评议 may be combined with 组织生活会 (支部条例第十八条), a
# secretary reports to the members' meeting (第二十七条).
GOES_WITH: dict[str, Kind] = {
    "democratic_appraisal_yearly": Kind.ORG_LIFE_MEETING,
    "branch_secretary_report_yearly": Kind.MEMBERS_MEETING,
    "dues_branch_publish_yearly": Kind.MEMBERS_MEETING,
}
LEADS = (Kind.THEME_PARTY_DAY, Kind.MEMBERS_MEETING, Kind.ORG_LIFE_MEETING, Kind.PARTY_LECTURE)
HALF_YEAR_MONTH = 5  # May and November: late enough to sum up, early enough to be put right


class Counted(Planned, Protocol):
    """An event that may be held already: then its record counts, not the plan."""

    @property
    def activity_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How a branch is used to do things: the fixed day of its 主题党日 (None: no fixed day), and in which month of a quarter
    (1 to 3) it holds the members' meeting."""

    theme_day: int | None = None
    quarter_month: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing the layout proposes. `number` counts within the duty."""

    owed: Owed
    number: int
    month: date
    day: date | None = None

    @property
    def key(self) -> str:
        return f"{self.owed.org_id}.{self.owed.rule.id}.{self.owed.period.code}.{self.number}"

    @property
    def org_id(self) -> int:
        return self.owed.org_id

    @property
    def year(self) -> int:
        return self.owed.period.year

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return (self.owed.kind,) if self.owed.kind else ()

    @property
    def rules(self) -> tuple[str, ...]:
        return () if self.owed.kind else (self.owed.rule.id,)

    @property
    def subject(self) -> SpecialSubject | None:
        return self.owed.subject

    @property
    def activity_id(self) -> int | None:
        return None

    @property
    def title(self) -> str:
        rule, period = self.owed.rule, self.owed.period
        if not self.owed.kind:
            return rule.title
        if period.kind is PeriodKind.YEAR:
            return f"{period.year}年度{rule.short}"
        if period.kind is PeriodKind.HALF_YEAR:
            return period.of(rule.short)
        return planned_title(self.kinds, self.month)

    @property
    def is_optional(self) -> bool:
        """Only owed by those who have such members."""
        return bool(self.owed.rule.only_if)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event the layout proposes; more than one item where they may be held together. The first item leads."""

    items: tuple[Item, ...]

    @property
    def key(self) -> str:
        return self.items[0].key

    @property
    def month(self) -> date:
        return self.items[0].month

    @property
    def is_joint(self) -> bool:
        return len(self.items) > 1


def missing(owed: Owed, events: Iterable[Counted]) -> int:
    """How many times a duty is neither held nor planned. What was planned and given up with a reason was decided: it is
    not proposed again; of what is met by a 已办说明 the record of an event tells nothing."""
    planned = sum((event.activity_id is None or owed.kind is None) and owed.serves(event) for event in events)
    return max(owed.count - owed.held - planned, 0)


def _allowed(owed: Owed, since: date) -> list[date]:
    """The months in which a duty can still be planned. A season that is over leaves the rest of its period."""
    for first, last in ((owed.first, owed.last), (owed.period.first, owed.period.last)):
        month, found = max(first_of(first), first_of(since)), []
        while month <= last:
            found.append(month)
            month = months_on(month, 1)
        if found:
            return found
    return []


def _preferred(owed: Owed, allowed: Sequence[date], load: Counter[date], habits: Habits) -> date:
    match owed.period.kind:
        case PeriodKind.QUARTER:
            wanted = months_on(owed.period.first, habits.quarter_month - 1)
        case PeriodKind.HALF_YEAR:
            wanted = months_on(owed.period.first, HALF_YEAR_MONTH - 1)
        case PeriodKind.MONTH:
            return allowed[0]
        case _:
            return min(allowed, key=lambda month: (load[month], month))
    return next((month for month in allowed if month >= wanted), allowed[-1])


def lay_out_year(
    duties: Sequence[Owed], events: Sequence[Counted], *, since: date, habits: Habits | None = None
) -> list[Event]:
    """What a plan still lacks: for each duty as many items as are neither held nor planned, in months that are not over,
    monthly ones in their month, quarterly ones in the month agreed, yearly ones in their window where least is planned;
    then what may be one event put together. With everything written, the answer is empty."""
    ways = habits or Habits()
    load: Counter[date] = Counter(event.month for event in events)
    items: list[Item] = []
    kinds = list(PeriodKind)
    order = sorted(
        duties,
        key=lambda o: (o.rule.id in GOES_WITH, kinds.index(o.period.kind), o.rule.order, o.period.first, o.org_id),
    )
    for owed in order:
        allowed = _allowed(owed, since)
        taken: Counter[date] = Counter()
        for number in range(1, missing(owed, events) + 1) if allowed else ():
            free = [month for month in allowed if taken[month] == min(taken[m] for m in allowed)]
            month = _companion(owed, free, [*events, *items]) or _preferred(owed, free, load, ways)
            fixed = ways.theme_day if owed.kind is Kind.THEME_PARTY_DAY else None
            day = day_in(month, fixed) if fixed else None
            items.append(Item(owed=owed, number=number, month=month, day=day if day and day >= since else None))
            load[month] += 1
            taken[month] += 1
    return _joined(items)


def _companion(owed: Owed, allowed: Sequence[date], there: Sequence[Planned]) -> date | None:
    """The month of the meeting at which a duty without a record of its own is usually done, latest first."""
    wanted = GOES_WITH.get(owed.rule.id)
    months = [e.month for e in there if e.org_id == owed.org_id and wanted in e.kinds and e.month in allowed]
    return max(months, default=None) if wanted else None


def _rank(kinds: Sequence[Kind]) -> int:
    return min((LEADS.index(kind) for kind in kinds if kind in LEADS), default=len(LEADS))


def same_people(kinds: Iterable[Kind], org_kind: str) -> Scope | None:
    """Who is expected at every one of `kinds`; None where not the same people are, or nobody in particular."""
    scopes = {scope_of((kind,), org_kind) for kind in kinds}
    [scope] = scopes if len(scopes) == 1 else [Scope.CHOSEN]
    return None if scope is Scope.CHOSEN else scope


def _twice[T: Planned](group: Sequence[T], one: T) -> bool:
    """Whether two of a group are the same kind of thing: then they are meant to be held twice."""
    return any(set(one.kinds) & set(other.kinds) for other in group)


def gather[T: Planned](
    things: Sequence[T], org_kind: str, *, apart: Callable[[Sequence[T], T], bool] = _twice
) -> list[list[T]]:
    """Things of one organisation and month in groups that may each be held as one event: the same people expected, and
    never more than one record may be. A thing without a kind joins the meeting it is usually done at. `apart` says what
    is not to be proposed together all the same."""
    groups: list[list[T]] = []
    for one in sorted((t for t in things if t.kinds), key=lambda t: _rank(t.kinds)):
        for group in groups:
            together = {*one.kinds, *(kind for other in group for kind in other.kinds)}
            if same_people(together, org_kind) and may_hold_together(together, org_kind) and not apart(group, one):
                group.append(one)
                break
        else:
            groups.append([one])
    for one in (t for t in things if not t.kinds):
        hosts = {GOES_WITH[rule] for rule in one.rules if rule in GOES_WITH}
        for group in groups:
            if hosts & {kind for other in group for kind in other.kinds} and not apart(group, one):
                group.append(one)
                break
        else:
            groups.append([one])
    return groups


def _joined(items: Sequence[Item]) -> list[Event]:
    lots: dict[tuple[int, date], list[Item]] = {}
    for item in items:
        lots.setdefault((item.org_id, item.month), []).append(item)
    found = [Event(items=tuple(group)) for lot in lots.values() for group in gather(lot, lot[0].owed.org_kind)]
    return sorted(found, key=lambda event: (event.month, event.items[0].org_id, event.items[0].owed.rule.order))


def usual_day(days: Sequence[date], *, least: int = 3) -> int | None:
    """The day of the month on which 主题党日 was held as a rule: more often than not, and at least `least` times."""
    if not days:
        return None
    [(day, times)] = Counter(day.day for day in days).most_common(1)
    return day if times >= least and times * 2 > len(days) else None


def usual_month(days: Sequence[date]) -> int:
    """In which month of the quarter (1 to 3) members' meetings were usually held; the second where nothing tells."""
    if not days:
        return 2
    [(month, _)] = Counter((day.month - 1) % 3 + 1 for day in days).most_common(1)
    return month
