"""The township committee's own year in the demo: 中心组, 民主生活会, an agenda, 调研, contact points and duties, 制度, goals."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jishi.activities.models import Activity, ActivityKind
from jishi.activities.rules import Kind, SpecialSubject, State
from jishi.committees import services
from jishi.committees.rules import (
    CarriedKind,
    ContactKind,
    GoalCategory,
    GoalLevel,
    GoalState,
    LifeStep,
    MatterState,
    ResultKind,
    ResultState,
    StudyForm,
)
from jishi.kernel.actor import Actor
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization
from jishi.orgs.queries import committee_on
from jishi.orgs.rules import SeatRole, Sector

RULE = "党委议事决策规则"
RULE_TEXT = """第一条　党委会由书记召集，研究重大事项须有半数以上委员到会。
第二条　议题会前由办公室汇总，书记审定，提前一天发给委员。
第三条　逐项讨论，书记最后发言；一事一议，按少数服从多数表决。
第四条　议定事项由分管委员落实，下次会议听取情况。"""
RESEARCHES = (
    (
        "村级集体经济怎样再上一步",
        "红旗村、柳树湾村",
        "合作社账目清楚，但销路窄，两个村各卖各的。",
        "两村合办冷库，统一品牌。",
    ),
    (
        "在外务工党员怎样参加组织生活",
        "杨家坪村",
        "过半流动党员三个月没有参加活动。",
        "每季度一次线上主题党日，由党小组长联系。",
    ),
    ("小区党支部和物业怎样配合", "和平社区", "停车、楼道堆物反映最多，物业不到会。", ""),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Who acts, when, for which committee, with whom."""

    town: Organization
    leaders: list[int]
    places: dict[str, Organization]
    today: date
    actor: Actor
    now: datetime


def act(*, town: Organization, places: dict[str, Organization], today: date, actor: Actor, now: datetime) -> None:
    """Write the township's own year through the services. `places` are branches below by their key."""
    leaders = [held.person_id for held in committee_on(town, today)]
    stage = Stage(town, list(dict.fromkeys(leaders)), places, today, actor, now)
    _study(stage)
    _life(stage)
    _agenda(stage)
    _research(stage)
    _points(stage)
    _contacts(stage)
    _rules(stage)
    _goals(stage)


def _study(stage: Stage) -> None:
    year, first = stage.today.year, date(stage.today.year, 1, 1)
    for number, person in enumerate(stage.leaders):
        role = (
            SeatRole.LEADER
            if number == 0
            else SeatRole.SECRETARY
            if number == len(stage.leaders) - 1
            else SeatRole.MEMBER
        )
        orgs.seat_member(
            org=stage.town, person_id=person, role=role, from_on=first, actor=stage.actor, now=stage.now
        )  # fmt: skip
    studies = ActivityKind.objects.filter(kind=Kind.THEORY_STUDY_GROUP).values("activity_id")
    held = Activity.objects.filter(org=stage.town, state=State.CONFIRMED, held_on__year=year, pk__in=studies)
    subjects = (
        "全国两会精神",
        "基层减负若干规定",
        "乡村全面振兴规划",
        "党纪学习和警示教育",
        "生态保护和防汛",
        "基层治理和群众工作",
    )
    for record, subject in zip(held.order_by("held_on", "pk"), subjects, strict=False):
        services.plan_study(
            org=stage.town, year=year, month=record.held_on.month, topic=subject, speakers="书记、分管委员",
            form=StudyForm.SEMINAR if record.held_on.month % 2 else StudyForm.COLLECTIVE, activity_id=record.pk,
            actor=stage.actor, now=stage.now,
        )  # fmt: skip
    alone = services.plan_study(
        org=stage.town,
        year=year,
        topic="《中国共产党章程》和支部工作条例",
        form=StudyForm.ALONE,
        actor=stage.actor,
        now=stage.now,
    )
    for number, person in enumerate(stage.leaders[:5]):
        services.note_self_study(
            topic_id=alone.pk, person_id=person, done_on=max(first, stage.today - timedelta(days=9 + number)),
            minutes=90, actor=stage.actor, now=stage.now,
        )  # fmt: skip
    services.plan_study(
        org=stage.town, year=year, month=12, topic="年度学习小结和民主生活会会前学习", actor=stage.actor, now=stage.now
    )


