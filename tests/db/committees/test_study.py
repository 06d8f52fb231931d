"""中心组: who is expected, what was planned, whose hours."""

from datetime import date, datetime
from uuid import uuid4

import pytest

from jishi.activities.models import Attendance
from jishi.activities.rules import Kind
from jishi.committees import queries, services
from jishi.committees.models import StudyTopic
from jishi.committees.rules import StudyForm
from jishi.duties.models import DutyStatus
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.orgs import services as orgs
from jishi.orgs.queries import seats_of
from jishi.orgs.rules import SeatRole
from tests.builders import actor_named
from tests.db.committees.conftest import Town

JAN = date(2026, 1, 1)


def seat(town: Town, person: int, now: datetime, role: str = SeatRole.MEMBER, since: date = JAN) -> None:
    orgs.seat_member(org=town.org, person_id=person, role=role, from_on=since, actor=town.clerk, now=now)


def test_a_committee_that_named_nobody_studies_as_it_sits(town: Town, now: datetime) -> None:
    record = town.held(Kind.THEORY_STUDY_GROUP, date(2026, 11, 3), now)
    assert record.expected == 4
    assert [one.seat_id for one in queries.sitting_of(town.org, now.date())] == [None] * 4


def test_those_named_are_expected_from_their_day(town: Town, now: datetime) -> None:
    seat(town, town.leaders[0], now, SeatRole.LEADER)
    seat(town, town.cast.members[0].pk, now, since=date(2026, 6, 1))
    assert town.held(Kind.THEORY_STUDY_GROUP, date(2026, 3, 3), now).expected == 1
    record = town.held(Kind.THEORY_STUDY_GROUP, date(2026, 11, 3), now)
    came = set(Attendance.objects.filter(activity_id=record.pk).values_list("member_id", flat=True))
    assert came == {town.leaders[0], town.cast.members[0].pk}
    assert town.held(Kind.DEMOCRATIC_LIFE_MEETING, date(2026, 11, 4), now).expected == 4


def test_a_seat_is_taken_once_and_led_by_one(town: Town, now: datetime) -> None:
    seat(town, town.leaders[0], now, SeatRole.LEADER)
    with pytest.raises(Refused, match="已在中心组"):
        seat(town, town.leaders[0], now)
    with pytest.raises(Refused, match="还是组长"):
        seat(town, town.leaders[1], now, SeatRole.LEADER)
    with pytest.raises(Refused, match="日期还没有到"):
        seat(town, town.leaders[2], now, since=date(2027, 1, 1))
    [sitting] = seats_of(town.org)
    with pytest.raises(Refused, match="晚于"):
        orgs.leave_seat(seat=sitting, on=JAN, actor=town.clerk, now=now)
    orgs.leave_seat(seat=sitting, on=date(2026, 5, 1), actor=town.clerk, now=now)
    orgs.leave_seat(seat=sitting, on=date(2026, 5, 1), actor=town.clerk, now=now)
    assert not seats_of(town.org, day=now.date()).exists()


def test_a_branch_has_no_study_group(town: Town, now: datetime) -> None:
    secretary = actor_named("secretary", today=now.date())
    with pytest.raises(Refused, match="不设"):
        orgs.seat_member(
            org=town.cast.branch, person_id=town.leaders[0], role=SeatRole.MEMBER, from_on=JAN, actor=secretary, now=now
        )
    with pytest.raises(Refused, match="不设"):
        services.plan_study(org=town.cast.branch, year=2026, topic="党章", actor=secretary, now=now)
    with pytest.raises(NotAllowed):
        services.plan_study(org=town.org, year=2026, topic="党章", actor=secretary, now=now)


def test_one_form_seats_once(town: Town, now: datetime) -> None:
    number = uuid4()
    first, second = (
        orgs.seat_member(
            org=town.org, person_id=town.leaders[0], role=SeatRole.MEMBER, from_on=JAN, submission=number,
            actor=town.clerk, now=now,
        )
        for _ in range(2)
    )  # fmt: skip
    assert first == second


