"""Names for the synthetic township: two to four characters, by generation and sex, some of minorities, some rare."""

from random import Random

_SURNAMES = (
    "王王王李李李张张张刘刘陈陈杨杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文单仇覃冼翟缪"
)
_COMPOUND = ("欧阳", "上官", "诸葛", "司徒", "尉迟")
_MEN = {
    1960: "建国 德胜 长河 永福 志刚 振华 明德 国栋 文清 学礼 大勇 保田 兴旺 守义 玉成 光荣 金山 福来 春生 长贵",
    1980: "志强 海涛 建军 卫东 红军 永强 立新 伟民 晓东 国庆 学军 宏伟 明 刚 勇 军 平 斌 涛 建平",
    2100: "浩然 子轩 俊杰 宇航 泽明 嘉豪 文博 一鸣 凯 鹏 磊 超 晨 旭 博 天宇 思远 家乐 睿 航",
}
_WOMEN = {
    1960: "秀英 桂芳 玉兰 淑珍 凤英 素芬 春梅 翠花 桂英 兰芳 玉珍 秀珍 惠芬 月娥 彩云 菊香 金凤 爱莲",
    1980: "丽华 海燕 红梅 晓燕 艳 敏 丽 霞 玲 秀丽 春燕 小红 建华 爱华 文娟 立娟 芳 琴 萍 静",
    2100: "婷婷 雨欣 思琪 佳怡 梦瑶 雅静 欣怡 晓萌 倩 雪 悦 颖 琳 诗涵 若曦 可馨 静怡 子涵 佳 蕾",
}
# Characters that old input methods, fonts and sort tables stumble over; kept because members have such names.
_RARE = ("堃", "犇", "翀", "赟", "䶮", "㛃", "甯", "喆", "淼", "玥", "昇", "頔")
_FAR_MEN = ("阿卜杜拉", "买买提江", "艾尔肯", "努尔兰", "叶尔江", "巴特尔", "扎西", "吐尔逊")
_FAR_WOMEN = ("阿依古丽", "迪丽娜尔", "古丽娜", "阿依努尔", "其其格", "卓玛", "帕丽旦")
_FATHERS = ("艾合买提", "吐尔地", "托合提", "哈力克", "沙吾提", "斯兰别克")
# Code of GB/T 3304 → whether names are written with the dot.
_ETHNICITIES = ("15", "15", "15", "06", "06", "03", "03", "08", "07", "11", "12", "13", "05", "17")
DOTTED = frozenset({"05", "17"})
HAN = "01"


def ethnicity(rng: Random) -> str:
    """A code of GB/T 3304; about one in thirteen is not Han, as in the Party as a whole."""
    return rng.choice(_ETHNICITIES) if rng.random() < 0.077 else HAN


def _generation(table: dict[int, str], year: int) -> list[str]:
    return next(names for before, names in table.items() if year < before).split()


def given(rng: Random, *, male: bool, year: int) -> str:
    """A given name of one or two characters in the fashion of the year of birth."""
    if rng.random() < 0.03:
        return rng.choice(_RARE) + rng.choice(("", "", "明", "华", "文"))
    return rng.choice(_generation(_MEN if male else _WOMEN, year))


def full_name(rng: Random, *, male: bool, year: int, ethnicity: str) -> str:
    """A whole name; with · where the people of that code write it so."""
    if ethnicity in DOTTED:
        return f"{rng.choice(_FAR_MEN if male else _FAR_WOMEN)}·{rng.choice(_FATHERS)}"
    surname = rng.choice(_COMPOUND) if rng.random() < 0.012 else rng.choice(_SURNAMES)
    return surname + given(rng, male=male, year=year)


class Names:
    """Names without repetition within one branch and rarely across the township: lists stay readable, yet a few
    namesakes remain, as everywhere."""

    def __init__(self, rng: Random, taken: frozenset[str] = frozenset()) -> None:
        self._rng = rng
        self._used = set(taken)

    def next(self, *, male: bool, year: int, ethnicity: str) -> str:
        for _ in range(8):
            name = full_name(self._rng, male=male, year=year, ethnicity=ethnicity)
            if name not in self._used:
                break
        self._used.add(name)
        return name
