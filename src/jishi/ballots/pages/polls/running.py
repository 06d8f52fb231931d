"""One poll for those who run it: roll, slips, opening, marking, paper, closing."""

from typing import Any

from django import forms as django_forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from jishi.ballots import services
from jishi.ballots.forms import polls as forms
from jishi.ballots.models import Poll
from jishi.ballots.pages.casting import address_of
from jishi.ballots.pages.filling import at
from jishi.ballots.papers.polls import sheet_docx
from jishi.ballots.queries import polls as queries
from jishi.ballots.rules.polls import LOST, PollState, PollWay, too_few_said
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.papers.slips import Slips, slips_docx
from jishi.ui.pages import filled, handed_out, tell

COUNTING = {
    "title": "结束投票并计票",
    "done": "已经结束，结果算好了。",
    "lede": "结束以后不能再投，票箱打乱顺序打开，登记表和票再也对不上。",
    "button": "结束并计票",
}
SEALING = {
    "title": "结束投票",
    "done": "已经结束。两名监票人都输了口令，结果就算好了；票不够数的不用开封。",
    "lede": "结束以后不能再投，票打乱顺序、封着放好，登记表和票再也对不上。两名监票人都输了口令才计票。",
    "button": "结束投票",
}


@reading_page
def show(request: Request, poll_id: int) -> HttpResponse:
    poll = queries.get_poll(request.actor, Act.VIEW, poll_id)
    counts = queries.roll_counts(poll)
    runs = bool(request.actor.may(Act.POLL, poll.org.path))
    on_roll = sum(counts.values())
    context = {
        "poll": poll,
        "ways": [PollWay(way).label for way in poll.ways],
        "counts": [(way.label, counts.get(way, 0)) for way in PollWay if way in poll.ways],
        "on_roll": on_roll,
        "taken_part": queries.taken_part_of(poll, counts),
        "intake": queries.intake_of(poll) if poll.state == PollState.OPEN else None,
        "scrutineers": queries.seal_lines(poll),
        "mine": request.actor.person_id,
        "tellers": [name for _, name in queries.tellers_of(poll)] if PollWay.PAPER in poll.ways else [],
        "agreed": queries.agreed_pile(poll) is not None,
        "may_run": runs,
        "may_count": bool(queries.may_count(request.actor, poll)),
        "may_read": queries.may_read(request.actor, poll),
        "too_few": too_few_said(on_roll, poll.least) if poll.is_named and poll.state == PollState.DRAFT else "",
        "address": address_of(request, poll),
        "groups": queries.groups_of(poll),
        "lost": LOST,
    }
    return render(request, "ballots/poll.html", context)


def _edit(request: Request, poll: Poll, form: django_forms.Form, *, title: str, verb: Any, done: str, **more: Any) -> HttpResponse:  # fmt: skip
    above = [(at("polls"), "无记名测评"), (at("poll", poll.pk), poll.title)]
    more = {"back": at("poll", poll.pk), "crumbs": above} | more

    def run(values: dict[str, Any]) -> str:
        verb(poll=poll, actor=request.actor, now=request.now, **values)
        return str(more["back"])

    return filled(request, form, title=title, verb=run, done=done, **more)


def _members(poll: Poll, request: Request) -> list[tuple[int, str]]:
    return [(one.person_id, one.name) for one in queries.people_to_ask(poll.org, request.today)]


def people(request: Request, poll_id: int) -> HttpResponse:
    """Who may take part and who watches."""
    poll = queries.get_poll(request.actor, Act.POLL, poll_id)
    # Of an organisation that is too wide for a list, its leaders watch, and who stands on a roll is on it already.
    wide = queries.is_too_wide(poll.org)
    listed = queries.leaders_of(poll.org, request.today) if wide else _members(poll, request)
    roll = [(line.person_id, line.name) for line in queries.roll_of(poll)] if wide else []
    known = [(str(pk), name) for pk, name in dict([*roll, *queries.scrutineers_of(poll), *listed]).items()]
    first = {
        "version": poll.version,
        "voters": [line.person_id for line in queries.roll_of(poll)],
        "scrutineers": [pk for pk, _ in queries.scrutineers_of(poll)],
    }
    form = forms.PeopleForm(request.POST or None, people=known, is_named=poll.is_named, initial=first)

    def verb(**values: Any) -> None:
        chosen: dict[str, Any] = {name: [int(pk) for pk in values.pop(name, [])] for name in ("voters", "scrutineers")}
        services.name_people(**chosen, **values)

    return _edit(
        request, poll, form, title="名册和监票人", verb=verb, done="已保存。", template="ballots/poll_form.html"
    )


