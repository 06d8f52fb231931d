"""The pages of organisations, as the people of the cast use them."""

from datetime import date, datetime
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from jishi.audit.models import AuditLine
from jishi.kernel.actor import operator
from jishi.kernel.decision import Refused
from jishi.kernel.registry import figures
from jishi.notices.models import MailAddress
from jishi.orgs import queries, services
from jishi.orgs.models import Organization, PostHeld, Term
from jishi.orgs.rules import OrgKind, PostKind
from tests.builders import Cast, make_member, make_org, make_person, make_post
from tests.conftest import SignIn

BASIS = "和党组〔2026〕12号"
CSV = "党组织名称,组织类别,上级党组织,党组织编码,单位性质类别,建立日期\r\n{}\r\n"


@pytest.fixture
def clerk(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.clerk)


@pytest.fixture
def department(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.department)


def text(client: Client, name: str, query: str = "", **kwargs: object) -> str:
    response = client.get(reverse(name, kwargs=kwargs) + query)
    assert response.status_code == 200
    return response.content.decode()


def send(client: Client, name: str, data: dict[str, object], /, **kwargs: object) -> str:
    """Post a form; the page that follows, or the form again with what is wrong."""
    return client.post(reverse(name, kwargs=kwargs), data, follow=True).content.decode()


def version(org: Organization) -> int:
    return Organization.objects.get(pk=org.pk).version


def test_the_tree_opens_at_the_own_organisation_with_who_answers(cast: Cast, clerk: Client) -> None:
    page = text(clerk, "orgs-index")
    assert "中共和平镇委员会" in page
    assert "红旗村党支部" in page
    assert "王建国" in page
    assert "中共青山乡委员会" not in page
    assert "红旗村第一党小组" in text(clerk, "orgs-index", f"?org={cast.branch.pk}")


def test_somebody_else_s_branch_is_as_if_it_were_not_there(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.secretary)
    for url in (reverse("orgs-show", args=[cast.sibling.pk]), reverse("orgs-index") + f"?org={cast.sibling.pk}",
                reverse("orgs-list") + f"?org={cast.sibling.pk}"):  # fmt: skip
        assert client.get(url).status_code == 404


def test_search_finds_by_pieces_short_name_and_code_within_reach(cast: Cast, clerk: Client, now: datetime) -> None:
    services.edit_organization(org=cast.sibling, short_name="LSW", code="099777", actor=operator(), now=now)
    for words in ("柳树", "柳 湾村", "lsw", "099777"):
        page = text(clerk, "orgs-index", f"?q={words}")
        assert "柳树湾村党支部" in page
        assert "红旗村党支部" not in page
    for words in ("柳村", "青山"):
        assert "没有找到" in text(clerk, "orgs-index", f"?q={words}")


def test_every_count_on_the_tree_is_the_length_of_its_list(cast: Cast, clerk: Client, now: datetime) -> None:
    make_org(now=now, name="甲乙联合党支部", kind=OrgKind.JOINT_BRANCH, parent=cast.township)
    for name, (label, kinds) in queries.FIGURES.items():
        count = figures[name].count(cast.township.path, now.date())
        page = text(clerk, "orgs-list", f"?figure={name}&org={cast.township.pk}")
        assert f"{label}，{count} 个" in page
        assert (
            page.count('<th scope="row">') == count == queries.standing(cast.township.path, now.date(), kinds).count()
        )
    assert figures["orgs.branch"].count(cast.township.path, now.date()) == 3
    assert figures["orgs.total"].count("", now.date()) == 6
    assert "共 3 条" in text(clerk, "orgs-list", "?figure=orgs.branch")
    assert "没有符合条件" in text(clerk, "orgs-list", "?figure=orgs.branch&sector=university")


