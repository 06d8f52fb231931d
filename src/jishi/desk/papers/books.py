"""Several records in one file, each in the layout in force for it."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from jishi.papers import layouts
from jishi.papers.minutes import Minutes, minutes_book


@dataclass(frozen=True, slots=True)
class Part:
    """A record and the layout it prints with; None for our own form."""

    record: Minutes
    layout: bytes | None


def _written(title: str, parts: Sequence[Part]) -> bytes:
    """Parts of one layout."""
    layout = parts[0].layout
    if layout is None:
        return minutes_book(title, [part.record for part in parts])
    return layouts.render_all(layout, [layouts.minutes_context(part.record) for part in parts])


def minutes_file(title: str, parts: Sequence[Part]) -> tuple[bytes, str]:
    """(content, ending): a .docx of all the records, or a .zip with one .docx for each layout among them."""
    by_layout: dict[bytes | None, list[Part]] = {}
    for part in parts:
        by_layout.setdefault(part.layout, []).append(part)
    files = [(group[0].record.form.label, _written(title, group)) for group in by_layout.values()]
    if len(files) == 1:
        return files[0][1], "docx"
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parcel:
        for number, (label, content) in enumerate(files, 1):
            parcel.writestr(f"{number}．{label}等记录.docx", content)
    return stream.getvalue(), "zip"
