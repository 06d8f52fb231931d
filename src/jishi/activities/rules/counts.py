"""Head counts, quorum and majority: every denominator is that of the purpose (应到 for voting is not 应到)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from jishi.activities.rules.kinds import Kind, Scope

BRANCH_REGULATIONS = "《中国共产党支部工作条例（试行）》"


@dataclass(frozen=True, slots=True)
class Expected:
    """One person who should come. `votes` says whether the person has a vote in the body that meets; `post` is the
    title held that day, if any; `age` is in full years, `born_on` tells apart who bears the same name."""

    person_id: int
    name: str
    votes: bool
    on_committee: bool = False
    post: str = ""
    age: int | None = None
    born_on: date | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody expected on the day, for one organisation and one choice of kinds."""

    scope: Scope
    people: tuple[Expected, ...]

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(person.person_id for person in self.people)


@dataclass(frozen=True, slots=True)
class HeadCounts:
    """应到、实到、缺席 and the two counts of those with a vote. `expected` and the voters are None where nobody in
    particular was expected."""

    expected: int | None
    present: int
    voters_expected: int | None
    voters_present: int | None

    @property
    def absent(self) -> int:
        return 0 if self.expected is None else self.expected - self.present


def head_counts(
    roster: Roster, *, absent: Collection[int], no_vote: Collection[int] = (), came: Collection[int] = ()
) -> HeadCounts:
    """Count. `absent` and `no_vote` name people of the roster (others are ignored); `came` are the participants of a
    record at which nobody in particular is expected."""
    if roster.scope is Scope.CHOSEN:
        return HeadCounts(None, len(set(came)), None, None)
    voters = [person for person in roster.people if person.votes and person.person_id not in no_vote]
    return HeadCounts(
        expected=len(roster.people),
        present=sum(person.person_id not in absent for person in roster.people),
        voters_expected=len(voters),
        voters_present=sum(person.person_id not in absent for person in voters),
    )


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share that a text asks for. `sure` is false where the text itself has not been read: then it only advises."""

    numerator: int
    denominator: int
    strictly_more: bool
    who: str
    source: str
    article: str
    sure: bool = True

    def needed(self, base: int) -> int:
        """The smallest count that satisfies it: 27 → 14 for more than half as for half and more."""
        whole, rest = divmod(base * self.numerator, self.denominator)
        return whole + 1 if self.strictly_more or rest else whole

    def met(self, count: int, base: int) -> bool:
        return count >= self.needed(base)


_MEMBERS = Threshold(1, 2, False, "有表决权党员", BRANCH_REGULATIONS, "第十一条")
_COMMITTEE = Threshold(1, 2, False, "委员", BRANCH_REGULATIONS, "第十二条")
_DEMOCRATIC_LIFE = Threshold(2, 3, False, "应到会人员", "民主生活会有关规定", "", sure=False)
_MEMBERS_PASS = Threshold(1, 2, True, "有表决权党员", BRANCH_REGULATIONS, "第十一条")
_COMMITTEE_PASS = Threshold(1, 2, True, "委员", "少数服从多数", "", sure=False)


def quorum(kinds: Collection[Kind]) -> Threshold | None:
    """How many must be there: for a members' meeting to vote (第十一条), for a committee to meet (第十二条); exactly half
    is enough. None where no text asks for a number."""
    if Kind.MEMBERS_MEETING in kinds:
        return _MEMBERS
    if Kind.BRANCH_COMMITTEE_MEETING in kinds:
        return _COMMITTEE
    return _DEMOCRATIC_LIFE if Kind.DEMOCRATIC_LIFE_MEETING in kinds else None


def majority(kinds: Collection[Kind], scope: Scope) -> Threshold:
    """How many votes carry a motion: more than half of those with a vote who were due, not of those who came."""
    if Kind.MEMBERS_MEETING in kinds:
        return _MEMBERS_PASS
    return _COMMITTEE_PASS if scope is Scope.COMMITTEE or Kind.BRANCH_COMMITTEE_MEETING in kinds else _MEMBERS_PASS


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a motion: computed, never typed. `valid` is false when too few were there to vote."""

    passed: bool
    valid: bool
    needed: int
    sentence: str


def motion_verdict(kinds: Collection[Kind], scope: Scope, counts: HeadCounts, votes_for: int) -> Verdict:
    """Whether `votes_for` carries a motion at a meeting with `counts`."""
    due, there = counts.voters_expected or 0, counts.voters_present or 0
    needed = majority(kinds, scope).needed(due)
    floor = quorum(kinds)
    valid = floor is None or not floor.sure or floor.met(there, due)
    carried = votes_for >= needed
    if not valid:
        return Verdict(False, False, needed, "到会人数不够，表决无效")
    return Verdict(carried, True, needed, f"须{needed}票以上；{'通过' if carried else '未通过'}")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the form says of a meeting while it is typed: whether it may vote, and what each vote comes to."""

    ok: bool
    sentence: str
    verdicts: dict[int, Verdict]


def standing(kinds: Collection[Kind], scope: Scope, counts: HeadCounts, votes: Mapping[int, int]) -> Standing:
    """The quorum in a sentence with its article ("" where no text asks for a number), and the verdict of each motion in
    `votes` (row → votes for)."""
    verdicts = {row: motion_verdict(kinds, scope, counts, count) for row, count in votes.items()}
    floor = quorum(kinds)
    if floor is None or scope is Scope.CHOSEN or not counts.voters_expected:
        return Standing(True, "", verdicts)
    due, there = counts.voters_expected, counts.voters_present or 0
    met = floor.met(there, due)
    share = "半数" if floor.denominator == 2 else "三分之二"
    may = "可以表决" if Kind.MEMBERS_MEETING in kinds else "可以开会"
    article = f"（{floor.article}）" if floor.article else ""
    if met:
        return Standing(True, f"到会{floor.who}达到{share}，{may}{article}", verdicts)
    return Standing(False, f"到会{floor.who}不足{share}，须{floor.needed(due)}人以上才{may}{article}", verdicts)
