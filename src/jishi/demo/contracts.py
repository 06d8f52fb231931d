"""责任书 and 述职 in the demo: the township's contracts with its branches, signed in January, with progress and a self-check; one still
being agreed on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from jishi.appraisals import services
from jishi.appraisals.models import Contract, ContractItem, ContractSet, ContractTerm, SchemeVersion
from jishi.appraisals.queries import right_below
from jishi.appraisals.rules import Aim, Side, Source
from jishi.kernel.actor import Actor
from jishi.orgs.models import Organization
from jishi.orgs.queries import responsible
from jishi.orgs.rules import Sector

_SAID = ("走访困难党员和独居老人，代办事项都有登记", "入户听意见，当场能办的当场办")


def lay_contracts(orgs: Mapping[str, Organization], *, today: date, actor: Actor, now: datetime) -> None:
    """The township drafts for all below by its scheme in force; the first two are signed on paper, one has progress and its
    self-check, a third has a proposal."""
    edition = SchemeVersion.objects.select_related("scheme__org").get(scheme__org=orgs["town"], state="in_force")
    began = min(now, now.replace(month=1, day=12))
    row = services.draft_contracts(edition=edition, year=today.year, actor=actor, now=began)
    row = services.edit_contracts(
        row.pk, row.version, sign_by=date(today.year, 2, 28), check_by=date(today.year, 7, 15), actor=actor, now=began
    )
    by_hand = ContractTerm.objects.filter(set=row, indicator__source=Source.REVIEWER).order_by("pk").first()
    if by_hand is None:
        return
    laid = services.TermLaid(
        Aim(12, "每月办一件群众看得见的实事", date(today.year, 12, 20)), "民情台账",
        sectors={Sector.PRIVATE_ENTERPRISE: Aim(4, "每季度办一件职工关心的实事")},
    )  # fmt: skip
    services.lay_term(by_hand.pk, row.version, laid, actor=actor, now=began)
    row = ContractSet.objects.get(pk=row.pk)
    chosen = [org.pk for org in right_below(row)]
    services.send_contracts(row.pk, row.version, org_ids=chosen, late_why=_late(began, today), actor=actor, now=began)
    made = {one.org_id: one for one in Contract.objects.filter(set=row).select_related("org")}
    keys = [orgs[key].pk for key in ("hongqi", "liushu", "hongda") if orgs[key].pk in made]
    _sign([made[pk] for pk in keys[:2]], orgs["town"], actor=actor, now=min(now, now.replace(month=2, day=20)))
    first = ContractItem.objects.get(contract=made[keys[0]], term=by_hand)
    for month, said in enumerate(_SAID, 5):
        day = min(today, date(today.year, month, 20))
        services.note_contract_progress(item_id=first.pk, on=day, text=said, reached=month, actor=actor, now=now)
    check = Contract.objects.get(pk=made[keys[0]].pk)
    text = "问题：外出党员联系不够经常。打算：下半年支委每人每月联系两名外出党员。"
    services.send_check(check.pk, check.version, text=text, actor=actor, now=now)
    last = ContractItem.objects.get(contract=made[keys[-1]], term=by_hand)
    services.propose(item_id=last.pk, text="生产任务集中在上半年，希望年底前完成三件", target=3, actor=actor, now=now)
    _lay_reports(orgs, today=today, actor=actor, now=now)


def _late(began: datetime, today: date) -> str:
    return "平台年中启用，补录年初签订的责任书" if began.date() > date(today.year, 3, 31) else ""


def _sign(rows: Sequence[Contract], town: Organization, *, actor: Actor, now: datetime) -> None:
    heads = responsible([town.pk, *(row.org_id for row in rows)], now.date())
    for row in rows:
        for side, org_id in ((Side.LOWER, row.org_id), (Side.UPPER, town.pk)):
            head = heads[org_id]
            name = head.name if head else "王建国"
            fresh = Contract.objects.get(pk=row.pk)
            services.note_paper(
                row.pk, fresh.version, side, name=name, post="书记", on=now.date(), actor=actor, now=now
            )


_REPORT = {
    "past": "上年指出的问题已列出清单，逐条明确了责任人和时限。", "gaps": "理论学习抓得不够紧，和外出党员联系少，主要是平时忙于事务。",
    "plans": "明年按月排好学习和联系外出党员的安排，每季度向党员通报一次。", "pledges": "明年办好三件实事：修水渠、装路灯、开老年食堂。",
}  # fmt: skip


def _lay_reports(orgs: Mapping[str, Organization], *, today: date, actor: Actor, now: datetime) -> None:
    """述职: last year's at one branch through to its result, this year's at another just drafted."""
    services.draft_report(org=orgs["hongqi"], year=today.year, actor=actor, now=now)
    row = services.draft_report(org=orgs["liushu"], year=today.year - 1, actor=actor, now=now)
    work = "一年来按时开展组织生活，党员参加环境整治、防汛值守，代办群众事项都有登记。"
    row = services.edit_report(row.pk, row.version, actor=actor, now=now, work=work, **_REPORT)
    row = services.send_report(row.pk, row.version, actor=actor, now=now)
    said = "支部工作抓得实，群众反映好；理论学习还要再抓紧。"
    row = services.comment_report(
        row.pk, row.version, upper_on=date(today.year, 1, 15), comment=said, comment_by="镇党委书记 高志远",
        actor=actor, now=now,
    )  # fmt: skip
    services.list_report_problem(report_id=row.pk, text="理论学习抓得不够紧", actor=actor, now=now)
    row = services.rate_report(row.pk, row.version + 1, grade="good", opinion=said, actor=actor, now=now)
    services.tell_report(row.pk, row.version, actor=actor, now=now)
