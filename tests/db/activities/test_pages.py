"""The form and the pages through the client, without scripts."""

import io
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jishi.accounts.models import Draft
from jishi.activities import services
from jishi.activities.models import Activity, Attendance, Item
from jishi.activities.rules import Absence, AbsenceReason, ItemInput, Kind, SpecialSubject, TaskInput
from jishi.assignments.models import Assignment
from jishi.duties.models import Evidence
from jishi.kernel import clock
from jishi.kernel.actor import operator
from tests.builders import Cast, make_member
from tests.conftest import SignIn
from tests.db.activities.stories import LISTENERS, held, meeting

FORM = "activities-new"


@pytest.fixture(autouse=True)
def _at_the_moment_of_the_story(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def client(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.secretary)


def typed(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What the browser sends for a members' meeting of yesterday."""
    return {
        "org": cast.branch.pk,
        "start": "members_meeting",
        "submission": "6f1f9f3c-43a1-4a52-9a1a-0d9c1b1e7a01",
        "kinds": ["members_meeting"],
        "day": "2026-11-21",
        "held_on": "2026-11-21",
        "starts_at": "19:00",
        "ends_at": "20:40",
        "place": "村部二楼会议室",
        "chair": cast.members[0].pk,
        "recorder": cast.members[1].pk,
        "item_count": "2",
        "guest_count": "1",
        "item-0-title": "学习发展党员工作细则",
        "item-0-gist": "李秀英领学。",
    } | changes


def statements(seen: CaptureQueriesContext) -> list[str]:
    away = ("SAVEPOINT", "RELEASE", "SET ROLE", "SELECT pg_advisory", "SELECT set_config")
    return [q["sql"] for q in seen if not q["sql"].startswith(away)]


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_form_arrives_filled(cast: Cast, client: Client) -> None:
    choose = text(client.get(reverse(FORM)))
    assert "红旗村党支部" in choose
    assert "红旗村第一党小组" in choose
    page = text(client.get(reverse(FORM), {"org": cast.branch.pk, "kind": "members_meeting"}))
    assert "应到 <b>9</b> 人，实到 <b>9</b> 人，缺席 <b>0</b> 人；其中有表决权应到 <b>8</b> 人" in page
    assert "可以表决（第十一条）" in page
    assert 'value="2026-11-22"' in page
    assert f'value="{cast.members[0].pk}" selected' in page
    assert "2026年第四季度党员大会" in page
    assert "严禁上传涉密" in page


def test_the_desk_may_ask_by_rule_and_past_period(cast: Cast, client: Client) -> None:
    asked = {"org": cast.branch.pk, "rule": "theme_party_day_monthly", "period": "2026-10"}
    page = text(client.get(reverse(FORM), asked))
    assert "2026年10月主题党日" in page
    assert 'name="held_on" value="2' not in page
    assert "事后补记" in page


def test_a_confirmed_form_is_a_record(cast: Cast, client: Client, pushed: list[object]) -> None:
    gone = cast.members[2].pk
    form = typed(cast) | {
        "absent": [gone], f"reason_{gone}": "away", f"leave_{gone}": "1",
        "guest-0-name": "赵六", "guest-0-note": "村民代表",
        "item-1-title": "审议果园方案", "item-1-motion": "果园方案", "item-1-votes_for": "6", "item-1-votes_against": "0",
        "item-1-task": "公布租金", "item-1-owner": cast.members[3].pk, "item-1-due_on": "2026-12-05", "confirm": "",
    }  # fmt: skip
    response = client.post(reverse(FORM), form)
    activity = Activity.objects.get()
    assert response["Location"] == reverse("activities-show", args=[activity.pk])
    shown = text(client.get(response["Location"]))
    for words in ("已确认", "外出流动", "赵六（村民代表）", "须5票以上；通过", "公布租金", "实到 <b>8</b> 人"):
        assert words in shown
    assert len(pushed) == 1
    assert Evidence.objects.get().kind == "members_meeting"
    again = client.post(reverse(FORM), form)
    assert again["Location"] == response["Location"]
    assert Activity.objects.count() == 1


@pytest.mark.parametrize("more", [0, 41])
def test_the_form_and_its_confirmation_ask_the_same_few_things_of_any_number_of_people(
    cast: Cast, client: Client, now: datetime, more: int
) -> None:
    for _ in range(more):
        make_member(now=now, org=cast.branch)
    held(cast, now, held_on=date(2026, 11, 1), absent=(Absence(cast.members[2].pk, AbsenceReason.ILL),))
    with CaptureQueriesContext(connection) as seen:
        page = client.get(reverse(FORM), {"org": cast.branch.pk, "kind": "members_meeting"})
    # Who asks (4), draft, organisation, roster, posts, lately held and missed, open tasks, same day, unread notices.
    assert len(statements(seen)) == 13, statements(seen)
    assert text(page).count('name="absent"') == 9 + more
    with CaptureQueriesContext(connection) as seen:
        answer = client.post(reverse(FORM), typed(cast) | {"confirm": ""})
    assert answer.status_code == 302
    # Who asks (4), organisation, roster, posts, same form, same day; record, what hangs on it, audit; draft, session.
    assert len([sql for sql in statements(seen) if not LISTENERS.search(sql)]) == 14, statements(seen)


def test_nothing_typed_is_lost_when_something_is_wrong(cast: Cast, client: Client) -> None:
    scan = SimpleUploadedFile("签到表.png", b"\x89PNG\r\n\x1a\n" + bytes(32))
    wrong = typed(cast) | {"kinds": ["members_meeting", "branch_committee_meeting"], "scan": scan, "confirm": ""}
    page = text(client.post(reverse(FORM), wrong))
    assert "支委会和党员大会不能记成一次" in page
    assert "李秀英领学。" in page
    assert "已附：签到表.png" in page
    blank = text(client.post(reverse(FORM), typed(cast) | {"place": "", "item-1-gist": "只写了要点", "confirm": ""}))
    assert "请写议题" in blank
    assert "学习发展党员工作细则" in blank
    assert not Activity.objects.exists()


def test_a_scan_chosen_once_stays_with_the_form(cast: Cast, client: Client) -> None:
    scan = SimpleUploadedFile("签到表.png", b"\x89PNG\r\n\x1a\n" + bytes(32))
    page = client.post(reverse(FORM), typed(cast) | {"held_on": "2026-11-30", "scan": scan, "confirm": ""})
    mark = page.context["entry"].scan_mark
    client.post(reverse(FORM), typed(cast) | {"scan_kept": mark, "confirm": ""})
    activity = Activity.objects.get()
    assert client.get(reverse("activities-scan", args=[activity.pk]))["Content-Type"] == "image/png"
    client.post(
        reverse(FORM), typed(cast, submission="") | {"scan_kept": "1:forged", "again": activity.pk, "confirm": ""}
    )
    assert Activity.objects.exclude(pk=activity.pk).get().scan_id is None


def test_a_file_that_is_not_a_scan_is_refused_beside_its_field(cast: Cast, client: Client) -> None:
    scan = SimpleUploadedFile("签到表.png", b"not a picture")
    page = client.post(reverse(FORM), typed(cast) | {"scan": scan, "confirm": ""})
    assert page.context["entry"].form.errors["scan"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"item-0-motion": "方案", "item-0-votes_for": "99"}, "多于可以投的8票"),
        ({"item-0-motion": "方案"}, "请填赞成票数"),
        ({"item-0-task": "修路"}, "请选责任人"),
        ({"item-0-follows": "1", "item-0-gist": "", "item-0-done": "on"}, "办成了什么"),
        ({"chair": ""}, "请选主持人"),
        ({"held_on": "2026-11-30"}, "日期还没到"),
        ({"held_on": "乱写"}, "时间"),
        ({"submission": "乱写", "kinds": ["volunteer_service"]}, "请勾选参加的人"),
    ],
)
def test_the_sentence_stands_beside_its_field(cast: Cast, client: Client, wrong: dict[str, Any], words: str) -> None:
    assert words in text(client.post(reverse(FORM), typed(cast) | wrong | {"confirm": ""}))
    assert not Activity.objects.exists()


