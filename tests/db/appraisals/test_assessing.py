"""An organisation is assessed: by its records, by itself, by peers, by the masses, by who leads it; sees everything, objects,
is answered; and what is settled stays as it was."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jishi.activities.rules import Kind
from jishi.appraisals import queries, services
from jishi.appraisals.models import Assessment, AssessmentPeer, GradeFlag, Indicator, ItemMark
from jishi.appraisals.rules import AssessmentState, Phase, seal_of
from jishi.appraisals.services import Given
from jishi.kernel.actor import Act
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from tests.db.appraisals.conftest import Stage

FINAL = Phase.FINAL


def _item(row: Assessment, text: str) -> Indicator:
    return Indicator.objects.get(edition=row.round.edition_id, text=text)


def _working(stage: Stage, row: Assessment) -> dict[str, dict[str, object]]:
    shown = queries.get_assessment(stage.clerk, Act.VIEW, row.pk)
    put = queries.gathered([shown])[row.pk]
    working = queries.working_of(shown, queries.basis_of(shown.round), put, today=stage.now.date())
    return {line["text"]: line for line in working["lines"]} | {"": working}


def _peers(stage: Stage, row: Assessment) -> AssessmentPeer:
    services.name_peers(row.pk, [stage.cast.sibling.pk], actor=stage.clerk, now=stage.now)
    return AssessmentPeer.objects.get(assessment=row)


def _published(stage: Stage) -> Assessment:
    row = stage.reviewed(stage.assessed())
    until = stage.now.date() + timedelta(days=5)
    [done] = services.publish(
        row.round_id, [row.org_id], objections_until=until, actor=stage.clerk, now=stage.now
    )  # fmt: skip
    return done


def _settled(stage: Stage) -> Assessment:
    row = _published(stage)
    later = stage.now + timedelta(days=6)
    return services.settle(row.pk, row.version, feedback="补上支委会。", actor=stage.clerk, now=later)


def test_what_records_show_is_worked_out_live(stage: Stage) -> None:
    row = stage.assessed()
    before = _working(stage, row)["志愿服务"]
    assert (before["value"], before["is_records"]) == (0, True)
    stage.held(Kind.VOLUNTEER_SERVICE, date(2026, 11, 3), title="清扫村道", came=frozenset({stage.cast.members[0].pk}))
    after = _working(stage, row)["志愿服务"]
    assert (after["value"], after["of"]) == (25, 50)
    assert after["parts"][0]["why"] == "志愿服务开展次数 1 ÷ 目标 2 × 5"  # type: ignore[index]  # a plain row


def test_records_are_never_asked_as_marks(stage: Stage) -> None:
    row = stage.assessed()
    item = _item(row, "志愿服务")
    for verb, actor in ((services.mark_item, stage.clerk),):
        with pytest.raises(Refused, match="不在这里打分") as refused:
            verb(row.pk, {(item.pk, FINAL): Given(10)}, actor=actor, now=stage.now)
        assert refused.value.field == f"mark-{item.pk}-final"


def test_the_branch_marks_itself_and_sends_it(stage: Stage) -> None:
    row = stage.assessed()
    item = _item(row, "班子团结，议事有规则")
    row = services.mark_own(
        row.pk, row.version, {(item.pk, FINAL): Given(75, "议事规则上墙前先议")}, actor=stage.secretary, now=stage.now
    )
    with pytest.raises(EditConflict):
        services.mark_own(row.pk, row.version - 1, {}, actor=stage.secretary, now=stage.now)
    with pytest.raises(Refused, match="最多 8 分"):
        services.mark_own(row.pk, row.version, {(item.pk, FINAL): Given(81)}, actor=stage.secretary, now=stage.now)
    with pytest.raises(NotAllowed):
        services.mark_own(row.pk, row.version, {}, actor=stage.clerk, now=stage.now)
    row = services.mark_own(row.pk, row.version, {(item.pk, FINAL): Given(None)}, actor=stage.secretary, now=stage.now)
    assert not ItemMark.objects.filter(assessment=row).exists()
    row = services.send_own(row.pk, row.version, note="已自查", actor=stage.secretary, now=stage.now)
    assert (row.state, row.self_note) == (AssessmentState.REVIEW, "已自查")
    with pytest.raises(Refused, match="考评"):
        services.mark_own(row.pk, row.version, {}, actor=stage.secretary, now=stage.now)


def test_lower_than_the_own_mark_needs_a_reason(stage: Stage) -> None:
    row = stage.assessed()
    item = _item(row, "班子团结，议事有规则")
    row = services.mark_own(row.pk, row.version, {(item.pk, FINAL): Given(75)}, actor=stage.secretary, now=stage.now)
    with pytest.raises(Refused, match="请写原因"):
        services.mark_item(row.pk, {(item.pk, FINAL): Given(60)}, actor=stage.clerk, now=stage.now)
    services.mark_item(row.pk, {(item.pk, FINAL): Given(60, "一次会没有记录")}, actor=stage.clerk, now=stage.now)
    assert _working(stage, row)["班子团结，议事有规则"]["value"] == 60
    with pytest.raises(NotAllowed):
        services.mark_item(row.pk, {}, actor=stage.secretary, now=stage.now)


def test_peers_are_named_and_mark(stage: Stage) -> None:
    row = stage.assessed()
    peer, item = _peers(stage, row), _item(row, "党员作用发挥")
    services.mark_peer(peer.pk, {(item.pk, FINAL): Given(70)}, actor=stage.neighbour, now=stage.now)
    line = _working(stage, row)["党员作用发挥"]
    assert (line["value"], line["parts"][0]["why"]) == (70, "1 个单位打分的平均")  # type: ignore[index]  # a plain row
    with pytest.raises(NotAllowed):
        services.mark_peer(peer.pk, {}, actor=stage.secretary, now=stage.now)
    services.name_peers(row.pk, [], actor=stage.clerk, now=stage.now)
    assert not ItemMark.objects.filter(assessment=row).exists()
    with pytest.raises(Refused):
        services.name_peers(row.pk, [stage.cast.county.pk], actor=stage.clerk, now=stage.now)


def test_occurrences_are_noted_seen_and_taken_back(stage: Stage) -> None:
    row = stage.assessed()
    bonus, veto = _item(row, "受到上级通报表扬"), _item(row, "弄虚作假、编造记录")
    number = uuid4()

    def note(item: Indicator, on: date, submission: object = None) -> int:
        made = services.note_occurrence(
            assessment_id=row.pk, indicator_id=item.pk, on=on, text="县里通报", actor=stage.clerk, now=stage.now,
            submission=submission,  # type: ignore[arg-type]  # words given by name
        )  # fmt: skip
        return made.pk

    first = note(bonus, date(2026, 5, 1), number)
    assert note(bonus, date(2026, 5, 1), number) == first
    assert _working(stage, row)["受到上级通报表扬"]["value"] == 10
    made = note(veto, date(2026, 6, 1))
    assert _working(stage, row)[""]["grade"] == 3
    services.drop_occurrence(made, actor=stage.clerk, now=stage.now)
    services.drop_occurrence(made, actor=stage.clerk, now=stage.now)
    assert _working(stage, row)[""]["vetoed"] == []
    for item, on in ((bonus, date(2025, 5, 1)), (bonus, date(2026, 12, 1)), (_item(row, "志愿服务"), date(2026, 5, 1))):
        with pytest.raises(Refused):
            note(item, on)
    with pytest.raises(Refused, match="没有这一项"):
        note(_item(row, "工作业绩好"), date(2026, 5, 1))


def test_a_grade_given_directly_stands_above_the_points_until_lifted(stage: Stage) -> None:
    row = stage.assessed()
    number = uuid4()
    for _ in range(2):
        services.flag_grade(
            assessment_id=row.pk, grade=3, basis="软弱涣散整顿对象", actor=stage.clerk, now=stage.now,
            submission=number,
        )  # fmt: skip
    assert GradeFlag.objects.count() == 1
    assert _working(stage, row)[""]["grade"] == 3
    services.flag_grade(assessment_id=row.pk, grade=2, basis="整顿有成效", actor=stage.clerk, now=stage.now)
    assert _working(stage, row)[""]["grade"] == 2
    with pytest.raises(Refused):
        services.flag_grade(assessment_id=row.pk, grade=9, basis="x", actor=stage.clerk, now=stage.now)
    services.lift_flag(row.pk, actor=stage.clerk, now=stage.now)
    services.lift_flag(row.pk, actor=stage.clerk, now=stage.now)
    assert not GradeFlag.objects.filter(lifted_on=None).exists()


def test_a_target_agreed_with_one_organisation_counts_for_it_alone(stage: Stage) -> None:
    row = stage.assessed()
    item = _item(row, "志愿服务")
    stage.held(Kind.VOLUNTEER_SERVICE, date(2026, 11, 3), title="清扫村道", came=frozenset({stage.cast.members[0].pk}))

    def agree(target: int | None, item: Indicator = item) -> None:
        services.set_targets(row.pk, _now(row), {item.pk: target}, actor=stage.clerk, now=stage.now)

    agree(5)
    assert _working(stage, row)["志愿服务"]["value"] == 10
    agree(None)
    assert _working(stage, row)["志愿服务"]["value"] == 25
    with pytest.raises(Refused, match="大于 0"):
        agree(0)
    with pytest.raises(Refused, match="不按目标数"):
        agree(5, _item(row, "班子团结，议事有规则"))
    with pytest.raises(EditConflict):
        services.set_targets(row.pk, _now(row) - 1, {}, actor=stage.clerk, now=stage.now)
    with pytest.raises(NotAllowed):
        services.set_targets(row.pk, _now(row), {}, actor=stage.secretary, now=stage.now)


def test_nothing_is_published_half(stage: Stage) -> None:
    row = stage.assessed()
    until = stage.now.date() + timedelta(days=5)
    both = [row.org_id, stage.cast.sibling.pk]
    stage.reviewed(row)
    with pytest.raises(Refused, match=r"柳树湾村党支部还有 \d+ 项没有得分"), transaction.atomic():
        services.publish(row.round_id, both, objections_until=until, actor=stage.clerk, now=stage.now)
    assert not Assessment.objects.filter(state=AssessmentState.PUBLISHED).exists()
    for orgs, day in ((both, stage.now.date()), ([], until)):
        with pytest.raises(Refused):
            services.publish(row.round_id, orgs, objections_until=day, actor=stage.clerk, now=stage.now)


def test_the_assessed_objects_to_an_item_and_is_answered(stage: Stage) -> None:
    row = _published(stage)
    item, number = _item(row, "志愿服务"), uuid4()
    for _ in range(2):
        objection = services.object_to(
            assessment_id=row.pk, indicator_id=item.pk, text="十月那次没有算", actor=stage.secretary, now=stage.now,
            submission=number,
        )  # fmt: skip
    later = stage.now + timedelta(days=6)
    with pytest.raises(Refused, match="没有答复"):
        services.settle(row.pk, _now(row), actor=stage.clerk, now=later)
    with pytest.raises(NotAllowed):
        services.answer_objection(objection.pk, answer="x", actor=stage.secretary, now=stage.now)
    answered = services.answer_objection(objection.pk, answer="补记后自动算上。", actor=stage.clerk, now=stage.now)
    assert (answered.answered_by, answered.answered_on) == (stage.clerk.name, stage.now.date())
    with pytest.raises(Refused, match="时间已经过了"):
        services.object_to(assessment_id=row.pk, text="总体", actor=stage.secretary, now=later)
    with pytest.raises(NotAllowed):
        services.object_to(assessment_id=row.pk, text="总体", actor=stage.clerk, now=stage.now)
    services.settle(row.pk, _now(row), actor=stage.clerk, now=later)


def _now(row: Assessment) -> int:
    return Assessment.objects.get(pk=row.pk).version


def test_a_published_result_can_be_marked_again(stage: Stage) -> None:
    row = _published(stage)
    with pytest.raises(Refused, match="可提异议"):
        stage.reviewed(row)
    services.reopen(row.pk, row.version, actor=stage.clerk, now=stage.now)
    stage.reviewed(row)


def test_it_is_not_settled_while_objections_may_come(stage: Stage) -> None:
    row = _published(stage)
    with pytest.raises(Refused, match="过了这天再审定"):
        services.settle(row.pk, row.version, actor=stage.clerk, now=stage.now)


def test_a_settled_result_never_changes_whatever_the_records_say_later(stage: Stage) -> None:
    row = _settled(stage)
    assert row.worked is not None
    total = row.total
    assert row.seal == seal_of(row.worked)
    stage.held(Kind.VOLUNTEER_SERVICE, date(2026, 11, 3), title="清扫村道", came=frozenset({stage.cast.members[0].pk}))
    assert _working(stage, row)["志愿服务"]["value"] == 25  # what the records say now
    [line] = [one for one in queries.summary(stage.clerk, row.round, today=date(2027, 1, 4)) if one.row == row]
    assert (line.result.total, line.result.is_settled) == (total, True)
    for verb in (services.mark_item, services.name_peers):
        with pytest.raises(Refused, match="已定"):
            verb(row.pk, {}, actor=stage.clerk, now=stage.now)  # type: ignore[operator]  # one of several verbs


def test_a_new_version_leaves_results_of_the_old_one_alone(stage: Stage) -> None:
    row = _settled(stage)
    before = (row.total, row.seal)
    edition = services.revise_scheme(row.round.edition.scheme_id, actor=stage.clerk, now=stage.now)
    item = Indicator.objects.get(edition=edition, text="志愿服务")
    services.edit_indicator(
        item.pk, item.version, text="志愿服务", target=9, points=50, source="records", measure="at_least",
        figure="activities.volunteer_service", actor=stage.clerk, now=stage.now,
    )  # fmt: skip
    edition.refresh_from_db()
    edition = services.put_in_force(edition.pk, edition.version, basis="新办法", actor=stage.clerk, now=stage.now)
    row.refresh_from_db()
    assert (row.total, row.seal) == before
    with pytest.raises(Refused, match="另一版"):
        stage.assessed(edition)


def test_the_summary_stands_in_the_order_of_the_tree(stage: Stage) -> None:
    row = stage.reviewed(stage.assessed())
    lines = list(queries.summary(stage.clerk, row.round, today=stage.now.date()))
    assert [line.row.org.path for line in lines] == sorted(line.row.org.path for line in lines)
    assert [bool(line.grade) for line in lines] == [True, False]
    assert [line.row.org_id for line in queries.summary(stage.secretary, row.round, today=stage.now.date())] == [
        row.org_id
    ]


def test_a_county_is_worked_out_in_as_many_statements_as_one(stage: Stage) -> None:
    row = stage.assessed()
    rows = list(queries.assessed(Assessment.objects.filter(round=row.round_id)))
    counts = []
    for some in (rows[:1], rows):
        with CaptureQueriesContext(connection) as asked:
            queries.results_of(rows[0].round, some, today=stage.now.date())
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_it_is_opened_once_and_below_the_issuer(stage: Stage) -> None:
    edition, number = stage.in_force(), uuid4()
    row = stage.assessed(edition, submission=number)
    assert stage.assessed(edition, submission=number) == row
    assert stage.assessed(edition) == row
    for orgs in ([stage.cast.county.pk], [stage.cast.township.pk], []):
        with pytest.raises(Refused, match="下面的党组织"):
            services.open_assessments(
                edition=edition, year=2027, org_ids=orgs, actor=stage.clerk, now=stage.now
            )  # fmt: skip
    with pytest.raises(Refused, match="还没有启用"):
        stage.assessed(stage.scheme())


def test_doors(stage: Stage) -> None:
    row = stage.assessed()
    assert queries.get_assessment(stage.secretary, Act.RECORD, row.pk) == row
    with pytest.raises(Assessment.DoesNotExist):
        queries.get_assessment(stage.neighbour, Act.VIEW, row.pk)
    with pytest.raises(NotAllowed):
        queries.get_assessment(stage.secretary, Act.APPRAISE_LEAD, row.pk)
    with pytest.raises(NotAllowed):
        queries.get_judged(stage.department, row.pk)
    todo = queries.to_do(stage.secretary)
    assert [one.pk for one in todo.own] == [row.pk]


def test_the_database_refuses_a_settled_row_without_its_working(stage: Stage) -> None:
    row = stage.assessed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=row.pk).update(state=AssessmentState.SETTLED)
