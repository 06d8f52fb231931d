"""A round of voting: called, ballots out and back, its result by both bases, what follows it, what is taken back."""

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render

from jishi.ballots import services
from jishi.ballots.forms import VersionedForm
from jishi.ballots.forms import meeting as forms
from jishi.ballots.models import Round
from jishi.ballots.pages.filling import at
from jishi.ballots.pages.meeting import above
from jishi.ballots.queries import seats_of
from jishi.ballots.queries.meeting import (
    Vote,
    candidates_for,
    choices_for,
    expected_at,
    is_held,
    is_last,
    is_seated,
    named,
    people_who_may_stand,
    unknown_in,
    vote_of,
)
from jishi.ballots.queries.script import get_assembly
from jishi.ballots.queries.tallies import count_of, get_round
from jishi.ballots.rules import ElectionState
from jishi.ballots.rules.candidates import Office
from jishi.ballots.rules.counting import Verdict, needed_to_win
from jishi.ballots.rules.meeting import RoundKind, RoundState, Stage, by_both
from jishi.ballots.rules.reporting import announced
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.ui.pages import filled

SAYS = {
    RoundKind.RUN_OFF: "得票相等、不能确定当选人的，就得票相等的人再次投票。",
    RoundKind.FURTHER: "当选人数少于应选名额，对不足的名额另行选举。候选人由大会按得票或重新提名确定。",
    RoundKind.REPEAT: "前一次选举无效，用同样的候选人重新选举。",
}


@reading_page
def show(request: Request, round_id: int) -> HttpResponse:
    """One round: ballots, sheets as far as they may be seen, the result by both bases."""
    one = get_round(request.actor, Act.VIEW, round_id)
    count = count_of(one)
    election = one.assembly.election
    runs = bool(request.actor.may(Act.ELECTION, election.org.path))
    is_open = election.state == ElectionState.RUNNING and not one.assembly.is_closed
    counted = one.state in (RoundState.COUNTED, RoundState.ANNOUNCED)
    context = {
        "one": one,
        "vote": count.vote,
        "count": count,
        "election": election,
        "runs": runs and is_open,
        "is_last": is_last(one),
        "is_counted": counted,
        "lines": _lines(count.vote) if counted else [],
        "due_needed": needed_to_win(one.due),
        "present_needed": needed_to_win(one.present),
        "is_good": not counted or count.vote.result.is_good,
    }
    return render(request, "ballots/round.html", context)


def _lines(vote: Vote) -> list[dict[str, Any]]:
    """Names with their counts, by both bases and as judged."""
    both = {id(one.votes): one for one in by_both(vote.votes, vote.papers)}
    return [
        {
            "name": name,
            "judged": judged,
            "both": both[id(judged.votes)],
            "is_seated": is_seated(name),
            "is_held": is_held(name) or (not name.verdict and judged.verdict is Verdict.HELD),
        }
        for name, judged in vote.judged
    ]


def call(request: Request, election_id: int, stage: str, office: str) -> HttpResponse:
    """Begin the first round on an office."""
    meeting = get_assembly(request.actor, Act.ELECTION, election_id, stage)
    if office not in Office:
        raise Http404
    wanted = Office(office)
    chosen = [(one.person_id, one.name) for one in candidates_for(meeting, wanted)]
    if stage == Stage.PLENARY:
        expected = expected_at(meeting)
        people: list[tuple[int | None, str]] = list(expected.due) if expected else []
    else:
        people = list(chosen)
    keyed = {str(n): one for n, one in enumerate(people)}
    first = {"submission": str(uuid4()), "names": [key for key, one in keyed.items() if one in chosen]}
    seats = seats_of(meeting.election, wanted) or None
    form = forms.CallForm(
        request.POST or None, initial=first, names=[(key, name) for key, (_, name) in keyed.items()],
        asks_seats=seats is None, follows=False, is_open=False,
    )  # fmt: skip

    def verb(values: dict[str, Any]) -> str:
        names = [keyed[key] for key in values.pop("names", ())]
        made = services.call_vote(
            assembly=meeting, office=wanted, names=names, actor=request.actor, now=request.now, **values
        )
        return at("round", made.pk)

    said = f"应选 {seats} 名。" if seats else ""
    return filled(
        request, form, title=f"选举{wanted.label}", verb=verb, done="开始投票。", back=at("meeting", election_id),
        lede=f"{said}请监票人当众检查票箱，清点选票。", button="开始投票", crumbs=above(meeting.election),
    )  # fmt: skip


