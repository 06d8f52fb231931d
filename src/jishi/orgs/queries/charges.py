"""The division of work: who is in charge of which field, which departments assist, on any day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from jishi.kernel.actor import Act, Actor
from jishi.orgs.models import Assistance, Charge, Organization, PostHeld
from jishi.orgs.queries.posts import Responsible, head_among, posts_of, presiding
from jishi.orgs.queries.scope import get_org, true_on
from jishi.orgs.rules import COMMITTEE_POSTS, DIVIDED, OrgKind, PostKind, WorkField
from jishi.people.rules import Called, told_apart


@dataclass(frozen=True, slots=True)
class InCharge:
    """The person in charge of a field of an organisation."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Share:
    """One person's part of the work: the posts held, the note beside them, the fields in charge of."""

    person_id: int
    name: str
    posts: tuple[str, ...]
    note: str
    is_full_time: bool
    charges: tuple[Charge, ...]


@dataclass(frozen=True, slots=True)
class Division:
    """An organisation's division of work on a day. `lapsed` are charges of persons who hold no post there any more,
    `past` those that were over by then, the latest first, `free` the fields nobody is in charge of."""

    head: Responsible | None
    shares: tuple[Share, ...]
    assistances: tuple[Assistance, ...]
    lapsed: tuple[Charge, ...]
    past: tuple[Charge, ...]
    free: tuple[WorkField, ...]
    is_headless: bool


def _in_post(day: date) -> Exists:
    return Exists(PostHeld.objects.filter(true_on(day), org_id=OuterRef("org_id"), person_id=OuterRef("person_id")))


def charges_counting(day: date) -> QuerySet[Charge]:
    """The charges that count on `day`: those of persons who hold a post in the same organisation."""
    return Charge.objects.filter(_in_post(day), true_on(day))


def in_charge(org_ids: Collection[int], day: date) -> dict[tuple[int, str], InCharge]:
    """(organisation, field) → who is in charge on `day`; what nobody is in charge of is left out. One query."""
    rows = charges_counting(day).filter(org_id__in=org_ids)
    return {
        (org_id, field): InCharge(person_id, name)
        for org_id, field, person_id, name in rows.values_list("org_id", "field", "person_id", "person__name")
    }


def division_of(org: Organization, day: date) -> Division:
    """Who does what in one organisation on `day`: a row for everybody who sits on its committee or is in charge of
    something, in the order of the committee table. Three queries."""
    posts = list(posts_of(org, day=day).annotate(presides=presiding(day)))
    charges: dict[int, list[Charge]] = {}
    fields = list(WorkField)
    past = []
    for charge in Charge.objects.filter(true_on(day) | Q(to_on__lte=day), org=org).select_related("person"):
        if charge.to_on and charge.to_on <= day:
            past.append(charge)
        else:
            charges.setdefault(charge.person_id, []).append(charge)
    past.sort(key=lambda c: (-(c.to_on or day).toordinal(), c.field))
    held: dict[int, list[PostHeld]] = {}
    for post in posts:
        held.setdefault(post.person_id, []).append(post)
    shares = [
        Share(
            person_id=person_id,
            name=mine[0].person.name,
            posts=tuple(PostKind.label_of(p.post) for p in mine),
            note="；".join(p.duty_note for p in mine if p.duty_note),
            is_full_time=any(p.is_full_time for p in mine),
            charges=tuple(sorted(charges.get(person_id, []), key=lambda c: fields.index(WorkField(c.field)))),
        )
        for person_id, mine in held.items()
        if person_id in charges or any(p.post in _SEATED for p in mine)
    ]
    taken = {charge.field for share in shares for charge in share.charges}
    return Division(
        head=head_among(posts),
        shares=tuple(shares),
        assistances=tuple(assistances_of(org, day)),
        past=tuple(past),
        lapsed=tuple(c for person_id, mine in charges.items() if person_id not in held for c in mine),
        free=tuple(field for field in DIVIDED if field not in taken),
        is_headless=org.kind != OrgKind.PARTY_LEADING_GROUP
        and not any(p.post in (PostKind.SECRETARY, PostKind.GROUP_LEADER) for p in posts),
    )


_SEATED = (*COMMITTEE_POSTS, PostKind.FIRST_SECRETARY, PostKind.GROUP_LEADER)


def assistances_of(org: Organization, day: date) -> QuerySet[Assistance]:
    """The departments that assist on `day`, by field."""
    return Assistance.objects.filter(true_on(day), org=org).select_related("helper").order_by("field", "pk")


def holders_of(org: Organization, day: date) -> list[tuple[int, str]]:
    """(person, words) of who may be put in charge: everybody who holds a post in it on `day`, once, in order."""
    held = posts_of(org, day=day)
    rows = (Called(one.person_id, one.person.name, one.person.born_on, PostKind.label_of(one.post)) for one in held)
    return list(told_apart(rows).items())


def get_charge(actor: Actor, act: Act, charge_id: int) -> Charge:
    """A charge through the door of its organisation."""
    charge = Charge.objects.select_related("person", "org").get(pk=charge_id)
    get_org(actor, act, charge.org_id)
    return charge


def get_assistance(actor: Actor, act: Act, assistance_id: int) -> Assistance:
    """An assistance through the door of the organisation that is assisted."""
    assistance = Assistance.objects.select_related("org", "helper").get(pk=assistance_id)
    get_org(actor, act, assistance.org_id)
    return assistance


def divided_counts(org_ids: Collection[int], day: date) -> dict[int, int]:
    """How many fields have somebody in charge on `day`, for those that have any. One query."""
    rows = charges_counting(day).filter(org_id__in=org_ids, field__in=DIVIDED).values_list("org_id", flat=True)
    found: dict[int, int] = {}
    for org_id in rows:
        found[org_id] = found.get(org_id, 0) + 1
    return found
