"""届次 of a township: where each stands, extensions and early elections with their approval."""

from datetime import date, datetime
from functools import partial
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from jishi.kernel.actor import operator
from jishi.kernel.decision import Refused
from jishi.orgs import queries, services
from jishi.orgs.models import Term
from jishi.orgs.queries import TermFilters
from jishi.orgs.queries.terms import terms_by
from jishi.orgs.rules import TermPlace
from tests.builders import Cast, make_org
from tests.conftest import SignIn

BASIS = "和党组〔2026〕12号"


@pytest.fixture
def clerk(cast: Cast, sign_in: SignIn) -> Client:
    """The township's clerk; its four branches stand at four places of their terms."""
    return sign_in(cast.clerk)


@pytest.fixture
def terms(cast: Cast, now: datetime) -> list[Term]:
    past, soon = cast.branch, cast.sibling
    late, running = (make_org(now=now, name=name, parent=cast.township) for name in ("丙村党支部", "丁村党支部"))
    elected = [
        (past, date(2021, 3, 1)),
        (soon, date(2022, 1, 10)),
        (late, date(2021, 6, 1)),
        (running, date(2025, 1, 1)),
    ]
    made = [services.open_term(org=org, elected_on=on, actor=operator(), now=now) for org, on in elected]
    services.extend_term(term=made[2], to=date(2027, 6, 1), basis=BASIS, actor=operator(), now=now)
    return made


def test_each_term_stands_at_one_place(cast: Cast, terms: list[Term], now: datetime) -> None:
    counts = queries.term_places(operator(), TermFilters(org_id=cast.township.pk), today=now.date())
    assert counts == {"past": 1, "soon": 1, "extended": 1, "running": 1, "none": 1}  # the township has none on file
    for place, number in counts.items():
        lines = queries.all_terms(operator(), TermFilters(org_id=cast.township.pk, place=place), today=now.date())
        assert len(lines) == number
        assert {line.place for line in lines} == {TermPlace(place)}


def test_the_page_shows_the_past_ones_first(clerk: Client, terms: list[Term]) -> None:
    page = clerk.get(reverse("orgs-terms")).content.decode()
    assert "已过届满日 266 天，未换届" in page
    assert "经批准延期，距届满还有 191 天" in page
    assert page.index("红旗村党支部") < page.index("柳树湾村党支部") < page.index("丁村党支部")
    assert "没有登记" in page


@pytest.mark.parametrize("query", ["?place=past", "?q=红旗", "?sort=tree&kind=branch", "?sort=elected", "?place=外星"])
def test_filters_are_kept_in_the_address(clerk: Client, terms: list[Term], query: str) -> None:
    assert "红旗村党支部" in clerk.get(reverse("orgs-terms") + query).content.decode()


def test_nothing_found_says_what_to_do(clerk: Client, terms: list[Term], cast: Cast) -> None:
    assert "清除条件" in clerk.get(reverse("orgs-terms") + "?q=没有").content.decode()
    beyond = clerk.get(reverse("orgs-terms") + f"?org={cast.other_township.pk}").content.decode()
    assert "没有符合这些条件的组织" in beyond


def test_a_branch_sees_its_own(cast: Cast, terms: list[Term], sign_in: SignIn) -> None:
    page = sign_in(cast.secretary).get(reverse("orgs-terms")).content.decode()
    assert "红旗村党支部" in page
    assert "柳树湾村党支部" not in page
    assert "登记换届" not in page


def test_the_workbook_has_what_the_page_shows(clerk: Client, terms: list[Term]) -> None:
    body = clerk.get(reverse("orgs-terms_export") + "?place=past").content
    rows = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
    assert any("红旗村党支部" in row for row in rows)
    assert not any("柳树湾村党支部" in row for row in rows)
    assert clerk.get(reverse("orgs-terms_export")).status_code == 200


def test_queries_do_not_grow_with_the_list(
    clerk: Client, terms: list[Term], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(9):
        clerk.get(reverse("orgs-terms"))


def test_the_desk_of_the_township_counts_them(clerk: Client, terms: list[Term]) -> None:
    page = clerk.get("/").content.decode()
    assert "1 个</a></strong>已过届满日" in page
    assert "1 个</a></strong>六个月内届满" in page


def test_a_branch_is_told_on_its_desk_and_its_card(cast: Cast, terms: list[Term], sign_in: SignIn) -> None:
    client = sign_in(cast.sibling_secretary)
    assert "六个月内届满，请筹备换届" in client.get("/").content.decode()
    assert "六个月内届满：上级提醒" in client.get(reverse("orgs-show", args=[cast.sibling.pk])).content.decode()


def test_an_extension_beyond_a_year_names_the_articles(terms: list[Term], now: datetime) -> None:
    with pytest.raises(Refused, match="基层组织选举工作条例》第三条"):
        services.extend_term(term=terms[0], to=date(2027, 6, 1), basis=BASIS, actor=operator(), now=now)
    services.extend_term(term=terms[0], to=date(2027, 6, 1), basis=BASIS, beyond_a_year=True, actor=operator(), now=now)


def test_an_early_election_keeps_its_approval(cast: Cast, clerk: Client, terms: list[Term], now: datetime) -> None:
    term = services.open_term(
        org=cast.sibling, elected_on=date(2026, 11, 1), early_basis=BASIS, actor=operator(), now=now
    )
    assert term.early_basis == BASIS
    assert f"提前换届：{BASIS}" in clerk.get(reverse("orgs-show", args=[cast.sibling.pk])).content.decode()


def test_an_election_more_than_a_year_early_is_asked_about_not_barred(terms: list[Term], now: datetime) -> None:
    running = terms[3].org
    with pytest.raises(Refused, match="提前换届一般不超过1年"):
        services.open_term(org=running, elected_on=date(2026, 11, 1), actor=operator(), now=now)
    services.open_term(org=running, elected_on=date(2026, 11, 1), beyond_a_year=True, actor=operator(), now=now)


def test_opening_a_term_proposes_the_rule_with_its_citation(cast: Cast, clerk: Client, terms: list[Term]) -> None:
    page = clerk.get(reverse("orgs-open_term", args=[cast.branch.pk])).content.decode()
    assert "任期 5 年（《中国共产党支部工作条例（试行）》第二十一条）" in page
    assert "本届 2026-03-01 届满" in page
    above = clerk.get(reverse("orgs-open_term", args=[cast.township.pk])).content.decode()
    assert "任期一般 5 年（《关于党的基层组织任期的意见》（2018年），据转引，原文未核）" in above


@pytest.mark.parametrize("key", ["until", "elected_on"])
def test_pages_go_from_those_with_a_term_on_to_those_without_and_back(
    cast: Cast, terms: list[Term], now: datetime, key: str
) -> None:
    for _ in range(2):
        make_org(now=now, parent=cast.township)
    orgs = queries.electing(operator(), TermFilters(org_id=cast.township.pk))
    page_at = partial(terms_by, orgs, key=key, today=now.date(), size=2)
    pages = [page_at(at="")]
    while pages[-1].next:
        pages.append(page_at(at=pages[-1].next))
    lines = [line for page in pages for line in page.rows]
    assert len({line.org.pk for line in lines}) == len(lines) == orgs.count() == 7
    dated = [getattr(line.term, key) for line in lines if line.term]
    assert dated == sorted(dated)
    assert [line.term is None for line in lines] == [False] * 4 + [True] * 3
    back = [pages[-1]]
    while back[-1].previous:
        back.append(page_at(at=back[-1].previous))
    met = [[[line.org.pk for line in page.rows] for page in some] for some in (pages, reversed(back))]
    assert met[0] == met[1]
