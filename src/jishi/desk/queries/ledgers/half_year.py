"""三会一课开展情况半年统计表: how often each branch held what, when, and who came; counted from the same rows as the list of
records and the due list."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from jishi.activities.models import ActivityKind
from jishi.activities.rules import RULE_KINDS, Kind, State, is_late_entry
from jishi.desk.queries.ledgers.asked import Asked
from jishi.duties.models import DutyStatus, Explanation
from jishi.kernel.actor import Act
from jishi.kernel.periods import Period, periods_between
from jishi.orgs.models import Organization
from jishi.orgs.queries import below
from jishi.orgs.rules import BRANCH_KINDS, OrgKind
from jishi.papers.tables import BRANCH_HALF_YEAR, HALF_YEAR, Table, Value

KINDS = (
    Kind.MEMBERS_MEETING, Kind.BRANCH_COMMITTEE_MEETING, Kind.PARTY_GROUP_MEETING, Kind.THEME_PARTY_DAY,
    Kind.PARTY_LECTURE,
)  # fmt: skip
# As many dates as a column of the township's sheet holds side by side.
DATES_A_LINE = {Kind.MEMBERS_MEETING: 1, Kind.PARTY_LECTURE: 1}


@dataclass(frozen=True, slots=True)
class Time:
    """One record as it counts for one kind."""

    activity_id: int
    held_on: date
    lecturer: str
    expected: int | None
    present: int | None
    is_late: bool


@dataclass(slots=True)
class Life:
    """A branch's half-year. `owes` are the kinds that it has the body for: without 党小组 there is no 党小组会."""

    org: Organization
    times: dict[Kind, list[Time]] = field(default_factory=lambda: defaultdict(list))
    owes: set[Kind] = field(default_factory=set)
    groups: int = 0
    said: list[str] = field(default_factory=list)

    def count(self, kind: Kind) -> int | None:
        """How often; None where the branch has nobody to hold it."""
        return len(self.times[kind]) or (0 if kind in self.owes else None)

    def turnout(self, kinds: Iterable[Kind] = KINDS) -> tuple[int, int]:
        """(expected, came) over the records of these kinds, each record once."""
        once = {t.activity_id: t for kind in kinds for t in self.times[kind]}
        counted = [t for t in once.values() if t.expected]
        return sum(t.expected or 0 for t in counted), sum(t.present or 0 for t in counted)

    @property
    def late(self) -> int:
        return len({t.activity_id for times in self.times.values() for t in times if t.is_late})


def lives(branches: Sequence[Organization], tops: str, period: Period) -> list[Life]:
    """The half-year of each of these branches, all below the path `tops`. Four queries, whatever their number."""
    found = {branch.pk: Life(branch) for branch in branches}
    for life in found.values():
        life.owes = set(KINDS) - {Kind.PARTY_GROUP_MEETING, Kind.BRANCH_COMMITTEE_MEETING}
    groups = dict(
        Organization.objects.filter(parent_id__in=found, kind=OrgKind.PARTY_GROUP).values_list("pk", "parent_id")
    )
    for parent_id in groups.values():
        if parent_id in found:
            found[parent_id].owes.add(Kind.PARTY_GROUP_MEETING)
            found[parent_id].groups += 1
    rows = (
        ActivityKind.objects.filter(
            below(tops, field="activity__org__path"),
            kind__in=KINDS,
            activity__state=State.CONFIRMED,
            activity__held_on__range=(period.first, period.last),
        )
        .order_by("activity__held_on", "activity_id")
        .values_list(
            "activity_id", "kind", "activity__org_id", "activity__held_on", "activity__recorded_on",
            "activity__lecturer__name", "activity__lecturer_note", "activity__expected", "activity__present",
        )
    )  # fmt: skip
    for pk, code, org_id, held_on, recorded_on, lecturer, note, expected, present in rows:
        kind = Kind(code)
        home = groups.get(org_id, org_id) if kind is Kind.PARTY_GROUP_MEETING else org_id
        if home in found:
            late = is_late_entry(held_on, recorded_on)
            found[home].times[kind].append(Time(pk, held_on, lecturer or note, expected, present, late))
    _owing(found, period)
    return list(found.values())


