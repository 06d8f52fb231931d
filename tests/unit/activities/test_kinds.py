"""Which kinds go together, who holds them, who is expected."""

import pytest

from jishi.activities.rules import Kind, Scope, kinds_for, may_combine, may_hold, scope_of
from jishi.orgs.rules import OrgKind

K = Kind


@pytest.mark.parametrize(
    "kinds",
    [
        {K.THEME_PARTY_DAY, K.MEMBERS_MEETING},
        {K.THEME_PARTY_DAY, K.BRANCH_COMMITTEE_MEETING},
        {K.THEME_PARTY_DAY, K.PARTY_GROUP_MEETING},
        {K.THEME_PARTY_DAY, K.PARTY_LECTURE},
        {K.THEME_PARTY_DAY, K.MEMBERS_MEETING, K.PARTY_LECTURE, K.VOLUNTEER_SERVICE},
        {K.THEME_PARTY_DAY, K.BRANCH_COMMITTEE_MEETING, K.PARTY_LECTURE},
        {K.MEMBERS_MEETING, K.ORG_LIFE_MEETING},
        {K.BRANCH_COMMITTEE_MEETING, K.SPECIAL_MEETING},
        {K.DEMOCRATIC_LIFE_MEETING},
    ],
)
def test_what_may_be_one_record(kinds: set[Kind]) -> None:
    assert may_combine(kinds)


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ({K.MEMBERS_MEETING, K.BRANCH_COMMITTEE_MEETING}, "支委会和党员大会"),
        ({K.THEME_PARTY_DAY, K.MEMBERS_MEETING, K.BRANCH_COMMITTEE_MEETING}, "支委会和党员大会"),
        ({K.MEMBERS_MEETING, K.PARTY_GROUP_MEETING}, "分开记录"),
        ({K.BRANCH_COMMITTEE_MEETING, K.PARTY_LECTURE}, "主题党日"),
        ({K.BRANCH_COMMITTEE_MEETING, K.PARTY_GROUP_MEETING}, "分开记录"),
        ({K.MEMBERS_MEETING, K.SPECIAL_MEETING}, "专题会议由委员会研究"),
        ({K.THEORY_STUDY_GROUP, K.DEMOCRATIC_LIFE_MEETING}, "分开记录"),
        (set(), "至少选一个"),
    ],
)
def test_what_is_refused_says_why(kinds: set[Kind], words: str) -> None:
    assert not may_combine(kinds)
    assert words in may_combine(kinds).reason


def test_each_organisation_holds_its_own_kinds() -> None:
    assert K.PARTY_GROUP_MEETING in kinds_for(OrgKind.PARTY_GROUP)
    assert K.MEMBERS_MEETING in kinds_for(OrgKind.TEMPORARY_JOINT_BRANCH)
    assert K.THEORY_STUDY_GROUP in kinds_for(OrgKind.GENERAL_BRANCH)
    assert K.DEMOCRATIC_LIFE_MEETING in kinds_for(OrgKind.TOWNSHIP_COMMITTEE)
    assert "换成开会的党小组" in may_hold(OrgKind.BRANCH, K.PARTY_GROUP_MEETING).reason
    assert "党支部不开民主生活会" in may_hold(OrgKind.BRANCH, K.DEMOCRATIC_LIFE_MEETING).reason
    assert may_hold(OrgKind.BRANCH, K.MEMBERS_MEETING)


@pytest.mark.parametrize(
    ("kinds", "org_kind", "scope"),
    [
        ({K.MEMBERS_MEETING}, OrgKind.BRANCH, Scope.MEMBERS),
        ({K.THEME_PARTY_DAY, K.BRANCH_COMMITTEE_MEETING}, OrgKind.BRANCH, Scope.MEMBERS),
        ({K.BRANCH_COMMITTEE_MEETING}, OrgKind.BRANCH, Scope.COMMITTEE),
        ({K.ORG_LIFE_MEETING}, OrgKind.BRANCH, Scope.MEMBERS),
        ({K.ORG_LIFE_MEETING, K.BRANCH_COMMITTEE_MEETING}, OrgKind.BRANCH, Scope.COMMITTEE),
        ({K.ORG_LIFE_MEETING}, OrgKind.PARTY_GROUP, Scope.GROUP),
        ({K.PARTY_GROUP_MEETING}, OrgKind.PARTY_GROUP, Scope.GROUP),
        ({K.VOLUNTEER_SERVICE}, OrgKind.PARTY_GROUP, Scope.CHOSEN),
        ({K.DEMOCRATIC_LIFE_MEETING}, OrgKind.TOWNSHIP_COMMITTEE, Scope.COMMITTEE),
        ({K.PARTY_LECTURE}, OrgKind.TOWNSHIP_COMMITTEE, Scope.CHOSEN),
        ({K.RESEARCH}, OrgKind.BRANCH, Scope.CHOSEN),
    ],
)
def test_who_is_expected(kinds: set[Kind], org_kind: str, scope: Scope) -> None:
    assert scope_of(kinds, org_kind) is scope