def test_a_past_day_shows_the_tree_of_that_day(cast: Cast, department: Client, clerk: Client, now: datetime) -> None:
    services.move(
        org=cast.branch, parent=cast.other_township, on=date(2026, 6, 1), basis=BASIS, actor=operator(), now=now
    )
    here = f"?org={cast.township.pk}"
    assert "红旗村党支部" not in text(department, "orgs-index", here)
    page = text(department, "orgs-index", here + "&on=2026-05-31")
    assert "红旗村党支部" in page
    assert "这是 2026-05-31 的情况" in page
    assert "其中 1 个今天已不在您能查看的范围" in text(clerk, "orgs-list", here + "&figure=orgs.branch&on=2026-05-31")
    card = text(department, "orgs-show", "?on=2026-05-31", org_id=cast.branch.pk)
    assert card.index("中共和平镇委员会") < card.index("班子和工作人员")
    assert "登记任职" not in card


def test_the_card_before_its_day_and_after_its_end(cast: Cast, department: Client, now: datetime) -> None:
    org = make_org(now=now, parent=cast.township, founded_on=date(2020, 1, 1))
    assert "还没有建立" in text(department, "orgs-show", "?on=2019-12-31", org_id=org.pk)
    services.end_organization(org=org, on=date(2026, 6, 1), basis=BASIS, actor=operator(), now=now)
    page = text(department, "orgs-show", org_id=org.pk)
    assert "已经撤销" in page
    assert "2026-06-01 撤销" in page
    assert "看哪一天" in text(department, "orgs-show", "?on=无", org_id=org.pk)


def test_the_card_says_what_is_vacant_and_past(cast: Cast, clerk: Client, now: datetime) -> None:
    services.open_term(org=cast.branch, elected_on=date(2021, 9, 9), number=8, seats=5, actor=operator(), now=now)
    page = text(clerk, "orgs-show", org_id=cast.branch.pk)
    assert "缺 2 名" in page
    assert '<span class="late">已过届满日 74 天，未换届</span>' in page
    assert "书记空缺" in text(clerk, "orgs-show", org_id=cast.township.pk)


def test_a_clerk_founds_a_branch_once_however_often_the_form_is_sent(cast: Cast, clerk: Client) -> None:
    form = {"submission": uuid4(), "name": "新村党支部", "kind": "branch", "nature": "administrative_village"}
    for _ in range(2):
        assert "已建立" in send(clerk, "orgs-create", form, org_id=cast.township.pk)
    assert Organization.objects.filter(name="新村党支部").count() == 1
    again = send(clerk, "orgs-create", form | {"submission": uuid4()}, org_id=cast.township.pk)
    assert "上级下面已有“新村党支部”" in again
    assert 'value="新村党支部"' in again


def test_the_forms_of_an_organisation_s_life(cast: Cast, department: Client) -> None:
    org = cast.sibling

    def act(page: str, /, **data: object) -> str:
        return send(
            department, page, {"version": version(org), "on": "2026-06-01", "basis": BASIS} | data, org_id=org.pk
        )

    assert "已更名" in act("orgs-rename", name="柳树湾村总支")
    assert "已改变类别" in act("orgs-change_kind", kind="general_branch")
    assert "找不到“没有的镇”" in act("orgs-move", parent="没有的镇")
    assert "已调整隶属" in act("orgs-move", parent="中共青山乡委员会")
    assert "已保存" in act("orgs-edit", duties_from="2026-01-01", sector="retired", phone="0000-1")
    assert Organization.objects.get(pk=org.pk).sector == "retired"
    assert "这份内容刚被别人改过" in act("orgs-rename", name="又一名", version=1)
    assert "名党员" in act("orgs-end") or "members.total" not in figures
    empty = Organization.objects.get(path=cast.other_township.path)
    assert "请先调整隶属或撤销" in send(
        department, "orgs-end", {"version": version(empty), "on": "2026-11-01", "basis": BASIS}, org_id=empty.pk
    )  # fmt: skip


