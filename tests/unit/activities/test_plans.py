"""What a plan may say, and what has become of it."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.activities.rules import (
    Kind,
    PlanInput,
    PlanState,
    SpecialSubject,
    check_plan,
    day_in,
    first_of,
    last_of,
    months_of_plan,
    months_on,
    plan_state,
    planned_title,
    same_event,
    years_to_plan,
)
from jishi.activities.rules.series import MOST_TOPICS, SeriesInput, TopicInput, check_series
from jishi.kernel.decision import Refused
from jishi.orgs.rules import OrgKind

MARCH = date(2027, 3, 1)
ENTRY = PlanInput(org_id=1, year=2027, month=MARCH, title="学雷锋", kinds=(Kind.THEME_PARTY_DAY,), starts_at=time(15))
TOPIC = TopicInput(number=1, month=MARCH, title="学雷锋", kinds=(Kind.THEME_PARTY_DAY,))
SERIES = SeriesInput(issuer_id=1, year=2027, title="主题安排", topics=(TOPIC,))


def refused(entry: PlanInput) -> str | None:
    with pytest.raises(Refused) as caught:
        check_plan(entry, OrgKind.BRANCH)
    return caught.value.field


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(-40, 40))
def test_months_go_forth_and_back(day: date, count: int) -> None:
    month = first_of(day)
    assert months_on(months_on(month, count), -count) == month
    assert month <= day <= last_of(month)
    assert first_of(day_in(month, 31)) == month


@given(
    st.dates(date(2027, 1, 1), date(2027, 12, 28)), st.booleans(), st.booleans(), st.booleans(),
    st.dates(date(2026, 1, 1), date(2028, 12, 31)),
)  # fmt: skip
def test_every_entry_is_in_exactly_one_state(day: date, fixed: bool, held: bool, dropped: bool, on: date) -> None:
    state = plan_state(
        month=first_of(day), day=day if fixed else None, is_held=held, is_dropped=dropped and not held, on=on
    )  # fmt: skip
    assert (state is PlanState.HELD) == held
    assert (state is PlanState.DROPPED) == (dropped and not held)
    if state in (PlanState.OPEN, PlanState.THIS_MONTH, PlanState.PAST):
        assert (state is PlanState.PAST) == ((day if fixed else last_of(day)) < on)


def test_next_year_is_offered_from_november() -> None:
    assert years_to_plan(date(2026, 10, 31)) == [2026]
    assert years_to_plan(date(2026, 11, 1)) == [2026, 2027]


def test_a_plan_reaches_until_june_after_its_year() -> None:
    assert months_of_plan(2027)[-1] == date(2028, 6, 1)
    check_plan(replace(ENTRY, month=date(2028, 6, 1)), OrgKind.BRANCH)
    assert refused(replace(ENTRY, month=date(2028, 7, 1))) == "month"


def test_what_is_wrong_is_said_beside_its_field() -> None:
    check_plan(ENTRY, OrgKind.BRANCH)
    assert refused(replace(ENTRY, title=" ")) == "title"
    assert refused(replace(ENTRY, day=date(2027, 4, 2))) == "day"
    assert refused(replace(ENTRY, kinds=())) == "kinds"
    assert refused(replace(ENTRY, kinds=(Kind.THEORY_STUDY_GROUP,))) == "kinds"
    assert refused(replace(ENTRY, kinds=(Kind.MEMBERS_MEETING, Kind.BRANCH_COMMITTEE_MEETING))) == "kinds"
    assert refused(replace(ENTRY, kinds=(Kind.SPECIAL_MEETING,))) == "subject"
    check_plan(replace(ENTRY, kinds=(), rules=("heart_talk_yearly",)), OrgKind.BRANCH)


def test_one_event_is_of_one_month_one_day_one_subject() -> None:
    lecture = replace(ENTRY, kinds=(Kind.PARTY_LECTURE,))
    assert same_event([ENTRY, lecture], OrgKind.BRANCH)
    assert "同一个月" in same_event([ENTRY, replace(lecture, month=date(2027, 4, 1))], OrgKind.BRANCH).reason
    days = [replace(ENTRY, day=date(2027, 3, 5)), replace(lecture, day=date(2027, 3, 6))]
    assert "同一天" in same_event(days, OrgKind.BRANCH).reason
    meeting = replace(ENTRY, kinds=(Kind.SPECIAL_MEETING,), subject=SpecialSubject.OTHER)
    other = replace(meeting, subject=SpecialSubject.PARTY_BUILDING)
    assert "专题" in same_event([meeting, other], OrgKind.TOWNSHIP_COMMITTEE).reason


def test_titles_are_as_people_say_them() -> None:
    assert planned_title([Kind.MEMBERS_MEETING], MARCH) == "第一季度党员大会"
    assert planned_title([Kind.PARTY_LECTURE, Kind.MEMBERS_MEETING], MARCH) == "3月党员大会、党课"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"topics": ()}, "topics"),
        ({"topics": (TOPIC,) * (MOST_TOPICS + 1)}, "topics"),
        ({"topics": (replace(TOPIC, month=date(2026, 12, 1)),)}, "topic-0-month"),
        ({"topics": (replace(TOPIC, day=date(2027, 4, 1)),)}, "topic-0-day"),
        ({"topics": (replace(TOPIC, kinds=()),)}, "topic-0-kinds"),
        ({"topics": (replace(TOPIC, kinds=(Kind.THEORY_STUDY_GROUP,)),)}, "topic-0-kinds"),
    ],
)
def test_a_series_says_what_is_missing(changed: dict[str, object], field: str) -> None:
    check_series(SERIES, [OrgKind.BRANCH])
    with pytest.raises(Refused) as caught:
        check_series(replace(SERIES, **changed), [OrgKind.BRANCH])  # type: ignore[arg-type]
    assert caught.value.field == field
