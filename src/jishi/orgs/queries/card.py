"""What stands on an organisation's card: term, vacancies, units, guidance, its history; and the card itself, which reads
each of these once for everything that is shown on it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONArray, Substr

from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused
from jishi.kernel.names import clean_name
from jishi.kernel.registry import relations
from jishi.orgs.models import Guidance, Naming, Organization, Placement, PostHeld, Term, Unit
from jishi.orgs.queries.posts import Responsible, head_among, posts_of, presiding
from jishi.orgs.queries.scope import get_org, org_ids_where, orgs_where, true_on
from jishi.orgs.queries.tree import ancestors_on, living
from jishi.orgs.rules import COMMITTEE_POSTS, OrgKind, PostKind, may_stand_under
from jishi.orgs.rules.places import DEEPEST, STEP
from jishi.people.models import Person


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post that should be held and is not, in words."""

    org_id: int
    words: str


def vacancies(orgs: Iterable[Organization], day: date) -> list[Vacancy]:
    """What is vacant on `day`: the secretary (of a 党小组 its leader), and seats of the open term without a holder. Two
    queries for any number of organisations. A 党组 has a secretary of its own making and is left out."""
    asked = [org for org in orgs if org.kind != OrgKind.PARTY_LEADING_GROUP]
    ids = [org.pk for org in asked]
    held: dict[int, Counter[str]] = {}
    for org_id, post in PostHeld.objects.filter(true_on(day), org_id__in=ids).values_list("org_id", "post"):
        held.setdefault(org_id, Counter())[post] += 1
    seats = dict(Term.objects.filter(_open_on(day), org_id__in=ids, seats__isnull=False).values_list("org_id", "seats"))
    return [
        Vacancy(org.pk, words)
        for org in asked
        for words in _missing(org, held.get(org.pk, Counter()), seats.get(org.pk))
    ]


def missing(org: Organization, posts: Iterable[PostHeld], term: Term | None) -> list[str]:
    """The same of one organisation whose posts and open term have been read: the words alone."""
    held = Counter(post.post for post in posts)
    return _missing(org, held, term.seats if term else None)


def _missing(org: Organization, held: Counter[str], seats: int | None) -> list[str]:
    if org.kind == OrgKind.PARTY_LEADING_GROUP:
        return []
    head = PostKind.GROUP_LEADER if org.kind == OrgKind.PARTY_GROUP else PostKind.SECRETARY
    words = [] if held[head] else [f"{head.label}空缺"]
    sitting = sum(held[post] for post in COMMITTEE_POSTS)
    if sitting < (wanted := seats or 0):
        words.append(f"委员会职数 {wanted} 名，现任 {sitting} 名，缺 {wanted - sitting} 名")
    return words


def _open_on(day: date) -> Q:
    return Q(elected_on__lte=day) & (Q(closed_on=None) | Q(closed_on__gt=day))


class Card:
    """An organisation on a day, for the page that shows it and the cards others add to it: what several of them need is
    read when the first asks, and once. The organisation comes with those above it, through the one door."""

    def __init__(self, actor: Actor, org_id: int, *, day: date, today: date) -> None:
        self.org = get_org(actor, Act.VIEW, org_id, more=_ABOVE)
        self.pk = self.org.pk
        self.actor, self.day, self.is_past = actor, day, day != today

    @cached_property
    def _stood(self) -> Placement | None:
        named = Naming.objects.filter(true_on(self.day), org_id=self.pk).values("name")[:1]
        return Placement.objects.filter(true_on(self.day), org_id=self.pk).annotate(called=Subquery(named)).first()

    @cached_property
    def stood(self) -> bool:
        """Whether it stood on the day."""
        return self._stood is not None if self.is_past else self.org.ended_on is None

    @cached_property
    def name(self) -> str:
        """What it was called on the day; outside its days what it is called at last."""
        name = getattr(self._stood, "called", None) if self.is_past else None
        return name or self.org.name

    @cached_property
    def kind(self) -> str:
        """What kind it was on the day, in words."""
        return OrgKind.label_of(self._stood.kind if self.is_past and self._stood else self.org.kind)

    @cached_property
    def above(self) -> list[tuple[int, str, bool]]:
        """(id, name, whether the actor sees it) of those above it on the day, the top first."""
        found: list[list[Any]] = self.org.above  # type: ignore[attr-defined]  # annotated, or an attribute the stubs do not know
        seen = {pk for pk, _, path in found if self.actor.reaches(Act.VIEW, path)}
        if self.is_past:
            return [(pk, name, pk in seen) for pk, name in ancestors_on(self.pk, self.day)]
        return [(pk, name, pk in seen) for pk, name, _ in found]

    @cached_property
    def all_posts(self) -> list[PostHeld]:
        """Everybody who ever held a post in it, in the order of the committee table."""
        return list(posts_of(self.org).annotate(presides=presiding(self.day)))

    @cached_property
    def posts(self) -> list[PostHeld]:
        """Those of the day."""
        day = self.day
        return [p for p in self.all_posts if (not p.from_on or p.from_on <= day) and (not p.to_on or p.to_on > day)]

    @cached_property
    def head(self) -> Responsible | None:
        """Who answers for it on the day."""
        return head_among(self.posts)

    @cached_property
    def terms(self) -> list[Term]:
        """Its terms, the newest first."""
        return list(terms_of(self.org))

    @cached_property
    def term(self) -> Term | None:
        """The term that runs on the day, past its end or not."""
        day = self.day
        running = (t for t in self.terms if t.elected_on <= day and (t.closed_on is None or t.closed_on > day))
        return next(running, None)

    @cached_property
    def missing(self) -> list[str]:
        """What is vacant, in words."""
        return missing(self.org, self.posts, self.term) if self.stood else []


