"""After the meetings: the division of work, the report, what the superior files and approves."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jishi.ballots.models import Allotment, Assembly, Election, ElectionStep, ResultReport, RoundName
from jishi.ballots.queries import procedure_of
from jishi.ballots.queries.meeting import POST_OF, Outcome, standing_of
from jishi.ballots.rules import ElectionKind, ElectionState, steps_of
from jishi.ballots.rules.candidates import Office
from jishi.ballots.rules.counting import Verdict
from jishi.ballots.rules.meeting import HEADS, ReportState, Ruling, Stage, has_plenary
from jishi.ballots.services.elections import IN_VILLAGES
from jishi.ballots.services.holding import (
    assembly_held,
    held,
    keep_ruling,
    leads,
    mark_step,
)
from jishi.ballots.services.opening import audited
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Decision, EditConflict, Refused
from jishi.kernel.locks import earlier
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization, Term
from jishi.orgs.queries import committee_on
from jishi.orgs.rules import COMMITTEE_POSTS, DIVIDED, PostKind, WorkField

HEAD_POSTS = tuple(POST_OF.values())
MEMBER_POSTS = tuple(post for post in COMMITTEE_POSTS if post not in HEAD_POSTS)
RENEWING = (ElectionKind.TERM, ElectionKind.CONGRESS)


@transaction.atomic
def divide_work(
    *,
    assembly: Assembly,
    shares: Sequence[tuple[int, PostKind, Sequence[WorkField]]],
    version: int,
    actor: Actor,
    now: datetime,
) -> Assembly:
    """Keep the division of work of the new committee: (person id, post beside what was elected, fields). The whole of it
    each time. It becomes posts and charges when the superior files the result. Raises EditConflict; Refused for a field
    given twice, a post of the committee's own taken twice where there is only one, or once the result is reported."""
    fresh = assembly_held(assembly, version, actor=actor)
    _demand_unreported(fresh.election)
    outcome = standing_of(fresh.election_id)
    members = {one.person_id: one.name for one in outcome.elected(Office.COMMITTEE)}
    heads = {one.person_id: POST_OF[Office(one.round.office)] for one in _heads(outcome)}
    given: dict[WorkField, str] = {}
    taken: dict[PostKind, str] = {}
    rows = []
    for person_id, post, fields in shares:
        name = members.get(person_id)
        if name is None:
            raise Refused("分工只在新当选的委员中安排。")
        kept = PostKind.COMMITTEE_MEMBER if post in HEAD_POSTS else post
        if kept not in MEMBER_POSTS:
            raise Refused(f"{post.label}不是委员的职务。", f"post_{person_id}")
        if kept is not PostKind.COMMITTEE_MEMBER and kept in taken:
            raise Refused(f"{kept.label}已经是{taken[kept]}。", f"post_{person_id}")
        taken[kept] = name
        for field in fields:
            if field not in DIVIDED:
                raise Refused(f"{field.label}不是分管的工作。", f"fields_{person_id}")
            if field in given:
                raise Refused(f"{field.label}已经由{given[field]}分管，一项工作由一人分管。", f"fields_{person_id}")
            given[field] = name
        rows.append(
            Allotment(election=fresh.election, person_id=person_id, post=kept, fields=[f.value for f in fields])
        )
    Allotment.objects.filter(election=fresh.election).delete()
    Allotment.objects.bulk_create(rows)
    fresh.save()
    said: dict[str, object] = {
        members[row.person_id] or "": "、".join(
            [
                PostKind.label_of(heads.get(row.person_id, PostKind(row.post))),
                *(WorkField.label_of(f) for f in row.fields),
            ]
        )
        for row in rows
    }
    audited("meeting.divided", fresh.election, actor=actor, now=now, after=said)
    return fresh


def _heads(outcome: Outcome) -> list[RoundName]:
    """Who was elected secretary or deputy, each with its round."""
    found = []
    for vote in outcome.votes:
        for name in vote.seated if vote.office in HEADS else ():
            name.round = vote.round
            found.append(name)
    return found


def _demand_unreported(election: Election) -> None:
    if ResultReport.objects.filter(election=election).exclude(state=ReportState.RETURNED).exists():
        raise Refused("结果已经上报。要改的，请先撤回报告。")


