"""The list, and what a committee lays down for all below it."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from jishi.appraisals import forms, papers, queries, services
from jishi.appraisals.pages.contracts.filling import of_set
from jishi.appraisals.pages.filling import at
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.ui import pages as ui
from jishi.ui.fields import fresh, values
from jishi.ui.pages import handed_out, tell


@reading_page
def index(request: Request) -> HttpResponse:
    """What waits for the actor, then the contracts of the year in sight."""
    filters = forms.contract_filters(request)
    counts = queries.state_counts(request.actor, filters)
    context = {
        "waiting": queries.waiting_for(request.actor, today=request.today),
        "page": queries.contract_page(request.actor, filters, at=request.GET.get("at", "")),
        "filters": filters,
        "states": counts,
        "total": sum(number for _, _, number in counts),
        "years": range(request.today.year + 1, request.today.year - 4, -1),
        "is_narrowed": bool(filters.q or filters.state),
        "may_draft": queries.may_draft(request.actor),
    }
    return render(request, "appraisals/contracts.html", context)


def new(request: Request) -> HttpResponse:
    """Begin the contracts of a year."""
    editions = queries.editions_to_use(request.actor)
    offers = {
        "editions": [(str(one.pk), f"{one.scheme.org.short_name or one.scheme.org.name}：{one.scheme.name}（第 {one.number} 版）") for one in editions]
    }  # fmt: skip
    year = request.today.year + (1 if request.today.month >= 11 else 0)
    form = forms.DraftForm(request.POST or None, initial=fresh(year=year), offers=offers)

    def verb(_: dict[str, Any]) -> str:
        given = values(form)
        edition = queries.get_usable(request.actor, given.pop("edition_id"))
        made = services.draft_contracts(edition=edition, actor=request.actor, now=request.now, **given)
        return at("contract_set", made.pk)

    notes = () if editions else ("还没有正在使用的考核办法。先在“考核评价”里制定一套并启用，再起草责任书。",)
    return ui.filled(
        request, form, title="起草责任书", verb=verb, done="已起草，逐项定目标，再发给下级。", back=at("contracts"),
        crumbs=[(at("contracts"), "责任书")], button="起草", notes=notes,
        lede="一次给所有直接下级起草。项目和分值取自考核办法，这里只定目标、时限和差别。",
    )  # fmt: skip


@reading_page
def show(request: Request, set_id: int) -> HttpResponse:
    """What is laid down, and how the contracts stand."""
    row = queries.get_set(request.actor, Act.VIEW, set_id)
    orgs = queries.right_below(row)
    filters = queries.ContractFilters(row.year, set_id=row.pk)
    context = {
        "row": row,
        "orgs": orgs,
        "terms": queries.terms_of_set(row, orgs, request.today),
        "page": queries.contract_page(request.actor, filters, at=request.GET.get("at", "")),
        "states": queries.state_counts(request.actor, filters),
        "drafts": bool(queries.may_issue(request.actor, row.org)),
    }
    return render(request, "appraisals/contract_set.html", context)


def edit(request: Request, set_id: int) -> HttpResponse:
    row = queries.get_set(request.actor, Act.APPRAISE_LEAD, set_id)
    names = ("preamble", "measures", "rewards", "sign_by", "check_by", "version")
    form = forms.SetForm(request.POST or None, initial={name: getattr(row, name) for name in names})

    def verb(given: dict[str, Any]) -> None:
        services.edit_contracts(row.pk, given.pop("version"), actor=request.actor, now=request.now, **given)

    return of_set(request, form, row, verb=verb, title="正文和日期", done="已保存。")


def term(request: Request, contract_term_id: int) -> HttpResponse:
    """Lay down one item for all at once, with what differs by sector and by organisation."""
    found = queries.get_term(request.actor, Act.APPRAISE_LEAD, contract_term_id)
    sheet = queries.term_sheet(found, share=request.GET.get("share", ""), today=request.today)
    names = ("target", "measure", "due_on", "evidence")
    initial = {name: getattr(found, name) for name in names} | {"passes": found.passes_id, "version": found.set.version}
    form = forms.TermForm(
        request.POST or None, initial=initial, offers={"passable": sheet.passable}, sectors=sheet.sectors,
        orgs=sheet.orgs, known=sheet.known,
    )  # fmt: skip

    def verb(given: dict[str, Any]) -> None:
        services.lay_term(found.pk, given["version"], form.laid, actor=request.actor, now=request.now)

    return of_set(
        request, form, found.set, verb=verb, title=found.indicator.text, done="已保存。", sheet=sheet,
        template="appraisals/contract_term.html", lede=sheet.rule,
    )  # fmt: skip


def send(request: Request, set_id: int) -> HttpResponse:
    """Send the contracts out."""
    row = queries.get_set(request.actor, Act.APPRAISE_LEAD, set_id)
    orgs = queries.right_below(row)
    form = forms.SendForm(
        request.POST or None, initial={"version": row.version, "orgs": [org.pk for org in orgs]},
        offers={"orgs": [(str(org.pk), org.short_name or org.name) for org in orgs]},
    )  # fmt: skip

    def verb(given: dict[str, Any]) -> None:
        services.send_contracts(
            row.pk, given["version"], org_ids=given["orgs"], late_why=given["late_why"], actor=request.actor,
            now=request.now,
        )  # fmt: skip

    return of_set(
        request, form, row, verb=verb, title="发给下级", done="已发出，下级核对后签订。", button="发出",
        lede="每个下级得到自己的一份，可以逐项提修改意见；已经发过的不重发。",
    )  # fmt: skip


@writing_page
def sign_all(request: Request, set_id: int) -> HttpResponse:
    """甲方 signs what 乙方 has signed."""
    row = queries.get_set(request.actor, Act.APPRAISE_LEAD, set_id)
    try:
        count = services.sign_all(row.pk, actor=request.actor, now=request.now)
    except Refused as refusal:
        tell(request, refusal.reason)
    else:
        tell(request, f"已签订 {count} 份，从今天起生效。")
    return HttpResponseRedirect(at("contract_set", row.pk))


@reading_page
def export(request: Request, set_id: int) -> HttpResponse:
    """The contracts of a set as a workbook: signed, checked, assessed; in the order of the tree."""
    row = queries.get_set(request.actor, Act.VIEW, set_id)
    title = f"{row.org.short_name or row.org.name}{row.year}年度责任书签订和完成情况汇总表"
    lines = queries.contract_lines(request.actor, row)
    return handed_out(papers.contracts_xlsx(title, request.today, lines), title, "xlsx")
