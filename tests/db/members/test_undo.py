"""Taking a roster back, and when that is no longer possible."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from jishi.audit.models import AuditLine
from jishi.kernel.actor import operator
from jishi.kernel.decision import NotAllowed, Refused
from jishi.members import services
from jishi.members.models import Member, Membership, RosterBatch, RosterRow
from jishi.members.queries import version_of
from jishi.members.services.members import move_group
from jishi.people.models import Person, SealedFields
from jishi.people.queries import open_sealed
from tests.builders import Cast, actor_named, make_org, make_post
from tests.rosters import HEADER, bring, person_row, workbook


def undo(batch: RosterBatch, now: datetime) -> RosterBatch:
    return services.undo_batch(batch_id=batch.pk, actor=operator(), now=now)


def test_everything_is_as_before(cast: Cast, now: datetime, tmp_path: Path) -> None:
    make_org(now=now, name="第二党小组", kind="party_group", parent=cast.branch)
    header = [*HEADER, "党小组"]
    old = [*person_row(1, "赵甲", "红旗村党支部"), "红旗村第一党小组"]
    bring(tmp_path, workbook([old], header=header), now=now)
    before = snapshot()
    changed = person_row(
        1, "赵甲", "红旗村党支部", 学历="大专", 手机号码="13812345678", 入党日期="2004-07-01", 转正日期="2005-07-01"
    )
    later = now + timedelta(hours=1)
    bring(
        tmp_path,
        workbook([[*changed, "第二党小组"], [*person_row(2, "赵乙", "柳树湾村党支部"), ""]], header=header),
        now=later,
    )
    assert snapshot() != before
    undo(RosterBatch.objects.latest("pk"), later)
    assert snapshot() == before


def snapshot() -> list[object]:
    """Everything about persons and members that a roster writes, versions aside."""
    plain = Person.objects.order_by("pk").values("pk", "name", "education", "education_label", "born_on", "ethnicity")
    members = Member.objects.order_by("pk").values("pk", "joined_on", "full_on", "group_id", "category", "job")
    stays = Membership.objects.order_by("member_id", "kind", "from_on").values_list("member_id", "org_id", "kind", "from_on", "to_on")  # fmt: skip
    return [
        list(plain),
        list(members),
        list(stays),
        open_sealed(list(SealedFields.objects.values_list("pk", flat=True))),
    ]


def test_somebody_known_before_stays_known(cast: Cast, now: datetime, tmp_path: Path) -> None:
    clerk = Person.objects.get(account=cast.clerk)
    number = open_sealed([clerk.pk])[clerk.pk]["citizen_id"]
    row = person_row(1, "周敏", "红旗村党支部", 公民身份号码=number, 出生日期="1975-03-08", 民族="回")
    bring(tmp_path, workbook([row]), now=now)
    undo(RosterBatch.objects.get(), now)
    clerk.refresh_from_db()
    assert (clerk.ethnicity, Member.objects.filter(pk=clerk.pk).exists()) == ("", False)


def test_a_post_held_since_forbids_it(cast: Cast, now: datetime, tmp_path: Path) -> None:
    bring(tmp_path, workbook([person_row(1, "赵甲", "红旗村党支部")]), now=now)
    make_post(now=now, person_id=Person.objects.get(name="赵甲").pk, org=cast.branch, post="youth_member")
    with pytest.raises(Refused, match="赵甲已有“任职”"):
        undo(RosterBatch.objects.get(), now)


def test_attendance_forbids_it(cast: Cast, now: datetime, tmp_path: Path) -> None:
    bring(tmp_path, workbook([person_row(1, "赵甲", "红旗村党支部")]), now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO activities_attendance (held_on, activity_id, member_id, is_present, is_voter, reason)"
            " VALUES (%s, 1, %s, true, true, '')",
            [date(2026, 11, 1), Person.objects.get(name="赵甲").pk],
        )
    with pytest.raises(Refused, match="赵甲已有“考勤”"):
        undo(RosterBatch.objects.get(), now)


def test_a_later_edit_forbids_it(cast: Cast, now: datetime, tmp_path: Path) -> None:
    bring(tmp_path, workbook([person_row(1, "赵甲", "红旗村党支部")]), now=now)
    member = Member.objects.select_related("person").get(person__name="赵甲")
    services.change_member(
        member_id=member.pk, values={"job": "村医"}, version=version_of(member), actor=operator(), now=now
    )
    with pytest.raises(Refused, match="赵甲的信息又有改动"):
        undo(RosterBatch.objects.get(), now)


def test_only_the_last_one_and_only_for_a_week(cast: Cast, now: datetime, tmp_path: Path) -> None:
    bring(tmp_path, workbook([person_row(1, "赵甲", "红旗村党支部")]), now=now)
    bring(tmp_path, workbook([person_row(2, "赵乙", "红旗村党支部")]), now=now + timedelta(minutes=1))
    first, second = RosterBatch.objects.order_by("pk")
    with pytest.raises(Refused, match="先撤销后面那一次"):
        undo(first, now)
    undo(second, now)
    assert services.purge_rosters(now=now + timedelta(days=8)) == 2
    assert not RosterRow.objects.exists()
    assert services.purge_rosters(now=now + timedelta(days=8)) == 0
    with pytest.raises(Refused, match="撤销依据已清除"):
        undo(first, now)


def test_a_secretary_may_not(cast: Cast, now: datetime, tmp_path: Path) -> None:
    bring(tmp_path, workbook([person_row(1, "赵甲", "红旗村党支部")]), now=now)
    with pytest.raises(NotAllowed):
        services.undo_batch(
            batch_id=RosterBatch.objects.get().pk, actor=actor_named("secretary", today=now.date()), now=now
        )


def test_a_group_of_the_past_is_kept_when_moving(cast: Cast, now: datetime) -> None:
    member = cast.members[0]
    move_group(member, None, date(2026, 1, 1))
    [stay] = Membership.objects.filter(member=member, kind="group")
    assert (stay.org, stay.to_on) == (cast.group, date(2026, 1, 1))
    assert not AuditLine.objects.filter(event="member.grouped").exists()
