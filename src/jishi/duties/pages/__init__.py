"""The pages of duties."""

from jishi.duties.pages import load
from jishi.duties.pages.answer import division, division_docx, division_xlsx, export, index, name, unname
from jishi.duties.pages.duty import explain, paper, rule, state, windows
from jishi.duties.pages.optional import optional
from jishi.duties.pages.rulebook import replay, rules

__all__ = [
    "division",
    "division_docx",
    "division_xlsx",
    "explain",
    "export",
    "index",
    "load",
    "name",
    "optional",
    "paper",
    "replay",
    "rule",
    "rules",
    "state",
    "unname",
    "windows",
]
