"""Whose elections an actor sees, runs or leads."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from jishi.ballots.models import Candidate, Election, RollEntry, Wave
from jishi.ballots.rules import ElectionKind, ElectionState
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import YES, Decision, NotAllowed, demand, no
from jishi.orgs.models import Organization, PostHeld, Term
from jishi.orgs.queries import below, get_org, living, org_ids_where, orgs_where, true_on
from jishi.orgs.queries.terms import ELECTING
from jishi.orgs.rules import OrgKind, ancestors, is_a


def term_until(term: Term | None) -> date | None:
    """The last lawful day of a term, an approved extension included; None without one."""
    return term.until if term else None


def may_lead(actor: Actor, org: Organization) -> Decision:
    """Whether the actor leads the elections of `org` from above: by a right at an organisation over it, never its own."""
    if any(
        subtree and path != org.path and org.path.startswith(path) for path, subtree in actor.spans(Act.ELECTION_LEAD)
    ):
        return YES
    return no("部署和指导换届由上级党组织办理。")


def get_election(actor: Actor, act: Act, election_id: int) -> Election:
    """The one door: out of VIEW reach it is missing. ELECTION_LEAD is asked strictly above the organisation."""
    rows = Election.objects.select_related(
        "org", "term", "wave", "helper", "procedure", "slate", "roll", "result_report"
    )
    election = rows.get(pk=election_id)
    get_org(actor, Act.VIEW if act is Act.ELECTION_LEAD else act, election.org_id)
    if act is Act.ELECTION_LEAD:
        demand(may_lead(actor, election.org))
    return election


def may_review(actor: Actor, org: Organization) -> Decision:
    """Whether the actor enters the county's conclusion on candidates of `org`: by a post that leads elections at a county
    committee over it. Whoever works on the server itself holds no post and may."""
    led = may_lead(actor, org)
    if not led or not actor.posts:
        return led
    seats = actor.seats(Act.ELECTION_LEAD)
    if any(is_a(s.org_kind, OrgKind.COUNTY_COMMITTEE) and org.path.startswith(s.org_path) for s in seats):
        return YES
    return no("联审结论由县级填写。")


def get_at_work(actor: Actor, act: Act, election_id: int) -> Election:
    """An election for those who run it or lead it: names before they are public, the roll, who recommended whom. Others
    in VIEW reach are refused with the reason."""
    election = get_election(actor, Act.VIEW, election_id)
    if not may_lead(actor, election.org):
        demand(actor.may(act, election.org.path))
    return election


def get_to_review(actor: Actor, election_id: int) -> Election:
    """An election for those who enter the county's joint review."""
    election = get_election(actor, Act.VIEW, election_id)
    demand(may_review(actor, election.org))
    return election


def get_introduced(actor: Actor, election_id: int, *, today: date) -> Election:
    """An election whose candidates are shown: to everybody in VIEW reach once they are public, before that to those at
    work."""
    election = get_election(actor, Act.VIEW, election_id)
    slate = getattr(election, "slate", None)
    if slate is None or not slate.is_public_on(today):
        return get_at_work(actor, Act.ELECTION, election_id)
    return election


def get_candidate(actor: Actor, act: Act, election_id: int, candidate_id: int) -> Candidate:
    """One name of an election, for those who run it (leading it is enough for ELECTION_LEAD)."""
    election = get_at_work(actor, Act.ELECTION, election_id)
    if act is Act.ELECTION:
        demand(actor.may(act, election.org.path))
    found = Candidate.objects.select_related("person").get(pk=candidate_id, election=election)
    found.election = election
    return found


def get_roll_entry(actor: Actor, act: Act, election_id: int, elector_id: int) -> RollEntry:
    """One line of the roll, for those who run the election."""
    election = get_election(actor, act, election_id)
    found = RollEntry.objects.get(pk=elector_id, election=election)
    found.election = election
    return found


def waves_where(actor: Actor) -> QuerySet[Wave]:
    """The waves ordered by organisations the actor may see, or that concern one of them; latest first."""
    seen = org_ids_where(actor, Act.VIEW)
    concerning = Election.objects.filter(org_id__in=seen).exclude(wave=None).values("wave_id")
    rows = Wave.objects.filter(Q(issuer_id__in=seen) | Q(pk__in=concerning))
    return rows.select_related("issuer").order_by("-meetings_by", "-pk")


def get_wave(actor: Actor, wave_id: int) -> Wave:
    """A wave in sight; any other looks like missing."""
    return waves_where(actor).get(pk=wave_id)


def issuers_for(actor: Actor) -> list[tuple[str, str]]:
    """The organisations in whose name the actor may order a wave: where the posts that lead are held, committees only. A
    branch has nobody below it that elects."""
    seats = [post for post in actor.seats(Act.ELECTION_LEAD) if not is_a(post.org_kind, OrgKind.BRANCH)]
    return [(str(post.org_id), post.org_name) for post in seats]


def get_issuers(actor: Actor) -> list[tuple[str, str]]:
    """The same for the page that orders a wave. Raises NotAllowed for those who lead nobody."""
    issuers = issuers_for(actor)
    if not issuers:
        raise NotAllowed("统一换届由乡镇、县级以上党组织部署。")
    return issuers


def orgs_of_wave(issuer: Organization, sectors: Sequence[str]) -> QuerySet[Organization]:
    """The living organisations of these sectors below `issuer` that elect to a term and have no change under way."""
    running = Election.objects.filter(
        org=OuterRef("pk"), state=ElectionState.RUNNING, kind__in=[ElectionKind.TERM, ElectionKind.CONGRESS]
    )
    rows = living(Organization.objects.filter(below(issuer.path))).exclude(pk=issuer.pk)
    return rows.filter(sector__in=list(sectors), kind__in=ELECTING).exclude(Exists(running)).order_by("path")


def helpers_for(actor: Actor, org: Organization, today: date) -> list[tuple[str, str]]:
    """Whom one may name to help `org`: those who hold a post directly above it or higher, as far as the actor sees."""
    above = orgs_where(actor, Act.VIEW).filter(path__in=ancestors(org.path))
    posts = PostHeld.objects.filter(true_on(today), org__in=above).select_related("person", "org")
    found = {
        str(p.person_id): f"{p.person.name}（{p.org.short_name or p.org.name}）"
        for p in posts.order_by("-org__path", "order", "pk")
    }
    return list(found.items())


def past_elections(org: Organization) -> list[Election]:
    """What was elected before, latest first, cancelled ones included."""
    rows = Election.objects.filter(org=org).exclude(state=ElectionState.RUNNING)
    return list(rows.order_by("-meeting_on", "-pk")[:20])


def running_election(org: Organization) -> Election | None:
    """The election under way, that of the committee before a by-election; None without one. One query."""
    rows = Election.objects.filter(org=org, state=ElectionState.RUNNING)
    rows = rows.select_related("org", "term", "wave", "helper", "procedure", "slate", "roll")
    return min(
        rows, key=lambda one: (one.kind not in (ElectionKind.TERM, ElectionKind.CONGRESS), -one.pk), default=None
    )
