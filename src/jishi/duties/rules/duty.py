"""What a rule of the pack is, and what one reads from the state of a duty on a day. Pure values."""

from dataclasses import dataclass
from datetime import date, timedelta

from jishi.kernel.decision import YES, Decision, no
from jishi.kernel.labels import Labelled
from jishi.kernel.periods import Period, PeriodKind

SOON = timedelta(days=10)
BRANCH_COMMITTEE = "branch_committee"
COMMITTEE_FROM = 7  # formal members from which a branch has a committee: 支部工作条例（试行）第二十条
COMMITTEE_POSTS_FROM = 3  # the smallest committee: the same article


class Modality(Labelled):
    MUST = "must", "必须办"
    GENERALLY = "generally", "一般要办，未办的作提醒"
    MAY = "may", "可以办"


class Confidence(Labelled):
    """How sure the source of a rule is."""

    TEXT_SEEN = "text_seen", "已核对条文原文"
    SECONDARY = "secondary", "据通知、解读等材料，条文原文尚未核对"
    MEMORY = "memory", "尚未核对"


class Origin(Labelled):
    """Who asks: a regulation, a usual practice that a county has switched on, or a level of its own accord."""

    REGULATION = "regulation", "规定"
    OPTIONAL = "optional", "通行做法，按上级要求"
    OWN = "own", "上级要求，不是规定"


class AnswersBy(Labelled):
    """By what a person answers for a duty, the nearest first."""

    NAMED = "named", "指定"
    IN_CHARGE = "in_charge", "分管"
    HEAD = "head", "书记或主持人"


@dataclass(frozen=True, slots=True)
class Answerer:
    """The person who answers for one duty, by what, and the words a list shows: 指定, 分管发展党员, 书记."""

    person_id: int
    name: str
    by: AnswersBy
    words: str


class State(Labelled):
    """What a duty is on the day it is read. Never stored."""

    OPEN = "open", "待办"
    SOON = "soon", "临近"
    MISSING = "missing", "未办"
    OVERDUE = "overdue", "逾期"
    EXPLAINED = "explained", "已说明"
    DONE = "done", "已办"


# What one is reminded of: what is past its day or near it; not what has been said of, nor what has time.
REMINDABLE = frozenset({State.MISSING, State.OVERDUE, State.SOON})

