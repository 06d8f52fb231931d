"""Publishing and settling for very many: in the background, some at a time, each part in its own transaction. What was
stopped half-way is taken up where it stood; nothing is done twice."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from jishi.appraisals.models import Assessment, AssessmentBatch, AssessmentRound
from jishi.appraisals.queries.schemes import may_issue
from jishi.appraisals.queries.summaries import PAGE
from jishi.appraisals.rules import AssessmentState, BatchStep
from jishi.appraisals.services.assessing import RUNNING
from jishi.appraisals.services.deciding import demand_until, past_objections, publish, settle_all
from jishi.appraisals.services.ending import held, lacking, make_public, settle_whole, unanswered
from jishi.appraisals.services.keeping import line
from jishi.kernel.actor import Act, Actor, operator
from jishi.kernel.decision import NotAllowed, Refused, demand
from jishi.kernel.jobs import enqueue
from jishi.kernel.keeping import Facts
from jishi.kernel.locks import earlier
from jishi.orgs.queries import actor_of

AT_ONCE = 60  # so many are done while one waits
CHUNK = PAGE
JOB = "appraisals.work_off"


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of it: how many are done, or the batch that the background works off."""

    done: int
    batch: AssessmentBatch | None = None


@transaction.atomic
def publish_many(
    round_id: int,
    org_ids: Collection[int] | QuerySet[Any, Any],
    *,
    objections_until: date,
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
) -> Ended:
    """`publish`, in the background where they are very many or asked for by a query, which stands for all that it finds;
    then those that lack points by that time stay as they are and are counted. The same `submission` again gives the same batch."""
    if not isinstance(org_ids, QuerySet) and len(set(org_ids)) <= AT_ONCE:
        return Ended(len(publish(round_id, org_ids, objections_until=objections_until, actor=actor, now=now)))
    round_ = _issued(round_id, actor)
    demand_until(objections_until, now.date())
    rows = Assessment.objects.filter(round=round_, org__in=org_ids, state__in=RUNNING)
    ids = list(rows.order_by("org__path").values_list("pk", flat=True))
    facts = {"step": BatchStep.PUBLISH, "rows": ids, "objections_until": objections_until, "submission": submission}
    return Ended(0, _begin(round_, actor=actor, now=now, **facts))


@transaction.atomic
def settle_many(round_id: int, *, actor: Actor, now: datetime) -> Ended:
    """`settle_all`, in the background where they are very many."""
    round_ = _issued(round_id, actor)
    ids = list(past_objections(round_, now.date()).order_by("org__path").values_list("pk", flat=True))
    if len(ids) <= AT_ONCE:
        return Ended(settle_all(round_id, actor=actor, now=now))
    return Ended(0, _begin(round_, actor=actor, now=now, step=BatchStep.SETTLE, rows=ids))


def _issued(round_id: int, actor: Actor) -> AssessmentRound:
    # Two that begin at once wait for each other here.
    AssessmentRound.objects.select_for_update(no_key=True).get(pk=round_id)
    round_ = AssessmentRound.objects.select_related("edition__scheme__org").get(pk=round_id)
    demand(may_issue(actor, round_.edition.scheme.org))
    return round_


def _begin(round_: AssessmentRound, *, actor: Actor, now: datetime, **facts: object) -> AssessmentBatch:
    if known := earlier(AssessmentBatch.objects.all(), facts.get("submission")):  # type: ignore[arg-type]  # words given by name
        return known
    if AssessmentBatch.objects.filter(round=round_, finished_at=None).exists():
        raise Refused("上一批还在办，办完再来。")
    made = AssessmentBatch.objects.create(round=round_, account_id=actor.account_id, at=now, by=actor.name, **facts)
    scheme = round_.edition.scheme
    subject = ("assessmentround", round_.pk, f"{scheme.name}（{round_.year}年度）")
    about: Facts = {"事项": BatchStep(made.step).label, "党组织数": len(made.rows)}
    line("scheme.batch_begun", scheme.org, subject, act=Act.APPRAISE_LEAD, actor=actor, now=now, after=about)
    enqueue(JOB, batch=made.pk)
    return made


@transaction.atomic
def take_up(batch_id: int, *, actor: Actor, now: datetime) -> None:
    """Queue again what stands still. One that is finished stays so."""
    batch = AssessmentBatch.objects.select_related("round__edition__scheme__org").get(pk=batch_id)
    demand(may_issue(actor, batch.round.edition.scheme.org))
    if batch.finished_at is None:
        enqueue(JOB, batch=batch.pk)


def work_off(batch_id: int, *, now: datetime) -> AssessmentBatch:
    """Do what is not done yet, part by part, with the rights that whoever asked for it has today. Run again, or twice at
    once, it repeats nothing."""
    while _part(batch_id, now):
        pass
    return AssessmentBatch.objects.defer("rows").get(pk=batch_id)


@transaction.atomic
def _part(batch_id: int, now: datetime) -> bool:
    """The next part; whether there was one. Whoever else works on the batch waits for this."""
    rows = AssessmentBatch.objects.select_for_update(of=("self",)).select_related("round__edition__scheme__org")
    batch = rows.defer("rows").get(
        pk=batch_id
    )  # the numbers of a city's, read for every part, would be most of the work
    if batch.finished_at is not None:
        return False
    ids = AssessmentBatch.objects.values_list(f"rows__{batch.done}_{batch.done + CHUNK}", flat=True)
    part: list[int] = ids.get(pk=batch_id)
    try:
        actor = _behind(batch, now.date())
        demand(may_issue(actor, batch.round.edition.scheme.org))
    except NotAllowed as refusal:
        batch.note, part = refusal.reason[:300], []
    if part:
        work = _publish if batch.step == BatchStep.PUBLISH else _settle
        batch.left += len(part) - work(batch, part, actor, now)
        batch.done += len(part)
    else:
        batch.finished_at = now
    batch.save(update_fields=["done", "left", "note", "finished_at"])
    return bool(part)


def _behind(batch: AssessmentBatch, today: date) -> Actor:
    """Who asked for it: the background acts for nobody else."""
    if batch.account_id is None:
        return operator(batch.by)
    return actor_of(account_id=batch.account_id, chosen=None, today=today)


def _publish(batch: AssessmentBatch, ids: Collection[int], actor: Actor, now: datetime) -> int:
    assert batch.objections_until is not None
    rows = held(batch.round_id, RUNNING, pk__in=ids)
    short = {row.pk for row in lacking(batch.round, rows, today=now.date())}
    whole = [row for row in rows if row.pk not in short]
    make_public(whole, objections_until=batch.objections_until, actor=actor, now=now)
    return len(whole)


def _settle(batch: AssessmentBatch, ids: Collection[int], actor: Actor, now: datetime) -> int:
    waiting = unanswered(ids)
    rows = held(batch.round_id, (AssessmentState.PUBLISHED,), pk__in=set(ids) - waiting)
    return len(settle_whole(batch.round, rows, actor=actor, now=now))
