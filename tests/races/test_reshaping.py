"""Two people reshape the tree at once, or one while a roster comes in."""

from datetime import date, datetime

import pytest

from jishi.desk import services
from jishi.desk.rules.reshaping import Part, Plan
from jishi.kernel.actor import operator
from jishi.kernel.decision import Refused
from jishi.members import services as members
from jishi.members.models import Member, Membership, RosterBatch
from jishi.orgs.models import Organization, Reshaping
from jishi.orgs.rules import OrgKind, ReshapeKind
from tests.builders import make_member, make_org
from tests.races.test_tree import at_once
from tests.rosters import person_row, workbook

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def grown(now: datetime) -> list[Organization]:
    top = make_org(now=now, kind=OrgKind.TOWNSHIP_COMMITTEE, sector=None)
    made = [make_org(now=now, parent=top, name=f"{n}村党支部") for n in "甲乙丙"]
    for org in made:
        for _ in range(5):
            make_member(now=now, org=org)
    return made


def merging(old: Organization, new: Organization) -> Plan:
    return Plan(ReshapeKind.MERGE, date(2026, 11, 20), "批复", (old.pk,), (Part(org_id=new.pk),))


def everybody_in_one_living_branch() -> None:
    rows = Membership.objects.filter(to_on=None, kind="formal").select_related("org")
    assert len({row.member_id for row in rows}) == len(rows) == Member.objects.count()
    assert not [row for row in rows if row.org.ended_on]


def test_two_merges_of_one_branch_are_one(now: datetime) -> None:
    one, two, three = grown(now)
    plans = [merging(one, two), merging(one, three)]
    shown = [services.preview(plan, actor=operator(), now=now).fingerprint for plan in plans]

    def deed(n: int) -> object:
        return services.reshape(plans[n], shown=shown[n], actor=operator(), now=now)

    [refused] = at_once(lambda: deed(0), lambda: deed(1))
    assert isinstance(refused, Refused)
    assert "已经撤销" in refused.reason
    assert Reshaping.objects.count() == 1
    everybody_in_one_living_branch()


def test_whoever_joins_while_a_merge_runs_is_not_left_behind(now: datetime) -> None:
    one, two, _ = grown(now)
    plan = merging(one, two)
    shown = services.preview(plan, actor=operator(), now=now).fingerprint
    raised = at_once(
        lambda: services.reshape(plan, shown=shown, actor=operator(), now=now),
        lambda: make_member(now=now, org=one),
    )
    # Either the merge was first and nobody may join, or the newcomer was and the preview is no longer what it was.
    assert len(raised) == 1
    assert isinstance(raised[0], Refused)
    everybody_in_one_living_branch()


def test_a_roster_that_comes_in_while_a_merge_runs(now: datetime) -> None:
    one, two, _ = grown(now)
    content = workbook([person_row(n, f"王{c}", "甲村党支部", 公民身份号码="") for n, c in enumerate("子丑寅卯辰", 1)])
    top = Organization.objects.get(parent=None)
    batch = members.receive_roster(org=top, source=content, file_name="名册.xlsx", actor=operator(), now=now)
    RosterBatch.objects.filter(pk=batch.pk).update(state="judging")
    batch = members.judge_batch(batch_id=batch.pk, now=now)
    assert batch.summary["new"] == 5
    RosterBatch.objects.update(state="importing")
    plan = merging(one, two)
    shown = services.preview(plan, actor=operator(), now=now).fingerprint
    raised = at_once(
        lambda: members.import_batch(batch_id=batch.pk, now=now),
        lambda: services.reshape(plan, shown=shown, actor=operator(), now=now),
    )
    # Either the rows find their branch gone, or the merge finds five more than it was shown.
    came, merged = Member.objects.count() == 20, Reshaping.objects.exists()
    assert came != merged
    assert [type(trouble).__name__ for trouble in raised] == ([] if merged else ["Changed"])
    everybody_in_one_living_branch()
