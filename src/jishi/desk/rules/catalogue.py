"""How papers are grouped, whose they can be, and for which periods one can be printed."""

from datetime import date, timedelta

from jishi.kernel.labels import Labelled
from jishi.kernel.periods import Period, PeriodKind, periods_between


class Group(Labelled):
    """The headings of 台账与打印, in order."""

    WORK = "work", "本月和任务"
    LIFE = "life", "组织生活"
    PEOPLE = "people", "党员、班子和届次"
    YEAR = "year", "全年"
    BLANK = "blank", "手工填写"


class Reach(Labelled):
    """Whose paper it can be."""

    BRANCH = "branch", "党支部"
    GROUP = "group", "党小组"
    ABOVE = "above", "党委、党总支"


class Cadence(Labelled):
    """How the period of a paper is chosen."""

    ANY = "any", "任选"
    YEAR = "year", "按年"
    YEAR_AHEAD = "year_ahead", "按年，年底可以先办下一年的"
    HALF_YEAR = "half_year", "按半年"
    THIS_MONTH = "this_month", "本月"
    TODAY = "today", "今天"


_KINDS = {
    Cadence.YEAR: PeriodKind.YEAR, Cadence.YEAR_AHEAD: PeriodKind.YEAR, Cadence.HALF_YEAR: PeriodKind.HALF_YEAR,
}  # fmt: skip
AHEAD = timedelta(days=61)  # next year is planned from November on


def periods_for(cadence: Cadence, chosen: Period, today: date) -> list[Period]:
    """The periods a paper of `cadence` comes in when `chosen` is asked for: the one that contains it, or each begun one
    within it. What is as of today or of this month has one, whatever was chosen."""
    if cadence in (Cadence.THIS_MONTH, Cadence.TODAY):
        return [Period.containing(PeriodKind.MONTH, today)]
    if cadence is Cadence.ANY:
        return [chosen] if chosen.first <= today else []
    kind, latest = _KINDS[cadence], today + AHEAD if cadence is Cadence.YEAR_AHEAD else today
    return [p for p in periods_between(chosen.first, chosen.last) if p.kind is kind and p.first <= latest]


def period_of(code: str, today: date) -> Period:
    """The period an address asks for; this year where it names none that can be read or one that has not begun."""
    try:
        found = Period.parse(code)
    except ValueError:
        found = Period.containing(PeriodKind.YEAR, today)
    return found if found.first <= today else Period.containing(PeriodKind.YEAR, today)
