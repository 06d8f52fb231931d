"""Reading a meeting that elects: who is expected, what was voted, what came of it, what is left to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from jishi.ballots.models import (
    Assembly,
    Candidate,
    MeetingRuling,
    RollEntry,
    Round,
    RoundName,
    SignIn,
)
from jishi.ballots.queries.facts import is_frozen
from jishi.ballots.queries.rolls import voter_of
from jishi.ballots.queries.slates import procedure_of, sheet_views
from jishi.ballots.rules import ElectionKind
from jishi.ballots.rules.candidates import CandidateStage, Office
from jishi.ballots.rules.counting import Base, Judged, Papers, Result, Verdict, Votes
from jishi.ballots.rules.meeting import (
    UNDER_WAY,
    RoundKind,
    RoundState,
    Ruling,
    Stage,
    counted,
    next_after,
    offices_at,
)
from jishi.kernel.names import comparable
from jishi.kernel.strokes import stroke_key
from jishi.members.models import Member
from jishi.orgs.queries import below, committee_on
from jishi.orgs.rules import PostKind
from jishi.people.rules import Called, told_apart

MOST_NAMESAKES = 200


@dataclass(frozen=True, slots=True)
class Expected:
    """Who is expected at a meeting, by name: (person id, name); `left_out` have the right to vote and are not counted in
    应到会 unless they come."""

    due: tuple[tuple[int, str], ...]
    left_out: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Vote:
    """One round with its names, and whether the meeting let its open seats go. Everything said of it is worked out of the
    numbers here, by the rules."""

    round: Round
    names: tuple[RoundName, ...]
    is_reduced: bool = False

    @property
    def office(self) -> Office:
        return Office(self.round.office)

    @property
    def on_ballot(self) -> tuple[RoundName, ...]:
        """The names that stood, in the ballot's order."""
        return tuple(one for one in self.names if not one.is_write_in)

    @cached_property
    def papers(self) -> Papers:
        one = self.round
        return Papers(one.due, one.present, one.issued or 0, one.returned or 0, one.void or 0)

    @cached_property
    def votes(self) -> tuple[Votes, ...]:
        return tuple(votes_of(one) for one in self.names)

    @cached_property
    def result(self) -> Result:
        """What comes of it; of use once it is counted."""
        one = self.round
        base = Base(one.base) if one.base else None
        return counted(self.votes, self.papers, seats=one.seats, kind=RoundKind(one.kind), base=base)

    @property
    def judged(self) -> list[tuple[RoundName, Judged]]:
        """Names and verdicts, most votes first."""
        left = list(zip(self.names, self.votes, strict=True))
        found = []
        for judged in self.result.judged:
            place = next(n for n, (_, votes) in enumerate(left) if votes is judged.votes)
            found.append((left.pop(place)[0], judged))
        return found

    @property
    def is_announced(self) -> bool:
        return self.round.state == RoundState.ANNOUNCED

    @property
    def seated(self) -> tuple[RoundName, ...]:
        """Who is elected: above half as the rule or the meeting's procedure has it, or by the chair's recorded ruling."""
        return tuple(one for one in self.names if is_seated(one)) if self.is_announced else ()

    @property
    def held(self) -> tuple[RoundName, ...]:
        """Whose seat waits for the superior."""
        return tuple(one for one in self.names if is_held(one)) if self.is_announced else ()

    @property
    def places_left(self) -> int:
        """Seats still to fill after this round, as announced."""
        return 0 if self.is_reduced or not self.is_announced else self.result.places_left

    @property
    def may_follow(self) -> tuple[RoundKind, ...]:
        """The rounds that may come after it."""
        if self.round.state == RoundState.VOID:
            return (RoundKind.REPEAT,)
        return next_after(self.result) if self.is_announced and not self.is_reduced else ()


def votes_of(one: RoundName) -> Votes:
    """A name's counts, nought until they are agreed."""
    return Votes(one.name, one.in_favour or 0, one.against, one.abstained, one.is_write_in, one.spoiled)


def is_seated(one: RoundName) -> bool:
    """Whether a name was announced as elected, by the count or by the chair's ruling."""
    return one.verdict == Verdict.ELECTED or (one.verdict == Verdict.HELD and bool(one.ruling))


def is_held(one: RoundName) -> bool:
    """Whether a name waits for the superior's answer."""
    return one.verdict == Verdict.HELD and not one.ruling


