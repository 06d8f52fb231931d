"""From the first recommendation to the names put forward: how the election is to be held, who recommended whom."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from jishi.ballots.models import Candidate, Election, Procedure, Recommending, Support
from jishi.ballots.queries.electors import Elector, rights_now
from jishi.ballots.rules.candidates import CandidateStage, JointReview, Way, surplus_said, ways_allowed
from jishi.ballots.rules.roll import Rights
from jishi.ballots.services.opening import Facts, audited, opened
from jishi.kernel.actor import Actor
from jishi.kernel.decision import Refused
from jishi.kernel.locks import earlier
from jishi.kernel.names import clean_name

AT_WORK = (CandidateStage.NAMED, CandidateStage.FORWARD, CandidateStage.DROPPED)
type Known = Mapping[int, tuple[Elector, Rights]]


@transaction.atomic
def set_procedure(
    *,
    election: Election,
    seats: int | None,
    candidates: int | None,
    deputies: int,
    is_direct: bool,
    starts_at: time | None,
    place: str,
    ways: Collection[str],
    ways_basis: str,
    request_no: str,
    requested_on: date | None,
    agreed_no: str,
    agreed_on: date | None,
    excusal_paper: str,
    contact: str,
    base: str,
    is_by_votes: bool,
    version: int,
    actor: Actor,
    now: datetime,
) -> Election:
    """Say how the election is to be held. `ways`: those the notice provides for beside organisation and members, with its
    name. Raises Refused with fewer candidates than a fifth above the seats, or ways without their basis."""
    fresh = opened(election, version, actor=actor)
    if seats and candidates and not is_direct and (said := surplus_said(candidates, seats)):
        raise Refused(said, "candidates")
    extra = [way for way in ways_allowed(ways) if way in (Way.MASSES, Way.ONESELF)]
    if extra and not ways_basis.strip():
        raise Refused(f"{'、'.join(way.label for way in extra)}按通知规定进行，请写明通知的文号或名称。", "ways_basis")
    if agreed_on and not agreed_no.strip():
        raise Refused("请写批复的文号或名称。", "agreed_no")
    _demand_past(now, requested_on=requested_on, agreed_on=agreed_on)
    fresh.seats, fresh.candidates = seats, candidates
    fresh.save(update_fields=["seats", "candidates", "version"])
    facts: Facts = {
        "starts_at": starts_at, "place": place.strip(), "is_direct": is_direct, "deputies": deputies,
        "ways": [way.value for way in extra], "ways_basis": ways_basis.strip() if extra else "",
        "request_no": request_no.strip(), "requested_on": requested_on, "agreed_no": agreed_no.strip(),
        "agreed_on": agreed_on, "excusal_paper": excusal_paper.strip(), "contact": contact.strip(), "base": base,
        "is_by_votes": is_by_votes,
    }  # fmt: skip
    Procedure.objects.update_or_create(election=fresh, defaults=facts)
    after: Facts = {"委员名额": seats, "候选人名额": candidates, "副书记名额": deputies, "过半数的基数": base}
    audited("election.procedure_set", fresh, actor=actor, now=now, after=after, note=agreed_no.strip())
    return fresh


def _demand_past(now: datetime, **days: date | None) -> None:
    for field, day in days.items():
        if day is not None and day > now.date():
            raise Refused("日期还没有到，办完以后再填。", field)


@transaction.atomic
def name_candidate(
    *,
    election: Election,
    person_id: int | None,
    name: str,
    employer: str,
    version: int,
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
) -> Candidate:
    """Put one name on the list: a member by `person_id`, or somebody from outside by `name` with his unit. The same
    `submission` again gives the same row. Raises Refused for somebody who may not stand or is on the list."""
    if known := earlier(Candidate.objects.filter(election=election), submission):
        return known
    fresh = opened(election, version, actor=actor)
    made = _named(fresh, person_id, name, actor=actor, now=now, known=rights_now(fresh) if person_id else {})
    if person_id is None and not employer.strip():
        raise Refused("名册以外的人选，请写明单位职务。", "employer")
    made.employer, made.submission = employer.strip(), submission
    made.save()
    fresh.save(update_fields=["version"])
    audited("election.named", fresh, actor=actor, now=now, after={"候选人": made.name})
    return made


def _named(
    election: Election, person_id: int | None, name: str, *, actor: Actor, now: datetime, known: Known
) -> Candidate:
    if person_id is not None:
        if person_id not in known:
            raise Refused("这个人大会那天不在本组织。", "person_id")
        elector, rights = known[person_id]
        if not rights.may_stand:
            raise Refused(f"{elector.name}没有被选举权：{rights.reason}。", "person_id")
        name = elector.name
    name = clean_name(name)
    if not name:
        raise Refused("请选择党员，或写上姓名。", "name")
    rows = Candidate.objects.filter(election=election)
    if (rows.filter(person=person_id) if person_id else rows.filter(person=None, name=name)).exists():
        raise Refused(f"{name}已经在名单里。", "person_id" if person_id else "name")
    return Candidate(election=election, person_id=person_id, name=name, at=now, by=actor.name)


@transaction.atomic
def record_recommending(
    *,
    election: Election,
    way: Way,
    form: str,
    held_on: date,
    due: int | None,
    present: int | None,
    issued: int | None,
    returned: int | None,
    valid: int | None,
    note: str,
    counts: Mapping[int, int | None],
    others: Sequence[tuple[str, int]],
    version: int,
    actor: Actor,
    now: datetime,
) -> Election:
    """Enter one way of recommending: how it was held and what each name received. `counts` by id of the candidate, None
    for nothing; `others` are names not yet on the list. Raises Refused for a way the notice does not provide for, more
    slips valid than returned or returned than issued, a name with more support than there are slips, a name that several
    members bear."""
    fresh = opened(election, version, actor=actor)
    procedure = getattr(fresh, "procedure", None)
    if way not in ways_allowed(procedure.ways if procedure else ()):
        raise Refused(f"{way.label}按通知规定进行。通知有规定的，先在“选举方案”里勾选并写明通知。")
    _demand_past(now, held_on=held_on)
    _demand_sums(due=due, present=present, issued=issued, returned=returned, valid=valid)
    facts: Facts = {
        "form": form, "held_on": held_on, "due": due, "present": present, "issued": issued, "returned": returned,
        "valid": valid, "note": note.strip(),
    }  # fmt: skip
    Recommending.objects.update_or_create(election=fresh, way=way, defaults=facts)
    most = next((n for n in (valid, returned, present, due) if n is not None), None)
    for name, count in [(f"count_{pk}", count) for pk, count in counts.items()] + [("others", n) for _, n in others]:
        if count is not None and most is not None and count > most and way is not Way.ONESELF:
            raise Refused(f"票数 {count} 多于{_of_what(valid, returned, present)} {most}。", name)
    found = dict(counts)
    for name, count in others:
        made = _found_by_name(fresh, name, actor=actor, now=now)
        found[made.pk] = count
    listed = set(Candidate.objects.filter(election=fresh, pk__in=found).values_list("pk", flat=True))
    Support.objects.filter(candidate__election=fresh, way=way).delete()
    Support.objects.bulk_create(
        [Support(candidate_id=pk, way=way, count=n) for pk, n in found.items() if n is not None and pk in listed]
    )
    fresh.save(update_fields=["version"])
    after: Facts = {
        "推荐日期": held_on,
        "有效推荐票（表）": valid,
        "得到推荐": sum(1 for n in found.values() if n is not None),
    }
    audited("election.recommended", fresh, actor=actor, now=now, after=after, note=way.label)
    return fresh


def _of_what(valid: int | None, returned: int | None, present: int | None) -> str:
    if valid is not None:
        return "有效票（表）"
    return "收回的票（表）" if returned is not None else "参加人数" if present is not None else "应参加人数"


def _demand_sums(**numbers: int | None) -> None:
    """Each number at most the one before it, where both are known."""
    words = {"due": "应参加", "present": "参加", "issued": "发出", "returned": "收回", "valid": "有效"}
    for more, less in (("due", "present"), ("issued", "returned"), ("returned", "valid")):
        first, second = numbers[more], numbers[less]
        if first is not None and second is not None and second > first:
            raise Refused(f"{words[less]} {second}，多于{words[more]} {first}。", less)


def _found_by_name(election: Election, name: str, *, actor: Actor, now: datetime) -> Candidate:
    """The candidate of this name, made from the members who belong; only one of them may bear it."""
    plain = clean_name(name)
    on_list = list(Candidate.objects.filter(election=election, name=plain)[:2])
    if len(on_list) == 1:
        return on_list[0]
    known = rights_now(election)
    bearing = [pk for pk, (elector, _) in known.items() if clean_name(elector.name) == plain]
    if len(bearing) != 1 or on_list:
        more = f"有 {len(bearing)} 名党员叫“{plain}”" if len(bearing) > 1 else f"党员名册里没有“{plain}”"
        raise Refused(f"{more}，请先用“加人选”加到名单里，再填票数。", "others")
    made = _named(election, bearing[0], "", actor=actor, now=now, known=known)
    made.save()
    return made


@transaction.atomic
def put_forward(*, election: Election, ids: Collection[int], version: int, actor: Actor, now: datetime) -> Election:
    """Say who is put forward (初步人选) of the names recommended; the others stay on the list. Raises Refused for a name
    that the joint review found unfit, or when a name further along would be taken back this way."""
    fresh = opened(election, version, actor=actor)
    rows = list(Candidate.objects.filter(election=fresh, stage__in=AT_WORK))
    chosen = [row for row in rows if row.pk in set(ids)]
    for row in chosen:
        if row.review == JointReview.REFUSED:
            raise Refused(f"{row.name}的县级联审结论是“{JointReview.REFUSED.label}”，不能列为人选。", "ids")
        row.stage, row.why = CandidateStage.FORWARD, ""
    back = [row for row in rows if row not in chosen and row.stage == CandidateStage.FORWARD]
    for row in back:
        row.stage = CandidateStage.NAMED
    Candidate.objects.bulk_update([*chosen, *back], ["stage", "why"])
    fresh.save(update_fields=["version"])
    audited("election.put_forward", fresh, actor=actor, now=now, after={"初步人选": len(chosen)})
    return fresh


@transaction.atomic
def write_candidate(
    *,
    candidate: Candidate,
    post: str,
    employer: str,
    worked_since: str,
    resume: str,
    introduction: str,
    remark: str,
    version: int,
    actor: Actor,
    now: datetime,
) -> Candidate:
    """Write what is printed of a candidate beside the roster: intended post, unit, life, how he works."""
    fresh = opened(candidate.election, version, actor=actor)
    row = Candidate.objects.get(pk=candidate.pk, election=fresh)
    before: Facts = {"拟任职务": row.get_post_display() if row.post else ""}
    row.post, row.employer, row.worked_since = post, employer.strip(), worked_since.strip()
    row.resume, row.introduction, row.remark = resume.strip(), introduction.strip(), remark.strip()
    row.save()
    fresh.save(update_fields=["version"])
    after: Facts = {"拟任职务": row.get_post_display() if row.post else ""}
    audited("election.candidate_written", fresh, actor=actor, now=now, before=before, after=after, note=row.name)
    return row


@transaction.atomic
def drop_candidate(*, candidate: Candidate, why: str, version: int, actor: Actor, now: datetime) -> Candidate:
    """Take a name out of the running, with the reason; it stays on the list. Raises Refused without one."""
    fresh = opened(candidate.election, version, actor=actor, either=True)
    if not why.strip():
        raise Refused("请写不再作为人选的原因。", "why")
    row = Candidate.objects.get(pk=candidate.pk, election=fresh)
    before: Facts = {"进展": row.get_stage_display()}
    row.stage, row.why = CandidateStage.DROPPED, why.strip()
    row.save(update_fields=["stage", "why"])
    fresh.save(update_fields=["version"])
    after: Facts = {"进展": CandidateStage.DROPPED.label}
    audited(
        "election.candidate_dropped",
        fresh,
        actor=actor,
        now=now,
        before=before,
        after=after,
        note=f"{row.name}：{row.why}",
    )
    return row
