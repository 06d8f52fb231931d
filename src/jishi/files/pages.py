"""Handing a file out. Uploads have no URL of their own: the page of what a file belongs to opens its door, then calls
`serve`. What was made in the background has its page of progress, for the one who asked."""

from itertools import islice
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from jishi.files import queries, services
from jishi.files.models import Download, File
from jishi.files.queries import content_of
from jishi.files.rules import AT_WORK, CONTENT_TYPES, KEPT_DAYS, PICTURES, DownloadState, stands_still
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.papers.listing import Listing
from jishi.papers.xlsx import table
from jishi.ui.pages import as_download, spreadsheet, tell

AT_ONCE = 1_000  # rows of a workbook made while its reader waits: a third of a second

_INLINE = {CONTENT_TYPES[kind] for kind in PICTURES}
_INERT = "default-src 'none'; sandbox; frame-ancestors 'none'"


def serve(file: File, *, inline: bool = False) -> HttpResponse:
    """The file as a download under its own Chinese name; a picture may be shown `inline`. Nothing in it can run here."""
    shown = inline and file.content_type in _INLINE
    response = HttpResponse(content_of(file), content_type=file.content_type)
    response["Content-Disposition"] = (
        f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(file.name, safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _INERT
    response["Cache-Control"] = "private, no-store"
    return response


def to_download(made: Download) -> HttpResponse:
    """On to the page that shows how far it is."""
    return HttpResponseRedirect(reverse("files-download", args=[made.pk]))


def list_out(request: Request, listing: Listing, *, job: str, act: Act) -> tuple[HttpResponse, int | None]:
    """A list as a workbook, with how many rows it has. A long one is not made while its reader waits: a first look (GET)
    says how long it is and offers the button, the button (POST) has `job` make it from the same address; then the number
    is None. `act` is the right that reading it takes."""
    rows = list(islice(listing.rows(AT_ONCE + 1), AT_ONCE + 1))
    if len(rows) <= AT_ONCE:
        return spreadsheet(table(listing.sheet(rows, len(rows))), listing.name), len(rows)
    if request.method != "POST":
        return render(request, "files/long_list.html", {"listing": listing, "total": listing.count()}), None
    values = {"address": request.GET.urlencode(), "title": listing.title}
    try:
        made = services.ask_for(
            job, values, title=listing.title, acts=[act], org_id=request.actor.post.org_id if request.actor.post else None,
            actor=request.actor, now=request.now,
        )  # fmt: skip
    except Refused as refusal:
        tell(request, refusal.reason)
        return HttpResponseRedirect(reverse("files-downloads")), None
    return to_download(made), None


@reading_page
def downloads(request: Request) -> HttpResponse:
    """What the actor has had made, the newest first."""
    context = {"downloads": queries.downloads_where(request.actor), "kept_days": KEPT_DAYS}
    return render(request, "files/downloads.html", context)


@reading_page
def download(request: Request, download_id: int) -> HttpResponse:
    """How far it is; then the file."""
    found = queries.get_download(request.actor, download_id)
    at_work = found.state in AT_WORK
    is_still = stands_still(found.state, found.beat_at, request.now)
    context = {
        "download": found,
        "at_work": at_work,
        "is_still": is_still,
        "may_retry": is_still or found.state in (DownloadState.FAILED, DownloadState.CANCELLED),
        "percent": found.done * 100 // found.total if found.total else 0,
        "kept_days": KEPT_DAYS,
    }
    response = render(request, "files/download.html", context)
    if request.headers.get("HX-Request") and not at_work:
        response["HX-Refresh"] = "true"
    return response


@writing_page
def download_cancel(request: Request, download_id: int) -> HttpResponse:
    found = services.cancel_download(download_id=download_id, actor=request.actor, now=request.now)
    tell(request, "已取消。" if found.state == DownloadState.CANCELLED else "文件已经生成好，没有取消。")
    return to_download(found)


@writing_page
def download_retry(request: Request, download_id: int) -> HttpResponse:
    try:
        found = services.retry_download(download_id=download_id, actor=request.actor, now=request.now)
    except Refused as refusal:
        tell(request, refusal.reason)
        found = queries.get_download(request.actor, download_id)
    return to_download(found)


@writing_page
def download_fetch(request: Request, download_id: int) -> HttpResponseBase:
    """The file itself. A button, not a link: that it left the platform is logged."""
    try:
        found = services.fetch(download_id=download_id, actor=request.actor, now=request.now)
    except Refused as refusal:
        tell(request, refusal.reason)
        return to_download(queries.get_download(request.actor, download_id))
    answer = StreamingHttpResponse(queries.pieces_of(found))
    answer["Content-Length"] = str(found.size)
    return as_download(answer, found.file_name, found.ending)
