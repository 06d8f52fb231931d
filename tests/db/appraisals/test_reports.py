"""述职评议 from the draft out of records to what is put right."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from docx import Document

from jishi.activities.rules import Kind
from jishi.appraisals import queries, services
from jishi.appraisals.models import ReportProblem, WorkReport
from jishi.appraisals.rules import ReportPart, drafted, gives_report, open_parts
from jishi.assignments import services as assignments
from jishi.audit.models import AuditLine
from jishi.duties.models import DutyStatus, Evidence
from jishi.kernel.actor import Act, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.orgs.rules import OrgKind, Sector
from tests.builders import make_org
from tests.conftest import SignIn
from tests.db.appraisals.conftest import Stage

TEXTS: dict[str, str] = {part.value: f"{part.label}写好了。" for part in ReportPart}


def draft(stage: Stage, year: int = 2026) -> WorkReport:
    return services.draft_report(org=stage.branch, year=year, actor=stage.secretary, now=stage.now)


def sent(stage: Stage) -> WorkReport:
    row = draft(stage)
    row = services.edit_report(row.pk, row.version, actor=stage.secretary, now=stage.now, **TEXTS)
    return services.send_report(row.pk, row.version, actor=stage.secretary, now=stage.now)


def commented(stage: Stage) -> WorkReport:
    row = sent(stage)
    return services.comment_report(
        row.pk, row.version, upper_on=date(2026, 11, 20), comment="抓得实，调研少", comment_by="镇党委书记高志远",
        actor=stage.clerk, now=stage.now,
    )  # fmt: skip


def done(stage: Stage) -> int:
    return DutyStatus.objects.get(org=stage.branch, rule_id="branch_secretary_report_yearly", period="2026").done


def test_a_draft_quotes_the_records_and_leaves_open_what_has_none(stage: Stage) -> None:
    for month in (3, 6):
        stage.held(Kind.VOLUNTEER_SERVICE, date(2026, month, 5), came=(stage.cast.members[1].pk,))
    task = assignments.Task("修路", owner_id=stage.cast.members[1].pk)
    assignments.assign(org=stage.branch, task=task, actor=stage.secretary, now=stage.now)
    row = draft(stage)
    assert (row.person_id, row.post) == (stage.cast.members[0].pk, "书记")
    assert "开展志愿服务2次。" in row.work
    assert "交办任务1项，已验收0项。" in row.work
    assert row.work.endswith("［请书写］")
    assert row.gaps == row.past == row.pledges == "［请书写］"
    quote = next(one for one in row.quotes if one["text"] == "开展志愿服务2次。")
    assert quote["url"] == f"/activities/?kind=volunteer_service&period=2026&org={stage.branch.pk}"
    assert all(one["text"] in row.work for one in row.quotes)


def test_last_years_problems_and_the_contract_are_quoted(stage: Stage) -> None:
    life = stage.life(year=2025)
    services.list_problem(life_id=life.pk, text="学习不够", actor=stage.secretary, now=stage.now)
    last = draft(stage, 2025)
    services.list_report_problem(report_id=last.pk, text="调研少", actor=stage.clerk, now=stage.now)
    row = draft(stage)
    assert row.past == "上年述职评议指出问题1个，已整改销号0个。上年组织生活会班子查摆问题1个，已整改销号0个。"


def test_one_report_a_person_a_year(stage: Stage) -> None:
    number = uuid4()
    facts: dict[str, Any] = {
        "org": stage.branch,
        "year": 2026,
        "actor": stage.secretary,
        "now": stage.now,
        "submission": number,
    }
    assert services.draft_report(**facts) == services.draft_report(**facts)
    with pytest.raises(Refused, match="已经起草"):
        draft(stage)
    with pytest.raises(NotAllowed):
        services.draft_report(org=stage.branch, year=2026, actor=stage.neighbour, now=stage.now)
    with pytest.raises(Refused, match="在党支部"):
        services.draft_report(org=stage.cast.township, year=2026, actor=operator(), now=stage.now)
    empty = make_org(now=stage.now, name="新村党支部", parent=stage.cast.township)
    with pytest.raises(Refused, match="没有登记书记"):
        services.draft_report(org=empty, year=2026, actor=operator(), now=stage.now)


def test_what_is_open_cannot_be_sent_and_what_is_sent_stays(stage: Stage) -> None:
    row = draft(stage)
    with pytest.raises(Refused, match="上年问题整改情况”还没有写完"):
        services.send_report(row.pk, row.version, actor=stage.secretary, now=stage.now)
    row = services.edit_report(row.pk, row.version, actor=stage.secretary, now=stage.now, **TEXTS)
    again = services.quote_again(row.pk, actor=stage.secretary, now=stage.now)
    assert again.work == TEXTS["work"]
    with pytest.raises(EditConflict):
        services.edit_report(row.pk, row.version, actor=stage.secretary, now=stage.now, **TEXTS)
    row = services.send_report(row.pk, again.version, actor=stage.secretary, now=stage.now)
    with pytest.raises(Refused, match="已经报送"):
        services.edit_report(row.pk, row.version, actor=stage.secretary, now=stage.now, **TEXTS)


def test_both_meetings_make_the_yearly_duty_and_only_once(stage: Stage) -> None:
    row = commented(stage)
    assert done(stage) == 0
    meeting = stage.held(Kind.MEMBERS_MEETING, date(2026, 11, 18))
    row = services.note_report_meeting(row.pk, row.version, meeting.pk, actor=stage.secretary, now=stage.now)
    assert (done(stage), row.claimed_on) == (1, date(2026, 11, 20))
    later = stage.held(Kind.MEMBERS_MEETING, date(2026, 11, 21))
    row = services.note_report_meeting(row.pk, row.version, later.pk, actor=stage.secretary, now=stage.now)
    row = services.note_report_meeting(row.pk, row.version, later.pk, actor=stage.secretary, now=stage.now)
    assert done(stage) == 1
    claim = Evidence.objects.get(org=stage.branch, kind="statement:branch_secretary_report_yearly")
    assert claim.held_on == date(2026, 11, 21)
    day = stage.held(Kind.THEME_PARTY_DAY, date(2026, 11, 10))
    with pytest.raises(Refused, match="没有找到"):
        services.note_report_meeting(row.pk, row.version, day.pk, actor=stage.secretary, now=stage.now)


def test_the_superior_evaluates_and_the_person_reads_it_once_told(stage: Stage) -> None:
    row = sent(stage)
    with pytest.raises(NotAllowed):
        services.comment_report(
            row.pk, row.version, upper_on=date(2026, 11, 20), comment="好", comment_by="我", actor=stage.secretary,
            now=stage.now,
        )  # fmt: skip
    with pytest.raises(Refused, match="先填"):
        services.rate_report(row.pk, row.version, grade="good", opinion="好", actor=stage.clerk, now=stage.now)
    with pytest.raises(Refused, match="还没有评定"):
        services.tell_report(row.pk, row.version, actor=stage.clerk, now=stage.now)
    row = services.comment_report(
        row.pk, row.version, upper_on=date(2026, 11, 20), comment="抓得实", comment_by="高志远", actor=stage.clerk,
        now=stage.now,
    )  # fmt: skip
    row = services.rate_report(row.pk, row.version, grade="fair", opinion="较好", actor=stage.clerk, now=stage.now)
    assert not queries.reads_result(stage.secretary, row)
    assert queries.reads_result(stage.clerk, row)
    row = services.tell_report(row.pk, row.version, actor=stage.clerk, now=stage.now)
    assert queries.reads_result(stage.secretary, row)
    assert not queries.reads_result(stage.organiser, row)
    said = " ".join(f"{line.before}{line.after}{line.note}" for line in AuditLine.objects.filter(event="report.rated"))
    assert "较好" not in said


def test_nobody_evaluates_himself(stage: Stage) -> None:
    row = sent(stage)
    self_led = replace(stage.clerk, person_id=stage.cast.members[0].pk)
    with pytest.raises(Refused, match="上级其他同志"):
        services.comment_report(
            row.pk, row.version, upper_on=date(2026, 11, 20), comment="好", comment_by="我", actor=self_led,
            now=stage.now,
        )  # fmt: skip
    with pytest.raises(Refused, match="还没有报送"):
        services.comment_report(
            draft(stage, 2025).pk, 1, upper_on=date(2026, 11, 20), comment="好", comment_by="高志远", actor=stage.clerk,
            now=stage.now,
        )  # fmt: skip


def test_only_a_closed_poll_of_leaders_is_linked(stage: Stage) -> None:
    row = sent(stage)
    with pytest.raises(Refused, match="已经结束"):
        services.link_report_poll(row.pk, row.version, 0, actor=stage.clerk, now=stage.now)
    assert services.link_report_poll(row.pk, row.version, None, actor=stage.clerk, now=stage.now).poll is None


def test_a_problem_is_put_right_by_a_task(stage: Stage) -> None:
    row = commented(stage)
    number = uuid4()
    facts: dict[str, Any] = {
        "report_id": row.pk,
        "text": "调研少",
        "actor": stage.clerk,
        "now": stage.now,
        "submission": number,
    }
    problem = services.list_report_problem(**facts)
    assert services.list_report_problem(**facts) == problem
    measure: dict[str, Any] = {
        "measure": "每月走访",
        "owner_id": stage.cast.members[0].pk,
        "due_on": date(2026, 12, 20),
    }
    made = services.rectify_report(problem_id=problem.pk, actor=stage.secretary, now=stage.now, **measure)
    assert made.assignment is not None
    with pytest.raises(Refused, match="已经有整改任务"):
        services.rectify_report(problem_id=problem.pk, actor=stage.secretary, now=stage.now, **measure)


def test_who_reads_a_report(stage: Stage) -> None:
    row = draft(stage)
    with pytest.raises(WorkReport.DoesNotExist):
        queries.get_report(stage.neighbour, Act.VIEW, row.pk)
    looker = replace(stage.organiser, grants=tuple(g for g in stage.organiser.grants if g.act is Act.VIEW))
    with pytest.raises(NotAllowed, match="只给本人"):
        queries.get_report(looker, Act.VIEW, row.pk)
    asked = queries.ReportFilters(2026)
    assert queries.list_reports(stage.clerk, asked).rows == [row]
    assert queries.list_reports(stage.neighbour, asked).rows == []
    for narrowed, found in (({"step": "draft"}, [row]), ({"step": "told"}, []), ({"q": row.person.name}, [row])):
        assert queries.list_reports(stage.clerk, replace(asked, **narrowed)).rows == found
    with pytest.raises(type(stage.cast.township).DoesNotExist):
        queries.get_reporting(operator(), stage.cast.township.pk)
    assert queries.reporting_orgs(operator()) == []


def test_who_reports_here() -> None:
    assert gives_report(OrgKind.JOINT_BRANCH, Sector.PRIVATE_ENTERPRISE)
    assert gives_report(OrgKind.PARTY_COMMITTEE, Sector.VILLAGE)
    assert not gives_report(OrgKind.PARTY_COMMITTEE, Sector.GOVERNMENT_ORGAN)
    assert not gives_report(OrgKind.TOWNSHIP_COMMITTEE, Sector.VILLAGE)
    assert open_parts(drafted([])) == list(ReportPart)


def words(content: bytes) -> str:
    paper = Document(BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in paper.paragraphs] + cells)


def test_the_pages_lead_from_the_draft_to_the_result(stage: Stage, sign_in: SignIn) -> None:
    client, clerk = sign_in(stage.cast.secretary), sign_in(stage.cast.clerk)
    meeting = stage.held(Kind.MEMBERS_MEETING, date(2026, 11, 18))
    assert "还没有述职报告" in client.get("/work-reports/").content.decode()
    client.get("/work-reports/add/")
    given = {"submission": str(uuid4()), "org": stage.branch.pk, "year": 2026}
    at = client.post("/work-reports/add/", given)["Location"]
    row = WorkReport.objects.get()
    assert "［请书写］" in client.get(at).content.decode()
    client.post(f"{at}send/", {"version": row.version})
    assert WorkReport.objects.get().submitted_on is None
    client.post(f"{at}quote/")
    client.get(f"{at}edit/")
    client.post(f"{at}edit/", TEXTS | {"version": WorkReport.objects.get().version})
    client.post(f"{at}send/", {"version": WorkReport.objects.get().version})
    client.post(f"{at}meeting/", {"version": WorkReport.objects.get().version, "activity": meeting.pk})
    comment = {"upper_on": "2026-11-20", "comment_by": "高志远", "comment": "抓得实"}
    clerk.post(f"{at}comment/", comment | {"version": WorkReport.objects.get().version})
    assert "还没有结束的测评" in clerk.get(f"{at}poll/").content.decode()
    clerk.post(f"{at}poll/", {"version": WorkReport.objects.get().version, "poll": ""})
    clerk.post(f"{at}rate/", {"version": WorkReport.objects.get().version, "grade": "good", "opinion": "认真负责"})
    assert "认真负责" not in client.get(at).content.decode()
    assert client.get(f"{at}print/result/").status_code == 403
    clerk.post(f"{at}tell/", {"version": WorkReport.objects.get().version})
    assert "认真负责" in client.get(at).content.decode()
    clerk.post(f"{at}problems/add/", {"submission": str(uuid4()), "text": "调研少"})
    problem = ReportProblem.objects.get()
    assert "还没有措施" in words(client.get(f"{at}print/result/").content)
    measure = {"measure": "每月走访", "owner": stage.cast.members[0].pk, "due_on": "2026-12-20"}
    client.post(f"/work-reports/problems/{problem.pk}/", measure)
    assert "每月走访" in clerk.get(at).content.decode()
    assert "每月走访" in words(client.get(f"{at}print/result/").content)
    assert "履职主要工作和成效写好了" in words(client.get(f"{at}print/report/").content)
    assert "总体评价" in words(client.get(f"{at}print/sheet/").content)
    assert "还没有述职报告" in client.get("/work-reports/?year=2025").content.decode()
    assert "请换个条件" in client.get("/work-reports/?q=无此人").content.decode()
    assert "没有可以起草" in clerk.get("/work-reports/add/").content.decode()
