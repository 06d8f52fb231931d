"""基层负担监测: a level's sums, the list behind each of them, one demand with what is said of it, and putting one down."""

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.duties import queries, services
from jishi.duties.forms import AnswerForm, DemandForm, EndForm, FlagForm, LoadAddress, words_of
from jishi.duties.models import Demand
from jishi.duties.papers import demand_sheet
from jishi.duties.queries import Listed, LoadFilters
from jishi.duties.rules import (
    DemandKind,
    DemandState,
    bars,
    by_issuer,
    by_kind,
    by_level,
    hours,
    seen_from,
    total,
)
from jishi.kernel.actor import Act
from jishi.kernel.decision import EditConflict, Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.orgs.models import Organization
from jishi.orgs.queries import get_org
from jishi.ui.pages import spreadsheet, tell

# What a page that knows of a demand already says of it in the address of the form.
TOLD = ("kind", "title", "basis", "from_on", "until_on", "people", "minutes")
STATES = (
    ("now", "正在执行"),
    ("ahead", "还没有开始"),
    ("over", "已经结束"),
    ("flagged", "下级有反映"),
    ("noted", "未登记，下级先记"),
)


def _year(request: Request) -> int:
    return LoadAddress(request.GET).number("year", request.today.year)


def _shown(request: Request) -> dict[str, object]:
    org, year = queries.load_scope(request.actor, request.GET.get("org", "")), _year(request)
    filters = LoadFilters(org=org, year=year)
    cells = queries.load_cells(org, filters.first, filters.last)
    own, above, below = seen_from(org.path, cells)
    mine, theirs = by_kind(own), by_issuer(above)
    return {
        "org": org,
        "year": year,
        "own": mine,
        "above": theirs,
        "below": by_level(below),
        "own_total": total(own),
        "above_total": total(above),
        "own_hours": hours(total(own)[1]),
        "above_hours": hours(total(above)[1]),
        "bars": bars(theirs.total.numbers, mine.total.numbers) if cells else (),
        "months": range(1, 13),
        "base": urlencode({"org": org.pk, "year": year}),
    }


@reading_page
def load(request: Request) -> HttpResponse:
    """What to answer and what falls due now; then the year, by month and by who asked."""
    shown = _shown(request)
    org = shown["org"]
    assert isinstance(org, Organization)
    speaks = bool(request.actor.may(Act.DEMAND_SET, org.path))
    shown |= {
        "coming": queries.coming(org, on=request.today),
        "to_answer": queries.to_answer(org) if speaks else [],
        "to_settle": queries.to_settle(org) if speaks else [],
        "orgs": queries.load_orgs(request.actor, org),
        "may_register": request.actor.has(Act.DEMAND_SET) and queries.issuing_orgs(request.actor),
        "may_note": queries.may_note(request.actor),
    }
    return render(request, "duties/load.html", shown)


@reading_page
def printed(request: Request) -> HttpResponse:
    """The year on one sheet, without furniture."""
    return render(request, "duties/load_print.html", _shown(request))


def _filters(request: Request) -> LoadFilters:
    asked, address = request.GET, LoadAddress(request.GET)
    return LoadFilters(
        org=queries.load_scope(request.actor, asked.get("org", "")),
        year=address.number("year", request.today.year),
        month=address.number("month", 0),
        who=asked.get("who", ""),
        kind=asked.get("kind", ""),
        issuer=asked.get("issuer", ""),
        level=asked.get("level", ""),
        state=asked.get("state", ""),
        find=asked.get("find", "").strip(),
    )


@reading_page
def demands(request: Request) -> HttpResponse:
    """The demands of a year; behind a number, exactly those it sums."""
    filters = _filters(request)
    listed = queries.list_demands(filters, on=request.today, at=request.GET.get("at", ""))
    context = {
        "filters": filters,
        "page": listed.page,
        "turns": listed.turns,
        "hours": hours(listed.minutes),
        "kinds": DemandKind.choices(),
        "states": STATES,
        "narrowed": filters != LoadFilters(org=filters.org, year=filters.year),
        "address": request.GET.urlencode(),
        "back": urlencode({"org": filters.org.pk, "year": filters.year}),
    }
    return render(request, "duties/demands.html", context)


def _row(one: Listed) -> tuple[object, ...]:
    row, share = one.demand, one.share
    return (
        row.listed, row.issuer.name, DemandKind.label_of(row.kind), row.basis, row.often, row.from_on, row.ends_on,
        share.orgs if share else 0, share.turns if share else 0, share.minutes if share else 0, one.flags,
        DemandState.label_of(row.state),
    )  # fmt: skip


@reading_page
def export(request: Request) -> HttpResponse:
    """The list as it is narrowed, whole, as .xlsx."""
    filters = _filters(request)
    when = f"{filters.year}年{f'{filters.month}月' if filters.month else ''}"
    rows = [_row(one) for one in queries.all_demands(filters, on=request.today)]
    title = f"{when}上级要求一览"
    sheet = demand_sheet(title=title, org=filters.org.name, rows=rows, on=request.today)  # type: ignore[arg-type]  # values of cells
    return spreadsheet(sheet, f"{filters.org.short_name or filters.org.name}{title}")


