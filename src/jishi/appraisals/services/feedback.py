"""After the grades are settled: each member is told, signs, and what follows is noted."""

from datetime import date, datetime

from django.db import transaction

from jishi.appraisals.models import MemberReview
from jishi.appraisals.queries import get_own_review
from jishi.appraisals.rules import Disposal, may_dispose
from jishi.appraisals.services.keeping import line, named
from jishi.appraisals.services.rounds import settled_review
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused
from jishi.kernel.keeping import Facts, demand_past, demand_text
from jishi.notices import services as notices


@transaction.atomic
def feed_back(
    review_id: int,
    version: int,
    *,
    fed_on: date,
    actor: Actor,
    now: datetime,
    signed_on: date | None = None,
    own_words: str = "",
) -> MemberReview:
    """Note that a member was told the result, and when the member signed for it on paper. Raises Refused for a signature
    before the feedback."""
    review = settled_review(review_id, version, actor=actor)
    demand_past(fed_on, today=now.date(), field="fed_on")
    if signed_on is not None:
        demand_past(signed_on, today=now.date(), field="signed_on")
        if signed_on < fed_on:
            raise Refused("签字日期不能早于反馈日期。", "signed_on")
    review.fed_on, review.signed_on, review.own_words = fed_on, signed_on, own_words.strip()
    review.save()
    about: Facts = {"反馈日期": fed_on}
    subject = named(review.round)
    line("review.fed_back", review.round.org, subject, act=Act.APPRAISE, actor=actor, now=now, after=about)
    return review


@transaction.atomic
def tell_members(round_id: int, *, actor: Actor, now: datetime) -> int:
    """Tell every member with a grade who was not told yet, by a notice that leads to the own result. How many. The notice
    itself names no grade."""
    rows = MemberReview.objects.filter(round_id=round_id, fed_on=None, is_probationary=False).order_by("pk")
    told = 0
    for pk in rows.values_list("pk", flat=True):
        review = settled_review(pk, None, actor=actor)
        text = f"{review.round.year}年度民主评议党员的结果已经审定，请查看并签收。"
        notices.notify(person_id=review.person_id, text=text, link="/my/reviews/", org_id=review.round.org_id, now=now)
        review.fed_on = now.date()
        review.save()
        told += 1
        if told == 1:
            line("review.fed_back", review.round.org, named(review.round), act=Act.APPRAISE, actor=actor, now=now)
    return told


@transaction.atomic
def sign_own(review_id: int, *, actor: Actor, now: datetime, own_words: str = "") -> MemberReview:
    """The member signs for the own result, with an opinion if there is one; again changes nothing. Anybody else's is not
    there."""
    get_own_review(actor, review_id)
    review = settled_review(review_id, None, actor=None)
    if review.signed_on is not None:
        return review
    review.fed_on = review.fed_on or now.date()
    review.signed_on, review.own_words = now.date(), own_words.strip()
    review.save()
    subject = named(review.round)
    line("review.signed", review.round.org, subject, act=Act.VIEW, actor=actor, now=now)
    return review


@transaction.atomic
def dispose(
    review_id: int, version: int, *, disposal: str, disposed_on: date, basis: str, actor: Actor, now: datetime
) -> MemberReview:
    """Note what follows the grade, with the paper it rests on. Raises Refused where it cannot follow this grade. The audit
    says that it was noted, never of whom."""
    review = settled_review(review_id, version, actor=actor)
    demand_past(disposed_on, today=now.date(), field="disposed_on")
    answer = may_dispose(review.grade, disposal)
    if not answer:
        raise Refused(answer.reason, "disposal")
    review.disposal, review.disposed_on = Disposal(disposal), disposed_on
    review.disposal_basis = demand_text(basis, "basis", "请写依据：会议或文号。")
    review.save()
    subject = named(review.round)
    line("review.disposed", review.round.org, subject, act=Act.APPRAISE, actor=actor, now=now)
    return review
