"""载体 of the demo township with who tries them, and the plan for one weak branch."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from jishi.assignments import services as ledger
from jishi.assignments.rules import Help
from jishi.assignments.services import Task
from jishi.campaigns import queries, services
from jishi.campaigns.models import Campaign, Pledge
from jishi.campaigns.rules import HelpRole, PledgeState, TrialState
from jishi.kernel.actor import Actor
from jishi.members.queries import roster
from jishi.orgs.models import Organization

CARRIERS = (
    ("hongqi", "民情夜谈", "每周一晚在院坝里听意见，当场认领，下周一先说上周的办得怎样。", ["village"]),
    ("datian1", "党员责任田", "一名党员包一段水渠、一段路，田头插牌写名字，坏了找得到人。", ["village"]),
    ("hongda", "党员攻关组", "生产上的难题贴出来，党员揭榜，三个月内给结果，办不成说清原因。", ["private_enterprise"]),
)  # fmt: skip


def carry(places: Mapping[str, Organization], *, today: date, actor: Actor, now: datetime) -> None:
    """Enter the carriers, have some tried, make a plan for one branch."""
    town = places["town"]
    campaign = Campaign.objects.filter(org=town).order_by("pk").first()
    made = [
        services.enter_carrier(
            org=places[key], name=name, what=what, shared_in_id=town.pk, org_kinds=["branch"], sectors=sectors, actor=actor,
            now=now - timedelta(days=40 - 10 * turn),
        )
        for turn, (key, name, what, sectors) in enumerate(CARRIERS)
    ]  # fmt: skip
    for key, carrier, state, outcome in (
        ("hongqi", made[0], TrialState.KEPT, "院坝里定的断头路和路灯，一个多月办成；来的人从八个到三十个，是冲着事来的。"),
        ("qingshui1", made[0], TrialState.TRYING, ""),
        ("qingshui1", made[1], TrialState.STOPPED, "村里的渠已经包给合作社管护，再插牌是重复，不再用。"),
        ("datian1", made[0], TrialState.TRYING, ""),
    ):  # fmt: skip
        org, since = places[key], today - timedelta(days=20)
        trial = services.try_carrier(
            carrier=carrier, org=org, from_on=since, campaign_id=campaign.pk if campaign else None,
            actor=actor, now=now,
        )  # fmt: skip
        if state != TrialState.TRYING:
            kept = Pledge.objects.filter(org=org, campaign=campaign, state=PledgeState.KEPT, settled_on__gte=since)
            services.edit_trial(
                trial.pk,
                1,
                state=state,
                outcome=outcome,
                from_on=since,
                campaign_id=trial.campaign_id,
                pledges=[str(pk) for pk in kept.values_list("pk", flat=True)],
                actor=actor,
                now=now,
            )
    _mend(places, today, actor, now)


def _mend(places: Mapping[str, Organization], today: date, actor: Actor, now: datetime) -> None:
    town, weak = places["town"], places["qingshui1"]
    leader = queries.leader_of(town, today)
    plan = services.open_mending(
        org=town, target=weak, decided_on=today - timedelta(days=30), basis="镇党委会议；支委缺额，三个月没有按时开会",
        goal="班子配齐，组织生活按月开展，群众认账", due_on=today + timedelta(days=150),
        helpers=[(HelpRole.LEADER, Help(person_id=leader)), (HelpRole.UNIT, Help(note="县水利局"))], actor=actor, now=now,
    )  # fmt: skip
    owner = next(one.member_id for one in roster(weak.pk, today) if one.is_formal)
    for text, measure, days in (
        ("支委缺一名，宣传委员空着半年", "补选一名支委", 40), ("党员大会没有按季度召开", "固定每季度首月第一个星期六开会", 70),
    ):  # fmt: skip
        problem = services.list_mend_problem(
            mending_id=plan.pk, category="org_building", text=text, found_on=plan.decided_on, cause="", goal="",
            due_on=today + timedelta(days=days + 30), actor=actor, now=now,
        )  # fmt: skip
        ledger.put_right(
            problem_id=problem.pk, task=Task(measure, owner_id=owner, due_on=today + timedelta(days=days)), actor=actor, now=now
        )  # fmt: skip
