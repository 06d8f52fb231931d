"""What was owed on a past day: read from what is stored where that is the same, and worked out where it is not."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from jishi.demo.world import World
from jishi.duties import queries
from jishi.duties.queries import Owed
from jishi.duties.rules import Rule
from jishi.kernel.periods import Period, periods_between
from jishi.orgs.models import Organization

pytestmark = pytest.mark.django_db


def _standing() -> list[Organization]:
    return list(Organization.objects.filter(ended_on=None))


def _as_if_ended() -> list[Organization]:
    """The same, taken for such as have ended since: of them everything is worked out."""
    orgs = _standing()
    for org in orgs:
        org.ended_on = date.max
    return orgs


def _asked(day: date) -> tuple[list[Rule], list[Period]]:
    """The rules and periods of the twelve months before `day`, whatever had begun."""
    periods = periods_between(day - timedelta(days=364), day)
    return queries.rules_between(min(p.first for p in periods), max(p.last for p in periods)), list(periods)


def _told(owed: list[Owed]) -> set[Owed]:
    """Lateness is told of what was met: what was not has none."""
    return {one._replace(done_late=one.done_late and one.is_met) for one in owed}


@pytest.mark.parametrize("ago", [0, 20, 54, 160])
def test_what_is_stored_says_what_is_worked_out(demo: World, now: datetime, ago: int) -> None:
    day = now.date() - timedelta(days=ago)
    rules, periods = _asked(day)
    stored, worked_out = (queries.owed_on(orgs, rules, periods, day) for orgs in (_standing(), _as_if_ended()))
    assert stored
    assert _told(stored) == _told(worked_out)
    key_of = {org.pk: org.sector for org in _standing()}
    assert queries.tallies_on(_standing(), rules, periods, day, key_of) == queries.tallies_on(
        _as_if_ended(), rules, periods, day, key_of
    )


@pytest.mark.parametrize("ago", [0, 100])
def test_who_is_late_is_who_has_unmet_duties_past_their_day(demo: World, now: datetime, ago: int) -> None:
    day = now.date() - timedelta(days=ago)
    rules, periods = _asked(day)
    scoped = {rule.id for rule in rules if rule.is_scoped}
    late: dict[int, list[date]] = {}
    for one in queries.owed_on(_as_if_ended(), rules, periods, day):
        if not one.is_met and one.due_on < day and one.rule_id not in scoped:
            late.setdefault(one.org_id, []).append(one.due_on)
    expected = sorted(late, key=lambda pk: (-len(late[pk]), min(late[pk]), pk))
    assert expected
    assert queries.late_on(_standing(), rules, periods, day) == expected
    assert queries.late_on(_as_if_ended(), rules, periods, day) == expected


def test_only_the_rules_that_are_named_are_told(demo: World, now: datetime) -> None:
    day = now.date()
    rules, periods = _asked(day)
    one = next(rule for rule in rules if rule.id == "theme_party_day_monthly")
    for orgs in (_standing(), _as_if_ended()):
        assert {owed.rule_id for owed in queries.owed_on(orgs, [one], periods, day)} == {one.id}
    later = replace(one, effective=day + timedelta(days=1))
    assert queries.owed_on(_standing(), [later], periods, day) == []
