"""Drafting contracts for all right below at once, and sending them out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.appraisals.models import (
    Assessment,
    Contract,
    ContractDifference,
    ContractItem,
    ContractSet,
    ContractTerm,
    SchemeVersion,
)
from jishi.appraisals.queries.contract_items import aim_for
from jishi.appraisals.queries.contracts import right_below
from jishi.appraisals.queries.schemes import indicators_of, may_issue, tree_of
from jishi.appraisals.rules import Aim, Measure, VersionState
from jishi.appraisals.services.assessing import open_assessments
from jishi.appraisals.services.keeping import line
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import Facts, held, put
from jishi.kernel.locks import earlier
from jishi.notices.services import notify_many
from jishi.orgs.models import Organization
from jishi.orgs.queries import responsible

MEASURES = (
    "乙方书记是第一责任人，逐项明确责任人和时限，支部委员会每季度研究一次。\n"
    "甲方定期检查指导，帮助解决困难，不另要平台上已有的材料。"
)
REWARDS = "考核结果作为评先评优的依据。有一票否决情形的，定为最低等次，不参加评优。"


def _line(event: str, row: ContractSet, *, actor: Actor, now: datetime, **said: Any) -> None:
    subject = ("contractset", row.pk, f"{row.year}年度党建工作目标管理责任书")
    line(event, row.org, subject, act=Act.APPRAISE_LEAD, actor=actor, now=now, **said)


def _draft(set_id: int, version: int, *, actor: Actor) -> ContractSet:
    """A draft held for this transaction. Raises EditConflict, NotAllowed for anybody but the drafter, Refused once it has
    been sent out."""
    row = held(ContractSet, set_id, version)
    demand(may_issue(actor, row.org))
    if row.published_on is not None:
        raise Refused("责任书已经发出，不能再改。单独的变动，在那一份里改。")
    return row


@transaction.atomic
def draft_contracts(
    *, edition: SchemeVersion, year: int, actor: Actor, now: datetime, submission: UUID | None = None
) -> ContractSet:
    """Begin the contracts of a year from a version in force: every item that has points, with its number and 31 December.
    The same `submission` again gives the same draft. Raises NotAllowed for whoever does not lead there, Refused for a
    version not in force and for a second draft of the same."""
    org = edition.scheme.org
    demand(may_issue(actor, org))
    if known := earlier(ContractSet.objects.all(), submission):
        return known
    if edition.state != VersionState.IN_FORCE:
        raise Refused("这一版考核办法还没有启用，或者已经停用。", "edition")
    Organization.objects.select_for_update(no_key=True).get(pk=org.pk)
    if ContractSet.objects.filter(org=org, edition=edition, year=year).exists():
        raise Refused(f"{year} 年度按这套办法的责任书已经起草。", "year")
    row = ContractSet.objects.create(
        org=org, edition=edition, year=year, measures=MEASURES, rewards=REWARDS, submission=submission,
        preamble=f"为落实全面从严治党要求，明确{year}年度党建工作目标和责任，依据《{edition.scheme.name}》，签订本责任书。",
    )  # fmt: skip
    indicators = {one.pk: one for one in indicators_of(edition.pk)}
    last = date(year, 12, 31)
    ContractTerm.objects.bulk_create(
        ContractTerm(
            set=row,
            indicator=indicators[item.id],
            due_on=last,
            target=item.target if item.measure is Measure.AT_LEAST else None,
        )
        for item in tree_of(indicators.values()).leaves
        if item.is_counted
    )
    _line("contracts.drafted", row, actor=actor, now=now, after={"年度": year, "考核办法": edition.scheme.name})
    return row


@transaction.atomic
def edit_contracts(set_id: int, version: int, *, actor: Actor, now: datetime, **facts: Any) -> ContractSet:
    """Change the text and the days of a draft. Raises EditConflict, Refused once it has been sent out."""
    row = _draft(set_id, version, actor=actor)
    before, after = put(row, facts)
    row.save()
    _line("contracts.edited", row, actor=actor, now=now, before=before, after=after)
    return row


@dataclass(frozen=True, slots=True)
class TermLaid:
    """What is laid down for an item: for all, and where it differs, by sector and by organisation. Empty aims differ in
    nothing."""

    common: Aim
    evidence: str = ""
    passes_id: int | None = None
    sectors: Mapping[str, Aim] = field(default_factory=dict)
    orgs: Mapping[int, Aim] = field(default_factory=dict)


@transaction.atomic
def lay_term(term_id: int, version: int, laid: TermLaid, *, actor: Actor, now: datetime) -> ContractTerm:
    """Lay down an item of a draft for all below at once; the differences given take the place of those before. `version`
    is that of the draft. What is passed down is the drafter's own item of the same year. Raises EditConflict, Refused."""
    term = ContractTerm.objects.select_related("indicator").get(pk=term_id)
    row = _draft(term.set_id, version, actor=actor)
    own = ContractItem.objects.filter(contract__org=row.org_id, contract__set__year=row.year)
    if laid.passes_id is not None and not own.filter(pk=laid.passes_id).exists():
        raise Refused("只能分解本级本年度责任书里的目标。", "passes")
    here = {org.pk for org in right_below(row)}
    if not here.issuperset(laid.orgs):
        raise Refused("只能给直接下级单独定目标。")
    aim = {"target": laid.common.target, "measure": laid.common.measure.strip(), "due_on": laid.common.due_on}
    before, after = put(term, aim | {"evidence": laid.evidence.strip(), "passes_id": laid.passes_id})
    term.save()
    ContractDifference.objects.filter(term=term).delete()
    for_all = [
        *((sector, None, given) for sector, given in sorted(laid.sectors.items())),
        *(("", org_id, given) for org_id, given in sorted(laid.orgs.items())),
    ]
    made = ContractDifference.objects.bulk_create(
        ContractDifference(
            term=term, sector=sector, org_id=org_id, target=given.target, measure=given.measure.strip(),
            due_on=given.due_on,
        )
        for sector, org_id, given in for_all
        if not given.is_empty
    )  # fmt: skip
    row.save(update_fields=["version"])
    after["差别数"] = len(made)
    _line("contracts.term_laid", row, actor=actor, now=now, before=before, after=after, note=term.indicator.text)
    return term


