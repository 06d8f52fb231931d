"""Whose contracts an actor sees, drafts, signs; and the one door of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jishi.appraisals.models import (
    Contract,
    ContractItem,
    ContractProposal,
    ContractSet,
    ContractSignature,
    ContractTerm,
    SchemeVersion,
)
from jishi.appraisals.queries.schemes import fitting, may_issue
from jishi.appraisals.rules import ContractState, Side, VersionState
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import YES, Decision, demand, no
from jishi.kernel.paging import Page, keyset
from jishi.orgs.models import Organization
from jishi.orgs.queries import org_ids_where, responsible
from jishi.orgs.rules import OrgKind, is_a

CHECKED_FROM = 6  # the month from which the half-year self-check is asked for
_SIGNABLE = (ContractState.OFFERED, ContractState.PROPOSED)


def sets_where(actor: Actor, act: Act) -> QuerySet[ContractSet]:
    """What organisations lay down where the actor may do `act`."""
    return ContractSet.objects.filter(org_id__in=org_ids_where(actor, act))


def get_set(actor: Actor, act: Act, set_id: int) -> ContractSet:
    """The one door: VIEW to read, which those may too whom it binds, APPRAISE_LEAD to change, which is the drafter's
    (NotAllowed with the reason)."""
    bound = Exists(contracts_where(actor, Act.VIEW).filter(set=OuterRef("pk")))
    whole = ContractSet.objects.select_related("org", "edition__scheme", "round").annotate(is_bound=bound)
    row = whole.get(pk=set_id)
    if not (row.is_bound or actor.reaches(Act.VIEW, row.org.path)):
        raise ContractSet.DoesNotExist
    if act is not Act.VIEW:
        demand(may_issue(actor, row.org))
    return row


def get_term(actor: Actor, act: Act, term_id: int) -> ContractTerm:
    """An item of what is laid down, through the door of its set."""
    term = ContractTerm.objects.select_related("indicator", "passes__contract").get(pk=term_id)
    term.set = get_set(actor, act, term.set_id)
    return term


def contracts_where(actor: Actor, act: Act) -> QuerySet[Contract]:
    """The contracts of organisations where the actor may do `act`."""
    return Contract.objects.filter(org_id__in=org_ids_where(actor, act))


def may_hold(actor: Actor, act: Act, row: Contract) -> Decision:
    """VIEW: whoever sees the organisation; RECORD: who records for it; APPRAISE_LEAD: the drafter's."""
    return may_issue(actor, row.set.org) if act is Act.APPRAISE_LEAD else actor.may(act, row.org.path)


def get_contract(actor: Actor, act: Act, contract_id: int) -> Contract:
    """The one door. Out of VIEW reach it is missing, within it a refusal carries its reason. One query."""
    whole = Contract.objects.select_related("org", "set__org", "set__edition__scheme", "set__round", "assessment")
    row = whole.get(pk=contract_id)
    if not actor.reaches(Act.VIEW, row.org.path):
        raise Contract.DoesNotExist
    demand(may_hold(actor, act, row))
    return row


def get_contract_item(actor: Actor, act: Act, item_id: int) -> ContractItem:
    """An item through the door of its contract."""
    item = ContractItem.objects.select_related("term__indicator", "owner").get(pk=item_id)
    item.contract = get_contract(actor, act, item.contract_id)
    return item


def get_proposal(actor: Actor, act: Act, proposal_id: int) -> ContractProposal:
    """A proposal through the door of its contract; answering is the drafter's."""
    row = ContractProposal.objects.select_related("item__term__indicator").get(pk=proposal_id)
    row.item.contract = get_contract(actor, act, row.item.contract_id)
    return row


def may_sign(actor: Actor, row: Contract, side: Side, on: date) -> Decision:
    """A side is signed by whoever answers for it that day: the secretary, else who presides. Nobody signs for another."""
    org = row.set.org if side is Side.UPPER else row.org
    head = responsible([org.pk], on)[org.pk]
    if head is None:
        return no(f"{org.short_name or org.name}没有书记，也没有主持工作的同志，先登记任职再签。")
    if actor.person_id != head.person_id:
        return no(f"由{org.short_name or org.name}{head.title}{head.name}本人签订；纸质签订的，由负责记录的同志登记。")
    return YES


def may_draft(actor: Actor) -> bool:
    """Whether the actor holds a post from which contracts are drafted. No query."""
    leads = {path for path, subtree in actor.spans(Act.APPRAISE_LEAD) if subtree}
    return any(held.org_path in leads and not is_a(held.org_kind, OrgKind.BRANCH) for held in actor.posts)


def editions_to_use(actor: Actor) -> list[SchemeVersion]:
    """The versions in force of schemes that the actor's organisations have made, the latest first."""
    rows = SchemeVersion.objects.filter(
        state=VersionState.IN_FORCE, scheme__org_id__in=org_ids_where(actor, Act.APPRAISE_LEAD)
    ).select_related("scheme__org")
    return [row for row in rows.order_by("-from_on", "-pk") if may_issue(actor, row.scheme.org)]


