"""Steps, standing, costs, chains and what a goal waits for."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.committees.rules import GoalLevel, GoalState
from jishi.model_sites.rules import (
    MOVES,
    SiteState,
    Spent,
    Total,
    Who,
    chain,
    ends_on,
    standing,
    steps_open,
    total,
    waits_for,
)

ON = date(2026, 11, 22)


@pytest.mark.parametrize("state", list(SiteState))
@pytest.mark.parametrize("count", range(4))
def test_only_what_the_table_allows_is_open(state: SiteState, count: int) -> None:
    who = set(list(Who)[:count])
    found = steps_open(state, who)
    assert all(MOVES[step].who in who and state in MOVES[step].before for step in found)
    if state in (SiteState.NAMED, SiteState.DECLINED, SiteState.QUIT, SiteState.WITHDRAWN):
        assert found == []


@given(st.lists(st.builds(Spent, st.integers(0, 50), st.integers(0, 500), st.integers(0, 10**9))), st.randoms())
def test_the_order_of_entries_does_not_matter(entries: list[Spent], random: object) -> None:
    turned = list(entries)
    random.shuffle(turned)  # type: ignore[attr-defined]  # hypothesis gives a Random
    assert total(turned) == total(entries)
    assert total([]) == Total()


@given(st.dictionaries(st.integers(1, 30), st.none() | st.integers(1, 30), max_size=12))
def test_each_stands_once_in_the_chain(given_rows: dict[int, int | None]) -> None:
    rows = [
        (pk, source if source is not None and source < pk else None, pk) for pk, source in sorted(given_rows.items())
    ]
    found = chain(rows)
    assert sorted(link.row for link in found) == sorted(given_rows)
    depth = {link.row: link.depth for link in found}
    assert all(depth[pk] == (depth[source] + 1 if source in depth else 0) for pk, source, _ in rows)


@pytest.mark.parametrize(
    ("state", "until", "mend_by", "checked", "word"),
    [
        ("named", date(2026, 11, 1), None, [], "有效期已满"),
        ("named", None, date(2026, 11, 1), [2026], "限期整改"),
        ("named", None, None, [2026], "2026年已复核"),
        ("named", None, None, [2025], "已命名"),
        ("withdrawn", None, None, [], "已撤销命名"),
        ("submitted", None, None, [], "等初审"),
    ],
)
def test_how_a_site_stands(state: str, until: date | None, mend_by: date | None, checked: list[int], word: str) -> None:
    found = standing(state, until=until, mend_by=mend_by, checked=checked, on=ON)
    assert word in found.word
    assert found.shape != "late"


def test_a_term_ends_on_the_day_before_it_comes_round() -> None:
    assert ends_on(date(2026, 6, 21), 2) == date(2028, 6, 20)


@dataclass
class Aim:
    state: str = GoalState.OPEN
    level: str = GoalLevel.OWN
    due_on: date = date(2026, 12, 31)
    result: str = ""


def test_what_a_goal_waits_for() -> None:
    def said(aim: Aim, *, begun: bool = False, said: int = 0, of: int = 0) -> str:
        return waits_for(aim, begun=begun, said=said, of=of, today=ON)[0]

    assert said(Aim()) == "还没有进展，等第一步"
    assert said(Aim(), begun=True) == "推进中，等写明结果"
    assert said(Aim(level=GoalLevel.BELOW), said=3, of=10) == "等 7 个所属党组织报进展（共 10 个）"
    assert said(Aim(level=GoalLevel.BELOW), said=10, of=10) == "都报了进展，等写明结果"
    assert said(Aim(due_on=date(2026, 1, 1))) == "已过时限，等写明结果"
    assert said(Aim(state=GoalState.REACHED, result="办成了")) == "办成了"
    assert waits_for(Aim(state=GoalState.MISSED, result="没办成"), begun=True, said=0, of=0, today=ON)[1] == "said"
