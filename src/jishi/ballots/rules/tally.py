"""Counting a secret poll from what was opened: by question, never by voter, never below k."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from jishi.ballots.rules.board import Shown, shown, weighted
from jishi.ballots.rules.polls import (
    ABSTAINED,
    BANDS,
    OVERALL,
    POINTS,
    TEXT_LENGTH,
    PollKind,
    Question,
    QuestionKind,
    is_number,
    plain,
)

type Rows = Iterable[tuple[int, str, int]]  # question, answer, how many gave it


@dataclass(frozen=True, slots=True)
class Counted:
    """What may be said of one question. `average` in hundredths of a 分, for scores; `texts` are the opinions, shuffled;
    both None where too few answered. `abstained` is None then too, since the rest would follow from it."""

    number: int
    question: Question
    shown: Shown
    abstained: int | None = None
    average: int | None = None
    texts: tuple[str, ...] | None = None

    @property
    def lines(self) -> list[tuple[str, int, str]]:
        """(option, how many, percent of those who answered with one decimal)."""
        counts = self.shown.counts or {}
        whole = self.shown.answers or 1
        named = zip(self.question.options, self.question.answers, strict=True)
        return [(name, counts.get(key, 0), f"{counts.get(key, 0) * 100 / whole:.1f}") for name, key in named if counts]


def count_questions(
    questions: Mapping[int, Question], rows: Rows, *, ballots: int, least: int, hidden: bool = False
) -> list[Counted]:
    """Every question with what may be shown of it. `ballots` is how many were counted; `hidden` holds everything back
    (one of several groups fell short)."""
    found: dict[int, Counter[str]] = {number: Counter() for number in questions}
    for number, answer, times in rows:
        found[number][answer] += times
    return [_count(n, q, found[n], ballots, ballots + 1 if hidden else least) for n, q in questions.items()]


def _count(number: int, question: Question, found: Counter[str], ballots: int, least: int) -> Counted:
    abstained = found.pop(ABSTAINED, 0)
    answers = found.total() if question.kind is QuestionKind.TEXT else ballots - abstained
    if question.kind is QuestionKind.TEXT:
        texts = tuple(found.elements()) if answers >= least else None
        return Counted(number, question, Shown(answers, None), texts=texts)
    if answers < least:
        return Counted(number, question, Shown(answers, None))
    if question.kind is QuestionKind.SCORE:
        return Counted(number, question, Shown(answers, None), abstained, average=average_of(found))
    counts = shown(found.elements(), question.answers, least=0).counts
    return Counted(number, question, Shown(answers, counts), abstained)


def average_of(found: Mapping[str, int]) -> int:
    """The mean of scores in hundredths of a 分; 0 without any."""
    number = sum(found.values())
    return round(sum(int(score) * times for score, times in found.items()) * 100 / number) if number else 0


def band_of(score: int) -> str:
    """The grade of a total score in hundredths of a 分 (85/75/65, a usage)."""
    return next(name for least, name in BANDS if score >= least * 100)


@dataclass(frozen=True, slots=True)
class PersonTotal:
    """The sum of the four averages of one member, in hundredths of a 分, and its band; None where held back."""

    name: str
    person_id: int | None
    score: int | None

    @property
    def band(self) -> str:
        """优秀 and so on; "" where held back."""
        return band_of(self.score) if self.score is not None else ""


def score_totals(counted: Sequence[Counted]) -> list[PersonTotal]:
    """Each member's total of a scored sheet, in the order of the sheet."""
    sums: dict[tuple[str, int | None], int | None] = {}
    for one in counted:
        if one.question.kind is QuestionKind.SCORE:
            key = (one.question.subject.name, one.question.subject.person_id)
            before = sums.get(key, 0)
            sums[key] = None if before is None or one.average is None else before + one.average
    return [PersonTotal(name, person_id, score) for (name, person_id), score in sums.items()]


@dataclass(frozen=True, slots=True)
class GroupScore:
    """One group of a weighted evaluation: its weight in percent, and each question's rows."""

    name: str
    weight: int
    ballots: int
    rows: Sequence[tuple[int, str, int]]


@dataclass(frozen=True, slots=True)
class Total:
    """One question over all groups: the total by weight and each group's own, hundredths of a 分, None if not shown."""

    number: int
    question: Question
    total: int | None
    groups: Mapping[str, int | None]


