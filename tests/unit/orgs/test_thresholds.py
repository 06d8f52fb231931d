"""What the texts say of sizes keeps the strength it has there."""

import pytest

from jishi.orgs.rules import ReshapeKind, became
from jishi.orgs.rules.thresholds import advice


@pytest.mark.parametrize(
    ("kind", "sector", "total", "formal", "units", "said"),
    [
        ("branch", "village", 50, 50, 1, []),
        ("branch", "village", 51, 51, 1, ["一般不超过 50 人", "超过 50 名的可以设党总支"]),
        ("branch", "village", 100, 99, 1, ["一般不超过 50 人", "恰为 100 名时请核对原文"]),
        ("branch", "village", 101, 99, 1, ["一般不超过 50 人", "经县级党委批准可以设党委。"]),
        ("branch", "government_organ", 50, 50, 1, ["机关党员 50 人以上"]),
        ("branch", "government_organ", 100, 90, 1, ["一般不超过 50 人", "机关党员 100 人以上的设党委"]),
        ("branch", "soe", 60, 50, 1, ["一般不超过 50 人", "国有企业党员 50 人以上"]),
        ("branch", "other", 20, 2, 1, ["成立联合党支部"]),
        ("branch", "other", 0, 0, 1, []),
        ("joint_branch", "other", 20, 2, 6, ["党支部要有正式党员 3 人以上；", "覆盖 6 个单位"]),
        ("temporary_branch", "other", 80, 80, 1, []),
        ("general_branch", "soe", 99, 90, 1, []),
        ("general_branch", "soe", 100, 90, 1, ["国有企业党员 100 人以上的设党委"]),
        ("general_branch", "community", 300, 290, 1, []),
        ("party_committee", "soe", 300, 290, 1, []),
    ],
)
def test_what_is_said(kind: str, sector: str, total: int, formal: int, units: int, said: list[str]) -> None:
    found = advice(kind=kind, sector=sector, total=total, formal=formal, units=units)
    assert len(found) == len(said)
    for one, words in zip(found, said, strict=True):
        assert words in one.words


def test_what_was_not_read_says_so() -> None:
    [_, second_hand] = advice(kind="branch", sector="village", total=60, formal=60, units=1)
    assert second_hand.source.endswith("据转引，原文未核")
    assert second_hand.source != second_hand.citation


def test_sentences_of_both_cards() -> None:
    assert became(ReshapeKind.DISSOLVE, successor="乙") == "撤销，党员编入乙"
    assert became("split", predecessor="甲") == "从甲拆分出来"
