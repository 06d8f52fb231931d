"""Minutes and year books in the county's layout where there is one, in ours where there is none."""

from jishi.papers import layouts
from jishi.papers.minutes import Minutes, minutes
from jishi.papers.yearbook import YearBook, yearbook


def minutes_docx(record: Minutes, layout: bytes | None) -> bytes:
    """One record as .docx."""
    return layouts.render(layout, layouts.minutes_context(record)) if layout else minutes(record)


def yearbook_docx(book: YearBook, layout: bytes | None) -> bytes:
    """A branch's year as .docx."""
    return layouts.render(layout, layouts.yearbook_context(book)) if layout else yearbook(book)
