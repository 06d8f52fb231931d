"""Whose committee life an actor may read, and the one door of each thing."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from jishi.activities.models import Activity, ActivityKind
from jishi.activities.rules import Kind, State
from jishi.assignments.queries.naming import BETWEEN
from jishi.committees.models import (
    Agenda,
    ContactDone,
    ContactDuty,
    Goal,
    Institution,
    InstitutionVersion,
    LifeMeeting,
    Research,
    ResearchResult,
    StudyTopic,
)
from jishi.committees.rules import has_committee_life
from jishi.files.models import File
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import YES, Decision, NotAllowed, Refused, demand
from jishi.kernel.keeping import Kept
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, get_org, living, org_ids_where, orgs_where
from jishi.orgs.rules import OrgKind

MOST_PLACES = 100  # on one form


def rooms_where(actor: Actor, act: Act) -> QuerySet[Organization]:
    """The living organisations whose own building the actor may read: all within reach for `act`."""
    return living(orgs_where(actor, act))


def committees_for(actor: Actor) -> list[Organization]:
    """The committees and Party groups the actor may read, by tree."""
    return [org for org in rooms_where(actor, Act.RECORD_VIEW).order_by("path")[:200] if has_committee_life(org.kind)]


def get_room(actor: Actor, act: Act, org_id: int) -> Organization:
    """The organisation whose own building a page is about. Out of VIEW reach looks like missing."""
    return get_org(actor, act, org_id)


def get_committee(actor: Actor, act: Act, org_id: int) -> Organization:
    """The same for what only a committee has; a branch has no such page."""
    org = get_org(actor, act, org_id)
    if not has_committee_life(org.kind):
        raise Organization.DoesNotExist
    return org


def _through[M: Kept](model: type[M], actor: Actor, act: Act, pk: int) -> M:
    row = model._default_manager.select_related("org").get(pk=pk)
    get_org(actor, act, row.org_id)
    return row


def get_topic(actor: Actor, act: Act, topic_id: int) -> StudyTopic:
    """A study of the plan through the door of its committee."""
    return _through(StudyTopic, actor, act, topic_id)


def get_life(actor: Actor, act: Act, meeting_id: int) -> LifeMeeting:
    """A 民主生活会 through the door of its committee."""
    return _through(LifeMeeting, actor, act, meeting_id)


def get_agenda(actor: Actor, act: Act, agenda_id: int) -> Agenda:
    """An agenda through the door of its committee."""
    return _through(Agenda, actor, act, agenda_id)


def get_research(actor: Actor, act: Act, research_id: int) -> Research:
    """A 调研 through the door of its committee."""
    row = Research.objects.select_related("org", "person", "activity").get(pk=research_id)
    get_org(actor, act, row.org_id)
    return row


def get_result(actor: Actor, act: Act, result_id: int) -> ResearchResult:
    """What came of a 调研, through the door of its committee."""
    row = ResearchResult.objects.select_related("research__org").get(pk=result_id)
    get_org(actor, act, row.research.org_id)
    return row


def contacts_where(actor: Actor, act: Act) -> QuerySet[ContactDuty]:
    """The contact duties on which the actor may do `act`: by the committee; for reading also by those who record for the
    branch concerned, and the cadre's own."""
    within = Q(org_id__in=org_ids_where(actor, act))
    if act is not Act.RECORD:
        within |= Q(place_id__in=org_ids_where(actor, Act.RECORD))
        if actor.person_id is not None:
            within |= Q(person_id=actor.person_id)
    return ContactDuty.objects.filter(within).select_related("org", "person", "place")


def get_contact(actor: Actor, act: Act, duty_id: int) -> ContactDuty:
    """The one door. Who does not see it finds nothing; who sees it and may not do `act` gets the reason."""
    duty = contacts_where(actor, Act.RECORD_VIEW).get(pk=duty_id)
    if act is Act.RECORD:
        demand(actor.may(act, duty.org.path))
    return duty


def get_done(actor: Actor, done_id: int) -> ContactDone:
    """Something done under a contact duty, through the duty's door; for whoever may say what became of it."""
    done = ContactDone.objects.get(pk=done_id)
    duty = get_contact(actor, Act.RECORD_VIEW, done.duty_id)
    demand(may_note(actor, duty.org, duty.person_id))
    done.duty = duty
    return done


def may_note(actor: Actor, org: Organization, person_id: int) -> Decision:
    """Whether the actor may note visits: the cadre the own ones, else those who record for the committee."""
    return YES if actor.person_id == person_id else actor.may(Act.RECORD, org.path)


