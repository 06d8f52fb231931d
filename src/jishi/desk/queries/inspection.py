"""What exists for an inspection list, item by item, as the actor may read it: records with the day they were held and the
day they were entered, duties with the day they were due, papers that print from the records, figures. Gaps stay gaps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from jishi.activities.models import Activity, ActivityKind
from jishi.activities.rules import Kind, State, is_late_entry
from jishi.desk.models import InspectionItem, InspectionList
from jishi.desk.queries.catalogue import Entry, entries_for
from jishi.desk.rules.catalogue import periods_for
from jishi.desk.rules.inspection import Found, Term, Where, totals
from jishi.duties.models import Demand, DutyStatus
from jishi.duties.queries import pack, rows_of
from jishi.duties.rules import DemandKind, DemandState, DueRow
from jishi.files.models import File
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import Page, keyset
from jishi.kernel.periods import Period, PeriodKind
from jishi.kernel.registry import figures
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, get_org, living, org_ids_where, orgs_where
from jishi.orgs.rules import BRANCH_KINDS, OrgKind, ancestors

# What lists call by several names: (the words, the keys).
SYNONYMS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("三会一课",), ("kind:members_meeting", "kind:branch_committee_meeting", "kind:party_group_meeting", "kind:party_lecture", "paper:half-year")),
    (("支部委员会", "支委会议"), ("kind:branch_committee_meeting",)),
    (("支部党员大会",), ("kind:members_meeting",)),
    (("民主评议",), ("rule:democratic_appraisal_yearly", "paper:review-summary")),
    (("花名册", "党员名册"), ("paper:roster",)),
    (("支部手册", "工作手册"), ("paper:yearbook",)),
    (("工作计划", "年度计划"), ("paper:plan",)),
    (("换届", "届次"), ("paper:terms",)),
    (("班子", "支委名单"), ("paper:committee",)),
    (("责任分工", "班子分工"), ("paper:division",)),
    (("任务台账", "议定事项"), ("paper:tasks",)),
    (("会议记录", "活动记录"), ("paper:register",)),
    (("签到", "考勤"), ("paper:attendance",)),
    (("党员人数", "党员数量"), ("figure:members.total",)),
)  # fmt: skip
# Of the figures, those a list asks for by themselves; what is held and due stands in records and duties.
COUNTED = "members."


def lists_where(actor: Actor) -> QuerySet[InspectionList]:
    """The lists of organisations whose records the actor reads."""
    return InspectionList.objects.filter(org_id__in=org_ids_where(actor, Act.RECORD_VIEW)).select_related("org")


def list_page(actor: Actor, *, find: str = "", at: str = "") -> Page[InspectionList]:
    """A page of them, the latest first. One query."""
    rows = lists_where(actor)
    if find:
        rows = rows.filter(Q(title__contains=find) | Q(asked_by__contains=find) | Q(org__name__contains=find))
    return keyset(rows, keys=("-pk",), at=at)


def get_inspection(actor: Actor, act: Act, inspection_id: int) -> InspectionList:
    """The door: that of its organisation."""
    row = InspectionList.objects.select_related("org").get(pk=inspection_id)
    get_org(actor, act, row.org_id)
    return row


def get_item(actor: Actor, act: Act, item_id: int) -> InspectionItem:
    """An item through the door of its list."""
    row = InspectionItem.objects.get(pk=item_id)
    row.inspection = get_inspection(actor, act, row.inspection_id)
    return row


def orgs_to_ask(actor: Actor) -> list[Organization]:
    """The organisations whose lists the actor may take in, by tree; 党小组 have none."""
    rows = living(orgs_where(actor, Act.RECORD)).exclude(kind=OrgKind.PARTY_GROUP)
    return list(rows.order_by("path")[:20])


def demand_of(row: InspectionList) -> Demand | None:
    """Where 基层负担监测 has this inspection: registered by a superior, or noted by who is inspected. One query."""
    same = Q(title=row.title) | (Q(basis=row.basis) if row.basis else Q())
    known = Demand.objects.filter(same, kind=DemandKind.INSPECTION, issuer__path__in=ancestors(row.org.path))
    own = Q(noted_by=row.org) | Q(noted_by=None)
    return known.filter(own).exclude(state=DemandState.DECLINED).select_related("issuer").order_by("-pk").first()


def file_of(row: InspectionList) -> File:
    """The list as it was uploaded. Raises DoesNotExist for one that was pasted."""
    return File.objects.get(pk=row.file_id or 0)


def items_of(row: InspectionList) -> list[InspectionItem]:
    """The items of a list, in its order."""
    return list(InspectionItem.objects.filter(inspection=row).order_by("number"))


def terms(actor: Actor, org: Organization) -> list[Term]:
    """What a list of `org` may name and the actor may read: papers first, then duties, kinds of record, figures. No
    query."""
    more: dict[str, list[str]] = {}
    for words, keys in SYNONYMS:
        for key in keys:
            more.setdefault(key, []).extend(words)

    def term(key: str, label: str, *words: str) -> Term:
        return Term(key, label, (*dict.fromkeys((*words, *more.get(key, ()))),))

    found = [term(f"paper:{e.name}", e.word, e.word) for e in entries_for(actor, org) if not e.name.endswith("-blank")]
    rules = [rule for rule in pack().values() if org.kind in rule.org_kinds]
    found += [term(f"rule:{rule.id}", rule.short, rule.short, rule.title) for rule in rules]
    found += [term(f"kind:{kind.value}", f"{kind.label}记录", kind.label) for kind in Kind]
    shown = [figure for name, figure in figures.items() if name.startswith(COUNTED)]
    if actor.reaches(Act.MEMBER_VIEW, org.path):
        found += [term(f"figure:{figure.name}", figure.label, figure.label) for figure in shown]
    return found


@dataclass(frozen=True, slots=True)
class Held:
    """A record that answers an item: the day it was held, and whether it was entered afterwards."""

    id: int
    title: str
    kinds: str
    held_on: date
    recorded_on: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class Number:
    """A figure with the page that shows its rows."""

    label: str
    value: int
    url: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item and what exists for it. `gaps` are duties past their day that were not met, each with that day; `ahead` those
    whose day has not come; `stated` is met otherwise than by a record."""

    item: InspectionItem
    labels: list[tuple[str, str]]
    records: list[Held]
    met: list[DueRow]
    gaps: list[DueRow]
    ahead: list[DueRow]
    papers: list[tuple[Entry, Period]]
    numbers: list[Number]

    @property
    def stated(self) -> list[DueRow]:
        return [] if self.records else self.met

    @property
    def found(self) -> Found:
        there = len(self.records) + len(self.met) + len(self.papers) + len(self.numbers)
        return Found(there, len(self.gaps), bool(self.labels))


