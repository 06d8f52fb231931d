"""推荐、提名、候选人: who was recommended by whom, the list on its way to the superior, the sheet that introduces."""

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render

from jishi.ballots import forms, papers, queries, services
from jishi.ballots.models import Candidate, Election
from jishi.ballots.pages.filling import at, crumbs, edited
from jishi.ballots.rules.candidates import CandidateStage, Way
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.ui.pages import filled

LIST = {"page": "candidates", "word": "候选人"}
TABLE = "ballots/rows.html"


@reading_page
def candidates(request: Request, election_id: int) -> HttpResponse:
    """Everybody named, how far each has come, what is next."""
    election = queries.get_at_work(request.actor, Act.ELECTION, election_id)
    view = queries.slate_view(election)
    leads = queries.may_lead(request.actor, election.org)
    reviews = queries.may_review(request.actor, election.org)
    doings = queries.doings(request.actor, election, view, leads=leads, reviews=reviews)
    is_running = election.state == "running"
    context = {
        "election": election,
        "view": view,
        "doings": doings,
        "next": next((one for one in doings if not one.is_done), None),
        "may_run": is_running and bool(request.actor.may(Act.ELECTION, election.org.path)),
        "is_running": is_running,
        "standing": len(view.at(*queries.STANDING)),
    }
    return render(request, "ballots/candidates.html", context)


def procedure(request: Request, election_id: int) -> HttpResponse:
    """How the election is held."""
    election = queries.get_election(request.actor, Act.ELECTION, election_id)
    held = queries.procedure_of(election)
    own = ("seats", "candidates", "version")
    first = {name: getattr(election, name) for name in own}
    first |= {name: getattr(held, name) for name in forms.ProcedureForm.base_fields if name not in own}
    form = forms.ProcedureForm(request.POST or None, initial=first)
    return edited(request, election, form, title="选举方案", verb=services.set_procedure, done="已保存。")


def add(request: Request, election_id: int) -> HttpResponse:
    """One more name."""
    election = queries.get_election(request.actor, Act.ELECTION, election_id)
    people = queries.choices_to_stand(election)
    first = {"submission": str(uuid4()), "version": election.version}
    form = forms.NameForm(request.POST or None, initial=first, people=people)
    return edited(request, election, form, title="加人选", verb=services.name_candidate, done="已加到名单里。", **LIST)


def recommend(request: Request, election_id: int, way: str) -> HttpResponse:
    """One way of recommending, with what each name received."""
    election = queries.get_election(request.actor, Act.ELECTION, election_id)
    if way not in list(Way):
        raise Http404
    view = queries.slate_view(election)
    chosen = Way(way)
    lines = [line for line in view.lines if line.candidate.stage != CandidateStage.DROPPED]
    first = queries.recommended(view, chosen) | {"version": election.version}
    form = forms.RecommendForm(request.POST or None, initial=first, lines=lines, counts=view.counts(chosen))

    def verb(**values: Any) -> None:
        named = {name: values[name] for name in ("election", "actor", "now", "version", *queries.RECOMMENDED, "others")}
        services.record_recommending(way=chosen, counts=form.values("count"), **named)

    return edited(
        request, election, form, title=chosen.label, verb=verb, done="已保存。", template=TABLE,
        lede="票数从推荐票、推荐表汇总后填，推荐票原件由组织保存。", **LIST,
    )  # fmt: skip


def forward(request: Request, election_id: int) -> HttpResponse:
    """Who is put forward."""
    election = queries.get_election(request.actor, Act.ELECTION, election_id)
    stages = (CandidateStage.NAMED, CandidateStage.FORWARD, CandidateStage.DROPPED)
    lines = queries.slate_view(election).at(*stages)
    form = forms.ForwardForm(request.POST or None, initial={"version": election.version}, lines=lines)

    def verb(*, election: Election, version: int, **who: Any) -> None:
        services.put_forward(
            election=election, ids=form.ticked("put"), version=version, actor=who["actor"], now=who["now"]
        )

    return edited(
        request, election, form, title="确定初步人选", verb=verb, done="已保存。", template=TABLE,
        lede="由上届委员会根据推荐情况提出。", **LIST,
    )  # fmt: skip


def review(request: Request, election_id: int) -> HttpResponse:
    """The county's conclusion."""
    election = queries.get_to_review(request.actor, election_id)
    lines = queries.slate_view(election).at(*queries.STANDING)
    first = {"version": election.version, "reviewed_on": request.today}
    form = forms.ReviewForm(request.POST or None, initial=first, lines=lines)

    def verb(*, election: Election, version: int, reviewed_on: Any, **who: Any) -> None:
        services.note_joint_review(
            election=election, conclusions=form.values("review"), reviewed_on=reviewed_on, version=version,
            actor=who["actor"], now=who["now"],
        )  # fmt: skip

    return edited(
        request, election, form, title="县级联审", verb=verb, done="已保存。", template=TABLE,
        lede="只填结论和日期；联审的内容不进平台。", **LIST,
    )  # fmt: skip