@transaction.atomic
def send_report(
    *,
    election: Election,
    reported_on: date,
    paper: str,
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
) -> ResultReport:
    """Report the result to the superior once the meetings have closed; again after it was sent back. The same `submission`
    again changes nothing. Raises NotAllowed without ELECTION, Refused naming what is left to do."""
    fresh = held(election.pk, actor=actor)
    if known := earlier(ResultReport.objects.filter(election=fresh), submission):
        return known
    _demand_unreported(fresh)
    last = _closed(fresh)
    if reported_on > now.date():
        raise Refused("日期还没有到，报出以后再填。", "reported_on")
    if reported_on < last:
        raise Refused(f"不能早于会议日期 {last}。", "reported_on")
    report = ResultReport.objects.filter(election=fresh).first() or ResultReport(election=fresh, version=0)
    report.state, report.reported_on, report.paper = ReportState.SENT, reported_on, paper.strip()
    report.at, report.by, report.submission, report.version = now, actor.name, submission, report.version + 1
    report.save()
    mark_step(fresh, "report", reported_on, report.paper or "已上报", actor=actor)
    audited("result.reported", fresh, actor=actor, now=now, after={"报告日期": reported_on, "文号": report.paper})
    return report


def _closed(election: Election) -> date:
    """The day of the last meeting, when all that must be held have closed."""
    found = {one.stage: one for one in Assembly.objects.filter(election=election)}
    general, plenary = found.get(Stage.GENERAL), found.get(Stage.PLENARY)
    if general is None or not general.is_closed:
        raise Refused("选举大会还没有开完。")
    kind = ElectionKind(election.kind)
    if plenary is None and kind in RENEWING and has_plenary(kind, is_direct=procedure_of(election).is_direct):
        raise Refused("新一届委员会还没有开第一次会议。")
    if plenary and not plenary.is_closed:
        raise Refused("委员会第一次会议还没有开完。")
    return max(one.held_on for one in found.values())


def _report(report: ResultReport, version: int, *, actor: Actor, right: object = leads) -> ResultReport:
    election = held(report.election_id, actor=actor, right=right)  # type: ignore[arg-type]  # one of two rights
    fresh = ResultReport.objects.get(pk=report.pk)
    fresh.election = election
    if fresh.version != version:
        raise EditConflict
    fresh.version += 1
    return fresh


def _own(actor: Actor, election: Election) -> Decision:
    return actor.may(Act.ELECTION, election.org.path)


@transaction.atomic
def take_back_report(*, report: ResultReport, why: str, version: int, actor: Actor, now: datetime) -> ResultReport:
    """The branch takes its report back, with the reason, while the superior has filed nothing. Raises EditConflict, Refused."""
    return _back(report, Ruling.TAKEN_BACK, why, version, _own, actor=actor, now=now)


@transaction.atomic
def return_report(*, report: ResultReport, why: str, version: int, actor: Actor, now: datetime) -> ResultReport:
    """The superior sends a report back, with the reason. Raises EditConflict, Refused once something was filed."""
    return _back(report, Ruling.RETURNED, why, version, leads, actor=actor, now=now)


def _back(
    report: ResultReport, ruling: Ruling, why: str, version: int, right: object, *, actor: Actor, now: datetime
) -> ResultReport:
    fresh = _report(report, version, actor=actor, right=right)
    if fresh.state != ReportState.SENT:
        raise Refused("已经备案的结果不能退回或撤回。委员任职不对的，请在组织的“任职”里更正。")
    keep_ruling(fresh.election, ruling, why, actor=actor, now=now)
    fresh.state = ReportState.RETURNED
    fresh.save()
    mark_step(fresh.election, "report", None, "", actor=actor)
    act = Act.ELECTION if ruling is Ruling.TAKEN_BACK else Act.ELECTION_LEAD
    audited(f"result.{ruling.value}", fresh.election, actor=actor, now=now, act=act, note=why.strip())
    return fresh


