"""Carrying out a contract: how far items have come where no record says it, and the half-year self-check."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jishi.activities.queries import demand_standing
from jishi.appraisals.models import Contract, ContractItem, ContractProgress
from jishi.appraisals.queries.contract_items import checked_lines
from jishi.appraisals.queries.schemes import item_of
from jishi.appraisals.rules import ContractState, Source
from jishi.appraisals.services.signing import opened, said
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused
from jishi.kernel.keeping import Facts, demand_past, demand_text
from jishi.kernel.locks import earlier


def _running(row: Contract) -> None:
    if row.state != ContractState.IN_FORCE:
        raise Refused("双方签订以后再填。")


@transaction.atomic
def note_contract_progress(
    *,
    item_id: int,
    on: date,
    text: str,
    actor: Actor,
    now: datetime,
    reached: int | None = None,
    is_done: bool = False,
    activity_id: int | None = None,
    submission: UUID | None = None,
) -> ContractProgress:
    """Say how far an item has come: the number reached so far in all, or that it is done. What records count is asked of
    nobody (Refused), nor what was passed down and is added up from below. The same `submission` again gives the same
    one."""
    item = ContractItem.objects.select_related("term__indicator").get(pk=item_id)
    row = opened(item.contract_id, None, Act.RECORD, actor=actor)
    if known := earlier(ContractProgress.objects.all(), submission):
        return known
    _running(row)
    if item_of(item.term.indicator).source is Source.RECORDS:
        raise Refused("这一项由平台记录算，不用填。")
    if ContractItem.objects.filter(term__passes=item).exists():
        raise Refused("这一项已经分解给下级，由下级的进展汇总，不用填。")
    demand_past(on, today=now.date(), field="on")
    if item.target is not None and reached is None:
        raise Refused(f"目标是 {item.target}，请写已经完成多少。", "reached")
    made = ContractProgress.objects.create(
        item=item, on=on, text=demand_text(text, "text", "请写做了什么。"), reached=reached, is_done=is_done,
        activity_id=demand_standing(row.org, activity_id), at=now, by=actor.name, submission=submission,
    )  # fmt: skip
    row.save(update_fields=["version"])
    about: Facts = {"考核内容": item.term.indicator.text, "已完成数": reached, "已经完成": is_done}
    said("contract.progress_noted", row, act=Act.RECORD, actor=actor, now=now, after=about, note=made.text)
    return made


@transaction.atomic
def send_check(contract_id: int, version: int, *, text: str, actor: Actor, now: datetime) -> Contract:
    """Send the half-year self-check: the numbers are those of the records as of 30 June (today, before that), kept as
    sent; the words are the organisation's own. May be sent again. Raises Refused before both sides have signed."""
    row = opened(contract_id, version, Act.RECORD, actor=actor)
    _running(row)
    row.check_text = demand_text(text, "text", "请写还存在什么问题、下半年怎么办。")
    row.check_lines = checked_lines(row, now.date())
    row.check_on, row.check_by = now.date(), actor.name
    row.save()
    about: Facts = {"自检日期": row.check_on, "项数": len(row.check_lines)}
    said("contract.checked", row, act=Act.RECORD, actor=actor, now=now, after=about)
    return row
