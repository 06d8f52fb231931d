"""Every rule of the pack: one organisation that owes it, one that does not."""

from datetime import date, datetime

import pytest

from jishi.duties import services
from jishi.duties.models import DutyStatus
from jishi.duties.queries import pack
from jishi.members.rules import Category
from jishi.orgs.models import Organization, Term
from jishi.orgs.rules import OrgKind, PostKind, Sector
from tests.builders import make_member, make_org, make_person, make_post
from tests.db.duties.acts import status

COUNTY, TOWNSHIP, COMMITTEE = OrgKind.COUNTY_COMMITTEE, OrgKind.TOWNSHIP_COMMITTEE, OrgKind.PARTY_COMMITTEE
LEADING, GENERAL, BRANCH, JOINT = (
    OrgKind.PARTY_LEADING_GROUP,
    OrgKind.GENERAL_BRANCH,
    OrgKind.BRANCH,
    OrgKind.JOINT_BRANCH,
)
TEMPORARY, MOBILE, GROUP = OrgKind.TEMPORARY_BRANCH, OrgKind.MOBILE_BRANCH, OrgKind.PARTY_GROUP
VILLAGE, ORGAN, SCHOOL = Sector.VILLAGE, Sector.GOVERNMENT_ORGAN, Sector.UNIVERSITY

# rule, a period in which its text was in force, who owes it, who does not
CASES = [
    ("general_meeting_quarterly", "2026-Q2", (JOINT, VILLAGE), (GENERAL, VILLAGE)),
    ("party_group_meeting_monthly", "2026-03", (GROUP, VILLAGE), (BRANCH, VILLAGE)),
    ("theme_party_day_monthly", "2026-03", (TEMPORARY, VILLAGE), (GROUP, VILLAGE)),
    ("secretary_party_lecture_yearly", "2026", (TOWNSHIP, VILLAGE), (BRANCH, VILLAGE)),
    ("org_life_meeting_yearly", "2026", (MOBILE, VILLAGE), (TOWNSHIP, VILLAGE)),
    ("democratic_appraisal_yearly", "2026", (BRANCH, VILLAGE), (GENERAL, VILLAGE)),
    ("heart_talk_yearly", "2026", (BRANCH, VILLAGE), (COMMITTEE, VILLAGE)),
    ("branch_secretary_training_yearly", "2026", (BRANCH, VILLAGE), (COMMITTEE, VILLAGE)),
    ("branch_secretary_report_yearly", "2026", (BRANCH, VILLAGE), (GENERAL, VILLAGE)),
    ("county_branch_work_study_yearly", "2026", (COUNTY, VILLAGE), (TOWNSHIP, VILLAGE)),
    ("activist_review_half_yearly", "2026-H2", (BRANCH, VILLAGE), (COMMITTEE, VILLAGE)),
    ("activist_team_analysis_yearly", "2027", (COMMITTEE, VILLAGE), (LEADING, VILLAGE)),
    ("member_rotation_training_yearly", "2026", (COUNTY, VILLAGE), (LEADING, VILLAGE)),
    ("abroad_member_contact", "2026-H1", (BRANCH, VILLAGE), (GROUP, VILLAGE)),
    ("member_work_report_yearly", "2026", (TOWNSHIP, VILLAGE), (COUNTY, VILLAGE)),
    ("dues_branch_publish_yearly", "2026", (BRANCH, VILLAGE), (GENERAL, VILLAGE)),
    ("party_building_review_yearly", "2026", (LEADING, VILLAGE), (GENERAL, VILLAGE)),
    ("strict_governance_meeting_half_yearly", "2026-H1", (COMMITTEE, VILLAGE), (COUNTY, VILLAGE)),
    ("organ_cadre_meeting_yearly", "2026", (COMMITTEE, ORGAN), (COMMITTEE, VILLAGE)),
    ("organ_party_building_notice_yearly", "2026", (LEADING, ORGAN), (LEADING, VILLAGE)),
    ("organ_secretary_report_yearly", "2026", (BRANCH, ORGAN), (BRANCH, VILLAGE)),
    ("university_plenary_half_yearly", "2026-H1", (COMMITTEE, SCHOOL), (COMMITTEE, VILLAGE)),
    ("new_year_visits_duty", "2026", (BRANCH, VILLAGE), (LEADING, VILLAGE)),
    ("study_group_quarterly", "2026-Q1", (TOWNSHIP, VILLAGE), (COUNTY, VILLAGE)),
    ("democratic_life_yearly", "2026", (TOWNSHIP, VILLAGE), (BRANCH, VILLAGE)),
]


@pytest.fixture
def root(db: None, now: datetime) -> Organization:
    return make_org(now=now, kind=COUNTY, sector=None)


def test_the_table_above_names_every_rule() -> None:
    assert {case[0] for case in CASES} | {"committee_meeting_monthly"} == set(pack())


