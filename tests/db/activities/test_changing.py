from dataclasses import replace
from datetime import date, datetime

import pytest

from jishi.activities import services
from jishi.activities.models import Activity, Attendance, Correction
from jishi.activities.queries import input_of
from jishi.activities.rules import (
    Absence,
    AbsenceReason,
    FollowUp,
    GuestInput,
    ItemInput,
    Kind,
    Motion,
    State,
    TaskInput,
    VoteMethod,
)
from jishi.assignments.models import Assignment, Progress
from jishi.audit.models import AuditLine
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.kernel.registry import EvidenceChange
from tests.builders import Cast, actor_named
from tests.db.activities.stories import held, meeting, secretary


def told(pushed: list[EvidenceChange]) -> list[tuple[str, date, bool]]:
    return [(c.kind, c.held_on, c.present) for c in pushed]


def test_what_is_read_back_is_what_was_entered(cast: Cast, now: datetime) -> None:
    entered = meeting(
        cast,
        kinds=(Kind.ORG_LIFE_MEETING, Kind.VOLUNTEER_SERVICE),
        held_on=date(2026, 1, 20),
        year=2025,
        late_reason="年初集中补录",
        title="组织生活会",
        absent=(Absence(cast.members[2].pk, AbsenceReason.ILL, False),),
        no_vote=frozenset({cast.members[3].pk}),
        guests=(GuestInput("赵六", "村民代表"),),
        items=(ItemInput("批评与自我批评", "逐人进行。", Motion("决议", VoteMethod.SECRET, 5, 1, 0), "通过"),),
    )
    activity = services.record(entered, actor=secretary(now), now=now)
    assert input_of(Activity.objects.select_related("org").get(pk=activity.pk)) == entered


def test_a_correction_shows_before_and_after(cast: Cast, now: datetime, pushed: list[EvidenceChange]) -> None:
    activity = held(cast, now)
    entered = input_of(activity)
    changed = replace(entered, place="三组晒场", absent=(Absence(cast.members[4].pk, AbsenceReason.ILL),))
    corrected = services.correct(activity.pk, changed, "地点写错", 1, actor=secretary(now), now=now)
    line = Correction.objects.get(activity=activity)
    assert (line.before["place"], line.after["place"], line.reason) == ("村部二楼会议室", "三组晒场", "地点写错")
    assert (corrected.present, corrected.version) == (8, 2)
    assert Attendance.objects.filter(activity_id=activity.pk, is_present=False).count() == 1
    assert told(pushed) == [("members_meeting", activity.held_on, True)]
    assert AuditLine.objects.filter(event="activity.corrected").count() == 1


def test_a_corrected_day_and_kind_move_the_evidence(cast: Cast, now: datetime, pushed: list[EvidenceChange]) -> None:
    activity = held(cast, now, kinds=(Kind.THEME_PARTY_DAY, Kind.MEMBERS_MEETING))
    pushed.clear()
    moved = date(2026, 11, 19)
    changed = replace(input_of(activity), held_on=moved, kinds=(Kind.THEME_PARTY_DAY,), title="")
    services.correct(activity.pk, changed, "日期写错", 1, actor=secretary(now), now=now)
    assert told(pushed) == [
        ("theme_party_day", date(2026, 11, 21), False),
        ("members_meeting", date(2026, 11, 21), False),
        ("theme_party_day", moved, True),
    ]
    assert set(Attendance.objects.values_list("held_on", flat=True)) == {moved}


def test_a_stale_correction_overwrites_nothing(cast: Cast, now: datetime) -> None:
    activity = held(cast, now)
    first = replace(input_of(activity), place="三组晒场")
    services.correct(activity.pk, first, "地点", 1, actor=secretary(now), now=now)
    with pytest.raises(EditConflict):
        services.correct(activity.pk, replace(first, place="学校"), "地点", 1, actor=secretary(now), now=now)
    assert Activity.objects.get().place == "三组晒场"


def test_a_correction_says_what_it_needs(cast: Cast, now: datetime) -> None:
    activity = held(cast, now)
    same = input_of(activity)
    for changed, reason, words in (
        (replace(same, place="学校"), "", "更正的原因"),
        (same, "看看", "没有变化"),
        (replace(same, org_id=cast.sibling.pk), "错组织", "别的党组织"),
        (replace(same, held_on=date(2026, 11, 30)), "日期", "还没到"),
    ):
        with pytest.raises(Refused, match=words):
            services.correct(activity.pk, changed, reason, 1, actor=secretary(now), now=now)
    assert not Correction.objects.exists()


def test_a_record_entered_in_time_is_corrected_later_without_a_late_reason(cast: Cast, now: datetime) -> None:
    activity = held(cast, now)
    later = now.replace(year=2027, month=2)
    changed = replace(input_of(activity), place="三组晒场")
    assert services.correct(activity.pk, changed, "地点", 1, actor=secretary(now), now=later).recorded_on == now.date()


def test_a_correction_hears_only_what_was_not_heard_before(cast: Cast, now: datetime) -> None:
    held(cast, now, items=(ItemInput("水渠", task=TaskInput("清淤", owner_note="张大勇")),))
    task = Assignment.objects.get()
    activity = held(cast, now, items=(ItemInput("落实", "一半。", follows=FollowUp(task.pk)),))
    items = (
        ItemInput("落实", "一半多。", follows=FollowUp(task.pk)),
        ItemInput("新事", task=TaskInput("修路", owner_note="刘刚")),
    )
    changed = replace(input_of(activity), items=items)
    services.correct(activity.pk, changed, "补写", 1, actor=secretary(now), now=now)
    assert [p.note for p in Progress.objects.filter(assignment=task, verb="note")] == ["一半。"]
    assert Assignment.objects.filter(origin_id=activity.pk).get().title == "修路"


def test_a_withdrawn_record_stays_readable_and_counts_for_nothing(
    cast: Cast, now: datetime, pushed: list[EvidenceChange]
) -> None:
    lecture = held(cast, now, kinds=(Kind.PARTY_LECTURE,), lecturer_id=cast.members[0].pk)
    came = {(c.org_id, c.kind, c.year) for c in pushed}
    pushed.clear()
    withdrawn = services.withdraw(lecture.pk, "重复记录", 1, actor=secretary(now), now=now)
    assert (withdrawn.state, withdrawn.withdrawn_reason) == (State.WITHDRAWN, "重复记录")
    assert {(c.org_id, c.kind, c.year) for c in pushed} == came
    assert not any(c.present for c in pushed)
    with pytest.raises(Refused, match="已经撤回"):
        services.withdraw(lecture.pk, "再撤", 2, actor=secretary(now), now=now)


def test_a_withdrawal_needs_its_reason_its_version_and_its_right(cast: Cast, now: datetime) -> None:
    activity = held(cast, now)
    with pytest.raises(Refused, match="撤回的原因"):
        services.withdraw(activity.pk, "", 1, actor=secretary(now), now=now)
    with pytest.raises(EditConflict):
        services.withdraw(activity.pk, "重复", 7, actor=secretary(now), now=now)
    with pytest.raises(NotAllowed):
        services.withdraw(activity.pk, "重复", 1, actor=actor_named("clerk", today=now.date()), now=now)
