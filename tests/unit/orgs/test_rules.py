"""Places, terms, the words of the sheet."""

from datetime import date

import pytest

from jishi.orgs.rules import (
    OrgKind,
    PostKind,
    Sector,
    UnitNature,
    latest_extension,
    may_be_held_in,
    may_stand_under,
    step_code,
    term_rule,
    term_state,
)
from jishi.orgs.rules.sheet import read_kind, read_nature, says_the_same_kind


@pytest.mark.parametrize(
    ("kind", "above", "allowed"),
    [("party_group", "branch", True), ("party_group", "joint_branch", True), ("party_group", "party_committee", False),
     ("party_group", None, False), ("branch", None, True), ("branch", "branch", False), ("branch", "party_group", False),
     ("branch", "general_branch", True), ("general_branch", "general_branch", False), ("branch", "party_committee", True),
     ("party_committee", "general_branch", False), ("township_committee", "county_committee", True),
     ("county_committee", "township_committee", False), ("township_committee", "township_committee", False),
     ("county_committee", "party_committee", True), ("party_committee", "township_committee", True),
     ("temporary_branch", "township_committee", True)],
)  # fmt: skip
def test_what_may_stand_where(kind: str, above: str | None, allowed: bool) -> None:
    place = may_stand_under(kind, above)
    assert bool(place) is allowed
    assert allowed or place.reason.endswith("。")


def test_posts_of_groups() -> None:
    assert may_be_held_in(PostKind.GROUP_LEADER, OrgKind.PARTY_GROUP)
    assert not may_be_held_in(PostKind.GROUP_LEADER, OrgKind.BRANCH)
    assert not may_be_held_in(PostKind.SECRETARY, OrgKind.PARTY_GROUP)


def test_a_path_step_has_an_end() -> None:
    with pytest.raises(ValueError, match="过多"):
        step_code(36**4)


@pytest.mark.parametrize(
    ("kind", "sector", "years", "is_must"),
    [(OrgKind.BRANCH, Sector.VILLAGE, 5, True), (OrgKind.JOINT_BRANCH, Sector.COMMUNITY, 5, True),
     (OrgKind.BRANCH, Sector.PRIVATE_ENTERPRISE, 3, False), (OrgKind.BRANCH, Sector.UNIVERSITY, 3, False),
     (OrgKind.GENERAL_BRANCH, Sector.VILLAGE, 5, False), (OrgKind.GENERAL_BRANCH, Sector.OTHER, 3, False),
     (OrgKind.GENERAL_BRANCH, Sector.UNIVERSITY, 5, False), (OrgKind.PARTY_COMMITTEE, Sector.UNIVERSITY, 5, True),
     (OrgKind.TOWNSHIP_COMMITTEE, Sector.OTHER, 5, False)],
)  # fmt: skip
def test_terms_are_as_long_as_the_texts_say(kind: str, sector: str, years: int, is_must: bool) -> None:
    rule = term_rule(kind, sector)
    assert rule
    assert (rule.years, rule.is_must) == (years, is_must)


@pytest.mark.parametrize("kind", ["temporary_branch", "temporary_joint_branch", "party_group", "party_leading_group"])
def test_where_nobody_is_elected_there_is_no_term(kind: str) -> None:
    assert term_rule(kind, Sector.VILLAGE) is None


@pytest.mark.parametrize(
    ("ends_on", "extended_to", "mark"),
    [(date(2027, 9, 1), None, "open"), (date(2026, 12, 31), None, "soon"), (date(2026, 11, 22), None, "soon"),
     (date(2026, 11, 21), None, "gap"), (date(2025, 1, 1), date(2026, 12, 1), "soon"), (date(2025, 1, 1), date(2026, 1, 1), "gap")],
)  # fmt: skip
def test_a_three_year_term_that_passed_is_a_reminder(ends_on: date, extended_to: date | None, mark: str) -> None:
    state = term_state(elected_on=date(2022, 1, 1), ends_on=ends_on, extended_to=extended_to, today=date(2026, 11, 22))
    assert state.mark == mark


def test_five_years_since_the_election_are_red_unless_extended() -> None:
    def mark(extended_to: date | None) -> str:
        return term_state(
            elected_on=date(2021, 9, 9), ends_on=date(2026, 9, 9), extended_to=extended_to, today=date(2026, 11, 22)
        ).mark

    assert (mark(None), mark(date(2027, 1, 1)), mark(date(2026, 10, 1))) == ("late", "soon", "late")


def test_a_leap_day_has_an_anniversary() -> None:
    assert latest_extension(date(2024, 2, 29)) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("text", "nature", "kind"),
    [("631", "", OrgKind.BRANCH), ("631 党支部", "", OrgKind.BRANCH), ("联合党支部", "", OrgKind.JOINT_BRANCH),
     ("611", "township", OrgKind.TOWNSHIP_COMMITTEE), ("党委", "", OrgKind.PARTY_COMMITTEE), ("699", "", OrgKind.PARTY_GROUP),
     ("党的基层委员会", "", OrgKind.PARTY_COMMITTEE), ("党总支", "", OrgKind.GENERAL_BRANCH), ("县委", "", OrgKind.COUNTY_COMMITTEE),
     ("县（市、区）委", "", OrgKind.COUNTY_COMMITTEE), ("临时联合党支部", "", OrgKind.TEMPORARY_JOINT_BRANCH), (" ", "", None)],
)  # fmt: skip
def test_kinds_in_the_words_of_offices(text: str, nature: str, kind: OrgKind | None) -> None:
    assert read_kind(text, nature) is kind


def test_words_that_mean_nothing_are_refused() -> None:
    for text in ("633", "俱乐部"):
        with pytest.raises(ValueError, match="组织类别"):
            read_kind(text, "")
    with pytest.raises(ValueError, match="单位性质"):
        read_nature("外星")


@pytest.mark.parametrize("text", ["建制村", "村", "行政村 "])
def test_natures_in_the_words_of_offices(text: str) -> None:
    assert read_nature(text) == UnitNature.ADMINISTRATIVE_VILLAGE
    assert read_nature("") == ""


def test_the_national_list_has_no_word_for_some_kinds() -> None:
    assert says_the_same_kind("township_committee", OrgKind.PARTY_COMMITTEE)
    assert says_the_same_kind("county_committee", OrgKind.PARTY_COMMITTEE)
    assert says_the_same_kind("mobile_branch", OrgKind.BRANCH)
    assert not says_the_same_kind("joint_branch", OrgKind.BRANCH)
    assert not says_the_same_kind("branch", OrgKind.GENERAL_BRANCH)
