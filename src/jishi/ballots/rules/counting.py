"""Whether an election is good and who is elected: what the regulation says, what the meeting's own 选举办法 says, and
where sources disagree. Several of these rules are known at second hand only; those are computed and said, never sharpened.

Sources: 《中国共产党基层组织选举工作条例》(2020). Article 18 (到会), the numbers returned, over-voting, ties and shortfall are
known from secondary sources; the base of the majority is disputed (应到会 or 实到会)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from jishi.kernel.labels import Labelled

QUORUM = Fraction(4, 5)
MAJORITY = Fraction(1, 2)


class Base(Labelled):
    """过半数以什么为准."""

    DUE = "due", "应到会有选举权的人数"
    PRESENT = "present", "实到会有选举权的人数"


class Verdict(Labelled):
    """What the count makes of one name."""

    ELECTED = "elected", "当选"
    HELD = "held", "待上级确认"
    TIED = "tied", "得票相等，再次投票"
    NOT_ELECTED = "not_elected", "未当选"


@dataclass(frozen=True, slots=True)
class Votes:
    """What one name received. A write-in (另选人) has no against and no abstentions: nobody was asked about it. `spoiled`
    are good ballots on which the mark for this name cannot be read: that part is void."""

    name: str
    in_favour: int
    against: int = 0
    abstained: int = 0
    is_write_in: bool = False
    spoiled: int = 0

    @property
    def total(self) -> int:
        """What must equal the good ballots for a name that was asked about."""
        return self.in_favour + self.against + self.abstained + self.spoiled


@dataclass(frozen=True, slots=True)
class Papers:
    """The ballots of one round: people with the right to vote due and present, ballots issued, returned and void."""

    due: int
    present: int
    issued: int
    returned: int
    void: int

    @property
    def valid(self) -> int:
        """有效票."""
        return self.returned - self.void


@dataclass(frozen=True, slots=True)
class Judged:
    """One name and where it stands; `reason` is a sentence for the chair."""

    votes: Votes
    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """What comes of a round. `faults` say why the round is not good (nothing is decided then). `places_left` seats are
    still to be filled: by the tied names, else by a new ballot or fewer seats. Names are ordered by votes received."""

    faults: tuple[str, ...]
    judged: tuple[Judged, ...]
    places_left: int

    @property
    def is_good(self) -> bool:
        """选举有效."""
        return not self.faults

    def those(self, *verdicts: Verdict) -> tuple[Judged, ...]:
        """The names with one of these verdicts."""
        return tuple(v for v in self.judged if v.verdict in verdicts)


def needed_to_meet(due: int) -> int:
    """How many of `due` must be present: exactly four fifths is enough (第十八条, 2020; the rules of 1990 said more than)."""
    return -(-due * QUORUM.numerator // QUORUM.denominator)


def has_quorum(*, due: int, present: int) -> bool:
    """Whether enough people with the right to vote have come to hold the election."""
    return due > 0 and present >= needed_to_meet(due)


def needed_to_win(base: int) -> int:
    """The smallest number of votes above half of `base`."""
    return base // 2 + 1


def wrong_sums(papers: Papers, votes: Sequence[Votes], *, seats: int) -> list[str]:
    """What cannot be right in a count, in sentences for the tellers; empty when it adds up."""
    said = []
    if papers.void > papers.returned:
        said.append(f"废票 {papers.void} 张，多于收回的 {papers.returned} 张。")
        return said
    if papers.present > papers.due:
        said.append(f"实到 {papers.present} 人，多于应到 {papers.due} 人。请核对选举人名册。")
    for one in votes:
        if one.is_write_in:
            if one.in_favour > papers.valid:
                said.append(f"另选人{one.name}得 {one.in_favour} 票，多于有效票 {papers.valid} 张。")
        elif one.total != papers.valid:
            said.append(f"{one.name}：赞成、不赞成、弃权合计 {one.total}，应等于有效票 {papers.valid} 张。")
    marked = sum(one.in_favour for one in votes)
    if marked > papers.valid * seats:
        said.append(
            f"赞成和另选合计 {marked}，有效票 {papers.valid} 张每张至多选 {seats} 人，不会超过 {papers.valid * seats}。"
            "请核对是否有多选的废票计入了有效票。"
        )
    return said


def faults_of(papers: Papers) -> list[str]:
    """Why the round cannot stand: too few came, or more ballots came back than went out."""
    said = []
    if not has_quorum(due=papers.due, present=papers.present):
        said.append(
            f"应到 {papers.due} 人，实到 {papers.present} 人，不足五分之四（需 {needed_to_meet(papers.due)} 人）。"
        )
    if papers.returned > papers.issued:
        said.append(f"发出选票 {papers.issued} 张，收回 {papers.returned} 张，收回多于发出，选举无效，应重新选举。")
    return said


def decide(papers: Papers, votes: Sequence[Votes], *, seats: int, base: Base | None = None) -> Result:
    """Who is elected to `seats`. `base` is what the meeting's approved 选举办法 names; where it names none, above half of
    应到会 is elected, and above half only of 实到会 is held for the superior, since the sources disagree. More names
    above half than seats: by votes; names tied for the last seats are voted on again."""
    faults = tuple(faults_of(papers))
    ranked = sorted(votes, key=lambda one: -one.in_favour)
    if faults:
        return Result(faults, tuple(Judged(v, Verdict.NOT_ELECTED, "选举无效") for v in ranked), seats)
    enough = needed_to_win(papers.due if base is Base.DUE else papers.present)
    sure = needed_to_win(papers.present if base is Base.PRESENT else papers.due)
    over = [one for one in ranked if one.in_favour >= enough]
    taken, tied = _taken(over, seats)
    judged = tuple(_verdict(one, taken, tied, enough=enough, sure=sure, base=base, papers=papers) for one in ranked)
    return Result((), judged, seats - len(taken))


def _taken(over: Sequence[Votes], seats: int) -> tuple[list[Votes], list[Votes]]:
    """Those who have a seat by their votes, and those tied for what is left."""
    if len(over) <= seats:
        return list(over), []
    margin = over[seats - 1].in_favour
    if over[seats].in_favour < margin:
        return list(over[:seats]), []
    return [one for one in over if one.in_favour > margin], [one for one in over if one.in_favour == margin]


def _verdict(
    one: Votes,
    taken: Sequence[Votes],
    tied: Sequence[Votes],
    *,
    enough: int,
    sure: int,
    base: Base | None,
    papers: Papers,
) -> Judged:
    got = f"得赞成票 {one.in_favour} 张"
    if one in tied:
        return Judged(one, Verdict.TIED, f"{got}，与他人相等，不能确定谁当选，就得票相等的人再次投票")
    if one not in taken:
        short = one.in_favour < enough
        return Judged(one, Verdict.NOT_ELECTED, f"{got}，{'未过半数' if short else '过半数但名额已满'}")
    if one.in_favour >= sure:
        named = f"{base.label}{papers.due if base is Base.DUE else papers.present}" if base else f"应到会{papers.due}"
        return Judged(one, Verdict.ELECTED, f"{got}，超过{named}人的半数")
    return Judged(
        one,
        Verdict.HELD,
        f"{got}，超过实到会{papers.present}人的半数，未超过应到会{papers.due}人的半数；两种算法不一，请上级党组织确认",
    )
