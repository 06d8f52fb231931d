"""The plan pages: laid out in one press, adjusted, compared, printed; a series arranged after a look at what lies there."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from jishi.activities import queries as activities
from jishi.activities import services as planning
from jishi.activities.models import Activity, PlanEntry, PlanSeries
from jishi.activities.rules import Kind, PlanInput
from jishi.activities.rules.series import SeriesInput, TopicInput
from jishi.desk.queries.plans import PlanFilters, plan_scope, plans_export, plans_page
from jishi.desk.queries.series import weigh
from jishi.desk.queries.year_plan import layout_for, owed_by, plan_page, proposals_in
from jishi.desk.services import write_layout
from jishi.duties.models import DutyStatus
from jishi.duties.rules import Audience, DemandInput, DemandKind
from jishi.duties.services import name_answering, open_periods, register_demand, set_window
from jishi.kernel.actor import operator
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization
from jishi.orgs.rules import WorkField
from tests.builders import Cast, actor_named, make_org
from tests.conftest import SignIn
from tests.db.activities.stories import held, secretary

THEME = (Kind.THEME_PARTY_DAY,)


@pytest.fixture
def client(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.secretary)


@pytest.fixture
def clerk(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.clerk)


def add(cast: Cast, now: datetime, **changes: object) -> PlanEntry:
    values: dict[str, object] = {
        "org_id": cast.branch.pk, "year": 2026, "month": date(2026, 11, 1), "title": "学雷锋", "kinds": THEME,
    }  # fmt: skip
    return planning.add_entry(PlanInput(**(values | changes)), actor=secretary(now), now=now)  # type: ignore[arg-type]  # words given by name


def lay_out(cast: Cast, now: datetime, year: int = 2027) -> int:
    found = layout_for(activities.plan_orgs(cast.branch.pk), year, on=now.date())
    return write_layout(
        cast.branch.pk, year, take=[i.key for e in found.events for i in e.items], join=[e.key for e in found.events],
        theme_day=None, quarter_month=None, actor=secretary(now), now=now,
    )  # fmt: skip


def page_of(cast: Cast, now: datetime, year: int = 2026) -> str:
    return reverse("desk-plan", args=[cast.branch.pk, year])


def test_what_the_year_asks_agrees_with_what_duties_derive(cast: Cast, now: datetime) -> None:
    orgs = [cast.branch, cast.group, cast.township, cast.county]
    by_facts = {(o.org_id, o.rule.id, o.period.code) for many in owed_by(orgs, 2026, now.date()).values() for o in many}
    open_periods(now.date())
    derived = set(DutyStatus.objects.filter(org__in=orgs).values_list("org_id", "rule_id", "period"))
    assert derived
    assert derived <= by_facts
    again = {(o.org_id, o.rule.id, o.period.code) for many in owed_by(orgs, 2026, now.date()).values() for o in many}
    assert derived <= again


def test_a_year_is_laid_out_in_one_press_and_a_second_adds_nothing(cast: Cast, now: datetime) -> None:
    first = lay_out(cast, now)
    assert first == PlanEntry.objects.count() > 40
    assert lay_out(cast, now) == 0
    page = plan_page(secretary(now), activities.plan_orgs(cast.branch.pk), 2027, on=now.date())
    assert page.lacking == ()
    assert page.proposals == ()
    assert {line.row.org_id for line in page.lines} == {cast.branch.pk, cast.group.pk}
    quarter = next(line for line in page.lines if Kind.MEMBERS_MEETING in line.row.kinds)
    assert Kind.THEME_PARTY_DAY in quarter.row.kinds
    assert any("第十一条" in reason for reason in quarter.reasons)
    assert quarter.row.owner == "王建国"


def test_only_what_is_missing_is_proposed_and_a_window_is_kept(cast: Cast, now: datetime) -> None:
    set_window(
        issuer=cast.county, rule_id="org_life_meeting_yearly", year=2026, opens_on=date(2026, 12, 10),
        closes_on=date(2027, 2, 28), basis="通知", actor=operator(), now=now,
    )  # fmt: skip
    held(cast, now)
    open_periods(now.date())
    items = [i for e in layout_for(activities.plan_orgs(cast.branch.pk), 2026, on=now.date()).events for i in e.items]
    assert Kind.MEMBERS_MEETING not in [k for i in items for k in i.kinds]
    [life] = [i for i in items if Kind.ORG_LIFE_MEETING in i.kinds]
    assert life.month >= date(2026, 12, 1)


def test_from_the_empty_page_to_the_plan(client: Client, cast: Cast, now: datetime) -> None:
    assert client.get(reverse("desk-plans")).headers["Location"] == page_of(cast, now)
    empty = client.get(page_of(cast, now, 2027))
    assert "按规定排出全年" in empty.text
    address = reverse("desk-plan_layout", args=[cast.branch.pk, 2027])
    shown = client.get(address, {"theme_day": "25", "quarter_month": "3"})
    assert "1月25日" in shown.text
    assert "合成一次开展" in shown.text
    layout = shown.context["layout"]
    keys = [i.key for e in layout.events for i in e.items]
    wrong = client.get(address, {"theme_day": "40"})
    assert wrong.context["form"].errors
    assert client.post(address, {"theme_day": "40"}).status_code == 200
    answer = client.post(address, {"theme_day": "25", "quarter_month": "3", "take": keys[:5], "join": []})
    assert answer.headers["Location"] == page_of(cast, now, 2027)
    assert PlanEntry.objects.count() == 5
    client.post(address, {"theme_day": "0", "quarter_month": "2"})
    assert PlanEntry.objects.count() == 5
    assert "没有安排" in client.get(page_of(cast, now, 2027)).text
    assert client.get(reverse("desk-plan", args=[cast.branch.pk, 1000])).status_code == 404


def test_when_everything_stands_there_the_layout_says_so(client: Client, cast: Cast, now: datetime) -> None:
    lay_out(cast, now)
    shown = client.get(reverse("desk-plan_layout", args=[cast.branch.pk, 2027]))
    assert "没有要补的" in shown.text
    assert "规定要办的都安排了" in client.get(page_of(cast, now, 2027)).text


def test_one_thing_of_ones_own_is_added_changed_dropped_and_restored(client: Client, cast: Cast, now: datetime) -> None:
    address = reverse("desk-plan_new", args=[cast.branch.pk, 2026])
    form = client.get(address).context["form"]
    sent = {
        "save": "", "org": cast.branch.pk, "title": "重阳敬老", "month": "2026-12", "kinds": ["household_visit"],
        "submission": form.initial["submission"], "owner_note": "镇卫生院",
    }  # fmt: skip
    wrong = client.post(address, sent | {"day": "2026-11-30"})
    assert "日期要在计划的月份里" in wrong.text
    assert client.post(address, sent).status_code == 302
    made = PlanEntry.objects.get()
    one = reverse("desk-plan_entry", args=[made.pk])
    assert "重阳敬老" in client.get(one).text
    assert "请写工作内容" in client.post(one, sent | {"title": "", "version": 1}).text
    assert "不开" in client.post(one, sent | {"kinds": ["theory_study_group"], "version": 1}).text
    assert (
        client.post(one, sent | {"title": "重阳敬老行", "version": 1, "owner": cast.members[0].pk}).status_code == 302
    )
    assert "刚被别人改过" in client.post(one, sent | {"version": 1}).text
    assert "请写明原因" in client.post(one, {"drop": "", "version": 2, "reason": ""}).text
    client.post(one, {"drop": "", "version": 2, "reason": "与培训同日"})
    assert "与培训同日" in client.get(page_of(cast, now)).text
    assert "恢复这一项" in client.get(one).text
    client.post(one, {"restore": "", "version": 3})
    assert "没有改动" in client.get(client.post(one, {"restore": "", "version": 4}).headers["Location"]).text
    assert "刚被别人改过" in client.post(one, {"drop": "", "version": 1, "reason": "旧的"}).text
    client.post(one, {"remove": "", "version": 4})
    assert not PlanEntry.objects.exists()


def test_ticked_rows_are_joined_split_and_moved(client: Client, cast: Cast, now: datetime) -> None:
    one, other = add(cast, now), add(cast, now, title="党课", kinds=(Kind.PARTY_LECTURE,))
    page = client.get(page_of(cast, now))
    assert "可以合并开展" in page.text
    many = reverse("desk-plan_many", args=[cast.branch.pk, 2026])
    assert "没有改动" in client.post(many, {"join": "", "pick": [f"{one.pk}:1"]}, follow=True).text
    assert "没有改动" in client.post(many, {"move": "", "months": "1"}, follow=True).text
    joined = client.post(many, {"join": "", "pick": [f"{one.pk}:1", f"{other.pk}:1"]}, follow=True)
    assert "已合并开展" in joined.text
    assert "已并入" in client.get(reverse("desk-plan_entry", args=[other.pk])).text
    assert "拆开，分别开展" in client.get(reverse("desk-plan_entry", args=[one.pk])).text
    moved = client.post(many, {"move": "", "months": "1", "pick": [f"{one.pk}:2", "x"]}, follow=True)
    assert "已移动1项" in moved.text
    assert "没有改动" in client.post(many, {"move": "", "months": "x", "pick": [f"{one.pk}:3"]}, follow=True).text
    client.post(reverse("desk-plan_entry", args=[one.pk]), {"split": "", "version": 3})
    assert PlanEntry.objects.filter(joined=None, month=date(2026, 12, 1)).count() == 2


def test_last_year_is_copied(client: Client, cast: Cast, now: datetime) -> None:
    add(cast, now)
    assert "沿用2026年的计划" in client.get(page_of(cast, now, 2027)).text
    address = reverse("desk-plan_copy", args=[cast.branch.pk, 2027])
    assert "已沿用2026年的1项" in client.post(address, follow=True).text
    assert "都已经在这里了" in client.post(address, follow=True).text


def test_recorded_from_the_entry_everything_known_is_filled(client: Client, cast: Cast, now: datetime) -> None:
    made = add(
        cast, now, title="四季度党员大会", kinds=(Kind.MEMBERS_MEETING, *THEME), day=date(2026, 11, 20),
        place="老年活动中心", owner_id=cast.members[1].pk,
    )  # fmt: skip
    shown = client.get(reverse("activities-new"), {"org": cast.branch.pk, "kind": "members_meeting", "plan": made.pk})
    entry = shown.context["entry"]
    assert entry.kinds == (Kind.MEMBERS_MEETING, *THEME)
    values = {name: entry.payload[name][0] for name in ("title", "held_on", "place", "chair", "plan")}
    assert values == {
        "title": "四季度党员大会", "held_on": "2026-11-20", "place": "老年活动中心",
        "chair": str(cast.members[1].pk), "plan": str(made.pk),
    }  # fmt: skip
    sent = dict(entry.payload) | {
        "org": cast.branch.pk, "start": "members_meeting", "confirm": "", "recorder": cast.members[0].pk,
    }  # fmt: skip
    answer = client.post(reverse("activities-new"), sent)
    record = Activity.objects.get()
    assert answer.headers["Location"] == reverse("activities-show", args=[record.pk])
    made.refresh_from_db()
    assert made.activity_id == record.pk
    page = client.get(answer.headers["Location"])
    assert "2026年度工作计划" in page.text
    link = reverse("activities-link", args=[record.pk])
    assert "已取消" in client.post(link, {"unlink": f"{made.pk}:{made.version}"}, follow=True).text
    assert "关联" in client.post(link, {"link": f"{made.pk}:{made.version + 1}"}, follow=True).text
    assert "没有改动" in client.post(link, {"link": ""}, follow=True).text
    again = client.get(reverse("activities-new"), {"org": cast.branch.pk, "kind": "members_meeting", "plan": made.pk})
    assert "plan" not in again.context["entry"].payload
    assert "取消和这次记录的关联" in client.get(reverse("desk-plan_entry", args=[made.pk])).text
    made.refresh_from_db()
    client.post(reverse("desk-plan_entry", args=[made.pk]), {"unlink": "", "version": made.version})
    made.refresh_from_db()
    assert made.activity_id is None


def test_a_past_month_without_a_day_leaves_the_day_to_who_was_there(client: Client, cast: Cast, now: datetime) -> None:
    made = add(cast, now, month=date(2026, 9, 1))
    shown = client.get(reverse("activities-new"), {"org": cast.branch.pk, "kind": "theme_party_day", "plan": made.pk})
    assert shown.context["entry"].payload["held_on"] == []
    client.post(
        reverse("activities-draft"), {"org": cast.branch.pk, "start": "theme_party_day", "title": "写了一半"}
    )  # fmt: skip
    kept = client.get(reverse("activities-new"), {"org": cast.branch.pk, "kind": "theme_party_day", "plan": made.pk})
    assert kept.context["entry"].plan == str(made.pk)
    assert "写了一半" in kept.text


def test_planned_beside_held_every_number_opens_its_rows(client: Client, cast: Cast, now: datetime) -> None:
    record = held(cast, now)
    done = add(cast, now, title="党员大会", kinds=(Kind.MEMBERS_MEETING,))
    planning.link_entry(done.pk, 1, record.pk, actor=secretary(now), now=now)
    add(cast, now, month=date(2026, 10, 1))
    gone = add(cast, now, title="不办的")
    planning.drop_entry(gone.pk, "停办", 1, actor=secretary(now), now=now)
    add(cast, now, month=date(2027, 1, 1), title="下年办")
    held(cast, now, title="计划外的会")
    page = plan_page(secretary(now), activities.plan_orgs(cast.branch.pk), 2026, on=now.date())
    total = page.total
    numbers = (total.planned, total.held, total.past, total.to_come, total.dropped, total.unplanned)
    assert numbers == (3, 1, 1, 1, 1, 1)
    assert [m.word for m in page.tallies if m.month.month in (9, 10) and m.month.year == 2026] == [
        "没有计划",
        "1项未见记录",
    ]
    address = reverse("desk-plan_compare", args=[cast.branch.pk, 2026])
    for show, many in zip(("planned", "held", "past", "to_come", "dropped"), numbers, strict=False):
        assert len(client.get(address, {"show": show}).context["lines"]) == many
    assert len(client.get(address, {"show": "unplanned", "month": "2026-11"}).context["records"]) == 1
    assert client.get(address, {"show": "held", "month": "2026-10"}).context["lines"] == []
    assert "未见记录" in client.get(address).text


def test_a_duty_without_a_record_is_done_by_its_statement(client: Client, cast: Cast, now: datetime) -> None:
    open_periods(now.date())
    made = add(cast, now, title="谈心谈话", kinds=(), rules=("heart_talk_yearly",))
    [line] = plan_page(secretary(now), activities.plan_orgs(cast.branch.pk), 2026, on=now.date()).lines
    assert line.is_stated
    assert line.mark == ("soon", "本月开展")
    assert "已办，说明" in client.get(page_of(cast, now)).text
    DutyStatus.objects.filter(rule_id="heart_talk_yearly", org=cast.branch).update(done=1)
    [line] = plan_page(secretary(now), activities.plan_orgs(cast.branch.pk), 2026, on=now.date()).lines
    assert line.mark == ("done", "已办")
    DutyStatus.objects.filter(rule_id="heart_talk_yearly", org=cast.branch).update(done=0)
    PlanEntry.objects.filter(pk=made.pk).update(month=date(2026, 9, 1))
    [line] = plan_page(secretary(now), activities.plan_orgs(cast.branch.pk), 2026, on=now.date()).lines
    assert line.mark == ("gap", "时间已过，未见已办说明")


def test_printed_as_word_and_as_a_sheet(client: Client, cast: Cast, now: datetime) -> None:
    assert (
        "—"
        not in client.get(reverse("desk-paper", args=[cast.branch.pk, "plan", "2025", "docx"])).headers[
            "Content-Disposition"
        ]
    )
    record = held(cast, now)
    done = add(cast, now, title="党员大会", kinds=(Kind.MEMBERS_MEETING,))
    planning.link_entry(done.pk, 1, record.pk, actor=secretary(now), now=now)
    planning.drop_entry(add(cast, now).pk, "停办", 1, actor=secretary(now), now=now)
    add(cast, now, title="学习讨论", org_id=cast.group.pk, kinds=(Kind.PARTY_GROUP_MEETING,))
    word = Document(BytesIO(client.get(reverse("desk-paper", args=[cast.branch.pk, "plan", "2026", "docx"])).content))
    rows = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert rows[0] == ["序号", "时间", "工作内容", "措施", "责任人", "来源", "完成情况"]
    assert ["党员大会", "11月21日已开展"] in [[row[2], row[6]] for row in rows]
    assert "不开展：停办" in [row[6] for row in rows]
    assert "红旗村第一党小组：学习讨论" in [row[2] for row in rows]
    sheet = CalamineWorkbook.from_filelike(
        BytesIO(client.get(reverse("desk-paper", args=[cast.branch.pk, "plan", "2026", "xlsx"])).content)
    )
    assert "学雷锋" in str(sheet.get_sheet_by_index(0).to_python())


def test_the_township_sees_who_has_a_plan(clerk: Client, cast: Cast, now: datetime) -> None:
    add(cast, now, month=date(2026, 10, 1))
    add(cast, now, title="小组学习", org_id=cast.group.pk, kinds=(Kind.PARTY_GROUP_MEETING,))
    address = reverse("desk-plans")
    page = clerk.get(address)
    rows = {row.name: row for row in page.context["found"].page.rows}
    assert (rows["红旗村党支部"].planned, rows["红旗村党支部"].past) == (2, 1)
    assert not rows["柳树湾村党支部"].has_plan
    assert [r.name for r in clerk.get(address, {"has": "yes"}).context["found"].page.rows] == ["红旗村党支部"]
    no = clerk.get(address, {"has": "no", "sector": "village"}).context["found"].page.rows
    assert [r.name for r in no] == ["柳树湾村党支部"]
    assert "没有符合条件" in clerk.get(address, {"find": "没有这个"}).text
    for has, many in (("", 3), ("yes", 1), ("no", 2)):
        body = clerk.get(reverse("desk-plans_export"), {"has": has}).content
        sheet = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
        assert sum(isinstance(row[0], float) for row in sheet) == many


def test_the_numbers_above_are_those_below(cast: Cast, now: datetime) -> None:
    lay_out(cast, now, 2026)
    actor = actor_named("clerk", today=now.date())
    filters = PlanFilters(scope=plan_scope(actor, ""), year=2026)
    [row] = [r for r in plans_export(actor, filters, on=now.date()) if r.id == cast.branch.pk]
    total = plan_page(actor, activities.plan_orgs(cast.branch.pk), 2026, on=now.date()).total
    assert (row.planned, row.held, row.past, row.dropped) == (total.planned, total.held, total.past, total.dropped)


def test_lists_do_not_ask_more_for_more(cast: Cast, now: datetime) -> None:
    actor = actor_named("clerk", today=now.date())
    filters = PlanFilters(scope=plan_scope(actor, ""), year=2026)

    def cost() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as seen:
            plans_page(actor, filters, on=now.date())
        with CaptureQueriesContext(connection) as shown:
            plan_page(actor, activities.plan_orgs(cast.branch.pk), 2026, on=now.date())
        return len(seen), len(shown)

    add(cast, now)
    few = cost()
    for number in range(4):
        make_org(now=now, name=f"新建第{number}党支部", parent=cast.township)
        add(cast, now, title=f"第{number}次")
    assert cost() == few


SENT = {
    "title": "四季度主题", "basis": "镇党委通知", "note": "不另要照片", "topic_count": "3",
    "topic-0-title": "冬季防火", "topic-0-month": "2026-12", "topic-0-kinds": ["theme_party_day"],
    "topic-1-title": "", "topic-1-month": "2026-12",
    "topic-2-title": "年度总结", "topic-2-month": "2027-01", "topic-2-kinds": ["theme_party_day"],
    "submission": "7f1c2c70-3c9e-4c43-9a57-1d1f6f1a1c11",
}  # fmt: skip


def test_a_series_is_arranged_after_a_look_at_what_lies_there(clerk: Client, cast: Cast, now: datetime) -> None:
    add(cast, now, month=date(2026, 12, 1), title="党课", kinds=(Kind.PARTY_LECTURE,))
    address = f"{reverse('desk-series_new')}?year=2026"
    assert "给哪些支部" in clerk.get(address).text
    sent = SENT | {"issuer": cast.township.pk}
    more = clerk.post(address, sent | {"add_topic": ""})
    assert len(more.context["topics"]) == 4
    looked = clerk.post(address, sent | {"look": ""})
    assert "1个支部这个月已排了1项" in looked.text
    assert "1个支部有一项可以和它合成一次开展" in looked.text
    assert "12月主题党日（2个，开展本主题就算办了）" in looked.text
    assert not PlanSeries.objects.exists()
    paper = SimpleUploadedFile("通知.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    kept = clerk.post(address, sent | {"look": "", "paper": paper}).context["paper_kept"]
    whom = sent | {"paper_kept": kept, "sectors": ["village"], "confirm": "", "seen": looked.context["weight"].key}
    assert "履职事项清单的哪一项" in clerk.post(address, whom).text
    again = clerk.post(address, whom | {"rests_on": "党的建设第4项", "topic-2-title": ""})
    assert "请再看一遍" in again.text
    assert not PlanSeries.objects.exists()
    done = clerk.post(address, whom | {"rests_on": "党的建设第4项"})
    series = PlanSeries.objects.get()
    assert done.headers["Location"] == reverse("desk-series_show", args=[series.pk])
    assert series.chosen == "行政村，2个支部"
    assert PlanEntry.objects.filter(topic__series=series).count() == 4
    assert clerk.get(reverse("desk-series_paper", args=[series.pk])).status_code == 200
    shown = clerk.get(done.headers["Location"], {"state": "to_come", "topic": "1"})
    assert "柳树湾村党支部" in shown.text
    assert "四季度主题" in clerk.get(reverse("desk-series"), {"year": "2026"}).text


def test_a_series_shows_what_it_adds_beside_what_lies_there(cast: Cast, now: datetime) -> None:
    """What a duty asks anyway is not added; a second event of a month is, for all its members; a demand of the month is
    shown with its hours, and which topic could be held with it."""
    audience = Audience(org_kinds=("branch",))
    asked = DemandInput(
        kind=DemandKind.DUTY, title="禁毒宣讲", basis="县发〔2026〕3号", from_on=date(2026, 12, 1), until_on=date(2026, 12, 31),
        audience=audience, extra="另加禁毒宣讲", evidence=("theme_party_day",), people=3, minutes=40,
    )  # fmt: skip
    register_demand(issuer=cast.township, values=asked, actor=operator(), now=now)
    theme = TopicInput(number=1, month=date(2026, 12, 1), title="学雷锋", kinds=THEME)
    volunteering = TopicInput(number=2, month=date(2026, 12, 1), title="清河道", kinds=(Kind.VOLUNTEER_SERVICE,))
    typed = SeriesInput(issuer_id=cast.township.pk, year=2026, title="四季度", topics=(theme, volunteering), minutes=60)
    found = weigh(cast.township, [cast.branch], typed, on=now.date())
    [adds] = found.adds
    assert (adds.orgs, adds.extra, adds.minutes) == (1, 1, 60 * len(cast.members))
    assert found.hours == adds.hours
    [lies] = found.lies
    assert (lies.demand.title, lies.share.minutes, lies.actions) == ("禁毒宣讲", 120, ["学雷锋"])
    assert found.lies_hours == "2"
    other = weigh(cast.township, [cast.branch], replace(typed, minutes=90), on=now.date())
    assert other.key != found.key


def test_a_mistake_in_a_series_stands_beside_its_field(clerk: Client, cast: Cast, now: datetime) -> None:
    address = f"{reverse('desk-series_new')}?year=2026"
    sent = SENT | {"issuer": cast.township.pk, "look": ""}
    assert "请选以什么形式开展" in clerk.post(address, sent | {"topic-2-kinds": []}).text
    assert "请至少写一个主题" in clerk.post(address, sent | {"topic-0-title": "", "topic-2-title": ""}).text
    assert "一个支部也没有" in clerk.post(address, sent | {"sectors": ["soe"]}).text
    assert "请写系列的名称" in clerk.post(address, sent | {"title": ""}).text
    bad = SimpleUploadedFile("坏.pdf", b"MZ")
    assert clerk.post(address, sent | {"paper": bad}).context["form"].errors["paper"]
    named = clerk.post(address, sent | {"picks": [str(cast.sibling.pk)]})
    assert named.context["chosen"] == "选定的1个支部"


def test_a_series_is_changed_extended_and_withdrawn(clerk: Client, cast: Cast, now: datetime) -> None:
    topic = TopicInput(number=1, month=date(2026, 12, 1), title="学雷锋", kinds=THEME)
    series = planning.issue_series(
        SeriesInput(issuer_id=cast.township.pk, year=2026, title="主题安排", topics=(topic,), rests_on="第4项"), [cast.branch.pk],
        actor=operator(), now=now,
    )  # fmt: skip
    address = reverse("desk-series_edit", args=[series.pk])
    assert "柳树湾村党支部" in clerk.get(address).text
    sent = {
        "save": "", "issuer": cast.township.pk, "title": "主题安排", "version": "1", "topic_count": "1",
        "topic-0-number": "1", "topic-0-title": "学雷锋，爱家园", "topic-0-month": "2026-12",
        "topic-0-kinds": ["theme_party_day"],
    }  # fmt: skip
    assert "请写系列的名称" in clerk.post(address, sent | {"title": ""}).text
    assert "请选以什么形式开展" in clerk.post(address, sent | {"topic-0-kinds": []}).text
    assert len(clerk.post(address, sent | {"add_topic": ""}).context["topics"]) == 2
    clerk.post(address, sent)
    assert activities.plan_of(cast.branch, 2026, on=now.date())[0].title == "学雷锋，爱家园"
    assert "没有改动" in clerk.post(address, {"extend": "", "version": "2"}, follow=True).text
    clerk.post(address, {"extend": "", "version": "2", "more": [cast.sibling.pk]})
    assert PlanEntry.objects.count() == 2
    assert "请写明原因" in clerk.post(address, {"withdraw": "", "version": "3", "reason": ""}).text
    assert "刚被别人改过" in clerk.post(address, {"withdraw": "", "version": "1", "reason": "并入县里"}).text
    gone = clerk.post(address, {"withdraw": "", "version": "3", "reason": "并入县里"}, follow=True)
    assert "已撤回：并入县里" in gone.text
    assert not PlanEntry.objects.exists()


def test_one_event_may_serve_the_superiors_theme_and_the_branchs_own(cast: Cast, now: datetime) -> None:
    topic = TopicInput(number=1, month=date(2026, 11, 1), title="冬季防火", kinds=THEME)
    planning.issue_series(
        SeriesInput(issuer_id=cast.township.pk, year=2026, title="主题安排", topics=(topic,), rests_on="第4项"), [cast.branch.pk],
        actor=operator(), now=now,
    )  # fmt: skip
    own = add(cast, now)
    rows = activities.plan_of(cast.branch, 2026, on=now.date())
    [proposal] = proposals_in(rows, {})
    assert {row.id for row in proposal.rows} == {row.id for row in rows}
    second = add(cast, now, title="又一次")
    rows = [row for row in activities.plan_of(cast.branch, 2026, on=now.date()) if row.id in (own.pk, second.pk)]
    assert proposals_in(rows, {}) == []


def test_what_lies_on_many_is_asked_in_as_many_queries_as_on_one(cast: Cast, now: datetime) -> None:
    topic = TopicInput(number=1, month=date(2026, 12, 1), title="学雷锋", kinds=THEME)
    typed = SeriesInput(issuer_id=cast.township.pk, year=2026, title="主题安排", topics=(topic,))

    def cost() -> int:
        orgs = list(Organization.objects.filter(kind="branch").order_by("path"))
        with CaptureQueriesContext(connection) as seen:
            weigh(cast.township, orgs, typed, on=now.date())
        return len(seen)

    few = cost()
    make_org(now=now, name="又一个党支部", parent=cast.township)
    assert cost() == few


def test_what_is_laid_out_is_answered_for_by_who_answers_for_the_duty(cast: Cast, now: datetime) -> None:
    secretary_of, cashier, organizer = (member.pk for member in cast.members[:3])
    common = {"org": cast.branch, "from_on": date(2026, 11, 1), "actor": operator(), "now": now}
    orgs.assign_charge(fields=[WorkField.DUES], person_id=cashier, **common)  # type: ignore[arg-type]  # words given by name
    found = layout_for(activities.plan_orgs(cast.branch.pk), 2027, on=now.date())
    items = [item for event in found.events for item in event.items]
    meeting = next(item.owed.rule.id for item in items if Kind.MEMBERS_MEETING in item.kinds)
    dues = next(item.owed.rule.id for item in items if item.owed.rule.field == WorkField.DUES)
    name_answering(rule_id=meeting, person_id=organizer, reason="轮值", **common)  # type: ignore[arg-type]  # words given by name
    lay_out(cast, now)
    entries = PlanEntry.objects.filter(org=cast.branch)
    assert set(entries.filter(kinds__contains=[Kind.MEMBERS_MEETING]).values_list("owner", flat=True)) == {organizer}
    assert set(entries.filter(rules__contains=[dues]).values_list("owner", flat=True)) == {cashier}
    assert set(entries.filter(kinds=[Kind.THEME_PARTY_DAY]).values_list("owner", flat=True)) == {secretary_of}
