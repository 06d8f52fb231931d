"""Usual practices: off until a county's notice switches them on, owed only below it, never red, never in the figures."""

from datetime import date, datetime
from uuid import uuid4

import pytest

from jishi.duties import queries, services
from jishi.duties.models import DutyStatus, OptionalDuty
from jishi.kernel.actor import Actor, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.kernel.periods import Period, PeriodKind
from jishi.orgs.models import Organization
from tests.builders import Cast, actor_named, make_org
from tests.db.duties.acts import held, status

LECTURE = "party_lecture_quarterly_practice"


@pytest.fixture
def opened(cast: Cast, now: datetime) -> Cast:
    services.open_periods(now.date())
    return cast


def switch(org: Organization, now: datetime, *, actor: Actor | None = None, **more: object) -> OptionalDuty:
    values = {"rule_id": LECTURE, "from_on": date(2026, 4, 1), "basis": "关于党课的通知"} | more
    return services.switch_on(issuer=org, actor=actor or operator(), now=now, **values)  # type: ignore[arg-type]  # words given by name


def test_it_is_off_until_a_county_says_so_and_then_owed_below_it(opened: Cast, now: datetime) -> None:
    assert not DutyStatus.objects.filter(rule_id=LECTURE).exists()
    department = actor_named("department", today=now.date())
    found = switch(opened.county, now, actor=department, submission=(again := uuid4()))
    assert switch(opened.county, now, actor=department, submission=again) == found
    assert status(opened.branch, LECTURE, "2026-Q1") is None
    row = queries.due_row(opened.branch.pk, LECTURE, "2026-Q2", on=now.date())
    assert (row.is_red, row.mark[0]) == (False, "gap")
    assert row.rule.citation == "各地通行做法，按上级通知"
    held(opened.branch, "party_lecture", date(2026, 11, 3))
    assert queries.due_row(opened.branch.pk, LECTURE, "2026-Q4", on=now.date()).mark[0] == "done"


def test_another_part_of_the_tree_is_not_asked(opened: Cast, now: datetime) -> None:
    elsewhere = make_org(now=now, parent=opened.other_township, duties_from=date(2026, 1, 1))
    switch(opened.township, now)
    assert status(opened.branch, LECTURE, "2026-Q3") is not None
    assert status(elsewhere, LECTURE, "2026-Q3") is None


def test_switched_off_the_past_stays(opened: Cast, now: datetime) -> None:
    found = switch(opened.county, now)
    off = {"optional_id": found.pk, "actor": operator(), "now": now}
    with pytest.raises(EditConflict):
        services.switch_off(last_on=date(2026, 9, 30), version=7, **off)  # type: ignore[arg-type]  # words given by name
    for _ in range(2):
        services.switch_off(last_on=date(2026, 9, 30), version=1, **off)  # type: ignore[arg-type]  # words given by name
    assert status(opened.branch, LECTURE, "2026-Q3") is not None
    assert status(opened.branch, LECTURE, "2026-Q4") is None
    assert OptionalDuty.objects.get().last_on == date(2026, 9, 30)
    switch(opened.county, now, from_on=date(2026, 10, 1), until_on=date(2026, 12, 31))
    assert status(opened.branch, LECTURE, "2026-Q4") is not None


def test_two_switches_above_one_branch_ask_once(opened: Cast, now: datetime) -> None:
    switch(opened.county, now)
    switch(opened.township, now, from_on=date(2026, 7, 1))
    assert DutyStatus.objects.filter(org=opened.branch, rule_id=LECTURE, period="2026-Q3").count() == 1


def test_who_may_not_and_what_cannot_be(opened: Cast, now: datetime) -> None:
    for name in ("clerk", "secretary"):
        with pytest.raises(NotAllowed):
            switch(opened.township, now, actor=actor_named(name, today=now.date()))
    switch(opened.county, now)
    for more, match in (
        ({"rule_id": "heart_talk_yearly"}, "不是可选"), ({"basis": " "}, "没有通知"), ({"until_on": date(2026, 1, 1)}, "早于"),
        ({}, "已经开着"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=match):
            switch(opened.county, now, **more)


def test_the_regulations_figures_never_move(opened: Cast, now: datetime) -> None:
    quarter = [Period(2026, PeriodKind.QUARTER, 3)]
    before = queries.overview(opened.county, quarter)
    switch(opened.county, now)
    assert queries.overview(opened.county, quarter) == before
    [cell] = [c for c in queries.overview(opened.county, quarter, rules=[LECTURE]) if c.sector == ""]
    assert cell.tally.owing == DutyStatus.objects.filter(rule_id=LECTURE, period="2026-Q3").count() == 2