@dataclass(frozen=True)
class Outcome:
    """Every round of an election in order; those withdrawn stand apart and count nowhere."""

    votes: tuple[Vote, ...]
    withdrawn: tuple[Round, ...] = ()

    def at(self, assembly_id: int) -> list[Vote]:
        return [one for one in self.votes if one.round.assembly_id == assembly_id]

    def elected_at(self, assembly_id: int) -> list[RoundName]:
        """Who was elected at this meeting, 按姓氏笔画."""
        return sorted((name for one in self.at(assembly_id) for name in one.seated), key=lambda n: stroke_key(n.name))

    def elected(self, *offices: Office) -> list[RoundName]:
        """Who was elected to these offices, 按姓氏笔画."""
        found = [name for one in self.votes if one.office in offices for name in one.seated]
        return sorted(found, key=lambda n: stroke_key(n.name))

    def held(self) -> list[RoundName]:
        """Whose seats wait for the superior."""
        return [name for one in self.votes for name in one.held]

    def last(self, assembly_id: int, office: Office) -> Vote | None:
        """The latest round for an office at a meeting."""
        return next((one for one in reversed(self.at(assembly_id)) if one.office is office), None)

    @property
    def open_ends(self) -> set[int]:
        """The rounds that no other follows."""
        return {one.round.pk for one in self.votes} - {one.round.after_id for one in self.votes if one.round.after_id}


def standing_of(election_id: int) -> Outcome:
    """What was voted in an election. Two queries."""
    votes = RoundName.objects.filter(round__assembly__election=election_id)
    return outcome_of(votes, MeetingRuling.objects.filter(election=election_id).order_by("pk"))


def outcome_of(names: QuerySet[RoundName], rulings: Iterable[MeetingRuling]) -> Outcome:
    """The rounds these names stood in, each with its names, and the rulings in the order they were made. One query beside
    that of the rulings: no round is without a name."""
    rounds: dict[int, Round] = {}
    grouped: dict[int, list[RoundName]] = {}
    rows = names.select_related("round__assembly").order_by("round__assembly__stage", "round__number", "order")
    for name in rows:
        name.round = rounds.setdefault(name.round_id, name.round)
        grouped.setdefault(name.round_id, []).append(name)
    reduced: set[int | None] = set()
    for ruling in rulings:  # a round sent back to its count has its seats again
        if ruling.ruling == Ruling.FEWER_SEATS:
            reduced.add(ruling.round_id)
        elif ruling.ruling == Ruling.REOPENED:
            reduced.discard(ruling.round_id)
    votes = [Vote(one, tuple(grouped[pk]), pk in reduced) for pk, one in rounds.items()]
    gone = [vote.round for vote in votes if vote.round.state == RoundState.WITHDRAWN]
    return Outcome(tuple(vote for vote in votes if vote.round.state != RoundState.WITHDRAWN), tuple(gone))


def vote_of(one: Round) -> Vote:
    """One round with its names. Two queries."""
    names = tuple(RoundName.objects.filter(round=one).order_by("order"))
    kinds = [Ruling.FEWER_SEATS, Ruling.REOPENED]
    last = MeetingRuling.objects.filter(round=one, ruling__in=kinds).order_by("pk").last()
    return Vote(one, names, last is not None and last.ruling == Ruling.FEWER_SEATS)


def is_last(one: Round) -> bool:
    """Whether no other round follows from this one."""
    return not Round.objects.filter(after=one).exclude(state=RoundState.WITHDRAWN).exists()


def expected_at(assembly: Assembly) -> Expected | None:
    """Who is expected, by name; None where people are counted by numbers alone (the delegates of a congress)."""
    if assembly.stage == Stage.PLENARY:
        elected = standing_of(assembly.election_id).elected(Office.COMMITTEE)
        seated = {one.person_id: one.name for one in elected if one.person_id}
        if assembly.election.kind == ElectionKind.BY_ELECTION:
            sitting = {one.person_id: one.person.name for one in committee_on(assembly.election.org, assembly.held_on)}
            seated = sitting | seated
        return Expected(tuple(seated.items()))
    if assembly.election.kind == ElectionKind.CONGRESS and not is_frozen(assembly.election):
        return None
    due: list[tuple[int, str]] = []
    left_out: list[tuple[int, str]] = []
    for entry in RollEntry.objects.filter(election=assembly.election_id, is_struck=False, may_vote=True):
        (due if voter_of(entry).is_due else left_out).append((entry.person_id, entry.name))
    return Expected(*(tuple(sorted(people, key=lambda one: stroke_key(one[1]))) for people in (due, left_out)))


def signed_in(assembly: Assembly) -> dict[str, list[str]]:
    """Who was absent, and who came without being counted on, as it was last typed: person ids for a form."""
    rows = list(SignIn.objects.filter(assembly=assembly).values_list("person_id", "is_present"))
    return {
        "absent": [str(pk) for pk, is_present in rows if not is_present],
        "came": [str(pk) for pk, is_present in rows if is_present],
    }


