"""组织生活一览 as a sheet for Excel and WPS."""

from collections.abc import Sequence
from datetime import date

from jishi.desk.rules.township import Column as TableColumn
from jishi.desk.rules.township import TableRow
from jishi.papers.xlsx import Column, Content, Sheet, Value, table

NUMBER = Content.NUMBER


def overview_sheet(
    *, title: str, org: str, by: str, columns: Sequence[TableColumn], rows: Sequence[TableRow], on: date
) -> bytes:
    """The table of the page: met, owing and explained for each duty. The last of `rows` is the sum and is left to the
    sheet's own 合计 line. 到会率 is not summed: it is a share."""
    heads = [Column(title=by, width=22), Column(title="支部", content=NUMBER, total=True, width=7),
             Column(title="党员", content=NUMBER, total=True, width=8)]  # fmt: skip
    for column in columns:
        for word in ("已办", "应办", "已说明"):
            heads.append(Column(title=f"{column.heading}（{word}）", content=NUMBER, total=True, width=11))
    heads += [
        Column(title="应到人次", content=NUMBER, total=True, width=9),
        Column(title="实到人次", content=NUMBER, total=True, width=9),
    ]
    values: list[list[Value]] = [
        [
            row.name, row.branches, row.members,
            *(n for number in row.numbers for n in (number.tally.met, number.tally.owing, number.tally.explained)),
            row.expected, row.present,
        ]
        for row in rows[:-1]
    ]  # fmt: skip
    return table(Sheet(title=title, columns=heads, rows=values, org=org, on=on, remarks=False))
