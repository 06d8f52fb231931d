"""What the record of one meeting, theme day or lecture says, and how its parts read in one line."""

from dataclasses import dataclass
from datetime import date, time

from jishi.kernel.labels import Labelled
from jishi.papers import words


class Form(Labelled):
    """Which printed form a record goes on: each kind that counties keep a form for has its own labels and order."""

    MEMBERS = "members", "党员大会"
    COMMITTEE = "committee", "支委会"
    GROUP = "group", "党小组会"
    LECTURE = "lecture", "党课"
    THEME_DAY = "theme_day", "主题党日"
    ORG_LIFE = "org_life", "组织生活会"
    STUDY = "study", "中心组学习"
    SPECIAL = "special", "专题会议"
    DEMOCRATIC_LIFE = "democratic_life", "民主生活会"
    RESEARCH = "research", "调研"
    OTHER = "other", "其他活动"


# A record of several kinds prints on the form of the first of these: 主题党日 on its own whatever else it contained, a
# members' meeting with a lecture as a members' meeting.
_FIRST = (
    Form.THEME_DAY, Form.ORG_LIFE, Form.DEMOCRATIC_LIFE, Form.STUDY, Form.SPECIAL, Form.MEMBERS, Form.COMMITTEE,
    Form.GROUP, Form.LECTURE, Form.RESEARCH,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """`leave`: whether leave was granted; None where nobody said."""

    name: str
    reason: str = ""
    leave: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One motion with its own denominators. `written` counts those of `in_favour` that came in writing."""

    motion: str
    method: str = ""
    expected: int | None = None
    present: int | None = None
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None
    written: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    title: str
    gist: str = ""
    vote: Vote | None = None
    resolution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """落实事项, or what became of one decided earlier (`result`)."""

    title: str
    owner: str = ""
    due_on: date | None = None
    state: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A visible change of a confirmed record; `changes` are (what, before, after)."""

    on: date
    by: str
    reason: str
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """One record as it is printed. Texts are shown as they stand; blanks print 无 or —.

    `kinds` are the Chinese labels (党员大会 …). `recorded_late_on` is the day of a late entry, None if entered in time.
    `empty` leaves every cell white, for writing by hand."""

    org: str
    kinds: tuple[str, ...]
    held_on: date | None = None
    title: str = ""
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    is_online: bool = False
    chair: str = ""
    recorder: str = ""
    lecturer: str = ""
    expected: int | None = None
    present: int | None = None
    voters_expected: int | None = None
    voters_present: int | None = None
    attended: tuple[str, ...] = ()
    absences: tuple[Absence, ...] = ()
    guests: tuple[Guest, ...] = ()
    follow_ups: tuple[Task, ...] = ()
    items: tuple[Item, ...] = ()
    tasks: tuple[Task, ...] = ()
    special_subject: str = ""
    serves: str = ""
    hours: str = ""  # 学时, as text: 1.5
    recorded_late_on: date | None = None
    late_reason: str = ""
    defects: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    withdrawn: str = ""  # the reason; "" for a record in force
    empty: bool = False

    @property
    def form(self) -> Form:
        """The form it prints on."""
        return next((form for form in _FIRST if form.label in self.kinds), Form.OTHER)

    @property
    def heading(self) -> str:
        """红旗村党支部主题党日（党员大会）记录: the form's kind first, what went with it in brackets."""
        kinds = self.kinds or ("会议",)
        first = self.form.label if self.form.label in kinds else kinds[0]
        others = [kind for kind in kinds if kind != first]
        return f"{self.org}{first}{'（' + '、'.join(others) + '）' if others else ''}记录"

    @property
    def absent(self) -> int | None:
        if self.expected is None or self.present is None:
            return None
        return self.expected - self.present

    @property
    def late_remark(self) -> str:
        """会后补记(真实日期…,原因…), or nothing for a record entered in time."""
        if not self.recorded_late_on:
            return ""
        reason = words.said(self.late_reason, "未填写")
        return (
            f"本记录为会后补记：实际召开日期{words.day(self.held_on)}，录入日期{words.day(self.recorded_late_on)}，"
            f"补记原因：{reason}。"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A 签到表 with the names of those expected, signed by hand."""

    org: str
    title: str
    held_on: date | None = None
    place: str = ""
    names: tuple[str, ...] = ()
    blanks: int = 0  # empty numbered places after the names, for a sheet without names
    guests: int = 5  # empty lines for 列席人员

    @property
    def heading(self) -> str:
        return f"{self.org}签到表"


def absence_words(absences: tuple[Absence, ...]) -> str:
    """张三（病假，已请假）、李四（外出流动）."""
    said = []
    for absence in absences:
        leave = {True: "已请假", False: "未请假", None: ""}[absence.leave]
        inside = words.joined([absence.reason, leave], "，", "")
        said.append(absence.name + (f"（{inside}）" if inside else ""))
    return words.joined(said)


def guest_words(guests: tuple[Guest, ...]) -> str:
    """Who attended without a vote, each with unit and post in brackets."""
    return words.joined(g.name + (f"（{g.note}）" if g.note else "") for g in guests)


def correction_words(correction: Correction) -> str:
    """One correction as a sentence: what stood, what stands, when, by whom and why."""
    changes = "；".join(
        f"{what}由“{words.said(before)}”改为“{words.said(after)}”" for what, before, after in correction.changes
    )
    return (
        f"{words.day(correction.on)}，{correction.by}更正：{changes or '内容'}。原因：{words.said(correction.reason)}"
    )


def task_words(task: Task) -> str:
    """清理沟渠（责任人：王建国，时限：2026年12月1日，已办结）."""
    inside = words.joined(
        [
            f"责任人：{task.owner}" if task.owner else "",
            f"时限：{words.day(task.due_on)}" if task.due_on else "",
            task.state,
        ],
        "，",
        "",
    )
    return task.title + (f"（{inside}）" if inside else "") + (f"：{task.result}" if task.result else "")
