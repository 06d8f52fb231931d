"""Whose polls an actor sees, runs, takes part in, and whose result is whose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jishi.ballots.models import Poll, PollQuestion, PollScrutineer, PollVoter
from jishi.ballots.rules.polls import PollKind, PollState, PollWay, Question, QuestionKind, Subject
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import YES, Decision, demand, no
from jishi.kernel.paging import Page, keyset
from jishi.orgs.models import Organization
from jishi.orgs.queries import get_org, search_orgs, there
from jishi.orgs.rules import OrgKind, Sector, is_a
from jishi.people.rules import Called, told_apart

MOST_ORGS = 100  # in one select


@dataclass(frozen=True, slots=True)
class Intake:
    """The table of a poll that is open: whether it is there, whether the database has lost nothing of it, and how many
    ballots it holds."""

    is_there: bool
    is_whole: bool
    ballots: int


def intake_of(poll: Poll) -> Intake:
    """How many ballots have come in, never what. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_there, is_whole, ballots FROM public.poll_state(%s)", [poll.pk])
        return Intake(*cursor.fetchone())


def polls_where(actor: Actor, act: Act) -> QuerySet[Poll]:
    """The polls of organisations where the actor may do `act`; to look at, also those watched over."""
    rows = there(actor.spans(act))
    if act is Act.VIEW and actor.person_id is not None:
        rows |= Q(Exists(PollScrutineer.objects.filter(poll=OuterRef("pk"), person=actor.person_id)))
    return Poll.objects.filter(rows)


def get_poll(actor: Actor, act: Act, poll_id: int) -> Poll:
    """The one door. Out of sight it is missing; within, a refusal carries its reason."""
    poll = polls_where(actor, Act.VIEW).select_related("org").get(pk=poll_id)
    if act is not Act.VIEW:
        demand(actor.may(act, poll.org.path))
    return poll


def get_org_to_ask(actor: Actor, act: Act, org_id: int) -> Organization:
    """The organisation a new poll is for."""
    return get_org(actor, act, org_id)


def orgs_to_ask(actor: Actor, *, find: str = "") -> tuple[list[Organization], bool]:
    """Where the actor may hold a poll, in the order of the tree, narrowed to those with every word of `find` in their name,
    initials or code: the first hundred, and whether there are more. One query."""
    rows = search_orgs(actor, find, act=Act.POLL).exclude(kind=OrgKind.PARTY_GROUP)
    found = list(rows.order_by("path")[: MOST_ORGS + 1])
    return found[:MOST_ORGS], len(found) > MOST_ORGS


def org_asked(actor: Actor, asked: str, orgs: Sequence[Organization]) -> Organization | None:
    """The organisation an address names, else the first of these. One query at most; out of reach it is missing."""
    known = next((one for one in orgs if str(one.pk) == asked), None)
    if known is None and asked.isdecimal():
        return get_org_to_ask(actor, Act.POLL, int(asked))
    return known or (orgs[0] if orgs else None)


def poll_page(actor: Actor, *, state: str = "", at: str = "") -> Page[Poll]:
    """A page of the polls in sight, latest first. Two queries."""
    rows = polls_where(actor, Act.VIEW).select_related("org")
    if state:
        rows = rows.filter(state=state)
    return keyset(rows, keys=("-pk",), at=at)


def poll_counts(actor: Actor) -> dict[str, int]:
    """How many polls in sight are at each stage. One query."""
    rows = polls_where(actor, Act.VIEW).order_by().values_list("state").annotate(n=Count("pk"))
    found = dict(rows)
    return {state: found.get(state, 0) for state in PollState}


def my_polls(actor: Actor) -> list[Poll]:
    """The open polls on whose roll the actor stands and has not taken part yet. One query, none without a person."""
    if actor.person_id is None:
        return []
    mine = PollVoter.objects.filter(poll=OuterRef("pk"), person=actor.person_id, way="")
    return list(Poll.objects.filter(Exists(mine), state=PollState.OPEN).select_related("org").order_by("-pk")[:50])


def get_my_poll(actor: Actor, poll_id: int) -> tuple[Poll, PollVoter]:
    """A poll on whose roll the actor stands, with the line; any other looks like missing."""
    if actor.person_id is None:
        raise Poll.DoesNotExist
    line = PollVoter.objects.select_related("poll__org").filter(poll=poll_id, person=actor.person_id).first()
    if line is None:
        raise Poll.DoesNotExist
    return line.poll, line


