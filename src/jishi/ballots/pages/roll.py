"""选举人名册: who may vote and stand, who is expected, what the meeting decided, what changed afterwards."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jishi.ballots import forms, queries, services
from jishi.ballots.pages.filling import at, crumbs, edited
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.ui.pages import filled

ROLL = {"page": "roll", "word": "选举人名册"}


@reading_page
def roll(request: Request, election_id: int) -> HttpResponse:
    """The roll, 应到 by purpose first."""
    election = queries.get_at_work(request.actor, Act.ELECTION, election_id)
    may_run = bool(request.actor.may(Act.ELECTION, election.org.path)) and election.state == "running"
    context = {
        "election": election,
        "view": queries.roll_view(election),
        "may_run": may_run,
        "paper": queries.procedure_of(election).excusal_paper,
    }
    return render(request, "ballots/roll.html", context)


def take(request: Request, election_id: int) -> HttpResponse:
    """Draw it from the roster."""
    election = queries.get_election(request.actor, Act.ELECTION, election_id)
    form = forms.VersionedForm(request.POST or None, initial={"version": election.version})
    return edited(
        request, election, form, title="从党员名册取人", verb=services.take_roll, done="已取好，请逐人核对。", button="取人",
        lede=f"取 {election.meeting_on} 那天组织关系在本组织的党员。已填的情形都保留，组织关系已转出的划去。", **ROLL,
    )  # fmt: skip


def add(request: Request, election_id: int) -> HttpResponse:
    """One more member."""
    election = queries.get_election(request.actor, Act.ELECTION, election_id)
    view = queries.roll_view(election)
    people = queries.choices_for_roll(request.actor, election)
    form = forms.RollAddForm(
        request.POST or None, initial={"version": election.version}, people=people, is_frozen=view.is_frozen
    )
    return edited(request, election, form, title="加入名册", verb=services.add_to_roll, done="已加入。", **ROLL)


def entry(request: Request, election_id: int, elector_id: int) -> HttpResponse:
    """One line of the roll."""
    found = queries.get_roll_entry(request.actor, Act.ELECTION, election_id, elector_id)
    is_frozen = queries.is_frozen(found.election)
    first = queries.facts_of(found, forms.RollEntryForm.base_fields) | {"version": found.election.version}
    form = forms.RollEntryForm(request.POST or None, initial=first, is_frozen=is_frozen)

    def verb(values: dict[str, Any]) -> None:
        services.set_roll_entry(entry=found, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title=f"选举人：{found.name}", verb=verb, done="已保存。", back=at("roll", election_id),
        crumbs=crumbs(election=found.election, **ROLL),
        lede="不计入应到会，要征求本人意见、上级党组织同意，并经党员大会通过。",
    )  # fmt: skip


def freeze(request: Request, election_id: int) -> HttpResponse:
    """Fix it at the meeting."""
    election = queries.get_election(request.actor, Act.ELECTION, election_id)
    view = queries.roll_view(election)
    form = forms.FreezeForm(request.POST or None, initial={"version": election.version}, lines=view.excused)

    def verb(**values: Any) -> None:
        services.freeze_roll(**{"adopted": []} | values)

    return edited(
        request, election, form, title="锁定选举人名册", verb=verb, done="名册已锁定。", button="锁定", **ROLL,
        lede="大会宣布应到、实到前锁定。锁定以后还能改，每次改动都留在名册上，写明原因。",
    )  # fmt: skip
