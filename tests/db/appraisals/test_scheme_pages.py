"""The pages of schemes, as people walk them: from a delivered scheme to a settled result."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jishi.appraisals import papers, queries, services
from jishi.appraisals.models import (
    Assessment,
    AssessmentPeer,
    AssessmentRound,
    GradeFlag,
    Indicator,
    ItemMark,
    Objection,
    Occurrence,
    SchemeVersion,
)
from jishi.appraisals.rules import AssessmentState, Phase, VersionState, read_tree
from tests.conftest import SignIn
from tests.db.appraisals.conftest import Stage
from tests.shown import words_of


@pytest.fixture
def clerk(stage: Stage, sign_in: SignIn) -> Client:
    return sign_in(stage.cast.clerk)


@pytest.fixture
def secretary(stage: Stage, sign_in: SignIn) -> Client:
    return sign_in(stage.cast.secretary)


def _initial(client: Client, url: str, **typed: object) -> dict[str, object]:
    """What the form of a page holds, with what is typed over it."""
    form = client.get(url).context["form"]
    held = {name: form[name].value() for name in form.fields}
    plain = {name: value for name, value in held.items() if value not in (None, "")}
    return plain | {"csrfmiddlewaretoken": "sent by every browser"} | typed


def _send(client: Client, url: str, **typed: object) -> str:
    """Fill in the form of a page and send it; where it led."""
    answer = client.post(url, _initial(client, url, **typed))
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer.headers["Location"])


def _refused(client: Client, url: str, **typed: object) -> str:
    answer = client.post(url, _initial(client, url, **typed))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_township_makes_a_scheme_from_the_delivered_one(clerk: Client, stage: Stage) -> None:
    assert "还没有考核办法" in words_of(clerk, "/schemes/")
    page = _send(clerk, "/schemes/add/", name="党支部年度考核办法", template="seven_indices", kinds=["branch"])
    shown = words_of(clerk, page)
    assert "带头人" in shown
    assert "这是草稿" in shown
    edition = SchemeVersion.objects.get()
    base = f"/schemes/versions/{edition.pk}"
    assert "名称" in _refused(clerk, f"{base}/edit/", bands="九十")
    _send(clerk, f"{base}/edit/", bands="95、85、70", ordinary=30, half=30, final=40, name="新名称")
    edition.refresh_from_db()
    assert (edition.bands, edition.weight_half) == ([950, 850, 700], 30)
    item = Indicator.objects.get(text="党课")
    _send(clerk, f"{base}/points/", **{f"points-{item.pk}": "2.5"})
    item.refresh_from_db()
    assert item.points == 25
    assert "比重合计要是 100" in _refused(clerk, f"/schemes/indicators/{item.pk}/", half=40, final=50)
    _send(clerk, f"/schemes/indicators/{item.pk}/", half=40, final=60)
    item.refresh_from_db()
    assert (item.weight_ordinary, item.weight_half, item.weight_final) == (0, 40, 60)
    assert "半年 40%，年终 60%" in words_of(clerk, page)
    assert "100.5 分，满分 100 分" in words_of(clerk, page)
    assert "各项分值合计 100.5 分" in _refused(clerk, f"{base}/force/", basis="会议")
    _send(clerk, f"/schemes/indicators/{item.pk}/", points="2")
    _send(clerk, f"{base}/indicators/add/", text="第九项")
    head = Indicator.objects.get(text="第九项")
    _send(clerk, f"{base}/indicators/add/?below={head.pk}", text="小项", kind="bonus", step="1", points="2")
    assert Indicator.objects.get(text="小项").parent_id == head.pk
    assert "请写每次扣或加多少分" in _refused(clerk, f"{base}/indicators/add/", text="少了", kind="bonus", points="2")
    clerk.post(f"/schemes/indicators/{head.pk}/move/", {"to": "up"})
    clerk.post(f"/schemes/indicators/{head.pk}/drop/")
    assert not Indicator.objects.filter(text="小项").exists()
    _send(clerk, f"{base}/force/", basis="和党发〔2026〕3号")
    edition.refresh_from_db()
    assert edition.state == VersionState.IN_FORCE
    assert "用来考核" in words_of(clerk, page)
    clerk.post(f"/schemes/{edition.scheme_id}/revise/")
    assert "第 2 版" in words_of(clerk, page)
    assert "第 1 版，使用中" in words_of(clerk, f"{page}?edition=1")


def test_a_sheet_goes_out_is_changed_and_comes_back(clerk: Client, stage: Stage) -> None:
    edition = stage.scheme()
    base = f"/schemes/versions/{edition.pk}"
    own = Indicator.objects.get(edition=edition, text="班子团结，议事有规则")
    services.edit_indicator(
        own.pk, own.version, text=own.text, weights={Phase.HALF: 30, Phase.FINAL: 70}, actor=stage.clerk, now=stage.now
    )
    out = clerk.get(f"{base}/export/").content
    before = queries.sheet_rows(edition)
    assert before[3][-3:] == ["0", "30", "70"]

    def back(content: bytes) -> str:
        file = SimpleUploadedFile("指标.xlsx", content)
        answer = clerk.post(f"{base}/import/", _initial(clerk, f"{base}/import/") | {"file": file})
        return answer.content.decode() if answer.status_code == 200 else ""

    assert back(out) == ""
    assert queries.sheet_rows(edition) == before
    wrong = [row[:] for row in before]
    wrong[1][2], wrong[2][7], wrong[3][0], wrong[5][4] = "很多", "没有的数字", "x", "猜"
    wrong.append(["9.1", "悬着", *[""] * 13])
    wrong.append([*before[1][:1], "", *[""] * 13])
    said = back(papers.tree_xlsx("改坏的", date(2026, 11, 22), wrong, []))
    for sentence in (
        "认不出来，请写数字",
        "没有“没有的数字”这个数字",
        "编号“x”认不出来",
        "只能写得分、扣分",
        "上级 9 没有写在它前面",
    ):
        assert sentence in said, sentence
    assert queries.sheet_rows(edition) == before
    assert "没有找到表头" in back(b"a,b\n1,2\n")


def test_rows_of_a_sheet_are_judged_one_by_one() -> None:
    words = queries.figure_words()

    def wrong(**cells: str) -> list[str]:
        row = {"编号": "1", "考核内容": "一项", "分值": "10"} | cells
        return [said for _, said in read_tree([(2, row)], words).wrong]

    assert wrong() == []
    assert wrong(考核内容="") == ["没有写考核内容。"]
    assert wrong(考核内容="长" * 201) == ["考核内容最多 200 个字。"]
    weights = {"半年比重（%）": "40%", "年终比重（%）": "60"}
    assert wrong(**weights) == []
    assert wrong(**weights | {"平时比重（%）": "10"}) == ["平时、半年、年终的比重合计要是 100。"]
    assert wrong(**weights | {"平时比重（%）": "一成"}) == ["平时比重（%）“一成”认不出来，请写整数。"]
    assert wrong(目标数="两次") == ["目标数“两次”认不出来，请写整数。"]
    assert wrong(分值="1.25") == ["分值“1.25”认不出来，请写数字，最多一位小数。"]
    assert wrong(分值="十") == ["分值“十”认不出来，请写数字，最多一位小数。"]
    assert wrong(由谁得出="平台记录") == ["从平台记录算分的，要选用哪个数字。"]
    again = read_tree([(2, {"编号": "1", "考核内容": "甲"}), (3, {"编号": "1", "考核内容": "乙"})], words)
    assert again.wrong == ((3, "编号 1 写了两次。"),)


def test_it_is_used_marked_published_objected_to_and_settled(
    clerk: Client, secretary: Client, stage: Stage, sign_in: SignIn
) -> None:
    edition = stage.in_force()
    use_form = f"/schemes/versions/{edition.pk}/use/"
    assert "第一季度已经过了" in _refused(clerk, use_form)
    page = _send(clerk, use_form, late_why="县里年中才发办法")
    use = AssessmentRound.objects.get()
    shown = words_of(clerk, page)
    assert shown.index("红旗村") < shown.index("柳树湾")
    assert "县里年中才发办法" in shown
    row = Assessment.objects.get(org=stage.branch)
    own = f"/schemes/assessments/{row.pk}/"
    assert "待自评" in words_of(secretary, "/schemes/")
    assert "平台记录看得出的不用填" in words_of(secretary, f"{own}own/")
    items = {item.text: item.pk for item in Indicator.objects.filter(edition=edition)}
    team = items["班子团结，议事有规则"]
    assert "不能大于 8" in _refused(secretary, f"{own}own/", **{f"mark-{team}-final": "8.5"})
    _send(secretary, f"{own}own/", **{f"mark-{team}-final": "7.5", f"why-{team}-final": "议题先发给委员"})
    assert "自评 7.5" in words_of(clerk, own)
    _send(secretary, f"{own}send/", note="已自查")
    _send(clerk, f"{own}peers/", orgs=[str(stage.cast.sibling.pk)])
    peer = AssessmentPeer.objects.get()
    neighbour = sign_in(stage.cast.sibling_secretary)
    assert "互评：红旗村党支部" in words_of(neighbour, "/schemes/")
    _send(neighbour, f"/schemes/peers/{peer.pk}/", **{f"mark-{items['党员作用发挥']}-final": "7"})
    assert "请写原因" in _refused(clerk, f"{own}review/", **{f"mark-{team}-final": "6"})
    _send(clerk, f"{own}review/", **{
        f"mark-{team}-final": "6", f"why-{team}-final": "一次会没有记录",
        f"mark-{items['群众无记名测评满意率']}-final": "18", f"why-{items['群众无记名测评满意率']}-final": "没有办测评",
    })  # fmt: skip
    across = f"/schemes/uses/{use.pk}/items/{items['中心工作和为民办事的成效']}/"
    assert "柳树湾村党支部" in words_of(clerk, across)
    _send(clerk, across, **{f"mark-{row.pk}-final": "14"})
    assert ItemMark.objects.filter(assessment=row, source="reviewer").count() == 3
    _send(clerk, f"{own}occurrences/add/", indicator=items["受到上级通报表扬"], text="通报表扬", on="2026-05-01")
    assert "1 次，1 × 1，最多 2" in words_of(secretary, own)
    clerk.post(f"/schemes/occurrences/{Occurrence.objects.get().pk}/drop/")
    assert not Occurrence.objects.exists()
    _send(clerk, f"{own}grade/", grade=1, basis="整顿有成效")
    assert "直接定级：较好" in words_of(secretary, own)
    clerk.post(f"{own}grade/lift/")
    assert GradeFlag.objects.exclude(lifted_on=None).exists()
    until = stage.now.date() + timedelta(days=5)
    _send(clerk, f"/schemes/uses/{use.pk}/publish/", objections_until=until)
    row.refresh_from_db()
    assert row.state == AssessmentState.PUBLISHED
    assert "已公布" in words_of(secretary, "/schemes/")
    clerk.post(f"{own}reopen/")
    assert "退回考评" in words_of(clerk, own)
    clerk.post(f"{own}reopen/")
    assert "不能这样办" in words_of(clerk, own)
    _send(clerk, f"/schemes/uses/{use.pk}/publish/", objections_until=until)
    _send(secretary, f"{own}objections/add/?item={team}", text="会有记录")
    _send(secretary, f"{own}objections/add/", text="总体偏低", indicator="")
    clerk.post(f"/schemes/uses/{use.pk}/settle/")
    assert "还没有到期" in words_of(clerk, page)
    for objection in Objection.objects.all():
        assert "答复异议" in words_of(clerk, "/schemes/")
        _send(clerk, f"/schemes/objections/{objection.pk}/", answer="核对过，不改。")
    assert "答复：核对过，不改。" in words_of(secretary, own)
    assert "过了这天再审定" in _refused(clerk, f"{own}settle/")
    later = stage.now + timedelta(days=6)
    services.settle_all(use.pk, actor=stage.clerk, now=later)
    row.refresh_from_db()
    assert row.state == AssessmentState.SETTLED
    shown = words_of(secretary, own)
    assert "校验码" in shown
    assert "已定" in words_of(clerk, page)


def test_every_number_opens_its_records(secretary: Client, stage: Stage) -> None:
    row = stage.assessed()
    items = {item.text: item.pk for item in Indicator.objects.filter(edition=row.round.edition_id)}
    own = f"/schemes/assessments/{row.pk}/records"
    shown = words_of(secretary, f"{own}/{items['主题党日']}/?phase=final")
    count = re.search(r"主题党日到期应办的期数 截至 \S+，(\d+) 条", shown)
    assert count
    assert shown.count("主题党日：") == int(count[1])
    assert "不由平台记录得出" in words_of(secretary, f"{own}/{items['党员作用发挥']}/")
    assert secretary.get(f"{own}/0/").status_code == 404


def test_papers_open_and_hold_the_working_out(clerk: Client, secretary: Client, stage: Stage) -> None:
    row = stage.reviewed(stage.assessed())
    services.flag_grade(assessment_id=row.pk, grade=0, basis="县委表彰", actor=stage.clerk, now=stage.now)
    for ending in ("docx", "xlsx"):
        answer = secretary.get(f"/schemes/assessments/{row.pk}/print/{ending}/")
        assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    assert secretary.get(f"/schemes/assessments/{row.pk}/print/pdf/").status_code == 404
    answer = clerk.get(f"/schemes/uses/{row.round_id}/export/")
    assert io.BytesIO(answer.content).read(2) == b"PK"


def test_empty_lists_say_what_to_do(secretary: Client, clerk: Client, stage: Stage) -> None:
    assert "上级制定并开展以后" in words_of(secretary, "/schemes/")
    page = _send(clerk, "/schemes/add/", name="空白办法")
    assert "还没有指标" in words_of(clerk, page)
    row = stage.assessed()
    _send(clerk, f"/schemes/assessments/{row.pk}/poll/")
    assert "没有引用" in words_of(clerk, f"/schemes/assessments/{row.pk}/")
