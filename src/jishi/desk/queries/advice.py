"""需要调整的组织: branches whose size the texts speak of, on their cards and as one list."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count

from jishi.desk.queries.reshaping import UNDO_DAYS
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import Page, keyset
from jishi.members.models import Membership
from jishi.members.queries.belonging import full_on_day
from jishi.members.rules import MembershipKind
from jishi.orgs.models import Organization, Unit
from jishi.orgs.queries import Card, orgs_where, reshapings_of, true_on
from jishi.orgs.rules import BRANCH_KINDS, OrgKind, is_a, kinds_that_are
from jishi.orgs.rules.thresholds import Advice, advice

UNDO_WITHIN = timedelta(days=UNDO_DAYS)
STRETCH = 300  # a township whole, a county in a few steps
KINDS = (*BRANCH_KINDS, *kinds_that_are(OrgKind.GENERAL_BRANCH))


@dataclass(frozen=True, slots=True)
class Adjusting:
    """An organisation and what the texts say of its size."""

    org: Organization
    total: int
    formal: int
    advice: list[Advice]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the tree that was looked through: how many branches it has, and those some text speaks of."""

    looked: int
    page: Page[Adjusting]


def adjusting(actor: Actor, *, today: date, at: str = "") -> Stretch:
    """What some text speaks of among the next `STRETCH` branches in reach, by tree. Few are spoken of, and to find all of
    a city would be to count all its members; so one goes on stretch by stretch. Four queries."""
    orgs = orgs_where(actor, Act.VIEW).filter(ended_on=None, kind__in=KINDS)
    found = keyset(orgs, keys=("path",), at=at, size=STRETCH)
    rows = _advised(list(found.rows), today=today)
    return Stretch(len(found.rows), Page(rows=rows, next=found.next, previous=found.previous))


def _advised(orgs: list[Organization], *, today: date) -> list[Adjusting]:
    ids = [org.pk for org in orgs]
    above = [org.pk for org in orgs if is_a(org.kind, OrgKind.GENERAL_BRANCH)]
    below = dict(Organization.objects.filter(parent_id__in=above, ended_on=None).values_list("pk", "parent_id"))
    rows = Membership.objects.filter(true_on(today), org_id__in=[*ids, *below], kind=MembershipKind.FORMAL)
    total: dict[int, int] = {}
    formal: dict[int, int] = {}
    counted: Any = rows.values_list("org_id").annotate(n=Count("pk"), full=Count("pk", filter=full_on_day(today)))
    for org_id, n, full in counted:
        for pk in {org_id, below.get(org_id, org_id)}:
            total[pk] = total.get(pk, 0) + n
            formal[pk] = formal.get(pk, 0) + full
    units = dict(Unit.objects.filter(org_id__in=ids).values_list("org_id").annotate(Count("pk")))
    found = []
    for org in orgs:
        n, full = total.get(org.pk, 0), formal.get(org.pk, 0)
        said = advice(kind=org.kind, sector=org.sector, total=n, formal=full, units=units.get(org.pk, 0))
        if said:
            found.append(Adjusting(org, n, full, said))
    return found


def advice_card(actor: Actor, card: Card, on: date) -> dict[str, object] | None:
    """The card on an organisation's page: what the texts say of its size, and an act that may still be taken back (its
    own page says whether anything has followed)."""
    org = card.org
    said = _advised([org], today=on) if org.ended_on is None and org.kind in KINDS else []
    may = actor.reaches(Act.ORG_EDIT, org.path)
    act = reshapings_of(org).filter(undone_at=None, at__date__gte=on - UNDO_WITHIN).first() if may else None
    if not said and act is None:
        return None
    return {"adjusting": said[0] if said else None, "may_edit": may and org.parent_id is not None, "act": act}


def change_links(actor: Actor, org: Organization, on: date) -> dict[str, object] | None:
    """Which acts the menu 变动 of an organisation that may be edited offers."""
    if org.parent_id is None or org.kind == OrgKind.PARTY_GROUP:
        return None
    branch = is_a(org.kind, OrgKind.BRANCH)
    return {"splits": branch, "becomes": branch or org.kind in ("general_branch", "party_committee")}


def advice_link(actor: Actor, org: Organization, on: date) -> dict[str, object] | None:
    """The way from the tree to the list, for whoever can change something."""
    return {} if actor.has(Act.ORG_EDIT) else None
