"""公开承诺: whose one sees, how they stand, what came of a campaign's."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery

from jishi.activities.models import Activity, ActivityKind
from jishi.activities.rules import State as RecordState
from jishi.assignments.models import Assignment
from jishi.assignments.rules import State as TaskState
from jishi.campaigns.models import Campaign, Pledge, PledgeNote
from jishi.campaigns.queries.doors import campaigns_where
from jishi.campaigns.rules import REVIEWED_AT, SHOWN, WRITABLE, CampaignState, PledgeState, pledge_mark
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import YES, Decision, demand
from jishi.kernel.paging import Page, bounded, keyset
from jishi.members.models import Member
from jishi.members.queries import roster
from jishi.orgs.models import Organization
from jishi.orgs.queries import get_org, living, orgs_where, there
from jishi.orgs.rules import OrgKind, ancestors
from jishi.people.rules import Called, told_apart

STATES = {
    "due": "到期没有写结果",
    **{state.value: state.label for state in PledgeState},
}
ADDED_UP = 3_000  # organisations
# What a list behind a campaign's numbers may be narrowed to.
RESULTS = {
    "kept": "已兑现",
    "not_kept": "未兑现",
    "published": "践诺中",
    "due": "到期没有写结果",
    "finished": "已验收的任务",
    "tasks": "连着的任务",
}


def home_of(actor: Actor) -> Organization | None:
    """The branch the actor belongs to as a member today. One query, none without a person."""
    if actor.person_id is None:
        return None
    found = Member.objects.filter(person_id=actor.person_id, org__isnull=False).select_related("org").first()
    return found.org if found else None


def pledges_where(actor: Actor, act: Act) -> QuerySet[Pledge]:
    """The pledges of organisations within reach for `act`; for reading also one's own, and those published in the branch
    one belongs to."""
    reach = there(actor.spans(act))
    if act is Act.RECORD_VIEW and actor.person_id is not None:
        home = Member.objects.filter(person_id=actor.person_id).values("org_id")
        reach |= Q(person_id=actor.person_id) | Q(org_id__in=home, state__in=SHOWN)
    return Pledge.objects.filter(reach).select_related("org", "person", "campaign", "reviewed_in", "assignment")


def get_pledge(actor: Actor, act: Act, pledge_id: int) -> Pledge:
    """The one door. Out of sight it is missing; within, a refusal carries its reason. Whose pledge it is may write it."""
    found = pledges_where(actor, Act.RECORD_VIEW).get(pk=pledge_id)
    if act is not Act.RECORD_VIEW:
        demand(may_write(actor, found))
    return found


def may_write(actor: Actor, pledge: Pledge) -> Decision:
    """Whether the actor may write a pledge and its progress: whose it is, and those who record for the organisation."""
    own = actor.person_id is not None and actor.person_id == pledge.person_id
    return YES if own else actor.may(Act.RECORD, pledge.org.path)


def get_pledging(actor: Actor, act: Act, org_id: int) -> Organization:
    """The organisation whose pledges a page shows; a member's own branch opens for the member."""
    if act is Act.RECORD_VIEW:
        home = home_of(actor)
        if home is not None and home.pk == org_id:
            return home
    return get_org(actor, act, org_id)


@dataclass(frozen=True, slots=True)
class PledgeLine:
    """A pledge with its progress, the latest first."""

    pledge: Pledge
    notes: list[PledgeNote]
    today: date

    @property
    def who(self) -> str:
        return self.pledge.person.name if self.pledge.person else self.pledge.org.name

    @property
    def mark(self) -> tuple[str, str]:
        return pledge_mark(self.pledge.state, self.pledge.due_on, self.today)


def _with_notes(rows: Sequence[Pledge], today: date) -> list[PledgeLine]:
    notes: dict[int, list[PledgeNote]] = defaultdict(list)
    for note in PledgeNote.objects.filter(pledge__in=rows).order_by("-on", "-pk"):
        notes[note.pledge_id].append(note)
    return [PledgeLine(row, notes[row.pk], today) for row in rows]


