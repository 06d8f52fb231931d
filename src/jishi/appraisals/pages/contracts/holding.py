"""One contract: agreed on, signed, carried out, checked at half-year."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from jishi.activities.rules import Kind
from jishi.appraisals import forms, papers, queries, services
from jishi.appraisals.pages.contracts.filling import of_contract
from jishi.appraisals.pages.filling import at, people
from jishi.appraisals.rules import Aim, Side
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out, tell


@reading_page
def show(request: Request, contract_id: int) -> HttpResponse:
    row = queries.get_contract(request.actor, Act.VIEW, contract_id)
    context = {
        "row": row,
        "org": row.org,
        "view": queries.contract_view(row, today=request.today),
        "may_record": bool(request.actor.may(Act.RECORD, row.org.path)),
        "may_assign": request.actor.reaches(Act.ASSIGN, row.org.path),
        "drafts": bool(queries.may_issue(request.actor, row.set.org)),
        "person_id": request.actor.person_id,
    }
    return render(request, "appraisals/contract.html", context)


@reading_page
def printed(request: Request, contract_id: int, paper: str) -> HttpResponse:
    """The contract, or its half-year self-check, as Word."""
    row = queries.get_contract(request.actor, Act.VIEW, contract_id)
    view = queries.contract_view(row, today=request.today)
    word, write = papers.CONTRACT_PAPERS.get(paper, papers.CONTRACT_PAPERS["contract"])
    title = f"{row.set.year}年度{word}"
    check = queries.check_shown(row, request.today)
    return handed_out(write(title, row, view, check), f"{row.org.short_name or row.org.name}{title}")


def propose(request: Request, contract_item_id: int) -> HttpResponse:
    item = queries.get_contract_item(request.actor, Act.RECORD, contract_item_id)
    form = forms.ProposalForm(request.POST or None, initial=fresh())

    def verb(given: dict[str, Any]) -> None:
        services.propose(item_id=item.pk, actor=request.actor, now=request.now, **given)

    return of_contract(
        request, form, item.contract, verb=verb, title="提修改意见", done="已提，等上级答复。", button="提出",
        lede=queries.said_of(item),
    )  # fmt: skip


def answer(request: Request, proposal_id: int) -> HttpResponse:
    found = queries.get_proposal(request.actor, Act.APPRAISE_LEAD, proposal_id)
    form = forms.ReplyForm(request.POST or None)

    def verb(given: dict[str, Any]) -> None:
        services.answer_proposal(found.pk, actor=request.actor, now=request.now, **given)

    return of_contract(
        request, form, found.item.contract, verb=verb, title="答复修改意见", done="已答复。",
        lede=f"{queries.said_of(found.item)}：{queries.wanted_of(found)}",
    )  # fmt: skip


def item(request: Request, contract_item_id: int) -> HttpResponse:
    """The drafter changes an item of this contract alone."""
    found = queries.get_contract_item(request.actor, Act.APPRAISE_LEAD, contract_item_id)
    names = ("target", "measure", "due_on")
    initial = {name: getattr(found, name) for name in names} | {"version": found.contract.version}
    form = forms.ItemForm(request.POST or None, initial=initial)

    def verb(given: dict[str, Any]) -> None:
        version = given.pop("version")
        services.change_item(found.pk, version, Aim(**given), actor=request.actor, now=request.now)

    return of_contract(
        request, form, found.contract, verb=verb, title="单独改这一项", done="已改，和其他下级不同的会标出来。",
        lede=found.term.indicator.text,
    )  # fmt: skip


def owner(request: Request, contract_item_id: int) -> HttpResponse:
    found = queries.get_contract_item(request.actor, Act.RECORD, contract_item_id)
    offers = {"people": people(found.contract.org, request)}
    form = forms.OwnerForm(request.POST or None, initial={"owner": found.owner_id}, offers=offers)

    def verb(given: dict[str, Any]) -> None:
        services.name_owner(found.pk, given["owner_id"], actor=request.actor, now=request.now)

    return of_contract(
        request, form, found.contract, verb=verb, title="定责任人", done="已定。", lede=found.term.indicator.text
    )


@writing_page
def sign(request: Request, contract_id: int, side: str) -> HttpResponse:
    """Sign as who answers for the side, or go on with what the one before signed."""
    row = queries.get_contract(request.actor, Act.VIEW, contract_id)
    version = request.POST.get("version", "")
    chosen = Side.UPPER if side == Side.UPPER else Side.LOWER
    try:
        if "heir" in request.POST:
            services.go_on(row.pk, chosen, actor=request.actor, now=request.now)
        else:
            services.sign(
                row.pk, int(version) if version.isdecimal() else 0, chosen, actor=request.actor, now=request.now
            )
    except Refused as refusal:
        tell(request, refusal.reason)
    else:
        tell(request, "已签订，姓名、职务和时间已记下。")
    return HttpResponseRedirect(at("contract", row.pk))


def paper(request: Request, contract_id: int, side: str) -> HttpResponse:
    """Put down a signature on paper."""
    chosen = Side.UPPER if side == Side.UPPER else Side.LOWER
    act = Act.RECORD if chosen is Side.LOWER else Act.APPRAISE_LEAD
    row = queries.get_contract(request.actor, act, contract_id)
    form = forms.PaperSignForm(
        request.POST or None, initial={"version": row.version, "on": request.today, "post": "书记"}
    )

    def verb(given: dict[str, Any]) -> None:
        services.note_paper(row.pk, given.pop("version"), chosen, actor=request.actor, now=request.now, **given)

    return of_contract(
        request, form, row, verb=verb, title=f"登记{chosen.label}纸质签字", done="已登记。",
        lede="已经在纸质责任书上签了字的，照纸上写的登记；谁登记的会一起记下。",
    )  # fmt: skip


def progress(request: Request, contract_item_id: int) -> HttpResponse:
    found = queries.get_contract_item(request.actor, Act.RECORD, contract_item_id)
    since = request.today.replace(year=found.contract.set.year, month=1, day=1)
    offers = {"records": queries.records_of(found.contract.org, since, *Kind)}
    form = forms.ProgressForm(request.POST or None, initial=fresh(on=request.today), offers=offers)

    def verb(given: dict[str, Any]) -> None:
        services.note_contract_progress(item_id=found.pk, actor=request.actor, now=request.now, **given)

    return of_contract(
        request, form, found.contract, verb=verb, title="记进展", done="已记下，上级同时看得到。",
        lede=queries.said_of(found),
    )  # fmt: skip


def check(request: Request, contract_id: int) -> HttpResponse:
    """The half-year self-check: the numbers fill themselves, the words are the organisation's."""
    row = queries.get_contract(request.actor, Act.RECORD, contract_id)
    form = forms.CheckForm(request.POST or None, initial={"version": row.version, "text": row.check_text})

    def verb(given: dict[str, Any]) -> None:
        services.send_check(row.pk, given["version"], text=given["text"], actor=request.actor, now=request.now)

    return of_contract(
        request, form, row, verb=verb, title="半年自检", done="已报上级。", button="报上级",
        template="appraisals/contract_check.html", lines=queries.checked_lines(row, request.today),
        on=queries.half_year(row, request.today),
        lede="数字按平台记录和各项进展自动填，不用抄。这里只写存在的问题和下半年打算。",
    )  # fmt: skip
