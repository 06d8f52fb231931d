"""The meeting until the ballots are handed out: opened, people counted, the procedure adopted, who watches the count."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jishi.ballots.models import Assembly, Election, Official, ResultReport, Round, SignIn, Slate
from jishi.ballots.queries import is_frozen, procedure_of
from jishi.ballots.queries.meeting import expected_at, on_the_ballot, places_open, standing_of
from jishi.ballots.rules import ElectionKind
from jishi.ballots.rules.counting import Base, has_quorum, needed_to_meet
from jishi.ballots.rules.meeting import UNDER_WAY, CountDuty, ReportState, Ruling, Stage, has_plenary
from jishi.ballots.services.holding import (
    assembly_held,
    demand_open,
    held,
    keep_ruling,
    mark_step,
)
from jishi.ballots.services.opening import Facts, audited
from jishi.kernel.actor import Actor
from jishi.kernel.decision import Refused
from jishi.kernel.locks import earlier
from jishi.kernel.names import clean_name, comparable

STEP_OF = {Stage.GENERAL: "meeting", Stage.PLENARY: "first_plenary"}


@transaction.atomic
def open_assembly(
    *,
    election: Election,
    stage: Stage,
    held_on: date,
    chair: str,
    actor: Actor,
    now: datetime,
    place: str = "",
    recorder: str = "",
    submission: UUID | None = None,
) -> Assembly:
    """Open 选举大会, or the new committee's first meeting once the first has closed. The same again, or the same
    `submission`, gives the same meeting. Raises NotAllowed without ELECTION; Refused for a day that has not come or one
    before the meeting that elected, and where no committee meets."""
    fresh = held(election.pk, actor=actor)
    if known := earlier(Assembly.objects.filter(election=fresh), submission):
        return known
    if known := Assembly.objects.filter(election=fresh, stage=stage).first():
        return known
    if held_on > now.date():
        raise Refused("日期还没有到，到了那天再办。", "held_on")
    if not clean_name(chair):
        raise Refused("请写主持人。", "chair")
    method = procedure_of(fresh)
    if stage is Stage.PLENARY:
        _demand_after_general(fresh, held_on, is_direct=method.is_direct)
    made = Assembly.objects.create(
        election=fresh, stage=stage, held_on=held_on, place=place.strip(), chair=chair.strip(), recorder=recorder.strip(),
        base=method.base, is_by_votes=method.is_by_votes, at=now, by=actor.name, submission=submission,
    )  # fmt: skip
    audited("meeting.opened", fresh, actor=actor, now=now, after={"会议": stage.label, "开会日期": held_on})
    return made


def _demand_after_general(election: Election, on: date, *, is_direct: bool) -> None:
    if not has_plenary(ElectionKind(election.kind), is_direct=is_direct):
        raise Refused("这次选举不开委员会会议。")
    general = Assembly.objects.filter(election=election, stage=Stage.GENERAL).first()
    if general is None or not general.is_closed:
        raise Refused("选举大会还没有开完，先办完大会再开委员会会议。")
    if on < general.held_on:
        raise Refused(f"不能早于选举大会的日期 {general.held_on}。", "held_on")


@transaction.atomic
def correct_opening(
    *,
    assembly: Assembly,
    held_on: date,
    chair: str,
    place: str,
    recorder: str,
    version: int,
    actor: Actor,
    now: datetime,
) -> Assembly:
    """Correct day, place, chair or recorder; what stood there is kept in the audit. Raises EditConflict, Refused for a day
    that has not come or a closed meeting."""
    fresh = assembly_held(assembly, version, actor=actor)
    demand_open(fresh)
    if held_on > now.date():
        raise Refused("日期还没有到，到了那天再办。", "held_on")
    if not clean_name(chair):
        raise Refused("请写主持人。", "chair")
    before = {"开会日期": fresh.held_on, "主持人": fresh.chair, "地点": fresh.place}
    fresh.held_on, fresh.chair, fresh.place, fresh.recorder = held_on, chair.strip(), place.strip(), recorder.strip()
    fresh.save()
    after = {"开会日期": held_on, "主持人": fresh.chair, "地点": fresh.place}
    audited("meeting.corrected", fresh.election, actor=actor, now=now, before=before, after=after)
    return fresh


@transaction.atomic
def sign_in(
    *,
    assembly: Assembly,
    version: int,
    actor: Actor,
    now: datetime,
    absent: Collection[int] = (),
    came: Collection[int] = (),
    due: int | None = None,
    present: int | None = None,
    absent_said: str = "",
    why: str = "",
) -> Assembly:
    """Count who is there. Where the roll is kept by name, everybody expected is present but those in `absent` (person ids);
    `came` are those left out of 应到会 who came all the same and are counted in both. A congress counts by numbers. Once
    there has been a round the reason `why` is needed and stays visible; rounds under way take the new numbers, those
    announced keep theirs. Too few is no error: it is said, and no ballot is handed out. Raises EditConflict, Refused."""
    fresh = assembly_held(assembly, version, actor=actor)
    demand_open(fresh)
    if Round.objects.filter(assembly=fresh).exists():
        keep_ruling(
            fresh.election, Ruling.CORRECTED, f"到会人数：{why.strip()}" if why.strip() else "", actor=actor, now=now
        )
    people = expected_at(fresh)
    before: Facts = {"应到": fresh.due, "实到": fresh.present}
    if fresh.stage == Stage.GENERAL and people is not None and not is_frozen(fresh.election):
        raise Refused("请先在“选举人名册”里锁定名册，再清点人数。")
    if people is None:
        if due is None or present is None:
            raise Refused("请填写应到和实到人数。", "due" if due is None else "present")
        if present > due:
            raise Refused(f"实到 {present} 人，多于应到 {due} 人，请核对。", "present")
        fresh.due, fresh.present = due, present
    else:
        fresh.due, fresh.present = _by_name(fresh, people.due, people.left_out, absent=set(absent), came=set(came))
    fresh.absent_said = absent_said.strip()
    fresh.save()
    Round.objects.filter(assembly=fresh, state__in=UNDER_WAY).update(due=fresh.due, present=fresh.present)
    after: Facts = {"应到": fresh.due, "实到": fresh.present}
    audited("meeting.counted", fresh.election, actor=actor, now=now, before=before, after=after, note=fresh.absent_said)
    return fresh


def _by_name(
    assembly: Assembly,
    due: Sequence[tuple[int, str]],
    left_out: Sequence[tuple[int, str]],
    *,
    absent: set[int],
    came: set[int],
) -> tuple[int, int]:
    """Keep who came; how many were expected and how many are there."""
    lines = [*due, *(one for one in left_out if one[0] in came)]
    SignIn.objects.filter(assembly=assembly).delete()
    SignIn.objects.bulk_create(
        [SignIn(assembly=assembly, person_id=pk, name=name, is_present=pk not in absent) for pk, name in lines],
        batch_size=2000,
    )
    return len(lines), sum(pk not in absent for pk, _ in lines)


@transaction.atomic
def adopt_method(
    *, assembly: Assembly, base: str, is_by_votes: bool, agreed: int, version: int, actor: Actor, now: datetime
) -> Assembly:
    """The meeting adopts its 选举办法: `base` is what it names for the majority ("" where it names none), `agreed` how many
    raised their hands. Raises EditConflict; Refused unless more than half of those present agree, or after ballots are
    out: whoever counts must not choose the base."""
    fresh = assembly_held(assembly, version, actor=actor)
    demand_open(fresh)
    _demand_count(fresh, agreed, "选举办法", "agreed")
    new_base = Base(base) if base else ""
    if new_base != fresh.base and Round.objects.filter(assembly=fresh).exists():
        raise Refused("已经发过选票，不能再改过半数的算法。", "base")
    fresh.base, fresh.is_by_votes, fresh.method_for = new_base, is_by_votes, agreed
    fresh.save()
    said = Base(base).label if base else "没有写明"
    audited(
        "meeting.method_adopted", fresh.election, actor=actor, now=now, after={"过半数的基数": said, "同意": agreed}
    )
    return fresh


def _demand_count(assembly: Assembly, agreed: int, what: str, field: str) -> None:
    """The show of hands on a proposal: a majority of those present, who have been counted."""
    if assembly.present is None or assembly.due is None:
        raise Refused("请先清点到会人数。")
    if agreed > assembly.present:
        raise Refused(f"同意 {agreed} 人，多于实到 {assembly.present} 人，请核对。", field)
    if agreed * 2 <= assembly.present:
        raise Refused(f"同意 {agreed} 人，没有超过实到 {assembly.present} 人的一半，{what}没有通过。", field)


@transaction.atomic
def accept_officials(
    *,
    assembly: Assembly,
    officials: Sequence[tuple[int | None, str, CountDuty]],
    agreed: int,
    version: int,
    actor: Actor,
    now: datetime,
) -> Assembly:
    """The meeting accepts its scrutineers and tellers: (person id or None, name, duty). Raises EditConflict; Refused without
    one of each, for a candidate (第二十二条 for scrutineers; tellers likewise), for a name twice, or without a majority."""
    fresh = assembly_held(assembly, version, actor=actor)
    demand_open(fresh)
    wanted = [(pk, clean_name(name), duty) for pk, name, duty in officials if clean_name(name)]
    standing = on_the_ballot(fresh)
    ids = {one.person_id for one in standing if one.person_id}
    names = {comparable(one.name) for one in standing if not one.person_id}
    for pk, name, duty in wanted:
        if pk in ids or (pk is None and comparable(name) in names | {comparable(one.name) for one in standing}):
            raise Refused(f"{name}是候选人，不能担任{duty.label}。", duty.value)
    seen = [pk or comparable(name) for pk, name, _ in wanted]
    for pk, name, duty in wanted:
        if seen.count(pk or comparable(name)) > 1:
            raise Refused(f"{name}只能担任一项：监票人或计票人。", duty.value)
    for duty in CountDuty:
        if not any(one[2] is duty for one in wanted):
            raise Refused(f"请写{duty.label}，至少一名。", duty.value)
    _demand_count(fresh, agreed, "监票人、计票人名单", "agreed")
    Official.objects.filter(assembly=fresh).delete()
    Official.objects.bulk_create(
        [Official(assembly=fresh, person_id=pk, name=name, duty=duty) for pk, name, duty in wanted]
    )
    fresh.officials_for = agreed
    fresh.save()
    after = {duty.label: "、".join(name for _, name, one in wanted if one is duty) for duty in CountDuty}
    audited("meeting.officials_accepted", fresh.election, actor=actor, now=now, after={**after, "同意": agreed})
    return fresh


@transaction.atomic
def note_introduction(*, assembly: Assembly, said: str, version: int, actor: Actor, now: datetime) -> Assembly:
    """Note that the candidates were introduced and what was asked (第二十一条); where the list does not say yet that they
    were, it says so from here. Raises EditConflict, Refused when blank."""
    fresh = assembly_held(assembly, version, actor=actor)
    demand_open(fresh)
    if not said.strip():
        raise Refused("请写怎样介绍的，如“逐一介绍，没有提问”。", "said")
    fresh.introduced = said.strip()
    fresh.save()
    told = {"introduced_on": fresh.held_on, "introduced_note": fresh.introduced}
    Slate.objects.filter(election=fresh.election, introduced_on=None).update(**told)
    audited("meeting.introduced", fresh.election, actor=actor, now=now, after={"介绍候选人": fresh.introduced})
    return fresh


def demand_ready(assembly: Assembly) -> None:
    """Raise Refused while ballots must not be handed out: nobody counted, too few, no procedure, nobody to count."""
    if assembly.due is None or assembly.present is None:
        raise Refused("请先清点到会人数。")
    if not has_quorum(due=assembly.due, present=assembly.present):
        raise Refused(
            f"应到 {assembly.due} 人，实到 {assembly.present} 人，不足五分之四（需 {needed_to_meet(assembly.due)} 人），"
            "不能选举。请等人到齐重新清点，或改期。"
        )
    if assembly.method_for is None:
        raise Refused("请先通过选举办法。")
    if assembly.officials_for is None:
        raise Refused("请先通过监票人、计票人名单。")


@transaction.atomic
def close_assembly(*, assembly: Assembly, version: int, actor: Actor, now: datetime) -> Assembly:
    """Close the meeting: every office voted on, every seat filled, given up or left by a decision. The timetable's step is
    done by it. Raises EditConflict, Refused naming what is left."""
    fresh = assembly_held(assembly, version, actor=actor)
    if fresh.is_closed:
        return fresh
    for said in places_open(fresh):
        raise Refused(said)
    fresh.is_closed = True
    fresh.save()
    elected = "、".join(one.name for one in standing_of(fresh.election_id).elected_at(fresh.pk))
    mark_step(fresh.election, STEP_OF[Stage(fresh.stage)], fresh.held_on, f"当选：{elected}", actor=actor)
    audited(
        "meeting.closed",
        fresh.election,
        actor=actor,
        now=now,
        after={"会议": Stage(fresh.stage).label, "当选": elected},
    )
    return fresh


@transaction.atomic
def resume_assembly(*, assembly: Assembly, why: str, version: int, actor: Actor, now: datetime) -> Assembly:
    """Take the closing back, with the reason, while nothing has been reported and the next meeting has not begun."""
    fresh = assembly_held(assembly, version, actor=actor)
    if ResultReport.objects.filter(election=fresh.election).exclude(state=ReportState.RETURNED).exists():
        raise Refused("结果已经上报。要改的，请先撤回报告。")
    if fresh.stage == Stage.GENERAL and Assembly.objects.filter(election=fresh.election, stage=Stage.PLENARY).exists():
        raise Refused("委员会第一次会议已经开始，不能再改大会。")
    keep_ruling(fresh.election, Ruling.REOPENED, why, actor=actor, now=now)
    fresh.is_closed = False
    fresh.save()
    mark_step(fresh.election, STEP_OF[Stage(fresh.stage)], None, "", actor=actor)
    audited("meeting.resumed", fresh.election, actor=actor, now=now, note=why.strip())
    return fresh
