"""Demands: registered, changed, ended by themselves or by their issuer, noted by receivers; what a level's own duty asks."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from jishi.audit.models import AuditLine
from jishi.duties import queries, services
from jishi.duties.models import Demand, DemandTime, DutyStatus
from jishi.duties.rules import Cadence, DemandInput, DemandKind, DemandState, State
from jishi.kernel.actor import Actor, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, Sector, kinds_that_are
from tests.builders import Cast, actor_named, make_org
from tests.db.duties.acts import asked, held, status

DUTY = DemandKind.DUTY


def lay(issuer: Organization, now: datetime, values: DemandInput | None = None) -> Demand:
    return services.register_demand(issuer=issuer, values=values or asked(), actor=operator(), now=now)


def times(found: Demand) -> list[date]:
    return sorted(DemandTime.objects.filter(demand=found).values_list("due_on", flat=True))


def own(found: Demand) -> str:
    return f"own:{found.pk}"


@pytest.fixture
def opened(cast: Cast, now: datetime) -> Cast:
    services.open_periods(now.date())
    return cast


def test_the_clerk_registers_for_the_own_level_only(opened: Cast, now: datetime) -> None:
    clerk = actor_named("clerk", today=now.date())
    found = services.register_demand(
        issuer=opened.township, values=asked(), actor=clerk, now=now, submission=(again := uuid4())
    )
    assert (
        services.register_demand(issuer=opened.township, values=asked(), actor=clerk, now=now, submission=again)
        == found
    )
    line = AuditLine.objects.get(event="demand.registered")
    assert (line.subject_id, line.org_id, line.actor_name) == (found.pk, opened.township.pk, "周敏")
    assert line.after["类别"] == "会议"
    for issuer in (opened.county, opened.branch):
        with pytest.raises(NotAllowed):
            services.register_demand(issuer=issuer, values=asked(), actor=clerk, now=now)
    with pytest.raises(NotAllowed):
        services.register_demand(issuer=opened.township, values=asked(), actor=Actor(name="某人"), now=now)


@pytest.mark.parametrize("rule", list(queries.pack().values()), ids=lambda rule: rule.id)
def test_the_regulations_own_duties_are_refused(opened: Cast, now: datetime, rule: object) -> None:
    with pytest.raises(Refused, match="规定本身"):
        lay(opened.township, now, asked(kind=DUTY, title=rule.title + rule.short))  # type: ignore[attr-defined]
    assert not Demand.objects.exists()


def test_a_duty_met_by_organisational_life_says_what_is_more(opened: Cast, now: datetime) -> None:
    values = asked(kind=DUTY, title="安全学习", evidence=("theme_party_day",))
    with pytest.raises(Refused, match="多出"):
        lay(opened.township, now, values)
    with pytest.raises(Refused, match="记录类别"):
        lay(opened.township, now, asked(kind=DUTY, evidence=("statement:heart_talk_yearly",)))


def test_whom_it_concerns_must_be_there(opened: Cast, now: datetime) -> None:
    with pytest.raises(Refused, match="没有符合"):
        lay(opened.township, now, asked(sectors=(Sector.UNIVERSITY,)))
    with pytest.raises(Refused, match="不在本组织下面"):
        lay(opened.township, now, asked(org_ids=(opened.other_township.pk,)))
    with pytest.raises(Refused, match="没有符合"):
        lay(opened.township, now, asked(org_ids=(opened.branch.pk,), org_kinds=(OrgKind.GENERAL_BRANCH,)))


def test_a_monthly_duty_of_the_township_is_owed_by_its_branches(opened: Cast, now: datetime) -> None:
    outside = make_org(now=now, parent=opened.other_township)
    found = lay(
        opened.township, now, asked(kind=DUTY, title="安全自查", from_on=date(2026, 9, 15), cadence=Cadence.MONTH)
    )
    assert status(opened.branch, own(found), "2026-09") is None  # only begun within
    assert {s.org_id for s in DutyStatus.objects.filter(rule_id=own(found), period="2026-10")} == {
        opened.branch.pk, opened.sibling.pk,
    }  # fmt: skip
    assert status(outside, own(found), "2026-10") is None
    row = queries.due_row(opened.branch.pk, own(found), "2026-10", on=now.date())
    assert (row.state, row.is_red, row.mark) == (State.MISSING, False, ("gap", "未见记录"))
    assert row.title == "10月安全自查（乡镇要求）"
    assert row.rule.citation == "中共和平镇委员会：镇发〔2026〕12号"
    assert (row.rule.by_statement, row.rule.nature) == (True, "上级要求，不是规定，未办只作提醒")
    services.state_done(
        org=opened.branch, rule_id=own(found), period="2026-10", held_on=date(2026, 10, 9), note="查了三处", actor=operator(),
        now=now,
    )  # fmt: skip
    assert queries.due_row(opened.branch.pk, own(found), "2026-10", on=now.date()).state is State.DONE
    services.explain(org=opened.sibling, rule_id=own(found), period="2026-10", reason="防汛", actor=operator(), now=now)
    assert queries.due_row(opened.sibling.pk, own(found), "2026-10", on=now.date()).state is State.EXPLAINED
    services.withdraw_explanation(org=opened.sibling, rule_id=own(found), period="2026-10", actor=operator(), now=now)
    [said] = queries.statements_of(queries.due_row(opened.branch.pk, own(found), "2026-10", on=now.date()))
    services.withdraw_statement(statement_id=said.pk, actor=operator(), now=now)
    assert queries.due_row(opened.branch.pk, own(found), "2026-10", on=now.date()).state is State.MISSING


def test_one_record_serves_the_regulation_and_the_level(opened: Cast, now: datetime) -> None:
    values = asked(
        kind=DUTY, title="主题党日讲安全", extra="加一次安全讲解", evidence=("theme_party_day",), cadence=Cadence.MONTH,
        from_on=date(2026, 10, 1),
    )  # fmt: skip
    found = lay(opened.township, now, values)
    held(opened.branch, "theme_party_day", date(2026, 10, 9))
    rows = {r.rule.id: r for r in queries.due_rows([opened.branch.pk], on=date(2026, 10, 20))}
    assert rows[own(found)].state is rows["theme_party_day_monthly"].state is State.DONE
    assert found.listed == "加一次安全讲解"


def test_what_is_asked_once_counts_within_its_days_and_late(opened: Cast, now: datetime) -> None:
    values = asked(
        kind=DUTY, title="安全培训", evidence=("training",), from_on=date(2026, 10, 10), until_on=date(2026, 11, 10)
    )
    found = lay(opened.township, now, values)
    held(opened.branch, "training", date(2026, 10, 5))
    row = queries.due_row(opened.branch.pk, own(found), "2026", on=now.date())
    assert (row.state, row.due_on, row.title) == (State.MISSING, date(2026, 11, 10), "安全培训（乡镇要求）")
    assert row.rule.cadence == "11月10日前1次"
    held(opened.branch, "training", date(2026, 11, 12))
    row = queries.due_row(opened.branch.pk, own(found), "2026", on=now.date())
    assert (row.state, row.done_late) == (State.DONE, True)
    with pytest.raises(Refused, match="从2026-10-10开始"):
        services.state_done(
            org=opened.sibling, rule_id=own(lay(opened.township, now, asked(kind=DUTY, from_on=date(2026, 10, 10)))),
            period="2026", held_on=date(2026, 10, 1), note="早了", actor=operator(), now=now,
        )  # fmt: skip
    [line] = [x for x in queries.strip(opened.branch, 2026, on=now.date()) if x.rule.id == own(found)]
    assert line.cells[0].dates == (date(2026, 11, 12),)


def test_only_the_chosen_ones_and_their_kind(opened: Cast, now: datetime) -> None:
    values = asked(
        kind=DUTY, cadence=Cadence.QUARTER, from_on=date(2026, 7, 1), org_ids=(opened.township.pk,),
        org_kinds=kinds_that_are(OrgKind.PARTY_COMMITTEE), sectors=(),
    )  # fmt: skip
    found = lay(opened.county, now, values)
    assert set(DutyStatus.objects.filter(rule_id=own(found)).values_list("org_id", flat=True)) == {opened.township.pk}
    assert queries.concerns(found, opened.township)
    assert not queries.concerns(found, opened.other_township)


def test_who_comes_in_later_owes_nothing_for_the_time_before(opened: Cast, now: datetime) -> None:
    found = lay(opened.township, now, asked(kind=DUTY, from_on=date(2026, 8, 1), cadence=Cadence.MONTH))
    stranger = make_org(now=now, parent=opened.other_township, duties_from=date(2026, 1, 1))
    orgs.move(org=stranger, parent=opened.township, on=date(2026, 10, 5), basis="批复", actor=operator(), now=now)
    periods = set(DutyStatus.objects.filter(org=stranger, rule_id=own(found)).values_list("period", flat=True))
    assert periods == {"2026-11"}


def test_it_ends_by_itself_and_can_be_shortened(opened: Cast, now: datetime) -> None:
    found = lay(opened.township, now, asked(kind=DUTY, from_on=date(2026, 7, 1), cadence=Cadence.MONTH))
    assert times(found)[-1] == date(2026, 12, 31)
    common = {"demand_id": found.pk, "actor": operator(), "now": now}
    with pytest.raises(EditConflict):
        services.shorten_demand(until_on=date(2026, 10, 31), reason="并入", version=9, **common)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="原因"):
        services.shorten_demand(until_on=date(2026, 10, 31), reason=" ", version=1, **common)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="之间"):
        services.shorten_demand(until_on=date(2027, 1, 31), reason="并入", version=1, **common)  # type: ignore[arg-type]
    services.shorten_demand(until_on=date(2026, 10, 31), reason="并入", version=1, **common)  # type: ignore[arg-type]
    assert times(found)[-1] == date(2026, 10, 31)
    assert status(opened.branch, own(found), "2026-11") is None
    assert status(opened.branch, own(found), "2026-10") is not None
    once = lay(opened.township, now)
    with pytest.raises(Refused, match="一次性"):
        services.shorten_demand(
            demand_id=once.pk, until_on=date(2026, 11, 30), reason="并入", version=1, actor=operator(), now=now
        )


def test_withdrawn_it_asks_nothing_from_today_on(opened: Cast, now: datetime) -> None:
    found = lay(opened.township, now, asked(kind=DUTY, from_on=date(2026, 9, 1), cadence=Cadence.MONTH))
    assert status(opened.branch, own(found), "2026-11") is not None
    common = {"demand_id": found.pk, "actor": operator(), "now": now}
    with pytest.raises(Refused, match="原因"):
        services.withdraw_demand(reason="", version=1, **common)  # type: ignore[arg-type]
    with pytest.raises(EditConflict):
        services.withdraw_demand(reason="并入", version=5, **common)  # type: ignore[arg-type]
    for _ in range(2):
        services.withdraw_demand(reason="县里已经查过", version=1, **common)  # type: ignore[arg-type]
    assert times(found) == [date(2026, 9, 30), date(2026, 10, 31)]
    assert status(opened.branch, own(found), "2026-11") is None
    assert status(opened.branch, own(found), "2026-10") is not None
    found.refresh_from_db()
    assert (found.ends_on, found.ended_why) == (date(2026, 11, 21), "县里已经查过")
    with pytest.raises(Refused, match="不能更正"):
        services.change_demand(values=asked(), version=2, **common)  # type: ignore[arg-type]
    over = lay(opened.township, now, asked(until_on=date(2026, 11, 10)))
    with pytest.raises(Refused, match="自动结束"):
        services.withdraw_demand(demand_id=over.pk, reason="不要了", version=1, actor=operator(), now=now)


def test_a_demand_is_corrected_under_the_eye_of_others(opened: Cast, now: datetime) -> None:
    found = lay(opened.township, now, asked(kind=DUTY, cadence=Cadence.MONTH, from_on=date(2026, 9, 1)))
    common = {"demand_id": found.pk, "actor": operator(), "now": now}
    quarterly = asked(kind=DUTY, cadence=Cadence.QUARTER, from_on=date(2026, 7, 1))
    changed = services.change_demand(values=quarterly, version=1, **common)  # type: ignore[arg-type]
    assert times(changed) == [date(2026, 9, 30), date(2026, 12, 31)]
    assert set(DutyStatus.objects.filter(rule_id=own(found)).values_list("period", flat=True)) == {"2026-Q3", "2026-Q4"}
    assert services.change_demand(values=quarterly, version=2, **common).version == 2  # type: ignore[arg-type]  # nothing new
    with pytest.raises(EditConflict):
        services.change_demand(values=quarterly, version=1, **common)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="类别不能改"):
        services.change_demand(values=asked(), version=2, **common)  # type: ignore[arg-type]
    assert services.why_refused(opened.township, asked()) is None


def test_a_receiver_notes_what_was_not_registered(opened: Cast, now: datetime) -> None:
    secretary = actor_named("secretary", today=now.date())
    note = {"org": opened.branch, "issuer": opened.township, "actor": secretary, "now": now}
    found = services.note_demand(values=asked(), submission=(again := uuid4()), **note)  # type: ignore[arg-type]
    assert services.note_demand(values=asked(), submission=again, **note) == found  # type: ignore[arg-type]
    assert (found.state, found.noted_by, found.org_ids) == (DemandState.NOTED, opened.branch, [opened.branch.pk])
    with pytest.raises(Refused, match="发文组织自己登记"):
        services.note_demand(values=asked(kind=DUTY), **note)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="上级里选"):
        services.note_demand(values=asked(), **note | {"issuer": opened.other_township})  # type: ignore[arg-type]
    with pytest.raises(Refused, match="规定本身"):
        services.note_demand(values=asked(title="主题党日"), **note)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        services.note_demand(values=asked(), **note | {"org": opened.sibling})  # type: ignore[arg-type]
    settle = {"demand_id": found.pk, "version": 1, "now": now}
    with pytest.raises(NotAllowed):
        services.settle_noted(is_ours=True, answer="", actor=secretary, **settle)  # type: ignore[arg-type]
    clerk = actor_named("clerk", today=now.date())
    with pytest.raises(Refused, match="理由"):
        services.settle_noted(is_ours=False, answer="", actor=clerk, **settle)  # type: ignore[arg-type]
    services.settle_noted(is_ours=True, answer="是本级的", actor=clerk, **settle)  # type: ignore[arg-type]
    found.refresh_from_db()
    assert (found.state, found.answer) == (DemandState.REGISTERED, "是本级的")
    with pytest.raises(EditConflict):
        services.settle_noted(is_ours=True, answer="", actor=clerk, **settle)  # type: ignore[arg-type]
    other = services.note_demand(values=asked(title="补报名单"), **note)  # type: ignore[arg-type]
    services.settle_noted(demand_id=other.pk, is_ours=False, answer="县里要的", version=1, actor=clerk, now=now)
    assert times(other) == []


def test_the_database_knows_that_a_duty_is_never_noted(opened: Cast, now: datetime) -> None:
    found = lay(opened.township, now)
    with pytest.raises(IntegrityError, match="only_a_receiver"):
        Demand.objects.filter(pk=found.pk).update(state=DemandState.NOTED)


def test_flags_stand_once_each_and_are_answered(opened: Cast, now: datetime) -> None:
    found = lay(opened.township, now)
    secretary, clerk = (actor_named(name, today=now.date()) for name in ("secretary", "clerk"))
    flag = {"demand_id": found.pk, "org": opened.branch, "reason": "repeated", "actor": secretary, "now": now}
    one = services.flag_demand(text="与县里的会相同", **flag)  # type: ignore[arg-type]
    assert services.flag_demand(text="与县里的会相同", **flag) == one  # type: ignore[arg-type]
    two = services.flag_demand(text="与县里10月的会相同", **flag)  # type: ignore[arg-type]
    assert [f.pk for f in queries.to_answer(opened.township)] == [two.pk]
    for wrong, match in (({"text": " "}, "具体情况"), ({"text": "多", "reason": "rude"}, "请选")):
        with pytest.raises(Refused, match=match):
            services.flag_demand(**flag | wrong)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        services.flag_demand(text="多", **flag | {"org": opened.sibling})  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        services.answer_flag(flag_id=two.pk, answer="好", actor=secretary, now=now)
    with pytest.raises(Refused, match="请写答复"):
        services.answer_flag(flag_id=two.pk, answer=" ", actor=clerk, now=now)
    for said in ("合并开", "合并到12月开"):
        services.answer_flag(flag_id=two.pk, answer=said, actor=clerk, now=now)
    assert queries.to_answer(opened.township) == []
    with pytest.raises(NotAllowed):
        services.withdraw_flag(flag_id=two.pk, actor=clerk, now=now)
    for _ in range(2):
        services.withdraw_flag(flag_id=two.pk, actor=secretary, now=now)
    with pytest.raises(Refused, match="已经撤回"):
        services.answer_flag(flag_id=two.pk, answer="好", actor=clerk, now=now)
    elsewhere = lay(opened.township, now, asked(org_ids=(opened.sibling.pk,)))
    with pytest.raises(Refused, match="不涉及"):
        services.flag_demand(text="多", **flag | {"demand_id": elsewhere.pk})  # type: ignore[arg-type]
    with pytest.raises(Refused, match="已经结束"):
        services.flag_demand(text="多", **flag | {"now": now + timedelta(days=90)})  # type: ignore[arg-type]


def test_a_flag_blocks_nothing(opened: Cast, now: datetime) -> None:
    found = lay(opened.township, now, asked(kind=DUTY, cadence=Cadence.MONTH, from_on=date(2026, 10, 1)))
    before = status(opened.branch, own(found), "2026-10")
    services.flag_demand(
        demand_id=found.pk, org=opened.branch, reason="beyond", text="没有依据", actor=operator(), now=now
    )
    assert before
    assert status(opened.branch, own(found), "2026-10") == before
    assert times(found) == [date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 31)]


def test_windows_and_switches_keep_away_from_a_levels_own(opened: Cast, now: datetime) -> None:
    found = lay(opened.township, now, asked(kind=DUTY))
    with pytest.raises(Refused, match="每年一次"):
        services.set_window(
            issuer=opened.township, rule_id=own(found), year=2026, opens_on=date(2026, 11, 1), closes_on=date(2026, 12, 1),
            basis="通知", actor=operator(), now=now,
        )  # fmt: skip
    assert queries.rule_named("own:999999") is None
    assert queries.rule_named("own:x") is None
