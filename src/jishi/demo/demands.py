"""What the demo's county and township have laid on those below beyond the regulations, and what these say of it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from jishi.duties import services as duties
from jishi.duties.models import Demand
from jishi.duties.rules import Audience, Cadence, DemandInput, DemandKind, FlagReason
from jishi.kernel.actor import Actor
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, Sector, kinds_that_are

BRANCHES = kinds_that_are(OrgKind.BRANCH)
COMMITTEES = kinds_that_are(OrgKind.PARTY_COMMITTEE)
VILLAGES = (Sector.VILLAGE.value,)
ONCE, MONTH, QUARTER = Cadence.ONCE, Cadence.MONTH, Cadence.QUARTER

# (issuer, kind, title, basis, months before (+) or after (-) today it begins, months it lasts, cadence, kinds, sectors,
#  evidence, people, minutes)
_PLAN: tuple[
    tuple[str, DemandKind, str, str, int, int, Cadence, tuple[str, ...], tuple[str, ...], tuple[str, ...], int, int], ...
] = (
    ("county", DemandKind.MATERIAL, "流动人员外出情况统计表", "县委办〔演示〕18号", 9, 6, QUARTER, BRANCHES, VILLAGES, (), 1, 60),
    ("county", DemandKind.INSPECTION, "基层阵地使用情况检查", "县委办〔演示〕23号", 5, 1, ONCE, BRANCHES, (), (), 2, 90),
    ("county", DemandKind.MEETING, "基层治理工作推进会", "县委办〔演示〕31号", 2, 1, ONCE, COMMITTEES, (), (), 3, 180),
    ("county", DemandKind.MATERIAL, "全年工作情况统计表", "县委办〔演示〕40号", 0, 1, ONCE, BRANCHES, (), (), 1, 120),
    ("county", DemandKind.INSPECTION, "年末工作检查", "县委办〔演示〕41号", 0, 1, ONCE, BRANCHES, VILLAGES, (), 3, 120),
    ("town", DemandKind.MEETING, "防汛工作调度会", "镇发〔演示〕6号", 6, 4, MONTH, BRANCHES, VILLAGES, (), 2, 90),
    ("town", DemandKind.DUTY, "安全生产自查", "镇发〔演示〕9号", 1, 3, MONTH, BRANCHES, (), (), 2, 60),
    ("town", DemandKind.DUTY, "志愿服务进网格", "镇发〔演示〕12号", 7, 10, QUARTER, BRANCHES, VILLAGES, ("volunteer_service",), 5, 120),
    ("town", DemandKind.MATERIAL, "工作情况月报", "镇发〔演示〕2号", 10, 12, MONTH, BRANCHES, (), (), 1, 45),
    ("town", DemandKind.MATERIAL, "年终总结材料", "镇发〔演示〕20号", 0, 1, ONCE, BRANCHES, (), (), 1, 180),
    ("town", DemandKind.INSPECTION, "年末工作互查", "镇发〔演示〕21号", 0, 1, ONCE, BRANCHES, VILLAGES, (), 2, 120),
)  # fmt: skip


def _first(today: date, months: int) -> date:
    """The first of the month so many months before today's."""
    number = today.year * 12 + today.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def lay_demands(orgs: Mapping[str, Organization], *, today: date, actor: Actor, now: datetime) -> None:
    """Register the demands of the demo, switch on its usual practice, and let two branches speak."""
    duties.switch_on(
        issuer=orgs["county"],
        rule_id="party_lecture_quarterly_practice",
        from_on=_first(today, 10),
        basis="关于规范党课的通知（演示）",
        actor=actor,
        now=now,
    )
    made: dict[str, Demand] = {}
    for issuer, kind, title, basis, ago, lasting, cadence, kinds, sectors, evidence, people, minutes in _PLAN:
        first = _first(today, ago)
        made[title] = duties.register_demand(
            issuer=orgs[issuer],
            values=DemandInput(
                kind=kind,
                title=title,
                basis=basis,
                from_on=first,
                until_on=_first(first, -lasting) - timedelta(days=1) if ago else today + timedelta(days=20),
                audience=Audience(org_kinds=kinds, sectors=sectors),
                cadence=cadence,
                evidence=evidence,
                people=people,
                minutes=minutes,
            ),
            actor=actor,
            now=now,
        )
    said = duties.flag_demand(
        demand_id=made["年末工作互查"].pk,
        org=orgs["hongqi"],
        reason=FlagReason.REPEATED,
        text="县里同月也有年末工作检查，内容相同，建议并成一次。",
        actor=actor,
        now=now,
    )
    duties.answer_flag(
        flag_id=said.pk, answer="同意，镇里和县里一起来，只查一次。", actor=actor, now=now
    )  # fmt: skip
    duties.flag_demand(
        demand_id=made["年终总结材料"].pk,
        org=orgs["liushu"],
        reason=FlagReason.DEADLINE,
        text="正值秋收扫尾，二十天写不完，请延到月底以后。",
        actor=actor,
        now=now,
    )
    duties.note_demand(
        org=orgs["hongqi"],
        issuer=orgs["town"],
        values=DemandInput(
            kind=DemandKind.MATERIAL,
            title="电话通知：补报留守老人名单",
            basis="镇民政办电话通知（演示）",
            from_on=today,
            until_on=today + timedelta(days=5),
            audience=Audience(org_kinds=BRANCHES),
            minutes=90,
        ),
        actor=actor,
        now=now,
    )
