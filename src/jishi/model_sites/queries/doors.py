"""Who reads what: a programme is read by its organiser's people, above, and by everybody it is open to; an application by
the applicant's people and those above it; a named site and a shared experience by everybody they are meant for."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed, demand
from jishi.kernel.paging import either
from jishi.model_sites.models import (
    Adoption,
    Experience,
    Finding,
    Naming,
    Observation,
    Programme,
    Recheck,
    Site,
    SiteCategory,
)
from jishi.model_sites.rules import ExperienceState, ProgrammeKind, SiteState, Who, may_host
from jishi.orgs.models import Organization
from jishi.orgs.queries import get_org, living, org_ids_where, orgs_where, there
from jishi.orgs.rules import OrgKind, ancestors


def _above(actor: Actor) -> list[str]:
    """The paths above anything the actor sees, themselves included."""
    return sorted({path for span, _ in actor.spans(Act.VIEW) for path in ancestors(span, itself=True)})


def programmes_where(actor: Actor) -> QuerySet[Programme]:
    """The programmes of organisations within VIEW reach, and those of the organisations above it."""
    reach = there(actor.spans(Act.VIEW)) | Q(org__path__in=_above(actor))
    return Programme.objects.filter(reach).select_related("org")


def get_programme(actor: Actor, act: Act, programme_id: int) -> Programme:
    """The one door. Out of sight looks like missing; within it a refusal carries its reason."""
    row = programmes_where(actor).get(pk=programme_id)
    if act is not Act.VIEW:
        demand(actor.may(act, row.org.path))
    return row


def get_category(actor: Actor, act: Act, category_id: int) -> SiteCategory:
    """A category through the door of its programme."""
    row = SiteCategory.objects.get(pk=category_id)
    row.programme = get_programme(actor, act, row.programme_id)
    return row


def sites_where(actor: Actor) -> QuerySet[Site]:
    """The applications of organisations within VIEW reach."""
    return Site.objects.filter(org_id__in=org_ids_where(actor, Act.VIEW)).select_related(
        "org", "programme__org", "category", "naming"
    )


def named_where(actor: Actor) -> QuerySet[Site]:
    """The sites named by programmes the actor may read: a naming is told to everybody it was open to. Those withdrawn are
    told as well."""
    told = Exists(programmes_where(actor).filter(pk=OuterRef("programme_id")))
    rows = Site.objects.filter(told, state__in=(SiteState.NAMED, SiteState.WITHDRAWN))
    return rows.select_related("org", "programme__org", "category", "naming")


def get_site(actor: Actor, act: Act, site_id: int) -> Site:
    """The one door to an application: by the applicant's own. For RECORD the applicant's people."""
    site = sites_where(actor).get(pk=site_id)
    if act is not Act.VIEW:
        demand(actor.may(act, site.org.path))
    return site


def get_site_to_judge(actor: Actor, site_id: int) -> Site:
    """An application for whoever acts for its organiser. Raises NotAllowed for everybody else who sees it."""
    site = sites_where(actor).get(pk=site_id)
    demand(actor.may(Act.RECORD, site.programme.org.path))
    return site


def roles_of(actor: Actor, site: Site) -> set[Who]:
    """As whom the actor may take steps of an application."""
    found = set()
    if actor.reaches(Act.RECORD, site.org.path):
        found.add(Who.APPLICANT)
    if actor.reaches(Act.RECORD, site.programme.org.path):
        found.add(Who.ORGANISER)
    between = [path for path in ancestors(site.org.path) if path.startswith(site.programme.org.path)]
    if any(actor.reaches(Act.RECORD, path) for path in between[1:]):
        found.add(Who.BETWEEN)
    return found


def get_site_to_move(actor: Actor, site_id: int) -> Site:
    """An application for whoever may take a step of it. Raises NotAllowed for those who only read."""
    site = sites_where(actor).get(pk=site_id)
    if not roles_of(actor, site):
        raise NotAllowed("您在这份申报里没有要办的环节。")
    return site


def get_site_to_cost(actor: Actor, site_id: int) -> Site:
    """An application for those who put down what it costs: the applicant's people and the organiser's."""
    site = sites_where(actor).get(pk=site_id)
    if not roles_of(actor, site) & {Who.APPLICANT, Who.ORGANISER}:
        raise NotAllowed("花费由申报组织或主办单位记。")
    return site


def get_recheck(actor: Actor, recheck_id: int) -> Recheck:
    """A re-check for whoever acts for the organiser."""
    row = Recheck.objects.get(pk=recheck_id)
    row.site = get_site_to_judge(actor, row.site_id)
    return row


def get_finding(actor: Actor, finding_id: int) -> Finding:
    """A finding, for whoever acts for the organiser; nobody else reads one before it is upheld."""
    row = Finding.objects.get(pk=finding_id)
    row.site = get_site_to_judge(actor, row.site_id)
    return row


def get_naming(actor: Actor, act: Act, naming_id: int) -> Naming:
    """A batch through the door of its programme. Before its list is shown only the organiser's people read it."""
    row = Naming.objects.select_related("publicity").get(pk=naming_id)
    row.programme = get_programme(actor, act if row.publicity_id else Act.RECORD, row.programme_id)
    return row


