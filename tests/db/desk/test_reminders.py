"""提醒责任人: seen before it is sent, once a week, to whoever answers, and written down."""

from datetime import date, datetime, timedelta

import pytest

from jishi.assignments import services as assignments
from jishi.assignments.models import Assignment
from jishi.assignments.services import Task
from jishi.audit.models import AuditLine
from jishi.desk import jobs, services
from jishi.desk.queries import reminding as queries
from jishi.desk.services import reminding
from jishi.duties import queries as duties
from jishi.duties import services as duties_services
from jishi.duties.models import DutyStatus
from jishi.kernel.actor import operator
from jishi.notices import services as notices
from jishi.notices.models import Delivery, Notice, Reminder, ReminderSetting, Sending
from jishi.notices.queries import unread_count
from jishi.notices.rules import DeliveryState, GroupKind, Issuer
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization, PostHeld, Term
from jishi.orgs.rules import PostKind
from tests.builders import Cast, actor_named, make_org
from tests.conftest import SignIn
from tests.servers import group_robot

pytestmark = pytest.mark.django_db
OVERVIEW = "/overview/remind/"


@pytest.fixture
def owed(cast: Cast, now: datetime) -> date:
    """The periods are opened: the branches owe October and November."""
    duties_services.open_periods(now.date())
    return now.date()


def one(cast: Cast, org: Organization | None = None, rule: str = "theme_party_day_monthly") -> str:
    return f"{OVERVIEW}?one={(org or cast.branch).pk}&rule={rule}&cell=2026-10"


def test_one_duty_is_reminded_of_and_the_notice_opens_the_form(cast: Cast, owed: date, sign_in: SignIn) -> None:
    clerk, secretary = sign_in(cast.clerk), sign_in(cast.secretary)
    assert "提醒</a>" in clerk.get(f"/orgs/{cast.branch.pk}/").content.decode()
    assert "提醒</a>" not in secretary.get(f"/orgs/{cast.branch.pk}/").content.decode()
    assert "书记 王建国" in clerk.get(one(cast)).content.decode()
    clerk.post(one(cast))
    notice = Notice.objects.get()
    assert (notice.to_org_id, notice.post) == (cast.branch.pk, "secretary")
    assert notice.link == f"/activities/new/?org={cast.branch.pk}&rule=theme_party_day_monthly&period=2026-10"
    assert secretary.post(f"/notices/{notice.pk}/read/")["Location"] == notice.link
    assert secretary.get(notice.link).status_code == 200
    line = AuditLine.objects.get(event="reminder.sent")
    assert (line.subject_name, line.actor_name) == ("1 个组织 1 件事项", "周敏")
    again = clerk.get(one(cast)).content.decode()
    assert "本周已提醒过" in again
    assert "发出提醒" not in again


def test_several_matters_are_one_notice_to_the_list_with_the_forms(cast: Cast, owed: date, sign_in: SignIn) -> None:
    clerk, secretary = sign_in(cast.clerk), sign_in(cast.secretary)
    clerk.post(f"{OVERVIEW}?org={cast.branch.pk}")
    own = Notice.objects.get(to_org=cast.branch, post="secretary")
    page = secretary.get(own.link)
    assert all(line.is_mine for line in page.context["lines"])
    assert "去办理" in page.content.decode()
    assert "平台未看" not in page.content.decode()  # who has read it is the issuer's to know
    assert sign_in(cast.sibling_secretary).get(own.link).status_code == 404


def test_what_is_explained_or_has_time_is_left_alone(cast: Cast, owed: date, sign_in: SignIn, now: datetime) -> None:
    clerk = sign_in(cast.clerk)
    duties_services.explain(
        org=cast.branch, rule_id="theme_party_day_monthly", period="2026-10", reason="防汛", version=0, actor=operator(),
        now=now,
    )  # fmt: skip
    assert "没有未办" in clerk.get(one(cast)).content.decode()
    DutyStatus.objects.filter(period="2026-10").update(due_on=owed + timedelta(days=40))
    assert "没有未办" in clerk.get(one(cast, cast.sibling)).content.decode()


def test_a_named_person_is_told_before_the_post(cast: Cast, owed: date, now: datetime) -> None:
    duties_services.name_answering(
        org=cast.branch, rule_id="theme_party_day_monthly", person_id=cast.members[2].pk, reason="分工", from_on=owed, actor=operator(),
        now=now,
    )  # fmt: skip
    row = duties.due_row(cast.branch.pk, "theme_party_day_monthly", "2026-10", on=owed)
    [found] = queries.preview_duty(row, on=owed).matters
    assert found.to.person_id == cast.members[2].pk
    assert "指定" in found.said_to


