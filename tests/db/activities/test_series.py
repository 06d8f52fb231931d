"""A township plans once; the branches find it in their plans, set their own days, decline; nothing is typed twice."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishi.activities import queries, services
from jishi.activities.models import PlanEntry, PlanSeries
from jishi.activities.rules import Kind, PlanSource
from jishi.activities.rules.series import SeriesInput, TopicInput
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.notices.models import Notice
from jishi.orgs.models import Organization
from tests.builders import Cast, actor_named, make_org
from tests.db.activities.stories import meeting, secretary

THEME = (Kind.THEME_PARTY_DAY,)
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
TOPICS = (
    TopicInput(number=1, month=NOVEMBER, title="冬季防火", kinds=THEME),
    TopicInput(number=2, month=DECEMBER, title="年度总结", kinds=THEME),
)


def clerk(now: datetime) -> Actor:
    return actor_named("clerk", today=now.date())


def typed(cast: Cast, **changes: Any) -> SeriesInput:
    values: dict[str, Any] = {
        "issuer_id": cast.township.pk, "year": 2026, "title": "四季度主题安排", "topics": TOPICS, "rests_on": "第4项", "chosen": "全部支部",
    }  # fmt: skip
    return SeriesInput(**(values | changes))


def issue(cast: Cast, now: datetime, **changes: Any) -> PlanSeries:
    orgs = [cast.branch.pk, cast.sibling.pk]
    return services.issue_series(typed(cast, **changes), orgs, actor=clerk(now), now=now)


def of(org: Organization, now: datetime) -> list[Any]:
    return queries.plan_of(org, 2026, on=now.date())


def test_it_stands_in_each_plan_and_whoever_answers_is_told(cast: Cast, now: datetime) -> None:
    twice = uuid4()
    orgs = [cast.branch.pk, cast.sibling.pk]
    series = services.issue_series(typed(cast), orgs, actor=clerk(now), now=now, submission=twice)
    assert services.issue_series(typed(cast), orgs, actor=clerk(now), now=now, submission=twice) == series
    for org in (cast.branch, cast.sibling):
        rows = of(org, now)
        assert [(r.title, r.source, r.issuer) for r in rows] == [
            ("冬季防火", PlanSource.SERIES, cast.township.name),
            ("年度总结", PlanSource.SERIES, cast.township.name),
        ]
    assert Notice.objects.filter(text__contains="四季度主题安排").count() == 2


def test_only_who_assigns_below_may_issue_and_only_to_those_below(cast: Cast, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        services.issue_series(
            typed(cast, issuer_id=cast.branch.pk), [cast.group.pk],
            actor=actor_named("sibling_secretary", today=now.date()), now=now,
        )  # fmt: skip
    for org in (cast.other_township, cast.township):
        with pytest.raises(NotAllowed):
            services.issue_series(typed(cast), [org.pk], actor=clerk(now), now=now)
    with pytest.raises(Refused):
        services.issue_series(typed(cast), [], actor=clerk(now), now=now)
    assert queries.issuing_orgs(clerk(now)) == [cast.township]
    assert queries.issuing_orgs(secretary(now)) == []


def test_a_change_reaches_what_no_branch_has_touched(cast: Cast, now: datetime) -> None:
    series = issue(cast, now)
    first, second = of(cast.branch, now)
    own = replace(first.input, day=date(2026, 11, 28), place="村部")
    services.edit_entry(first.id, own, first.version, actor=secretary(now), now=now)
    later = replace(TOPICS[0], title="防火防汛", day=date(2026, 11, 30))
    third = TopicInput(number=3, month=DECEMBER, title="慰问老党员", kinds=(Kind.HOUSEHOLD_VISIT,))
    changed = services.change_series(
        series.pk, typed(cast, topics=(later, third)), series.version, actor=clerk(now), now=now
    )
    mine, new = of(cast.branch, now)
    assert (mine.title, mine.day, mine.is_adjusted) == ("冬季防火", date(2026, 11, 28), True)
    assert new.title == "慰问老党员"
    assert [(r.title, r.day) for r in of(cast.sibling, now)] == [
        ("防火防汛", date(2026, 11, 30)),
        ("慰问老党员", None),
    ]
    with pytest.raises(EditConflict):
        services.change_series(series.pk, typed(cast), series.version, actor=clerk(now), now=now)
    assert not PlanEntry.objects.filter(pk=second.id).exists()
    assert [t.number for t in queries.topics_of(changed)] == [1, 3]


def test_an_adjusted_entry_whose_topic_is_gone_becomes_the_branchs_own(cast: Cast, now: datetime) -> None:
    series = issue(cast, now)
    _, second = of(cast.branch, now)
    services.move_entries([(second.id, second.version)], 1, actor=secretary(now), now=now)
    services.change_series(series.pk, typed(cast, topics=TOPICS[:1]), series.version, actor=clerk(now), now=now)
    assert [(r.title, r.source) for r in of(cast.branch, now)] == [
        ("冬季防火", PlanSource.SERIES),
        ("年度总结", PlanSource.HAND),
    ]


def test_withdrawn_what_is_untouched_goes_what_was_held_stays_marked(cast: Cast, now: datetime) -> None:
    series = issue(cast, now)
    first, _ = of(cast.branch, now)
    services.record(meeting(cast, kinds=THEME), actor=secretary(now), now=now, plan_entry=first.id)
    with pytest.raises(Refused):
        services.withdraw_series(series.pk, " ", series.version, actor=clerk(now), now=now)
    gone = services.withdraw_series(series.pk, "并入县里的安排", series.version, actor=clerk(now), now=now)
    [row] = of(cast.branch, now)
    assert (row.id, row.is_withdrawn) == (first.id, True)
    assert of(cast.sibling, now) == []
    with pytest.raises(Refused):
        services.change_series(series.pk, typed(cast), gone.version, actor=clerk(now), now=now)


def test_a_branch_declines_with_a_reason_and_cannot_remove(cast: Cast, now: datetime) -> None:
    issue(cast, now)
    first, _ = of(cast.branch, now)
    with pytest.raises(Refused):
        services.remove_entry(first.id, first.version, actor=secretary(now), now=now)
    services.drop_entry(first.id, "停产检修", first.version, actor=secretary(now), now=now)
    [line] = queries.list_series(clerk(now), 2026, on=now.date())
    assert (line.numbers.orgs, line.numbers.declined, line.numbers.to_come) == (2, 1, 3)


def test_further_branches_are_asked_and_the_others_keep_theirs(cast: Cast, now: datetime) -> None:
    series = issue(cast, now)
    more = make_org(now=now, name="东沟村党支部", parent=cast.township)
    assert list(queries.series_targets(clerk(now), cast.township, without=series)) == [more]
    series = services.extend_series(series.pk, [more.pk, cast.branch.pk], series.version, actor=clerk(now), now=now)
    assert len(of(more, now)) == 2
    with pytest.raises(Refused):
        services.extend_series(series.pk, [more.pk], series.version, actor=clerk(now), now=now)


def test_the_board_counts_every_entry_once_and_its_lists_agree(cast: Cast, now: datetime) -> None:
    series = issue(cast, now)
    first, second = of(cast.branch, now)
    own = services.add_entry(
        replace(first.input, title="党员大会", kinds=(Kind.MEMBERS_MEETING,)), actor=secretary(now), now=now
    )
    services.join_entries([(own.pk, 1), (first.id, 1)], actor=secretary(now), now=now)
    services.record(
        meeting(cast, kinds=(*THEME, Kind.MEMBERS_MEETING)), actor=secretary(now), now=now, plan_entry=own.pk
    )
    services.drop_entry(second.id, "停产", second.version, actor=secretary(now), now=now)
    later = datetime(2026, 12, 10, 9, tzinfo=now.tzinfo)
    board = queries.series_board(clerk(now), series, on=later.date())
    n = board.numbers
    assert (n.orgs, n.entries, n.held, n.declined, n.past, n.to_come) == (2, 4, 1, 1, 1, 1)
    [held, declined] = board.page.rows[0].cells
    assert held is not None
    assert declined is not None
    assert (held.mark[0], declined.reason) == ("done", "停产")
    for state, many in (("held", 1), ("declined", 1), ("past", 1), ("to_come", 1), ("", 2)):
        shown = queries.series_board(clerk(now), series, on=later.date(), state=state)
        assert shown.page.total == many
    assert queries.series_board(clerk(now), series, on=later.date(), state="past", topic=2).page.total == 0
    assert queries.series_board(clerk(now), series, on=later.date(), find="柳树").page.total == 1
    assert queries.series_board(secretary(now), series, on=later.date()).numbers.orgs == 1


def test_a_series_is_seen_above_and_by_those_it_asks(cast: Cast, now: datetime) -> None:
    series = services.issue_series(typed(cast), [cast.branch.pk], actor=clerk(now), now=now)
    assert queries.get_series(secretary(now), Act.RECORD_VIEW, series.pk) == series
    with pytest.raises(NotAllowed):
        queries.get_series(secretary(now), Act.ASSIGN, series.pk)
    with pytest.raises(PlanSeries.DoesNotExist):
        queries.get_series(actor_named("sibling_secretary", today=now.date()), Act.RECORD_VIEW, series.pk)
    assert list(queries.series_where(clerk(now), Act.ASSIGN)) == [series]
    assert queries.series_input(series).topics == TOPICS


def test_branches_are_chosen_by_sector_kind_superior_or_name(cast: Cast, now: datetime) -> None:
    department = actor_named("department", today=now.date())
    assert queries.units_below(cast.county) == [cast.township]
    everybody = queries.series_targets(department, cast.county)
    assert list(everybody) == [cast.branch, cast.sibling]
    assert list(queries.series_targets(department, cast.county, sectors=["soe"])) == []
    assert list(queries.series_targets(department, cast.county, kinds=["mobile_branch"])) == []
    assert len(queries.series_targets(department, cast.county, under=[cast.township])) == 2
    assert list(queries.series_targets(department, cast.county, ids=[cast.sibling.pk])) == [cast.sibling]


def test_queries_do_not_grow_with_the_branches(cast: Cast, now: datetime) -> None:
    def cost() -> int:
        orgs = list(queries.series_targets(clerk(now), cast.township))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            series = services.issue_series(typed(cast), [o.pk for o in orgs], actor=clerk(now), now=now)
            services.change_series(series.pk, typed(cast, title="改"), 1, actor=clerk(now), now=now)
            queries.series_board(clerk(now), series, on=now.date())
        return len(seen)

    few = cost()
    for number in range(5):
        make_org(now=now, name=f"新建第{number}党支部", parent=cast.township)
    assert cost() == few