def slips(request: Request, poll_id: int) -> HttpResponse:
    """The sheet of slips: made once, its codes kept nowhere."""
    poll = queries.get_poll(request.actor, Act.POLL, poll_id)
    on_roll = sum(queries.roll_counts(poll).values())
    form = forms.SlipsForm(request.POST or None, initial={"count": on_roll + max(on_roll // 10, 2) if on_roll else 100})
    if request.method == "POST" and form.is_valid():
        try:
            codes = services.print_slips(poll=poll, actor=request.actor, now=request.now, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            paper = Slips(poll.title, poll.org.name, poll.note, poll.public, address_of(request, poll), codes)
            return handed_out(slips_docx(paper), f"票条（{poll.title}）")
    context = {"form": form, "poll": poll, "is_open": poll.state == PollState.OPEN, "on_roll": on_roll}
    return render(request, "ballots/poll_slips.html", context)


@reading_page
def sheet(request: Request, poll_id: int) -> HttpResponse:
    """The paper ballot: every sheet the same."""
    poll = queries.get_poll(request.actor, Act.POLL, poll_id)
    content = sheet_docx(poll.title, poll.org.name, poll.note, queries.sheet_of(poll), without_self=poll.without_self)
    return handed_out(content, f"测评票（{poll.title}）")


def start_voting(request: Request, poll_id: int) -> HttpResponse:
    poll = queries.get_poll(request.actor, Act.POLL, poll_id)
    first = {"version": poll.version, "handed": poll.slips or None}
    form = forms.OpenForm(request.POST or None, is_named=poll.is_named, initial=first)
    said = "开始以后，题目、名册和监票人都不能再改；结束以前谁也看不到投了什么。"
    return _edit(
        request, poll, form, title="开始投票", verb=services.open_poll, done="已经开始，可以投票了。", lede=said, button="开始投票"
    )  # fmt: skip


def roll(request: Request, poll_id: int) -> HttpResponse:
    """Who took part and by which way, in the order of names; those at the table are marked here."""
    poll = queries.get_poll(request.actor, Act.POLL, poll_id)
    lines = queries.roll_of(poll)
    form = forms.MarkForm(request.POST or None, persons=[line.person_id for line in lines])
    if request.method == "POST" and form.is_valid():
        try:
            way = PollWay(form.cleaned_data["way"])
            marked = services.mark_roll(
                poll=poll, persons=form.cleaned_data["persons"], way=way, actor=request.actor, now=request.now
            )
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            tell(request, f"已登记 {marked} 人{way.label}。")
            return HttpResponseRedirect(at("poll_roll", poll.pk))
    context = {
        "poll": poll,
        "form": form,
        "lines": lines,
        "done": sum(bool(line.way) for line in lines),
        "ways": [(way.value, way.label) for way in (PollWay.SLIP, PollWay.PAPER) if way in poll.ways],
        "is_open": poll.state == PollState.OPEN,
    }
    return render(request, "ballots/poll_roll.html", context)


def correct(request: Request, poll_id: int, person_id: int) -> HttpResponse:
    """Take a mark back that was set on the wrong person."""
    poll = queries.get_poll(request.actor, Act.POLL, poll_id)
    form = forms.CorrectForm(request.POST or None)

    def verb(**values: Any) -> None:
        services.correct_roll(person_id=person_id, **values)

    said = "登记错了人才更正。更正以后这个人可以用别的方式投票，请确认票条或纸质票已经收回。"
    return _edit(
        request, poll, form, title="更正名册", verb=verb, done="已更正。", lede=said, back=at("poll_roll", poll.pk)
    )


@writing_page
def mend(request: Request, poll_id: int) -> HttpResponse:
    """Note that the database lost what was cast."""
    poll = queries.get_poll(request.actor, Act.POLL, poll_id)
    try:
        services.mend_poll(poll=poll, actor=request.actor, now=request.now)
        tell(request, "已确认。投票页写明了从什么时候起要重新投，请通知大家用原来的票重新投。")
    except Refused as refusal:
        tell(request, refusal.reason)
    return HttpResponseRedirect(at("poll", poll.pk))


def close(request: Request, poll_id: int) -> HttpResponse:
    poll = queries.get_poll(request.actor, Act.POLL, poll_id)
    first = {"version": poll.version, "handed": poll.handed}
    form = forms.CloseForm(request.POST or None, is_named=poll.is_named, initial=first)
    told = SEALING if poll.is_sealed else COUNTING
    return _edit(request, poll, form, verb=services.close_poll, **told)


def cancel(request: Request, poll_id: int) -> HttpResponse:
    poll = queries.get_poll(request.actor, Act.POLL, poll_id)
    form = forms.WhyForm(request.POST or None, initial={"version": poll.version})
    said = "作废以后，已经投的票没有人看过就销毁，不能恢复。"
    return _edit(
        request, poll, form, title="作废这次测评", verb=services.cancel_poll, done="已作废。", lede=said, button="作废"
    )
