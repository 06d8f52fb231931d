"""What a plan is laid out from and compared with: duties of a year, habits, entries, records."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q, Value

from jishi.activities import queries as activities
from jishi.activities.models import ActivityKind
from jishi.activities.queries import Unplanned
from jishi.activities.rules import Kind, PlanRow, PlanSource, State, may_record, months_on, years_to_plan
from jishi.desk.rules.owed import OrgFacts, Owed, owed_from, owed_in
from jishi.desk.rules.plan_words import Line, MonthTally, tally_months
from jishi.desk.rules.year_plan import Event, Habits, gather, lay_out_year, missing, usual_day, usual_month
from jishi.duties.models import Demand, DutyStatus, OpenPeriod, OptionalDuty, Window
from jishi.duties.queries import answering, laid_duties, optional_rules, own_rule, pack
from jishi.duties.rules import COMMITTEE_FROM, COMMITTEE_POSTS_FROM, Answerer
from jishi.kernel.actor import Actor
from jishi.kernel.periods import Period, periods_between
from jishi.members.models import Membership
from jishi.members.rules import Category, MembershipKind
from jishi.orgs.models import Organization, PostHeld, Term
from jishi.orgs.queries import true_on
from jishi.orgs.rules import COMMITTEE_POSTS, ancestors


def _with_committee(org_ids: Collection[int], on: date) -> set[int]:
    """Those that have a committee on `on`: on file, by posts held, or by the number of full members (as duties judge)."""
    terms = Term.objects.filter(
        Q(closed_on=None) | Q(closed_on__gt=on), org_id__in=org_ids, has_committee=True, elected_on__lte=on
    ).values_list("org_id", flat=True)
    posts = (
        PostHeld.objects.filter(true_on(on), org_id__in=org_ids, post__in=COMMITTEE_POSTS)
        .values("org_id").annotate(n=Count("person", distinct=True)).filter(n__gte=COMMITTEE_POSTS_FROM)
        .values_list("org_id", flat=True)
    )  # fmt: skip
    full = Q(member__full_on__lte=on) | Q(
        member__full_on=None, member__category=Category.FULL, member__joined_on__lte=on
    )
    members = (
        Membership.objects.filter(true_on(on), full, org_id__in=org_ids, kind=MembershipKind.FORMAL)
        .values("org_id").annotate(n=Count("pk")).filter(n__gte=COMMITTEE_FROM).values_list("org_id", flat=True)
    )  # fmt: skip
    return set(terms.union(posts, members))


class _Year(NamedTuple):
    """What a year of these organisations is made of, read together: windows and what is switched on, each by the path
    of its issuer, and the periods that have been opened."""

    windows: dict[str, dict[str, tuple[date, date]]]
    switched: list[tuple[str, str, date, date | None]]
    opened: set[str]


def _year_of(orgs: Sequence[Organization], year: int) -> _Year:
    above = {path for org in orgs for path in ancestors(org.path, itself=True)}
    first, last = date(year, 1, 1), date(year, 12, 31)
    codes = [p.code for p in periods_between(first, last)]
    windows = Window.objects.filter(year=year, issuer__path__in=above)
    switched = OptionalDuty.objects.filter(
        Q(to_on=None) | Q(to_on__gt=first), from_on__lte=last, issuer__path__in=above
    )
    rows: Any = windows.values_list(Value("window"), "issuer__path", "rule_id", "opens_on", "closes_on")
    found = _Year(defaultdict(dict), [], set())
    for what, path, word, from_on, to_on in rows.union(
        switched.values_list(Value("switched"), "issuer__path", "rule_id", "from_on", "to_on"),
        OpenPeriod.objects.filter(code__in=codes).values_list(
            Value("period"), Value(""), "code", "first_on", "last_on"
        ),
        all=True,
    ):
        if what == "window":
            found.windows[path][word] = (from_on, to_on)
        elif what == "switched":
            found.switched.append((path, word, from_on, to_on))
        else:
            found.opened.add(word)
    return found


def _facts_of(
    orgs: Sequence[Organization], made: _Year, laid: Sequence[tuple[Demand, list[int]]], on: date
) -> dict[int, OrgFacts]:
    """What decides the duties of these organisations, as they stand on `on`."""
    committee = _with_committee([org.pk for org in orgs], on)
    scoped: dict[int, dict[str, tuple[date, date | None]]] = {org.pk: {} for org in orgs}
    for path, rule_id, from_on, to_on in made.switched:
        for org in orgs:
            if org.path.startswith(path):
                scoped[org.pk][rule_id] = (from_on, to_on - timedelta(days=1) if to_on else None)
    for demand, whom in laid:
        for pk in whom:
            scoped[pk][own_rule(demand).id] = (demand.from_on, demand.until_on)
    return {
        org.pk: OrgFacts(
            id=org.pk,
            name=org.short_name or org.name,
            kind=org.kind,
            sector=org.sector,
            has_committee=org.pk in committee,
            duties_from=org.duties_from,
            # The nearest issuer wins: the longest path comes last.
            windows={k: v for path in ancestors(org.path, itself=True) for k, v in made.windows.get(path, {}).items()},
            scoped=scoped[org.pk],
        )
        for org in orgs
    }


def owed_by(orgs: Sequence[Organization], year: int, on: date) -> dict[int, list[Owed]]:
    """What these organisations owe in a year: in periods that have begun what `duties` derived, in those to come what
    follows from today's facts. Four queries, however many organisations and duties that levels have laid."""
    made = _year_of(orgs, year)
    laid = laid_duties([org.pk for org in orgs], date(year, 1, 1), date(year, 12, 31))
    facts = _facts_of(orgs, made, laid, on)
    rules = {**pack(), **optional_rules()} | {rule.id: rule for demand, _ in laid for rule in [own_rule(demand)]}
    found: dict[int, list[Owed]] = {pk: [] for pk in facts}
    rows = DutyStatus.objects.filter(org_id__in=list(facts), period__in=made.opened)
    for org_id, rule_id, code, required, done in rows.values_list("org_id", "rule_id", "period", "required", "done"):
        if rule_id in rules:
            found[org_id].append(owed_from(facts[org_id], rules[rule_id], Period.parse(code), required, done))
    for org_id, org in facts.items():
        found[org_id] += [owed for owed in owed_in(org, rules.values(), year) if owed.period.code not in made.opened]
        found[org_id].sort(key=lambda owed: (owed.period.first, owed.rule.order))
    return found


