"""Whom an issuer can write to, and the doors of announcements: to their readers and to their issuer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from jishi.desk.rules.announcing import ALWAYS, Targets, addressed
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused
from jishi.kernel.paging import Page, bounded, keyset
from jishi.members.models import Member
from jishi.notices import queries as notices
from jishi.notices.models import Announcement, Notice
from jishi.notices.rules import Addressee, Issuer
from jishi.orgs.models import Organization, PostHeld
from jishi.orgs.queries import below, living, org_ids_where, true_on
from jishi.orgs.rules import OrgKind, PostKind, may_be_held_in
from jishi.people.models import Person

FOUND = 30  # organisations or persons a search in the form lists


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom the choices come to: addressees, in words, and how many of the posts nobody holds today."""

    to: tuple[Addressee, ...]
    said: str
    posts: int
    vacant: int
    persons: int


def reach_of(issuer: Issuer) -> QuerySet[Organization]:
    """The living organisations an issuer can write to: itself and everything below."""
    return living(Organization.objects.filter(below(issuer.path)))


def persons_of(issuer: Issuer, day: date) -> QuerySet[Person]:
    """The persons an issuer can write to by name: members of, and holders of posts in, its organisations."""
    member = Member.objects.filter(below(issuer.path, field="org__path"), person_id=OuterRef("pk"))
    holder = PostHeld.objects.filter(true_on(day), below(issuer.path, field="org__path"), person_id=OuterRef("pk"))
    return Person.objects.filter(Exists(member) | Exists(holder))


def _orgs_of(issuer: Issuer, targets: Targets) -> list[Organization]:
    found = reach_of(issuer)
    if targets.org_ids:
        return list(found.filter(pk__in=targets.org_ids).order_by("path"))
    asked = Q()
    if targets.kinds:
        asked &= Q(kind__in=targets.every_kind)
    if targets.sectors:
        asked &= Q(sector__in=targets.sectors)
    asked &= ~Q(pk=issuer.id)
    if targets.own_level:
        asked |= Q(pk=issuer.id)
    return list(found.filter(asked).order_by("path"))


def resolve(issuer: Issuer, targets: Targets, *, day: date) -> Resolved:
    """The addressees of the choices, each once, by tree: the secretary of an organisation (the leader of a 党小组) also
    while the post is vacant, any other post only where somebody holds it. Five queries at most. Raises Refused when a
    chosen organisation or person is out of the issuer's reach."""
    orgs = _orgs_of(issuer, targets) if targets.posts else []
    if targets.posts and len(orgs) < len(set(targets.org_ids)):
        raise Refused("选的组织里有的不在发文组织之下，请重新选择。", "orgs")
    persons = list(persons_of(issuer, day).filter(pk__in=targets.person_ids).order_by("name_key", "pk"))
    if len(persons) < len(set(targets.person_ids)):
        raise Refused("选的人里有的不在发文组织的范围内，请重新选择。", "persons")
    ids = {org.pk for org in orgs}
    held = PostHeld.objects.filter(true_on(day), org_id__in=ids, post__in=targets.posts)
    taken = set(held.values_list("org_id", "post")) if ids else set()
    posts = [
        (org.pk, post)
        for org in orgs
        for post in targets.posts
        if may_be_held_in(post, org.kind) and ((org.pk, post) in taken or post in ALWAYS)
    ]
    to = [*(Addressee(org_id=org, post=post) for org, post in posts), *(Addressee(person_id=p.pk) for p in persons)]
    chosen = [org.short_name or org.name for org in orgs] if targets.org_ids else []
    said = addressed(targets, orgs=chosen, persons=[p.name for p in persons], below="下级组织")
    return Resolved(tuple(to), said, len(posts), sum(key not in taken for key in posts), len(persons))


def orgs_to_choose(issuer: Issuer, find: str, chosen: Collection[int]) -> list[tuple[int, str]]:
    """Organisations for the form: those chosen, and those whose name contains what is looked for."""
    wanted = Q(pk__in=chosen)
    if find:
        hits = reach_of(issuer).filter(Q(name__contains=find) | Q(short_name__contains=find)).order_by("path")
        wanted |= Q(pk__in=list(hits.values_list("pk", flat=True)[:FOUND]))
    return list(reach_of(issuer).filter(wanted).order_by("path").values_list("pk", "name"))


