"""What the items of contracts stand at, with everything passed down from them: worked out from the records and the last
reports whenever it is read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from jishi.appraisals.models import (
    Contract,
    ContractDifference,
    ContractItem,
    ContractProgress,
    ContractProposal,
    ContractSet,
    ContractSignature,
    ContractTerm,
    Indicator,
)
from jishi.appraisals.queries.schemes import figure_words, indicators_of, item_of, tree_of
from jishi.appraisals.rules import (
    Aim,
    Item,
    ItemKind,
    ItemStand,
    Measure,
    Node,
    Rolled,
    Side,
    Source,
    roll_up,
    rule_said,
    stand_of,
    tenths,
)
from jishi.assignments.models import Assignment
from jishi.assignments.queries import arisen
from jishi.kernel.registry import numbers
from jishi.orgs.models import Organization
from jishi.orgs.queries import Responsible, responsible

DEEPEST = 8  # levels of the tree that an item can be passed down


def items_where(**which: Any) -> QuerySet[ContractItem]:
    """Items with what their standing needs: the item of the scheme, who answers, the last report up to `on`."""
    return ContractItem.objects.filter(**which).select_related("term__indicator", "owner", "contract__org")


def reported(rows: QuerySet[ContractItem], on: date) -> QuerySet[ContractItem]:
    """The same with the last report up to a day."""
    last = ContractProgress.objects.filter(item=OuterRef("pk"), on__lte=on).order_by("-on", "-pk")
    said = JSONObject(on="on", reached="reached", is_done="is_done", text="text", activity_id="activity_id", by="by")
    return rows.annotate(last=Subquery(last.values(data=said)[:1])).order_by(
        "contract__org__path", "term__indicator__order", "pk"
    )


def with_below(rows: Sequence[ContractItem], on: date) -> list[ContractItem]:
    """These items and all passed down from them, level by level. One query a level."""
    found = {item.pk: item for item in rows}
    level: Collection[int] = list(found)
    for _ in range(DEEPEST):
        below = list(reported(items_where(term__passes__in=level), on)) if level else []
        level = [item.pk for item in below if item.pk not in found]
        found |= {item.pk: item for item in below}
    return list(found.values())


def nodes_of(items: Iterable[ContractItem], on: date) -> dict[int, Node]:
    """The items as the rules take them, with their numbers of a day: one statement a family of figures."""
    rows = list(items)
    scored = {row.pk: item_of(row.term.indicator) for row in rows}
    paths = {row.contract.org_id: row.contract.org.path for row in rows}
    counted = [item for item in scored.values() if item.source is Source.RECORDS]
    names = {name for item in counted for name in (item.figure, item.base) if name}
    found = numbers(names, paths, [on]) if names else {}

    def number(name: str, org_id: int) -> int:
        return found.get((name, on), {}).get(org_id, 0)

    return {row.pk: _node(row, scored[row.pk], number) for row in rows}


def _node(row: ContractItem, item: Item, number: Any) -> Node:
    parent, org_id = row.term.passes_id, row.contract.org_id
    if item.source is not Source.RECORDS:
        last: dict[str, Any] = row.last or {}  # type: ignore[attr-defined]  # annotated
        return Node(row.pk, parent, row.target, last.get("reached"), said=bool(last.get("is_done")))
    target = row.target
    if item.kind is not ItemKind.POINTS:
        target = 0
    elif item.measure is Measure.SHARE:
        target = number(item.base, org_id)
    elif target is None:
        target = item.target
    # Whoever had nothing to do has left nothing undone; that is certain only when the day has come.
    at_most = item.kind is not ItemKind.POINTS or item.measure is Measure.AT_MOST or target == 0
    return Node(row.pk, parent, target, number(item.figure, org_id), is_counted=True, at_most=at_most)


@dataclass(frozen=True, slots=True)
class ContractItemLine:
    """One item as it is shown: agreed, what it stands at, who has it below."""

    row: ContractItem
    number: str
    worth: str
    category: str
    rule: str
    node: Node
    rolled: Rolled
    stand: ItemStand
    differs: bool
    proposals: Sequence[ContractProposal] = ()
    tasks: Sequence[Assignment] = ()

    @property
    def last(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.row.last  # type: ignore[attr-defined]  # annotated
        return found

    @property
    def short(self) -> int:
        """By how much what was passed down falls short of the target."""
        shared = self.rolled.shared
        return max(0, (self.row.target or 0) - shared) if shared is not None else 0

    @property
    def figure(self) -> str:
        return self.row.term.indicator.figure if self.node.is_counted else ""


def outline(rows: Iterable[Indicator]) -> dict[int, tuple[str, str]]:
    """(number in the outline, heading) by item of the scheme."""
    tree = tree_of(rows)
    by_id = {item.id: item for item in tree.items}
    numbered = tree.numbered()
    return {item.id: (number, _heading(item, by_id)) for number, item in numbered}


def _heading(item: Item, by_id: Mapping[int, Item]) -> str:
    top = item
    while top.parent is not None:
        top = by_id[top.parent]
    return top.text if top is not item else ""


def lines_of(contract: Contract, on: date, rows: Iterable[Indicator] | None = None) -> list[ContractItemLine]:
    """The items of a contract in the order of the scheme, as they stand on a day. `rows` are the nodes of the scheme where
    they have been read."""
    items = list(reported(items_where(contract=contract.pk), on))
    nodes = nodes_of(with_below(items, on), on)
    standings = roll_up(nodes.values())
    places = outline(rows if rows is not None else indicators_of(contract.set.edition_id))
    asked: dict[int, list[ContractProposal]] = {}
    words = figure_words()
    for proposal in ContractProposal.objects.filter(item__contract=contract.pk).order_by("pk"):
        asked.setdefault(proposal.item_id, []).append(proposal)
    tasks = arisen("appraisals.contractitem", [item.pk for item in items])
    lines = []
    for item in items:
        node, standing = nodes[item.pk], standings[item.pk]
        number, category = places[item.term.indicator_id]
        term = item.term
        rule = term.indicator.rule or rule_said(item_of(term.indicator), words)
        differs = (term.target, term.measure, term.due_on) != (item.target, item.measure, item.due_on)
        lines.append(
            ContractItemLine(
                item, number, tenths(term.indicator.points), category, rule, node, standing,
                stand_of(standing, node, item.due_on, on), differs, asked.get(item.pk, ()), tasks.get(item.pk, ()),
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: [int(part) for part in line.number.split(".")])


@dataclass(frozen=True, slots=True)
class TermLine:
    """One item of what is laid down: what holds for all, where it differs, how many have reached it."""

    row: ContractTerm
    number: str
    worth: str
    category: str
    rule: str
    differences: Sequence[ContractDifference]
    shared: int | None
    reached: int | None
    items: int
    done: int

    @property
    def short(self) -> int:
        """By how much what is laid down falls short of the drafter's own target."""
        own = self.row.passes.target if self.row.passes else None
        return max(0, own - self.shared) if own is not None and self.shared is not None else 0


