"""组织生活会 and 民主评议 in the demo: a village branch whose last year is finished, the same one in the middle of this year's, a
neighbour whose plan has just gone up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jishi.activities.rules import Kind
from jishi.appraisals import services
from jishi.appraisals.models import MemberReview, OrgLife, ReviewRound
from jishi.appraisals.queries import closed_polls, life_records, reviews_of
from jishi.appraisals.rules import Grade, OrgLifeStep, Votes
from jishi.appraisals.services import Opinion, Totals
from jishi.assignments import services as assignments
from jishi.kernel.actor import Actor
from jishi.orgs.models import Organization
from jishi.orgs.queries import committee_on

PRAISE = (
    "带头整修水渠，主题党日从不缺席", "照看村里独居老人，群众反映好", "外出务工仍按时参加线上学习",
    "按时参加组织生活，服从支部安排", "积极参加环境整治", "能完成支部交办的任务",
)  # fmt: skip
COMMITTEE_PROBLEMS = (
    ("到组里听意见不够经常", "支委每月到联系的党小组一次，当场能办的当场办"),
    ("会上定的事有的没有跟到底", "议定事项写明责任人和时限，下次会先报落实"),
)
OWN_PROBLEMS = (
    ("理论学习抓得不紧", "每周集中学习一次，记学习笔记"),
    ("和外出党员联系少", "每月给联系的外出党员打一次电话"),
)


@dataclass(frozen=True)
class Stage:
    """Who acts, when, and on which branch."""

    org: Organization
    leaders: Sequence[int]
    actor: Actor
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()

    def on(self, day: date) -> datetime:
        """That day of this year at the same hour; never later than now."""
        wanted = max(day, self.today.replace(month=1, day=1))
        return min(self.now, datetime.combine(wanted, self.now.timetz()))


def lay_reviews(orgs: Mapping[str, Organization], *, clerk_id: int, today: date, actor: Actor, now: datetime) -> None:
    """Last year whole and this year begun at 红旗村, this year's plan at 杨家坪; the township's notice. The township's
    clerk accepts what was put right."""
    year, second = today.year, Actor("和平镇组织办", person_id=clerk_id, grants=actor.grants)
    services.set_notice(
        org=orgs["town"], year=year, basis=f"和组通〔{year}〕21号", file_by=date(year + 1, 1, 5),
        report_by=date(year + 1, 2, 10), submit_by=date(year + 1, 2, 20), actor=actor, now=now,
    )  # fmt: skip
    leaders = [held.person_id for held in committee_on(orgs["hongqi"], today)]
    stage = Stage(orgs["hongqi"], leaders, actor, now)
    last = _finished(stage, year - 1, second)
    if last is not None:
        _reviewed(stage, last, year - 1)
    _begun(stage, year)
    neighbours = [held.person_id for held in committee_on(orgs["yangjia"], today)]
    beside = Stage(orgs["yangjia"], neighbours, actor, now)
    plan = _opened(beside, year, "学习贯彻党的创新理论，服务乡村全面振兴", date(year, 12, 26))
    services.file_plan(plan.pk, plan.version, actor=actor, now=now)


def _opened(stage: Stage, year: int, theme: str, meeting: date) -> OrgLife:
    return services.open_org_life(
        org=stage.org, year=year, theme=theme, planned_on=meeting, place="村部会议室",
        scope="全体党员，入党积极分子列席", invited="和平镇组织办", actor=stage.actor, now=stage.now,
    )  # fmt: skip


def _steps(stage: Stage, life: OrgLife, steps: Sequence[tuple[OrgLifeStep, date, str, int | None, int | None]]) -> None:
    for step, on, note, people, pieces in steps:
        services.note_org_life_step(
            life_id=life.pk, step=step, done_on=min(on, stage.today), note=note, people=people, pieces=pieces,
            actor=stage.actor, now=stage.now,
        )  # fmt: skip


def _talks(stage: Stage, life: OrgLife, on: date, others: Sequence[int]) -> None:
    for number, other in enumerate(others):
        services.note_heart_talk(
            life_id=life.pk, held_on=on - timedelta(days=number % 3), one_id=stage.leaders[0], other_id=other,
            actor=stage.actor, now=stage.now,
        )  # fmt: skip


def _finished(stage: Stage, year: int, second: Actor) -> OrgLife | None:
    """Last year's, with its report and a ledger of which one item is still open; None where no meeting is on record."""
    record = life_records(stage.org, year, Kind.ORG_LIFE_MEETING).first()
    if record is None:
        return None
    held = record.held_on
    day = timedelta(days=1)
    life = _opened(stage, year, "严守纪律规矩，密切联系群众", held)
    life = services.file_plan(life.pk, life.version, actor=stage.actor, now=stage.on(held - 14 * day))
    services.answer_plan(
        life.pk, life.version, is_accepted=True, note="同意按方案召开", actor=stage.actor, now=stage.on(held - 12 * day)
    )
    _steps(stage, life, (
        (OrgLifeStep.STUDY, held - 14 * day, "集中学习2次", None, None),
        (OrgLifeStep.OPINIONS, held - 9 * day, "发征求意见表，入户听意见", 46, 17),
        (OrgLifeStep.PAPERS, held - 3 * day, "班子1份、支委各1份，存纸质", None, None),
        (OrgLifeStep.PAST, held, "上次整改4项，完成4项", None, None), (OrgLifeStep.SECRETARY, held, "", None, None),
        (OrgLifeStep.CRITICISM, held, "存纸质", None, 31), (OrgLifeStep.REPORTED, held + 5 * day, "报镇党委组织办", None, None),
        (OrgLifeStep.CIRCULATED, held + 8 * day, "在党员大会和村务公开栏通报", None, None),
    ))  # fmt: skip
    _talks(stage, life, held - 5 * day, stage.leaders[1:4])
    _ledger(stage, life, second)
    return life


