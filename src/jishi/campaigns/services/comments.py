"""领导点评 and 群众评议 of a campaign."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.ballots import services as ballots
from jishi.ballots.models import Poll
from jishi.ballots.rules.polls import PollKind, PollWay
from jishi.campaigns.models import Campaign, Comment, MassReview
from jishi.campaigns.queries.comments import facts_of, may_answer, review_items, target_of
from jishi.campaigns.rules import CampaignState, CommentWay
from jishi.campaigns.services.keeping import Subject, line, opened
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import demand_past, demand_text, held, put
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization


def _named(row: Comment) -> Subject:
    return ("comment", row.pk, row.target.name if row.target else row.person.name if row.person else "")


def _demand_running(campaign: Campaign) -> None:
    if campaign.state != CampaignState.RUNNING:
        raise Refused("活动没有在开展。")


@transaction.atomic
def comment_on(
    *,
    campaign: Campaign,
    org: Organization,
    key: str,
    leader_id: int,
    on: date,
    way: str,
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
    **parts: str,
) -> Comment:
    """Note what the leader of `org` said of one right below it (`key` of `to_comment`), with what the records showed that
    day. The same `submission` again gives the same comment. Raises NotAllowed without RECORD; Refused without what is
    lacking and where to go, for a comment on oneself, or the second time."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(Comment.objects.all(), submission):
        return known
    _demand_running(campaign)
    target, person_id, name = target_of(campaign, org, key, now.date())
    if person_id == leader_id:
        raise Refused("书记本人由上级点评。", "leader")
    subject: Any = {"target": target, "person_id": person_id}
    if Comment.objects.filter(campaign=campaign, **subject).exists():
        raise Refused(f"对{name}已经点评过，要改的在那份记录上改。", "key")
    demand_past(on, today=now.date(), field="on")
    demand_text(parts.get("lacking", ""), "lacking", "请写不足：点评不能只说好。")
    demand_text(parts.get("direction", ""), "direction", "请写努力方向。")
    row = Comment.objects.create(
        campaign=campaign, org=org, target=target, person_id=person_id, leader_id=leader_id, on=on, way=CommentWay(way),
        facts=[[fact.text, fact.url] for fact in facts_of(campaign, target, person_id, now.date())],
        submission=submission, **parts,
    )  # fmt: skip
    facts: dict[str, object] = {"对象": name, "日期": on}
    line("comment.noted", org, ("comment", row.pk, name), actor=actor, now=now, act=Act.RECORD, after=facts)
    return row


@transaction.atomic
def edit_comment(comment_id: int, version: int, *, actor: Actor, now: datetime, **parts: Any) -> Comment:
    """Mend what was noted; its facts stay those of their day. Raises EditConflict; Refused once it was answered."""
    row = opened(Comment, comment_id, version, act=Act.RECORD, actor=actor)
    if row.answered_on:
        raise Refused("对方已经答复，点评不再改。")
    before, after = put(row, parts, untold=list(parts))
    demand_text(row.lacking, "lacking", "请写不足：点评不能只说好。")
    demand_text(row.direction, "direction", "请写努力方向。")
    row.save()
    line("comment.edited", row.org, _named(row), actor=actor, now=now, act=Act.RECORD, before=before, after=after)
    return row


@transaction.atomic
def answer_comment(comment_id: int, *, answer: str, actor: Actor, now: datetime) -> Comment:
    """Whom it is about has heard it and says what will be done. Raises NotAllowed for others, Refused without words."""
    row = held(Comment, comment_id, None)
    demand(may_answer(actor, row))
    row.answer = demand_text(answer, "answer", "请写整改打算。")
    row.answered_on, row.answered_by = now.date(), actor.name
    row.save()
    place = row.target or row.org
    line("comment.answered", place, _named(row), actor=actor, now=now, act=Act.RECORD)
    return row


@transaction.atomic
def open_mass_review(
    *,
    campaign: Campaign,
    org: Organization,
    actor: Actor,
    now: datetime,
    note: str = "",
    submission: UUID | None = None,
) -> Poll:
    """群众评议: prepare a secret poll of the masses on the standards as they read for `org`, by slips with a QR code and on
    paper, no account, one vote a slip. It is run and counted by `ballots`. Raises NotAllowed without POLL; Refused for a
    campaign that has no standards or does not run."""
    _demand_running(campaign)
    items = review_items(campaign, org)
    if not items:
        raise Refused("这项活动还没有标准，先写标准再评议。")
    poll = ballots.make_poll(
        org=org, kind=PollKind.SATISFACTION, title=f"{org.short_name or org.name}群众评议（{campaign.title}）"[:80],
        ways=[PollWay.SLIP, PollWay.PAPER], items=items, asks_opinion=True, is_named=False, note=note,
        submission=submission, actor=actor, now=now,
    )  # fmt: skip
    _, is_new = MassReview.objects.get_or_create(campaign=campaign, poll=poll)
    if is_new:
        line("mass_review.opened", org, ("mass_review", poll.pk, poll.title), actor=actor, now=now, act=Act.POLL)
    return poll
