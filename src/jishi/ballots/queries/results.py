"""What came of an election, for its forms: the members elected, the division of work, the report."""

from collections.abc import Iterable

from jishi.ballots.models import Allotment, ResultReport
from jishi.ballots.queries.doors import get_election
from jishi.ballots.queries.meeting import standing_of
from jishi.ballots.rules.candidates import Office
from jishi.ballots.rules.meeting import HEADS
from jishi.kernel.actor import Act, Actor
from jishi.orgs.rules import PostKind


def members_elected(election_id: int) -> list[tuple[int, str, str]]:
    """The members of the new committee, 按姓氏笔画: person id, name, the head post elected to ("" for none)."""
    outcome = standing_of(election_id)
    heads = {name.person_id: office.label for office in HEADS for name in outcome.elected(office)}
    members = outcome.elected(Office.COMMITTEE)
    return [(one.person_id, one.name, heads.get(one.person_id, "")) for one in members if one.person_id]


def divided(election_id: int, members: Iterable[tuple[int, str, str]]) -> dict[str, object]:
    """The division of work among `members_elected` as settled so far, for its form. One query."""
    found: dict[str, object] = {f"post_{pk}": PostKind.COMMITTEE_MEMBER.value for pk, _, _ in members}
    for row in Allotment.objects.filter(election=election_id):
        found |= {f"post_{row.person_id}": row.post, f"fields_{row.person_id}": row.fields}
    return found


def get_report(actor: Actor, act: Act, election_id: int) -> ResultReport:
    """The report of an election, through the election's door; before it is sent it is missing."""
    election = get_election(actor, act, election_id)
    found = ResultReport.objects.get(election=election)
    found.election = election
    return found
