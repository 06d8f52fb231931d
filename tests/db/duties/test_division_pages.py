"""责任 and 规定 as people see them: who answers, on the page and on paper; rules and their past."""

from datetime import date, datetime
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from docx import Document
from pytest_django import DjangoAssertNumQueries
from python_calamine import load_workbook

from jishi.duties import queries, services
from jishi.duties.models import Answering
from jishi.duties.queries import HeadFilters, RuleFilters
from jishi.kernel.actor import Actor, operator
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization, PostHeld
from jishi.orgs.queries import Card
from jishi.orgs.rules import OrgKind, PostKind, WorkField
from tests.builders import Cast, actor_named, make_org, make_person, make_post
from tests.conftest import SignIn
from tests.shown import words_of

ON = date(2026, 11, 22)
RULE = "dues_branch_publish_yearly"


@pytest.fixture
def divided(cast: Cast, now: datetime) -> Cast:
    """The branch has divided its work; one charge has lapsed, one duty is named to somebody else."""
    services.open_periods(ON)
    orgs.assign_charge(
        org=cast.branch, fields=[WorkField.ORG_LIFE], person_id=cast.members[1].pk, from_on=date(2026, 3, 1),
        basis="支委会", actor=operator(), now=now,
    )  # fmt: skip
    orgs.add_assistance(
        org=cast.branch,
        field=WorkField.DUES,
        helper_name="村会计室",
        from_on=date(2026, 3, 1),
        actor=operator(),
        now=now,
    )
    services.name_answering(
        org=cast.branch, rule_id=RULE, person_id=cast.members[3].pk, from_on=date(2026, 11, 1), reason="支委会定",
        actor=operator(), now=now,
    )  # fmt: skip
    return cast


@pytest.fixture
def clerk(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.clerk)


@pytest.fixture
def secretary(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.secretary)


def test_one_page_says_who_answers_for_everything(divided: Cast, secretary: Client) -> None:
    page = words_of(secretary, f"/responsibility/{divided.branch.pk}/")
    named = divided.members[3].person.name
    for said in (
        "第一责任人：书记 王建国",
        "组织生活",
        "村会计室",
        "李秀英 分管组织生活",
        f"{named} 指定 ：支委会定",
        "还没有分管人",
    ):
        assert said in page, said


def test_a_vacancy_and_a_lapsed_charge_are_said(divided: Cast, secretary: Client, clerk: Client, now: datetime) -> None:
    for person in (0, 1):
        held = PostHeld.objects.get(org=divided.branch, person_id=divided.members[person].pk)
        orgs.end_post(held=held, on=date(2026, 11, 20), actor=operator(), now=now)
    page = words_of(clerk, f"/responsibility/{divided.branch.pk}/")
    assert "书记空缺" in page
    assert "李秀英已不在本组织任职，分管的组织生活请" in page
    assert "第一责任人： 书记空缺" in words_of(clerk, f"/orgs/{divided.branch.pk}/part/answers/")


def test_the_paper_and_the_sheet_say_the_same(divided: Cast, secretary: Client) -> None:
    paper = Document(BytesIO(secretary.get(f"/responsibility/{divided.branch.pk}/docx/").content))
    words = [p.text for p in paper.paragraphs]
    assert words[0] == "红旗村党支部党建工作责任分工表"
    assert "第一责任人：书记 王建国" in words
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert {"李秀英", "组织生活", "村会计室", "指定", "分管组织生活"} <= set(cells)
    assert any(line.startswith("尚未明确分管人的工作：组织建设") for line in words)
    sheet = load_workbook(BytesIO(secretary.get(f"/responsibility/{divided.branch.pk}/xlsx/").content))
    rows = [[str(cell) for cell in row] for row in sheet.get_sheet_by_index(0).to_python()]
    assert any("李秀英" in row and "组织生活" in row for row in rows)
    assert any("党费管理" in row and "村会计室" in row for row in rows)


def test_an_empty_committee_still_prints(cast: Cast, clerk: Client) -> None:
    paper = Document(BytesIO(clerk.get(f"/responsibility/{cast.township.pk}/docx/").content))
    words = [p.text for p in paper.paragraphs]
    assert "第一责任人：书记空缺" in words
    assert words.count("暂未登记。") == 3