def deliberate(request: Request, election_id: int) -> HttpResponse:
    """The deliberation and the names sent up."""
    election = queries.get_election(request.actor, Act.ELECTION, election_id)
    view = queries.slate_view(election)
    slate = view.slate
    first = {
        "deliberated_on": slate.deliberated_on, "due": slate.deliberation_due, "present": slate.deliberation_present,
        "gist": slate.deliberation, "request_no": slate.request_no, "requested_on": slate.requested_on,
        "version": election.version,
    }  # fmt: skip
    form = forms.DeliberateForm(request.POST or None, initial=first, lines=view.at(*queries.STANDING))

    def verb(**values: Any) -> None:
        names = ("election", "actor", "now", "version", *first)
        services.deliberate(
            proposed=form.ticked("put"), agreed=form.values("agreed"), **{name: values[name] for name in set(names)}
        )

    return edited(
        request,
        election,
        form,
        title="酝酿，报送预备人选",
        verb=verb,
        done="已保存。",
        template=TABLE,
        lede=view.said,
        **LIST,
    )


def approve(request: Request, election_id: int) -> HttpResponse:
    """The superior's approval."""
    election = queries.get_election(request.actor, Act.ELECTION_LEAD, election_id)
    view = queries.slate_view(election)
    first = {
        "version": election.version, "approval_no": view.slate.approval_no,
        "approved_on": view.slate.approved_on or request.today,
    }  # fmt: skip
    lines = view.at(CandidateStage.PROPOSED, CandidateStage.APPROVED)
    form = forms.ApproveForm(request.POST or None, initial=first, lines=lines)

    def verb(*, election: Election, version: int, approval_no: str, approved_on: Any, **who: Any) -> None:
        services.approve_slate(
            election=election, ids=form.ticked("put"), approval_no=approval_no, approved_on=approved_on, version=version,
            actor=who["actor"], now=who["now"],
        )  # fmt: skip

    return edited(
        request,
        election,
        form,
        title="批复候选人预备人选",
        verb=verb,
        done="已批复。",
        template=TABLE,
        lede=view.said,
        **LIST,
    )


def publish(request: Request, election_id: int) -> HttpResponse:
    """公示."""
    election = queries.get_election(request.actor, Act.ELECTION, election_id)
    first = queries.facts_of(queries.slate_of(election), forms.PublishForm.base_fields) | {"version": election.version}
    form = forms.PublishForm(request.POST or None, initial=first)
    return edited(request, election, form, title="公示", verb=services.publish_slate, done="已保存。", **LIST)


def introduce(request: Request, election_id: int) -> HttpResponse:
    """The candidates were introduced."""
    election = queries.get_election(request.actor, Act.ELECTION, election_id)
    first = queries.facts_of(queries.slate_of(election), forms.IntroduceForm.base_fields) | {
        "version": election.version
    }
    form = forms.IntroduceForm(request.POST or None, initial=first)
    return edited(request, election, form, title="介绍候选人", verb=services.introduce_slate, done="已保存。", **LIST)


@reading_page
def introduction(request: Request, election_id: int) -> HttpResponse:
    """The candidates side by side."""
    election = queries.get_introduced(request.actor, election_id, today=request.today)
    may_run = bool(request.actor.may(Act.ELECTION, election.org.path))
    shown = queries.introductions(election)
    context = {"election": election, "shown": shown, "facts": papers.side_by_side(shown), "may_run": may_run}
    return render(request, "ballots/introduction.html", context)


def _back(found: Candidate) -> dict[str, Any]:
    above = crumbs(election=found.election, **LIST)
    return {"crumbs": above, "back": at("candidates", found.election_id)}


def write(request: Request, election_id: int, candidate_id: int) -> HttpResponse:
    """What is printed of one candidate."""
    found = queries.get_candidate(request.actor, Act.ELECTION, election_id, candidate_id)
    first = queries.facts_of(found, forms.CandidateForm.base_fields) | {"version": found.election.version}
    if found.person and not found.employer:
        first["employer"] = found.person.employer
    form = forms.CandidateForm(request.POST or None, initial=first)

    def verb(values: dict[str, Any]) -> None:
        services.write_candidate(candidate=found, actor=request.actor, now=request.now, **values)

    return filled(request, form, title=f"候选人情况：{found.name}", verb=verb, done="已保存。", **_back(found))


def drop(request: Request, election_id: int, candidate_id: int) -> HttpResponse:
    """A name leaves the running."""
    found = queries.get_candidate(request.actor, Act.VIEW, election_id, candidate_id)
    form = forms.DropForm(request.POST or None, initial={"version": found.election.version})

    def verb(values: dict[str, Any]) -> None:
        services.drop_candidate(candidate=found, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title=f"不再作为人选：{found.name}", verb=verb, done="已记下。",
        lede="仍留在名单上，写着原因；在“确定初步人选”里可以重新列入。", **_back(found),
    )  # fmt: skip