def sees_households(actor: Actor, duty: ContactDuty) -> bool:
    """Whether who is visited, and what they asked for, is shown: to those who record for the committee or for the branch
    concerned, and to the cadre."""
    paths = [duty.org.path, *([duty.place.path] if duty.place else [])]
    return actor.person_id == duty.person_id or any(actor.reaches(Act.RECORD, path) for path in paths)


def demand_note(actor: Actor, org: Organization, person_id: int) -> None:
    """Raise NotAllowed unless `may_note`."""
    demand(may_note(actor, org, person_id))


def records_for(actor: Actor, org: Organization) -> bool:
    """Whether the actor writes this organisation's own building."""
    return bool(actor.may(Act.RECORD, org.path))


def sees_dual(actor: Actor, org: Organization, person_id: int) -> bool:
    """双重组织生活 by person is shown to the cadre, and to those who handle the personal data of the committee: its
    secretary, its 组织委员, its clerk, and above."""
    return actor.person_id == person_id or actor.reaches(Act.SEALED_REVEAL, org.path)


def get_dual(actor: Actor, org_id: int, person_id: int) -> Organization:
    """The door to one leading cadre's 双重组织生活: the committee's, then the person's. Raises NotAllowed with the reason."""
    org = get_committee(actor, Act.VIEW, org_id)
    if not sees_dual(actor, org, person_id):
        raise NotAllowed("双重组织生活逐人情况只给本人、本级党委的书记和干事以及上级看。")
    return org


def get_institution(actor: Actor, act: Act, institution_id: int) -> Institution:
    """A 制度 through the door of its organisation."""
    return _through(Institution, actor, act, institution_id)


def get_paper_of(actor: Actor, version_id: int) -> File:
    """The file of a text of a 制度, through the door of its organisation. No file looks like no text."""
    text = InstitutionVersion.objects.select_related("institution", "file").get(pk=version_id)
    get_org(actor, Act.RECORD_VIEW, text.institution.org_id)
    if text.file is None:
        raise File.DoesNotExist
    return text.file


def get_goal(actor: Actor, act: Act, goal_id: int) -> Goal:
    """A goal through the door of its organisation."""
    return _through(Goal, actor, act, goal_id)


def records_to_link(org: Organization, since: date, kinds: Collection[Kind] = ()) -> list[tuple[str, str]]:
    """The standing records of an organisation since a day, of some kinds or of all, for a choice: (id, words)."""
    rows = Activity.objects.filter(org=org, state=State.CONFIRMED, held_on__gte=since)
    if kinds:
        rows = rows.filter(pk__in=ActivityKind.objects.filter(kind__in=kinds).values("activity_id"))
    found = rows.order_by("-held_on", "-pk").values_list("pk", "held_on", "title")[:200]
    return [(str(pk), f"{held_on} {title}") for pk, held_on, title in found]


def _below(org: Organization) -> QuerySet[Organization]:
    return living(Organization.objects.filter(below(org.path))).exclude(pk=org.pk).exclude(kind=OrgKind.PARTY_GROUP)


def places_below(org: Organization) -> list[tuple[str, str]] | None:
    """The living organisations below a committee, without 党小组, for a choice: (id, name). None where there are more than
    a form lists: there they are typed (`places_named`). One query."""
    rows = list(_below(org).order_by("path").values_list("pk", "name")[: MOST_PLACES + 1])
    return [(str(pk), name) for pk, name in rows] if len(rows) <= MOST_PLACES else None


def places_named(org: Organization, typed: str, *, field: str) -> list[int]:
    """The organisations below a committee that are meant by full name, short name or code, 、 between them. Raises Refused
    (`field`) for one that is not found or that several bear. One query."""
    wanted = list(dict.fromkeys(word for word in BETWEEN.split(typed.strip()) if word))
    if not wanted:
        return []
    found: dict[str, set[int]] = {word: set() for word in wanted}
    meant = Q(name__in=wanted) | Q(short_name__in=wanted) | Q(code__in=wanted)
    for pk, *called in _below(org).filter(meant).values_list("pk", "name", "short_name", "code"):
        for word in found.keys() & set(called):
            found[word].add(pk)
    for word, ids in found.items():
        if not ids:
            raise Refused(f"{org.name}下面找不到“{word}”，请写党组织全称或编码。", field)
        if len(ids) > 1:
            raise Refused(f"有几个组织都叫“{word}”，请写编码。", field)
    return [next(iter(found[word])) for word in wanted]