@transaction.atomic
def file_result(
    *,
    report: ResultReport,
    filed_on: date,
    actor: Actor,
    now: datetime,
    version: int,
    number: int | None = None,
    confirmed: Collection[int] = (),
    refused: Collection[int] = (),
) -> ResultReport:
    """委员报备案: the superior files who was elected to the committee. The new term begins with the day of the election and
    the old one ends; members take office from that day, those who hold the head posts keep them until the superior
    approves the new ones. `confirmed` and `refused` are the names (row ids) held for the superior. Raises NotAllowed
    without the right to keep posts; EditConflict; Refused where a held name is left without an answer."""
    fresh = _report(report, version, actor=actor)
    if fresh.state != ReportState.SENT:
        raise Refused("这份报告已经办过备案，或已退回。")
    _demand_day(filed_on, fresh.reported_on, now, "filed_on")
    election = fresh.election
    _answer_held(election, set(confirmed), set(refused))
    outcome = standing_of(election.pk)
    general = Assembly.objects.get(election=election, stage=Stage.GENERAL)
    if election.kind in RENEWING:
        fresh.term = _new_term(election, general, outcome, number, actor=actor, now=now)
        _end_members(election.org, general.held_on, fresh, actor=actor, now=now)
    if election.kind != ElectionKind.DELEGATES:
        sitting = _in_post(election.org, HEAD_POSTS, general.held_on)
        _seat(election, outcome, general.held_on, but=sitting, actor=actor, now=now)
    fresh.state, fresh.filed_on, fresh.filed_by = ReportState.FILED, filed_on, actor.name
    fresh.save()
    names = "、".join(one.name for one in outcome.elected(Office.COMMITTEE, Office.DELEGATE))
    audited("result.filed", election, actor=actor, now=now, act=Act.ELECTION_LEAD, after={"备案": names})
    if not _heads(outcome):
        _finish(fresh, filed_on, "委员已备案", actor=actor, now=now)
    return fresh


def _demand_day(on: date, since: date, now: datetime, field: str) -> None:
    if on > now.date():
        raise Refused("日期还没有到，办了以后再填。", field)
    if on < since:
        raise Refused(f"不能早于上报日期 {since}。", field)


def _answer_held(election: Election, confirmed: set[int], refused: set[int]) -> None:
    for name in standing_of(election.pk).held():
        if name.pk in confirmed:
            name.verdict, name.ruling = Verdict.ELECTED, "上级党组织确认当选"
        elif name.pk in refused:
            name.verdict, name.ruling = Verdict.NOT_ELECTED, "上级党组织不予确认"
        else:
            raise Refused(f"{name.name}待上级确认：请选确认当选或不予确认。", f"held_{name.pk}")
        name.save()


def _new_term(
    election: Election, general: Assembly, outcome: Outcome, number: int | None, *, actor: Actor, now: datetime
) -> Term:
    members = outcome.elected(Office.COMMITTEE)
    return orgs.open_term(
        org=election.org, elected_on=general.held_on, number=number, seats=len(members) or None,
        has_committee=bool(members), early_basis=election.approval, beyond_a_year=True, actor=actor, now=now,
    )  # fmt: skip


def _end_members(org: Organization, on: date, report: ResultReport, *, actor: Actor, now: datetime) -> None:
    for post in committee_on(org, on):
        if post.post in MEMBER_POSTS and (post.from_on is None or post.from_on < on):
            orgs.end_post(held=post, on=on, basis=_basis(report), actor=actor, now=now)


def _basis(report: ResultReport) -> str:
    return report.approval or report.paper or "换届选举"


def _in_post(org: Organization, posts: Collection[PostKind], on: date) -> set[int]:
    return {one.person_id for one in committee_on(org, on) if one.post in posts}


def _seat(
    election: Election, outcome: Outcome, on: date, *, but: Collection[int] = (), actor: Actor, now: datetime
) -> None:
    """Those elected to the committee take their posts and their part of the work from `on`, as the first meeting divided
    it, unless they sit already."""
    shares = {row.person_id: row for row in Allotment.objects.filter(election=election)}
    sitting = _in_post(election.org, COMMITTEE_POSTS, on) | set(but)
    for name in outcome.elected(Office.COMMITTEE):
        if name.person_id is None or name.person_id in sitting:
            continue
        share = shares.get(name.person_id)
        post = PostKind(share.post) if share else PostKind.COMMITTEE_MEMBER
        orgs.hold_post(person_id=name.person_id, org=election.org, post=post, from_on=on, actor=actor, now=now)
        _charge(election.org, share, on, actor=actor, now=now)


def _charge(org: Organization, share: Allotment | None, on: date, *, actor: Actor, now: datetime) -> None:
    if share and share.fields:
        orgs.assign_charge(
            org=org,
            fields=share.fields,
            person_id=share.person_id,
            from_on=on,
            basis="新一届委员会分工",
            actor=actor,
            now=now,
        )


