"""The papers of campaigns."""

from jishi.campaigns.papers.campaigns import plan_docx
from jishi.campaigns.papers.carriers import carriers_xlsx, mending_docx, mending_xlsx
from jishi.campaigns.papers.comments import (
    comment_docx,
)
from jishi.campaigns.papers.honours import (
    FIFTY,
    REGISTER,
    certificate_docx,
    fifty_line,
    recommendation_docx,
    register_line,
    summary_docx,
)
from jishi.campaigns.papers.pledges import ledger_docx, ledger_xlsx, pledge_docx

__all__ = [
    "FIFTY",
    "REGISTER",
    "carriers_xlsx",
    "certificate_docx",
    "comment_docx",
    "fifty_line",
    "ledger_docx",
    "ledger_xlsx",
    "mending_docx",
    "mending_xlsx",
    "plan_docx",
    "pledge_docx",
    "recommendation_docx",
    "register_line",
    "summary_docx",
]
