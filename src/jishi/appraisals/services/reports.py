"""述职评议: drafted, sent, held, commented on, evaluated, told, put right."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.activities.models import Activity
from jishi.activities.queries import demand_standing
from jishi.activities.rules import Kind
from jishi.appraisals.models import ReportProblem, WorkReport
from jishi.appraisals.queries.doors import may_lead
from jishi.appraisals.queries.found import REPORT_PROBLEM
from jishi.appraisals.queries.reports import quotes_for, report_polls
from jishi.appraisals.rules import ReportGrade, ReportPart, drafted, gives_report, open_parts
from jishi.appraisals.services.keeping import line
from jishi.assignments import services as assignments
from jishi.assignments.queries import measure_origin
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import Facts, demand_past, demand_text, held, put
from jishi.kernel.locks import earlier
from jishi.kernel.registry import EvidenceChange, touched
from jishi.orgs.models import Organization
from jishi.orgs.queries import responsible

EVIDENCE = "statement:branch_secretary_report_yearly"


def _line(event: str, row: WorkReport, *, act: Act, actor: Actor, now: datetime, **said: Any) -> None:
    line(event, row.org, ("workreport", row.pk, f"{row.year}年度述职"), act=act, actor=actor, now=now, **said)


def _opened(report_id: int, version: int | None, act: Act, *, actor: Actor) -> WorkReport:
    """A report held for this transaction. Raises EditConflict when stale, NotAllowed for anybody but the person and those
    who record there (APPRAISE_LEAD: strictly above, and never the person)."""
    row = held(WorkReport, report_id, version)
    if act is Act.APPRAISE_LEAD:
        demand(may_lead(actor, row.org))
        if actor.person_id is not None and actor.person_id == row.person_id:
            raise Refused("本人的述职由上级其他同志评议。")
    elif actor.person_id is None or actor.person_id != row.person_id:
        demand(actor.may(act, row.org.path))
    return row


def _unsent(row: WorkReport) -> None:
    if row.submitted_on is not None:
        raise Refused("报告已经报送，不能再改。")


def _plain(
    actor: Actor, org: Organization, year: int, today: date
) -> tuple[list[dict[str, str]], Mapping[ReportPart, str]]:
    found = quotes_for(actor, org, year, today=today)
    return [{"part": one.part.value, "text": one.text, "url": one.url} for one in found], drafted(found)


@transaction.atomic
def draft_report(
    *, org: Organization, year: int, actor: Actor, now: datetime, submission: UUID | None = None
) -> WorkReport:
    """Draft the report of who answers for `org` today: sentences from the records of the year, each with its page; what
    has no record stays open. The same `submission` again gives the same draft. Raises NotAllowed without RECORD."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(WorkReport.objects.all(), submission):
        return known
    if not gives_report(org.kind, org.sector):
        raise Refused("述职评议在党支部、党总支和村、社区党委开展。")
    head = responsible([org.pk], now.date())[org.pk]
    if head is None:
        raise Refused("还没有登记书记，也没有主持工作的同志。")
    Organization.objects.select_for_update(no_key=True).get(pk=org.pk)
    if WorkReport.objects.filter(org=org, year=year, person=head.person_id).exists():
        raise Refused(f"{head.name}{year}年度的述职报告已经起草。", "year")
    quotes, texts = _plain(actor, org, year, now.date())
    row = WorkReport.objects.create(
        org=org, year=year, person_id=head.person_id, post=head.title, quotes=quotes, drafted_on=now.date(),
        submission=submission, **{part.value: text for part, text in texts.items()},
    )  # fmt: skip
    _line("report.drafted", row, act=Act.RECORD, actor=actor, now=now, after={"引用": len(quotes)})
    return row


