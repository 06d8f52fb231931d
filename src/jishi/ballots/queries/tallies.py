"""Reading counts: who may open a round to count, what each has typed, where two differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from jishi.ballots.models import Official, Round, RoundName, Tally
from jishi.ballots.queries.meeting import Vote, vote_of
from jishi.ballots.rules.counting import Votes
from jishi.ballots.rules.meeting import Differing, Sheet, differences, is_double
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed
from jishi.orgs.queries import get_org


def sheet_of(tally: Tally, names: Sequence[RoundName]) -> Sheet:
    """What somebody typed, as the rules read it. `names`: those on the ballot, in its order."""
    rows = [
        Votes(name.name, cells[0], cells[1], cells[2], spoiled=cells[3])
        for name, cells in zip(names, tally.cells["rows"], strict=True)
    ]
    others = [Votes(name, votes, is_write_in=True) for name, votes in tally.cells["others"]]
    return Sheet(tally.void, (*rows, *others))


def get_round(actor: Actor, act: Act, round_id: int) -> Round:
    """A round for those who see (VIEW) or run (ELECTION) the election of its organisation."""
    found = Round.objects.select_related("assembly__election__org").get(pk=round_id)
    get_org(actor, act, found.assembly.election.org_id)
    return found


def get_round_to_count(actor: Actor, round_id: int) -> Round:
    """A round for its tellers and scrutineers, who may hold no post at all, and for those who run the election. Others who
    see the organisation are refused; for the rest it is missing."""
    found = Round.objects.select_related("assembly__election__org").get(pk=round_id)
    path = found.assembly.election.org.path
    if actor.reaches(Act.ELECTION, path):
        return found
    if actor.person_id is not None:
        own = Official.objects.filter(assembly=found.assembly_id, person=actor.person_id)
        if own.exists():
            return found
    if actor.reaches(Act.VIEW, path):
        raise NotAllowed("计票由大会通过的计票人、监票人办理。")
    raise Round.DoesNotExist


@dataclass(frozen=True, slots=True)
class Count:
    """How far the count of a round is. `apart` names the cells in which two sheets differ, never the numbers in them."""

    vote: Vote
    tallies: tuple[Tally, ...]
    apart: tuple[Differing, ...]

    @property
    def is_double(self) -> bool:
        return is_double(self.vote.round.returned or 0)

    @property
    def sheet(self) -> Sheet | None:
        """What the one sheet says, to be confirmed."""
        return sheet_of(self.tallies[0], self.vote.on_ballot) if self.tallies and not self.is_double else None


def count_of(one: Round, *, with_rulings: bool = True) -> Count:
    """The count of a round. Three queries; one less without what the meeting decided about its seats."""
    vote = vote_of(one) if with_rulings else Vote(one, tuple(one.names.order_by("order")))
    tallies = tuple(Tally.objects.filter(round=one).order_by("slot"))
    apart: tuple[Differing, ...] = ()
    if len(tallies) == 2:
        apart = differences(*(sheet_of(tally, vote.on_ballot) for tally in tallies))
    return Count(vote, tallies, apart)


def rounds_to_count(actor: Actor) -> list[Round]:
    """The rounds that wait for this person as a teller or scrutineer."""
    if actor.person_id is None:
        return []
    rows = Round.objects.filter(assembly__officials__person=actor.person_id, assembly__is_closed=False)
    return list(rows.select_related("assembly__election__org").order_by("-pk")[:20])