def _life(stage: Stage) -> None:
    """Last year's is held and being put right; this year's is in preparation."""
    year, today = stage.today.year, stage.today
    meetings = ActivityKind.objects.filter(kind=Kind.DEMOCRATIC_LIFE_MEETING, year=year - 1).values("activity_id")
    record = Activity.objects.filter(org=stage.town, state=State.CONFIRMED, pk__in=meetings).first()
    held_on = record.held_on if record else date(year, 1, 18)
    if held_on + timedelta(days=12) > stage.now.date():
        return
    last = services.open_life_meeting(
        org=stage.town, year=year - 1, theme="严守党的政治纪律，密切联系群众", actor=stage.actor, now=stage.now
    )
    services.edit_life_meeting(
        last.pk, last.version, activity_id=record.pk if record else None, actor=stage.actor, now=stage.now
    )
    steps = (
        (LifeStep.STUDY, -20, "集中学习2次"), (LifeStep.OPINIONS, -14, "发放征求意见表120份，收到意见37条"),
        (LifeStep.PAPERS, -4, "班子1份、个人9份，存纸质"), (LifeStep.REPORTED, 9, "报县委组织部"), (LifeStep.CIRCULATED, 12, "在镇村干部会上通报"),
    )  # fmt: skip
    for step, days, note in steps:
        services.note_life_step(
            meeting_id=last.pk,
            step=step,
            done_on=held_on + timedelta(days=days),
            note=note,
            actor=stage.actor,
            now=stage.now,
        )
    for other in stage.leaders[1:4]:
        services.note_talk(
            meeting_id=last.pk, held_on=held_on - timedelta(days=8), one_id=stage.leaders[0], other_id=other,
            actor=stage.actor, now=stage.now,
        )  # fmt: skip
    items = (
        ("到村里时间少，听意见不够", "班子成员每月到联系点一次，当场能办的当场办", 20),
        ("有的会议议而不决", "议定事项写明责任人和时限，下次会议先报落实", 35),
        ("给村里发的表格重复", "清理重复报表，能从平台取的不再要", 50),
    )
    for number, (problem, measure, days) in enumerate(items):
        services.rectify(
            meeting_id=last.pk, problem=problem, measure=measure, owner_id=stage.leaders[number % len(stage.leaders)],
            due_on=stage.now.date() + timedelta(days=days), actor=stage.actor, now=stage.now,
        )  # fmt: skip
    coming = services.open_life_meeting(
        org=stage.town,
        year=year,
        theme="待县委通知明确，先按学习贯彻党的创新理论筹备",
        actor=stage.actor,
        now=stage.now,
    )
    services.note_life_step(
        meeting_id=coming.pk, step=LifeStep.STUDY, done_on=today - timedelta(days=3), note="中心组学习1次", actor=stage.actor,
        now=stage.now,
    )  # fmt: skip


def _agenda(stage: Stage) -> None:
    services.draft_agenda(
        org=stage.town, subject=SpecialSubject.PARTY_BUILDING, actor=stage.actor, now=stage.now
    )  # fmt: skip


def _research(stage: Stage) -> None:
    for number, (subject, place, findings, suggestions) in enumerate(RESEARCHES):
        started = max(stage.today - timedelta(days=70 - number * 25), date(stage.today.year, 1, 1))
        made = services.plan_research(
            org=stage.town, person_id=stage.leaders[number % len(stage.leaders)], year=stage.today.year, subject=subject,
            place=place, from_on=started, to_on=started + timedelta(days=1), findings=findings, suggestions=suggestions,
            visited=[stage.places[("hongqi", "yangjia", "heping1")[number]].pk], actor=stage.actor, now=stage.now,
        )  # fmt: skip
        if suggestions:
            services.add_result(
                research_id=made.pk, kind=ResultKind.UPWARD if number else ResultKind.TASK, on=started + timedelta(days=2),
                note="向县委组织部反映流动党员线上活动办法" if number else "拟出两村合办冷库方案",
                owner_id=None if number else stage.leaders[1], state=ResultState.DONE if number else ResultState.OPEN,
                due_on=None if number else stage.now.date() + timedelta(days=25), actor=stage.actor, now=stage.now,
            )  # fmt: skip
    services.plan_research(
        org=stage.town, person_id=stage.leaders[-1], year=stage.today.year, subject="村级换届前的人选摸底", actor=stage.actor,
        now=stage.now,
    )  # fmt: skip


def _points(stage: Stage) -> None:
    since = date(stage.today.year, 1, 1)
    for number, key in enumerate(("hongqi", "liushu", "qingshi", "heping1")):
        if number < len(stage.leaders):
            point = orgs.link_point(
                org=stage.town, person_id=stage.leaders[number], place=stage.places[key], from_on=since,
                basis=f"和党发〔{since.year}〕3号", actor=stage.actor, now=stage.now,
            )  # fmt: skip
            services.note_visit(
                point=point, on=max(since, stage.today - timedelta(days=18 + number * 7)), what="听支委会研究集体经济，到两户党员家里坐了坐",
                came_of_it="冷库用地的事带回镇里协调" if number == 0 else "", actor=stage.actor, now=stage.now,
            )  # fmt: skip


