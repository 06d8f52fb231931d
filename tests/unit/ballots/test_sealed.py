"""What is sealed to two locks comes out again by both and by nothing less, and its size tells nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.ballots.rules import sealed
from jishi.ballots.rules.polls import (
    TEXT_LENGTH,
    PollKind,
    PollWay,
    Question,
    QuestionKind,
    plain,
    promise_of,
    questions_for,
    read_ballot,
    sealing_said,
)
from jishi.ballots.rules.polls import PollLayout as Layout

KEYS = [sealed.X25519PrivateKey.generate() for _ in range(2)]
LOCKS = sealed.locks_for("ABCD2345", [sealed.lock_of(key) for key in KEYS])
QUESTIONS = (
    Question(QuestionKind.GRADE, "评", ("优秀", "合格", "基本合格", "不合格")),
    Question(QuestionKind.SEVERAL, "选", tuple(f"人选{n}" for n in range(12)), most=9),
    Question(QuestionKind.SCORE, "分", most=25),
    Question(QuestionKind.TEXT, "意见"),
)


def halves(content: bytes, keys: list[sealed.X25519PrivateKey] = KEYS) -> dict[bytes, bytes]:
    return {
        sealed.lock_of(mine): sealed.half_of(key, content) for mine, key in zip(KEYS, keys, strict=True)
    }  # fmt: skip


def answers_to(question: Question) -> st.SearchStrategy[list[str]]:
    """What a ballot may say to a question."""
    match question.kind:
        case QuestionKind.TEXT:
            return st.lists(st.text('路灯坏了𠮷"\\ \n\t😀a', max_size=80), max_size=1)
        case QuestionKind.SCORE:
            return st.lists(st.integers(0, question.most).map(str), max_size=1)
    return st.lists(st.sampled_from(question.answers), max_size=question.most, unique=True)


@given(st.sampled_from(QUESTIONS).flatmap(lambda q: st.tuples(st.just(q), answers_to(q))))
def test_what_was_sealed_opens_to_the_same_and_is_always_as_long(told: tuple[Question, list[str]]) -> None:
    question, typed = told
    answers = list(read_ballot({1: question}, {1: typed}).answers.get(1, []))
    room = sealed.room_of(question)
    content = sealed.seal_answers(LOCKS, 1, answers, room)
    assert len(content) == sealed.SIZE + room + 16
    assert sealed.open_answers(LOCKS, 1, content, halves(content)) == answers


def test_the_longest_opinion_fits() -> None:
    room = sealed.room_of(QUESTIONS[3])
    for letter in ("鱻", "𠮷", '"', "\\"):
        answers = [plain(letter * TEXT_LENGTH)]
        assert len(sealed.seal_answers(LOCKS, 1, answers, room)) == sealed.SIZE + room + 16
    with pytest.raises(ValueError, match="longer than its room"):
        sealed.seal_answers(LOCKS, 1, ["𠮷" * (TEXT_LENGTH + 1)], room)


def test_one_lock_opens_nothing_and_neither_does_a_strangers() -> None:
    content = sealed.seal_answers(LOCKS, 1, ["0"], 5)
    stranger = sealed.X25519PrivateKey.generate()
    for keys in ([KEYS[0], stranger], [stranger, KEYS[1]], [KEYS[0], KEYS[0]], [KEYS[1], KEYS[0]]):
        with pytest.raises(sealed.Unreadable):
            sealed.open_answers(LOCKS, 1, content, halves(content, keys))


def test_an_answer_opens_only_where_it_was_given() -> None:
    content = sealed.seal_answers(LOCKS, 1, ["0"], 5)
    elsewhere = sealed.Locks("OTHERPOL", LOCKS.pair)
    for locks, number, changed in (
        (LOCKS, 2, content),
        (elsewhere, 1, content),
        (LOCKS, 1, content[:-1] + bytes([content[-1] ^ 1])),
        (LOCKS, 1, content[:40]),
    ):
        with pytest.raises(sealed.Unreadable):
            sealed.open_answers(locks, number, changed, halves(content))
    for broken in (b"", bytes(64)):
        with pytest.raises(sealed.Unreadable):
            sealed.half_of(KEYS[0], broken)


def test_the_same_answer_never_looks_the_same() -> None:
    assert len({sealed.seal_answers(LOCKS, 1, ["0"], 5) for _ in range(20)}) == 20


def test_a_passphrase_makes_the_same_key_again_and_another_with_another_salt() -> None:
    salt = sealed.new_salt()
    lock = sealed.lock_of(sealed.key_of("春江潮水 连海平 ABC abc", salt))
    assert sealed.lock_of(sealed.key_of(" 春江潮水连海平ＡＢＣ abc", salt)) == lock
    assert sealed.lock_of(sealed.key_of("春江潮水连海平 ABC abC", salt)) != lock
    assert sealed.lock_of(sealed.key_of("春江潮水 连海平 ABC abc", sealed.new_salt())) != lock


@pytest.mark.parametrize(
    ("passphrase", "said"),
    [
        ("短口令", "至少 12 个字"),
        ("一 二 三 四 五 六 七 八", "至少 12 个字"),
        ("121212121212", "不同的字"),
        ("春江潮水连海平海上明月共", ""),
    ],
)
def test_a_passphrase_is_long_and_not_one_letter_over_and_over(passphrase: str, said: str) -> None:
    told = sealed.passphrase_said(passphrase)
    assert said in told
    assert bool(told) == bool(said)


def test_the_code_of_a_box_tells_of_every_change() -> None:
    inside = [(1, b"a"), (1, b"b"), (2, b"c")]
    code = sealed.box_code("last", inside)
    assert sealed.box_code("last", reversed(inside)) == code
    for other in ([], inside[1:], [*inside, (1, b"a")], [(2, b"a"), *inside[1:]]):
        assert sealed.box_code("last", other) != code
    assert sealed.box_code("other", inside) != code


@pytest.mark.parametrize(
    ("ways", "watching", "said"),
    [
        ([PollWay.PAPER], [1, 2], "不用加封"),
        ([PollWay.SLIP], [1], "正好两名"),
        ([PollWay.SLIP], [1, 1], "正好两名"),
        ([PollWay.SLIP], [1, 2, 3], "正好两名"),
        ([PollWay.SLIP], [1, 9], "请换一人"),
        ([PollWay.SLIP, PollWay.PAPER], [1, 2], ""),
    ],
)
def test_who_may_hold_the_locks(ways: list[PollWay], watching: list[int], said: str) -> None:
    told = sealing_said(ways, scrutineers=watching, organiser=9)
    assert said in told
    assert bool(told) == bool(said)


def test_only_a_sealed_poll_promises_two_locks() -> None:
    plain_words, more = promise_of(is_sealed=False), promise_of(is_sealed=True)
    assert (len(plain_words), len(more)) == (3, 3)
    assert "两把锁" in more[1]
    assert "监票人" not in "".join(plain_words)
    sheet = questions_for(PollKind.SATISFACTION, Layout.PLAIN, items=["村务公开"], asks_opinion=True)
    assert [sealed.room_of(question) for question in sheet] == [17, 2004]
