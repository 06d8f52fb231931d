"""The cards that upper rooms add to the pages of lower ones."""

from datetime import date, datetime

import pytest

from jishi.activities import services as activities
from jishi.activities.rules import Absence, AbsenceReason, ItemInput, Kind, RecordInput
from jishi.duties.services import open_periods
from jishi.kernel.actor import operator
from tests.builders import Cast
from tests.conftest import SignIn


@pytest.fixture
def theme_day(cast: Cast, now: datetime) -> int:
    """A theme day of November that 李秀英 missed, ill."""
    open_periods(now.date())
    record = RecordInput(
        org_id=cast.branch.pk, kinds=(Kind.THEME_PARTY_DAY,), held_on=date(2026, 11, 20), place="村部",
        chair_id=cast.members[0].pk, recorder_id=cast.members[2].pk, items=(ItemInput("学习"),),
        absent=(Absence(cast.members[1].pk, AbsenceReason.ILL, True),),
    )  # fmt: skip
    return activities.record(record, actor=operator(), now=now).pk


def test_an_organisation_shows_what_it_owes(cast: Cast, theme_day: int, sign_in: SignIn) -> None:
    page = sign_in(cast.clerk).get(f"/orgs/{cast.branch.pk}/").content.decode()
    assert "应办事项" in page
    assert "11月主题党日" in page
    assert "已办 1 项" in page


def test_a_member_shows_the_year_with_what_was_missed(cast: Cast, theme_day: int, sign_in: SignIn) -> None:
    page = sign_in(cast.secretary).get(f"/members/{cast.members[1].pk}/").content.decode()
    assert "应到 1 次，到会 0 次" in page
    assert f'href="/activities/{theme_day}/"' in page
    assert "缺席，病假" in page


def test_a_member_without_records_says_so(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.secretary).get(f"/members/{cast.members[1].pk}/").content.decode()
    assert "今年还没有记到这位党员的组织生活" in page
