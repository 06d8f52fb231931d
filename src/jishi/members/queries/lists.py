"""The list of members: search, filters, order, pages."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, DateField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from jishi.kernel.actor import Act, Actor
from jishi.kernel.names import clean_name
from jishi.kernel.paging import Page, keyset
from jishi.kernel.sealing import lookup_hash
from jishi.members.models import Member, Membership
from jishi.members.queries.belonging import full_on_day, members_where
from jishi.members.queries.figures import FIGURES, aged, rows
from jishi.members.rules import AGE_BANDS, Category, MembershipKind
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, holders, org_ids_where, orgs_where, reasons, true_on
from jishi.orgs.rules import BRANCH_KINDS, Basis, OrgKind
from jishi.people.models import SealedFields
from jishi.people.rules import read_citizen_number

LATE, EARLY = date(9999, 12, 31), date(1, 1, 1)
SORTS = {"name": "姓名", "joined": "入党日期", "born": "出生日期"}
PRINT_LIMIT = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is asked for. `figure` shows exactly the rows behind a number; `on` shows a past day by the intervals."""

    q: str = ""
    org_id: int | None = None
    category: str = ""
    sex: str = ""
    age: str = ""
    mobile: bool = False
    lost: bool = False
    figure: str = ""
    on: date | None = None
    basis: str = ""
    sort: str = "name"

    @property
    def is_plain(self) -> bool:
        return self == Filters(sort=self.sort)


def _found(members: QuerySet[Member], q: str) -> QuerySet[Member]:
    """Members by citizen number, pinyin initials or a piece of the name."""
    text = clean_name(q)
    if not text:
        return members
    if len(text) in (15, 18) and text[:-1].isdigit():
        try:
            number = read_citizen_number(text).text
        except ValueError:
            return members.none()
        return members.filter(pk__in=SealedFields.objects.filter(citizen_id_hash=lookup_hash(number)).values("pk"))
    if text.isascii() and text.isalpha():
        typed = text.lower()
        return members.filter(Q(initials__startswith=typed) | Q(other_initials__contains=[typed]))
    return members.filter(person__name__infix=text)


def asked_org(actor: Actor, filters: Filters) -> Organization | None:
    """The organisation the filters name, if the actor may see its members."""
    return orgs_where(actor, Act.MEMBER_VIEW).filter(pk=filters.org_id).first() if filters.org_id else None


def filtered(actor: Actor, filters: Filters, *, today: date) -> QuerySet[Member]:
    """The members of the actor's reach that the filters ask for. For a past day: who belonged then, seen by the grants
    of today."""
    on = filters.on or today
    org = asked_org(actor, filters)
    if filters.org_id and org is None:
        return Member.objects.none()
    if filters.on is None and not filters.figure:
        members = members_where(actor, Act.MEMBER_VIEW)
        if org:
            inside = members.filter(org_id__in=Organization.objects.filter(below(org.path)).values("pk"))
            members = members.filter(group=org) if org.kind == "party_group" else inside
    elif filters.basis or not filters.figure:
        members = belonging_on(actor, on, filters.basis or Basis.THEN, today=today, under=org)
        if filters.figure in FIGURES:
            members = members.filter(FIGURES[filters.figure][1](on))
    else:
        belonged = Membership.objects.filter(
            true_on(on), kind=MembershipKind.FORMAL, org_id__in=org_ids_where(actor, Act.MEMBER_VIEW)
        ).values("member_id")
        behind = rows(filters.figure if filters.figure in FIGURES else "members.total", org.path if org else "", on)
        members = behind.filter(pk__in=belonged)
    if filters.category:
        full = full_on_day(on, prefix="")
        members = members.filter(full) if filters.category == Category.FULL else members.exclude(full)
    if filters.sex:
        members = members.filter(person__sex=filters.sex)
    if filters.age in AGE_BANDS:
        _, lowest, highest = AGE_BANDS[filters.age]
        members = members.filter(aged(lowest, highest, on))
    if filters.mobile:
        members = members.filter(is_mobile=True)
    if filters.lost:
        members = members.filter(is_lost=True)
    return _found(members, filters.q)


