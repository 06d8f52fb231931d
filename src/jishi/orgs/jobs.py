"""Background work that acts for somebody, by name."""

from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import parse_qs

from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import localtime

from jishi.audit import queries as audit
from jishi.audit.models import AuditLine
from jishi.audit.rules import in_a_sentence
from jishi.files.services import Made, Work, make, write_list
from jishi.kernel import clock
from jishi.kernel.actor import Act, Actor
from jishi.orgs import queries
from jishi.orgs.forms import day_asked, day_or_none
from jishi.orgs.queries import ListFilters, ListLine, actor_of
from jishi.orgs.rules import Basis, OrgKind, Sector
from jishi.papers.listing import Listing
from jishi.papers.xlsx import Value
from jishi.ui.columns import Column, chosen

LOG_CHUNK = 2_000

LIST_COLUMNS: tuple[Column[ListLine, Value], ...] = (
    Column("name", "组织", lambda line: line.name, always=True),
    Column("short", "简称", lambda line: line.org.short_name, usual=False),
    Column("kind", "类别", lambda line: line.kind),
    Column("sector", "领域", lambda line: line.sector),
    Column("above", "上级党组织", lambda line: line.above, usual=False),
    Column("head", "负责人", lambda line: line.head.words if line.head else "空缺"),
    Column("code", "编码", lambda line: line.org.code),
    Column("founded", "建立日期", lambda line: line.org.founded_on, usual=False),
    Column("phone", "联系电话", lambda line: line.org.phone, usual=False),
    Column("address", "通讯地址", lambda line: line.org.address, usual=False),
)


def make_download(download: int, write: Callable[[Work], Made]) -> None:
    """Make the file somebody asked for, with the rights they have today."""
    now = clock.now()

    def actor(account_id: int) -> Actor:
        return actor_of(account_id=account_id, chosen=None, today=now.date())

    make(download_id=download, actor_of=actor, write=write, now=now)


def address_of(work: Work) -> MultiValueDict[str, str]:
    """What the address of the list asked for."""
    return MultiValueDict(parse_qs(work.values["address"], keep_blank_values=True))


def make_list(download: int, listing_of: Callable[[Actor, MultiValueDict[str, str], date], Listing]) -> None:
    """Make the workbook of a long list from the address it was shown under."""
    make_download(
        download, lambda work: write_list(work, listing_of(work.actor, address_of(work), work.now.date()))
    )  # fmt: skip


def list_asked(actor: Actor, asked: MultiValueDict[str, str], today: date) -> ListFilters:
    """What the address asks for; anything it may not ask for is left out."""
    day = day_asked(asked.get("on", ""), today)
    name, org_id = asked.get("figure", ""), asked.get("org", "")
    kind, sector, sort = asked.get("kind", ""), asked.get("sector", ""), asked.get("sort", "")
    return ListFilters(
        day=day,
        today=today,
        figure=name if name in queries.FIGURES else "orgs.total",
        under=queries.get_org(actor, Act.VIEW, int(org_id)) if org_id.isdecimal() else None,
        basis=Basis.NOW if asked.get("basis") == Basis.NOW and day != today else Basis.THEN,
        q=asked.get("q", "").strip(),
        kind=kind if kind in list(OrgKind) else "",
        sector=sector if sector in list(Sector) else "",
        sort=sort if sort in queries.LIST_SORTS else "tree",
    )


def orgs_listing(actor: Actor, asked: MultiValueDict[str, str], today: date) -> Listing:
    """The list of organisations that an address asks for, as a workbook."""
    filters, columns = list_asked(actor, asked, today), chosen(LIST_COLUMNS, asked)
    return Listing(
        title=filters.title, name=filters.title, words=columns.words, on=filters.day, measure="个",
        rows=lambda most: map(columns.values, queries.listed_streamed(actor, filters, most=most)),
        count=lambda: queries.listed_count(actor, filters),
    )  # fmt: skip


def list_file(download: int) -> None:
    make_list(download, orgs_listing)


def log_asked(actor: Actor, asked: MultiValueDict[str, str]) -> QuerySet[AuditLine]:
    """The lines of the log that an address asks for, of the organisations whose log the actor may read."""
    return audit.log_lines(
        queries.org_ids_where(actor, Act.AUDIT_VIEW),
        everywhere=queries.spans_the_top(actor, Act.AUDIT_VIEW),
        event=asked.get("event", ""),
        first=day_or_none(asked.get("from", "")),
        last=day_or_none(asked.get("to", "")),
        find=asked.get("find", "").strip(),
    )


def log_listing(actor: Actor, asked: MultiValueDict[str, str], today: date) -> Listing:
    """The log that an address asks for, as a workbook, newest first."""

    found = log_asked(actor, asked)

    def lines(most: int | None) -> Iterator[list[Value]]:
        at = ""
        while True:
            page = audit.log(found, at=at, size=most or LOG_CHUNK)
            for line in page.rows:
                yield [f"{localtime(line.at):%Y-%m-%d %H:%M}", line.who, line.what, line.subject, in_a_sentence(line)]
            at = page.next
            if most or not at:
                return

    words = ["时间", "操作人", "事项", "对象", "内容"]
    return Listing(title="操作日志", name="操作日志", words=words, on=today, rows=lines, count=found.count)


def log_file(download: int) -> None:
    make_list(download, log_listing)
