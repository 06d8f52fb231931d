"""The roll: drawn from the roster, frozen at the meeting, changed afterwards only so that everybody sees it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from jishi.ballots.models import Election, Roll, RollChange, RollEntry
from jishi.ballots.queries.electors import Elector, electors
from jishi.ballots.queries.rolls import voter_of
from jishi.ballots.rules.roll import counted_said, expected, rights_of, why_not_left_out
from jishi.ballots.services.opening import Facts, audited, opened
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused
from jishi.members.queries import get_member

NOT_ON_IT = "不在名册"


@transaction.atomic
def take_roll(*, election: Election, version: int, actor: Actor, now: datetime) -> Roll:
    """Draw the roll from the roster as it will be on the day of the meeting. Again: newcomers are added, those gone are
    struck, marks and excuses stay. Raises Refused once it is frozen, or where nobody belongs (a congress: delegates are
    added one by one)."""
    fresh = opened(election, version, actor=actor)
    _demand_open(fresh)
    belonging = {one.person_id: one for one in electors(fresh)}
    held = {row.person_id: row for row in RollEntry.objects.filter(election=fresh)}
    if not belonging and not held:
        raise Refused("党员名册里没有可以取的人。党员代表大会的代表请逐人加入。")
    added = [_judged(RollEntry(election=fresh, person_id=pk), one) for pk, one in belonging.items() if pk not in held]
    kept = [_judged(row, belonging[pk]) for pk, row in held.items() if pk in belonging]
    if belonging:
        for pk, row in held.items():
            row.is_struck = pk not in belonging
    RollEntry.objects.bulk_create(added, batch_size=2000)
    RollEntry.objects.bulk_update(
        held.values(),
        ["name", "is_full", "is_suspended", "may_vote", "may_stand", "reason", "is_struck"],
        batch_size=500,
    )
    roll = _counted(fresh, taken_on=now.date())
    fresh.save(update_fields=["version"])
    after: Facts = {
        "党员人数": roll.members,
        "有选举权的人数": roll.with_right,
        "新加入": len(added),
        "沿用": len(kept),
    }
    audited("election.roll_taken", fresh, actor=actor, now=now, after=after)
    return roll


def _judged(row: RollEntry, one: Elector) -> RollEntry:
    row.name, row.is_full, row.is_suspended = one.name, one.is_full, one.is_suspended
    return _with_rights(row)


def _with_rights(row: RollEntry) -> RollEntry:
    rights = rights_of(is_full_member=row.is_full, is_suspended=row.is_suspended, mark=row.mark)
    row.may_vote, row.may_stand, row.reason = rights.may_vote, rights.may_stand, rights.reason
    return row


def _counted(election: Election, **facts: object) -> Roll:
    """The roll with its head counts summed again from its lines."""
    rows = RollEntry.objects.filter(election=election, is_struck=False)
    heads = expected(voter_of(row) for row in rows)
    counts = {"members": heads.members, "with_right": heads.with_right, "left_out": heads.left_out}
    roll, _ = Roll.objects.update_or_create(
        election=election, defaults=counts | facts, create_defaults=counts | {"taken_on": election.meeting_on} | facts
    )
    election.roll = roll
    return roll


def _demand_open(election: Election) -> None:
    roll = getattr(election, "roll", None)
    if roll is not None and roll.frozen_at is not None:
        raise Refused("名册已在大会上锁定，不能重新取。要改的人请逐人变更并写明原因。")


@transaction.atomic
def set_roll_entry(
    *,
    entry: RollEntry,
    mark: str,
    excused: str,
    excused_note: str,
    consented: bool,
    version: int,
    actor: Actor,
    now: datetime,
    adopted: bool | None = None,
    is_struck: bool = False,
    why: str = "",
) -> RollEntry:
    """Say what touches one member's rights, and whether he may be left out of 应到会. `adopted` (by the meeting) only after
    freezing; before that `freeze_roll` says it for all. On a frozen roll every change is kept beside it with `why`. Raises
    Refused for an excuse that lacks consent, agreement or adoption, or a change of a frozen roll without a reason."""
    fresh = opened(entry.election, version, actor=actor)
    row = RollEntry.objects.get(pk=entry.pk, election=fresh)
    roll = fresh.roll
    is_frozen = roll.frozen_at is not None
    if is_frozen and not why.strip():
        raise Refused("名册已锁定，变更要写原因，变更会留在名册上。", "why")
    before = _said(row)
    row.mark, row.excused, row.excused_note = mark, excused, excused_note.strip() if excused else ""
    row.consented = consented and bool(excused)
    row.adopted = bool(excused) and is_frozen and (row.adopted if adopted is None else adopted)
    row.is_struck = is_struck and is_frozen
    _with_rights(row)
    if row.adopted and (lacking := why_not_left_out(voter_of(row), superior_agreed=_superior_agreed(fresh))):
        raise Refused(f"{lacking}。", "adopted")
    row.save()
    _counted(fresh)
    fresh.save(update_fields=["version"])
    after = _said(row)
    if is_frozen:
        RollChange.objects.create(entry=row, at=now, by=actor.name, before=before, after=after, why=why.strip())
    event = "election.roll_changed" if is_frozen else "election.roll_marked"
    # What touches somebody's rights or health stays on the roll; the log says that it was written, and of whom.
    audited(event, fresh, actor=actor, now=now, note=f"{row.name}：{why.strip()}" if is_frozen else row.name)
    return row


def _said(row: RollEntry) -> str:
    return "已移出名册" if row.is_struck else counted_said(voter_of(row))[:120]


def _superior_agreed(election: Election) -> bool:
    procedure = getattr(election, "procedure", None)
    return bool(procedure and procedure.excusal_paper)


@transaction.atomic
def add_to_roll(
    *, election: Election, person_id: int, version: int, actor: Actor, now: datetime, why: str = ""
) -> RollEntry:
    """Add one member: a delegate of a congress, or somebody whose relation arrived. On a frozen roll with the reason, kept
    beside it. Raises Refused for somebody who is on it."""
    fresh = opened(election, version, actor=actor)
    known = {one.person_id: one for one in electors(fresh)}
    if RollEntry.objects.filter(election=fresh, person=person_id, is_struck=False).exists():
        raise Refused("这个人已经在名册上。", "person_id")
    one = known.get(person_id) or _elsewhere(actor, fresh, person_id)
    roll = getattr(fresh, "roll", None)
    is_frozen = roll is not None and roll.frozen_at is not None
    if is_frozen and not why.strip():
        raise Refused("名册已锁定，加人要写原因，变更会留在名册上。", "why")
    found = RollEntry.objects.filter(election=fresh, person=person_id).first()
    row = _judged(found or RollEntry(election=fresh, person_id=person_id), one)
    row.is_struck = False
    row.save()
    facts: Facts = {} if roll else {"taken_on": now.date()}
    _counted(fresh, **facts)
    fresh.save(update_fields=["version"])
    if is_frozen:
        RollChange.objects.create(entry=row, at=now, by=actor.name, before=NOT_ON_IT, after=_said(row), why=why.strip())
    audited(
        "election.roll_changed", fresh, actor=actor, now=now, note=f"加入{row.name}{'：' if why else ''}{why.strip()}"
    )
    return row


def _elsewhere(actor: Actor, election: Election, person_id: int) -> Elector:
    """A delegate of a congress: any member within the actor's reach below the organisation."""
    member = get_member(actor, Act.MEMBER_VIEW, person_id)
    if member.org is None or not member.org.path.startswith(election.org.path):
        raise Refused("这名党员的组织关系不在本组织。", "person_id")
    return Elector(
        person_id=member.pk, name=member.person.name, born_on=member.person.born_on, branch=member.org.name,
        is_full=member.category == "full", is_suspended=member.standing == "suspended",
    )  # fmt: skip


