"""Writing plans: entries added one by one or laid out together, changed, moved, dropped, copied. Nothing here fulfils."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jishi.activities.models import PlanEntry
from jishi.activities.queries.plans import plan_input, plan_org_ids
from jishi.activities.rules import (
    Kind,
    PlanInput,
    PlanSource,
    check_plan,
    day_in,
    may_hold_together,
    may_record,
    months_of_plan,
    months_on,
    same_event,
)
from jishi.audit.services import record as record_audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization

_FIELDS = (
    "month", "title", "day", "starts_at", "place", "measures", "owner_id", "owner_note",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry to be laid out with others: it may bring what is to be held together with it."""

    entry: PlanInput
    source: PlanSource = PlanSource.DUTY
    parts: tuple["NewEntry", ...] = field(default=())


def fill_entry(row: PlanEntry, entry: PlanInput) -> None:
    """Put what was typed on the row; where it came from is the caller's."""
    for name in _FIELDS:
        setattr(row, name, getattr(entry, name))
    row.title, row.measures = entry.title.strip(), entry.measures.strip()
    row.org_id, row.year = entry.org_id, entry.year
    row.kinds = [kind.value for kind in entry.kinds]
    row.rules, row.subject = list(entry.rules), entry.subject or ""


def _said(row: PlanEntry) -> dict[str, object]:
    return {
        "month": row.month,
        "day": row.day,
        "title": row.title,
        "measures": row.measures,
        "place": row.place,
        "kinds": row.kinds,
    }


def _plan_line(
    event: str,
    org: Organization,
    subject: tuple[int | None, str],
    *,
    actor: Actor,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    note: str = "",
) -> None:
    record_audit(
        event,
        actor=actor,
        at=now,
        act=Act.RECORD,
        org=(org.pk, org.path),
        subject=("activities.planentry", *subject),
        before=before,
        after=after,
        note=note,
    )


def held_entry(entry_id: int, version: int, *, actor: Actor) -> PlanEntry:
    """The entry to be changed, locked; the actor plans for its organisation and has seen this version."""
    row = (
        PlanEntry.objects.select_related("org", "topic__series").select_for_update(of=("self",), no_key=True)
    ).get(pk=entry_id)  # fmt: skip
    demand(may_record(actor, row.org.path, row.org.kind))
    if row.version != version:
        raise EditConflict
    return row


def _only_open(row: PlanEntry) -> None:
    if row.activity_id:
        raise Refused("已经有记录的计划不再改动。要改，请先在记录里取消关联。")
    if row.dropped_reason:
        raise Refused("这项已定为不开展。要改，请先恢复。")
    if row.joined_id:
        raise Refused("这项已并入另一项开展。要单独改，请先拆开。")


def _parts(row: PlanEntry) -> list[PlanEntry]:
    return list(PlanEntry.objects.filter(joined=row).order_by("pk"))


@transaction.atomic
def add_entry(entry: PlanInput, *, actor: Actor, now: datetime, submission: UUID | None = None) -> PlanEntry:
    """Put something of one's own into the plan. The same `submission` again gives the same entry. Raises Refused naming
    the field, NotAllowed where the actor does not record for the organisation."""
    org = Organization.objects.get(pk=entry.org_id)
    demand(may_record(actor, org.path, org.kind))
    known = earlier(PlanEntry.objects.filter(org=org), submission)
    if known:
        return known
    check_plan(entry, org.kind)
    row = PlanEntry(source=PlanSource.HAND, submission=submission)
    fill_entry(row, entry)
    row.save(force_insert=True)
    _plan_line("plan.added", org, (row.pk, row.title), actor=actor, now=now, after=_said(row))
    return row


@transaction.atomic
def lay_out(new: Sequence[NewEntry], *, actor: Actor, now: datetime) -> list[PlanEntry]:
    """Write many entries of one year at once, with what is to be held together joined to its head: one audit line for
    each organisation. Raises Refused where an entry cannot be, or an event is more than one record may be; then nothing
    is written. Returns the heads."""
    orgs = {org.pk: org for org in Organization.objects.filter(pk__in={one.entry.org_id for one in new})}
    for org in orgs.values():
        demand(may_record(actor, org.path, org.kind))
    heads: list[PlanEntry] = []
    parts: list[PlanEntry] = []
    for one in new:
        org = orgs[one.entry.org_id]
        together = [one.entry, *(part.entry for part in one.parts)]
        for entry in together:
            check_plan(entry, org.kind)
        answer = same_event(together, org.kind)
        if not answer or len({entry.org_id for entry in together}) > 1:
            raise Refused(answer.reason or "不同党组织的事项不能合并。")
        head = PlanEntry(source=one.source)
        fill_entry(head, one.entry)
        heads.append(head)
        for part in one.parts:
            row = PlanEntry(source=part.source, joined=head)
            fill_entry(row, part.entry)
            parts.append(row)
    PlanEntry.objects.bulk_create(heads)
    for row in parts:
        assert row.joined is not None
        row.joined_id = row.joined.pk
    PlanEntry.objects.bulk_create(parts)
    for org in orgs.values():
        mine = [row for row in (*heads, *parts) if row.org_id == org.pk]
        years = "、".join(sorted({str(row.year) for row in mine}))
        _plan_line(
            "plan.laid_out", org, (None, f"{years}年度工作计划"), actor=actor, now=now, after={"count": len(mine)}
        )  # fmt: skip
    return heads