@dataclass(frozen=True, slots=True)
class InspectionView:
    """A list with what exists for each of its items."""

    row: InspectionList
    items: list[ItemView]

    @property
    def totals(self) -> tuple[int, int, int]:
        """(whole, with gaps, not matched)."""
        return totals([item.found for item in self.items])


def _within(org: Organization, *, field: str) -> Q:
    """A branch with its 党小组; a committee by itself: those below answer for themselves."""
    return below(org.path, field=f"{field}__path") if org.kind in BRANCH_KINDS else Q(**{f"{field}_id": org.pk})


def _records(org: Organization, items: Sequence[InspectionItem], kinds: set[str]) -> list[tuple[Held, frozenset[str]]]:
    if not items:
        return []
    first, last = min(item.first_on for item in items), max(item.last_on for item in items)
    tied = ActivityKind.objects.filter(
        _within(org, field="activity__org"), activity__state=State.CONFIRMED, activity__held_on__range=(first, last)
    )
    wanted = tied.filter(kind__in=kinds).values("activity_id")
    by_record: dict[int, set[str]] = {}
    for activity_id, kind in ActivityKind.objects.filter(activity__in=wanted).values_list("activity_id", "kind"):
        by_record.setdefault(activity_id, set()).add(kind)
    found = []
    for record in Activity.objects.filter(pk__in=by_record).order_by("held_on", "pk"):
        own = by_record[record.pk]
        words = "、".join(kind.label for kind in Kind if kind in own)
        late = is_late_entry(record.held_on, record.recorded_on)
        held = Held(record.pk, record.title, words, record.held_on, record.recorded_on, late)
        found.append((held, frozenset(own)))
    return found