def test_a_study_that_was_held_meets_the_quarter(town: Town, now: datetime) -> None:
    duty = DutyStatus.objects.filter(org=town.org, rule_id="study_group_quarterly", period="2026-Q4")
    assert duty.get().done == 0
    town.held(Kind.THEORY_STUDY_GROUP, date(2026, 11, 3), now)
    assert duty.get().done == 1


def test_a_topic_takes_only_a_study_of_this_committee_and_only_once(town: Town, now: datetime) -> None:
    study = town.held(Kind.THEORY_STUDY_GROUP, date(2026, 11, 3), now)
    other = town.held(Kind.SPECIAL_MEETING, date(2026, 11, 4), now)
    elsewhere = town.at_branch(Kind.THEME_PARTY_DAY, date(2026, 11, 5), now)
    topic = services.plan_study(
        org=town.org, year=2026, month=11, topic=" 党章 ", form=StudyForm.SEMINAR, actor=town.clerk, now=now
    )
    assert topic.topic == "党章"
    for wrong in (other.pk, elsewhere.pk):
        with pytest.raises(Refused, match="没有找到"):
            services.edit_study(topic.pk, 1, activity_id=wrong, actor=town.clerk, now=now)
    services.edit_study(topic.pk, 1, activity_id=study.pk, topic="党章和准则", actor=town.clerk, now=now)
    with pytest.raises(EditConflict):
        services.edit_study(topic.pk, 1, month=12, actor=town.clerk, now=now)
    with pytest.raises(Refused, match="另一项安排"):
        services.plan_study(org=town.org, year=2026, topic="准则", activity_id=study.pk, actor=town.clerk, now=now)
    with pytest.raises(Refused, match="不能去掉"):
        services.drop_study(topic.pk, 2, actor=town.clerk, now=now)
    spare = services.plan_study(org=town.org, year=2026, topic="条例", actor=town.clerk, now=now)
    services.drop_study(spare.pk, 1, actor=town.clerk, now=now)
    assert StudyTopic.objects.count() == 1


def test_hours_are_those_of_meetings_attended_and_of_reading_alone(town: Town, now: datetime) -> None:
    record = town.held(Kind.THEORY_STUDY_GROUP, date(2026, 11, 3), now, study_minutes=90)
    Attendance.objects.filter(activity_id=record.pk, member_id=town.leaders[1]).update(is_present=False, reason="ill")
    topic = services.plan_study(org=town.org, year=2026, topic="党章", form=StudyForm.ALONE, actor=town.clerk, now=now)
    services.note_self_study(
        topic_id=topic.pk, person_id=town.leaders[1], done_on=date(2026, 11, 9), minutes=45, actor=town.clerk, now=now
    )
    with pytest.raises(Refused, match="已经记过"):
        services.note_self_study(
            topic_id=topic.pk,
            person_id=town.leaders[1],
            done_on=date(2026, 11, 9),
            minutes=45,
            actor=town.clerk,
            now=now,
        )
    with pytest.raises(Refused, match="不能去掉"):
        services.drop_study(topic.pk, 1, actor=town.clerk, now=now)
    year = queries.study_year(town.org, 2026, today=now.date())
    hours = {one.person_id: (one.together, one.alone, one.hours) for one in year.learners}
    assert hours[town.leaders[0]] == (2.0, 0.0, 2.0)
    assert hours[town.leaders[1]] == (0, 1.0, 1.0)
    assert [one.person_id for one in year.learners] == town.leaders
    assert year.learners[1].marks == ("病假",)
    assert year.unlinked == [record]


def test_reading_alone_is_not_noted_under_a_meeting(town: Town, now: datetime) -> None:
    topic = services.plan_study(org=town.org, year=2026, topic="党章", actor=town.clerk, now=now)
    with pytest.raises(Refused, match="只记个人自学"):
        services.note_self_study(
            topic_id=topic.pk, person_id=town.leaders[1], done_on=JAN, minutes=45, actor=town.clerk, now=now
        )
