"""A secret poll from its sheet to its board: made, its roll and slips laid, opened, closed, or given up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction

from jishi.audit import services as audit
from jishi.ballots.models import Poll, PollQuestion, PollScrutineer, PollSealed, PollSlip, PollVoter
from jishi.ballots.queries.polls import (
    intake_of,
    locks_of,
    may_judge_leaders,
    people_to_ask,
    questions_of,
    scrutineers_of,
    seal_lines,
)
from jishi.ballots.rules import blind
from jishi.ballots.rules.board import hash_of_code, new_code
from jishi.ballots.rules.polls import (
    LAYOUTS,
    PollKind,
    PollLayout,
    PollState,
    PollWay,
    Question,
    Subject,
    fixed_hash,
    items_said,
    layout_said,
    least_of,
    questions_for,
    sealing_said,
    too_few_said,
)
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.locks import earlier
from jishi.kernel.sealing import seal
from jishi.notices import services as notices
from jishi.orgs.models import Organization
from jishi.people.models import Person

PUBLIC_LENGTH = 8
MOST_SLIPS = 2000
PAUSES = (5, 60)  # minutes


@dataclass(frozen=True, slots=True)
class Group:
    """One of the groups A/B/C of an evaluation; weights of all together are 100."""

    name: str
    weight: int


@transaction.atomic
def make_poll(
    *,
    org: Organization,
    kind: PollKind,
    title: str,
    ways: Sequence[PollWay],
    actor: Actor,
    now: datetime,
    layout: PollLayout | None = None,
    subjects: Sequence[Subject] = (),
    items: Sequence[str] = (),
    most: int = 1,
    asks_opinion: bool = False,
    voters: Sequence[int] | None = None,
    is_named: bool = True,
    scrutineers: Sequence[int] = (),
    without_self: bool = False,
    is_sealed: bool = False,
    note: str = "",
    pause: int = 5,
    submission: UUID | None = None,
    series: UUID | None = None,
    group: Group | None = None,
) -> Poll:
    """Prepare a poll of `org`. `voters` are persons; None: everybody on the roster of today, probationary members
    included. The same `submission` again gives the same poll. Raises NotAllowed without POLL; Refused where kind, layout
    and ways do not go together or something to ask is missing."""
    demand(actor.may(Act.POLL, org.path))
    if known := earlier(Poll.objects.filter(org=org), submission):
        return known
    chosen = layout or LAYOUTS[kind][0]
    questions = questions_for(
        kind, chosen, subjects=subjects, items=[i.strip() for i in items if i.strip()], most=most, asks_opinion=asks_opinion
    )  # fmt: skip
    _demand_sheet(org, kind, chosen, ways, subjects, items, most, questions, without_self)
    if PollWay.TOKEN in ways and not is_named:
        raise Refused("领电子票要先有名册：要登录的人才领得到。不按名册的，请用票条或纸质票。", "ways")
    if not PAUSES[0] <= pause <= PAUSES[1]:
        raise Refused(f"领票后要隔 {PAUSES[0]} 到 {PAUSES[1]} 分钟才能投。", "pause")
    if kind is PollKind.LEADERS and not scrutineers:
        raise Refused("领导测评要有监票人，结果只有组织人和监票人能看。", "scrutineers")
    if is_sealed and (wrong := sealing_said(ways, scrutineers=scrutineers, organiser=actor.person_id)):
        raise Refused(wrong, "scrutineers")
    poll = Poll.objects.create(
        org=org, kind=kind, layout=chosen, title=title.strip(), note=note.strip(), ways=sorted(ways), least=least_of(kind),
        public=new_code()[:PUBLIC_LENGTH], is_named=is_named, without_self=without_self, is_sealed=is_sealed,
        organiser_id=actor.person_id, pause=pause, at=now, by=actor.name, submission=submission, series=series, group=group.name if group else "",
        weight=group.weight if group else 100,
    )  # fmt: skip
    PollQuestion.objects.bulk_create(
        PollQuestion(
            poll=poll, number=number, kind=q.kind, subject=q.subject.name, person_id=q.subject.person_id, title=q.title,
            options=list(q.options), most=q.most,
        )
        for number, q in enumerate(questions, 1)
    )  # fmt: skip
    people = [one.person_id for one in people_to_ask(org, now.date())] if voters is None else voters
    _name(poll, people if is_named else (), scrutineers, now)
    record_poll("poll.made", poll, actor=actor, now=now, after={"类别": kind.label, "投票方式": _said(ways)})
    return poll


def make_groups(*, groups: Sequence[Group], actor: Actor, now: datetime, **sheet: object) -> list[Poll]:
    """The same sheet for groups A/B/C, each a poll of its own with its own roll and k. Raises Refused where weights do
    not make 100 or two groups bear one name, and as `make_poll`."""
    if sum(g.weight for g in groups) != 100 or any(g.weight < 1 for g in groups):
        raise Refused("各组的权重加起来要等于 100。", "groups")
    if len({g.name for g in groups}) != len(groups):
        raise Refused("两个组名一样。", "groups")
    first = sheet.pop("submission", None)
    series = first if isinstance(first, UUID) else uuid4()
    made = []
    with transaction.atomic():
        for number, group in enumerate(groups):
            each = UUID(int=(series.int + number) % 2**128)
            one = make_poll(group=group, series=series, submission=each, actor=actor, now=now, **sheet)  # type: ignore[arg-type]  # words of the sheet
            made.append(one)
    return made


def _demand_sheet(
    org: Organization,
    kind: PollKind,
    layout: PollLayout,
    ways: Sequence[PollWay],
    subjects: Sequence[Subject],
    items: Sequence[str],
    most: int,
    questions: Sequence[Question],
    without_self: bool,
) -> None:
    if not ways:
        raise Refused("请选择用什么方式投票。", "ways")
    if kind is PollKind.LEADERS and not (said := may_judge_leaders(org)):
        raise Refused(said.reason, "kind")
    if wrong := layout_said(kind, layout, ways, without_self=without_self):
        raise Refused(wrong, "layout")
    if wrong := items_said(kind, subjects=len(subjects), items=items, most=most, questions=len(questions)):
        raise Refused(wrong, "subjects" if kind is PollKind.MEMBERS else "items")


def _name(poll: Poll, voters: Sequence[int], scrutineers: Sequence[int], now: datetime) -> None:
    """Lay the roll anew, in the order of persons. Whoever is to seal the poll is told."""
    known = set(Person.objects.filter(pk__in={*voters, *scrutineers}).values_list("pk", flat=True))
    PollVoter.objects.filter(poll=poll).delete()
    PollVoter.objects.bulk_create(PollVoter(poll=poll, person_id=pk) for pk in sorted(known & set(voters)))
    watching = known & set(scrutineers)
    before = PollScrutineer.objects.filter(poll=poll)
    before.exclude(person__in=watching).delete()
    new = sorted(watching - set(before.values_list("person_id", flat=True)))  # who stays keeps the lock
    PollScrutineer.objects.bulk_create(PollScrutineer(poll=poll, person_id=pk) for pk in new)
    if poll.is_sealed:
        tell_scrutineers(
            poll, new, f"您是“{poll.title}”的监票人，请设好加封口令，两个人都设好才能开始", "lock", now=now
        )


def tell_scrutineers(poll: Poll, person_ids: Sequence[int], text: str, page: str, *, now: datetime) -> None:
    """A notice to scrutineers of a sealed poll, with the page where their lock is."""
    link = f"/polls/{poll.pk}/{page}/"
    notices.notify_many(person_ids=person_ids, text=text[:300], link=link, org_id=poll.org_id, now=now)


@transaction.atomic
def name_people(
    *, poll: Poll, voters: Sequence[int], scrutineers: Sequence[int], version: int, actor: Actor, now: datetime
) -> Poll:
    """Set anew who may take part and who watches, while the poll is being prepared."""
    fresh = held(poll, PollState.DRAFT, version=version, actor=actor)
    if fresh.kind == PollKind.LEADERS and not scrutineers:
        raise Refused("领导测评要有监票人。", "scrutineers")
    if fresh.is_sealed and (wrong := sealing_said(fresh.ways, scrutineers=scrutineers, organiser=fresh.organiser_id)):
        raise Refused(wrong, "scrutineers")
    _name(fresh, voters if fresh.is_named else (), scrutineers, now)
    fresh.save(update_fields=["version"])
    record_poll("poll.people_named", fresh, actor=actor, now=now, after={"名册人数": len(set(voters))})
    return fresh


@transaction.atomic
def print_slips(*, poll: Poll, count: int, actor: Actor, now: datetime, why: str = "") -> list[str]:
    """Draw the codes of `count` slips, for the sheet that is printed from them once; kept are salted hashes only. While
    preparing, slips printed before are void; once open, slips are added, and why is recorded. Raises Refused."""
    fresh = held(poll, PollState.DRAFT, PollState.OPEN, actor=actor)
    if PollWay.SLIP not in fresh.ways and not has_spare_slips(fresh):
        raise Refused("这次没有选“现场抽票条”。")
    if not 1 <= count <= MOST_SLIPS:
        raise Refused(f"一次印 1 到 {MOST_SLIPS} 张。", "count")
    if fresh.state == PollState.OPEN and not why.strip():
        raise Refused("投票已经开始，再印票条要写明原因。", "why")
    if fresh.state == PollState.DRAFT:
        PollSlip.objects.filter(poll=fresh).delete()
        fresh.slips = 0
    codes = [new_code() for _ in range(count)]
    # In the order of the hashes: neither the sheet's nor that of the codes can be read off the table.
    digests = sorted(hash_of_code(fresh.public, code) for code in codes)
    PollSlip.objects.bulk_create(PollSlip(poll=fresh, digest=digest) for digest in digests)
    fresh.slips += count
    fresh.save(update_fields=["slips", "version"])
    record_poll("poll.slips_printed", fresh, actor=actor, now=now, after={"印出票条": fresh.slips}, note=why.strip())
    return codes


def has_spare_slips(poll: Poll) -> bool:
    """Whether slips are printed although nobody draws them: paper beside tokens, where a small pile is cast on them."""
    return PollWay.PAPER in poll.ways and poll.state == PollState.OPEN and len(poll.ways) > 1


@transaction.atomic
def open_poll(*, poll: Poll, version: int, actor: Actor, now: datetime, handed: int | None = None) -> Poll:
    """Begin: fix what is asked of whom and how, make the intake. `handed` is how many will be asked where no roll names
    them. Raises Refused for fewer people than k (those are asked on paper, and only the committee's opinion is kept), and without slips where slips are drawn."""
    fresh = held(poll, PollState.DRAFT, version=version, actor=actor)
    number = PollVoter.objects.filter(poll=fresh).count() if fresh.is_named else handed
    if number is None or number < 1:
        raise Refused("请先定参加的名册。" if fresh.is_named else "请填准备发出多少份。", "handed")
    if wrong := too_few_said(number, fresh.least):
        raise Refused(wrong)
    if PollWay.SLIP in fresh.ways and not fresh.slips:
        raise Refused("票条还没有印。请先印票条，再开始投票。")
    locks = seal_lines(fresh) if fresh.is_sealed else []
    if missing := [line.name for line in locks if not line.has_lock]:
        raise Refused(f"{'、'.join(missing)}还没有设加封口令。请两名监票人各自登录，设好口令再开始。")
    if PollWay.TOKEN in fresh.ways:
        key = blind.new_key()
        fresh.key, fresh.modulus = seal(key.decode()), f"{blind.modulus_of(key):x}"
    fresh.handed = None if fresh.is_named else handed
    fresh.first = _fixed(fresh, number)
    fresh.opened_at = now
    fresh.save(update_fields=["key", "modulus", "handed", "first", "opened_at"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.poll_open(%s)", [fresh.pk])
    fresh.state = PollState.OPEN
    fresh.save(update_fields=["state", "version"])
    record_poll("poll.opened", fresh, actor=actor, now=now, after={"名册或发出": number, "校验码": fresh.first})
    return fresh


def _fixed(poll: Poll, number: int) -> str:
    """What is fixed at opening, hashed: nothing of it can be changed later without the chain telling."""
    questions = [(n, q.kind.value, q.subject.name, q.title, *q.options, q.most) for n, q in questions_of(poll).items()]
    watching = [pk for pk, _ in scrutineers_of(poll)]
    locks = locks_of(poll).pair if poll.is_sealed else ()
    return fixed_hash(
        poll.public, poll.kind, poll.title, poll.ways, poll.least, questions, watching, number, poll.slips, poll.modulus,
        *(lock.hex() for lock in locks),
    )  # fmt: skip


@transaction.atomic
def mend_poll(*, poll: Poll, actor: Actor, now: datetime) -> Poll:
    """Note that the database has lost what was cast, and begin counting anew: the page has said so since it happened, and
    says from when. Raises Refused where nothing was lost."""
    fresh = held(poll, PollState.OPEN, actor=actor)
    if intake_of(fresh).is_whole:
        raise Refused("没有丢票。")
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.poll_mend(%s)", [fresh.pk])
    fresh.lost_at = now
    fresh.save(update_fields=["lost_at", "version"])
    record_poll("poll.loss_noted", fresh, actor=actor, now=now)
    return fresh


@transaction.atomic
def cancel_poll(*, poll: Poll, why: str, version: int, actor: Actor, now: datetime) -> Poll:
    """Give a poll up, with the reason. What was cast is destroyed unseen."""
    fresh = held(poll, PollState.DRAFT, PollState.OPEN, PollState.SEALED, version=version, actor=actor)
    if not why.strip():
        raise Refused("请写作废的原因。", "why")
    if fresh.state == PollState.OPEN:
        with connection.cursor() as cursor:
            cursor.execute("SELECT public.poll_drop(%s)", [fresh.pk])
    drop_box(fresh)
    fresh.state, fresh.ended_why, fresh.key = PollState.CANCELLED, why.strip(), b""
    fresh.save(update_fields=["state", "ended_why", "key", "version"])
    record_poll("poll.cancelled", fresh, actor=actor, now=now, note=fresh.ended_why)
    return fresh


def held(poll: Poll, *states: PollState, actor: Actor, version: int | None = None) -> Poll:
    """The poll locked for this transaction, for those who run it: rights first, then the version, then its state."""
    fresh = Poll.objects.select_for_update(of=("self",), no_key=True).select_related("org").get(pk=poll.pk)
    demand(actor.may(Act.POLL, fresh.org.path))
    if version is not None and fresh.version != version:
        raise EditConflict
    if fresh.state not in states:
        raise Refused(f"这次测评{PollState(fresh.state).label}，不能这样办。")
    fresh.version += 1
    return fresh


def drop_box(poll: Poll) -> None:
    """Nothing sealed stays, nor anything that helped to open it."""
    PollSealed.objects.filter(poll=poll).delete()
    PollScrutineer.objects.filter(poll=poll).update(halves=b"")


def _said(ways: Sequence[PollWay]) -> str:
    return "、".join(way.label for way in ways)


def record_poll(
    event: str, poll: Poll, *, actor: Actor, now: datetime, after: Mapping[str, object] | None = None, note: str = ""
) -> None:
    """The audit line of an act on a poll: never who took part, never what was cast."""
    audit.record(
        event,
        actor=actor,
        at=now,
        act=Act.POLL,
        org=(poll.org.pk, poll.org.path),
        subject=("ballots.poll", poll.pk, poll.title),
        after=after,
        note=note,
    )
