"""What passes down adds up: targets shared out, items rolled up."""

from datetime import date
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jishi.appraisals.rules import Aim, ItemStand, Node, Rolled, roll_up, share_out, stand_of


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.lists(st.integers(0, 500), min_size=1, max_size=40))
def test_a_target_shared_out_adds_up_to_itself(total: int, weights: list[int]) -> None:
    shares = share_out(total, weights)
    assert sum(shares) == total
    assert len(shares) == len(weights)
    whole = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        exact = total * weight / whole if whole else total / len(weights)
        assert abs(share - exact) < 1


def test_nobody_gets_nothing() -> None:
    assert share_out(7, []) == []
    assert share_out(7, [3, 3, 3]) == [3, 2, 2]
    assert share_out(10, [1, 9]) == [1, 9]


@st.composite
def cascades(draw: st.DrawFn) -> list[Node]:
    """Items passed down over several levels; some reported, some not."""
    count = draw(st.integers(1, 30))
    nodes = [Node(0, None, draw(st.none() | st.integers(0, 60)))]
    for pk in range(1, count):
        parent = draw(st.none() | st.integers(0, pk - 1))
        own = draw(st.none() | st.integers(0, 30))
        target = draw(st.none() | st.integers(0, 30))
        nodes.append(Node(pk, parent, target, own, said=draw(st.booleans())))
    return nodes


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cascades(), st.randoms(use_true_random=False))
def test_cascade_totals_agree_in_any_order(nodes: list[Node], rng: Random) -> None:
    found = roll_up(nodes)
    shuffled = list(nodes)
    rng.shuffle(shuffled)
    assert roll_up(shuffled) == found
    parents = {node.parent for node in nodes}
    leaves = [node for node in nodes if node.id not in parents]
    roots = [node for node in nodes if node.parent is None]
    at_the_top = sum(found[node.id].reached or 0 for node in roots)
    assert at_the_top == sum(node.own or 0 for node in leaves)
    for node in nodes:
        children = [child for child in nodes if child.parent == node.id]
        rolled = found[node.id]
        assert rolled.below == len(children)
        assert rolled.below_done == sum(found[child.id].is_done for child in children)
        targets = [child.target for child in children if child.target is not None]
        assert rolled.shared == (sum(targets) if targets else None)


def test_a_ring_hangs_on_nothing() -> None:
    assert roll_up([Node(1, 2), Node(2, 1), Node(3, said=True)]) == {3: Rolled(None, True)}


def test_records_already_count_what_lies_below() -> None:
    found = roll_up([Node(1, None, 10, 8, is_counted=True), Node(2, 1, 5, 4, is_counted=True)])
    assert found[1] == Rolled(8, False, 1, 0, 5)


def test_without_a_number_it_is_reached_when_all_below_are() -> None:
    assert roll_up([Node(1), Node(2, 1, said=True), Node(3, 1)])[1] == Rolled(None, False, 2, 1, None)
    assert roll_up([Node(1), Node(2, 1, said=True), Node(3, 1, 2, 2)])[1].is_done
    assert not roll_up([Node(1, None, 4)])[1].is_done


def test_late_is_what_a_signed_day_has_passed_for() -> None:
    day, before, after = date(2026, 6, 30), date(2026, 6, 30), date(2026, 7, 1)
    reached, missed = Rolled(4, True), Rolled(1, False)
    plain, most = Node(1, None, 4), Node(1, None, 0, 0, at_most=True)
    assert stand_of(reached, plain, day, before) is ItemStand.DONE
    assert stand_of(missed, plain, day, before) is ItemStand.OPEN
    assert stand_of(missed, plain, day, after) is ItemStand.LATE
    assert stand_of(missed, plain, None, after) is ItemStand.OPEN
    assert stand_of(reached, most, day, before) is ItemStand.OPEN
    assert stand_of(reached, most, day, after) is ItemStand.DONE
    assert roll_up([most])[1].is_done


def test_a_difference_says_only_what_differs() -> None:
    common = Aim(4, "每季度一次", date(2026, 12, 31))
    assert Aim().over(common) == common
    assert Aim(2).over(common) == Aim(2, "每季度一次", date(2026, 12, 31))
    assert Aim(0).over(common).target == 0
    assert Aim().is_empty
    assert not Aim(0).is_empty
