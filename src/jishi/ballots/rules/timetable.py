"""换届工作时间表: from the end of the term backwards, every step with its latest day, its paper and its owner.

What the texts fix is little: the end of the term, the reminder six months ahead (支部工作条例第二十一条), at most a year
early or late with approval (选举工作条例第三条). The rest of the distances is practice, and a notice may change each."""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from jishi.kernel.labels import Labelled
from jishi.kernel.workdays import DayTable, working_day_by

LIMIT = "《中国共产党基层组织选举工作条例》第三条、《中国共产党支部工作条例（试行）》第二十一条"
PRACTICE = "通行做法，可以按通知调整"


class ElectionKind(Labelled):
    """What is being elected, and so which steps there are."""

    TERM = "term", "换届选举"
    BY_ELECTION = "by_election", "补选"
    CONGRESS = "congress", "党员代表大会换届"
    DELEGATES = "delegates", "选举出席上级党代会代表"


class Owner(Labelled):
    BRANCH = "branch", "本组织"
    SUPERIOR = "superior", "上级党组织"
    COUNTY = "county", "县级联审部门"


@dataclass(frozen=True, slots=True)
class StepRule:
    """A step of the work. `before` are days before the meeting (negative: after it), `months` whole months before it
    instead; `papers` are the numbers of the papers it yields."""

    code: str
    title: str
    owner: Owner
    before: int = 0
    months: int = 0
    papers: tuple[int, ...] = ()
    source: str = PRACTICE
    kinds: tuple[ElectionKind, ...] = tuple(ElectionKind)
    village_only: bool = False

    def latest(self, meeting: date) -> date:
        """The last day for it when the meeting is held on `meeting`."""
        return months_before(meeting, self.months) - timedelta(days=self.before)


_TERMS = (ElectionKind.TERM, ElectionKind.CONGRESS)

STEPS: tuple[StepRule, ...] = (
    StepRule("remind", "提醒并启动换届", Owner.SUPERIOR, months=6, kinds=_TERMS, source="《中国共产党支部工作条例（试行）》第二十一条（一般）"),
    StepRule("prepare", "研究换届，成立工作班子，核对党员名册", Owner.BRANCH, months=3),
    StepRule("request", "向上级报送换届请示", Owner.BRANCH, months=2, papers=(1,)),
    StepRule("agree", "上级批复同意召开大会", Owner.SUPERIOR, before=50, papers=(2,)),
    StepRule("nominate", "推荐提名候选人初步人选", Owner.BRANCH, before=45, source="《中国共产党基层组织选举工作条例》第十四条"),
    StepRule("second_vote", "两推一选：党员、群众推荐投票", Owner.BRANCH, before=40, village_only=True),
    StepRule("review", "县级联审", Owner.COUNTY, before=30, village_only=True),
    StepRule("deliberate", "党员酝酿，报送候选人预备人选", Owner.BRANCH, before=28, papers=(3, 4), source="《中国共产党基层组织选举工作条例》第十四条"),
    StepRule("approve", "上级审批候选人预备人选", Owner.SUPERIOR, before=20, papers=(5,), source="《中国共产党基层组织选举工作条例》第十四条"),
    StepRule("publish", "公示候选人预备人选", Owner.BRANCH, before=14),
    StepRule("draft", "起草工作报告、党费报告和选举办法，印制选票", Owner.BRANCH, before=7, papers=(6, 7, 8, 9, 10)),
    StepRule("introduce", "介绍候选人，答复询问", Owner.BRANCH, before=3, source="《中国共产党基层组织选举工作条例》第二十一条"),
    StepRule("meeting", "召开大会选举", Owner.BRANCH, papers=(11, 12, 13), source=LIMIT),
    StepRule("first_plenary", "新一届委员会第一次会议，选举书记、副书记，明确分工", Owner.BRANCH, papers=(14,), kinds=(ElectionKind.TERM, ElectionKind.CONGRESS)),
    StepRule("report", "报告选举结果，委员备案，书记、副书记报批", Owner.BRANCH, before=-3, papers=(15,), source="《中国共产党支部工作条例（试行）》第二十一条"),
    StepRule("confirm", "上级批复，公布结果，交接工作", Owner.SUPERIOR, before=-15),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planned:
    """A step with its latest day. `moved` says that the notice or the office set the day itself."""

    rule: StepRule
    latest_on: date
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """How far along an election is: the first step not done, and the worst that can be said of it. Red (`late`) only for
    the meeting itself past the lawful day; a late preparation is a gap."""

    mark: str
    word: str
    step: Planned | None


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of the month where there is none."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def steps_of(kind: ElectionKind, *, in_village: bool) -> tuple[StepRule, ...]:
    """The steps of such an election, in order of work. Recommendation by the masses and the county's joint review stand
    on the track of villages and communities."""
    return tuple(s for s in STEPS if kind in s.kinds and (in_village or not s.village_only))


def planned_steps(
    kind: ElectionKind, *, meeting: date, in_village: bool, table: DayTable, moved: Mapping[str, date] | None = None
) -> tuple[Planned, ...]:
    """Every step with its latest day, counted back from the day of the meeting; a day of rest gives way to the working
    day before it, except on and after the day of the meeting. `moved` holds days set by the notice or by hand, by code of the step."""
    own = moved or {}
    planned = []
    for step in steps_of(kind, in_village=in_village):
        day = step.latest(meeting)
        if step.before > 0 or step.months:
            day = working_day_by(day, table)
        planned.append(Planned(step, own.get(step.code, day), step.code in own))
    return tuple(planned)


def out_of_order(planned: Sequence[Planned]) -> list[str]:
    """Steps whose day lies after that of a later step, in sentences."""
    said = []
    for earlier, later in pairwise(planned):
        if earlier.latest_on > later.latest_on:
            said.append(
                f"“{earlier.rule.title}”的最晚日期 {earlier.latest_on} 晚于下一步“{later.rule.title}”的 {later.latest_on}。"
            )
    return said


def shift_said(ends_on: date, meeting: date, *, approved: bool) -> str:
    """What a day other than within the term needs; "" when nothing."""
    if meeting <= ends_on and meeting >= months_before(ends_on, 12):
        return ""
    if meeting < ends_on:
        return f"比任期届满日 {ends_on} 提前一年以上，提前一般不超过一年（{LIMIT}）。"
    if meeting > months_before(ends_on, -12):
        return f"比任期届满日 {ends_on} 推迟一年以上，延期一般不超过一年（{LIMIT}）。"
    return "" if approved else f"在任期届满日 {ends_on} 之后，延期须经上级党组织批准（{LIMIT}）。"


def clock(planned: Sequence[Planned], done: Iterable[str], *, lawful_until: date | None, today: date) -> Clock:
    """Where the work stands today. `lawful_until` is the end of the term with any approved extension; None for elections
    that no term bounds."""
    finished = set(done)
    left = next((p for p in planned if p.rule.code not in finished), None)
    if left is None:
        return Clock("done", "已完成", None)
    if "meeting" not in finished and lawful_until is not None and today > lawful_until:
        return Clock("late", f"已过届满日 {(today - lawful_until).days} 天，未换届", left)
    days = (left.latest_on - today).days
    if days < 0:
        return Clock("gap", f"“{left.rule.title}”已晚 {-days} 天", left)
    mark = "soon" if days <= 7 else "open"
    return Clock(mark, f"“{left.rule.title}”最晚 {left.latest_on}，还有 {days} 天", left)
