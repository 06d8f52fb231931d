"""The words of the 工作台, without a database."""

from dataclasses import replace
from datetime import date

import pytest

from jishi.desk.rules import home
from jishi.duties.rules import DueRow, StripCell, StripLine
from jishi.kernel.periods import Period
from tests.unit.desk.rows import MEETING, OCTOBER, THEME, TODAY, YEARLY, row


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (OCTOBER, "10月未见记录"),
        (replace(THEME, due_on=date(2026, 10, 31)), "逾期 22 天"),
        (THEME, "还有 8 天 · 11-30"),
        (replace(THEME, due_on=TODAY), "今天到期"),
        (YEARLY, "2027-02-28 前"),
    ],
)
def test_how_the_day_of_a_duty_is_spoken_of(due: DueRow, words: str) -> None:
    assert home.when(due) == words


def test_the_rule_in_half_a_sentence() -> None:
    assert home.source(OCTOBER) == "《中国共产党支部工作条例（试行）》第十二条：一般每月1次"
    assert "如无" in home.source(row("abroad_member_contact", "2026-H2", due_on=date(2026, 12, 31)))


def test_what_comes_first_is_the_past_and_this_month_and_quarter_by_day() -> None:
    done = replace(THEME, done=1)
    first, later = home.to_do([YEARLY, MEETING, THEME, OCTOBER, done, replace(OCTOBER, explained=True)])
    assert [line.title for line in first] == ["10月 支委会", "11月 主题党日", "第四季度 党员大会"]
    assert [line.row for line in later] == [YEARLY]
    assert first[0].is_past
    assert first[0].way == "record"
    assert home.line(row("heart_talk_yearly", "2026", due_on=date(2026, 12, 31))).way == "state"


def test_the_sentence_on_top() -> None:
    said = home.summary([OCTOBER, THEME, MEETING, YEARLY], TODAY)
    assert (said.month, said.this_month, said.earlier, said.quarter) == ("2026年11月", 1, (("10月", 1),), ("党员大会",))
    assert not said.is_clear
    assert home.summary([YEARLY], TODAY).is_clear


def strip_of(*cells: StripCell) -> StripLine:
    return StripLine(rule=THEME.rule, org_id=1, org_name="红旗村党支部", is_group=False, cells=cells)


def test_a_strip_tells_held_late_entered_missing_and_to_come() -> None:
    held = replace(THEME, done=1, period=Period.parse("2026-09"), due_on=date(2026, 9, 30))
    [line] = home.strip_lines(
        [
            strip_of(
                StripCell(month=9, span=1, row=held, dates=(date(2026, 9, 5),)),
                StripCell(month=10, span=1, row=held, dates=(date(2026, 9, 5),), entered_late=True),
                StripCell(month=11, span=1, row=THEME),
                StripCell(month=12, span=1, row=None),
                StripCell(month=1, span=1, row=None),
            )
        ],
        TODAY,
        2026,
    )
    assert [(c.shape, c.opens, c.is_now) for c in line.cells] == [
        ("done", "held", False),
        ("after", "held", False),
        ("soon", "gap", True),
        ("open", "", False),
        ("", "", False),
    ]
    assert line.cells[0].word == "9月主题党日：已办（09-05）"
    assert line.name == "主题党日"
    assert home.strip_lines([replace(strip_of(), is_group=True)], TODAY, 2026)[0].name == "主题党日 · 红旗村党支部"


def test_rows_within_a_strip_are_todays_and_what_is_not_done() -> None:
    done = replace(OCTOBER, done=1)
    lines = [strip_of(*(StripCell(month=1, span=1, row=r) for r in (OCTOBER, done, THEME, None)))]
    assert home.rows_within(lines, TODAY) == [OCTOBER, THEME]
