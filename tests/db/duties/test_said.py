"""What a branch says itself: why something was not held, and that something was done."""

from datetime import date, datetime
from uuid import uuid4

import pytest

from jishi.audit.models import AuditLine
from jishi.duties import queries, services
from jishi.duties.models import Explanation, Statement, Window
from jishi.duties.rules import State
from jishi.kernel.actor import Actor
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from tests.builders import Cast, actor_named
from tests.db.duties.acts import held

THEME, TALK, ABROAD = "theme_party_day_monthly", "heart_talk_yearly", "abroad_member_contact"


@pytest.fixture
def opened(cast: Cast, now: datetime) -> Cast:
    services.open_periods(now.date())
    return cast


@pytest.fixture
def secretary(cast: Cast, now: datetime) -> Actor:
    return actor_named("secretary", today=now.date())


class Branch:
    """红旗村党支部's secretary, speaking."""

    def __init__(self, cast: Cast, actor: Actor, now: datetime) -> None:
        self.org, self.actor, self.now = cast.branch, actor, now

    def explains(self, reason: str, period: str = "2026-10", version: int | None = None) -> Explanation:
        return services.explain(
            org=self.org, rule_id=THEME, period=period, reason=reason, version=version, actor=self.actor, now=self.now
        )

    def takes_back(self, period: str = "2026-10") -> None:
        services.withdraw_explanation(org=self.org, rule_id=THEME, period=period, actor=self.actor, now=self.now)

    def states(self, rule: str, period: str, held_on: date, note: str = "已办", **more: object) -> Statement:
        return services.state_done(
            org=self.org, rule_id=rule, period=period, held_on=held_on, note=note, actor=self.actor, now=self.now,
            **more,  # type: ignore[arg-type]
        )  # fmt: skip

    def reads(self, rule: str, period: str) -> State:
        return queries.due_row(self.org.pk, rule, period, on=self.now.date()).state


@pytest.fixture
def branch(opened: Cast, secretary: Actor, now: datetime) -> Branch:
    return Branch(opened, secretary, now)


def test_an_explanation_stands_beside_what_was_not_held(branch: Branch) -> None:
    branch.explains("防汛抢险")
    row = queries.due_row(branch.org.pk, THEME, "2026-10", on=branch.now.date())
    assert (row.state, row.done, row.required, row.is_unmet_past) == (State.EXPLAINED, 0, 1, True)
    branch.takes_back()
    branch.takes_back()
    assert branch.reads(THEME, "2026-10") is State.OVERDUE
    assert AuditLine.objects.filter(event="duty.explanation_withdrawn").count() == 1


def test_saying_the_same_twice_changes_nothing_and_something_else_replaces_it(branch: Branch) -> None:
    first = branch.explains("防汛抢险")
    assert branch.explains(" 防汛抢险 ") == first
    branch.explains("防汛抢险，11月补", version=first.pk)
    assert Explanation.objects.count() == 2
    assert Explanation.objects.get(withdrawn_at=None).reason == "防汛抢险，11月补"


def test_a_form_opened_before_somebody_else_explained_is_a_conflict(branch: Branch) -> None:
    branch.explains("防汛抢险")
    with pytest.raises(EditConflict):
        branch.explains("换届", version=0)


@pytest.mark.parametrize(
    ("period", "reason", "sentence"),
    [("2026-10", " ", "原因"), ("2026-09", "防汛", "已有记录"), ("2026-12", "防汛", "没有这项"), ("2025-10", "防汛", "没有这项")],
)  # fmt: skip
def test_what_cannot_be_explained_is_refused_with_a_sentence(
    branch: Branch, period: str, reason: str, sentence: str
) -> None:
    held(branch.org, "theme_party_day", date(2026, 9, 5))
    with pytest.raises(Refused, match=sentence):
        branch.explains(reason, period)


def test_a_period_that_has_not_begun_is_not_explained(branch: Branch) -> None:
    services.open_periods(date(2026, 12, 1))
    with pytest.raises(Refused, match="还没有开始"):
        branch.explains("防汛", "2026-12")


def test_nobody_explains_for_a_branch_they_do_not_record_for(opened: Cast, now: datetime) -> None:
    for name in ("clerk", "sibling_secretary", "department"):
        other = Branch(opened, actor_named(name, today=now.date()), now)
        with pytest.raises(NotAllowed):
            other.explains("防汛")
        with pytest.raises(NotAllowed):
            other.takes_back()
        with pytest.raises(NotAllowed):
            other.states(TALK, "2026", date(2026, 11, 1))


