"""The paper ballot as data: where the mark goes, which signs mean what, how many blank places. A ballot bears no number,
code or anything that differs between two sheets: the only inputs are those of the whole round."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jishi.ballots.rules.candidates import fewest_candidates
from jishi.kernel.labels import Labelled
from jishi.kernel.strokes import stroke_key

ORDER_LINE = "以姓氏笔画为序"


class MarkCell(Labelled):
    """Where the voter marks, seen from the name."""

    ABOVE = "above", "姓名上方"
    BELOW = "below", "姓名下方"
    LEFT = "left", "姓名左侧"
    RIGHT = "right", "姓名右侧"


class Signs(Labelled):
    """Which signs mean what. The same ○ means the opposite in the two sets: the legend is printed on every ballot."""

    CIRCLE = "circle", "赞成画“○”，不赞成画“×”，弃权不作任何记号"
    THREE = "three", "赞成、不赞成、弃权分栏，在相应栏内画“√”"
    THREE_MIXED = "three_mixed", "赞成栏画“√”，不赞成栏画“×”，弃权栏画“○”"


class BareWriteIn(Labelled):
    """What a written-in name without a mark is: sources differ, the meeting's procedure says."""

    ABSTENTION = "abstention", "只写姓名未作记号的，按弃权计"
    VOID = "void", "只写姓名未作记号的，该栏无效"


class Order(Labelled):
    STROKES = "strokes", "按姓氏笔画"
    APPROVED = "approved", "按上级批准的顺序"
    MANUAL = "manual", "自行排列"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a ballot is laid out. `write_ins` None: as many blank places as the surplus, at least one."""

    mark: MarkCell = MarkCell.ABOVE
    signs: Signs = Signs.CIRCLE
    bare_write_in: BareWriteIn = BareWriteIn.ABSTENTION
    order: Order = Order.STROKES
    order_remark: str = ""
    write_ins: int | None = None
    colour: str = ""

    @property
    def has_names_across(self) -> bool:
        """Names as columns (the traditional sheet), when the mark is above or below them."""
        return self.mark in (MarkCell.ABOVE, MarkCell.BELOW)


@dataclass(frozen=True, slots=True)
class Ballot:
    """What is printed, the same on every sheet: heading, names in order, blank places, lines of explanation."""

    heading: str
    date_line: str
    order_line: str
    names: tuple[str, ...]
    blanks: int
    legend: tuple[str, ...]
    layout: Layout


def blanks_of(layout: Layout, *, candidates: int, seats: int) -> int:
    """How many places for other names: as the layout says, else one more than the surplus, never more than the seats."""
    if layout.write_ins is not None:
        return layout.write_ins
    return min(seats, max(candidates, fewest_candidates(seats)) - seats + 1)


def legend_of(layout: Layout, *, seats: int, blanks: int) -> tuple[str, ...]:
    """说明, printed on every ballot."""
    lines = [f"{layout.signs.label}。"]
    if blanks:
        sign = "○" if layout.signs is Signs.CIRCLE else "√"
        lines.append(
            f"对候选人不赞成的，可以另选他人：在空格内写上姓名，并在相应位置画“{sign}”；{layout.bare_write_in.label}。弃权的不能另选。"
        )
    lines.append(f"应选 {seats} 人。每张选票所选人数等于或少于应选人数的有效，多于应选人数的无效。")
    lines.append("请用蓝色或黑色笔填写，符号准确，字迹清楚；书写模糊无法辨认的部分无效。")
    return tuple(lines)


def ballot(
    *, heading: str, date_line: str, names: Sequence[str], seats: int, layout: Layout, is_competitive: bool
) -> Ballot:
    """The one sheet of a round. Names come in the order they are printed."""
    blanks = (
        blanks_of(layout, candidates=len(names), seats=seats) if is_competitive or layout.write_ins is not None else 1
    )
    order = {Order.STROKES: ORDER_LINE, Order.APPROVED: "按上级批准的顺序"}.get(layout.order, layout.order_remark)
    return Ballot(
        heading=heading,
        date_line=date_line,
        order_line=order,
        names=tuple(names),
        blanks=blanks,
        legend=legend_of(layout, seats=seats, blanks=blanks),
        layout=layout,
    )


def in_order[Name](
    names: Sequence[Name], *, order: Order, by_hand: Sequence[int], key: Callable[[Name], tuple[int, str]]
) -> list[Name]:
    """The names as the sheet prints them. `key` gives id and name; 按姓氏笔画 unless the order is set by hand, where a name
    that nobody placed comes after those placed, by strokes."""
    strokes = sorted(names, key=lambda one: stroke_key(key(one)[1]))
    if order is Order.STROKES:
        return strokes
    place = {number: at for at, number in enumerate(by_hand)}
    return sorted(strokes, key=lambda one: place.get(key(one)[0], len(place)))


@dataclass(frozen=True, slots=True)
class BallotCell:
    """One cell of the ruled part: what is printed in it, what it is (`label`, `name`, `mark`, `blank`), how many columns."""

    text: str
    kind: str
    span: int = 1


def mark_heads(layout: Layout) -> tuple[str, ...]:
    """The heads of the places to mark: one, or one for each choice."""
    return ("符号",) if layout.signs is Signs.CIRCLE else ("赞成", "不赞成", "弃权")


def ruled(made: Ballot) -> tuple[tuple[BallotCell, ...], ...]:
    """The ruled part of a ballot, row by row: names across with the marks above or below, or names down with the marks at
    their left or right; places for other names at the end."""
    return _across(made) if made.layout.has_names_across else _down(made)


def _across(made: Ballot) -> tuple[tuple[BallotCell, ...], ...]:
    wide = len(made.names) + made.blanks
    groups = [("候选人", len(made.names)), ("另选人", made.blanks)]
    head = (BallotCell("", "label"), *(BallotCell(word, "label", span) for word, span in groups if span))
    marks = [(BallotCell(word, "label"), *[BallotCell("", "mark")] * wide) for word in mark_heads(made.layout)]
    names = (
        BallotCell("姓名", "label"), *(BallotCell(name, "name") for name in made.names), *[BallotCell("", "blank")] * made.blanks,
    )  # fmt: skip
    return (head, *marks, names) if made.layout.mark is MarkCell.ABOVE else (head, names, *marks)


def _down(made: Ballot) -> tuple[tuple[BallotCell, ...], ...]:
    heads = tuple(BallotCell(word, "label") for word in mark_heads(made.layout))
    marks = (BallotCell("", "mark"),) * len(heads)
    is_left = made.layout.mark is MarkCell.LEFT

    def line(name: BallotCell, others: tuple[BallotCell, ...]) -> tuple[BallotCell, ...]:
        return (*others, name) if is_left else (name, *others)

    rows = [line(BallotCell("候选人", "label"), heads)] if made.names else []
    rows += [line(BallotCell(name, "name"), marks) for name in made.names]
    if made.blanks:
        rows.append(line(BallotCell("另选人", "label"), heads))
    rows += [line(BallotCell("", "blank"), marks)] * made.blanks
    return tuple(rows)
