"""Who may vote and stand, who is expected, and who may be left out of 应到会: by purpose, with the reason said."""

from collections.abc import Iterable
from dataclasses import dataclass

from jishi.kernel.labels import Labelled

RIGHTS = "《中国共产党基层组织选举工作条例》第五条"
PROBATION = "《中国共产党章程》第七条"
LEFT_OUT = "据转引的中央组织部说明，原文未核；须本人同意（能征求的）、上级党组织同意并经党员大会通过"


class Mark(Labelled):
    """What the branch knows of a member beside the roster that touches the right to vote."""

    NONE = "", "无"
    ON_PROBATION = "liu_dang_cha_kan", "留党察看期间"
    DETAINED = "detained", "被采取留置措施"
    ARRESTED = "arrested", "被逮捕"


class Excusable(Labelled):
    """可不计入应到会人数的情形: five classic items and one that later guides add."""

    WILL = "unable_to_express_will", "患有精神病或其他疾病，不能表达本人意志"
    ABROAD = "self_funded_abroad", "自费出国半年以上"
    SENTENCE = "serving_sentence", "因违法犯罪服刑，未受留党察看以上党纪处分"
    FRAIL = "old_or_ill", "年老体弱卧床不起或长期生病、生活不能自理"
    MOVED = "should_have_been_transferred", "工作调动、外出半年以上，组织关系应转未转"
    HOME = "retired_home_place", "离退休回原籍长期居住，组织关系未转"


@dataclass(frozen=True, slots=True)
class Rights:
    """What a member may do in an election, with the reason where something is missing."""

    may_vote: bool
    may_stand: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Voter:
    """One line of the roll. `excused` counts only with the meeting's adoption (`adopted`)."""

    rights: Rights
    excused: Excusable | None = None
    consented: bool = False
    adopted: bool = False

    @property
    def is_due(self) -> bool:
        """Whether this member is counted in 应到会有选举权的人数."""
        return self.rights.may_vote and not (self.excused and self.adopted)


def rights_of(*, is_full_member: bool, is_suspended: bool, mark: str) -> Rights:
    """The rights of a member of the branch on the day of the meeting. Being excused, old or away takes no right away."""
    if not is_full_member:
        return Rights(False, False, f"预备党员没有表决权、选举权和被选举权（{PROBATION}）")
    if is_suspended:
        return Rights(False, False, "已停止党籍")
    if mark == Mark.ON_PROBATION:
        return Rights(False, False, f"留党察看期间没有表决权、选举权和被选举权（{RIGHTS}）")
    if mark in (Mark.DETAINED, Mark.ARRESTED):
        return Rights(False, False, f"{Mark(mark).label}，党员权利中止（{RIGHTS}）")
    return Rights(True, True)


@dataclass(frozen=True, slots=True)
class Expected:
    """Head counts of a roll: all members, those with the right to vote, those left out by adoption, 应到会."""

    members: int
    with_right: int
    left_out: int

    @property
    def due(self) -> int:
        """应到会有选举权的人数."""
        return self.with_right - self.left_out


def expected(voters: Iterable[Voter]) -> Expected:
    """Sum a roll up."""
    lines = list(voters)
    with_right = sum(v.rights.may_vote for v in lines)
    return Expected(len(lines), with_right, with_right - sum(v.is_due for v in lines))


def why_not_left_out(voter: Voter, *, superior_agreed: bool) -> str:
    """What is still missing before a member may be left out of 应到会; "" when nothing is."""
    if voter.excused is None:
        return ""
    missing = []
    if not voter.consented and voter.excused is not Excusable.WILL:
        missing.append("征求本人意见")
    if not superior_agreed:
        missing.append("上级党组织同意")
    if not voter.adopted:
        missing.append("党员大会通过")
    return f"还没有{'、'.join(missing)}，仍计入应到会人数" if missing else ""


@dataclass(frozen=True, slots=True)
class Purpose:
    """应到 for one purpose: what for, how many, who is counted."""

    word: str
    number: int
    counted: str


def purposes(heads: Expected) -> tuple[Purpose, ...]:
    """The head counts of a roll by what they are for; they are not interchangeable."""
    return (
        Purpose("参加大会", heads.members, "全体党员，包括预备党员"),
        Purpose("表决（通过选举办法、监票人等）", heads.with_right, "有表决权的党员"),
        Purpose("有选举权", heads.with_right, "正式党员，除去权利中止的"),
        Purpose("选举应到会", heads.due, f"有选举权的党员，除去大会通过不计入的 {heads.left_out} 人"),
    )


def counted_said(voter: Voter) -> str:
    """What a line of the roll comes to, in words; kept where a frozen roll is changed."""
    if not voter.rights.may_vote:
        return f"没有选举权：{voter.rights.reason}"
    return "计入应到会" if voter.is_due else f"不计入应到会：{voter.excused.label if voter.excused else ''}"
