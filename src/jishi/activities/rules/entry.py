"""A record as it is entered: its typed form, what is wrong with it, what it counts for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from jishi.activities.rules.counts import HeadCounts, Roster, Threshold, head_counts, majority, quorum
from jishi.activities.rules.kinds import (
    YEARLY,
    AbsenceReason,
    Kind,
    Scope,
    SpecialSubject,
    VoteMethod,
    may_combine,
    may_hold,
    scope_of,
)
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import YES, Decision, Refused
from jishi.kernel.periods import Period, PeriodKind
from jishi.orgs.rules import STEP, OrgKind

GRACE_DAYS = 7
SECRETARY_LECTURE = "secretary_lecture"


@dataclass(frozen=True, slots=True)
class Absence:
    person_id: int
    reason: AbsenceReason
    leave_approved: bool | None = None


@dataclass(frozen=True, slots=True)
class GuestInput:
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Motion:
    """A vote. `written` says how many of the votes were given in writing by people who were not there."""

    text: str
    method: VoteMethod
    votes_for: int
    votes_against: int
    votes_abstain: int
    written: int = 0

    @property
    def cast(self) -> int:
        return self.votes_for + self.votes_against + self.votes_abstain


@dataclass(frozen=True, slots=True)
class TaskInput:
    """Something the meeting gave somebody to do: a person of the roster, or a name outside it."""

    title: str
    owner_id: int | None = None
    owner_note: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What was reported on an earlier assignment: the item's gist is the note; `done` reports it finished."""

    assignment_id: int
    done: bool = False
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ItemInput:
    title: str
    gist: str = ""
    motion: Motion | None = None
    resolution: str = ""
    task: TaskInput | None = None
    follows: FollowUp | None = None


@dataclass(frozen=True, slots=True)
class RecordInput:
    """Everything of the form. `absent` are people of the roster; `came` the participants where nobody in particular is
    expected; `no_vote` full members without a vote that day (留党察看 and the like); `year` the year a yearly kind counts
    for (None: the year it was held)."""

    org_id: int
    kinds: tuple[Kind, ...]
    held_on: date
    starts_at: time | None = None
    ends_at: time | None = None
    title: str = ""
    place: str = ""
    is_online: bool = False
    chair_id: int | None = None
    chair_note: str = ""
    recorder_id: int | None = None
    recorder_note: str = ""
    lecturer_id: int | None = None
    lecturer_note: str = ""
    subject: SpecialSubject | None = None
    serves: str = ""
    study_minutes: int = 0
    year: int | None = None
    absent: tuple[Absence, ...] = ()
    came: frozenset[int] = frozenset()
    no_vote: frozenset[int] = frozenset()
    guests: tuple[GuestInput, ...] = ()
    items: tuple[ItemInput, ...] = ()
    scan_id: int | None = None
    late_reason: str = ""


@dataclass(frozen=True, slots=True)
class Defect:
    """Where a record falls short of a text. `sure` is false where the text was not read: then it is advice."""

    sentence: str
    source: str = ""
    article: str = ""
    sure: bool = True

    def as_json(self) -> dict[str, object]:
        return {"sentence": self.sentence, "source": self.source, "article": self.article, "sure": self.sure}


@dataclass(frozen=True, slots=True)
class Checked:
    """A record that can be kept: its counts, its title, and what is marked on it."""

    scope: Scope
    counts: HeadCounts
    title: str
    year: int
    defects: tuple[Defect, ...] = field(default=())


def may_record(actor: Actor, path: str, org_kind: str) -> Decision:
    """Whether `actor` may enter records of the organisation at `path`. A 党小组's are entered by its leader and by those
    who record for its branch."""
    if org_kind == OrgKind.PARTY_GROUP and actor.reaches(Act.RECORD, path[:-STEP]):
        return YES
    return actor.may(Act.RECORD, path)


def is_late_entry(held_on: date, recorded_on: date) -> bool:
    """事后补记: entered in a later month than it was held. It is said, never scored."""
    return (recorded_on.year, recorded_on.month) > (held_on.year, held_on.month)


def needs_reason(held_on: date, today: date) -> bool:
    """A late entry tells why; one made within a week needs no excuse (a meeting on the last evening of a month)."""
    return is_late_entry(held_on, today) and today - held_on > timedelta(days=GRACE_DAYS)


