"""The roll as a page shows it: who may vote and stand, who is expected, what is missing, what changed after freezing."""

from collections.abc import Iterable
from dataclasses import dataclass

from jishi.ballots.models import Election, Roll, RollChange, RollEntry
from jishi.ballots.rules.roll import Excusable, Expected, Purpose, Rights, Voter, expected, purposes, why_not_left_out
from jishi.kernel.strokes import stroke_key


def voter_of(row: RollEntry) -> Voter:
    """One line of the roll as the rules see it."""
    return Voter(
        rights=Rights(row.may_vote, row.may_stand, row.reason),
        excused=Excusable(row.excused) if row.excused else None,
        consented=row.consented,
        adopted=row.adopted,
    )


@dataclass(frozen=True, slots=True)
class RollLine:
    """One member: the row, whether he is expected, what is still missing before he may be left out."""

    entry: RollEntry
    voter: Voter
    lacking: str
    changes: tuple[RollChange, ...] = ()


@dataclass(frozen=True, slots=True)
class RollView:
    """The whole roll, by strokes; those struck stand apart. `roll` is None before it was drawn."""

    roll: Roll | None
    lines: tuple[RollLine, ...]
    struck: tuple[RollLine, ...]
    heads: Expected
    changes: tuple[RollChange, ...]

    @property
    def purposes(self) -> tuple[Purpose, ...]:
        """应到 by purpose."""
        return purposes(self.heads)

    @property
    def is_frozen(self) -> bool:
        """Whether the meeting has fixed it."""
        return self.roll is not None and self.roll.frozen_at is not None

    @property
    def without_right(self) -> tuple[str, ...]:
        """The names of those who may not vote."""
        return tuple(line.entry.name for line in self.lines if not line.entry.may_vote)

    @property
    def excused(self) -> tuple[RollLine, ...]:
        """Those named to be left out of 应到会."""
        return tuple(line for line in self.lines if line.entry.excused)


def roll_view(election: Election) -> RollView:
    """The roll of an election. At most two queries beside the election's own row."""
    roll = getattr(election, "roll", None)
    if roll is None:
        return RollView(None, (), (), expected(()), ())
    rows = list(RollEntry.objects.filter(election=election))
    changes = _changes(rows) if roll.frozen_at else []
    procedure = getattr(election, "procedure", None)
    agreed = bool(procedure and procedure.excusal_paper)
    lines = [_line(row, changes, agreed) for row in sorted(rows, key=lambda row: (stroke_key(row.name), row.pk))]
    standing = tuple(line for line in lines if not line.entry.is_struck)
    struck = tuple(line for line in lines if line.entry.is_struck)
    return RollView(roll, standing, struck, expected(line.voter for line in standing), tuple(changes))


def _changes(rows: Iterable[RollEntry]) -> list[RollChange]:
    found = RollChange.objects.filter(entry__in=[row.pk for row in rows])
    return list(found.select_related("entry").order_by("-at", "-pk"))


def _line(row: RollEntry, changes: Iterable[RollChange], agreed: bool) -> RollLine:
    voter = voter_of(row)
    own = tuple(change for change in changes if change.entry_id == row.pk)
    return RollLine(row, voter, why_not_left_out(voter, superior_agreed=agreed), own)
