"""民主评议党员: begun with the members of the day, tested, graded, sent up, settled by the superior."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.activities.queries import demand_standing
from jishi.activities.rules import Kind
from jishi.appraisals.models import VOTES, MemberReview, OrgLife, ReviewRound
from jishi.appraisals.queries import closed_polls
from jishi.appraisals.rules import LEAST_BALLOTS, Grade, RoundState, TallyWay, Votes, holds_org_life, votes_refusal
from jishi.appraisals.services.keeping import line, named, open_round, opened
from jishi.ballots.queries import poll_result
from jishi.ballots.rules.polls import PollKind
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.keeping import Facts, demand_past, demand_text, put
from jishi.kernel.locks import earlier
from jishi.kernel.registry import EvidenceChange, touched
from jishi.members.models import Member
from jishi.members.queries import roster
from jishi.members.rules import Standing
from jishi.orgs.models import Organization

EVIDENCE = "statement:democratic_appraisal_yearly"
HELD_AS = (Kind.ORG_LIFE_MEETING, Kind.MEMBERS_MEETING)


@transaction.atomic
def open_review(
    *,
    org: Organization,
    year: int,
    began_on: date,
    actor: Actor,
    now: datetime,
    together: bool = False,
    submission: UUID | None = None,
) -> ReviewRound:
    """Begin the 民主评议 of a year with everybody whose formal relation the branch holds on that day; suspended members and
    those only attached are left out, probationary ones take part ungraded. `together` with the year's 组织生活会. The same
    `submission` again gives the same round. Raises NotAllowed without APPRAISE, Refused for a second one of the year."""
    demand(actor.may(Act.APPRAISE, org.path))
    if known := earlier(ReviewRound.objects.all(), submission):
        return known
    if not holds_org_life(org.kind):
        raise Refused("民主评议党员在党支部开展。")
    demand_past(began_on, today=now.date(), field="began_on")
    Organization.objects.select_for_update(no_key=True).get(pk=org.pk)
    if ReviewRound.objects.filter(org=org, year=year).exists():
        raise Refused(f"{year}年度的民主评议党员已经建立。", "year")
    life = OrgLife.objects.filter(org=org, year=year).first() if together else None
    if together and life is None:
        raise Refused(f"{year}年度的组织生活会还没有建立，请先建立，或单独开展。", "together")
    row = ReviewRound.objects.create(org=org, year=year, began_on=began_on, life=life, submission=submission)
    _take_in(row, began_on)
    about: Facts = {"开展评议日期": began_on, "与组织生活会结合": together}
    line("review.opened", org, named(row), act=Act.APPRAISE, actor=actor, now=now, after=about)
    return row


def _take_in(row: ReviewRound, day: date) -> int:
    """Members of `day` who are not in the round yet. How many."""
    there = set(MemberReview.objects.filter(round=row).values_list("person_id", flat=True))
    people = [one for one in roster(row.org_id, day) if not one.is_attached and one.standing != Standing.SUSPENDED]
    fresh = {one.member_id: one for one in people if one.member_id not in there}
    keys = dict(Member.objects.filter(pk__in=fresh).values_list("pk", "name_key"))
    MemberReview.objects.bulk_create(
        MemberReview(round=row, person_id=pk, name_key=keys[pk], is_probationary=not one.is_formal)
        for pk, one in fresh.items()
    )
    return len(fresh)


@transaction.atomic
def take_in_members(round_id: int, version: int, *, actor: Actor, now: datetime) -> int:
    """Add those who have joined the branch since the round began; nobody is taken out. How many came."""
    row = open_round(round_id, version, actor=actor)
    count = _take_in(row, now.date())
    row.save(update_fields=["version"])
    line("review.members_added", row.org, named(row), act=Act.APPRAISE, actor=actor, now=now, after={"数量": count})
    return count


@transaction.atomic
def edit_review(round_id: int, version: int, *, actor: Actor, now: datetime, **facts: Any) -> ReviewRound:
    """Set the days of the round (began, ended, studied, self-evaluated, mutual) or link the record of the meeting. Raises
    EditConflict, Refused once it has gone up or for days that cannot be."""
    row = open_round(round_id, version, actor=actor)
    for name in ("began_on", "ended_on", "studied_on", "self_on", "mutual_on"):
        if facts.get(name) is not None:
            demand_past(facts[name], today=now.date(), field=name)
    ended, began = facts.get("ended_on", row.ended_on), facts.get("began_on", row.began_on)
    if ended is not None and ended < began:
        raise Refused("结束评议日期不能早于开展评议日期。", "ended_on")
    if "activity_id" in facts:
        facts["activity_id"] = demand_standing(row.org, facts["activity_id"], *HELD_AS)
    before, after = put(row, facts)
    row.save()
    line("review.edited", row.org, named(row), act=Act.APPRAISE, actor=actor, now=now, before=before, after=after)
    return row


@dataclass(frozen=True, slots=True)
class Totals:
    """A 民主测评 on paper: only totals, never a ballot."""

    tested_on: date
    issued: int
    returned: int
    valid: int
    votes: Mapping[int, Votes]


@transaction.atomic
def note_test(round_id: int, version: int, totals: Totals, *, actor: Actor, now: datetime) -> ReviewRound:
    """Keep the totals of a test on paper, {review id: votes}; typed again they are replaced. Below five valid ballots no
    tally is kept: then only the committee's opinion counts. Raises Refused where the numbers cannot be."""
    row = open_round(round_id, version, actor=actor)
    demand_past(totals.tested_on, today=now.date(), field="tested_on")
    reviews = _reviews(row)
    typed = [(reviews[pk].person.name, votes) for pk, votes in totals.votes.items() if pk in reviews]
    if wrong := votes_refusal(totals.issued, totals.returned, totals.valid, typed):
        raise Refused(wrong, "valid")
    row.poll = None
    row.way = TallyWay.PAPER if any(votes.known for _, votes in typed) else TallyWay.FEW
    if row.way == TallyWay.FEW and totals.valid >= LEAST_BALLOTS:
        raise Refused("请录各人的得票合计；有效票不足5张的才不录。", "valid")
    row.tested_on, row.issued, row.returned, row.valid = totals.tested_on, totals.issued, totals.returned, totals.valid
    row.save()
    _keep_votes(reviews, totals.votes)
    about: Facts = {"测评日期": totals.tested_on, "发出": totals.issued, "收回": totals.returned, "有效": totals.valid}
    line("review.tested", row.org, named(row), act=Act.APPRAISE, actor=actor, now=now, after=about)
    return row


