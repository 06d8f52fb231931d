"""选举大会 and the first committee meeting: the script for the chair, step by step."""

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render

from jishi.ballots import queries, services
from jishi.ballots.forms import VersionedForm
from jishi.ballots.forms import meeting as forms
from jishi.ballots.models import Assembly, Election
from jishi.ballots.pages.filling import at, crumbs
from jishi.ballots.queries.meeting import Expected, expected_at, named, on_the_ballot, people_who_may_stand, signed_in
from jishi.ballots.queries.script import assembly_of, get_assembly, get_meeting
from jishi.ballots.rules import ElectionState
from jishi.ballots.rules.meeting import CountDuty, ReportState, Stage, script_of
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.kernel.names import comparable
from jishi.people.queries import apart
from jishi.ui.pages import filled


@reading_page
def meeting(request: Request, election_id: int) -> HttpResponse:
    """The chair's page: what to do now, what was done, every round, the result on its way."""
    view = get_meeting(request.actor, Act.VIEW, election_id)
    election = view.election
    is_running = election.state == ElectionState.RUNNING
    may_run = bool(request.actor.may(Act.ELECTION, election.org.path))
    may_lead = bool(queries.may_lead(request.actor, election.org))
    runs, leads = may_run and is_running, may_lead and is_running
    reported = view.report is not None and view.report.state != ReportState.RETURNED
    context = {
        "view": view,
        "election": election,
        "works": may_run or may_lead,
        "runs": runs,
        "may_change": runs and not reported,
        "last_rounds": view.outcome.open_ends,
        "keeps_posts": leads and bool(request.actor.may(Act.ORG_EDIT, election.org.path)),
    }
    return render(request, "ballots/meeting.html", context)


def above(election: Election) -> list[tuple[str, str]]:
    """The pages above a form of the meeting."""
    return crumbs(election=election, page="meeting", word="选举大会")


def _says(stage: str, code: str) -> str:
    return next((step.says for step in script_of(Stage(stage)) if step.code == code), "")


def _step(
    request: Request, meeting: Assembly, form: Any, *, code: str, title: str, verb: Any, done: str, **more: Any
) -> HttpResponse:
    """A step of the script: what the chair says, the form, back to the chair's page."""

    def run(values: dict[str, Any]) -> str:
        verb(assembly=meeting, actor=request.actor, now=request.now, **values)
        return at("meeting", meeting.election_id)

    return filled(
        request, form, title=title, verb=run, done=done, back=at("meeting", meeting.election_id),
        lede=_says(meeting.stage, code), crumbs=above(meeting.election), **more,
    )  # fmt: skip


def opening(request: Request, election_id: int, stage: str) -> HttpResponse:
    """Open a meeting, or correct when, where and by whom it was held."""
    election = queries.get_election(request.actor, Act.ELECTION, election_id)
    if stage not in Stage:
        raise Http404
    found = assembly_of(election, stage)
    if found is not None:
        first = {name: getattr(found, name) for name in ("held_on", "place", "chair", "recorder", "version")}
        form: Any = forms.CorrectOpeningForm(request.POST or None, initial=first)
        return _step(
            request, found, form, code="opening", title=f"{Stage(stage).label}：时间、地点、主持人",
            verb=services.correct_opening, done="已改。",
        )  # fmt: skip
    form = forms.OpenForm(
        request.POST or None,
        initial={
            "submission": str(uuid4()),
            "held_on": min(election.meeting_on, request.today),
            "chair": request.actor.name,
            "place": election.org.place,
        },
    )

    def verb(values: dict[str, Any]) -> str:
        services.open_assembly(election=election, stage=Stage(stage), actor=request.actor, now=request.now, **values)
        return at("meeting", election.pk)

    return filled(
        request, form, title=Stage(stage).label, verb=verb, done="已开始，下面清点到会人数。", back=at("meeting", election.pk),
        lede=_says(stage, "opening"), button="开始", crumbs=above(election),
    )  # fmt: skip


def present(request: Request, election_id: int, stage: str) -> HttpResponse:
    """Count who is there: against four fifths of those expected."""
    meeting = get_assembly(request.actor, Act.ELECTION, election_id, stage)
    people = expected_at(meeting)
    first = {
        "version": meeting.version, "due": meeting.due, "present": meeting.present, "absent_said": meeting.absent_said,
        **signed_in(meeting),
    }  # fmt: skip
    form = forms.PresentForm(
        request.POST or None,
        initial=first,
        people=None if people is None else _called(people),
        again=meeting.rounds.exists(),
    )

    def verb(**values: Any) -> None:
        for name in ("absent", "came"):
            values[name] = [int(pk) for pk in values.get(name, ())]
        services.sign_in(**values)

    return _step(
        request, meeting, form, code="present", title=f"{Stage(stage).label}：清点到会人数", verb=verb, done="已清点。",
        button="清点完毕",
    )  # fmt: skip


