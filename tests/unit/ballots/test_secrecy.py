"""Tokens that nobody can follow, boards that nobody can change, and few answers that nobody sees."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jishi.ballots.rules import blind
from jishi.ballots.rules.board import (
    CODE_LENGTH,
    Link,
    chain_of,
    hash_of_code,
    is_whole,
    new_code,
    read_code,
    receipt_of,
    shown,
    shuffled,
    weighted,
)

FIRST = "0" * 64


@pytest.fixture(scope="module")
def key() -> bytes:
    return blind.new_key()


def test_a_token_signed_unseen_bears_a_good_signature(key: bytes) -> None:
    modulus = blind.modulus_of(key)
    sent = blind.blind(modulus, b"token")
    signature = blind.unblind(modulus, sent, blind.sign_blinded(key, sent.blinded))
    assert blind.is_signed(modulus, b"token", signature)
    assert not blind.is_signed(modulus, b"another", signature)
    assert not blind.is_signed(modulus, b"token", b"\1" * len(signature))


def test_what_is_sent_to_be_signed_is_never_the_same_twice(key: bytes) -> None:
    modulus = blind.modulus_of(key)
    assert blind.blind(modulus, b"token").blinded != blind.blind(modulus, b"token").blinded


def test_another_key_signs_nothing_here(key: bytes) -> None:
    other = blind.new_key()
    sent = blind.blind(blind.modulus_of(other), b"token")
    signature = blind.unblind(blind.modulus_of(other), sent, blind.sign_blinded(other, sent.blinded))
    assert not blind.is_signed(blind.modulus_of(key), b"token", signature)


@pytest.mark.parametrize("sent", [b"", b"\0" * 384, b"\1", b"\xff" * 384])
def test_a_number_the_key_cannot_have_sent_out_is_not_signed(key: bytes, sent: bytes) -> None:
    with pytest.raises(ValueError, match="not a number"):
        blind.sign_blinded(key, sent)


def test_codes_differ_and_are_read_as_typed() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    code = codes.pop()
    assert len(code) == CODE_LENGTH
    assert read_code(f" {code[:4].lower()}-{code[4:8]} {code[8:]}") == code
    assert hash_of_code("1", code) != hash_of_code("2", code)


@given(st.sets(st.binary(min_size=8, max_size=8), min_size=1, max_size=12))
def test_the_board_does_not_depend_on_the_order_of_arrival(tokens: set[bytes]) -> None:
    receipts = [receipt_of("7", token) for token in tokens]
    board = chain_of(FIRST, receipts)
    assert board == chain_of(FIRST, reversed(receipts))
    assert is_whole(FIRST, board)


@given(st.sets(st.binary(min_size=8, max_size=8), min_size=2, max_size=12), st.data())
def test_a_board_that_was_touched_is_not_whole(tokens: set[bytes], data: st.DataObject) -> None:
    board = chain_of(FIRST, [receipt_of("7", token) for token in tokens])
    at = data.draw(st.integers(0, len(board) - 2))
    assert not is_whole(FIRST, board[:at] + board[at + 1 :])
    assert not is_whole(FIRST, (*board[:at], Link("f" * 64, board[at].chain), *board[at + 1 :]))
    assert not is_whole("1" * 64, board)
    assert not is_whole(FIRST, (board[0], *board))


def test_shuffling_loses_nothing() -> None:
    assert sorted(shuffled(range(100))) == list(range(100))


@given(st.lists(st.sampled_from(["好", "差"]), max_size=12), st.integers(2, 8))
def test_below_k_only_the_number_is_shown(choices: list[str], least: int) -> None:
    found = shown(choices, ["好", "差"], least=least)
    assert found.answers == len(choices)
    assert found.is_held_back == (len(choices) < least)
    if found.counts is not None:
        assert sum(found.counts.values()) == len(choices)


def test_a_short_group_holds_every_group_back_but_not_the_total() -> None:
    total, groups = weighted({"A": (40, 10, 9000), "B": (30, 3, 8000), "C": (30, 20, 7000)}, least=8)
    assert total == 8100
    assert set(groups.values()) == {None}


def test_groups_are_shown_when_all_are_large() -> None:
    total, groups = weighted({"A": (40, 10, 9000), "B": (60, 8, 8000), "C": (0, 0, 0)}, least=8)
    assert (total, groups) == (8400, {"A": 9000, "B": 8000, "C": None})


def test_too_few_in_all_show_nothing() -> None:
    assert weighted({"A": (100, 3, 9000)}, least=8) == (None, {"A": None})
    assert weighted({"A": (100, 0, 0)}, least=8) == (None, {"A": None})


@settings(max_examples=30)
@given(
    st.dictionaries(
        st.sampled_from("ABC"), st.tuples(st.integers(1, 50), st.integers(0, 20), st.integers(0, 10000)), min_size=1
    )
)
def test_the_total_lies_between_the_groups(scores: dict[str, tuple[int, int, int]]) -> None:
    total, _ = weighted(scores, least=1)
    heard = [score for _, answers, score in scores.values() if answers]
    assert (total is None) == (not heard)
    assert total is None or min(heard) <= total <= max(heard)
