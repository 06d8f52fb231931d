"""Whose 组织生活会 and 民主评议 an actor may read and handle, and the one door of each thing."""

from datetime import date

from django.db.models import Q, QuerySet

from jishi.activities.models import Activity, ActivityKind
from jishi.activities.rules import Kind, State
from jishi.appraisals.models import MemberReview, OrgLife, Problem, ReviewRound, YearNotice
from jishi.appraisals.rules import ProblemOf, RoundState, holds_org_life
from jishi.ballots.models import Poll, PollChoice, PollQuestion
from jishi.ballots.rules.polls import PollKind, PollState, QuestionKind
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import YES, Decision, NotAllowed, demand, no
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, get_org, living, orgs_where
from jishi.orgs.rules import BRANCH_KINDS, OrgKind, is_a


def branches_where(actor: Actor, act: Act) -> QuerySet[Organization]:
    """The living branches on which the actor may do `act`."""
    return living(orgs_where(actor, act)).filter(kind__in=BRANCH_KINDS)


def get_branch(actor: Actor, act: Act, org_id: int) -> Organization:
    """A branch through its door; what is no branch has no such page."""
    org = get_org(actor, act, org_id)
    if not holds_org_life(org.kind):
        raise Organization.DoesNotExist
    return org


def may_lead(actor: Actor, org: Organization) -> Decision:
    """Whether the actor answers for `org` from above: by a right at an organisation over it, never its own."""
    spans = actor.spans(Act.APPRAISE_LEAD)
    if any(subtree and path != org.path and org.path.startswith(path) for path, subtree in spans):
        return YES
    return no("备案和审定由上级党组织办理。")


def led_where(actor: Actor) -> QuerySet[Organization]:
    """Exactly the organisations for which `may_lead` says yes."""
    led = Q(pk__in=[])
    for path, subtree in actor.spans(Act.APPRAISE_LEAD):
        if subtree:
            led |= below(path) & ~Q(path=path)
    return Organization.objects.filter(led)


def _demand(actor: Actor, act: Act, org: Organization) -> None:
    """What `get_org` asks, of an organisation that is known already."""
    if not actor.reaches(Act.VIEW, org.path):
        raise Organization.DoesNotExist
    demand(may_lead(actor, org) if act is Act.APPRAISE_LEAD else actor.may(act, org.path))


def get_life(actor: Actor, act: Act, life_id: int) -> OrgLife:
    """A 组织生活会 through the door of its branch; APPRAISE_LEAD is asked strictly above it."""
    life = OrgLife.objects.select_related("org").get(pk=life_id)
    _demand(actor, act, life.org)
    return life


def get_problem(actor: Actor, act: Act, problem_id: int) -> Problem:
    """A problem through the door of its branch. A person's is there only for those who may read it."""
    problem = Problem.objects.select_related("life__org", "person").get(pk=problem_id)
    _demand(actor, act, problem.life.org)
    if problem.of == ProblemOf.PERSON and not reads_persons(actor, problem.life.org, problem.person_id):
        raise NotAllowed("个人问题清单只给本人、本支部负责记录的同志和上级看。")
    return problem


def reads_persons(actor: Actor, org: Organization, person_id: int | None = None) -> bool:
    """Whether a person's problems are shown: to those who record for the branch, who answer for it above, to oneself."""
    own = person_id is not None and actor.person_id == person_id
    return own or actor.reaches(Act.RECORD, org.path) or bool(may_lead(actor, org))


def get_round(actor: Actor, act: Act, round_id: int) -> ReviewRound:
    """A 民主评议 through the door of its branch; APPRAISE_LEAD is asked strictly above it."""
    found = ReviewRound.objects.select_related("org", "life", "activity").get(pk=round_id)
    _demand(actor, act, found.org)
    return found


def get_review(actor: Actor, act: Act, review_id: int) -> MemberReview:
    """One member's review through the door of the branch."""
    review = MemberReview.objects.select_related("round__org", "person").get(pk=review_id)
    _demand(actor, act, review.round.org)
    return review