def _owing(found: dict[int, Life], period: Period) -> None:
    """Which branches owe a committee's meeting, and what was said where something was not held."""
    codes = [p.code for p in periods_between(period.first, period.last)]
    rules = [rule for rule, kind in RULE_KINDS.items() if kind is Kind.BRANCH_COMMITTEE_MEETING]
    owed = DutyStatus.objects.filter(org_id__in=found, rule_id__in=rules, period__in=codes)
    for org_id in owed.values_list("org_id", flat=True).distinct():
        found[org_id].owes.add(Kind.BRANCH_COMMITTEE_MEETING)
    said = Explanation.objects.filter(org_id__in=found, period__in=codes, withdrawn_at=None).order_by("period")
    for org_id, rule_id, code in said.values_list("org_id", "rule_id", "period"):
        kind = RULE_KINDS.get(rule_id)
        if kind in KINDS:
            found[org_id].said.append(f"{Period.parse(code).short}{kind.label}未开，已说明")


def _day(on: date) -> str:
    return f"{on.month}.{on.day}"


def _dates(times: Sequence[Time], kind: Kind, a_line: int) -> str:
    """7.3、8.5, so many on a line that no date breaks; a lecture names who gave it: 7.1（王建国）."""
    is_lecture = kind is Kind.PARTY_LECTURE
    said = [_day(t.held_on) + (f"（{t.lecturer}）" if is_lecture and t.lecturer else "") for t in times]
    return "、\n".join("、".join(said[at : at + a_line]) for at in range(0, len(said), a_line))


def rate(expected: int, present: int) -> str:
    """91.7%, or "" where nobody was expected."""
    return f"{present / expected:.1%}" if expected else ""


def _remark(life: Life) -> str:
    notes = [*life.said, *([f"事后补记{life.late}次"] if life.late else [])]
    return "；".join(notes)


def _row(life: Life) -> tuple[Value, ...]:
    expected, present = life.turnout()
    cells: list[Value] = [life.org.name]
    for kind in KINDS:
        cells += [life.count(kind), _dates(life.times[kind], kind, DATES_A_LINE.get(kind, 2))]
    return (*cells, expected, present, rate(expected, present), "", _remark(life))


def _branch_rows(life: Life) -> list[tuple[Value, ...]]:
    rows: list[tuple[Value, ...]] = []
    for kind in KINDS:
        expected, present = life.turnout([kind])
        note = f"{life.groups} 个党小组合计" if kind is Kind.PARTY_GROUP_MEETING and life.groups > 1 else ""
        note = note or ("未设" if life.count(kind) is None else "")
        dates = _dates(life.times[kind], kind, 2 if kind is Kind.PARTY_LECTURE else 5)
        rows.append((kind.label, life.count(kind), dates, expected, present, rate(expected, present), note))
    return rows


def half_year(asked: Asked) -> Table:
    """A branch's own sheet, or a row for each branch at and below a committee within reach."""
    org, period = asked.org, asked.period
    title = f"{period.label}“三会一课”开展情况统计表"
    if asked.is_branch:
        life = lives([org], org.path, period)[0]
        remark = _remark(life)
        return Table(
            form=BRANCH_HALF_YEAR, org=org.name, title=title, period=period.label, on=asked.today,
            rows=_branch_rows(life), notes=(f"说明：{remark}。",) if remark else (),
        )  # fmt: skip
    branches = list(asked.orgs(Act.RECORD_VIEW).filter(kind__in=BRANCH_KINDS))
    rows = [_row(life) for life in lives(branches, org.path, period)]
    return Table(form=HALF_YEAR, org=org.name, title=title, period=period.label, on=asked.today, rows=rows)
