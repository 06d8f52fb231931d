"""A county's own layouts: a .docx with Chinese placeholders replaces our form for one paper.

`placeholders` says what may be written, `starter` gives a layout to begin with, `check` says in sentences what is wrong
with an upload, `render` fills it. Uploads are data, never code: see `sandbox` and `parcel`."""

from jishi.papers.layouts.check import check
from jishi.papers.layouts.fill import render, render_all
from jishi.papers.layouts.parcel import MAX_BYTES
from jishi.papers.layouts.starter import starter
from jishi.papers.layouts.terms import (
    PAPERS,
    context,
    minutes_code,
    minutes_context,
    placeholders,
    yearbook_context,
)
from jishi.papers.terms import Placeholder

__all__ = [
    "MAX_BYTES", "PAPERS", "Placeholder", "check", "context", "minutes_code", "minutes_context", "placeholders", "render",
    "render_all", "starter", "yearbook_context",
]  # fmt: skip
