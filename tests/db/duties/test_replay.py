"""What would have been due on a past day: by the editions, the kind, the members and the committee of that day."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from jishi.duties import queries, services
from jishi.duties.models import DutyStatus
from jishi.duties.rules import Replayed
from jishi.kernel.actor import operator
from jishi.members.models import Membership
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization, Placement
from jishi.orgs.rules import OrgKind
from tests.builders import Cast, make_org

ON = date(2026, 11, 22)
REVIEW = "activist_review_half_yearly"
COMMITTEE = "committee_meeting_monthly"


def asked(org: Organization, day: date) -> dict[str, Replayed]:
    return {one.rule.id: one for one in queries.replay(org, day)}


def test_for_days_that_count_the_replay_is_what_was_derived(cast: Cast) -> None:
    services.open_periods(ON)
    for org in Organization.objects.all():
        for day in (date(2026, 2, 3), date(2026, 7, 1), ON):
            replayed = {(one.rule.id, one.period.code) for one in queries.replay(org, day) if one.applied}
            codes = [p.code for p in queries.begun_periods(ON) if p.contains(day)]
            stored = DutyStatus.objects.filter(org=org, period__in=codes).values_list("rule_id", "period")
            assert replayed == set(stored), (org.name, day)


def test_a_day_before_duties_count_is_answered_from_the_intervals(cast: Cast) -> None:
    found = asked(cast.branch, date(2021, 6, 30))
    assert found["theme_party_day_monthly"].applied
    assert found["theme_party_day_monthly"].period.code == "2021-06"
    assert not DutyStatus.objects.filter(org=cast.branch).exists()


def test_before_a_regulation_came_into_force_nothing_was_due_by_it(cast: Cast) -> None:
    found = asked(cast.branch, date(2018, 10, 31))["theme_party_day_monthly"]
    assert not found.applied
    assert found.why == "2018年10月28日起施行，首个不满的期间不计，从2018年11月起"
    assert asked(cast.branch, date(2018, 11, 1))["theme_party_day_monthly"].applied
    assert asked(cast.branch, date(2018, 3, 1))["theme_party_day_monthly"].why == "这一版2018年10月28日起施行"


def test_a_replaced_edition_is_named_and_nothing_is_made_up_for_it(cast: Cast) -> None:
    early = asked(cast.branch, date(2020, 3, 1))[REVIEW]
    assert not early.applied
    assert early.why == (
        "这一版2026年5月11日起施行；当时有效的是《中国共产党发展党员工作细则》（2014年），条文没有收入规则包，不作推算"
    )
    assert "从2026年下半年起" in asked(cast.branch, date(2026, 6, 1))[REVIEW].why
    assert asked(cast.branch, date(2026, 7, 1))[REVIEW].applied
    assert asked(cast.branch, date(2010, 3, 1))[REVIEW].in_place is None


def test_two_editions_in_the_pack_each_answer_for_their_own_days(cast: Cast) -> None:
    fresh = queries.pack()[REVIEW]
    old = replace(fresh, id="review_2014", effective=date(2014, 5, 28), expires=date(2026, 5, 11), earlier=())

    def due(day: date) -> list[tuple[str, str]]:
        return [(one.rule.id, one.why) for one in queries.replay(cast.branch, day, rules=[old, fresh]) if one.applied]

    assert due(date(2026, 3, 1)) == [("review_2014", "当时是党支部；2014年5月28日起施行")]
    # In the half-year of the change the edition of its first day counts on, and says what became of it.
    assert due(date(2026, 6, 1)) == [
        ("review_2014", "当时是党支部；2014年5月28日起施行；期初有效，2026年5月11日起由新的规定取代")
    ]
    assert due(date(2026, 7, 1)) == [(REVIEW, "当时是党支部；2026年5月11日起施行")]
    gone = [one for one in queries.replay(cast.branch, date(2026, 7, 1), rules=[old]) if not one.applied]
    assert [one.why for one in gone] == ["2026年5月11日起不再施行"]


def test_the_kind_of_that_day_decides(cast: Cast, now: datetime) -> None:
    school = make_org(now=now, name="镇中心学校党总支", kind=OrgKind.GENERAL_BRANCH, parent=cast.township)
    orgs.change_kind(
        org=school, kind=OrgKind.PARTY_COMMITTEE, on=date(2026, 6, 10), basis="批复", actor=operator(), now=now
    )
    before, after = asked(school, date(2026, 6, 20)), asked(school, date(2026, 7, 2))
    assert not before["study_group_quarterly"].applied
    assert before["study_group_quarterly"].why == "当时是党总支部，规定的对象是党委、党组"
    assert after["study_group_quarterly"].applied
    assert after["study_group_quarterly"].why.startswith("当时是党委")


def test_the_committee_of_that_day_decides(cast: Cast, now: datetime) -> None:
    found = asked(cast.branch, date(2026, 11, 3))[COMMITTEE]
    assert found.applied
    assert "班子有 3 名委员" in found.why
    earlier = asked(cast.branch, date(2023, 5, 3))[COMMITTEE]
    assert "名，应设支委会" in earlier.why
    Membership.objects.filter(org=cast.branch).update(from_on=date(2024, 1, 1))
    none = asked(cast.branch, date(2023, 5, 3))[COMMITTEE]
    assert (none.applied, none.why) == (False, "没有支委会：正式党员 0 名，登记的委员 0 名")
    small = asked(cast.sibling, date(2026, 11, 3))[COMMITTEE]
    assert small.why == "没有支委会：正式党员 1 名，登记的委员 1 名"
    orgs.open_term(org=cast.sibling, elected_on=date(2026, 10, 1), actor=operator(), now=now)
    assert "当届设委员会" in asked(cast.sibling, date(2026, 11, 3))[COMMITTEE].why


def test_before_it_was_founded_and_in_the_period_it_ended_it_owed_nothing(cast: Cast, now: datetime) -> None:
    young = make_org(now=now, name="新村党支部", parent=cast.township, founded_on=date(2026, 3, 15))
    found = asked(young, date(2026, 3, 20))["theme_party_day_monthly"]
    assert found.why == "2026年3月1日这个组织还没有建立或已经撤销，不满的期间不计"
    assert asked(young, date(2026, 4, 1))["theme_party_day_monthly"].applied
    orgs.end_organization(org=young, on=date(2026, 10, 10), basis="批复", actor=operator(), now=now)
    assert asked(young, date(2026, 10, 5))["theme_party_day_monthly"].why == "期间内撤销，不满的期间不计"


def test_a_sector_that_the_rule_does_not_name_is_said(cast: Cast) -> None:
    found = asked(cast.branch, ON)["organ_secretary_report_yearly"]
    assert found.why == "属行政村领域，规定的对象是机关"
    organ = replace(found, of_sector=True, sector="government_organ")
    assert organ.applied
    assert organ.why == "当时是党支部；属机关领域；2020年1月5日起施行"


def test_any_day_is_two_queries(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        queries.replay(cast.branch, date(2022, 2, 2))


@pytest.mark.parametrize("day", [date(2026, 3, 31), date(2026, 4, 1)])
def test_the_place_in_the_tree_is_that_of_the_periods_first_day(cast: Cast, day: date) -> None:
    Placement.objects.filter(org=cast.branch).update(from_on=date(2026, 4, 1))
    assert asked(cast.branch, day)["theme_party_day_monthly"].applied is (day.month == 4)
