"""民主评议党员: grades, how a test is counted, what is pointed out before they go up, what follows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jishi.kernel.decision import YES, Decision, no
from jishi.kernel.labels import Labelled

LEAST_BALLOTS = 5  # below this one could tell who ticked what: only the committee's opinion is kept
USUAL_CAP = Fraction(1, 3)
NEARLY_ALL = Fraction(9, 10)
FEW = 4  # with fewer members equal results say nothing


class Grade(Labelled):
    EXCELLENT = "excellent", "优秀"
    QUALIFIED = "qualified", "合格"
    BASIC = "basic", "基本合格"
    UNQUALIFIED = "unqualified", "不合格"


GRADED = tuple(Grade)


class Disposal(Labelled):
    """What follows a grade (处置)."""

    COMMENDED = "commended", "表彰"
    CRITICIZED = "criticized", "批评教育"
    DEADLINE = "deadline", "限期改正"
    URGED = "urged", "劝退"
    STRUCK_OFF = "struck_off", "劝而不退除名"
    LEFT = "left_party", "自行脱党除名"


class RoundState(Labelled):
    OPEN = "open", "评议中"
    SUBMITTED = "submitted", "已上报"
    RETURNED = "returned", "退回修改"
    SETTLED = "settled", "已审定"


class TallyWay(Labelled):
    """How the 民主测评 was done."""

    POLL = "poll", "平台无记名测评"
    PAPER = "paper", "纸质测评，只录合计"
    FEW = "few", "有效票不足5张，不录得票"


@dataclass(frozen=True, slots=True)
class Votes:
    """The ballots that gave one member each grade, in the order of `Grade`; None where no tally is kept."""

    excellent: int | None = None
    qualified: int | None = None
    basic: int | None = None
    unqualified: int | None = None

    @property
    def known(self) -> tuple[int, ...]:
        found = (self.excellent, self.qualified, self.basic, self.unqualified)
        return () if None in found else tuple(n for n in found if n is not None)

    @property
    def total(self) -> int:
        return sum(self.known)


def votes_refusal(issued: int, returned: int, valid: int, rows: Collection[tuple[str, Votes]]) -> str:
    """What is wrong with the totals of a paper test, "" for nothing: ballots can only become fewer, nobody has more ticks
    than there are valid ballots, and below five valid ones no tally is kept."""
    if returned > issued:
        return f"收回 {returned} 张，比发出的 {issued} 张多，请核对。"
    if valid > returned:
        return f"有效 {valid} 张，比收回的 {returned} 张多，请核对。"
    typed = [(name, votes) for name, votes in rows if votes.known]
    if valid < LEAST_BALLOTS and typed:
        return f"有效票不足 {LEAST_BALLOTS} 张，容易看出谁怎样投的：不录各人得票，只保留支委会意见。"
    for name, votes in typed:
        if votes.total > valid:
            return f"{name}的得票合计 {votes.total}，比有效票 {valid} 张多，请核对。"
    return ""


def tally(grades: Collection[str]) -> dict[Grade, int]:
    """How many have each grade; those without one are in none. The sums and the number of members graded agree."""
    found = dict.fromkeys(Grade, 0)
    for grade in grades:
        if grade:
            found[Grade(grade)] += 1
    return found


def most_excellent(members: int, percent: int | None) -> int:
    """How many of `members` may be 优秀 by the notice (a percentage), usually a third. Rounded down."""
    share = USUAL_CAP if percent is None else Fraction(percent, 100)
    return int(members * share)


def cap_said(excellent: int, members: int, percent: int | None) -> str:
    """A word of advice where more are 优秀 than the notice has in mind, "" otherwise. Never a refusal."""
    most = most_excellent(members, percent)
    if excellent <= most:
        return ""
    by = f"通知提出不超过 {percent}%" if percent is not None else "各地一般不超过三分之一"
    return f"优秀 {excellent} 人；{by}，{members} 名正式党员约 {most} 人。确有理由的可以照报，请在上报说明里写一句。"


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of one member graded, for the hints."""

    name: str
    grade: str
    opinion: str = ""
    votes: Votes = Votes()


def hints(rows: Sequence[Said], *, percent: int | None = None) -> list[str]:
    """What is pointed out in private to those who grade, before they submit: nearly all 优秀, all the same, opinions or
    test results that repeat, a grade far from the test. Sentences to think over; nothing is blocked and nobody else
    reads them."""
    graded = [row for row in rows if row.grade]
    if not graded:
        return []
    found = []
    counts = tally([row.grade for row in graded])
    best = counts[Grade.EXCELLENT]
    if len(graded) >= FEW and Fraction(best, len(graded)) >= NEARLY_ALL:
        found.append(f"{len(graded)} 人中 {best} 人评为优秀，几乎没有区别。请想一想，是不是都名副其实。")
    elif said := cap_said(best, len(graded), percent):
        found.append(said)
    if len(graded) >= FEW and best < len(graded) and max(counts.values()) == len(graded):
        found.append(f"{len(graded)} 人评的都是同一个等次。确是这样可以照报；若为省事，请逐人再议一议。")
    opinions = [row.opinion.strip() for row in graded if row.opinion.strip()]
    if len(opinions) >= FEW and len(set(opinions)) == 1:
        found.append("每个人的评定意见一字不差。请写出各人的不同，哪怕一句。")
    results = [row.votes for row in graded if row.votes.known]
    if len(results) >= FEW and len(set(results)) == 1:
        found.append("各人测评得票完全一样，可能没有认真填票，请核对计票。")
    for row in graded:
        lower = sum(row.votes.known[2:])
        if row.grade == Grade.EXCELLENT and lower * 2 > row.votes.total:
            found.append(f"{row.name}的测评得票，一半以上是基本合格和不合格，评定为优秀，请写明理由。")
    return found


def may_dispose(grade: str, disposal: str) -> Decision:
    """Whether `disposal` can follow `grade`: praise follows 优秀 alone, the others never do."""
    if disposal == Disposal.COMMENDED and grade != Grade.EXCELLENT:
        return no("评定为优秀的才列入表彰。")
    if disposal != Disposal.COMMENDED and grade == Grade.EXCELLENT:
        return no("评定为优秀的，没有组织处置。")
    return YES
