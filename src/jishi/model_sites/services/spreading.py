"""An experience: written up from the records, shared, looked at, taken over by others, and what came of it there."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, NotAllowed, Refused, demand
from jishi.kernel.keeping import demand_past, demand_text, held, put
from jishi.kernel.locks import earlier
from jishi.model_sites.models import Adoption, Experience, Observation, Site
from jishi.model_sites.queries import drawn
from jishi.model_sites.rules import AdoptionState, ExperienceState
from jishi.model_sites.services.keeping import as_home, line
from jishi.orgs.models import Organization
from jishi.orgs.rules import ancestors


@transaction.atomic
def write_experience(
    *,
    org: Organization,
    actor: Actor,
    now: datetime,
    site_id: int | None = None,
    submission: UUID | None = None,
    **facts: Any,
) -> Experience:
    """Begin an experience of `org`, of one of its sites or by itself, with the figures of its records. The same
    `submission` again gives the same one. Raises NotAllowed without RECORD."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(Experience.objects.all(), submission):
        return known
    if site_id is not None and not Site.objects.filter(pk=site_id, org=org).exists():
        raise Refused("只能选本组织的示范点。", "site")
    row = Experience.objects.create(
        org=org, site_id=site_id, figures=drawn(org, on=now.date()), drawn_on=now.date(), submission=submission,
        **_shaped(facts),
    )  # fmt: skip
    line("experience.written", org, row, row.title, actor=actor, now=now)
    return row


def _shaped(facts: dict[str, Any]) -> dict[str, Any]:
    asked = {"title": "请写题目。", "problem": "请写原来的问题。", "practice": "请写怎么做的。"}
    return facts | {name: demand_text(facts[name], name, words) for name, words in asked.items()}


@transaction.atomic
def edit_experience(
    experience_id: int, version: int, *, actor: Actor, now: datetime, again: bool = False, **facts: Any
) -> Experience:
    """Change an experience; `again` draws the figures anew. Raises EditConflict when stale."""
    row = as_home(experience_id, version, actor=actor)
    before, after = put(row, _shaped(facts))
    if again:
        row.figures, row.drawn_on = drawn(row.org, on=now.date()), now.date()
    row.save()
    line("experience.edited", row.org, row, row.title, actor=actor, now=now, before=before, after=after)
    return row


@transaction.atomic
def share_experience(experience_id: int, version: int, *, shared_in_id: int, actor: Actor, now: datetime) -> Experience:
    """Share it with everybody at and below `shared_in`, which is the home or stands above it: by whoever records there.
    Refused before its results are written."""
    row = held(Experience, experience_id, version)
    place = Organization.objects.get(pk=shared_in_id)
    if place.path not in ancestors(row.org.path, itself=True):
        raise Refused("推广范围只能选本组织或上级。", "shared_in")
    demand(actor.may(Act.RECORD, place.path))
    if not row.results.strip():
        raise Refused("请先写见到什么成效，再推广。")
    row.shared_in, row.shared_on, row.state = place, now.date(), ExperienceState.SHARED
    row.save()
    line("experience.shared", row.org, row, row.title, actor=actor, now=now, after={"推广范围": place.name})
    return row


@transaction.atomic
def note_observation(
    *, experience_id: int, on: date, actor: Actor, now: datetime, submission: UUID | None = None, **facts: Any
) -> Observation:
    """Note that people came to look, and what they said. The same `submission` again gives the same one."""
    row = as_home(experience_id, None, actor=actor)
    if known := earlier(Observation.objects.all(), submission):
        return known
    demand_past(on, today=now.date(), field="on")
    made = Observation.objects.create(experience=row, on=on, at=now, by=actor.name, submission=submission, **facts)
    line("experience.observed", row.org, row, row.title, actor=actor, now=now, after={"人数": made.people})
    return made


@transaction.atomic
def give_feedback(observation_id: int, *, feedback: str, actor: Actor, now: datetime) -> Observation:
    """Say oneself what one's people saw on a visit, where nothing stands yet. Raises NotAllowed for others than those who
    came; Refused where it has been said."""
    row = Observation.objects.select_for_update(no_key=True, of=("self",)).get(pk=observation_id)
    if row.org is None:
        raise NotAllowed("来观摩的不是平台上的党组织。")
    demand(actor.may(Act.RECORD, row.org.path))
    if row.feedback:
        raise Refused("已经写过反馈。")
    row.feedback = demand_text(feedback, "feedback", "请写反馈。")
    row.save()
    about = row.experience
    line("experience.feedback_given", row.org, about, about.title, actor=actor, now=now)
    return row


@transaction.atomic
def take_over(
    *,
    experience_id: int,
    org: Organization,
    on: date,
    adapted: str,
    actor: Actor,
    now: datetime,
    source_id: int | None = None,
    submission: UUID | None = None,
) -> Adoption:
    """Note that `org` takes an experience over, from its home or from `source`, which has. The same `submission` again
    gives the same one. Refused for the home itself, or the second time."""
    demand(actor.may(Act.RECORD, org.path))
    row = held(Experience, experience_id, None)
    if known := earlier(Adoption.objects.all(), submission):
        return known
    if row.state != ExperienceState.SHARED or row.shared_in is None:
        raise NotAllowed("这份经验还没有推广。")
    if org.pk == row.org_id or not org.path.startswith(row.shared_in.path):
        raise Refused("由推广范围内的其他党组织登记借鉴。", "org")
    if Adoption.objects.filter(experience=row, org=org).exists():
        raise Refused("本组织已经登记借鉴。", "org")
    if source_id is not None and not Adoption.objects.filter(pk=source_id, experience=row).exists():
        raise Refused("请从已经借鉴的党组织里选。", "source")
    made = Adoption.objects.create(
        experience=row, org=org, source_id=source_id, on=demand_past(on, today=now.date(), field="on"),
        adapted=demand_text(adapted, "adapted", "请写怎样结合本地。"), at=now, by=actor.name, submission=submission,
    )  # fmt: skip
    line("experience.taken_over", org, row, row.title, actor=actor, now=now, after={"借鉴": org.name})
    return made


@transaction.atomic
def tell_result(adoption_id: int, version: int, *, state: str, result: str, actor: Actor, now: datetime) -> Adoption:
    """Say how far one's organisation has come with what it took over. Raises EditConflict when stale; Refused for an end
    without a result."""
    row = Adoption.objects.select_for_update(no_key=True, of=("self",)).select_related("org", "experience").get(
        pk=adoption_id
    )  # fmt: skip
    demand(actor.may(Act.RECORD, row.org.path))
    if row.version != version:
        raise EditConflict
    row.state, row.result = AdoptionState(state), result.strip()
    if row.state != AdoptionState.TRYING:
        demand_text(result, "result", "请写结果：见到什么，改了什么，为什么没有用。")
    row.version += 1
    row.save()
    line(
        "experience.result_told", row.org, row.experience, row.experience.title, actor=actor, now=now,
        after={"情况": AdoptionState(row.state).label},
    )  # fmt: skip
    return row