@transaction.atomic
def freeze_roll(*, election: Election, adopted: Collection[int], version: int, actor: Actor, now: datetime) -> Roll:
    """Fix the roll at the meeting: `adopted` are the ids of the lines that the meeting agreed to leave out of 应到会. From
    now on every change is a row of its own. Raises Refused before the roll was drawn, twice, or for a line that still lacks
    consent or the superior's agreement."""
    fresh = opened(election, version, actor=actor)
    if getattr(fresh, "roll", None) is None:
        raise Refused("还没有选举人名册，先从党员名册里取人。")
    _demand_open(fresh)
    rows = list(RollEntry.objects.filter(election=fresh, is_struck=False).exclude(excused=""))
    agreed = _superior_agreed(fresh)
    for row in rows:
        row.adopted = row.pk in set(adopted)
        if row.adopted and (lacking := why_not_left_out(voter_of(row), superior_agreed=agreed)):
            raise Refused(f"{row.name}：{lacking}。", "adopted")
    RollEntry.objects.bulk_update(rows, ["adopted"])
    roll = _counted(fresh, frozen_at=now, frozen_by=actor.name)
    fresh.save(update_fields=["version"])
    after: Facts = {
        "党员人数": roll.members, "有选举权的人数": roll.with_right, "应到会": roll.with_right - roll.left_out,
        "不计入应到会的人数": roll.left_out,
    }  # fmt: skip
    audited("election.roll_frozen", fresh, actor=actor, now=now, after=after)
    return roll