def _duties(org: Organization, rule_ids: set[str], *, on: date) -> list[DueRow]:
    if not rule_ids:
        return []
    rows = DutyStatus.objects.filter(_within(org, field="org"), rule_id__in=rule_ids)
    return rows_of(rows, on=on, owners=False)


def _papers(entry: Entry, item: InspectionItem, today: date) -> list[Period]:
    found = []
    for year in range(item.first_on.year, min(item.last_on.year, today.year) + 1):
        chosen = Period(year, PeriodKind.YEAR, 1)
        found += [p for p in periods_for(entry.cadence, chosen, today) if _meet(p, item)]
    return list(dict.fromkeys(found))


def _meet(period: Period, item: InspectionItem) -> bool:
    return period.first <= item.last_on and item.first_on <= period.last


def _keyed(items: Iterable[InspectionItem], where: Where) -> set[str]:
    return {key.partition(":")[2] for item in items for key in item.keys if key.startswith(f"{where}:")}


def _looked_at(items: Sequence[InspectionItem]) -> tuple[set[str], set[str]]:
    """The rules and the kinds of record that items lead to: a duty brings the records that meet it, and records of a kind
    bring the duties they would meet, so that what was due and not held is a gap however the list puts it."""
    rules, kinds = _keyed(items, Where.RULE), _keyed(items, Where.KIND) & set(Kind)
    known = pack()
    evidence = {kind for rule_id in rules & set(known) for kind in known[rule_id].evidence} & set(Kind)
    return rules | {rule.id for rule in known.values() if kinds.intersection(rule.evidence)}, kinds | evidence


def inspection_view(actor: Actor, row: InspectionList, items: Sequence[InspectionItem], *, on: date) -> InspectionView:
    """What exists for these items of a list, read once for all of them. Papers, records and numbers that the actor may not
    read are not there. Four queries, and one for each figure."""
    known = {term.key: term for term in terms(actor, row.org)}
    rules, kinds = _looked_at(items)
    records = _records(row.org, items, kinds)
    duties = _duties(row.org, rules, on=on)
    papers = {entry.name: entry for entry in entries_for(actor, row.org)}
    return InspectionView(row, [_item_view(item, row.org, known, records, duties, papers, on=on) for item in items])


def _item_view(
    item: InspectionItem,
    org: Organization,
    known: dict[str, Term],
    records: Sequence[tuple[Held, frozenset[str]]],
    duties: Sequence[DueRow],
    papers: dict[str, Entry],
    *,
    on: date,
) -> ItemView:
    keys = [key for key in item.keys if key in known]
    rules, kinds = _looked_at([item])
    own = [row for row in duties if row.rule.id in rules and row.period.first <= item.last_on and item.first_on <= row.period.last]  # fmt: skip
    made = [papers[name] for name in papers if f"paper:{name}" in keys]
    return ItemView(
        item=item,
        labels=[(key, known[key].label) for key in keys],
        records=[held for held, of in records if of & kinds and item.first_on <= held.held_on <= item.last_on],
        met=[row for row in own if row.done >= row.required],
        gaps=[row for row in own if row.is_unmet_past],
        ahead=[row for row in own if row.done < row.required and not row.is_unmet_past],
        papers=[(entry, period) for entry in made for period in _papers(entry, item, on)],
        numbers=[_number(key.partition(":")[2], org, min(item.last_on, on)) for key in keys if key.startswith("figure:")],
    )  # fmt: skip


def _number(name: str, org: Organization, on: date) -> Number:
    known = figures[name]
    where: Any = f"{reverse(known.url)}?org={org.pk}&figure={name}"
    return Number(known.label, known.count(org.path, on), where)


def choices_for(actor: Actor, org: Organization) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything an item may be matched to, by where it leads, for a choice."""
    known = terms(actor, org)
    return [(where.label, [(t.key, t.label) for t in known if t.where is where]) for where in Where]