def weighted_totals(questions: Mapping[int, Question], groups: Sequence[GroupScore], *, least: int) -> list[Total]:
    """Every graded question over the groups A/B/C. Where in any question one group falls short, no group is shown
    anywhere: what is hidden in one place would follow from another."""
    totals = []
    for number, question in questions.items():
        if question.kind is QuestionKind.GRADE:
            scores = {g.name: (g.weight, *_score(number, g.rows)) for g in groups}
            totals.append(Total(number, question, *weighted(scores, least=least)))
    is_short = any(g.ballots < least for g in groups) or any(None in t.groups.values() for t in totals)
    return [Total(t.number, t.question, t.total, dict.fromkeys(t.groups)) if is_short else t for t in totals]


def _score(number: int, rows: Sequence[tuple[int, str, int]]) -> tuple[int, int]:
    """(answers, mean in hundredths of a 分) of one question in one group."""
    found = Counter({answer: times for at, answer, times in rows if at == number and answer != ABSTAINED})
    answers = found.total()
    points = sum(POINTS[min(int(answer), len(POINTS) - 1)] * times for answer, times in found.items())
    return answers, round(points * 100 / answers) if answers else 0


def overall_counts(counted: Sequence[Counted], kind: PollKind) -> dict[int, dict[str, int] | None]:
    """Person → grade → votes, for those who go on from a poll of members or leaders; None where held back."""
    found: dict[int, dict[str, int] | None] = {}
    for one in counted:
        person = one.question.subject.person_id
        if person is not None and one.question.title == OVERALL and kind in (PollKind.MEMBERS, PollKind.LEADERS):
            found[person] = {name: votes for name, votes, _ in one.lines} if one.shown.counts is not None else None
    return found


def digest_of(last: str, ballots: int, rows: Rows) -> str:
    """The seal on a board: the chain's last link with everything that was opened, in its own order. Hexadecimal."""
    lines = sorted(f"{number}\0{answer}\0{times}" for number, answer, times in rows)
    return sha256("\1".join([last, str(ballots), *lines]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Pile:
    """Paper ballots as one teller counted them: question → answer → how many; `sheets` valid, `void` void ones."""

    sheets: int
    void: int
    counts: Mapping[int, Mapping[str, int]]

    @property
    def rows(self) -> list[tuple[int, str, int]]:
        """As they join the opened choices; what a question lacks to the number of sheets are abstentions."""
        return [(number, answer, times) for number, found in self.counts.items() for answer, times in found.items()]


def read_pile(
    questions: Mapping[int, Question], sheets: int, void: int, given: Mapping[int, Mapping[str, str]]
) -> tuple[Pile, dict[int, str]]:
    """What a teller typed: numbers for options, scores apart by blanks, one opinion a line. Gives the pile, and what is
    wrong with which question."""
    counts: dict[int, dict[str, int]] = {}
    wrong: dict[int, str] = {}
    for number, question in questions.items():
        typed = given.get(number, {})
        found, said = _read_text(question, typed) if not question.options else _read_counts(question, typed)
        total = sum(found.values())
        is_text = question.kind is QuestionKind.TEXT
        limit = sheets * question.most if question.kind is QuestionKind.SEVERAL else sheets
        if not said and (total > limit or any(n > sheets for n in found.values())):
            said = f"合计 {total}，比有效票 {sheets} 张能有的还多。"
        if said:
            wrong[number] = said
            continue
        blank = sheets - total if question.kind is not QuestionKind.SEVERAL else int(typed.get("blank") or 0)
        counts[number] = {**found, **({ABSTAINED: blank} if blank > 0 and not is_text else {})}
    return Pile(sheets, void, counts), wrong


def _read_counts(question: Question, typed: Mapping[str, str]) -> tuple[dict[str, int], str]:
    values = {key: typed.get(key, "").strip() or "0" for key in (*question.answers, "blank")}
    if any(not is_number(value) for value in values.values()):
        return {}, "请填整数，没有的填 0 或空着。"
    return {key: int(values[key]) for key in question.answers if int(values[key])}, ""


def _read_text(question: Question, typed: Mapping[str, str]) -> tuple[dict[str, int], str]:
    text = typed.get("text", "")
    if question.kind is QuestionKind.TEXT:
        lines = [plain(line) for line in text.splitlines() if line.strip()]
        return dict(Counter(lines)), "每条请写在 500 字以内。" if any(len(one) > TEXT_LENGTH for one in lines) else ""
    scores = text.replace("，", " ").replace("、", " ").replace(",", " ").split()
    if any(not is_number(score) or int(score) > question.most for score in scores):
        return {}, f"请填 0 到 {question.most} 的整数，用空格隔开。"
    return dict(Counter(str(int(score)) for score in scores)), ""
