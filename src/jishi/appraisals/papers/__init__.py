"""The papers of this room."""

from jishi.appraisals.papers.contracts import CONTRACT_PAPERS, contracts_xlsx
from jishi.appraisals.papers.reports import (
    REPORT_PAPERS,
)
from jishi.appraisals.papers.reviews import LIFE_PAPERS, TEST_SHEETS, lines_xlsx
from jishi.appraisals.papers.schemes import marked_docx, marked_xlsx, summary_xlsx, tree_xlsx

__all__ = [
    "CONTRACT_PAPERS",
    "LIFE_PAPERS",
    "REPORT_PAPERS",
    "TEST_SHEETS",
    "contracts_xlsx",
    "lines_xlsx",
    "marked_docx",
    "marked_xlsx",
    "summary_xlsx",
    "tree_xlsx",
]
