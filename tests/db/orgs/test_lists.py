"""The lists of organisations and of terms: narrowed, sorted, paged, and the sheet that is exactly what the page shows."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from jishi.kernel.actor import operator
from jishi.orgs import services
from jishi.orgs.rules import OrgKind
from tests.builders import Cast, make_org
from tests.conftest import SignIn
from tests.shown import page_rows, sheet_rows

BASIS = "和党组〔2026〕12号"


@pytest.fixture
def clerk(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.clerk)


def text(client: Client, name: str, query: str = "") -> str:
    response = client.get(reverse(name) + query)
    assert response.status_code == 200
    return response.content.decode()


def names(client: Client, query: str) -> list[str]:
    return [row[0] for row in page_rows(text(client, "orgs-list", query))]


def test_found_by_a_piece_of_the_name_by_initials_and_by_code(cast: Cast, clerk: Client, now: datetime) -> None:
    services.edit_organization(org=cast.sibling, code="099777", actor=operator(), now=now)
    for words in ("柳树", "lsw", "0997", "柳 支部"):
        assert names(clerk, f"?q={words}") == ["柳树湾村党支部"]
    assert "符合条件的 <strong>1</strong> 个" in text(clerk, "orgs-list", "?q=柳树")
    empty = text(clerk, "orgs-list", "?q=青山&figure=orgs.branch&col=code")
    assert "没有符合条件的组织" in empty
    assert "导出表格" not in empty
    assert 'href="?figure=orgs.branch&amp;col=code"' in empty  # 清除条件 leaves the figure and the columns


def test_narrowed_by_kind_and_sector_and_sorted_by_name(cast: Cast, clerk: Client, now: datetime) -> None:
    make_org(now=now, name="阿村联合党支部", kind=OrgKind.JOINT_BRANCH, parent=cast.township, sector=None)
    assert names(clerk, "?kind=joint_branch") == ["阿村联合党支部"]
    village = names(clerk, "?figure=orgs.branch&sector=village")
    assert village == ["红旗村党支部", "柳树湾村党支部"]
    by_name = names(clerk, "?figure=orgs.branch&sort=name")
    assert by_name == ["阿村联合党支部", "红旗村党支部", "柳树湾村党支部"]
    nonsense = names(clerk, "?figure=x&kind=x&sector=x&sort=x&org=&on=x")
    assert nonsense == names(clerk, "")


def test_the_sheet_is_what_the_page_shows_in_the_columns_chosen(cast: Cast, clerk: Client) -> None:
    for query in ("?figure=orgs.branch&sort=name", "?q=村&col=kind&col=above&col=code&sort=name"):
        shown = page_rows(text(clerk, "orgs-list", query))
        sheet = sheet_rows(clerk.get(reverse("orgs-list_export") + query).content, "组织")
        assert [row[0] for row in shown] == [row[0] for row in sheet]
        paper = page_rows(text(clerk, "orgs-list_print", query))
        assert [row[1:] for row in paper] == [[cell or "—" for cell in row] for row in sheet]
    assert shown == sheet
    assert shown[0][:3] == ["红旗村党支部", "党支部", "中共和平镇委员会"]


def test_a_past_day_is_found_printed_and_exported_on_either_tree(cast: Cast, sign_in: SignIn, now: datetime) -> None:
    client = sign_in(cast.department)
    on = date(2026, 6, 1)
    services.rename(org=cast.branch, name="新名党支部", on=on, basis=BASIS, actor=operator(), now=now)
    services.move(org=cast.sibling, parent=cast.other_township, on=on, basis=BASIS, actor=operator(), now=now)
    past = f"?org={cast.township.pk}&figure=orgs.branch&on=2026-05-31"
    then = page_rows(text(client, "orgs-list", past))
    assert [row[0] for row in then] == ["红旗村党支部", "柳树湾村党支部"]
    assert [row[0] for row in sheet_rows(client.get(reverse("orgs-list_export") + past).content, "组织")] == [
        row[0] for row in then
    ]
    assert names(client, past + "&q=红旗") == ["红旗村党支部"]
    answer = client.get(reverse("orgs-list_export") + past + "&basis=now")
    assert [row[0] for row in sheet_rows(answer.content, "组织")] == names(client, past + "&basis=now")
    assert names(client, past + "&basis=now") == ["新名党支部"]
    assert "（2026-05-31，现在建制）" in text(client, "orgs-list_print", past + "&basis=now")


def test_conditions_stay_from_page_to_page(cast: Cast, clerk: Client, now: datetime) -> None:
    for n in range(52):
        make_org(now=now, name=f"第{n}村党支部", parent=cast.township)
    query = "?figure=orgs.branch&q=村&sort=name&col=code"
    page = text(clerk, "orgs-list", query)
    link = next(part.split('"')[0] for part in page.split('href="') if "at=" in part.split('"')[0])
    for kept in ("figure=orgs.branch", "sort=name", "col=code"):
        assert kept in link
    first, second = page_rows(page), page_rows(text(clerk, "orgs-list", link.replace("&amp;", "&")))
    assert len(first) == 50
    sheet = sheet_rows(clerk.get(reverse("orgs-list_export") + query).content, "组织")
    assert [row[0] for row in (*first, *second)] == [row[0] for row in sheet]


def test_a_long_list_asks_no_more_queries(
    cast: Cast, clerk: Client, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        make_org(now=now, parent=cast.township)
    with django_assert_max_num_queries(18):
        text(clerk, "orgs-list", "?q=村&sort=name")


def test_the_terms_exported_are_those_shown(cast: Cast, clerk: Client, now: datetime) -> None:
    services.open_term(org=cast.branch, elected_on=date(2022, 3, 1), actor=operator(), now=now)
    for n in range(55):
        made = make_org(now=now, name=f"第{n}村党支部", parent=cast.township)
        services.open_term(org=made, elected_on=date(2021, 3, 1 + n % 20), actor=operator(), now=now)
    query = "?place=past&q=村&sort=elected"
    page = text(clerk, "orgs-terms", query)
    link = next(part.split('"')[0] for part in page.split('href="') if "at=" in part.split('"')[0])
    assert "place=past" in link
    assert f"{reverse('orgs-terms_export')}?place=past" in page
    shown = page_rows(page) + page_rows(text(clerk, "orgs-terms", link.replace("&amp;", "&")))
    sheet = sheet_rows(clerk.get(reverse("orgs-terms_export") + query).content, "党组织")
    assert [row[0] for row in shown] == [row[0] for row in sheet]
    assert "没有符合这些条件的组织" in text(clerk, "orgs-terms", "?q=没有的")
