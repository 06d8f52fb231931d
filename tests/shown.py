"""What is shown: the words of a page, the cells of its table, of the sheet exported from it, the rows of all its pages."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO

from django.test import Client
from python_calamine import CalamineWorkbook

from jishi.kernel.paging import Page


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data


def words_of(client: Client, address: str) -> str:
    """The words of the page there, which must be one, without its marks."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def whole[T](turn: Callable[..., Page[T]]) -> list[T]:
    """The rows of a list from its first page to its last; `turn` gives the page, by `at` the one at a mark."""
    page = turn()
    rows = list(page.rows)
    while page.next:
        page = turn(at=page.next)
        rows += page.rows
    return rows


def page_rows(html: str) -> list[list[str]]:
    """The rows of the page's tables, the heads of their columns left out, each cell as its words run together."""
    cells = _Cells()
    cells.feed(html)
    return [["".join(cell.split()) for cell in row] for row in cells.rows[1:]]


def sheet_rows(body: bytes, first: str) -> list[list[str]]:
    """The rows of a sheet below the one in which the column `first` has its head, without the running number and without
    the row of sums."""
    found = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
    rows = [["".join(str(value).split()).removesuffix(".0") for value in row] for row in found]
    head = next(n for n, row in enumerate(rows) if first in row)
    start = rows[head].index(first)
    return [row[start:] for row in rows[head + 1 :] if row[start]]
