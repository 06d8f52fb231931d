"""What is open now for a committee's own building, and how much stands under each heading."""

from dataclasses import dataclass
from datetime import date

from jishi.assignments.rules import State as TaskState
from jishi.committees.models import Agenda, Goal, Institution, LifeMeeting, Rectification, Research, StudyTopic
from jishi.committees.queries.people import contact_rows, without_point
from jishi.committees.rules import OWN_RULES, GoalState, has_committee_life
from jishi.duties import queries as duties
from jishi.duties.rules import DueRow, State
from jishi.kernel.actor import Act, Actor
from jishi.orgs.models import Organization
from jishi.orgs.queries import Card, points_of, points_of_place
from jishi.orgs.rules import OrgKind, is_a


@dataclass(frozen=True, slots=True)
class Now:
    """One thing that is open: a shape and its word, what, why (with the article and how sure it is), and the next step."""

    mark: str
    word: str
    title: str
    why: str
    url: str
    action: str


def _from_duty(row: DueRow, may_record: bool) -> Now:
    mark, word = row.mark
    sure = "" if row.rule.confidence == "text_seen" else f"，{row.rule.confidence.label}"
    window = f"{row.rule.window}。" if row.rule.window else ""
    asked = f"?org={row.org_id}&rule={row.rule.id}&period={row.period.code}"
    return Now(
        mark=mark,
        word="未见记录" if row.state in (State.OPEN, State.SOON) else word,
        title=row.title,
        why=f"{window}最晚 {row.due_on:%m-%d}。{row.rule.cadence}，{row.rule.citation}{sure}",
        url=f"/activities/new/{asked}" if may_record else "",
        action="记录" if may_record else "",
    )


def open_now(actor: Actor, org: Organization, *, on: date) -> list[Now]:
    """What is open for `org` on a day, the duties of the regulations first. A dozen queries."""
    path = f"/committee/{org.pk}"
    may_record = bool(actor.may(Act.RECORD, org.path))
    found: list[Now] = []
    if has_committee_life(org.kind):
        owed = [row for row in duties.due_rows([org.pk], on=on) if row.rule.id in OWN_RULES and row.done < row.required]
        owed.sort(key=lambda row: (row.due_on, OWN_RULES.index(row.rule.id)))
        found += [_from_duty(row, may_record) for row in owed]
        if is_a(org.kind, OrgKind.PARTY_COMMITTEE) and (name := without_point(org, on)):
            why = "书记应当建立党支部工作联系点，《中国共产党支部工作条例（试行）》第二十九条"
            found.append(Now("late", "未建立", f"书记{name}还没有联系点", why, f"{path}/points/", "建立联系点"))
        topics = StudyTopic.objects.filter(org=org, year=on.year, month__lte=on.month, activity=None)
        if count := topics.exclude(form="alone").count():
            found.append(
                Now(
                    "gap",
                    "未见记录",
                    f"今年计划到期的学习安排有 {count} 项没有对上记录",
                    "按本级学习计划",
                    f"{path}/study/",
                    "看计划",
                )
            )
        for meeting in LifeMeeting.objects.filter(org=org, activity=None).order_by("year"):
            found.append(
                Now(
                    "open",
                    "筹备中",
                    f"{meeting.year}年度民主生活会筹备",
                    meeting.theme,
                    f"/committee/life/{meeting.pk}/",
                    "看环节",
                )
            )
        late = Rectification.objects.filter(
            meeting__org=org, assignment__state=TaskState.OPEN, assignment__due_on__lt=on
        )
        if count := late.count():
            found.append(
                Now(
                    "gap",
                    "已过时限",
                    f"民主生活会整改事项有 {count} 项超过时限",
                    "由责任人报办结，另一名同志验收",
                    f"{path}/life/",
                    "看整改清单",
                )
            )
        for agenda in Agenda.objects.filter(org=org, activity=None).order_by("drafted_on", "pk")[:3]:
            when = f"拟 {agenda.meet_on:%m-%d} 召开" if agenda.meet_on else "还没有定会议日期"
            found.append(
                Now(
                    "open",
                    "待开",
                    agenda.title,
                    f"{agenda.drafted_on:%m-%d} 汇总，{when}",
                    f"/committee/agendas/{agenda.pk}/",
                    "看议程",
                )
            )
    if count := Goal.objects.filter(org=org, state=GoalState.OPEN, due_on__lt=on).count():
        found.append(
            Now(
                "gap",
                "已过时限",
                f"年度目标有 {count} 项过了时限，没有写结果",
                "如实写完成或未完成",
                f"{path}/goals/",
                "看目标",
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Heading:
    """A part of the page: its words, its one number and where it leads."""

    title: str
    count: int
    unit: str
    note: str
    url: str


def headings(actor: Actor, org: Organization, *, on: date) -> list[Heading]:
    """The parts of a committee's own building with how much stands under each; of a branch 制度 and goals alone."""
    path, year = f"/committee/{org.pk}", on.year
    found: list[Heading] = []
    if has_committee_life(org.kind):
        topics = StudyTopic.objects.filter(org=org, year=year)
        researches = Research.objects.filter(org=org, year=year)
        contacts = contact_rows(actor, org, year=year)
        found = [
            Heading("中心组学习", topics.count(), "项安排", "成员、计划、考勤和学时", f"{path}/study/"),
            Heading("民主生活会", LifeMeeting.objects.filter(org=org).count(), "次", "会前、会中、会后和整改清单", f"{path}/life/"),
            Heading("专题会议", Agenda.objects.filter(org=org).count(), "份议程", "一键汇总下级没有办的事", f"{path}/agendas/"),
            Heading("领导干部调研", researches.count(), "项", "去了哪里、发现什么、形成什么", f"{path}/research/"),
            Heading("联系点和双重组织生活", points_of(org, day=on).count(), "个联系点", "谁联系哪个支部，去过几次", f"{path}/points/"),
            Heading("下访、结亲、驻点", len(contacts), "项任务", f"{sum(c.pending for c in contacts)} 件事待解决", f"{path}/contacts/"),
        ]  # fmt: skip
    rules = Institution.objects.filter(org=org, abolished_on=None).count()
    goals = Goal.objects.filter(org=org, year=year).count()
    return [
        *found,
        Heading("制度", rules, "项在执行", "制定、修订、废止和执行情况", f"{path}/institutions/"),
        Heading("年度目标", goals, "项", "分类别、分层级，看进展和结果", f"{path}/goals/"),
    ]


def org_card(actor: Actor, card: Card, on: date) -> dict[str, object] | None:
    """The card on an organisation's page: who looks after it, and the way to its 制度, goals and, of a committee, its own
    building. Left out for those who may not read records."""
    org = card.org
    if org.kind == OrgKind.PARTY_GROUP or not actor.reaches(Act.RECORD_VIEW, org.path):
        return None
    points = [] if has_committee_life(org.kind) else list(points_of_place(org.pk, on))
    return {"org_id": org.pk, "points": points, "is_committee": has_committee_life(org.kind)}
