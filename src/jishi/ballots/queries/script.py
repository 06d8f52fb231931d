"""The chair's page: each step of the script with what was done, the rounds, what is left, what was decided."""

from collections.abc import Iterable
from dataclasses import dataclass

from jishi.ballots.models import (
    Allotment,
    Assembly,
    Election,
    MeetingRuling,
    Official,
    Procedure,
    ResultReport,
    Round,
    RoundName,
)
from jishi.ballots.queries.doors import get_election
from jishi.ballots.queries.meeting import Outcome, Vote, left_open, offices_of_meeting, outcome_of
from jishi.ballots.queries.slates import procedure_of
from jishi.ballots.rules import ElectionKind
from jishi.ballots.rules.candidates import Office
from jishi.ballots.rules.counting import Base, has_quorum, needed_to_meet
from jishi.ballots.rules.meeting import (
    UNDER_WAY,
    CountDuty,
    RoundState,
    ScriptPlace,
    ScriptStep,
    Stage,
    has_plenary,
    script_of,
    where_stands,
)
from jishi.kernel.actor import Act, Actor
from jishi.orgs.rules import PostKind, WorkField


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """A step as the page shows it; `said` is what was done, `page` the page where it is done or corrected ("": none)."""

    step: ScriptStep
    place: ScriptPlace
    said: str
    page: str

    @property
    def mark(self) -> str:
        return {ScriptPlace.DONE: "done", ScriptPlace.NOW: "soon"}.get(self.place, "open")


@dataclass(frozen=True, slots=True)
class StageView:
    """One of the two meetings; `assembly` is None until it is opened. `callable` are the offices whose first round may
    begin, `left` what keeps it from closing, `warning` why no ballot may go out."""

    stage: Stage
    assembly: Assembly | None
    lines: tuple[ScriptLine, ...]
    votes: tuple[Vote, ...]
    withdrawn: tuple[Round, ...]
    callable: tuple[Office, ...]
    left: tuple[str, ...]
    warning: str

    @property
    def now(self) -> ScriptLine | None:
        """The step to do now."""
        return next((line for line in self.lines if line.place is ScriptPlace.NOW), None)

    @property
    def is_closed(self) -> bool:
        return bool(self.assembly and self.assembly.is_closed)


@dataclass(frozen=True, slots=True)
class Share:
    """A member of the new committee: what was elected, the post beside it, the fields."""

    name: str
    post: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeetingView:
    """The whole of it, for the page and for the papers."""

    election: Election
    procedure: Procedure
    general: StageView
    plenary: StageView | None
    outcome: Outcome
    shares: tuple[Share, ...]
    report: ResultReport | None
    rulings: tuple[MeetingRuling, ...]
    officials: tuple[Official, ...]

    @property
    def stages(self) -> tuple[StageView, ...]:
        return (self.general, self.plenary) if self.plenary else (self.general,)

    @property
    def may_report(self) -> bool:
        """Whether every meeting that must be held has closed."""
        if not self.general.is_closed:
            return False
        if self.plenary is None or (self.plenary.assembly is None and self.election.kind == ElectionKind.BY_ELECTION):
            return True
        return self.plenary.is_closed

    def watching(self, assembly: Assembly, duty: CountDuty) -> str:
        """The names of those who watch or do the count of a meeting."""
        return "、".join(one.name for one in self.officials if one.assembly_id == assembly.pk and one.duty == duty)


def get_meeting(actor: Actor, act: Act, election_id: int) -> MeetingView:
    """The meetings of an election in reach. Raises NotAllowed in reach without `act`. Seven queries beside the door's."""
    return meeting_view(get_election(actor, act, election_id))


def meeting_view(election: Election) -> MeetingView:
    """The same for an election at hand."""
    procedure = procedure_of(election)
    report = getattr(election, "result_report", None)
    assemblies = {one.stage: one for one in Assembly.objects.filter(election=election)}
    for one in assemblies.values():
        one.election = election
    rulings = tuple(MeetingRuling.objects.filter(election=election).order_by("pk"))
    officials = tuple(Official.objects.filter(assembly__in=assemblies.values()).order_by("pk"))
    outcome = outcome_of(RoundName.objects.filter(round__assembly__election=election), rulings)
    stages = {
        stage: _stage(stage, assemblies.get(stage), outcome, officials)
        for stage in Stage
        if stage is Stage.GENERAL or has_plenary(ElectionKind(election.kind), is_direct=procedure.is_direct)
    }
    shares = _shares(election, outcome) if Stage.PLENARY in assemblies else ()
    return MeetingView(
        election,
        procedure,
        stages[Stage.GENERAL],
        stages.get(Stage.PLENARY),
        outcome,
        shares,
        report,
        rulings,
        officials,
    )


