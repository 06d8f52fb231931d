"""What a scheme of assessment is: a tree of indicators with points in tenths, how an item is scored, the four grade scales.
Pure values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jishi.kernel.labels import Labelled


class Source(Labelled):
    """Who gives the points of an item. What records can show is worked out from them and never asked for."""

    RECORDS = "records", "平台记录"
    SELF = "self", "自评"
    REVIEWER = "reviewer", "考评"
    PEERS = "peers", "互评"
    MASSES = "masses", "群众无记名测评"


class ItemKind(Labelled):
    POINTS = "points", "得分"
    DEDUCT = "deduct", "扣分"
    BONUS = "bonus", "加分"
    VETO = "veto", "一票否决"


class Measure(Labelled):
    """How a number of the records becomes points."""

    SHARE = "share", "按完成比例"
    AT_LEAST = "at_least", "达到目标数，不到的按比例"
    AT_MOST = "at_most", "不超过目标数，超过的不得分"


class Phase(Labelled):
    """Parts of the year that are weighed against each other."""

    ORDINARY = "ordinary", "平时"
    HALF = "half", "半年"
    FINAL = "final", "年终"

    def last_day(self, year: int) -> date:
        """Up to which day this part looks."""
        return date(year, 6, 30) if self is Phase.HALF else date(year, 12, 31)


class VersionState(Labelled):
    DRAFT = "draft", "草稿"
    IN_FORCE = "in_force", "使用中"
    RETIRED = "retired", "已停用"


class AssessmentState(Labelled):
    """自评 → 考评 → 公布 (objections may be raised) → 已定."""

    SELF = "self", "自评"
    REVIEW = "review", "考评"
    PUBLISHED = "published", "公布，可提异议"
    SETTLED = "settled", "已定"


class BatchStep(Labelled):
    """What is done for very many in the background."""

    PUBLISH = "publish", "公布结果"
    SETTLE = "settle", "审定结果"


class Scale(Labelled):
    """The four grade scales in use."""

    GOOD = "good", "好、较好、一般、较差"
    EXCELLENT = "excellent", "优秀、合格、基本合格、不合格"
    STANDARD = "standard", "达标、基本达标、不达标"
    STARS = "stars", "五星至一星"

    @property
    def grades(self) -> tuple[str, ...]:
        """The grades from the best to the worst."""
        return _GRADES[self]

    @property
    def usual(self) -> tuple[int, ...]:
        """From which share of the maximum (per mille) each grade but the worst is given."""
        return _USUAL[self]


_GRADES = {
    Scale.GOOD: ("好", "较好", "一般", "较差"),
    Scale.EXCELLENT: ("优秀", "合格", "基本合格", "不合格"),
    Scale.STANDARD: ("达标", "基本达标", "不达标"),
    Scale.STARS: ("五星", "四星", "三星", "二星", "一星"),
}
_USUAL = {
    Scale.GOOD: (900, 800, 600),
    Scale.EXCELLENT: (970, 900, 860),
    Scale.STANDARD: (900, 600),
    Scale.STARS: (950, 900, 800, 600),
}
BY_MARK = frozenset({Source.SELF, Source.REVIEWER, Source.PEERS})
MOST_POINTS = 100_000  # ten thousand points: a scale of a thousand is in use

type Weighed = tuple[
    tuple[Phase, int], ...
]  # parts of the year that count, with their weights (per cent, together 100)

_WHOLE_YEAR: Weighed = ((Phase.FINAL, 100),)


def weighed(weights: Mapping[Phase, int]) -> Weighed:
    """The parts of the year that have a weight, in their order."""
    return tuple((phase, weights[phase]) for phase in Phase if weights.get(phase))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One node of the tree. Points, step and floor are tenths; a node with children has none of its own. `weighed` are the
    weights of the year for it and all below it; without any it takes those above it, at last the version's."""

    id: int
    parent: int | None = None
    text: str = ""
    points: int = 0
    kind: ItemKind = ItemKind.POINTS
    source: Source = Source.REVIEWER
    measure: Measure | None = None
    figure: str = ""
    base: str = ""
    target: int = 0
    step: int = 0
    floor: int = 0
    weighed: Weighed = ()

    @property
    def is_counted(self) -> bool:
        """Whether it has points that the maximum is made of."""
        return self.kind in (ItemKind.POINTS, ItemKind.DEDUCT)

    @property
    def is_by_occurrence(self) -> bool:
        return self.kind is not ItemKind.POINTS


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for the whole of a version: the maximum (tenths), the scale with its bands (per mille of the maximum), the
    weights of the parts of the year (per cent, together 100)."""

    maximum: int
    scale: Scale
    bands: tuple[int, ...]
    weights: Mapping[Phase, int]

    @property
    def weighed(self) -> Weighed:
        """The parts of the year that count where an item says nothing else."""
        return weighed(self.weights)

    def grade_at(self, total: int) -> int:
        """Which grade a total earns: 0 for the best."""
        reached = (n for n, band in enumerate(self.bands) if total * 1000 >= band * self.maximum)
        return next(reached, len(self.bands))


class Tree:
    """The items in the order they are read, with who hangs on whom. `items` come parents and brothers in their order."""

    def __init__(self, items: Iterable[Item]) -> None:
        given = list(items)
        self.children: dict[int | None, list[Item]] = {}
        for item in given:
            self.children.setdefault(item.parent, []).append(item)
        self.items: list[Item] = []
        self.depth: dict[int, int] = {}
        self.own: dict[int, Weighed] = {}
        self._walk(None, 0, ())
        self.leaves = [item for item in self.items if item.id not in self.children]
        self.vetoes = [item for item in self.leaves if item.kind is ItemKind.VETO]

    def _walk(self, parent: int | None, depth: int, above: Weighed) -> None:
        for item in self.children.get(parent, ()):
            self.items.append(item)
            self.depth[item.id] = depth
            self.own[item.id] = item.weighed or above
            self._walk(item.id, depth + 1, self.own[item.id])

    def weighed(self, item: Item, terms: Terms) -> Weighed:
        """The parts of the year in which an item counts, with their weights: its own, else of the nearest above it that has
        any, else those of the version. What forbids counts whenever in the year it happens."""
        return _WHOLE_YEAR if item.kind is ItemKind.VETO else self.own[item.id] or terms.weighed

    def phases(self, terms: Terms) -> tuple[Phase, ...]:
        """The parts of the year in which any item counts."""
        used = {phase for item in self.leaves for phase, _ in self.weighed(item, terms)}
        return tuple(phase for phase in Phase if phase in used)

    def points(self, item: Item) -> int:
        """What an item is worth: its own points, or those of what hangs on it that count. Tenths."""
        below = self.children.get(item.id)
        if below:
            return sum(self.points(child) for child in below)
        return item.points if item.is_counted else 0

    @property
    def total(self) -> int:
        """What all counted items are worth together."""
        return sum(item.points for item in self.leaves if item.is_counted)

    @property
    def bonus(self) -> int:
        """What can be had beyond that."""
        return sum(item.points for item in self.leaves if item.kind is ItemKind.BONUS)

    def numbered(self) -> list[tuple[str, Item]]:
        """Each item with its number in the outline: 1, 1.2, 1.2.3."""
        found: list[tuple[str, Item]] = []
        self._number(None, "", found)
        return found

    def _number(self, parent: int | None, before: str, found: list[tuple[str, Item]]) -> None:
        for n, item in enumerate(self.children.get(parent, ()), 1):
            number = f"{before}{n}"
            found.append((number, item))
            self._number(item.id, f"{number}.", found)


def figures_of(items: Iterable[Item]) -> list[str]:
    """The figures that items are worked out from, each once."""
    names = {name for item in items for name in (item.figure, item.base) if name}
    return sorted(names)


def asks(item: Item, by: Source) -> bool:
    """Whether this one is asked for points of this item. What records show is asked of nobody; what peers or the masses
    say is the reviewer's only where it could not be had."""
    if item.kind is not ItemKind.POINTS or item.source is Source.RECORDS:
        return False
    match by:
        case Source.SELF:
            return item.source in (Source.SELF, Source.REVIEWER)
        case Source.REVIEWER:
            return True
    return item.source is by


