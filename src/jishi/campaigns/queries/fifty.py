"""Who has been in the Party for fifty years on 1 July, and who of them has the medal."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from jishi.campaigns.models import Honour
from jishi.campaigns.rules import MEDAL_YEARS, HonourKind, medal_day
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import SIZE, Page, bounded, keyset
from jishi.members.models import Member
from jishi.members.queries import in_the_party_for, members_in_reach
from jishi.members.rules import party_age
from jishi.orgs.models import Organization
from jishi.orgs.queries import get_org

ORDER = ("name_key", "pk")
AT_ONCE = 100  # medals noted with one form
OF_A_COUNTY = 20_000  # counted where no more than a county is asked for
OF_MANY = 1_000
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Fifty:
    """A member who has been in the Party for fifty years by the day of the medal, with the medal that is on record."""

    member: Member
    years: int
    medal: Honour | None


@dataclass(frozen=True, slots=True)
class Among:
    """Those with fifty years somewhere. `is_wide`: in more than a county, where nobody looks each of them up in the
    register."""

    members: QuerySet[Member]
    is_wide: bool

    @property
    def waiting(self) -> QuerySet[Member]:
        """Without a medal on record."""
        return self.members.alias(medal=_medal_of()).filter(medal=None)

    @property
    def most(self) -> int:
        return OF_MANY if self.is_wide else OF_A_COUNTY


def _medals() -> QuerySet[Honour]:
    return Honour.objects.filter(kind=HonourKind.MEDAL, withdrawn_on=None)


def _medal_of() -> Subquery:
    """A member's medal, by a subquery that finds one row: anything else reads all medals of the register."""
    return Subquery(_medals().filter(person_id=OuterRef("pk")).values("pk")[:1])


def fifty_years(actor: Actor, year: int, *, org: Organization | None = None) -> Among:
    """The members in reach (at and below `org`) with fifty years in the Party on 1 July of `year`: a hint; whether the
    conduct has been good is for people. One query."""
    reach = members_in_reach(actor, Act.MEMBER_VIEW, under=org)
    return Among(reach.members.filter(in_the_party_for(MEDAL_YEARS, medal_day(year))), reach.is_wide)


def fifty_org(actor: Actor, asked: str) -> Organization | None:
    """The organisation whose members a list is narrowed to; None where none is asked for. Out of reach it is missing."""
    return get_org(actor, Act.MEMBER_VIEW, int(asked)) if asked.isdecimal() else None


def fifty_lines(members: Sequence[Member], year: int) -> list[Fifty]:
    """The same with their years and medals. One query."""
    medals = {one.person_id: one for one in _medals().filter(person_id__in=[one.pk for one in members])}
    on = medal_day(year)
    return [
        Fifty(
            one,
            party_age(one.joined_on, one.full_on, on, correction_months=one.standing_correction_months) or MEDAL_YEARS,
            medals.get(one.pk),
        )
        for one in members
    ]


def _page(members: QuerySet[Member], *, at: str, size: int, total: int | None = None) -> Page[Member]:
    shown = Member.objects.select_related("person", "org")
    return keyset(members, keys=ORDER, at=at, size=size, total=total, shown=shown)


@dataclass(frozen=True, slots=True)
class FiftyPage:
    """A page of them by name. `waiting`: how many have no medal on record; None where they are too many to be looked up
    one by one."""

    page: Page[Fifty]
    waiting: int | None


def _counts(among: Among) -> tuple[int, int | None]:
    """How many there are, at most one more than are counted, and how many without a medal where all were counted."""
    if among.is_wide:
        return bounded(among.members, most=among.most), None
    rows = among.members.annotate(medal=_medal_of())[: among.most + 1]
    found = rows.aggregate(all=Count("pk"), waiting=Count("pk", filter=Q(medal=None)))
    return found["all"], found["waiting"] if found["all"] <= among.most else None


def fifty_page(among: Among, year: int, *, left: bool, at: str, size: int = SIZE) -> FiftyPage:
    """Those with fifty years, or (`left`) those of them without a medal, by name. Four queries at most, however many."""
    left = left and not among.is_wide
    total, waiting = _counts(among)
    if left:
        total = waiting if waiting is not None else bounded(among.waiting, most=among.most)
    page = _page(among.waiting if left else among.members, at=at, size=size, total=total)
    lines = fifty_lines(page.rows, year)
    return FiftyPage(Page(lines, page.next, page.previous, total, among.most), waiting)


def to_give(among: Among, year: int) -> list[Fifty]:
    """The first by name who have no medal on record, as many as one form takes; nobody where it is more than a county.
    Two queries."""
    return [] if among.is_wide else fifty_lines(_page(among.waiting, at="", size=AT_ONCE).rows, year)


def still_to_give(among: Among, ids: Collection[int]) -> list[int]:
    """Who of these has fifty years and no medal on record, by name. One query."""
    return list(among.waiting.filter(pk__in=ids).order_by(*ORDER).values_list("pk", flat=True))


def fifty_streamed(among: Among, year: int, *, left: bool, most: int | None = None) -> Iterator[Fifty]:
    """All of them by name, or so many of them, some thousands at a time."""
    members, at = among.waiting if left and not among.is_wide else among.members, ""
    while True:
        page = _page(members, at=at, size=most or CHUNK)
        yield from fifty_lines(page.rows, year)
        at = page.next
        if most or not at:
            return