@transaction.atomic
def edit_entry(entry_id: int, entry: PlanInput, version: int, *, actor: Actor, now: datetime) -> PlanEntry:
    """Change an entry that is neither held nor dropped; what is joined to it moves along. Raises Refused naming the field,
    EditConflict when stale."""
    row = held_entry(entry_id, version, actor=actor)
    _only_open(row)
    entry = replace(entry, org_id=row.org_id, year=row.year, rules=tuple(row.rules))
    check_plan(entry, row.org.kind)
    parts = _parts(row)
    answer = may_hold_together({*entry.kinds, *(Kind(k) for part in parts for k in part.kinds)}, row.org.kind)
    if not answer:
        raise Refused(answer.reason, "kinds")
    if plan_input(row) == entry:
        return row
    before = _said(row)
    fill_entry(row, entry)
    row.is_adjusted = True
    row.version += 1
    row.save()
    _carry(row, parts)
    _plan_line("plan.edited", row.org, (row.pk, row.title), actor=actor, now=now, before=before, after=_said(row))
    return row


def _carry(head: PlanEntry, parts: Iterable[PlanEntry]) -> None:
    """What is joined to an entry is planned for its month and day."""
    for part in parts:
        PlanEntry.objects.filter(pk=part.pk).update(month=head.month, day=head.day, is_adjusted=True)


@transaction.atomic
def move_entries(seen: Iterable[tuple[int, int]], months: int, *, actor: Actor, now: datetime) -> int:
    """Shift entries, each as (id, version seen), by so many months (negative: earlier), fixed days with them; all or none.
    Returns how many moved. Raises Refused where one would leave the plan's months or cannot be changed any more."""
    moved = 0
    for entry_id, version in sorted(seen):
        row = held_entry(entry_id, version, actor=actor)
        _only_open(row)
        to = months_on(row.month, months)
        if to not in months_of_plan(row.year):
            raise Refused(f"“{row.title}”移动{abs(months)}个月，就不在{row.year}年度计划的月份里了。", "months")
        if not months:
            raise Refused("请选要移动的月数。", "months")
        before = {"month": row.month, "day": row.day}
        row.month, row.day = to, day_in(to, row.day.day) if row.day else None
        row.is_adjusted = True
        row.version += 1
        row.save()
        _carry(row, _parts(row))
        moved += 1
        _plan_line(
            "plan.moved", row.org, (row.pk, row.title), actor=actor, now=now, before=before,
            after={"month": row.month, "day": row.day},
        )  # fmt: skip
    return moved


@transaction.atomic
def drop_entry(entry_id: int, reason: str, version: int, *, actor: Actor, now: datetime) -> PlanEntry:
    """Say that an entry will not be held, and why; of a superior's entry this is 不参加: it is seen above, not blocked.
    What is joined to it goes with it. Raises Refused without a reason."""
    row = held_entry(entry_id, version, actor=actor)
    if not reason.strip():
        raise Refused("请写明不开展的原因。", "reason")
    _only_open(row)
    row.dropped_reason = reason.strip()
    row.is_adjusted = True
    row.version += 1
    row.save()
    _plan_line("plan.dropped", row.org, (row.pk, row.title), actor=actor, now=now, note=row.dropped_reason)
    return row


@transaction.atomic
def restore_entry(entry_id: int, version: int, *, actor: Actor, now: datetime) -> PlanEntry:
    """Take a dropped entry up again."""
    row = held_entry(entry_id, version, actor=actor)
    reason = row.dropped_reason
    if not reason:
        raise Refused("这项没有定为不开展，不用恢复。")
    row.dropped_reason = ""
    row.version += 1
    row.save()
    _plan_line("plan.restored", row.org, (row.pk, row.title), actor=actor, now=now, note=reason)
    return row


