import pytest

from jishi.kernel.actor import Act, Actor, Grant, operator
from jishi.kernel.decision import YES, NotAllowed, demand, no
from jishi.kernel.labels import Labelled


class Colour(Labelled):
    RED = "red", "红"
    GREEN = "green", "绿"


def test_a_refusal_is_false_and_says_why() -> None:
    assert YES
    assert not no("候选人须多于应选名额")
    with pytest.raises(NotAllowed, match="候选人须多于应选名额"):
        demand(no("候选人须多于应选名额"))


def test_labels_stay_with_their_codes() -> None:
    assert Colour.choices() == [("red", "红"), ("green", "绿")]
    assert Colour.label_of("green") == "绿"
    assert Colour.label_of("blue") == "blue"


def test_no_grants_means_no_reach_and_the_operator_reaches_all() -> None:
    nobody = Actor(name="路人")
    refusal = nobody.may(Act.RECORD, "0000")
    assert not refusal
    assert "记录和说明组织生活" in refusal.reason
    assert operator().may(Act.RECORD, "00000001")


def test_a_grant_of_one_organisation_does_not_reach_below_it() -> None:
    actor = Actor(name="甲", grants=(Grant(Act.RECORD, "0000", False, 7), Grant(Act.VIEW, "0000", True, 7)))
    assert actor.may(Act.RECORD, "0000")
    assert not actor.may(Act.RECORD, "00000000")
    assert actor.may(Act.VIEW, "00000000")
    assert not actor.may(Act.VIEW, "0001")
    assert list(actor.spans(Act.VIEW)) == [("0000", True)]
    assert actor.has(Act.RECORD)
    assert not actor.has(Act.AUDIT_VIEW)