_EVERY = {
    PeriodKind.MONTH: "月",
    PeriodKind.QUARTER: "季度",
    PeriodKind.HALF_YEAR: "半年",
    PeriodKind.YEAR: "年",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """An earlier edition of a regulation: in force from `effective` until before `expires`. Its articles are not in the
    pack, so nothing is derived from it."""

    title: str
    year: int
    effective: date | None
    expires: date | None

    @property
    def name(self) -> str:
        return f"《{self.title}》（{self.year}年）"

    def in_force(self, day: date) -> bool:
        return (self.effective is None or self.effective <= day) and (self.expires is None or self.expires > day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One recurring duty in one edition of its regulation. `kinds` are the words of the selector, `org_kinds` every kind
    of organisation they cover; no `sectors` means all. `in_force` is judged on a period's first day; `expires` is the
    first day it no longer holds. `evidence` are the kinds of evidence that count towards `count`. What is not of a
    regulation holds only below its issuers; `once` is asked for once within its days, whatever period they touch.
    `field` is the WorkField whose holder answers for it, "" where the text names the secretary in person; `earlier` are
    the editions of its regulation that this one replaced."""

    id: str
    order: int
    title: str
    short: str
    kinds: tuple[str, ...]
    org_kinds: tuple[str, ...]
    with_committee: bool
    sectors: tuple[str, ...]
    period: PeriodKind
    count: int
    evidence: tuple[str, ...]
    modality: Modality
    regulation: str
    article: str | None
    confidence: Confidence
    article_confidence: str
    effective: date | None
    expires: date | None
    window: str = ""
    note: str = ""
    only_if: str = ""
    replaced: str = ""
    origin: Origin = Origin.REGULATION
    issuer: str = ""
    once: bool = False
    field: str = ""
    earlier: tuple[Edition, ...] = ()

    @property
    def is_scoped(self) -> bool:
        """Whether it holds only below those who asked for it, and never counts among the regulations' duties."""
        return self.origin is not Origin.REGULATION

    @property
    def is_own(self) -> bool:
        return self.origin is Origin.OWN

    @property
    def demand_id(self) -> int:
        """Of a level's own: the demand it was read from; 0 for what the pack holds."""
        return int(self.id.partition(":")[2]) if self.is_own else 0

    @property
    def nature(self) -> str:
        """How binding it is, in words."""
        return self.modality.label if self.origin is Origin.REGULATION else f"{self.origin.label}，未办只作提醒"

    @property
    def source(self) -> str:
        """How sure its source is, in words."""
        return "以发文组织的通知为准" if self.is_own else self.confidence.label

    @property
    def citation(self) -> str:
        """The regulation and, where it is known, the article, as people cite them; of a level's own, its notice."""
        if self.is_own:
            return f"{self.issuer}：{self.regulation}"
        if self.is_scoped:
            return f"{self.regulation}，按上级通知"
        return f"《{self.regulation}》{self.article or ''}"

    @property
    def cadence(self) -> str:
        """How often, in the strength of its own words: 一般每季度1次, 每年至少1次."""
        if self.once and self.expires:
            last = self.expires - timedelta(days=1)
            return f"{last.month}月{last.day}日前{self.count}次"
        often = f"每{_EVERY[self.period]}"
        if self.is_scoped:
            return f"{often}{self.count}次"
        return f"一般{often}{self.count}次" if self.modality is Modality.GENERALLY else f"{often}至少{self.count}次"

    @property
    def is_red(self) -> bool:
        """Whether leaving it undone may be shown in red: the text was read and it says must."""
        return not self.is_scoped and self.confidence is Confidence.TEXT_SEEN and self.modality is Modality.MUST

    @property
    def by_statement(self) -> bool:
        """Whether it is met by a 已办说明, because the room that would record it is not built."""
        return self.evidence == (f"statement:{self.id}",)

    def in_force(self, day: date) -> bool:
        return (self.effective is None or self.effective <= day) and (self.expires is None or self.expires > day)


def may_be_stated(rule: Rule) -> Decision:
    """Whether a duty is met by a 已办说明. What has a record of its own is recorded, never stated."""
    return YES if rule.by_statement else no(f"“{rule.short}”有专门的记录，请在“组织生活”里记录，不能用已办说明代替。")


def state_of(rule: Rule, *, required: int, done: int, explained: bool, due_on: date, on: date) -> State:
    """What a duty is on `on`. An explanation stands beside what was not held; it never makes it done."""
    if done >= required:
        return State.DONE
    if explained:
        return State.EXPLAINED
    if on <= due_on:
        return State.SOON if due_on - on <= SOON else State.OPEN
    return State.OVERDUE if rule.modality is Modality.MUST else State.MISSING


# The words and shapes of the mark component, by state; what is overdue but not red is shown like what is missing.
_MARKS = {
    State.OPEN: ("open", "待办"),
    State.SOON: ("soon", "临近"),
    State.MISSING: ("gap", "未见记录"),
    State.OVERDUE: ("late", "逾期"),
    State.EXPLAINED: ("said", "已说明"),
    State.DONE: ("done", "已办"),
}
MET, MET_LATE = _MARKS[State.DONE], ("after", "逾期办结")


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """One duty of one organisation in one period, as it stands on the day asked for. `owner` is the name of the person
    who answers for it, None while the post is vacant; `owner_by` says by what."""

    org_id: int
    org_code: str
    org_name: str
    org_path: str
    org_kind: str
    sector: str
    rule: Rule
    period: Period
    required: int
    done: int
    done_late: bool
    explained: bool
    due_on: date
    on: date
    owner: str | None
    owner_id: int | None = None
    owner_by: str = ""

    @property
    def state(self) -> State:
        return state_of(
            self.rule,
            required=self.required,
            done=self.done,
            explained=self.explained,
            due_on=self.due_on,
            on=self.on,
        )

    @property
    def mark(self) -> tuple[str, str]:
        """(shape, word) for the mark component."""
        state = self.state
        if state is State.OVERDUE and not self.rule.is_red:
            return _MARKS[State.MISSING]
        if state is State.DONE and self.done_late:
            return MET_LATE
        return _MARKS[state]

    @property
    def is_red(self) -> bool:
        return self.state is State.OVERDUE and self.rule.is_red

    @property
    def is_unmet_past(self) -> bool:
        """Past its last day and not held, explained or not."""
        return self.done < self.required and self.due_on < self.on

    @property
    def title(self) -> str:
        """As a list names it: 10月主题党日, 第四季度党员大会."""
        return self.rule.short if self.rule.once else self.period.of(self.rule.short)


@dataclass(frozen=True, slots=True, kw_only=True)
class StripCell:
    """A stretch of the year strip: `span` months from `month` on. `row` is None where nothing was due; `dates` are the
    days of the evidence that counts, `entered_late` that one of it was recorded in a later month than it was held."""

    month: int
    span: int
    row: DueRow | None
    dates: tuple[date, ...] = ()
    entered_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StripLine:
    """One rule over the twelve months; a 党小组's duty shows on its branch's strip under the group's name."""

    rule: Rule
    org_id: int
    org_name: str
    is_group: bool
    cells: tuple[StripCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many organisations owe a rule in a period, how many have met it, how many of these after its window, how many
    have explained it instead. `open` is what is neither met nor explained."""

    owing: int = 0
    met: int = 0
    met_late: int = 0
    explained: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            owing=self.owing + other.owing,
            met=self.met + other.met,
            met_late=self.met_late + other.met_late,
            explained=self.explained + other.explained,
        )

    @property
    def unmet(self) -> int:
        return self.owing - self.met

    @property
    def open(self) -> int:
        return self.owing - self.met - self.explained


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewCell:
    """One number of the township's page: a rule in a period, in one sector ("" is the sum of all)."""

    sector: str
    rule: Rule
    period: Period
    tally: Tally
