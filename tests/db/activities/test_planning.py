"""A plan is made, changed, held: what is planned fulfils nothing, what is held frees or meets its entry."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest

from jishi.activities import queries, services
from jishi.activities.models import PlanEntry
from jishi.activities.rules import Kind, PlanInput, PlanSource, PlanState, SpecialSubject
from jishi.activities.services import NewEntry
from jishi.duties.models import Evidence
from jishi.kernel.actor import Act, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from tests.builders import Cast, actor_named
from tests.db.activities.stories import held, meeting, secretary

DECEMBER = date(2026, 12, 1)
THEME, MEETING, LECTURE = (Kind.THEME_PARTY_DAY,), (Kind.MEMBERS_MEETING,), (Kind.PARTY_LECTURE,)


def entry(cast: Cast, **changes: Any) -> PlanInput:
    values: dict[str, Any] = {
        "org_id": cast.branch.pk, "year": 2026, "month": DECEMBER, "title": "学雷锋", "kinds": THEME,
    }  # fmt: skip
    return PlanInput(**(values | changes))


def add(cast: Cast, now: datetime, **changes: Any) -> PlanEntry:
    return services.add_entry(entry(cast, **changes), actor=secretary(now), now=now)


def rows(cast: Cast, now: datetime, year: int = 2026) -> list[Any]:
    return queries.plan_of(cast.branch, year, on=now.date())


def test_an_entry_fulfils_nothing_and_a_form_sent_twice_adds_one(cast: Cast, now: datetime) -> None:
    twice = uuid4()
    first = services.add_entry(entry(cast), actor=secretary(now), now=now, submission=twice)
    assert services.add_entry(entry(cast), actor=secretary(now), now=now, submission=twice) == first
    [row] = rows(cast, now)
    assert (row.state, row.source, row.when) == (PlanState.OPEN, PlanSource.HAND, "12月")
    assert not Evidence.objects.exists()


def test_only_who_records_there_plans_there(cast: Cast, now: datetime) -> None:
    made = add(cast, now)
    for name in ("sibling_secretary", "clerk"):
        actor = actor_named(name, today=now.date())
        with pytest.raises(NotAllowed):
            services.add_entry(entry(cast), actor=actor, now=now)
        with pytest.raises(NotAllowed):
            services.edit_entry(made.pk, entry(cast, title="改"), made.version, actor=actor, now=now)
    with pytest.raises(PlanEntry.DoesNotExist):
        queries.get_plan_entry(actor_named("sibling_secretary", today=now.date()), Act.RECORD, made.pk)
    with pytest.raises(NotAllowed):
        queries.get_plan_entry(actor_named("clerk", today=now.date()), Act.RECORD, made.pk)
    assert queries.get_plan_entry(actor_named("clerk", today=now.date()), Act.RECORD_VIEW, made.pk) == made


def test_a_stale_form_overwrites_nothing(cast: Cast, now: datetime) -> None:
    made = add(cast, now)
    changed = services.edit_entry(
        made.pk, entry(cast, title="学雷锋，爱家园", place="村部"), made.version, actor=secretary(now), now=now
    )
    assert changed.is_adjusted
    with pytest.raises(EditConflict):
        services.edit_entry(made.pk, entry(cast, title="别的"), made.version, actor=secretary(now), now=now)
    same = services.edit_entry(made.pk, queries.plan_input(changed), changed.version, actor=secretary(now), now=now)
    assert same.version == changed.version
    with pytest.raises(Refused):
        services.edit_entry(
            made.pk, entry(cast, kinds=(*MEETING, Kind.BRANCH_COMMITTEE_MEETING)), same.version,
            actor=secretary(now), now=now,
        )  # fmt: skip


def test_dropped_with_a_reason_and_taken_up_again(cast: Cast, now: datetime) -> None:
    made = add(cast, now)
    with pytest.raises(Refused):
        services.drop_entry(made.pk, " ", made.version, actor=secretary(now), now=now)
    gone = services.drop_entry(made.pk, "与培训同一天", made.version, actor=secretary(now), now=now)
    [row] = rows(cast, now)
    assert (row.state, row.dropped_reason) == (PlanState.DROPPED, "与培训同一天")
    with pytest.raises(Refused):
        services.edit_entry(made.pk, entry(cast, title="改"), gone.version, actor=secretary(now), now=now)
    back = services.restore_entry(made.pk, gone.version, actor=secretary(now), now=now)
    assert rows(cast, now)[0].is_open
    with pytest.raises(Refused):
        services.restore_entry(made.pk, back.version, actor=secretary(now), now=now)


def test_what_was_put_there_by_mistake_is_taken_off(cast: Cast, now: datetime) -> None:
    made = add(cast, now)
    services.remove_entry(made.pk, made.version, actor=secretary(now), now=now)
    assert rows(cast, now) == []


def test_moved_together_with_their_days_or_not_at_all(cast: Cast, now: datetime) -> None:
    one = add(cast, now, day=date(2026, 12, 31))
    late = add(cast, now, title="换届准备", month=date(2027, 5, 1))
    with pytest.raises(Refused):
        services.move_entries([(one.pk, 1), (late.pk, 1)], 2, actor=secretary(now), now=now)
    assert PlanEntry.objects.get(pk=one.pk).month == DECEMBER
    with pytest.raises(Refused):
        services.move_entries([(one.pk, 1)], 0, actor=secretary(now), now=now)
    assert services.move_entries([(one.pk, 1)], 2, actor=secretary(now), now=now) == 1
    moved = PlanEntry.objects.get(pk=one.pk)
    assert (moved.month, moved.day) == (date(2027, 2, 1), date(2027, 2, 28))


def test_joined_as_one_event_and_split_again(cast: Cast, now: datetime) -> None:
    theme, quarter = add(cast, now, day=date(2026, 12, 25)), add(cast, now, title="四季度党员大会", kinds=MEETING)
    head = services.join_entries([(quarter.pk, 1), (theme.pk, 1)], actor=secretary(now), now=now)
    [row] = rows(cast, now)
    assert (row.id, row.kinds) == (quarter.pk, (*MEETING, *THEME))
    assert row.day == date(2026, 12, 25)
    assert row.whole_title == "四季度党员大会；学雷锋"
    with pytest.raises(Refused):
        services.edit_entry(theme.pk, entry(cast, title="改"), 2, actor=secretary(now), now=now)
    services.move_entries([(head.pk, head.version)], 1, actor=secretary(now), now=now)
    assert PlanEntry.objects.get(pk=theme.pk).month == date(2027, 1, 1)
    head.refresh_from_db()
    split = services.split_entry(head.pk, head.version, actor=secretary(now), now=now)
    assert len(rows(cast, now)) == 2
    with pytest.raises(Refused):
        services.split_entry(head.pk, split.version, actor=secretary(now), now=now)


def test_never_more_than_one_record_may_be(cast: Cast, now: datetime) -> None:
    one = add(cast, now, kinds=MEETING)
    other = add(cast, now, kinds=(Kind.BRANCH_COMMITTEE_MEETING,))
    group = add(cast, now, org_id=cast.group.pk, kinds=(Kind.PARTY_GROUP_MEETING,))
    for seen in ([(one.pk, 1)], [(one.pk, 1), (other.pk, 1)], [(one.pk, 1), (group.pk, 1)]):
        with pytest.raises(Refused):
            services.join_entries(seen, actor=secretary(now), now=now)


def test_laid_out_with_its_parts_or_not_at_all(cast: Cast, now: datetime) -> None:
    head = NewEntry(entry=entry(cast), parts=(NewEntry(entry=entry(cast, title="党课", kinds=LECTURE)),))
    [made] = services.lay_out([head], actor=secretary(now), now=now)
    assert made.source == PlanSource.DUTY
    assert rows(cast, now)[0].kinds == (*LECTURE, *THEME)
    bad = NewEntry(entry=entry(cast, kinds=MEETING), parts=(NewEntry(entry=entry(cast, month=date(2026, 11, 1))),))
    with pytest.raises(Refused):
        services.lay_out([head, bad], actor=secretary(now), now=now)
    assert len(rows(cast, now)) == 1


def test_last_years_plan_is_taken_over_once(cast: Cast, now: datetime) -> None:
    head = NewEntry(
        entry=entry(cast, title="2026年主题党日", day=date(2026, 12, 5)),
        parts=(NewEntry(entry=entry(cast, title="党课", kinds=LECTURE)),),
    )
    services.lay_out([head], actor=secretary(now), now=now)
    gone = add(cast, now, title="不办的")
    services.drop_entry(gone.pk, "停办", 1, actor=secretary(now), now=now)
    assert services.copy_year(cast.branch.pk, 2026, 2027, actor=secretary(now), now=now) == 2
    assert services.copy_year(cast.branch.pk, 2026, 2027, actor=secretary(now), now=now) == 0
    [row] = rows(cast, now, 2027)
    assert (row.title, row.month, row.day, len(row.parts)) == ("2027年主题党日", date(2027, 12, 1), None, 1)
    assert queries.planned_years(cast.branch) == [2027, 2026]


def test_recorded_from_the_plan_the_entry_is_held_until_the_record_is_withdrawn(cast: Cast, now: datetime) -> None:
    made = add(cast, now, month=date(2026, 11, 1), kinds=MEETING)
    record = services.record(meeting(cast), actor=secretary(now), now=now, plan_entry=made.pk)
    [row] = rows(cast, now)
    assert (row.state, row.activity_id, row.held_on) == (PlanState.HELD, record.pk, record.held_on)
    assert queries.entries_of_record(record.pk) == [made]
    with pytest.raises(Refused):
        services.drop_entry(made.pk, "不办", 2, actor=secretary(now), now=now)
    with pytest.raises(Refused):
        services.remove_entry(made.pk, 2, actor=secretary(now), now=now)
    services.withdraw(record.pk, "记错了", record.version, actor=secretary(now), now=now)
    assert rows(cast, now)[0].state is PlanState.THIS_MONTH


def test_an_entry_that_does_not_fit_stops_the_record(cast: Cast, now: datetime) -> None:
    other = add(cast, now, org_id=cast.group.pk, kinds=(Kind.PARTY_GROUP_MEETING,))
    gone = add(cast, now)
    services.drop_entry(gone.pk, "不办", 1, actor=secretary(now), now=now)
    for pk in (other.pk, gone.pk):
        with pytest.raises(Refused):
            services.record(meeting(cast), actor=secretary(now), now=now, plan_entry=pk)


def test_linked_afterwards_and_taken_back(cast: Cast, now: datetime) -> None:
    record = held(cast, now)
    far = add(cast, now, month=date(2026, 4, 1), kinds=MEETING)
    lecture, quarter = add(cast, now, kinds=LECTURE), add(cast, now, title="党员大会", kinds=MEETING)
    found = queries.linkable(record, now.date())
    assert [row.id for row in found] == [quarter.pk, lecture.pk]
    assert far.pk not in {row.id for row in found}
    [alone] = queries.records_without_entry([cast.branch.pk], 2026)
    assert (alone.id, alone.kinds) == (record.pk, MEETING)
    linked = services.link_entry(quarter.pk, 1, record.pk, actor=secretary(now), now=now)
    assert queries.records_without_entry([cast.branch.pk], 2026) == []
    again = held(cast, now, title="又一次")
    with pytest.raises(Refused):
        services.link_entry(quarter.pk, linked.version, again.pk, actor=secretary(now), now=now)
    free = services.unlink_entry(quarter.pk, linked.version, actor=secretary(now), now=now)
    with pytest.raises(Refused):
        services.unlink_entry(quarter.pk, free.version, actor=secretary(now), now=now)
    services.withdraw(again.pk, "重复", again.version, actor=secretary(now), now=now)
    with pytest.raises(Refused):
        services.link_entry(quarter.pk, free.version, again.pk, actor=secretary(now), now=now)


def test_a_joined_entry_is_linked_by_its_head_and_another_branchs_never(cast: Cast, now: datetime) -> None:
    record = held(cast, now)
    one, other = add(cast, now), add(cast, now, kinds=MEETING)
    services.join_entries([(one.pk, 1), (other.pk, 1)], actor=secretary(now), now=now)
    group = add(cast, now, org_id=cast.group.pk, kinds=(Kind.PARTY_GROUP_MEETING,))
    for pk, version in ((other.pk, 2), (group.pk, 1)):
        with pytest.raises(Refused):
            services.link_entry(pk, version, record.pk, actor=secretary(now), now=now)


def test_a_calendar_sees_what_is_planned_within_reach(cast: Cast, now: datetime) -> None:
    add(cast, now)
    services.drop_entry(add(cast, now, title="不办的").pk, "停办", 1, actor=secretary(now), now=now)
    add(cast, now, month=date(2027, 2, 1))
    days = (date(2026, 12, 10), date(2027, 1, 10))
    assert [row.title for row in queries.planned(secretary(now), *days, on=now.date())] == ["学雷锋"]
    assert queries.planned(secretary(now), *days, org_ids=[cast.sibling.pk], on=now.date()) == []
    assert queries.planned(actor_named("sibling_secretary", today=now.date()), *days, on=now.date()) == []
    assert len(queries.planned(operator(), *days, on=now.date())) == 1


def test_the_words_of_a_row(cast: Cast, now: datetime) -> None:
    special = entry(
        cast, org_id=cast.township.pk, kinds=(Kind.SPECIAL_MEETING,), subject=SpecialSubject.OTHER,
        month=date(2027, 1, 1), owner_note="党委副书记",
    )  # fmt: skip
    made = services.add_entry(special, actor=operator(), now=now)
    [row] = queries.plan_of(cast.township, 2026, on=now.date())
    assert (row.when, row.subject, row.owner) == ("2027年1月", SpecialSubject.OTHER, "党委副书记")
    assert queries.plan_row(made, on=now.date()) == row
    assert row.mark == ("open", "未到时间")
    assert row.input == replace(special, owner_note="", month=row.month)
    assert [choice.name for choice in queries.plan_people(cast.branch, now.date())][:1] == ["王建国"]