def study_hours(minutes: int) -> float:
    """学时: 45 minutes of study are one, rounded to halves (40 minutes are 1.0, 20 are 0.5)."""
    return (minutes * 4 + 45) // 90 / 2


def years_to_choose(held_on: date) -> tuple[int, ...]:
    """The years a yearly kind may count for: the year held, and from January to March also the year before."""
    return (held_on.year, held_on.year - 1) if held_on.month <= 3 else (held_on.year,)


def default_title(kinds: Iterable[Kind], held_on: date, year: int) -> str:
    """As minutes are headed: 2026年第四季度党员大会, 2026年11月主题党日, 2025年度组织生活会."""
    chosen = set(kinds)
    kind = next((kind for kind in Kind if kind in chosen), None)
    if kind is None:
        return ""
    if kind is Kind.MEMBERS_MEETING:
        return Period.containing(PeriodKind.QUARTER, held_on).label + kind.label
    if kind in YEARLY:
        return f"{year}年度{kind.label}"
    return Period.containing(PeriodKind.MONTH, held_on).label + kind.label


@dataclass(frozen=True, slots=True)
class Claim:
    """What a record counts for: one kind of evidence of one organisation."""

    org_id: int
    kind: str
    year: int


def claims(record: RecordInput, *, led_by_lecturer: Iterable[int] = ()) -> tuple[Claim, ...]:
    """What `record` counts for: each kind; a special meeting also by its subject; a 党课 also as `secretary_lecture` of
    every organisation in `led_by_lecturer` (those whose secretary, that day, gave it)."""
    held = record.held_on.year
    year = record.year or held
    found = [Claim(record.org_id, kind.value, year if kind in YEARLY else held) for kind in record.kinds]
    if Kind.SPECIAL_MEETING in record.kinds and record.subject:
        found.append(Claim(record.org_id, f"{Kind.SPECIAL_MEETING}:{record.subject}", held))
    if Kind.PARTY_LECTURE in record.kinds:
        found += [Claim(org_id, SECRETARY_LECTURE, held) for org_id in sorted(set(led_by_lecturer))]
    return tuple(found)


def _check_day(record: RecordInput, today: date) -> None:
    if record.held_on > today:
        raise Refused("日期还没到。开过以后再记录；要安排的事请用任务。", "held_on")
    if record.starts_at and record.ends_at and record.ends_at <= record.starts_at:
        raise Refused("结束时间要晚于开始时间。", "ends_at")
    if record.year is not None and record.year not in years_to_choose(record.held_on):
        raise Refused("计入年度只能是当年；一月到三月开的，可以计入上一年。", "year")
    if needs_reason(record.held_on, today) and not record.late_reason:
        raise Refused("这是事后补记，请写明补记的原因。", "late_reason")


def _check_kinds(record: RecordInput, org_kind: str) -> None:
    for kind in record.kinds:
        answer = may_hold(org_kind, kind)
        if not answer:
            raise Refused(answer.reason, "kinds")
    answer = may_combine(record.kinds)
    if not answer:
        raise Refused(answer.reason, "kinds")
    if Kind.SPECIAL_MEETING in record.kinds and record.subject is None:
        raise Refused("请选这次专题会议研究的专题。", "subject")
    if Kind.PARTY_LECTURE in record.kinds and not (record.lecturer_id or record.lecturer_note):
        raise Refused("请填授课人。", "lecturer")
    if record.study_minutes < 0 or record.study_minutes > 24 * 60:
        raise Refused("学习时长以分钟计，请填0到1440之间的数。", "study_minutes")


def _check_people(record: RecordInput, roster: Roster) -> HeadCounts:
    if roster.scope is Scope.CHOSEN:
        if not record.came and not record.guests:
            raise Refused("请勾选参加的人，或在列席人员里写上名字。", "came")
    elif not roster.people:
        who = "支部（党委）委员" if roster.scope is Scope.COMMITTEE else "党员"
        raise Refused(f"这一天名册上没有登记{who}，算不出应到人数。请先补登名册或班子。", "held_on")
    absent = [absence.person_id for absence in record.absent]
    if not roster.ids.issuperset(absent) or len(absent) != len(set(absent)):
        raise Refused("缺席名单里有这一天不在应到名单的人，请重新勾选。", "absent")
    if roster.people and len(absent) == len(roster.people) and roster.scope is not Scope.CHOSEN:
        raise Refused("应到的人全部缺席，这次就是没有开。请用“未开，说明”。", "absent")
    return head_counts(roster, absent=absent, no_vote=record.no_vote, came=record.came)


