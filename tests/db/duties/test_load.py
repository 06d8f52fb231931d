"""基层负担监测: numbers agree with the rows behind them, add up over the tree, and never hold a duty of the regulations."""

import random
from datetime import date, datetime
from inspect import getsource

import pytest
from django.core.exceptions import ObjectDoesNotExist
from pytest_django import DjangoAssertNumQueries

from jishi.duties import queries, services
from jishi.duties.models import Demand, DutyStatus
from jishi.duties.queries import LoadFilters
from jishi.duties.queries import load as load_room
from jishi.duties.rules import (
    Cadence,
    DemandInput,
    DemandKind,
    by_issuer,
    by_kind,
    by_level,
    names_org_life,
    seen_from,
    total,
)
from jishi.kernel.actor import Act, Actor, operator
from jishi.kernel.decision import NotAllowed, Refused
from jishi.orgs.models import Organization
from jishi.orgs.queries import Card
from jishi.orgs.rules import OrgKind, Sector, kinds_that_are
from tests.builders import Cast, actor_named, make_org
from tests.db.duties.acts import asked

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def lay(issuer: Organization, now: datetime, values: DemandInput | None = None) -> Demand:
    return services.register_demand(issuer=issuer, values=values or asked(), actor=operator(), now=now)


def load(org: Organization) -> tuple[int, int]:
    return total(queries.load_cells(org, *YEAR))


@pytest.fixture
def laid(cast: Cast, now: datetime) -> Cast:
    """The county asks two things, the township three, a branch notes one."""
    services.open_periods(now.date())
    committees = kinds_that_are(OrgKind.PARTY_COMMITTEE)
    lay(cast.county, now, asked(title="年末检查", kind=DemandKind.INSPECTION, until_on=date(2026, 12, 10)))
    lay(
        cast.county,
        now,
        asked(title="推进会", org_kinds=committees, people=3, minutes=120, until_on=date(2026, 11, 30)),
    )
    lay(
        cast.township,
        now,
        asked(title="月报", kind=DemandKind.MATERIAL, cadence=Cadence.MONTH, from_on=date(2026, 9, 1)),
    )
    lay(cast.township, now, asked(title="防汛会", org_ids=(cast.branch.pk,)))
    lay(cast.township, now, asked(title="安全自查", kind=DemandKind.DUTY, sectors=(Sector.VILLAGE,)))
    services.note_demand(
        org=cast.branch,
        issuer=cast.township,
        values=asked(title="补报名单", kind=DemandKind.MATERIAL),
        actor=operator(),
        now=now,
    )
    return cast


def test_what_lies_on_a_branch_and_what_a_level_has_laid(laid: Cast) -> None:
    # Two persons for ninety minutes each time: two of the county's, and of the township's four months, a meeting, a duty,
    # and what the branch has noted itself.
    assert load(laid.branch) == (16, 16 * 90)
    assert load(laid.sibling) == (12, 12 * 90)
    own, above, below = seen_from(laid.township.path, queries.load_cells(laid.township, *YEAR))
    assert total(own) == (8 * 2 + 2 + 2 * 2, 22 * 90)
    assert total(above) == (2 * 2 + 3, 4 * 90 + 3 * 120)
    assert below == []
    assert [row.name for row in by_kind(own).rows] == ["事项", "会议", "报表材料"]
    _, above, _ = seen_from(laid.branch.path, queries.load_cells(laid.branch, *YEAR))
    assert [row.name for row in by_issuer(above).rows] == [
        "中共晴川县委员会", "中共和平镇委员会", "中共和平镇委员会（未登记，下级先记）",
    ]  # fmt: skip
    _, _, below = seen_from(laid.county.path, queries.load_cells(laid.county, *YEAR))
    assert [(row.name, row.total.turns) for row in by_level(below).rows] == [("乡镇", 22)]


def test_a_level_is_the_sum_of_its_parts(laid: Cast) -> None:
    own, _, _ = seen_from(laid.county.path, queries.load_cells(laid.county, *YEAR))
    parts = [seen_from(t.path, queries.load_cells(t, *YEAR))[1] for t in (laid.township, laid.other_township)]
    assert total(own) == tuple(map(sum, zip(*map(total, parts), strict=True)))


