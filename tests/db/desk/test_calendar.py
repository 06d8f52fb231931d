"""日历: every source stands on it, for a branch, a township and a person; nobody sees what is not theirs."""

import re
from datetime import date, time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jishi.activities import services as activities
from jishi.activities.models import Activity, PlanEntry
from jishi.activities.rules import ItemInput, Kind, RecordInput
from jishi.assignments import services as assignments
from jishi.assignments.models import Assignment
from jishi.desk.queries import calendar
from jishi.desk.queries.calendar import choices, entries_of, month_of, whose
from jishi.desk.rules.calendar import Entry, What
from jishi.duties import services as duties
from jishi.kernel.actor import Actor, operator
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization, PostHeld
from jishi.orgs.rules import OrgKind
from tests.builders import Cast, actor_named, make_org
from tests.conftest import NOW, SignIn

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
URL = "/calendar/"


def record(cast: Cast, org: Organization, *, day: date = date(2026, 11, 20), at: time | None = None) -> Activity:
    return activities.record(
        RecordInput(
            org_id=org.pk,
            kinds=(Kind.THEME_PARTY_DAY,),
            held_on=day,
            starts_at=at,
            title="清洁家园",
            place="村部",
            chair_id=cast.members[0].pk,
            recorder_id=cast.members[1].pk,
            items=(ItemInput("打扫", "王建国带头。"),),
        ),
        actor=operator(),
        now=NOW,
    )


def plan(org: Organization, day: date | None, *, kinds: tuple[str, ...] = ("members_meeting",), at: int | None = None,
         title: str = "学习文件") -> PlanEntry:  # fmt: skip
    return PlanEntry.objects.create(
        org=org, year=2026, month=(day or date(2026, 11, 1)).replace(day=1), day=day, kinds=list(kinds), title=title,
        starts_at=time(at) if at else None, source="hand",
    )  # fmt: skip


def task(cast: Cast, org: Organization, due_on: date, title: str = "清淤") -> Assignment:
    made = assignments.Task(title=title, owner_id=cast.members[0].pk, owner_note="", due_on=due_on)
    return assignments.assign(org=org, task=made, submission=None, actor=operator(), now=NOW)


@pytest.fixture
def opened(cast: Cast) -> Cast:
    duties.open_periods(TODAY)
    return cast


@pytest.fixture
def secretary(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.secretary)


def entries(
    actor: Actor, asked: str = "", first: date = date(2026, 11, 1), last: date = date(2026, 12, 31)
) -> list[Entry]:
    return entries_of(actor, whose(actor, asked), first, last, today=TODAY)


def said(found: list[Entry], what: What) -> list[tuple[date, str]]:
    return [(entry.day, entry.words) for entry in found if entry.what is what]


def test_a_branch_sees_each_of_its_sources(opened: Cast) -> None:
    record(opened, opened.branch)
    plan(opened.branch, date(2026, 11, 26), at=15)
    task(opened, opened.branch, date(2026, 11, 28))
    duties.set_window(
        issuer=opened.county, rule_id="org_life_meeting_yearly", year=2026, opens_on=date(2026, 12, 10),
        closes_on=date(2027, 2, 28), basis="通知", actor=operator(), now=NOW,
    )  # fmt: skip
    orgs.open_term(
        org=opened.branch, elected_on=date(2023, 12, 20), ends_on=date(2026, 12, 19), seats=3, has_committee=True,
        actor=operator(), now=NOW,
    )  # fmt: skip
    found = entries(actor_named("secretary", today=TODAY))
    assert said(found, What.HELD) == [(date(2026, 11, 20), "主题党日")]
    assert said(found, What.PLANNED) == [(date(2026, 11, 26), "党员大会")]
    assert said(found, What.TASK) == [(date(2026, 11, 28), "任务到期")]
    assert (date(2026, 12, 10), "组织生活会开始，到2月28日") in said(found, What.OPENS)
    assert said(found, What.TERM) == [(date(2026, 12, 19), "届满")]
    last_days = said(found, What.LAST_DAY)
    assert (date(2026, 11, 30), "支委会最后一天") in last_days
    # held: no last day any more
    assert (date(2026, 11, 30), "主题党日最后一天") not in last_days
    # a month that has not begun asks what this one asks
    assert (date(2026, 12, 31), "主题党日最后一天") in last_days