def _ledger(stage: Stage, life: OrgLife, second: Actor) -> None:
    lines: list[tuple[str, str, int | None]] = [(text, what, None) for text, what in COMMITTEE_PROBLEMS]
    lines += [(text, what, person) for (text, what), person in zip(OWN_PROBLEMS, stage.leaders[1:3], strict=False)]
    for number, (text, what, person) in enumerate(lines):
        problem = services.list_problem(life_id=life.pk, text=text, person_id=person, actor=stage.actor, now=stage.now)
        owner = stage.leaders[number % len(stage.leaders)]
        problem = services.put_right(
            problem_id=problem.pk, measure=what, owner_id=owner, due_on=stage.today + timedelta(days=30),
            actor=stage.actor, now=stage.now,
        )  # fmt: skip
        task = problem.assignment
        if task is not None and number < len(lines) - 1:
            task = assignments.report(
                task.pk, "已按措施办，支委会听了情况", task.version, actor=stage.actor, now=stage.now
            )
            assignments.accept(task.pk, "看了记录，同意销号", task.version, actor=second, now=stage.now)


def _weakest(stage: Stage, reviews: Sequence[MemberReview]) -> MemberReview:
    """The last of the list who holds no post."""
    return [review for review in reviews if review.person_id not in stage.leaders][-1]


def _grades(stage: Stage, reviews: Sequence[MemberReview]) -> dict[int, Opinion]:
    best, last = len(reviews) // 4, _weakest(stage, reviews)
    found = {
        review.pk: Opinion(Grade.EXCELLENT if n < best else Grade.QUALIFIED, PRAISE[n % len(PRAISE)])
        for n, review in enumerate(reviews)
    }
    return found | {last.pk: Opinion(Grade.BASIC, "缺席组织生活较多，已谈话提醒")}


def _tested(stage: Stage, row: ReviewRound, reviews: Sequence[MemberReview], on: date) -> ReviewRound:
    valid, last = len(reviews) - 1, _weakest(stage, reviews)
    votes = {
        review.pk: Votes(best := max(valid - 3 * n, valid // 5), valid - best - n % 3, n % 3, 0)
        for n, review in enumerate(reviews)
    }
    votes[last.pk] = Votes(0, valid // 3, valid - valid // 3 - 1, 1)
    totals = Totals(on, len(reviews), valid, valid, votes)
    return services.note_test(row.pk, row.version, totals, actor=stage.actor, now=stage.now)


def _reviewed(stage: Stage, life: OrgLife, year: int) -> None:
    """Last year's review, settled, told to everybody; most have signed."""
    record = life_records(stage.org, year, Kind.ORG_LIFE_MEETING)[0]
    began = record.held_on - timedelta(days=10)
    row = services.open_review(
        org=stage.org, year=year, began_on=began, together=True, actor=stage.actor, now=stage.now
    )
    full = [review for review in reviews_of(row.pk) if not review.is_probationary]
    row = _tested(stage, row, full, record.held_on)
    row = services.grade_members(row.pk, row.version, _grades(stage, full), actor=stage.actor, now=stage.now)
    row = services.edit_review(
        row.pk, row.version, studied_on=began, self_on=began, mutual_on=record.held_on, ended_on=record.held_on + timedelta(days=3),
        activity_id=record.pk, actor=stage.actor, now=stage.now,
    )  # fmt: skip
    up = stage.on(record.held_on + timedelta(days=6))
    row = services.submit_review(row.pk, row.version, actor=stage.actor, now=up)
    services.answer_review(
        row.pk,
        row.version,
        is_settled=True,
        note="同意",
        actor=stage.actor,
        now=stage.on(up.date() + timedelta(days=9)),
    )
    for review in full[:6]:  # the others are told face to face
        services.feed_back(
            review.pk, review.version, fed_on=stage.today, signed_on=stage.today, actor=stage.actor, now=stage.now
        )


def _begun(stage: Stage, year: int) -> None:
    """This year's: the plan is on file, study and opinions (by a secret poll) are done, the members' poll is running."""
    life = _opened(stage, year, "学习贯彻党的创新理论，建设和美乡村", date(year, 12, 20))
    life = services.file_plan(life.pk, life.version, actor=stage.actor, now=stage.now)
    life = services.answer_plan(life.pk, life.version, is_accepted=True, actor=stage.actor, now=stage.now)
    day, today = timedelta(days=1), stage.today
    _steps(stage, life, ((OrgLifeStep.STUDY, today - 8 * day, "集中学习1次", None, None),))
    asked = closed_polls(stage.org, *services.ASKING).first()
    if asked is not None:
        services.take_opinions(life.pk, life.version, asked.pk, actor=stage.actor, now=stage.now)
    _talks(stage, life, today - 2 * day, stage.leaders[1:3])
    services.open_review(
        org=stage.org, year=year, began_on=today - 2 * day, together=True, actor=stage.actor, now=stage.now
    )
