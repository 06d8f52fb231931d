"""Eligibility agrees with the rule that explains it: who is eligible meets every condition that bears, and who is not is told
each one that is not met."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jishi.appraisals.rules import Grade
from jishi.campaigns.rules import (
    COMMENDED,
    FOR_ORGS,
    FOR_PERSONS,
    Condition,
    HonourKind,
    OrgFacts,
    PersonFacts,
    conditions_for,
    explain,
    is_eligible,
    medal_day,
    why_not,
)

YEAR, ON = 2026, date(2026, 11, 22)
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
years = st.integers(2019, 2027)
persons = st.builds(
    PersonFacts,
    is_full=st.booleans(),
    standing_normal=st.booleans(),
    is_lost=st.booleans(),
    grades=st.dictionaries(st.integers(2022, 2026), st.sampled_from(["", *Grade])),
    working_since=st.none() | days,
    other_title=st.sampled_from(["", "优秀共产党员"]),
    honoured=st.lists(years, max_size=2).map(tuple),
)
organisations = st.builds(
    OrgFacts,
    founded_on=st.none() | days,
    has_secretary=st.booleans(),
    term_ends=st.none() | days,
    open_pledges=st.integers(0, 2),
    honoured=st.lists(years, max_size=2).map(tuple),
)
chosen = st.sets(st.sampled_from(Condition))


def year_before(day: date) -> bool:
    """A full year or more before ON, worked out otherwise than the rule does."""
    return (ON - day).days >= 366 or (day.year == ON.year - 1 and (day.month, day.day) <= (ON.month, ON.day))


def holds(condition: Condition, facts: PersonFacts | OrgFacts) -> bool:
    """The condition as a notice would put it, said a second time."""
    recent = {y for y in facts.honoured if 2022 <= y <= 2026}
    if isinstance(facts, OrgFacts):
        return {
            Condition.STANDING: facts.founded_on is None or year_before(facts.founded_on),
            Condition.SECRETARY: facts.has_secretary,
            Condition.TERM: facts.term_ends is None or facts.term_ends >= ON,
            Condition.PLEDGES: facts.open_pledges == 0,
            Condition.NOT_AGAIN: not recent,
        }[condition]
    low = {facts.grades.get(y) for y in (2023, 2024, 2025)} & {"basic", "unqualified"}
    return {
        Condition.FULL: facts.is_full,
        Condition.GOOD_STANDING: facts.standing_normal,
        Condition.NOT_LOST: not facts.is_lost,
        Condition.EXCELLENT: facts.grades.get(2025) == "excellent",
        Condition.NOT_LOW: not low,
        Condition.WORKING: facts.working_since is not None and year_before(facts.working_since),
        Condition.ONE_TITLE: facts.other_title == "",
        Condition.NOT_AGAIN: not recent,
    }[condition]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=200)
@given(kind=st.sampled_from(COMMENDED), person=persons, org=organisations, wanted=chosen)
def test_eligible_means_every_explained_condition_holds(
    kind: HonourKind, person: PersonFacts, org: OrgFacts, wanted: set[Condition]
) -> None:
    facts = org if kind is HonourKind.ORG else person
    checks = explain(kind, facts, chosen=wanted, year=YEAR, on=ON)
    bearing = conditions_for(kind, wanted)
    assert [check.condition for check in checks] == bearing
    assert {check.condition: check.passes for check in checks} == {one: holds(one, facts) for one in bearing}
    assert is_eligible(checks) == all(holds(one, facts) for one in bearing)
    assert (why_not(checks) == "") == is_eligible(checks)
    assert all(check.reason and check.source for check in checks)
    for check in checks:
        assert (check.condition.label in why_not(checks)) == (not check.passes)


def test_a_condition_bears_only_on_its_titles() -> None:
    assert Condition.WORKING not in conditions_for(HonourKind.MEMBER, FOR_PERSONS)
    assert Condition.WORKING in conditions_for(HonourKind.WORKER, FOR_PERSONS)
    assert conditions_for(HonourKind.ORG, FOR_PERSONS) == [Condition.NOT_AGAIN]
    assert conditions_for(HonourKind.ORG, FOR_ORGS) == list(FOR_ORGS)
    assert medal_day(2026) == date(2026, 7, 1)
