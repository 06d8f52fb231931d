"""A county's own layouts: a .docx with Chinese placeholders replaces our form for one paper.

`placeholders` says what may be written, `starter` gives a layout to begin with, `check` says in sentences what is wrong
with an upload, `render` fills it. Uploads are data, never code: see `sandbox` and `parcel`."""

from jishi.papers.layouts.check import check
from jishi.papers.layouts.fill import render
from jishi.papers.layouts.parcel import MAX_BYTES
from jishi.papers.layouts.starter import starter
from jishi.papers.layouts.terms import PAPERS, Placeholder, minutes_context, placeholders, yearbook_context

__all__ = [
    "MAX_BYTES", "PAPERS", "Placeholder", "check", "minutes_context", "placeholders", "render", "starter",
    "yearbook_context",
]  # fmt: skip