def test_a_row_more_keeps_everything_typed(cast: Cast, client: Client) -> None:
    page = client.post(reverse(FORM), typed(cast) | {"add_item": "1"})
    assert len(page.context["entry"].items) == 3
    assert "李秀英领学。" in text(page)
    guests = client.post(reverse(FORM), typed(cast) | {"add_guest": "1", "guest-0-name": "赵六"})
    assert len(guests.context["entry"].guests) == 2
    assert "赵六" in text(guests)


def test_other_kinds_bring_their_own_roster(cast: Cast, client: Client) -> None:
    page = client.post(reverse(FORM), typed(cast) | {"kinds": ["branch_committee_meeting"], "refresh": "1"})
    assert "应到 <b>3</b> 人" in text(page)
    assert "（第十二条）" in text(page)
    service = client.post(reverse(FORM), typed(cast) | {"kinds": ["volunteer_service"], "refresh": "1"})
    assert 'name="came"' in text(service)
    lecture = text(client.post(reverse(FORM), typed(cast) | {"kinds": ["party_lecture"], "refresh": "1"}))
    assert "授课人" in lecture


def test_a_draft_comes_back_until_it_is_confirmed_or_dropped(cast: Cast, client: Client) -> None:
    page = client.post(reverse(FORM), typed(cast) | {"save": "1"})
    assert "草稿已存，10:00" in text(page)
    saved = client.post(reverse("activities-draft"), typed(cast) | {"item-1-title": "又写了一句"})
    assert "草稿已存" in text(saved)
    asked = {"org": cast.branch.pk, "kind": "members_meeting"}
    assert "又写了一句" in text(client.get(reverse(FORM), asked))
    assert b"\xe5\x8f\x88" not in bytes(Draft.objects.get().payload)
    client.post(reverse("activities-drop_draft"), {"org": cast.branch.pk, "start": "members_meeting"})
    assert "又写了一句" not in text(client.get(reverse(FORM), asked))
    client.post(reverse(FORM), typed(cast) | {"save": "1"})
    client.post(reverse(FORM), typed(cast) | {"confirm": ""})
    assert not Draft.objects.exists()


