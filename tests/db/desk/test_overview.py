"""组织生活一览 on the demo: every number opens to as many rows as it says, whoever asks and however it is cut."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from io import BytesIO
from itertools import islice

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jishi.accounts.models import Account
from jishi.demo.world import World
from jishi.desk.queries import cell, township
from jishi.desk.queries.cell import Asked
from jishi.desk.queries.scope import GUIDED, scope_of
from jishi.desk.queries.township_filters import Filters
from jishi.desk.rules import township as words
from jishi.duties import queries as duties
from jishi.kernel.actor import Actor
from jishi.orgs.models import Organization
from tests.builders import actor_named
from tests.shown import page_rows, whole

pytestmark = pytest.mark.django_db
STATES = ("", "met", "met_late", "explained", "unmet", "open")


def filters_of(actor: Actor, today: date, *, org: str = "", sector: str = "", kind: str = "", by_unit: bool = False,
               period: str = "2026-Q4", month: str = "2026-10") -> Filters:  # fmt: skip
    quarter = words.quarter_of(period, today)
    return Filters(
        scope=scope_of(actor, org),
        quarter=quarter,
        month=words.month_of(month, quarter, today),
        sector=sector,
        kind=kind,
        by_unit=by_unit,
        show_all=True,
    )


def every_cut(today: date) -> Iterator[Filters]:
    """The page as each of the cast may cut it."""
    clerk, county = actor_named("ganshi", today=today), actor_named("xianwei", today=today)
    guide, secretary = actor_named("zhidao", today=today), actor_named("hongqi", today=today)
    yield filters_of(clerk, today)
    yield filters_of(clerk, today, period="2026-Q2", month="2026-05")
    yield filters_of(clerk, today, sector="village")
    yield filters_of(clerk, today, kind="branch")
    yield filters_of(clerk, today, by_unit=True)
    yield filters_of(county, today, by_unit=True)
    yield filters_of(county, today)
    yield filters_of(guide, today, org=GUIDED)
    yield filters_of(guide, today, org=GUIDED, by_unit=True)
    yield filters_of(secretary, today)


def test_every_number_agrees_with_the_rows_behind_it(demo: World, now: datetime) -> None:
    today = now.date()
    checked = 0
    for filters in every_cut(today):
        # Every ninth cell of every cut, another ninth in each: all of them take minutes and say no more.
        for (row, rule, period), tally in islice(township.tallies(filters).items(), checked % 9, None, 9):
            said = {
                "": tally.owing, "met": tally.met, "met_late": tally.met_late, "explained": tally.explained,
                "unmet": tally.unmet, "open": tally.open,
            }  # fmt: skip
            for state in STATES:
                found = cell.cell_page(filters, Asked((rule,), period, state, row), on=today)
                assert found.total == said[state] >= len(found.rows), (filters, row, rule, period, state)
                checked += 1
    assert checked > 600


def test_every_head_count_agrees_with_its_list(demo: World, now: datetime) -> None:
    for filters in every_cut(now.date()):
        page = township.overview(filters, on=now.date())
        for row in page.rows:
            branches = whole(partial(cell.branch_page, filters, row.key))
            assert len(branches) == row.branches == cell.heads_of(filters, row.key).branches
            assert sum(b.members for b in branches) == row.members == cell.heads_of(filters, row.key).members
            seen = whole(partial(cell.attended_page, filters, row.key))
            assert (sum(a.present for a in seen), sum(a.expected for a in seen)) == (row.present, row.expected)


def test_a_list_behind_a_number_has_pages_in_the_order_of_the_tree(
    demo: World, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    today, clerk = now.date(), actor_named("ganshi", today=now.date())
    for filters in (filters_of(clerk, today), filters_of(clerk, today, by_unit=True)):
        asked = Asked(("theme_party_day_monthly", "branch_committee_monthly"), "2026-10")
        lists = {
            "duties": partial(cell.cell_page, filters, asked, on=today),
            "branches": partial(cell.branch_page, filters, ""),
            "attended": partial(cell.attended_page, filters, ""),
        }
        for name, turn in lists.items():
            monkeypatch.setattr(cell, "SIZE", 1000)
            at_once = whole(turn)
            monkeypatch.setattr(cell, "SIZE", 7)
            assert whole(turn) == at_once, name
            assert len(at_once) > 14
            second = turn(at=turn().next)
            assert second.previous
            assert turn(at=second.previous).rows == at_once[:7]


def test_the_page_turns(demo: World, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell, "SIZE", 5)
    client = Client()
    client.force_login(Account.objects.get(username="ganshi"))
    for of in ("rule=theme_party_day_monthly&cell=2026-10", "of=branches", "of=attendance&period=2026-Q3"):
        first = client.get(f"/overview/cell/?{of}").content.decode()
        [link] = re.findall(r'href="([^"]+)" rel="next"', first)
        second = client.get(f"/overview/cell/{link.replace('&amp;', '&')}").content.decode()
        assert 'rel="prev"' in second
        assert page_rows(first)[0] != page_rows(second)[0]


def test_the_roll_up_says_what_counting_says(demo: World, now: datetime) -> None:
    clerk = actor_named("ganshi", today=now.date())
    by_sector = township.tallies(filters_of(clerk, now.date()))
    by_unit = township.tallies(filters_of(clerk, now.date(), by_unit=True))
    assert {k: v for k, v in by_sector.items() if k[0] == ""} == {k: v for k, v in by_unit.items() if k[0] == ""}


def test_the_rows_of_the_table_add_up_to_its_sum(demo: World, now: datetime) -> None:
    for filters in every_cut(now.date()):
        *rows, total = township.overview(filters, on=now.date()).rows
        assert sum(r.branches for r in rows) == total.branches
        assert sum(r.members for r in rows) == total.members
        for index, number in enumerate(total.numbers):
            assert sum(r.numbers[index].tally.met for r in rows) == number.tally.met


def test_the_lede_counts_the_months_duties(demo: World, now: datetime) -> None:
    clerk = actor_named("ganshi", today=now.date())
    filters = filters_of(clerk, now.date())
    lede = township.overview(filters, on=now.date()).lede
    rules = tuple(n.column.rule.id for n in lede.by_rule)
    for state, said in (("", lede.month.owing), ("met", lede.month.met), ("unmet", lede.month.unmet)):
        assert cell.cell_page(filters, Asked(rules, "2026-10", state), on=now.date()).total == said


def test_those_behind_are_all_there_with_all_they_lack(demo: World, now: datetime) -> None:
    clerk = actor_named("ganshi", today=now.date())
    filters = filters_of(clerk, now.date())
    behind = township.behind(filters, township.waiting_of(filters, on=now.date()).org_ids, on=now.date())
    assert len(behind) == township.overview(filters, on=now.date()).behind_total
    town = Organization.objects.get(name="中共和平镇委员会")
    unmet = [r for r in duties.due_rows_below(town.path, on=now.date()) if r.is_unmet_past and not r.rule.is_scoped]
    assert sum(len(b.rows) for b in behind) == len(unmet)
    assert [len(b.rows) for b in behind] == sorted((len(b.rows) for b in behind), reverse=True)


def test_a_late_election_and_a_part_time_secretary_are_named(demo: World, now: datetime) -> None:
    clerk = actor_named("ganshi", today=now.date())
    filters = filters_of(clerk, now.date())
    waiting = township.waiting_of(filters, on=now.date())
    behind = {b.org_name: b for b in township.behind(filters, waiting.org_ids, on=now.date())}
    assert behind["宏达机械有限公司党支部"].part_time
    assert "未换届" in behind["和平社区第二党支部"].term_word
    assert behind["和平社区第二党支部"].term_red
    assert behind["立新建材有限公司党支部"].secretary == ""


def test_a_guide_sees_the_guided_and_nobody_else(demo: World, now: datetime) -> None:
    guide = actor_named("zhidao", today=now.date())
    found = {o.name for o in cell.branch_page(filters_of(guide, now.date()), "").rows}
    assert len(found) == 6
    assert "宏达机械有限公司党支部" in found


def test_a_sibling_township_is_not_there(demo: World, now: datetime) -> None:
    clerk = actor_named("ganshi", today=now.date())
    other = Organization.objects.get(name="中共青山乡委员会")
    with pytest.raises(Organization.DoesNotExist):
        scope_of(clerk, str(other.pk))


def client_of(login: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=login))
    return client


def test_the_desk_of_a_guide_is_the_overview_of_those_guided(demo: World) -> None:
    answer = client_of("zhidao").get("/", follow=True)
    assert answer.redirect_chain == [("/overview/", 302)]
    assert "宏达机械有限公司党支部" in answer.content.decode()


def test_a_committee_reads_first_how_those_below_stand(demo: World) -> None:
    page = client_of("ganshi").get("/").content.decode()
    assert page.index("下级") < page.index("先办这些")
    assert "年度安排时间" not in client_of("ganshi").get("/overview/").content.decode()
    assert "年度安排时间" in client_of("xianwei").get("/overview/").content.decode()


def counted(captured: CaptureQueriesContext) -> list[str]:
    """The statements of a request, without BEGIN, savepoints and the change of role."""
    left_out = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET ROLE", "SELECT 1 FROM PG_ROLES")
    return [q["sql"] for q in captured.captured_queries if not q["sql"].upper().startswith(left_out)]


@pytest.mark.parametrize(("login", "address"), [
    ("ganshi", "/overview/?period=2026-Q4&month=2026-10"), ("ganshi", "/overview/?by=unit"),
    ("xianwei", "/overview/"), ("zhidao", "/overview/"), ("hongqi", "/overview/"), ("ganshi", "/overview/?kind=branch"),
    ("ganshi", "/overview/?show=all"), ("hongqi", "/"), ("hongda", "/"), ("ganshi", "/"), ("xianwei", "/"),
    ("zuzhang", "/"), ("dangyuan", "/"),
])  # fmt: skip
def test_pages_take_at_most_twelve_queries(demo: World, login: str, address: str) -> None:
    client = client_of(login)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    said = counted(captured)
    assert len(said) <= 12, "\n".join(sql[:160] for sql in said)  # one of them for what levels have added


@pytest.mark.parametrize("login", ["hongqi", "liushu", "ganshi", "zhenshuji", "xianwei", "zhidao"])
def test_every_link_of_the_page_opens(demo: World, login: str) -> None:
    client = client_of(login)
    shown = client.get(reverse("desk-township")).content.decode()
    links = {part.split('"')[0].replace("&amp;", "&") for part in shown.split('href="')[1:]}
    inside = sorted(link for link in links if link.startswith("/overview/cell/"))
    assert inside
    for link in inside[::11] or inside:
        assert client.get(link).status_code == 200, link


def test_the_sheet_holds_the_table(demo: World) -> None:
    answer = client_of("ganshi").get(reverse("desk-township_export") + "?period=2026-Q4&month=2026-10")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert any("行政村" in map(str, row) for row in rows)
    assert "attachment" in answer["Content-Disposition"]


def test_one_printed_page(demo: World) -> None:
    assert "组织生活一览" in client_of("ganshi").get(reverse("desk-township_print")).content.decode()


def test_an_old_address_shows_something_true(demo: World) -> None:
    answer = client_of("ganshi").get("/overview/?period=1-1&month=x&sector=moon&kind=none&by=what")
    assert answer.status_code == 200
    assert client_of("ganshi").get("/overview/cell/?rule=nothing&cell=never&state=odd").status_code == 200
    assert client_of("ganshi").get("/overview/?org=99999999").status_code == 404


def queries_of(login: str, address: str) -> int:
    client = client_of(login)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(counted(captured))


def test_more_rows_take_no_more_queries(demo: World) -> None:
    twelve, all_of_them = "/overview/?by=sector", "/overview/?show=all&by=sector"
    assert queries_of("ganshi", twelve) == queries_of("ganshi", all_of_them)
    assert queries_of("hongda", "/") == queries_of("liushu", "/")