@transaction.atomic
def remove_entry(entry_id: int, version: int, *, actor: Actor, now: datetime) -> None:
    """Take an entry off the plan that was put there by mistake. What a superior planned is never removed: it is dropped
    with a reason. What was joined to it stands by itself again."""
    row = held_entry(entry_id, version, actor=actor)
    if row.topic_id:
        raise Refused("上级安排的事项不能删去；不开展的，请写明原因。")
    if row.activity_id:
        raise Refused("已经有记录的计划不能删去。")
    _plan_line("plan.removed", row.org, (row.pk, row.title), actor=actor, now=now, before=_said(row))
    row.delete()


@transaction.atomic
def copy_year(org_id: int, from_year: int, to_year: int, *, actor: Actor, now: datetime) -> int:
    """Take over last year's plan: entries that were not a superior's and were not dropped, a year on, without days; what
    stands in the new plan already (same organisation, month, kinds and title) is left alone, so that a second press adds
    nothing. Returns how many were added."""
    org = Organization.objects.get(pk=org_id)
    demand(may_record(actor, org.path, org.kind))
    years = to_year - from_year
    ids = plan_org_ids(org)
    there = {_same(row) for row in PlanEntry.objects.filter(org_id__in=ids, year=to_year)}
    added: dict[int, PlanEntry] = {}
    wanted = PlanEntry.objects.filter(org_id__in=ids, year=from_year, topic=None, dropped_reason="").order_by("pk")
    rows = list(wanted)
    for old in rows:
        entry = plan_input(old)
        new = PlanEntry(source=old.source)
        fill_entry(
            new,
            replace(
                entry,
                year=to_year,
                month=months_on(old.month, 12 * years),
                day=None,
                title=entry.title.replace(f"{from_year}年", f"{to_year}年"),
            ),
        )
        if _same(new) not in there:
            added[old.pk] = new
    heads = [(old, added[old.pk]) for old in rows if old.pk in added and old.joined_id not in added]
    tails = [(old, added[old.pk]) for old in rows if old.pk in added and old.joined_id in added]
    PlanEntry.objects.bulk_create([new for _, new in heads])
    for old, new in tails:
        assert old.joined_id is not None
        new.joined_id = added[old.joined_id].pk
    PlanEntry.objects.bulk_create([new for _, new in tails])
    if added:
        _plan_line(
            "plan.copied", org, (None, f"{to_year}年度工作计划"), actor=actor, now=now,
            after={"count": len(added)}, note=f"{from_year}年度工作计划",
        )  # fmt: skip
    return len(added)


def _same(row: PlanEntry) -> tuple[object, ...]:
    return row.org_id, row.month, tuple(sorted(row.kinds)), row.title


@transaction.atomic
def join_entries(seen: Sequence[tuple[int, int]], *, actor: Actor, now: datetime) -> PlanEntry:
    """合并开展: hold several entries, each as (id, version seen), as one event; the first one that is recorded leads.
    Never more than one
    record may be. Undone by `split_entry`."""
    rows = {pk: held_entry(pk, version, actor=actor) for pk, version in sorted(seen)}
    if len(rows) < 2:
        raise Refused("请选两项以上再合并。")
    for row in rows.values():
        _only_open(row)
    head = next((rows[pk] for pk, _ in seen if rows[pk].kinds), rows[seen[0][0]])
    rest = [row for row in rows.values() if row is not head]
    if len({row.org_id for row in rows.values()}) > 1:
        raise Refused("不同党组织的事项不能合并。")
    tails = [part for row in rest for part in (row, *_parts(row))]
    whole = [head, *_parts(head), *tails]
    answer = same_event([plan_input(row) for row in whole], head.org.kind)
    if not answer:
        raise Refused(answer.reason)
    head.day = next((row.day for row in whole if row.day), None)
    head.is_adjusted = True
    head.version += 1
    head.save()
    for row in tails:
        PlanEntry.objects.filter(pk=row.pk).update(
            joined=head, is_adjusted=True, version=row.version + 1, day=head.day
        )  # fmt: skip
    _plan_line(
        "plan.joined", head.org, (head.pk, head.title), actor=actor, now=now,
        after={"joined": [row.title for row in tails]},
    )  # fmt: skip
    return head


@transaction.atomic
def split_entry(entry_id: int, version: int, *, actor: Actor, now: datetime) -> PlanEntry:
    """Undo 合并开展: every entry stands by itself again, in the month where they were to be held."""
    row = held_entry(entry_id, version, actor=actor)
    parts = _parts(row)
    if not parts:
        raise Refused("这项没有合并别的事项，不用拆开。")
    _only_open(row)
    row.version += 1
    row.save()
    for part in parts:
        PlanEntry.objects.filter(pk=part.pk).update(joined=None, version=part.version + 1)
    _plan_line(
        "plan.split", row.org, (row.pk, row.title), actor=actor, now=now,
        before={"joined": [part.title for part in parts]},
    )  # fmt: skip
    return row
