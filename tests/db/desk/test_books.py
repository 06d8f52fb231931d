"""What was recorded is what is printed; a county's layout takes the place of ours; who may print."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from jishi.activities import services as activities
from jishi.activities.models import Activity
from jishi.activities.queries import get_activity, input_of
from jishi.activities.rules import (
    Absence,
    AbsenceReason,
    FollowUp,
    GuestInput,
    ItemInput,
    Kind,
    Motion,
    RecordInput,
    TaskInput,
    VoteMethod,
)
from jishi.assignments.models import Assignment
from jishi.audit.models import AuditLine
from jishi.desk import services
from jishi.desk.models import Layout
from jishi.desk.queries import books
from jishi.desk.queries.books_minutes import get_record, minutes_of
from jishi.desk.queries.books_year import year_book
from jishi.desk.queries.catalogue import get_paper
from jishi.desk.queries.layouts import layout_for
from jishi.duties.models import Explanation, Statement
from jishi.kernel.actor import Act, Actor, operator
from jishi.kernel.decision import NotAllowed, Refused
from jishi.members import services as members
from jishi.members.queries import version_of
from jishi.orgs.models import Organization, Term
from jishi.papers.docx import Paper, para
from jishi.papers.layouts import MAX_BYTES, starter
from jishi.papers.minutes import Minutes
from tests.builders import Cast, actor_named, make_member
from tests.conftest import SignIn
from tests.db.activities.stories import meeting, secretary
from tests.unit.papers.samples import text_of

HELD = date(2026, 11, 20)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


def rich(cast: Cast, **changes: Any) -> RecordInput:
    """A meeting with everything in it, ten days after a first one gave a task."""
    item = ItemInput(
        "讨论整修方案",
        "张大勇同志不同意现在动工。",
        Motion("通过整修方案", VoteMethod.SHOW_OF_HANDS, 5, 1, 0),
        "先清东渠。",
        TaskInput("组织清淤", owner_id=cast.members[0].pk, due_on=date(2026, 12, 10)),
    )
    values: dict[str, Any] = {
        "held_on": HELD,
        "absent": (
            Absence(cast.members[2].pk, AbsenceReason.ILL, True),
            Absence(cast.members[3].pk, AbsenceReason.AWAY, None),
        ),
        "guests": (GuestInput("周敏", "镇组织办干事"),),
        "items": (item,),
    }
    late = {"late_reason": "记录人住院"} if "held_on" in changes else {}
    return meeting(cast, **(values | late | changes))


def department(now: datetime) -> Actor:
    return actor_named("department", today=now.date())


def upload(content: bytes = b"", name: str = "表样.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or starter("minutes"))


def words_in(content: bytes) -> str:
    return text_of(content).replace("\n", "")


def printed(activity: Activity) -> Minutes:
    return minutes_of([activity])[0]


def test_the_paper_says_what_the_record_says(cast: Cast, now: datetime) -> None:
    activity = activities.record(rich(cast), actor=secretary(now), now=now)
    m = printed(activity)
    assert (m.org, m.kinds, m.held_on) == ("红旗村党支部", ("党员大会",), HELD)
    assert (m.chair, m.recorder) == ("王建国（书记）", "李秀英（组织委员）")
    assert (m.expected, m.present, m.absent) == (activity.expected, activity.present, 2)
    assert len(m.attended) == 7
    assert {(a.reason, a.leave) for a in m.absences} == {("病假", True), ("外出流动", None)}
    assert [(g.name, g.note) for g in m.guests] == [("周敏", "镇组织办干事")]
    vote = m.items[0].vote
    assert vote is not None
    assert (vote.method, vote.in_favour, vote.against, vote.expected) == ("举手", 5, 1, activity.voters_expected)
    assert m.items[0].resolution == "先清东渠。"
    assert [(t.title, t.owner, t.due_on) for t in m.tasks] == [("组织清淤", "王建国", date(2026, 12, 10))]
    assert m.hours == "1"
    assert m.late_remark == ""


def test_what_became_of_the_last_decision_is_printed_as_such(cast: Cast, now: datetime) -> None:
    activities.record(rich(cast, held_on=date(2026, 10, 10)), actor=secretary(now), now=now)
    task = Assignment.objects.get(title="组织清淤")
    heard = ItemInput("组织清淤进展", "东渠已清完。", follows=FollowUp(task.pk))
    activity = activities.record(rich(cast, items=(heard,)), actor=secretary(now), now=now)
    m = printed(activity)
    assert [(t.title, t.result) for t in m.follow_ups] == [("组织清淤", "东渠已清完。")]
    assert m.items == ()


def test_a_late_corrected_and_withdrawn_record_prints_all_of_it(cast: Cast, now: datetime) -> None:
    record = rich(cast, held_on=date(2026, 9, 1), chair_id=None, chair_note="老支书")
    activity = activities.record(record, actor=secretary(now), now=now)
    activity = get_activity(secretary(now), Act.RECORD, activity.pk)
    activities.correct(
        activity.pk,
        replace(input_of(activity), place="村小学"),
        "笔误",
        activity.version,
        actor=secretary(now),
        now=now,
    )
    activity = Activity.objects.get(pk=activity.pk)
    activities.withdraw(activity.pk, "重复录入", activity.version, actor=secretary(now), now=now)
    m = printed(get_record(secretary(now), activity.pk))
    assert m.recorded_late_on == now.date()
    assert "记录人住院" in m.late_remark
    assert m.chair == "老支书"
    assert [c.changes for c in m.corrections] == [(("地点", "村部二楼会议室", "村小学"),)]
    assert m.withdrawn == "重复录入"


def test_a_record_below_a_quorum_prints_what_it_lacks(cast: Cast, now: datetime) -> None:
    away = tuple(Absence(m.pk, AbsenceReason.AWAY, None) for m in cast.members[2:8])
    motion = ItemInput("议事", "", Motion("通过方案", VoteMethod.SHOW_OF_HANDS, 2, 0, 0))
    activity = activities.record(rich(cast, absent=away, items=(motion,)), actor=secretary(now), now=now)
    assert len(printed(activity).defects) == len(activity.defects) > 0


def test_many_records_cost_no_more_queries_than_one(
    cast: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for day in range(1, 9):
        activities.record(rich(cast, held_on=date(2026, 10, day)), actor=secretary(now), now=now)
    held = list(Activity.objects.select_related("org", "chair", "recorder", "lecturer").order_by("pk"))
    with django_assert_num_queries(8):
        assert len(minutes_of(held)) == 8
    assert minutes_of([]) == []


def test_the_book_gathers_the_year(cast: Cast, now: datetime) -> None:
    actor = secretary(now)
    activities.record(rich(cast), actor=actor, now=now)
    activities.record(
        rich(cast, org_id=cast.group.pk, kinds=(Kind.PARTY_GROUP_MEETING,), absent=(), items=(), held_on=date(2026, 11, 5)),
        actor=operator(), now=now,
    )  # fmt: skip
    old = activities.record(rich(cast, held_on=date(2025, 11, 20)), actor=actor, now=now)
    gone = make_member(now=now, org=cast.branch, name="马长河")
    activities.record(rich(cast, held_on=date(2026, 3, 5)), actor=actor, now=now)
    members.leave_branch(
        member_id=gone.pk, left_on=date(2026, 5, 1), reason="died", version=version_of(gone),
        actor=operator(), now=now,
    )  # fmt: skip
    Term.objects.create(org=cast.branch, number=8, elected_on=date(2024, 3, 1), ends_on=date(2027, 3, 1))
    Explanation.objects.create(org=cast.branch, rule_id="unknown", period="2026-10", reason="抗旱", at=now, by="王建国")
    Statement.objects.create(
        org=cast.branch, rule_id="unknown", year=2026, held_on=date(2026, 2, 1), note="已办", at=now, by="王建国"
    )
    entry, asked = get_paper(actor, cast.branch.pk, "yearbook", "2026", today=now.date())
    book = entry.facts(asked)
    assert asked.org == cast.branch
    assert (book.org, book.year, book.secretary, book.superior) == ("红旗村党支部", 2026, "王建国", "中共和平镇委员会")
    assert dict(book.basics)["党员人数"] == "9人，其中正式党员8人、预备党员1人"
    assert dict(book.basics)["本届任期"] == "第8届，2024年3月1日选举，2027年3月1日届满"
    assert [o.post for o in book.committee] == ["书记", "组织委员", "纪检委员"]
    assert [(g.leader, g.names) for g in book.groups] == [("李秀英", ("李秀英", "王建国"))]
    assert len(book.roster) == 9
    assert book.roster[[p.name for p in book.roster].index("王建国")].post == "书记"
    assert [(c.name, c.what) for c in book.changes] == [("马长河", "死亡"), ("陈敏", "接收为预备党员")]
    assert [m.held_on for m in book.records] == [date(2026, 3, 5), date(2026, 11, 5), HELD]
    assert old.held_on not in {m.held_on for m in book.records}
    assert [h.kind for h in book.held] == ["党员大会", "党小组会", "党员大会"]
    marks = {row.name: row.marks for row in book.attendance}
    assert marks["王建国"] == ("√", "√", "√")
    assert sorted(set("".join("".join(row) for row in marks.values()))) == ["×", "—", "√", "△"]
    assert marks["马长河"] == ("√", "—", "—")
    assert [t.title for t in book.tasks] == ["组织清淤"] * 3
    assert [(s.period, s.what) for s in book.statements] == [("2026年度", "已办说明"), ("2026年10月", "未开说明")]


def test_the_book_of_a_past_year_is_of_its_last_day(cast: Cast, now: datetime) -> None:
    book = year_book(cast.branch, 2025, today=now.date())
    assert "陈敏" not in [person.name for person in book.roster]
    assert book.attendance == ()


def test_a_fuller_year_costs_no_more_queries(cast: Cast, now: datetime) -> None:
    counts = []
    for days in (range(1, 3), range(3, 13)):
        for day in days:
            activities.record(rich(cast, held_on=date(2026, 10, day)), actor=secretary(now), now=now)
        with CaptureQueriesContext(connection) as queries:
            year_book(Organization.objects.get(pk=cast.branch.pk), 2026, today=now.date())
        counts.append(len(queries))
    assert counts[0] == counts[1] < 30


def test_a_committee_has_no_branch_book_and_a_coming_year_none_at_all(cast: Cast, now: datetime) -> None:
    def ask(org: Organization, paper: str, period: str) -> None:
        get_paper(department(now), org.pk, paper, period, today=now.date())

    with pytest.raises(NotAllowed, match="按党支部生成"):
        ask(cast.township, "yearbook", "2026")
    for paper, period in (("yearbook", "2027"), ("yearbook", "1900"), ("yearbook", "2026-H1"), ("half-year", "x"),
                          ("nothing", "2026"), ("roster", "2026-10")):  # fmt: skip
        with pytest.raises(Organization.DoesNotExist):
            ask(cast.branch, paper, period)
    with pytest.raises(Organization.DoesNotExist):
        books.get_blank(department(now), cast.branch.pk, "theory_study_group")


def test_the_county_layout_prints_and_the_nearest_wins(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    activity = activities.record(rich(cast), actor=secretary(now), now=now)
    url = reverse("desk-minutes", args=[activity.pk])
    client = sign_in(cast.secretary)
    assert "会议内容" in words_in(client.get(url).content)

    def give(org: Organization, line: str) -> Layout:
        paper = Paper("表样")
        paper.put(para(line))
        return services.upload_layout(
            org_id=org.pk, paper="minutes", upload=upload(paper.done()), actor=department(now), now=now
        )

    give(cast.county, "县表样：{{会议地点}}")
    assert words_in(client.get(url).content) == "县表样：村部二楼会议室"
    give(cast.other_township, "别的乡：{{会议地点}}")
    township = give(cast.township, "镇表样：{{会议地点}}")
    answer = client.get(url)
    assert words_in(answer.content) == "镇表样：村部二楼会议室"
    assert answer["Content-Type"] == DOCX
    services.remove_layout(township, actor=department(now), now=now)
    left = layout_for(cast.branch, "minutes")
    assert left is not None
    assert left.org_id == cast.county.pk
    assert AuditLine.objects.filter(event="layout.uploaded").count() == 3
    assert AuditLine.objects.filter(event="layout.removed", org_id=cast.township.pk).count() == 1


def test_the_same_layout_twice_changes_nothing_and_another_replaces_it(cast: Cast, now: datetime) -> None:
    def give(content: bytes) -> Layout:
        return services.upload_layout(
            org_id=cast.county.pk, paper="yearbook", upload=upload(content), actor=department(now), now=now
        )

    content = starter("yearbook")
    first = give(content)
    assert give(content).file_id == first.file_id
    paper = Paper("另一种")
    paper.put(para("{{年度}}"))
    second = give(paper.done())
    assert (second.pk, second.file_id == first.file_id) == (first.pk, False)
    assert AuditLine.objects.filter(event="layout.uploaded").count() == 2


def test_who_keeps_no_layouts_cannot_give_or_take_one(cast: Cast, now: datetime) -> None:
    clerk = actor_named("clerk", today=now.date())
    with pytest.raises(NotAllowed):
        services.upload_layout(org_id=cast.township.pk, paper="minutes", upload=upload(), actor=clerk, now=now)
    layout = services.upload_layout(
        org_id=cast.township.pk, paper="minutes", upload=upload(), actor=department(now), now=now
    )
    with pytest.raises(NotAllowed):
        services.remove_layout(layout, actor=clerk, now=now)
    with pytest.raises(Refused, match="哪一种表册"):
        services.upload_layout(org_id=cast.county.pk, paper="x", upload=upload(), actor=department(now), now=now)
    with pytest.raises(Refused, match="超过"):
        services.upload_layout(
            org_id=cast.county.pk,
            paper="minutes",
            upload=upload(b"0" * (MAX_BYTES + 1)),
            actor=department(now),
            now=now,
        )


def test_the_upload_page_says_every_mistake_beside_the_file(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    paper = Paper("表样")
    paper.put(para("{{会议时见}}"), para("{{天气}}"))
    client = sign_in(cast.department)
    url = reverse("desk-layouts")
    sent = {"paper": "minutes", "org": cast.county.pk}
    page = client.post(url, {**sent, "file": upload(paper.done())}).content.decode()
    assert "没有“会议时见”这个占位符，是不是“会议时间”？" in page
    assert "没有“天气”这个占位符" in page
    assert Layout.objects.count() == 0
    assert client.post(url, {**sent, "file": upload()}, follow=True).status_code == 200
    layout = Layout.objects.get()
    page = client.get(url).content.decode()
    assert "表样.docx" in page
    assert "议题.标题" in client.get(reverse("desk-layout_paper", args=["minutes"])).content.decode()
    assert client.get(reverse("desk-layout_paper", args=["nothing"])).status_code == 404
    assert client.get(reverse("desk-layout_file", args=[layout.pk])).status_code == 200
    assert client.get(reverse("desk-layout_sample", args=["yearbook"])).status_code == 200
    assert client.get(reverse("desk-layout_sample", args=["nothing"])).status_code == 404
    assert client.post(reverse("desk-layout_remove", args=[layout.pk])).status_code == 302
    assert Layout.objects.count() == 0


def test_a_secretary_finds_everything_of_the_branch_on_one_page(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    activities.record(rich(cast), actor=secretary(now), now=now)
    activities.record(rich(cast, held_on=date(2025, 11, 20)), actor=secretary(now), now=now)
    client = sign_in(cast.secretary)
    page = client.get(reverse("desk-books")).content.decode()
    assert reverse("desk-paper", args=[cast.branch.pk, "yearbook", "2026", "docx"]) in page
    assert reverse("desk-paper", args=[cast.branch.pk, "half-year", "2026-H1", "xlsx"]) in page
    assert reverse("desk-sign_in", args=[cast.branch.pk, "branch_committee_meeting"]) in page
    assert "自定义表样" not in page
    this_year, last_year = Activity.objects.order_by("-held_on").values_list("pk", flat=True)
    assert reverse("desk-minutes", args=[this_year]) in page
    assert reverse("desk-minutes", args=[last_year]) not in page
    earlier = client.get(reverse("desk-books"), {"period": "2025"}).content.decode()
    assert reverse("desk-minutes", args=[last_year]) in earlier
    assert "2024年度还没有记录" in client.get(reverse("desk-books"), {"period": "2024"}).content.decode()
    assert reverse("desk-paper", args=[cast.branch.pk, "yearbook", "2025", "docx"]) in earlier
    book = client.get(reverse("desk-paper", args=[cast.branch.pk, "yearbook", "2026", "docx"]))
    assert "讨论整修方案" in words_in(book.content)
    assert "%E6%94%AF%E9%83%A8%E5%B7%A5%E4%BD%9C%E6%89%8B%E5%86%8C" in book["Content-Disposition"]
    everybody = words_in(client.get(reverse("desk-sign_in", args=[cast.branch.pk, "members_meeting"])).content)
    committee = words_in(client.get(reverse("desk-sign_in", args=[cast.branch.pk, "branch_committee_meeting"])).content)
    assert "陈敏" in everybody
    assert "陈敏" not in committee
    assert "王建国" in committee
    blank = client.get(reverse("desk-blank", args=[cast.branch.pk, "theme_party_day"]))
    assert "活动内容及过程" in words_in(blank.content)


def test_a_clerk_chooses_the_branch_and_finds_it_by_name(
    cast: Cast, now: datetime, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(cast.clerk)
    page = client.get(reverse("desk-books")).content.decode()
    assert "红旗村党支部" in page
    assert "柳树湾村党支部" in page
    found = client.get(reverse("desk-books"), {"q": "柳树湾"}).content.decode()
    assert "红旗村党支部" not in found
    assert "没有找到" in client.get(reverse("desk-books"), {"q": "不存在"}).content.decode()
    assert client.get(reverse("desk-books"), {"org": cast.other_township.pk}).status_code == 404
    monkeypatch.setattr(books, "SHOWN", 1)
    assert "只列出前 1 个" in client.get(reverse("desk-books")).content.decode()


def test_somebody_without_a_post_of_the_tree_sees_no_shelf(cast: Cast, now: datetime) -> None:
    assert books.shelf(operator(), asked="", find="", period="", kind="", today=now.date()).org is None
