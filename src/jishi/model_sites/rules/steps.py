"""What an application goes through: the states, the steps and who takes each. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jishi.kernel.labels import Labelled
from jishi.orgs.rules.terms import years_after


class SiteState(Labelled):
    """Where an application stands; a named one lives on until it ends, is withdrawn or its term is over."""

    DRAFT = "draft", "起草中"
    SUBMITTED = "submitted", "已申报，等初审"
    REVIEWED = "reviewed", "初审通过，等考核验收"
    PASSED = "passed", "考核验收通过，等公示命名"
    NAMED = "named", "已命名"
    DECLINED = "declined", "未通过"
    QUIT = "quit", "申报组织撤回"
    WITHDRAWN = "withdrawn", "已撤销命名"


AT_WORK = (SiteState.DRAFT, SiteState.SUBMITTED, SiteState.REVIEWED, SiteState.PASSED)


class SiteStepKind(Labelled):
    SUBMIT = "submit", "报送申报"
    OPINION = "opinion", "推荐意见"
    RETURN = "return", "退回补充"
    REVIEW = "review", "初审通过"
    PASS = "pass", "考核验收通过"
    DECLINE = "decline", "不予通过"
    QUIT = "quit", "撤回申报"


class Who(Labelled):
    """Who takes a step: the applicant, a superior between it and the organiser, or the organiser."""

    APPLICANT = "applicant", "申报组织"
    BETWEEN = "between", "上级党委"
    ORGANISER = "organiser", "主办单位"


@dataclass(frozen=True, slots=True)
class Move:
    """A step: who takes it, in which states, into which (None: the state stays), whether words are asked for."""

    who: Who
    before: tuple[SiteState, ...]
    after: SiteState | None
    says_why: bool = False


_S = SiteState
MOVES: Mapping[SiteStepKind, Move] = {
    SiteStepKind.SUBMIT: Move(Who.APPLICANT, (_S.DRAFT,), _S.SUBMITTED),
    SiteStepKind.OPINION: Move(Who.BETWEEN, (_S.SUBMITTED,), None, says_why=True),
    SiteStepKind.RETURN: Move(Who.ORGANISER, (_S.SUBMITTED, _S.REVIEWED), _S.DRAFT, says_why=True),
    SiteStepKind.REVIEW: Move(Who.ORGANISER, (_S.SUBMITTED,), _S.REVIEWED),
    SiteStepKind.PASS: Move(Who.ORGANISER, (_S.REVIEWED,), _S.PASSED, says_why=True),
    SiteStepKind.DECLINE: Move(Who.ORGANISER, (_S.SUBMITTED, _S.REVIEWED, _S.PASSED), _S.DECLINED, says_why=True),
    SiteStepKind.QUIT: Move(Who.APPLICANT, AT_WORK, _S.QUIT, says_why=True),
}


def steps_open(state: str, who: Collection[Who]) -> list[SiteStepKind]:
    """The steps those may take in this state, in their order."""
    return [step for step, move in MOVES.items() if move.who in who and state in move.before]


class Seen(Labelled):
    """What a visitor found of one point."""

    MET = "met", "符合"
    PARTLY = "partly", "部分符合"
    UNMET = "unmet", "不符合"
    NOT_LOOKED = "not_looked", "没有看"


class RecheckResult(Labelled):
    """What comes of the yearly re-check."""

    KEEP = "keep", "保留"
    MEND = "mend", "限期整改"
    WITHDRAW = "withdraw", "撤销命名"


def ends_on(named_on: date, years: int) -> date:
    """The last day of a naming of so many years: the day before it comes round."""
    return years_after(named_on, years) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a site stands today: `shape` and `word` for the mark component."""

    shape: str
    word: str


def standing(state: str, *, until: date | None, mend_by: date | None, checked: Sequence[int], on: date) -> Standing:
    """The state of a site in a word. `checked` are the years it was re-checked in; red is for nothing here: no regulation
    says must."""
    if state != SiteState.NAMED:
        shape = {SiteState.DECLINED: "na", SiteState.QUIT: "na", SiteState.WITHDRAWN: "said"}
        return Standing(shape.get(SiteState(state), "open"), SiteState.label_of(state))
    if until is not None and until < on:
        return Standing("na", f"有效期已满（{until:%Y-%m-%d}）")
    if mend_by is not None:
        return Standing("gap" if mend_by < on else "soon", f"限期整改，{mend_by:%Y-%m-%d} 前")
    return Standing("done", f"{on.year}年已复核" if on.year in checked else "已命名")