def test_every_number_agrees_with_its_rows(laid: Cast, now: datetime) -> None:
    for org in (laid.county, laid.township, laid.branch):
        own, above, below = seen_from(org.path, queries.load_cells(org, *YEAR))
        for who, by, table in (
            ("own", "kind", by_kind(own)),
            ("above", "issuer", by_issuer(above)),
            ("below", "level", by_level(below)),
        ):
            for row in (*table.rows, table.total):
                for number in (*row.numbers, row.total):
                    filters = LoadFilters(
                        org=org, year=2026, month=number.month, who=who, **({by: row.key} if row.key else {})
                    )  # type: ignore[arg-type]  # words given by name
                    listed = queries.list_demands(filters, on=now.date())
                    assert (listed.turns, listed.minutes) == (number.turns, number.minutes), filters
                    assert sum(one.share.turns for one in listed.page.rows if one.share) == number.turns


def test_no_sum_ever_holds_a_duty_of_the_regulations(cast: Cast, now: datetime) -> None:
    services.open_periods(now.date())
    services.switch_on(
        issuer=cast.county, rule_id="party_lecture_quarterly_practice", from_on=date(2026, 1, 1), basis="通知",
        actor=operator(), now=now,
    )  # fmt: skip
    assert DutyStatus.objects.filter(org=cast.branch).exists()
    assert load(cast.county) == (0, 0)
    for table in ("dutystatus", "rollup", "evidence", "optionalduty", "activities"):
        assert table not in getsource(load_room)


@pytest.mark.parametrize("seed", range(4))
def test_org_life_words_never_appear_as_load(cast: Cast, now: datetime, seed: int) -> None:
    chance = random.Random(seed)
    words = [rule.short for rule in queries.pack().values()] + ["三会一课", "主题党日", "谈心谈话", "防汛", "安全"]
    for _ in range(30):
        values = asked(
            kind=chance.choice(list(DemandKind)), title=f"{chance.choice(words)}{chance.choice(['检查', '统计表', ''])}",
            extra=chance.choice(["", "另报一份小结", "再开一次主题党日"]),
            evidence=chance.choice([(), ("training",), ("theme_party_day",)]),
        )  # fmt: skip
        try:
            lay(cast.township, now, values)
        except Refused:
            continue
    listed = queries.all_demands(LoadFilters(org=cast.county, year=2026), on=now.date())
    assert listed
    assert [one.demand.listed for one in listed if names_org_life(one.demand.listed)] == []
    rules = [rule.short for rule in queries.pack().values()]
    assert [one.demand.listed for one in listed if any(word in one.demand.listed for word in rules)] == []


def test_shown_to_those_above_and_those_below_and_nobody_else(laid: Cast, now: datetime) -> None:
    meeting = Demand.objects.get(title="防汛会")  # of the township, for one branch
    for name, sees in (
        ("secretary", True),
        ("member", True),
        ("sibling_secretary", False),
        ("clerk", True),
        ("department", True),
    ):
        actor = actor_named(name, today=now.date())
        found = queries.demands_where(actor, Act.VIEW).filter(pk=meeting.pk).exists()
        assert found == sees, name
        if not sees:
            with pytest.raises(ObjectDoesNotExist):
                queries.get_demand(actor, Act.VIEW, meeting.pk)
    secretary = actor_named("secretary", today=now.date())
    with pytest.raises(NotAllowed):
        queries.get_demand(secretary, Act.DEMAND_SET, meeting.pk)
    titles = set(queries.demands_where(secretary, Act.VIEW).values_list("title", flat=True))
    assert titles == {"年末检查", "月报", "防汛会", "安全自查", "补报名单"}
    assert not queries.demands_where(Actor(name="某人"), Act.VIEW).exists()


def test_flags_are_seen_above_and_by_their_own(laid: Cast, now: datetime) -> None:
    report = Demand.objects.get(title="月报")
    for org in (laid.branch, laid.sibling):
        services.flag_demand(demand_id=report.pk, org=org, reason="repeated", text="重复", actor=operator(), now=now)
    seen = {
        name: queries.flags_of(actor_named(name, today=now.date()), report)
        for name in ("secretary", "clerk", "department")
    }
    assert [len(flags) for flags in seen.values()] == [1, 2, 2]
    assert [o.pk for o in queries.flagging_orgs(actor_named("secretary", today=now.date()), report)] == [laid.branch.pk]
    own = seen["secretary"][0]
    with pytest.raises(ObjectDoesNotExist):
        queries.get_flag(actor_named("sibling_secretary", today=now.date()), Act.RECORD, own.pk)
    with pytest.raises(NotAllowed):
        queries.get_flag(actor_named("department", today=now.date()), Act.DEMAND_SET, own.pk)


