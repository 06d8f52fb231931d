"""Writing a judged roster: chunk by chunk, each in its own transaction, each judged again on what is there by then."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef

from jishi.audit import services as audit
from jishi.audit.models import AuditLine
from jishi.kernel.actor import Act, Actor
from jishi.kernel.bulk import copy_rows, next_ids
from jishi.kernel.decision import Refused, demand
from jishi.kernel.jobs import enqueue
from jishi.kernel.locks import Lock
from jishi.kernel.registry import FactsChange, touched
from jishi.kernel.sealing import seal_json
from jishi.members.models import Member, Membership, RosterBatch, RosterBlock, RosterRow
from jishi.members.queries.imports import BLOCKS_AT_ONCE, cells_of, opened
from jishi.members.queries.matching import OF_MEMBER, Branches, Judged, in_words, judge_chunk
from jishi.members.rules import MembershipKind
from jishi.members.rules.batches import BatchState
from jishi.members.rules.roster import Outcome
from jishi.members.services.arriving import (
    BROUGHT,
    OF_ROSTER,
    arrive,
    facts_of_new,
    of_person,
    undo_of_stranger,
    values_of,
)
from jishi.members.services.judging import ROW, actor_behind, counts_of, readings_of, row_of
from jishi.members.services.members import FACTS, move_group
from jishi.members.services.places import FROM_PERSON, SOURCES, counties_of, from_person, opens_on, set_from_person
from jishi.members.services.staging import seal_rows
from jishi.orgs.services import hold_tree_still
from jishi.people import services as people
from jishi.people.models import Person

# More than are judged at a time: what follows from the rows of a chunk is derived once for all branches in it.
CHUNK = 10_000
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
    if batch.state != BatchState.IMPORTING:
        return batch
    # Rows shown as unchanged write nothing, whatever was edited since: nobody has seen such a change in the preview.
    RosterRow.objects.filter(batch=batch, outcome=Outcome.UNCHANGED, is_applied=False).update(is_applied=True)
    written = RosterRow.objects.filter(batch=batch, is_applied=True).count()
    RosterBatch.objects.filter(pk=batch.pk).update(done=written)
    last: int | None = 0
    while last is not None:
        last = _next_chunk(batch, last, now)
    return finish(batch_id=batch_id, now=now)


@transaction.atomic
def _next_chunk(batch: RosterBatch, last: int, now: datetime) -> int | None:
    """Write the next rows after row `last` that are not written yet; the last of them, None when none is left. Strangers
    are written as the preview showed them; every other row is judged again."""
    with connection.cursor() as cursor:
        # One roster is written at a time: two sheets may name the same person, and neither may win by racing.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [Lock.ROSTER])
    hold_tree_still()  # a branch that is merged meanwhile is judged as it is then
    waiting = RosterRow.objects.filter(batch=batch, outcome__in=TAKEN, is_applied=False, number__gt=last)
    numbers = list(waiting.order_by("number").values_list("number", flat=True)[:CHUNK])
    if not numbers:
        return None
    actor = actor_behind(batch, now.date())
    demand(actor.may(Act.ROSTER_IMPORT, batch.org.path))
    done = arrive(batch, numbers[0], numbers[-1], actor=actor, now=now)
    if done < len(numbers):
        rest = list(waiting.filter(number__lte=numbers[-1]).values_list("number", flat=True))
        done += _judge_again(batch, rest, actor=actor, now=now)
    RosterBatch.objects.filter(pk=batch.pk).update(done=F("done") + done)
    return numbers[-1]


def _judge_again(batch: RosterBatch, numbers: Sequence[int], *, actor: Actor, now: datetime) -> int:
    """Judge these rows on what is there now and write what they then say; how many were written."""
    branches = Branches.within(actor, batch.org)
    judged = judge_chunk(
        readings_of(batch, sorted(cells_of(batch, numbers).items())), branches, today=now.date()
    )  # fmt: skip
    undo: dict[int, bytes] = {}
    ids: dict[int, int] = {}
    _add([one for one in judged if one.verdict.outcome is Outcome.NEW], undo, ids, actor=actor, now=now)
    changed = [one for one in judged if one.verdict.outcome is Outcome.CHANGED]
    lines = _change(changed, undo, branches, actor=actor, now=now)
    RosterRow.objects.filter(batch=batch, number__in=numbers).delete()
    rows = (
        row_of(
            one,
            branches,
            is_applied=one.verdict.outcome is not Outcome.REFUSED,
            undo=undo.get(one.reading.number, b""),
            member_id=ids.get(one.reading.number),
        )
        for one in judged
    )
    copy_rows(RosterRow, ("batch_id", *ROW), ((batch.pk, *row) for row in rows))
    audit.record_many(lines)
    touched(_facts(changed, now.date()))
    return sum(one.verdict.outcome is not Outcome.REFUSED for one in judged)


_MEMBER = (
    "person_id",
    "org_id",
    "group_id",
    "county_id",
    *FROM_PERSON,
    *OF_ROSTER,
    "version",
)
_STAY = ("id", "member_id", "org_id", "kind", "from_on", "reason")


def _add(new: Sequence[Judged], undo: dict[int, bytes], ids: dict[int, int], *, actor: Actor, now: datetime) -> None:
    if not new:
        return
    strangers = [one for one in new if one.known is None]
    drafts = [people.NewPerson(**of_person(one)) for one in strangers]
    made = people.add_people(drafts, actor=actor, now=now)
    behind: dict[int, people.NewPerson | Person] = dict(zip(made, drafts, strict=True))
    stranger = undo_of_stranger()
    for one, pk in zip(strangers, made, strict=True):
        ids[one.reading.number], undo[one.reading.number] = pk, stranger
    acquainted = {one.known.person_id: one for one in new if one.known is not None}
    changed = people.change_people({pk: of_person(one) for pk, one in acquainted.items()}, actor=actor, now=now)
    for pk, one in acquainted.items():
        before = {n: old for n, (old, _) in one.verdict.changes.items() if n in people.PLAIN or n in people.SEALED}
        kept = {"new": True, "person": _json(before), "versions": [1, changed[pk].version]}
        ids[one.reading.number], undo[one.reading.number] = pk, seal_json(kept)
    counties = counties_of({one.org.pk: one.org for one in new if one.org}.values())
    behind |= changed
    members, stays = [], []
    for one in new:
        assert one.org is not None
        pk = ids[one.reading.number]
        members.append((pk, one.org.pk, one.group_id, counties[one.org.pk], *_copied(behind[pk]), *values_of(one), 1))
        since = opens_on(one.reading.values.get("joined_on"), now.date())
        stays.append((pk, one.org.pk, MembershipKind.FORMAL, since, BROUGHT))
        if one.group_id:
            stays.append((pk, one.group_id, MembershipKind.GROUP, since, BROUGHT))
    copy_rows(Member, _MEMBER, members)
    copy_rows(Membership, _STAY, ((pk, *row) for pk, row in zip(next_ids(Membership, len(stays)), stays, strict=True)))


def _copied(person: Person | people.NewPerson) -> tuple[Any, ...]:
    """What `FROM_PERSON` hold, for COPY, which cannot tell what an empty list is a list of."""
    return tuple("{}" if value == [] else value for value in from_person(person))


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
            set_from_person(member, persons[pk])
        places = _regroup(member, one.group_id, now.date()) if "group" in changes else None
        member.version += 1
        old = {name: before for name, (before, _) in changes.items() if name != "group"}
        versions = [member.version, member.person.version]
        undo[one.reading.number] = seal_json({"new": False, "old": _json(old), "places": places, "versions": versions})
        lines.append(_line(member, one, branches, actor=actor, now=now))
    used = {name for one in by_pk.values() for name in one.verdict.changes}
    keys = FROM_PERSON if used & {*SOURCES} else ()
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


def _facts(changed: Iterable[Judged], today: date) -> list[FactsChange]:
    """One change an organisation whose members are not as they were: from today where somebody only came into another
    党小组."""
    since: dict[int, date | None] = {}
    for one in changed:
        names = {*FACTS, "group"} & set(one.verdict.changes)
        if one.org is not None and names:
            day = today if names == {"group"} else None
            since[one.org.pk] = None if day is None else since.get(one.org.pk, day)
    return [FactsChange(org_id, day) for org_id, day in sorted(since.items())]


@transaction.atomic
def finish(*, batch_id: int, now: datetime) -> RosterBatch:
    """Close a batch that is written: count what came of it, say so in the audit, let go of the rows' contents that
    nobody needs again (refused ones stay for the workbook), and have what the branches owe worked out once for all."""
    batch = RosterBatch.objects.select_for_update(of=("self",)).select_related("org").get(pk=batch_id)
    if batch.state != BatchState.IMPORTING:
        return batch
    _keep_refused(batch)
    counts = counts_of(batch)
    batch.summary = {**batch.summary, **counts}
    batch.state, batch.finished_at, batch.done = BatchState.DONE, now, batch.total - counts[Outcome.REFUSED]
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
    touched(facts_of_new(batch))
    return batch


def _keep_refused(batch: RosterBatch) -> None:
    """Let go of every row that is written; a block at a time, whatever the sheet's size."""
    refused = RosterRow.objects.filter(batch=batch, is_applied=False)
    held = refused.filter(number__gte=OuterRef("first"), number__lte=OuterRef("last"))
    RosterBlock.objects.filter(~Exists(held), batch=batch).delete()
    for block in RosterBlock.objects.filter(batch=batch).order_by("first").iterator(chunk_size=BLOCKS_AT_ONCE):
        numbers = set(refused.filter(number__range=(block.first, block.last)).values_list("number", flat=True))
        block.cells = seal_rows([row for row in opened(block) if row[0] in numbers])
        block.save(update_fields=["cells"])
