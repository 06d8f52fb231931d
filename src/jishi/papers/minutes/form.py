"""The sheet a record is printed on: labelled cells, one big box that breaks across pages, signatures. The same rows give
the filled form, the blank one to write on, and the starting layout with placeholders."""

from jishi.papers import words
from jishi.papers.docx import LABEL, SMALL, SMALL_LABEL, Ink, Para, para, paras, words_of
from jishi.papers.grid import Cell, Row, label, value
from jishi.papers.minutes.facts import Minutes, Vote
from jishi.papers.minutes.terms import BY_NAME

WIDTH = 170
FIRST, WIDE = 25, 60
PAGE = 247  # millimetres of text on a page
_GREY = Ink(size=9, color="7F7F7F")
_VOTES = ("应到", "实到", "赞成", "反对", "弃权", "书面")


class Sheet:
    """Collects the rows of one form. A value is named by its placeholder: a filled sheet prints what it says, a blank one
    leaves the cell white, a starting layout prints the placeholder itself."""

    def __init__(self, m: Minutes, *, starter: bool = False) -> None:
        self.m = m
        self.starter = starter
        self.rows: list[Row] = []
        self._box: int | None = None

    def said(self, name: str) -> str:
        """What stands in the cell of this placeholder."""
        if self.starter:
            return f"{{{{{name}}}}}"
        return "" if self.m.empty else str(BY_NAME[name].value(self.m))

    def _has(self, name: str) -> bool:
        """Whether the record says anything there; a starting layout shows every cell, a blank sheet only the usual."""
        return self.starter or (not self.m.empty and self.said(name) not in ("", words.NOTHING, words.DASH))

    def pair(self, head: str, name: str, other: str, other_name: str) -> None:
        """Two labelled cells side by side."""
        self.rows.append(
            Row((label(head, FIRST), value(self.said(name), WIDE), label(other, FIRST),
                 value(self.said(other_name), WIDE)))
        )  # fmt: skip

    def wide(self, head: str, name: str, *, if_said: bool = False, height: float = 9) -> None:
        """A labelled cell as wide as the page; with `if_said` it is left out where there is nothing to say."""
        if if_said and not self._has(name):
            return
        text = self.said(name)
        # A starting layout has every row there can be and should still end on its first page.
        low = 6.5 if self.starter and if_said else height
        self.rows.append(Row((label(head, FIRST), value(text, WIDTH - FIRST)), low, splits=len(text) > 400))

    def counts(self, *, of: str = "", voters: bool = False) -> None:
        """应到 实到 缺席, of whom; and those with a vote where votes are taken."""
        cells = [("应到" + of, "应到"), ("实到" + of, "实到"), ("缺席", "缺席")]
        if voters:
            widths, last = ((FIRST, 15), (15, 15), (15, 25)), [("其中有表决权\n应到/实到", "有表决权", 40, 20)]
        else:
            widths, last = ((FIRST, 32), (25, 31), (25, 32)), []
        row: list[Cell] = []
        for head, name, width, value_width in [
            *((h, n, a, b) for (h, n), (a, b) in zip(cells, widths, strict=True)),
            *last,
        ]:
            ink = SMALL_LABEL if "\n" in head else LABEL
            row += [
                Cell(width, paras(head, ink, align="center")),
                value(self.said(name), value_width, align="center"),
            ]
        self.rows.append(Row(tuple(row)))

    def votes(self, *, if_said: bool = False) -> None:
        """A line a motion with its own denominators."""
        votes = [item.vote for item in self.m.items if item.vote]
        if not votes and not self.m.empty and not self.starter:
            if not if_said:
                self.rows.append(Row((label("表决情况", FIRST), value(words.NOTHING, WIDTH - FIRST))))
            return
        if if_said and self.m.empty:
            return
        each = 14
        motion = WIDTH - FIRST - each * len(_VOTES)
        first = Cell(FIRST, (para("表决情况", LABEL, align="center"),), merge="start")
        below = Cell(FIRST, merge="on")
        heads = [label("表决事项", motion, SMALL_LABEL), *(label(head, each, SMALL_LABEL) for head in _VOTES)]
        self.rows.append(Row((first, *heads), 7))
        if self.starter:
            rest = WIDTH - FIRST
            self.rows.append(Row((below, value("{%tr for 项 in 表决 %}", rest, ink=_GREY)), 5))
            cells = [value(f"{{{{项.{head}}}}}", each, align="center", ink=SMALL) for head in _VOTES]
            self.rows.append(Row((below, value("{{项.表决事项}}", motion, ink=SMALL), *cells), 8))
            self.rows.append(Row((below, value("{%tr endfor %}", rest, ink=_GREY)), 5))
            return
        lines: list[Vote | None] = [*votes] or [None]
        for vote in lines:
            if vote is None:
                numbers, said = [""] * len(_VOTES), ""
            else:
                counted = (vote.expected, vote.present, vote.in_favour, vote.against, vote.abstained, vote.written)
                numbers = [words.number(n) for n in counted]
                said = vote.motion + (f"（{vote.method}）" if vote.method else "")
            cells = [value(n, each, align="center", ink=SMALL) for n in numbers]
            self.rows.append(Row((below, value(said, motion, ink=SMALL), *cells), 8))

    def box(self, head: str) -> None:
        """The full-width box with what was said. It fills the first page together with every other row."""
        self._box = len(self.rows)
        self.rows.append(Row((Cell(WIDTH, (para(head, LABEL, line=22), *self._content()), middle=False),), splits=True))

    def room(self, head: str, height: float) -> None:
        """White space for writing by hand, on blank sheets only."""
        if self.m.empty:
            self.rows.append(Row((Cell(WIDTH, (para(head, LABEL, line=22),), middle=False),), height))

    def _content(self) -> list[Para]:
        """What was said, point by point, dissent included."""
        if self.m.empty:
            return []
        if self.starter:
            return [
                para("{%p for 项 in 议题 %}", _GREY), para("{{loop.index}}．{{项.标题}}", LABEL, indent=2, line=22),
                para("{{项.内容}}", align="both", indent=2, line=22), para("{%p endfor %}", _GREY),
            ]  # fmt: skip
        said: list[Para] = []
        for number, item in enumerate(self.m.items, 1):
            head = f"{words.ordinal(number)}、{item.title}" if len(self.m.items) > 1 else item.title
            said.append(para(head, LABEL, line=22, indent=2))
            said += paras(item.gist, align="both", indent=2, line=22)
        return said or [para(words.NOTHING, indent=2, line=22)]

    def remarks(self) -> None:
        """What it served, and what must not be overlooked: entered late, not as the rules want, corrected."""
        self.wide("服务事项", "服务事项", if_said=True)
        self.wide("会后补记", "补记说明", if_said=True)
        self.wide("与规定\n不符之处", "不符说明", if_said=True)
        self.wide("更正记录", "更正说明", if_said=True)

    def finished(self) -> list[Row]:
        """The rows, the big box as high as the first page leaves it."""
        if self._box is not None:
            others = sum(_height(row) for at, row in enumerate(self.rows) if at != self._box)
            height = 30.0 if self.starter else max(45.0, PAGE - 22 - 18 - others)
            self.rows[self._box] = Row(self.rows[self._box].cells, height, splits=True)
        return self.rows


def _height(row: Row) -> float:
    """A row's likely height: its longest text in lines of its cell."""
    lines = max(
        sum(1 + int(len(p) * 4.3 / (cell.width - 3)) for p in words_of(cell.paragraphs).split("\n"))
        for cell in row.cells
    )
    return max(row.height, lines * 5.5 + 1) + 0.3
