"""Background work of campaigns, by name: long lists as workbooks."""

from datetime import date

from django.utils.datastructures import MultiValueDict

from jishi.campaigns import papers, queries
from jishi.kernel.actor import Actor
from jishi.orgs.jobs import make_list
from jishi.papers.listing import Listing


def asked_of_register(asked: MultiValueDict[str, str]) -> dict[str, str]:
    """How the address narrows the register."""
    return {
        "kind": asked.get("kind", ""), "standing": asked.get("standing", ""), "find": asked.get("find", "").strip()
    }  # fmt: skip


def year_asked(asked: MultiValueDict[str, str], today: date) -> int:
    """The year the address asks for; this one where it asks for none."""
    year = asked.get("year", "")
    return int(year) if year.isdecimal() and 2000 <= int(year) <= 2100 else today.year


def register_listing(actor: Actor, asked: MultiValueDict[str, str], today: date) -> Listing:
    """The register that an address asks for, as a workbook."""
    parts = queries.register(actor, **asked_of_register(asked))
    return Listing(
        title="荣誉台账", name="荣誉台账", words=papers.REGISTER, on=today, measure="条",
        rows=lambda most: map(papers.register_line, queries.honours_streamed(parts, most)),
        count=lambda: sum(part.count() for part in parts),
    )  # fmt: skip


def fifty_listing(actor: Actor, asked: MultiValueDict[str, str], today: date) -> Listing:
    """Those with fifty years in the Party that an address asks for, as a workbook."""
    year, left = year_asked(asked, today), asked.get("left") == "on"
    among = queries.fifty_years(actor, year, org=queries.fifty_org(actor, asked.get("org", "")))
    shown = among.waiting if left and not among.is_wide else among.members
    return Listing(
        title=f"{year}年7月1日党龄达到50年的党员", name=f"{year}年党龄50年党员", words=papers.FIFTY, on=today, measure="人",
        rows=lambda most: map(papers.fifty_line, queries.fifty_streamed(among, year, left=left, most=most)),
        count=shown.count,
    )  # fmt: skip


def register_file(download: int) -> None:
    make_list(download, register_listing)


def fifty_file(download: int) -> None:
    make_list(download, fifty_listing)