def test_the_live_counts_follow_what_is_typed(cast: Cast, client: Client) -> None:
    form = typed(cast) | {
        "absent": [m.pk for m in cast.members[:5]], "item-0-motion": "方案", "item-0-votes_for": "3",
        "study_minutes": "40", "item-0-task": "修路",
    }  # fmt: skip
    part = text(client.post(reverse("activities-counts"), form))
    for words in (
        "缺席 <b>5</b> 人",
        "不足半数，须4人以上才可以表决（第十一条）",
        "表决无效",
        "4人各记1学时",
        "1件转入任务",
    ):
        assert words in part


def test_next_door_is_not_there_and_above_only_reads(cast: Cast, sign_in: SignIn, now: datetime) -> None:
    activity = held(cast, now)
    for name in ("activities-show", "activities-correct", "activities-withdraw", "activities-scan"):
        assert sign_in(cast.sibling_secretary).get(reverse(name, args=[activity.pk])).status_code == 404
    clerk = sign_in(cast.clerk)
    assert "更正" not in text(clerk.get(reverse("activities-show", args=[activity.pk]))).split("<aside>")[0]
    assert clerk.post(reverse(FORM), typed(cast) | {"confirm": ""}).status_code == 403
    assert clerk.post(reverse("activities-draft"), typed(cast)).status_code == 403


