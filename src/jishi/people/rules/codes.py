"""Sex (GB/T 2261.1), ethnicity (GB/T 3304) and education (GB/T 4658): codes, labels, and what people write for them."""

import unicodedata
from functools import lru_cache

from jishi.kernel.labels import Labelled


class Sex(Labelled):
    """GB/T 2261.1."""

    UNKNOWN = "0", "未知"
    MALE = "1", "男"
    FEMALE = "2", "女"
    UNSTATED = "9", "未说明"


_NAMES = [
    "汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家", "哈尼", "哈萨克", "傣", "黎",
    "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇", "柯尔克孜", "土", "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南",
    "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒", "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔", "独龙",
    "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
]  # fmt: skip
ETHNICITY: dict[str, str] = {f"{number:02d}": f"{name}族" for number, name in enumerate(_NAMES, start=1)}
ETHNICITY |= {"97": "其他", "98": "外国血统中国籍人士"}
HAN = "01"

EDUCATION: dict[str, str] = {
    "10": "研究生", "11": "博士研究生毕业", "12": "博士研究生结业", "13": "博士研究生肄业", "14": "硕士研究生毕业",
    "15": "硕士研究生结业", "16": "硕士研究生肄业", "17": "研究生班毕业", "18": "研究生班结业", "19": "研究生班肄业",
    "20": "大学本科", "21": "大学本科毕业", "22": "大学本科结业", "23": "大学本科肄业", "28": "大学普通班毕业",
    "30": "大学专科", "31": "大学专科毕业", "32": "大学专科结业", "33": "大学专科肄业",
    "40": "中等职业教育", "41": "中等专科毕业", "42": "中等专科结业", "43": "中等专科肄业", "44": "职业高中毕业",
    "45": "职业高中结业", "46": "职业高中肄业", "47": "技工学校毕业", "48": "技工学校结业", "49": "技工学校肄业",
    "60": "普通高中", "61": "普通高中毕业", "62": "普通高中结业", "63": "普通高中肄业",
    "70": "初中", "71": "初中毕业", "73": "初中肄业", "80": "小学", "90": "其他",
}  # fmt: skip

# What rosters say for a code, beside the labels above. Forms of the organisation departments keep their own words, so
# the words are stored with the code.
_EDUCATION_WORDS: dict[str, str] = {
    "研究生": "10", "博士": "11", "博士研究生": "11", "硕士": "14", "硕士研究生": "14", "研究生班": "17",
    "中央党校研究生": "10", "省委党校研究生": "10", "在职研究生": "10",
    "本科": "20", "大学": "20", "大学本科": "20", "在职大学": "20", "中央党校大学": "20", "省委党校大学": "20",
    "大学普通班": "28", "专科": "30", "大专": "30", "大学专科": "30", "在职大专": "30", "中央党校大专": "30",
    "省委党校大专": "30", "高职": "30", "中专": "41", "中等专科": "41", "中等职业": "40", "中技": "47", "技校": "47",
    "技工学校": "47", "职高": "44", "职业高中": "44", "高中": "60", "普通高中": "60", "高中及以下": "60", "初中": "70",
    "小学": "80", "小学及以下": "80", "文盲": "90", "其他": "90", "其它": "90",
}  # fmt: skip
COLLEGE = ("1", "2", "3")  # first digits of 大专及以上


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=1_000)  # a sheet says the same words on every row
def ethnicity_code(text: str) -> str | None:
    """The code for 汉, 汉族 or 01; "" for a blank, None for a word that is no ethnicity of the standard."""
    word = _plain(text)
    if not word:
        return ""
    if word.isdigit() and word.zfill(2) in ETHNICITY:
        return word.zfill(2)
    stem = word.removesuffix("族")
    if stem in _NAMES:
        return f"{_NAMES.index(stem) + 1:02d}"
    return "97" if stem in ("其他", "其它") else None


def ethnicity_label(code: str) -> str:
    """汉族, as forms want it; an unknown code is shown as it is."""
    return ETHNICITY.get(code, code)


@lru_cache(maxsize=1_000)  # a sheet says the same words on every row
def education_code(text: str) -> str | None:
    """The code for 大专, 大学专科, 31 …; "" for a blank, None for a word not known here (keep the word as written)."""
    word = _plain(text)
    if not word:
        return ""
    if word in EDUCATION:
        return word
    if word in _EDUCATION_WORDS:
        return _EDUCATION_WORDS[word]
    if word in EDUCATION.values():
        return next(code for code, label in EDUCATION.items() if label == word)
    stem = word.removesuffix("毕业").removesuffix("学历")
    return _EDUCATION_WORDS.get(stem)


def education_label(code: str, written: str = "") -> str:
    """What was written on the form, or the standard's word for the code."""
    return written or EDUCATION.get(code, code)


@lru_cache(maxsize=1_000)  # a sheet says the same words on every row
def sex_code(text: str) -> str | None:
    """男 or 女 (or 1 and 2) as a code; "" for a blank, None for anything else: 0 is ambiguous between systems."""
    word = _plain(text).removesuffix("性")
    if not word:
        return ""
    return {"男": Sex.MALE, "女": Sex.FEMALE, "1": Sex.MALE, "2": Sex.FEMALE}.get(word)
