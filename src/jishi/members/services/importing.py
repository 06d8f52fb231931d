"""Writing a judged roster: chunk by chunk, each in its own transaction, each judged again on what is there by then."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import batched
from typing import Any

from django.db import connection, transaction

from jishi.audit import services as audit
from jishi.audit.models import AuditLine
from jishi.kernel.actor import Act, Actor
from jishi.kernel.bulk import copy_in
from jishi.kernel.decision import Refused, demand
from jishi.kernel.jobs import enqueue
from jishi.kernel.locks import Lock
from jishi.kernel.registry import FactsChange, touched
from jishi.kernel.sealing import seal_json
from jishi.members.models import Member, Membership, RosterBatch, RosterBlock, RosterRow
from jishi.members.queries.imports import cells_of
from jishi.members.queries.matching import OF_MEMBER, Branches, Judged, Seen, in_words, judge_chunk
from jishi.members.rules import MembershipKind
from jishi.members.rules.batches import BatchState
from jishi.members.rules.cells import as_json
from jishi.members.rules.roster import Outcome
from jishi.members.services.judging import (
    actor_behind,
    chunk_after,
    readings_of,
    row_values,
    save_rows,
)
from jishi.members.services.members import FACTS, move_group
from jishi.members.services.places import counties_of, opens_on, set_name_keys
from jishi.members.services.staging import BLOCK, block_of
from jishi.orgs.services import hold_tree_still
from jishi.people import services as people

TAKEN = (Outcome.NEW, Outcome.CHANGED)


@transaction.atomic
def start_import(*, batch_id: int, good_rows_only: bool, actor: Actor, now: datetime) -> RosterBatch:
    """Have a judged roster written in the background. Without `good_rows_only` a refused row stops all of it. Starting
    one that is under way queues it again, which repeats nothing. Raises Refused, NotAllowed."""
    batch = RosterBatch.objects.select_for_update(of=("self",)).select_related("org").get(pk=batch_id)
    demand(actor.may(Act.ROSTER_IMPORT, batch.org.path))
    if batch.state not in (BatchState.JUDGED, BatchState.IMPORTING):
        raise Refused(f"这份名册现在的状态是“{BatchState.label_of(batch.state)}”，不能导入。")
    refused = batch.summary.get(Outcome.REFUSED, 0)
    if refused and not good_rows_only:
        raise Refused(f"有{refused}行不能导入。请改好后重新上传，或选择只导入没有问题的行。")
    if batch.state == BatchState.JUDGED:
        batch.state, batch.good_rows_only, batch.done = BatchState.IMPORTING, good_rows_only, 0
        batch.save(update_fields=["state", "good_rows_only", "done"])
        audit.record(
            "roster.import_started",
            actor=actor,
            at=now,
            act=Act.ROSTER_IMPORT,
            org=(batch.org.pk, batch.org.path),
            subject=("members.roster_batch", batch.pk, batch.file_name),
            after={"good_rows_only": good_rows_only},
        )
    enqueue("members.import_batch", batch=batch.pk)
    return batch


def import_batch(*, batch_id: int, now: datetime) -> RosterBatch:
    """Write what is not written yet. Idempotent and restartable: a chunk and the mark that it is written stand or fall
    together. A row that has become impossible meanwhile is refused, the others go on."""
    batch = RosterBatch.objects.select_related("org").get(pk=batch_id)
    # Rows shown as unchanged write nothing, whatever was edited since: nobody has seen such a change in the preview.
    if batch.state == BatchState.IMPORTING:
        RosterRow.objects.filter(batch=batch, outcome=Outcome.UNCHANGED, is_applied=False).update(is_applied=True)
    while batch.state == BatchState.IMPORTING and _next_chunk(batch, now):
        pass
    return finish(batch_id=batch_id, now=now) if batch.state == BatchState.IMPORTING else batch


@transaction.atomic
def _next_chunk(batch: RosterBatch, now: datetime) -> bool:
    with connection.cursor() as cursor:
        # One roster is written at a time: two sheets may name the same person, and neither may win by racing.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [Lock.ROSTER])
    hold_tree_still()  # a branch that is merged meanwhile is judged as it is then
    today = now.date()
    rows = chunk_after(batch, 0, outcome__in=TAKEN, is_applied=False)
    if not rows:
        return False
    actor = actor_behind(batch, today)
    demand(actor.may(Act.ROSTER_IMPORT, batch.org.path))
    branches = Branches.within(actor, batch.org)
    judged = judge_chunk(readings_of(batch, rows), branches, Seen(), today=today)
    undo = {one.reading.number: b"" for one in judged}
    ids: dict[int, int] = {}
    _add([one for one in judged if one.verdict.outcome is Outcome.NEW], undo, ids, actor=actor, now=now)
    lines = _change(
        [one for one in judged if one.verdict.outcome is Outcome.CHANGED], undo, branches, actor=actor, now=now
    )
    values = []
    for one in judged:
        row = row_values(one, branches)
        row["is_applied"] = one.verdict.outcome is not Outcome.REFUSED
        row["undo"] = undo[one.reading.number]
        row["member_id"] = ids.get(one.reading.number, row["member_id"])
        values.append(row)
    save_rows(batch, values)
    done = RosterRow.objects.filter(batch=batch, is_applied=True).count()
    RosterBatch.objects.filter(pk=batch.pk).update(done=done)
    audit.record_many(lines)
    touched(_facts(judged, today))
    return True


def _add(new: Sequence[Judged], undo: dict[int, bytes], ids: dict[int, int], *, actor: Actor, now: datetime) -> None:
    strangers = [one for one in new if one.known is None]
    drafts = [
        people.NewPerson(
            **{n: v for n, (_, v) in one.verdict.changes.items() if n in people.PLAIN or n in people.SEALED}
        )
        for one in strangers
    ]
    made = people.add_people(drafts, actor=actor, now=now)
    person_of = {one.reading.number: person for one, person in zip(strangers, made, strict=True)}
    acquainted = {one.known.person_id: one for one in new if one.known is not None}
    changed = people.change_people({pk: of_person(one) for pk, one in acquainted.items()}, actor=actor, now=now)
    person_of |= {one.reading.number: changed[pk] for pk, one in acquainted.items()}
    counties = counties_of({one.org.pk: one.org for one in new if one.org}.values())
    members, stays = [], []
    stranger = seal_json({"new": True, "person": None, "versions": [1, 1]})
    for one in new:
        person, org = person_of[one.reading.number], one.org
        assert org is not None
        values = {n: v for n, (_, v) in one.verdict.changes.items() if n in OF_MEMBER}
        member = Member(person=person, org=org, group_id=one.group_id, county_id=counties[org.pk], **values)
        set_name_keys(member, person.name)
        members.append(member)
        since = opens_on(member.joined_on, now.date())
        stays.append(Membership(member=member, org=org, kind=MembershipKind.FORMAL, from_on=since, reason="名册导入"))
        if one.group_id:
            stays.append(
                Membership(
                    member=member, org_id=one.group_id, kind=MembershipKind.GROUP, from_on=since, reason="名册导入"
                )
            )
        ids[one.reading.number] = person.pk
        before = {n: old for n, (old, _) in one.verdict.changes.items() if n in people.PLAIN or n in people.SEALED}
        # Of a stranger there is nothing to keep: one sealed sentence serves them all.
        undo[one.reading.number] = (
            stranger
            if one.known is None
            else seal_json({"new": True, "person": _json(before), "versions": [member.version, person.version]})
        )
    copy_in(Member, members)
    copy_in(Membership, stays)


def of_person(one: Judged) -> dict[str, Any]:
    """The changes of a row that belong to the person behind the member."""
    return {n: new for n, (_, new) in one.verdict.changes.items() if n in people.PLAIN or n in people.SEALED}


def _json(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _change(
    changed: Sequence[Judged], undo: dict[int, bytes], branches: Branches, *, actor: Actor, now: datetime
) -> list[AuditLine]:
    by_pk = {one.known.person_id: one for one in changed if one.known is not None}
    persons = people.change_people({pk: w for pk, one in by_pk.items() if (w := of_person(one))}, actor=actor, now=now)
    members = {
        m.pk: m
        for m in Member.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person")
        .filter(pk__in=by_pk)
        .order_by("pk")
    }
    lines = []
    for pk, one in by_pk.items():
        member, changes = members[pk], one.verdict.changes
        for name in OF_MEMBER:
            if name in changes:
                setattr(member, name, changes[name][1])
        if pk in persons:
            set_name_keys(member, persons[pk].name)
        places = _regroup(member, one.group_id, now.date()) if "group" in changes else None
        member.version += 1
        old = {name: before for name, (before, _) in changes.items() if name != "group"}
        versions = [member.version, member.person.version]
        undo[one.reading.number] = seal_json({"new": False, "old": _json(old), "places": places, "versions": versions})
        lines.append(_line(member, one, branches, actor=actor, now=now))
    used = {name for one in by_pk.values() for name in one.verdict.changes}
    keys = ["name_key", "initials", "other_initials"] if "name" in used else []
    Member.objects.bulk_update(
        members.values(),
        [*(used & {*OF_MEMBER, "group"}), *keys, "version"],
        batch_size=people.CHANGED_AT_ONCE,
    )
    return lines


def _regroup(member: Member, group_id: int | None, today: date) -> list[list[Any]]:
    """Move to another 党小组 from today; gives the earlier places for the undoing."""
    places = Membership.objects.filter(member=member, kind=MembershipKind.GROUP).order_by("pk")
    before = [
        [p.org_id, p.from_on and p.from_on.isoformat(), p.to_on and p.to_on.isoformat(), p.reason] for p in places
    ]
    move_group(member, None, today)
    if group_id:
        Membership.objects.create(member=member, org_id=group_id, kind=MembershipKind.GROUP, from_on=today)
    member.group_id = group_id
    return before


def _line(member: Member, one: Judged, branches: Branches, *, actor: Actor, now: datetime) -> AuditLine:
    assert one.org is not None
    changes = one.verdict.changes
    return audit.line(
        "member.imported",
        actor=actor,
        at=now,
        act=Act.ROSTER_IMPORT,
        org=(one.org.pk, one.org.path),
        subject=("members.member", member.pk, one.reading.name),
        before={n: "" if n in people.SEALED else in_words(n, old, branches) for n, (old, _) in changes.items()},
        after={
            n: audit.SEALED_CHANGED if n in people.SEALED else in_words(n, new, branches)
            for n, (_, new) in changes.items()
        },
    )


def _facts(judged: Iterable[Judged], today: date) -> list[FactsChange]:
    """One change an organisation: from the earliest day on which it looks different."""
    since: dict[int, date | None] = {}
    for one in judged:
        if one.org is None or one.verdict.outcome not in TAKEN:
            continue
        names = one.verdict.changes
        if one.verdict.outcome is Outcome.CHANGED and not any(n in names for n in (*FACTS, "group")):
            continue
        if one.verdict.outcome is Outcome.NEW:
            day = opens_on(one.reading.values.get("joined_on"), today)
        else:
            day = today if set(names) & {*FACTS, "group"} == {"group"} else None
        held = since.get(one.org.pk, date.max)
        since[one.org.pk] = None if day is None or held is None else min(held, day)
    return [FactsChange(org_id, day) for org_id, day in sorted(since.items())]


@transaction.atomic
def finish(*, batch_id: int, now: datetime) -> RosterBatch:
    """Close a batch that is written: count what came of it, say so in the audit, and let go of the rows' contents that
    nobody needs again (refused ones stay for the workbook)."""
    batch = RosterBatch.objects.select_for_update(of=("self",)).select_related("org").get(pk=batch_id)
    if batch.state != BatchState.IMPORTING:
        return batch
    rows = RosterRow.objects.filter(batch=batch)
    _keep_refused(batch)
    counts = {str(o): rows.filter(outcome=o).count() for o in Outcome} | {"warned": rows.exclude(warnings=[]).count()}
    batch.summary = {**batch.summary, **counts}
    batch.state, batch.finished_at, batch.done = BatchState.DONE, now, rows.filter(is_applied=True).count()
    batch.save(update_fields=["summary", "state", "finished_at", "done"])
    audit.record(
        "roster.imported",
        actor=actor_behind(batch, now.date()),
        at=now,
        act=Act.ROSTER_IMPORT,
        org=(batch.org.pk, batch.org.path),
        subject=("members.roster_batch", batch.pk, batch.file_name),
        after=counts,
    )
    return batch


def _keep_refused(batch: RosterBatch) -> None:
    numbers = RosterRow.objects.filter(batch=batch, is_applied=False).order_by("number")
    cells = cells_of(batch, numbers.values_list("number", flat=True))
    RosterBlock.objects.filter(batch=batch).delete()
    kept = sorted(cells.items())
    copy_in(
        RosterBlock,
        [block_of(batch, {n: [as_json(c) for c in row] for n, row in part}) for part in batched(kept, BLOCK)],
    )
