"""One organisation's assessment: the working-out, the points given by itself, by who assesses, by peers; objections."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jishi.appraisals import papers, queries, services
from jishi.appraisals.forms import schemes as forms
from jishi.appraisals.models import Assessment
from jishi.appraisals.pages.schemes.filling import at, crumbs_of, filled, of_row
from jishi.appraisals.rules import AssessmentState, Phase, Source
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out

LEAD = Act.APPRAISE_LEAD
RUNNING = (AssessmentState.SELF, AssessmentState.REVIEW)


@reading_page
def show(request: Request, assessment_id: int) -> HttpResponse:
    """The working-out, item by item, with everything that was put down about it."""
    row = queries.get_assessment(request.actor, Act.VIEW, assessment_id)
    actor = request.actor
    context = {
        "row": row,
        "org": row.org,
        "scheme": row.round.edition.scheme,
        "view": queries.working_view(row, today=request.today),
        "sees_poll": queries.sees_poll(actor, row),
        "records": bool(actor.may(Act.RECORD, row.org.path)),
        "leads": bool(queries.may_do(actor, LEAD, row)),
        "issues": bool(queries.may_issue(actor, row.round.edition.scheme.org)),
        "is_running": row.state in RUNNING,
        "is_over": row.objections_until is not None and request.today > row.objections_until,
    }
    return render(request, "appraisals/assessment.html", context)


@reading_page
def printed(request: Request, assessment_id: int, ending: str) -> HttpResponse:
    """考核评分表, for Word or as a sheet."""
    row = queries.get_assessment(request.actor, Act.VIEW, assessment_id)
    view = queries.working_view(row, today=request.today)
    title = f"{row.round.year}年度{row.round.edition.scheme.name}考核评分表"
    write = {"docx": papers.marked_docx, "xlsx": papers.marked_xlsx}.get(ending)
    if write is None:
        raise Http404
    return handed_out(write(title, row, view, request.today), f"{row.org.short_name or row.org.name}{title}", ending)


@reading_page
def records(request: Request, assessment_id: int, indicator_id: int) -> HttpResponse:
    """The records behind one number of the working-out."""
    row = queries.get_assessment(request.actor, Act.VIEW, assessment_id)
    item = queries.item_in(row, indicator_id)
    phase = request.GET.get("phase", "")
    behind = [
        queries.records_behind(row, name, Phase(phase) if phase in list(Phase) else Phase.FINAL, today=request.today)
        for name in (item.figure, item.base)
        if name
    ]
    lists = [
        (one, [(line, reverse(line.route, args=line.args) if line.route else "") for line in one.rows], one.url)
        for one in behind
    ]
    context = {"row": row, "item": item, "lists": lists, "crumbs": of_row(row)}
    return render(request, "appraisals/records.html", context)


type Save = Callable[[services.GivenBy], object]


def _marks(
    request: Request, row: Assessment, cells: list[queries.Cell], save: Save, **shown: Any
) -> HttpResponse:  # fmt: skip
    """The form of points for `cells`; only what was typed anew goes to `save`."""
    typed = [(cell.key, cell.item.text, cell.item.points, cell.known, cell.reason) for cell in cells]
    form = forms.MarksForm(request.POST or None, cells=typed)

    def verb(values: dict[str, Any]) -> None:
        given = [(cell, form.given[cell.key]) for cell in cells]
        save({(c.item.id, c.phase): one for c, one in given if (one.value, one.reason) != (c.known, c.reason)})

    pairs = [(cell, *form.pair(cell.key)) for cell in cells]
    where = {"back": at("assessment", row.pk), "crumbs": of_row(row)}
    return filled(request, form, verb=verb, pairs=pairs, row=row, template="appraisals/marks.html", **where | shown)


def own(request: Request, assessment_id: int) -> HttpResponse:
    """自评: only what no record shows."""
    row = queries.get_assessment(request.actor, Act.RECORD, assessment_id)
    cells = queries.cells_for(row, Source.SELF)

    def save(changed: services.GivenBy) -> None:
        services.mark_own(row.pk, row.version, changed, actor=request.actor, now=request.now)

    return _marks(
        request, row, cells, save, title="自评", done="已保存。各项打好分以后，回到考核页面报送。",
        lede="平台记录看得出的不用填，也不用报材料。这里只写记录看不出的。",
    )  # fmt: skip


def send(request: Request, assessment_id: int) -> HttpResponse:
    """Send the self-assessment."""
    row = queries.get_assessment(request.actor, Act.RECORD, assessment_id)
    form = forms.SendForm(request.POST or None, initial={"version": row.version})

    def verb(values: dict[str, Any]) -> None:
        services.send_own(row.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title="报送自评", verb=verb, done="已报送。", back=at("assessment", row.pk), crumbs=of_row(row),
        button="报送", lede="报送以后自评分不能再改，其余的随时看得到。",
    )  # fmt: skip


def review(request: Request, assessment_id: int) -> HttpResponse:
    """考评 of one organisation, all items."""
    row = queries.get_assessment(request.actor, LEAD, assessment_id)
    cells = queries.cells_for(row, Source.REVIEWER)

    def save(changed: services.GivenBy) -> None:
        services.mark_item(row.pk, changed, actor=request.actor, now=request.now)

    return _marks(
        request, row, cells, save, title="考评打分", done="已保存。",
        lede="平台记录得出的不用打分。比自评低的要写原因；写的都给被考核的组织看。",
    )  # fmt: skip


def peer(request: Request, peer_id: int) -> HttpResponse:
    """互评 by one named organisation."""
    asked = queries.get_peer(request.actor, Act.RECORD, peer_id)
    row = asked.assessment
    cells = queries.cells_for(row, Source.PEERS, peer_id=asked.org_id)

    def save(changed: services.GivenBy) -> None:
        services.mark_peer(asked.pk, changed, actor=request.actor, now=request.now)

    return _marks(
        request, row, cells, save, title=f"互评：{row.org.short_name or row.org.name}", done="已保存。",
        back=at("schemes"), crumbs=crumbs_of(),
        lede=f"以{asked.org.short_name or asked.org.name}的名义打分，被评的组织看得到。",
    )  # fmt: skip


def objection_new(request: Request, assessment_id: int) -> HttpResponse:
    """The assessed objects, to an item or to the whole."""
    row = queries.get_assessment(request.actor, Act.RECORD, assessment_id)
    offers = {"items": [(str(item.id), f"{number} {item.text}") for number, item in queries.leaves_of(row)]}
    initial = fresh(indicator=request.GET.get("item", ""))
    form = forms.ObjectionForm(request.POST or None, initial=initial, offers=offers)

    def verb(values: dict[str, Any]) -> None:
        services.object_to(assessment_id=row.pk, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title="提异议", verb=verb, done="已提出，上级会答复。", back=at("assessment", row.pk),
        crumbs=of_row(row), button="提出",
    )  # fmt: skip


def objection(request: Request, objection_id: int) -> HttpResponse:
    """The issuer answers."""
    one = queries.get_objection(request.actor, LEAD, objection_id)
    form = forms.ReplyForm(request.POST or None, initial={"answer": one.answer})

    def verb(values: dict[str, Any]) -> None:
        services.answer_objection(one.pk, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title="答复异议", verb=verb, done="已答复。", back=at("assessment", one.assessment_id),
        crumbs=of_row(one.assessment), button="答复",
        lede=f"{one.indicator.text if one.indicator else '对总体'}：{one.text}（{one.by}）",
    )  # fmt: skip