def test_a_township_finds_those_without_a_secretary(cast: Cast, clerk: Client, now: datetime) -> None:
    deputy = make_person(now=now, name="孙丽华")
    make_post(now=now, person_id=deputy.pk, org=cast.township, post=PostKind.DEPUTY_SECRETARY)
    empty = make_org(now=now, name="青石桥村党支部", parent=cast.township)
    make_org(now=now, name="镇政府党组", kind=OrgKind.PARTY_LEADING_GROUP, parent=cast.township)
    page = words_of(clerk, "/responsibility/")
    assert "5 个党组织，其中 2 个书记空缺" in page
    assert "书记空缺，事项暂由副书记孙丽华答复" in page
    assert "红旗村第一党小组" not in page
    vacant = words_of(clerk, "/responsibility/?vacant=1")
    assert empty.name in vacant
    assert "王建国" not in vacant
    assert "红旗村第一党小组" in words_of(clerk, "/responsibility/?kind=party_group")
    assert "没有找到" in words_of(clerk, "/responsibility/?q=没有这个")
    assert "没有书记空缺的党组织" in words_of(clerk, "/responsibility/?vacant=1&q=红旗村")
    below = words_of(clerk, f"/responsibility/?org={cast.branch.pk}")
    assert "红旗村党支部" in below
    assert "柳树湾村党支部" not in below


