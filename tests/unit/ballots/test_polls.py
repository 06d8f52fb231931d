"""What a sheet asks, what a ballot may hold, and what may be said of few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.ballots.rules.polls import (
    ABSTAINED,
    FULL_SCORE,
    LAYOUTS,
    PROMISE,
    PollKind,
    PollLayout,
    Question,
    QuestionKind,
    Subject,
    items_said,
    least_of,
    questions_for,
    read_ballot,
    too_few_said,
)
from jishi.ballots.rules.tally import (
    GroupScore,
    Pile,
    band_of,
    count_questions,
    digest_of,
    overall_counts,
    read_pile,
    score_totals,
    weighted_totals,
)

WANG, LI = Subject("王建国", 1), Subject("李秀英", 2)
GRADE = Question(QuestionKind.GRADE, "村务公开", ("满意", "不满意"))
SEVERAL = Question(QuestionKind.SEVERAL, "最多选 2 项", ("甲", "乙", "丙"), 2)
SCORE = Question(QuestionKind.SCORE, "政治素质", most=25, subject=WANG)
TEXT = Question(QuestionKind.TEXT, "意见和建议")
SHEET = {1: GRADE, 2: SEVERAL, 3: SCORE, 4: TEXT}


def test_k_is_five_and_eight_for_leaders() -> None:
    assert {kind: least_of(kind) for kind in PollKind} == {
        PollKind.LEADERS: 8, PollKind.MEMBERS: 5, PollKind.SATISFACTION: 5, PollKind.MOTIONS: 5, PollKind.CHOICE: 5,
    }  # fmt: skip
    assert "不到 8 人" in too_few_said(7, 8)
    assert too_few_said(8, 8) == ""


def test_the_sheets_in_use() -> None:
    team = questions_for(PollKind.LEADERS, PollLayout.OVERALL, subjects=[WANG])
    assert [(q.subject.name, q.title) for q in team] == [
        *(("领导班子", title) for title in ("思想政治建设", "领导能力", "工作实绩", "党风廉政建设")), ("王建国", "综合评定"),
    ]  # fmt: skip
    full = questions_for(PollKind.LEADERS, PollLayout.DIMENSIONS, subjects=[WANG])
    assert [q.title for q in full[4:]] == ["德", "能", "勤", "绩", "廉", "综合评定"]
    simple = questions_for(PollKind.MEMBERS, PollLayout.OVERALL, subjects=[WANG, LI])
    assert [q.options for q in simple] == [("优秀", "合格", "基本合格", "不合格")] * 2
    split = questions_for(PollKind.MEMBERS, PollLayout.DIMENSIONS, subjects=[WANG])
    assert [q.options for q in split[:6]] == [("好", "一般", "差")] * 6
    scored = questions_for(PollKind.MEMBERS, PollLayout.SCORED, subjects=[WANG], asks_opinion=True)
    assert [(q.kind, q.most) for q in scored[:4]] == [(QuestionKind.SCORE, FULL_SCORE)] * 4
    assert scored[4].kind is QuestionKind.TEXT
    [chosen] = questions_for(PollKind.CHOICE, PollLayout.PLAIN, items=["甲", "乙"], most=1)
    assert (chosen.kind, chosen.options, chosen.most) == (QuestionKind.SEVERAL, ("甲", "乙"), 1)
    assert all(LAYOUTS[kind] for kind in PollKind)
    assert len(PROMISE) == 3
    assert items_said(PollKind.LEADERS, subjects=0, items=(), most=1, questions=4) == ""


def test_a_ballot_is_read_question_by_question() -> None:
    filled = read_ballot(SHEET, {1: ["0"], 2: ["2", "0"], 3: [" 07 "], 4: ["  路灯\n 坏了 "]})
    assert filled.answers == {1: ["0"], 2: ["0", "2"], 3: ["7"], 4: ["路灯 坏了"]}
    assert not filled.is_blank
    blank = read_ballot(SHEET, {})
    assert blank.answers == {1: [ABSTAINED], 2: [ABSTAINED], 3: [ABSTAINED]}
    assert blank.is_blank


@pytest.mark.parametrize(
    ("number", "values", "said"),
    [
        (1, ["2"], "从列出的选项里选"),
        (1, ["0", "1"], "最多选 1 项"),
        (2, ["0", "1", "2"], "最多选 2 项，您选了 3 项"),
        (3, ["26"], "0 到 25"),
        (3, ["-1"], "0 到 25"),
        (3, ["１"], "0 到 25"),
        (3, ["5", "6"], "0 到 25"),
        (4, ["长" * 501], "500 字以内"),
    ],
)
def test_what_a_ballot_cannot_hold(number: int, values: list[str], said: str) -> None:
    filled = read_ballot(SHEET, {number: values})
    assert said in filled.wrong[number]
    assert number not in filled.answers


@given(st.lists(st.sampled_from(["0", "1", ABSTAINED]), max_size=30), st.integers(5, 8))
def test_nothing_is_split_up_below_k(answers: list[str], least: int) -> None:
    rows = [(1, answer, answers.count(answer)) for answer in set(answers)]
    [one] = count_questions({1: GRADE}, rows, ballots=len(answers), least=least)
    real = len(answers) - answers.count(ABSTAINED)
    if real < least:
        assert one.lines == []
        assert one.abstained is None
        assert one.shown.is_held_back
    else:
        assert [n for _, n, _ in one.lines] == [answers.count("0"), answers.count("1")]
        assert one.abstained == answers.count(ABSTAINED)


def test_scores_show_means_and_bands() -> None:
    sheet = dict(enumerate(questions_for(PollKind.MEMBERS, PollLayout.SCORED, subjects=[WANG, LI]), 1))
    rows = [(n, "22", 6) for n in range(1, 5)] + [(n, "20", 3) for n in range(5, 9)]
    counted = count_questions(sheet, rows, ballots=6, least=5)
    assert counted[0].average == 2200
    wang, li = score_totals(counted)
    assert (wang.score, wang.band) == (8800, "优秀")
    assert band_of(7499) == "基本合格"
    few = count_questions(sheet, [(n, "20", 3) for n in range(1, 9)], ballots=3, least=5)
    assert [(one.score, one.band) for one in score_totals(few)] == [(None, ""), (None, "")]
    assert li.score is not None or li.band == ""


def test_opinions_come_from_k_on() -> None:
    [few] = count_questions({4: TEXT}, [(4, "甲", 4)], ballots=20, least=5)
    [enough] = count_questions({4: TEXT}, [(4, "甲", 4), (4, "乙", 1)], ballots=20, least=5)
    assert few.texts is None
    assert few.shown.answers == 4
    assert sorted(enough.texts or ()) == ["乙", "甲", "甲", "甲", "甲"]


def test_what_goes_on_to_the_review_is_the_overall_grade() -> None:
    sheet = dict(enumerate(questions_for(PollKind.MEMBERS, PollLayout.DIMENSIONS, subjects=[WANG, LI]), 1))
    rows = [(n, "0", 6) for n in range(1, 8)] + [(14, "1", 2), (14, ABSTAINED, 4)]
    found = overall_counts(count_questions(sheet, rows, ballots=6, least=5), PollKind.MEMBERS)
    assert found == {1: {"优秀": 6, "合格": 0, "基本合格": 0, "不合格": 0}, 2: None}
    assert overall_counts([], PollKind.MOTIONS) == {}


def group(name: str, weight: int, ballots: int, answer: str = "0") -> GroupScore:
    return GroupScore(name, weight, ballots, [(1, answer, ballots)] if ballots else [])


def test_groups_are_weighed() -> None:
    four = Question(QuestionKind.GRADE, "综合评定", ("优秀", "称职", "基本称职", "不称职"))
    [total] = weighted_totals({1: four, 2: TEXT}, [group("A", 60, 8), group("B", 40, 9, "1")], least=8)
    assert (total.total, total.groups) == (9200, {"A": 10000, "B": 8000})


def test_one_short_group_hides_all_groups_and_the_total_stays() -> None:
    sheet = {1: GRADE}
    [short] = weighted_totals(sheet, [group("A", 60, 3), group("B", 40, 9, "1")], least=8)
    assert short.groups == {"A": None, "B": None}
    assert short.total is not None
    [nobody] = weighted_totals(sheet, [group("A", 60, 3), group("B", 40, 2)], least=8)
    assert nobody.total is None


def test_the_seal_changes_with_every_answer() -> None:
    rows = [(1, "0", 3), (1, "1", 2)]
    assert digest_of("a", 5, rows) == digest_of("a", 5, rows[::-1])
    assert (
        len({digest_of("a", 5, rows), digest_of("b", 5, rows), digest_of("a", 6, rows), digest_of("a", 5, rows[:1])})
        == 4
    )


def test_a_pile_of_paper_is_read() -> None:
    typed = {
        1: {"0": "6", "1": ""}, 2: {"0": "7", "1": "2", "2": "0", "blank": "1"}, 3: {"text": "25，20 20"},
        4: {"text": "路灯坏了\n\n 路灯坏了 \n好"},
    }  # fmt: skip
    pile, wrong = read_pile(SHEET, 8, 1, typed)
    assert wrong == {}
    assert pile == Pile(
        8, 1,
        {1: {"0": 6, ABSTAINED: 2}, 2: {"0": 7, "1": 2, ABSTAINED: 1}, 3: {"25": 1, "20": 2, ABSTAINED: 5}, 4: {"路灯坏了": 2, "好": 1}},
    )  # fmt: skip
    assert (1, "0", 6) in pile.rows


@pytest.mark.parametrize(
    ("typed", "number", "said"),
    [
        ({1: {"0": "六"}}, 1, "请填整数"),
        ({1: {"0": "5", "1": "4"}}, 1, "合计 9"),
        ({2: {"0": "9"}}, 2, "合计 9"),
        ({3: {"text": "26"}}, 3, "0 到 25"),
        ({4: {"text": "长" * 501}}, 4, "500 字"),
    ],
)
def test_a_pile_that_cannot_be(typed: dict[int, dict[str, str]], number: int, said: str) -> None:
    _, wrong = read_pile(SHEET, 8, 0, typed)
    assert said in wrong[number]
