"""The pages of 组织调整: form, everything that would happen, confirming; and the list of what needs adjusting."""

import re
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from jishi.desk.queries.advice import adjusting
from jishi.kernel.actor import operator
from jishi.members.models import Member
from jishi.members.queries import roster
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization, Reshaping
from jishi.orgs.rules import OrgKind
from tests.builders import Cast, make_member, make_org
from tests.conftest import SignIn

BASIS = "和党组〔2026〕31号"
ON = "2026-11-20"
WEEK = {"on": ON, "basis": BASIS}


@pytest.fixture
def clerk(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.clerk)


def post(client: Client, name: str, data: dict[str, object], pk: int) -> str:
    return client.post(reverse(name, args=[pk]), data, follow=True).content.decode()


def hidden(page: str) -> dict[str, object]:
    """What the confirming form would send."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value.replace("&quot;", '"') for name, value in found if name != "csrfmiddlewaretoken"}


def confirm(client: Client, name: str, page: str, pk: int) -> str:
    return post(client, name, hidden(page), pk)


def test_the_card_offers_the_acts_that_fit(cast: Cast, clerk: Client) -> None:
    card = clerk.get(reverse("orgs-show", args=[cast.branch.pk])).content.decode()
    assert "合并</a>" in card
    assert "拆分</a>" in card
    above = clerk.get(reverse("orgs-show", args=[cast.township.pk])).content.decode()
    assert "拆分</a>" not in above
    group = clerk.get(reverse("orgs-show", args=[cast.group.pk])).content.decode()
    assert "合并</a>" not in group


def test_a_merge_from_form_to_both_cards_and_back(cast: Cast, clerk: Client) -> None:
    form = clerk.get(reverse("desk-merge", args=[cast.branch.pk])).content.decode()
    assert "柳树湾村党支部" in form
    page = post(clerk, "desk-merge", {"into": "柳树湾村党支部", **WEEK}, cast.branch.pk)
    assert "红旗村党支部并入柳树湾村党支部，2026-11-20 起生效" in page
    assert "党员编入柳树湾村党支部" in page
    assert "陈敏" in page
    assert not Reshaping.objects.exists()
    card = confirm(clerk, "desk-merge", page, cast.branch.pk)
    assert "已办理合并，转移党员 9 名" in card
    assert "红旗村党支部并入" in card
    for name, args in (("orgs-show", [cast.branch.pk]), ("orgs-part", [cast.branch.pk, "changes"])):
        old = clerk.get(reverse(name, args=args)).content.decode()
        assert "2026-11-20 已并入柳树湾村党支部，转移党员 9 名" in old
    assert "撤回这次调整" in old
    act = Reshaping.objects.get()
    asked = clerk.get(reverse("desk-take_back", args=[act.pk])).content.decode()
    assert "只用于办错了" in asked
    assert "请填写为什么撤回" in post(clerk, "desk-take_back", {"reason": ""}, act.pk)
    assert "为什么撤回" in post(clerk, "desk-take_back", {"reason": "　"}, act.pk)
    assert "已撤回" in post(clerk, "desk-take_back", {"reason": "选错了组织"}, act.pk)
    assert "这次调整已经撤回" in clerk.get(reverse("desk-take_back", args=[act.pk])).content.decode()


def test_what_changed_is_shown_again_before_anything_is_done(cast: Cast, clerk: Client, now: datetime) -> None:
    page = post(clerk, "desk-merge", {"into": "柳树湾村党支部", **WEEK}, cast.branch.pk)
    make_member(now=now, org=cast.branch, name="赵刚")
    again = confirm(clerk, "desk-merge", page, cast.branch.pk)
    assert "预览以后情况有变化" in again
    assert "赵刚" in again
    assert "已办理合并" in confirm(clerk, "desk-merge", again, cast.branch.pk)


def test_back_to_the_form_keeps_what_was_typed(cast: Cast, clerk: Client) -> None:
    page = post(clerk, "desk-merge", {"into": "柳树湾村党支部", **WEEK}, cast.branch.pk)
    form = post(clerk, "desk-merge", hidden(page) | {"back": "1"}, cast.branch.pk)
    assert BASIS in form
    assert "下一步" in form


def test_a_mistake_stands_beside_its_field(cast: Cast, clerk: Client) -> None:
    assert "填一个" in post(clerk, "desk-merge", WEEK, cast.branch.pk)
    assert "找不到" in post(clerk, "desk-merge", {"into": "没有的支部", **WEEK}, cast.branch.pk)
    assert "还有 9 名党员" in post(clerk, "desk-dissolve", WEEK, cast.branch.pk)
    late = {"into": "柳树湾村党支部", "on": "2027-01-01", "basis": BASIS}
    assert "到了那天再办" in post(clerk, "desk-merge", late, cast.branch.pk)


@pytest.mark.parametrize("sent", [{}, {"plan": "{}", "shown": "x"}, {"plan": '{"kind": "split"'}])
def test_a_mangled_confirming_does_nothing(cast: Cast, clerk: Client, sent: dict[str, object]) -> None:
    page = post(clerk, "desk-merge", {"into": "柳树湾村党支部", **WEEK}, cast.branch.pk)
    card = post(clerk, "desk-merge", hidden(page) | {"plan": "", **sent}, cast.branch.pk)
    assert "放得太久了" in card


def test_an_act_that_has_become_impossible_says_why(cast: Cast, clerk: Client, now: datetime) -> None:
    page = post(clerk, "desk-merge", {"into": "柳树湾村党支部", **WEEK}, cast.branch.pk)
    confirm(clerk, "desk-merge", page, cast.branch.pk)
    other = hidden(page) | {"submission": "00000000-0000-4000-8000-000000000001"}
    assert "没有办理：红旗村党支部已经撤销" in post(clerk, "desk-merge", other, cast.branch.pk)


def test_two_siblings_make_a_new_branch(cast: Cast, clerk: Client) -> None:
    sent = {"others": [cast.sibling.pk], "name": "红柳村党支部", **WEEK}
    page = post(clerk, "desk-merge", sent, cast.branch.pk)
    card = confirm(clerk, "desk-merge", page, cast.branch.pk)
    assert "红柳村党支部" in card
    assert "转移党员 10 名" in card


def test_dissolving_sends_the_members_where_the_form_says(cast: Cast, clerk: Client) -> None:
    page = post(clerk, "desk-dissolve", {"into": "柳树湾村党支部", **WEEK}, cast.branch.pk)
    assert "党小组撤销" in page
    assert "已办理撤销" in confirm(clerk, "desk-dissolve", page, cast.branch.pk)


def parts(cast: Cast) -> dict[str, object]:
    rest = {f"member_{m.pk}": "2" for m in cast.members[2:]}
    return {
        "rows": "2", "part_name_1": "红旗一支部", "part_kind_1": "branch", "part_name_2": "红旗二支部",
        "part_kind_2": "branch", f"group_{cast.group.pk}": "1", **rest, **WEEK,
    }  # fmt: skip


def test_a_branch_is_split_on_the_page(cast: Cast, clerk: Client) -> None:
    form = clerk.get(reverse("desk-split", args=[cast.branch.pk])).content.decode()
    assert "随红旗村第一党小组" in form
    page = post(clerk, "desk-split", parts(cast), cast.branch.pk)
    assert "红旗村党支部拆分为红旗一支部、红旗二支部" in page
    assert "成立党支部要有正式党员 3 人以上" in page  # two in the first: advice, no bar
    assert "已办理拆分" in confirm(clerk, "desk-split", page, cast.branch.pk)


def test_another_place_can_be_asked_for(cast: Cast, clerk: Client) -> None:
    form = post(clerk, "desk-split", parts(cast) | {"rows_more": "1"}, cast.branch.pk)
    assert "去向3的名称" in form
    assert "红旗一支部" in form
    assert "还不能保存" not in form


def sheet(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("编入.csv", ("姓名,编入\r\n" + "\r\n".join(rows)).encode())


def test_a_sheet_fills_in_who_goes_where(cast: Cast, clerk: Client, now: datetime) -> None:
    for name in ("赵一", "赵二", "赵二"):
        make_member(now=now, org=cast.branch, name=name)
    form = post(clerk, "desk-split", parts(cast) | {"sheet": sheet("赵一,红旗一支部")}, cast.branch.pk)
    assert "已按表格给 1 名党员填好去向" in form
    twice = post(
        clerk,
        "desk-split",
        parts(cast) | {"sheet": sheet("赵二,红旗一支部", "孙三,红旗二支部", "赵一,")},
        cast.branch.pk,
    )
    assert "第 2 行：赵二 有几个人同名" in twice
    assert "第 3 行：孙三 不在本支部名册上" in twice
    assert "第 4 行：“空”不是上面写的去向" in twice


def test_members_can_go_to_a_branch_that_stands(cast: Cast, clerk: Client) -> None:
    sent = {
        "rows": "1", "part_name_1": "柳树湾村党支部", "part_kind_1": "existing", "stays": "on",
        f"member_{cast.members[3].pk}": "1", **WEEK,
    }  # fmt: skip
    page = post(clerk, "desk-split", sent, cast.branch.pk)
    confirm(clerk, "desk-split", page, cast.branch.pk)
    assert Member.objects.get(pk=cast.members[3].pk).org_id == cast.sibling.pk


def test_a_branch_is_raised_on_the_page_and_folded_back(cast: Cast, clerk: Client, now: datetime) -> None:
    sent = parts(cast) | {"new_kind": "general_branch", "on": "2026-11-10"}
    page = post(clerk, "desk-become", sent, cast.branch.pk)
    assert "红旗村党支部改设为党总支部" in page
    assert "已开始的各期仍按原类别计" in page
    confirm(clerk, "desk-become", page, cast.branch.pk)
    assert Organization.objects.get(pk=cast.branch.pk).kind == OrgKind.GENERAL_BRANCH
    fold = clerk.get(reverse("desk-become", args=[cast.branch.pk])).content.decode()
    assert "下一步" in fold
    page = post(clerk, "desk-become", WEEK, cast.branch.pk)
    confirm(clerk, "desk-become", page, cast.branch.pk)
    assert len(roster(cast.branch.pk, date(2026, 11, 22))) == 9


def test_a_sheet_also_fills_the_branches_of_a_general_branch(cast: Cast, clerk: Client) -> None:
    sent = parts(cast) | {"new_kind": "general_branch", "sheet": sheet("陈敏,红旗一支部")}
    assert "已按表格给 1 名党员填好去向" in post(clerk, "desk-become", sent, cast.branch.pk)


def test_large_and_small_branches_are_listed_with_the_article(
    cast: Cast, clerk: Client, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert reverse("desk-advice") in clerk.get(reverse("orgs-index")).content.decode()
    village = make_org(now=now, name="大村党支部", parent=cast.township)
    for _ in range(51):
        make_member(now=now, org=village)
    with django_assert_max_num_queries(16):
        page = clerk.get(reverse("desk-advice")).content.decode()
    assert "党员 51 名，党支部党员人数一般不超过 50 人" in page
    assert "《中国共产党农村基层组织工作条例》，据转引，原文未核" in page
    assert "柳树湾村党支部" in page  # one full member
    assert "红旗村党支部" not in page
    card = clerk.get(reverse("orgs-part", args=[village.pk, "changes"])).content.decode()
    assert "这是提醒，不影响任何办理" in card


def test_a_general_branch_is_counted_with_its_branches(cast: Cast, now: datetime) -> None:
    general = make_org(now=now, kind=OrgKind.GENERAL_BRANCH, parent=cast.township, sector="soe")
    for _ in range(2):
        branch = make_org(now=now, parent=general, sector="soe")
        for _ in range(50):
            make_member(now=now, org=branch)
    found = {row.org.pk: row for row in adjusting(operator(), today=now.date()).page.rows}
    assert found[general.pk].total == 100
    assert "100 人以上的设党委" in found[general.pk].advice[0].words


def test_the_list_of_a_past_day_on_either_tree(cast: Cast, clerk: Client, now: datetime) -> None:
    page = post(clerk, "desk-merge", {"into": "柳树湾村党支部", **WEEK}, cast.branch.pk)
    confirm(clerk, "desk-merge", page, cast.branch.pk)
    address = reverse("orgs-list") + f"?figure=orgs.branch&org={cast.township.pk}&on=2026-11-01"
    then = clerk.get(address).content.decode()
    assert "红旗村党支部并入柳树湾村党支部" in then
    assert "党支部，2 个" in then
    after = clerk.get(address + "&basis=now").content.decode()
    assert "党支部，1 个" in after
    quiet = clerk.get(reverse("orgs-list") + "?figure=orgs.general_branch&on=2026-11-01").content.decode()
    assert "建制没有变化" in quiet


def test_the_members_of_a_past_day_on_either_tree(cast: Cast, sign_in: SignIn, now: datetime) -> None:
    department = sign_in(cast.department)
    orgs.move(
        org=cast.branch, parent=cast.other_township, on=date(2026, 11, 20), basis=BASIS, actor=operator(), now=now
    )
    address = reverse("members-index") + f"?org={cast.township.pk}&on=2026-11-01"
    then = department.get(address).content.decode()
    assert "按当日建制" in then
    assert "红旗村党支部改隶中共青山乡委员会" in then
    assert "减 9 名" in then
    assert "王建国" in then
    after = department.get(address + "&basis=now").content.decode()
    assert "王建国" not in after
    assert "现在建制" in after
    gained = department.get(reverse("members-index") + f"?org={cast.other_township.pk}&on=2026-11-01").content.decode()
    assert "加 9 名" in gained
    figure = department.get(address + "&basis=then&figure=members.female").content.decode()
    assert "女党员" in figure
    group = department.get(reverse("members-index") + f"?org={cast.group.pk}&on=2026-11-01").content.decode()
    assert "李秀英" in group
