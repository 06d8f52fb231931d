"""The four rights of members: every count opens its own records, and a member reads them too."""

from datetime import date, datetime

import pytest

from jishi.activities import services as activities
from jishi.activities.rules import ItemInput, Kind, RecordInput
from jishi.appraisals import services as appraisals
from jishi.appraisals.rules import OrgLifeStep
from jishi.assignments import services as assignments
from jishi.assignments.models import Assignment
from jishi.ballots import services as ballots
from jishi.ballots.rules import ElectionKind
from jishi.desk.queries.rights import get_rights_branch, records_behind, rights_of
from jishi.desk.rules.rights import LINES, Right
from jishi.kernel.actor import operator
from jishi.members.models import Member
from jishi.orgs.models import Organization
from tests.builders import Cast, actor_named, make_member
from tests.conftest import SignIn

ME = operator()


@pytest.fixture
def lived(cast: Cast, now: datetime) -> Organization:
    """A branch with a record of nearly every line."""
    branch, people = cast.branch, cast.members
    for kind in (
        Kind.MEMBERS_MEETING,
        Kind.THEME_PARTY_DAY,
        Kind.PARTY_LECTURE,
        Kind.ORG_LIFE_MEETING,
        Kind.VOLUNTEER_SERVICE,
    ):
        items = (ItemInput(title="通报党费"),) if kind is Kind.MEMBERS_MEETING else ()
        lecturer = people[0].pk if kind is Kind.PARTY_LECTURE else None
        came = frozenset({people[0].pk}) if kind is Kind.VOLUNTEER_SERVICE else frozenset()
        record = RecordInput(
            org_id=branch.pk, kinds=(kind,), held_on=date(2026, 11, 10), chair_id=people[0].pk, late_reason="补记",
            title="一次" if kind is Kind.VOLUNTEER_SERVICE else "", items=items, lecturer_id=lecturer, came=came,
        )  # fmt: skip
        activities.record(record, actor=ME, now=now)
    life = appraisals.open_org_life(org=branch, year=2026, theme="主题", actor=ME, now=now)
    for step in (OrgLifeStep.OPINIONS, OrgLifeStep.SECRETARY, OrgLifeStep.CIRCULATED):
        appraisals.note_org_life_step(life_id=life.pk, step=step, done_on=date(2026, 11, 12), actor=ME, now=now)
    problem = appraisals.list_problem(life_id=life.pk, text="调研少", actor=ME, now=now)
    appraisals.put_right(
        problem_id=problem.pk, measure="走访", owner_id=people[1].pk, due_on=date(2026, 12, 1), actor=ME, now=now
    )
    own = appraisals.list_problem(life_id=life.pk, text="学习少", person_id=people[2].pk, actor=ME, now=now)
    appraisals.put_right(problem_id=own.pk, measure="多学", owner_id=None, due_on=date(2026, 12, 1), actor=ME, now=now)
    appraisals.open_review(org=branch, year=2026, began_on=date(2026, 11, 1), actor=ME, now=now)
    ballots.start_election(org=branch, kind=ElectionKind.BY_ELECTION, meeting_on=date(2026, 12, 1), actor=ME, now=now)
    task = Assignment.objects.create(
        org=branch,
        title="修渠",
        owner_note="村民",
        created_at=now,
        created_by="支部",
        origin_kind="activities",
        origin_id=1,
    )
    task = assignments.report(task.pk, "修好了", 1, actor=ME, now=now)
    assignments.accept(task.pk, "", task.version, actor=ME, now=now)
    return branch


def test_every_count_has_its_records(cast: Cast, lived: Organization) -> None:
    actor = actor_named("secretary", today=date(2026, 11, 22))
    shown = {line.key: line.count for right in rights_of(lived, 2026) for line in right.lines}
    assert {"meetings", "days", "lectures", "life", "service", "heard", "told", "opinions", "secretary"} <= set(shown)
    assert {"reviews", "ledger", "tasks", "elections"} <= set(shown)
    for key in LINES:
        assert len(records_behind(actor, lived, 2026, key)) == shown.get(key, 0), key
    assert {right.right for right in rights_of(lived, 2026)} == set(Right)


def test_a_persons_problem_is_not_among_them(cast: Cast, lived: Organization) -> None:
    rows = records_behind(actor_named("secretary", today=date(2026, 11, 22)), lived, 2026, "ledger")
    assert [row.text for row in rows] == ["调研少"]


def test_another_year_has_none(lived: Organization) -> None:
    assert all(right.lines == () for right in rights_of(lived, 2024))


def test_a_member_reads_the_own_branch_and_opens_nothing(
    cast: Cast, lived: Organization, now: datetime, sign_in: SignIn
) -> None:
    plain: Member = make_member(now=now, org=lived, name="赵普通", username="plain")
    actor = actor_named("plain", today=now.date())
    assert get_rights_branch(actor, lived.pk, today=now.date()) == lived
    assert {row.url for row in records_behind(actor, lived, 2026, "meetings")} == {""}
    assert plain.person.account is not None
    client = sign_in(plain.person.account)
    page = client.get(f"/orgs/{lived.pk}/rights/?line=meetings").content.decode()
    assert "知情权" in page
    assert "党员大会" in page
    assert f"/orgs/{lived.pk}/rights/" in client.get("/").content.decode()
    assert client.get(f"/orgs/{cast.sibling.pk}/rights/").status_code == 404
    assert client.get(f"/orgs/{cast.township.pk}/rights/").status_code == 404


def test_a_secretary_opens_the_records(cast: Cast, lived: Organization, sign_in: SignIn) -> None:
    client = sign_in(cast.secretary)
    page = client.get(f"/orgs/{lived.pk}/rights/?line=meetings&year=2026").content.decode()
    assert "/activities/" in page
    assert "还没有这方面的记录" in client.get(f"/orgs/{lived.pk}/rights/?year=2024&line=x").content.decode()
