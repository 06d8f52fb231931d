"""The end of an assessment: a grade given directly, publication, objections and their answers, settling for good."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jishi.appraisals.models import Assessment, AssessmentRound, GradeFlag, Objection
from jishi.appraisals.queries.assessments import may_do
from jishi.appraisals.queries.schemes import may_issue
from jishi.appraisals.queries.working import assessed, basis_of, gathered, results_of, working_of
from jishi.appraisals.rules import AssessmentState, Scale, seal_of
from jishi.appraisals.services.assessing import RUNNING, leaf, opened, said
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
    if objections_until <= now.date():
        raise Refused("异议最晚日期要在今天以后。", "objections_until")
    rows = list(Assessment.objects.filter(round=round_, org__in=org_ids, state__in=RUNNING).order_by("org__path"))
    if not rows:
        raise Refused("没有可以公布的。")
    done = [opened(row.pk, None) for row in rows]
    for row in done:
        row.state, row.published_on, row.objections_until = AssessmentState.PUBLISHED, now.date(), objections_until
        row.save()
        about: Facts = {"异议最晚日期": objections_until}
        said("assessment.published", row, act=Act.APPRAISE_LEAD, actor=actor, now=now, after=about)
    _whole(round_, done, today=now.date())
    return done


def _whole(round_: AssessmentRound, rows: Collection[Assessment], *, today: date) -> None:
    found = list(assessed(Assessment.objects.filter(pk__in=[row.pk for row in rows]).order_by("org__path")))
    results = results_of(round_, found, today=today)
    lacking = next((row for row in found if results[row.pk].open), None)
    if lacking:
        working = working_of(lacking, basis_of(round_), gathered([lacking])[lacking.pk], today=today)
        text = next(one["text"] for one in working["lines"] if one["is_leaf"] and one["value"] is None)
        raise Refused(f"{lacking.org.name}还有 {working['open']} 项没有得分，如“{text}”。")


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
    if Objection.objects.filter(assessment=row, answer="").exists():
        raise Refused("还有异议没有答复。")
    shown = assessed(Assessment.objects.all()).get(pk=row.pk)
    working = working_of(shown, basis_of(shown.round), gathered([shown])[row.pk], today=now.date())
    if working["open"]:
        raise Refused(f"还有 {working['open']} 项没有得分。")
    row.worked, row.seal = working, seal_of(working)
    row.total, row.grade = working["total"], working["grade"]
    row.state, row.settled_on, row.settled_by, row.feedback = (
        AssessmentState.SETTLED, now.date(), actor.name, feedback.strip(),
    )  # fmt: skip
    row.save()
    about: Facts = {"得分": working["total"], "等次": working["grades"][working["grade"]], "校验码": row.seal}
    said("assessment.settled", row, act=Act.APPRAISE_LEAD, actor=actor, now=now, after=about, note=row.feedback)
    return row


@transaction.atomic
def settle_all(round_id: int, *, actor: Actor, now: datetime) -> int:
    """Settle, of one use of a scheme, every published result whose days for objections are over and whose objections are
    answered; the others stay as they are. How many were settled."""
    round_ = AssessmentRound.objects.select_related("edition__scheme__org").get(pk=round_id)
    demand(may_issue(actor, round_.edition.scheme.org))
    ready = Assessment.objects.filter(
        round=round_, state=AssessmentState.PUBLISHED, objections_until__lt=now.date()
    ).exclude(pk__in=Objection.objects.filter(assessment__round=round_, answer="").values("assessment_id"))
    rows = list(ready.order_by("org__path").values_list("pk", "version"))
    for pk, version in rows:
        settle(pk, version, actor=actor, now=now)
    return len(rows)
