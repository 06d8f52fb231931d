"""Ledgers of one shape: a title, who reports, a ruled list, sums, signatures; .docx, .xlsx and layouts from one form."""

from jishi.papers.tables.forms import (
    BRANCH_HALF_YEAR,
    CANDIDATES,
    COMMITTEE,
    ELECTORS,
    FORMS,
    HALF_YEAR,
    MONTH,
    PLAN,
    REGISTER,
    REVIEW,
    ROSTER,
    ROSTER_BELOW,
    TASKS,
    TERMS,
)
from jishi.papers.tables.shape import Col, Table, TableForm, Value, sample_of, terms_of
from jishi.papers.tables.write import ledger_docx, ledger_xlsx, put_ledger, starter_ledger

__all__ = [
    "BRANCH_HALF_YEAR",
    "CANDIDATES",
    "COMMITTEE",
    "ELECTORS",
    "FORMS",
    "HALF_YEAR",
    "MONTH",
    "PLAN",
    "REGISTER",
    "REVIEW",
    "ROSTER",
    "ROSTER_BELOW",
    "TASKS",
    "TERMS",
    "Col",
    "Table",
    "TableForm",
    "Value",
    "ledger_docx",
    "ledger_xlsx",
    "put_ledger",
    "sample_of",
    "starter_ledger",
    "terms_of",
]  # fmt: skip
