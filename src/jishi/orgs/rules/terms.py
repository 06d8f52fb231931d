"""How long a committee sits, and where in its term it stands today. Nothing here is sharper than the texts."""

from dataclasses import dataclass
from datetime import date, timedelta

from jishi.kernel.labels import Labelled
from jishi.orgs.rules.kinds import OrgKind, Sector, is_a

LONGEST_YEARS = 5  # 党章第三十一条: three to five years for every primary-level committee; read in full and a must
REMIND_MONTHS = 6  # 支部工作条例第二十一条: the superior reminds six months ahead
REMIND_DAYS = REMIND_MONTHS * 61 // 2
SHIFT = "《中国共产党支部工作条例（试行）》第二十一条、《中国共产党基层组织选举工作条例》第三条"


class TermPlace(Labelled):
    """Where a term stands, each organisation at one place."""

    PAST = "past", "已过届满日"
    SOON = "soon", "六个月内届满"
    EXTENDED = "extended", "已批准延期"
    RUNNING = "running", "任期内"
    NONE = "none", "没有登记届次"


@dataclass(frozen=True, slots=True)
class TermRule:
    """The length of a term with its source. `is_must` says that the text was both read and commands; others advise."""

    years: int
    citation: str
    is_must: bool

    @property
    def words(self) -> str:
        """任期 5 年（…）, with 一般 unless the text commands and was read, and said so where it is known at second hand."""
        second_hand = "，据转引，原文未核" if self.citation == _OPINION else ""
        return f"任期{'' if self.is_must else '一般'} {self.years} 年（{self.citation}{second_hand}）"


_BRANCH = "《中国共产党支部工作条例（试行）》第二十一条"
_OPINION = "《关于党的基层组织任期的意见》（2018年）"


def term_rule(kind: str, sector: str) -> TermRule | None:
    """The rule for the committee (or secretary) of an organisation; None where there is no election to a term: 党小组,
    党组, and temporary organisations, whose leaders are appointed."""
    temporary = any(is_a(kind, k) for k in (OrgKind.TEMPORARY_BRANCH, OrgKind.TEMPORARY_COMMITTEE,
                                            OrgKind.TEMPORARY_GENERAL_BRANCH))  # fmt: skip
    if temporary or kind in (OrgKind.PARTY_GROUP, OrgKind.PARTY_LEADING_GROUP):
        return None
    rural = sector in (Sector.VILLAGE, Sector.COMMUNITY)
    if is_a(kind, OrgKind.BRANCH):
        return TermRule(5, _BRANCH, True) if rural else TermRule(3, _BRANCH, False)
    if is_a(kind, OrgKind.GENERAL_BRANCH):
        if sector == Sector.UNIVERSITY:
            return TermRule(5, "《中国共产党普通高等学校基层组织工作条例》第七条", False)
        return TermRule(5 if rural else 3, _OPINION, False)
    if sector == Sector.UNIVERSITY:
        return TermRule(5, "《中国共产党普通高等学校基层组织工作条例》第五条", True)
    return TermRule(5, _OPINION, False)


def years_after(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def latest_extension(ends_on: date) -> date:
    """Until when an extension 一般 may reach (支部工作条例第二十一条: at most a year, with the superior's approval)."""
    return years_after(ends_on, 1)


def earliest_election(ends_on: date) -> date:
    """From when an election 一般 may be held before the end of the term, with the superior's approval: a year ahead."""
    return years_after(ends_on, -1)


@dataclass(frozen=True, slots=True)
class TermState:
    """Where a term stands: `mark` is the shape, `word` the sentence, `days` left (negative: past)."""

    mark: str
    word: str
    days: int


def term_place(*, ends_on: date, extended_to: date | None, today: date) -> TermPlace:
    """Where a term that is on file stands."""
    until = extended_to or ends_on
    if until < today:
        return TermPlace.PAST
    if extended_to:
        return TermPlace.EXTENDED
    return TermPlace.SOON if until <= today + timedelta(days=REMIND_DAYS) else TermPlace.RUNNING


def term_state(*, elected_on: date, ends_on: date, extended_to: date | None, today: date) -> TermState:
    """Running, ending within six months, extended, or past. Red (`late`) only where a text that was read commands: more
    than five years since the election (党章第三十一条) and past an approved extension; a shorter term that has passed is a
    reminder (`gap`)."""
    until = extended_to or ends_on
    days = (until - today).days
    if days >= 0:
        soon = today >= until - timedelta(days=REMIND_DAYS)
        said = "经批准延期，" if extended_to else ""
        return TermState("soon" if soon else "open", f"{said}距届满还有 {days} 天", days)
    broken = today > max(until, years_after(elected_on, LONGEST_YEARS))
    return TermState("late" if broken else "gap", f"已过届满日 {-days} 天，未换届", days)
