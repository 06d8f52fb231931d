"""群众评议 of a campaign: its secret polls in sight, and what a closed one says to those entitled."""

from dataclasses import dataclass

from jishi.ballots.models import Poll, PollScrutineer
from jishi.ballots.queries.polls import PollResult, poll_result, polls_where
from jishi.ballots.rules.polls import PollState
from jishi.campaigns.models import Campaign, MassReview
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import SIZE, Page, keyset


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A poll of a campaign. `is_open` says that the actor may open its result: closed, and run by the actor or watched
    over; nothing else of it is ever shown."""

    review: MassReview
    is_open: bool

    @property
    def mark(self) -> tuple[str, str]:
        poll = self.review.poll
        shapes = {PollState.CLOSED: "done", PollState.OPEN: "open", PollState.SEALED: "soon"}
        return shapes.get(PollState(poll.state), "na"), PollState.label_of(poll.state)


def review_page(actor: Actor, campaign: Campaign, *, at: str = "", size: int = SIZE) -> Page[ReviewLine]:
    """A page of the polls of a campaign that the actor sees, in the order of the tree. Two queries."""
    seen = polls_where(actor, Act.VIEW)
    rows = MassReview.objects.filter(campaign=campaign, poll__in=seen.values("pk")).select_related("poll__org")
    page: Page[MassReview] = keyset(rows, keys=("poll__org__path", "pk"), at=at, size=size)
    reviews = page.rows
    mine = PollScrutineer.objects.filter(person=actor.person_id, poll__in=[one.poll_id for one in reviews])
    watched = set(mine.values_list("poll_id", flat=True))
    return Page([ReviewLine(one, _may_open(actor, one.poll, watched)) for one in reviews], page.next, page.previous)


def _may_open(actor: Actor, poll: Poll, watched: set[int]) -> bool:
    return poll.state == PollState.CLOSED and (poll.pk in watched or bool(actor.may(Act.POLL, poll.org.path)))


def get_review(actor: Actor, act: Act, mass_review_id: int) -> MassReview:
    """The one door: the poll's own. Out of sight it is missing."""
    rows = MassReview.objects.filter(poll__in=polls_where(actor, act).values("pk"))
    return rows.select_related("campaign__org", "poll__org").get(pk=mass_review_id)


def review_result(actor: Actor, review: MassReview) -> PollResult:
    """What the poll says, by the reading of `ballots` alone: below its least number nothing is split up. Raises NotAllowed
    before closing and for those not entitled."""
    return poll_result(actor, review.poll_id)
