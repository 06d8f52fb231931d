"""民主生活会: its steps, its record, its talks, its 整改清单."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from jishi.activities.rules import Kind
from jishi.assignments import queries as ledger
from jishi.assignments import services as assignments
from jishi.assignments.models import Assignment
from jishi.audit.models import AuditLine
from jishi.committees import queries, services
from jishi.committees.models import LifeMeeting, Rectification
from jishi.committees.rules import LifeStep
from jishi.duties.models import DutyStatus
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from tests.builders import actor_named
from tests.conftest import SignIn
from tests.db.committees.conftest import GUEST, Town


@pytest.fixture
def meeting(town: Town, now: datetime) -> LifeMeeting:
    return services.open_life_meeting(org=town.org, year=2026, theme="密切联系群众", actor=town.clerk, now=now)


def test_a_year_has_one(town: Town, meeting: LifeMeeting, now: datetime) -> None:
    with pytest.raises(Refused, match="已经建立"):
        services.open_life_meeting(org=town.org, year=2026, theme="另一个", actor=town.clerk, now=now)
    with pytest.raises(Refused, match="主题"):
        services.open_life_meeting(org=town.org, year=2027, theme=" ", actor=town.clerk, now=now)


def test_a_branch_holds_none(town: Town, now: datetime) -> None:
    secretary = actor_named("secretary", today=now.date())
    with pytest.raises(Refused, match="组织生活会"):
        services.open_life_meeting(org=town.cast.branch, year=2026, theme="主题", actor=secretary, now=now)


def test_steps_are_noted_by_their_day_and_can_be_noted_anew(town: Town, meeting: LifeMeeting, now: datetime) -> None:
    for day in (3, 5):
        services.note_life_step(
            meeting_id=meeting.pk, step=LifeStep.OPINIONS, done_on=date(2026, 11, day), actor=town.clerk, now=now
        )
    with pytest.raises(Refused, match="还没有到"):
        services.note_life_step(
            meeting_id=meeting.pk, step=LifeStep.PAPERS, done_on=date(2026, 12, 5), actor=town.clerk, now=now
        )
    view = queries.life_view(meeting)
    assert [one.done.done_on if one.done else None for one in view.before] == [None, date(2026, 11, 5), None]


def test_the_record_counts_for_the_year_and_shows_who_supervised(
    town: Town, meeting: LifeMeeting, now: datetime
) -> None:
    record = town.held(Kind.DEMOCRATIC_LIFE_MEETING, date(2026, 11, 20), now, guests=GUEST)
    services.edit_life_meeting(meeting.pk, 1, activity_id=record.pk, actor=town.clerk, now=now)
    view = queries.life_view(LifeMeeting.objects.get())
    assert [guest.name for guest in view.guests] == ["何伟"]
    duty = DutyStatus.objects.get(org=town.org, rule_id="democratic_life_yearly", period="2026")
    assert duty.done == 1
    with pytest.raises(EditConflict):
        services.edit_life_meeting(meeting.pk, 1, theme="别的", actor=town.clerk, now=now)


def test_only_a_life_meeting_of_this_committee_is_linked(town: Town, meeting: LifeMeeting, now: datetime) -> None:
    study = town.held(Kind.THEORY_STUDY_GROUP, date(2026, 11, 20), now)
    with pytest.raises(Refused, match="没有找到"):
        services.edit_life_meeting(meeting.pk, 1, activity_id=study.pk, actor=town.clerk, now=now)


def test_a_talk_keeps_the_day_and_the_pair_and_nothing_else(town: Town, meeting: LifeMeeting, now: datetime) -> None:
    one, other = town.leaders[:2]
    number = uuid4()
    for _ in range(2):
        talk = services.note_talk(
            meeting_id=meeting.pk, held_on=date(2026, 11, 8), one_id=one, other_id=other, submission=number,
            actor=town.clerk, now=now,
        )  # fmt: skip
    assert queries.life_view(meeting).talks == [talk]
    columns = {field.name for field in talk._meta.get_fields()}
    assert columns == {"id", "meeting", "held_on", "one", "other", "at", "by", "submission"}
    assert AuditLine.objects.get(event="life.talk_noted").after == {"日期": "2026-11-08"}
    with pytest.raises(Refused, match="同一人"):
        services.note_talk(
            meeting_id=meeting.pk, held_on=date(2026, 11, 8), one_id=one, other_id=one, actor=town.clerk, now=now
        )


def test_an_item_becomes_a_task_that_a_second_person_accepts(town: Town, meeting: LifeMeeting, now: datetime) -> None:
    number = uuid4()
    for _ in range(2):
        item = services.rectify(
            meeting_id=meeting.pk, problem="到村里少", measure="每月到联系点一次", owner_id=town.leaders[1],
            due_on=date(2026, 12, 20), submission=number, actor=town.clerk, now=now,
        )  # fmt: skip
    assert Rectification.objects.count() == Assignment.objects.count() == 1
    owner = actor_named("deputy", today=now.date())
    assignments.report(item.assignment_id, "去了三次", 1, actor=owner, now=now)
    with pytest.raises(NotAllowed):
        assignments.accept(item.assignment_id, "", 2, actor=owner, now=now)
    assert queries.life_view(meeting).open_items == 1
    assignments.accept(item.assignment_id, "", 2, actor=town.clerk, now=now)
    assert queries.life_view(meeting).open_items == 0


def test_whoever_records_but_does_not_assign_cannot_list_an_item(
    town: Town, meeting: LifeMeeting, now: datetime
) -> None:
    member = actor_named("member", today=now.date())
    with pytest.raises(NotAllowed):
        services.rectify(
            meeting_id=meeting.pk, problem="问题", measure="措施", owner_id=town.leaders[1], due_on=date(2026, 12, 20),
            actor=member, now=now,
        )  # fmt: skip


def test_what_was_found_goes_into_the_ledger_and_is_counted_once(
    town: Town, meeting: LifeMeeting, now: datetime, sign_in: SignIn
) -> None:
    item = services.rectify(
        meeting_id=meeting.pk, problem="到村里少", measure="每月到联系点一次", owner_id=town.leaders[1],
        due_on=date(2026, 12, 20), actor=town.clerk, now=now,
    )  # fmt: skip

    def counts() -> tuple[int, int]:
        found = {figure.key: figure.count for figure in queries.background(town.org, on=now.date())}
        return found["rectify"], found["problems"]

    assert counts() == (1, 0)
    assert [one.text for one in ledger.found_elsewhere(town.clerk, None)[0]] == ["到村里少"]
    row = assignments.take_problem(queries.RECTIFICATION, item.pk, actor=town.clerk, now=now)
    assert ledger.measures_of([row.pk]) == {row.pk: [item.assignment]}
    assert counts() == (0, 1)
    page = sign_in(town.cast.clerk).get(reverse("committees-life_show", args=[meeting.pk])).content.decode()
    assert "台账：整改中" in page