def has_target(item: Item) -> bool:
    """Whether its points depend on a number that can be agreed on with each organisation."""
    return (
        item.source is Source.RECORDS
        and item.kind is ItemKind.POINTS
        and item.measure in (Measure.AT_LEAST, Measure.AT_MOST)
    )


def item_refusal(item: Item) -> tuple[str, str]:
    """What is wrong with an item by itself and the field it is said at; ("", "") when nothing is."""
    if not 0 <= item.points <= MOST_POINTS or not 0 <= item.floor <= item.points:
        return "最低得分要在 0 和分值之间。", "floor"
    if item.weighed and (said := weights_refusal(dict(item.weighed))):
        return said, "final"
    if item.source is Source.RECORDS and not item.figure:
        return "从平台记录算分的，要选用哪个数字。", "figure"
    if item.kind is not ItemKind.POINTS:
        if item.source not in (Source.RECORDS, Source.REVIEWER):
            return "扣分、加分和一票否决按次计，由平台记录或考评得出。", "source"
        if item.kind is not ItemKind.VETO and item.step <= 0:
            return "请写每次扣或加多少分。", "step"
        return "", ""
    if item.source is Source.RECORDS:
        if item.measure is None:
            return "请选怎样由数字算分。", "measure"
        if item.measure is Measure.SHARE and not item.base:
            return "按完成比例算的，要选应办的数字。", "base"
        if item.measure is Measure.AT_LEAST and item.target <= 0:
            return "请写目标数。", "target"
    return "", ""


