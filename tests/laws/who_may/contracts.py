"""Contracts are seen by whoever sees the organisation; 乙方 is handled by those who record there, 甲方 by the drafter."""

from datetime import date

from jishi.appraisals import services
from jishi.appraisals.models import Contract, ContractItem, ContractSet, ContractTerm
from jishi.appraisals.rules import Source
from jishi.kernel.actor import operator
from tests.builders import Cast
from tests.conftest import NOW
from tests.laws.who_may import Args, Row

ME = operator()


def _draft(cast: Cast) -> ContractSet:
    edition = services.make_scheme(org=cast.township, name="党建考核办法", actor=ME, now=NOW)
    services.add_indicator(edition.pk, actor=ME, now=NOW, text="服务群众", points=1000, source=Source.REVIEWER)
    edition.refresh_from_db()
    edition = services.put_in_force(edition.pk, edition.version, basis="党委会", actor=ME, now=NOW)
    return services.draft_contracts(edition=edition, year=2026, actor=ME, now=NOW)


def _sent(cast: Cast) -> Contract:
    row = _draft(cast)
    services.send_contracts(row.pk, row.version, org_ids=[cast.branch.pk], late_why="晚", actor=ME, now=NOW)
    return Contract.objects.get(set=row)


def _set_id(cast: Cast) -> dict[str, object]:
    return {"set_id": _draft(cast).pk}


def _sent_set(cast: Cast) -> dict[str, object]:
    return {"set_id": _sent(cast).set_id}


def _term(cast: Cast) -> dict[str, object]:
    return {"contract_term_id": ContractTerm.objects.get(set=_draft(cast)).pk}


def _contract(cast: Cast) -> dict[str, object]:
    return {"contract_id": _sent(cast).pk}


def _printed(cast: Cast) -> dict[str, object]:
    return _contract(cast) | {"paper": "contract"}


def _lower(cast: Cast) -> dict[str, object]:
    return _contract(cast) | {"side": "lower"}


def _item(cast: Cast) -> dict[str, object]:
    return {"contract_item_id": ContractItem.objects.get(contract=_sent(cast)).pk}


def _proposal(cast: Cast) -> dict[str, object]:
    item = ContractItem.objects.get(contract=_sent(cast))
    made = services.propose(item_id=item.pk, text="少一点", due_on=date(2026, 12, 1), actor=ME, now=NOW)
    return {"proposal_id": made.pk}


def seen(args: Args) -> Row:
    return Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=args)


def held(args: Args) -> Row:
    """By those who record for the organisation."""
    return Row(secretary=200, sibling_secretary=404, member=200, clerk=403, department=403, args=args)


def drafted(args: Args, sibling: int = 404) -> Row:
    """By the drafter alone. 组织委员 carries no right to lead anybody."""
    return Row(secretary=403, sibling_secretary=sibling, member=403, clerk=200, department=403, args=args)


ROWS = {
    "appraisals-contracts": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
    "appraisals-contracts_new": Row(secretary=200, sibling_secretary=200, member=403, clerk=200, department=200),
    "appraisals-contract_set": seen(_sent_set),
    "appraisals-contract_set_edit": Row(
        secretary=404, sibling_secretary=404, member=403, clerk=200, department=403, args=_set_id
    ),
    "appraisals-contract_set_send": drafted(_sent_set),
    "appraisals-contract_set_sign": Row(
        secretary=405, sibling_secretary=405, member=403, clerk=405, department=405, args=_sent_set
    ),
    "appraisals-contract_set_export": seen(_sent_set),
    "appraisals-contract_term": Row(
        secretary=404, sibling_secretary=404, member=403, clerk=200, department=403, args=_term
    ),
    "appraisals-contract": seen(_contract),
    "appraisals-contract_print": seen(_printed),
    "appraisals-contract_sign": Row(
        secretary=405, sibling_secretary=405, member=405, clerk=405, department=405, args=_lower
    ),
    "appraisals-contract_paper": held(_lower),
    "appraisals-contract_check": held(_contract),
    "appraisals-contract_propose": held(_item),
    "appraisals-contract_item": drafted(_item),
    "appraisals-contract_owner": held(_item),
    "appraisals-contract_progress": held(_item),
    "appraisals-contract_answer": drafted(_proposal),
}
