"""按姓氏笔画为序: the order in which Party elections name people."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from jishi.kernel.names import clean_name

# The 20,897 characters from 一 to 鿿 that have a place, in the order of the national standard for stroke sequences
# (GB 13000.1 字符集汉字字序（笔画序）规范): number of strokes, then 横竖撇点折 one by one, then structure. The ranks are those
# published with the package cn-sort 0.14.0 (MIT), taken over as facts.
_TABLE = Path(__file__).with_name("strokes.txt")

# Surnames of two characters that are borne today: the given name begins after them.
_IN_PAIRS = (
    "欧阳上官司马诸葛司徒夏侯东方皇甫尉迟公孙轩辕令狐宇文长孙慕容司空鲜于闾丘端木百里呼延东郭南宫"
    "西门独孤澹台公冶宗政濮阳淳于单于太叔申屠公羊钟离闻人万俟赫连拓跋第五梁丘左丘南门东门羊舌微生"
)
_TWO_CHARACTER_SURNAMES = frozenset(_IN_PAIRS[n : n + 2] for n in range(0, len(_IN_PAIRS), 2))


@cache
def _ranks() -> dict[str, int]:
    text = _TABLE.read_text(encoding="utf-8").replace("\n", "")
    return {char: rank for rank, char in enumerate(text, start=1)}


def without_place(name: str) -> str:
    """The characters of `name` that the table does not hold: whoever has one is placed by hand. "" for nearly everybody."""
    return "".join(char for char in _plain(name) if char not in _ranks())


def stroke_key(name: str) -> tuple[int, ...]:
    """What names are ordered by 按姓氏笔画: surname, then given name, character by character. A given name of one character
    counts as having nothing in the first place, so that 田富 comes before 田大利 (as congresses of the Party do it;
    people's congresses, 按姓名笔画, do not). A character without a place sorts last: see `without_place`."""
    plain, ranks = _plain(name), _ranks()
    surname, given = _parted(plain)
    last = len(ranks) + 1
    gap = (0,) if len(given) == 1 else ()
    return (*(ranks.get(c, last) for c in surname), *gap, *(ranks.get(c, last) for c in given))


def by_strokes(names: Iterable[str]) -> list[str]:
    """The names in the order of a ballot. Equal names keep the order they came in."""
    return sorted(names, key=stroke_key)


def _plain(name: str) -> str:
    return clean_name(name).replace("·", "")


def _parted(plain: str) -> tuple[str, str]:
    cut = 2 if plain[:2] in _TWO_CHARACTER_SURNAMES and len(plain) > 2 else 1
    return plain[:cut], plain[cut:]
