"""What leaves the platform: the year's book of a branch, the zip of a township, long lists as workbooks."""

import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.datastructures import MultiValueDict

from benchmarks.ground import World
from benchmarks.measure import Case, measure, rows
from jishi.activities.jobs import records_listing
from jishi.desk.queries.books_year import year_book
from jishi.desk.queries.ledgers import Asked
from jishi.desk.queries.parcels import get_parcel, parcel_branches
from jishi.desk.queries.printing import printed
from jishi.kernel.actor import Actor
from jishi.members.jobs import members_listing
from jishi.members.queries.sheet import COLUMNS
from jishi.orgs.models import Organization
from jishi.papers.listing import Listing
from jishi.papers.xlsx import write_table
from jishi.papers.yearbook import yearbook

ROWS = {"township": 1_000, "county": 20_000}
MANY = 100_000
BOOKS = {"township": 3, "county": 10}
SOME = 20

_BOOK = (
    "SELECT * FROM activities_activity WHERE org_id = %(org)s AND held_on BETWEEN %(first)s AND %(last)s",
    "SELECT t.* FROM activities_attendance t JOIN activities_activity a ON a.id = t.activity_id AND a.held_on = t.held_on "
    "WHERE a.org_id = %(org)s AND t.held_on BETWEEN %(first)s AND %(last)s",
    "SELECT i.* FROM activities_item i JOIN activities_activity a ON a.id = i.activity_id "
    "WHERE a.org_id = %(org)s AND a.held_on BETWEEN %(first)s AND %(last)s",
    "SELECT m.*, p.name FROM members_member m JOIN people_person p ON p.id = m.person_id WHERE m.org_id = %(org)s",
    "SELECT * FROM assignments_assignment WHERE org_id = %(org)s",
)


def _in_word(texts: Iterable[object]) -> bytes:
    """The least .docx that holds these texts, a paragraph each."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document><w:body>{body}</w:body></w:document>")
    return stream.getvalue()


def _least_book(org_id: int, year: int) -> int:
    asked = {"org": org_id, "first": date(year, 1, 1), "last": date(year, 12, 31)}
    cells = [cell for sql in _BOOK for row in rows(sql, asked) for cell in row]
    _in_word(cells)
    return 1


def _branch_of(actor: Actor) -> Organization:
    assert actor.post is not None
    return Organization.objects.get(pk=actor.post.org_id)


@measure("year book of a branch")
def book(world: World) -> Case:
    org, year = _branch_of(world.actor("branch")), world.today.year

    def ours() -> int:
        yearbook(year_book(org, year, today=world.today))
        return 1

    return Case(
        ours=ours,
        least=lambda: _least_book(org.pk, year),
        note="least: five joined SELECTs, every cell a bare paragraph of a zipped document; no form, table, heading",
    )


@measure("year books of a township's branches, in one zip")
def parcel(world: World) -> Case:
    actor = world.actor("township")
    assert actor.post is not None
    asked = get_parcel(actor, actor.post.org_id, f"yearbook.{world.today.year}.docx", today=world.today)
    branches = list(parcel_branches(actor, asked)[: BOOKS.get(world.size, SOME)])

    def ours() -> int:
        with tempfile.TemporaryFile() as out, zipfile.ZipFile(out, "w") as archive:
            for branch in branches:
                file = printed(asked.entry, Asked(actor, branch, asked.period, world.today), asked.ending)
                archive.writestr(f"{file.name}.{file.ending}", file.content)
        return len(branches)

    def least() -> int:
        return sum(_least_book(branch.pk, world.today.year) for branch in branches)

    return Case(ours=ours, least=least, note="rows: books; least: as for one book")


def _written(listing: Listing, most: int) -> int:
    """As the job does it, without a word on how far it is."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "list").open("wb") as out:
        write_table(listing.sheet(listing.rows(most), most), out, Path(folder))
    return most


def _by_the_writer_alone(cells: Sequence[Sequence[Any]]) -> int:
    """XlsxWriter's own speed: the same cells, at hand already, by its typed calls, without any format but the date's."""
    with tempfile.TemporaryFile() as out, xlsxwriter.Workbook(out, {"constant_memory": True}) as workbook:
        page, day = workbook.add_worksheet(), workbook.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(cells):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(number, column, cell)
                elif isinstance(cell, date):
                    page.write_datetime(number, column, cell, day)
                elif cell is not None:
                    page.write_number(number, column, cell)
    return len(cells)


def _list(world: World, listing: Listing) -> Case:
    most = ROWS.get(world.size, MANY)
    cells = list(islice(listing.rows(most), most))
    words = len(listing.words)
    return Case(
        ours=lambda: _written(listing, len(cells)),
        least=lambda: _by_the_writer_alone(cells),
        note=f"{words} columns; least: XlsxWriter alone with the same cells at hand; ours reads, words and rules them too",
        turns=3,
    )


@measure("list of members to .xlsx")
def members(world: World) -> Case:
    asked = MultiValueDict({"col": [column.name for column in COLUMNS]})
    return _list(world, members_listing(world.operator, asked, world.today, title="党员名册"))


@measure("list of records to .xlsx")
def records(world: World) -> Case:
    return _list(world, records_listing(world.operator, MultiValueDict(), world.today))
