"""The 中心组: what it studies, when it was held, what each read alone."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.activities.queries import demand_standing
from jishi.activities.rules import Kind
from jishi.committees.models import SelfStudy, StudyTopic
from jishi.committees.rules import StudyForm, has_committee_life
from jishi.committees.services.keeping import line, opened
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import demand_past, demand_text, put
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization


@transaction.atomic
def plan_study(
    *,
    org: Organization,
    year: int,
    topic: str,
    actor: Actor,
    now: datetime,
    month: int | None = None,
    form: str = StudyForm.COLLECTIVE,
    speakers: str = "",
    activity_id: int | None = None,
    submission: UUID | None = None,
) -> StudyTopic:
    """Put a study on the year's plan, or one already held with its record. The same `submission` again gives the same
    row. Raises NotAllowed without RECORD, Refused without a topic or for an organisation without a 中心组."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(StudyTopic.objects.all(), submission):
        return known
    if not has_committee_life(org.kind):
        raise Refused("党支部、党小组不设理论学习中心组。")
    row = StudyTopic(org=org, year=year, month=month, form=StudyForm(form), speakers=speakers.strip())
    row.topic = demand_text(topic, "topic", "请写学习内容。")
    row.activity_id = _record(row, activity_id)
    row.submission = submission
    row.save()
    about: dict[str, object] = {"年度": year, "计划月份": month, "学习形式": StudyForm.label_of(form)}
    line("study.planned", org, ("studytopic", row.pk, row.topic), actor=actor, now=now, after=about)
    return row


@transaction.atomic
def edit_study(topic_id: int, version: int, *, actor: Actor, now: datetime, **facts: Any) -> StudyTopic:
    """Change a study of the plan, or link the record of it. Raises EditConflict when stale; Refused for a record that is
    no study of this organisation or belongs to another line."""
    row = opened(StudyTopic, topic_id, version, actor=actor)
    if "topic" in facts:
        facts["topic"] = demand_text(facts["topic"], "topic", "请写学习内容。")
    if "activity_id" in facts:
        facts["activity_id"] = _record(row, facts["activity_id"])
    before, after = put(row, facts)
    row.save()
    line("study.edited", row.org, ("studytopic", row.pk, row.topic), actor=actor, now=now, before=before, after=after)
    return row


@transaction.atomic
def drop_study(topic_id: int, version: int, *, actor: Actor, now: datetime) -> None:
    """Take a study off the plan. Raises Refused once it was held."""
    row = opened(StudyTopic, topic_id, version, actor=actor)
    if row.activity_id or SelfStudy.objects.filter(topic=row).exists():
        raise Refused("已经学过的安排不能去掉；内容不对的请修改。")
    line("study.dropped", row.org, ("studytopic", row.pk, row.topic), actor=actor, now=now)
    row.delete()


def _record(row: StudyTopic, activity_id: int | None) -> int | None:
    found = demand_standing(row.org, activity_id, Kind.THEORY_STUDY_GROUP)
    if found and StudyTopic.objects.filter(activity_id=found).exclude(pk=row.pk).exists():
        raise Refused("这次学习记录已经对应另一项安排。", "activity")
    return found


@transaction.atomic
def note_self_study(
    *, topic_id: int, person_id: int, done_on: date, minutes: int, actor: Actor, now: datetime,
    submission: UUID | None = None,
) -> SelfStudy:  # fmt: skip
    """Note 个人自学 of a member of the 中心组. Raises Refused for the same day twice, for a day to come, and under a topic
    that is studied together."""
    topic = opened(StudyTopic, topic_id, None, actor=actor)
    if known := earlier(SelfStudy.objects.all(), submission):
        return known
    if topic.form != StudyForm.ALONE:
        raise Refused("集体学习、专题研讨按学习记录的考勤计，这里只记个人自学。")
    demand_past(done_on, today=now.date(), field="done_on")
    if SelfStudy.objects.filter(topic=topic, person_id=person_id, done_on=done_on).exists():
        raise Refused("这一天已经记过了。", "done_on")
    row = SelfStudy.objects.create(
        topic=topic, person_id=person_id, done_on=done_on, minutes=minutes, at=now, by=actor.name, submission=submission
    )
    about: dict[str, object] = {"姓名": row.person.name, "日期": done_on, "分钟": minutes}
    line("study.read_alone", topic.org, ("studytopic", topic.pk, topic.topic), actor=actor, now=now, after=about)
    return row