def follow(request: Request, round_id: int, kind: str) -> HttpResponse:
    """A round after this one: among the tied, for the seats left, or once more."""
    before = get_round(request.actor, Act.ELECTION, round_id)
    if kind not in SAYS:
        raise Http404
    vote = vote_of(before)
    wanted = RoundKind(kind)
    names = [name for name in vote.names if not is_seated(name) and not is_held(name)]
    keyed = {str(name.order): (name.person_id, name.name) for name in names} if wanted is RoundKind.FURTHER else {}
    first = {"submission": str(uuid4()), "names": list(keyed)[: vote.places_left + 1]}
    form = forms.CallForm(
        request.POST or None, initial=first,
        names=[(str(name.order), f"{name.name}（{name.in_favour or 0} 票）") for name in names if keyed],
        asks_seats=False, follows=True, is_open=wanted is RoundKind.FURTHER,
    )  # fmt: skip

    def verb(values: dict[str, Any]) -> str:
        others = values.pop("others", "").replace("，", "、").split("、")
        people = people_who_may_stand(before.assembly.election_id) if any(others) else []
        chosen = [keyed[key] for key in values.pop("names", ())] + [
            (named(people, name), name) for name in others if name
        ]
        made = services.call_vote(
            assembly=before.assembly, office=Office(before.office), kind=wanted, names=chosen, actor=request.actor,
            now=request.now, **values,
        )  # fmt: skip
        return at("round", made.pk)

    return filled(
        request, form, title=wanted.label, verb=verb, done="开始投票。", back=at("round", before.pk), lede=SAYS[wanted],
        button="开始投票", crumbs=_above(before),
    )  # fmt: skip


def _above(one: Round) -> list[tuple[str, str]]:
    return [*above(one.assembly.election), (at("round", one.pk), f"第 {one.number} 次投票")]


def _act(
    request: Request, one: Round, form: Any, *, title: str, verb: Any, done: str, lede: str = "", button: str = "保存"
) -> HttpResponse:
    def run(values: dict[str, Any]) -> str:
        verb(one=one, actor=request.actor, now=request.now, **values)
        return at("round", one.pk)

    return filled(
        request, form, title=title, verb=run, done=done, back=at("round", one.pk), lede=lede, button=button,
        crumbs=_above(one),
    )  # fmt: skip


def hand_out(request: Request, round_id: int) -> HttpResponse:
    one = get_round(request.actor, Act.ELECTION, round_id)
    first = {"version": one.version, "received": one.received, "issued": one.issued or one.present}
    form = forms.HandOutForm(request.POST or None, initial=first)
    lede = f"实到会有选举权的 {one.present} 人，每人一张。未到会的不能委托他人代投。"
    return _act(request, one, form, title="发票", verb=services.hand_out, done="已记下，可以投票了。", lede=lede)


def collect(request: Request, round_id: int) -> HttpResponse:
    one = get_round(request.actor, Act.ELECTION, round_id)
    form = forms.CollectForm(request.POST or None, initial={"version": one.version, "returned": one.issued})
    lede = f"发出 {one.issued or 0} 张。请监票人当众开箱，清点收回的选票。"
    return _act(request, one, form, title="收票", verb=services.collect, done="已记下。", lede=lede)


def announce(request: Request, round_id: int) -> HttpResponse:
    """The chair announces; who an elected name is that nobody knows yet is asked here."""
    one = get_round(request.actor, Act.ELECTION, round_id)
    vote = vote_of(one)
    unknown = unknown_in(vote) if one.state == RoundState.COUNTED else []
    people = choices_for(vote) if unknown else {}
    first: dict[str, Any] = {"version": one.version}
    first |= {f"person_{order}": lines[0][0] for order, lines in people.items() if _is_sure(vote, order, lines)}
    form = forms.PersonsForm(request.POST or None, initial=first, names=unknown, people=people)

    def verb(**values: Any) -> None:
        chosen = {name.order: values.pop(f"person_{name.order}") for name in unknown}
        persons = {order: None if word == "new" else int(word) for order, word in chosen.items()}
        services.announce(persons=persons, **values)

    return _act(
        request, one, form, title="宣布选举结果", verb=verb, done="已宣布。", lede=_announcing(vote), button="宣布"
    )