def test_a_vacancy_goes_to_the_superiors_clerk_or_to_nobody(
    cast: Cast, owed: date, now: datetime, sign_in: SignIn
) -> None:
    held = PostHeld.objects.get(org=cast.branch, post=PostKind.SECRETARY)
    orgs.end_post(held=held, on=owed, actor=operator(), now=now)
    row = duties.due_row(cast.branch.pk, "theme_party_day_monthly", "2026-10", on=owed)
    [found] = queries.preview_duty(row, on=owed).matters
    assert (found.to.org_id, found.to.post, found.note) == (cast.township.pk, PostKind.OFFICE_CLERK, "书记空缺")
    page = sign_in(cast.clerk).get(one(cast)).content.decode()
    assert "书记空缺" in page
    assert "改提醒" in page
    PostHeld.objects.filter(post__in=(PostKind.OFFICE_CLERK, PostKind.ORG_DEPARTMENT)).update(to_on=owed)
    nobody = queries.preview_duty(row, on=owed)
    assert (nobody.matters, nobody.unanswered) == ([], 1)


def test_the_county_reminds_when_the_township_has_no_clerk(cast: Cast, owed: date, now: datetime) -> None:
    PostHeld.objects.filter(post__in=(PostKind.OFFICE_CLERK, PostKind.SECRETARY)).update(to_on=owed)
    row = duties.due_row(cast.branch.pk, "theme_party_day_monthly", "2026-10", on=owed)
    [found] = queries.preview_duty(row, on=owed).matters
    assert (found.to.org_id, found.to.post) == (cast.county.pk, PostKind.ORG_DEPARTMENT)


def test_nobody_reminds_upward_or_next_door(cast: Cast, owed: date, sign_in: SignIn, now: datetime) -> None:
    assert sign_in(cast.secretary).get(one(cast, cast.sibling)).status_code == 404
    other = make_org(now=now, name="别处", parent=cast.other_township)
    assert sign_in(cast.clerk).get(one(cast, other)).status_code == 404


@pytest.fixture
def late(cast: Cast, now: datetime) -> Assignment:
    """A task of the branch, due yesterday."""
    task = Task(title="修好活动室的灯", owner_id=cast.members[2].pk, due_on=now.date())
    made = assignments.assign(org=cast.branch, task=task, actor=operator(), now=now)
    Assignment.objects.filter(pk=made.pk).update(due_on=now.date() - timedelta(days=1))
    made.refresh_from_db()
    Notice.objects.all().delete()
    return made


def test_a_late_task_reminds_its_owner(cast: Cast, late: Assignment, sign_in: SignIn) -> None:
    clerk = sign_in(cast.clerk)
    assert "提醒逾期责任人（1）" in clerk.get("/assignments/").content.decode()
    assert "提醒责任人" in clerk.get(f"/assignments/{late.pk}/").content.decode()
    clerk.post(f"/reminders/tasks/?task={late.pk}")
    notice = Notice.objects.get()
    assert (notice.person_id, notice.link) == (cast.members[2].pk, f"/assignments/{late.pk}/")
    assert "提醒逾期责任人" not in clerk.get("/assignments/").content.decode()
    assert clerk.get("/reminders/tasks/").context["preview"].already == 1
    assert "提醒责任人" not in sign_in(cast.member).get(f"/assignments/{late.pk}/").content.decode()


def test_of_many_late_tasks_one_press_reminds_the_first_and_the_next_goes_on(
    cast: Cast, late: Assignment, now: datetime, monkeypatch: pytest.MonkeyPatch, sign_in: SignIn
) -> None:
    monkeypatch.setattr(queries, "AT_ONCE", 1)
    second = Assignment.objects.get(pk=late.pk)
    second.pk, second.submission = None, None
    second.save(force_insert=True)
    clerk = sign_in(cast.clerk)
    first = clerk.get("/reminders/tasks/").context["preview"]
    assert ([m.key for m in first.matters], first.has_more) == ([f"task:{late.pk}"], True)
    clerk.post("/reminders/tasks/")
    rest = clerk.get("/reminders/tasks/").context["preview"]
    assert ([m.key for m in rest.matters], rest.has_more) == ([f"task:{second.pk}"], False)


