"""一级抓一级 in the demo: the township's winter check split among all its branches and once more below one of them, two late
ones called for in writing, and a ledger of problems in every state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jishi.assignments import services
from jishi.assignments.models import Assignment, Problem
from jishi.assignments.rules import ShownTo, Source
from jishi.assignments.services import Help, Part, Task
from jishi.kernel.actor import Actor
from jishi.notices import services as notices
from jishi.notices.models import Notice
from jishi.orgs.models import Organization
from jishi.orgs.queries import children, responsible

MOST_PARTS = 14  # enough to show every state, quick to lay
CHECK = "冬季安全隐患排查"
STANDARD = "逐户逐院查用火用电、煤气取暖和老旧房屋，查到的当天改，改不了的列清单报镇里。"
LISTED = (
    ("hongqi", "member_education", "外出务工党员有3名连续两个季度没有参加学习", "没有明确联系人"),
    ("qingshi", "member_education", "送学上门记录不全，有2名年老党员没有学习记录", "记录人调换后没有交接"),
    ("changqing", "member_education", "小区党员学习集中在年底，平时没有安排", "没有按月排学习计划"),
    ("baisha", "serving_masses", "群众反映的两处路灯损坏，一个月没有回音", "没有写明由谁答复"),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Who acts, when, on which organisations."""

    orgs: Mapping[str, Organization]
    clerk: Actor
    actor: Actor
    now: datetime

    def ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    @property
    def today(self) -> date:
        return self.now.date()


def lay_downward(orgs: Mapping[str, Organization], *, clerk_id: int, actor: Actor, now: datetime) -> None:
    """Everything of it, as the township's clerk and the branches would have done it over the last three weeks."""
    stage = Stage(orgs, Actor("周敏", person_id=clerk_id, grants=actor.grants), actor, now)
    parts = _check(stage)
    _called(stage, parts)
    _ledger(stage)


def _heads(stage: Stage, orgs: Sequence[Organization]) -> list[Part]:
    heads = responsible([org.pk for org in orgs], stage.today)
    return [
        Part(org, owner_id=head.person_id) if head else Part(org, owner_note="支部委员（书记空缺）")
        for org in orgs
        for head in [heads[org.pk]]
    ]


def _check(stage: Stage) -> dict[int, Assignment]:
    """The whole, its parts, and what has become of them; late ones have an earlier day of their own."""
    town, then = stage.orgs["town"], stage.ago(18)
    asked = Task(
        CHECK, owner_id=stage.clerk.person_id, due_on=stage.today + timedelta(days=12), category="serving_masses",
        measures=STANDARD, helpers=(Help(note="镇应急办"), Help(org_id=stage.orgs["water"].pk)),
    )  # fmt: skip
    whole = services.assign(org=town, task=asked, actor=stage.clerk, now=then)
    below = list(children(town))[:MOST_PARTS]
    early = {stage.orgs[key].pk for key in ("liushu", "yangjia")}
    parts = [
        Part(
            p.org, p.owner_id, p.owner_note,
            due_on=stage.today - timedelta(days=6) if p.org.pk in early else None,
        )
        for p in _heads(stage, below)
    ]  # fmt: skip
    made = services.split(whole.pk, parts, whole.version, actor=stage.clerk, now=then)
    found = {row.org_id: row for row in made}
    wide = found[stage.orgs["datian"].pk]
    lower = _heads(stage, list(children(stage.orgs["datian"])))
    for row in services.split(wide.pk, lower, wide.version, actor=stage.actor, now=stage.ago(15))[:1]:
        _finished(stage, row, 6)
    for number, row in enumerate(made):
        if row.org_id in early or row.pk == wide.pk:
            continue
        if number % 4 == 0:
            _finished(stage, row, 5)
        elif number % 4 == 1:
            services.note_progress(
                row.pk, "已查一半，查到的当天改了。", row.version, actor=stage.actor, now=stage.ago(4)
            )
        elif number % 4 == 2:
            services.report(row.pk, "全部查完，两处电线老化已换。", row.version, actor=stage.actor, now=stage.ago(2))
    return found


