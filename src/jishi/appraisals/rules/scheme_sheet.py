"""A tree of indicators as a sheet: what its columns are called, and reading one back, row by row, with what is wrong in which
row. Pure values."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from jishi.appraisals.rules.scheme import (
    Item,
    ItemKind,
    Measure,
    Phase,
    Source,
    Tree,
    Weighed,
    item_refusal,
    tenths,
    weighed,
    weights_refusal,
)
from jishi.kernel.labels import Labelled

NUMBER, TEXT, POINTS, RULE = "编号", "考核内容", "分值", "评分办法"
KIND, SOURCE, MEASURE = "计分方式", "由谁得出", "怎样算分"
FIGURE, BASE, TARGET, STEP, FLOOR = "数字", "应办的数字", "目标数", "每次扣或加", "最低得分"
WEIGHTS = {phase: f"{phase.label}比重（%）" for phase in Phase}
COLUMNS = (NUMBER, TEXT, POINTS, RULE, KIND, SOURCE, MEASURE, FIGURE, BASE, TARGET, STEP, FLOOR, *WEIGHTS.values())
_OUTLINE = re.compile(r"\d+(?:\.\d+)*")


@dataclass(frozen=True, slots=True)
class ReadTree:
    """What a sheet holds. `wrong` are sentences by row number; with any of them nothing is taken over."""

    items: tuple[Item, ...]
    rules: Mapping[int, str]
    wrong: tuple[tuple[int, str], ...]


class _Row(Exception):
    """What is wrong with a row."""


def rows_of(tree: Tree, rules: Mapping[int, str], words: Mapping[str, str]) -> list[list[str]]:
    """The tree as rows of a sheet; a heading leaves all but its number, text, rule and weights blank."""
    return [_written(number, item, tree, rules, words) for number, item in tree.numbered()]


def _written(
    number: str, item: Item, tree: Tree, rules: Mapping[int, str], words: Mapping[str, str]
) -> list[str]:  # fmt: skip
    rule, given = rules.get(item.id, ""), dict(item.weighed)
    shares = [str(given.get(phase, 0)) if given else "" for phase in Phase]
    if item.id in tree.children:
        return [number, item.text, "", rule, *[""] * 8, *shares]
    return [
        number, item.text, tenths(item.points), rule, item.kind.label, item.source.label,
        item.measure.label if item.measure else "", words.get(item.figure, item.figure),
        words.get(item.base, item.base), str(item.target or ""), tenths(item.step) if item.step else "",
        tenths(item.floor) if item.floor else "", *shares,
    ]  # fmt: skip


def read_tree(rows: Iterable[tuple[int, Mapping[str, str]]], words: Mapping[str, str]) -> ReadTree:
    """Read rows (number in the sheet, cell by column). A number says where the row hangs: 2.1 below 2. `words` are those of
    the figures."""
    by_word = {word: name for name, word in words.items()}
    items: list[Item] = []
    rules: dict[int, str] = {}
    wrong: list[tuple[int, str]] = []
    ids: dict[str, int] = {}
    at: dict[int, int] = {}
    for row, cells in rows:
        try:
            number = _outline(cells.get(NUMBER, ""), ids)
            item = _item(len(items) + 1, ids.get(number.rpartition(".")[0]), cells, by_word)
        except _Row as said:
            wrong.append((row, str(said)))
            continue
        ids[number], at[item.id] = item.id, row
        items.append(item)
        rules[item.id] = cells.get(RULE, "")[:300]
    parents = {item.parent for item in items}
    for item in items:
        if item.id not in parents and (reason := item_refusal(item)[0]):
            wrong.append((at[item.id], reason))
    return ReadTree(tuple(items), {pk: rule for pk, rule in rules.items() if rule}, tuple(sorted(wrong)))


def _outline(text: str, ids: Mapping[str, int]) -> str:
    number = text.strip().rstrip(".、．")
    if not _OUTLINE.fullmatch(number):
        raise _Row(f"编号“{text}”认不出来，请写成 1、1.2、1.2.3 这样。")
    if number in ids:
        raise _Row(f"编号 {number} 写了两次。")
    above = number.rpartition(".")[0]
    if above and above not in ids:
        raise _Row(f"编号 {number} 的上级 {above} 没有写在它前面。")
    return number


def _item(pk: int, parent: int | None, cells: Mapping[str, str], by_word: Mapping[str, str]) -> Item:
    text = cells.get(TEXT, "").strip()
    if not text:
        raise _Row("没有写考核内容。")
    if len(text) > 200:
        raise _Row("考核内容最多 200 个字。")
    measure = cells.get(MEASURE, "").strip()
    return Item(
        id=pk,
        parent=parent,
        text=text,
        points=_tenths(cells.get(POINTS, ""), POINTS),
        kind=_word(ItemKind, cells.get(KIND, ""), KIND, ItemKind.POINTS),
        source=_word(Source, cells.get(SOURCE, ""), SOURCE, Source.REVIEWER),
        measure=_word(Measure, measure, MEASURE, Measure.SHARE) if measure else None,
        figure=_figure(cells.get(FIGURE, ""), by_word),
        base=_figure(cells.get(BASE, ""), by_word),
        target=_whole(cells.get(TARGET, ""), TARGET),
        step=_tenths(cells.get(STEP, ""), STEP),
        floor=_tenths(cells.get(FLOOR, ""), FLOOR),
        weighed=_weights(cells),
    )


def _weights(cells: Mapping[str, str]) -> Weighed:
    texts = {phase: cells.get(column, "").strip().removesuffix("%") for phase, column in WEIGHTS.items()}
    if not any(texts.values()):
        return ()
    given = {phase: _whole(text, WEIGHTS[phase]) for phase, text in texts.items()}
    if said := weights_refusal(given):
        raise _Row(said)
    return weighed(given)


def _word[Known: Labelled](known: type[Known], text: str, column: str, otherwise: Known) -> Known:
    if not text.strip():
        return otherwise
    found = known.saying(text.strip())
    if found is None:
        raise _Row(f"{column}“{text}”认不出来，只能写{'、'.join(one.label for one in known)}。")
    return found


def _figure(text: str, by_word: Mapping[str, str]) -> str:
    word = text.strip()
    if not word:
        return ""
    if word not in by_word:
        raise _Row(f"没有“{word}”这个数字，请从导出的表里照抄。")
    return by_word[word]


def _tenths(text: str, column: str) -> int:
    try:
        value = Decimal(text.strip() or "0") * 10
        if value == value.to_integral_value() and 0 <= value <= 100_000:
            return int(value)
    except InvalidOperation:
        pass
    raise _Row(f"{column}“{text}”认不出来，请写数字，最多一位小数。")


def _whole(text: str, column: str) -> int:
    if not text.strip():
        return 0
    if not text.strip().isdecimal() or len(text.strip()) > 6:
        raise _Row(f"{column}“{text}”认不出来，请写整数。")
    return int(text)
