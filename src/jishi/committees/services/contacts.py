"""Visits to contact points, and the contact duties of cadres: 下访, 结亲, 驻点."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.assignments import services as assignments
from jishi.committees.models import ContactDone, ContactDuty, PointVisit
from jishi.committees.rules import ContactKind, MatterState
from jishi.committees.services.keeping import line, opened
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.keeping import demand_past, demand_text, put
from jishi.kernel.locks import earlier
from jishi.orgs.models import ContactPoint, Organization
from jishi.orgs.queries import get_org

UNTOLD = frozenset(
    {"households", "matter", "what"}
)  # never in the audit: who the households are, what people asked for


@transaction.atomic
def note_visit(
    *,
    point: ContactPoint,
    on: date,
    what: str,
    actor: Actor,
    now: datetime,
    came_of_it: str = "",
    submission: UUID | None = None,
) -> PointVisit:
    """Note a visit to a contact point that has no record of its own. The leading cadre may note the own visits. Raises
    NotAllowed for others without RECORD at the committee; Refused for a day outside the contact."""
    if actor.person_id is None or actor.person_id != point.person_id:
        demand(actor.may(Act.RECORD, point.org.path))
    if known := earlier(PointVisit.objects.all(), submission):
        return known
    demand_past(on, today=now.date(), field="on")
    if on < point.from_on or (point.to_on and on >= point.to_on):
        raise Refused("这一天还没有（或者已经不再）联系这个党组织。", "on")
    row = PointVisit.objects.create(
        point=point,
        on=on,
        what=demand_text(what, "what", "请写做了什么。"),
        came_of_it=came_of_it.strip(),
        at=now,
        by=actor.name,
        submission=submission,
    )
    name = f"{point.person.name}联系{point.place.name}"
    line("contact_point.visited", point.org, ("pointvisit", row.pk, name), actor=actor, now=now, after={"日期": on})
    return row


def _subject(row: ContactDuty) -> tuple[str, int, str]:
    return ("contactduty", row.pk, f"{row.person.name}{ContactKind.label_of(row.kind)}")


def _demand_place(org: Organization, place_id: int | None, actor: Actor) -> None:
    if place_id is None:
        return
    place = get_org(actor, Act.VIEW, place_id)
    if not place.path.startswith(org.path):
        raise Refused("涉及的党组织要在本级下属的党组织里选。", "place")


def _demand_days(first: date, last: date) -> None:
    if last < first:
        raise Refused("结束日期不能早于开始日期。", "to_on")


@transaction.atomic
def plan_contact(
    *,
    org: Organization,
    person_id: int,
    kind: str,
    from_on: date,
    to_on: date,
    planned: int,
    actor: Actor,
    now: datetime,
    place_id: int | None = None,
    where: str = "",
    households: str = "",
    submission: UUID | None = None,
) -> ContactDuty:
    """Give a cadre a contact duty: how often, where, with whom, between two days. The same `submission` again gives the
    same row. Raises NotAllowed without RECORD; Refused when neither a place nor anybody is named."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(ContactDuty.objects.all(), submission):
        return known
    _demand_days(from_on, to_on)
    _demand_place(org, place_id, actor)
    if place_id is None and not where.strip() and not households.strip():
        raise Refused("请写到哪里去，或联系谁。", "where")
    row = ContactDuty.objects.create(
        org=org,
        person_id=person_id,
        kind=ContactKind(kind),
        from_on=from_on,
        to_on=to_on,
        planned=planned,
        place_id=place_id,
        where=where.strip(),
        households=households.strip(),
        submission=submission,
    )
    about: dict[str, object] = {"起": from_on, "止": to_on, "计划次数": planned}
    line("contact_duty.planned", org, _subject(row), actor=actor, now=now, after=about)
    return row


@transaction.atomic
def edit_contact(duty_id: int, version: int, *, actor: Actor, now: datetime, **facts: Any) -> ContactDuty:
    """Change a contact duty. Raises EditConflict when stale."""
    row = opened(ContactDuty, duty_id, version, actor=actor)
    _demand_days(facts.get("from_on", row.from_on), facts.get("to_on", row.to_on))
    _demand_place(row.org, facts.get("place_id"), actor)
    before, after = put(row, facts, untold=UNTOLD)
    row.save()
    line("contact_duty.edited", row.org, _subject(row), actor=actor, now=now, before=before, after=after)
    return row


@transaction.atomic
def note_contact(
    *,
    duty: ContactDuty,
    on: date,
    what: str,
    actor: Actor,
    now: datetime,
    place: str = "",
    matter: str = "",
    state: str = MatterState.NONE,
    owner_id: int | None = None,
    due_on: date | None = None,
    submission: UUID | None = None,
) -> ContactDone:
    """Note what was done under a contact duty and what became of what people raised; with `owner_id` the matter becomes a
    task (and needs ASSIGN). The cadre may note the own. Raises Refused for a matter without its state and the reverse."""
    if actor.person_id is None or actor.person_id != duty.person_id:
        demand(actor.may(Act.RECORD, duty.org.path))
    if known := earlier(ContactDone.objects.all(), submission):
        return known
    demand_past(on, today=now.date(), field="on")
    said, asked = demand_text(what, "what", "请写做了什么。"), matter.strip()
    if not duty.from_on <= on <= duty.to_on:
        raise Refused(f"日期要在 {duty.from_on} 至 {duty.to_on} 之间。", "on")
    if asked and state == MatterState.NONE:
        raise Refused("写了群众提出的事，请选办理情况。", "state")
    if not asked and (state != MatterState.NONE or owner_id):
        raise Refused("请写群众提出的事；没有的，办理情况选“没有提出事项”。", "matter")
    task = None
    if owner_id:
        given = assignments.Task(asked, owner_id=owner_id, due_on=due_on)
        task = assignments.assign(org=duty.org, task=given, actor=actor, now=now)
    row = ContactDone.objects.create(
        duty=duty,
        on=on,
        place=place.strip(),
        what=said,
        matter=asked,
        state=MatterState(state),
        assignment=task,
        at=now,
        by=actor.name,
        submission=submission,
    )
    line("contact_duty.done", duty.org, _subject(duty), actor=actor, now=now, after={"日期": on})
    return row


@transaction.atomic
def settle_matter(done_id: int, version: int, state: str, *, actor: Actor, now: datetime) -> ContactDone:
    """Say that what people raised is solved, or is not yet. Raises EditConflict when stale; Refused where nothing was
    raised."""
    found = ContactDone.objects.select_for_update(of=("self",)).get(pk=done_id)
    duty = ContactDuty.objects.select_related("org", "person").get(pk=found.duty_id)
    if actor.person_id is None or actor.person_id != duty.person_id:
        demand(actor.may(Act.RECORD, duty.org.path))
    if found.version != version:
        raise EditConflict
    if not found.matter or state == MatterState.NONE:
        raise Refused("请选“待解决”或“已解决”。", "state")
    before, after = put(found, {"state": MatterState(state)})
    found.version += 1
    found.save()
    line("contact_duty.matter_settled", duty.org, _subject(duty), actor=actor, now=now, before=before, after=after)
    return found
