"""What the pages and papers of contracts show."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jishi.appraisals.models import (
    Contract,
    ContractDifference,
    ContractProposal,
    ContractSet,
    ContractSignature,
    ContractTerm,
    Indicator,
)
from jishi.appraisals.queries.contract_items import (
    ContractItemLine,
    SignatureLine,
    aim_of,
    half_year,
    lines_of,
    signatures_of,
)
from jishi.appraisals.queries.contracts import contracts_where, passable, right_below
from jishi.appraisals.queries.schemes import figure_words, indicators_of, item_of, tree_of
from jishi.appraisals.rules import (
    Aim,
    AssessmentState,
    ContractState,
    ItemKind,
    ItemStand,
    Scale,
    Side,
    rule_said,
    share_out,
    tenths,
)
from jishi.kernel.actor import Act, Actor
from jishi.kernel.registry import numbers
from jishi.orgs.rules import Sector

SHARES = {"members": "按党员数分", "even": "平均分"}


def wanted_of(proposal: ContractProposal) -> str:
    """A proposal in a sentence."""
    parts = [proposal.text]
    if proposal.target is not None:
        parts.append(f"建议目标数 {proposal.target}")
    if proposal.due_on is not None:
        parts.append(f"建议时限 {proposal.due_on:%Y-%m-%d}")
    return "；".join(parts)


@dataclass(frozen=True, slots=True)
class TermSheet:
    """What the page of one item offers: for whom it may differ, and what is laid down so far."""

    rule: str
    passable: Sequence[tuple[str, str]]
    sectors: Sequence[tuple[str, str]]
    orgs: Sequence[tuple[int, str, str]]
    known: Mapping[str, Aim]
    shares: Sequence[tuple[str, str]]


def term_sheet(term: ContractTerm, *, share: str, today: date) -> TermSheet:
    """The sheet of one item of a draft; with `share` its number (that of the drafter's own item, where it passes one down)
    shared out among the organisations, evenly or by their members: to be looked at and saved, nothing is written."""
    orgs = right_below(term.set)
    rows = ContractDifference.objects.filter(term=term.pk)
    known = {f"o-{row.org_id}" if row.org_id else f"s-{row.sector}": aim_of(row) for row in rows}
    total = term.passes.target if term.passes else term.target
    if share in SHARES and total is not None:
        weights = [0] * len(orgs)
        if share == "members":
            found = numbers(["members.total"], {org.pk: org.path for org in orgs}, [today])
            weights = [found["members.total", today].get(org.pk, 0) for org in orgs]
        for org, part in zip(orgs, share_out(total, weights), strict=True):
            before = known.get(f"o-{org.pk}", Aim())
            known[f"o-{org.pk}"] = Aim(part, before.measure, before.due_on)
    there = {org.sector for org in orgs}
    rule = term.indicator.rule or rule_said(item_of(term.indicator), figure_words())
    return TermSheet(
        f"{tenths(term.indicator.points)} 分。{rule}",
        passable(term.set),
        [(sector.value, sector.label) for sector in Sector if sector in there],
        [(org.pk, org.short_name or org.name, Sector.label_of(org.sector)) for org in orgs],
        known,
        list(SHARES.items()) if total is not None else [],
    )


def grade_said(contract: Contract) -> str:
    """The grade of the year's assessment in a word, "" before it is settled."""
    row = contract.assessment
    if row.state != AssessmentState.SETTLED or row.grade is None:
        return ""
    return Scale(contract.set.edition.scale).grades[row.grade]


@dataclass(frozen=True, slots=True)
class ContractView:
    """One contract as its page shows it and its papers print it."""

    lines: Sequence[ContractItemLine]
    signatures: Sequence[SignatureLine]
    vetoes: Sequence[str]
    bonuses: Sequence[str]
    grade: str
    total: str
    half: date

    @property
    def done(self) -> int:
        return sum(line.stand is ItemStand.DONE for line in self.lines)

    @property
    def late(self) -> int:
        return sum(line.stand is ItemStand.LATE for line in self.lines)

    @property
    def open_proposals(self) -> int:
        return sum(one.is_taken is None for line in self.lines for one in line.proposals)

    @property
    def passed(self) -> int:
        return sum(line.rolled.below > 0 for line in self.lines)

    @property
    def lower(self) -> SignatureLine:
        return next(one for one in self.signatures if one.side is Side.LOWER)

    @property
    def upper(self) -> SignatureLine:
        return next(one for one in self.signatures if one.side is Side.UPPER)


def contract_view(contract: Contract, *, today: date) -> ContractView:
    """A contract with all its items as they stand today."""
    on = min(today, date(contract.set.year, 12, 31))
    rows = indicators_of(contract.set.edition_id)
    return ContractView(
        lines_of(contract, on, rows),
        signatures_of(contract, today),
        _of_kind(rows, ItemKind.VETO),
        _of_kind(rows, ItemKind.BONUS),
        grade_said(contract),
        tenths(contract.assessment.total),
        half_year(contract, today),
    )


def _of_kind(rows: Collection[Indicator], kind: ItemKind) -> list[str]:
    return [item.text for item in tree_of(rows).leaves if item.kind is kind]


@dataclass(frozen=True, slots=True)
class ContractLine:
    """One contract in the summary of a set, as plain values."""

    org: str
    state: str
    lower: str
    upper: str
    in_force_on: date | None
    check_on: date | None
    late: int | None
    assessed: str
    total: float | None
    grade: str
    feedback: str


def contract_lines(actor: Actor, row: ContractSet) -> list[ContractLine]:
    """The contracts of a set in sight, in the order of the tree. Two queries."""
    rows = contracts_where(actor, Act.VIEW).filter(set=row.pk).order_by("org__path")
    found = list(rows.select_related("org", "assessment", "set__edition"))
    names: dict[tuple[int, str], str] = {}
    signed = ContractSignature.objects.filter(contract__in=[one.pk for one in found]).order_by("pk")
    for one in signed:
        names[one.contract_id, one.side] = f"{one.post} {one.name}"
    return [_summed(one, names) for one in found]


def _summed(row: Contract, names: Mapping[tuple[int, str], str]) -> ContractLine:
    settled = row.assessment.total
    late = sum(line["stand"] == ItemStand.LATE for line in row.check_lines) if row.check_lines else None
    return ContractLine(
        row.org.name, ContractState(row.state).label, names.get((row.pk, Side.LOWER), ""),
        names.get((row.pk, Side.UPPER), ""), row.in_force_on, row.check_on, late,
        AssessmentState(row.assessment.state).label, settled / 10 if settled is not None else None, grade_said(row),
        row.assessment.feedback,
    )  # fmt: skip
