"""A rule in a period: the days it is judged and met by."""

from dataclasses import replace
from datetime import date

from jishi.duties.queries import pack
from jishi.duties.queries.applies import LENGTHS
from jishi.duties.rules import DUE_WITHIN, Origin, Rule, spells
from jishi.kernel.periods import Period, PeriodKind, periods_of
from jishi.orgs.models import Organization
from jishi.orgs.rules import STEP

ON = date(2026, 11, 3)


def once(**values: object) -> Rule:
    rule = pack()["org_life_meeting_yearly"]
    days = {"effective": date(2026, 3, 10), "expires": date(2026, 4, 11)}
    return replace(rule, id="own:7", origin=Origin.OWN, once=True, **(days | values))  # type: ignore[arg-type]  # words given by name


def test_a_rule_meets_the_periods_of_its_kind_only() -> None:
    monthly = pack()["theme_party_day_monthly"]
    [found] = spells([monthly], periods_of(ON))
    assert (found.period.code, found.first_on, found.last_on) == ("2026-11", date(2026, 11, 1), date(2026, 11, 30))
    assert found.counts_to == found.last_on
    assert (found.is_yearly, found.counts_by_year, found.in_force) == (False, False, True)


def test_a_yearly_duty_counts_by_the_year_it_was_entered_for() -> None:
    [found] = spells([pack()["org_life_meeting_yearly"]], periods_of(ON))
    assert (found.is_yearly, found.counts_by_year) == (True, True)


def test_what_is_asked_once_is_judged_and_met_by_its_own_days() -> None:
    years = [Period(year, PeriodKind.YEAR, 1) for year in (2025, 2026, 2027)]
    [found] = spells([once()], years)
    assert (found.period.year, found.first_on, found.last_on) == (2026, date(2026, 3, 10), date(2026, 4, 10))
    assert (found.counts_to - found.last_on).days == DUE_WITHIN
    assert (found.is_yearly, found.counts_by_year, found.in_force) == (True, False, True)
    assert found.row["own"] == 7


def test_the_first_day_decides_whether_an_edition_is_in_force() -> None:
    rule = replace(pack()["theme_party_day_monthly"], effective=date(2026, 10, 2), expires=date(2026, 12, 1))
    months = [Period(2026, PeriodKind.MONTH, month) for month in (10, 11, 12)]
    assert [spell.in_force for spell in spells([rule], months)] == [False, True, False]


def test_numbers_tell_spells_apart() -> None:
    found = spells(pack().values(), periods_of(ON))
    assert [spell.number for spell in found] == list(range(len(found)))


def test_every_length_a_path_may_have_is_asked_for() -> None:
    assert list(LENGTHS) == list(range(STEP, Organization._meta.get_field("path").max_length + 1, STEP))  # type: ignore[operator]  # the field has a length