def experiences_where(actor: Actor) -> QuerySet[Experience]:
    """The experiences of organisations within reach, and those shared with an organisation above them."""
    shared = Experience.objects.filter(state=ExperienceState.SHARED, shared_in__path__in=_above(actor))
    reached = Experience.objects.filter(there(actor.spans(Act.VIEW)))
    return either(reached, shared).select_related("org", "shared_in", "site")


def get_experience(actor: Actor, act: Act, experience_id: int) -> Experience:
    """The one door to an experience; for RECORD those of its home."""
    row = experiences_where(actor).get(pk=experience_id)
    if act is not Act.VIEW:
        demand(actor.may(act, row.org.path))
    return row


def get_adoption(actor: Actor, act: Act, adoption_id: int) -> Adoption:
    """One who took an experience over, for its own people."""
    row = Adoption.objects.select_related("org").get(pk=adoption_id)
    row.experience = get_experience(actor, Act.VIEW, row.experience_id)
    get_org(actor, act, row.org_id)
    return row


def get_observation(actor: Actor, act: Act, observation_id: int) -> Observation:
    """A visit, for those who came; what they looked at they read. Raises DoesNotExist for visitors who have no
    organisation here."""
    row = Observation.objects.exclude(org=None).get(pk=observation_id)
    row.experience = get_experience(actor, Act.VIEW, row.experience_id)
    get_org(actor, act, row.org_id or 0)
    return row


def hosts(actor: Actor) -> list[Organization]:
    """The organisations in whose name the actor may begin something, by tree."""
    return [org for org in living(orgs_where(actor, Act.RECORD)).order_by("path")[:200] if may_host(org.kind)]


def get_host(actor: Actor, act: Act, org_id: int) -> Organization:
    """The organisation the gate is about: one with others below it."""
    org = get_org(actor, act, org_id)
    if not may_host(org.kind):
        raise Organization.DoesNotExist
    return org


def applicants(actor: Actor, programme: Programme) -> list[Organization]:
    """The organisations below the organiser for which the actor may apply, by tree; 党小组 do not apply."""
    rows = living(orgs_where(actor, Act.RECORD)).exclude(kind=OrgKind.PARTY_GROUP).exclude(pk=programme.org_id)
    rows = rows.filter(path__startswith=programme.org.path)
    return list(rows.order_by("path")[:200])


def org_to_apply(actor: Actor, programme: Programme, org_id: int) -> Organization:
    """One of `applicants`. Raises DoesNotExist for another."""
    return living(orgs_where(actor, Act.RECORD)).get(pk=org_id, path__startswith=programme.org.path)


def visiting_orgs(row: Experience) -> list[Organization]:
    """The organisations a shared experience is meant for: who may have come to look; by tree."""
    if row.shared_in is None:
        return []
    rows = living(Organization.objects.filter(path__startswith=row.shared_in.path)).exclude(pk=row.org_id)
    return list(rows.exclude(kind=OrgKind.PARTY_GROUP).order_by("path")[:200])


def kind_named(kind: str) -> ProgrammeKind:
    """A kind of programme by its code. Raises DoesNotExist for none."""
    if kind not in set(ProgrammeKind):
        raise Programme.DoesNotExist
    return ProgrammeKind(kind)


def recording_orgs(actor: Actor) -> list[Organization]:
    """The organisations the actor records for, by tree; without 党小组."""
    return list(living(orgs_where(actor, Act.RECORD)).exclude(kind=OrgKind.PARTY_GROUP).order_by("path")[:200])


def choice(orgs: Iterable[Organization]) -> list[tuple[str, str]]:
    """Organisations for a choice: (id, name)."""
    return [(str(org.pk), org.name) for org in orgs]
