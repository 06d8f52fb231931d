"""What stands on an organisation's card: term, vacancies, units, guidance, its history."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused
from jishi.kernel.names import clean_name
from jishi.kernel.registry import relations
from jishi.orgs.models import Guidance, Naming, Organization, Placement, PostHeld, Term, Unit
from jishi.orgs.queries.scope import get_org, org_ids_where, orgs_where, true_on
from jishi.orgs.queries.tree import living
from jishi.orgs.rules import COMMITTEE_POSTS, OrgKind, PostKind, may_stand_under
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
    found = []
    for org in asked:
        posts = held.get(org.pk, Counter())
        head = PostKind.GROUP_LEADER if org.kind == OrgKind.PARTY_GROUP else PostKind.SECRETARY
        if not posts[head]:
            found.append(Vacancy(org.pk, f"{head.label}空缺"))
        sitting = sum(posts[post] for post in COMMITTEE_POSTS)
        wanted = seats.get(org.pk) or 0
        if sitting < wanted:
            found.append(Vacancy(org.pk, f"委员会职数 {wanted} 名，现任 {sitting} 名，缺 {wanted - sitting} 名"))
    return found


def _open_on(day: date) -> Q:
    return Q(elected_on__lte=day) & (Q(closed_on=None) | Q(closed_on__gt=day))


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
