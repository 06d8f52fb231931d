"""The agenda of a 专题会议, drafted from what is open below the committee."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.activities.queries import demand_standing
from jishi.activities.rules import Kind, SpecialSubject
from jishi.committees.models import Agenda
from jishi.committees.queries.background import background
from jishi.committees.rules import has_committee_life, points_from
from jishi.committees.services.keeping import line, opened
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import demand_text, put
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization


@transaction.atomic
def draft_agenda(
    *, org: Organization, subject: str, actor: Actor, now: datetime, submission: UUID | None = None
) -> Agenda:
    """Collect what is open below `org` and lay it out as an agenda with its background, as of today. The same
    `submission` again gives the same draft. Raises NotAllowed without RECORD."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(Agenda.objects.all(), submission):
        return known
    if not has_committee_life(org.kind):
        raise Refused("专题会议议程由党委起草。")
    figures = background(org, on=now.date())
    row = Agenda.objects.create(
        org=org,
        subject=SpecialSubject(subject),
        title=f"专题研究{SpecialSubject.label_of(subject)}会议议程",
        drafted_on=now.date(),
        points=points_from(figures),
        figures=[figure.as_json() for figure in figures],
        submission=submission,
    )
    about: dict[str, object] = {figure.label: figure.count for figure in figures}
    line("agenda.drafted", org, ("agenda", row.pk, row.title), actor=actor, now=now, after=about)
    return row


@transaction.atomic
def edit_agenda(
    agenda_id: int, version: int, *, actor: Actor, now: datetime, points: Sequence[dict[str, str]] | None = None,
    **facts: Any,
) -> Agenda:  # fmt: skip
    """Change the agenda: its words, its points in their order, its day, the record of the meeting. Raises EditConflict
    when stale; Refused without a title or a single point."""
    row = opened(Agenda, agenda_id, version, actor=actor)
    if "title" in facts:
        facts["title"] = demand_text(facts["title"], "title", "请写名称。")
    if "activity_id" in facts:
        facts["activity_id"] = demand_standing(row.org, facts["activity_id"], Kind.SPECIAL_MEETING)
    if points is not None:
        kept = [dict(point) for point in points if point["title"].strip()]
        if not kept:
            raise Refused("议程至少要有一个议题。", "point_0")
        facts["points"] = kept
    before, after = put(row, facts)
    row.save()
    line("agenda.edited", row.org, ("agenda", row.pk, row.title), actor=actor, now=now, before=before, after=after)
    return row


@transaction.atomic
def collect_again(agenda_id: int, version: int, *, actor: Actor, now: datetime) -> Agenda:
    """Renew the background as of today; the points stay as they were edited. Raises Refused after the meeting."""
    row = opened(Agenda, agenda_id, version, actor=actor)
    if row.activity_id:
        raise Refused("会议已经开过，背景数字留在起草那一天。")
    figures = background(row.org, on=now.date())
    row.figures, row.drafted_on = [figure.as_json() for figure in figures], now.date()
    row.save()
    about: dict[str, object] = {figure.label: figure.count for figure in figures}
    line("agenda.collected", row.org, ("agenda", row.pk, row.title), actor=actor, now=now, after=about)
    return row
