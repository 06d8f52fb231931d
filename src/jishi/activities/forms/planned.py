"""A record that begins from an entry of the plan: what was planned is filled in, nothing is typed twice."""

from dataclasses import dataclass
from datetime import date

from jishi.activities.forms.entry import Payload
from jishi.activities.queries import Prefill
from jishi.activities.rules import Kind, PlanRow, first_of, last_of


@dataclass(frozen=True, slots=True)
class PlannedRecord:
    """An open entry and who is in charge of it."""

    row: PlanRow
    owner_id: int | None

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return self.row.kinds

    @property
    def day_to_record(self) -> date:
        """The day planned, today if none was and its month is this one, else the end of its month."""
        planned = self.row.day
        if planned and planned <= self.row.on:
            return planned
        return self.row.on if self.row.month >= first_of(self.row.on) else last_of(self.row.month)

    @property
    def is_day_open(self) -> bool:
        """Its month is over and no day was planned: only who was there knows it."""
        return self.row.day is None and last_of(self.row.month) < self.row.on


def planned_payload(first: Payload, plan: PlannedRecord, prefill: Prefill) -> Payload:
    """A new form with what the plan says put over what is usual. What was meant to be done is not written into the
    minutes: only who was there knows what was."""
    row = plan.row
    changed: Payload = {"plan": [str(row.id)], "title": [row.title]}
    if row.place:
        changed["place"] = [row.place]
    if row.starts_at:
        changed["starts_at"] = [f"{row.starts_at:%H:%M}"]
    if row.subject:
        changed["subject"] = [row.subject.value]
    if plan.owner_id and plan.owner_id in {choice.person_id for choice in prefill.people}:
        changed["chair"] = [str(plan.owner_id)]
        if first["recorder"] == changed["chair"]:
            changed["recorder"] = []
    return first | changed


def plan_of(payload: Payload) -> int | None:
    """The entry the form was begun from."""
    text = (payload.get("plan") or [""])[-1]
    return int(text) if text.isdecimal() else None