def persons_to_choose(issuer: Issuer, find: str, chosen: Collection[int], *, day: date) -> list[tuple[int, str]]:
    """Persons for the form, each with the organisation that tells two of one name apart."""
    wanted = Q(pk__in=chosen)
    if find:
        hits = persons_of(issuer, day).filter(Q(name__contains=find) | Q(initials__startswith=find.lower()))
        wanted |= Q(pk__in=list(hits.order_by("name_key", "pk").values_list("pk", flat=True)[:FOUND]))
    rows = list(persons_of(issuer, day).filter(wanted).order_by("name_key", "pk").values_list("pk", "name"))
    ids = [pk for pk, _ in rows]
    where = dict(Member.objects.filter(pk__in=ids, org__isnull=False).values_list("pk", "org__name"))
    for pk, org in PostHeld.objects.filter(true_on(day), person_id__in=ids).values_list("person_id", "org__name"):
        where.setdefault(pk, org)
    return [(pk, f"{name}（{where[pk]}）" if pk in where else name) for pk, name in rows]


def issued(actor: Actor, *, find: str = "", state: str = "", at: str = "") -> Page[Announcement]:
    """What the organisations the actor may issue for have issued, newest first."""
    return notices.announced_by(org_ids_where(actor, Act.NOTIFY), find=find, state=state, at=at)


def announcements_where(actor: Actor, act: Act) -> QuerySet[Announcement]:
    """The announcements of the organisations within the actor's reach for `act`."""
    return Announcement.objects.filter(issuer_id__in=org_ids_where(actor, act))


def get_issued(actor: Actor, act: Act, announcement_id: int) -> Announcement:
    """The issuer's door; anybody else finds it missing."""
    return announcements_where(actor, act).select_related("issuer").get(pk=announcement_id)


def get_announcement(actor: Actor, announcement_id: int) -> tuple[Announcement, bool]:
    """The readers' door: those it went to, and those who may issue for its organisation (True).
    Anybody else finds it missing."""
    found = Announcement.objects.select_related("issuer").get(pk=announcement_id)
    if announcements_where(actor, Act.NOTIFY).filter(pk=found.pk).exists():
        return found, True
    if notices.receipt_of(actor, found.pk) is None:
        raise Announcement.DoesNotExist
    return found, False


def issuer_of(announcement: Announcement) -> Issuer:
    """The organisation in whose name it was issued."""
    return Issuer.of(announcement.issuer)


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One addressee: the post with those who hold it today, or the person; when it was read and by whom."""

    org_name: str
    post: str
    names: str
    read_at: Any
    read_by: str


def _lines(rows: Collection[Notice], day: date) -> list[ReceiptLine]:
    orgs = {row.to_org_id for row in rows if row.to_org_id}
    names: dict[tuple[int, str], list[str]] = {}
    held = PostHeld.objects.filter(true_on(day), org_id__in=orgs, post__in={r.post for r in rows})
    for org, post, name in held.order_by("order", "pk").values_list("org_id", "post", "person__name"):
        names.setdefault((org, post), []).append(name)
    return [
        ReceiptLine(
            org_name=row.to_org.short_name or row.to_org.name if row.to_org else "",
            post=PostKind.label_of(row.post) if row.post else "",
            names=row.person.name if row.person else "、".join(names.get((row.to_org_id or 0, row.post), [])),
            read_at=row.read_at,
            read_by=row.read_by,
        )
        for row in rows
    ]


def receipts(
    announcement: Announcement, *, day: date, unread: bool = False, find: str = "", at: str = ""
) -> Page[ReceiptLine]:
    """A page of who has read it and who has not: posts in the order of the tree, as they were written. Three queries."""
    rows = notices.receipts_of(announcement, unread=unread, find=find)
    page = keyset(rows, keys=("pk",), at=at, total=bounded(rows))
    return Page(rows=_lines(page.rows, day), next=page.next, previous=page.previous, total=page.total)


def all_receipts(announcement: Announcement, *, day: date) -> list[ReceiptLine]:
    """All of them, for paper. Two queries."""
    return _lines(list(notices.receipts_of(announcement).order_by("pk")), day)


def kinds_below(issuer: Issuer) -> set[str]:
    """The kinds of organisation an issuer has below it, so that the form offers no empty choice."""
    kinds = set(reach_of(issuer).exclude(pk=issuer.id).order_by().values_list("kind", flat=True).distinct())
    return {kind for kind in kinds if kind in set(OrgKind)}
