"""Numbers and the rows behind them, the year strip, the command's report; the same number of queries for any size."""

from datetime import date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from jishi.duties import queries, services
from jishi.duties.queries import CELL_STATES
from jishi.duties.rules import DueRow, OverviewCell, State
from jishi.kernel.actor import operator
from jishi.kernel.periods import Period, periods_between
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, Sector
from tests.builders import Cast, make_member, make_org
from tests.db.duties.acts import held

ON = date(2026, 11, 22)
YEAR = periods_between(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def opened(cast: Cast, now: datetime) -> Cast:
    """The cast with a school, some meetings held, one late, one explained."""
    school = make_org(now=now, name="镇中心小学党支部", parent=cast.township, sector=Sector.PUBLIC_INSTITUTION)
    services.open_periods(ON)
    for month in (1, 2, 3, 5, 8, 9):
        held(cast.branch, "theme_party_day", date(2026, month, 5))
    held(school, "theme_party_day", date(2026, 10, 5))
    held(cast.branch, "org_life_meeting", date(2026, 11, 20))
    services.set_window(
        issuer=cast.county, rule_id="org_life_meeting_yearly", year=2026, opens_on=date(2026, 10, 1),
        closes_on=date(2026, 11, 15), basis="通知", actor=operator(), now=now,
    )  # fmt: skip
    services.explain(
        org=cast.sibling, rule_id="theme_party_day_monthly", period="2026-10", reason="防汛", actor=operator(), now=now
    )
    return cast


def number(cell: OverviewCell, state: str) -> int:
    tally = cell.tally
    return {
        "": tally.owing,
        "met": tally.met,
        "met_late": tally.met_late,
        "unmet": tally.unmet,
        "explained": tally.explained,
        "open": tally.open,
    }[state]


def test_every_number_agrees_with_the_organisations_behind_it(opened: Cast) -> None:
    for org in (opened.county, opened.township, opened.branch):
        cells = queries.overview(org, YEAR)
        assert cells
        for cell in cells:
            for state in CELL_STATES:
                rows = queries.overview_orgs(
                    org, rule=cell.rule.id, period=cell.period.code, on=ON, state=state, sector=cell.sector
                )
                assert len(rows) == number(cell, state), (org.name, cell, state)


def test_the_sum_is_the_sum_of_its_sectors(opened: Cast) -> None:
    october = Period.parse("2026-10")
    cells = queries.overview(opened.township, [october], rules=["theme_party_day_monthly"])
    by_sector = {cell.sector: cell.tally for cell in cells}
    assert by_sector[""] == by_sector[Sector.VILLAGE] + by_sector[Sector.PUBLIC_INSTITUTION]
    assert (by_sector[""].owing, by_sector[""].met, by_sector[""].explained) == (3, 1, 1)
    [only] = queries.overview(
        opened.township, [october], sectors=[Sector.PUBLIC_INSTITUTION], rules=["theme_party_day_monthly"]
    )[1:]
    assert only.tally.owing == 1


def test_the_strip_shows_months_quarters_and_the_groups(opened: Cast) -> None:
    held(opened.group, "party_group_meeting", date(2026, 4, 9))
    lines = {(line.org_id, line.rule.id): line for line in queries.strip(opened.branch, 2026, on=ON)}
    theme = lines[opened.branch.pk, "theme_party_day_monthly"]
    assert [c.row.state if c.row else None for c in theme.cells][:5] == [
        State.DONE, State.DONE, State.DONE, State.OVERDUE, State.DONE,
    ]  # fmt: skip
    assert theme.cells[0].dates == (date(2026, 1, 5),)
    assert theme.cells[11].row is None
    quarter = lines[opened.branch.pk, "general_meeting_quarterly"]
    assert [(c.month, c.span) for c in quarter.cells] == [(1, 3), (4, 3), (7, 3), (10, 3)]
    group = lines[opened.group.pk, "party_group_meeting_monthly"]
    assert (group.is_group, group.org_name, group.cells[3].dates) == (True, "红旗村第一党小组", (date(2026, 4, 9),))
    life = lines[opened.branch.pk, "org_life_meeting_yearly"]
    assert life.cells[0].row
    assert life.cells[0].row.done_late
    assert queries.opened_years() == [2026]


def test_the_report_of_the_command(opened: Cast) -> None:
    report = queries.due_report(opened.branch.code, ON)
    by_key = {(r["rule"], r["period"], r["org"]): r for r in report}
    assert by_key["theme_party_day_monthly", "2026-10", opened.branch.code] == {
        "org": opened.branch.code,
        "rule": "theme_party_day_monthly",
        "title": "主题党日",
        "period": "2026-10",
        "due_on": "2026-10-31",
        "state": "overdue",
        "owner": "王建国",
        "citation": "《中国共产党支部工作条例（试行）》第十六条",
        "confidence": "text_seen",
        "modality": "must",
    }
    assert ("theme_party_day_monthly", "2026-09", opened.branch.code) not in by_key  # held, and over
    assert ("party_group_meeting_monthly", "2026-11", opened.group.code) in by_key
    assert by_key["org_life_meeting_yearly", "2026", opened.branch.code]["state"] == "done"
    with pytest.raises(Organization.DoesNotExist):
        queries.due_report("000", ON)


def test_a_vacant_post_leaves_no_owner(opened: Cast) -> None:
    assert {r["owner"] for r in queries.due_report(opened.other_township.code, ON)} == {None}


def test_reading_takes_as_many_queries_for_thirty_as_for_three(
    opened: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def read() -> list[DueRow]:
        with django_assert_num_queries(3):
            rows = queries.due_rows_below(opened.county.path, on=ON)
        with django_assert_num_queries(3):
            queries.due_rows([opened.branch.pk, opened.sibling.pk], on=ON)
        with django_assert_num_queries(1):
            queries.overview(opened.county, YEAR)
        with django_assert_num_queries(3):
            queries.strip(opened.branch, 2026, on=ON)
        return rows

    few = len(read())
    for _ in range(27):
        org = make_org(now=now, parent=opened.township, kind=OrgKind.BRANCH)
        make_member(now=now, org=org)
    assert len(read()) > few + 27


def test_one_record_is_one_recompute(opened: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(4):
        held(opened.branch, "members_meeting", date(2026, 11, 3))
