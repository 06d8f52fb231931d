"""Who belongs to an organisation that elects, on the day of its meeting, and what the branch knows of their rights."""

from dataclasses import dataclass
from datetime import date

from jishi.ballots.models import Election, RollEntry
from jishi.ballots.rules import ElectionKind
from jishi.ballots.rules.roll import Rights, rights_of
from jishi.members.models import Membership
from jishi.members.rules import Category, MembershipKind, Standing, category_on
from jishi.orgs.queries import below, true_on


@dataclass(frozen=True, slots=True)
class Elector:
    """A member who belongs to the organisation that elects, whatever his rights; `born_on` tells namesakes apart."""

    person_id: int
    name: str
    born_on: date | None
    branch: str
    is_full: bool
    is_suspended: bool

    @property
    def rights(self) -> Rights:
        """What the roster alone says."""
        return rights_of(is_full_member=self.is_full, is_suspended=self.is_suspended, mark="")


def electors(election: Election) -> list[Elector]:
    """The members whose formal relation lies in the organisation on the day of the meeting, by name. A congress is made of
    delegates: nobody is drawn from the roster. One query."""
    if election.kind == ElectionKind.CONGRESS:
        return []
    on = election.meeting_on
    rows = (
        Membership.objects.filter(below(election.org.path, field="org__path"), true_on(on), kind=MembershipKind.FORMAL)
        .select_related("member__person", "org")
        .order_by("member__name_key", "member_id")
    )
    return [
        Elector(
            person_id=row.member_id,
            name=row.member.person.name,
            born_on=row.member.person.born_on,
            branch=row.org.short_name or row.org.name,
            is_full=category_on(row.member.category, row.member.full_on, on) is Category.FULL,
            is_suspended=row.member.standing == Standing.SUSPENDED,
        )
        for row in rows
    ]


def rights_now(election: Election) -> dict[int, tuple[Elector, Rights]]:
    """Everybody who belongs, with the rights of the day: what the roll's marks say where it was drawn. Two queries."""
    marks = dict(RollEntry.objects.filter(election=election).values_list("person_id", "mark"))
    return {
        one.person_id: (
            one,
            rights_of(is_full_member=one.is_full, is_suspended=one.is_suspended, mark=marks.get(one.person_id, "")),
        )
        for one in electors(election)
    }