_ABOVE = {
    "above": ArraySubquery(
        Organization.objects.filter(
            path__in=[Substr(OuterRef("path"), 1, end) for end in range(STEP, DEEPEST * STEP, STEP)],
            path__lt=OuterRef("path"),
        )
        .order_by("path")
        .values_list(JSONArray("pk", "name", "path"))
    )
}


def terms_of(org: Organization) -> QuerySet[Term]:
    """Its terms, the newest first."""
    return Term.objects.filter(org=org).order_by("-elected_on")


def open_term_of(org: Organization, day: date) -> Term | None:
    """The term that runs on `day`, past its end or not."""
    return Term.objects.filter(_open_on(day), org=org).order_by("-elected_on").first()


def units_of(org: Organization) -> QuerySet[Unit]:
    """The units it stands in, in the order they were entered."""
    return Unit.objects.filter(org=org).order_by("pk")


def guidances_of(org: Organization, day: date) -> tuple[list[Guidance], list[Guidance]]:
    """(who guides it, whom it guides) on `day`."""
    rows = list(
        Guidance.objects.filter(true_on(day), Q(guide=org) | Q(guided=org))
        .select_related("guide", "guided")
        .order_by("pk")
    )
    return [r for r in rows if r.guided_id == org.pk], [r for r in rows if r.guide_id == org.pk]


def history_of(org: Organization) -> tuple[list[Naming], list[Placement]]:
    """Its names and its places, the newest first."""
    newest = F("from_on").desc(nulls_last=True)
    return (
        list(Naming.objects.filter(org=org).order_by(newest)),
        list(Placement.objects.filter(org=org).select_related("parent").order_by(newest)),
    )


def persons_named(actor: Actor, name: str, *, act: Act = Act.ORG_EDIT) -> list[Person]:
    """Persons of exactly that name whom `actor` may give a post to: who holds or held one within reach, and whoever
    another app's tie to "people.Person" brings within reach (the roster). At most ten."""
    within = Q(pk__in=PostHeld.objects.filter(org_id__in=org_ids_where(actor, act)).values("person_id"))
    for relation in relations.get("people.Person", []):
        within |= Q(pk__in=relation.where(actor))
    return list(Person.objects.filter(within, name=clean_name(name)).order_by("born_on", "pk")[:10])


def get_post(actor: Actor, act: Act, held_id: int) -> PostHeld:
    """A post through the door of its organisation."""
    held = PostHeld.objects.select_related("person", "org").get(pk=held_id)
    get_org(actor, act, held.org_id)
    return held


def get_term(actor: Actor, act: Act, term_id: int) -> Term:
    """A term through the door of its organisation."""
    term = Term.objects.select_related("org").get(pk=term_id)
    get_org(actor, act, term.org_id)
    return term


def get_unit(actor: Actor, act: Act, unit_id: int) -> Unit:
    """A unit through the door of its organisation."""
    unit = Unit.objects.select_related("org").get(pk=unit_id)
    get_org(actor, act, unit.org_id)
    return unit


def get_guidance(actor: Actor, act: Act, guidance_id: int) -> Guidance:
    """A guidance through the door of the organisation that is guided."""
    guidance = Guidance.objects.select_related("guide", "guided").get(pk=guidance_id)
    get_org(actor, act, guidance.guided_id)
    return guidance


def get_entry(actor: Actor, act: Act, table: str, entry_id: int) -> Naming | Placement:
    """An entry of the history ("naming" or "placement") through the door of its organisation."""
    entry: Naming | Placement
    if table == "naming":
        entry = Naming.objects.select_related("org").get(pk=entry_id)
    else:
        entry = Placement.objects.select_related("org", "parent").get(pk=entry_id)
    get_org(actor, act, entry.org_id)
    return entry


def org_named(actor: Actor, act: Act, text: str, *, field: str) -> Organization:
    """The living organisation within reach that `text` means: its code, or its full name. Raises Refused on `field`."""
    typed = text.strip()
    reach = living(orgs_where(actor, act))
    found = list(reach.filter(code=typed)[:1]) or list(reach.filter(name=clean_name(typed))[:2])
    if not found:
        raise Refused(f"找不到“{typed}”，请写党组织全称或编码；只能选您有权维护的组织。", field)
    if len(found) > 1:
        raise Refused(f"有几个组织都叫“{typed}”，请写编码。", field)
    return found[0]


def superiors_for(actor: Actor, kind: str, *, limit: int = 200) -> list[Organization]:
    """Organisations that one of `kind` may stand under, within ORG_EDIT reach, in the order of the tree: for choosing."""
    kinds = [above.value for above in OrgKind if may_stand_under(kind, above)]
    return list(living(orgs_where(actor, Act.ORG_EDIT)).filter(kind__in=kinds).order_by("path")[:limit])
