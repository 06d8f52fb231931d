"""Whose assessments an actor sees, fills, judges; and the one door of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from jishi.appraisals.models import (
    Assessment,
    AssessmentBatch,
    AssessmentPeer,
    AssessmentRound,
    Objection,
    Occurrence,
)
from jishi.appraisals.queries.doors import may_lead
from jishi.appraisals.queries.schemes import may_issue
from jishi.appraisals.queries.working import assessed
from jishi.appraisals.rules import AssessmentState
from jishi.ballots.models import Poll
from jishi.ballots.rules.polls import PollKind, PollState
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Decision, demand
from jishi.orgs.queries import org_ids_where


def assessments_where(actor: Actor, act: Act) -> QuerySet[Assessment]:
    """The assessments of organisations where the actor may do `act`."""
    return Assessment.objects.filter(org_id__in=org_ids_where(actor, act))


def may_do(actor: Actor, act: Act, row: Assessment) -> Decision:
    """VIEW: whoever sees the organisation. RECORD: who records for it marks it and objects. APPRAISE_LEAD: who leads it
    from above gives marks; publishing, answering and settling are the issuer's (`may_issue`)."""
    return may_lead(actor, row.org) if act is Act.APPRAISE_LEAD else actor.may(act, row.org.path)


def get_assessment(actor: Actor, act: Act, assessment_id: int) -> Assessment:
    """The one door, with all that was put down about it. Out of VIEW reach it is missing, within it a refusal carries its
    reason. One query."""
    row = assessed(Assessment.objects.select_related("poll__org")).get(pk=assessment_id)
    if not actor.reaches(Act.VIEW, row.org.path):
        raise Assessment.DoesNotExist
    demand(may_do(actor, act, row))
    return row


def get_judged(actor: Actor, assessment_id: int) -> Assessment:
    """The same for what the issuer alone does."""
    row = get_assessment(actor, Act.VIEW, assessment_id)
    demand(may_issue(actor, row.round.edition.scheme.org))
    return row


def get_round_of(actor: Actor, act: Act, round_id: int) -> AssessmentRound:
    """One use of a scheme: for those who see the issuer or an organisation that is assessed; APPRAISE_LEAD is the
    issuer's."""
    row = AssessmentRound.objects.select_related("edition__scheme__org").get(pk=round_id)
    org = row.edition.scheme.org
    if not actor.reaches(Act.VIEW, org.path) and not assessments_where(actor, Act.VIEW).filter(round=row).exists():
        raise AssessmentRound.DoesNotExist
    if act is not Act.VIEW:
        demand(may_issue(actor, org))
    return row


def get_peer(actor: Actor, act: Act, peer_id: int) -> AssessmentPeer:
    """What an organisation was asked to mark, for those who record for it; for all others it is not there."""
    rows = AssessmentPeer.objects.select_related("assessment__round__edition__scheme", "assessment__org", "org")
    row = rows.get(pk=peer_id)
    if not actor.reaches(Act.VIEW, row.org.path):
        raise AssessmentPeer.DoesNotExist
    demand(actor.may(act, row.org.path))
    return row


def get_objection(actor: Actor, act: Act, objection_id: int) -> Objection:
    """An objection through the door of the assessment; answering is the issuer's."""
    row = Objection.objects.select_related("indicator").get(pk=objection_id)
    row.assessment = get_assessment(actor, Act.VIEW, row.assessment_id)
    if act is not Act.VIEW:
        demand(may_issue(actor, row.assessment.round.edition.scheme.org))
    return row


def get_occurrence(actor: Actor, act: Act, occurrence_id: int) -> Occurrence:
    """A noted occurrence through the door of the assessment."""
    row = Occurrence.objects.select_related("indicator").get(pk=occurrence_id)
    row.assessment = get_assessment(actor, act, row.assessment_id)
    return row


def get_batch(actor: Actor, act: Act, batch_id: int) -> AssessmentBatch:
    """What the background works off, through the door of the use of the scheme it is about; `size` says of how many,
    whose numbers are not read."""
    batch = AssessmentBatch.objects.defer("rows").annotate(size=F("rows__len")).get(pk=batch_id)
    batch.round = get_round_of(actor, act, batch.round_id)
    return batch


def batch_at_work(round_: AssessmentRound) -> AssessmentBatch | None:
    """What the background is working off of a use, if anything. One query."""
    return AssessmentBatch.objects.defer("rows").filter(round=round_, finished_at=None).first()


@dataclass(frozen=True, slots=True)
class ToDo:
    """What waits for the actor: own assessments to mark, peers to mark, objections to answer."""

    own: Sequence[Assessment]
    peers: Sequence[AssessmentPeer]
    objections: Sequence[Objection]


def to_do(actor: Actor) -> ToDo:
    """What now. Three queries."""
    mine = assessments_where(actor, Act.RECORD).filter(state__in=[AssessmentState.SELF, AssessmentState.PUBLISHED])
    running = Q(assessment__state__in=[AssessmentState.SELF, AssessmentState.REVIEW])
    asked = AssessmentPeer.objects.filter(running, org_id__in=org_ids_where(actor, Act.RECORD))
    led = Objection.objects.filter(
        answer="", assessment__round__edition__scheme__org_id__in=org_ids_where(actor, Act.APPRAISE_LEAD)
    )
    return ToDo(
        list(mine.select_related("round__edition__scheme", "org").order_by("-round__year", "org__path")[:20]),
        list(asked.select_related("assessment__round__edition__scheme", "assessment__org", "org").order_by("pk")[:20]),
        list(led.select_related("assessment__org", "indicator").order_by("pk")[:20]),
    )


def polls_for(row: Assessment) -> list[tuple[str, str]]:
    """The closed satisfaction polls that can be taken over: of the assessed and of the issuer."""
    issuer = row.round.edition.scheme.org_id
    rows = Poll.objects.filter(
        org_id__in=[row.org_id, issuer], kind=PollKind.SATISFACTION, state=PollState.CLOSED
    ).select_related("org")
    found = rows.order_by("-closed_at", "-pk")[:50]
    return [
        (str(poll.pk), f"{poll.closed_at:%Y-%m-%d} {poll.org.short_name or poll.org.name} {poll.title}")
        for poll in found
    ]


def sees_poll(actor: Actor, row: Assessment) -> bool:
    """Whether the linked poll has a page for the actor, on an assessment through its door. No query."""
    return row.poll is not None and actor.reaches(Act.VIEW, row.poll.org.path)
