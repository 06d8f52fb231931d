"""An inspection list, read: its lines, the days each asks about, and what of the platform's own its words name. Pure.

Nothing here makes or dates anything: it only says where to look."""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jishi.kernel.labels import Labelled

MOST_LINES = 200
LONGEST = 300  # signs of a line
_NUMBER = re.compile(
    r"^\s*(?:[（(]?[0-9０-９]{1,3}[)）]|[0-9０-９]{1,3}\s*[.．、](?![0-9])|[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[①-⑳]|[-—•·*●]+)\s*"
)
_YEARS = re.compile(r"(20[0-9]{2})\s*年?\s*(?:至|到|[-—–~～])\s*(20[0-9]{2})\s*年?")
_YEAR = re.compile(r"(20[0-9]{2})\s*(?:年|[-./])")
_NEAR = re.compile(r"近([一两二三四五])年")
_QUARTER = re.compile(r"第?([一二三四1-4])季度")
_MONTHS = re.compile(r"(?<![0-9])(1[0-2]|[1-9])\s*月?\s*(?:至|到|[-—–~～])\s*(1[0-2]|[1-9])\s*月")
_MONTH = re.compile(r"(?<![0-9])(1[0-2]|0?[1-9])\s*月(?!度)")
_CHINESE = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}


class Where(Labelled):
    """In which of the platform's own a word leads."""

    RULE = "rule", "定期事项"
    KIND = "kind", "组织生活记录"
    PAPER = "paper", "台账和表册"
    FIGURE = "figure", "数字"


@dataclass(frozen=True, slots=True)
class Term:
    """Something that can be looked up: its key (`rule:…`, `kind:…`, `paper:…`, `figure:…`), how it is called, and the
    words by which a list may name it."""

    key: str
    label: str
    words: tuple[str, ...]

    @property
    def where(self) -> Where:
        return Where(self.key.partition(":")[0])


@dataclass(frozen=True, slots=True)
class Span:
    """The days a line asks about, both included."""

    first: date
    last: date


def list_lines(text: str) -> list[str]:
    """The items of a pasted list: a line each, its number taken off, blank lines left out, at most `MOST_LINES`."""
    found = (_NUMBER.sub("", line).strip(" \t　。；;") for line in text.replace("\r", "\n").split("\n"))
    return [line[:LONGEST] for line in found if line][:MOST_LINES]


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def span_of(text: str, *, today: date) -> Span:
    """The days a line asks about: the years it names, narrowed to its half, quarter or months; this year where it names
    none. It never ends before it begins."""
    years = _years_of(text, today)
    first, last = date(years[0], 1, 1), date(years[1], 12, 31)
    if years[0] != years[1]:
        return Span(first, last)
    year = years[0]
    if found := _MONTHS.search(text):
        low, high = sorted((int(found[1]), int(found[2])))
        return Span(date(year, low, 1), _month_end(year, high))
    if found := _QUARTER.search(text):
        quarter = _CHINESE.get(found[1]) or int(found[1])
        return Span(date(year, quarter * 3 - 2, 1), _month_end(year, quarter * 3))
    if "上半年" in text:
        return Span(first, date(year, 6, 30))
    if "下半年" in text:
        return Span(date(year, 7, 1), last)
    if found := _MONTH.search(text):
        return Span(date(year, int(found[1]), 1), _month_end(year, int(found[1])))
    return Span(first, last)


def _years_of(text: str, today: date) -> tuple[int, int]:
    if found := _YEARS.search(text):
        low, high = sorted((int(found[1]), int(found[2])))
        return low, high
    if found := _NEAR.search(text):
        return today.year - _CHINESE[found[1]] + 1, today.year
    named = [int(year) for year in _YEAR.findall(text)]
    if named:
        return min(named), max(named)
    return (today.year - 1, today.year - 1) if "去年" in text or "上年" in text else (today.year, today.year)


def matches(text: str, terms: Iterable[Term]) -> list[str]:
    """The keys of the terms that a line names, in their order: each by its longest word in the line, and none whose word
    stands there only inside a longer one (党员 in 党员大会). The order of the terms decides nothing but the order."""
    known = list(terms)
    places: set[tuple[int, int]] = set()
    for term in known:
        for word in term.words:
            places.update((m.start(), m.end()) for m in re.finditer(re.escape(word), text))
    outer = {(a, b) for a, b in places if not any((c <= a and b <= d) and (c, d) != (a, b) for c, d in places)}
    said = {text[a:b] for a, b in outer}
    return [term.key for term in known if said.intersection(term.words)]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for an item, counted."""

    there: int
    gaps: int
    is_known: bool

    @property
    def mark(self) -> tuple[str, str]:
        """(shape, word) for the mark component. A gap is a gap; nothing here is red."""
        if not self.is_known:
            return "na", "没有对上，请选"
        if self.gaps:
            return "gap", f"有 {self.gaps} 处缺"
        return ("done", "齐") if self.there else ("gap", "没有记录")


def minutes_between(seconds: float) -> int:
    """Whole minutes that have passed, at least one."""
    return max(round(seconds / 60), 1)


def totals(found: Sequence[Found]) -> tuple[int, int, int]:
    """(items with everything, items with gaps, items that nothing was matched to); together all of them."""
    whole = sum(one.is_known and one.mark[0] == "done" for one in found)
    unknown = sum(not one.is_known for one in found)
    return whole, len(found) - whole - unknown, unknown
