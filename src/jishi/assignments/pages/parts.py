"""A task is changed, split among those below, and shown to be done."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from jishi.assignments import queries, services
from jishi.assignments.forms import AmendForm, NoteForm, PaperForm, SplitForm
from jishi.assignments.models import Assignment
from jishi.assignments.pages.tasks import shown
from jishi.files.pages import serve
from jishi.files.services import store
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.ui.fields import fresh, values
from jishi.ui.pages import filled, tell


def _crumbs(assignment: Assignment) -> list[tuple[str, str]]:
    return [
        (reverse("assignments-index"), "任务"),
        (reverse("assignments-show", args=[assignment.pk]), assignment.title),
    ]


def amend(request: Request, assignment_id: int) -> HttpResponse:
    task = queries.get_assignment(request.actor, Act.ASSIGN, assignment_id)
    names = ("title", "category", "measures", "due_on", "version")
    initial = {name: getattr(task, name) for name in names}
    initial |= {"leader": task.leader_id, "helpers": queries.helper_names(task)}
    people = [(str(pk), name) for pk, name in queries.people_of(task.org_id, request.today)]
    form = AmendForm(request.POST or None, initial=initial, offers={"people": people})

    def verb(_: object) -> None:
        facts: dict[str, Any] = values(form)
        facts["helpers"] = queries.helpers_named(request.actor, task.org, facts["helpers"], request.today)
        services.amend(task.pk, facts.pop("version"), actor=request.actor, now=request.now, **facts)

    return filled(
        request, form, title="修改任务", verb=verb, done="已保存。", crumbs=_crumbs(task),
        back=reverse("assignments-show", args=[task.pk]),
    )  # fmt: skip


def split(request: Request, assignment_id: int) -> HttpResponse:
    """Parts for those directly below, each with its own answerer, day and words."""
    task = queries.get_splittable(request.actor, assignment_id)
    given = queries.offers_of(task, request.today)
    form = SplitForm(request.POST or None, initial=fresh(version=task.version), given=given)

    def verb(typed: dict[str, Any]) -> None:
        services.split(
            task.pk, _parts(request, form), typed["version"], submission=typed["submission"], actor=request.actor,
            now=request.now,
        )  # fmt: skip

    return filled(
        request, form, title="分解任务", verb=verb, done="已分解，责任人会收到通知。", button="分解下去",
        crumbs=_crumbs(task), back=reverse("assignments-show", args=[task.pk]), template="assignments/split.html",
        task=task,
    )  # fmt: skip


def _parts(request: Request, form: SplitForm) -> list[services.Part]:
    """What was ticked: the head as offered, anybody else by name."""
    taken = form.taken
    found = queries.persons_named([(offer.org.pk, owner) for offer, owner, _, _ in taken if owner], request.today)
    parts = []
    for offer, owner, due_on, title in taken:
        person, note = (offer.owner_id, "") if owner == offer.owner else queries.owner_named(offer.org, owner, found)
        parts.append(services.Part(offer.org, owner_id=person, owner_note=note, due_on=due_on, title=title))
    return parts


@writing_page
def evidence(request: Request, assignment_id: int) -> HttpResponse:
    """Another task shows what was done."""
    task = queries.get_assignment(request.actor, Act.RECORD, assignment_id)
    asked = request.POST.get("task", "")
    if asked.isdecimal():
        other = queries.get_assignment(request.actor, Act.VIEW, int(asked))
        try:
            services.show_evidence(task.pk, queries.TASKS, other.pk, actor=request.actor, now=request.now)
            tell(request, "已关联。")
        except Refused as refusal:
            tell(request, refusal.reason)
    return HttpResponseRedirect(reverse("assignments-show", args=[task.pk]) + "#evidence")


@writing_page
def paper(request: Request, assignment_id: int) -> HttpResponse:
    """Attach a file that shows what was done."""
    task = queries.get_assignment(request.actor, Act.RECORD, assignment_id)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            file = store(form.cleaned_data["file"], actor=request.actor, now=request.now)
            services.show_evidence(task.pk, queries.FILES, file.pk, actor=request.actor, now=request.now)
        except Refused as refusal:
            form.add_error("file", refusal.reason)
        else:
            tell(request, "佐证已添上。")
            return HttpResponseRedirect(reverse("assignments-show", args=[task.pk]))
    return shown(request, task, NoteForm(initial={"version": task.version}), form)


@reading_page
def file(request: Request, evidence_id: int) -> HttpResponse:
    return serve(queries.get_paper(request.actor, evidence_id))


@writing_page
def drop(request: Request, evidence_id: int) -> HttpResponse:
    """Take a record off a task; the record itself stays."""
    try:
        task_id = services.drop_evidence(evidence_id, actor=request.actor, now=request.now).pk
    except Refused as refusal:
        task_id = queries.get_evidence(request.actor, Act.VIEW, evidence_id).assignment_id
        tell(request, refusal.reason)
    else:
        tell(request, "已去掉，记录本身还在。")
    return HttpResponseRedirect(reverse("assignments-show", args=[task_id]))
