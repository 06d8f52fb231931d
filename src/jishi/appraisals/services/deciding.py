"""The end of an assessment: a grade given directly, publication, objections and their answers, settling for good."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from jishi.appraisals.models import Assessment, AssessmentRound, GradeFlag, Objection
from jishi.appraisals.queries.assessments import may_do
from jishi.appraisals.queries.schemes import may_issue
from jishi.appraisals.queries.working import assessed, basis_of, gathered, working_of
from jishi.appraisals.rules import AssessmentState, Scale
from jishi.appraisals.services.assessing import RUNNING, leaf, opened, said
from jishi.appraisals.services.ending import held, lacking, make_public, settle_whole, unanswered
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import Facts, demand_text
from jishi.kernel.locks import earlier

NOT_SETTLED = (*RUNNING, AssessmentState.PUBLISHED)


@transaction.atomic
def flag_grade(
    *, assessment_id: int, grade: int, basis: str, actor: Actor, now: datetime, submission: UUID | None = None
) -> GradeFlag:
    """直接定级: this grade whatever the points say, with its basis, which the assessed reads. A flag that stands is lifted
    first. The same `submission` again gives the same one."""
    row = opened(assessment_id, None, states=NOT_SETTLED)
    demand(may_issue(actor, row.round.edition.scheme.org))
    if known := earlier(GradeFlag.objects.all(), submission):
        return known
    grades = Scale(row.round.edition.scale).grades
    if not 0 <= grade < len(grades):
        raise Refused("没有这个等次。", "grade")
    why = demand_text(basis, "basis", "请写依据。")
    GradeFlag.objects.filter(assessment=row, lifted_on=None).update(lifted_on=now.date())
    made = GradeFlag.objects.create(
        assessment=row, grade=grade, basis=why, at=now, by=actor.name, submission=submission
    )  # fmt: skip
    row.save(update_fields=["version"])
    about: Facts = {"等次": grades[grade]}
    said("assessment.graded", row, act=Act.APPRAISE_LEAD, actor=actor, now=now, after=about, note=why)
    return made


@transaction.atomic
def lift_flag(assessment_id: int, *, actor: Actor, now: datetime) -> None:
    """Give the grade back to the points. Where none stands nothing changes."""
    row = opened(assessment_id, None, states=NOT_SETTLED)
    demand(may_issue(actor, row.round.edition.scheme.org))
    if GradeFlag.objects.filter(assessment=row, lifted_on=None).update(lifted_on=now.date()):
        row.save(update_fields=["version"])
        said("assessment.grade_lifted", row, act=Act.APPRAISE_LEAD, actor=actor, now=now)


@transaction.atomic
def publish(
    round_id: int, org_ids: Collection[int], *, objections_until: date, actor: Actor, now: datetime
) -> list[Assessment]:
    """Show the results to those concerned and open the days for objections: of all these organisations, or of none. Raises
    Refused naming the first that still has an item without points."""
    round_ = AssessmentRound.objects.select_related("edition__scheme__org").get(pk=round_id)
    demand(may_issue(actor, round_.edition.scheme.org))
    demand_until(objections_until, now.date())
    rows = held(round_id, RUNNING, org__in=org_ids)
    if not rows:
        raise Refused("没有可以公布的。")
    if short := lacking(round_, rows, today=now.date()):
        working = working_of(short[0], basis_of(round_), gathered(short[:1])[short[0].pk], today=now.date())
        text = next(one["text"] for one in working["lines"] if one["is_leaf"] and one["value"] is None)
        raise Refused(f"{short[0].org.name}还有 {working['open']} 项没有得分，如“{text}”。")
    make_public(rows, objections_until=objections_until, actor=actor, now=now)
    return rows


def demand_until(objections_until: date, today: date) -> None:
    """Raise Refused where no day is left for objections."""
    if objections_until <= today:
        raise Refused("异议最晚日期要在今天以后。", "objections_until")


@transaction.atomic
def object_to(
    *,
    assessment_id: int,
    text: str,
    actor: Actor,
    now: datetime,
    indicator_id: int | None = None,
    submission: UUID | None = None,
) -> Objection:
    """The assessed says what it holds to be wrong, of one item or of the whole: at any time before the days for objections
    are over. Raises NotAllowed without RECORD, Refused afterwards. The same `submission` again gives the same one."""
    row = opened(assessment_id, None, states=NOT_SETTLED)
    demand(may_do(actor, Act.RECORD, row))
    if known := earlier(Objection.objects.all(), submission):
        return known
    if row.objections_until is not None and now.date() > row.objections_until:
        raise Refused("提异议的时间已经过了。")
    item = leaf(row, indicator_id) if indicator_id else None
    made = Objection.objects.create(
        assessment=row, indicator=item, text=demand_text(text, "text", "请写有什么异议。"), at=now, by=actor.name,
        submission=submission,
    )  # fmt: skip
    row.save(update_fields=["version"])
    about: Facts = {"考核内容": item.text if item else "总体"}
    said("assessment.objected", row, act=Act.RECORD, actor=actor, now=now, after=about, note=made.text)
    return made


@transaction.atomic
def answer_objection(objection_id: int, *, answer: str, actor: Actor, now: datetime) -> Objection:
    """Answer it. What proves right is mended where it stands: the record, the mark, the occurrence."""
    found = Objection.objects.get(pk=objection_id)
    row = opened(found.assessment_id, None, states=NOT_SETTLED)
    demand(may_issue(actor, row.round.edition.scheme.org))
    found.answer = demand_text(answer, "answer", "请写答复。")
    found.answered_on, found.answered_by = now.date(), actor.name
    found.save()
    row.save(update_fields=["version"])
    said("assessment.answered", row, act=Act.APPRAISE_LEAD, actor=actor, now=now, note=found.answer)
    return found


@transaction.atomic
def reopen(assessment_id: int, version: int, *, actor: Actor, now: datetime) -> Assessment:
    """Take a published result back into assessment, so that what an objection proved wrong can be marked again (复核)."""
    row = opened(assessment_id, version, states=(AssessmentState.PUBLISHED,))
    demand(may_issue(actor, row.round.edition.scheme.org))
    row.state = AssessmentState.REVIEW
    row.save()
    said("assessment.reopened", row, act=Act.APPRAISE_LEAD, actor=actor, now=now)
    return row


@transaction.atomic
def settle(
    assessment_id: int, version: int, *, actor: Actor, now: datetime, feedback: str = ""
) -> Assessment:  # fmt: skip
    """Settle a published result for good, with the feedback: the working-out is kept as it stands, with its hash, and
    nothing later changes it. Raises Refused while objections may still come or wait for an answer."""
    row = opened(assessment_id, version, states=(AssessmentState.PUBLISHED,))
    demand(may_issue(actor, row.round.edition.scheme.org))
    if row.objections_until is not None and now.date() <= row.objections_until:
        raise Refused(f"异议可以提到 {row.objections_until} ，过了这天再审定。")
    if unanswered([row.pk]):
        raise Refused("还有异议没有答复。")
    [shown] = assessed(Assessment.objects.filter(pk=row.pk))
    if not settle_whole(shown.round, [shown], feedback=feedback.strip(), actor=actor, now=now):
        raise Refused("还有没有得分的项。")
    return shown


def past_objections(round_: AssessmentRound, today: date) -> QuerySet[Assessment]:
    """The published results of one use of a scheme whose days for objections are over and whose objections are
    answered."""
    ready = Assessment.objects.filter(round=round_, state=AssessmentState.PUBLISHED, objections_until__lt=today)
    return ready.exclude(pk__in=Objection.objects.filter(assessment__round=round_, answer="").values("assessment_id"))


@transaction.atomic
def settle_all(round_id: int, *, actor: Actor, now: datetime) -> int:
    """Settle, of one use of a scheme, every published result whose days for objections are over and whose objections are
    answered; the others stay as they are. How many were settled."""
    round_ = AssessmentRound.objects.select_related("edition__scheme__org").get(pk=round_id)
    demand(may_issue(actor, round_.edition.scheme.org))
    rows = held(round_id, (AssessmentState.PUBLISHED,), pk__in=past_objections(round_, now.date()).values("pk"))
    return len(settle_whole(round_, rows, actor=actor, now=now))