def candidates_for(assembly: Assembly, office: Office) -> list[Candidate]:
    """Who may be put on the first ballot for an office: those the superior approved, in the order of its ballot. Two
    queries."""
    view = next((one for one in sheet_views(assembly.election) if one.office is office), None)
    return [one for one in view.candidates if one.stage == CandidateStage.APPROVED] if view else []


def voted_on(assembly_id: int) -> QuerySet[RoundName]:
    """The names that stood in a round of this meeting."""
    rows = RoundName.objects.filter(round__assembly=assembly_id, is_write_in=False)
    return rows.exclude(round__state=RoundState.WITHDRAWN)


def on_the_ballot(assembly: Assembly) -> list[Candidate | RoundName]:
    """Everybody whose name is or may be voted on at this meeting: none of them counts."""
    found: list[Candidate | RoundName] = list(voted_on(assembly.pk))
    offices = offices_of_meeting(assembly)
    for view in sheet_views(assembly.election):
        if view.office in offices:
            found += [one for one in view.candidates if one.stage == CandidateStage.APPROVED]
    return found


def offices_of_meeting(assembly: Assembly) -> tuple[Office, ...]:
    """The offices this meeting fills; a deputy only where one is planned."""
    procedure = procedure_of(assembly.election)
    kind, stage = assembly.election.kind, Stage(assembly.stage)
    return offices_at(kind, stage, is_direct=procedure.is_direct, deputies=procedure.deputies)


def left_open(assembly: Assembly, outcome: Outcome) -> list[str]:
    """What is left to vote on before the meeting may close, in sentences."""
    said = []
    votes = outcome.at(assembly.pk)
    offices = offices_of_meeting(assembly)
    if assembly.election.kind == ElectionKind.BY_ELECTION and assembly.stage == Stage.PLENARY and votes:
        offices = tuple(dict.fromkeys(one.office for one in votes))
    for office in offices:
        last = outcome.last(assembly.pk, office)
        if last is None:
            said.append(f"还没有选举{office.label}。")
        elif last.round.state in UNDER_WAY:
            said.append(f"{office.label}的第 {last.round.number} 次投票还没有宣布结果。")
        elif last.round.state == RoundState.VOID:
            said.append(f"{office.label}的选举无效，还没有重新选举。")
        elif last.places_left:
            said.append(f"{office.label}还差 {last.places_left} 名：另行选举，或经半数以上选举人同意减少名额。")
    return said


def places_open(assembly: Assembly) -> list[str]:
    """The same for one meeting as it is now."""
    return left_open(assembly, standing_of(assembly.election_id))


def people_who_may_stand(election_id: int) -> list[tuple[int, str]]:
    """The persons on the roll who may be elected, 按姓氏笔画."""
    rows = RollEntry.objects.filter(election=election_id, may_stand=True, is_struck=False)
    return sorted(rows.values_list("person_id", "name"), key=lambda one: stroke_key(one[1]))


def unknown_in(vote: Vote) -> list[RoundName]:
    """The names with a seat of which no person is known yet."""
    seated = (Verdict.ELECTED, Verdict.HELD)
    return [name for name, judged in vote.judged if judged.verdict in seated and name.person_id is None]


def choices_for(vote: Vote) -> dict[int, list[tuple[int, str]]]:
    """Who such a name may be, by its order: members of that name below the organisation first, then the roll. Two
    queries, none where nobody is asked about."""
    unknown = unknown_in(vote)
    if not unknown:
        return {}
    election = vote.round.assembly.election
    members = Member.objects.filter(
        below(election.org.path, field="org__path"), person__name__in=[n.name for n in unknown]
    )
    same: dict[str, list[Called]] = {}
    for one in members.select_related("person", "org").order_by("pk")[:MOST_NAMESAKES]:
        branch = (one.org.short_name or one.org.name) if one.org else ""
        same.setdefault(one.person.name, []).append(Called(one.pk, one.person.name, one.person.born_on, branch))
    roll = [Called(pk, name) for pk, name in people_who_may_stand(election.pk)]
    return {name.order: list(told_apart([*same.get(name.name, []), *roll]).items()) for name in unknown}


def named(people: Sequence[tuple[int, str]], name: str) -> int | None:
    """The one person of this name among them, None for nobody or several."""
    found = [pk for pk, other in people if comparable(other) == comparable(name)]
    return found[0] if len(found) == 1 else None


POST_OF = {Office.SECRETARY: PostKind.SECRETARY, Office.DEPUTY: PostKind.DEPUTY_SECRETARY}