def _contacts(stage: Stage) -> None:
    first, last, today = date(stage.today.year, 1, 1), date(stage.today.year, 12, 31), stage.today
    plans = (
        (ContactKind.VISIT_DOWN, "hongqi", "三组文化广场", "", 12),
        (ContactKind.PAIRING, "liushu", "", "二组张大爷、四组李大娘", 6),
        (ContactKind.STATIONED, "yangjia", "村部", "", 4),
    )
    for number, (kind, key, where, households, planned) in enumerate(plans):
        duty = services.plan_contact(
            org=stage.town, person_id=stage.leaders[number % len(stage.leaders)], kind=kind, from_on=first, to_on=last,
            planned=planned, place_id=stage.places[key].pk, where=where, households=households, actor=stage.actor, now=stage.now,
        )  # fmt: skip
        for turn in range(3 - number):
            asked = ("", "三组机耕路积水", "")[turn] if number == 0 else ("低保年审材料不会填" if turn == 0 else "")
            services.note_contact(
                duty=duty, on=max(first, today - timedelta(days=12 + turn * 26)), place=where or "入户",
                what="听意见、讲政策", matter=asked,
                state=(MatterState.PENDING if number == 0 else MatterState.SOLVED) if asked else MatterState.NONE,
                actor=stage.actor, now=stage.now,
            )  # fmt: skip


def _rules(stage: Stage) -> None:
    start = date(stage.today.year - 2, 3, 6)
    made = services.adopt_institution(
        org=stage.town, title=RULE, adopted_on=start, text=RULE_TEXT, actor=stage.actor, now=stage.now
    )
    services.revise_institution(
        made.pk, made.version, on=date(stage.today.year - 1, 4, 10), change="增加议定事项下次会议报落实的规定",
        text=RULE_TEXT, actor=stage.actor, now=stage.now,
    )  # fmt: skip
    services.note_carried(
        institution_id=made.pk, kind=CarriedKind.USED, on=stage.today - timedelta(days=30), note="研究冷库项目，逐项表决，记录在案",
        actor=stage.actor, now=stage.now,
    )  # fmt: skip
    for title, text in (
        ("领导干部联系支部制度", "班子成员每人联系一个党支部，每季度至少去一次。"),
        ("中心组学习制度", "每季度至少集体学习研讨一次，学习秘书负责考勤和材料。"),
    ):
        services.adopt_institution(
            org=stage.town, title=title, adopted_on=start, text=text, actor=stage.actor, now=stage.now
        )  # fmt: skip
    old = services.adopt_institution(
        org=stage.town,
        title="村级报表报送办法",
        adopted_on=start,
        text="每月25日前报。",
        actor=stage.actor,
        now=stage.now,
    )
    services.abolish_institution(
        old.pk,
        old.version,
        on=date(stage.today.year - 1, 9, 1),
        why="平台能汇总，不再要求报表",
        actor=stage.actor,
        now=stage.now,
    )


def _goals(stage: Stage) -> None:
    year, last = stage.today.year, date(stage.today.year, 12, 31)
    wanted = (
        (GoalCategory.ORGANIZATION, GoalLevel.BELOW, "", "任期届满的党支部按期换届", "届满的支部都完成选举并批复"),
        (
            GoalCategory.MEMBERS,
            GoalLevel.BELOW,
            Sector.VILLAGE,
            "每个村培养入党积极分子2名以上",
            "名单经支委会研究，有培养联系人",
        ),
        (GoalCategory.SERVICE, GoalLevel.OWN, "", "联系点群众反映的事件件有答复", "每件都记了办理情况，当面答复"),
        (GoalCategory.CENTRAL_WORK, GoalLevel.OWN, "", "防汛保供党员责任区全覆盖", "每段堤有责任人、有值守记录"),
    )
    for number, (category, level, sector, text, measure) in enumerate(wanted):
        goal = services.set_goal(
            org=stage.town, year=year, category=category, level=level, sector=sector, text=text, measure=measure,
            due_on=last if number < 3 else date(year, 9, 30), actor=stage.actor, now=stage.now,
        )  # fmt: skip
        if number >= 2:
            services.note_goal(
                goal_id=goal.pk,
                on=stage.today - timedelta(days=40),
                note="已对照台账核了一遍",
                actor=stage.actor,
                now=stage.now,
            )
        if number == 3 and stage.today > date(year, 9, 30):
            services.edit_goal(
                goal.pk,
                goal.version,
                state=GoalState.REACHED,
                result="汛期值守记录齐全，堤段无一失守",
                actor=stage.actor,
                now=stage.now,
            )
