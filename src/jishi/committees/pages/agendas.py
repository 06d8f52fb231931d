"""专题会议 on Party building: drafted from what is open, edited, printed, taken to the record."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.accounts.services import save_draft
from jishi.activities.forms import first_payload
from jishi.activities.queries import KIND, prefill
from jishi.activities.rules import Kind
from jishi.assignments.queries import from_record
from jishi.committees import forms, papers, queries, services
from jishi.committees.models import Agenda
from jishi.committees.pages.filling import at, frame
from jishi.committees.rules import figure_of
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out, tell

SPARE = 2  # blank points at the end of the form


@reading_page
def index(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_committee(request.actor, Act.RECORD_VIEW, org_id)
    context = frame(request, org, "agendas") | {
        "agendas": queries.agendas_of(org)[:50],
        "form": forms.DraftForm(initial=fresh()),
    }
    return render(request, "committees/agendas.html", context)


@writing_page
def draft(request: Request, org_id: int) -> HttpResponse:
    """One click: collect what is open and go to the draft."""
    org = queries.get_committee(request.actor, Act.RECORD, org_id)
    form = forms.DraftForm(request.POST)
    if not form.is_valid():
        tell(request, "请先选专题。")
        return HttpResponseRedirect(at("agendas", org.pk))
    made = services.draft_agenda(org=org, actor=request.actor, now=request.now, **form.cleaned_data)
    tell(request, "已汇总，下面每一句都可以改。")
    return HttpResponseRedirect(at("agenda", made.pk))


def _form(request: Request, agenda: Agenda) -> forms.AgendaForm:
    asked = request.POST.get("count", "")
    count = min(int(asked), 40) if asked.isdecimal() else len(agenda.points) + SPARE
    initial: dict[str, Any] = {
        "title": agenda.title, "meet_on": agenda.meet_on, "version": agenda.version, "activity": agenda.activity_id,
        "count": count,
    }  # fmt: skip
    for n, point in enumerate(agenda.points):
        initial |= {f"point_{n}": point["title"], f"text_{n}": point["text"]}
    records = queries.records_to_link(agenda.org, agenda.drafted_on, [Kind.SPECIAL_MEETING])
    return forms.AgendaForm(request.POST or None, initial=initial, points=count, offers={"records": records})


def edit(request: Request, agenda_id: int) -> HttpResponse:
    """The draft with its figures; whoever does not record for the committee reads it."""
    agenda = queries.get_agenda(request.actor, Act.RECORD_VIEW if request.method != "POST" else Act.RECORD, agenda_id)
    form = _form(request, agenda)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            services.edit_agenda(
                agenda.pk, values["version"], title=values["title"], meet_on=values["meet_on"],
                activity_id=values["activity"], points=form.points(), actor=request.actor, now=request.now,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            tell(request, "已保存。")
            return HttpResponseRedirect(at("agenda", agenda.pk))
    figures = [figure_of(kept) for kept in agenda.figures]
    tasks = from_record(KIND, agenda.activity_id) if agenda.activity_id else []
    context = frame(request, agenda.org, "agendas") | {
        "agenda": agenda, "form": form, "figures": figures, "tasks": tasks,
    }  # fmt: skip
    return render(request, "committees/agenda.html", context)


@writing_page
def collect(request: Request, agenda_id: int) -> HttpResponse:
    agenda = queries.get_agenda(request.actor, Act.RECORD, agenda_id)
    try:
        services.collect_again(agenda.pk, agenda.version, actor=request.actor, now=request.now)
        tell(request, "背景数字已更新到今天，议题没有动。")
    except Refused as refusal:
        tell(request, refusal.reason)
    return HttpResponseRedirect(at("agenda", agenda.pk))


@writing_page
def record(request: Request, agenda_id: int) -> HttpResponse:
    """Take the points to the record form: it opens with them as its items."""
    agenda = queries.get_agenda(request.actor, Act.RECORD, agenda_id)
    kinds = (Kind.SPECIAL_MEETING,)
    payload = first_payload(prefill(request.actor, agenda.org_id, kinds, request.today), is_past=False)
    first = int(payload["item_count"][0])
    points = agenda.points
    followed = {key: value for key, value in payload.items() if key.startswith("item-")}
    payload = {key: value for key, value in payload.items() if not key.startswith("item-")}
    for n, point in enumerate(points):
        payload[f"item-{n}-title"], payload[f"item-{n}-gist"] = [point["title"]], []
    for key, value in followed.items():
        number, rest = key.removeprefix("item-").split("-", 1)
        payload[f"item-{int(number) - 2 + len(points)}-{rest}"] = value
    payload |= {"item_count": [str(len(points) + first)], "subject": [agenda.subject]}
    payload["start"], payload["org"] = [Kind.SPECIAL_MEETING.value], [str(agenda.org_id)]
    save_draft(f"activities-new:{agenda.org_id}:{Kind.SPECIAL_MEETING}", payload, actor=request.actor, now=request.now)
    return HttpResponseRedirect(f"{reverse('activities-new')}?org={agenda.org_id}&kind={Kind.SPECIAL_MEETING}")


@reading_page
def printed(request: Request, agenda_id: int) -> HttpResponse:
    agenda = queries.get_agenda(request.actor, Act.RECORD_VIEW, agenda_id)
    return handed_out(papers.agenda_docx(agenda.org.name, agenda), f"{agenda.org.name}{agenda.title}")
