"""The list of candidates on its way: joint review, deliberation, the superior's approval, 公示, introduction."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction

from jishi.ballots.models import Candidate, Election, Slate
from jishi.ballots.queries import may_review
from jishi.ballots.rules.candidates import CandidateStage, JointReview, Objections
from jishi.ballots.services.opening import Facts, audited, opened
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand

IN_THE_RUNNING = (CandidateStage.FORWARD, CandidateStage.PROPOSED, CandidateStage.APPROVED)


def _not_to_come(day: date | None, now: datetime, field: str) -> None:
    if day is not None and day > now.date():
        raise Refused("日期还没有到，办完以后再填。", field)


def _save(election: Election, **facts: object) -> None:
    Slate.objects.update_or_create(election=election, defaults=facts)
    election.save(update_fields=["version"])


@transaction.atomic
def note_joint_review(
    *,
    election: Election,
    conclusions: Mapping[int, str],
    reviewed_on: date,
    version: int,
    actor: Actor,
    now: datetime,
) -> Election:
    """Enter the county's conclusion on each candidate; nothing else of the joint review is kept. `conclusions` by id of the
    candidate, "" for none yet. Raises NotAllowed for anybody but the county."""
    demand(may_review(actor, election.org))
    fresh = opened(election, version, actor=actor, leading=True)
    _not_to_come(reviewed_on, now, "reviewed_on")
    rows = list(Candidate.objects.filter(election=fresh, pk__in=conclusions).exclude(stage=CandidateStage.DROPPED))
    for row in rows:
        if conclusions[row.pk] != row.review:
            row.review = conclusions[row.pk]
            row.reviewed_on = reviewed_on if row.review else None
    Candidate.objects.bulk_update(rows, ["review", "reviewed_on"])
    fresh.save(update_fields=["version"])
    refused = sum(1 for row in rows if row.review == JointReview.REFUSED)
    after: Facts = {"县级联审人数": sum(1 for row in rows if row.review), "不宜作为人选": refused}
    audited("election.reviewed", fresh, actor=actor, now=now, act=Act.ELECTION_LEAD, after=after)
    return fresh


@transaction.atomic
def deliberate(
    *,
    election: Election,
    deliberated_on: date,
    due: int | None,
    present: int | None,
    gist: str,
    proposed: Collection[int],
    agreed: Mapping[int, int | None],
    request_no: str,
    requested_on: date | None,
    version: int,
    actor: Actor,
    now: datetime,
) -> Election:
    """Record the deliberation and who goes to the superior as 预备人选. `agreed`: how many agreed to each, None where it was
    not counted. Raises Refused for a name nobody put forward, one the joint review found unfit, or numbers that cannot be."""
    fresh = opened(election, version, actor=actor)
    _not_to_come(deliberated_on, now, "deliberated_on")
    _not_to_come(requested_on, now, "requested_on")
    if due is not None and present is not None and present > due:
        raise Refused(f"实到 {present}，多于应到 {due}。", "present")
    rows = list(Candidate.objects.filter(election=fresh, stage__in=IN_THE_RUNNING))
    wanted = set(proposed)
    if not wanted <= {row.pk for row in rows}:
        raise Refused("只能从初步人选里确定预备人选。", "proposed")
    for row in rows:
        count = agreed.get(row.pk)
        if count is not None and present is not None and count > present:
            raise Refused(f"{row.name}的同意人数 {count}，多于实到 {present}。", f"agreed_{row.pk}")
        if row.pk in wanted and row.review == JointReview.REFUSED:
            raise Refused(f"{row.name}的县级联审结论是“{JointReview.REFUSED.label}”。", "proposed")
        row.agreed = count
        if row.stage != CandidateStage.APPROVED:
            row.stage = CandidateStage.PROPOSED if row.pk in wanted else CandidateStage.FORWARD
    Candidate.objects.bulk_update(rows, ["agreed", "stage"])
    _save(
        fresh, deliberated_on=deliberated_on, deliberation_due=due, deliberation_present=present,
        deliberation=gist.strip(), request_no=request_no.strip(), requested_on=requested_on,
    )  # fmt: skip
    after: Facts = {"酝酿日期": deliberated_on, "预备人选": len(wanted)}
    audited("election.deliberated", fresh, actor=actor, now=now, after=after, note=request_no.strip())
    return fresh


@transaction.atomic
def approve_slate(
    *,
    election: Election,
    ids: Collection[int],
    approval_no: str,
    approved_on: date,
    version: int,
    actor: Actor,
    now: datetime,
) -> Election:
    """The superior's approval of the candidates, by its paper; those not named in it are 预备人选 still. Raises NotAllowed
    for the organisation itself; Refused without a paper or for names that were not sent up."""
    fresh = opened(election, version, actor=actor, leading=True)
    _not_to_come(approved_on, now, "approved_on")
    if not approval_no.strip():
        raise Refused("请写批复的文号或名称。", "approval_no")
    rows = list(Candidate.objects.filter(election=fresh, stage__in=IN_THE_RUNNING[1:]))
    wanted = set(ids)
    if not wanted or not wanted <= {row.pk for row in rows}:
        raise Refused("请从报来的预备人选里选择同意的人选。", "ids")
    for row in rows:
        if row.pk in wanted and row.review == JointReview.REFUSED:
            raise Refused(f"{row.name}的县级联审结论是“{JointReview.REFUSED.label}”，不能列为候选人。", "ids")
        row.stage = CandidateStage.APPROVED if row.pk in wanted else CandidateStage.PROPOSED
    Candidate.objects.bulk_update(rows, ["stage"])
    _save(fresh, approval_no=approval_no.strip(), approved_on=approved_on)
    after: Facts = {"同意的候选人": len(wanted), "批复日期": approved_on}
    audited(
        "election.approved", fresh, actor=actor, now=now, act=Act.ELECTION_LEAD, after=after, note=approval_no.strip()
    )
    return fresh


@transaction.atomic
def publish_slate(
    *,
    election: Election,
    published_from: date,
    published_to: date,
    published_where: str,
    objections: str,
    objections_note: str,
    version: int,
    actor: Actor,
    now: datetime,
) -> Election:
    """Record 公示: from, to, where, and once it is over what came of it. Raises Refused before the superior's approval, for
    an end before the beginning, an outcome before the end, or an objection without a word on how it was settled."""
    fresh = opened(election, version, actor=actor)
    slate = getattr(fresh, "slate", None)
    if slate is None or slate.approved_on is None:
        raise Refused("上级还没有批复候选人预备人选，批复以后再公示。")
    if published_to < published_from:
        raise Refused("公示止日早于起日。", "published_to")
    if objections and published_to > now.date():
        raise Refused("公示还没有结束，结束以后再填结果。", "objections")
    if objections in (Objections.SETTLED, Objections.UPHELD) and not objections_note.strip():
        raise Refused("请写反映的处理情况，不写反映人。", "objections_note")
    _save(
        fresh, published_from=published_from, published_to=published_to, published_where=published_where.strip(),
        objections=objections, objections_note=objections_note.strip(),
    )  # fmt: skip
    after: Facts = {"公示起": published_from, "公示止": published_to, "公示结果": Objections.label_of(objections)}
    audited("election.published", fresh, actor=actor, now=now, after=after)
    return fresh


@transaction.atomic
def introduce_slate(
    *, election: Election, introduced_on: date, introduced_note: str, version: int, actor: Actor, now: datetime
) -> Election:
    """Record that the candidates were introduced and questions answered (第二十一条)."""
    fresh = opened(election, version, actor=actor)
    _not_to_come(introduced_on, now, "introduced_on")
    _save(fresh, introduced_on=introduced_on, introduced_note=introduced_note.strip())
    audited("election.introduced", fresh, actor=actor, now=now, after={"介绍候选人日期": introduced_on})
    return fresh
