"""How many assessments at once become public, and how they are settled: so many statements for a county as for one
organisation."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from jishi.appraisals.models import Assessment, AssessmentRound, Objection
from jishi.appraisals.queries.working import assessed, basis_of, gathered, results_of, workings_of
from jishi.appraisals.rules import AssessmentState, seal_of
from jishi.audit import services as audit
from jishi.audit.models import AuditLine
from jishi.kernel.actor import Act, Actor
from jishi.kernel.keeping import Facts


def held(round_id: int, states: Collection[AssessmentState], **which: object) -> list[Assessment]:
    """The assessments of one use of a scheme in these states, held for this transaction, in the order of the tree, with
    what their working-out needs."""
    rows = Assessment.objects.filter(round=round_id, state__in=states, **which)
    ids = list(rows.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    return list(assessed(Assessment.objects.filter(pk__in=ids)).order_by("org__path")) if ids else []


def lacking(round_: AssessmentRound, rows: Sequence[Assessment], *, today: date) -> list[Assessment]:
    """Those that still have an item without points."""
    results = results_of(round_, rows, today=today) if rows else {}
    return [row for row in rows if results[row.pk].open]


def make_public(rows: Sequence[Assessment], *, objections_until: date, actor: Actor, now: datetime) -> None:
    """Show the results to those concerned and open the days for objections."""
    for row in rows:
        row.version += 1
        row.state, row.published_on, row.objections_until = AssessmentState.PUBLISHED, now.date(), objections_until
    columns = ["version", "state", "published_on", "objections_until"]
    Assessment.objects.bulk_update(rows, columns, batch_size=500)
    about: Facts = {"异议最晚日期": objections_until}
    audit.record_many(_lines("assessment.published", [(row, about, "") for row in rows], actor=actor, now=now))


def settle_whole(
    round_: AssessmentRound, rows: Sequence[Assessment], *, feedback: str = "", actor: Actor, now: datetime
) -> list[Assessment]:
    """Settle for good those of `rows` that have no item without points: the working-out is kept as it stands, with its
    hash. Gives those that were settled."""
    workings = workings_of(rows, basis_of(round_), gathered(rows), today=now.date()) if rows else {}
    done = [row for row in rows if not workings[row.pk]["open"]]
    for row in done:
        working = workings[row.pk]
        row.version += 1
        row.worked, row.seal = working, seal_of(working)
        row.total, row.grade = working["total"], working["grade"]
        row.state, row.settled_on, row.settled_by = AssessmentState.SETTLED, now.date(), actor.name
        row.feedback = feedback
    columns = [
        "version", "worked", "seal", "total", "grade", "state", "settled_on", "settled_by", "feedback"
    ]  # fmt: skip
    Assessment.objects.bulk_update(done, columns, batch_size=100)
    told = [(row, _settled(row), feedback) for row in done]
    audit.record_many(_lines("assessment.settled", told, actor=actor, now=now))
    return done


def _settled(row: Assessment) -> Facts:
    working = row.worked or {}
    return {"得分": row.total, "等次": working["grades"][row.grade], "校验码": row.seal}


def unanswered(rows: Collection[int]) -> set[int]:
    """Which of these have an objection that waits for its answer."""
    return set(Objection.objects.filter(assessment__in=rows, answer="").values_list("assessment_id", flat=True))


def _lines(
    event: str, about: Collection[tuple[Assessment, Facts, str]], *, actor: Actor, now: datetime
) -> list[AuditLine]:
    return [
        audit.line(
            event, actor=actor, at=now, act=Act.APPRAISE_LEAD, org=(row.org_id, row.org.path), after=after, note=note,
            subject=("appraisals.assessment", row.pk, f"{row.org.short_name or row.org.name}{row.round.year}年度考核"),
        )
        for row, after, note in about
    ]  # fmt: skip
