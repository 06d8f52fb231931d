"""How papers write things: clean text, dates, times, counts, and what stands in a cell that has nothing to say."""

import re
from collections.abc import Iterable
from datetime import date, time

NOTHING = "无"
DASH = "—"
SAMPLE_DAY = date(2026, 1, 5)

# What XML 1.0 cannot carry: controls except tab and line ends, lone surrogates, the two non-characters.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without characters that would make a file unreadable; line ends are all `\\n`."""
    if text.isprintable():  # what XML cannot carry is never printable; most cells end here
        return text
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def said(text: str, nothing: str = NOTHING) -> str:
    """The text, or what a form prints instead of an empty cell."""
    return clean(text).strip() or nothing


def day(value: date | None, nothing: str = DASH) -> str:
    """2026年1月5日, without zero padding."""
    return f"{value.year}年{value.month}月{value.day}日" if value else nothing


def month(value: date | None, nothing: str = DASH) -> str:
    """1985.03, as rosters write birth and joining."""
    return f"{value.year}.{value.month:02d}" if value else nothing


def dotted(value: date | None, nothing: str = DASH) -> str:
    """2026.11.22, for narrow columns."""
    return f"{value.year}.{value.month:02d}.{value.day:02d}" if value else nothing


def _half(value: time) -> str:
    return "上午" if value.hour < 12 else "下午" if value.hour < 18 else "晚上"


def _clock(value: time) -> str:
    hour = value.hour if value.hour <= 12 else value.hour - 12
    return f"{hour}时{value.minute}分" if value.minute else f"{hour}时"


def when(held_on: date | None, starts_at: time | None = None, ends_at: time | None = None) -> str:
    """2026年11月20日上午9时至10时30分; the half of the day is named again only where it changes."""
    text = day(held_on)
    if starts_at:
        text += _half(starts_at) + _clock(starts_at)
    if starts_at and ends_at:
        text += "至" + (_half(ends_at) if _half(ends_at) != _half(starts_at) else "") + _clock(ends_at)
    return text


def number(value: int | None, nothing: str = DASH) -> str:
    """A count as written; `nothing` where none is known, for a blank is not nought."""
    return nothing if value is None else str(value)


def joined(parts: Iterable[str], between: str = "、", nothing: str = NOTHING) -> str:
    """The parts that say something, joined; `nothing` if none does."""
    return between.join(p for p in (clean(part).strip() for part in parts) if p) or nothing


_DIGITS = "零一二三四五六七八九"


def ordinal(value: int) -> str:
    """一, 十, 十二, 二十一: the numbers of headings, 1 to 99; beyond that digits."""
    if not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    return (
        ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones else "")
        if value >= 10
        else _DIGITS[value]
    )