def test_the_list_counts_agree_and_do_not_grow_with_rows(
    cast: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actor = actor_named("department", today=ON)
    for number in range(3):
        make_org(now=now, name=f"第{number}村党支部", parent=cast.township)
    with django_assert_num_queries(4):
        page = queries.heads_page(actor, HeadFilters(), on=ON)
    every = HeadFilters(vacant=True)
    assert queries.vacant_count(actor, HeadFilters(), on=ON) == len(queries.all_heads(actor, every, on=ON))
    assert page.total == len(page.rows) == len(queries.all_heads(actor, HeadFilters(), on=ON))


def test_the_export_is_what_the_list_shows(cast: Cast, clerk: Client, secretary: Client) -> None:
    sheet = load_workbook(BytesIO(clerk.get("/responsibility/export/?vacant=1").content))
    rows = [[str(cell) for cell in row] for row in sheet.get_sheet_by_index(0).to_python()]
    assert [row[1] for row in rows if "书记空缺" in row] == ["中共和平镇委员会"]
    assert not any("红旗村党支部" in row for row in rows)
    mine = load_workbook(BytesIO(secretary.get(f"/responsibility/export/?org={cast.branch.pk}").content))
    assert any("书记 王建国" in row for row in mine.get_sheet_by_index(0).to_python())


def test_somebody_is_named_for_one_duty_and_taken_back(divided: Cast, secretary: Client) -> None:
    address = f"/responsibility/{divided.branch.pk}/name/?rule=heart_talk_yearly"
    assert "谈心谈话" in words_of(secretary, address)
    typed = {
        "rule_id": "heart_talk_yearly", "person": divided.members[4].pk, "from_on": "2026-12-01", "to_on": "",
        "reason": "书记外出学习", "submission": str(uuid4()),
    }  # fmt: skip
    assert "请写明为什么" in secretary.post(address, typed | {"reason": " "}).content.decode()
    assert "结束日期要晚于" in secretary.post(address, typed | {"to_on": "2026-11-01"}).content.decode()
    assert secretary.post(address, typed).status_code == 302
    assert "以后生效的指定" in words_of(secretary, f"/responsibility/{divided.branch.pk}/")
    now_named = Answering.objects.get(rule_id=RULE)
    assert secretary.post(f"/responsibility/named/{now_named.pk}/end/").status_code == 302
    now_named.refresh_from_db()
    assert now_named.to_on == ON


def test_rules_are_searched_and_filtered(cast: Cast, secretary: Client) -> None:
    services.open_periods(ON)
    assert "主题党日" in words_of(secretary, "/duties/rules/?q=主题党日")
    assert "没有符合条件的规定" in words_of(secretary, "/duties/rules/?q=没有这个")
    regulation = queries.pack()[RULE].regulation
    assert {r.id for r in queries.list_rules(RuleFilters(regulation=regulation))} == {RULE}
    assert all(r.modality == "generally" for r in queries.list_rules(RuleFilters(modality="generally")))
    assert all(r.confidence == "secondary" for r in queries.list_rules(RuleFilters(confidence="secondary")))


def test_the_count_of_a_rule_is_its_list_to_the_unit(cast: Cast, now: datetime) -> None:
    services.open_periods(ON)
    actor = actor_named("department", today=ON)
    counts = queries.counts_here(actor, ON)
    for rule in queries.pack().values():
        page = queries.under_rule(actor, rule, on=ON)
        assert counts.get(rule.id, 0) == page.total == len(page.rows), rule.id


def test_a_rules_page_tells_its_edition_its_past_and_who_answers(divided: Cast, secretary: Client) -> None:
    page = words_of(secretary, "/duties/rules/activist_review_half_yearly/")
    for said in (
        "2026-05-11 起",
        "《中国共产党发展党员工作细则》（2014年）",
        "2014-05-28 起施行",
        "共 1 个",
        "已核对条文原文",
    ):
        assert said in page, said
    assert "施行日期未核对" in words_of(secretary, "/duties/rules/democratic_life_yearly/")
    assert "规定由书记本人负责" in words_of(secretary, "/duties/rules/branch_secretary_report_yearly/")
    assert "李秀英 分管组织生活" in words_of(secretary, "/duties/rules/theme_party_day_monthly/")


def test_a_past_day_is_worked_out_for_the_own_branch_or_another(cast: Cast, secretary: Client, clerk: Client) -> None:
    page = words_of(secretary, "/duties/replay/?on=2021-05-05")
    for said in ("2021-05-05 红旗村党支部应办什么", "5月主题党日", "事项起算日", "当时有效的是"):
        assert said in page, said
    other = words_of(clerk, "/duties/replay/?on=2026-06-03&name=柳树湾村党支部&rule=committee_meeting_monthly")
    assert "没有支委会" in other
    assert "主题党日" not in other
    assert "刘长河" in words_of(clerk, "/duties/replay/?on=2026-06-03&name=柳树湾村党支部&rule=theme_party_day_monthly")
    assert "找不到" in words_of(clerk, "/duties/replay/?on=strange&name=没有这个")
    assert clerk.get(f"/duties/replay/?org={cast.other_township.pk}").status_code == 404
    assert "柳树湾" in words_of(clerk, f"/duties/replay/?org={cast.sibling.pk}&on=2999-01-01")
    assert "2026-11-22" in words_of(clerk, "/duties/replay/?on=2999-01-01")


def test_the_card_is_left_out_beyond_reach_and_for_the_dissolved(cast: Cast, now: datetime) -> None:
    actor = actor_named("secretary", today=ON)

    def card_of(who: Actor, org: Organization) -> dict[str, object] | None:
        return queries.division_card(who, Card(who, org.pk, day=ON, today=ON), ON)

    with pytest.raises(Organization.DoesNotExist):
        card_of(actor, cast.sibling)
    empty = make_org(now=now, name="将撤党支部", parent=cast.township)
    orgs.end_organization(org=empty, on=date(2026, 11, 2), basis="批复", actor=operator(), now=now)
    assert card_of(operator(), empty) is None
    card = card_of(actor, cast.branch)
    assert card
    assert card["may_divide"]


def test_the_table_lies_among_the_papers(divided: Cast, secretary: Client, clerk: Client) -> None:
    assert "党建工作责任分工表" in words_of(secretary, "/books/")
    for reader, org in ((secretary, divided.branch), (clerk, divided.township)):
        paper = reader.get(f"/books/{org.pk}/division/2026-11.docx")
        words = [p.text for p in Document(BytesIO(paper.content)).paragraphs]
        assert words[0] == f"{org.name}党建工作责任分工表"
    assert load_workbook(BytesIO(secretary.get(f"/books/{divided.branch.pk}/division/2026-11.xlsx").content))
