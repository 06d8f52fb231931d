"""Secret polls: what can be asked, by which ways one takes part, which answers a ballot may hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from jishi.ballots.rules.board import LEAST_ANSWERS, LEAST_ANSWERS_ON_LEADERS
from jishi.kernel.labels import Labelled

ABSTAINED = "-"  # what is kept of a question that a ballot leaves blank
TEXT_LENGTH = 500
MOST_QUESTIONS = 500
SCORED = ("政治素质", "工作表现", "服务意识", "团结协作")
FULL_SCORE = 25  # of each of the four
BANDS = ((85, "优秀"), (75, "合格"), (65, "基本合格"), (0, "不合格"))
DIMENSIONS = ("理想信念", "政治理论素质", "组织纪律", "廉洁自律", "联系服务群众", "模范作用")
TEAM = ("思想政治建设", "领导能力", "工作实绩", "党风廉政建设")
VIRTUES = ("德", "能", "勤", "绩", "廉")
OF_TEAM = ("优秀", "良好", "一般", "较差")
OF_LEADER = ("优秀", "称职", "基本称职", "不称职")
OF_VIRTUE = ("优", "良", "中", "差")
OF_MEMBER = ("优秀", "合格", "基本合格", "不合格")
OF_DIMENSION = ("好", "一般", "差")
OF_SERVICE = ("满意", "基本满意", "不满意", "不了解")
OF_MOTION = ("赞成", "不赞成")
OVERALL = "综合评定"
POINTS = (100, 80, 60, 40)  # of the four grades, for totals by weight: common practice, said on the page


class PollKind(Labelled):
    """What a poll is for. Each has its own rows and grades."""

    LEADERS = "leaders", "领导班子和领导干部测评"
    MEMBERS = "members", "民主评议党员测评"
    SATISFACTION = "satisfaction", "群众满意度测评"
    MOTIONS = "motions", "赞成与否"
    CHOICE = "choice", "推荐和选项"


class PollState(Labelled):
    DRAFT = "draft", "筹备中"
    OPEN = "open", "正在投票"
    SEALED = "sealed", "等监票人开封"
    CLOSED = "closed", "已经结束"
    CANCELLED = "cancelled", "已经作废"


class PollWay(Labelled):
    """How one takes part. Whichever way: once."""

    SLIP = "slip", "现场抽票条"
    TOKEN = "token", "本人领电子票"
    PAPER = "paper", "填纸质票"


class PollLayout(Labelled):
    """The columns of a sheet: three in use for members, two for leaders; the others have one."""

    PLAIN = "plain", "按题作答"
    OVERALL = "overall", "只作综合评定"
    DIMENSIONS = "dimensions", "分项评价加综合评定"
    SCORED = "scored", "四项打分"


class QuestionKind(Labelled):
    GRADE = "grade", "选一项"
    SEVERAL = "several", "选几项"
    SCORE = "score", "打分"
    TEXT = "text", "写意见"


LAYOUTS: dict[PollKind, tuple[PollLayout, ...]] = {
    PollKind.LEADERS: (PollLayout.OVERALL, PollLayout.DIMENSIONS),
    PollKind.MEMBERS: (PollLayout.OVERALL, PollLayout.DIMENSIONS, PollLayout.SCORED),
    PollKind.SATISFACTION: (PollLayout.PLAIN,),
    PollKind.MOTIONS: (PollLayout.PLAIN,),
    PollKind.CHOICE: (PollLayout.PLAIN,),
}
PROMISE = (
    "投完以后，平台里没有任何一处记着谁投了哪张票，管服务器的人把数据库、备份和日志全翻出来也查不出。",
    "结束以前谁也看不到投了什么；结束以后每人可以凭收据查到自己的票计进去了，收据上看不出选了什么。",
    "平台管不了的是：手机被人动过手脚、旁边有人看着、有人违规在投票时偷录网络，以及大家选得一模一样。",
)
PROMISE_SEALED = (
    PROMISE[0],
    "这次的票由两名监票人加封：结束以前库里只有加了两把锁的票，两人没有都输口令，管服务器的人翻遍数据库也打不开，少一个人也不行；"
    "结束以后每人可以凭收据查到自己的票计进去了，收据上看不出选了什么。",
    "平台管不了的是：手机被人动过手脚、旁边有人看着、有人违规在投票或开封时偷录网络和服务器、两名监票人和管服务器的人串通，以及大家选得一模一样。",
)
LOST = "“已收到”是指服务器收下了。结束计票以前数据库如果意外中断，收下的票会全部丢失，本页会马上说明，请大家用原来的票重新投。"


@dataclass(frozen=True, slots=True)
class Subject:
    """Who or what is judged; `person_id` where it is a person."""

    name: str
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One row of the sheet. `options` in the order they stand; `most` is how many may be chosen, or the full score."""

    kind: QuestionKind
    title: str
    options: tuple[str, ...] = ()
    most: int = 1
    subject: Subject = field(default=Subject(""))

    @property
    def answers(self) -> tuple[str, ...]:
        """What may be stored of a question with options: their numbers."""
        return tuple(str(n) for n in range(len(self.options)))


