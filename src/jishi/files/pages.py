"""Handing a file out. Uploads have no URL of their own: the page of what a file belongs to opens its door, then calls
`serve`. What was made in the background has its page of progress, for the one who asked."""

from urllib.parse import quote

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from jishi.files import queries, services
from jishi.files.models import Download, File
from jishi.files.queries import content_of
from jishi.files.rules import AT_WORK, CONTENT_TYPES, KEPT_DAYS, PICTURES, DownloadState, stands_still
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.ui.pages import as_download, tell

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
