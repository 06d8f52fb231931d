"""组织生活: the list, the form, the record as people read it."""

from jishi.activities.pages.changing import correct, link, withdraw
from jishi.activities.pages.evidence import task_evidence
from jishi.activities.pages.reading import export, index, scan, show
from jishi.activities.pages.recording import counts, draft, drop_draft, new

__all__ = [
    "correct",
    "counts",
    "draft",
    "drop_draft",
    "export",
    "index",
    "link",
    "new",
    "scan",
    "show",
    "task_evidence",
    "withdraw",
]