def _check_motion(number: int, motion: Motion, counts: HeadCounts) -> None:
    place = f"item-{number - 1}"
    if min(motion.votes_for, motion.votes_against, motion.votes_abstain, motion.written) < 0:
        raise Refused(f"第{number}项的票数不能是负数。", f"{place}-votes_for")
    if not motion.text:
        raise Refused(f"第{number}项填了票数，请写明表决的是什么。", f"{place}-motion")
    if motion.written > (counts.voters_expected or 0) - (counts.voters_present or 0):
        raise Refused(f"第{number}项的书面意见比缺席的有表决权人数还多，请核对。", f"{place}-votes_written")
    if motion.cast > (counts.voters_present or 0) + motion.written:
        most = (counts.voters_present or 0) + motion.written
        raise Refused(
            f"第{number}项共{motion.cast}票，多于可以投的{most}票，请核对票数或到会人数。", f"{place}-votes_for"
        )


def _short_of(threshold: Threshold, there: int, due: int) -> Defect:
    needed = threshold.needed(due)
    return Defect(
        f"{threshold.who}应到{due}人，到会{there}人，须{needed}人以上到会，这次未达到",
        threshold.source,
        threshold.article,
        threshold.sure,
    )


def _defects(record: RecordInput, scope: Scope, counts: HeadCounts) -> tuple[Defect, ...]:
    found = []
    due, there = counts.voters_expected or 0, counts.voters_present or 0
    motions = [(number, item.motion) for number, item in enumerate(record.items, 1) if item.motion]
    floor = quorum(record.kinds)
    # A members' meeting below half may still listen and study; only its votes are void (第十一条).
    if floor and not floor.met(there, due) and (motions or Kind.MEMBERS_MEETING not in record.kinds):
        found.append(_short_of(floor, there, due))
    bar = majority(record.kinds, scope)
    for number, motion in motions:
        if motion.votes_for < bar.needed(due):
            found.append(
                Defect(
                    f"第{number}项赞成{motion.votes_for}票，须{bar.needed(due)}票以上（以应到{due}人计），未通过",
                    bar.source,
                    bar.article,
                    bar.sure,
                )
            )
    if record.chair_id and record.chair_id == record.recorder_id:
        found.append(Defect("主持人和记录人是同一人，一般应分开", sure=False))
    return tuple(found)


def check(record: RecordInput, *, org_kind: str, roster: Roster, today: date) -> Checked:
    """Judge a record against the roster of its day. Raises Refused, naming the field, for what cannot be kept; what
    only falls short of a regulation comes back as `defects` on a record that can be kept, marked."""
    _check_day(record, today)
    _check_kinds(record, org_kind)
    scope = scope_of(record.kinds, org_kind)
    counts = _check_people(record, roster)
    for number, item in enumerate(record.items, 1):
        if not item.title:
            raise Refused(f"请写第{number}项的议题。", f"item-{number - 1}-title")
        if item.motion and scope is Scope.CHOSEN:
            raise Refused("这类活动没有应到人数，不能记表决。", f"item-{number - 1}-motion")
        if item.motion:
            _check_motion(number, item.motion, counts)
    year = record.year or record.held_on.year
    title = record.title or default_title(record.kinds, record.held_on, year)
    return Checked(scope, counts, title, year, _defects(record, scope, counts))


def fulfils(record_kinds: Iterable[Kind], held_on: date, year: int) -> list[str]:
    """What the side panel says a record will count for, by kind and period, without judging whether it is owed."""
    month = Period.containing(PeriodKind.MONTH, held_on).label
    quarter = Period.containing(PeriodKind.QUARTER, held_on).label
    by_quarter = {Kind.MEMBERS_MEETING}
    lines: list[str] = []
    for kind in record_kinds:
        when = f"{year}年度" if kind in YEARLY else quarter if kind in by_quarter else month
        lines.append(when + kind.label)
    return lines
