"""Reading what a closed poll says: the result for those entitled, the board for everybody, the recount."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Count

from jishi.ballots.models import Poll, PollChoice, PollPile, PollReceipt
from jishi.ballots.queries.polls.doors import get_poll, intake_of, may_read, questions_of
from jishi.ballots.rules.board import Link, is_whole
from jishi.ballots.rules.polls import PollKind, PollState, Question
from jishi.ballots.rules.tally import (
    Counted,
    GroupScore,
    PersonTotal,
    Pile,
    Total,
    count_questions,
    digest_of,
    overall_counts,
    score_totals,
    weighted_totals,
)
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand

type Row = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class PollResult:
    """What those entitled read. `overall` is grade → votes for each person judged (None where held back); `scores` the
    totals of a scored sheet; `totals` those of groups by weight (empty for a poll without groups); `is_waiting` says
    that another group of the same evaluation is not closed yet, and then nothing is shown."""

    poll: Poll
    ballots: int
    taken_part: int
    counted: Sequence[Counted] = ()
    overall: dict[int, dict[str, int] | None] = field(default_factory=dict)
    scores: Sequence[PersonTotal] = ()
    totals: Sequence[Total] = ()
    is_waiting: bool = False

    @property
    def is_few(self) -> bool:
        """Below k: nothing is split up."""
        return self.ballots < self.poll.least

    @property
    def excess(self) -> int:
        """How many ballots more than people."""
        return max(self.ballots - self.taken_part, 0)


def rows_of(poll: Poll) -> list[Row]:
    """What was opened, summed: question, answer, how many. One query."""
    rows = PollChoice.objects.filter(poll=poll).order_by().values_list("number", "answer").annotate(n=Count("id"))
    return list(rows)


def poll_result(actor: Actor, poll_id: int) -> PollResult:
    """The result. Raises Poll.DoesNotExist out of sight, NotAllowed before closing and for those not entitled."""
    poll = get_poll(actor, Act.VIEW, poll_id)
    demand(may_read(actor, poll))
    questions = questions_of(poll)
    if poll.series is None:
        return _result(poll, questions, rows_of(poll))
    groups = list(Poll.objects.filter(series=poll.series).exclude(state=PollState.CANCELLED).order_by("pk"))
    if any(one.state != PollState.CLOSED for one in groups):
        return PollResult(poll, poll.ballots or 0, poll.taken_part or 0, is_waiting=True)
    rows = {one.pk: rows_of(one) for one in groups}
    scores = [GroupScore(one.group, one.weight, one.ballots or 0, rows[one.pk]) for one in groups]
    totals = weighted_totals(questions, scores, least=poll.least)
    is_short = any(None in total.groups.values() for total in totals)
    return _result(poll, questions, rows[poll.pk], totals=totals, hidden=is_short)


def _result(
    poll: Poll, questions: dict[int, Question], rows: Sequence[Row], *, totals: Sequence[Total] = (), hidden: bool = False
) -> PollResult:  # fmt: skip
    ballots = poll.ballots or 0
    counted = count_questions(questions, rows, ballots=ballots, least=poll.least, hidden=hidden)
    return PollResult(
        poll=poll,
        ballots=ballots,
        taken_part=poll.taken_part or 0,
        counted=counted,
        overall=overall_counts(counted, PollKind(poll.kind)),
        scores=score_totals(counted),
        totals=totals,
    )


def links_of(poll: Poll) -> list[Link]:
    """The board of a closed poll, for everybody: it says nothing about choices. One query."""
    rows = PollReceipt.objects.filter(poll=poll).order_by("receipt")
    return [Link(*row) for row in rows.values_list("receipt", "chain")]


def last_link_of(poll: Poll) -> str:
    """Where the chain of the board ends: at its first link, where nobody has cast. One query."""
    last = PollReceipt.objects.filter(poll=poll).order_by("-receipt").first()
    return last.chain if last else poll.first


@dataclass(frozen=True, slots=True)
class Recount:
    """A board counted again: whether the chain and the seal are what they were at closing, and whether the numbers agree."""

    receipts: int
    is_chain_whole: bool
    is_seal_whole: bool
    do_numbers_agree: bool

    @property
    def is_good(self) -> bool:
        return self.is_chain_whole and self.is_seal_whole and self.do_numbers_agree


def recount(actor: Actor, poll_id: int) -> Recount:
    """Count again from the board, for those entitled to the result."""
    poll = get_poll(actor, Act.VIEW, poll_id)
    demand(may_read(actor, poll))
    return recount_of(poll)


def recount_of(poll: Poll) -> Recount:
    """The same for whoever has come through a door: chain from the first link, seal over all that was opened, numbers."""
    links, rows = links_of(poll), rows_of(poll)
    ballots, sheets = poll.ballots or 0, poll.sheets or 0
    last = (links[-1].chain if links else poll.first) + poll.box
    return Recount(
        receipts=len(links),
        is_chain_whole=is_whole(poll.first, links),
        is_seal_whole=digest_of(last, ballots, rows) == poll.seal,
        do_numbers_agree=len(links) + sheets == ballots,
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a receipt: "in" while the poll is open, "counted" on the board, "none" nowhere."""

    word: str
    is_open: bool


def find_receipt(poll: Poll, receipt: str) -> Found:
    """Look a receipt up. Whoever holds one learns that the ballot is in, nothing of the choice."""
    is_open = poll.state == PollState.OPEN
    if PollReceipt.objects.filter(poll=poll, receipt=receipt).exists():
        return Found("counted", is_open)
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.poll_has(%s, %s)", [poll.pk, receipt])
        [is_in] = cursor.fetchone()
    return Found("in" if is_in and receipt else "none", is_open)


def has_lost(poll: Poll) -> bool:
    """Whether the database has lost what was cast: to be said at once. One query while the poll is open."""
    return poll.state == PollState.OPEN and not intake_of(poll).is_whole


def agreed_entry(poll: Poll) -> PollPile | None:
    """One of two entries that are alike; None while nobody agrees. One query."""
    seen = []
    for row in PollPile.objects.filter(poll=poll).order_by("person"):
        said = (row.sheets, row.void, row.counts, row.tag)
        if said in seen:
            return row
        seen.append(said)
    return None


def agreed_pile(poll: Poll) -> Pile | None:
    """What two tellers entered alike; None while nobody agrees. Of a sealed poll the number of sheets alone."""
    entry = agreed_entry(poll)
    return pile_of(entry) if entry else None


def pile_of(entry: PollPile) -> Pile:
    """What one teller entered; of a sealed poll the number of sheets alone."""
    return Pile(entry.sheets, entry.void, {int(number): found for number, found in entry.counts.items()})


def tellers_of(poll: Poll) -> list[tuple[int, str]]:
    """Who has entered the paper ballots so far, id and name. One query."""
    rows = PollPile.objects.filter(poll=poll).order_by("person__name_key", "person_id")
    return list(rows.values_list("person_id", "person__name"))