@pytest.mark.parametrize(
    ("narrowed", "titles"),
    [
        ({"find": "防汛"}, {"防汛会"}),
        ({"find": "镇发"}, {"年末检查", "推进会", "月报", "防汛会", "安全自查", "补报名单"}),
        ({"kind": "inspection"}, {"年末检查"}),
        ({"state": "now"}, {"年末检查", "推进会", "防汛会", "安全自查", "补报名单", "月报"}),
        ({"state": "ahead"}, {"下月的会"}),
        ({"state": "over"}, {"不要了的会"}),
        ({"state": "noted"}, {"补报名单"}),
        ({"state": "flagged"}, {"防汛会"}),
        ({"issuer": "x"}, set()),
    ],
)
def test_the_list_is_narrowed(laid: Cast, now: datetime, narrowed: dict[str, str], titles: set[str]) -> None:
    lay(laid.township, now, asked(title="下月的会", from_on=date(2026, 12, 1), basis="甲"))
    gone = lay(laid.township, now, asked(title="不要了的会", basis="甲"))
    services.withdraw_demand(demand_id=gone.pk, reason="并入", version=1, actor=operator(), now=now)
    meeting = Demand.objects.get(title="防汛会")
    services.flag_demand(demand_id=meeting.pk, org=laid.branch, reason="beyond", text="多", actor=operator(), now=now)
    filters = LoadFilters(org=laid.county, year=2026, **narrowed)  # type: ignore[arg-type]  # words given by name
    assert {one.demand.title for one in queries.list_demands(filters, on=now.date()).page.rows} == titles


def test_before_saving_one_sees_what_lies_there(laid: Cast, now: datetime) -> None:
    values = asked(
        title="冬季检查", kind=DemandKind.INSPECTION, until_on=date(2026, 12, 20), org_ids=(laid.sibling.pk,)
    )
    met = queries.already(laid.township, values)
    assert [(one.demand.title, one.share.orgs, one.joinable) for one in met] == [
        ("年末检查", 1, True), ("月报", 1, False), ("安全自查", 1, False),
    ]  # fmt: skip
    assert queries.already(laid.township, values, but=met[0].demand.pk)[0].demand.title == "月报"
    assert queries.already(laid.township, asked(from_on=date(2027, 1, 1), until_on=date(2027, 1, 31))) == []


def test_whose_load_a_page_shows(laid: Cast, now: datetime) -> None:
    secretary, department = (actor_named(name, today=now.date()) for name in ("secretary", "department"))
    assert queries.load_scope(secretary, "") == laid.branch
    assert queries.load_scope(department, str(laid.township.pk)) == laid.township
    with pytest.raises(ObjectDoesNotExist):
        queries.load_scope(secretary, str(laid.sibling.pk))
    with pytest.raises(NotAllowed):
        queries.load_scope(Actor(name="某人"), "")
    assert [o.pk for o in queries.load_orgs(department, laid.county)] == [laid.county.pk, laid.township.pk]
    with pytest.raises(ObjectDoesNotExist):
        Card(secretary, laid.sibling.pk, day=now.date(), today=now.date())
    shown = Card(secretary, laid.branch.pk, day=now.date(), today=now.date())
    card = queries.load_card(secretary, shown, now.date())
    assert card
    assert len(card["rows"]) == 3  # type: ignore[arg-type]  # words given by name


def test_reading_takes_as_many_queries_for_sixty_as_for_six(
    laid: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def read() -> int:
        filters = LoadFilters(org=laid.county, year=2026)
        with django_assert_num_queries(1):
            queries.load_cells(laid.county, *YEAR)
        with django_assert_num_queries(3):
            queries.list_demands(filters, on=now.date())
        with django_assert_num_queries(2):
            listed = queries.all_demands(filters, on=now.date())
        with django_assert_num_queries(2):
            queries.coming(laid.county, on=now.date())
        with django_assert_num_queries(3):
            queries.already(laid.county, asked())
        with django_assert_num_queries(4):
            queries.due_rows([laid.branch.pk, laid.sibling.pk], on=now.date())
        return len(listed)

    few = read()
    for n in range(54):
        make_org(now=now, parent=laid.township)
        lay(laid.township, now, asked(title=f"第{n}项", kind=DemandKind.DUTY if n < 5 else DemandKind.OTHER))
    assert read() == few + 54
