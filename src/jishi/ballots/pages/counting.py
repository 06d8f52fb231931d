"""Counting: the sheet a teller types, the sheet the scrutineer confirms. Open to those whom the meeting accepted, who may
hold no post at all."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from jishi.ballots import services
from jishi.ballots.forms import VersionedForm
from jishi.ballots.forms import meeting as forms
from jishi.ballots.models import Tally
from jishi.ballots.pages.filling import at
from jishi.ballots.queries.tallies import Count, count_of, get_round_to_count, rounds_to_count
from jishi.ballots.rules.meeting import COLUMNS, RoundState, blank_rows, cell_of
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page
from jishi.ui.pages import tell


@reading_page
def waiting(request: Request) -> HttpResponse:
    """The rounds at which one counts."""
    return render(request, "ballots/counting.html", {"rounds": rounds_to_count(request.actor)})


def count(request: Request, round_id: int) -> HttpResponse:
    """Type a sheet, one's own again where the two differ; or see what is waited for."""
    one = get_round_to_count(request.actor, round_id)
    count = count_of(one, with_rulings=False)
    own = next((tally for tally in count.tallies if services.is_same(request.actor, tally)), None)
    decision = services.may_count(request.actor, one)
    others = blank_rows(one.seats, len(own.cells["others"]) if own else 0)
    posted = request.POST if request.method == "POST" else None
    form = forms.SheetForm(posted, initial=_first(own), names=count.vote.on_ballot, others=others)
    if posted is not None and form.is_valid():
        try:
            kept = services.save_tally(
                one=one, sheet=form.sheet, actor=request.actor, now=request.now, version=form.cleaned_data["version"],
                submission=form.cleaned_data["submission"],
            )  # fmt: skip
        except services.WrongCells as refusal:
            for wrong in refusal.wrong:
                form.add_error(wrong.cell if wrong.cell in form.fields else None, wrong.said)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            tell(request, _told(kept))
            return HttpResponseRedirect(at("round_count", one.pk))
    context = {
        "one": one,
        "vote": count.vote,
        "count": count,
        "form": form,
        "columns": [word for _, word in COLUMNS],
        "own": own,
        "may_type": bool(decision) and one.state == RoundState.COUNTING and (own is not None or _is_free(count)),
        "refused": decision.reason,
        "may_confirm": _may_confirm(count, own, bool(decision), one.state),
        "apart": count.apart,
    }
    return render(request, "ballots/count.html", context)


def _is_free(count: Count) -> bool:
    """Whether one more sheet is wanted."""
    return len(count.tallies) < (2 if count.is_double else 1)


def _may_confirm(count: Count, own: Tally | None, may: bool, state: str) -> bool:
    return may and own is None and bool(count.tallies) and not count.is_double and state == RoundState.COUNTING


def _first(own: Tally | None) -> dict[str, Any]:
    """The sheet as it was last typed, else blanks."""
    first: dict[str, Any] = {"submission": str(uuid4())}
    if own is None:
        return first
    first |= {"version": own.version, "void": own.void}
    for row, cells in enumerate(own.cells["rows"]):
        first |= {cell_of(row, cell): value for (cell, _), value in zip(COLUMNS, cells, strict=True)}
    for row, (name, votes) in enumerate(own.cells["others"]):
        first |= {cell_of(row, "other"): name, cell_of(row, "votes"): votes}
    return first


def _told(kept: services.Kept) -> str:
    if kept.is_agreed:
        return "两份录入完全一致，计票结果已确认，可以宣布。"
    if kept.is_apart:
        return "两份录入不一致，不同的格子列在下面，请各自对照选票重新清点。"
    return "已保存。"


def confirm(request: Request, round_id: int) -> HttpResponse:
    """The scrutineer reads the sheet against the ballots and confirms it."""
    one = get_round_to_count(request.actor, round_id)
    count = count_of(one, with_rulings=False)
    tally = count.tallies[0] if count.tallies else None
    form = VersionedForm(request.POST or None, initial={"version": tally.version if tally else 0})
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_tally(one=one, version=form.cleaned_data["version"], actor=request.actor, now=request.now)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            tell(request, "已确认，可以宣布结果。")
            return HttpResponseRedirect(at("round_count", one.pk))
    context = {"one": one, "vote": count.vote, "sheet": count.sheet, "tally": tally, "form": form}
    return render(request, "ballots/confirm.html", context)
