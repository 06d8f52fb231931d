"""The ledgers agree with the records, to the unit, and every paper opens for those who may read it."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings
from python_calamine import CalamineWorkbook

from jishi.activities import services as activities
from jishi.activities.queries import Filters, export_rows
from jishi.activities.rules import Kind
from jishi.assignments.models import Assignment, Progress
from jishi.audit.models import AuditLine
from jishi.desk import services as desk
from jishi.desk.queries import catalogue, ledgers, printing
from jishi.desk.queries.catalogue import BY_NAME, ENTRIES, entries_for, get_paper, org_card
from jishi.desk.queries.ledgers.half_year import KINDS, lives
from jishi.desk.rules.catalogue import periods_for
from jishi.duties import services as duties
from jishi.duties.models import DutyStatus, Explanation
from jishi.kernel.actor import Act, Actor, operator
from jishi.kernel.decision import NotAllowed, Refused
from jishi.kernel.periods import Period
from jishi.members.models import Member
from jishi.orgs.models import Organization, Term
from jishi.orgs.queries import Card
from jishi.papers.docx import Paper, para
from jishi.papers.layouts import starter
from jishi.papers.tables import Table
from jishi.people import services as people
from tests.builders import Cast, actor_named
from tests.conftest import SignIn
from tests.db.activities.stories import meeting
from tests.unit.papers.samples import opened, text_of

HALF = Period.parse("2026-H2")


@pytest.fixture(autouse=True)
def store(tmp_path: Any, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


def clerk(now: datetime) -> Actor:
    return actor_named("clerk", today=now.date())


def hold(cast: Cast, now: datetime, day: date, *kinds: Kind, **changes: Any) -> None:
    late = {"late_reason": "记录人住院"} if (day.year, day.month) < (now.year, now.month) else {}
    record = meeting(cast, kinds=kinds, held_on=day, **(late | changes))
    activities.record(record, actor=operator(), now=now)


@pytest.fixture
def half(cast: Cast, now: datetime) -> None:
    """A half-year of the branch: two members' meetings, one inside a theme day, a committee, a group, a lecture."""
    duties.open_periods(now.date())
    hold(cast, now, date(2026, 7, 3), Kind.MEMBERS_MEETING)
    hold(cast, now, date(2026, 9, 5), Kind.MEMBERS_MEETING, Kind.THEME_PARTY_DAY)
    hold(cast, now, date(2026, 10, 8), Kind.BRANCH_COMMITTEE_MEETING, Kind.RESEARCH)
    hold(cast, now, date(2026, 11, 9), Kind.PARTY_GROUP_MEETING, org_id=cast.group.pk)
    hold(cast, now, date(2026, 11, 20), Kind.PARTY_LECTURE, lecturer_id=cast.members[0].pk)
    hold(cast, now, date(2026, 6, 1), Kind.MEMBERS_MEETING)


def asked(actor: Actor, org: Organization, paper: str, period: str, now: datetime) -> ledgers.Asked:
    return get_paper(actor, org.pk, paper, period, today=now.date())[1]


def table_of(actor: Actor, org: Organization, paper: str, period: str, now: datetime) -> Table:
    entry, what = get_paper(actor, org.pk, paper, period, today=now.date())
    found = entry.facts(what)
    assert isinstance(found, Table)
    return found


@pytest.mark.usefixtures("half")
def test_the_half_year_agrees_with_the_list_of_records_and_the_due_list(cast: Cast, now: datetime) -> None:
    life = lives([cast.branch], cast.branch.path, HALF)[0]
    for kind in KINDS:
        listed = export_rows(clerk(now), Filters(kind=kind, period="2026-H2", org=cast.branch.pk))
        assert sorted(t.activity_id for t in life.times[kind]) == sorted(row.id for row in listed)
    done = DutyStatus.objects.filter(
        org=cast.branch, rule_id="general_meeting_quarterly", period__in=("2026-Q3", "2026-Q4")
    )
    assert done.aggregate(n=Sum("done"))["n"] == life.count(Kind.MEMBERS_MEETING) == 2
    rows = {
        row.id: row
        for kind in KINDS
        for row in export_rows(clerk(now), Filters(kind=kind, period="2026-H2", org=cast.branch.pk))
    }
    expected, came = life.turnout()
    assert (expected, came) == (
        sum(row.expected or 0 for row in rows.values()), sum(row.present or 0 for row in rows.values() if row.expected)
    )  # fmt: skip