def _finished(stage: Stage, row: Assignment, days: int) -> None:
    said = "全部查完，没有发现隐患。"
    row = services.report(row.pk, said, row.version, actor=stage.actor, now=stage.ago(days))
    services.accept(row.pk, "抽查属实。", row.version, actor=stage.clerk, now=stage.ago(days - 1))


def _called(stage: Stage, parts: Mapping[int, Assignment]) -> None:
    """Two notes: one answered, one that nobody answered and that went on to the list of problems."""
    for key, answer in (("liushu", "三组、四组已查完，剩下两个组下周三以前查完。"), ("yangjia", "")):
        org = stage.orgs[key]
        row = services.supervise(
            issuer=stage.orgs["town"], org=org, assignment_ids=[parts[org.pk].pk],
            demands="请抓紧查完，查到的隐患列清单，逐项写明怎样改、谁来改。", working_days=2, actor=stage.clerk,
            now=stage.ago(5),
        )  # fmt: skip
        if answer:
            services.answer_supervision(row.pk, row.version, answer, actor=stage.actor, now=stage.ago(3))
        else:
            services.list_problem(
                org=org, issuer=row.issuer, supervision=row, category="serving_masses",
                text=f"{CHECK}没有按期开展，督办后没有答复", found_on=stage.today, cause="书记外出，没有明确代理人",
                due_on=stage.today + timedelta(days=14), goal="隐患查完、列清单", actor=stage.clerk, now=stage.now,
            )  # fmt: skip


def _ledger(stage: Stage) -> None:
    for number, (key, category, text, cause) in enumerate(LISTED):
        org = stage.orgs[key]
        own = number == 0
        row = services.list_problem(
            org=org, issuer=org if own else stage.orgs["town"], category=category, text=text,
            source=Source.SELF if own else Source.MASSES if number == 3 else Source.APPRAISAL,
            found_on=stage.today - timedelta(days=17), due_on=stage.today + timedelta(days=10 * number + 5),
            cause=cause, goal="问题解决，形成经常做法", actor=stage.clerk, now=stage.ago(16),
        )  # fmt: skip
        _put_right(stage, row, number)


def _put_right(stage: Stage, row: Problem, number: int) -> None:
    head = responsible([row.org_id], stage.today)[row.org_id]
    task = Task(
        "明确联系人，每月至少联系一次，有记录" if row.category == "member_education" else "一周内答复，能修的当月修好",
        owner_id=head.person_id if head else None, owner_note="" if head else "支部委员", due_on=row.due_on,
        category=row.category,
    )  # fmt: skip
    measure = services.put_right(row.pk, task, actor=stage.actor, now=stage.ago(15))
    sent = services.show_problems(
        org=row.org, problem_ids=[row.pk], to=ShownTo.PARTY, actor=stage.actor, now=stage.ago(14)
    )
    readers = Notice.objects.filter(announcement=sent, person__isnull=False).order_by("pk")[: 4 + number]
    for notice in readers:
        notices.mark_read(
            notice_id=notice.pk, actor=Actor(name="党员", person_id=notice.person_id), now=stage.ago(13)
        )  # fmt: skip
    row.refresh_from_db()
    if number < 2:
        services.note_progress(measure.pk, "联系人已经明确。", measure.version, actor=stage.actor, now=stage.ago(8))
        return
    _finished(stage, measure, 7)
    row = services.check_problem(
        row.pk, row.version, "看了记录，问了两名党员，属实。", actor=stage.clerk, now=stage.ago(5)
    )
    row = services.ask_to_close(row.pk, row.version, "已经做到，群众满意。", actor=stage.actor, now=stage.ago(4))
    if number == 3:
        services.close_problem(row.pk, row.version, "同意销号。", actor=stage.clerk, now=stage.ago(3))
        services.hand_in(org=row.org, note="按期销号。", actor=stage.actor, now=stage.ago(2))