def test_a_duty_without_a_room_is_met_by_its_statement(branch: Branch) -> None:
    statement = branch.states(TALK, "2026", date(2026, 11, 1), "班子成员之间、与党员之间都谈过一次")
    assert branch.reads(TALK, "2026") is State.DONE
    assert [
        s.pk for s in queries.statements_of(queries.due_row(branch.org.pk, TALK, "2026", on=branch.now.date()))
    ] == [statement.pk]
    services.withdraw_statement(statement_id=statement.pk, actor=branch.actor, now=branch.now)
    services.withdraw_statement(statement_id=statement.pk, actor=branch.actor, now=branch.now)
    assert branch.reads(TALK, "2026") is State.OPEN


def test_a_repeated_submission_changes_nothing(branch: Branch) -> None:
    number = uuid4()
    assert branch.states(TALK, "2026", date(2026, 11, 1), submission=number) == branch.states(
        TALK, "2026", date(2026, 11, 2), submission=number
    )
    assert Statement.objects.count() == 1


@pytest.mark.parametrize(
    ("rule", "period", "held_on", "note", "sentence"),
    [
        (THEME, "2026-11", date(2026, 11, 3), "开了", "专门的记录"),
        (TALK, "2026", date(2026, 11, 3), "  ", "办理情况"),
        (TALK, "2026", date(2026, 11, 23), "谈了", "还没有到"),
        (TALK, "2026", date(2025, 12, 31), "谈了", "不能早于"),
        (ABROAD, "2026-H1", date(2026, 7, 1), "联系了", "只认当期"),
        (TALK, "2020", date(2026, 7, 1), "谈了", "没有这项"),
    ],
)
def test_what_cannot_be_stated_is_refused_with_a_sentence(
    branch: Branch, rule: str, period: str, held_on: date, note: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        branch.states(rule, period, held_on, note)


def test_a_half_yearly_statement_counts_in_its_half(branch: Branch) -> None:
    branch.states(ABROAD, "2026-H1", date(2026, 6, 30), "本支部没有出国（境）党员")
    row = queries.due_row(branch.org.pk, ABROAD, "2026-H1", on=branch.now.date())
    assert (row.state, len(queries.statements_of(row))) == (State.DONE, 1)
    assert branch.reads(ABROAD, "2026-H2") is State.OPEN


def window(cast: Cast, actor: Actor, now: datetime, **changes: object) -> Window:
    values: dict[str, object] = {
        "rule_id": TALK, "year": 2026, "opens_on": date(2026, 11, 1), "closes_on": date(2026, 12, 15), "basis": "通知",
    }  # fmt: skip
    return services.set_window(issuer=cast.county, actor=actor, now=now, **values | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"closes_on": date(2026, 10, 1)}, "早于"),
        ({"opens_on": date(2025, 12, 1)}, "之间"),
        ({"closes_on": date(2027, 7, 1)}, "之间"),
        ({"basis": " "}, "通知"),
        ({"rule_id": THEME}, "每年一次"),
        ({"rule_id": "nothing"}, "每年一次"),
    ],
)
def test_a_window_that_cannot_be_is_refused_with_a_sentence(
    opened: Cast, now: datetime, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        window(opened, actor_named("department", today=now.date()), now, **changes)


def test_a_window_is_changed_by_whoever_saw_it_last(opened: Cast, now: datetime) -> None:
    department = actor_named("department", today=now.date())
    first = window(opened, department, now)
    assert window(opened, department, now) == first
    second = window(opened, department, now, closes_on=date(2026, 12, 20), version=1)
    assert (second.pk, second.version) == (first.pk, 2)
    with pytest.raises(EditConflict):
        window(opened, department, now, closes_on=date(2026, 12, 25), version=1)


def test_only_who_may_set_windows_sets_and_removes_them(opened: Cast, now: datetime) -> None:
    found = window(opened, actor_named("department", today=now.date()), now)
    clerk = actor_named("clerk", today=now.date())
    with pytest.raises(NotAllowed):
        window(opened, clerk, now, version=1, basis="别的")
    with pytest.raises(NotAllowed):
        services.remove_window(window_id=found.pk, actor=clerk, now=now)
