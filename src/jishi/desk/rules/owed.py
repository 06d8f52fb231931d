"""What an organisation owes over a year, period by period, and the days each duty is to be planned for. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from jishi.activities.rules import SECRETARY_LECTURE, Kind, SpecialSubject
from jishi.duties.rules import Rule
from jishi.kernel.periods import MONTHS, Period, PeriodKind

# In which months of the year a yearly duty is usually held, where no superior's notice has set a window. Habits of the
# field and the texts' own 一般安排在第四季度; a window always goes before them.
SEASONS: dict[str, tuple[int, int]] = {
    "org_life_meeting_yearly": (10, 12),
    "democratic_life_yearly": (10, 12),
    "democratic_appraisal_yearly": (10, 12),
    "branch_secretary_report_yearly": (11, 12),
    "organ_secretary_report_yearly": (11, 12),
    "party_building_review_yearly": (11, 12),
    "new_year_visits_duty": (1, 2),
    "dues_branch_publish_yearly": (1, 6),
}
USUALLY = (3, 11)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgFacts:
    """What decides which duties an organisation has, as it stands today. `windows` are the days a superior's notice has
    set for yearly duties of the plan's year, `scoped` those for which a superior asks what no regulation does."""

    id: int
    name: str
    kind: str
    sector: str
    has_committee: bool
    duties_from: date
    windows: dict[str, tuple[date, date]]
    scoped: dict[str, tuple[date, date | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A duty of one organisation in one period, to be held `count` times between two days; `held` times already."""

    org_id: int
    org_name: str
    org_kind: str
    rule: Rule
    period: Period
    count: int
    first: date
    last: date
    held: int = 0

    @property
    def kind(self) -> Kind | None:
        """The kind of record that meets it; None where a 已办说明 does."""
        return evidence_of(self.rule)[0]

    @property
    def subject(self) -> SpecialSubject | None:
        return evidence_of(self.rule)[1]

    @property
    def label(self) -> str:
        return self.period.of(self.rule.short)

    def serves(self, event: "Planned") -> bool:
        """Whether an event of a plan is meant for this duty: of its organisation, its kind, in its period."""
        if event.org_id != self.org_id:
            return False
        if self.period.kind is PeriodKind.YEAR:
            in_time = event.year == self.period.year
        else:
            in_time = self.period.contains(event.month)
        if self.kind is None:
            return in_time and self.rule.id in event.rules
        return in_time and self.kind in event.kinds and (self.subject is None or self.subject == event.subject)


class Planned(Protocol):
    """What the layout needs of an event that is planned."""

    @property
    def org_id(self) -> int: ...
    @property
    def year(self) -> int: ...
    @property
    def month(self) -> date: ...
    @property
    def kinds(self) -> tuple[Kind, ...]: ...
    @property
    def rules(self) -> tuple[str, ...]: ...
    @property
    def subject(self) -> SpecialSubject | None: ...


def evidence_of(rule: Rule) -> tuple[Kind | None, SpecialSubject | None]:
    """The kind (and subject) a record must have to meet a rule; (None, None) for those met by a 已办说明."""
    for code in rule.evidence:
        kind, _, subject = code.partition(":")
        if kind == SECRETARY_LECTURE:
            return Kind.PARTY_LECTURE, None
        if kind in list(Kind):
            return Kind(kind), SpecialSubject(subject) if subject else None
    return None, None


def applies(rule: Rule, org: OrgFacts) -> bool:
    """Whether an organisation is one of those a rule names, as it stands today."""
    return (
        org.kind in rule.org_kinds
        and (not rule.sectors or org.sector in rule.sectors)
        and (not rule.with_committee or org.has_committee)
        and (not rule.is_scoped or rule.id in org.scoped)
    )


def _in_force(rule: Rule, period: Period, org: OrgFacts) -> bool:
    if rule.once:
        return rule.effective is not None and rule.effective.year == period.year
    since, until = org.scoped.get(rule.id, (None, None))
    asked = (since is None or since <= period.first) and (until is None or until >= period.last)
    return rule.in_force(period.first) and asked


def window_of(rule: Rule, period: Period, org: OrgFacts) -> tuple[date, date]:
    """Between which days a duty is to be planned: the superior's window, else the season it is usually held in, else its
    period."""
    if rule.once and rule.effective and rule.expires:
        return rule.effective, rule.expires - timedelta(days=1)
    if period.kind is not PeriodKind.YEAR:
        return period.first, period.last
    if rule.id in org.windows:
        return org.windows[rule.id]
    first, last = SEASONS.get(rule.id, USUALLY)
    return date(period.year, first, 1), Period(period.year, PeriodKind.MONTH, last).last


def owed_in(org: OrgFacts, rules: Iterable[Rule], year: int) -> list[Owed]:
    """Every duty of a year, period by period, as far as can be said today: applicability is judged anew when a period
    begins."""
    found = []
    for rule in rules:
        if not applies(rule, org):
            continue
        for index in range(1, 12 // MONTHS[rule.period] + 1):
            period = Period(year, rule.period, index)
            if _in_force(rule, period, org) and org.duties_from <= period.first:
                found.append(owed_from(org, rule, period, rule.count))
    return found


def owed_from(org: OrgFacts, rule: Rule, period: Period, count: int, held: int = 0) -> Owed:
    """One duty with the days it is to be planned for."""
    first, last = window_of(rule, period, org)
    return Owed(
        org_id=org.id,
        org_name=org.name,
        org_kind=org.kind,
        rule=rule,
        period=period,
        count=count,
        first=first,
        last=last,
        held=held,
    )