def _stage(
    stage: Stage,
    assembly: Assembly | None,
    outcome: Outcome,
    officials: Iterable[Official],
) -> StageView:
    script = script_of(stage)
    if assembly is None:
        lines = tuple(_line(step, place, "", None) for step, place in where_stands(script, ()))
        return StageView(stage, None, lines, (), (), (), (), "")
    votes = tuple(outcome.at(assembly.pk))
    left = tuple(left_open(assembly, outcome))
    finished = _finished(assembly, votes, left)
    said = _said(assembly, votes, [one for one in officials if one.assembly_id == assembly.pk])
    lines = tuple(
        _line(step, place, said.get(step.code, ""), assembly) for step, place in where_stands(script, finished)
    )
    first = tuple(office for office in offices_of_meeting(assembly) if not any(vote.office is office for vote in votes))
    gone = tuple(one for one in outcome.withdrawn if one.assembly_id == assembly.pk)
    return StageView(stage, assembly, lines, votes, gone, first, left, _warning(assembly))


def _line(step: ScriptStep, place: ScriptPlace, said: str, assembly: Assembly | None) -> ScriptLine:
    shown = assembly is None or not assembly.is_closed
    return ScriptLine(step, place, said, PAGES.get(step.code, "") if shown and place is not ScriptPlace.LATER else "")


PAGES = {
    "opening": "meeting_open", "present": "meeting_present", "method": "meeting_method", "officials": "meeting_officials",
    "introduce": "meeting_introduce", "closing": "meeting_close",
}  # fmt: skip


def _finished(assembly: Assembly, votes: tuple[Vote, ...], left: tuple[str, ...]) -> set[str]:
    """The steps that are done."""
    found = {
        "opening": True,
        "present": assembly.present is not None,
        "method": assembly.method_for is not None,
        "officials": assembly.officials_for is not None,
        "introduce": bool(assembly.introduced),
        "vote": bool(votes) and not any(vote.round.state in (RoundState.VOTING, RoundState.COUNTING) for vote in votes),
        "announce": bool(votes) and not left and not any(vote.round.state in UNDER_WAY for vote in votes),
        "closing": assembly.is_closed,
    }
    return {code for code, is_done in found.items() if is_done}


def _said(assembly: Assembly, votes: tuple[Vote, ...], officials: list[Official]) -> dict[str, str]:
    """What was done at each step, in a line."""
    said = {"opening": f"{assembly.held_on}，{assembly.place or '地点未填'}，{assembly.chair}主持"}
    if assembly.present is not None and assembly.due is not None:
        enough = has_quorum(due=assembly.due, present=assembly.present)
        word = "符合规定" if enough else "不足五分之四"
        said["present"] = (
            f"应到 {assembly.due} 人，实到 {assembly.present} 人，至少需 {needed_to_meet(assembly.due)} 人，{word}"
        )
    if assembly.method_for is not None:
        base = f"过半数以{Base(assembly.base).label}为准" if assembly.base else "没有写明过半数的基数"
        said["method"] = f"{assembly.method_for} 人同意，{base}"
    if assembly.officials_for is not None:
        said["officials"] = "；".join(
            f"{duty.label}：{'、'.join(one.name for one in officials if one.duty == duty)}" for duty in CountDuty
        )
    said["introduce"] = assembly.introduced
    elected = [name.name for vote in votes for name in vote.seated]
    if elected:
        said["announce"] = f"当选：{'、'.join(elected)}"
    if assembly.is_closed:
        said["closing"] = "已散会"
    return said


def _warning(assembly: Assembly) -> str:
    if assembly.due is None or assembly.present is None:
        return ""
    if has_quorum(due=assembly.due, present=assembly.present):
        return ""
    return (
        f"实到 {assembly.present} 人，不足应到 {assembly.due} 人的五分之四（需 {needed_to_meet(assembly.due)} 人），不能选举。"
        "等人到齐后重新清点，或改期。"
    )


def _shares(election: Election, outcome: Outcome) -> tuple[Share, ...]:
    """Everybody on the new committee, heads first, with the division of work as far as it is settled."""
    given = {row.person_id: row for row in Allotment.objects.filter(election=election)}
    heads = {
        name.person_id: office.label for office in (Office.DEPUTY, Office.SECRETARY) for name in outcome.elected(office)
    }
    found = []
    for name in outcome.elected(Office.COMMITTEE):
        row = given.get(name.person_id or 0)
        post = row.post if row else PostKind.COMMITTEE_MEMBER
        words = [heads.get(name.person_id, ""), PostKind.label_of(post) if post != PostKind.COMMITTEE_MEMBER else ""]
        found.append(
            Share(
                name.name,
                "、".join(word for word in words if word) or "委员",
                tuple(WorkField.label_of(field) for field in row.fields) if row else (),
            )
        )
    order = {label: n for n, label in enumerate((Office.SECRETARY.label, Office.DEPUTY.label))}
    return tuple(sorted(found, key=lambda share: order.get(share.post.split("、")[0], 9)))


def assembly_of(election: Election, stage: str) -> Assembly | None:
    """One of the meetings of an election at hand; None until it is opened."""
    found = Assembly.objects.filter(election=election, stage=stage).first()
    if found is not None:
        found.election = election
    return found


def get_assembly(actor: Actor, act: Act, election_id: int, stage: str) -> Assembly:
    """A meeting that was opened, through the door of its election; before that it is missing."""
    found = assembly_of(get_election(actor, act, election_id), stage)
    if found is None:
        raise Assembly.DoesNotExist
    return found
