"""组织生活会: its plan and filing, its steps, its talks, its record."""

from datetime import date
from uuid import uuid4

import pytest

from jishi.activities import services as activities
from jishi.activities.rules import Kind
from jishi.appraisals import queries, services
from jishi.appraisals.models import HeartTalk, OrgLife
from jishi.appraisals.rules import Filing, OrgLifeStep
from jishi.audit.models import AuditLine
from jishi.duties import services as duties
from jishi.duties.models import DutyStatus
from jishi.kernel.actor import operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from tests.db.appraisals.conftest import Stage


def test_a_year_has_one_and_a_form_sent_twice_makes_one(stage: Stage) -> None:
    number = uuid4()
    assert stage.life(submission=number) == stage.life(submission=number)
    with pytest.raises(Refused, match="已经建立"):
        stage.life()
    with pytest.raises(Refused, match="主题"):
        stage.life(year=2025, theme=" ")
    with pytest.raises(NotAllowed):
        services.open_org_life(org=stage.branch, year=2025, theme="主题", actor=stage.neighbour, now=stage.now)
    with pytest.raises(Refused, match="民主生活会"):
        services.open_org_life(org=stage.cast.township, year=2026, theme="主题", actor=operator(), now=stage.now)


def test_the_plan_goes_up_and_the_superior_takes_it_on_file(stage: Stage) -> None:
    life = stage.life()
    filed = services.file_plan(life.pk, life.version, actor=stage.secretary, now=stage.now)
    assert (filed.filing, filed.filed_on) == (Filing.FILED, stage.now.date())
    with pytest.raises(Refused, match="已经上报"):
        services.file_plan(life.pk, filed.version, actor=stage.secretary, now=stage.now)
    answered = services.answer_plan(life.pk, filed.version, is_accepted=True, actor=stage.clerk, now=stage.now)
    assert (answered.filing, answered.answered_by) == (Filing.RECEIVED, "周敏")
    with pytest.raises(Refused, match="没有在等"):
        services.answer_plan(life.pk, answered.version, is_accepted=True, actor=stage.clerk, now=stage.now)


def test_nobody_of_the_branch_answers_its_own_plan(stage: Stage) -> None:
    life = stage.life()
    filed = services.file_plan(life.pk, life.version, actor=stage.secretary, now=stage.now)
    for actor in (stage.secretary, stage.organiser, stage.neighbour):
        with pytest.raises(NotAllowed):
            services.answer_plan(life.pk, filed.version, is_accepted=True, actor=actor, now=stage.now)


def test_a_returned_plan_says_why_and_goes_up_again(stage: Stage) -> None:
    life = stage.life()
    services.file_plan(life.pk, 1, actor=stage.secretary, now=stage.now)
    with pytest.raises(Refused, match="要改什么"):
        services.answer_plan(life.pk, 2, is_accepted=False, actor=stage.clerk, now=stage.now)
    back = services.answer_plan(life.pk, 2, is_accepted=False, note="时间和大会冲突", actor=stage.clerk, now=stage.now)
    assert (back.filing, back.answer) == (Filing.RETURNED, "时间和大会冲突")
    again = services.file_plan(life.pk, back.version, actor=stage.secretary, now=stage.now)
    assert again.filing == Filing.FILED


def test_a_plan_without_a_day_does_not_go_up(stage: Stage) -> None:
    life = stage.life(planned_on=None)
    with pytest.raises(Refused, match="拟开会日期"):
        services.file_plan(life.pk, life.version, actor=stage.secretary, now=stage.now)


def test_a_plan_changed_after_it_went_up_goes_up_again(stage: Stage) -> None:
    life = stage.life()
    services.file_plan(life.pk, 1, actor=stage.secretary, now=stage.now)
    same = services.edit_org_life(life.pk, 2, theme=life.theme, actor=stage.secretary, now=stage.now)
    assert same.filing == Filing.FILED
    moved = services.edit_org_life(
        life.pk, same.version, planned_on=date(2026, 12, 20), actor=stage.secretary, now=stage.now
    )
    assert (moved.filing, moved.filed_on) == (Filing.NONE, None)
    with pytest.raises(EditConflict):
        services.edit_org_life(life.pk, 1, place="村部", actor=stage.secretary, now=stage.now)