def own_reviews(actor: Actor) -> QuerySet[MemberReview]:
    """The actor's own reviews that have been settled, the latest first; nobody else's."""
    rows = MemberReview.objects.filter(person_id=actor.person_id or 0, round__state=RoundState.SETTLED)
    return rows.select_related("round__org").order_by("-round__year", "-pk")


def get_own_review(actor: Actor, review_id: int) -> MemberReview:
    """The one door to one's own: anybody else's is not there."""
    return own_reviews(actor).get(pk=review_id)


def notices_where(actor: Actor, act: Act) -> QuerySet[YearNotice]:
    """The notices of organisations at which the actor may do `act`."""
    return (
        YearNotice.objects.filter(org__in=orgs_where(actor, act)).select_related("org").order_by("-year", "org__path")
    )


def issuers_for(actor: Actor) -> list[Organization]:
    """The organisations in whose name the actor may set the year's days: where the posts that lead are held; a branch has
    none below it."""
    tops = [path for path, subtree in actor.spans(Act.APPRAISE_LEAD) if subtree]
    return list(living(Organization.objects.filter(path__in=tops)).exclude(kind__in=BRANCH_KINDS).order_by("path"))


def get_issuer(actor: Actor, org_id: int) -> Organization:
    """One of them (the operator: any). Out of VIEW reach looks like missing; NotAllowed where no post that leads is held
    there."""
    org = get_org(actor, Act.APPRAISE_LEAD, org_id)
    tops = {path for path, subtree in actor.spans(Act.APPRAISE_LEAD) if subtree}
    if is_a(org.kind, OrgKind.BRANCH) or not tops & {org.path, ""}:
        raise NotAllowed("年度部署由乡镇、县级以上党组织按自己的通知登记。")
    return org


def issues(actor: Actor) -> bool:
    """Whether there is an organisation in whose name the actor may set the year's days. No query."""
    return any(not is_a(post.org_kind, OrgKind.BRANCH) for post in actor.seats(Act.APPRAISE_LEAD))


def life_records(org: Organization, year: int, *kinds: Kind) -> QuerySet[Activity]:
    """The standing records of a branch that count as one of `kinds` for a year, the latest first."""
    of_year = ActivityKind.objects.filter(kind__in=kinds, year=year).values("activity_id")
    rows = Activity.objects.filter(org=org, state=State.CONFIRMED, pk__in=of_year)
    return rows.order_by("-held_on", "-pk")


def records_of(org: Organization, since: date, *kinds: Kind) -> list[tuple[str, str]]:
    """The standing records of a branch since a day, of these kinds, for a choice: (id, words)."""
    rows = Activity.objects.filter(org=org, state=State.CONFIRMED, held_on__gte=since)
    rows = rows.filter(pk__in=ActivityKind.objects.filter(kind__in=kinds).values("activity_id"))
    found = rows.order_by("-held_on", "-pk").values_list("pk", "held_on", "title")[:200]
    return [(str(pk), f"{held_on} {title}") for pk, held_on, title in found]


def closed_polls(org: Organization, *kinds: PollKind) -> QuerySet[Poll]:
    """The secret polls of a branch that are closed, of these kinds, the latest first."""
    return Poll.objects.filter(org=org, kind__in=kinds, state=PollState.CLOSED).order_by("-closed_at", "-pk")


def polls_to_choose(org: Organization, *kinds: PollKind) -> list[tuple[str, str]]:
    """The same for a choice: (id, words)."""
    rows = closed_polls(org, *kinds).values_list("pk", "closed_at", "title")[:50]
    return [(str(pk), f"{closed_at:%Y-%m-%d} {title}") for pk, closed_at, title in rows]


def written_in(poll: Poll) -> int | None:
    """How many wrote an opinion in a closed poll, None where it did not ask for one. Never what they wrote."""
    asked = PollQuestion.objects.filter(poll=poll, kind=QuestionKind.TEXT).values_list("number", flat=True)
    numbers = list(asked)
    return PollChoice.objects.filter(poll=poll, number__in=numbers).count() if numbers else None
