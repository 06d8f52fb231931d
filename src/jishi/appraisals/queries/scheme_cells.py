"""What is asked of people about items of a scheme: points, item by item or organisation by organisation, and targets."""

from collections.abc import Sequence
from dataclasses import dataclass

from jishi.appraisals.models import Assessment, AssessmentRound, Indicator, ItemMark
from jishi.appraisals.queries.doors import led_where
from jishi.appraisals.queries.schemes import figure_words, item_of, named
from jishi.appraisals.queries.summaries import PAGE, RUNNING
from jishi.appraisals.queries.working import Basis, basis_of
from jishi.appraisals.rules import Item, Phase, Source, asks, has_target, rule_said, tenths
from jishi.kernel.actor import Actor
from jishi.kernel.paging import Page, keyset


@dataclass(frozen=True, slots=True)
class Cell:
    """Points that one may give: of an item in a part of the year. `key` names its fields; `own` is what the organisation
    gave itself."""

    key: str
    item: Item
    phase: Phase
    number: str
    rule: str
    known: int | None
    reason: str
    own: ItemMark | None
    is_part: bool = False  # of a year that is weighed in parts

    @property
    def own_points(self) -> str:
        return tenths(self.own.value) if self.own else "—"

    @property
    def most(self) -> str:
        return tenths(self.item.points)


def cells_for(row: Assessment, by: Source, *, peer_id: int | None = None) -> list[Cell]:
    """What one is asked to mark, in the order of the tree. Two queries."""
    basis = basis_of(row.round)
    marks = {(m.indicator_id, m.phase, m.source, m.org_id): m for m in ItemMark.objects.filter(assessment=row)}
    words = figure_words()
    found = []
    for number, item in basis.tree.numbered():
        if item.id in basis.tree.children or not asks(item, by) or not item.points:
            continue
        phases = [phase for phase, _ in basis.tree.weighed(item, basis.terms)]
        for phase in phases:
            known = marks.get((item.id, phase, by, peer_id))
            found.append(
                Cell(
                    f"{item.id}-{phase}", item, phase, number, basis.rules.get(item.id) or rule_said(item, words),
                    known.value if known else None, known.reason if known else "",
                    marks.get((item.id, phase, Source.SELF, None)),
                    phases != [Phase.FINAL],
                )
            )  # fmt: skip
    return found


def cells_across(rows: Sequence[Assessment], item: Item, phases: Sequence[Phase]) -> dict[int, list[Cell]]:
    """One item over several organisations in the parts of the year in which it counts, by assessment. One query."""
    marks = {
        (m.assessment_id, m.phase, m.source): m
        for m in ItemMark.objects.filter(assessment__in=[row.pk for row in rows], indicator=item.id, org=None)
    }
    found: dict[int, list[Cell]] = {}
    for row in rows:
        for phase in phases:
            known = marks.get((row.pk, phase, Source.REVIEWER))
            found.setdefault(row.pk, []).append(
                Cell(
                    f"{row.pk}-{phase}", item, phase, "", "", known.value if known else None,
                    known.reason if known else "", marks.get((row.pk, phase, Source.SELF)),
                    list(phases) != [Phase.FINAL],
                )
            )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class TargetLine:
    """An item whose points depend on a number: that of the item, and what was agreed with one organisation."""

    number: str
    item: Item
    rule: str
    agreed: int | None


def target_lines(row: Assessment) -> list[TargetLine]:
    """The items with a target, in the order of the tree. One query, on an assessment through its door."""
    basis, words = basis_of(row.round), figure_words()
    agreed = {one["indicator_id"]: one["target"] for one in row.g_targets}  # type: ignore[attr-defined]  # annotated
    return [
        TargetLine(number, item, rule_said(item, words), agreed.get(item.id))
        for number, item in basis.tree.numbered()
        if item.id not in basis.tree.children and has_target(item)
    ]


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item over a page of the organisations that may still be marked by the actor."""

    item: Item
    rule: str
    lines: Sequence[tuple[Assessment, list[Cell]]]
    page: Page[Assessment]


def items_to_mark(basis: Basis) -> list[tuple[str, Item]]:
    """The items that who assesses gives points for, with their numbers. No query."""
    return [
        (number, item)
        for number, item in basis.tree.numbered()
        if item.id not in basis.tree.children and asks(item, Source.REVIEWER) and item.points
    ]


def item_view(actor: Actor, round_: AssessmentRound, indicator_id: int, *, q: str = "", at: str = "") -> ItemView:
    """One item side by side, in the order of the tree. Raises Indicator.DoesNotExist for one of another scheme."""
    basis = basis_of(round_)
    row = basis.rows.get(indicator_id)
    if row is None:
        raise Indicator.DoesNotExist
    led = Assessment.objects.filter(named(q, prefix="org__"), round=round_, org_id__in=led_where(actor).values("pk"))
    page = keyset(
        led.filter(state__in=RUNNING),
        keys=("org__path",),
        at=at,
        size=PAGE,
        shown=Assessment.objects.select_related("org"),
    )
    item = item_of(row)
    cells = cells_across(page.rows, item, [phase for phase, _ in basis.tree.weighed(item, basis.terms)])
    lines = [(one, cells[one.pk]) for one in page.rows]
    return ItemView(item, row.rule or rule_said(item, figure_words()), lines, page)