def _in_state(state: str, today: date) -> Q:
    if state == "due":
        return Q(state=PledgeState.PUBLISHED, due_on__lt=today)
    return Q(state=state) if state in set(PledgeState) else Q()


def pledge_lines(
    actor: Actor, org: Organization, *, today: date, state: str = "", find: str = "", campaign_id: int | None = None
) -> list[PledgeLine]:
    """The pledges of one organisation that the actor sees: its own first, then its members' by name. Two queries."""
    rows = pledges_where(actor, Act.RECORD_VIEW).filter(_in_state(state, today), org=org)
    if campaign_id:
        rows = rows.filter(campaign_id=campaign_id)
    if find:
        rows = rows.filter(Q(text__contains=find) | Q(person__name__contains=find))
    found = sorted(
        rows.order_by("due_on", "pk")[:2000],
        key=lambda row: (row.person is not None, row.person.name_key if row.person else "", row.person_id or 0),
    )
    return _with_notes(found, today)


def pledge_line(pledge: Pledge, *, today: date) -> PledgeLine:
    """One pledge with its progress."""
    return _with_notes([pledge], today)[0]


def my_pledges(actor: Actor, *, today: date) -> list[PledgeLine]:
    """What the actor has promised, then what others have published in the branch the actor belongs to, the latest first.
    Two queries; none without a person."""
    if actor.person_id is None:
        return []
    # The branch as one value: each side of the OR has its index, where a set would be looked for in every pledge there is.
    home = Subquery(Member.objects.filter(person_id=actor.person_id).values("org_id")[:1])
    mine = Q(person_id=actor.person_id)
    rows = Pledge.objects.filter(mine | Q(org_id=home, state__in=SHOWN)).select_related("org", "person", "campaign")
    found = list(rows.order_by("-due_on", "-pk")[:500])
    return _with_notes(sorted(found, key=lambda row: row.person_id != actor.person_id), today)


@dataclass(frozen=True, slots=True)
class PledgeCounts:
    """How the pledges of something stand: how many wait, are published, past their day, kept, not kept."""

    waiting: int = 0
    published: int = 0
    due: int = 0
    kept: int = 0
    not_kept: int = 0


def _counting(today: date) -> dict[str, Count]:
    waiting = Q(state__in=[*WRITABLE, PledgeState.REVIEWED])
    return {
        "waiting": Count("pk", filter=waiting),
        "published": Count("pk", filter=Q(state=PledgeState.PUBLISHED)),
        "due": Count("pk", filter=Q(state=PledgeState.PUBLISHED, due_on__lt=today)),
        "kept": Count("pk", filter=Q(state=PledgeState.KEPT)),
        "not_kept": Count("pk", filter=Q(state=PledgeState.NOT_KEPT)),
    }


def pledge_board(
    actor: Actor, *, today: date, find: str = "", at: str = ""
) -> tuple[Page[Organization], PledgeCounts | None]:
    """The organisations in reach by tree, each with `counts` of its pledges and its members', and their sum; None where
    they are too many to be added up for a page. Four queries at most."""
    orgs = living(orgs_where(actor, Act.RECORD_VIEW)).exclude(kind=OrgKind.PARTY_GROUP)
    if find:
        orgs = orgs.filter(name__contains=find)
    page: Page[Organization] = keyset(orgs, keys=("path",), at=at)
    rows = Pledge.objects.filter(org__in=[org.pk for org in page.rows]).order_by()
    counted: Any = rows.values("org_id").annotate(**_counting(today))
    found = {row.pop("org_id"): PledgeCounts(**row) for row in counted}
    for org in page.rows:
        org.counts = found.get(org.pk, PledgeCounts())  # type: ignore[attr-defined]  # carried to the page
    if bounded(orgs, most=ADDED_UP) > ADDED_UP:
        return page, None
    whole = Pledge.objects.filter(org__in=orgs.values("pk")).aggregate(**_counting(today))
    return page, PledgeCounts(**whole)


@dataclass(frozen=True, slots=True)
class Results:
    """What came of a campaign: its pledges, and the tasks they were tied to."""

    pledges: PledgeCounts
    tasks: int
    finished: int