@pytest.mark.usefixtures("half")
def test_a_township_has_a_row_for_each_branch_with_dates_and_the_lecturer(cast: Cast, now: datetime) -> None:
    Explanation.objects.create(
        org=cast.branch, rule_id="committee_meeting_monthly", period="2026-08", reason="抗旱", at=now, by="王建国"
    )
    Explanation.objects.create(org=cast.branch, rule_id="unknown", period="2026-08", reason="抗旱", at=now, by="王建国")
    t = table_of(clerk(now), cast.township, "half-year", "2026-H2", now)
    rows = {str(row[0]): row for row in t.rows}
    assert set(rows) == {"红旗村党支部", "柳树湾村党支部"}
    row = rows["红旗村党支部"]
    assert row[1:3] == (2, "7.3、\n9.5")
    assert row[3:9] == (1, "10.8", 1, "11.9", 1, "9.5")
    assert row[9:11] == (1, "11.20（王建国）")
    assert "8月支委会未开，已说明" in str(row[15])
    assert "事后补记3次" in str(row[15])
    empty = rows["柳树湾村党支部"]
    assert empty[1] == 0
    assert empty[5] is None
    assert t.sums()[1] == 2
    own = table_of(clerk(now), cast.branch, "half-year", "2026-H2", now)
    assert [row[:2] for row in own.rows] == [
        ("党员大会", 2), ("支委会", 1), ("党小组会", 1), ("主题党日", 1), ("党课", 1)
    ]  # fmt: skip
    assert own.notes
    assert "未设" in [row[6] for row in table_of(clerk(now), cast.sibling, "half-year", "2026-H2", now).rows]


@pytest.mark.usefixtures("half")
def test_the_workbook_and_the_word_paper_say_the_same_numbers(cast: Cast, now: datetime) -> None:
    entry, what = get_paper(clerk(now), cast.township.pk, "half-year", "2026-H2", today=now.date())
    word = opened(printing.printed(entry, what, "docx").content).tables[0]
    cells = next([c.text for c in row.cells] for row in word.rows if row.cells[1].text == "红旗村党支部")
    sheet = CalamineWorkbook.from_object(BytesIO(printing.printed(entry, what, "xlsx").content)).get_sheet_by_index(0)
    lines = sheet.to_python()
    line = next(row for row in lines if row[1] == "红旗村党支部")
    assert [int(cells[at]) for at in (2, 4, 6, 8, 10)] == [int(float(str(line[at]))) for at in (2, 4, 6, 8, 10)]
    assert lines[2][2] == "党员大会"
    assert word.rows[0].cells[2].text == "党员大会"


