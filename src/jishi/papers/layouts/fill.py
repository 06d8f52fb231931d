"""Fill a layout with facts."""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docxtpl import DocxTemplate

from jishi.papers.docx import NAMESPACE
from jishi.papers.layouts import parcel
from jishi.papers.layouts.sandbox import LayoutEnvironment
from jishi.papers.words import clean

_FULL_WIDTH = str.maketrans("｛｝％", "{}%")
_FULL_TAG = re.compile("｛(?:<[^>]*>)*[｛％]|[｝％](?:<[^>]*>)*｝")


def half_width(xml: str) -> str:
    """Braces typed with a Chinese keyboard count as braces."""
    return _FULL_TAG.sub(lambda found: found.group().translate(_FULL_WIDTH), xml)


class Layout(DocxTemplate):  # type: ignore[misc]  # docxtpl ships no types
    """A layout as docxtpl sees it, with full-width braces understood."""

    def patch_xml(self, src_xml: str) -> str:
        return str(super().patch_xml(half_width(src_xml)))

    def render_xml_part(self, *args: Any, **kwargs: Any) -> str:
        """docxtpl would mend broken XML by guessing; a layout that breaks it is not filled at all."""
        filled = str(super().render_xml_part(*args, **kwargs))
        parse_xml(filled.encode())
        return filled


def _clean(value: Any) -> Any:
    """Text without characters that XML cannot carry, all the way down."""
    if isinstance(value, Mapping):
        return {key: _clean(inner) for key, inner in value.items()}
    return clean(value) if isinstance(value, str) else [_clean(inner) for inner in value]


def render(template: bytes, context: Mapping[str, Any]) -> bytes:
    """The layout filled with `context` (from `minutes_context` or `yearbook_context`), as a .docx.

    Raises ValueError for a file that `check` would refuse as no plain .docx, jinja2.TemplateError or SyntaxError for broken tags."""
    faults = parcel.faults(template)
    if faults:
        raise ValueError(faults[0])
    layout = Layout(BytesIO(template))
    layout.render(_clean(context), LayoutEnvironment(), autoescape=True)
    stream = BytesIO()
    layout.save(stream)
    return stream.getvalue()


def render_all(template: bytes, contexts: Sequence[Mapping[str, Any]]) -> bytes:
    """The layout filled once for each of `contexts` (at least one), one after another in one .docx, each from a new page.
    All come from the same package, so pictures and styles of the first serve the others."""
    first, *others = (Document(BytesIO(render(template, context))) for context in contexts)
    body = first.element.body
    for other in others:
        end = body.get_or_add_sectPr()
        end.addprevious(parse_xml(f'<w:p {NAMESPACE}><w:r><w:br w:type="page"/></w:r></w:p>'))
        for element in other.element.body:
            if element.tag != end.tag:
                end.addprevious(deepcopy(element))
    stream = BytesIO()
    first.save(stream)
    return stream.getvalue()
