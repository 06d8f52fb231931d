"""The branch of the cast with those who handle its 组织生活会 and its review, and the township above it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest

from jishi.activities import services as activities
from jishi.activities.models import Activity
from jishi.activities.rules import Kind, RecordInput
from jishi.appraisals import services
from jishi.appraisals.models import (
    Assessment,
    Indicator,
    MemberReview,
    OrgLife,
    ReviewRound,
    SchemeVersion,
)
from jishi.appraisals.rules import Grade, ItemKind, Phase, Source, Votes
from jishi.appraisals.services import Given, Opinion, Totals
from jishi.ballots import services as ballots
from jishi.ballots.models import Poll
from jishi.ballots.rules.polls import PollKind, PollWay
from jishi.duties.services import open_periods
from jishi.kernel.actor import Actor, operator
from jishi.orgs.models import Organization
from tests.builders import Cast, actor_named, make_org


@dataclass(frozen=True)
class Stage:
    """Who acts, at which branch, at which moment."""

    cast: Cast
    branch: Organization
    secretary: Actor
    organiser: Actor
    neighbour: Actor
    clerk: Actor
    department: Actor
    now: datetime

    def life(self, **facts: Any) -> OrgLife:
        plain: dict[str, Any] = {"year": 2026, "theme": "学习贯彻全会精神", "planned_on": date(2026, 12, 10)}
        return services.open_org_life(org=self.branch, actor=self.secretary, now=self.now, **plain | facts)

    def held(self, kind: Kind, on: date, **facts: Any) -> Activity:
        record = RecordInput(
            org_id=self.branch.pk,
            kinds=(kind,),
            held_on=on,
            chair_id=self.cast.members[0].pk,
            late_reason="补记",
            **facts,
        )
        return activities.record(record, actor=operator(), now=self.now)

    def round(self, **facts: Any) -> ReviewRound:
        plain: dict[str, Any] = {"year": 2026, "began_on": date(2026, 11, 10)}
        return services.open_review(org=self.branch, actor=self.secretary, now=self.now, **plain | facts)

    def reviews(self, row: ReviewRound) -> list[MemberReview]:
        return list(MemberReview.objects.filter(round=row, is_probationary=False).order_by("name_key"))

    def tested(self, row: ReviewRound) -> ReviewRound:
        votes = {review.pk: Votes(n % 3, 8 - n % 3, 0, 0) for n, review in enumerate(self.reviews(row))}
        totals = Totals(date(2026, 11, 20), 9, 8, 8, votes)
        return services.note_test(row.pk, _version(row), totals, actor=self.secretary, now=self.now)

    def graded(self, row: ReviewRound, best: int = 1) -> ReviewRound:
        said = {
            review.pk: Opinion(Grade.EXCELLENT if n < best else Grade.QUALIFIED, f"第{n}位的意见")
            for n, review in enumerate(self.reviews(row))
        }
        services.grade_members(row.pk, _version(row), said, actor=self.secretary, now=self.now)
        return services.edit_review(
            row.pk, _version(row), ended_on=date(2026, 11, 21), actor=self.secretary, now=self.now
        )

    def submitted(self, **facts: Any) -> ReviewRound:
        row = self.graded(self.tested(self.round(**facts)))
        return services.submit_review(row.pk, row.version, actor=self.secretary, now=self.now)

    def settled(self, **facts: Any) -> ReviewRound:
        row = self.submitted(**facts)
        return services.answer_review(row.pk, row.version, is_settled=True, actor=self.clerk, now=self.now)

    def scheme(self, **facts: Any) -> SchemeVersion:
        """A draft of the township, copied from 五个好."""
        plain: dict[str, Any] = {"name": "五个好考核", "template": "five_good"}
        return services.make_scheme(org=self.cast.township, actor=self.clerk, now=self.now, **plain | facts)

    def in_force(self) -> SchemeVersion:
        edition = self.scheme()
        return services.put_in_force(edition.pk, edition.version, basis="会议决定", actor=self.clerk, now=self.now)

    def assessed(self, edition: SchemeVersion | None = None, **facts: Any) -> Assessment:
        """The branch of the cast, assessed by the township together with its neighbour."""
        plain: dict[str, Any] = {"year": 2026, "late_why": "县里年中才发办法"}
        orgs = [self.branch.pk, self.cast.sibling.pk]
        round_ = services.open_assessments(
            edition=edition or self.in_force(), org_ids=orgs, actor=self.clerk, now=self.now, **plain | facts
        )
        return Assessment.objects.select_related("round", "org").get(round=round_, org=self.branch)

    def reviewed(self, row: Assessment) -> Assessment:
        """Full points by the reviewer for everything that people give."""
        given = {
            (item.pk, Phase.FINAL): Given(item.points)
            for item in Indicator.objects.filter(edition=row.round.edition_id, kind=ItemKind.POINTS, points__gt=0)
            if item.source != Source.RECORDS
        }
        return services.mark_item(row.pk, given, actor=self.clerk, now=self.now)

    def five_reviewed(self) -> list[Assessment]:
        """Five branches under the scheme in force, in the order of the tree, every item marked but for the last of them."""
        more = [make_org(now=self.now, name=f"第{n}村党支部", parent=self.cast.township) for n in range(3)]
        use = services.open_assessments(
            edition=self.in_force(), year=2026, org_ids=[self.branch.pk, self.cast.sibling.pk, *(o.pk for o in more)],
            late_why="晚", actor=self.clerk, now=self.now,
        )  # fmt: skip
        rows = list(Assessment.objects.filter(round=use).select_related("round", "org").order_by("org__path"))
        for row in rows[:-1]:
            self.reviewed(row)
        return rows


def closed_poll(stage: Stage, kind: PollKind, **sheet: Any) -> Poll:
    """A poll of the branch, cast by slips: so many ballots as answers are given."""
    answers: list[dict[int, list[str]]] = sheet.pop("answers")
    poll = ballots.make_poll(
        org=stage.branch, kind=kind, title="测评", ways=[PollWay.SLIP], actor=stage.secretary, now=stage.now, **sheet
    )
    codes = ballots.print_slips(poll=poll, count=9, actor=operator(), now=stage.now)
    poll.refresh_from_db()
    poll = ballots.open_poll(poll=poll, version=poll.version, actor=operator(), now=stage.now)
    for code, given in zip(codes, answers, strict=False):
        ballots.cast_ballot(poll=poll, receipt=ballots.receipt_for_code(poll, code), given=given)
    people = [m.pk for m in stage.cast.members[: len(answers)]]
    ballots.mark_roll(poll=poll, persons=people, way=PollWay.SLIP, actor=operator(), now=stage.now)
    poll.refresh_from_db()
    return ballots.close_poll(poll=poll, version=poll.version, actor=operator(), now=stage.now)


def _version(row: ReviewRound) -> int:
    return ReviewRound.objects.get(pk=row.pk).version


@pytest.fixture
def stage(cast: Cast, now: datetime) -> Stage:
    open_periods(now.date())
    names = ("secretary", "member", "sibling_secretary", "clerk", "department")
    secretary, organiser, neighbour, clerk, department = (actor_named(name, today=now.date()) for name in names)
    return Stage(cast, cast.branch, secretary, organiser, neighbour, clerk, department, now)
