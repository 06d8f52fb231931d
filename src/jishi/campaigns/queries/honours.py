"""The register of honours."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from jishi.campaigns.models import Honour
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.names import clean_name
from jishi.kernel.paging import Page, keyset
from jishi.members.models import Member
from jishi.members.queries import members_in_reach
from jishi.orgs.models import Organization
from jishi.orgs.queries import Card, below, org_ids_where, spans_the_top, there
from jishi.orgs.rules import ancestors
from jishi.people.rules import Called, told_apart

STANDING = {"": "有效", "withdrawn": "已撤销", "all": "全部"}
ORDER = ("-given_on", "-pk")
CHUNK = 2_000
SHOWN = Honour.objects.select_related("org", "person", "target")


def honours_where(actor: Actor, act: Act) -> QuerySet[Honour]:
    """The lines kept by organisations within reach for `act`; for reading also those of organisations in reach, of members
    of branches in reach, and one's own. For one line or few: a list reads `register`."""
    spans = list(actor.spans(act))
    reach = there(spans, "org__path")
    rows = Honour.objects.all()
    if act is Act.RECORD_VIEW:
        # One row at a time: as a set the members of a province would be read for every line.
        rows = rows.alias(home=Subquery(Member.objects.filter(pk=OuterRef("person_id")).values("org__path")[:1]))
        reach |= there(spans, "target__path") | there(spans, "home")
        if actor.person_id is not None:
            reach |= Q(person_id=actor.person_id)
    return rows.filter(reach)


def get_honour(actor: Actor, act: Act, honour_id: int) -> Honour:
    """The one door. Out of sight it is missing; within, a refusal carries its reason."""
    rows = honours_where(actor, Act.RECORD_VIEW).select_related("org", "person", "target", "nominee__selection")
    found = rows.get(pk=honour_id)
    if act is not Act.RECORD_VIEW:
        demand(actor.may(act, found.org.path))
    return found


def _parts(actor: Actor) -> list[QuerySet[Honour]]:
    """What the actor reads: the lines kept within reach, walked in the order of the list, and those kept elsewhere of
    somebody within. Two queries at most."""
    if spans_the_top(actor, Act.RECORD_VIEW):
        return [Honour.objects.all()]
    spans = list(actor.spans(Act.RECORD_VIEW))
    kept_here = there(spans, "org__path")
    elsewhere = Honour.objects.filter(~kept_here)
    reach = members_in_reach(actor, Act.RECORD_VIEW)
    of_members = elsewhere.filter(person_id__in=reach.members.values("pk"))
    if reach.is_wide:  # of half a million members nobody is looked up: who stands above them has honoured them
        above = {step for path, _ in spans for step in ancestors(path)}
        of_members = of_members.filter(org__path__in=above)
    found = [of_members, elsewhere.filter(target_id__in=org_ids_where(actor, Act.RECORD_VIEW))]
    if actor.person_id is not None:
        found.append(elsewhere.filter(person_id=actor.person_id))
    ids = [part.order_by().values("pk") for part in found]
    return [Honour.objects.filter(kept_here), Honour.objects.filter(pk__in=ids[0].union(*ids[1:]))]


def register(actor: Actor, *, kind: str = "", standing: str = "", find: str = "") -> list[QuerySet[Honour]]:
    """The register as it is narrowed, in parts that have no line in common. Of more than a county: what is kept there and
    above. Two queries at most."""
    wanted = Q(kind=kind) if kind else Q()
    if standing != "all":
        wanted &= Q(withdrawn_on__isnull=standing != "withdrawn")
    if find:
        wanted &= (
            Q(title__contains=find) | Q(person__name__contains=find) | Q(target__name__contains=find)
            | Q(given_by__contains=find)
        )  # fmt: skip
    return [part.filter(wanted) for part in _parts(actor)]


def honour_page(actor: Actor, *, kind: str = "", standing: str = "", find: str = "", at: str = "") -> Page[Honour]:
    """A page of the register, the latest first. Four queries at most."""
    return keyset(register(actor, kind=kind, standing=standing, find=find), keys=ORDER, at=at, shown=SHOWN)


def honours_streamed(parts: list[QuerySet[Honour]], most: int | None = None) -> Iterator[Honour]:
    """All lines of the register, the latest first, or so many of them, some thousands at a time."""
    at = ""
    while True:
        page: Page[Honour] = keyset(parts, keys=ORDER, at=at, size=most or CHUNK, shown=SHOWN)
        yield from page.rows
        at = page.next
        if most or not at:
            return


def members_named(org: Organization, name: str) -> list[tuple[str, str]]:
    """The members of exactly that name at and below an organisation, each with the branch, namesakes told apart: (id,
    words). Twenty at most."""
    rows = Member.objects.filter(below(org.path, field="org__path"), person__name=clean_name(name))
    found: Any = rows.order_by("org__path", "pk").values_list(
        "pk", "person__name", "person__born_on", "org__short_name", "org__name"
    )
    called = told_apart(Called(pk, who, born, short or full) for pk, who, born, short, full in found[:20])
    return [(str(pk), words) for pk, words in called.items()]


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