def terms_of_set(row: ContractSet, orgs: Sequence[Organization], on: date) -> list[TermLine]:
    """The items laid down, in the order of the scheme; before they are sent out, added up as they would be for `orgs`."""
    terms = list(
        ContractTerm.objects.filter(set=row.pk).select_related("indicator", "passes__term__indicator").order_by("pk")
    )
    places, words = outline(indicators_of(row.edition_id)), figure_words()
    differences: dict[int, list[ContractDifference]] = {term.pk: [] for term in terms}
    for one in ContractDifference.objects.filter(term__set=row.pk).select_related("org").order_by("org__path", "pk"):
        differences[one.term_id].append(one)
    items = list(reported(items_where(contract__set=row.pk), on))
    nodes = nodes_of(with_below(items, on), on) if items else {}
    standings = roll_up(nodes.values())
    by_term: dict[int, list[ContractItem]] = {term.pk: [] for term in terms}
    for item in items:
        by_term[item.term_id].append(item)
    lines = []
    for term in terms:
        number, category = places[term.indicator_id]
        rule = term.indicator.rule or rule_said(item_of(term.indicator), words)
        mine = [standings[item.pk] for item in by_term[term.pk]]
        aims = [item.target for item in by_term[term.pk]] or [
            aim_for(term, differences[term.pk], org).target for org in orgs
        ]
        lines.append(
            TermLine(
                term, number, tenths(term.indicator.points), category, rule, differences[term.pk], _total(aims),
                _total([one.reached for one in mine]), len(mine), sum(one.is_done for one in mine),
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: [int(part) for part in line.number.split(".")])


def _total(found: Sequence[int | None]) -> int | None:
    known = [number for number in found if number is not None]
    return sum(known) if known else None


def aim_for(term: ContractTerm, differences: Sequence[ContractDifference], org: Organization) -> Aim:
    """What is laid down for one organisation: its own, else its sector's, else what holds for all."""
    aim = aim_of(term)
    for one in sorted(differences, key=lambda found: found.org_id is not None):
        if one.org_id == org.pk or (one.sector and one.sector == org.sector):
            aim = aim_of(one).over(aim)
    return aim


def aim_of(row: ContractTerm | ContractDifference) -> Aim:
    """The three things that can differ."""
    return Aim(row.target, row.measure, row.due_on)


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A side: who signed, who goes on with it, and whether who answers today has done neither."""

    side: Side
    org: Organization
    signed: ContractSignature | None
    heirs: Sequence[ContractSignature]
    head: Responsible | None

    @property
    def waits_for_heir(self) -> bool:
        known = {one.person_id for one in (self.signed, *self.heirs) if one}
        by_person = self.signed is not None and self.signed.person_id is not None
        return by_person and self.head is not None and self.head.person_id not in known


def signatures_of(contract: Contract, on: date) -> list[SignatureLine]:
    """Both sides. Two queries."""
    rows = list(ContractSignature.objects.filter(contract=contract.pk).order_by("pk"))
    heads = responsible([contract.set.org_id, contract.org_id], on)
    return [
        SignatureLine(
            side,
            org,
            next((row for row in rows if row.side == side and not row.is_heir), None),
            [row for row in rows if row.side == side and row.is_heir],
            heads[org.pk],
        )
        for side, org in ((Side.UPPER, contract.set.org), (Side.LOWER, contract.org))
    ]


def half_year(contract: Contract, today: date) -> date:
    """As of which day the half-year self-check looks: 30 June, today while that has not come."""
    return min(today, date(contract.set.year, 6, 30))


def check_shown(contract: Contract, today: date) -> list[dict[str, Any]]:
    """The self-check as it was sent; before that as the records stand."""
    sent: list[dict[str, Any]] | None = contract.check_lines
    return checked_lines(contract, today) if sent is None else sent


def checked_lines(contract: Contract, today: date) -> list[dict[str, Any]]:
    """The half-year self-check filled from the records: plain values, to be kept as sent."""
    on = half_year(contract, today)
    return [
        {
            "number": line.number,
            "category": line.category,
            "text": line.row.term.indicator.text,
            "measure": line.row.measure or line.rule,
            "target": line.node.target,
            "reached": line.rolled.reached,
            "below": line.rolled.below,
            "below_done": line.rolled.below_done,
            "stand": line.stand.value,
            "word": line.stand.label,
            "by_records": line.node.is_counted,
            "said": (line.last or {}).get("text", ""),
            "owner": line.row.owner.name if line.row.owner else "",
        }
        for line in lines_of(contract, on)
    ]
