"""The meeting that elects: the people counted, the ballots counted, who is elected, what the superior does with it."""

from datetime import date, datetime

import pytest

from jishi.ballots import services
from jishi.ballots.models import Election
from jishi.ballots.queries.meeting import standing_of
from jishi.ballots.rules import ElectionState
from jishi.ballots.rules.candidates import Office
from jishi.ballots.rules.meeting import ReportState
from jishi.orgs.models import PostHeld, Term
from jishi.orgs.queries import committee_on
from jishi.orgs.rules import PostKind, WorkField
from tests.builders import Cast
from tests.db.ballots.meeting_story import ELECTED_ON, PAPER, Day, election_day


@pytest.fixture
def day(cast: Cast, now: datetime) -> Day:
    return election_day(cast, now)


def test_from_the_sign_in_to_the_approved_committee(day: Day, now: datetime) -> None:
    day.elect_committee()
    day.elect_heads()
    first, second, third, _ = day.candidates
    services.divide_work(
        assembly=day.plenary, version=day.plenary.version, actor=day.secretary, now=now,
        shares=[
            (first.pk, PostKind.SECRETARY, [WorkField.ORG_LIFE]),
            (second.pk, PostKind.ORGANIZATION_MEMBER, [WorkField.ORG_BUILDING, WorkField.ADMISSION]),
            (third.pk, PostKind.PUBLICITY_MEMBER, [WorkField.PUBLICITY]),
        ],
    )  # fmt: skip
    report = services.send_report(
        election=day.election, reported_on=date(2026, 11, 21), paper=PAPER, actor=day.secretary, now=now
    )
    report = services.file_result(
        report=report, filed_on=date(2026, 11, 22), number=6, version=report.version, actor=day.clerk, now=now
    )
    assert report.state == ReportState.FILED
    old, new = Term.objects.filter(org=day.cast.branch).order_by("elected_on")
    assert (old.closed_on, new.elected_on, new.seats) == (ELECTED_ON, ELECTED_ON, 3)
    # Nobody is secretary by election alone: the old one stays until the superior answers.
    posts = {(one.person_id, one.post) for one in committee_on(day.cast.branch, date(2026, 11, 21))}
    assert posts == {
        (first.pk, PostKind.SECRETARY), (second.pk, PostKind.ORGANIZATION_MEMBER), (third.pk, PostKind.PUBLICITY_MEMBER)
    }  # fmt: skip
    assert PostHeld.objects.filter(org=day.cast.branch, post=PostKind.SECRETARY, to_on=None).get().from_on == date(
        2024, 3, 1
    )
    report = services.approve_result(
        report=report, approved_on=date(2026, 11, 22), approval="和党组〔2026〕40号", version=report.version, actor=day.clerk,
        now=now,
    )  # fmt: skip
    held = PostHeld.objects.get(org=day.cast.branch, post=PostKind.SECRETARY, to_on=None)
    assert (held.person_id, held.from_on) == (first.pk, date(2026, 11, 22))
    assert report.state == ReportState.APPROVED
    assert Election.objects.get(pk=day.election.pk).state == ElectionState.RUNNING
    assert [one.name for one in standing_of(day.election.pk).elected(Office.SECRETARY)] == [first.person.name]
