"""What a past day of 组织生活一览 counts, told on the small cast."""

from datetime import date, datetime

import pytest

from jishi.activities import services
from jishi.activities.rules import Kind
from jishi.desk.queries import township_past
from jishi.desk.queries.cell import Asked
from jishi.desk.queries.township_past import overview_on, past_cell
from jishi.duties import services as duties
from jishi.kernel.actor import operator
from jishi.kernel.decision import NotAllowed
from jishi.orgs import services as orgs
from jishi.orgs.rules import OrgKind
from tests.builders import Cast, actor_named, make_org
from tests.db.activities.stories import meeting
from tests.db.desk.test_overview import filters_of
from tests.db.desk.test_overview_past import past_of


def test_what_came_later_is_not_counted_and_what_was_entered_late_is(cast: Cast, now: datetime) -> None:
    duties.open_periods(now.date())
    for held_on in (date(2026, 10, 10), date(2026, 10, 28)):
        record = meeting(cast, kinds=(Kind.THEME_PARTY_DAY,), held_on=held_on, late_reason="补录")
        services.record(record, actor=operator(), now=now)
    clerk = actor_named("clerk", today=now.date())
    filters = filters_of(clerk, now.date())
    key = ("", "theme_party_day_monthly", "2026-10")
    met = {day: past_of(clerk, filters, date(2026, 10, day), now.date()).tallies()[key].met for day in (9, 10, 31)}
    assert met == {9: 0, 10: 1, 31: 1}


def test_an_organisation_that_has_ended_since_owed_its_duties_then(cast: Cast, now: datetime) -> None:
    duties.open_periods(now.date())
    org = make_org(now=now, parent=cast.township, name="临河村党支部")
    orgs.end_organization(org=org, on=date(2026, 11, 15), basis="批复", actor=operator(), now=now)
    clerk = actor_named("clerk", today=now.date())
    filters = filters_of(clerk, now.date())
    asked = Asked(("theme_party_day_monthly",), "2026-11")
    names = {r.org_name for r in past_cell(past_of(clerk, filters, date(2026, 11, 10), now.date()), asked).rows}
    assert "临河村党支部" in names
    later = {r.org_name for r in past_cell(past_of(clerk, filters, date(2026, 11, 20), now.date()), asked).rows}
    assert "临河村党支部" not in later


def test_a_whole_city_is_not_worked_out_while_one_waits(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(township_past, "MOST_ORGS", 2)
    clerk = actor_named("clerk", today=now.date())
    with pytest.raises(NotAllowed, match="县"):
        past_of(clerk, filters_of(clerk, now.date()), date(2026, 6, 1), now.date())


def test_before_anybody_stood_there_is_nothing(cast: Cast, now: datetime) -> None:
    clerk = actor_named("clerk", today=now.date())
    filters = filters_of(clerk, now.date(), kind=OrgKind.MOBILE_BRANCH)
    page = overview_on(past_of(clerk, filters, date(2026, 6, 1), now.date()))
    assert [row.name for row in page.rows] == ["合计"]
