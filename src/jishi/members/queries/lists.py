"""The list of members: search, filters, order, pages."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet

from jishi.kernel.actor import Act, Actor
from jishi.kernel.names import clean_name, comparable, first_syllables
from jishi.kernel.paging import MOST, SIZE, Page, among, bounded, keyset
from jishi.kernel.sealing import lookup_hash
from jishi.members.models import BORN_KEY, JOINED_KEY, Member, Membership
from jishi.members.queries.belonging import full_on_day
from jishi.members.queries.figures import FIGURES, aged, rows
from jishi.members.queries.reach import FEW, Reach, members_in_reach
from jishi.members.rules import AGE_BANDS, Category, MembershipKind
from jishi.orgs.models import Organization
from jishi.orgs.queries import Offer, apart, holders, offered, org_ids_where, orgs_where, reasons, true_on
from jishi.orgs.rules import BRANCH_KINDS, STEP, Basis, OrgKind, ancestors
from jishi.people.models import SealedFields
from jishi.people.rules import Sex, read_citizen_number

SORTS = {"name": "姓名", "joined": "入党日期", "born": "出生日期"}
PRINT_LIMIT = 5000
MOST_BRANCHES = 200  # in one select; a township has fewer


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


def _found(members: QuerySet[Member], q: str, *, is_wide: bool) -> list[QuerySet[Member]]:
    """Members by citizen number, pinyin initials or a piece of the name. A single character, where there are many, is a
    surname."""
    text = clean_name(q)
    if not text:
        return [members]
    if len(text) in (15, 18) and text[:-1].isdigit():
        try:
            number = read_citizen_number(text).text
        except ValueError:
            return [members.none()]
        return [members.filter(pk__in=SealedFields.objects.filter(citizen_id_hash=lookup_hash(number)).values("pk"))]
    if text.isascii() and text.isalpha():
        typed = text.lower()
        # The first letter bounds the walk through the names; other spellings lie elsewhere and are asked for apart.
        usual = members.filter(initials__startswith=typed, name_key__gte=typed[0], name_key__lt=chr(ord(typed[0]) + 1))
        return [usual, members.filter(other_initials__contains=[typed])]
    if is_wide and len(text) == 1 and text != "·":
        begins = members.filter(name_key__contains=f" {comparable(text)}")  # the name follows a blank
        return [begins.filter(name_key__gte=f"{s} ", name_key__lt=f"{s}!") for s in first_syllables(text)]
    return [members.filter(person__name__infix=text) if is_wide else _holding(members, text)]


def _holding(members: QuerySet[Member], text: str) -> QuerySet[Member]:
    """Those with that piece in the name, to be read off the indexes in the order of the names: the key of that order holds
    the name itself, behind its readings."""
    return members.filter(name_key__contains=comparable(text))


def asked_org(actor: Actor, filters: Filters) -> Organization | None:
    """The organisation the filters name, if the actor may see its members."""
    return orgs_where(actor, Act.MEMBER_VIEW).filter(pk=filters.org_id).first() if filters.org_id else None


def _scoped(actor: Actor, filters: Filters, today: date) -> Reach:
    """Who belonged to what the filters name, and stands behind the figure they name."""
    on = filters.on or today
    org = asked_org(actor, filters)
    if filters.org_id and org is None:
        return Reach(Q(pk__in=[]))
    if on == today and not filters.basis:  # the present is a column of each member
        is_group = org is not None and org.kind == OrgKind.PARTY_GROUP and not filters.figure
        reach = members_in_reach(actor, Act.MEMBER_VIEW, under=None if is_group else org)
        where = Q(org__isnull=False) & reach.where
        if is_group:
            where &= Q(group=org)
        if filters.figure in FIGURES:
            where &= FIGURES[filters.figure][1](on)
        return Reach(where, 0 if is_group else reach.counties)
    return Reach(Q(pk__in=_on_a_day(actor, filters, on, org, today).values("pk")))


def _on_a_day(
    actor: Actor, filters: Filters, on: date, org: Organization | None, today: date
) -> QuerySet[Member]:  # fmt: skip
    if filters.basis or not filters.figure:
        members = belonging_on(actor, on, filters.basis or Basis.THEN, today=today, under=org)
        return members.filter(FIGURES[filters.figure][1](on)) if filters.figure in FIGURES else members
    belonged = Membership.objects.filter(
        true_on(on), kind=MembershipKind.FORMAL, org_id__in=org_ids_where(actor, Act.MEMBER_VIEW)
    ).values("member_id")
    behind = rows(filters.figure if filters.figure in FIGURES else "members.total", org.path if org else "", on)
    return behind.filter(pk__in=belonged)


@dataclass
class Ways:
    """Members in parts that have nobody in common and an index each; `most` of each part are counted. `walks` are the same
    for a walk along the order, where an index of words would find all of the many before it sorts them; `has_words` says
    that the parts have such an index."""

    parts: list[QuerySet[Member]]
    walks: list[QuerySet[Member]]
    most: int
    sort: str
    has_words: bool = False
    is_plain: bool = False

    @cached_property
    def met(self) -> list[list[tuple[Any, int]]]:
        """Of each part the (key, id) of all, or of one more than `most`. One query for each part, once.

        Without words they are met in the order of the names, however rare: the database, which believes every kind of
        person to live everywhere, would as soon begin in another county."""
        key = _keyed(Member.objects.all(), self.sort)[1][0]
        found = []
        for part in self.parts:
            rows = _keyed(part, self.sort)[0]
            rows = rows.order_by() if self.has_words else rows.order_by("name_key", "pk")
            found.append(list(rows.values_list(key, "pk")[: self.most + 1]))
        return found

    @cached_property
    def counts(self) -> list[int]:
        """How many each part has, at most one more than `most`. Everybody, by name, is only counted: the walk is short."""
        return (
            [bounded(part, most=self.most) for part in self.parts]
            if self.is_plain
            else [len(rows) for rows in self.met]
        )

    @property
    def total(self) -> int:
        return sum(self.counts)


def ways(actor: Actor, filters: Filters, *, today: date) -> Ways:
    """The members of the actor's reach that the filters ask for, for `page_of` and `headline`. For a past day: who
    belonged then, seen by the grants of today."""
    on = filters.on or today
    reach = _scoped(actor, filters, today)
    members = Member.objects.filter(reach.where)
    if filters.sex:
        members = members.filter(sex=filters.sex)
    if filters.age in AGE_BANDS:
        _, lowest, highest = AGE_BANDS[filters.age]
        members = members.filter(aged(lowest, highest, on))
    if filters.mobile:
        members = members.filter(is_mobile=True)
    if filters.lost:
        members = members.filter(is_lost=True)
    parts = [members]
    if filters.category == Category.FULL:
        parts = [members.filter(full_on_day(on, prefix=""))]
    elif filters.category:
        parts = [members.filter(category=filters.category), members.filter(category=Category.FULL, full_on__gt=on)]
    found = [way for part in parts for way in _found(part, filters.q, is_wide=reach.is_wide)]
    everybody = filters == Filters(org_id=filters.org_id)
    is_piece = reach.is_wide and not filters.q.isascii() and len(clean_name(filters.q)) > 1
    return Ways(
        found,
        [_holding(part, filters.q) for part in parts] if is_piece else found,
        MOST if everybody else reach.most,
        filters.sort,
        has_words=bool(filters.q),
        is_plain=everybody,
    )


def filtered(actor: Actor, filters: Filters, *, today: date) -> QuerySet[Member]:
    """The same in one."""
    return reduce(or_, ways(actor, filters, today=today).parts)


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


SHOWN = Member.objects.select_related("person", "org", "group")


def _keyed(members: QuerySet[Member], sort: str) -> tuple[QuerySet[Member, Any], list[str]]:
    """The members with what they are ordered by, and its names."""
    if sort == "joined":
        return members.annotate(joined_key=JOINED_KEY), ["joined_key", "pk"]
    if sort == "born":
        return members.annotate(born_key=BORN_KEY), ["born_key", "pk"]
    return members, ["name_key", "pk"]


@dataclass(frozen=True, slots=True)
class Headline:
    """The counts above a list. Where there are more than are counted nobody counts the kinds: `kinds` is None."""

    total: int
    kinds: dict[str, int] | None


def headline(members: Ways, *, on: date) -> Headline:
    """Of what is shown: all; full, probationary, women, mobile. At most one query a part more than their counts need."""
    total = members.total
    if total > members.most:
        return Headline(total, None)
    full = full_on_day(on, prefix="")
    kinds = {
        "full": full,
        "probationary": ~full | Q(full_on__gt=on),
        "female": Q(sex=Sex.FEMALE),
        "mobile": Q(is_mobile=True),
    }
    parts = members.parts
    if not members.is_plain and total <= FEW:
        parts = [Member.objects.filter(pk__in=[pk for rows in members.met for _, pk in rows])]
    sums = [part.aggregate(**{name: Count("pk", filter=q) for name, q in kinds.items()}) for part in parts]
    return Headline(total, {name: sum(one[name] for one in sums) for name in kinds})


def page_of(members: Ways, *, at: str, size: int = SIZE) -> Page[Member]:
    """One page in the order of the sort, by keyset, one query for each part. A part of few is in memory; of many one walks
    along the order and takes whom the filters let pass."""
    shown, keys = _keyed(SHOWN.all(), members.sort)
    parts: list[QuerySet[Member, Any]] = []
    for walk, count in zip(members.walks, members.counts, strict=True):
        if not members.is_plain and count <= members.most:
            held = among(members.met[len(parts)], at=at, size=size)
            parts.append(Member.objects.filter(pk__in=[pk for _, pk in held]) if held else Member.objects.none())
        else:
            parts.append(walk)
    parts = [_keyed(part, members.sort)[0] for part in parts]
    page = keyset(parts, keys=keys, at=at, size=size, total=min(members.total, members.most + 1), shown=shown)
    return replace(page, most=members.most)


def print_rows(members: QuerySet[Member], *, sort: str, limit: int = PRINT_LIMIT) -> list[Member]:
    """All of them (up to `limit`) in order, for paper and for the workbook."""
    ordered, keys = _keyed(members.select_related("person", "org", "group"), sort)
    return list(ordered.order_by(*keys)[:limit])


def branches_of(actor: Actor, *asked: str, act: Act, find: str = "") -> Offer:
    """The branches a form offers (`orgs.queries.offered`)."""
    return offered(_branches(actor, act), *asked, find=find)


def _branches(actor: Actor, act: Act) -> QuerySet[Organization]:
    return orgs_where(actor, act).filter(kind__in=BRANCH_KINDS, ended_on=None).order_by("path")


def places_of(actor: Actor, under: Organization | None) -> list[tuple[int, str]]:
    """The organisations the filter offers: every branch of a township; where there are more, the way down to `under` and
    what stands right below it. Two queries at most."""
    branches = list(_branches(actor, Act.MEMBER_VIEW)[: MOST_BRANCHES + 1])
    if len(branches) <= MOST_BRANCHES:
        return [(org.pk, org.name) for org in branches]
    tops = [under.path] if under else [path for path, _ in apart(actor.spans(Act.MEMBER_VIEW))]
    line = {step for path in tops for step in ancestors(path, itself=True)}
    seen = orgs_where(actor, Act.MEMBER_VIEW).filter(ended_on=None).exclude(kind=OrgKind.PARTY_GROUP)
    # Each by its index; as one OR over two tables every organisation of a province would be looked at.
    way, right_below = Organization.objects.filter(path__in=line), Organization.objects.filter(parent__path__in=tops)
    rows = list(seen.filter(pk__in=way.values("pk").union(right_below.values("pk"))).order_by("path"))
    depth = min((len(org.path) for org in rows), default=0)
    return [(org.pk, "　" * ((len(org.path) - depth) // STEP) + org.name) for org in rows]


def groups_of(member: Member) -> list[Organization]:
    """The 党小组 a member may be placed in: those of the own branch that stand today."""
    return list(
        Organization.objects.filter(parent=member.org_id, kind=OrgKind.PARTY_GROUP, ended_on=None).order_by("path")
    )