def method(request: Request, election_id: int, stage: str) -> HttpResponse:
    """The meeting adopts its 选举办法."""
    meeting = get_assembly(request.actor, Act.ELECTION, election_id, stage)
    first = {
        "version": meeting.version, "base": meeting.base, "is_by_votes": meeting.is_by_votes,
        "agreed": meeting.method_for or meeting.present,
    }  # fmt: skip
    form = forms.MethodForm(request.POST or None, initial=first)
    return _step(
        request, meeting, form, code="method", title="通过选举办法", verb=services.adopt_method, done="选举办法已通过。",
        button="通过",
    )  # fmt: skip


def officials(request: Request, election_id: int, stage: str) -> HttpResponse:
    """The meeting accepts who watches the count and who does it."""
    meeting = get_assembly(request.actor, Act.ELECTION, election_id, stage)
    people = _not_standing(meeting)
    form = forms.OfficialsForm(request.POST or None, initial=_chosen(meeting, people), people=apart(people))

    def verb(**values: Any) -> None:
        names, known = dict(people), people_who_may_stand(election_id)
        chosen: list[tuple[int | None, str, CountDuty]] = []
        for duty in CountDuty:
            chosen += [(int(pk), names[int(pk)], duty) for pk in values.pop(duty.value)]
            others = values.pop(f"other_{duty.value}").replace("，", "、").split("、")
            chosen += [(named(known, name), name, duty) for name in others if name.strip()]
        services.accept_officials(officials=chosen, **values)

    return _step(
        request,
        meeting,
        form,
        code="officials",
        title="通过监票人、计票人",
        verb=verb,
        done="名单已通过。",
        button="通过",
    )


def _called(people: Expected) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Those expected and those left out, namesakes told apart."""
    names = dict(apart((*people.due, *people.left_out)))
    return [(pk, names[pk]) for pk, _ in people.due], [(pk, names[pk]) for pk, _ in people.left_out]


def _not_standing(meeting: Assembly) -> list[tuple[int, str]]:
    """Whom the meeting may choose: those expected who do not stand."""
    people = expected_at(meeting)
    if people is None:
        return []
    standing = on_the_ballot(meeting)
    ids = {one.person_id for one in standing}
    names = {comparable(one.name) for one in standing if one.person_id is None}
    return [
        (pk, word) for pk, word in (*people.due, *people.left_out) if pk not in ids and comparable(word) not in names
    ]


def _chosen(meeting: Assembly, people: list[tuple[int, str]]) -> dict[str, Any]:
    first: dict[str, Any] = {"version": meeting.version, "agreed": meeting.officials_for or meeting.present}
    known = {pk for pk, _ in people}
    for duty in CountDuty:
        mine = [one for one in meeting.officials.all() if one.duty == duty]
        first[duty.value] = [str(one.person_id) for one in mine if one.person_id in known]
        first[f"other_{duty.value}"] = "、".join(one.name for one in mine if one.person_id not in known)
    return first


def introduce(request: Request, election_id: int, stage: str) -> HttpResponse:
    """The candidates are introduced, questions answered."""
    meeting = get_assembly(request.actor, Act.ELECTION, election_id, stage)
    form = forms.IntroduceForm(
        request.POST or None, initial={"version": meeting.version, "said": meeting.introduced or "逐一介绍了候选人。"}
    )
    return _step(
        request, meeting, form, code="introduce", title="介绍候选人", verb=services.note_introduction, done="已记下。"
    )


def closing(request: Request, election_id: int, stage: str) -> HttpResponse:
    meeting = get_assembly(request.actor, Act.ELECTION, election_id, stage)
    form = VersionedForm(request.POST or None, initial={"version": meeting.version})
    return _step(
        request, meeting, form, code="closing", title=f"{Stage(stage).label}：散会", verb=services.close_assembly,
        done="已散会。", button="散会",
    )  # fmt: skip


def resume(request: Request, election_id: int, stage: str) -> HttpResponse:
    """Take the closing back, to correct what happened."""
    meeting = get_assembly(request.actor, Act.ELECTION, election_id, stage)
    form = forms.WhyForm(request.POST or None, initial={"version": meeting.version})
    return _step(
        request, meeting, form, code="", title=f"恢复{Stage(stage).label}", verb=services.resume_assembly,
        done="已恢复，可以更正。", button="恢复会议",
    )  # fmt: skip
