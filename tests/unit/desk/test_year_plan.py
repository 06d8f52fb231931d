"""A year laid out: every duty as often as required, nothing put together that may not be, nothing twice."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jishi.activities.rules import Kind, Scope, SpecialSubject, may_combine, months_of_plan, scope_of
from jishi.desk.rules.owed import OrgFacts, Owed, evidence_of, owed_from, owed_in, window_of
from jishi.desk.rules.year_plan import (
    Habits,
    Item,
    gather,
    lay_out_year,
    missing,
    same_people,
    usual_day,
    usual_month,
)
from jishi.duties.queries.pack import pack
from jishi.duties.rules import Origin
from jishi.kernel.periods import Period, PeriodKind
from jishi.orgs.rules import OrgKind, Sector

RULES = list(pack().values())
NEW_YEAR = date(2027, 1, 1)


def facts(kind: str = OrgKind.BRANCH, **changes: object) -> OrgFacts:
    values: dict[str, object] = {
        "id": 1, "name": "红旗村党支部", "kind": kind, "sector": Sector.VILLAGE, "has_committee": True,
        "duties_from": date(2026, 1, 1), "windows": {}, "scoped": {},
    }  # fmt: skip
    return OrgFacts(**(values | changes))  # type: ignore[arg-type]


def rule_named(name: str) -> Owed:
    [found] = list(owed_in(facts(), [pack()[name]], 2027))[:1]
    return found


kinds = st.sampled_from([OrgKind.BRANCH, OrgKind.PARTY_GROUP, OrgKind.TOWNSHIP_COMMITTEE, OrgKind.JOINT_BRANCH])
windows = st.dictionaries(
    st.sampled_from([rule.id for rule in RULES if rule.period is PeriodKind.YEAR]),
    st.tuples(st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.integers(0, 150)).map(
        lambda pair: (pair[0], min(date.fromordinal(pair[0].toordinal() + pair[1]), date(2028, 6, 30)))
    ),
    max_size=4,
)
counts = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=60, max_size=60)
ways = st.builds(Habits, theme_day=st.none() | st.integers(1, 31), quarter_month=st.integers(1, 3))


@given(kinds, st.booleans(), windows, counts, st.dates(date(2026, 12, 1), date(2027, 12, 31)), ways)
def test_every_duty_is_covered_exactly_and_a_second_press_adds_nothing(
    kind: str, has_committee: bool, set_windows: dict[str, tuple[date, date]], numbers: list[tuple[int, int]],
    since: date, habits: Habits,
) -> None:  # fmt: skip
    owed = owed_in(facts(kind, has_committee=has_committee, windows=set_windows), RULES, 2027)
    duties = [replace(o, count=c, held=h) for o, (c, h) in zip(owed, numbers, strict=False)]
    events = lay_out_year(duties, [], since=since, habits=habits)
    items = [item for event in events for item in event.items]
    for duty in duties:
        mine = [item for item in items if item.owed == duty]
        is_over = max(duty.last, duty.period.last) < since.replace(day=1)
        assert len(mine) == (0 if is_over else max(duty.count - duty.held, 0)), duty.label
        assert all(duty.serves(item) for item in mine)
        assert missing(duty, items) == (max(duty.count - duty.held, 0) if is_over else 0)
    assert len({item.key for item in items}) == len(items)
    assert lay_out_year(duties, items, since=since, habits=habits) == []
    for item in items:
        assert item.month >= since.replace(day=1)
        assert item.month in months_of_plan(2027)
        assert item.day is None or (item.day >= since and item.day.replace(day=1) == item.month)
    for event in events:
        together = [k for item in event.items for k in item.kinds]
        assert not together or may_combine(together)
        assert len(set(together)) == len(together)
        assert len({(item.org_id, item.month) for item in event.items}) == 1
        if len(together) > 1:
            assert len({scope_of((k,), kind) for k in together}) == 1


def test_monthly_in_its_month_quarterly_in_the_month_agreed_yearly_in_its_window() -> None:
    window = {"org_life_meeting_yearly": (date(2027, 12, 10), date(2028, 2, 28))}
    owed = owed_in(facts(windows=window), RULES, 2027)
    items = [
        i for e in lay_out_year(owed, [], since=NEW_YEAR, habits=Habits(theme_day=31, quarter_month=3)) for i in e.items
    ]
    meetings = [i.month for i in items if i.kinds == (Kind.MEMBERS_MEETING,)]
    assert meetings == [date(2027, m, 1) for m in (3, 6, 9, 12)]
    theme = [i for i in items if i.kinds == (Kind.THEME_PARTY_DAY,)]
    assert [i.month.month for i in theme] == list(range(1, 13))
    assert theme[1].day == date(2027, 2, 28)
    [life] = [i for i in items if i.kinds == (Kind.ORG_LIFE_MEETING,)]
    assert date(2027, 12, 1) <= life.month <= date(2028, 2, 1)
    assert life.title == "2027年度组织生活会"
    assert theme[0].title == "1月主题党日"
    assert next(i for i in items if i.kinds == (Kind.MEMBERS_MEETING,)).title == "第一季度党员大会"


def test_appraisal_goes_with_the_organisation_life_meeting() -> None:
    owed = owed_in(facts(), RULES, 2027)
    events = lay_out_year(owed, [], since=NEW_YEAR)
    [event] = [e for e in events if any(i.owed.rule.id == "democratic_appraisal_yearly" for i in e.items)]
    assert Kind.ORG_LIFE_MEETING in [k for item in event.items for k in item.kinds]
    assert event.is_joint
    assert event.month == event.items[0].month
    assert event.key == event.items[0].key


def test_what_was_planned_held_or_given_up_is_not_proposed_again() -> None:
    duty = rule_named("theme_party_day_monthly")
    item = Item(owed=duty, number=1, month=date(2027, 1, 1))
    assert item.activity_id is None
    assert missing(duty, []) == 1
    assert missing(duty, [item]) == 0
    assert missing(replace(duty, held=1), []) == 0


def test_a_special_meeting_serves_only_with_its_subject() -> None:
    rule = pack()["strict_governance_meeting_half_yearly"]
    duty = owed_from(facts(OrgKind.TOWNSHIP_COMMITTEE), rule, Period.parse("2027-H1"), 1)
    assert evidence_of(rule) == (Kind.SPECIAL_MEETING, SpecialSubject.STRICT_GOVERNANCE)
    right = Item(owed=duty, number=1, month=date(2027, 5, 1))
    assert duty.serves(right)
    assert right.title == "上半年研究全面从严治党"
    study = owed_from(facts(OrgKind.TOWNSHIP_COMMITTEE), pack()["study_group_quarterly"], Period.parse("2027-Q2"), 1)
    assert not duty.serves(Item(owed=study, number=1, month=date(2027, 5, 1)))
    elsewhere = owed_from(facts(OrgKind.TOWNSHIP_COMMITTEE, id=2), rule, Period.parse("2027-H1"), 1)
    assert not elsewhere.serves(right)


def test_a_branch_without_a_committee_owes_no_committee_meeting() -> None:
    alone = {o.rule.id for o in owed_in(facts(has_committee=False), RULES, 2027)}
    assert "committee_meeting_monthly" not in alone
    assert "committee_meeting_monthly" in {o.rule.id for o in owed_in(facts(), RULES, 2027)}


def test_a_year_before_duties_count_owes_nothing() -> None:
    assert owed_in(facts(duties_from=date(2028, 1, 1)), RULES, 2027) == []


def test_what_a_level_asks_holds_only_for_those_it_asks_and_in_its_days() -> None:
    asked = replace(pack()["theme_party_day_monthly"], id="own:1", origin=Origin.OWN)
    assert owed_in(facts(), [asked], 2027) == []
    spring = facts(scoped={"own:1": (date(2027, 2, 1), date(2027, 4, 30))})
    assert [o.period.index for o in owed_in(spring, [asked], 2027)] == [2, 3, 4]
    once = replace(
        asked, period=PeriodKind.YEAR, once=True, effective=date(2027, 3, 5), expires=date(2027, 4, 1)
    )  # fmt: skip
    [single] = owed_in(spring, [once], 2027)
    assert (single.first, single.last) == (date(2027, 3, 5), date(2027, 3, 31))
    assert owed_in(spring, [once], 2028) == []


def test_windows_go_before_seasons() -> None:
    rule, year = pack()["org_life_meeting_yearly"], Period.parse("2027")
    assert window_of(rule, year, facts()) == (date(2027, 10, 1), date(2027, 12, 31))
    days = (date(2028, 1, 5), date(2028, 2, 20))
    assert window_of(rule, year, facts(windows={rule.id: days})) == days


def test_optional_items_say_so() -> None:
    [one] = [o for o in owed_in(facts(), RULES, 2027) if o.rule.only_if][:1]
    item = Item(owed=one, number=1, month=one.period.first)
    assert item.is_optional
    assert item.title == one.rule.title


def test_committee_and_members_are_never_proposed_as_one() -> None:
    assert same_people([Kind.THEME_PARTY_DAY, Kind.BRANCH_COMMITTEE_MEETING], OrgKind.BRANCH) is None
    assert same_people([Kind.THEME_PARTY_DAY, Kind.PARTY_LECTURE], OrgKind.BRANCH) is Scope.MEMBERS
    assert same_people([Kind.TRAINING], OrgKind.BRANCH) is None


def test_two_of_a_kind_are_meant_to_be_held_twice() -> None:
    duty = rule_named("theme_party_day_monthly")
    twice = [Item(owed=duty, number=n, month=date(2027, 1, 1)) for n in (1, 2)]
    assert [len(group) for group in gather(twice, OrgKind.BRANCH)] == [1, 1]


def test_habits_are_read_from_what_was_held() -> None:
    days = [date(2026, m, 25) for m in range(1, 8)] + [date(2026, 8, 3)]
    assert usual_day(days) == 25
    assert usual_day(days[:2]) is None
    assert usual_day([]) is None
    assert usual_day([date(2026, m, m) for m in range(1, 9)]) is None
    assert usual_month([date(2026, 3, 1), date(2026, 6, 1), date(2026, 7, 1)]) == 3
    assert usual_month([]) == 2