def test_the_nearest_notice_is_the_one_shown(opened: Cast) -> None:
    for issuer, day in ((opened.county, 10), (opened.township, 15)):
        duties.set_window(
            issuer=issuer, rule_id="org_life_meeting_yearly", year=2026, opens_on=date(2026, 12, day),
            closes_on=date(2026, 12, 31), basis="通知", actor=operator(), now=NOW,
        )  # fmt: skip
    found = entries(actor_named("secretary", today=TODAY))
    assert [day for day, _ in said(found, What.OPENS)] == [date(2026, 12, 15)]


def test_a_notice_for_others_is_not_on_a_group_s_calendar(opened: Cast) -> None:
    duties.set_window(
        issuer=opened.county, rule_id="branch_secretary_report_yearly", year=2026, opens_on=date(2026, 12, 10),
        closes_on=date(2026, 12, 31), basis="通知", actor=operator(), now=NOW,
    )  # fmt: skip
    secretary = actor_named("secretary", today=TODAY)
    assert said(entries(secretary, str(opened.group.pk)), What.OPENS) == []
    assert said(entries(secretary), What.OPENS) != []


def test_a_township_sees_all_branches_and_narrows_them(opened: Cast, sign_in: SignIn) -> None:
    record(opened, opened.branch)
    record(opened, opened.sibling)
    clerk = actor_named("clerk", today=TODAY)
    assert len(said(entries(clerk), What.HELD)) == 2
    assert len(said(entries(clerk, str(opened.sibling.pk)), What.HELD)) == 1
    page = sign_in(opened.clerk).get(URL).content.decode()
    assert "主题党日（2个组织）" in page
    assert "柳树湾村党支部" in page
    narrowed = sign_in(opened.clerk).get(URL, {"kind": OrgKind.PARTY_GROUP, "sector": "village"}).content.decode()
    assert "主题党日（2个组织）" not in narrowed
    day = sign_in(opened.clerk).get(URL, {"day": "2026-11-20"}).content.decode()
    assert day.count("清洁家园") == 2


def test_a_county_has_its_own_calendar_and_chooses_a_township_s(opened: Cast, sign_in: SignIn) -> None:
    record(opened, opened.branch)
    department = actor_named("department", today=TODAY)
    assert said(entries(department), What.HELD) == []
    assert len(said(entries(department, str(opened.township.pk)), What.HELD)) == 1
    assert [name for _, name in choices(department, whose(department, ""))] == [
        "中共晴川县委员会", "中共和平镇委员会", "中共青山乡委员会",
    ]  # fmt: skip
    assert sign_in(opened.department).get(URL, {"org": opened.township.pk}).status_code == 200


