"""The whole record form over one flat set of texts (`Payload`): the browser's POST, a sealed draft and a record under
correction all read the same, so nothing typed is lost on the way between them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_date

from jishi.activities.forms.attendance import PersonRow, reasons_of_nobody
from jishi.activities.forms.parts import GuestForm, ItemForm, RecordForm
from jishi.activities.queries import Prefill, SameDay
from jishi.activities.rules import (
    YEARLY,
    Absence,
    AbsenceReason,
    GuestInput,
    HeadCounts,
    Kind,
    RecordInput,
    Scope,
    SpecialSubject,
    head_counts,
)
from jishi.kernel.decision import Refused

type Payload = dict[str, list[str]]
MOST_ROWS = 60


def _first(payload: Mapping[str, list[str]], name: str, default: str = "") -> str:
    values = payload.get(name) or []
    return values[-1] if values else default


def _numbers(values: Iterable[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal()]


def day_of(payload: Payload, fallback: date) -> date:
    """The day the form is about: as typed, or `fallback` while it is blank or unreadable."""
    try:
        return parse_date(_first(payload, "held_on")) or fallback
    except ValueError:
        return fallback


def kinds_of(payload: Payload) -> tuple[Kind, ...]:
    """The kinds ticked, unknown ones left out, in the order of the list."""
    ticked = set(payload.get("kinds", []))
    return tuple(kind for kind in Kind if kind.value in ticked)


def count_of(payload: Payload, name: str, least: int) -> int:
    """How many rows of `name` the form has; never more than a meeting could have."""
    found = _numbers([_first(payload, name)])
    return min(max(found[0] if found else least, least), MOST_ROWS)


@dataclass
class Entry:
    """The whole form over one payload. With `check` its parts are bound and say what is wrong; without, they show what
    stands there and complain of nothing."""

    payload: Payload
    prefill: Prefill
    check: bool = False
    files: Any = None
    form: RecordForm = field(init=False)
    items: list[ItemForm] = field(init=False)
    guests: list[GuestForm] = field(init=False)
    people_error: str = field(init=False, default="")
    others: list[SameDay] = field(init=False, default_factory=list)  # of the same day and kind

    def __post_init__(self) -> None:
        data: MultiValueDict[str, str] = MultiValueDict(self.payload)
        if self.check:
            self.form = RecordForm(data, self.files, prefill=self.prefill)
        else:
            shown: dict[str, Any] = {name: _first(self.payload, name) for name in self.payload}
            self.form = RecordForm(
                initial=shown | {"kinds": self.payload.get("kinds", []), "is_online": "is_online" in self.payload},
                prefill=self.prefill,
            )
        self.items = [
            self._row(ItemForm, f"item-{n}", data, prefill=self.prefill)
            for n in range(count_of(self.payload, "item_count", 2))
        ]
        self.guests = [
            self._row(GuestForm, f"guest-{n}", data) for n in range(count_of(self.payload, "guest_count", 1))
        ]

    def _row[F: forms.Form](self, made: type[F], prefix: str, data: MultiValueDict[str, str], **extra: Any) -> F:
        if self.check:
            return made(data, prefix=prefix, **extra)
        start = len(prefix) + 1
        shown = {k[start:]: _first(self.payload, k) for k in self.payload if k.startswith(f"{prefix}-")}
        return made(initial=shown | {"done": f"{prefix}-done" in self.payload}, prefix=prefix, **extra)

    @property
    def submission(self) -> str:
        return _first(self.payload, "submission")

    @property
    def other_ids(self) -> str:
        """What the tick “是另外一次” stands for: exactly the records shown beside it."""
        return ".".join(str(one.pk) for one in self.others)

    @property
    def known_others(self) -> list[int]:
        """The records of the same day that the tick says are other ones."""
        return _numbers(_first(self.payload, "again").split("."))

    @property
    def is_another(self) -> bool:
        return {one.pk for one in self.others} <= set(self.known_others)

    @property
    def plan(self) -> str:
        """The entry of the plan the form was begun from, "" if none."""
        return _first(self.payload, "plan")

    @property
    def scan_mark(self) -> str:
        return _first(self.payload, "scan_kept")

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return kinds_of(self.payload)

    @property
    def day(self) -> date:
        return self.prefill.held_on

    @property
    def is_chosen(self) -> bool:
        return self.prefill.roster.scope is Scope.CHOSEN

    @property
    def has_more(self) -> bool:
        """Something stands in the part that is usually left closed, or has to be put right there."""
        names = ("chair_note", "recorder_note", "title", "serves", "is_online")
        missing = self.form.errors.keys() & {"chair", "recorder"}
        return bool(missing) or any(_first(self.payload, name) for name in names)

    @property
    def wants_lecturer(self) -> bool:
        return Kind.PARTY_LECTURE in self.kinds

    @property
    def wants_subject(self) -> bool:
        return Kind.SPECIAL_MEETING in self.kinds

    @property
    def wants_year(self) -> bool:
        return len(self.prefill.years) > 1 and bool(YEARLY.intersection(self.kinds))

    @property
    def absent_ids(self) -> list[int]:
        return (
            []
            if self.is_chosen
            else [p for p in _numbers(self.payload.get("absent", [])) if p in self.prefill.roster.ids]
        )

    @cached_property
    def people(self) -> list[PersonRow]:
        """The attendance list, ticks and reasons as they stand; a first absence offers the reason of the last one. A list
        that has been typed has the reasons it was sent with."""
        gone, came = set(self.absent_ids), set(_numbers(self.payload.get("came", [])))
        withheld, tags = set(_numbers(self.payload.get("no_vote", []))), self.prefill.tags
        called = self.prefill.called
        hints = {} if self.check else self.prefill.hints
        reasons, known = reasons_of_nobody(), {reason.value: reason for reason in AbsenceReason}
        return [
            PersonRow(
                key=str(p.person_id),
                name=called[p.person_id],
                tag=tags.get(p.person_id, ""),
                votes=p.votes,
                absent=p.person_id in gone,
                came=p.person_id in came,
                withheld=p.person_id in withheld,
                reason=known.get(_first(self.payload, f"reason_{p.person_id}", hints.get(p.person_id, ""))),
                leave=_first(self.payload, f"leave_{p.person_id}") == "1",
                reasons=reasons,
            )
            for p in self.prefill.roster.people
        ]

    @property
    def counts(self) -> HeadCounts:
        return head_counts(
            self.prefill.roster,
            absent=self.absent_ids,
            no_vote=_numbers(self.payload.get("no_vote", [])),
            came=[p for p in _numbers(self.payload.get("came", [])) if p in self.prefill.roster.ids],
        )

    def is_valid(self) -> bool:
        """Whether every part has the right shape. Blank rows are left out, not complained of."""
        parts = [part.is_valid() for part in (self.form, *self.items, *self.guests)]
        for item in self.items:
            if not item.errors and not item.is_blank and not item.cleaned_data["title"]:
                item.add_error("title", "请写议题。")
                parts.append(False)
        return all(parts)

    def record(self, *, scan_id: int | None) -> RecordInput:
        """The typed input; call only once valid."""
        data = self.form.cleaned_data
        roster = self.prefill.roster
        return RecordInput(
            org_id=self.prefill.org.pk,
            kinds=self.kinds,
            held_on=data["held_on"],
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
            title=data["title"],
            place=data["place"],
            is_online=data["is_online"],
            chair_id=data["chair"],
            chair_note="" if data["chair"] else data["chair_note"],
            recorder_id=data["recorder"],
            recorder_note="" if data["recorder"] else data["recorder_note"],
            lecturer_id=data["lecturer"] if self.wants_lecturer else None,
            lecturer_note="" if data["lecturer"] or not self.wants_lecturer else data["lecturer_note"],
            subject=SpecialSubject(data["subject"]) if data["subject"] and self.wants_subject else None,
            serves=data["serves"],
            study_minutes=data["study_minutes"] or 0,
            year=data["year"] if self.wants_year and data["year"] != data["held_on"].year else None,
            absent=tuple(
                Absence(int(row.key), row.reason or AbsenceReason.OTHER, row.leave)
                for row in sorted(self.people, key=lambda row: int(row.key))
                if row.absent
            ),
            came=frozenset(p for p in _numbers(self.payload.get("came", [])) if p in roster.ids)
            if self.is_chosen
            else frozenset(),
            no_vote=frozenset(
                p.person_id for p in roster.people if p.votes and str(p.person_id) in self.payload.get("no_vote", [])
            ),
            guests=tuple(
                GuestInput(g.cleaned_data["name"], g.cleaned_data["note"])
                for g in self.guests
                if g.cleaned_data["name"]
            ),
            items=tuple(item.item() for item in self.items if not item.is_blank),
            scan_id=scan_id,
            late_reason=data["late_reason"],
        )

    def refuse(self, refusal: Refused) -> None:
        """Put a service's sentence beside the field it names; what names none of ours stands on top."""
        name = refusal.field or ""
        if name in ("absent", "came"):
            self.people_error = refusal.reason
        elif name.startswith("item-"):
            filled = [item for item in self.items if not item.is_blank]
            number, _, which = name.removeprefix("item-").partition("-")
            filled[int(number)].add_error(which, refusal.reason)
        else:
            self.form.add_error(name if name in self.form.fields else None, refusal.reason)