def test_a_post_is_given_ended_and_corrected(cast: Cast, clerk: Client, now: datetime) -> None:
    org = cast.branch

    def hold(**data: object) -> str:
        sent = {"version": version(org), "post": "publicity_member", "from_on": "2026-06-01", "name": "李秀英"} | data
        return send(clerk, "orgs-hold_post", sent, org_id=org.pk)

    assert "已登记" in hold()
    assert "名册里没有“无此人”" in hold(name="无此人", post="instructor")
    assert "已登记" in hold(name="新来的", post="instructor", is_new="on")
    twin = make_person(now=now, name="李秀英", born_on=date(1980, 1, 1))
    make_post(now=now, person_id=twin.pk, org=cast.township, post=PostKind.OFFICE_CLERK)
    assert "请选是哪一位" in hold(post="youth_member")
    assert "已登记" in hold(post="youth_member", person=str(twin.pk))
    assert "还在任书记" in hold(post="secretary", person=str(twin.pk))
    held = PostHeld.objects.get(org=org, post="publicity_member")
    assert "已更正" in send(
        clerk, "orgs-correct_post", {"version": version(org), "from_on": "2026-05-01", "order": 7, "duty_note": "宣传"},
        held_id=held.pk,
    )  # fmt: skip
    assert "已免职" in send(clerk, "orgs-end_post", {"version": version(org), "on": "2026-11-01"}, held_id=held.pk)


def test_the_mistyped_name_of_somebody_on_no_roster_is_corrected_with_the_post(
    cast: Cast, clerk: Client, now: datetime
) -> None:
    org = cast.branch
    held = services.appoint_newcomer(
        name="王小名", org=org, post=PostKind.INSTRUCTOR, from_on=date(2026, 6, 1), actor=operator(), now=now
    )
    MailAddress.objects.create(person=held.person, address=b"sealed", set_at=now)  # whatever else hangs on the person
    page = clerk.get(reverse("orgs-correct_post", args=[held.pk])).content.decode()
    assert 'value="王小名"' in page
    sent = {"version": version(org), "from_on": "2026-06-01", "order": 50, "name": " 王小明"}
    assert "已更正" in send(clerk, "orgs-correct_post", sent, held_id=held.pk)
    held.person.refresh_from_db()
    assert (held.person.name, held.person.initials) == ("王小明", "wxm")
    line = AuditLine.objects.get(event="person.changed")
    assert (line.before, line.after, line.org_id) == ({"name": "王小名"}, {"name": "王小明"}, org.pk)


def test_the_name_of_a_member_is_corrected_among_the_members(cast: Cast, clerk: Client, now: datetime) -> None:
    member = make_member(now=now, org=cast.branch, name="周党员")
    held = make_post(now=now, person_id=member.pk, org=cast.branch, post=PostKind.PUBLICITY_MEMBER)
    page = clerk.get(reverse("orgs-correct_post", args=[held.pk])).content.decode()
    assert "姓名在党员信息里更正" in page
    assert 'name="name"' not in page
    with pytest.raises(Refused, match="党员信息"):
        services.correct_post(held=held, name="周新名", actor=operator(), now=now)
    member.person.refresh_from_db()
    assert member.person.name == "周党员"


def test_terms_units_and_guidance_by_form(cast: Cast, department: Client) -> None:
    org = cast.branch
    assert "已登记" in send(
        department, "orgs-open_term", {"version": version(org), "elected_on": "2021-09-09", "seats": 3}, org_id=org.pk
    )
    term = Term.objects.get(org=org)
    late = {"version": version(org), "to": "2028-01-01", "basis": BASIS}
    assert "一般不超过1年" in send(department, "orgs-extend_term", late, term_id=term.pk)
    assert "已登记延期" in send(department, "orgs-extend_term", late | {"to": "2027-03-01"}, term_id=term.pk)
    assert "本届已结束" in send(
        department, "orgs-close_term", {"version": version(org), "on": "2026-11-01"}, term_id=term.pk
    )
    unit = {"version": version(org), "name": "红旗村", "nature": "administrative_village", "staff": 12}
    assert "从业 12 人" in send(department, "orgs-add_unit", unit, org_id=org.pk)
    [saved] = queries.units_of(org)
    changed = send(
        department, "orgs-change_unit", unit | {"version": version(org), "name": "红旗社区"}, unit_id=saved.pk
    )
    assert "红旗社区" in changed
    assert "已去掉单位“红旗社区”" in send(department, "orgs-remove_unit", {}, unit_id=saved.pk)
    guided = send(
        department, "orgs-start_guidance", {"guide": "中共青山乡委员会", "from_on": "2026-06-01"}, org_id=org.pk
    )
    assert "由中共青山乡委员会指导" in guided
    [guidance], _ = queries.guidances_of(org, date(2026, 11, 22))
    assert "已结束" in send(department, "orgs-end_guidance", {"on": "2026-11-01"}, guidance_id=guidance.pk)