def _of_campaign(actor: Actor, campaign: Campaign) -> QuerySet[Pledge]:
    """The pledges of a campaign that the actor reads; its issuer's are all, and nobody is looked for in the tree."""
    if actor.may(Act.RECORD_VIEW, campaign.org.path):
        return Pledge.objects.filter(campaign=campaign)
    return pledges_where(actor, Act.RECORD_VIEW).filter(campaign=campaign)


def results_of(actor: Actor, campaign: Campaign, *, today: date) -> Results:
    """The results of a campaign among what the actor reads: promises kept or not, tasks accepted; nothing is counted that
    was merely held. One query."""
    rows = _of_campaign(actor, campaign)
    finished = Count("assignment", filter=Q(assignment__state=TaskState.ACCEPTED), distinct=True)
    tasks = Count("assignment", distinct=True)
    found = rows.aggregate(**_counting(today), tasks=tasks, finished=finished)
    return Results(tasks=found.pop("tasks"), finished=found.pop("finished"), pledges=PledgeCounts(**found))


def promised_in(actor: Actor, campaign: Campaign, *, today: date, state: str, find: str, at: str) -> Page[PledgeLine]:
    """The pledges behind those numbers, by tree. Two queries."""
    rows = _of_campaign(actor, campaign).filter(_in_state(state, today)).select_related("org", "person", "assignment")
    if state == "waiting":
        rows = rows.filter(state__in=[*WRITABLE, PledgeState.REVIEWED])
    if find:
        rows = rows.filter(Q(text__contains=find) | Q(org__name__contains=find) | Q(person__name__contains=find))
    page: Page[Pledge] = keyset(rows, keys=("org__path", "due_on", "pk"), at=at)
    return Page(rows=_with_notes(page.rows, today), next=page.next, previous=page.previous)


def tasks_in(actor: Actor, campaign: Campaign, *, accepted: bool) -> list[Assignment]:
    """The tasks behind those numbers, by tree. One query."""
    ties = _of_campaign(actor, campaign).values("assignment_id")
    rows = Assignment.objects.filter(pk__in=ties.order_by()).select_related("org", "owner")
    if accepted:
        rows = rows.filter(state=TaskState.ACCEPTED)
    return list(rows.order_by("org__path", "pk")[:500])


def campaigns_for(actor: Actor, org: Organization) -> list[tuple[str, str]]:
    """The running campaigns an organisation takes part in, for a choice: (id, words)."""
    above = Q(org__path__in=ancestors(org.path, itself=True))
    rows = campaigns_where(actor, Act.RECORD_VIEW) if actor.has(Act.RECORD_VIEW) else Campaign.objects.all()
    rows = rows.filter(above, state=CampaignState.RUNNING).order_by("-from_on", "-pk")
    return [(str(pk), title) for pk, title in rows.values_list("pk", "title")]


def people_of_branch(org: Organization, on: date) -> list[tuple[str, str]]:
    """The members of an organisation, for a choice."""
    called = told_apart(Called(one.member_id, one.name, one.born_on) for one in roster(org.pk, on))
    return [(str(pk), name) for pk, name in called.items()]


def reviewing_records(org: Organization, since: date) -> list[tuple[str, str]]:
    """The meetings at which pledges may have been reviewed, the latest first."""
    of_kind = ActivityKind.objects.filter(kind__in=REVIEWED_AT).values("activity_id")
    rows = Activity.objects.filter(org=org, state=RecordState.CONFIRMED, held_on__gte=since, pk__in=of_kind)
    found = rows.order_by("-held_on", "-pk").values_list("pk", "held_on", "title")[:100]
    return [(str(pk), f"{held_on} {title}") for pk, held_on, title in found]


def tasks_to_link(org: Organization) -> list[tuple[str, str]]:
    """The tasks of an organisation that a pledge may be tied to."""
    rows = Assignment.objects.filter(org=org).exclude(state=TaskState.CANCELLED).order_by("-created_at", "-pk")
    return [(str(row.pk), f"{row.title}（{row.get_state_display()}）") for row in rows[:100]]