def get_usable(actor: Actor, edition_id: int) -> SchemeVersion:
    """A version through the door of who makes contracts by it."""
    rows = SchemeVersion.objects.select_related("scheme__org")
    row = rows.get(pk=edition_id, scheme__org_id__in=org_ids_where(actor, Act.VIEW))
    demand(may_issue(actor, row.scheme.org))
    return row


def right_below(row: ContractSet) -> list[Organization]:
    """The living organisations right below the drafter that the scheme is for, in the order of the tree."""
    rows = Organization.objects.filter(fitting(row.edition.scheme), parent=row.org_id, ended_on=None)
    return list(rows.exclude(kind=OrgKind.PARTY_GROUP).order_by("path"))


def passable(row: ContractSet) -> list[tuple[str, str]]:
    """The drafter's own contract items of the year that can be passed down, for a choice."""
    items = ContractItem.objects.filter(contract__org=row.org_id, contract__set__year=row.year)
    found = items.select_related("term__indicator").order_by("contract", "term__indicator__order", "pk")
    return [(str(item.pk), said_of(item)) for item in found]


def said_of(item: ContractItem) -> str:
    """An item in a line: what and how much."""
    number = "" if item.target is None else f"（目标 {item.target}）"
    return f"{item.term.indicator.text}{number}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the actor: contracts of his organisations to sign or to go on with, proposals to answer, contracts to
    sign for the drafter, drafts not sent out, half-year self-checks due."""

    own: Sequence[Contract]
    heirs: Sequence[Contract]
    checks: Sequence[Contract]
    proposals: Sequence[ContractProposal]
    to_sign: Sequence[ContractSet]
    drafts: Sequence[ContractSet]

    @property
    def is_nothing(self) -> bool:
        return not any((self.own, self.heirs, self.checks, self.proposals, self.to_sign, self.drafts))


def waiting_for(actor: Actor, *, today: date) -> Waiting:
    """What now. Four queries, and two where a contract in force was signed here."""
    mine = contracts_where(actor, Act.RECORD).select_related("org", "set").order_by("-set__year", "org__path")
    signed = Contract.objects.filter(set=OuterRef("pk"), state=ContractState.SIGNED)
    led = sets_where(actor, Act.APPRAISE_LEAD).filter(Q(published_on=None) | Exists(signed))
    laid = list(led.select_related("org", "edition__scheme").order_by("-year", "org__path")[:40])
    open_ones = ContractProposal.objects.filter(
        is_taken=None, item__contract__set__org_id__in=org_ids_where(actor, Act.APPRAISE_LEAD)
    )
    running = list(mine.filter(state=ContractState.IN_FORCE, set__year=today.year)[:100])
    return Waiting(
        own=list(mine.filter(state__in=_SIGNABLE)[:20]),
        heirs=_inherited(running, today),
        checks=[row for row in running if row.check_on is None] if today.month >= CHECKED_FROM else [],
        proposals=list(
            open_ones.select_related("item__contract__org", "item__term__indicator").order_by("pk")[:20]
        ),
        to_sign=[row for row in laid if row.published_on is not None],
        drafts=[row for row in laid if row.published_on is None],
    )  # fmt: skip


def _inherited(rows: Sequence[Contract], today: date) -> list[Contract]:
    """Those of organisations whose head today neither signed them nor has said to go on with them."""
    lower = ContractSignature.objects.filter(
        contract__in=[row.pk for row in rows], side=Side.LOWER, person__isnull=False
    )
    known: dict[int, set[int]] = {}
    for contract_id, person_id in lower.values_list("contract_id", "person_id"):
        known.setdefault(contract_id, set()).add(person_id)
    heads = responsible({row.org_id for row in rows}, today) if known else {}
    return [
        row
        for row in rows
        if row.pk in known and (head := heads[row.org_id]) is not None and head.person_id not in known[row.pk]
    ]


@dataclass(frozen=True, slots=True)
class ContractFilters:
    year: int
    state: str = ""
    q: str = ""
    set_id: int | None = None


def contract_page(actor: Actor, filters: ContractFilters, *, at: str = "") -> Page[Contract]:
    """Contracts in sight in the order of the tree. One query."""
    shown = Contract.objects.select_related("org", "set__org", "assessment")
    return keyset(_narrowed(actor, filters), keys=("org__path", "pk"), at=at, shown=shown)


def state_counts(actor: Actor, filters: ContractFilters) -> list[tuple[str, str, int]]:
    """(state, word, how many) of the year in sight. One query."""
    rows = _narrowed(actor, ContractFilters(filters.year, q=filters.q, set_id=filters.set_id)).order_by()
    found = dict(rows.values_list("state").annotate(n=Count("pk")))
    return [(state.value, state.label, found.get(state.value, 0)) for state in ContractState]


def _narrowed(actor: Actor, filters: ContractFilters) -> QuerySet[Contract]:
    rows = contracts_where(actor, Act.VIEW).filter(set__year=filters.year)
    for word in filters.q.split():
        rows = rows.filter(Q(org__name__contains=word) | Q(org__short_name__contains=word))
    if filters.state:
        rows = rows.filter(state=filters.state)
    return rows.filter(set_id=filters.set_id) if filters.set_id else rows
