"""The year of many branches: each number is that of its list, queries do not grow, the notice alone makes late."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishi.activities.rules import Kind
from jishi.appraisals import queries, services
from jishi.appraisals.queries import LineFilters
from jishi.appraisals.rules import STAGES, OrgLifeStep
from jishi.kernel.actor import Act
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from tests.builders import make_org
from tests.db.appraisals.conftest import Stage

TODAY = date(2026, 11, 22)


def test_every_number_is_that_of_its_list(stage: Stage) -> None:
    life = stage.life()
    services.file_plan(life.pk, 1, actor=stage.secretary, now=stage.now)
    problem = services.list_problem(life_id=life.pk, text="调研少", actor=stage.secretary, now=stage.now)
    services.put_right(
        problem_id=problem.pk, measure="每月走访", owner_id=stage.cast.members[1].pk, due_on=date(2026, 12, 1),
        actor=stage.secretary, now=stage.now,
    )  # fmt: skip
    stage.held(Kind.ORG_LIFE_MEETING, date(2026, 11, 20))
    stage.submitted()
    plain = LineFilters(2026)
    counts = queries.stage_counts(stage.clerk, plain)
    assert counts == {
        "all": 2, "unfiled": 1, "unheld": 1, "unreported": 1, "unreviewed": 1, "waiting": 1, "open": 1,
    }  # fmt: skip
    for stage_name in STAGES:
        lines = queries.all_branches(stage.clerk, LineFilters(2026, stage=stage_name), today=TODAY)
        assert len(lines) == counts[stage_name]
    services.note_org_life_step(
        life_id=life.pk, step=OrgLifeStep.REPORTED, done_on=TODAY, actor=stage.secretary, now=stage.now
    )
    assert queries.stage_counts(stage.clerk, plain)["unreported"] == 0


def test_a_line_shows_its_marks_and_opens_its_records(stage: Stage) -> None:
    record = stage.held(Kind.ORG_LIFE_MEETING, date(2026, 11, 20))
    row = stage.settled()
    line = next(
        one for one in queries.all_branches(stage.clerk, LineFilters(2026), today=TODAY) if one.org == stage.branch
    )
    assert line.activity_id == record.pk
    assert line.round == row
    assert (line.marks["held"].word, line.marks["graded"].word) == ("已开", "已审定")


def test_late_is_what_passed_a_day_of_the_notice(stage: Stage) -> None:
    def shapes() -> set[str]:
        lines = queries.all_branches(stage.clerk, LineFilters(2026), today=TODAY)
        return {mark.shape for line in lines for mark in line.marks.values()}

    assert shapes() == {"open"}
    services.set_notice(
        org=stage.cast.township, year=2026, basis="和组通〔2026〕9号", file_by=date(2026, 11, 1),
        report_by=date(2026, 12, 31), actor=stage.clerk, now=stage.now,
    )  # fmt: skip
    assert shapes() == {"open", "late"}


def test_a_notice_is_set_by_a_post_above_and_guarded(stage: Stage) -> None:
    made = services.set_notice(org=stage.cast.township, year=2026, basis="通知", actor=stage.clerk, now=stage.now)
    with pytest.raises(EditConflict):
        services.set_notice(org=stage.cast.township, year=2026, basis="通知", actor=stage.clerk, now=stage.now)
    again = services.set_notice(
        org=stage.cast.township, year=2026, basis="通知二", version=made.version, actor=stage.clerk, now=stage.now
    )
    assert (again.pk, again.basis, again.version) == (made.pk, "通知二", 2)
    with pytest.raises(Refused, match="要在2026年"):
        services.set_notice(
            org=stage.cast.township, year=2026, basis="通知", submit_by=date(2028, 1, 1), version=2, actor=stage.clerk,
            now=stage.now,
        )  # fmt: skip
    for actor, org in ((stage.department, stage.cast.township), (stage.secretary, stage.branch)):
        with pytest.raises(NotAllowed):
            services.set_notice(org=org, year=2026, basis="通知", actor=actor, now=stage.now)
    assert [org.pk for org in queries.issuers_for(stage.clerk)] == [stage.cast.township.pk]
    assert queries.notices_where(stage.department, Act.APPRAISE_LEAD).count() == 1


def test_a_list_is_narrowed_by_name_and_by_place(stage: Stage) -> None:
    def names(**facts: object) -> list[str]:
        found = queries.all_branches(stage.department, LineFilters(2026, **facts), today=TODAY)  # type: ignore[arg-type]  # words of the case
        return [line.org.name for line in found]

    assert names(q="红旗") == ["红旗村党支部"]
    assert len(names(org=stage.cast.township.pk)) == 2
    assert names(org=stage.cast.other_township.pk) == []
    assert names(org=10**9) == []


def test_queries_do_not_grow_with_branches(stage: Stage) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.branch_page(stage.clerk, LineFilters(2026), today=TODAY)
        return len(seen)

    few = asked()
    for _ in range(20):
        make_org(now=stage.now, parent=stage.cast.township)
    assert asked() == few <= 9


def test_the_years_of_a_branch_stand_together(stage: Stage) -> None:
    assert queries.years_of(stage.branch) == []
    stage.life()
    stage.round(year=2025)
    linked = stage.held(Kind.ORG_LIFE_MEETING, date(2026, 11, 20))
    this, last = queries.years_of(stage.branch)
    assert (this.year, this.record, this.round) == (2026, linked, None)
    assert (last.year, last.life, last.round is not None) == (2025, None, True)
    assert queries.usual_year(date(2027, 1, 15)) == 2026
