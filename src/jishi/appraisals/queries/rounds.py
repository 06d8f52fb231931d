"""民主评议党员: one round with its members, what is pointed out before it goes up, what records say of service."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from jishi.activities.models import Activity, ActivityKind, Attendance
from jishi.activities.rules import Kind, State
from jishi.appraisals.models import MemberReview, ReviewRound
from jishi.appraisals.queries.deadlines import deadlines_for
from jishi.appraisals.rules import (
    Deadlines,
    Grade,
    Next,
    RoundState,
    Said,
    Votes,
    cap_said,
    hints,
    next_of_round,
    tally,
)

SERVING = (Kind.VOLUNTEER_SERVICE, Kind.HOUSEHOLD_VISIT)


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member of a round: the review, the ballots where they are known, and how often records of the year show the
    member serving the masses."""

    review: MemberReview
    votes: Votes
    served: int

    @property
    def name(self) -> str:
        return str(self.review.person.name)

    @property
    def grade(self) -> str:
        """The grade in words, or why there is none; "" while nothing is said."""
        review = self.review
        if review.is_probationary:
            return "预备党员，不定等次"
        return Grade(review.grade).label if review.grade else review.ungraded_why


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round whole. `hints` are for those who handle it, before it goes up."""

    round: ReviewRound
    lines: list[MemberLine]
    counts: list[tuple[Grade, int]]
    deadlines: Deadlines
    hints: list[str]
    next: Next

    @property
    def full(self) -> int:
        """How many may have a grade."""
        return sum(not line.review.is_probationary for line in self.lines)

    @property
    def ungraded(self) -> int:
        """Full members left without a grade, with a reason."""
        return sum(bool(line.review.ungraded_why) for line in self.lines)

    @property
    def undecided(self) -> int:
        """Full members of whom nothing is said yet."""
        return sum(_is_open(line.review) for line in self.lines)


def _is_open(review: MemberReview) -> bool:
    return not (review.is_probationary or review.grade or review.ungraded_why)


def votes_of(review: MemberReview) -> Votes:
    """The ballots as they are kept with a review."""
    return Votes(review.votes_excellent, review.votes_qualified, review.votes_basic, review.votes_unqualified)


def reviews_of(round_id: int) -> list[MemberReview]:
    """The members of a round, by name; one query."""
    rows = MemberReview.objects.filter(round_id=round_id).select_related("person")
    return list(rows.order_by("name_key", "pk"))


def served_by(person_ids: Collection[int], year: int) -> dict[int, int]:
    """How many records of 志愿服务 and 走访 of a year each person came to. From the records, asked of nobody. Two queries,
    so that the partitions of the year alone are read."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    held = Activity.objects.filter(state=State.CONFIRMED, held_on__range=(first, last))
    serving = ActivityKind.objects.filter(kind__in=SERVING, activity__in=held).values("activity_id")
    rows = Attendance.objects.filter(
        held_on__range=(first, last), member_id__in=person_ids, is_present=True, activity_id__in=serving
    )
    return dict(rows.values_list("member_id").annotate(Count("activity_id")).order_by())


def round_view(row: ReviewRound, *, handles: bool) -> RoundView:
    """A round whole; `handles` adds what only those who grade read. Five queries."""
    reviews = reviews_of(row.pk)
    served = served_by([r.person_id for r in reviews], row.year) if reviews else {}
    lines = [MemberLine(review, votes_of(review), served.get(review.person_id, 0)) for review in reviews]
    counted = tally([review.grade for review in reviews])
    deadlines = deadlines_for([row.org], row.year)[row.org_id]
    is_open = row.state in (RoundState.OPEN, RoundState.RETURNED)
    said = [Said(line.name, line.review.grade, line.review.opinion, line.votes) for line in lines]
    return RoundView(
        round=row,
        lines=lines,
        counts=list(counted.items()),
        deadlines=deadlines,
        hints=hints(said, percent=deadlines.percent) if handles and is_open else [],
        next=next_of_round(
            state=row.state, is_tested=bool(row.way), ungraded=sum(_is_open(r) for r in reviews),
            unfed=sum(not r.is_probationary and r.fed_on is None for r in reviews), ended=row.ended_on is not None,
            disposals=sum(r.grade == Grade.UNQUALIFIED and not r.disposal for r in reviews), returned=row.answer,
        ),
    )  # fmt: skip


def cap_advice(view: RoundView) -> str:
    """What the superior is told of the share of 优秀: a word, never a bar."""
    best = Counter(line.review.grade for line in view.lines)[Grade.EXCELLENT]
    return cap_said(best, view.full, view.deadlines.percent)
