"""What stands on a calendar, what it says of clashes and heavy weeks, how a month is laid out. Pure."""

import calendar
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import combinations

from jishi.kernel.labels import Labelled
from jishi.kernel.workdays import DayTable, said_of, working_day_by
from jishi.orgs.rules import STEP

HEAVY = 5  # last days and meetings of one organisation in one week from which the week is called heavy
AN_HOUR = timedelta(hours=1)  # what a meeting without an end is taken to last
A_WEEK = timedelta(days=6)
SHOWN = 4  # lines in one cell of the month
SAID = 6  # sentences above the grid


class What(Labelled):
    """What an entry of the calendar is, in the order a day lists them."""

    HELD = "held", "已开展"
    PLANNED = "planned", "计划"
    LAST_DAY = "last_day", "最后一天"
    OPENS = "opens", "开始安排"
    TASK = "task", "任务到期"
    TERM = "term", "届满"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a day. `words` says it without anything a person typed; `title` is what was typed, for those who may
    read it. `key` names the matter for ever (a subscribed calendar knows it by that); `object_id`, `rule` and `period`
    are what a link needs. `mark` is (shape, word). What is planned for a month
    without a day is not `is_dated` and stands on its first."""

    what: What
    day: date
    words: str
    org_id: int
    org_name: str
    org_path: str
    key: str
    title: str = ""
    starts: time | None = None
    ends: time | None = None
    mark: tuple[str, str] = ("", "")
    object_id: int = 0
    rule: str = ""
    period: str = ""
    is_group: bool = False
    opens: bool = True
    is_dated: bool = True

    @property
    def said(self) -> str:
        """What a line says: the title where it tells more than the words (2026年11月支委会 does not)."""
        return self.title if self.title and not self.title.endswith(self.words) else self.words

    @property
    def is_meeting(self) -> bool:
        return self.what in (What.HELD, What.PLANNED)

    @property
    def weighs(self) -> bool:
        """Whether it makes a week heavy: it takes people to a meeting, or has to be done by then."""
        return self.what in (What.HELD, What.PLANNED, What.LAST_DAY, What.TASK)

    @property
    def order(self) -> tuple[object, ...]:
        return (
            self.day,
            self.starts is None,
            self.starts or time.min,
            list(What).index(self.what),
            self.org_path,
            self.key,
        )

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """From when to when it takes people, if its hour is known."""
        if self.starts is None:
            return None
        begin = datetime.combine(self.day, self.starts)
        end = datetime.combine(self.day, self.ends) if self.ends and self.ends > self.starts else begin + AN_HOUR
        return begin, end


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a month's cell: one entry, or `count` alike of many organisations."""

    entry: Entry
    count: int = 1


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """A cell. `holiday` is what the table says of the day; `more` counts those of `all` lines that found no place."""

    day: date
    in_month: bool
    is_today: bool
    is_rest: bool
    holiday: str
    lines: tuple[Line, ...]
    more: int
    entries: tuple[Entry, ...]
    all: tuple[Line, ...]


def grid_days(year: int, month: int) -> list[list[date]]:
    """The weeks, Monday first, that the month touches."""
    return calendar.Calendar().monthdatescalendar(year, month)


def month_grid(
    year: int, month: int, entries: Iterable[Entry], table: DayTable, today: date, *, alike: bool
) -> list[list[DayOfMonth]]:
    """The month as the page draws it; with `alike`, what is the same of many organisations is one line with a number."""
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda e: e.order):
        by_day[entry.day].append(entry)
    return [[_cell(day, month, by_day[day], table, today, alike) for day in week] for week in grid_days(year, month)]


def _cell(day: date, month: int, entries: list[Entry], table: DayTable, today: date, alike: bool) -> DayOfMonth:
    lines = _together(entries) if alike else [Line(entry) for entry in entries]
    kept = lines if len(lines) <= SHOWN else lines[: SHOWN - 1]
    return DayOfMonth(
        day=day,
        in_month=day.month == month,
        is_today=day == today,
        is_rest=bool(said_of(day, table)),
        holiday=table.name_of(day),
        lines=tuple(kept),
        more=len(lines) - len(kept),
        entries=tuple(entries),
        all=tuple(lines),
    )