def place(root: Organization, kind: str, sector: str, now: datetime) -> Organization:
    """An organisation of this kind where it may stand; the county is the root itself."""
    if kind == COUNTY:
        return root
    parent = make_org(now=now, parent=root) if kind == GROUP else root
    return make_org(now=now, kind=kind, sector=sector, parent=parent)


@pytest.mark.parametrize(("rule", "period", "owes", "owes_not"), CASES, ids=[case[0] for case in CASES])
def test_one_owes_it_and_one_does_not(
    rule: str, period: str, owes: tuple[str, str], owes_not: tuple[str, str], root: Organization, now: datetime
) -> None:
    yes = place(root, *owes, now)
    no = place(root, *owes_not, now)
    services.open_periods(date(2027, 1, 5))
    duty = status(yes, rule, period)
    assert duty
    assert duty.required == 1
    assert status(no, rule, period) is None


def committee_months(org: Organization) -> list[str]:
    found = DutyStatus.objects.filter(org=org, rule_id="committee_meeting_monthly")
    return sorted(found.values_list("period", flat=True))


def test_seven_formal_members_on_the_first_of_the_month_make_a_committee(root: Organization, now: datetime) -> None:
    branch = make_org(now=now, parent=root)
    for _ in range(6):
        make_member(now=now, org=branch)
    make_member(now=now, org=branch, joined_on=date(2025, 3, 2), full_on=date(2026, 3, 2))
    make_member(now=now, org=branch, joined_on=date(2025, 6, 1), category=Category.PROBATIONARY)
    services.open_periods(date(2026, 5, 9))
    assert committee_months(branch) == ["2026-04", "2026-05"]


def test_a_formal_member_of_an_era_without_probation_counts_from_joining(root: Organization, now: datetime) -> None:
    branch = make_org(now=now, parent=root)
    for _ in range(7):
        old = make_member(now=now, org=branch, joined_on=date(1970, 1, 1))
        type(old).objects.filter(pk=old.pk).update(full_on=None)
    services.open_periods(date(2026, 1, 9))
    assert committee_months(branch) == ["2026-01"]


def test_a_small_branch_with_a_committee_on_file_meets_as_one(root: Organization, now: datetime) -> None:
    by_term, by_posts, without = (make_org(now=now, parent=root) for _ in range(3))
    Term.objects.create(
        org=by_term, elected_on=date(2026, 1, 15), ends_on=date(2031, 1, 15), closed_on=date(2026, 4, 1)
    )
    Term.objects.create(org=without, elected_on=date(2026, 1, 15), ends_on=date(2031, 1, 15), has_committee=False)
    for post in (PostKind.SECRETARY, PostKind.DISCIPLINE_MEMBER, PostKind.ORGANIZATION_MEMBER):
        make_post(now=now, person_id=make_person(now=now).pk, org=by_posts, post=post, from_on=date(2026, 2, 1))
    one = make_person(now=now)
    for post in (PostKind.SECRETARY, PostKind.DISCIPLINE_MEMBER, PostKind.ORGANIZATION_MEMBER):
        make_post(now=now, person_id=one.pk, org=without, post=post)
    services.open_periods(date(2026, 4, 9))
    assert committee_months(by_term) == ["2026-02", "2026-03"]
    assert committee_months(by_posts) == ["2026-02", "2026-03", "2026-04"]
    assert committee_months(without) == []


def test_the_first_part_period_is_not_due(root: Organization, now: datetime) -> None:
    branch = make_org(now=now, parent=root, duties_from=date(2026, 2, 10))
    services.open_periods(date(2026, 8, 9))
    due = set(DutyStatus.objects.filter(org=branch).values_list("period", flat=True))
    assert due == {"2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-Q2", "2026-Q3", "2026-H2"}


def test_a_branch_ended_within_a_period_no_longer_owes_it(root: Organization, now: datetime) -> None:
    branch = make_org(now=now, parent=root)
    Organization.objects.filter(pk=branch.pk).update(ended_on=date(2026, 3, 31))
    services.open_periods(date(2026, 4, 9))
    assert set(DutyStatus.objects.filter(org=branch).values_list("period", flat=True)) == {"2026-01", "2026-02"}


def test_a_rule_counts_from_the_first_period_that_begins_after_it_came_into_force(
    root: Organization, now: datetime
) -> None:
    branch = make_org(now=now, parent=root)
    services.open_periods(date(2026, 8, 9))
    assert status(branch, "activist_review_half_yearly", "2026-H1") is None
    assert status(branch, "activist_review_half_yearly", "2026-H2")


def test_opening_periods_twice_changes_nothing(root: Organization, now: datetime) -> None:
    make_org(now=now, parent=root)
    assert services.open_periods(date(2026, 4, 9)) > 0
    assert services.open_periods(date(2026, 4, 9)) == 0
    assert services.open_periods(date(2026, 3, 1)) == 0


@pytest.mark.django_db
def test_without_organisations_nothing_is_opened() -> None:
    assert services.open_periods(date(2026, 4, 9)) == 0