def test_a_task_of_somebody_off_the_roster_reminds_the_branch(cast: Cast, late: Assignment, now: datetime) -> None:
    Assignment.objects.filter(pk=late.pk).update(owner=None, owner_note="老李")
    late.refresh_from_db()
    [found] = queries.preview_tasks([late], on=now.date()).matters
    assert (found.to.org_id, found.to.post) == (cast.branch.pk, "secretary")
    assert found.note == "责任人老李不在名册上"


def test_a_task_in_time_and_a_seat_without_the_right(cast: Cast, late: Assignment, sign_in: SignIn) -> None:
    Assignment.objects.filter(pk=late.pk).update(due_on=None)
    assert "没有未办" in sign_in(cast.clerk).get(f"/reminders/tasks/?task={late.pk}").content.decode()
    assert sign_in(cast.member).get("/reminders/tasks/").status_code == 403


def test_the_log_says_who_what_whom_and_how(cast: Cast, owed: date, now: datetime, sign_in: SignIn) -> None:
    clerk = sign_in(cast.clerk)
    assert "还没有提醒过" in clerk.get("/reminders/").content.decode()
    town = Issuer(id=cast.township.pk, path=cast.township.path, name="和平镇党委")
    with group_robot() as robot:
        robot.status = 500
        notices.set_group(issuer=town, kind=GroupKind.PLAIN, url=robot.url, version=0, actor=operator(), now=now)
        clerk.post(one(cast))
        notices.deliver(Sending.objects.get().pk, now=now)
    notices.mark_read(notice_id=Notice.objects.get().pk, actor=actor_named("secretary", today=owed), now=now)
    clerk.post(one(cast, cast.sibling))

    def found(**asked: str) -> list[str]:
        return [line.reminder.org.name for line in clerk.get("/reminders/", asked).context["page"].rows]

    assert found() == ["柳树湾村党支部", "红旗村党支部"]
    assert found(result="failed") == found(result="read") == found(find="红旗") == ["红旗村党支部"]
    assert found(result="unread") == ["柳树湾村党支部"]
    assert found(channel="mail") == found(automatic="1") == found(week="2020-W01") == []
    assert len(found(automatic="0", channel="group")) == 2
    page = clerk.get("/reminders/", {"find": "红旗"}).content.decode()
    assert "工作群发送失败（对方返回 500。）" in page
    assert "平台已看" in page
    assert "没有符合条件的提醒" in clerk.get("/reminders/", {"find": "没有"}).content.decode()
    sending = Sending.objects.order_by("pk")[0]
    assert "对方返回 500" in clerk.get(f"/reminders/{sending.pk}/").content.decode()


def _weekly(cast: Cast, now: datetime, weekday: int) -> None:
    town = Issuer(id=cast.township.pk, path=cast.township.path, name="和平镇党委")
    notices.set_weekly(issuer=town, is_weekly=True, weekday=weekday, version=0, actor=operator(), now=now)


def test_the_clock_reminds_once_a_week_where_it_is_switched_on(
    cast: Cast, owed: date, late: Assignment, now: datetime
) -> None:
    assert services.remind_weekly(now=now) == 0
    _weekly(cast, now, weekday=7)
    assert services.remind_weekly(now=now - timedelta(days=1)) == 0
    assert services.remind_weekly(now=now) == 1
    sending = Sending.objects.get()
    assert (sending.is_automatic, sending.by) == (True, "每周自动提醒")
    matters = set(Reminder.objects.values_list("org_id", "matter"))
    assert (cast.branch.pk, f"task:{late.pk}") in matters
    assert (cast.branch.pk, "duty:theme_party_day_monthly:2026-10") in matters
    jobs.remind_weekly()
    assert services.remind_weekly(now=now) == 0
    assert services.remind_weekly(now=now + timedelta(days=7)) == 1


