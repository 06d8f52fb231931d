"""From a cell as people write it to a value. Each raises ValueError with a sentence when it cannot."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from jishi.kernel.sheets import Cell, as_text
from jishi.members.rules.standing import Category, Standing

_MONTHS = re.compile(r"(?P<sign>[-+]?)(?:(?P<years>\d+)年)?(?:(?P<months>\d+)(?:个?月)?)?")
BIGGEST_CORRECTION = 1200
EXACT_DIGITS = 10**15  # a spreadsheet keeps fifteen digits of a number


def plain(value: Cell) -> str:
    """The text without blanks of any width, half-width."""
    if isinstance(value, str) and value.isascii() and value.isalnum():
        return value
    return "".join(unicodedata.normalize("NFKC", as_text(value)).split())


# What a column says again and again: branches, groups, yes and no. 1 and True are written alike and mean different text.
plain_word = lru_cache(maxsize=5_000, typed=True)(plain)


def is_blank(value: Cell) -> bool:
    """Whether `plain` would give nothing; most cells tell by their first character."""
    return value is None or (isinstance(value, str) and not value[:1].isalnum() and not plain(value))


def one_line(value: Cell) -> str:
    """The text with runs of blanks and line breaks made one blank."""
    return " ".join(as_text(value).split())


def lost_digits(value: Cell) -> bool:
    """Whether a number was too long for a spreadsheet to keep: an 18-digit number ends in zeros that are not its own."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= EXACT_DIGITS


def category_of(value: Cell) -> Category | None:
    """正式党员 or 预备党员, by the site's word or the standard one; None for a blank. Raises ValueError for people who are no
    members."""
    text = plain(value)
    return (Category.saying(text) or _category_of(text)) if text else None


@lru_cache(maxsize=1_000)
def _category_of(text: str) -> Category:
    if "正式" in text or text in ("中共党员", "党员"):
        return Category.FULL
    if "预备" in text:
        return Category.PROBATIONARY
    raise ValueError(f"人员类别“{text}”不是正式党员或预备党员，这里只导入党员")


@lru_cache(maxsize=1_000, typed=True)
def standing_of(value: Cell) -> Standing | None:
    """正常 or 停止党籍; None for a blank. Raises ValueError on another word."""
    text = plain(value)
    if not text:
        return None
    if text in ("正常", "党籍正常", "恢复党籍"):
        return Standing.NORMAL
    if "停止" in text:
        return Standing.SUSPENDED
    raise ValueError(f"党籍状态“{text}”认不出来，请写“正常”或“停止党籍”")


@lru_cache(maxsize=1_000, typed=True)
def correction_of(value: Cell) -> int | None:
    """党龄校正值 in months: 6, 6个月, 1年, 1年6个月, -3. A bare number is months."""
    text = plain(value).removesuffix(".0")
    if not text:
        return None
    found = _MONTHS.fullmatch(text)
    if not found or not (found["years"] or found["months"]):
        raise ValueError(f"党龄校正值“{text}”认不出来，请写月数，如 6 或 1年6个月")
    months = int(found["years"] or 0) * 12 + int(found["months"] or 0)
    if months > BIGGEST_CORRECTION:
        raise ValueError(f"党龄校正值“{text}”太大，请写月数")
    return -months if found["sign"] == "-" else months


def phone_of(value: Cell) -> str:
    """Digits and the marks between them; a masked number is none."""
    text = plain(value)
    if "*" in text:
        raise ValueError("联系电话被遮盖了，没有采用")
    return text


def as_json(value: Cell) -> dict[str, str]:
    """What JSON keeps of a cell it has no word for: the text people read. For `json.dumps(default=…)`."""
    return {"t": as_text(value)}


def from_json(value: dict[str, Any]) -> Any:
    """The inverse, for `json.loads(object_hook=…)`: dates come back as the text that reads as the same date. Whatever
    else is a mapping (rows by their number) stays one."""
    return value.get("t", value)
