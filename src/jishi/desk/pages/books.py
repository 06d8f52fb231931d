"""台账与打印: everything printable of an organisation, and the papers themselves."""

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render

from jishi.desk.papers.books import minutes_docx, yearbook_docx
from jishi.desk.queries import books
from jishi.desk.queries.books_minutes import get_minutes
from jishi.desk.queries.books_year import get_year_book
from jishi.desk.queries.layouts import layout_bytes
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.papers.minutes import blank_minutes, sign_in_sheet

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def handed_out(content: bytes, name: str) -> HttpResponse:
    """A paper as a download under its Chinese name."""
    answer = HttpResponse(content, content_type=DOCX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}.docx', safe='')}"
    answer["Cache-Control"] = "private, no-store"
    return answer


@reading_page
def index(request: Request) -> HttpResponse:
    """What can be printed for the chosen organisation, or the branches to choose from."""
    asked, find, year = (request.GET.get(name, "") for name in ("org", "q", "year"))
    shelf = books.shelf(
        request.actor, asked=asked, find=find, year=int(year) if year.isdecimal() and len(year) == 4 else None,
        today=request.today,
    )  # fmt: skip
    context = {"shelf": shelf, "find": find, "may_layout": request.actor.has(Act.LAYOUT_EDIT)}
    return render(request, "desk/books.html", context)


@reading_page
def minutes(request: Request, activity_id: int) -> HttpResponse:
    """One record on its form."""
    activity, record = get_minutes(request.actor, activity_id)
    content = minutes_docx(record, layout_bytes(activity.org, "minutes"))
    return handed_out(content, f"{record.heading}{activity.held_on:%Y%m%d}")


@reading_page
def yearbook(request: Request, org_id: int, year: int) -> HttpResponse:
    """支部工作手册 of a branch and year."""
    org, book = get_year_book(request.actor, org_id, year, today=request.today)
    return handed_out(yearbook_docx(book, layout_bytes(org, "yearbook")), book.heading)


@reading_page
def blank(request: Request, org_id: int, kind: str) -> HttpResponse:
    """空白记录纸, to be written by hand."""
    org, word = books.get_blank(request.actor, org_id, kind)
    return handed_out(blank_minutes(org.name, word), f"{org.name}{word}空白记录纸")


@reading_page
def sign_in(request: Request, org_id: int, kind: str) -> HttpResponse:
    """签到表 with the names of today."""
    sheet = books.get_sign_in(request.actor, org_id, kind, today=request.today)
    return handed_out(sign_in_sheet(sheet), f"{sheet.org}{sheet.title}签到表")
