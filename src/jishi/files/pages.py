"""Handing a file out. Files have no URL of their own: the page of what a file belongs to opens its door, then calls
`serve`."""

from urllib.parse import quote

from django.http import HttpResponse

from jishi.files.models import File
from jishi.files.queries import content_of
from jishi.files.rules import CONTENT_TYPES, PICTURES

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