@transaction.atomic
def edit_report(report_id: int, version: int, *, actor: Actor, now: datetime, **texts: str) -> WorkReport:
    """Write the parts of a report (`past`, `work`, `gaps`, `plans`, `pledges`) before it is sent. Raises EditConflict."""
    row = _opened(report_id, version, Act.RECORD, actor=actor)
    _unsent(row)
    before, after = put(row, {part.value: texts[part.value].strip() for part in ReportPart if part.value in texts})
    row.save()
    _line("report.edited", row, act=Act.RECORD, actor=actor, now=now, before=before, after=after)
    return row


@transaction.atomic
def quote_again(report_id: int, *, actor: Actor, now: datetime) -> WorkReport:
    """Fetch the sentences of the records anew; what has been written stays as it is."""
    row = _opened(report_id, None, Act.RECORD, actor=actor)
    _unsent(row)
    row.quotes, _ = _plain(actor, row.org, row.year, now.date())
    row.drafted_on = now.date()
    row.save()
    _line("report.quoted", row, act=Act.RECORD, actor=actor, now=now, after={"引用": len(row.quotes)})
    return row


@transaction.atomic
def send_report(report_id: int, version: int, *, actor: Actor, now: datetime) -> WorkReport:
    """Send a report up. Raises Refused while a part is open."""
    row = _opened(report_id, version, Act.RECORD, actor=actor)
    _unsent(row)
    if left := open_parts({part: getattr(row, part.value) for part in ReportPart}):
        raise Refused(f"“{left[0].label}”还没有写完。")
    row.submitted_on, row.submitted_by = now.date(), actor.name
    row.save()
    _line("report.sent", row, act=Act.RECORD, actor=actor, now=now)
    return row


@transaction.atomic
def note_report_meeting(report_id: int, version: int, activity_id: int, *, actor: Actor, now: datetime) -> WorkReport:
    """Link the record of the 党员大会 before which the report was given. With the day before the superior it counts as the
    yearly duty (支部工作条例第二十七条)."""
    row = _opened(report_id, version, Act.RECORD, actor=actor)
    row.activity_id = demand_standing(row.org, activity_id, Kind.MEMBERS_MEETING)
    changes = _claims(row, now.date())
    row.save()
    _line("report.meeting_noted", row, act=Act.RECORD, actor=actor, now=now)
    touched(changes)
    return row


@transaction.atomic
def comment_report(
    report_id: int, version: int, *, upper_on: date, comment: str, comment_by: str, actor: Actor, now: datetime
) -> WorkReport:
    """上级点评: the day on which the report was given before the superior, who commented and what. Raises NotAllowed for
    anybody of the organisation itself, Refused before the report was sent."""
    row = _opened(report_id, version, Act.APPRAISE_LEAD, actor=actor)
    _demand_sent(row)
    row.upper_on = demand_past(upper_on, today=now.date(), field="upper_on")
    row.comment = demand_text(comment, "comment", "请写点评意见。")
    row.comment_by = demand_text(comment_by, "comment_by", "请写点评的领导。")
    changes = _claims(row, now.date())
    row.save()
    about: Facts = {"向上级党组织述职日期": row.upper_on, "点评人": row.comment_by}
    _line("report.commented", row, act=Act.APPRAISE_LEAD, actor=actor, now=now, after=about)
    touched(changes)
    return row


def _demand_sent(row: WorkReport) -> None:
    if row.submitted_on is None:
        raise Refused("报告还没有报送。")


def _claims(row: WorkReport, today: date) -> list[EvidenceChange]:
    """What was claimed before goes, what is claimed now comes: the later day of the two, once both are known."""
    held_on = Activity.objects.get(pk=row.activity_id).held_on if row.activity_id else None
    was, now_on = row.claimed_on, max(held_on, row.upper_on) if held_on and row.upper_on else None
    if was == now_on:
        return []
    row.claimed_on = now_on
    source = ("workreport", row.pk)
    days = [(was, False), (now_on, True)]
    return [EvidenceChange(row.org_id, EVIDENCE, day, row.year, today, source, present) for day, present in days if day]