def belonging_on(
    actor: Actor, day: date, basis: str, *, today: date, under: Organization | None = None
) -> QuerySet[Member]:
    """Who belonged on `day` to the organisations that count at and below `under` on that 沿革口径; a 党小组 is asked for by
    its own places."""
    if under is not None and under.kind == OrgKind.PARTY_GROUP:
        places = Membership.objects.filter(true_on(day), kind=MembershipKind.GROUP, org=under)
        return Member.objects.filter(pk__in=places.values("member_id"))
    org_ids = holders(actor, Act.MEMBER_VIEW, day, basis, today=today, under=under)
    rows = Membership.objects.filter(true_on(day), kind=MembershipKind.FORMAL, org_id__in=org_ids)
    return Member.objects.filter(pk__in=rows.values("member_id"))


@dataclass(frozen=True, slots=True)
class Bases:
    """How many belonged on a day on either 沿革口径, and why they differ: (day, words, members more or fewer now)."""

    then: int
    now: int
    reasons: list[tuple[date | None, str, int]]


def bases(actor: Actor, day: date, *, today: date, under: Organization | None = None) -> Bases:
    """The members of `day` counted on the tree of that day and on today's; the reasons sum up to the difference."""
    then = holders(actor, Act.MEMBER_VIEW, day, Basis.THEN, today=today, under=under)
    now = holders(actor, Act.MEMBER_VIEW, day, Basis.NOW, today=today, under=under)
    rows = Membership.objects.filter(true_on(day), kind=MembershipKind.FORMAL, org_id__in=then | now)
    counts = dict(rows.values_list("org_id").annotate(Count("pk")))
    differing = {pk for pk in then ^ now if counts.get(pk)}
    words = reasons(actor, day, today=today, org_ids=differing) if differing else {}
    lines = [(*words[pk], counts[pk] if pk in now else -counts[pk]) for pk in differing]
    return Bases(
        then=sum(counts.get(pk, 0) for pk in then),
        now=sum(counts.get(pk, 0) for pk in now),
        reasons=sorted(lines, key=lambda line: (line[0] or date.min, line[1])),
    )


def _ordered(members: QuerySet[Member], sort: str) -> tuple[QuerySet[Member, Any], list[str]]:
    members = members.select_related("person", "org", "group")
    if sort == "joined":
        return members.annotate(joined_key=Coalesce("joined_on", Value(LATE, DateField()))), ["joined_key", "pk"]
    if sort == "born":
        return members.annotate(born_key=Coalesce("person__born_on", Value(LATE, DateField()))), ["born_key", "pk"]
    return members, ["name_key", "pk"]


def headline(members: QuerySet[Member], *, on: date) -> dict[str, int]:
    """The counts above the list, of what is shown: all, full, probationary, women, mobile. One query."""
    full = full_on_day(on, prefix="")
    return members.aggregate(
        total=Count("pk"),
        full=Count("pk", filter=full),
        probationary=Count("pk", filter=~full | Q(full_on__gt=on)),
        female=Count("pk", filter=Q(person__sex="2")),
        mobile=Count("pk", filter=Q(is_mobile=True)),
    )


def page_of(members: QuerySet[Member], *, sort: str, at: str, total: int) -> Page[Member]:
    """One page in the order of `sort`, by keyset. One query."""
    ordered, keys = _ordered(members, sort)
    return keyset(ordered, keys=keys, at=at, total=total)


def print_rows(members: QuerySet[Member], *, sort: str, limit: int = PRINT_LIMIT) -> list[Member]:
    """All of them (up to `limit`) in order, for paper and for the workbook."""
    ordered, keys = _ordered(members, sort)
    return list(ordered.order_by(*keys)[:limit])


def branches_of(actor: Actor, act: Act = Act.MEMBER_VIEW) -> list[Organization]:
    """The branches to choose from, in the filter and in forms."""
    return list(orgs_where(actor, act).filter(kind__in=BRANCH_KINDS, ended_on=None).order_by("path"))


def groups_of(member: Member) -> list[Organization]:
    """The 党小组 a member may be placed in: those of the own branch that stand today."""
    return list(
        Organization.objects.filter(parent=member.org_id, kind=OrgKind.PARTY_GROUP, ended_on=None).order_by("path")
    )
