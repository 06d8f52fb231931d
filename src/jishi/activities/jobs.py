"""Background work of records, by name."""

from datetime import date

from django.utils.datastructures import MultiValueDict

from jishi.activities import queries
from jishi.activities.forms import filters_of
from jishi.activities.queries.sheet import COLUMNS
from jishi.kernel.actor import Actor
from jishi.orgs.jobs import make_list
from jishi.papers.listing import Listing
from jishi.ui.columns import chosen


def records_listing(actor: Actor, asked: MultiValueDict[str, str], today: date) -> Listing:
    """The list of records that an address asks for, as a workbook."""
    columns, filters = chosen(COLUMNS, asked), filters_of(asked)
    return Listing(
        title="组织生活记录一览", name="组织生活记录", words=columns.words, on=today,
        rows=lambda most: map(columns.values, queries.export_rows(actor, filters, most=most)),
        count=lambda: queries.count_activities(actor, filters),
    )  # fmt: skip


def list_file(download: int) -> None:
    make_list(download, records_listing)
