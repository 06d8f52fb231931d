"""A rule and who is under it; saying why something was not held; saying that something was done; the year's windows."""

from uuid import uuid4

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.accounts.pages import safe_next
from jishi.duties import queries, services
from jishi.duties.forms import ExplainForm, StatementForm, WindowForm, YearForm
from jishi.duties.models import Window
from jishi.duties.rules import kinds_of, may_be_stated, sectors_of
from jishi.files import services as files
from jishi.files.pages import serve
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused, demand
from jishi.kernel.http import Request, reading_page
from jishi.kernel.periods import PeriodKind
from jishi.orgs.queries import get_org
from jishi.orgs.rules import WorkField
from jishi.ui.pages import tell


@reading_page
def rule(request: Request, rule_id: str) -> HttpResponse:
    found = queries.get_rule(rule_id)
    if found.is_own:
        queries.get_demand(request.actor, Act.VIEW, found.demand_id)
    context = {
        "rule": found,
        "period": queries.current_period(found, request.today),
        "page": queries.under_rule(request.actor, found, on=request.today, at=request.GET.get("at", "")),
        "kinds": kinds_of(found),
        "sectors": sectors_of(found),
        "field": WorkField.label_of(found.field) if found.field else "",
        "may_set": request.actor.has(Act.WINDOW_SET) and found.period is PeriodKind.YEAR,
    }
    return render(request, "duties/rule.html", context)


def explain(request: Request, org_id: int, rule_id: str, period: str) -> HttpResponse:
    org = get_org(request.actor, Act.RECORD, org_id)
    row = queries.due_row(org.pk, rule_id, period, on=request.today)
    standing = queries.standing_explanation(org.pk, rule_id, period)
    if request.method == "POST" and "withdraw" in request.POST:
        services.withdraw_explanation(org=org, rule_id=rule_id, period=period, actor=request.actor, now=request.now)
        tell(request, f"已撤回{row.title}的未办说明。")
        return HttpResponseRedirect(request.path)
    initial = {"reason": standing.reason if standing else "", "version": standing.pk if standing else 0}
    form = ExplainForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            services.explain(
                org=org,
                rule_id=rule_id,
                period=period,
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
                actor=request.actor,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            tell(request, f"已说明{row.title}没有开展的原因。记录仍是“未见记录”，旁边会显示您的说明。")
            return HttpResponseRedirect(safe_next(request))
    context = {"form": form, "row": row, "rule": row.rule, "standing": standing, "next": safe_next(request)}
    return render(request, "duties/explain.html", context)


def state(request: Request, org_id: int, rule_id: str, period: str) -> HttpResponse:
    org = get_org(request.actor, Act.RECORD, org_id)
    row = queries.due_row(org.pk, rule_id, period, on=request.today)
    demand(may_be_stated(row.rule))
    statements = queries.statements_of(row)
    wanted = request.POST.get("withdraw", "")
    if request.method == "POST" and wanted:
        for statement in statements:
            if str(statement.pk) == wanted:
                services.withdraw_statement(statement_id=statement.pk, actor=request.actor, now=request.now)
                tell(request, "已撤回这条已办说明。")
        return HttpResponseRedirect(request.path)
    initial = {"submission": uuid4(), "held_on": request.today if row.period.contains(request.today) else None}
    form = StatementForm(request.POST or None, request.FILES or None, initial=initial)
    if form.is_valid():
        upload = form.cleaned_data["paper"]
        try:
            paper = files.store(upload, actor=request.actor, now=request.now) if upload else None
            services.state_done(
                org=org,
                rule_id=rule_id,
                period=period,
                held_on=form.cleaned_data["held_on"],
                note=form.cleaned_data["note"],
                paper_id=paper.pk if paper else None,
                submission=form.cleaned_data["submission"],
                actor=request.actor,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            tell(request, f"已登记{row.title}。")
            return HttpResponseRedirect(safe_next(request))
    context = {"form": form, "row": row, "rule": row.rule, "statements": statements, "next": safe_next(request)}
    return render(request, "duties/state.html", context)


@reading_page
def paper(request: Request, statement_id: int) -> HttpResponse:
    return serve(queries.get_paper(request.actor, Act.RECORD_VIEW, statement_id))


def _typed(window: Window) -> dict[str, object]:
    names = ("rule_id", "year", "opens_on", "closes_on", "basis", "version")
    return {"issuer": window.issuer_id, **{name: getattr(window, name) for name in names}}


def windows(request: Request) -> HttpResponse:
    year = YearForm(request.GET).year_or(request.today)
    if request.method == "POST" and request.POST.get("remove", "").isdigit():
        gone = queries.get_window(request.actor, Act.WINDOW_SET, int(request.POST["remove"]))
        services.remove_window(window_id=gone.pk, actor=request.actor, now=request.now)
        tell(request, "已取消这项安排，事项改按上一级的安排或年底计。")
        return HttpResponseRedirect(f"{reverse('duties-windows')}?year={gone.year}")
    editing = request.GET.get("edit", "")
    window = queries.get_window(request.actor, Act.WINDOW_SET, int(editing)) if editing.isdigit() else None
    rules = [r for r in queries.pack().values() if r.period is PeriodKind.YEAR]
    asked = (request.POST.get("issuer", ""), str(window.issuer_id) if window else "")
    offer = queries.issuers(request.actor, Act.WINDOW_SET, *asked, find=request.GET.get("find", "").strip())
    form = WindowForm(
        request.POST or None,
        issuers=offer.choices,
        rules=[(r.id, r.title) for r in rules],
        initial=_typed(window) if window else {"year": year, "version": 0, "rule_id": request.GET.get("rule", "")},
    )
    if form.is_valid():
        values = form.cleaned_data
        try:
            services.set_window(
                issuer=get_org(request.actor, Act.WINDOW_SET, values["issuer"]),
                rule_id=values["rule_id"],
                year=values["year"],
                opens_on=values["opens_on"],
                closes_on=values["closes_on"],
                basis=values["basis"],
                version=values["version"] or 0,
                actor=request.actor,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            tell(request, "已存好。下面各党组织的最晚日期已经跟着改了。")
            return HttpResponseRedirect(f"{reverse('duties-windows')}?year={values['year']}")
    context = {
        "form": form,
        "offer": offer,
        "editing": window,
        "year": year,
        "lines": [
            {
                "window": w,
                "rule": queries.rule_named(w.rule_id),
                "mine": bool(request.actor.may(Act.WINDOW_SET, w.issuer.path)),
            }
            for w in queries.windows_for(request.actor, year)
        ],
    }
    return render(request, "duties/windows.html", context)