def test_the_clock_finds_everything_reminded_already(
    cast: Cast, owed: date, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = queries.preview_everything(cast.township, on=owed)
    town = Issuer(id=cast.township.pk, path=cast.township.path, name="和平镇党委")
    notices.remind(preview.matters, issuer=town, actor=operator(), now=now)
    _weekly(cast, now, weekday=1)
    assert services.remind_weekly(now=now) == 0
    notices.set_weekly(issuer=town, is_weekly=False, weekday=1, version=1, actor=operator(), now=now)
    notices.set_weekly(issuer=town, is_weekly=True, weekday=1, version=2, actor=operator(), now=now)
    monkeypatch.setattr(reminding, "preview_everything", lambda org, on: preview)  # as if pressed in between
    ReminderSetting.objects.update(last_week="")
    assert services.remind_weekly(now=now) == 0
    assert Sending.objects.count() == 1


def _term(org: Organization, ends_on: date, extended_to: date | None = None) -> Term:
    return Term.objects.create(
        org=org, elected_on=ends_on - timedelta(days=1000), ends_on=ends_on, extended_to=extended_to
    )


def test_six_months_before_a_terms_end_both_sides_are_told_once(cast: Cast, now: datetime) -> None:
    term = _term(cast.branch, date(2027, 5, 22))
    _term(cast.sibling, date(2027, 5, 23))
    assert services.remind_terms(now=now) == 1
    assert set(Notice.objects.values_list("to_org_id", "post")) == {
        (cast.branch.pk, "secretary"), (cast.township.pk, "office_clerk"),
    }  # fmt: skip
    assert set(Reminder.objects.values_list("matter", "week")) == {
        (f"term:{term.pk}:branch", "once"), (f"term:{term.pk}:superior", "once"),
    }  # fmt: skip
    own = Notice.objects.get(post="secretary")
    assert "本届 2027-05-22 届满" in own.text
    assert "换届准备" in own.text
    assert services.remind_terms(now=now + timedelta(days=40)) == 1  # the sibling's day has come
    jobs.remind_terms()
    assert Reminder.objects.count() == 4
    assert unread_count(actor_named("clerk", today=now.date())) == 2


def test_an_extended_term_is_told_of_before_its_new_end_and_a_past_one_not(cast: Cast, now: datetime) -> None:
    _term(cast.branch, date(2026, 12, 31), extended_to=date(2027, 9, 1))
    _term(cast.sibling, date(2026, 6, 1))
    assert services.remind_terms(now=now) == 0


def test_for_a_branch_without_secretary_the_superior_is_told(cast: Cast, now: datetime) -> None:
    vacant = make_org(now=now, name="空缺支部", parent=cast.township)
    _term(vacant, date(2027, 1, 1))
    assert services.remind_terms(now=now) == 1
    assert list(Notice.objects.values_list("to_org_id", "post")) == [(cast.township.pk, "office_clerk")]


def test_the_settings_page_switches_connects_tries_and_removes(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    clerk = sign_in(cast.clerk)
    url = f"/reminders/settings/{cast.township.pk}/"
    assert "没有接工作群" in clerk.get(url).content.decode()
    clerk.post(url, {"weekly": "1", "is_weekly": "on", "weekday": "1", "version": "0"})
    assert "每周自动提醒已打开" in clerk.get(url).content.decode()
    assert "刚被别人改过" in clerk.post(url, {"weekly": "1", "weekday": "1", "version": "0"}).content.decode()
    clerk.post(url, {"weekly": "1", "weekday": "1", "version": "1"})
    assert "现在不自动提醒" in clerk.get(url).content.decode()
    wrong = clerk.post(url, {"group": "1", "kind": "wecom", "url": "http://169.254.169.254/", "version": "2"})
    assert "机器内部" in wrong.content.decode()
    assert (
        "请写群机器人的地址"
        in clerk.post(url, {"group": "1", "kind": "wecom", "url": "", "version": "2"}).content.decode()
    )
    assert "还没有工作群的地址" in clerk.post(url, {"try": "1"}).content.decode()
    with group_robot() as robot:
        clerk.post(url, {"group": "1", "kind": "wecom", "url": robot.url, "version": "2"})
        assert "工作群已接好" in clerk.get(url).content.decode()
        clerk.post(url, {"try": "1"})
        notices.deliver_one(Delivery.objects.get().pk, now=now)
        assert Delivery.objects.get().state == DeliveryState.SENT
        assert "secret" not in clerk.get(url).content.decode()
    clerk.post(url, {"remove": "1", "version": "3"})
    assert "没有接工作群" in clerk.get(url).content.decode()
    assert "刚被别人改过" in clerk.post(url, {"remove": "1", "version": "x"}).content.decode()


def test_ones_own_mail_page(cast: Cast, sign_in: SignIn) -> None:
    secretary = sign_in(cast.secretary)
    assert "还没有设置发邮件" in secretary.get("/notices/mail/").content.decode()
    assert "邮箱地址不对" in secretary.post("/notices/mail/", {"address": "王"}).content.decode()
    secretary.post("/notices/mail/", {"address": "wang@example.com"})
    assert 'value="wang@example.com"' in secretary.get("/notices/mail/").content.decode()
    secretary.post("/notices/mail/", {"remove": "1"})
    assert "wang@example.com" not in secretary.get("/notices/mail/").content.decode()