def test_a_correction_is_made_in_the_same_form_and_seen_by_all(cast: Cast, client: Client, now: datetime) -> None:
    gone = cast.members[2]
    activity = held(cast, now, absent=(Absence(gone.pk, AbsenceReason.ILL, True),))
    url = reverse("activities-correct", args=[activity.pk])
    page = client.get(url)
    payload = {k: v for k, v in page.context["entry"].payload.items() if v}
    changed = payload | {"place": ["三组晒场"], "item-0-gist": ["改写的要点"], "version": ["1"], "confirm": [""]}
    assert "请写明原因" in text(client.post(url, changed))
    assert "三组晒场" in text(client.post(url, changed | {"reason": ["地点写错"], "confirm": [""]}, follow=True))
    shown = text(client.get(reverse("activities-show", args=[activity.pk])))
    for words in ("更正前", "村部二楼会议室", "地点写错", "改写的要点"):
        assert words in shown
    stale = client.post(url, changed | {"reason": ["再改"], "place": ["学校"]})
    assert "刚被别人改过" in text(stale)
    assert "学校" in text(stale)
    more = {k: v for k, v in changed.items() if k != "confirm"}
    assert len(client.post(url, more | {"add_item": ["1"]}).context["entry"].items) == 3


def test_a_withdrawal_asks_why(cast: Cast, client: Client, now: datetime) -> None:
    activity = held(cast, now)
    url = reverse("activities-withdraw", args=[activity.pk])
    assert "不再计入" in text(client.get(url))
    assert "请写明原因" in text(client.post(url, {"version": "1"}))
    assert "刚被别人改过" in text(client.post(url, {"version": "9", "reason": "重复"}))
    assert "已撤回" in text(client.post(url, {"version": "1", "reason": "重复记录"}, follow=True))
    assert not Evidence.objects.exists()
    assert "重复记录" in text(client.get(reverse("activities-show", args=[activity.pk])))


def test_the_list_finds_filters_and_exports(cast: Cast, client: Client, now: datetime) -> None:
    held(cast, now)
    held(cast, now, held_on=date(2026, 10, 8), kinds=(Kind.THEME_PARTY_DAY,), late_reason="补录")
    url = reverse("activities-index")

    def found(**asked: object) -> set[str]:
        return {row.title for row in client.get(url, asked).context["page"].rows}

    both = {"2026年第四季度党员大会", "2026年10月主题党日"}
    assert found() == found(period="2026-Q4") == found(org=cast.branch.pk) == found(find="二楼") == both
    assert found(kind="theme_party_day") == found(late="1") == found(period="2026-10") == {"2026年10月主题党日"}
    assert found(find="2026-11-21") == {"2026年第四季度党员大会"}
    assert (
        found(marked="1") == found(state="withdrawn") == found(org=cast.sibling.pk) == found(period="2025-H1") == set()
    )
    assert found(find="没有的", period="乱写") == set()
    assert [row.held_on for row in client.get(url, {"sort": "oldest"}).context["page"].rows] == [
        date(2026, 10, 8), date(2026, 11, 21),
    ]  # fmt: skip


def test_the_sheet_is_the_list_with_its_columns(cast: Cast, client: Client, now: datetime) -> None:
    held(cast, now)
    held(cast, now, held_on=date(2026, 10, 8), kinds=(Kind.THEME_PARTY_DAY,), late_reason="补录")
    asked = {"col": ["place", "note"], "sort": "oldest"}
    page = text(client.get(reverse("activities-index"), asked))
    assert "<th>地点</th>" in page
    assert "<th>类别</th>" not in page
    assert 'name="sort" value="oldest"' in page  # choosing columns keeps what was asked before
    sheet = client.get(reverse("activities-export"), asked)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert rows[2][:5] == ["序号", "日期", "名称", "地点", "说明"]
    assert [row[4] for row in rows[3:]] == ["事后补记", ""]