def _is_sure(vote: Vote, order: int, lines: list[tuple[int, str]]) -> bool:
    """Whether the first of these persons is the only one of the name."""
    name = next(one.name for one in vote.names if one.order == order)
    return sum(word.split("（")[0] == name for _, word in lines) == 1


def _announcing(vote: Vote) -> str:
    """What the chair reads out."""
    if vote.round.state != RoundState.COUNTED:
        return ""
    if not vote.result.is_good:
        return "；".join(vote.result.faults)
    elected = "、".join(announced(vote.result))
    said = [
        f"当选{vote.office.label}的有：{elected}（按姓氏笔画为序）。" if elected else f"没有人当选{vote.office.label}。"
    ]
    for verdict, word in ((Verdict.HELD, "待上级党组织确认的有"), (Verdict.TIED, "得票相等、要再次投票的有")):
        if names := "、".join(judged.votes.name for judged in vote.result.those(verdict)):
            said.append(f"{word}：{names}。")
    return "".join(said)


def confirm_held(request: Request, round_id: int, order: int) -> HttpResponse:
    one = get_round(request.actor, Act.ELECTION, round_id)
    form = forms.WhyForm(request.POST or None, initial={"version": one.version})

    def verb(**values: Any) -> None:
        services.confirm_held(order=order, **values)

    lede = (
        "得票超过实到会半数，没有超过应到会半数。条文对基数的说法不一，平台先作待上级确认。"
        "主持人按大会的选举办法或上级答复裁定当选的，写明依据，写进结果报告。"
    )
    return _act(
        request, one, form, title="裁定当选", verb=verb, done="已裁定，依据留在记录里。", lede=lede, button="裁定当选"
    )


def reduce(request: Request, round_id: int) -> HttpResponse:
    lede = "当选人数接近应选名额的，经半数以上选举人同意（代表大会由主席团决定），可以减少名额，不再选举。条文原文未核，正好一半的请另行选举。"
    return _step(
        request, round_id, forms.ReduceForm, word="减少名额", verb=services.reduce_seats, done="名额已减少。", lede=lede
    )


def reopen(request: Request, round_id: int) -> HttpResponse:
    lede = "已经宣布的结果作废，从收票起重新填。两份录入都留着，可以更改。"
    return _step(
        request, round_id, forms.WhyForm, word="退回重新计票", verb=services.reopen_round, done="已退回。", lede=lede
    )


def withdraw(request: Request, round_id: int) -> HttpResponse:
    lede = "这次投票不算，仍列在页面上。"
    return _step(
        request, round_id, forms.WhyForm, word="撤销这次投票", verb=services.withdraw_round, done="已撤销。", lede=lede
    )


def _step(
    request: Request, round_id: int, form: type[VersionedForm], *, word: str, verb: Any, done: str, lede: str
) -> HttpResponse:
    """A step on one round that asks for no more than what its form holds."""
    one = get_round(request.actor, Act.ELECTION, round_id)
    filled_in = form(request.POST or None, initial={"version": one.version})
    return _act(request, one, filled_in, title=word, verb=verb, done=done, lede=lede, button=word)


def drop(request: Request, round_id: int, slot: int) -> HttpResponse:
    """Strike a sheet whose teller cannot go on."""
    one = get_round(request.actor, Act.ELECTION, round_id)
    form = forms.WhyForm(request.POST or None, initial={"version": one.version})

    def verb(**values: Any) -> None:
        services.drop_tally(slot=slot, **values)

    lede = "录入人不能继续的，作废这一份，由别的计票人重新录入。"
    return _act(request, one, form, title="作废这份录入", verb=verb, done="已作废。", lede=lede, button="作废")
