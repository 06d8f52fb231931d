"""What is planned: a month, perhaps a day, the kinds it is to be held as; what has become of it. A plan is no record."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from jishi.activities.rules.kinds import Kind, SpecialSubject, may_combine, may_hold
from jishi.kernel.decision import YES, Decision, Refused, no
from jishi.kernel.labels import Labelled
from jishi.kernel.periods import Period, PeriodKind
from jishi.orgs.rules import OrgKind

NEXT_YEAR_FROM = 11  # from this month on the plan of the next year is offered
REACHES = 18  # months from January of its year: a yearly duty's window may reach to the end of June after it


class PlanSource(Labelled):
    """Where an entry came from."""

    DUTY = "duty", "按规定"
    HAND = "hand", "自行安排"
    SERIES = "series", "上级安排"


class PlanState(Labelled):
    """What has become of an entry on a day. Never stored."""

    HELD = "held", "已开展"
    OPEN = "open", "未到时间"
    THIS_MONTH = "this_month", "本月开展"
    PAST = "past", "时间已过，未见记录"
    DROPPED = "dropped", "不开展"


PLAN_MARKS = {
    PlanState.HELD: "done",
    PlanState.OPEN: "open",
    PlanState.THIS_MONTH: "soon",
    PlanState.PAST: "gap",
    PlanState.DROPPED: "said",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInput:
    """An entry as it is typed. `month` is the first day of the month it is planned for."""

    org_id: int
    year: int
    month: date
    title: str
    kinds: tuple[Kind, ...] = ()
    rules: tuple[str, ...] = ()
    subject: SpecialSubject | None = None
    day: date | None = None
    starts_at: time | None = None
    place: str = ""
    measures: str = ""
    owner_id: int | None = None
    owner_note: str = ""


def first_of(day: date) -> date:
    """The first day of the month of `day`: how a planned month is written down."""
    return day.replace(day=1)


def months_on(month: date, count: int) -> date:
    """The month `count` months after (before, if negative) `month`."""
    at = month.year * 12 + month.month - 1 + count
    return date(at // 12, at % 12 + 1, 1)


def last_of(month: date) -> date:
    """The last day of the month."""
    return months_on(first_of(month), 1) - timedelta(days=1)


def months_of_plan(year: int) -> list[date]:
    """The months a plan of `year` may name: its twelve, and those until June after it."""
    return [months_on(date(year, 1, 1), n) for n in range(REACHES)]


def years_to_plan(today: date) -> list[int]:
    """The years one may plan for on `today`: this one, from November on the next one too."""
    return [today.year, today.year + 1] if today.month >= NEXT_YEAR_FROM else [today.year]


def day_in(month: date, wanted: int) -> date:
    """The day of the month, or its last day where the month is shorter."""
    return month.replace(day=min(wanted, last_of(month).day))


def plan_state(*, month: date, day: date | None, is_held: bool, is_dropped: bool, on: date) -> PlanState:
    """What has become of an entry on `on`. With a day it is past after the day, otherwise after its month."""
    if is_held:
        return PlanState.HELD
    if is_dropped:
        return PlanState.DROPPED
    if (day or last_of(month)) < on:
        return PlanState.PAST
    return PlanState.THIS_MONTH if first_of(on) == month else PlanState.OPEN


def may_hold_together(kinds: Iterable[Kind], org_kind: str) -> Decision:
    """Whether an organisation of `org_kind` may hold one event of `kinds`: each of them, and all as one record."""
    chosen = tuple(kinds)
    for kind in chosen:
        answer = may_hold(org_kind, kind)
        if not answer:
            return answer
    return may_combine(chosen) if chosen else YES


def same_event(entries: Collection[PlanInput], org_kind: str) -> Decision:
    """Whether entries of one organisation may be held as one: in one month, and as kinds that are one record."""
    if len({entry.month for entry in entries}) > 1:
        return no("不在同一个月的，不能合并。请先改到同一个月。")
    if len({entry.day for entry in entries if entry.day}) > 1:
        return no("已定了不同的日子，不能合并。请先改成同一天，或把日子去掉。")
    subjects = {entry.subject for entry in entries if entry.subject}
    if len(subjects) > 1:
        return no("专题不同的专题会议不能合并，请分开召开。")
    return may_hold_together({kind for entry in entries for kind in entry.kinds}, org_kind)


def check_plan(entry: PlanInput, org_kind: str) -> None:
    """Judge an entry. Raises Refused, naming the field."""
    if not entry.title.strip():
        raise Refused("请写工作内容。", "title")
    if entry.month not in months_of_plan(entry.year):
        raise Refused(f"{entry.year}年度的计划，月份要在{entry.year}年1月至{entry.year + 1}年6月之间。", "month")
    if entry.day and first_of(entry.day) != entry.month:
        raise Refused("日期要在计划的月份里。", "day")
    if not entry.kinds and not entry.rules:
        raise Refused("请选以什么形式开展，可多选。", "kinds")
    answer = may_hold_together(entry.kinds, org_kind)
    if not answer:
        raise Refused(answer.reason, "kinds")
    if Kind.SPECIAL_MEETING in entry.kinds and entry.subject is None:
        raise Refused("请选这次专题会议研究的专题。", "subject")


def planned_title(kinds: Collection[Kind], month: date) -> str:
    """What an entry is called that nobody has named: 3月主题党日, 第二季度党员大会."""
    words = "、".join(kind.label for kind in sorted(kinds, key=list(Kind).index))
    if list(kinds) == [Kind.MEMBERS_MEETING]:
        return f"{Period.containing(PeriodKind.QUARTER, month).short}{words}"
    return f"{month.month}月{words}"


def plans_own(org_kind: str) -> bool:
    """Whether an organisation of this kind has a plan page of its own; a 党小组 is planned on its branch's."""
    return org_kind != OrgKind.PARTY_GROUP


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One event as a plan shows it: an entry with what was joined to it. `kinds` and `rules` are those of the whole
    event, `own_kinds` of the entry alone. `series` and `issuer` name where it came from, if a superior planned it."""

    id: int
    org_id: int
    org_name: str
    org_kind: str
    org_path: str
    year: int
    month: date
    day: date | None
    starts_at: time | None
    title: str
    kinds: tuple[Kind, ...]
    own_kinds: tuple[Kind, ...]
    rules: tuple[str, ...]
    subject: SpecialSubject | None
    measures: str
    place: str
    owner: str
    source: PlanSource
    series_id: int | None
    series: str
    issuer: str
    is_withdrawn: bool
    is_adjusted: bool
    activity_id: int | None
    held_on: date | None
    dropped_reason: str
    version: int
    parts: tuple["PlanRow", ...]
    on: date

    @property
    def state(self) -> PlanState:
        return plan_state(
            month=self.month,
            day=self.day,
            is_held=self.activity_id is not None,
            is_dropped=bool(self.dropped_reason),
            on=self.on,
        )

    @property
    def mark(self) -> tuple[str, str]:
        """(shape, word) for the mark component."""
        return PLAN_MARKS[self.state], self.state.label

    @property
    def is_live(self) -> bool:
        return not self.dropped_reason

    @property
    def is_open(self) -> bool:
        """Neither held nor dropped: it can still be changed."""
        return self.activity_id is None and self.is_live

    @property
    def whole_title(self) -> str:
        """The title with those of the parts, as a printed plan names one event."""
        return "；".join([self.title, *(part.title for part in self.parts)])

    @property
    def when(self) -> str:
        """3月12日 15:00, or the month alone."""
        text = f"{self.day.month}月{self.day.day}日" if self.day else f"{self.month.month}月"
        said = f"{text} {self.starts_at:%H:%M}" if self.starts_at else text
        return said if self.month.year == self.year else f"{self.month.year}年{said}"

    @property
    def input(self) -> PlanInput:
        """The entry itself, as the rules judge it; who is in charge is left out."""
        return PlanInput(
            org_id=self.org_id,
            year=self.year,
            month=self.month,
            title=self.title,
            kinds=self.kinds,
            rules=self.rules,
            subject=self.subject,
            day=self.day,
        )
