"""Money as people type it."""

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from jishi.ui.fields import money
from jishi.ui.templatetags.ui import yuan


class Spending(forms.Form):
    fen = money("花费", most=100_000_00, required=False)


def typed(text: str) -> Spending:
    return Spending({"fen": text})


FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


@given(st.integers(0, 100_000_00))
def test_what_is_shown_can_be_typed_again(fen: int) -> None:
    for text in (yuan(fen), yuan(fen).replace(",", ""), yuan(fen).translate(FULL_WIDTH), f" ¥ {yuan(fen)} 元 "):
        form = typed(text)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["fen"] == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [("", 0), ("860。5", 86_050), ("12", 1_200), ("12.", 1_200), ("0.10", 10), ("1,200.500", 120_050), ("７元", 700)],
)
def test_the_ways_people_write_it(text: str, fen: int) -> None:
    form = typed(text)
    assert form.is_valid()
    assert form.cleaned_data["fen"] == fen


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("十二", "1200.50"), ("-5", "1200.50"), ("1,20", "1200.50"), ("1e3", "1200.50"), ("٣", "1200.50"),
        ("0.125", "小数点后两位"), ("100000.01", "不能大于 100,000 元"),
    ],
)  # fmt: skip
def test_what_is_no_amount_says_how_to_write_it(text: str, said: str) -> None:
    assert said in typed(text).errors["fen"][0]


def test_it_may_be_asked_for_and_is_shown_as_it_is_typed() -> None:
    class Asking(forms.Form):
        fen = money("金额")

    assert Asking({"fen": " "}).errors["fen"] == ["请填写金额（元）。"]
    assert 'value="860.05"' in str(Asking(initial={"fen": 86_005})["fen"])
    assert 'value="1,2"' in str(Asking({"fen": "1,2"})["fen"])
    assert "value" not in str(Asking(initial={"fen": 0})["fen"])
