"""The register of honours, and who has been in the Party for fifty years."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from jishi.campaigns.models import Honour
from jishi.campaigns.rules import MEDAL_YEARS, HonourKind, medal_day
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.paging import Page, keyset
from jishi.members.models import Member
from jishi.members.queries import members_where
from jishi.members.queries.belonging import full_on_day
from jishi.members.rules import add_years, party_age
from jishi.orgs.models import Organization
from jishi.orgs.queries import Card, below, living, org_ids_where
from jishi.orgs.rules import OrgKind

STANDING = {"": "有效", "withdrawn": "已撤销", "all": "全部"}


def honours_where(actor: Actor, act: Act) -> QuerySet[Honour]:
    """The lines kept by organisations within reach for `act`; for reading also those of organisations in reach, of members
    of branches in reach, and one's own."""
    reach = Q(org_id__in=org_ids_where(actor, act))
    if act is Act.RECORD_VIEW:
        seen = org_ids_where(actor, Act.RECORD_VIEW)
        reach |= Q(target_id__in=seen) | Q(person_id__in=Member.objects.filter(org_id__in=seen).values("person_id"))
        if actor.person_id is not None:
            reach |= Q(person_id=actor.person_id)
    return Honour.objects.filter(reach)


def get_honour(actor: Actor, act: Act, honour_id: int) -> Honour:
    """The one door. Out of sight it is missing; within, a refusal carries its reason."""
    rows = honours_where(actor, Act.RECORD_VIEW).select_related("org", "person", "target", "nominee__selection")
    found = rows.get(pk=honour_id)
    if act is not Act.RECORD_VIEW:
        demand(actor.may(act, found.org.path))
    return found


def honour_rows(actor: Actor, *, kind: str = "", standing: str = "", find: str = "") -> QuerySet[Honour]:
    """The register as it is narrowed."""
    rows = honours_where(actor, Act.RECORD_VIEW).select_related("org", "person", "target")
    if kind:
        rows = rows.filter(kind=kind)
    if standing != "all":
        rows = rows.filter(withdrawn_on__isnull=standing != "withdrawn")
    if find:
        rows = rows.filter(
            Q(title__contains=find) | Q(person__name__contains=find) | Q(target__name__contains=find)
            | Q(given_by__contains=find)
        )  # fmt: skip
    return rows


def honour_page(actor: Actor, *, kind: str, standing: str, find: str, at: str) -> Page[Honour]:
    """A page of the register, the latest first. One query."""
    return keyset(honour_rows(actor, kind=kind, standing=standing, find=find), keys=("-given_on", "-pk"), at=at)


def keeping_orgs(actor: Actor) -> list[tuple[str, str]]:
    """Where the actor may keep lines: (id, name), by tree."""
    rows = Organization.objects.filter(pk__in=org_ids_where(actor, Act.RECORD)).exclude(kind=OrgKind.PARTY_GROUP)
    return [(str(pk), name) for pk, name in living(rows).order_by("path").values_list("pk", "name")]


def persons_below(org: Organization) -> list[tuple[str, str]]:
    """The members at and below an organisation, by tree and name, for a choice: (id, words). The first two thousand."""
    rows = Member.objects.filter(below(org.path, field="org__path")).select_related("person", "org")
    found = rows.order_by("org__path", "name_key", "pk")[:2000]
    return [(str(row.pk), f"{row.person.name}（{row.org.short_name or row.org.name}）") for row in found if row.org]


def orgs_below(org: Organization) -> list[tuple[str, str]]:
    """The organisation and those below it, by tree, for a choice."""
    rows = living(Organization.objects.filter(below(org.path))).exclude(kind=OrgKind.PARTY_GROUP)
    return [(str(pk), name) for pk, name in rows.order_by("path").values_list("pk", "name")]


@dataclass(frozen=True, slots=True)
class Fifty:
    """A member who has been in the Party for fifty years by the day of the medal, with the medal that is on record."""

    member: Member
    years: int
    medal: Honour | None


def fifty_years(actor: Actor, year: int, *, org: Organization | None = None) -> list[Fifty]:
    """The members in reach (at and below `org`) with fifty years in the Party on 1 July of `year`, by tree and name: a hint;
    whether the conduct has been good is for people. Two queries."""
    on = medal_day(year)
    since = add_years(on, -MEDAL_YEARS)
    # The correction on the file may add or take months: everybody near is read, then counted exactly.
    near = add_years(since, 5)
    rows = members_where(actor, Act.MEMBER_VIEW).filter(full_on_day(on, prefix=""))
    rows = rows.filter(Q(full_on__lte=near) | Q(full_on=None, joined_on__lte=near), org__isnull=False)
    if org is not None:
        rows = rows.filter(below(org.path, field="org__path"))
    found = []
    for row in rows.select_related("person", "org").order_by("org__path", "name_key", "pk"):
        age = party_age(row.joined_on, row.full_on, on, correction_months=row.standing_correction_months)
        if age is not None and age >= MEDAL_YEARS:
            found.append((row, age))
    medals = {
        one.person_id: one
        for one in Honour.objects.filter(
            kind=HonourKind.MEDAL, withdrawn_on=None, person_id__in=[row.pk for row, _ in found]
        )
    }
    return [Fifty(row, age, medals.get(row.pk)) for row, age in found]


def org_card(actor: Actor, card: Card, on: date) -> dict[str, object] | None:
    """The card on an organisation's page: its own honours. Left out where there are none or it may not be read."""
    if not actor.reaches(Act.RECORD_VIEW, card.org.path):
        return None
    found = list(Honour.objects.filter(target=card.org).order_by("-given_on", "-pk")[:10])
    return {"honours": found} if found else None


def member_card(actor: Actor, person_id: int, on: date) -> dict[str, object] | None:
    """The card on a member's page: the honours. Left out where there are none."""
    found = list(honours_where(actor, Act.RECORD_VIEW).filter(person_id=person_id).order_by("-given_on", "-pk")[:10])
    return {"honours": found} if found else None
