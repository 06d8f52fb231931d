"""After the meetings: division of work, report, what the superior files and approves; the papers."""

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse

from jishi.ballots import queries, services
from jishi.ballots.forms import meeting as forms
from jishi.ballots.models import ResultReport
from jishi.ballots.pages.filling import at
from jishi.ballots.pages.meeting import above
from jishi.ballots.queries.meeting import standing_of
from jishi.ballots.queries.papers import PAPERS_OF_MEETING, PAPERS_OF_ROUND, meeting_paper, round_paper
from jishi.ballots.queries.results import divided, get_report, members_elected
from jishi.ballots.queries.script import get_assembly, get_meeting
from jishi.ballots.queries.tallies import get_round
from jishi.ballots.rules.meeting import HEADS, Stage
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.ui.pages import filled, handed_out


def division(request: Request, election_id: int) -> HttpResponse:
    """委员分工: who takes which post and fields."""
    meeting = get_assembly(request.actor, Act.ELECTION, election_id, Stage.PLENARY)
    members = members_elected(election_id)
    first: dict[str, Any] = {"version": meeting.version, **divided(election_id, members)}
    form = forms.ShareForm(request.POST or None, initial=first, members=members, posts=services.MEMBER_POSTS)

    def verb(values: dict[str, Any]) -> str:
        services.divide_work(
            assembly=meeting, shares=form.shares, version=values["version"], actor=request.actor, now=request.now
        )
        return at("meeting", election_id)

    return filled(
        request, form, title="委员分工", verb=verb, done="分工已保存，备案和批复以后生效。", back=at("meeting", election_id),
        lede="一项工作由一人分管；没有分到人的，由书记负责。", crumbs=above(meeting.election),
    )  # fmt: skip


def report(request: Request, election_id: int) -> HttpResponse:
    """Send the result to the superior."""
    election = queries.get_election(request.actor, Act.ELECTION, election_id)
    form = forms.ReportForm(request.POST or None, initial={"submission": str(uuid4()), "reported_on": request.today})

    def verb(values: dict[str, Any]) -> str:
        services.send_report(election=election, actor=request.actor, now=request.now, **values)
        return at("meeting", election.pk)

    return filled(
        request, form, title="报告选举结果", verb=verb, done="已上报。上级备案、批复后，委员和书记的任职自动登记。",
        back=at("meeting", election.pk), lede="委员报上级备案，书记、副书记报上级批准（《中国共产党支部工作条例（试行）》第二十一条）。",
        button="上报", crumbs=above(election),
    )  # fmt: skip


def _answer(
    request: Request, found: ResultReport, form: Any, *, title: str, verb: Any, done: str, lede: str, button: str
) -> HttpResponse:
    def run(values: dict[str, Any]) -> str:
        verb(report=found, actor=request.actor, now=request.now, **values)
        return at("meeting", found.election_id)

    return filled(
        request, form, title=title, verb=run, done=done, back=at("meeting", found.election_id), lede=lede, button=button,
        crumbs=above(found.election),
    )  # fmt: skip


def take_back(request: Request, election_id: int) -> HttpResponse:
    found = get_report(request.actor, Act.ELECTION, election_id)
    form = forms.WhyForm(request.POST or None, initial={"version": found.version})
    return _answer(
        request, found, form, title="撤回报告", verb=services.take_back_report, done="已撤回，可以更正后再报。",
        lede="上级还没有备案时可以撤回。", button="撤回",
    )  # fmt: skip


def send_back(request: Request, election_id: int) -> HttpResponse:
    found = get_report(request.actor, Act.ELECTION_LEAD, election_id)
    form = forms.WhyForm(request.POST or None, initial={"version": found.version})
    return _answer(
        request, found, form, title="退回报告", verb=services.return_report, done="已退回。",
        lede="写明要更正什么，报送的组织看得到。", button="退回",
    )  # fmt: skip


def file(request: Request, election_id: int) -> HttpResponse:
    """委员备案."""
    found = get_report(request.actor, Act.ELECTION_LEAD, election_id)
    outcome = standing_of(election_id)
    renews = found.election.kind in services.RENEWING
    first = {"version": found.version, "filed_on": request.today}
    form = forms.FileForm(request.POST or None, initial=first, held=outcome.held(), renews=renews)

    def verb(**values: Any) -> None:
        values = {name: value for name, value in values.items() if not name.startswith("held_")}
        services.file_result(confirmed=form.answered("yes"), refused=form.answered("no"), **values)

    lede = (
        "备案后，新一届从选举之日起算，上一届同日结束；委员从选举之日起任职。书记、副书记等批复后任职。"
        if renews
        else "备案后，补选的委员从选举之日起任职。"
    )
    return _answer(request, found, form, title="委员备案", verb=verb, done="已备案。", lede=lede, button="备案")


def approve(request: Request, election_id: int) -> HttpResponse:
    """书记、副书记批复."""
    found = get_report(request.actor, Act.ELECTION_LEAD, election_id)
    first = {"version": found.version, "approved_on": request.today, "published_on": request.today}
    form = forms.ApproveResultForm(request.POST or None, initial=first)
    heads = "、".join(
        f"{one.office.label}{name.name}"
        for one in standing_of(election_id).votes
        for name in one.seated
        if one.office in HEADS
    )
    return _answer(
        request, found, form, title="批复书记、副书记", verb=services.approve_result, done="已批复，任职已登记。",
        lede=f"{heads}从批复之日起任职，前任同日免职。", button="批复",
    )  # fmt: skip


@reading_page
def paper(request: Request, election_id: int, code: str) -> HttpResponse:
    """A paper of the meetings as a Word file."""
    if code not in PAPERS_OF_MEETING:
        raise Http404
    view = get_meeting(request.actor, Act.VIEW, election_id)
    content = meeting_paper(view, code)
    return handed_out(content, f"{view.election.org.name}{PAPERS_OF_MEETING[code]}")


@reading_page
def round_papers(request: Request, round_id: int, code: str) -> HttpResponse:
    """A paper of one round as a Word file."""
    if code not in PAPERS_OF_ROUND:
        raise Http404
    one = get_round(request.actor, Act.VIEW, round_id)
    content = round_paper(one, code)
    return handed_out(content, f"{one.assembly.election.org.name}{PAPERS_OF_ROUND[code]}（第{one.number}次投票）")
