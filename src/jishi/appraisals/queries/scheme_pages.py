"""What the pages of schemes show, gathered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from jishi.appraisals.models import Assessment, AssessmentRound, Indicator, Scheme, SchemeVersion
from jishi.appraisals.queries.schemes import (
    editions_of,
    figure_words,
    indicators_of,
    item_of,
    named,
    rounds_of,
    schemes_where,
    terms_of,
    tree_of,
)
from jishi.appraisals.queries.working import Gathered, Mark, basis_of, day_of, gathered, given_in, working_of
from jishi.appraisals.rules import (
    AssessmentState,
    Item,
    ItemKind,
    Phase,
    ReadTree,
    Source,
    Terms,
    Tree,
    VersionState,
    differences,
    read_tree,
    rule_said,
    tenths,
    weighed_said,
)
from jishi.appraisals.rules.scheme_sheet import COLUMNS, rows_of
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused
from jishi.kernel.paging import Page, keyset
from jishi.kernel.registry import FigureRow, figures
from jishi.kernel.sheets import as_text, header_key, read_sheet


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """A scheme of the list: its version in force or draft, and its uses."""

    scheme: Scheme
    edition: SchemeVersion
    has_draft: bool
    uses: Sequence[AssessmentRound]


def scheme_page(actor: Actor, *, q: str = "", at: str = "") -> Page[SchemeLine]:
    """The schemes in sight in the order of their issuers, of a name or an issuer's name if one is given. Three queries."""
    rows = schemes_where(actor, Act.VIEW)
    if q:
        rows = rows.filter(Q(name__contains=q) | named(q, prefix="org__"))
    page = keyset(rows, keys=("org__path", "pk"), at=at)
    return Page(_scheme_lines(page.rows), page.next, page.previous)


def _scheme_lines(schemes: Sequence[Scheme]) -> list[SchemeLine]:
    editions: dict[int, list[SchemeVersion]] = {scheme.pk: [] for scheme in schemes}
    for edition in SchemeVersion.objects.filter(scheme__in=list(editions)).order_by("-number"):
        editions[edition.scheme_id].append(edition)
    uses: dict[int, list[AssessmentRound]] = {}
    for use in (
        AssessmentRound.objects.filter(edition__scheme__in=list(editions))
        .select_related("edition")
        .order_by("-year", "-pk")
    ):
        uses.setdefault(use.edition.scheme_id, []).append(use)
    return [_line(scheme, editions[scheme.pk], uses.get(scheme.pk, [])) for scheme in schemes]


