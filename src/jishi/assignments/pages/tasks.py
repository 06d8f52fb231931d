"""责任: the tasks one sees, and each with its history and its next steps."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.assignments import jobs, queries, services
from jishi.assignments.forms import AssignForm, FilterForm, NoteForm, PaperForm
from jishi.assignments.jobs import COLUMNS
from jishi.assignments.models import Assignment
from jishi.assignments.rules import State, categories, category_word
from jishi.files.pages import list_out
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Page, Request, reading_page, writing_page
from jishi.kernel.paging import bounded, counted
from jishi.kernel.registry import Given
from jishi.ui.columns import chosen
from jishi.ui.pages import tell

type Verb = Callable[..., Assignment]


@reading_page
def index(request: Request) -> HttpResponse:
    asked = request.GET
    filters = FilterForm(asked).value()
    page = queries.list_assignments(request.actor, filters, today=request.today, at=asked.get("at", ""))
    seats = request.actor.seats(Act.NOTIFY)
    late = queries.late_to_remind(seats[0].org_path, request.today) if seats else 0
    columns = chosen(COLUMNS, asked)
    context = {
        "page": page,
        "lines": queries.page_lines(page.rows, request.today, whole="said" in columns or "helpers" in columns),
        "filters": filters,
        "states": [("late", "逾期"), ("judge", "待我验收"), *State.choices()],
        "to_judge": bounded(queries.to_judge(request.actor)) if request.actor.has(Act.ACCEPT) else 0,
        "categories": categories(),
        "whole": queries.whole_named(request.actor, filters.whole),
        "narrowed": not filters.is_plain,
        "columns": columns,
        "may_assign": request.actor.has(Act.ASSIGN),
        "to_remind": counted(late) if late else "",
        "tab": "tasks",
    }
    return render(request, "assignments/index.html", context)


def export(request: Request) -> HttpResponse:
    """The list as it is narrowed, with the columns it shows, as an Excel sheet; a long one is made in the background."""
    listing = jobs.tasks_listing(request.actor, request.GET, request.today)
    return list_out(request, listing, job="assignments.list", act=Act.VIEW)[0]


def shown(request: Request, assignment: Assignment, form: NoteForm, paper: PaperForm | None = None) -> HttpResponse:
    """The page of one task, with what was typed when a step was refused."""
    rolled = queries.roll_ups([assignment.pk], request.today).get(assignment.pk)
    at = request.GET.get("at", "")
    steps = queries.steps_open_to(request.actor, assignment)
    context = {
        "assignment": assignment,
        "standing": queries.standing_of(assignment, request.today),
        "steps": steps,
        "source": queries.source_of_task(request.actor, assignment),
        "tasks": queries.shown_tasks(request.actor, assignment, may_show=steps.show),
        "progress": queries.progress_of(assignment),
        "form": form,
        "paper_form": paper or PaperForm(),
        "is_late": queries.is_late_on(assignment, request.today),
        "hint": queries.hint_of(assignment, request.today),
        "state": State.label_of(assignment.state),
        "category": category_word(assignment.category),
        "parts": queries.part_page(request.actor, assignment, today=request.today, at=at) if rolled else None,
        "rolled": rolled,
        "above": queries.above(request.actor, assignment),
        "helpers": queries.helper_names(assignment),
        "papers": queries.papers_of(assignment),
        "calls": queries.calls_about(assignment),
        "problem": queries.problem_behind(assignment),
        "may_remind": any(assignment.org.path.startswith(p.org_path) for p in request.actor.seats(Act.NOTIFY)),
        "may_call": queries.seat_over(request.actor, assignment.org.path) is not None,
        "tab": "tasks",
    }
    return render(request, "assignments/show.html", context)


@reading_page
def show(request: Request, assignment_id: int) -> HttpResponse:
    assignment = queries.get_assignment(request.actor, Act.VIEW, assignment_id)
    return shown(request, assignment, NoteForm(initial={"version": assignment.version}))


def _step(act: Act, verb: Verb, done: str) -> Page:
    """A button's target: door, the typed sentence, the verb, back to the task."""

    def page(request: Request, assignment_id: int) -> HttpResponse:
        assignment = queries.get_assignment(request.actor, act, assignment_id)
        form = NoteForm(request.POST)
        if form.is_valid():
            note, version = form.cleaned_data["note"].strip(), form.cleaned_data["version"]
            more = {"without_parts": form.cleaned_data["without_parts"]} if verb is services.report else {}
            try:
                verb(assignment.pk, note, version, actor=request.actor, now=request.now, **more)
            except Refused as refusal:
                form.add_error(refusal.field, refusal.reason)
            else:
                tell(request, done)
                return HttpResponseRedirect(reverse("assignments-show", args=[assignment.pk]))
        return shown(request, queries.get_assignment(request.actor, Act.VIEW, assignment_id), form)

    return writing_page(page)


