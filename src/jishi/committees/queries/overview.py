"""What is open now for a committee's own building, and how much stands under each heading."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, Count, DateField, IntegerField, QuerySet, Value

from jishi.assignments.rules import State as TaskState
from jishi.committees.models import (
    Agenda,
    ContactDone,
    Goal,
    Institution,
    LifeMeeting,
    Rectification,
    Research,
    StudyTopic,
)
from jishi.committees.queries.people import contacts_in, without_point
from jishi.committees.rules import OWN_RULES, GoalState, MatterState, has_committee_life
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


class Waiting(NamedTuple):
    """A 民主生活会 in preparation (`year`, its theme) or an agenda that was drafted and not held."""

    what: str
    pk: int
    words: str
    year: int | None
    drafted_on: date | None
    meet_on: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How much stands under each heading of an organisation's own building, and what of it is open or late."""

    counts: Mapping[str, int]
    waiting: tuple[Waiting, ...]

    def __getitem__(self, name: str) -> int:
        return self.counts.get(name, 0)


def standing_of(actor: Actor, org: Organization, *, on: date) -> Standing:
    """Everything the first page counts, in one statement; what is being prepared in another. Of a branch only its 制度
    and goals."""
    year, goals = on.year, Goal.objects.filter(org=org)
    sets: dict[str, QuerySet[Any]] = {
        "institutions": Institution.objects.filter(org=org, abolished_on=None),
        "goals": goals.filter(year=year),
        "goals late": goals.filter(state=GoalState.OPEN, due_on__lt=on),
    }
    if not has_committee_life(org.kind):
        return Standing(_counted(sets), ())
    topics = StudyTopic.objects.filter(org=org, year=year)
    contacts = contacts_in(actor, org, year=year)
    sets |= {
        "topics": topics,
        "topics unmet": topics.filter(month__lte=on.month, activity=None).exclude(form="alone"),
        "life": LifeMeeting.objects.filter(org=org),
        "rectifications late": Rectification.objects.filter(
            meeting__org=org, assignment__state=TaskState.OPEN, assignment__due_on__lt=on
        ),
        "agendas": Agenda.objects.filter(org=org),
        "researches": Research.objects.filter(org=org, year=year),
        "points": points_of(org, day=on),
        "contacts": contacts,
        "matters": ContactDone.objects.filter(duty__in=contacts.order_by().values("pk"), state=MatterState.PENDING),
    }
    return Standing(_counted(sets), _waiting(org))


