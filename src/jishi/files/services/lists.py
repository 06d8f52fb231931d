"""A long list as a workbook: rows go from the database into the file as they are read."""

from collections.abc import Iterable, Iterator, Sequence

from jishi.files.services.making import Made, Work
from jishi.kernel.decision import Refused
from jishi.papers.listing import Listing
from jishi.papers.xlsx import MAX_ROWS, Value, write_table

STEP = 1_000  # rows between two words on how far it is


def write_list(work: Work, listing: Listing) -> Made:
    """Write all of the list. Raises Refused where one sheet cannot hold it."""
    total = listing.count()
    if total > MAX_ROWS:
        raise Refused(f"共 {total} 行，一个工作表最多 {MAX_ROWS} 行。请缩小范围，分几次导出。")
    work.of(total)
    with work.path.open("wb") as out:
        write_table(listing.sheet(_counted(work, listing.rows(None)), total), out, work.folder)
    return Made(listing.name, "xlsx")


def _counted(work: Work, rows: Iterable[Sequence[Value]]) -> Iterator[Sequence[Value]]:
    number = 0
    for number, row in enumerate(rows, 1):
        if number % STEP == 0:
            work.step(number)
        yield row
    work.step(number, "正在合成文件")
