"""The synthetic world: repeatable, plausible, and nobody's."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.cn import ric

from jishi.activities.rules import Kind
from jishi.demo import diary, people
from jishi.demo.names import Names, full_name
from jishi.demo.people import NO_PROBATION, Human, full_on, years_later
from jishi.demo.world import World, plan
from jishi.orgs.rules import OrgKind, PostKind, Sector

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def world() -> World:
    return plan(today=TODAY, seed=20260101)


@pytest.fixture(scope="module")
def humans(world: World) -> list[Human]:
    return [human for roster in world.rosters.values() for human in roster]


def test_the_same_seed_gives_the_same_world(world: World) -> None:
    again = plan(today=TODAY, seed=20260101)
    assert (again.rosters, again.diary, again.tasks, again.seats) == (
        world.rosters,
        world.diary,
        world.tasks,
        world.seats,
    )


def test_another_seed_gives_other_people(world: World) -> None:
    assert plan(today=TODAY, seed=2).rosters["shanghe"] != world.rosters["shanghe"]


def test_the_township_has_every_kind_and_sector(world: World) -> None:
    kinds = {place.kind for place in world.places}
    assert kinds >= {
        OrgKind.COUNTY_COMMITTEE, OrgKind.TOWNSHIP_COMMITTEE, OrgKind.PARTY_COMMITTEE, OrgKind.GENERAL_BRANCH,
        OrgKind.BRANCH, OrgKind.JOINT_BRANCH, OrgKind.TEMPORARY_BRANCH, OrgKind.MOBILE_BRANCH,
    }  # fmt: skip
    assert {place.sector for place in world.places} >= set(Sector) - {Sector.UNIVERSITY}
    assert sum(place.groups for place in world.places) == 10


def test_about_eleven_hundred_members(humans: list[Human]) -> None:
    assert 1000 <= len(humans) <= 1200


def test_every_citizen_number_is_of_area_99_with_its_check_digit_and_belongs_to_one(humans: list[Human]) -> None:
    numbers = [h.citizen_id for h in humans]
    assert len(set(numbers)) == len(numbers)
    for h in humans:
        assert h.citizen_id.startswith("99")
        assert ric.calc_check_digit(h.citizen_id) == h.citizen_id[17]
        assert h.citizen_id[6:14] == f"{h.born_on:%Y%m%d}"
        assert int(h.citizen_id[16]) % 2 == (h.sex == "1")


def test_no_telephone_number_that_anybody_could_have(humans: list[Human]) -> None:
    assert {h.phone[:3] for h in humans if h.phone} == {"111"}
    assert {len(h.phone) for h in humans if h.phone} == {11}


def test_ages_are_those_of_a_township(humans: list[Human]) -> None:
    ages = sorted((TODAY - h.born_on).days / 365.25 for h in humans)
    assert ages[0] >= 19
    assert ages[-1] < 92
    assert 0.2 < sum(age >= 61 for age in ages) / len(ages) < 0.36
    assert 0.07 < sum(age < 31 for age in ages) / len(ages) < 0.18


def test_nobody_joined_before_eighteen_and_only_newcomers_are_on_probation(humans: list[Human]) -> None:
    for h in humans:
        assert years_later(h.born_on, 18) <= h.joined_on <= TODAY
        assert h.is_full == (h.full_on is not None)
    assert 8 <= sum(not h.is_full for h in humans) <= 40


def test_members_of_1969_to_1977_had_no_probation(humans: list[Human]) -> None:
    those = [h for h in humans if NO_PROBATION[0] <= h.joined_on < NO_PROBATION[1]]
    assert len(those) >= 10
    assert {h.full_on == h.joined_on for h in those} == {True}


@example(date(2026, 10, 1))
@given(st.dates(date(1950, 1, 1), date(2026, 11, 1)))
def test_probation_ends_on_the_day_a_year_later_or_was_not(joined_on: date) -> None:
    full = full_on(joined_on, TODAY)
    if full is None:
        assert joined_on > TODAY - timedelta(days=366)
    else:
        assert full == joined_on or full.year == joined_on.year + 1


def test_names_have_minorities_dots_and_two_to_four_characters_otherwise(humans: list[Human]) -> None:
    dotted = [h.name for h in humans if "·" in h.name]
    assert dotted
    assert {len(h.name) for h in humans if "·" not in h.name} <= {2, 3, 4}
    assert 0.04 < sum(h.ethnicity != "01" for h in humans) / len(humans) < 0.12
    assert max(Counter(h.name for h in humans).values()) <= 4


@given(st.integers(), st.booleans(), st.integers(1930, 2008))
def test_every_name_is_a_name(seed: int, male: bool, year: int) -> None:
    name = full_name(Random(seed), male=male, year=year, ethnicity="01")
    assert 2 <= len(name) <= 4
    assert name.isalpha()


def test_a_name_is_given_twice_only_when_eight_tries_fail() -> None:
    names = Names(Random(1))
    assert len({names.next(male=True, year=1970, ethnicity="01") for _ in range(50)}) == 50


def test_one_committee_is_past_its_term_and_one_lacks_a_member(world: World) -> None:
    assert [t.place for t in world.terms if t.ends_on < TODAY] == ["heping2"]
    [term] = [t for t in world.terms if t.place == "hongqi"]
    seated = {s.post for s in world.seats if s.place == "hongqi" and s.post != PostKind.GROUP_LEADER}
    assert term.seats == len(seated) + 1
    assert PostKind.PUBLICITY_MEMBER not in seated


def test_nobody_sits_where_nobody_is(world: World) -> None:
    for seat in world.seats:
        assert seat.index < len(world.rosters[seat.home])
    for key, index in world.lent:
        assert index < len(world.rosters[key])


def test_a_branch_without_seven_full_members_has_no_committee(world: World) -> None:
    [term] = [t for t in world.terms if t.place == "dawn"]
    assert not term.has_committee
    kinds = {k for h in world.diary.held if h.place == "dawn" for k in h.kinds}
    assert Kind.BRANCH_COMMITTEE_MEETING not in kinds


def test_nothing_was_held_or_entered_after_today_nor_entered_before_it_was_held(world: World) -> None:
    for held in world.diary.held:
        assert held.held_on <= held.recorded_on <= TODAY
        assert held.held_on < TODAY


def test_the_records_have_honest_gaps(world: World) -> None:
    october = {h.place for h in world.diary.held if Kind.BRANCH_COMMITTEE_MEETING in h.kinds and h.held_on.month == 10}
    assert not october & {"hongqi", "hongda", "chunfeng", "heping2"}
    assert len([h for h in world.diary.held if h.late_reason]) > 20
    assert 8 <= len(world.diary.unheld) <= 60
    assert ("liushu", "2026-10") in {(u.place, u.period) for u in world.diary.unheld}


def test_nothing_explained_was_held(world: World) -> None:
    held = {(h.place, k, f"{h.held_on:%Y-%m}") for h in world.diary.held for k in h.kinds if not h.group}
    assert not held & {(u.place, u.kind, u.period) for u in world.diary.unheld}


@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)))
def test_eleven_months_end_with_this_one(today: date) -> None:
    months = diary.months_until(today)
    assert len(months) == 11
    assert months[-1].contains(today)
    assert [m.next() for m in months[:-1]] == months[1:]


def test_the_world_can_be_made_on_any_day() -> None:
    for today in (date(2027, 1, 1), date(2028, 2, 29), date(2027, 12, 31)):
        made = plan(today=today, seed=5)
        assert max(h.held_on for h in made.diary.held) < today
        assert {t.fate for t in made.tasks} == {"open", "reported", "accepted"}


def test_the_days_of_a_yearly_statement_lie_behind_us(world: World) -> None:
    days = diary.statement_days(Random(3), world.months, TODAY)
    assert all(next(days) < TODAY for _ in range(20))


def test_a_check_digit_is_that_of_the_standard() -> None:
    assert people.check_digit("11010519491231002") == "X"