def promise_of(*, is_sealed: bool) -> tuple[str, ...]:
    """The three sentences of what is and is not promised."""
    return PROMISE_SEALED if is_sealed else PROMISE


def sealing_said(ways: Sequence[str], *, scrutineers: Sequence[int], organiser: int | None) -> str:
    """Why a poll cannot be sealed so; "" when it can. Whoever runs it holds none of the two locks."""
    if set(ways) == {PollWay.PAPER}:
        return "只用纸质票的，票都在票箱里，不用加封。"
    if len(set(scrutineers)) != 2:
        return "加封的测评要正好两名监票人，一人一把锁。"
    return "组织测评的人不能当加封的监票人，请换一人。" if organiser in scrutineers else ""


def least_of(kind: PollKind) -> int:
    """k: fewer answers are never shown split up."""
    return LEAST_ANSWERS_ON_LEADERS if kind is PollKind.LEADERS else LEAST_ANSWERS


def questions_for(
    kind: PollKind,
    layout: PollLayout,
    *,
    subjects: Sequence[Subject] = (),
    items: Sequence[str] = (),
    most: int = 1,
    asks_opinion: bool = False,
) -> tuple[Question, ...]:
    """The rows of a sheet. `subjects` are persons judged one by one (leaders, members); `items` are what a satisfaction
    poll asks about, the motions, or the options of a choice of at most `most`."""
    rows: list[Question] = []
    match kind:
        case PollKind.LEADERS:
            team = Subject("领导班子")
            rows += [Question(QuestionKind.GRADE, title, OF_TEAM, subject=team) for title in TEAM]
            rows += [row for one in subjects for row in _of_person(one, layout, VIRTUES, OF_VIRTUE, OF_LEADER)]
        case PollKind.MEMBERS if layout is PollLayout.SCORED:
            rows += [Question(QuestionKind.SCORE, t, most=FULL_SCORE, subject=s) for s in subjects for t in SCORED]
        case PollKind.MEMBERS:
            rows += [row for one in subjects for row in _of_person(one, layout, DIMENSIONS, OF_DIMENSION, OF_MEMBER)]
        case PollKind.SATISFACTION:
            rows += [Question(QuestionKind.GRADE, title, OF_SERVICE) for title in items]
        case PollKind.MOTIONS:
            rows += [Question(QuestionKind.GRADE, title, OF_MOTION) for title in items]
        case PollKind.CHOICE:
            rows.append(Question(QuestionKind.SEVERAL, f"最多选 {most} 项", tuple(items), most))
    if asks_opinion:
        rows.append(Question(QuestionKind.TEXT, "意见和建议"))
    return tuple(rows)


def _of_person(
    one: Subject, layout: PollLayout, parts: Sequence[str], of_part: tuple[str, ...], overall: tuple[str, ...]
) -> list[Question]:
    split = parts if layout is PollLayout.DIMENSIONS else ()
    rows = [Question(QuestionKind.GRADE, title, of_part, subject=one) for title in split]
    return [*rows, Question(QuestionKind.GRADE, OVERALL, overall, subject=one)]