@transaction.atomic
def link_report_poll(report_id: int, version: int, poll_id: int | None, *, actor: Actor, now: datetime) -> WorkReport:
    """Say which closed secret poll on leaders is the evaluation of this report; its result stays with those entitled to
    it. None takes the link back."""
    row = _opened(report_id, version, Act.APPRAISE_LEAD, actor=actor)
    if poll_id is not None and str(poll_id) not in dict(report_polls(row)):
        raise Refused("请选择这个组织已经结束的领导班子测评。", "poll")
    row.poll_id = poll_id
    row.save()
    _line("report.poll_linked", row, act=Act.APPRAISE_LEAD, actor=actor, now=now)
    return row


@transaction.atomic
def rate_report(
    report_id: int, version: int, *, grade: str, opinion: str, actor: Actor, now: datetime
) -> WorkReport:  # fmt: skip
    """综合评价: the grade and the opinion, by who answers for the organisation from above. Raises Refused before the comment
    is there. Neither stands in the audit."""
    row = _opened(report_id, version, Act.APPRAISE_LEAD, actor=actor)
    if not row.comment:
        raise Refused("请先填述职日期和上级点评。")
    row.grade = ReportGrade(grade)
    row.opinion = demand_text(opinion, "opinion", "请写综合评价意见。")
    row.rated_on, row.rated_by = now.date(), actor.name
    row.save()
    _line("report.rated", row, act=Act.APPRAISE_LEAD, actor=actor, now=now)
    return row


@transaction.atomic
def tell_report(report_id: int, version: int, *, actor: Actor, now: datetime) -> WorkReport:
    """结果反馈: from now on the person reads the result. Raises Refused before it is rated."""
    row = _opened(report_id, version, Act.APPRAISE_LEAD, actor=actor)
    if row.rated_on is None:
        raise Refused("还没有评定。")
    row.told_on = now.date()
    row.save()
    _line("report.told", row, act=Act.APPRAISE_LEAD, actor=actor, now=now)
    return row


@transaction.atomic
def list_report_problem(
    *, report_id: int, text: str, actor: Actor, now: datetime, submission: UUID | None = None
) -> ReportProblem:
    """Put a problem that came up in the evaluation on the list. The same `submission` again gives the same one."""
    row = _opened(report_id, None, Act.APPRAISE_LEAD, actor=actor)
    if known := earlier(ReportProblem.objects.all(), submission):
        return known
    made = ReportProblem.objects.create(
        report=row, text=demand_text(text, "text", "请写问题。"), at=now, by=actor.name, submission=submission
    )
    row.save(update_fields=["version"])
    _line("report.problem_listed", row, act=Act.APPRAISE_LEAD, actor=actor, now=now)
    return made


@transaction.atomic
def rectify_report(
    *, problem_id: int, measure: str, owner_id: int, due_on: date, actor: Actor, now: datetime
) -> ReportProblem:
    """Say by what a problem is put right, by whom and by when: a task, accepted by a second person. Raises NotAllowed
    without RECORD and ASSIGN, Refused for a second measure."""
    found = ReportProblem.objects.get(pk=problem_id)
    row = held(WorkReport, found.report_id, None)
    demand(actor.may(Act.RECORD, row.org.path))
    problem = ReportProblem.objects.get(pk=problem_id)
    if problem.assignment_id is not None:
        raise Refused("这个问题已经有整改任务，请在任务里改。")
    what = demand_text(measure, "measure", "请写整改措施。")
    problem.assignment = assignments.assign(
        org=row.org, task=assignments.Task(what, owner_id=owner_id, due_on=due_on),
        origin=measure_origin(REPORT_PROBLEM, problem.pk), actor=actor, now=now,
    )  # fmt: skip
    problem.save(update_fields=["assignment"])
    row.save(update_fields=["version"])
    about: Facts = {"整改措施": what, "时限": due_on}
    _line("report.put_right", row, act=Act.RECORD, actor=actor, now=now, after=about)
    return problem