def test_steps_keep_their_day_and_numbers_and_can_be_noted_anew(stage: Stage) -> None:
    life = stage.life()
    for pieces in (10, 12):
        services.note_org_life_step(
            life_id=life.pk, step=OrgLifeStep.OPINIONS, done_on=date(2026, 11, 15), people=40, pieces=pieces,
            actor=stage.secretary, now=stage.now,
        )  # fmt: skip
    with pytest.raises(Refused, match="还没有到"):
        services.note_org_life_step(
            life_id=life.pk, step=OrgLifeStep.STUDY, done_on=date(2026, 12, 1), actor=stage.secretary, now=stage.now
        )
    done = queries.life_view(stage.secretary, life, today=stage.now.date()).step(OrgLifeStep.OPINIONS)
    assert done is not None
    assert (done.people, done.pieces) == (40, 12)


def test_a_talk_keeps_the_day_and_the_pair_and_nothing_else(stage: Stage) -> None:
    life, number = stage.life(), uuid4()
    one, other = (member.pk for member in stage.cast.members[:2])
    for _ in range(2):
        services.note_heart_talk(
            life_id=life.pk, held_on=date(2026, 11, 12), one_id=one, other_id=other, submission=number,
            actor=stage.secretary, now=stage.now,
        )  # fmt: skip
    talk = HeartTalk.objects.get()
    assert {field.name for field in talk._meta.get_fields()} == {
        "id", "life", "held_on", "one", "other", "at", "by", "submission",
    }  # fmt: skip
    with pytest.raises(Refused, match="同一人"):
        services.note_heart_talk(
            life_id=life.pk, held_on=date(2026, 11, 12), one_id=one, other_id=one, actor=stage.secretary, now=stage.now
        )


def test_the_record_is_found_by_its_kind_and_year_and_meets_the_duty(stage: Stage) -> None:
    life = stage.life()
    record = stage.held(Kind.ORG_LIFE_MEETING, date(2026, 11, 20))
    assert queries.record_of(life) == record
    duty = DutyStatus.objects.get(org=stage.branch, rule_id="org_life_meeting_yearly", period="2026")
    assert duty.done == 1
    activities.withdraw(record.pk, "记错了", record.version, actor=operator(), now=stage.now)
    assert queries.record_of(life) is None


def test_of_two_meetings_the_linked_one_counts_while_it_stands(stage: Stage) -> None:
    life = stage.life()
    first = stage.held(Kind.ORG_LIFE_MEETING, date(2026, 7, 20))
    second = stage.held(Kind.ORG_LIFE_MEETING, date(2026, 11, 20))
    assert queries.record_of(life) == second
    services.edit_org_life(life.pk, life.version, activity_id=first.pk, actor=stage.secretary, now=stage.now)
    assert queries.record_of(OrgLife.objects.select_related("org", "activity").get()) == first
    meeting = stage.held(Kind.MEMBERS_MEETING, date(2026, 11, 18))
    with pytest.raises(Refused, match="没有找到"):
        services.edit_org_life(life.pk, 2, activity_id=meeting.pk, actor=stage.secretary, now=stage.now)


def test_a_day_outside_the_window_of_the_notice_is_said_and_not_refused(stage: Stage) -> None:
    duties.set_window(
        issuer=stage.cast.county, rule_id="org_life_meeting_yearly", year=2026, opens_on=date(2026, 12, 1),
        closes_on=date(2027, 1, 31), basis="晴组通〔2026〕30号", actor=operator(), now=stage.now,
    )  # fmt: skip
    life = stage.life(planned_on=date(2026, 11, 28))
    view = queries.life_view(stage.secretary, life, today=stage.now.date())
    assert "2026-12-01" in view.outside
    assert view.deadlines.basis == "晴组通〔2026〕30号"
    moved = services.edit_org_life(life.pk, 1, planned_on=date(2026, 12, 5), actor=stage.secretary, now=stage.now)
    assert queries.life_view(stage.secretary, moved, today=stage.now.date()).outside == ""


def test_the_audit_has_neither_answers_in_full_nor_anybodys_words(stage: Stage) -> None:
    life = stage.life()
    services.list_problem(
        life_id=life.pk, text="学习不够深入", person_id=stage.cast.members[1].pk, actor=stage.secretary, now=stage.now
    )
    lines = AuditLine.objects.filter(subject_type="appraisals.orglife")
    assert [line.event for line in lines.order_by("seq")] == ["org_life.opened", "org_life.problem_listed"]
    assert all("学习不够深入" not in f"{line.before}{line.after}{line.note}" for line in lines)
