"""Taking the last roster back while nothing depends on it, and letting staged rows go in time."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.registry import FactsChange, touched
from jishi.kernel.sealing import unseal_json
from jishi.members.models import Member, Membership, RosterBatch, RosterBlock, RosterNewcomer, RosterRow
from jishi.members.queries.matching import OF_MEMBER
from jishi.members.rules import MembershipKind
from jishi.members.rules.batches import KEPT_DAYS, BatchState
from jishi.members.rules.columns import DATES
from jishi.members.services.places import FROM_PERSON, set_from_person
from jishi.orgs.queries import below
from jishi.people import services as people
from jishi.people.models import Person, SealedFields

NAMED_IN_REFUSAL = 5
# Tables that tell of a person or a member and go with him; every other table that names him forbids the undoing.
_OWN = {SealedFields, Membership, Member}


@transaction.atomic
def undo_batch(*, batch_id: int, actor: Actor, now: datetime) -> RosterBatch:
    """Take back the last import of this place: members it brought go, values it changed are as before. Raises Refused,
    naming who, when a later import touched the same place or anything depends on it by now (attendance, posts, records,
    later edits); NotAllowed without ROSTER_IMPORT."""
    batch = RosterBatch.objects.select_for_update(of=("self",)).select_related("org").get(pk=batch_id)
    demand(actor.may(Act.ROSTER_IMPORT, batch.org.path))
    if batch.state != BatchState.DONE:
        raise Refused(f"这份名册现在的状态是“{BatchState.label_of(batch.state)}”，不能撤销。")
    if batch.purged_at:
        raise Refused(f"导入已超过{KEPT_DAYS}天，撤销依据已清除。请在党员信息里逐个更正。")
    if _later(batch):
        raise Refused("后面还有一次名册导入，要先撤销后面那一次。")
    rows = [
        (row, unseal_json(row.undo))
        for row in RosterRow.objects.filter(batch=batch, is_applied=True).exclude(undo=b"").order_by("number")
    ]
    members = {
        m.pk: m
        for m in Member.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person")
        .filter(pk__in=[row.member_id for row, _ in rows])
        .order_by("pk")
    }
    _refuse_later_edits(rows, members)
    brought = {row.member_id: undo["person"] is None for row, undo in rows if undo["new"] and row.member_id}
    _refuse_dependants(brought, members)
    orgs = sorted({m.org_id for m in members.values() if m.org_id})
    _restore(rows, members, actor=actor, now=now)
    _remove(rows, actor=actor, now=now)
    batch.state, batch.undone_at = BatchState.UNDONE, now
    batch.save(update_fields=["state", "undone_at"])
    audit.record(
        "roster.undone",
        actor=actor,
        at=now,
        act=Act.ROSTER_IMPORT,
        org=(batch.org.pk, batch.org.path),
        subject=("members.roster_batch", batch.pk, batch.file_name),
        after={"removed": len(brought), "restored": len(rows) - len(brought)},
    )
    touched([FactsChange(org_id, None) for org_id in orgs])
    return batch


def _later(batch: RosterBatch) -> bool:
    """Whether a later import wrote at, above or below the same place."""
    done = RosterBatch.objects.filter(state=BatchState.DONE, finished_at__gt=batch.finished_at).exclude(pk=batch.pk)
    inside = done.filter(below(batch.org.path, field="org__path")).exists()
    return inside or any(batch.org.path.startswith(path) for path in done.values_list("org__path", flat=True))


def _refuse_later_edits(rows: Sequence[tuple[RosterRow, Any]], members: dict[int, Member]) -> None:
    changed = [
        row.name
        for row, undo in rows
        if (member := members.get(row.member_id or 0)) is None
        or [member.version, member.person.version] != undo["versions"]
    ]
    if changed:
        raise Refused(f"导入以后{_some(changed)}的信息又有改动，不能整批撤销。请在党员信息里更正。")


def _some(names: Sequence[str]) -> str:
    shown = "、".join(names[:NAMED_IN_REFUSAL])
    return f"{shown}等{len(names)}人" if len(names) > NAMED_IN_REFUSAL else shown


def _refuse_dependants(brought: Mapping[int, bool], members: dict[int, Member]) -> None:
    """Look in every table that names a person or a member, whichever app it is of: this app knows none of those above
    it. Tables with partitions carry a bare `member_id` instead of a foreign key. `brought` says of each member whether
    the import brought the person too: what somebody known before held before is not in the way."""
    strangers = [pk for pk, is_stranger in brought.items() if is_stranger]
    for model in apps.get_models():
        if model in _OWN or model is RosterRow or model._meta.app_label == "audit":
            continue
        for column in model._meta.concrete_fields:
            if column.related_model is Person:
                asked: Collection[int] = strangers
            elif column.related_model is Member or column.attname == "member_id":
                asked = brought
            else:
                continue
            manager = model._default_manager
            hit = manager.filter(**{f"{column.attname}__in": list(asked)}).values_list(column.attname, flat=True)
            names = [members[pk].person.name for pk in sorted(set(hit))]
            if names:
                raise Refused(f"{_some(names)}已有“{model._meta.verbose_name}”，不能整批撤销。请在党员信息里逐个更正。")


def _restore(rows: Sequence[tuple[RosterRow, Any]], members: dict[int, Member], *, actor: Actor, now: datetime) -> None:
    kept = [(members[row.member_id or 0], undo) for row, undo in rows if not undo["new"]]
    of_person = {}
    for member, undo in kept:
        old = {n: _day(n, v) for n, v in undo["old"].items()}
        if back := {n: v for n, v in old.items() if n in people.PLAIN or n in people.SEALED}:
            of_person[member.pk] = back
        for name in OF_MEMBER:
            if name in old:
                setattr(member, name, old[name])
        if undo["places"] is not None:
            _replace(member, undo["places"], now.date())
        member.version += 1
    for pk, person in people.change_people(of_person, actor=actor, now=now).items():
        set_from_person(members[pk], person)
    Member.objects.bulk_update(
        [member for member, _ in kept],
        [*OF_MEMBER, "group", *FROM_PERSON, "version"],
        batch_size=people.CHANGED_AT_ONCE,
    )


def _day(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in DATES and value else value


def _replace(member: Member, places: Sequence[Sequence[Any]], today: date) -> None:
    Membership.objects.filter(member=member, kind=MembershipKind.GROUP).delete()
    member.group_id = None
    for org_id, from_on, to_on, reason in places:
        row = Membership(member=member, org_id=org_id, kind=MembershipKind.GROUP, reason=reason)
        row.from_on, row.to_on = _day("joined_on", from_on), _day("joined_on", to_on)
        row.save()
        if row.to_on is None or row.to_on > today:
            member.group_id = org_id


def _remove(rows: Sequence[tuple[RosterRow, Any]], *, actor: Actor, now: datetime) -> None:
    new = [(row.member_id, undo) for row, undo in rows if undo["new"]]
    Member.objects.filter(pk__in=[pk for pk, _ in new]).delete()
    people.remove_people([pk for pk, undo in new if pk and undo["person"] is None], actor=actor, now=now)
    known = {pk: {n: _day(n, v) for n, v in undo["person"].items()} for pk, undo in new if pk and undo["person"]}
    people.change_people(known, actor=actor, now=now)


@transaction.atomic
def purge_rosters(*, now: datetime) -> int:
    """Let go of the staged rows of every batch older than a week; how many batches. The counts of the batch stay."""
    old = RosterBatch.objects.select_for_update().filter(created_at__lt=now - timedelta(days=KEPT_DAYS), purged_at=None)
    ids = list(old.values_list("pk", flat=True))
    RosterRow.objects.filter(batch_id__in=ids).delete()
    RosterNewcomer.objects.filter(batch_id__in=ids).delete()
    RosterBlock.objects.filter(batch_id__in=ids).delete()
    RosterBatch.objects.filter(pk__in=ids).update(purged_at=now)
    if ids:
        audit.record(
            "roster.purged",
            actor=Actor(name="系统"),
            at=now,
            subject=("members.roster_batch", None, "名册导入"),
            after={"batches": ids},
        )
    return len(ids)
