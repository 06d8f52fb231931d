"""Stages fill the days of a campaign; the templates hold what they promise."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jishi.campaigns.queries import patterns
from jishi.campaigns.rules import (
    AUDIENCES,
    Whom,
    applies,
    audience_words,
    kinds_of,
    laid_out,
    minutes_each,
    narrowed,
    place_words,
    seen_key,
)
from jishi.duties.rules import DemandKind
from jishi.orgs.rules import OrgKind, Sector


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    shares=st.lists(st.integers(1, 9), min_size=1, max_size=8), start=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    more=st.integers(0, 700),
)  # fmt: skip
def test_stages_fill_the_days_without_gap_or_overlap(shares: list[int], start: date, more: int) -> None:
    last = start + timedelta(days=len(shares) - 1 + more)
    found = laid_out(shares, start, last)
    assert found[0][0] == start
    assert found[-1][1] == last
    assert all(first <= end for first, end in found)
    assert all(found[n + 1][0] - found[n][1] == timedelta(days=1) for n in range(len(found) - 1))


def test_the_templates_are_whole() -> None:
    found = patterns()
    assert list(found) == ["excellence", "five_good", "standardised", "four_strong", "star", "class"]
    excellence = found["excellence"]
    assert [s.title for s in excellence.standards if s.whom == Whom.ORG] == [
        "领导班子好", "党员队伍好", "工作机制好", "工作业绩好", "群众反映好"
    ]  # fmt: skip
    assert [s.title for s in excellence.standards if s.whom == Whom.MEMBER] == [
        "带头学习提高", "带头争创佳绩", "带头服务群众", "带头遵纪守法", "带头弘扬正气"
    ]  # fmt: skip
    assert found["five_good"].standards == excellence.standards
    assert found["class"].grades == ("先进", "一般", "后进")
    for pattern in found.values():
        assert all(sector in set(Sector) for one in pattern.standards for sector, _ in one.sectors)
        assert all(action.kind in set(DemandKind) for stage in pattern.stages for action in stage.actions)


def test_whom_an_action_is_for() -> None:
    assert kinds_of([OrgKind.BRANCH])[0] == OrgKind.BRANCH
    assert OrgKind.JOINT_BRANCH in kinds_of([OrgKind.BRANCH])
    assert narrowed([], ["a"]) == ("a",)
    assert narrowed(["a", "b"], ["a"]) == ("a",)
    assert narrowed(["a"], []) == ("a",)
    assert applies(["branch"], [], "branch", "village")
    assert not applies(["branch"], ["soe"], "branch", "village")
    assert audience_words(["branch"], ["village"]) == "党支部（行政村）"
    assert audience_words(kinds_of(AUDIENCES), []).startswith("党支部、党总支部")


def test_what_an_action_costs() -> None:
    assert minutes_each("once", 1, 2, 60, date(2026, 1, 1), date(2026, 3, 31)) == 120
    assert minutes_each("month", 2, 1, 30, date(2026, 1, 1), date(2026, 3, 31)) == 180
    assert seen_key([1, "a"]) != seen_key([1, "b"])


def test_a_sector_that_the_kind_names_is_not_said_twice() -> None:
    assert place_words("branch", "village") == "行政村党支部"
    assert place_words("mobile_branch", "mobile") == OrgKind.label_of("mobile_branch")