def _one(request: Request, found: Demand, *, flag: FlagForm | None = None, end: EndForm | None = None) -> HttpResponse:
    speaks = bool(request.actor.may(Act.DEMAND_SET, found.issuer.path))
    running = found.ended_on is None and found.until_on >= request.today
    flags = queries.flags_of(request.actor, found)
    spoken = {one.org_id for one in flags}
    own = queries.flagging_orgs(request.actor, found) if running and found.state == DemandState.REGISTERED else []
    first = next((org for org in own if org.pk not in spoken), own[0] if own else None)
    context = {
        "found": found,
        "state": DemandState.label_of(found.state),
        "kind": DemandKind.label_of(found.kind),
        "once": hours(found.count * found.people * found.minutes),
        "running": running,
        "speaks": speaks,
        "flags": [(one, bool(request.actor.may(Act.RECORD, one.org.path))) for one in flags],
        "flag_form": flag
        or (
            FlagForm(orgs=[(o.pk, o.name) for o in own], initial={"org": first.pk if first else None}) if own else None
        ),
        "end_form": end or EndForm(initial={"version": found.version}),
        "page": queries.orgs_page(request.actor, found, at=request.GET.get("at", "")),
        "rule_id": f"{queries.OWN}{found.pk}" if found.kind == DemandKind.DUTY else "",
    }
    return render(request, "duties/demand.html", context)


@reading_page
def demand(request: Request, demand_id: int) -> HttpResponse:
    return _one(request, queries.get_demand(request.actor, Act.VIEW, demand_id))


def _again(demand_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("duties-demand", args=[demand_id]))


