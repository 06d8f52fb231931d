"""A scheme in use: opened for many, the summary in the order of the tree, publishing and settling."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from jishi.appraisals import papers, queries, services
from jishi.appraisals.forms import schemes as forms
from jishi.appraisals.pages.schemes.filling import at, crumbs_of, filled
from jishi.appraisals.rules import AssessmentState, Phase
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.kernel.paging import bounded, counted, keyset
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out, tell

LEAD = Act.APPRAISE_LEAD
RUNNING = (AssessmentState.SELF, AssessmentState.REVIEW)
NARROWING = "appraisals/narrowing.html"


def use_new(request: Request, edition_id: int) -> HttpResponse:
    """Use a version in force for a year on organisations below, all at once."""
    edition = queries.get_edition(request.actor, LEAD, edition_id)
    q = forms.asked_name(request)
    orgs = queries.orgs_to_assess(request.actor, edition.scheme, q)
    page = keyset(orgs, keys=("path",), at=request.GET.get("at", ""), size=queries.CHOICES)
    offers = [(str(org.pk), org.short_name or org.name) for org in page.rows]
    is_part = bool(page.next or page.previous)
    many = f"{'找到的' if q else '适用的'}全部 {counted(bounded(orgs))} 个" if is_part else ""
    first = fresh(year=request.today.year, orgs=[] if is_part else [pk for pk, _ in offers])
    form = forms.UseForm(request.POST or None, initial=first, offers={"orgs": offers}, many=many)

    def verb(_: dict[str, Any]) -> str:
        chosen = orgs.values("pk") if form.is_all else form.ticked
        facts = form.facts | {"actor": request.actor, "now": request.now}
        return at("use", services.open_assessments(edition=edition, org_ids=chosen, **facts).pk)

    return filled(
        request, form, title=f"用“{edition.scheme.name}”考核", verb=verb, done="已开展，各党组织马上看得到全部内容。",
        back=at("scheme", edition.scheme_id), crumbs=crumbs_of(edition.scheme), button="开展考核",
        lede="年初就定下来，被考核的一开始就知道考什么、怎样算分。", template=NARROWING, page=page, q=q,
        is_part=is_part or bool(q),
    )  # fmt: skip


@reading_page
def use(request: Request, use_id: int) -> HttpResponse:
    """The summary: organisations in the order of the tree, never by their points."""
    row = queries.get_round_of(request.actor, Act.VIEW, use_id)
    filters = forms.summary_filters(request)
    states = queries.states_of(request.actor, row, filters.q)
    basis = queries.basis_of(row)
    issues = bool(queries.may_issue(request.actor, row.edition.scheme.org))
    context = {
        "use": row,
        "scheme": row.edition.scheme,
        "page": queries.summary_page(
            request.actor, row, filters, basis, today=request.today, at=request.GET.get("at", "")
        ),
        "filters": filters,
        "is_narrowed": bool(filters.q or filters.state),
        "address": request.GET.urlencode(),
        "total": states.said,
        "states": [
            (one.value, one.label, None if states.by_state is None else states.by_state.get(one.value, 0))
            for one in AssessmentState
        ],
        "issues": issues,
        "leads": queries.leads_below(request.actor),
        "items": queries.items_to_mark(basis),
        "ready": states.some(*RUNNING),
        "batch": queries.batch_at_work(row) if issues else None,
        "published": states.some(AssessmentState.PUBLISHED),
    }  # fmt: skip
    return render(request, "appraisals/use.html", context)


@reading_page
def export(request: Request, use_id: int) -> HttpResponse:
    """The summary exactly as filtered, as a workbook, in the order of the tree."""
    row = queries.get_round_of(request.actor, Act.VIEW, use_id)
    title = f"{row.edition.scheme.name}{row.year}年度考核汇总表"
    lines = queries.summary(request.actor, row, forms.summary_filters(request), today=request.today)
    return handed_out(papers.summary_xlsx(title, request.today, lines), title, "xlsx")


def item(request: Request, use_id: int, indicator_id: int) -> HttpResponse:
    """One item over all organisations that may still be marked, side by side in the order of the tree."""
    row = queries.get_round_of(request.actor, Act.VIEW, use_id)
    q = forms.asked_name(request)
    view = queries.item_view(request.actor, row, indicator_id, q=q, at=request.GET.get("at", ""))
    cells = [cell for _, listed in view.lines for cell in listed]
    form = forms.MarksForm(request.POST or None, cells=_typed(cells, view.item))

    def verb(values: dict[str, Any]) -> None:
        services.mark_many(_changed(view, form), actor=request.actor, now=request.now)

    shown = [(one, [(cell, *form.pair(cell.key)) for cell in listed]) for one, listed in view.lines]
    return filled(
        request, form, title=view.item.text, verb=verb, done="已保存。", back=at("use", row.pk), use=row, view=view,
        crumbs=crumbs_of(row.edition.scheme, row), template="appraisals/scheme_item.html", shown=shown, q=q,
        page=view.page, is_part=bool(q or view.page.next or view.page.previous),
    )  # fmt: skip


def _typed(cells: list[queries.Cell], item: Any) -> list[tuple[str, str, int, int | None, str]]:
    return [(cell.key, item.text, item.points, cell.known, cell.reason) for cell in cells]


def _changed(view: queries.ItemView, form: forms.MarksForm) -> dict[int, services.GivenBy]:
    """What was typed anew, by assessment. Raises nothing: what stands stays as it is."""
    found: dict[int, dict[tuple[int, Phase], services.Given]] = {}
    for one, listed in view.lines:
        for cell in listed:
            given = form.given[cell.key]
            if (given.value, given.reason) != (cell.known, cell.reason):
                found.setdefault(one.pk, {})[view.item.id, cell.phase] = given
    return dict(found)


def publish(request: Request, use_id: int) -> HttpResponse:
    """Publish the results that are whole: those ticked on a page, or all."""
    row = queries.get_round_of(request.actor, LEAD, use_id)
    q = forms.asked_name(request)
    page = queries.to_publish(request.actor, row, q, today=request.today, at=request.GET.get("at", ""))
    offers = [(str(one.row.org_id), one.row.org.short_name or one.row.org.name) for one in page.rows if one.is_ready]
    is_part = bool(page.next or page.previous)
    many = f"{'找到的' if q else ''}各项都有得分的，全部公布" if is_part else ""
    first = fresh(orgs=[] if is_part else [pk for pk, _ in offers])
    form = forms.PublishForm(request.POST or None, initial=first, offers={"orgs": offers}, many=many)

    def verb(_: dict[str, Any]) -> str:
        found = queries.publishable(request.actor, row, q)
        chosen = found.values("org") if form.is_all else form.ticked
        ended = services.publish_many(row.pk, chosen, actor=request.actor, now=request.now, **form.facts)
        return at("batch", ended.batch.pk) if ended.batch else at("use", row.pk)

    lacking = sum(not one.is_ready for one in page.rows)
    return filled(
        request, form, title="公布结果", verb=verb, done="公布以后，到期前可以提异议。", back=at("use", row.pk), button="公布",
        crumbs=crumbs_of(row.edition.scheme, row), lede="只列各项都有得分的。被考核的组织各看自己的，逐项可提异议。",
        notes=[f"这一页另有 {lacking} 个还有没得分的项，没有列出。"] if lacking and is_part else [], template=NARROWING,
        page=page, q=q, is_part=is_part or bool(q),
    )  # fmt: skip


@writing_page
def settle_all(request: Request, use_id: int) -> HttpResponse:
    """Settle what is past its days for objections and answered."""
    row = queries.get_round_of(request.actor, LEAD, use_id)
    try:
        ended = services.settle_many(row.pk, actor=request.actor, now=request.now)
    except Refused as refusal:
        tell(request, refusal.reason)
        return redirect("appraisals-use", row.pk)
    if ended.batch:
        return redirect("appraisals-batch", ended.batch.pk)
    tell(request, f"审定了 {ended.done} 个党组织的结果。" if ended.done else "还没有到期并且没有异议待答复的。")
    return redirect("appraisals-use", row.pk)


@reading_page
def batch(request: Request, batch_id: int) -> HttpResponse:
    """How far publishing or settling for very many has come."""
    row = queries.get_batch(request.actor, LEAD, batch_id)
    crumbs = crumbs_of(row.round.edition.scheme, row.round)
    context = {"batch": row, "total": row.size, "crumbs": crumbs}  # type: ignore[attr-defined]  # annotated
    return render(request, "appraisals/batch.html", context)


@writing_page
def take_up(request: Request, batch_id: int) -> HttpResponse:
    """Go on with what stands still."""
    row = queries.get_batch(request.actor, LEAD, batch_id)
    services.take_up(row.pk, actor=request.actor, now=request.now)
    return redirect("appraisals-batch", row.pk)
