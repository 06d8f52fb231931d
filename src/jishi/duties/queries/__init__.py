"""Every read of duties. What is derived is read here; what depends on the day is worked out with the day given."""

from jishi.duties.queries.answer import answering, answerings_of, get_answering, persons_to_name
from jishi.duties.queries.due import (
    begun_periods,
    due_report,
    due_row,
    due_rows,
    due_rows_below,
    duties_where,
    get_due_row,
    org_card,
    rows_of,
)  # fmt: skip
from jishi.duties.queries.overview import (
    CELL_STATES,
    overview,
    overview_orgs,
    overview_statuses,
    unmet_orgs,
    unmet_orgs_count,
)  # fmt: skip
from jishi.duties.queries.pack import get_rule, pack, rule_named
from jishi.duties.queries.said import (
    current_period,
    get_paper,
    get_window,
    issuers,
    standing_explanation,
    statements_of,
    under_rule,
    windows_for,
    windows_where,
)
from jishi.duties.queries.strip import opened_years, strip

__all__ = [
    "CELL_STATES",
    "answering",
    "answerings_of",
    "begun_periods",
    "current_period",
    "due_report",
    "due_row",
    "due_rows",
    "due_rows_below",
    "duties_where",
    "get_answering",
    "get_due_row",
    "get_paper",
    "get_rule",
    "get_window",
    "issuers",
    "opened_years",
    "org_card",
    "overview",
    "overview_orgs",
    "overview_statuses",
    "pack",
    "persons_to_name",
    "rows_of",
    "rule_named",
    "standing_explanation",
    "statements_of",
    "strip",
    "under_rule",
    "unmet_orgs",
    "unmet_orgs_count",
    "windows_for",
    "windows_where",
]  # fmt: skip