@transaction.atomic
def approve_result(
    *,
    report: ResultReport,
    approved_on: date,
    approval: str,
    actor: Actor,
    now: datetime,
    version: int,
    published_on: date | None = None,
) -> ResultReport:
    """书记、副书记报批: the superior approves and they take office that day; their predecessors leave it. The election is
    finished. Raises NotAllowed without the right to keep posts; EditConflict; Refused before the members are filed, without
    the paper, or for a day on which they are not yet members."""
    fresh = _report(report, version, actor=actor)
    if fresh.state != ReportState.FILED:
        raise Refused("请先办委员备案。" if fresh.state == ReportState.SENT else "这份报告已经批复或退回。")
    if not approval.strip():
        raise Refused("请写批复的文号或名称。", "approval")
    _demand_day(approved_on, fresh.reported_on, now, "approved_on")
    election, outcome = fresh.election, standing_of(fresh.election_id)
    fresh.approved_on, fresh.approval, fresh.approved_by = approved_on, approval.strip(), actor.name
    heads = _heads(outcome)
    _hand_over(election, heads, approved_on, fresh, actor=actor, now=now)
    if election.kind in RENEWING:
        _seat(election, outcome, approved_on, but={one.person_id or 0 for one in heads}, actor=actor, now=now)
    fresh.state, fresh.published_on = ReportState.APPROVED, published_on
    after: dict[str, object] = {Office(one.round.office).label + f"（{n}）": one.name for n, one in enumerate(heads, 1)}
    audited("result.approved", election, actor=actor, now=now, act=Act.ELECTION_LEAD, after=after, note=fresh.approval)
    _finish(fresh, approved_on, fresh.approval, actor=actor, now=now)
    return fresh


def _hand_over(
    election: Election, heads: Sequence[RoundName], on: date, report: ResultReport, *, actor: Actor, now: datetime
) -> None:
    """The old heads leave, the new ones take office, with their part of the work."""
    offices = {POST_OF[Office(one.round.office)] for one in heads}
    leaving = HEAD_POSTS if election.kind in RENEWING else tuple(offices & {PostKind.SECRETARY})
    chosen = {one.person_id for one in heads}
    for post in committee_on(election.org, on):
        provisional = post.person_id in chosen and post.post == PostKind.COMMITTEE_MEMBER
        if post.post in leaving or provisional:
            if post.from_on and post.from_on >= on:
                raise Refused(f"{post.person.name}从 {post.from_on} 起任职，批复日期要晚于这一天。", "approved_on")
            orgs.end_post(held=post, on=on, basis=_basis(report), actor=actor, now=now)
    shares = {row.person_id: row for row in Allotment.objects.filter(election=election)}
    for one in heads:
        assert one.person_id is not None  # announcing asks who an elected name is
        orgs.hold_post(
            person_id=one.person_id, org=election.org, post=POST_OF[Office(one.round.office)], from_on=on,
            basis=_basis(report), actor=actor, now=now,
        )  # fmt: skip
        share = shares.get(one.person_id)
        if share and share.post not in (PostKind.COMMITTEE_MEMBER, *_held_by(election.org, one.person_id, on)):
            orgs.hold_post(person_id=one.person_id, org=election.org, post=share.post, from_on=on, actor=actor, now=now)
        _charge(election.org, share, on, actor=actor, now=now)


def _held_by(org: Organization, person_id: int, on: date) -> list[str]:
    """The posts in the committee that somebody holds on a day."""
    return [one.post for one in committee_on(org, on) if one.person_id == person_id]


def _finish(report: ResultReport, on: date, note: str, *, actor: Actor, now: datetime) -> None:
    """The last step is done; with every other done too the election is finished."""
    election = report.election
    report.save()
    mark_step(election, "confirm", on, note, actor=actor)
    finished = set(ElectionStep.objects.filter(election=election).exclude(done_on=None).values_list("code", flat=True))
    rules = steps_of(ElectionKind(election.kind), in_village=election.org.sector in IN_VILLAGES)
    if all(step.code in finished for step in rules):
        election.state, election.version = ElectionState.FINISHED, election.version + 1
        election.save(update_fields=["state", "version"])
        audited("election.finished", election, actor=actor, now=now, act=Act.ELECTION_LEAD)