@writing_page
def flag(request: Request, demand_id: int) -> HttpResponse:
    """A receiver's word."""
    found = queries.get_demand(request.actor, Act.VIEW, demand_id)
    form = FlagForm(request.POST, orgs=[(o.pk, o.name) for o in queries.flagging_orgs(request.actor, found)])
    if form.is_valid():
        typed = form.cleaned_data
        try:
            services.flag_demand(
                demand_id=found.pk,
                org=get_org(request.actor, Act.RECORD, typed["org"]),
                reason=typed["reason"],
                text=typed["text"],
                actor=request.actor,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            tell(request, "已反映给发文组织，对方答复后显示在这里。要求仍然有效。")
            return _again(found.pk)
    return _one(request, found, flag=form)


@writing_page
def unflag(request: Request, flag_id: int) -> HttpResponse:
    found = queries.get_flag(request.actor, Act.RECORD, flag_id)
    services.withdraw_flag(flag_id=found.pk, actor=request.actor, now=request.now)
    tell(request, "已撤回这条反映。")
    return _again(found.demand_id)


def _spoken(act: Callable[[str, int], None], request: Request, demand_id: int, done: str) -> HttpResponse:
    """A sentence of the issuer, by `act`; what is wrong with it is told on the demand's page."""
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            act(form.cleaned_data["answer"], form.cleaned_data["version"] or 0)
        except Refused as refusal:
            tell(request, refusal.reason)
        else:
            tell(request, done)
    return _again(demand_id)


@writing_page
def answer(request: Request, flag_id: int) -> HttpResponse:
    found = queries.get_flag(request.actor, Act.DEMAND_SET, flag_id)

    def act(text: str, version: int) -> None:
        services.answer_flag(flag_id=found.pk, answer=text, actor=request.actor, now=request.now)

    return _spoken(act, request, found.demand_id, "已答复。")


@writing_page
def settle(request: Request, demand_id: int) -> HttpResponse:
    found = queries.get_demand(request.actor, Act.DEMAND_SET, demand_id)
    ours = "confirm" in request.POST

    def act(text: str, version: int) -> None:
        services.settle_noted(
            demand_id=found.pk, is_ours=ours, answer=text, version=version, actor=request.actor, now=request.now
        )

    return _spoken(act, request, found.pk, "已认可，按本级登记的要求计算。" if ours else "已写明不认可，不再计入。")


@writing_page
def end(request: Request, demand_id: int) -> HttpResponse:
    """Withdraw a demand or give it an earlier end."""
    found = queries.get_demand(request.actor, Act.DEMAND_SET, demand_id)
    form = EndForm(request.POST)
    shorter = "shorten" in request.POST
    if form.is_valid():
        typed = form.cleaned_data
        common = {"reason": typed["reason"], "version": typed["version"], "actor": request.actor, "now": request.now}
        try:
            if shorter:
                until_on = typed["until_on"] or found.until_on
                services.shorten_demand(demand_id=found.pk, until_on=until_on, **common)
            else:
                services.withdraw_demand(demand_id=found.pk, **common)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            said = "已缩短期限，下级看得到原因。" if shorter else "已撤销，从今天起不再要求。下级看得到原因。"
            tell(request, said + queries.recounting())
            return _again(found.pk)
    return _one(request, found, end=form)


def _put_down(request: Request, issuer: Organization, form: DemandForm, found: Demand | None) -> HttpResponse | None:
    """Register or change what the form says, once what lies there already has been shown; None to show the form (again)."""
    if not (form.is_valid() and form.cleaned_data["seen"] == form.values().key):
        return None
    try:
        if found:
            kept = services.change_demand(
                demand_id=found.pk,
                values=form.values(),
                version=form.cleaned_data["version"] or 0,
                actor=request.actor,
                now=request.now,
            )
        else:
            kept = services.register_demand(
                issuer=issuer,
                values=form.values(),
                submission=form.cleaned_data["submission"],
                actor=request.actor,
                now=request.now,
            )
    except Refused as refusal:
        form.add_error(refusal.field, refusal.reason)
        return None
    said = "已更正。" if found else "已登记。涉及的组织和上级都看得到，到期自动结束。"
    tell(request, said + queries.recounting())
    return _again(kept.pk)


def _form_page(
    request: Request, issuer: Organization, found: Demand | None, initial: dict[str, object]
) -> HttpResponse:
    tops = [(o.pk, o.short_name or o.name) for o in queries.chosen_below(issuer)]
    data = request.POST.copy() if request.method == "POST" else None
    form = DemandForm(data, issuers=[(issuer.pk, issuer.name)], tops=tops, initial=initial)
    if data is not None:
        try:
            if answered := _put_down(request, issuer, form, found):
                return answered
        except EditConflict as conflict:
            form.add_error(None, conflict.reason)
    met = None
    if data is not None and form.is_valid():
        if refusal := services.why_refused(issuer, form.values()):
            form.add_error(refusal.field, refusal.reason)
        else:
            met = queries.already(issuer, form.values(), but=found.pk if found else 0)
            data["seen"] = form.values().key
    context = {
        "form": form,
        "issuer": issuer,
        "found": found,
        "met": met,
        "met_hours": hours(sum(one.share.minutes for one in met or [])),
        "others": [o for o in queries.issuing_orgs(request.actor) if o.pk != issuer.pk] if not found else [],
    }
    return render(request, "duties/demand_form.html", context)


def new(request: Request) -> HttpResponse:
    """Register a demand of one's own level: what lies there already is shown before it is saved."""
    mine = queries.issuing_orgs(request.actor)
    asked = request.POST.get("issuer") or request.GET.get("issuer") or ""
    issuer_id = int(asked) if asked.isdecimal() else (mine[0].pk if mine else 0)
    if not issuer_id:
        return render(request, "duties/demand_none.html")
    issuer = get_org(request.actor, Act.DEMAND_SET, issuer_id)
    return _form_page(request, issuer, None, {"issuer": issuer.pk, "submission": uuid4(), "from_on": request.today})


def change(request: Request, demand_id: int) -> HttpResponse:
    found = queries.get_demand(request.actor, Act.DEMAND_SET, demand_id)
    names = (
        "kind", "title", "extra", "asks", "basis", "from_on", "until_on", "cadence", "count", "people", "minutes", "evidence",
        "sectors", "org_ids", "version",
    )  # fmt: skip
    initial = {name: getattr(found, name) for name in names}
    initial |= {"issuer": found.issuer_id, "org_kinds": words_of(found.org_kinds)}
    return _form_page(request, found.issuer, found, initial)


def note(request: Request) -> HttpResponse:
    """来自上级的未登记要求: put down by who received it."""
    mine = queries.noting_orgs(request.actor)
    asked = request.POST.get("org") or request.GET.get("org") or ""
    org_id = int(asked) if asked.isdecimal() else (mine[0].pk if mine else 0)
    if not org_id:
        return render(request, "duties/demand_none.html")
    org = get_org(request.actor, Act.RECORD, org_id)
    superiors = [(o.pk, o.name) for o in queries.superiors([org])]
    initial = {"submission": uuid4(), "from_on": request.today, "issuer": superiors[0][0] if superiors else None}
    initial |= {name: request.GET[name] for name in TOLD if name in request.GET}
    form = DemandForm(request.POST or None, issuers=superiors, noting=True, initial=initial)
    if form.is_valid():
        try:
            kept = services.note_demand(
                org=org,
                issuer=queries.superior_of(org, form.cleaned_data["issuer"]),
                values=form.values(),
                submission=form.cleaned_data["submission"],
                actor=request.actor,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            tell(request, "已记下，标明“未登记”。发文组织认可以后，算作它登记的要求。")
            return _again(kept.pk)
    return render(
        request, "duties/demand_note.html", {"form": form, "org": org, "others": [o for o in mine if o.pk != org.pk]}
    )


__all__ = [
    "answer", "change", "demand", "demands", "end", "export", "flag", "load", "new", "note", "printed", "settle", "unflag",
]  # fmt: skip
