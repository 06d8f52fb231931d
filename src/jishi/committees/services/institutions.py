"""制度: adopted by a meeting, revised, abolished, carried out. 年度目标: set, followed by records, closed in words."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.activities.queries import demand_standing
from jishi.committees.models import Carried, Goal, GoalProgress, Institution, InstitutionVersion
from jishi.committees.rules import CarriedKind, GoalCategory, GoalLevel, GoalState
from jishi.committees.services.keeping import line, opened
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import demand_past, demand_text, put
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization


def _named(row: Institution) -> tuple[str, int, str]:
    return ("institution", row.pk, row.title)


def _write(
    row: Institution, *, number: int, on: date, text: str, file_id: int | None, activity_id: int | None, change: str,
    actor: Actor, now: datetime, submission: UUID | None,
) -> InstitutionVersion:  # fmt: skip
    if not text.strip() and file_id is None:
        raise Refused("请写正文，或上传文件。", "text")
    return InstitutionVersion.objects.create(
        institution=row,
        number=number,
        on=on,
        activity_id=demand_standing(row.org, activity_id),
        change=change,
        text=text.strip(),
        file_id=file_id,
        at=now,
        by=actor.name,
        submission=submission,
    )


def _demand_free(org: Organization, title: str) -> None:
    if Institution.objects.filter(org=org, title=title, abolished_on=None).exists():
        raise Refused("已有同名的制度在执行；改内容的，请在那项制度里登记修订。", "title")


@transaction.atomic
def adopt_institution(
    *,
    org: Organization,
    title: str,
    adopted_on: date,
    actor: Actor,
    now: datetime,
    text: str = "",
    file_id: int | None = None,
    activity_id: int | None = None,
    submission: UUID | None = None,
) -> Institution:
    """Note a 制度 the organisation has adopted, with its first text or file and the meeting that passed it. The same
    `submission` again gives the same row. Raises NotAllowed without RECORD; Refused without a text, or for a title in
    force already."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(Institution.objects.all(), submission):
        return known
    said = demand_text(title, "title", "请写制度名称。")
    demand_past(adopted_on, today=now.date(), field="adopted_on")
    _demand_free(org, said)
    row = Institution.objects.create(org=org, title=said, adopted_on=adopted_on, submission=submission)
    _write(
        row, number=1, on=adopted_on, text=text, file_id=file_id, activity_id=activity_id, change="",
        actor=actor, now=now, submission=None,
    )  # fmt: skip
    line("institution.adopted", org, _named(row), actor=actor, now=now, after={"制定日期": adopted_on})
    return row


@transaction.atomic
def revise_institution(
    institution_id: int,
    version: int,
    *,
    on: date,
    change: str,
    actor: Actor,
    now: datetime,
    text: str = "",
    file_id: int | None = None,
    activity_id: int | None = None,
    submission: UUID | None = None,
) -> InstitutionVersion:
    """Note a revision: what changed, since when, by which meeting. Raises EditConflict when stale; Refused for one that
    was abolished, or a day not after the text before it."""
    if known := earlier(InstitutionVersion.objects.all(), submission):
        return known
    row = opened(Institution, institution_id, version, actor=actor)
    said = demand_text(change, "change", "请写修订了什么。")
    demand_past(on, today=now.date(), field="on")
    if row.abolished_on:
        raise Refused("这项制度已经废止，不能再修订。")
    last = InstitutionVersion.objects.filter(institution=row).order_by("-number")[:1].get()
    if on <= last.on:
        raise Refused(f"修订日期要晚于上一版的 {last.on}。", "on")
    made = _write(
        row, number=last.number + 1, on=on, text=text, file_id=file_id, activity_id=activity_id, change=said,
        actor=actor, now=now, submission=submission,
    )  # fmt: skip
    row.save()
    line("institution.revised", row.org, _named(row), actor=actor, now=now, after={"日期": on, "修订内容": said})
    return made


@transaction.atomic
def abolish_institution(
    institution_id: int, version: int, *, on: date, why: str, actor: Actor, now: datetime
) -> Institution:
    """End a 制度, saying why. Raises EditConflict when stale; Refused without a reason or the second time."""
    row = opened(Institution, institution_id, version, actor=actor)
    said = demand_text(why, "why", "请写废止的原因。")
    demand_past(on, today=now.date(), field="on")
    if row.abolished_on or on < row.adopted_on:
        raise Refused("废止日期不能早于制定日期，而且只能废止一次。", "on")
    row.abolished_on, row.abolished_why = on, said
    row.save()
    line("institution.abolished", row.org, _named(row), actor=actor, now=now, after={"日期": on}, note=said)
    return row