def first_payload(prefill: Prefill, *, is_past: bool) -> Payload:
    """A new record as it is first shown: all that is known filled in, the open tasks as points of the agenda. The day of
    a past period is left blank: only who was there knows it."""
    payload: Payload = {
        "submission": [str(uuid4())],
        "kinds": [kind.value for kind in prefill.kinds],
        "day": [prefill.held_on.isoformat()],
        "held_on": [] if is_past else [prefill.held_on.isoformat()],
        "place": [prefill.place],
        "chair": [str(prefill.chair_id or "")],
        "recorder": [str(prefill.recorder_id or "")],
        "item_count": [str(2 + len(prefill.open_tasks))],
    }
    if Kind.PARTY_LECTURE in prefill.kinds:
        payload["lecturer"] = [str(prefill.chair_id or "")]
    for number, task in enumerate(prefill.open_tasks, 2):
        payload[f"item-{number}-follows"] = [str(task.pk)]
        payload[f"item-{number}-title"] = [f"上次议定事项落实：{task.title}"[:120]]
    return payload


def _text(value: object) -> list[str]:
    return [] if value is None or value == "" else [str(value)]


def payload_of(record: RecordInput) -> Payload:
    """A confirmed record as the form holds it while it is corrected."""
    payload: Payload = {
        "kinds": [kind.value for kind in record.kinds],
        "day": [record.held_on.isoformat()],
        "held_on": [record.held_on.isoformat()],
        "starts_at": [f"{record.starts_at:%H:%M}"] if record.starts_at else [],
        "ends_at": [f"{record.ends_at:%H:%M}"] if record.ends_at else [],
        "absent": [str(absence.person_id) for absence in record.absent],
        "came": [str(person) for person in sorted(record.came)],
        "no_vote": [str(person) for person in sorted(record.no_vote)],
        "item_count": [str(len(record.items) + 1)],
        "guest_count": [str(len(record.guests) + 1)],
    }
    if record.is_online:
        payload["is_online"] = ["on"]
    for name in (
        "title",
        "place",
        "chair_note",
        "recorder_note",
        "lecturer_note",
        "subject",
        "year",
        "serves",
        "late_reason",
    ):
        payload[name] = _text(getattr(record, name))
    for name in ("chair", "recorder", "lecturer"):
        payload[name] = _text(getattr(record, f"{name}_id"))
    payload["study_minutes"] = _text(record.study_minutes or None)
    for absence in record.absent:
        payload[f"reason_{absence.person_id}"] = [absence.reason.value]
        payload[f"leave_{absence.person_id}"] = ["1" if absence.leave_approved else "0"]
    for n, guest in enumerate(record.guests):
        payload[f"guest-{n}-name"], payload[f"guest-{n}-note"] = [guest.name], _text(guest.note)
    for n, item in enumerate(record.items):
        row = {"title": item.title, "gist": item.gist, "resolution": item.resolution}
        values: dict[str, object] = dict(row)
        if item.motion:
            motion = item.motion
            values |= {
                "motion": motion.text, "method": motion.method, "votes_for": motion.votes_for,
                "votes_against": motion.votes_against, "votes_abstain": motion.votes_abstain,
                "votes_written": motion.written,
            }  # fmt: skip
        if item.follows:
            values["follows"] = item.follows.assignment_id
        payload |= {f"item-{n}-{name}": _text(value) for name, value in values.items()}
    return payload