def test_a_committee_with_hundreds_below_has_its_own_calendar_as_well(
    opened: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(opened, opened.branch)
    clerk = actor_named("clerk", today=TODAY)
    monkeypatch.setattr(calendar, "MANY", 1)
    assert said(entries(clerk), What.HELD) == []
    assert len(said(entries(clerk, str(opened.branch.pk)), What.HELD)) == 1
    assert (opened.branch.pk, opened.branch.short_name or opened.branch.name) in choices(clerk, whose(clerk, ""))


def test_what_concerns_a_person_is_posts_tasks_and_the_own_branch(opened: Cast) -> None:
    record(opened, opened.branch)
    task(opened, opened.sibling, date(2026, 11, 27), title="借调的事")
    me = entries(actor_named("secretary", today=TODAY), "me")
    assert said(me, What.HELD) == [(date(2026, 11, 20), "主题党日")]
    # one's own task, whichever organisation gave it; a neighbour's meeting is none of it
    assert said(me, What.TASK) == [(date(2026, 11, 27), "任务到期")]
    record(opened, opened.sibling)
    assert len(said(entries(actor_named("secretary", today=TODAY), "me"), What.HELD)) == 1


def test_a_member_without_a_post_sees_when_not_what(opened: Cast, sign_in: SignIn) -> None:
    plain = opened.members[1]
    for held in PostHeld.objects.filter(person_id=plain.pk).select_related("org", "person").order_by("pk"):
        orgs.end_post(held=held, on=TODAY, actor=operator(), now=NOW)
    record(opened, opened.branch)
    plan(opened.branch, date(2026, 11, 26), at=15)
    member = sign_in(opened.member)
    page = member.get(URL).content.decode()
    assert "我的日历" in page
    assert "主题党日" in page
    assert "党员大会" in page
    assert "清洁家园" not in page
    assert "学习文件" not in page
    assert "最后一天" not in page
    assert member.get(URL, {"org": opened.sibling.pk}).status_code == 404


def test_the_sibling_secretary_gets_404(opened: Cast, sign_in: SignIn) -> None:
    assert sign_in(opened.sibling_secretary).get(URL, {"org": opened.branch.pk}).status_code == 404


def test_a_plan_without_a_day_is_named_above_and_stands_on_no_day(opened: Cast, secretary: Client) -> None:
    plan(opened.branch, None, title="走访困难户")
    plan(opened.branch, date(2026, 11, 26), kinds=(), title="报送材料")
    PlanEntry.objects.filter(title="报送材料").update(rules=["org_life_meeting_yearly"])
    page = secretary.get(URL).content.decode()
    assert "还没有定日子的有 1 项" in page
    month = month_of(actor_named("secretary", today=TODAY), whose(actor_named("secretary", today=TODAY), ""), 2026, 11,
                     today=TODAY)  # fmt: skip
    assert [entry.title for entry in month.undated] == ["走访困难户"]
    assert [entry.words for entry in month.weeks[4][3].entries] == ["组织生活会"]


def test_clashes_rest_days_and_heavy_weeks_are_said_above_with_links(opened: Cast, secretary: Client) -> None:
    plan(opened.branch, date(2026, 11, 28), at=9)
    plan(opened.branch, date(2026, 11, 28), kinds=("branch_committee_meeting",), at=9)
    for number in range(5):
        task(opened, opened.branch, date(2026, 11, 25), title=f"第{number}件")
    page = secretary.get(URL).content.decode()
    assert "11月28日时间冲突：红旗村党支部09:00的党员大会和红旗村党支部09:00的支委会。" in page
    assert "11月28日（周六）安排了党员大会、支委会，是休息日。" in page
    assert "11月23日至11月29日这一周较集中：红旗村党支部有7项。" in page
    assert "达到 5 项" in page
    assert re.search(r'href="\?day=2026-11-28">11月28日时间冲突', page)
    day = secretary.get(URL, {"day": "2026-11-28"}).content.decode()
    assert day.count("学习文件") == 2


def test_more_than_six_sentences_are_folded_away(opened: Cast, secretary: Client) -> None:
    for hour in (9, 9, 9, 9, 9):
        plan(opened.branch, date(2026, 11, 25), at=hour)
    assert "还有 5 条" in secretary.get(URL).content.decode()


def test_a_year_without_its_notice_is_said_and_the_county_may_fill_it_in(opened: Cast, sign_in: SignIn) -> None:
    page = sign_in(opened.secretary).get(URL, {"month": "2027-01"}).content.decode()
    assert "2027年的放假通知还没有填进来" in page
    assert "去填写" not in page
    assert "去填写" in sign_in(opened.department).get(URL, {"month": "2027-01"}).content.decode()
    assert "还没有填进来" not in sign_in(opened.secretary).get(URL, {"month": "2026-10"}).content.decode()


def test_holidays_stand_on_their_days(opened: Cast, secretary: Client) -> None:
    page = secretary.get(URL, {"month": "2026-10", "view": "list"}).content.decode()
    assert "国庆节休息" in page
    assert "国庆节调休上班" in page


def test_what_the_address_cannot_mean_is_not_asked_for(opened: Cast, secretary: Client) -> None:
    for strange in ({"month": "2026-13"}, {"day": "2026-02-31"}, {"day": "1999-01-01"}, {"sector": "x", "kind": "y"}):
        assert "2026年11月" in secretary.get(URL, strange).content.decode()
    nobody = {"sector": "retired", "view": "list", "org": opened.branch.pk}
    assert "11月没有安排" in secretary.get(URL, nobody).content.decode()
    assert "这一天没有安排" in secretary.get(URL, {"day": "2026-11-03"}).content.decode()


def test_a_page_asks_as_much_for_thirty_branches_as_for_three(opened: Cast, sign_in: SignIn) -> None:
    clerk = sign_in(opened.clerk)
    record(opened, opened.branch)
    plan(opened.branch, date(2026, 11, 26))
    clerk.get(URL)
    with CaptureQueriesContext(connection) as few:
        clerk.get(URL)
    for number in range(12):
        org = make_org(now=NOW, name=f"新村{number}党支部", parent=opened.township)
        plan(org, date(2026, 11, 26))
        task(opened, org, date(2026, 11, 27))
    with CaptureQueriesContext(connection) as many:
        clerk.get(URL)
    assert len(many) == len(few)


def test_the_desk_and_the_records_lead_here(opened: Cast, secretary: Client) -> None:
    assert reverse("desk-calendar") in secretary.get("/").content.decode()
    assert reverse("desk-calendar") in secretary.get("/activities/").content.decode()
