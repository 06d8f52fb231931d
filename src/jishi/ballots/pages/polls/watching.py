"""Counting paper, reading the result, counting again: for tellers, scrutineers and those entitled."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.timezone import localdate

from jishi.ballots import services
from jishi.ballots.forms import polls as forms
from jishi.ballots.pages.filling import at
from jishi.ballots.papers.polls import ResultSheet, result_docx
from jishi.ballots.queries import polls as queries
from jishi.ballots.rules.polls import POINTS, PollState, Question, QuestionKind
from jishi.ballots.rules.tally import Counted
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused, demand
from jishi.kernel.http import Request, reading_page
from jishi.ui.pages import handed_out, tell

type Typed = Mapping[int, Mapping[str, str]]


def pile(request: Request, poll_id: int) -> HttpResponse:
    """One teller's count of the paper ballots. What another entered is not shown."""
    poll = queries.get_poll(request.actor, Act.VIEW, poll_id)
    demand(queries.may_count(request.actor, poll))
    questions = queries.questions_of(poll)
    form = forms.PileForm(request.POST or None, initial={"void": 0})
    typed = {n: {key: request.POST.get(f"q{n}-{key}", "") for key in (*q.answers, "blank", "text")} for n, q in questions.items()}  # fmt: skip
    wrong: Mapping[int, str] = {}
    if request.method == "POST" and form.is_valid():
        try:
            agree = services.enter_pile(
                poll=poll, given=typed, actor=request.actor, now=request.now, **form.cleaned_data
            )
        except services.Wrong as refusal:
            wrong = refusal.by_number
            form.add_error(None, refusal.reason)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            tell(request, "两个人录得一致，可以结束了。" if agree else "已记下。要等另一名计票人录得一样。")
            return HttpResponseRedirect(at("poll", poll.pk))
    rows = [_pile_row(n, q, typed[n], wrong.get(n, "")) for n, q in questions.items()]
    return render(request, "ballots/poll_pile.html", {"poll": poll, "form": form, "rows": rows})


def _pile_row(number: int, question: Question, typed: Mapping[str, str], error: str) -> dict[str, Any]:
    cells = [(f"q{number}-{key}", name, typed[key]) for key, name in zip(question.answers, question.options, strict=True)]  # fmt: skip
    if question.kind is QuestionKind.SEVERAL:
        cells.append((f"q{number}-blank", "一项没选的票", typed["blank"]))
    return {
        "number": number,
        "question": question,
        "cells": cells,
        "text": f"q{number}-text" if not cells else "",
        "typed": typed["text"],
        "is_score": question.kind is QuestionKind.SCORE,
        "error": error,
    }


@reading_page
def result(request: Request, poll_id: int) -> HttpResponse:
    found = queries.poll_result(request.actor, poll_id)
    context = {
        "poll": found.poll,
        "result": found,
        "blocks": _blocks(list(found.counted)),
        "recount": queries.recount_of(found.poll),
        "points": POINTS,
        "groups": queries.groups_of(found.poll),
    }
    return render(request, "ballots/poll_result.html", context)


def _blocks(counted: list[Counted]) -> list[dict[str, Any]]:
    """Rows of the same options under one head, so that a sheet reads as a table."""
    blocks: list[dict[str, Any]] = []
    for one in counted:
        key = (one.question.kind, one.question.options)
        if not blocks or blocks[-1]["key"] != key:
            blocks.append({"key": key, "kind": one.question.kind.value, "options": one.question.options, "rows": []})
        blocks[-1]["rows"].append(one)
    return blocks


@reading_page
def paper(request: Request, poll_id: int) -> HttpResponse:
    """The result to be signed and filed."""
    found = queries.poll_result(request.actor, poll_id)
    poll = found.poll
    watching = [name for _, name in queries.scrutineers_of(poll)]
    sheet = ResultSheet(
        title=poll.title, org=poll.org.name, closed_on=localdate(poll.closed_at) if poll.closed_at else request.today,
        taken_part=found.taken_part, ballots=found.ballots, sheets=poll.sheets or 0, void=poll.void or 0,
        excess_why=poll.excess_why, least=poll.least, seal=poll.seal, scrutineers=watching,
        counted=list(found.counted), scores=list(found.scores), totals=list(found.totals), is_named=poll.is_named,
    )  # fmt: skip
    return handed_out(result_docx(sheet), f"测评结果（{poll.title}）")


@reading_page
def register(request: Request, poll_id: int) -> HttpResponse:
    """The board for those who recount: receipts, chain, and what was opened, summed."""
    found = queries.poll_result(request.actor, poll_id)
    poll = found.poll
    context = {
        "poll": poll,
        "links": queries.links_of(poll),
        "rows": [] if found.is_few or found.is_waiting else found.counted,
        "recount": queries.recount_of(poll),
        "is_closed": poll.state == PollState.CLOSED,
    }
    return render(request, "ballots/poll_board.html", context)