def test_more_branches_cost_no_more_queries(
    cast: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one, both = [cast.branch], [cast.branch, cast.sibling]
    for branches in (one, both):
        with django_assert_num_queries(4):
            lives(branches, cast.township.path, HALF)


def test_the_roster_masks_what_is_sealed_unless_it_is_asked_for_with_a_reason(
    cast: Cast, now: datetime, sign_in: SignIn
) -> None:
    people.change_people({cast.members[0].pk: {"phone": "13900001234"}}, actor=operator(), now=now)
    Member.objects.filter(pk=cast.members[0].pk).update(is_mobile=True, is_lost=True, standing="suspended")
    own = table_of(clerk(now), cast.branch, "roster", "2026-11", now)
    assert len(own.rows) == 9
    first = next(row for row in own.rows if row[0] == "王建国")
    assert first[10] == "书记"
    assert str(first[14]) == "流动党员，失联，停止党籍"
    all_of = table_of(clerk(now), cast.township, "roster", "2026-11", now)
    assert all_of.form.code == "roster_below"
    assert "13900001234" not in str(own.rows)
    url = reverse("desk-roster_open", args=[cast.branch.pk])
    client = sign_in(cast.secretary)
    assert "操作日志" in client.get(url).content.decode()
    client.post(url, {"reason": "", "ending": "xlsx"})
    assert not AuditLine.objects.filter(event="people.sealed_revealed").exists()
    for ending in ("xlsx", "docx"):
        answer = client.post(url, {"reason": "报镇组织办核对", "ending": ending})
        assert answer["Content-Disposition"].endswith(f".{ending}")
    assert "13900001234" in text_of(answer.content)
    line = AuditLine.objects.filter(event="people.sealed_revealed").first()
    assert line
    assert (line.note, line.org_id) == ("报镇组织办核对", cast.branch.pk)
    roster = asked(clerk(now), cast.branch, "roster", "2026-11", now)
    with pytest.raises(Refused, match="写明用途"):
        desk.reveal_roster(roster, reason=" ", actor=clerk(now), now=now)
    with pytest.raises(NotAllowed):
        desk.reveal_roster(roster, reason="看", actor=actor_named("sibling_secretary", today=now.date()), now=now)


def test_terms_and_committees_name_what_is_missing(cast: Cast, now: datetime) -> None:
    Term.objects.create(org=cast.branch, number=8, elected_on=date(2024, 3, 1), ends_on=date(2027, 3, 1), seats=5)
    terms = {row[0]: row for row in table_of(clerk(now), cast.township, "terms", "2026-11", now).rows}
    assert terms["红旗村党支部"][2] == "第8届"
    assert terms["柳树湾村党支部"][10] == "未登记届次"
    seats = table_of(clerk(now), cast.township, "committee", "2026-11", now).rows
    secretary = next(row for row in seats if row[0] == "红旗村党支部")
    assert secretary[1:3] == ("书记", "王建国")
    assert "缺 2 名" in str(secretary[11])
    vacant = Organization.objects.create(
        name="新设党支部", kind="branch", path=cast.township.path + "zzzz", parent=cast.township, duties_from=now.date()
    )
    rows = table_of(clerk(now), cast.township, "committee", "2026-11", now).rows
    assert ("新设党支部", "书记空缺") in [(row[0], row[11]) for row in rows]
    assert table_of(clerk(now), vacant, "committee", "2026-11", now).rows


def test_tasks_and_the_month_list_say_why_and_by_when(cast: Cast, now: datetime) -> None:
    duties.open_periods(now.date())
    hold(cast, now, date(2026, 11, 5), Kind.MEMBERS_MEETING)
    origin = next(iter(export_rows(clerk(now), Filters(org=cast.branch.pk)))).id
    made = {"org": cast.branch, "created_at": now, "created_by": "王建国", "owner": cast.members[0].person}
    task = Assignment.objects.create(
        title="整修东渠", due_on=date(2026, 11, 10), origin_kind="activities", origin_id=origin, **made
    )
    Progress.objects.create(assignment=task, verb="note", note="东渠已清完", at=now, by="王建国")
    Assignment.objects.create(title="张贴公告", **made)
    Assignment.objects.create(
        title="已办的事", state="accepted", accepted_at=now, accepted_by=cast.members[1].person, **made
    )
    Assignment.objects.create(title="作罢的事", state="cancelled", **made)
    rows = {row[1]: row for row in table_of(clerk(now), cast.township, "tasks", "2026", now).rows}
    assert set(rows) == {"整修东渠", "张贴公告", "已办的事"}
    assert rows["整修东渠"][8:12] == ("东渠已清完", "", "逾期", "2026.11.05会议记录")
    assert rows["已办的事"][9:11] == ("100%", "已完成")
    month = table_of(clerk(now), cast.branch, "month-list", "2026-11", now)
    listed = {str(row[1]): row for row in month.rows}
    assert listed["整修东渠"][2] == "2026.11.05 会议议定"
    assert listed["张贴公告"][2:4] == ("交办任务", "不限期")
    assert any("支委会" in title and "条" in str(row[2]) for title, row in listed.items())
    assert {row[0] for row in month.rows} == {"□"}
    assert any("党小组" in title for title in listed)


@pytest.mark.usefixtures("half")
def test_every_paper_of_the_table_opens_with_records_and_without(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    client = sign_in(cast.clerk)
    half, year, month = "2026-H2", "2026", Period.parse("2026-11")
    for org in (cast.branch, cast.sibling, cast.township, cast.group):
        for entry in entries_for(clerk(now), org):
            period = periods_for(entry.cadence, month, now.date())[0].code
            for ending, _ in entry.files:
                url = reverse("desk-paper", args=[org.pk, entry.name, period, ending])
                assert client.get(url).content[:2] == b"PK"
    assert client.get(reverse("desk-paper", args=[cast.branch.pk, "yearbook", year, "xlsx"])).status_code == 404
    assert {entry.name for entry in ENTRIES} == set(BY_NAME)
    page = client.get(reverse("orgs-part", args=[cast.branch.pk, "books"])).content.decode()
    assert reverse("desk-paper", args=[cast.branch.pk, "half-year", half, "docx"]) in page
    stranger = actor_named("sibling_secretary", today=now.date())
    card = Card(operator(), cast.branch.pk, day=now.date(), today=now.date())
    assert org_card(stranger, card, now.date()) is None


@pytest.mark.usefixtures("half")
def test_chosen_records_print_in_one_file_and_by_kind_layouts_in_a_parcel(
    cast: Cast, now: datetime, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(cast.clerk)
    url = reverse("desk-minutes_set")
    quarter = client.get(url, {"org": cast.branch.pk, "period": "2026-Q3"})
    text = text_of(quarter.content)
    assert text.index("党员大会记录") < text.index("主题党日（党员大会）记录")
    some = [row.id for row in export_rows(clerk(now), Filters(kind="party_lecture"))]
    assert "授课题目" in text_of(client.get(url, {"id": some}).content)
    for code, line in (("minutes-lecture", "县党课表样：{{主题}}"), ("minutes", "县通用表样：{{标题}}")):
        paper = Paper("表样")
        paper.put(para(line))
        desk.upload_layout(
            org_id=cast.county.pk, paper=code, upload=SimpleUploadedFile("表样.docx", paper.done()),
            actor=actor_named("department", today=now.date()), now=now,
        )  # fmt: skip
    assert text_of(client.get(url, {"id": some}).content).startswith("县党课表样")
    both = client.get(url, {"org": cast.branch.pk, "period": "2026-H2"})
    assert both["Content-Type"] == "application/zip"
    assert len(zipfile.ZipFile(BytesIO(both.content)).namelist()) == 2
    blank = client.get(reverse("desk-blank", args=[cast.branch.pk, "party_lecture"]))
    assert text_of(blank.content).strip() == "县党课表样："
    assert client.get(url, {"id": "999999"}).status_code == 404
    monkeypatch.setattr(printing, "MOST_RECORDS", 1)
    assert client.get(url, {"org": cast.branch.pk}).status_code == 403


def test_a_ledger_prints_in_the_county_layout_and_a_long_one_only_as_a_workbook(
    cast: Cast, now: datetime, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    department = actor_named("department", today=now.date())
    for code in ("roster", "sign_in"):
        desk.upload_layout(
            org_id=cast.county.pk, paper=code, upload=SimpleUploadedFile("表样.docx", starter(code)),
            actor=department, now=now,
        )  # fmt: skip
    client = sign_in(cast.clerk)
    url = reverse("desk-paper", args=[cast.branch.pk, "roster", "2026-11", "docx"])
    rows = opened(client.get(url).content).tables[0].rows
    first = Member.objects.filter(org=cast.branch).order_by("name_key")[0].person.name
    assert [row.cells[1].text for row in rows[:2]] == ["姓名", first]
    sheet = reverse("desk-sign_in", args=[cast.branch.pk, "members_meeting"])
    assert first in text_of(client.get(sheet).content)
    monkeypatch.setattr(printing, "MOST_ON_PAPER", 3)
    assert "请下载 Excel" in client.get(url).content.decode()


def test_sign_in_sheets_are_for_the_body_that_meets_or_without_names(
    cast: Cast, now: datetime, sign_in: SignIn
) -> None:
    client = sign_in(cast.clerk)
    committee = client.get(reverse("desk-sign_in", args=[cast.township.pk, "theory_study_group"]))
    assert "签到表" in text_of(committee.content)
    group = text_of(client.get(reverse("desk-sign_in", args=[cast.group.pk, "party_group_meeting"])).content)
    assert "李秀英" in group
    blank = text_of(
        client.get(reverse("desk-sign_in", args=[cast.group.pk, "party_group_meeting"]) + "?blank=1").content
    )
    assert "李秀英" not in blank


@pytest.mark.usefixtures("half")
def test_the_page_is_drawn_for_the_period_and_kind_chosen(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    client = sign_in(cast.secretary)
    page = client.get(reverse("desk-books"), {"period": "2026-Q3", "kind": "theme_party_day"}).content.decode()
    assert "2026年第三季度这一类有" in page
    assert reverse("desk-paper", args=[cast.branch.pk, "half-year", "2026-H2", "docx"]) in page
    assert reverse("desk-paper", args=[cast.branch.pk, "attendance", "2026-Q3", "docx"]) in page
    group = client.get(reverse("desk-books"), {"org": cast.group.pk}).content.decode()
    assert "本月应办事项清单" in group
    assert "支部工作手册" not in group
    old = client.get(reverse("desk-books"), {"period": "2024-03"}).content.decode()
    assert "2024年3月还没有记录" in old
    assert catalogue.choices_of((2026,), now.date())[0].code == "2026-11"
    assert actor_named("secretary", today=now.date()).may(Act.RECORD_VIEW, cast.branch.path)
