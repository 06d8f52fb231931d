"""创先争优 of the demo township: a campaign that runs, pledges on every step, a comment, a selection and old honours."""

from datetime import date, datetime, timedelta
from random import Random

from jishi.activities.models import Activity, ActivityKind
from jishi.activities.rules import State
from jishi.ballots import services as ballots
from jishi.ballots.models import PollQuestion
from jishi.campaigns import queries, services
from jishi.campaigns.models import Campaign
from jishi.campaigns.rules import REVIEWED_AT, PledgeKind, ReasonKind
from jishi.kernel.actor import Actor
from jishi.members.queries import roster
from jishi.orgs.models import Organization

PLEDGES = (
    ("三组到五组的断头路接通，晚上有路灯", "村集体出料，党员出工"),
    ("每月第一个星期六集中代办一次社保、医保手续", "党群服务中心值班"),
    ("水渠清淤两里，春灌前完成", "按组分段，党员包段"),
    ("帮独居老人每周买一次菜、量一次血压", "两户一名党员"),
    ("合作社账目每季度公布一次", "会计、监委会成员同时签字"),
    ("带两户种大棚，教到会为止", "到地头教"),
)
SAID = (
    "断头路修好了，下雨天不用绕", "路灯再往五组接一接", "账目公布的字再大些", "代办手续省了跑路", "夜谈时别光说不办",
    "水渠清得干净",
)  # fmt: skip


def strive(places: dict[str, Organization], *, today: date, actor: Actor, now: datetime) -> None:
    """Write the township's campaign through the services. `places` are the organisations by their key."""
    town, branches = places["town"], [places[key] for key in ("hongqi", "datian1", "qingshui1", "hongda")]
    campaign = _campaign(town, today, actor, now)
    for number, branch in enumerate(branches):
        _pledges(branch, campaign, number, today, actor, now)
    _comment(town, branches[0], campaign, today, actor, now)
    _mass_review(branches[0], campaign, actor, now)
    _honours(town, branches, today, actor, now)
    _selection(town, branches[0], campaign, today, actor, now)


def _campaign(town: Organization, today: date, actor: Actor, now: datetime) -> Campaign:
    made = services.make_campaign(
        org=town, pattern="excellence", title="创先争优", theme="强堡垒、当先锋、惠民生", basis="和党发〔2026〕18号",
        rests_on="基本履职事项清单“党的建设”第6项", serves="乡村产业和人居环境", from_on=today - timedelta(days=60),
        until_on=today + timedelta(days=120), org_kinds=["branch"], actor=actor, now=now,
    )  # fmt: skip
    return services.start_campaign(made.pk, 1, seen=queries.coordination(made).key, actor=actor, now=now)


def _pledges(org: Organization, campaign: Campaign, number: int, today: date, actor: Actor, now: datetime) -> None:
    people = [one.member_id for one in roster(org.pk, today) if one.is_formal][1:4]
    made = []
    for turn, person in enumerate([None, None, *people]):
        text, how = PLEDGES[(number + turn) % len(PLEDGES)]
        kind = PledgeKind.DEED if turn % 2 else PledgeKind.POST
        row = services.propose_pledge(
            org=org, campaign_id=campaign.pk, person_id=person, kind=kind, text=text, measures=how,
            due_on=today + timedelta(days=10 * turn), actor=actor, now=now,
        )  # fmt: skip
        made.append(row.pk)
    of_kind = ActivityKind.objects.filter(kind__in=REVIEWED_AT).values("activity_id")
    held = Activity.objects.filter(org=org, state=State.CONFIRMED, pk__in=of_kind).order_by("-held_on").first()
    if held is None:
        return
    common = {"org": org, "actor": actor, "now": now}
    services.review_pledges(ids=made[:4], activity_id=held.pk, review="同意", **common)  # type: ignore[arg-type]  # words given by name
    services.publish_pledges(ids=made[:3], on=today, **common)  # type: ignore[arg-type]  # words given by name
    note = {"on": today, "text": "已动工，过半", "actor": actor, "now": now}
    services.note_pledge(pledge_id=made[1], **note)  # type: ignore[arg-type]  # words given by name
    if number == 0:
        services.settle_pledge(
            made[0], 3, kept=True, outcome="断头路通了，路灯装了12盏，村民代表看过", actor=actor, now=now
        )
        services.settle_pledge(
            made[2], 3, kept=False, why=ReasonKind.OBJECTIVE, outcome="施工队撤场，改到明年三月", actor=actor, now=now
        )