@transaction.atomic
def send_contracts(
    set_id: int,
    version: int,
    *,
    org_ids: Collection[int],
    actor: Actor,
    now: datetime,
    late_why: str = "",
) -> ContractSet:
    """Send the contracts out to organisations right below, all at once: each gets its own with what is laid down for it,
    its assessment of the year is open from this day, and who answers for it is told. After March a reason is asked for,
    which all of them see. Again with others adds these. Raises Refused where what is passed down falls short of the
    drafter's own target."""
    row = held(ContractSet, set_id, version)
    demand(may_issue(actor, row.org))
    chosen = [org for org in right_below(row) if org.pk in set(org_ids)]
    if not chosen or len(chosen) != len(set(org_ids)):
        raise Refused("请选择直接下级党组织。", "orgs")
    terms = list(ContractTerm.objects.filter(set=row).select_related("indicator", "passes").order_by("pk"))
    differences: dict[int, list[ContractDifference]] = {term.pk: [] for term in terms}
    for one in ContractDifference.objects.filter(term__set=row).order_by("pk"):
        differences[one.term_id].append(one)
    aims = {(term.pk, org.pk): aim_for(term, differences[term.pk], org) for term in terms for org in chosen}
    _demand_whole(row, terms, aims, chosen)
    edition = SchemeVersion.objects.select_related("scheme__org").get(pk=row.edition_id)
    row.round = open_assessments(
        edition=edition, year=row.year, org_ids=[org.pk for org in chosen], self_by=None, review_by=None,
        late_why=late_why, actor=actor, now=now,
    )  # fmt: skip
    there = set(Contract.objects.filter(set=row).values_list("org_id", flat=True))
    new = [org for org in chosen if org.pk not in there]
    assessments = dict(Assessment.objects.filter(round=row.round, org__in=new).values_list("org_id", "pk"))
    made = Contract.objects.bulk_create(
        (Contract(set=row, org=org, assessment_id=assessments[org.pk]) for org in new), batch_size=1000
    )
    ContractItem.objects.bulk_create(
        (_item(contract, term, aims[term.pk, contract.org_id]) for contract in made for term in terms),
        batch_size=2000,
    )
    row.published_on = row.published_on or now.date()
    row.late_why = row.late_why or late_why.strip()
    row.save()
    _tell(row, made, now=now)
    about: Facts = {"年度": row.year, "份数": len(made)}
    _line("contracts.sent", row, actor=actor, now=now, after=about, note=row.late_why)
    return row


def _item(contract: Contract, term: ContractTerm, aim: Aim) -> ContractItem:
    return ContractItem(contract=contract, term=term, target=aim.target, measure=aim.measure, due_on=aim.due_on)


def _demand_whole(
    row: ContractSet,
    terms: Collection[ContractTerm],
    aims: Mapping[tuple[int, int], Aim],
    chosen: Collection[Organization],
) -> None:
    """Raise Refused for the first item whose targets below do not make up the drafter's own. Those in already count."""
    items = ContractItem.objects.filter(contract__set=row.pk).values_list("term_id", "contract__org_id", "target")
    agreed = {(term_id, org_id): target for term_id, org_id, target in items}
    for term in terms:
        wanted = term.passes.target if term.passes else None
        shares = {org.pk: aims[term.pk, org.pk].target for org in chosen}
        shares |= {org_id: target for (term_id, org_id), target in agreed.items() if term_id == term.pk}
        known = [share for share in shares.values() if share is not None]
        if wanted is not None and known and sum(known) < wanted:
            raise Refused(
                f"“{term.indicator.text}”分解下去合计 {sum(known)}，少于本级的目标 {wanted}，请在这一项里补足。"
            )


def _tell(row: ContractSet, made: Collection[Contract], *, now: datetime) -> None:
    heads = responsible([contract.org_id for contract in made], now.date())
    for contract in made:
        if head := heads[contract.org_id]:
            text = f"{row.org.short_name or row.org.name}发来{row.year}年度责任书，请核对后签订，有意见可以提。"
            link = f"/contracts/{contract.pk}/"
            notify_many(person_ids=[head.person_id], text=text, link=link, org_id=contract.org_id, now=now)
