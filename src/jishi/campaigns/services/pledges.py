"""公开承诺: proposed, reviewed at a meeting, published, followed, kept or not."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.activities.queries import demand_standing
from jishi.assignments.models import Assignment
from jishi.assignments.rules import State as TaskState
from jishi.campaigns.models import Pledge, PledgeNote
from jishi.campaigns.queries.pledges import may_write
from jishi.campaigns.rules import (
    REVIEWED_AT,
    WRITABLE,
    PledgeKind,
    PledgeScope,
    PledgeState,
    ReasonKind,
)
from jishi.campaigns.services.keeping import Subject, line
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import YES, Refused, demand
from jishi.kernel.keeping import demand_past, demand_text, held, put
from jishi.kernel.locks import earlier
from jishi.members.models import Membership
from jishi.orgs.models import Organization
from jishi.orgs.queries import true_on


def _named(row: Pledge) -> Subject:
    return ("pledge", row.pk, row.text)


def _demand_member(org: Organization, person_id: int, on: date) -> None:
    if not Membership.objects.filter(true_on(on), org=org, member_id=person_id).exists():
        raise Refused("承诺人要是本组织的党员。", "person")


@transaction.atomic
def propose_pledge(
    *,
    org: Organization,
    kind: str,
    text: str,
    due_on: date,
    actor: Actor,
    now: datetime,
    person_id: int | None = None,
    measures: str = "",
    campaign_id: int | None = None,
    submission: UUID | None = None,
) -> Pledge:
    """提诺: what an organisation (no `person_id`) or a member promises by a day. A member proposes the own one; those who
    record for the organisation propose for it and for members by whom they were asked to. The same `submission` again
    gives the same pledge. Raises NotAllowed; Refused for a day that has passed or somebody who is no member."""
    own = person_id is not None and person_id == actor.person_id
    demand(YES if own else actor.may(Act.RECORD, org.path))
    if known := earlier(Pledge.objects.all(), submission):
        return known
    if person_id is not None:
        _demand_member(org, person_id, now.date())
    if due_on < now.date():
        raise Refused("完成时限已经过去，请选今天或以后的日期。", "due_on")
    row = Pledge.objects.create(
        org=org,
        campaign_id=campaign_id,
        person_id=person_id,
        kind=PledgeKind(kind),
        text=demand_text(text, "text", "请写承诺办什么，写到能查。"),
        measures=measures.strip(),
        due_on=due_on,
        submission=submission,
    )
    facts: dict[str, object] = {"承诺类型": row.get_kind_display(), "时限": due_on}
    line("pledge.proposed", org, _named(row), actor=actor, now=now, act=Act.RECORD, after=facts)
    return row


def _held(pledge_id: int, version: int | None, *, actor: Actor) -> Pledge:
    row = held(Pledge, pledge_id, version)
    demand(may_write(actor, row))
    return row


@transaction.atomic
def edit_pledge(pledge_id: int, version: int, *, actor: Actor, now: datetime, **facts: Any) -> Pledge:
    """Change a pledge that has not been reviewed; one that was sent back is proposed again. Raises EditConflict; Refused
    afterwards: what was published is not rewritten."""
    row = _held(pledge_id, version, actor=actor)
    if row.state not in WRITABLE:
        raise Refused("已经审定的承诺不再改，可以记进展、写结果。")
    before, after = put(row, facts)
    demand_text(row.text, "text", "请写承诺办什么，写到能查。")
    row.state = PledgeState.PROPOSED
    row.save()
    line(
        "pledge.edited", row.org, _named(row), actor=actor, now=now, act=Act.RECORD, before=before, after=after
    )  # fmt: skip
    return row


def _all_of(org: Organization, ids: Sequence[int], state: PledgeState, *, actor: Actor) -> list[Pledge]:
    demand(actor.may(Act.RECORD, org.path))
    rows = list(Pledge.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids, org=org).order_by("pk"))
    if not rows:
        raise Refused("请选至少一条承诺。", "ids")
    if any(row.state != state for row in rows):
        raise Refused("选中的承诺里有的状态已经变了，请重新选。", "ids")
    return rows


@transaction.atomic
def review_pledges(
    *, org: Organization, ids: Sequence[int], activity_id: int, actor: Actor, now: datetime, passes: bool = True,
    review: str = "",
) -> list[Pledge]:  # fmt: skip
    """审诺: a recorded meeting went through these one by one and passed them, or sent them back saying what to change.
    Raises NotAllowed without RECORD; Refused for a record of another organisation or kind, or sent back without a word."""
    rows = _all_of(org, ids, PledgeState.PROPOSED, actor=actor)
    record = demand_standing(org, activity_id, *REVIEWED_AT)
    said = review.strip() if passes else demand_text(review, "review", "退回的要写明改什么。")
    for row in rows:
        row.state = PledgeState.REVIEWED if passes else PledgeState.RETURNED
        row.reviewed_in_id, row.review, row.version = record, said, row.version + 1
    Pledge.objects.bulk_update(rows, ["state", "reviewed_in", "review", "version"])
    for row in rows:
        facts: dict[str, object] = {"状态": row.get_state_display()}
        line("pledge.reviewed", org, _named(row), actor=actor, now=now, act=Act.RECORD, after=facts, note=said)
    return rows


@transaction.atomic
def publish_pledges(
    *, org: Organization, ids: Sequence[int], on: date, actor: Actor, now: datetime, scope: str = PledgeScope.BRANCH,
    watch: str = "",
) -> list[Pledge]:  # fmt: skip
    """亮诺: show reviewed pledges within the branch, or on the board as well, with a telephone for who watches. Raises
    NotAllowed without RECORD; Refused for what was not reviewed."""
    rows = _all_of(org, ids, PledgeState.REVIEWED, actor=actor)
    demand_past(on, today=now.date(), field="on")
    for row in rows:
        row.state, row.published_on, row.scope = PledgeState.PUBLISHED, on, PledgeScope(scope)
        row.watch, row.version = watch.strip(), row.version + 1
    Pledge.objects.bulk_update(rows, ["state", "published_on", "scope", "watch", "version"])
    for row in rows:
        facts: dict[str, object] = {"公布日期": on, "公布范围": PledgeScope.label_of(scope)}
        line("pledge.published", org, _named(row), actor=actor, now=now, act=Act.RECORD, after=facts)
    return rows


@transaction.atomic
def note_pledge(
    *, pledge_id: int, on: date, text: str, actor: Actor, now: datetime, assignment_id: int | None = None,
    submission: UUID | None = None,
) -> PledgeNote:  # fmt: skip
    """践诺进展, and the task it is done by, where there is one. Raises Refused before it was published or after its
    outcome."""
    row = _held(pledge_id, None, actor=actor)
    if known := earlier(PledgeNote.objects.all(), submission):
        return known
    if row.state != PledgeState.PUBLISHED:
        raise Refused("公布以后、写结果以前才记进展。")
    demand_past(on, today=now.date(), field="on")
    said = demand_text(text, "text", "请写做到了哪一步。")
    made = PledgeNote.objects.create(pledge=row, on=on, text=said, at=now, by=actor.name, submission=submission)
    if assignment_id:
        if not Assignment.objects.filter(pk=assignment_id, org=row.org).exists():
            raise Refused("请从本组织的任务里选。", "assignment")
        row.assignment_id = assignment_id
    row.save()
    facts: dict[str, object] = {"日期": on, "进展": said}
    line("pledge.noted", row.org, _named(row), actor=actor, now=now, act=Act.RECORD, after=facts)
    return made


@transaction.atomic
def settle_pledge(
    pledge_id: int, version: int, *, kept: bool, outcome: str, actor: Actor, now: datetime, why: str = ""
) -> Pledge:
    """评诺: kept or not, in words; where not, for an objective or a subjective reason. Said by somebody who records for the
    organisation and is not the one who promised. Raises NotAllowed, EditConflict; Refused for one's own, before it was
    published, without words, and for a pledge "kept" whose task nobody has accepted."""
    row = held(Pledge, pledge_id, version)
    demand(actor.may(Act.RECORD, row.org.path))
    if row.person_id is not None and row.person_id == actor.person_id:
        raise Refused("本人的承诺由支部别的同志写结果；自己做了什么，记在进展里。")
    if row.state != PledgeState.PUBLISHED:
        raise Refused("已经公布、还没有写结果的承诺才能评。")
    if kept and row.assignment and row.assignment.state != TaskState.ACCEPTED:
        raise Refused("连着的任务还没有验收，先验收再写已兑现。", "kept")
    if not kept and not why:
        raise Refused("没有兑现的，请选是客观原因还是主观原因。", "why")
    row.state = PledgeState.KEPT if kept else PledgeState.NOT_KEPT
    row.outcome = demand_text(outcome, "outcome", "请写结果：办成了什么，群众怎么说；没有办成的，为什么。")
    row.why = "" if kept else ReasonKind(why)
    row.settled_on, row.settled_by = now.date(), actor.name
    row.save()
    facts: dict[str, object] = {"状态": row.get_state_display(), "结果": row.outcome}
    line("pledge.settled", row.org, _named(row), actor=actor, now=now, act=Act.RECORD, after=facts)
    return row