def scheme_refusal(tree: Tree, terms: Terms) -> str:
    """Why a scheme cannot be put in force; "" when it can."""
    if not tree.leaves:
        return "还没有指标。"
    for number, item in tree.numbered():
        if item.id not in tree.children and (said := item_refusal(item)[0]):
            return f"{number} {item.text}：{said}"
    if tree.total != terms.maximum:
        return f"各项分值合计 {tenths(tree.total)} 分，和满分 {tenths(terms.maximum)} 分不一致。"
    return terms_refusal(terms)


def terms_refusal(terms: Terms) -> str:
    """What is wrong with what holds for the whole; "" when nothing is."""
    if len(terms.bands) != len(terms.scale.grades) - 1:
        return f"“{terms.scale.label}”要写 {len(terms.scale.grades) - 1} 个分数线。"
    if any(low >= high for high, low in zip(terms.bands, terms.bands[1:], strict=False)):
        return "分数线要从高到低写。"
    if not all(0 < band <= 1000 for band in terms.bands):
        return "分数线要在 0 和满分之间。"
    return weights_refusal(terms.weights)


def weights_refusal(weights: Mapping[Phase, int]) -> str:
    """What is wrong with the weights of the parts of the year; "" when nothing is."""
    return "" if sum(weights.values()) == 100 else "平时、半年、年终的比重合计要是 100。"


def weighed_said(given: Weighed) -> str:
    """Weights as people write them: 半年 40%，年终 60%; "" for none."""
    return "，".join(f"{phase.label} {weight}%" for phase, weight in given)


def tenths(value: int | None) -> str:
    """Tenths of a point as people write them: 15, 7.5; "—" for none."""
    if value is None:
        return "—"
    whole, rest = divmod(abs(value), 10)
    return ("-" if value < 0 else "") + (f"{whole}.{rest}" if rest else str(whole))


def rule_said(item: Item, word_of: Mapping[str, str]) -> str:
    """How an item is scored, in one sentence; `word_of` gives the words of the figures."""
    figure = word_of.get(item.figure, item.figure)
    counted = f"“{figure}”每有 1 个" if item.source is Source.RECORDS else "每次"
    match item.kind:
        case ItemKind.DEDUCT:
            least = f"，最低 {tenths(item.floor)} 分" if item.floor else "，扣完为止"
            return f"{counted}扣 {tenths(item.step)} 分{least}"
        case ItemKind.BONUS:
            return f"{counted}加 {tenths(item.step)} 分，最多加 {tenths(item.points)} 分"
        case ItemKind.VETO:
            return f"{f'“{figure}”有 1 个' if item.source is Source.RECORDS else '有 1 次'}即定最低等次"
    match item.source:
        case Source.RECORDS if item.measure is Measure.SHARE:
            return f"“{figure}”占“{word_of.get(item.base, item.base)}”的比例 × 分值"
        case Source.RECORDS if item.measure is Measure.AT_LEAST:
            return f"“{figure}”达到 {item.target} 得满分，不到的按比例"
        case Source.RECORDS:
            return f"“{figure}”不超过 {item.target} 得满分，超过的不得分"
        case Source.PEERS:
            return "互评单位打分的平均"
        case Source.MASSES:
            return "群众测评的满意率（满意加基本满意，占有效票） × 分值"
        case Source.SELF:
            return "自评打分，考评可以按实际改"
    return "考评打分"


def worst(scale: Scale) -> int:
    """The lowest grade, counted from 0."""
    return len(scale.grades) - 1


def half_up(number: int, of: int) -> int:
    """number / of, rounded to the nearest whole, a half upwards; both not negative."""
    return (2 * number + of) // (2 * of)


def mean(values: Sequence[int]) -> int:
    """The average of whole numbers, rounded as points are."""
    return half_up(sum(values), len(values))
