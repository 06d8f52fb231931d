"""The month, what is said of clashes and heavy weeks, and the text other programs read."""

from datetime import UTC, date, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from jishi.desk.rules.calendar import (
    HEAVY,
    SHOWN,
    Entry,
    What,
    clashes,
    heavy_weeks,
    month_grid,
    on_rest_days,
    without_titles,
)
from jishi.desk.rules.ics import calendar_text, escaped, folded
from jishi.kernel.workdays import DayTable

TODAY = date(2026, 11, 22)
TABLE = DayTable({date(2026, 10, 1): "国庆节"}, {})


def entry(day: date = date(2026, 11, 30), what: What = What.LAST_DAY, words: str = "支委会最后一天", *, org: int = 1,
          path: str = "", starts: time | None = None, ends: time | None = None, key: str = "", title: str = "",
          is_group: bool = False) -> Entry:  # fmt: skip
    return Entry(
        what=what, day=day, words=words, org_id=org, org_name=f"第{org}支部", org_path=path or f"0000{org:04d}",
        key=key or f"{what}-{org}-{words}", title=title, starts=starts, ends=ends, is_group=is_group,
    )  # fmt: skip


def meeting(start: int, end: int | None = None, *, org: int = 1, words: str = "支委会", path: str = "",
            is_group: bool = False, day: date = date(2026, 11, 25)) -> Entry:  # fmt: skip
    return entry(day, What.PLANNED, words, org=org, path=path, starts=time(start), is_group=is_group,
                 ends=time(end) if end else None)  # fmt: skip


def test_a_month_begins_on_monday_and_says_what_it_cannot_show() -> None:
    many = [entry(words=f"事项{n}", key=f"k{n}") for n in range(SHOWN + 2)]
    grid = month_grid(2026, 11, many, TABLE, TODAY, alike=False)
    assert (grid[0][0].day, grid[0][0].in_month) == (date(2026, 10, 26), False)
    last = grid[-1][0]
    assert (last.day, len(last.lines), last.more, len(last.all)) == (date(2026, 11, 30), SHOWN - 1, 3, SHOWN + 2)
    assert [day.is_today for week in grid for day in week].count(True) == 1
    october = month_grid(2026, 10, [], TABLE, TODAY, alike=False)
    first = next(day for week in october for day in week if day.day == date(2026, 10, 1))
    assert (first.holiday, first.is_rest) == ("国庆节休息", True)


def test_what_is_alike_of_many_organisations_is_one_line() -> None:
    same = [entry(org=n) for n in range(1, 13)]
    [cell] = [day for week in month_grid(2026, 11, same, TABLE, TODAY, alike=True) for day in week if day.entries]
    assert [(line.entry.words, line.count) for line in cell.lines] == [("支委会最后一天", 12)]
    assert len(cell.entries) == 12


def test_a_line_says_the_title_only_where_it_tells_more() -> None:
    assert entry(words="支委会", title="2026年11月支委会").said == "支委会"
    assert entry(words="主题党日", title="冬季清洁行动").said == "冬季清洁行动"
    assert [e.title for e in without_titles([entry(title="王建国谈心")])] == [""]


def test_two_meetings_of_the_same_people_at_one_time_clash() -> None:
    [said] = clashes([meeting(9, 11), meeting(10, words="党员大会")], same_person=False)
    assert said.text == "11月25日时间冲突：第1支部09:00的支委会和第1支部10:00的党员大会。"
    assert clashes([meeting(9, 10), meeting(10, words="党员大会")], same_person=False) == []
    assert clashes([meeting(9), meeting(9, org=2)], same_person=False) == []
    assert len(clashes([meeting(9), meeting(9, org=2)], same_person=True)) == 1
    # without an end a meeting is taken to last an hour
    assert len(clashes([meeting(9), entry(meeting(9).day, What.HELD, starts=time(9, 30))], same_person=False)) == 1
    assert clashes([meeting(9), entry(meeting(9).day, What.HELD)], same_person=False) == []


def test_a_branch_and_its_group_are_the_same_people_two_branches_of_a_township_are_not() -> None:
    branch, group = meeting(9, path="00000001"), meeting(9, org=2, path="000000010001", is_group=True)
    township = meeting(9, org=3, path="0000")
    assert len(clashes([branch, group], same_person=False)) == 1
    assert clashes([branch, township], same_person=False) == []


def test_a_meeting_planned_on_a_rest_day_and_a_last_day_on_one_are_named() -> None:
    saturday = date(2026, 11, 28)
    said = on_rest_days(
        [meeting(9, day=saturday), entry(saturday), entry(saturday, org=2), entry(date(2026, 11, 21))], TABLE, TODAY
    )
    assert [one.text for one in said] == [
        "11月28日（周六）到期的有2个组织的支委会，最近的工作日是11月27日，宜提前办。",
        "11月28日（周六）安排了支委会，是休息日。",
    ]


def test_a_heavy_week_is_named_with_who_has_how_many() -> None:
    week = [entry(words=f"事项{n}", key=f"k{n}") for n in range(HEAVY)]
    [said] = heavy_weeks(week, same_person=False, today=TODAY)
    assert said.text == "11月30日至12月6日这一周较集中：第1支部有5项。"
    assert (said.day, said.until) == (date(2026, 11, 30), date(2026, 12, 6))
    assert heavy_weeks(week[1:], same_person=False, today=TODAY) == []
    assert heavy_weeks(week, same_person=False, today=date(2026, 12, 7)) == []
    both = [*week, *(entry(org=2, words=f"事项{n}", key=f"j{n}") for n in range(HEAVY))]
    assert heavy_weeks(both, same_person=False, today=TODAY)[0].text.endswith("第1支部等2个组织都在5项以上。")
    assert heavy_weeks(both, same_person=True, today=TODAY)[0].text.endswith("共10项。")


def test_text_is_escaped_and_lines_are_folded_as_the_standard_says() -> None:
    assert escaped("一,二;三\\四\r\n五") == "一\\,二\\;三\\\\四\\n五"
    long = folded("SUMMARY:" + "党" * 60)
    assert all(len(line.encode()) <= 75 for line in long.split("\r\n"))
    assert long.replace("\r\n ", "") == "SUMMARY:" + "党" * 60


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_folding_loses_nothing_and_never_splits_a_character(text: str) -> None:
    lines = folded(text).split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert lines[0] + "".join(line[1:] for line in lines[1:]) == text
    assert all(line.startswith(" ") for line in lines[1:])


def test_the_calendar_reads_as_the_standard_wants() -> None:
    now = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
    text = calendar_text("红旗村党支部", [meeting(9, 11), entry(title="王建国")], site="x.jishi", now=now)
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART;TZID=Asia/Shanghai:20261125T090000" in lines
    assert "DTEND;TZID=Asia/Shanghai:20261125T110000" in lines
    assert "DTSTART;VALUE=DATE:20261130" in lines
    assert "DTEND;VALUE=DATE:20261201" in lines
    assert "DTSTAMP:20261122T020000Z" in lines
    assert lines.count("TZID:Asia/Shanghai") == 1
    assert [line for line in lines if line.startswith("UID:")] == [
        "UID:planned-1-支委会@x.jishi", "UID:last_day-1-支委会最后一天@x.jishi",
    ]  # fmt: skip
    assert "SUMMARY:支委会 · 第1支部" in lines
    assert "王建国" not in text
