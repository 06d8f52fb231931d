"""Names of people and organisations: how they compare, sort and are found."""

import unicodedata
from functools import cache, lru_cache
from itertools import islice, product
from typing import Any

from pypinyin import Style, pinyin
from pypinyin.constants import PHRASES_DICT

_DOTS = dict.fromkeys(map(ord, "•．・‧∙⋅"), "·")


@lru_cache(maxsize=50_000)
def clean_name(text: str) -> str:
    """A name as it is stored: no blanks of any width inside or around, minority-name dots all as `·`."""
    return "".join(unicodedata.normalize("NFC", text).translate(_DOTS).split())


@lru_cache(maxsize=50_000)  # of one name it is asked a dozen times
def comparable(text: str) -> str:
    """What two spellings of one name have in common: no blanks, no dots, brackets of one width, lower case."""
    folded = unicodedata.normalize("NFKC", clean_name(text)).replace("·", "")
    return folded.replace("〔", "(").replace("〕", ")").lower()


@lru_cache(maxsize=20_000)
def _readings(char: str) -> tuple[str, ...]:
    return tuple(pinyin(char, style=Style.NORMAL, heteronym=True, errors="default")[0])


@lru_cache(maxsize=2_000)
def _surname_reading(surname: str) -> tuple[str, ...]:
    return _SURNAMES.get(surname, ())


# Surnames read otherwise than the same character elsewhere; the name key must sort 曾 under zeng.
_SURNAMES = {
    "曾": ("zeng",), "单": ("shan",), "解": ("xie",), "仇": ("qiu",), "任": ("ren",), "查": ("zha",), "区": ("ou",),
    "盖": ("ge",), "华": ("hua",), "朴": ("piao",), "翟": ("zhai",), "覃": ("qin",), "乐": ("yue",), "冼": ("xian",),
    "员": ("yun",), "缪": ("miao",), "宁": ("ning",), "沈": ("shen",), "尹": ("yin",), "折": ("she",), "万俟": ("mo", "qi"),
    "尉迟": ("yu", "chi"), "长孙": ("zhang", "sun"), "单于": ("chan", "yu"), "澹台": ("tan", "tai"),
}  # fmt: skip


def _apart(text: str) -> Any:
    """Characters without a reading, one by one; pypinyin would keep a run of them together."""
    return [[char] for char in text]


@lru_cache(maxsize=50_000)  # order, initials and their other spellings all ask
def _syllables(name: str) -> tuple[str, ...]:
    """One reading a character, the surname's own reading first."""
    for length in (2, 1):
        special = _surname_reading(name[:length])
        if special:
            return (*special, *(_readings(c)[0] for c in name[length:]))
    if _has_phrase(name):
        return tuple(syllable for [syllable] in pinyin(name, style=Style.NORMAL, errors=_apart))
    return tuple(map(_alone, name))


@lru_cache(maxsize=20_000)
def _alone(char: str) -> str:
    [[syllable]] = pinyin(char, style=Style.NORMAL, errors=_apart)
    return str(syllable)


@cache
def _phrase_starts() -> frozenset[str]:
    return frozenset(phrase[:2] for phrase in PHRASES_DICT if len(phrase) > 1)


def _has_phrase(name: str) -> bool:
    """Whether pypinyin might read two or more of these characters together (重庆); else each is read alone, which is
    thirty times as quick."""
    starts = _phrase_starts()
    return any(name[at : at + 2] in starts for at in range(len(name) - 1))


def name_key(name: str) -> str:
    """Sort key in dictionary order: full pinyin, ties by the characters themselves; blanks and · removed."""
    plain = comparable(name)
    return " ".join(_syllables(plain)) + " " + plain


def first_syllables(char: str) -> list[str]:
    """What the keys of names beginning with this character can begin with: its readings, and those of surnames."""
    plain = comparable(char)
    surnames = (readings[0] for surname, readings in _SURNAMES.items() if surname[:1] == plain)
    return sorted({*_readings(plain), *surnames})


def initials(name: str) -> str:
    """First letters of the name's pinyin, e.g. 王志强 → wzq. Characters without a reading stand for themselves."""
    return "".join(s[0] for s in _syllables(comparable(name)) if s)


@lru_cache(maxsize=20_000)
def _letters(char: str) -> tuple[str, ...]:
    return tuple(sorted({r[0] for r in _readings(char) if r})) or (char,)


def alternative_initials(name: str, *, limit: int = 4) -> list[str]:
    """Other first-letter spellings that somebody may type, for names with several readings; the usual one first."""
    usual = initials(name)
    letters = [_letters(c) for c in comparable(name)]
    if all(len(choice) == 1 for choice in letters) and "".join(c for [c] in letters) == usual:
        return [usual]
    others = ("".join(choice) for choice in product(*letters))
    return [usual, *islice((o for o in others if o != usual), limit - 1)]
