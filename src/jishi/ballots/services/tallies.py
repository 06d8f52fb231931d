"""Counting a round: one sheet typed and confirmed by a second person, or two typed apart until they agree."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.ballots.models import Election, Official, Round, RoundName, Tally
from jishi.ballots.queries.meeting import voted_on
from jishi.ballots.queries.tallies import sheet_of
from jishi.ballots.rules.counting import Papers, Votes
from jishi.ballots.rules.meeting import (
    CountDuty,
    RoundState,
    Ruling,
    Sheet,
    Wrong,
    differences,
    is_double,
    why_not_count,
    wrong_cells,
)
from jishi.ballots.services.holding import demand_open, keep_ruling, round_held, runs, tell_counting
from jishi.ballots.services.opening import audited
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import YES, Decision, EditConflict, NotAllowed, Refused, no
from jishi.kernel.names import clean_name


class WrongCells(Refused):
    """A sheet that does not add up: every sentence beside its cell."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        super().__init__(wrong[0].said, wrong[0].cell)
        self.wrong = tuple(wrong)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a saved sheet led to: agreed on, alone so far, or apart from the other in some cells."""

    tally: Tally
    is_agreed: bool = False
    is_apart: bool = False


def may_count(actor: Actor, one: Round) -> Decision:
    """Whether the actor may type or confirm a count of this round: its tellers and scrutineers, and who runs the election;
    nobody whose name is voted on at the meeting."""
    officials = Official.objects.filter(assembly=one.assembly_id)
    counting = set(officials.exclude(person=None).values_list("person_id", flat=True))
    names = set(voted_on(one.assembly_id).exclude(person=None).values_list("person_id", flat=True))
    said = why_not_count(actor.person_id, names=names, counting=counting, runs=bool(runs(actor, one.assembly.election)))
    return no(said) if said else YES


def _right(one: Round) -> Any:
    """The right by which a count is typed, for `round_held`."""

    def right(actor: Actor, election: Election) -> Decision:
        return may_count(actor, one)

    return right


def is_same(actor: Actor, tally: Tally) -> bool:
    """Whether the sheet is this actor's own."""
    if actor.person_id is not None or tally.person_id is not None:
        return actor.person_id == tally.person_id
    return (actor.account_id, actor.name) == (tally.account_id, tally.by)


@transaction.atomic
def save_tally(
    *,
    one: Round,
    sheet: Sheet,
    actor: Actor,
    now: datetime,
    version: int | None = None,
    submission: UUID | None = None,
) -> Kept:
    """Keep what one person counted. Up to fifty ballots there is one sheet, above that two by different persons; when the
    second agrees with the first in every cell the count stands, else both are told which cells differ and count again.
    `version` is that of one's own sheet (None: none yet); the same `submission` again changes nothing. Raises NotAllowed for
    whoever may not count; EditConflict; WrongCells; Refused once the count stands, or for a third person."""
    fresh = round_held(one, None, actor=actor, right=_right(one))
    demand_open(fresh.assembly)
    own = next((t for t in Tally.objects.filter(round=fresh) if is_same(actor, t)), None)
    if own and submission and own.submission == submission:
        return _kept(fresh, own)
    if fresh.state != RoundState.COUNTING:
        raise Refused(_not_now(fresh))
    if (own.version if own else None) != version:
        raise EditConflict
    if wrong := wrong_cells(sheet, _papers(fresh, sheet), seats=fresh.seats):
        raise WrongCells(wrong)
    own = own or _new(fresh, actor, now)
    own.void, own.cells, own.at, own.submission = sheet.void, _cells(sheet), now, submission
    own.version += 1
    own.save()
    event = "round.tally_corrected" if version else "round.tally_typed"
    audited(
        event, fresh.assembly.election, actor=actor, now=now, after={"第几次投票": fresh.number, "废票": sheet.void}
    )
    kept = _kept(fresh, own)
    if kept.is_agreed:
        _settle(fresh, sheet, actor, now)
    elif not is_double(fresh.returned or 0):
        tell_counting(fresh, "计票已经录入，请核对确认", CountDuty.SCRUTINEER, now=now, but=actor.person_id)
    elif kept.is_apart:
        tell_counting(fresh, "两份计票不一致，请重新清点", CountDuty.TELLER, now=now, but=actor.person_id)
    return kept


def _not_now(one: Round) -> str:
    if one.state == RoundState.VOTING:
        return "请先填收回的选票张数，再计票。"
    return f"这次投票{RoundState(one.state).label}，不能再录入。要改的，请退回重新计票。"


def _papers(one: Round, sheet: Sheet) -> Papers:
    return Papers(one.due, one.present, one.issued or 0, one.returned or 0, sheet.void)


