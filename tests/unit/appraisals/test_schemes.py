"""Laws of scoring: bounded, the same in any order, adding up, and the same in a list as in its working-out."""

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jishi.appraisals.queries import templates
from jishi.appraisals.rules import (
    Inputs,
    Item,
    ItemKind,
    Measure,
    Phase,
    Scale,
    Source,
    Terms,
    Tree,
    differences,
    item_refusal,
    kept,
    rule_said,
    satisfied_share,
    scheme_refusal,
    score,
    seal_of,
    tenths,
    terms_refusal,
    totals_of,
    weighed,
    weighed_said,
)

law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
FIGURES = ("a", "b")
FINAL = {Phase.FINAL: 100}
THREE = {Phase.ORDINARY: 30, Phase.HALF: 30, Phase.FINAL: 40}
WEIGHTS = (FINAL, THREE, {Phase.HALF: 50, Phase.FINAL: 50}, {Phase.HALF: 100})


@st.composite
def items(draw: st.DrawFn, pk: int, parent: int | None) -> Item:
    kind = draw(st.sampled_from(ItemKind))
    source = draw(st.sampled_from([Source.RECORDS, Source.REVIEWER] if kind is not ItemKind.POINTS else list(Source)))
    points = draw(st.integers(0, 300))
    return Item(
        id=pk,
        parent=parent,
        points=points,
        kind=kind,
        source=source,
        measure=draw(st.sampled_from(Measure)) if source is Source.RECORDS else None,
        figure=draw(st.sampled_from(FIGURES)) if source is Source.RECORDS else "",
        base=draw(st.sampled_from(FIGURES)) if source is Source.RECORDS else "",
        target=draw(st.integers(0, 9)),
        step=draw(st.integers(0, 90)),
        floor=draw(st.integers(0, points)),
        weighed=draw(st.sampled_from([(), (), *(weighed(one) for one in WEIGHTS)])),
    )


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Up to a dozen nodes, each hanging on one before it or on none."""
    made: list[Item] = []
    for pk in range(1, draw(st.integers(1, 12)) + 1):
        parent = draw(st.sampled_from([None, *(one.id for one in made)]))
        made.append(draw(items(pk, parent)))
    return Tree(made)


@st.composite
def stories(draw: st.DrawFn) -> tuple[Tree, Terms, Inputs]:
    tree = draw(trees())
    weights = draw(st.sampled_from(WEIGHTS))
    scale = draw(st.sampled_from(Scale))
    terms = Terms(max(tree.total, 1), scale, scale.usual, weights)
    points = st.integers(0, 400)
    known = Inputs(
        figures={(name, phase): draw(st.integers(0, 30)) for name in FIGURES for phase in Phase},
        marks={
            (item.id, phase, source): draw(st.lists(points, min_size=1, max_size=3))
            for item in tree.leaves
            for phase in Phase
            for source in (Source.SELF, Source.REVIEWER, Source.PEERS)
            if draw(st.booleans())
        },
        occurrences={(item.id, phase): draw(st.integers(0, 9)) for item in tree.leaves for phase in Phase},
        satisfied=draw(st.none() | st.integers(0, 1000)),
        targets={item.id: draw(st.integers(0, 9)) for item in tree.leaves if draw(st.booleans())},
        override=draw(st.none() | st.integers(0, len(scale.grades) - 1)),
    )
    return tree, terms, known


@law
@given(stories())
def test_points_are_bounded_by_what_an_item_can_give(story: tuple[Tree, Terms, Inputs]) -> None:
    tree, terms, known = story
    worked = score(tree, terms, known)
    for line in worked.lines:
        assert line.value is None or 0 <= line.value <= (
            line.item.points if not tree.children.get(line.item.id) else line.of + tree.bonus
        )
        for part in line.parts:
            assert part.value is None or 0 <= part.value <= line.item.points
    assert 0 <= worked.total <= tree.total + tree.bonus
    assert 0 <= worked.grade < len(terms.scale.grades)


@law
@given(stories())
def test_totals_agree_at_every_node(story: tuple[Tree, Terms, Inputs]) -> None:
    tree, terms, known = story
    worked = score(tree, terms, known)
    by_id = {line.item.id: line.value or 0 for line in worked.lines}
    for parent, children in tree.children.items():
        total = worked.total if parent is None else by_id[parent]
        assert total == sum(by_id[child.id] for child in children)


@law
@given(stories(), st.integers(1, 3))
def test_a_list_says_what_the_working_out_says(story: tuple[Tree, Terms, Inputs], times: int) -> None:
    """Whatever else stands in the list: the others have nothing put down, and other figures."""
    tree, terms, known = story
    everybody = [known, *(Inputs(figures={key: n + more for key, n in known.figures.items()}) for more in range(times))]
    columns = {key: [one.figures[key] for one in everybody] for key in known.figures}
    listed = totals_of(tree, terms, everybody, columns)
    worked = [score(tree, terms, one) for one in everybody]
    assert listed == [(one.total, one.open, one.grade) for one in worked]


@law
@given(stories(), st.randoms())
def test_the_order_of_entries_does_not_matter(story: tuple[Tree, Terms, Inputs], luck: random.Random) -> None:
    tree, terms, known = story
    shuffled = {key: luck.sample(list(values), len(values)) for key, values in known.marks.items()}
    again = dict(luck.sample(sorted(shuffled.items()), len(shuffled)))
    other = replace(known, marks=again, occurrences=dict(reversed(known.occurrences.items())))
    assert score(tree, terms, other) == score(tree, terms, known)


@law
@given(stories(), items(1, None), st.sampled_from([one for one in Measure if one is not Measure.AT_MOST]))
def test_more_done_never_gives_less(story: tuple[Tree, Terms, Inputs], item: Item, measure: Measure) -> None:
    """Of what is worked out by share or target from below."""
    _, terms, known = story
    rising = replace(item, kind=ItemKind.POINTS, source=Source.RECORDS, measure=measure, figure="a", base="b")
    more = {key: n + (key[0] == "a") for key, n in known.figures.items()}
    alone = Tree([rising])
    assert score(alone, terms, replace(known, figures=more)).total >= score(alone, terms, known).total


@law
@given(stories())
def test_a_kept_working_out_has_one_hash(story: tuple[Tree, Terms, Inputs]) -> None:
    tree, terms, known = story
    working = kept(tree, terms, score(tree, terms, known), {}, {})
    assert seal_of(dict(reversed(working.items()))) == seal_of(working)
    assert differences(working, working) == []


def test_what_is_not_known_is_open_and_not_nought() -> None:
    tree = Tree([Item(id=1, points=100), Item(id=2, points=50, source=Source.MASSES)])
    terms = Terms(150, Scale.GOOD, Scale.GOOD.usual, FINAL)
    worked = score(tree, terms, Inputs(marks={(1, Phase.FINAL, Source.REVIEWER): (90,)}))
    assert (worked.total, worked.open, worked.lines[1].value) == (90, 1, None)
    assert worked.lines[1].parts[0].why == "还没有群众无记名测评"


def test_the_year_is_weighed_and_rounded_once() -> None:
    tree = Tree([Item(id=1, points=100)])
    terms = Terms(100, Scale.EXCELLENT, Scale.EXCELLENT.usual, THREE)
    marks = {(1, phase, Source.REVIEWER): (n,) for phase, n in zip(Phase, (95, 88, 91), strict=True)}
    worked = score(tree, terms, Inputs(marks=marks))
    assert worked.total == 91  # 28.5 + 26.4 + 36.4 = 91.3
    assert terms.scale.grades[worked.grade] == "合格"


def test_an_item_has_weights_of_its_own_else_those_above_it_else_the_version_s() -> None:
    half = weighed({Phase.HALF: 100})
    both = weighed({Phase.HALF: 25, Phase.FINAL: 75})
    tree = Tree([
        Item(id=1, weighed=half), Item(id=2, parent=1, points=100), Item(id=3, parent=1, points=100, weighed=both),
        Item(id=4, points=100), Item(id=5, parent=1, kind=ItemKind.VETO),
    ])  # fmt: skip
    terms = Terms(300, Scale.GOOD, Scale.GOOD.usual, THREE)
    points = {Phase.ORDINARY: 10, Phase.HALF: 20, Phase.FINAL: 90}
    marks = {(pk, phase, Source.REVIEWER): (points[phase],) for pk in (2, 3, 4) for phase in Phase}
    known = Inputs(marks=marks, occurrences={(5, Phase.FINAL): 1})
    worked = score(tree, terms, known)
    assert {line.item.id: line.value for line in worked.lines} == {1: 93, 2: 20, 3: 73, 4: 45, 5: 0}
    assert [[part.phase for part in line.parts] for line in worked.lines[1:3]] == [
        [Phase.HALF],
        [Phase.HALF, Phase.FINAL],
    ]
    assert worked.vetoed == (5,)  # whenever in the year it happens
    assert tree.phases(terms) == tuple(Phase)
    assert tree.phases(replace(terms, weights=FINAL)) == (Phase.HALF, Phase.FINAL)
    assert [weighed_said(one) for one in ((), both)] == ["", "半年 25%，年终 75%"]


@law
@given(stories())
def test_weights_of_its_own_that_say_what_holds_anyway_change_nothing(story: tuple[Tree, Terms, Inputs]) -> None:
    tree, terms, known = story
    said = Tree([replace(item, weighed=tree.weighed(item, terms)) for item in tree.items])
    assert [(line.value, line.parts) for line in score(said, terms, known).lines] == [
        (line.value, line.parts) for line in score(tree, terms, known).lines
    ]


def test_deductions_end_at_the_floor_bonus_at_its_cap_and_a_veto_at_the_bottom() -> None:
    tree = Tree(
        [
            Item(id=1, points=50, kind=ItemKind.DEDUCT, source=Source.RECORDS, figure="a", step=20, floor=10),
            Item(id=2, points=20, kind=ItemKind.BONUS, step=15),
            Item(id=3, kind=ItemKind.VETO),
        ]
    )
    terms = Terms(50, Scale.GOOD, Scale.GOOD.usual, FINAL)
    figures = {("a", Phase.FINAL): 3}
    worked = score(tree, terms, Inputs(figures=figures, occurrences={(2, Phase.FINAL): 2}), {"a": "没办的"})
    assert [line.value for line in worked.lines] == [10, 20, 0]
    assert worked.lines[0].parts[0].why == "没办的 3，5 − 2 × 3 → 1"
    vetoed = score(tree, terms, Inputs(occurrences={(2, Phase.FINAL): 1, (3, Phase.FINAL): 1}))
    assert terms.scale.grades[vetoed.grade] == "较差"
    assert vetoed.vetoed == (3,)
    assert score(tree, terms, Inputs(occurrences={(3, Phase.FINAL): 1}, override=0)).grade == 0


def test_whoever_had_nothing_to_do_has_left_nothing_undone() -> None:
    item = Item(id=1, points=40, source=Source.RECORDS, measure=Measure.SHARE, figure="met", base="due")
    terms = Terms(40, Scale.GOOD, Scale.GOOD.usual, FINAL)
    worked = score(Tree([item]), terms, Inputs(), {"due": "应办"})
    assert (worked.total, worked.lines[0].parts[0].why) == (40, "应办 0，没有要办的，得满分")


def test_sources_are_asked_in_their_order() -> None:
    terms = Terms(100, Scale.GOOD, Scale.GOOD.usual, FINAL)
    own, peers = Item(id=1, points=100, source=Source.SELF), Item(id=1, points=100, source=Source.PEERS)
    masses = Item(id=1, points=100, source=Source.MASSES)
    key = (1, Phase.FINAL)
    marks = {(*key, Source.SELF): (100,), (*key, Source.REVIEWER): (80,), (*key, Source.PEERS): (90, 71)}
    known = Inputs(marks=marks, satisfied=905)
    assert [score(Tree([item]), terms, known).total for item in (own, peers, masses)] == [80, 81, 91]
    alone = Inputs(marks={(*key, Source.SELF): (100,)})
    assert [score(Tree([item]), terms, alone).lines[0].value for item in (own, peers, masses)] == [100, None, None]


@pytest.mark.parametrize("code", list(templates()))
def test_delivered_schemes_can_be_put_in_force(code: str) -> None:
    template = templates()[code]
    assert scheme_refusal(Tree(template.items), template.terms) == ""
    assert {item.source for item in template.items} > {Source.RECORDS, Source.MASSES, Source.PEERS}


def test_a_scheme_says_what_does_not_add_up() -> None:
    terms = Terms(1000, Scale.GOOD, Scale.GOOD.usual, FINAL)
    assert scheme_refusal(Tree([]), terms) == "还没有指标。"
    assert scheme_refusal(Tree([Item(id=1, points=900)]), terms) == "各项分值合计 90 分，和满分 100 分不一致。"
    lost = Item(id=1, text="三会一课", points=1000, source=Source.RECORDS)
    assert scheme_refusal(Tree([lost]), terms) == "1 三会一课：从平台记录算分的，要选用哪个数字。"
    assert terms_refusal(replace(terms, bands=(900, 800))) == "“好、较好、一般、较差”要写 3 个分数线。"
    assert terms_refusal(replace(terms, bands=(800, 900, 600))) == "分数线要从高到低写。"
    assert terms_refusal(replace(terms, bands=(1200, 900, 600))) == "分数线要在 0 和满分之间。"
    assert terms_refusal(replace(terms, weights=THREE | {Phase.HALF: 20})) == "平时、半年、年终的比重合计要是 100。"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"floor": 20}, "floor"),
        ({"source": Source.RECORDS}, "figure"),
        ({"kind": ItemKind.DEDUCT, "source": Source.SELF}, "source"),
        ({"kind": ItemKind.BONUS}, "step"),
        ({"source": Source.RECORDS, "figure": "a"}, "measure"),
        ({"source": Source.RECORDS, "figure": "a", "measure": Measure.SHARE}, "base"),
        ({"source": Source.RECORDS, "figure": "a", "measure": Measure.AT_LEAST}, "target"),
        ({"source": Source.RECORDS, "figure": "a", "measure": Measure.AT_MOST}, ""),
        ({"kind": ItemKind.VETO}, ""),
        ({"weighed": ((Phase.HALF, 40), (Phase.FINAL, 50))}, "final"),
        ({}, ""),
    ],
)
def test_an_item_says_what_it_lacks(facts: dict[str, object], field: str) -> None:
    assert item_refusal(replace(Item(id=1, points=10), **facts))[1] == field  # type: ignore[arg-type]  # words given by name


def test_rules_are_said_in_a_sentence() -> None:
    words = {"met": "办了的", "due": "应办的"}
    records = Item(id=1, points=50, source=Source.RECORDS, figure="met", base="due", target=2, step=5)
    said = [
        replace(records, measure=Measure.SHARE), replace(records, measure=Measure.AT_LEAST),
        replace(records, measure=Measure.AT_MOST), replace(records, kind=ItemKind.DEDUCT),
        replace(records, kind=ItemKind.DEDUCT, floor=10), replace(records, kind=ItemKind.BONUS),
        replace(records, kind=ItemKind.VETO), Item(id=2, kind=ItemKind.VETO), Item(id=2, source=Source.PEERS),
        Item(id=2, source=Source.MASSES), Item(id=2, source=Source.SELF), Item(id=2),
    ]  # fmt: skip
    assert [rule_said(item, words) for item in said] == [
        "“办了的”占“应办的”的比例 × 分值",
        "“办了的”达到 2 得满分，不到的按比例",
        "“办了的”不超过 2 得满分，超过的不得分",
        "“办了的”每有 1 个扣 0.5 分，扣完为止",
        "“办了的”每有 1 个扣 0.5 分，最低 1 分",
        "“办了的”每有 1 个加 0.5 分，最多加 5 分",
        "“办了的”有 1 个即定最低等次",
        "有 1 次即定最低等次",
        "互评单位打分的平均",
        "群众测评的满意率（满意加基本满意，占有效票） × 分值",
        "自评打分，考评可以按实际改",
        "考评打分",
    ]


def test_tenths_and_shares_are_said_as_people_say_them() -> None:
    assert [tenths(n) for n in (None, 0, 5, 150, 75, -5)] == ["—", "0", "0.5", "15", "7.5", "-0.5"]
    assert satisfied_share([{"0": 6, "1": 3, "2": 1}]) == 900
    assert satisfied_share([{"0": 6}, None]) is None
    assert satisfied_share([{}]) is None
    assert satisfied_share([]) is None