@transaction.atomic
def note_carried(
    *,
    institution_id: int,
    kind: str,
    on: date,
    note: str,
    actor: Actor,
    now: datetime,
    activity_id: int | None = None,
    submission: UUID | None = None,
) -> Carried:
    """Note that a 制度 was followed (with the record that shows it, if there is one), or the yearly look at it."""
    row = opened(Institution, institution_id, None, actor=actor)
    if known := earlier(Carried.objects.all(), submission):
        return known
    demand_past(on, today=now.date(), field="on")
    if on < row.adopted_on:
        raise Refused("执行日期不能早于制定日期。", "on")
    made = Carried.objects.create(
        institution=row,
        kind=CarriedKind(kind),
        on=on,
        note=demand_text(note, "note", "请写执行情况。"),
        activity_id=demand_standing(row.org, activity_id),
        at=now,
        by=actor.name,
        submission=submission,
    )
    about: dict[str, object] = {"方式": CarriedKind.label_of(kind), "日期": on}
    line("institution.carried", row.org, _named(row), actor=actor, now=now, after=about)
    return made


@transaction.atomic
def set_goal(
    *,
    org: Organization,
    year: int,
    category: str,
    text: str,
    measure: str,
    due_on: date,
    actor: Actor,
    now: datetime,
    level: str = GoalLevel.OWN,
    sector: str = "",
    submission: UUID | None = None,
) -> Goal:
    """Set a goal of the year, for the organisation itself or for those below it (of one sector, or of all). The same
    `submission` again gives the same goal. Raises NotAllowed without RECORD."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(Goal.objects.all(), submission):
        return known
    if sector and level == GoalLevel.OWN:
        raise Refused("领域只用于给所属党组织定的目标。", "sector")
    row = Goal.objects.create(
        org=org,
        year=year,
        level=GoalLevel(level),
        sector=sector,
        category=GoalCategory(category),
        text=demand_text(text, "text", "请写目标。"),
        measure=demand_text(measure, "measure", "请写怎样算完成。"),
        due_on=due_on,
        submission=submission,
    )
    about: dict[str, object] = {"年度": year, "类别": GoalCategory.label_of(category), "时限": due_on}
    line("goal.set", org, ("goal", row.pk, row.text), actor=actor, now=now, after=about)
    return row


@transaction.atomic
def edit_goal(goal_id: int, version: int, *, actor: Actor, now: datetime, **facts: Any) -> Goal:
    """Change a goal, or close it with its result in words. Raises EditConflict when stale; Refused when closed without
    a result."""
    row = opened(Goal, goal_id, version, actor=actor)
    before, after = put(row, facts)
    if row.state != GoalState.OPEN and not row.result.strip():
        raise Refused("请如实写明结果：完成了什么，还差什么。", "result")
    if row.sector and row.level == GoalLevel.OWN:
        raise Refused("领域只用于给所属党组织定的目标。", "sector")
    row.save()
    line("goal.edited", row.org, ("goal", row.pk, row.text), actor=actor, now=now, before=before, after=after)
    return row


@transaction.atomic
def note_goal(
    *,
    goal_id: int,
    on: date,
    note: str,
    actor: Actor,
    now: datetime,
    activity_id: int | None = None,
    submission: UUID | None = None,
) -> GoalProgress:
    """Note a step towards a goal, with the record that shows it."""
    row = opened(Goal, goal_id, None, actor=actor)
    if known := earlier(GoalProgress.objects.all(), submission):
        return known
    demand_past(on, today=now.date(), field="on")
    made = GoalProgress.objects.create(
        goal=row,
        on=on,
        note=demand_text(note, "note", "请写进展。"),
        activity_id=demand_standing(row.org, activity_id),
        at=now,
        by=actor.name,
        submission=submission,
    )
    line("goal.advanced", row.org, ("goal", row.pk, row.text), actor=actor, now=now, after={"日期": on, "进展": note})
    return made