def _new(one: Round, actor: Actor, now: datetime) -> Tally:
    taken = set(Tally.objects.filter(round=one).values_list("slot", flat=True))
    slots = (1, 2) if is_double(one.returned or 0) else (1,)
    slot = next((n for n in slots if n not in taken), None)
    if slot is None:
        raise Refused(
            "已经有两个人录入，不能再录第三份。"
            if len(slots) == 2
            else "已经有人录入，请核对后确认；数字不对的，请录入人更改。"
        )
    return Tally(
        round=one, slot=slot, person_id=actor.person_id, account_id=actor.account_id, by=actor.name, at=now, version=0
    )


def _cells(sheet: Sheet) -> dict[str, Any]:
    return {
        "rows": [[one.in_favour, one.against, one.abstained, one.spoiled] for one in sheet.asked],
        "others": [[clean_name(one.name), one.in_favour] for one in sheet.votes if one.is_write_in],
    }


def _kept(one: Round, own: Tally) -> Kept:
    if not is_double(one.returned or 0):
        return Kept(own)
    other = Tally.objects.filter(round=one).exclude(pk=own.pk).first()
    if other is None:
        return Kept(own)
    names = list(RoundName.objects.filter(round=one, is_write_in=False).order_by("order"))
    apart = differences(sheet_of(own, names), sheet_of(other, names))
    return Kept(own, is_agreed=not apart, is_apart=bool(apart))


@transaction.atomic
def confirm_tally(*, one: Round, version: int, actor: Actor, now: datetime) -> Round:
    """The scrutineer confirms the one sheet of a round of up to fifty ballots, as it was read: `version` is that of the
    sheet. Another person than the one who typed it. Raises NotAllowed, EditConflict when the sheet has changed meanwhile,
    WrongCells where the numbers of ballots have, Refused."""
    fresh = round_held(one, None, actor=actor, right=_right(one))
    demand_open(fresh.assembly)
    if fresh.state in (RoundState.COUNTED, RoundState.ANNOUNCED):
        return fresh
    if fresh.state != RoundState.COUNTING:
        raise Refused(_not_now(fresh))
    if is_double(fresh.returned or 0):
        raise Refused("五十张以上的选票由两人分别录入，两份一致就是结果，不用另外确认。")
    tally = Tally.objects.filter(round=fresh).first()
    if tally is None:
        raise Refused("计票人还没有录入。")
    if tally.version != version:
        raise EditConflict
    if is_same(actor, tally):
        raise NotAllowed("录入和确认要由两个人办理：您录入的，请监票人用自己的账号确认。")
    if Official.objects.filter(assembly=fresh.assembly_id, person=actor.person_id, duty=CountDuty.TELLER).exists():
        raise NotAllowed("计票结果由监票人确认。")
    names = list(RoundName.objects.filter(round=fresh, is_write_in=False).order_by("order"))
    sheet = sheet_of(tally, names)
    if wrong := wrong_cells(sheet, _papers(fresh, sheet), seats=fresh.seats):
        raise WrongCells(wrong)
    _settle(fresh, sheet, actor, now)
    return fresh


def _settle(one: Round, sheet: Sheet, actor: Actor, now: datetime) -> None:
    """Two people agree: the counts become those of the round."""
    names = list(RoundName.objects.filter(round=one, is_write_in=False).order_by("order"))
    for name, votes in zip(names, sheet.asked, strict=True):
        name.in_favour, name.against = votes.in_favour, votes.against
        name.abstained, name.spoiled = votes.abstained, votes.spoiled
        name.save()
    others: list[Votes] = [replace(votes, name=clean_name(votes.name)) for votes in sheet.votes if votes.is_write_in]
    RoundName.objects.bulk_create(
        [
            RoundName(round=one, order=n, name=votes.name, is_write_in=True, in_favour=votes.in_favour)
            for n, votes in enumerate(others, len(names) + 1)
        ]
    )
    one.void, one.state, one.confirmed_by, one.confirmed_at = sheet.void, RoundState.COUNTED, actor.name, now
    one.save()
    after: dict[str, object] = {
        "第几次投票": one.number,
        "有效票": (one.returned or 0) - sheet.void,
        "废票": sheet.void,
    }
    audited("round.counted", one.assembly.election, actor=actor, now=now, after=after)


@transaction.atomic
def drop_tally(*, one: Round, slot: int, why: str, version: int, actor: Actor, now: datetime) -> Round:
    """Strike a sheet whose teller cannot go on, with the reason, so that somebody else counts. Only who runs the election
    may; the ruling stays visible. Raises EditConflict, Refused."""
    fresh = round_held(one, version, actor=actor)
    if fresh.state != RoundState.COUNTING:
        raise Refused(_not_now(fresh))
    tally = Tally.objects.filter(round=fresh, slot=slot).first()
    if tally is None:
        raise Refused("没有这一份。")
    keep_ruling(
        fresh.assembly.election,
        Ruling.CORRECTED,
        why.strip() and f"作废{tally.by}录入的计票：{why.strip()}",
        actor=actor,
        now=now,
        one=fresh,
    )
    tally.delete()
    fresh.save()
    audited("round.tally_dropped", fresh.assembly.election, actor=actor, now=now, act=Act.ELECTION, note=why.strip())
    return fresh
