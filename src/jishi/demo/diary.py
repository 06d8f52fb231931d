"""What was held, what was missed, what was entered late or explained: eleven months of organisational life, planned.

Pure: dates in, a plan out. Nothing here is invented to look complete; every branch has its own regularity."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random
from typing import Any

from jishi.activities.rules import Kind
from jishi.demo import topics
from jishi.demo.places import Place
from jishi.kernel.periods import Period, PeriodKind

LATE_REASONS = (
    "记录人外出，回来后按会议记录本补录", "当时停电断网，事后录入", "换了党务干事，清理台账时补录", "纸质记录当月已做，未及时录入",
)  # fmt: skip
# (reason, months of the year, only for companies)
EXPLANATIONS = (
    ("连续强降雨，党员在堤上值守", range(6, 11), False), ("秋收农忙，多数党员在地里，已安排下月补学", range(9, 11), False),
    ("春耕农忙，已安排下月补学", range(4, 6), False), ("场所维修，未能集中", range(1, 13), False),
    ("书记住院治疗，未召集", range(1, 13), False), ("企业赶订单，车间三班倒，未能集中", range(1, 13), True),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point of the agenda; `motion` was put to the vote."""

    title: str
    gist: str
    motion: str = ""
    resolution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A record to be made. `place` is a key of the plan, `group` the number of its 党小组 (0: the organisation itself);
    `coming` is the chance of each expected person to come; `year` is the year a yearly duty is counted for."""

    place: str
    group: int = 0
    kinds: tuple[Kind, ...]
    title: str
    held_on: date
    recorded_on: date
    late_reason: str = ""
    starts_at: time
    minutes: int = 90
    study_minutes: int = 0
    special: str = ""
    coming: float = 0.86
    year: int
    points: tuple[Point, ...] = ()
    serves: str = ""


@dataclass(frozen=True, slots=True)
class Unheld:
    """未开，说明: a duty of a period that was not met, with the reason given for it."""

    place: str
    kind: Kind
    period: str
    reason: str
    group: int = 0


@dataclass(slots=True)
class Diary:
    held: list[Held] = field(default_factory=list)
    unheld: list[Unheld] = field(default_factory=list)


# What the story needs: place → kind → months ago → "gap" (not recorded) or the sentence of an explanation.
SCRIPT: dict[str, dict[Kind, dict[int, str]]] = {
    "hongqi": {Kind.BRANCH_COMMITTEE_MEETING: {1: "gap", 0: "gap"}, Kind.THEME_PARTY_DAY: {0: "gap"}},
    "hongda": {Kind.BRANCH_COMMITTEE_MEETING: {1: "gap"}, Kind.THEME_PARTY_DAY: {1: "gap"}},
    "chunfeng": {Kind.BRANCH_COMMITTEE_MEETING: {1: "gap"}, Kind.THEME_PARTY_DAY: {1: "gap"}},
    "heping2": {Kind.BRANCH_COMMITTEE_MEETING: {1: "gap"}},
    "liushu": {Kind.THEME_PARTY_DAY: {1: "防汛，党员在堤上值守"}},
}
STEADY = {"hongqi", "liushu", "organ"}  # no gaps but those of the script


def months_until(today: date, count: int = 11) -> list[Period]:
    """The last `count` months, this one included, oldest first."""
    found = [Period.containing(PeriodKind.MONTH, today)]
    while len(found) < count:
        found.insert(0, found[0].previous())
    return found


class Writer:
    """Plans the records of one place; its own generator, so that one place's plan never shifts another's."""

    def __init__(self, rng: Random, place: Place, today: date, diary: Diary) -> None:
        self.rng, self.place, self.today, self.diary = rng, place, today, diary
        self.theme_day = rng.randint(5, 24)
        self.evening = time(19, 30) if place.unit.endswith(("村", "社区")) else time(15, 0)

    def _day(self, month: Period, around: int) -> date:
        day = month.first + timedelta(days=max(0, min(around + self.rng.randint(-2, 2), 28) - 1))
        return min(day, month.last)

    def _entered(self, held_on: date) -> tuple[date, str]:
        """The day of entry: soon after, or weeks later with the reason; never after today."""
        if self.rng.random() < 0.055 and self.place.key not in STEADY:
            late = held_on + timedelta(days=self.rng.randint(22, 48))
            if late <= self.today:
                return late, self.rng.choice(LATE_REASONS)
        return min(held_on + timedelta(days=self.rng.choice((0, 0, 1, 1, 2, 3))), self.today), ""

    def _fate(self, kind: Kind, month: Period, ago: int) -> str:
        """ "" when it was held, "gap" when nothing is on record, otherwise the explanation."""
        told = SCRIPT.get(self.place.key, {}).get(kind, {}).get(ago)
        if told is not None:
            return told
        if self.place.key in STEADY or self.rng.random() < self.place.regular:
            return ""
        company = "公司" in self.place.unit
        fitting = [text for text, months, firm in EXPLANATIONS if month.index in months and firm in (company, False)]
        return self.rng.choice(fitting) if self.rng.random() < 0.4 and ago else "gap"

    def note(
        self, kinds: tuple[Kind, ...], held_on: date, *, group: int = 0, year: int | None = None, **more: Any
    ) -> None:
        if held_on >= self.today:
            return
        recorded_on, late_reason = self._entered(held_on)
        self.diary.held.append(
            Held(
                place=self.place.key,
                group=group,
                kinds=kinds,
                held_on=held_on,
                recorded_on=recorded_on,
                late_reason=late_reason,
                year=year or held_on.year,
                **{
                    "starts_at": self.evening,
                    "title": topics.title(kinds[0], held_on),
                    "points": points(self.rng, kinds[0], held_on),
                    **more,
                },
            )
        )

    def monthly(self, months: list[Period], kind: Kind, around: int, **more: Any) -> None:
        for ago, month in zip(range(len(months) - 1, -1, -1), months, strict=True):
            fate = self._fate(kind, month, ago)
            if not fate:
                self.note((kind,), self._day(month, around), **more)
            elif fate != "gap":
                self.diary.unheld.append(Unheld(self.place.key, kind, month.code, fate, more.get("group", 0)))

    def theme_days(self, months: list[Period]) -> None:
        """The month's fixed day; once a quarter a lecture is given on it, once a quarter the members' meeting."""
        lecture, meeting = self.rng.sample((0, 1, 2), 2)
        for ago, month in zip(range(len(months) - 1, -1, -1), months, strict=True):
            place_in_quarter = (month.index - 1) % 3
            fate = self._fate(Kind.THEME_PARTY_DAY, month, ago)
            day = self._day(month, self.theme_day)
            kinds: tuple[Kind, ...] = (Kind.THEME_PARTY_DAY,)
            if place_in_quarter == lecture and self.rng.random() < 0.9:
                kinds += (Kind.PARTY_LECTURE,)
            if not fate:
                self.note(
                    kinds, day, coming=0.84, minutes=120, study_minutes=90 if len(kinds) > 1 else self.rng.choice((0, 45)),
                    title=topics.theme(self.rng, day),
                )  # fmt: skip
            elif fate != "gap":
                self.diary.unheld.append(Unheld(self.place.key, Kind.THEME_PARTY_DAY, month.code, fate))
            if place_in_quarter == meeting:
                self.members_meeting(month, ago)

    def members_meeting(self, month: Period, ago: int) -> None:
        skipped = self.place.key == "hongda" and 1 <= ago <= 4
        current = Period.containing(PeriodKind.QUARTER, self.today).contains(month.first)
        if skipped or (self.place.key == "hongqi" and current):
            return
        if self.place.key in STEADY or self.rng.random() < self.place.regular:
            self.note((Kind.MEMBERS_MEETING,), self._day(month, 12), coming=0.88, minutes=110)

    def now_and_then(self, months: list[Period]) -> None:
        """What no rule asks for by the month: service, visits, training, sport."""
        for month in months:
            if self.rng.random() < 0.3:
                kind = self.rng.choice(
                    (Kind.VOLUNTEER_SERVICE, Kind.VOLUNTEER_SERVICE, Kind.HOUSEHOLD_VISIT, Kind.TRAINING, Kind.CULTURE_SPORT, Kind.OBSERVATION)
                )  # fmt: skip
                self.note(
                    (kind,), self._day(month, self.rng.randint(3, 26)), coming=0.4, minutes=120, starts_at=time(9, 0),
                    study_minutes=180 if kind is Kind.TRAINING else 0, serves=topics.served(self.rng, kind),
                )  # fmt: skip


def points(rng: Random, kind: Kind, held_on: date) -> tuple[Point, ...]:
    """One to four points of an agenda in the words of such meetings."""
    return tuple(
        Point(title=title, gist=gist, motion=motion, resolution="同意，按此办理。" if motion else "")
        for title, gist, motion in topics.agenda(rng, kind, held_on)
    )


def branch(rng: Random, place: Place, months: list[Period], today: date, diary: Diary, *, committee: bool) -> None:
    """A branch's months: theme days, committee where there is one, members' meetings, lectures, groups, and in the
    first months the 组织生活会 that counts for the year before."""
    writer = Writer(rng, place, today, diary)
    writer.theme_days(months)
    if committee:
        writer.monthly(
            months,
            Kind.BRANCH_COMMITTEE_MEETING,
            26 if place.key == "hongqi" else rng.randint(4, 26),
            coming=0.97,
            minutes=70,
        )
    for number in range(1, place.groups + 1):
        writer.monthly(months, Kind.PARTY_GROUP_MEETING, rng.randint(6, 20), group=number, coming=0.88, minutes=60)
    writer.now_and_then(months)
    for month in months:
        if month.index == 1 and rng.random() < 0.9:
            writer.note((Kind.ORG_LIFE_MEETING,), month.first + timedelta(days=rng.randint(12, 25)),
                        year=month.year - 1, coming=0.93, minutes=150)  # fmt: skip


def committee(rng: Random, place: Place, months: list[Period], today: date, diary: Diary) -> None:
    """A committee's own life: study each quarter, special meetings each half-year, research, its own life meeting."""
    writer = Writer(rng, place, today, diary)
    for month in months:
        if month.index % 3 == 2 or (month.index % 3 == 0 and rng.random() < 0.4):
            writer.note(
                (Kind.THEORY_STUDY_GROUP,),
                writer._day(month, 16),
                coming=0.95,
                minutes=180,
                study_minutes=135,
                starts_at=time(9, 0),
            )
        if month.index in (3, 9) or (month.index == 6 and place.key == "county"):
            writer.note((Kind.SPECIAL_MEETING,), writer._day(month, 20), coming=0.96, starts_at=time(9, 0),
                        title="党委会专题研究全面从严治党工作", special="全面从严治党")  # fmt: skip
        if month.index in (4, 7, 10):
            writer.note(
                (Kind.RESEARCH,), writer._day(month, 11), coming=0.3, starts_at=time(9, 0), serves="基层党建重点任务"
            )
        if month.index == 7:
            writer.note((Kind.PARTY_LECTURE,), month.first, coming=0.97, study_minutes=90, starts_at=time(9, 0))
        if month.index == 1:
            writer.note((Kind.DEMOCRATIC_LIFE_MEETING,), month.first + timedelta(days=15), year=month.year - 1,
                        coming=1.0, minutes=240, starts_at=time(9, 0))  # fmt: skip


def statement_days(rng: Random, months: list[Period], today: date) -> Iterator[date]:
    """Days within the year of `today` on which a yearly duty was done, for as long as asked."""
    days = [m for m in months if m.year == today.year and m.last < today] or months[-1:]
    while True:
        month = rng.choice(days)
        yield min(month.first + timedelta(days=rng.randint(2, 25)), today - timedelta(days=1))