def test_history_is_corrected_in_the_open(cast: Cast, clerk: Client, now: datetime) -> None:
    services.rename(org=cast.branch, name="红旗社区党支部", on=date(2026, 6, 1), basis=BASIS, actor=operator(), now=now)
    newest = queries.history_of(cast.branch)[0][0]
    form = {"version": version(cast.branch), "from_on": "2026-05-01", "basis": "见原件"}
    page = send(clerk, "orgs-correct", form, table="naming", entry_id=newest.pk)
    assert "已更正" in page
    assert "更正沿革" in page
    assert "更正沿革" in text(clerk, "orgs-log", "?event=org.history_corrected&from=2026-01-01&to=x")
    assert "更正沿革" in text(clerk, "orgs-log", "?event=org.history_corrected&find=周敏")
    assert "没有符合条件" in text(clerk, "orgs-log", "?event=org.history_corrected&find=查无此人")
    sheet = clerk.get(reverse("orgs-log_export"), {"event": "org.history_corrected"})
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert "更正沿革" in rows[3]
    assert "依据：" in rows[3][5]


def upload(client: Client, content: bytes) -> str:
    return send(client, "orgs-import", {"file": SimpleUploadedFile("组织.csv", content)})


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"')[0]


def test_a_sheet_is_looked_at_before_it_is_taken_in(cast: Cast, clerk: Client) -> None:
    page = upload(clerk, CSV.format("甲村党支部,631,中共和平镇委员会,,行政村,1998-07-01\r\n乙,x,,,,").encode())
    assert "新增 <strong>1</strong>" in page
    assert not Organization.objects.filter(name="甲村党支部").exists()
    form = {"name": hidden(page, "name"), "content": hidden(page, "content")}
    assert "不能导入的行" in send(clerk, "orgs-import", form)
    answer = clerk.post(reverse("orgs-import_refused"), form)
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[2][:3] == ["原因", "原表行号", "党组织名称"]
    assert ("组织类别" in str(rows[3][0]), rows[3][1:3]) == (True, [3, "乙"])
    assert "乙" in upload(clerk, answer.content)
    assert not Organization.objects.filter(name="甲村党支部").exists()
    assert "已导入：新增 1 个组织" in send(clerk, "orgs-import", form | {"good_rows_only": "on"})
    assert Organization.objects.get(name="甲村党支部").parent == cast.township
    assert "没有变化" in upload(clerk, CSV.format("甲村党支部,631,,,,").encode())


def test_what_is_no_sheet_is_refused_beside_the_field(cast: Cast, clerk: Client) -> None:
    assert "没有找到表头" in upload(clerk, b"a,b\n1,2")
    assert "超过 2 MB" in upload(clerk, b"x" * (2 * 1024 * 1024 + 1))
    for form in ({"name": "x", "content": "###"}, {"content": ""}):
        assert "上传并预览" in send(clerk, "orgs-import", form)
        assert clerk.post(reverse("orgs-import_refused"), form).status_code == 302


def test_reading_the_tree_costs_the_same_with_thirty(
    cast: Cast, clerk: Client, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        make_org(now=now, parent=cast.township)
    for name, kwargs in (("orgs-index", {}), ("orgs-list", {}), ("orgs-show", {"org_id": cast.township.pk})):
        with django_assert_max_num_queries(42 if name == "orgs-show" else 19):
            text(clerk, name, **kwargs)
