"""What hangs on an organisation that ends: told beforehand, and back again when the act is taken back."""

from datetime import date, datetime, timedelta

from jishi.accounts.models import Account, Draft
from jishi.activities.models import PlanEntry
from jishi.activities.rules.plans import PlanSource
from jishi.committees import services as committees
from jishi.desk import services
from jishi.desk.models import Layout
from jishi.duties.models import Window
from jishi.files.models import File
from jishi.kernel.actor import operator
from jishi.members.models import RosterBatch
from jishi.notices.models import Announcement, Notice
from jishi.orgs import services as orgs
from jishi.orgs.models import Charge, ContactPoint, StudySeat
from tests.builders import Cast, make_org
from tests.db.desk.test_reshaping import ON, done, line, merged


def test_the_division_of_work_ends_and_comes_back(cast: Cast, now: datetime) -> None:
    charge = Charge.objects.create(
        org=cast.branch, field="org_building", person_id=cast.members[0].pk, from_on=date(2026, 1, 1)
    )
    assert line(services.preview(merged(cast), actor=operator(), now=now), "班子分工") == 1
    act = done(merged(cast), now=now)
    assert Charge.objects.get(pk=charge.pk).to_on == ON
    services.take_back(act, reason="错了", actor=operator(), now=now)
    assert Charge.objects.get(pk=charge.pk).to_on is None


def test_what_it_issued_and_planned_is_counted(cast: Cast, now: datetime) -> None:
    PlanEntry.objects.create(org=cast.branch, year=2026, month=date(2026, 12, 1), title="学习", source=PlanSource.HAND)
    Layout.objects.create(
        org=cast.branch,
        paper="minutes",
        file=File.objects.create(name="a", sha256="a", size=1, content_type="a", uploaded_by="a", uploaded_at=now),
        uploaded_at=now,
    )
    Window.objects.create(issuer=cast.branch, rule_id="x", year=2026, opens_on=ON, closes_on=ON, basis="通知")
    RosterBatch.objects.create(org=cast.branch, file_name="名册.xlsx", actor_name="周敏", created_at=now)
    account = Account.objects.get(username="secretary")
    Draft.objects.create(account=account, key=f"activities-new:{cast.branch.pk}:x", payload=b"", saved_at=now)
    orgs.start_guidance(
        guide=cast.other_township, guided=cast.branch, from_on=date(2026, 1, 1), actor=operator(), now=now
    )
    shown = services.preview(merged(cast), actor=operator(), now=now)
    for about in ("年度计划", "自定义表样", "年度安排时间", "没有导完的名册", "记录草稿", "指导关系"):
        assert line(shown, about) == 1


def a_point(cast: Cast, from_on: date = date(2026, 1, 1), to_on: date | None = None) -> ContactPoint:
    return ContactPoint.objects.create(
        org=cast.township, place=cast.branch, person_id=cast.members[0].pk, from_on=from_on, to_on=to_on, basis="分工"
    )


def a_seat(cast: Cast, from_on: date = date(2026, 1, 1)) -> StudySeat:
    return StudySeat.objects.create(org=cast.branch, person_id=cast.members[0].pk, from_on=from_on)


def test_contact_points_and_seats_end_and_come_back(cast: Cast, now: datetime) -> None:
    point, seat = a_point(cast), a_seat(cast)
    until = a_point(cast, ON - timedelta(days=400), date(2026, 1, 1))
    shown = services.preview(merged(cast), actor=operator(), now=now)
    assert line(shown, "联系点") == line(shown, "中心组成员") == 1
    act = done(merged(cast), now=now)
    point.refresh_from_db()
    seat.refresh_from_db()
    assert (point.to_on, seat.to_on) == (ON, ON)
    assert point.end_basis == "党组织撤销或合并"
    services.take_back(act, reason="错了", actor=operator(), now=now)
    point.refresh_from_db()
    seat.refresh_from_db()
    assert (point.to_on, point.end_basis, seat.to_on) == (None, "", None)
    until.refresh_from_db()
    assert (until.to_on, until.end_basis) == (date(2026, 1, 1), "")


def test_a_contact_point_with_its_end_comes_back_with_it(cast: Cast, now: datetime) -> None:
    point = a_point(cast, to_on=date(2026, 12, 1))
    act = done(merged(cast), now=now)
    assert ContactPoint.objects.get(pk=point.pk).to_on == ON
    services.take_back(act, reason="错了", actor=operator(), now=now)
    assert ContactPoint.objects.get(pk=point.pk).to_on == date(2026, 12, 1)


def test_the_plain_end_ends_them_too_and_what_had_not_begun_never_was(cast: Cast, now: datetime) -> None:
    empty = make_org(now=now, name="空党支部", parent=cast.township)
    early, late = ON - timedelta(days=30), ON + timedelta(days=1)
    for person, from_on in zip(cast.members, (early, late), strict=False):
        ContactPoint.objects.create(
            org=cast.township, place=empty, person_id=person.pk, from_on=from_on, basis="分工"
        )  # fmt: skip
    orgs.end_organization(org=empty, on=ON, basis="批复", actor=operator(), now=now)
    days = ContactPoint.objects.filter(place=empty).order_by("from_on").values_list("from_on", "to_on")
    assert list(days) == [(early, ON), (late, late)]


def test_its_own_building_and_what_it_issued_are_counted(cast: Cast, now: datetime) -> None:
    common = {"org": cast.branch, "actor": operator(), "now": now}
    committees.adopt_institution(title="联系群众制度", adopted_on=date(2026, 3, 1), text="每月一次。", **common)  # type: ignore[arg-type]
    committees.set_goal(
        year=2026, category="organization", text="发展党员2名", measure="材料齐全", due_on=date(2026, 12, 20), **common
    )  # type: ignore[arg-type]
    committees.plan_contact(
        person_id=cast.members[0].pk, kind="visit_down", from_on=date(2026, 1, 1), to_on=date(2026, 12, 31), planned=4, where="三组",
        **common,
    )  # type: ignore[arg-type]  # fmt: skip
    Announcement.objects.create(
        issuer=cast.branch,
        title="通知",
        text="开会",
        signed="支部",
        addressed="党小组",
        issued_at=now,
        issued_by="王建国",
    )
    Notice.objects.create(to_org=cast.branch, post="secretary", text="请阅读", created_at=now)
    shown = services.preview(merged(cast), actor=operator(), now=now)
    for about in ("在执行的制度", "年度目标", "干部联系任务", "已发的通知文件", "还没有阅读的通知"):
        assert line(shown, about) == 1
