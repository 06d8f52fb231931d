"""A list that leaves as a workbook, however long it is: what the page shows, asked for again row by row."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jishi.papers.xlsx import Sheet, Value, list_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The columns `words` and where the rows come from: `rows(most)` gives so many at most (None: all, as they are read),
    `count()` how many there are. `measure` is the word behind their number (人, 个); the file is called `name`."""

    title: str
    name: str
    words: Sequence[str]
    on: date
    rows: Callable[[int | None], Iterable[Sequence[Value]]]
    count: Callable[[], int]
    measure: str = ""

    def sheet(self, rows: Iterable[Sequence[Value]], total: int) -> Sheet:
        """The sheet of these rows, `total` of them."""
        unit = f"共{total}{self.measure}" if self.measure else ""
        return list_of(title=self.title, words=self.words, rows=rows, on=self.on, unit=unit)