def _comment(
    town: Organization, branch: Organization, campaign: Campaign, today: date, actor: Actor, now: datetime
) -> None:
    leader = queries.leader_of(town, today)
    if leader is not None:
        services.comment_on(
            campaign=campaign, org=town, key=f"org-{branch.pk}", leader_id=leader, on=today, way="on_site",
            carried_out="承诺定得具体，村民看得懂。", work="路和灯办成了，产业上还要加劲。",
            lacking="流动党员联系不够，清淤没有按时。", direction="外出党员每季度联系一次；清淤排进明年一季度。", actor=actor, now=now,
        )  # fmt: skip


def _mass_review(branch: Organization, campaign: Campaign, actor: Actor, now: datetime) -> None:
    """Closed, with enough answers to be read."""
    rng = Random(11)  # noqa: S311  a demo has no secrets
    started = now - timedelta(days=4)
    poll = services.open_mass_review(campaign=campaign, org=branch, note="请村民代表评一评", actor=actor, now=started)
    codes = ballots.print_slips(poll=poll, count=16, actor=actor, now=started)
    poll = ballots.open_poll(poll=poll, version=2, handed=16, actor=actor, now=started)
    asked = PollQuestion.objects.filter(poll=poll).count()
    for number, code in enumerate(codes[:14]):
        given = {at: [rng.choice("00000112")] for at in range(1, asked)}
        if number < len(SAID):
            given[asked] = [SAID[number]]
        ballots.cast_ballot(poll=poll, receipt=ballots.receipt_for_code(poll, code), given=given)
    ballots.close_poll(poll=poll, version=poll.version, actor=actor, now=started + timedelta(hours=2))


def _honours(town: Organization, branches: list[Organization], today: date, actor: Actor, now: datetime) -> None:
    for number, branch in enumerate(branches[:3]):
        person = next(one.member_id for one in roster(branch.pk, today) if one.is_formal)
        services.register_honour(
            org=town, kind="member", title="", level="committee_level", given_by=town.name, person_id=person,
            given_on=date(today.year - 1 - number, 7, 1), number=f"和党发〔{today.year - 1 - number}〕9号", actor=actor, now=now,
        )  # fmt: skip
    services.register_honour(
        org=town, kind="org", title="", level="county_level", given_by="中共晴川县委员会", target_id=branches[0].pk,
        given_on=date(today.year - 5, 6, 28), number="晴委〔2021〕30号", actor=actor, now=now,
    )  # fmt: skip


def _selection(
    town: Organization, branch: Organization, campaign: Campaign, today: date, actor: Actor, now: datetime
) -> None:
    made = services.open_selection(
        org=town, title=f"{today.year}年度“两优一先”表彰", basis="和党发〔2026〕25号", year=today.year,
        level="committee_level", quotas={"member": 6, "worker": 2, "org": 2},
        conditions=["full", "good_standing", "not_lost", "one_title", "secretary", "pledges"], campaign_id=campaign.pk,
        actor=actor, now=now,
    )  # fmt: skip
    for one in [one for one in queries.possible(made, branch, "member", today) if one.is_eligible][3:5]:
        row = services.recommend(
            selection_id=made.pk, org=branch, kind="member", person_id=one.pk, worked_since="2003年7月",
            deeds="带头清理村前河道两里，组织党员出工四十人次；联系两户独居老人，每周上门。", actor=actor, now=now,
        )  # fmt: skip
        services.note_opinion(
            nominee_id=row.pk,
            whose="branch_opinion",
            agrees=True,
            text="支部大会同意推荐",
            on=today,
            actor=actor,
            now=now,
        )