def _reviews(row: ReviewRound) -> dict[int, MemberReview]:
    return {r.pk: r for r in MemberReview.objects.filter(round=row).select_related("person")}


def _keep_votes(reviews: Mapping[int, MemberReview], votes: Mapping[int, Votes]) -> None:
    """The tallies by review; none where nothing is known."""
    for pk, review in reviews.items():
        known = votes.get(pk, Votes()).known or (None,) * len(VOTES)
        for name, count in zip(VOTES, known, strict=True):
            setattr(review, name, count)
    MemberReview.objects.bulk_update(reviews.values(), VOTES)


@transaction.atomic
def take_poll(round_id: int, version: int, poll_id: int, *, actor: Actor, now: datetime) -> ReviewRound:
    """Take the tallies from a secret poll of this branch's members that is closed; what the poll holds back stays unknown.
    Raises Refused for any other poll, NotAllowed for those not entitled to its result."""
    row = open_round(round_id, version, actor=actor)
    if not closed_polls(row.org, PollKind.MEMBERS).filter(pk=poll_id).exists():
        raise Refused("请选择本支部已经结束的党员测评。", "poll")
    result = poll_result(actor, poll_id)
    reviews = _reviews(row)
    found = {}
    for pk, review in reviews.items():
        counts = result.overall.get(review.person_id)
        if counts and not review.is_probationary:
            found[pk] = Votes(*(counts.get(grade.standard, 0) for grade in Grade))
    _keep_votes(reviews, found)
    row.way, row.poll_id, row.valid = TallyWay.POLL, poll_id, result.ballots
    row.tested_on = result.poll.closed_at.astimezone(now.tzinfo).date() if result.poll.closed_at else now.date()
    row.issued = row.returned = max(result.ballots, result.taken_part)
    row.save()
    about: Facts = {"测评日期": row.tested_on, "有效": row.valid}
    line("review.tested", row.org, named(row), act=Act.APPRAISE, actor=actor, now=now, after=about)
    return row


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the committee says of one member: a grade, or the reason why there is none."""

    grade: str = ""
    opinion: str = ""
    ungraded_why: str = ""


@transaction.atomic
def grade_members(
    round_id: int, version: int, opinions: Mapping[int, Opinion], *, actor: Actor, now: datetime
) -> ReviewRound:
    """Keep the committee's opinion of members, {review id: opinion}; those not named stay as they are. Raises Refused for a
    grade of a probationary member, EditConflict when stale. The audit says how many, never whom."""
    row = open_round(round_id, version, actor=actor)
    reviews = {r.pk: r for r in MemberReview.objects.filter(round=row, pk__in=opinions).select_related("person")}
    for pk, review in reviews.items():
        said = opinions[pk]
        if review.is_probationary and said.grade:
            raise Refused(f"{review.person.name}是预备党员，参加评议，不定等次。", f"grade-{pk}")
        if said.grade and said.ungraded_why.strip():
            raise Refused(f"{review.person.name}已定等次，不用写未定等次的原因。", f"why-{pk}")
        review.grade = Grade(said.grade) if said.grade else ""
        review.opinion, review.ungraded_why = said.opinion.strip(), said.ungraded_why.strip()
    MemberReview.objects.bulk_update(reviews.values(), ["grade", "opinion", "ungraded_why"])
    row.save(update_fields=["version"])
    line("review.graded", row.org, named(row), act=Act.APPRAISE, actor=actor, now=now, after={"数量": len(reviews)})
    return row


@transaction.atomic
def submit_review(round_id: int, version: int, *, actor: Actor, now: datetime, remark: str = "") -> ReviewRound:
    """Send the grades up. Every full member has a grade or a reason, the round has its last day and its test. A share of
    优秀 above what the notice has in mind is no hindrance. Counts as the yearly duty from the day the round ended
    (支部工作条例第十八条). Raises Refused saying what is missing."""
    row = open_round(round_id, version, actor=actor)
    if row.ended_on is None:
        raise Refused("请先填结束评议日期。", "ended_on")
    if not row.way:
        raise Refused("请先记民主测评的结果。")
    left = MemberReview.objects.filter(round=row, is_probationary=False, grade="", ungraded_why="")
    names = list(left.order_by("name_key").values_list("person__name", flat=True)[:4])
    if names:
        raise Refused(f"{'、'.join(names[:3])}{'等' if len(names) > 3 else ''}还没有评定意见，也没有写未定等次的原因。")
    was, held_on = row.claimed_on, row.ended_on
    row.state, row.remark = RoundState.SUBMITTED, remark.strip()
    row.submitted_on, row.submitted_by, row.claimed_on = now.date(), actor.name, held_on
    row.save()
    about: Facts = {"结束评议日期": held_on}
    line("review.submitted", row.org, named(row), act=Act.APPRAISE, actor=actor, now=now, after=about, note=row.remark)
    touched(_evidence(row, was, held_on, now.date()))
    return row


def _evidence(row: ReviewRound, was: date | None, held_on: date, recorded_on: date) -> Sequence[EvidenceChange]:
    """What was claimed before goes, what is claimed now comes; nothing where the day is the same."""
    if was == held_on:
        return []
    source = ("appraisals", row.pk)

    def claim(day: date, present: bool) -> EvidenceChange:
        return EvidenceChange(row.org_id, EVIDENCE, day, row.year, recorded_on, source, present)

    return [*([claim(was, False)] if was else []), claim(held_on, True)]


@transaction.atomic
def answer_review(
    round_id: int, version: int, *, is_settled: bool, actor: Actor, now: datetime, note: str = ""
) -> ReviewRound:
    """The superior settles the grades, or sends them back saying what to mend. Raises NotAllowed for anybody of the branch
    itself, Refused for a round that waits for no answer."""
    row = opened(ReviewRound, round_id, version, actor=actor, act=Act.APPRAISE_LEAD)
    if row.state != RoundState.SUBMITTED:
        raise Refused("这一轮评议没有在等审定。")
    said = note.strip() if is_settled else demand_text(note, "note", "请写清要改什么，再退回。")
    row.state = RoundState.SETTLED if is_settled else RoundState.RETURNED
    row.answered_on, row.answered_by, row.answer = now.date(), actor.name, said
    row.save()
    about: Facts = {"进行情况": RoundState(row.state).label}
    line("review.answered", row.org, named(row), act=Act.APPRAISE_LEAD, actor=actor, now=now, after=about, note=said)
    return row


def settled_review(review_id: int, version: int | None, *, actor: Actor | None) -> MemberReview:
    """A member's review of a settled round, held for this transaction. Raises NotAllowed without APPRAISE (no actor: the
    caller has asked for another right), Refused before it is settled, EditConflict when stale."""
    found = (
        MemberReview.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round__org", "person")
        .get(pk=review_id)
    )
    if actor is not None:
        demand(actor.may(Act.APPRAISE, found.round.org.path))
    if found.round.state != RoundState.SETTLED:
        raise Refused("上级审定以后再反馈本人、填处置意见。")
    if version is not None and found.version != version:
        raise EditConflict
    found.version += 1
    return found
