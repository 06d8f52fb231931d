"""评选表彰 and the honours register: titles, steps, and the conditions whose checks explain themselves. Pure values."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from jishi.appraisals.rules import Grade
from jishi.kernel.labels import Labelled

MEDAL_YEARS = 50


class HonourKind(Labelled):
    """The three kinds that may be commended (党内功勋荣誉表彰条例 第十六条), the medal, and what else was given."""

    MEMBER = "member", "优秀共产党员"
    WORKER = "worker", "优秀党务工作者"
    ORG = "org", "先进基层党组织"
    MEDAL = "medal", "“光荣在党50年”纪念章"
    OTHER = "other_honour", "其他荣誉"


COMMENDED = (HonourKind.MEMBER, HonourKind.WORKER, HonourKind.ORG)
OF_PERSONS = (HonourKind.MEMBER, HonourKind.WORKER)


class HonourLevel(Labelled):
    BRANCH = "branch_level", "支部"
    COMMITTEE = "committee_level", "基层党委"
    COUNTY = "county_level", "县级"
    CITY = "city_level", "市级"
    PROVINCE = "province_level", "省级"
    CENTRE = "centre_level", "中央"


class SelectionState(Labelled):
    OPEN = "open", "推荐中"
    PUBLIC = "public", "公示中"
    DECIDED = "decided", "已表彰"


class NomineeState(Labelled):
    PROPOSED = "proposed", "已推荐"
    DROPPED = "dropped", "不再推荐"
    AWARDED = "awarded", "已表彰"


class OpinionFrom(Labelled):
    """Who says what of a nominee, in this order on the form."""

    BRANCH = "branch_opinion", "党支部意见"
    COMMITTEE = "committee_opinion", "基层党委意见"
    DISCIPLINE = "discipline_opinion", "纪检机关（纪检委员）意见"
    MASSES = "masses_opinion", "党员、群众意见"


class Condition(Labelled):
    """What a notice may ask of those recommended. Its words are what the form and the reason say."""

    FULL = "full", "正式党员"
    GOOD_STANDING = "good_standing", "党籍正常"
    NOT_LOST = "not_lost", "没有失联"
    EXCELLENT = "excellent", "上年度民主评议优秀"
    NOT_LOW = "not_low", "近三年民主评议没有基本合格、不合格"
    WORKING = "working", "现任党务工作职务满一年"
    ONE_TITLE = "one_title", "同一次评选没有报别的称号"
    NOT_AGAIN = "not_again", "近五年没有得过同一称号"
    SECRETARY = "secretary", "书记在任"
    TERM = "term", "没有超过任期"
    STANDING = "standing", "成立满一年"
    PLEDGES = "pledges", "到期的承诺都写了结果"


FOR_PERSONS = (
    Condition.FULL, Condition.GOOD_STANDING, Condition.NOT_LOST, Condition.EXCELLENT, Condition.NOT_LOW, Condition.WORKING,
    Condition.ONE_TITLE, Condition.NOT_AGAIN,
)  # fmt: skip
FOR_ORGS = (Condition.STANDING, Condition.SECRETARY, Condition.TERM, Condition.PLEDGES, Condition.NOT_AGAIN)
# Only of 优秀党务工作者 is asked whether the person does the work.
_ONLY = {Condition.WORKING: (HonourKind.WORKER,)}
_SOURCES = {
    Condition.FULL: "党员名册", Condition.GOOD_STANDING: "党员名册", Condition.NOT_LOST: "党员名册",
    Condition.EXCELLENT: "民主评议结果", Condition.NOT_LOW: "民主评议结果", Condition.WORKING: "任职记录",
    Condition.ONE_TITLE: "本次推荐名单", Condition.NOT_AGAIN: "荣誉台账", Condition.SECRETARY: "任职记录",
    Condition.TERM: "届次", Condition.STANDING: "组织信息", Condition.PLEDGES: "公开承诺",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the records say of a person on a day. `grades` by year; `working_since` the day of the oldest Party post held
    today; `honoured` the years in which the same title was given and not withdrawn."""

    is_full: bool
    standing_normal: bool
    is_lost: bool
    grades: dict[int, str] = field(default_factory=dict)
    working_since: date | None = None
    other_title: str = ""
    honoured: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OrgFacts:
    """What the records say of an organisation on a day. `term_ends` None: no term is known or none is asked."""

    founded_on: date | None
    has_secretary: bool
    term_ends: date | None
    open_pledges: int
    honoured: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One condition looked at: whether it is met, why, and where that is known from."""

    condition: Condition
    passes: bool
    reason: str
    source: str


def conditions_for(kind: str, chosen: Collection[str]) -> list[Condition]:
    """The chosen conditions that bear on a title of this kind, in their order."""
    wanted = FOR_ORGS if kind == HonourKind.ORG else FOR_PERSONS
    return [one for one in wanted if one in chosen and kind in _ONLY.get(one, (kind,))]


def _of_person(condition: Condition, facts: PersonFacts, year: int, on: date) -> tuple[bool, str]:
    match condition:
        case Condition.FULL:
            return facts.is_full, "是正式党员" if facts.is_full else "是预备党员"
        case Condition.GOOD_STANDING:
            return facts.standing_normal, "党籍正常" if facts.standing_normal else "党籍停止"
        case Condition.NOT_LOST:
            return not facts.is_lost, "没有失联" if not facts.is_lost else "名册记为失联"
        case Condition.EXCELLENT:
            grade = facts.grades.get(year - 1, "")
            return grade == Grade.EXCELLENT, f"{year - 1}年度{Grade.label_of(grade) if grade else '没有评定等次'}"
        case Condition.NOT_LOW:
            low = [y for y in range(year - 3, year) if facts.grades.get(y) in (Grade.BASIC, Grade.UNQUALIFIED)]
            return not low, f"{'、'.join(map(str, low))}年度评定偏低" if low else f"{year - 3}至{year - 1}年度没有"
        case Condition.WORKING:
            since = facts.working_since
            long = since is not None and (since.year + 1, since.month, since.day) <= (on.year, on.month, on.day)
            return long, f"{since}起任职" if since else "没有在任的党务职务"
        case Condition.ONE_TITLE:
            return not facts.other_title, f"已报{facts.other_title}" if facts.other_title else "没有报别的称号"
    return _not_again(facts.honoured, year)


def _of_org(condition: Condition, facts: OrgFacts, year: int, on: date) -> tuple[bool, str]:
    match condition:
        case Condition.STANDING:
            since = facts.founded_on
            old = since is None or (since.year + 1, since.month, since.day) <= (on.year, on.month, on.day)
            return old, f"{since}成立" if since else "没有记成立日期，按已满一年"
        case Condition.SECRETARY:
            return facts.has_secretary, "书记在任" if facts.has_secretary else "书记空缺"
        case Condition.TERM:
            late = facts.term_ends is not None and facts.term_ends < on
            return not late, f"任期到{facts.term_ends}" if facts.term_ends else "没有要换届的任期"
        case Condition.PLEDGES:
            return (
                not facts.open_pledges,
                f"{facts.open_pledges}条到期没有写结果" if facts.open_pledges else "没有到期未写结果的",
            )
    return _not_again(facts.honoured, year)


def _not_again(honoured: Iterable[int], year: int) -> tuple[bool, str]:
    same = [one for one in honoured if year - 5 < one <= year]
    return not same, f"{'、'.join(map(str, same))}年得过" if same else "近五年没有得过"


def explain(kind: str, facts: PersonFacts | OrgFacts, *, chosen: Collection[str], year: int, on: date) -> list[Check]:
    """Every condition that the notice has chosen and that bears on this title, looked at: the reason for each answer."""
    found = []
    for condition in conditions_for(kind, chosen):
        passes, reason = (
            _of_person(condition, facts, year, on)
            if isinstance(facts, PersonFacts)
            else _of_org(condition, facts, year, on)
        )
        found.append(Check(condition, passes, reason, _SOURCES[condition]))
    return found


def is_eligible(checks: Iterable[Check]) -> bool:
    """Whether all the conditions are met; there is no other way to be eligible and none to be refused."""
    return all(check.passes for check in checks)


def why_not(checks: Iterable[Check]) -> str:
    """The conditions that are not met, in one sentence; "" where all are."""
    failed = [f"{check.condition.label}（{check.reason}）" for check in checks if not check.passes]
    return f"不符合：{'；'.join(failed)}。" if failed else ""


def medal_day(year: int) -> date:
    """The day by which a member has to have been in the Party for fifty years to get the medal of that year."""
    return date(year, 7, 1)
