from datetime import date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishi.activities import services
from jishi.activities.models import Activity, ActivityKind, Attendance, Guest, Item
from jishi.activities.queries import meeting_of
from jishi.activities.rules import (
    Absence,
    AbsenceReason,
    FollowUp,
    GuestInput,
    ItemInput,
    Kind,
    Motion,
    SpecialSubject,
    TaskInput,
    VoteMethod,
)
from jishi.assignments.models import Assignment, Progress
from jishi.assignments.rules import State as TaskState
from jishi.audit.models import AuditLine
from jishi.kernel.actor import operator
from jishi.kernel.decision import NotAllowed, Refused
from jishi.kernel.registry import EvidenceChange
from jishi.orgs.rules import PostKind
from tests.builders import Cast, actor_named, make_member, make_post
from tests.db.activities.stories import HELD, LISTENERS, held, meeting, secretary


def own(queries: CaptureQueriesContext) -> list[str]:
    """The statements of this room: what `duties` and `desk` derive from a record is counted there."""
    away = ("SAVEPOINT", "RELEASE", "SET ROLE", "SELECT pg_advisory", "SELECT set_config")
    return [q["sql"] for q in queries if not q["sql"].startswith(away) and not LISTENERS.search(q["sql"])]


def test_a_meeting_is_kept_whole(cast: Cast, now: datetime, pushed: list[EvidenceChange]) -> None:
    someone, other = cast.members[2], cast.members[3]
    activity = held(
        cast,
        now,
        absent=(Absence(someone.pk, AbsenceReason.AWAY, True),),
        guests=(GuestInput("赵六", "村民代表"),),
        items=(
            ItemInput("学习", "领学40分钟。"),
            ItemInput(
                "审议果园承包方案",
                motion=Motion("果园承包方案（草案）", VoteMethod.SHOW_OF_HANDS, 6, 0, 1),
                resolution="审议通过，提交村民代表会议",
                task=TaskInput("公布果园租金", owner_id=other.pk, due_on=date(2026, 12, 5)),
            ),
        ),
    )
    assert (activity.expected, activity.present, activity.voters_expected, activity.voters_present) == (9, 8, 8, 7)
    assert activity.title == "2026年第四季度党员大会"
    assert Attendance.objects.filter(activity_id=activity.pk).count() == 9
    missed = Attendance.objects.get(activity_id=activity.pk, is_present=False)
    assert (missed.member_id, missed.reason, missed.leave_approved) == (someone.pk, "away", True)
    assert [i.title for i in Item.objects.filter(activity=activity).order_by("number")] == ["学习", "审议果园承包方案"]
    assert Guest.objects.get(activity=activity).name == "赵六"
    task = Assignment.objects.get(origin_kind="activities", origin_id=activity.pk)
    assert (task.owner_id, task.due_on, task.org_id) == (other.pk, date(2026, 12, 5), cast.branch.pk)
    assert AuditLine.objects.filter(event="activity.recorded", subject_id=activity.pk).count() == 1
    [claim] = pushed
    assert (claim.org_id, claim.kind, claim.held_on, claim.year) == (cast.branch.pk, "members_meeting", HELD, 2026)
    assert (claim.recorded_on, claim.source, claim.present) == (now.date(), ("activities", activity.pk), True)


def test_a_probationary_member_is_expected_without_a_vote(cast: Cast, now: datetime) -> None:
    young = cast.members[-1]
    activity = held(cast, now)
    assert not Attendance.objects.get(activity_id=activity.pk, member_id=young.pk).is_voter


def test_a_member_without_a_vote_for_now_leaves_the_denominator(cast: Cast, now: datetime) -> None:
    activity = held(cast, now, no_vote=frozenset({cast.members[4].pk}))
    assert (activity.expected, activity.voters_expected) == (9, 7)


def test_one_record_counts_for_each_of_its_kinds(cast: Cast, now: datetime, pushed: list[EvidenceChange]) -> None:
    held(cast, now, kinds=(Kind.THEME_PARTY_DAY, Kind.MEMBERS_MEETING))
    assert {c.kind for c in pushed} == {"theme_party_day", "members_meeting"}