def test_every_kind_of_evidence_opens_its_records(cast: Cast, sign_in: SignIn, now: datetime) -> None:
    lecturer = cast.members[0].pk
    early = {"held_on": date(2026, 1, 20), "late_reason": "补录"}
    held(cast, now, kinds=(Kind.PARTY_LECTURE,), lecturer_id=lecturer)
    held(cast, now, kinds=(Kind.SPECIAL_MEETING,), subject=SpecialSubject.BRANCH_WORK)
    held(cast, now, kinds=(Kind.ORG_LIFE_MEETING,), year=2025, **early)
    group = meeting(cast, org_id=cast.group.pk, kinds=(Kind.THEME_PARTY_DAY,))
    services.record(group, actor=operator(), now=now)
    client, url = sign_in(cast.clerk), reverse("activities-index")

    def found(**asked: object) -> list[str]:
        return [row.title for row in client.get(url, asked).context["page"].rows]

    branch, township = cast.branch.pk, cast.township.pk
    lecture = ["2026年11月党课"]
    assert found(kind="secretary_lecture") == found(kind="secretary_lecture", org=branch) == lecture
    assert found(kind="secretary_lecture", org=cast.sibling.pk) == []
    assert found(kind="special_meeting:branch_work", org=branch) == ["2026年11月专题会议"]
    assert found(kind="special_meeting:strict_governance") == []
    assert found(kind="org_life_meeting", org=branch, period="2025") == ["2025年度组织生活会"]
    assert found(kind="org_life_meeting", org=branch, period="2026") == []
    assert found(kind="theme_party_day", org=branch) == []
    assert found(kind="theme_party_day", org=township) == ["2026年11月主题党日"]
    assert found(org=cast.other_township.pk) == []
    assert len(found(kind="没有这样的")) == 4


def test_the_list_costs_the_same_with_three_rows_and_thirty(cast: Cast, client: Client, now: datetime) -> None:
    costs = []
    for count in (3, 27):
        inputs = [meeting(cast, title=f"第{n}次", place="村部") for n in range(count)]
        services.record_many(inputs, actor=operator(), now=now)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("activities-index"))
        costs.append(len(queries))
        assert page.status_code == 200
    assert costs[0] == costs[1]


def test_the_record_page_costs_the_same_with_few_and_many_lines(cast: Cast, client: Client, now: datetime) -> None:
    costs = []
    for count in (1, 9):
        items = tuple(ItemInput(f"第{n}项", task=TaskInput("办", owner_id=cast.members[2].pk)) for n in range(count))
        activity = held(cast, now, items=items)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("activities-show", args=[activity.pk]))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_open_tasks_stand_on_the_next_agenda(cast: Cast, client: Client, now: datetime) -> None:
    given = ItemInput("水渠", task=TaskInput("三组水渠清淤", owner_note="张大勇", due_on=date(2026, 11, 10)))
    held(cast, now, held_on=date(2026, 11, 1), items=(given,))
    task = Assignment.objects.get()
    page = client.get(reverse(FORM), {"org": cast.branch.pk, "kind": "members_meeting"})
    assert "上次议定事项落实：三组水渠清淤" in text(page)
    assert "已过时限" in text(page)
    form = typed(cast) | {
        "item_count": "3", "item-2-follows": str(task.pk), "item-2-title": "上次议定事项落实", "item-2-gist": "清完了。",
        "item-2-done": "on", "confirm": "",
    }  # fmt: skip
    client.post(reverse(FORM), form)
    task.refresh_from_db()
    assert task.state == "reported"
    assert Item.objects.filter(followed=task).count() == 1


def test_volunteers_are_chosen_by_name(cast: Cast, client: Client) -> None:
    came = [m.pk for m in cast.members[:3]]
    form = typed(cast) | {"kinds": ["volunteer_service"], "came": came, "confirm": ""}
    page = client.post(reverse(FORM), form, follow=True)
    assert "参加 <b>3</b> 人" in text(page)
    assert Attendance.objects.count() == 3