note = _step(Act.RECORD, services.note_progress, "进展已记下。")
report = _step(Act.RECORD, services.report, "已报办结，等另一名同志验收。")
accept = _step(Act.ACCEPT, services.accept, "已验收。")
send_back = _step(Act.ACCEPT, services.send_back, "已退回责任人。")
cancel = _step(Act.ASSIGN, services.cancel, "任务已取消，没有办完的分任务一起取消。")


def new(request: Request) -> HttpResponse:
    """Set a task for an organisation of one's own; `origin` names the record it arises from, through that record's door."""
    asked = request.POST or request.GET
    given = queries.given_in(request.actor, asked.get("origin", ""))
    wanted = asked.get("org") or (str(given.org_id) if given else "")
    offer = queries.assignable_orgs(request.actor, wanted, find=request.GET.get("find", "").strip())
    chosen = int(wanted) if wanted.isdecimal() and int(wanted) in dict(offer.choices) else None
    people = queries.people_of(chosen, request.today) if chosen else []
    looked_up = "lookup" in request.POST
    data = request.POST if request.method == "POST" and not looked_up else None
    work = asked.get("work") or (given.work if given else "")
    owner = queries.answers_for(chosen, work, request.today) if chosen else None
    first: dict[str, Any] = {"org": chosen, "submission": str(uuid4()), "work": work}
    if given:
        due = given.due_on if given.due_on and given.due_on >= request.today else None
        first |= {"title": given.text[:200], "due_on": due, "origin": f"{given.kind}:{given.pk}"}
    typed = request.POST.dict() if looked_up else first
    form = AssignForm(data, initial=typed | {"owner": owner}, orgs=offer.choices, people=people)
    if form.is_valid():
        try:
            made = _made(request, form, given)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            hint = queries.hint_of(made, request.today)
            tell(request, f"已交办：{made.title}。{hint.sentence if hint else ''}")
            return HttpResponseRedirect(reverse("assignments-show", args=[made.pk]))
    source = queries.source_of(request.actor, given.kind, given.pk) if given else None
    return render(request, "assignments/new.html", {"form": form, "chosen": chosen, "source": source, "offer": offer})


def _made(request: Request, form: AssignForm, given: Given | None) -> Assignment:
    typed = form.cleaned_data
    org = queries.get_assigning_org(request.actor, typed["org"])
    task = services.Task(
        title=typed["title"],
        owner_id=typed["owner"],
        owner_note="" if typed["owner"] else typed["owner_note"],
        due_on=typed["due_on"],
        working_days=typed["working_days"],
        category=typed["work"],
        measures=typed["measures"],
        leader_id=typed["leader"],
        helpers=queries.helpers_named(request.actor, org, typed["helpers"], request.today),
    )
    return services.assign(
        org=org, task=task, submission=typed["submission"], origin=(given.kind, given.pk) if given else None,
        actor=request.actor, now=request.now,
    )  # fmt: skip