def _line(scheme: Scheme, editions: Sequence[SchemeVersion], uses: Sequence[AssessmentRound]) -> SchemeLine:
    standing = [one for one in editions if one.state == VersionState.IN_FORCE]
    drafts = [one for one in editions if one.state == VersionState.DRAFT]
    return SchemeLine(scheme, (standing or list(editions))[0], bool(drafts), uses)


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One node of a scheme as its page shows it."""

    number: str
    item: Item
    depth: int
    points: str
    rule: str
    is_leaf: bool
    weights: str  # those of its own


@dataclass(frozen=True, slots=True)
class SchemeView:
    """One scheme: the version shown with its tree, all versions, its uses."""

    edition: SchemeVersion
    editions: Sequence[SchemeVersion]
    lines: Sequence[TreeLine]
    terms: Terms
    tree: Tree
    uses: Sequence[AssessmentRound]

    @property
    def points_of(self) -> str:
        return tenths(self.terms.maximum)

    @property
    def bands(self) -> list[tuple[str, str]]:
        """Each grade with the points from which it is given; "" for the worst."""
        cut = [f"{tenths(-(-band * self.terms.maximum // 1000))} 分以上" for band in self.terms.bands]
        return list(zip(self.terms.scale.grades, [*cut, ""], strict=True))

    @property
    def weights(self) -> list[tuple[str, int]]:
        return [(phase.label, weight) for phase, weight in self.terms.weighed]

    @property
    def short_of(self) -> str:
        """By how much the points miss the maximum; "" when they agree."""
        missing = self.terms.maximum - self.tree.total
        return "" if not missing else f"各项合计 {tenths(self.tree.total)} 分，满分 {tenths(self.terms.maximum)} 分"


def scheme_view(scheme: Scheme, number: str) -> SchemeView:
    """The version asked for by number, else the latest. Three queries."""
    editions = editions_of(scheme)
    asked = [row for row in editions if str(row.number) == number]
    edition = (asked or editions)[0]
    rows = indicators_of(edition.pk)
    tree, words = tree_of(rows), figure_words()
    rules = {row.pk: row.rule for row in rows}
    lines = [
        TreeLine(
            n, item, tree.depth[item.id], tenths(tree.points(item) or item.points or None),
            rules[item.id] or (rule_said(item, words) if item.id not in tree.children else ""),
            item.id not in tree.children, weighed_said(item.weighed),
        )
        for n, item in tree.numbered()
    ]  # fmt: skip
    return SchemeView(edition, editions, lines, terms_of(edition), tree, list(rounds_of(scheme)))


def indicator_named(edition: SchemeVersion, pk: str) -> Indicator | None:
    """The node of this version that an address names, None for any other."""
    return Indicator.objects.filter(edition=edition, pk=int(pk)).first() if pk.isdecimal() else None


def words_to_choose() -> list[str]:
    """What the figures are called that an item can be worked out from."""
    return [figure.label for figure in figures.values() if figure.each]


def sheet_rows(edition: SchemeVersion) -> list[list[str]]:
    """The tree of a version as rows of a sheet."""
    rows = indicators_of(edition.pk)
    return rows_of(tree_of(rows), {row.pk: row.rule for row in rows}, figure_words())


def read_sheet_tree(content: bytes, name: str) -> ReadTree:
    """A tree from a sheet, with what is wrong in which row. Raises Refused on "file" for what is no such sheet."""
    sheet = read_sheet(content, name, known_headers=COLUMNS)
    known = {header_key(column): column for column in COLUMNS}
    heads = [known.get(header_key(word), "") for word in sheet.header]
    rows = [(n, {head: as_text(cell) for head, cell in zip(heads, cells, strict=True)}) for n, cells in sheet.rows]
    if len(rows) > 1000:
        raise Refused("一套办法最多 1000 项。", "file")
    return read_tree(rows, figure_words())


@dataclass(slots=True)
class ItemLine:
    """One node of a working-out with all that people put down about it."""

    line: Mapping[str, Any]
    own: list[Mark] = field(default_factory=list)
    reviewed: list[Mark] = field(default_factory=list)
    peers: list[Mark] = field(default_factory=list)
    occurrences: list[Mapping[str, Any]] = field(default_factory=list)
    objections: list[Mapping[str, Any]] = field(default_factory=list)
    target: int | None = None

    @property
    def kind(self) -> str:
        return ItemKind(self.line["kind"]).label

    @property
    def points(self) -> str:
        return tenths(self.line["value"])

    @property
    def most(self) -> str:
        return tenths(self.line["of"])

    @property
    def parts(self) -> list[Mapping[str, Any]]:
        return [dict(part) | {"points": tenths(part["value"])} for part in self.line["parts"]]


@dataclass(frozen=True, slots=True)
class WorkingView:
    """A working-out as its page shows it. `now` are the leaves that the records give differently since it was settled."""

    working: Mapping[str, Any]
    lines: Sequence[ItemLine]
    put: Gathered
    now: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]
    satisfied: str = ""

    @property
    def points(self) -> str:
        return tenths(self.working["total"])

    @property
    def most(self) -> str:
        return tenths(self.working["maximum"])

    @property
    def flagged(self) -> str:
        """The grade that was given directly, in words."""
        return str(self.working["grades"][self.put.flag["grade"]]) if self.put.flag else ""

    @property
    def grade(self) -> str:
        """The grade in words; "" while an item is open."""
        if self.working["open"] and not self.put.flag:
            return ""
        return str(self.working["grades"][self.working["grade"]])

    @property
    def vetoed(self) -> list[str]:
        return [line["text"] for line in self.working["lines"] if line["id"] in self.working["vetoed"]]

    @property
    def general(self) -> list[Mapping[str, Any]]:
        """Objections to the whole."""
        return [one for one in self.put.objections if one["indicator_id"] is None]


def working_view(row: Assessment, *, today: date) -> WorkingView:
    """The working-out of one organisation: as settled, with what the records say since beside it; else as they stand."""
    put = gathered([row])[row.pk]
    live = working_of(row, basis_of(row.round), put, today=today)
    stood = row.worked if row.state == AssessmentState.SETTLED else None
    working: Mapping[str, Any] = stood or live
    lines = {line["id"]: ItemLine(line) for line in working["lines"]}
    kinds = {Source.SELF: "own", Source.REVIEWER: "reviewed", Source.PEERS: "peers"}
    for mark in given_in(put):
        getattr(lines[mark.indicator_id], kinds[mark.source]).append(mark)
    for one in put.occurrences:
        lines[one["indicator_id"]].occurrences.append(one)
    for one in put.objections:
        if one["indicator_id"] is not None:
            lines[one["indicator_id"]].objections.append(one)
    for one in put.targets:
        lines[one["indicator_id"]].target = one["target"]
    since = [
        (dict(then) | {"points": tenths(then["value"])}, dict(new) | {"points": tenths(new["value"])})
        for then, new in (differences(stood, live) if stood else ())
    ]
    satisfied = tenths(row.satisfied) if row.satisfied is not None else ""
    return WorkingView(working, list(lines.values()), put, since, satisfied)


def leaves_of(row: Assessment) -> list[tuple[str, Item]]:
    """The items that are scored, with their numbers. One query."""
    tree = tree_of(indicators_of(row.round.edition_id))
    return [(number, item) for number, item in tree.numbered() if item.id not in tree.children]


def item_in(row: Assessment, indicator_id: int) -> Item:
    """One item of the scheme in use. Raises Indicator.DoesNotExist for any other."""
    return item_of(Indicator.objects.get(pk=indicator_id, edition=row.round.edition_id))


@dataclass(frozen=True, slots=True)
class Records:
    """The records behind one number of a working-out. `url` is the list where the records themselves cannot be named."""

    label: str
    on: date
    rows: Sequence[FigureRow]
    url: str
    count: int


def records_behind(row: Assessment, name: str, phase: Phase, *, today: date) -> Records:
    """The records of a figure for the assessed, as of the day the part of the year looks to."""
    figure, on = figures[name], day_of(phase, row.round.year, today)
    rows = figure.rows(row.org.path, on) if figure.rows else []
    count = len(rows) if figure.rows else figure.count(row.org.path, on)
    return Records(figure.label, on, rows, figure.url, count)


def leads_below(actor: Actor) -> bool:
    """Whether the actor leads any organisation from above. No query."""
    return any(subtree for _, subtree in actor.spans(Act.APPRAISE_LEAD))