def layout_said(kind: PollKind, layout: PollLayout, ways: Sequence[str], *, without_self: bool) -> str:
    """Why these cannot go together; "" when they can. Only paper can leave out the voter himself: nothing electronic
    knows who votes."""
    if layout not in LAYOUTS[kind]:
        return f"{kind.label}没有“{layout.label}”这种表样。"
    if without_self and kind is not PollKind.MEMBERS:
        return "只有党员互评才有“不评本人”的表样。"
    if without_self and set(ways) != {PollWay.PAPER}:
        return "“不评本人”的表样只能用纸质票：电子票不知道是谁在投，没法去掉本人一行。"
    return ""


def items_said(kind: PollKind, *, subjects: int, items: Sequence[str], most: int, questions: int) -> str:
    """What is missing of what is asked; "" when nothing is."""
    if kind is PollKind.MEMBERS and not subjects:
        return "请选择评议哪些党员。"
    if kind in (PollKind.SATISFACTION, PollKind.MOTIONS) and not items:
        return "请写明问哪几项，一行一项。"
    if kind is PollKind.CHOICE and len(items) < 2:
        return "至少要有两个选项，一行一个。"
    if kind is PollKind.CHOICE and not 1 <= most < len(items):
        return "最多选几项要比选项的个数少。"
    if len(set(items)) != len(items):
        return "有两行写得一样，请去掉一行。"
    if questions > MOST_QUESTIONS:
        return f"这张表有 {questions} 题，太长了，请分成几次。"
    return ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A ballot read: what is kept of each question by its number, and what is wrong with which."""

    answers: Mapping[int, list[str]]
    wrong: Mapping[int, str]

    @property
    def is_blank(self) -> bool:
        """Nothing chosen, nothing written."""
        return all(kept == [ABSTAINED] for kept in self.answers.values())


def read_ballot(questions: Mapping[int, Question], given: Mapping[int, Sequence[str]]) -> Filled:
    """What a ballot says. A question left blank counts as an abstention; written opinions left blank are not kept."""
    answers: dict[int, list[str]] = {}
    wrong: dict[int, str] = {}
    for number, question in questions.items():
        values = [text.strip() for text in given.get(number, ()) if text.strip()]
        said = _wrong(question, values)
        if said:
            wrong[number] = said
        elif question.kind is not QuestionKind.TEXT:
            answers[number] = sorted({str(int(v)) for v in values}, key=int) or [ABSTAINED]
        elif values:
            answers[number] = [plain(values[0])]
    return Filled(answers, wrong)


def plain(text: str) -> str:
    """An opinion on one line, without characters that are not printed."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def _wrong(question: Question, values: Sequence[str]) -> str:
    match question.kind:
        case QuestionKind.TEXT:
            return f"请写在 {TEXT_LENGTH} 字以内。" if any(len(v) > TEXT_LENGTH for v in values) else ""
        case QuestionKind.SCORE:
            good = len(values) <= 1 and all(is_number(v) and int(v) <= question.most for v in values)
            return "" if good else f"请填 0 到 {question.most} 的整数。"
        case _ if any(v not in question.answers for v in values):
            return "请从列出的选项里选。"
    return f"最多选 {question.most} 项，您选了 {len(values)} 项。" if len(values) > question.most else ""


def is_number(text: str) -> bool:
    """A whole number in plain digits, not absurdly long."""
    return text.isascii() and text.isdecimal() and len(text) < 5


def fixed_hash(*parts: object) -> str:
    """What a poll fixes before it opens, as the beginning of its chain. Hexadecimal."""
    return sha256("\0".join(str(part) for part in parts).encode()).hexdigest()


def too_few_said(number: int, least: int) -> str:
    """Why so few cannot vote electronically; "" when there are enough."""
    if number >= least:
        return ""
    return f"参加的只有 {number} 人，不到 {least} 人，选了什么容易猜出来。请用纸质票当场测评，只在平台记组织意见。"
