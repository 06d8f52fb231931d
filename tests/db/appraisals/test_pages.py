"""The pages as people go through them: a secretary from the plan to the ledger, a committee from test to feedback, a superior."""

from datetime import date
from uuid import uuid4

import pytest

from jishi.activities.rules import Kind
from jishi.appraisals.models import MemberReview, OrgLife, Problem, ReviewRound, YearNotice
from jishi.appraisals.papers import LIFE_PAPERS, TEST_SHEETS
from jishi.appraisals.rules import Filing, Grade, RoundState
from tests.builders import make_member
from tests.conftest import SignIn
from tests.db.appraisals.conftest import Stage
from tests.strictness import StrictClient


@pytest.fixture
def client(stage: Stage, sign_in: SignIn) -> StrictClient:
    found = sign_in(stage.cast.secretary)
    assert isinstance(found, StrictClient)
    return found


def text(client: StrictClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def test_a_secretary_goes_from_the_plan_to_the_ledger(stage: Stage, client: StrictClient, sign_in: SignIn) -> None:
    start = f"/reviews/branches/{stage.branch.pk}/"
    assert client.get("/reviews/")["Location"] == start
    assert "还没有组织生活会和民主评议" in text(client, start)
    made = client.post(
        f"{start}meetings/add/",
        {
            "submission": str(uuid4()),
            "year": 2026,
            "theme": "学习贯彻全会精神",
            "planned_on": "2026-12-10",
            "place": "村部",
        },
    )
    life = OrgLife.objects.get()
    at = f"/reviews/meetings/{life.pk}/"
    assert made["Location"] == at
    assert "把方案报上级备案" in text(client, at)
    client.post(f"{at}file/", {"version": life.version})
    clerk = sign_in(stage.cast.clerk)
    assert "答复备案" in text(clerk, at)  # type: ignore[arg-type]  # words of the case
    refused = clerk.post(f"{at}answer/", {"version": 2, "is_accepted": "no", "note": ""}).content.decode()
    assert "请写清要改什么" in refused
    clerk.post(f"{at}answer/", {"version": 2, "is_accepted": "yes", "note": "同意"})
    assert OrgLife.objects.get().filing == Filing.RECEIVED
    assert "学习" in text(client, f"{at}step/?step=study")
    for step, more in (("study", {}), ("opinions", {"people": 40, "pieces": 12}), ("papers", {})):
        client.post(f"{at}step/?step={step}", {"step": step, "done_on": "2026-11-15", "note": "一次", **more})
    assert "会前：谈心谈话" in text(client, at)
    one, other = (m.pk for m in stage.cast.members[:2])
    pair = {"submission": str(uuid4()), "held_on": "2026-11-16", "one": one, "other": other}
    assert "同一人" in client.post(f"{at}talk/", pair | {"other": one}).content.decode()
    client.post(f"{at}talk/", pair)
    assert "记录会议" in text(client, at)
    stage.held(Kind.ORG_LIFE_MEETING, date(2026, 11, 20))
    client.post(f"{at}problem/", {"submission": str(uuid4()), "person": "", "text": "调研少"})
    client.post(f"{at}problem/", {"submission": str(uuid4()), "person": one, "text": "学习不够"})
    of_committee, own = Problem.objects.order_by("pk")
    assert "调研少" in text(client, f"/reviews/problems/{of_committee.pk}/measure/")
    late = {"measure": "每月走访", "owner": other, "due_on": "2026-11-01"}
    assert "已经过去" in client.post(f"/reviews/problems/{of_committee.pk}/measure/", late).content.decode()
    client.post(f"/reviews/problems/{of_committee.pk}/measure/", late | {"due_on": "2026-12-20"})
    page = text(client, at)
    assert "由本支部另一名同志验收" in page
    assert "还有 1 个问题没有整改措施" in page
    client.post(f"/reviews/problems/{own.pk}/drop/")
    client.post(f"/reviews/problems/{of_committee.pk}/drop/")
    assert list(Problem.objects.all()) == [of_committee]
    assert "会后：向上级报告情况" in text(client, at)
    for paper in LIFE_PAPERS:
        assert client.get(f"{at}print/{paper}/").status_code == 200
    assert client.get(f"{at}print/nothing/").status_code == 404


def test_what_was_typed_stays_beside_the_error(stage: Stage, client: StrictClient) -> None:
    life = stage.life()
    page = client.post(
        f"/reviews/meetings/{life.pk}/edit/", {"version": 1, "theme": "", "scope": "全体党员", "activity": ""}
    ).content.decode()
    assert "请填写主题" in page
    assert "全体党员" in page
    client.post(f"/reviews/meetings/{life.pk}/edit/", {"version": 1, "theme": "新主题", "activity": ""})
    stale = client.post(f"/reviews/meetings/{life.pk}/edit/", {"version": 1, "theme": "又一个", "activity": ""})
    assert "刚被别人改过" in stale.content.decode()
    client.post(f"/reviews/meetings/{life.pk}/file/", {"version": 2})
    assert "请先填拟开会日期" in text(client, f"/reviews/meetings/{life.pk}/")


def test_a_committee_goes_from_the_test_to_feedback(stage: Stage, client: StrictClient, sign_in: SignIn) -> None:
    start = f"/reviews/branches/{stage.branch.pk}/"
    client.post(
        f"{start}rounds/add/", {"submission": str(uuid4()), "year": 2026, "began_on": "2026-11-10", "together": ""}
    )
    row = ReviewRound.objects.get()
    at = f"/reviews/rounds/{row.pk}/"
    assert "组织民主测评" in text(client, at)
    reviews = stage.reviews(row)
    votes = {f"v{n}-{r.pk}": 8 if n == 0 else 0 for r in reviews for n in range(4)}
    ballots = {"version": 1, "tested_on": "2026-11-20", "issued": 9, "returned": 8, "valid": 8}
    first = f"v0-{reviews[0].pk}"
    assert "要么都填" in client.post(f"{at}test/", ballots | votes | {first: ""}).content.decode()
    assert "比有效票" in client.post(f"{at}test/", ballots | votes | {first: 9}).content.decode()
    client.post(f"{at}test/", ballots | votes)
    assert "还有 8 人没有评定意见" in text(client, at)
    version = ReviewRound.objects.get().version
    said = {f"grade-{r.pk}": Grade.EXCELLENT for r in reviews} | {f"opinion-{r.pk}": "好" for r in reviews}
    client.post(f"{at}grades/", {"version": version} | said)
    page = text(client, f"{at}grades/")
    for words in ("几乎没有区别", "一字不差", "完全一样", "预备党员，不定等次"):
        assert words in page
    assert "几乎没有区别" not in text(sign_in(stage.cast.clerk), at)  # type: ignore[arg-type]  # words of the case
    client.post(
        f"{at}edit/", {"version": ReviewRound.objects.get().version, "began_on": "2026-11-10", "ended_on": "2026-11-21"}
    )
    assert "几乎没有区别" in text(client, f"{at}submit/")
    client.post(f"{at}submit/", {"version": ReviewRound.objects.get().version, "remark": "确实都好"})
    clerk = sign_in(stage.cast.clerk)
    page = text(clerk, f"{at}answer/")  # type: ignore[arg-type]  # words of the case
    assert "三分之一" in page
    assert "确实都好" in page
    clerk.post(f"{at}answer/", {"version": ReviewRound.objects.get().version, "is_settled": "yes", "note": ""})
    assert ReviewRound.objects.get().state == RoundState.SETTLED
    client.post(f"{at}tell/")
    own = MemberReview.objects.get(person_id=stage.cast.members[0].pk)
    assert "优秀" in text(client, "/my/reviews/")
    client.post(f"/my/reviews/{own.pk}/sign/", {"own_words": "同意"})
    assert "已签收" in text(client, "/my/reviews/")
    other = MemberReview.objects.get(person_id=stage.cast.members[2].pk)
    wrong = {"version": other.version, "fed_on": "2026-11-22", "signed_on": "2026-11-20", "own_words": ""}
    assert "不能早于" in client.post(f"/reviews/members/{other.pk}/feedback/", wrong).content.decode()
    client.post(f"/reviews/members/{other.pk}/feedback/", wrong | {"signed_on": "2026-11-22"})
    fit = {"version": other.version + 1, "disposal": "commended", "disposed_on": "2026-11-22", "basis": "大会"}
    assert (
        "没有组织处置"
        in client.post(f"/reviews/members/{other.pk}/disposal/", fit | {"disposal": "deadline"}).content.decode()
    )
    client.post(f"/reviews/members/{other.pk}/disposal/", fit)
    assert "表彰" in text(client, at)


def test_who_was_left_open_can_be_kept_as_qualified(stage: Stage, client: StrictClient) -> None:
    row = stage.tested(stage.round())
    first, second, *rest = stage.reviews(row)
    typed = {f"grade-{first.pk}": "excellent", f"why-{second.pk}": "外出失联"} | {f"opinion-{first.pk}": "带头修渠"}
    client.post(f"/reviews/rounds/{row.pk}/grades/", {"version": row.version, "rest": "1"} | typed)
    grades = [r.grade for r in stage.reviews(row)]
    assert grades == ["excellent", "", *["qualified"] * len(rest)]


def test_sheets_of_the_test_come_in_three_layouts(stage: Stage, client: StrictClient) -> None:
    row = stage.round()
    for variant in TEST_SHEETS:
        assert client.get(f"/reviews/rounds/{row.pk}/test/{variant}/").status_code == 200
    assert client.get(f"/reviews/rounds/{row.pk}/test/z/").status_code == 404


def test_a_settled_or_submitted_round_refuses_with_a_sentence(stage: Stage, client: StrictClient) -> None:
    row = stage.submitted()
    client.post(f"/reviews/rounds/{row.pk}/members/", {"version": row.version})
    assert "不能再改" in text(client, f"/reviews/rounds/{row.pk}/")
    client.post(f"/reviews/rounds/{row.pk}/tell/")
    assert "上级审定以后" in text(client, f"/reviews/rounds/{row.pk}/")


def test_new_members_are_taken_in_by_a_button(stage: Stage, client: StrictClient) -> None:
    row = stage.round()
    make_member(now=stage.now, org=stage.branch)
    client.post(f"/reviews/rounds/{row.pk}/members/", {"version": row.version})
    assert "增加了 1 人" in text(client, f"/reviews/rounds/{row.pk}/")


def test_the_township_sees_its_branches_and_sets_the_year(stage: Stage, sign_in: SignIn) -> None:
    clerk = sign_in(stage.cast.clerk)
    assert isinstance(clerk, StrictClient)
    assert "还没有登记" in text(clerk, "/reviews/notices/")
    at = f"/reviews/notices/{stage.cast.township.pk}/2026/"
    clerk.post(
        at, {"version": 0, "year": 2026, "basis": "和组通〔2026〕9号", "file_by": "2026-11-01", "excellent_percent": 20}
    )
    assert YearNotice.objects.get().excellent_percent == 20
    assert "和组通" in text(clerk, "/reviews/notices/")
    assert "和组通" in text(clerk, at)
    page = text(clerk, "/reviews/")
    assert "红旗村党支部" in page
    assert "已过通知的 11月1日" in page
    assert "没有符合这些条件的支部" in text(clerk, "/reviews/?q=没有这个")
    answer = clerk.get("/reviews/export/?year=2026")
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")


def test_grades_stand_on_a_members_card_for_those_entitled(stage: Stage, client: StrictClient) -> None:
    row = stage.settled()
    person = stage.reviews(row)[0].person_id
    assert "民主评议" in text(client, f"/members/{person}/")


def test_register_and_summary_are_papers(stage: Stage, client: StrictClient) -> None:
    base = f"/books/{stage.branch.pk}"
    for name in ("review-summary", "review-register"):
        assert client.get(f"{base}/{name}/2026.docx").status_code == 200
    row = stage.settled()
    for name in ("review-summary", "review-register"):
        assert client.get(f"{base}/{name}/2026.docx").status_code == 200
    assert client.get(f"{base}/review-summary/2026.xlsx").status_code == 200
    assert "汇总表" in text(client, f"/reviews/rounds/{row.pk}/")