def test_a_committee_and_a_members_meeting_are_never_one(cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        held(cast, now, kinds=(Kind.BRANCH_COMMITTEE_MEETING, Kind.MEMBERS_MEETING))
    assert refused.value.field == "kinds"
    assert not Activity.objects.exists()


def test_a_committee_meeting_expects_the_committee(cast: Cast, now: datetime) -> None:
    activity = held(cast, now, kinds=(Kind.BRANCH_COMMITTEE_MEETING,))
    assert (activity.expected, activity.voters_expected) == (3, 3)


def test_a_theme_day_with_a_committee_meeting_counts_both_circles(cast: Cast, now: datetime) -> None:
    activity = held(cast, now, kinds=(Kind.THEME_PARTY_DAY, Kind.BRANCH_COMMITTEE_MEETING))
    assert (activity.expected, activity.voters_expected) == (9, 3)


def test_the_roster_is_that_of_the_day_it_was_held(cast: Cast, now: datetime) -> None:
    make_member(now=now, org=cast.branch, joined_on=date(2024, 5, 1), full_on=date(2026, 11, 10))
    early = held(cast, now, held_on=date(2026, 11, 5))
    later = held(cast, now)
    assert (early.expected, early.voters_expected) == (10, 8)
    assert (later.expected, later.voters_expected) == (10, 9)


def test_a_vote_without_quorum_is_kept_and_marked(cast: Cast, now: datetime) -> None:
    gone = tuple(Absence(m.pk, AbsenceReason.OTHER) for m in cast.members[:5])
    activity = held(
        cast, now, absent=gone, items=(ItemInput("表决", motion=Motion("方案", VoteMethod.SECRET, 3, 0, 0)),)
    )
    assert [d["article"] for d in activity.defects] == ["第十一条", "第十一条"]


def test_the_same_form_sent_twice_is_one_record(cast: Cast, now: datetime, pushed: list[EvidenceChange]) -> None:
    form = uuid4()
    first = services.record(meeting(cast), actor=secretary(now), now=now, submission=form)
    again = services.record(meeting(cast, place="别处"), actor=secretary(now), now=now, submission=form)
    assert first.pk == again.pk
    assert Activity.objects.count() == len(pushed) == 1


def test_a_late_entry_keeps_two_dates_and_its_reason(cast: Cast, now: datetime, pushed: list[EvidenceChange]) -> None:
    october = date(2026, 10, 20)
    with pytest.raises(Refused, match="补记的原因"):
        held(cast, now, held_on=october)
    activity = held(cast, now, held_on=october, late_reason="记录本当时在镇里检查")
    assert (activity.held_on, activity.recorded_on) == (october, now.date())
    assert [(c.held_on, c.recorded_on) for c in pushed] == [(october, now.date())]


def test_a_group_leader_records_the_groups_meeting_on_the_groups_node(
    cast: Cast, now: datetime, pushed: list[EvidenceChange]
) -> None:
    leader = actor_named("member", today=now.date())
    record = meeting(cast, org_id=cast.group.pk, kinds=(Kind.PARTY_GROUP_MEETING,))
    activity = services.record(record, actor=leader, now=now)
    assert (activity.expected, pushed[0].org_id) == (2, cast.group.pk)
    assert services.record(record, actor=secretary(now), now=now).pk != activity.pk


def test_the_secretary_next_door_and_the_township_cannot_record_here(cast: Cast, now: datetime) -> None:
    for name in ("sibling_secretary", "clerk"):
        with pytest.raises(NotAllowed):
            services.record(meeting(cast), actor=actor_named(name, today=now.date()), now=now)
    assert not Activity.objects.exists()


def test_a_secretary_who_lectures_next_door_fulfils_for_the_own_branch(
    cast: Cast, now: datetime, pushed: list[EvidenceChange]
) -> None:
    guest = actor_named("sibling_secretary", today=now.date()).person_id
    held(cast, now, kinds=(Kind.PARTY_LECTURE,), lecturer_id=guest)
    assert {(c.org_id, c.kind) for c in pushed} == {
        (cast.branch.pk, "party_lecture"),
        (cast.sibling.pk, "secretary_lecture"),
    }


def test_a_special_meeting_also_counts_for_its_subject(cast: Cast, now: datetime, pushed: list[EvidenceChange]) -> None:
    make_post(now=now, person_id=cast.members[5].pk, org=cast.township, post=PostKind.SECRETARY)
    record = meeting(cast, org_id=cast.township.pk, kinds=(Kind.SPECIAL_MEETING,), subject=SpecialSubject.BRANCH_WORK)
    services.record(record, actor=operator(), now=now)
    assert [c.kind for c in pushed] == ["special_meeting", "special_meeting:branch_work"]


def test_volunteers_are_counted_without_a_denominator(cast: Cast, now: datetime) -> None:
    came = frozenset(m.pk for m in cast.members[:4])
    activity = held(cast, now, kinds=(Kind.VOLUNTEER_SERVICE,), came=came)
    assert (activity.expected, activity.present) == (None, 4)
    assert set(Attendance.objects.values_list("member_id", flat=True)) == came


def test_what_became_of_the_last_decision_is_written_on_the_task(cast: Cast, now: datetime) -> None:
    given = ItemInput("水渠", task=TaskInput("三组水渠清淤", owner_note="张大勇", due_on=date(2026, 11, 10)))
    held(cast, now, held_on=date(2026, 11, 1), items=(given,))
    task = Assignment.objects.get()
    heard = ItemInput("水渠清淤", "已清一半，续办。", follows=FollowUp(task.pk, due_on=date(2026, 12, 5)))
    held(cast, now, items=(heard,))
    task.refresh_from_db()
    assert (task.due_on, task.state) == (date(2026, 12, 5), TaskState.OPEN)
    held(cast, now, items=(ItemInput("水渠清淤", "清完了。", follows=FollowUp(task.pk, done=True)),))
    task.refresh_from_db()
    assert task.state == TaskState.REPORTED
    assert [p.note for p in Progress.objects.order_by("pk")] == ["", "已清一半，续办。", "清完了。"]
    with pytest.raises(Refused, match="已经办结"):
        held(cast, now, items=(ItemInput("水渠清淤", "再说", follows=FollowUp(task.pk)),))


def test_recording_fifty_present_takes_few_queries(cast: Cast, now: datetime) -> None:
    for _ in range(41):
        make_member(now=now, org=cast.branch)
    actor = secretary(now)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        activity = services.record(meeting(cast), actor=actor, now=now)
    real = own(queries)
    assert activity.present == 50
    assert len(real) == 6, real  # organisation, roster, posts, record, all that hangs on it, audit
    with CaptureQueriesContext(connection) as queries:
        known = meeting_of(cast.branch, (Kind.MEMBERS_MEETING,), HELD)
        services.record(meeting(cast), actor=actor, now=now, meeting=known)
    assert len(own(queries)) == 5  # handed on by the form, none of it is looked up again
    with CaptureQueriesContext(connection) as queries:
        services.record(meeting(cast, held_on=date(2026, 11, 20)), actor=actor, now=now, meeting=known)
    assert len(own(queries)) == 6  # of another day it says nothing


def test_thousands_at_once_take_the_same_statements(cast: Cast, now: datetime, pushed: list[EvidenceChange]) -> None:
    days = [date(2026, month, 8) for month in range(1, 11)]
    inputs = [
        meeting(
            cast,
            org_id=org.pk,
            kinds=(Kind.THEME_PARTY_DAY, Kind.PARTY_LECTURE),
            held_on=day,
            lecturer_id=cast.members[0].pk,
            items=(ItemInput("学习", task=TaskInput("补学", owner_note="全体")),),
        )
        for org in (cast.branch, cast.sibling)
        for day in days
    ]
    with CaptureQueriesContext(connection) as queries:
        made = services.record_many(inputs, actor=operator(), now=now, recorded_on=days * 2)
    assert len(made) == 20
    assert len(pushed) == 60  # two kinds each, and the secretary's own branch for every lecture
    assert ActivityKind.objects.count() == 40
    assert Assignment.objects.count() == 20
    real = own(queries)
    assert len(real) == 9, real  # as for one, with the secretaries of the lecturers, tasks and their history
    assert services.record_many([], actor=operator(), now=now) == []