def habits_of(org: Organization, on: date) -> Habits:
    """The fixed day and the usual month, from what was held in the two years before `on`."""
    since = months_on(on.replace(day=1), -24)
    held = ActivityKind.objects.filter(
        activity__org=org, activity__state=State.CONFIRMED, activity__held_on__gte=since,
        kind__in=[Kind.THEME_PARTY_DAY, Kind.MEMBERS_MEETING],
    ).values_list("kind", "activity__held_on")  # fmt: skip
    days: dict[str, list[date]] = defaultdict(list)
    for kind, day in held:
        days[kind].append(day)
    return Habits(
        theme_day=usual_day(days[Kind.THEME_PARTY_DAY]), quarter_month=usual_month(days[Kind.MEMBERS_MEETING])
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """Events of one month that may be held as one, and which duties that one would serve."""

    month: date
    rows: tuple[PlanRow, ...]
    serves: tuple[Owed, ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan of one organisation and year, with everything its page says."""

    org: Organization
    year: int
    years: tuple[int, ...]
    lines: tuple[Line, ...]
    months: tuple[tuple[date, tuple[Line, ...]], ...]
    tallies: tuple[MonthTally, ...]
    unplanned: tuple[Unplanned, ...]
    proposals: tuple[Proposal, ...]
    lacking: tuple[Owed, ...]
    has_last_year: bool
    offered: int | None
    may_plan: bool
    on: date

    @property
    def total(self) -> MonthTally:
        return MonthTally.sum(self.tallies, self.year)


def _apart(group: Sequence[PlanRow], one: PlanRow) -> bool:
    """Fixed on different days; or two of a kind, unless the one is what a superior arranged and the other one's own: then
    one event is meant."""
    days = {row.day for row in (*group, one) if row.day}
    same = [row for row in group if set(row.kinds) & set(one.kinds)]
    above = [row.source is PlanSource.SERIES for row in (*group, one)]
    return len(days) > 1 or (bool(same) and (len(same) > 1 or sum(above) != 1))


def proposals_in(rows: Sequence[PlanRow], owed: Mapping[int, Sequence[Owed]]) -> list[Proposal]:
    """合并开展 for what is planned already: open events of one organisation and month that one event could be."""
    lots: dict[tuple[int, date], list[PlanRow]] = defaultdict(list)
    for row in rows:
        if row.is_open:
            lots[row.org_id, row.month].append(row)
    found = []
    for (org_id, month), lot in sorted(lots.items(), key=lambda pair: (pair[0][1], pair[0][0])):
        for group in gather(lot, lot[0].org_kind, apart=_apart):
            if len(group) > 1:
                serves = [o for o in owed.get(org_id, []) if any(o.serves(row) for row in group)]
                found.append(Proposal(month, tuple(group), tuple(serves)))
    return found


def _place(org: Organization) -> str:
    return org.path


def plan_page(actor: Actor, orgs: Sequence[Organization], year: int, *, on: date) -> PlanPage:
    """Everything of the plan page of the first of `orgs`, with whom it shares the plan (`get_plan_orgs`): six queries,
    whatever is planned."""
    org, ids = orgs[0], [one.pk for one in orgs]
    owed = owed_by(orgs, year, on)
    rows = activities.year_plan_of(ids, year, on=on)
    unplanned = activities.records_without_entry(ids, year)
    lines = [
        Line(row=row, serves=tuple(o for o in owed.get(row.org_id, []) if o.serves(row)), here=row.org_id == org.pk)
        for row in rows
    ]
    months: dict[date, list[Line]] = defaultdict(list)
    for line in lines:
        months[line.row.month].append(line)
    duties = [o for one in sorted(orgs, key=_place) for o in owed[one.pk]]
    lacking = [o for o in duties if missing(o, rows) and o.period.last >= on and not o.rule.only_if]
    known = {year for one in orgs for year in one.planned_years}  # type: ignore[attr-defined]  # annotated, or an attribute the stubs do not know
    return PlanPage(
        org=org,
        year=year,
        years=tuple(sorted({*years_to_plan(on), *known, year})),
        lines=tuple(lines),
        months=tuple((month, tuple(found)) for month, found in sorted(months.items())),
        tallies=tally_months(year, lines, unplanned),
        unplanned=tuple(unplanned),
        proposals=tuple(proposals_in(rows, owed)),
        lacking=tuple(lacking),
        has_last_year=year - 1 in known,
        offered=next((y for y in years_to_plan(on) if y > on.year and y != year and y not in known), None),
        may_plan=bool(may_record(actor, org.path, org.kind)),
        on=on,
    )


@dataclass(frozen=True, slots=True)
class Layout:
    """What one press would add to a plan: events, what they serve, who answers."""

    org: Organization
    year: int
    habits: Habits
    events: tuple[Event, ...]
    names: Mapping[int, str]
    owners: Mapping[tuple[int, str], Answerer | None]  # by organisation and rule
    there: int


def layout_for(
    orgs: Sequence[Organization], year: int, *, on: date, theme_day: int | None = None, quarter_month: int | None = None
) -> Layout:
    """The preview: what the plan of a year of the first of `orgs`, with whom it shares the plan, still lacks. Habits as
    they were found, or as the page says."""
    org = orgs[0]
    owed = owed_by(orgs, year, on)
    rows = activities.year_plan_of([one.pk for one in orgs], year, on=on)
    known = habits_of(org, on)
    habits = Habits(
        theme_day=known.theme_day if theme_day is None else theme_day or None,
        quarter_month=quarter_month or known.quarter_month,
    )
    since = max(on, date(year, 1, 1))
    duties = [o for one in sorted(orgs, key=_place) for o in owed[one.pk]]
    events = tuple(lay_out_year(duties, rows, since=since, habits=habits))
    proposed = [item.owed for event in events for item in event.items]
    return Layout(
        org=org,
        year=year,
        habits=habits,
        events=events,
        names={one.pk: one.short_name or one.name for one in orgs},
        owners=answering(((o.org_id, o.rule.id) for o in proposed), on, rules={o.rule.id: o.rule for o in proposed}),
        there=len(rows),
    )
