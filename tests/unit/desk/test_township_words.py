"""The sums and periods of 组织生活一览, without a database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.desk.papers.overview import overview_sheet
from jishi.desk.rules import township as words
from jishi.desk.rules.township import Column, Heads
from jishi.duties.queries.pack import pack
from jishi.duties.rules import OverviewCell, Tally
from jishi.kernel.periods import Period
from tests.unit.desk.rows import OCTOBER as MISSING
from tests.unit.desk.rows import TODAY

Q4, OCTOBER = Period.parse("2026-Q4"), Period.parse("2026-10")
MEETING, THEME = pack()["general_meeting_quarterly"], pack()["theme_party_day_monthly"]
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("code", "shown"),
    [("2026-Q3", "2026-Q3"), ("", "2026-Q4"), ("x", "2026-Q4"), ("2027-Q1", "2026-Q4"), ("2026-05", "2026-Q2")],
)
def test_the_quarter_an_address_asks_for(code: str, shown: str) -> None:
    assert words.quarter_of(code, TODAY).code == shown


@pytest.mark.parametrize(("code", "shown"), [("", "2026-10"), ("2026-11", "2026-11"), ("2026-12", "2026-10")])
def test_the_month_shown_is_the_last_that_is_over(code: str, shown: str) -> None:
    assert words.month_of(code, Q4, TODAY).code == shown


@given(DAYS)
def test_a_month_is_always_one_of_its_quarter_and_has_begun(today: date) -> None:
    quarter = words.quarter_of("", today)
    month = words.month_of("", quarter, today)
    assert month in words.months_of(quarter)
    assert month.first <= today
    assert len(words.last_twelve(today)) == 12
    assert [q.first for q in words.recent_quarters(today)] == sorted(
        (q.first for q in words.recent_quarters(today)), reverse=True
    )


@given(
    st.dictionaries(st.sampled_from(["village", "community", "soe"]), st.tuples(st.integers(0, 9), st.integers(0, 9)))
)
def test_the_last_row_is_the_sum_of_the_others(met: dict[str, tuple[int, int]]) -> None:
    tallies: dict[words.CellKey, Tally] = {}
    for sector, (done, more) in met.items():
        tally = Tally(owing=done + more, met=done)
        tallies[sector, THEME.id, OCTOBER.code] = tally
        tallies["", THEME.id, OCTOBER.code] = tallies.get(("", THEME.id, OCTOBER.code), Tally()) + tally
    names = [("village", "行政村"), ("community", "社区"), ("soe", "国有企业")]
    heads = {sector: Heads(branches=1, members=2) for sector in met}
    *rows, total = words.table(names, [Column(THEME, OCTOBER)], tallies, heads)
    assert total.name == "合计"
    assert total.members == sum(r.members for r in rows) == 2 * len(met)
    assert total.numbers[0].tally.met == sum(r.numbers[0].tally.met for r in rows)


def cells() -> list[OverviewCell]:
    return [
        OverviewCell(sector="", rule=THEME, period=OCTOBER, tally=Tally(owing=4, met=3, explained=1)),
        OverviewCell(sector="village", rule=MEETING, period=Q4, tally=Tally(owing=4, met=1)),
        OverviewCell(sector="", rule=pack()["heart_talk_yearly"], period=Period.parse("2026"), tally=Tally(owing=4)),
    ]


def test_columns_are_the_quarters_then_the_months() -> None:
    columns = words.columns_of(cells(), Q4, OCTOBER)
    assert [c.heading for c in columns] == ["党员大会，第四季度", "主题党日，10月"]
    assert [c.rule.id for c in words.longer(cells())] == ["heart_talk_yearly"]


def test_the_lede_sums_the_month_and_names_the_quarter() -> None:
    columns = words.columns_of(cells(), Q4, OCTOBER)
    tallies = {("", THEME.id, OCTOBER.code): Tally(owing=4, met=3), ("", MEETING.id, Q4.code): Tally(owing=4, met=1)}
    [total] = words.table([], columns, tallies, {})
    lede = words.lede(total, OCTOBER)
    assert (lede.month.owing, lede.month.unmet, len(lede.by_rule)) == (4, 1, 1)
    assert [n.column.rule.short for n in lede.quarter] == ["党员大会"]
    assert total.rate == ""


def test_a_rate_is_in_whole_percent() -> None:
    rows = words.table([("village", "行政村")], [], {}, {"village": Heads(present=2, expected=3)})
    assert [r.rate for r in rows] == ["67%", "67%"]


def test_the_sheet_is_a_workbook() -> None:
    columns = words.columns_of(cells(), Q4, OCTOBER)
    rows = words.table([("village", "行政村")], columns, {}, {"village": Heads(branches=3, members=70)})
    body = overview_sheet(title="一览", org="和平镇党委", by="领域", columns=columns, rows=rows, on=TODAY)
    assert body[:2] == b"PK"


def test_a_month_shows_its_worst_duty() -> None:
    done = replace(MISSING, done=1)
    months = words.last_twelve(TODAY)
    strip = words.twelve([done, MISSING], months)
    assert strip[-2] == ("gap", "未见记录", OCTOBER)
    assert strip[0] is None
    assert months[-1].contains(TODAY)
    assert TODAY - months[0].first > timedelta(days=300)
