"""Background work of the roster, by name."""

from datetime import date

from django.utils.datastructures import MultiValueDict

from jishi.files.services import Made, Work, write_list
from jishi.kernel import clock
from jishi.kernel.actor import Actor
from jishi.members import queries, services
from jishi.members.forms import FilterForm
from jishi.members.queries.sheet import COLUMNS, lines_streamed
from jishi.orgs.jobs import address_of, make_download
from jishi.papers.listing import Listing
from jishi.ui.columns import chosen


def judge_batch(batch: int) -> None:
    services.judge_batch(batch_id=batch, now=clock.now())


def import_batch(batch: int) -> None:
    services.import_batch(batch_id=batch, now=clock.now())


def purge_rosters() -> None:
    services.purge_rosters(now=clock.now())


def members_listing(actor: Actor, asked: MultiValueDict[str, str], today: date, *, title: str) -> Listing:
    """The list of members that an address asks for, as a workbook under that title."""
    filters = FilterForm(asked).value()
    on, columns = filters.on or today, chosen(COLUMNS, asked)
    members = queries.filtered(actor, filters, today=today)
    return Listing(
        title=title, name=title, words=columns.words, on=on, measure="人", count=members.count,
        rows=lambda most: map(columns.values, lines_streamed(members, sort=filters.sort, on=on, most=most)),
    )  # fmt: skip


def list_file(download: int) -> None:
    """A long list of members; that it left the platform is logged as for a short one."""

    def write(work: Work) -> Made:
        title = work.values["title"]
        listing = members_listing(work.actor, address_of(work), work.now.date(), title=title)
        made = write_list(work, listing)
        services.record_export(count=listing.count(), described=title, actor=work.actor, now=work.now)
        return made

    make_download(download, write)
