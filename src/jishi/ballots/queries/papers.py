"""What the papers of the meetings are written from."""

from collections.abc import Callable

from jishi.ballots.models import Assembly, MeetingRuling, Official, Round, SignIn
from jishi.ballots.papers.counted import RoundFacts, ballots_docx, count_docx, result_docx
from jishi.ballots.papers.reported import (
    HeldFacts,
    ResultFacts,
    division_docx,
    minutes_docx,
    notice_docx,
    report_docx,
    result_approval_docx,
)
from jishi.ballots.queries.meeting import Vote, vote_of
from jishi.ballots.queries.script import MeetingView, StageView
from jishi.ballots.rules import ElectionKind
from jishi.ballots.rules.candidates import Office
from jishi.ballots.rules.counting import Base, Verdict
from jishi.ballots.rules.meeting import HEADS, CountDuty, RoundKind, RoundState, Ruling, Stage, meeting_word
from jishi.ballots.rules.reporting import announced

BASE_SAID = "选举办法没有写明基数，超过应到会半数的当选，只超过实到会半数的待上级确认"
PAPERS_OF_ROUND: dict[str, str] = {"ballots": "发票、收票情况报告单", "count": "计票单", "result": "选举结果报告单"}
PAPERS_OF_MEETING: dict[str, str] = {
    "minutes": "第一次委员会会议记录",
    "report": "选举结果的报告",
    "division": "委员分工的报告",
    "approval": "选举结果的批复",
    "notice": "选举结果公布",
}
_ROUND: dict[str, Callable[[RoundFacts], bytes]] = {"ballots": ballots_docx, "count": count_docx, "result": result_docx}
_MEETING: dict[str, Callable[[ResultFacts], bytes]] = {
    "minutes": minutes_docx,
    "report": report_docx,
    "division": division_docx,
    "approval": result_approval_docx,
    "notice": notice_docx,
}


def round_paper(one: Round, code: str) -> bytes:
    """A paper of one round, by the word in its address."""
    officials = list(Official.objects.filter(assembly=one.assembly_id).order_by("pk"))
    rulings = list(MeetingRuling.objects.filter(round=one, ruling=Ruling.CONFIRMED).order_by("pk"))
    return _ROUND[code](_round(vote_of(one), one.assembly, officials, rulings))


def meeting_paper(view: MeetingView, code: str) -> bytes:
    """A paper of the whole, by the word in its address."""
    return _MEETING[code](result_facts(view))


def _round(
    vote: Vote, assembly: Assembly, officials: list[Official], rulings: list[MeetingRuling] | tuple[MeetingRuling, ...]
) -> RoundFacts:
    one, election = vote.round, assembly.election
    is_counted = one.state in (RoundState.COUNTED, RoundState.ANNOUNCED)
    ruled = [name for name in vote.seated if name.verdict == Verdict.HELD]
    result = vote.result if is_counted else None
    return RoundFacts(
        org=election.org.name,
        meeting=meeting_word(ElectionKind(election.kind), Stage(assembly.stage)),
        office=vote.office.label,
        kind=RoundKind(one.kind).label if one.kind != RoundKind.FIRST else "",
        number=one.number,
        held_on=assembly.held_on,
        papers=vote.papers,
        received=one.received,
        issued=one.issued,
        returned=one.returned,
        seats=one.seats,
        votes=vote.votes,
        is_counted=is_counted,
        by_votes=assembly.is_by_votes,
        absent_said=assembly.absent_said,
        base_said=f"选举办法规定以{Base(one.base).label}为准" if one.base else BASE_SAID,
        scrutineers=_names(officials, assembly, CountDuty.SCRUTINEER),
        tellers=_names(officials, assembly, CountDuty.TELLER),
        elected=announced(result) if result else (),
        held=tuple(name.name for name in vote.held),
        tied=tuple(judged.votes.name for judged in result.those(Verdict.TIED)) if result else (),
        rulings=tuple(f"主持人裁定{name.name}当选。依据：{name.ruling}。" for name in ruled)
        + tuple(f"{ruling.said}。" for ruling in rulings if ruling.ruling == Ruling.FEWER_SEATS),
    )


def _names(officials: list[Official], assembly: Assembly, duty: CountDuty) -> str:
    return "、".join(one.name for one in officials if one.assembly_id == assembly.pk and one.duty == duty)


def result_facts(view: MeetingView) -> ResultFacts:
    """Everything the report says. Two queries beside the page's own."""
    election, report = view.election, view.report
    office = Office.DELEGATE if election.kind == ElectionKind.DELEGATES else Office.COMMITTEE
    superior = election.org.parent
    return ResultFacts(
        org=election.org.name,
        superior=superior.name if superior else "上级党组织",
        kind=ElectionKind(election.kind).label,
        body=office.label,
        general=_held(view, view.general),
        plenary=_held(view, view.plenary) if view.plenary else None,
        members=tuple(one.name for one in view.outcome.elected(office)),
        held=tuple(one.name for one in view.outcome.held()),
        heads=tuple((head.label, one.name) for head in HEADS for one in view.outcome.elected(head)),
        shares=tuple((share.name, share.post, share.fields) for share in view.shares),
        notes=tuple(f"{one.said}。" for one in view.rulings if one.ruling in (Ruling.CONFIRMED, Ruling.FEWER_SEATS)),
        paper=report.paper if report else "",
        reported_on=report.reported_on if report else None,
        approval=report.approval if report else "",
        approved_on=report.approved_on if report else None,
        published_on=report.published_on if report else None,
    )


def _held(view: MeetingView, stage: StageView) -> HeldFacts | None:
    assembly = stage.assembly
    if assembly is None:
        return None
    signed = list(SignIn.objects.filter(assembly=assembly).order_by("person_id"))
    officials = list(view.officials)
    return HeldFacts(
        word=meeting_word(ElectionKind(view.election.kind), stage.stage),
        held_on=assembly.held_on,
        place=assembly.place,
        chair=assembly.chair,
        recorder=assembly.recorder,
        due=assembly.due,
        present=assembly.present,
        came=tuple(one.name for one in signed if one.is_present),
        away=tuple(one.name for one in signed if not one.is_present),
        method_for=assembly.method_for,
        officials_for=assembly.officials_for,
        scrutineers=_names(officials, assembly, CountDuty.SCRUTINEER),
        tellers=_names(officials, assembly, CountDuty.TELLER),
        rounds=tuple(
            _round(vote, assembly, officials, view.rulings)
            for vote in stage.votes
            if vote.round.state == RoundState.ANNOUNCED
        ),
    )