def watches(actor: Actor, poll: Poll) -> bool:
    """Whether the actor is one of the scrutineers."""
    return (
        actor.person_id is not None
        and PollScrutineer.objects.filter(poll=poll, person=actor.person_id).exists()
    )  # fmt: skip


def may_read(actor: Actor, poll: Poll) -> Decision:
    """Who may read a result and recount: scrutineers; of an evaluation of leaders beside them the organiser alone, of the
    others whoever runs the organisation's polls. Nobody before the poll is closed."""
    if poll.state == PollState.SEALED:
        return no("票还封着。两名监票人都输了口令才能计票，在那以前谁也看不到投了什么。")
    if poll.state != PollState.CLOSED:
        return no("投票还没有结束。结束以前谁也看不到投了什么。")
    if watches(actor, poll):
        return YES
    if poll.kind == PollKind.LEADERS:
        if actor.person_id is not None and actor.person_id == poll.organiser_id:
            return YES
        return no("领导测评的结果只有组织人和监票人能看。")
    return actor.may(Act.POLL, poll.org.path)


def may_count(actor: Actor, poll: Poll) -> Decision:
    """Who enters paper ballots: scrutineers and those who run the organisation's polls."""
    return YES if watches(actor, poll) else actor.may(Act.POLL, poll.org.path)


def may_judge_leaders(org: Organization) -> Decision:
    """Evaluations of leaders are held here of branch and village teams only."""
    small = is_a(org.kind, OrgKind.BRANCH) or is_a(org.kind, OrgKind.GENERAL_BRANCH)
    if small or org.sector in (Sector.VILLAGE, Sector.COMMUNITY):
        return YES
    return no("平台只给党支部、党总支和村（社区）班子办领导测评；其他班子按干部管理权限，由组织部门办理。")


def questions_of(poll: Poll) -> dict[int, Question]:
    """The sheet, in its order. One query."""
    rows = PollQuestion.objects.filter(poll=poll).order_by("number")
    return {row.number: _question(row) for row in rows}


def _question(row: PollQuestion) -> Question:
    return Question(
        QuestionKind(row.kind), row.title, tuple(row.options), row.most, Subject(row.subject, row.person_id)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RollLine:
    """One person of the roll."""

    person_id: int
    name: str
    way: str

    @property
    def word(self) -> str:
        """The way taken; "" for nobody yet."""
        return PollWay(self.way).label if self.way else ""


def roll_of(poll: Poll) -> list[RollLine]:
    """Who may take part and by which way they did, by name: an order that tells nothing. One query."""
    rows = PollVoter.objects.filter(poll=poll).order_by("person__name_key", "person_id")
    found = list(rows.values_list("person_id", "person__name", "person__born_on", "way"))
    called = told_apart(Called(pk, name, born_on) for pk, name, born_on, _ in found)
    return [RollLine(pk, called[pk], way) for pk, _, _, way in found]


def roll_counts(poll: Poll) -> dict[str, int]:
    """How many took part by each way; "" are those who have not. One query."""
    rows = PollVoter.objects.filter(poll=poll).order_by().values_list("way").annotate(n=Count("person"))
    return dict(rows)


def scrutineers_of(poll: Poll) -> list[tuple[int, str]]:
    """The scrutineers, id and name."""
    rows = PollScrutineer.objects.filter(poll=poll).order_by("person__name_key", "person_id")
    return list(
        told_apart(Called(*row) for row in rows.values_list("person_id", "person__name", "person__born_on")).items()
    )


def taken_part_of(poll: Poll, counts: dict[str, int]) -> int | None:
    """How many took part: by the roll, else what was handed out; None where that is not known yet."""
    return sum(n for way, n in counts.items() if way) if poll.is_named else poll.handed


def poll_at(public: str) -> Poll:
    """The poll of a casting page. Drafts look like missing."""
    rows: Any = Poll.objects.exclude(state=PollState.DRAFT).select_related("org")
    found: Poll = rows.get(public=public.upper())
    return found


def groups_of(poll: Poll) -> list[Poll]:
    """The groups of the same evaluation, this one among them; none where it has no groups. One query at most."""
    return list(Poll.objects.filter(series=poll.series).order_by("pk")) if poll.series else []


def sheet_of(poll: Poll) -> list[Question]:
    """The rows of the paper ballot."""
    return list(questions_of(poll).values())