def _counted(sets: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    rows = [
        found.order_by()
        .values(heading=Value(name, output_field=CharField()))
        .annotate(n=Count("pk"))
        .values_list("heading", "n")
        for name, found in sets.items()
    ]
    return dict(rows[0].union(*rows[1:], all=True))


def _waiting(org: Organization) -> tuple[Waiting, ...]:
    """The meetings being prepared by year, then the three agendas that wait longest."""
    no_year, no_day = Value(None, output_field=IntegerField()), Value(None, output_field=DateField())
    life = LifeMeeting.objects.filter(org=org, activity=None).values_list(
        Value("life"), "pk", "theme", "year", no_day, no_day
    )
    agendas = Agenda.objects.filter(org=org, activity=None).values_list(
        Value("agenda"), "pk", "title", no_year, "drafted_on", "meet_on"
    )
    found = [Waiting(*row) for row in life.union(agendas, all=True)]
    drafted = sorted((w for w in found if w.drafted_on), key=lambda w: (w.drafted_on or date.max, w.pk))
    return (*sorted((w for w in found if w.what == "life"), key=lambda w: w.year or 0), *drafted[:3])


def _from_waiting(waiting: Waiting) -> Now:
    if waiting.what == "life":
        title, url = f"{waiting.year}年度民主生活会筹备", f"/committee/life/{waiting.pk}/"
        return Now("open", "筹备中", title, waiting.words, url, "看环节")
    when = f"拟 {waiting.meet_on:%m-%d} 召开" if waiting.meet_on else "还没有定会议日期"
    why = f"{waiting.drafted_on:%m-%d} 汇总，{when}"
    return Now("open", "待开", waiting.words, why, f"/committee/agendas/{waiting.pk}/", "看议程")


def open_now(actor: Actor, org: Organization, standing: Standing, *, on: date) -> list[Now]:
    """What is open for `org` on a day, the duties of the regulations first."""
    path = f"/committee/{org.pk}"
    may_record = bool(actor.may(Act.RECORD, org.path))
    found: list[Now] = []
    if has_committee_life(org.kind):
        rows = duties.due_rows([org.pk], on=on, owners=False)
        owed = [row for row in rows if row.rule.id in OWN_RULES and row.done < row.required]
        owed.sort(key=lambda row: (row.due_on, OWN_RULES.index(row.rule.id)))
        found += [_from_duty(row, may_record) for row in owed]
        if is_a(org.kind, OrgKind.PARTY_COMMITTEE) and (name := without_point(org, on)):
            why = "书记应当建立党支部工作联系点，《中国共产党支部工作条例（试行）》第二十九条"
            found.append(Now("late", "未建立", f"书记{name}还没有联系点", why, f"{path}/points/", "建立联系点"))
    if count := standing["topics unmet"]:
        title = f"今年计划到期的学习安排有 {count} 项没有对上记录"
        found.append(Now("gap", "未见记录", title, "按本级学习计划", f"{path}/study/", "看计划"))
    found += [_from_waiting(one) for one in standing.waiting if one.what == "life"]
    if count := standing["rectifications late"]:
        title, why = f"民主生活会整改事项有 {count} 项超过时限", "由责任人报办结，另一名同志验收"
        found.append(Now("gap", "已过时限", title, why, f"{path}/life/", "看整改清单"))
    found += [_from_waiting(one) for one in standing.waiting if one.what == "agenda"]
    if count := standing["goals late"]:
        title = f"年度目标有 {count} 项过了时限，没有写结果"
        found.append(Now("gap", "已过时限", title, "如实写完成或未完成", f"{path}/goals/", "看目标"))
    return found


@dataclass(frozen=True, slots=True)
class Heading:
    """A part of the page: its words, its one number and where it leads."""

    title: str
    count: int
    unit: str
    note: str
    url: str


def headings(org: Organization, standing: Standing) -> list[Heading]:
    """The parts of a committee's own building with how much stands under each; of a branch 制度 and goals alone."""
    path, n = f"/committee/{org.pk}", standing
    found: list[Heading] = []
    if has_committee_life(org.kind):
        found = [
            Heading("中心组学习", n["topics"], "项安排", "成员、计划、考勤和学时", f"{path}/study/"),
            Heading("民主生活会", n["life"], "次", "会前、会中、会后和整改清单", f"{path}/life/"),
            Heading("专题会议", n["agendas"], "份议程", "一键汇总下级没有办的事", f"{path}/agendas/"),
            Heading("领导干部调研", n["researches"], "项", "去了哪里、发现什么、形成什么", f"{path}/research/"),
            Heading("联系点和双重组织生活", n["points"], "个联系点", "谁联系哪个支部，去过几次", f"{path}/points/"),
            Heading("下访、结亲、驻点", n["contacts"], "项任务", f"{n['matters']} 件事待解决", f"{path}/contacts/"),
        ]
    return [
        *found,
        Heading("制度", n["institutions"], "项在执行", "制定、修订、废止和执行情况", f"{path}/institutions/"),
        Heading("年度目标", n["goals"], "项", "分类别、分层级，看进展和结果", f"{path}/goals/"),
    ]


def org_card(actor: Actor, card: Card, on: date) -> dict[str, object] | None:
    """The card on an organisation's page: who looks after it, and the way to its 制度, goals and, of a committee, its own
    building. Left out for those who may not read records."""
    org = card.org
    if org.kind == OrgKind.PARTY_GROUP or not actor.reaches(Act.RECORD_VIEW, org.path):
        return None
    points = [] if has_committee_life(org.kind) else list(points_of_place(org.pk, on))
    return {"org_id": org.pk, "points": points, "is_committee": has_committee_life(org.kind)}