def _together(entries: Iterable[Entry]) -> list[Line]:
    found: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in entries:
        found.setdefault((entry.what, entry.words, entry.rule), []).append(entry)
    return [Line(same[0], len(same)) for same in found.values()]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence above the grid, and the days it is about (the first is where a click leads)."""

    text: str
    day: date
    until: date


def _same_people(one: Entry, other: Entry) -> bool:
    """Of one organisation; or of a branch and its 党小组, whose members are the branch's."""
    if one.org_id == other.org_id:
        return True
    if not (one.is_group or other.is_group):
        return False
    return one.org_path.startswith(other.org_path) or other.org_path.startswith(one.org_path)


def clashes(entries: Iterable[Entry], *, same_person: bool) -> list[Said]:
    """Two meetings at one time for the same people. With `same_person` all entries are one person's, whatever the
    organisation."""
    of: dict[tuple[date, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.is_meeting and entry.span:
            branch = entry.org_path[:-STEP] if entry.is_group else entry.org_path
            of[entry.day, "" if same_person else branch].append(entry)
    found = []
    for (day, _), meetings in sorted(of.items()):
        for one, other in combinations(sorted(meetings, key=lambda e: e.order), 2):
            if (same_person or _same_people(one, other)) and _overlap(one, other):
                found.append(Said(f"{day.month}月{day.day}日时间冲突：{_timed(one)}和{_timed(other)}。", day, day))
    return found


def _overlap(one: Entry, other: Entry) -> bool:
    assert one.span
    assert other.span
    return one.span[0] < other.span[1] and other.span[0] < one.span[1]


def _timed(entry: Entry) -> str:
    return f"{entry.org_name}{entry.starts:%H:%M}的{entry.words}"


def on_rest_days(entries: Iterable[Entry], table: DayTable, today: date) -> list[Said]:
    """What is still to come on a day nobody is at work: a meeting planned, a last day with the working day before it."""
    found: dict[tuple[date, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.day >= today and entry.what in (What.PLANNED, What.LAST_DAY, What.TASK) and said_of(entry.day, table):
            found[entry.day, "meeting" if entry.is_meeting else "last"].append(entry)
    said = []
    for (day, sort), same in sorted(found.items()):
        when = f"{day.month}月{day.day}日（{said_of(day, table)}）"
        if sort == "meeting":
            said.append(Said(f"{when}安排了{_listed(same)}，是休息日。", day, day))
        else:
            by = working_day_by(day, table)
            early = f"最近的工作日是{by.month}月{by.day}日，宜提前办。"
            said.append(Said(f"{when}到期的有{_listed(same)}，{early}", day, day))
    return said


def _listed(entries: Sequence[Entry]) -> str:
    words = list(dict.fromkeys(entry.words.removesuffix("最后一天").removesuffix("到期") for entry in entries))
    orgs = {entry.org_id for entry in entries}
    what = "、".join(words[:3]) + ("等" if len(words) > 3 else "")
    return what if len(orgs) == 1 else f"{len(orgs)}个组织的{what}"


def heavy_weeks(entries: Iterable[Entry], *, same_person: bool, today: date) -> list[Said]:
    """Weeks not yet over in which one organisation (or the one person) has HEAVY or more meetings and last days."""
    weeks: dict[tuple[date, int], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.weighs:
            monday = entry.day - timedelta(days=entry.day.weekday())
            weeks[monday, 0 if same_person else entry.org_id].append(entry)
    by_week: dict[date, list[list[Entry]]] = defaultdict(list)
    for (monday, _), same in weeks.items():
        if len(same) >= HEAVY and monday + A_WEEK >= today:
            by_week[monday].append(same)
    return [_heavy(monday, same, same_person) for monday, same in sorted(by_week.items())]


def _heavy(monday: date, groups: list[list[Entry]], same_person: bool) -> Said:
    sunday = monday + A_WEEK
    when = f"{monday.month}月{monday.day}日至{sunday.month}月{sunday.day}日这一周较集中："
    groups = sorted(groups, key=lambda g: g[0].org_path)
    if same_person:
        return Said(f"{when}共{len(groups[0])}项。", monday, sunday)
    first = groups[0]
    if len(groups) == 1:
        return Said(f"{when}{first[0].org_name}有{len(first)}项。", monday, sunday)
    return Said(f"{when}{first[0].org_name}等{len(groups)}个组织都在{HEAVY}项以上。", monday, sunday)


def without_titles(entries: Iterable[Entry]) -> list[Entry]:
    """The same with nothing in them that a person typed."""
    return [replace(entry, title="") for entry in entries]
