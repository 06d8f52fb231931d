"""合并、拆分、撤销、改设: a form, then everything that would happen, then the confirming."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jishi.desk import services
from jishi.desk.forms.reshaping import (
    ConfirmForm,
    DissolveForm,
    DivideForm,
    FoldForm,
    MergeForm,
    RaiseForm,
    SplitForm,
    TakeBackForm,
)
from jishi.desk.queries import reshaping as queries
from jishi.desk.queries.advice import adjusting
from jishi.desk.queries.reshaping import choices
from jishi.desk.rules.reshaping import Effects, Part, Plan
from jishi.desk.services import Changed
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page
from jishi.orgs.models import Organization
from jishi.orgs.queries import get_org, get_reshaping, org_named
from jishi.orgs.rules import OrgKind, ReshapeKind, is_a
from jishi.ui.pages import tell

WORDS = {
    ReshapeKind.MERGE: ("合并组织", "确认合并"),
    ReshapeKind.SPLIT: ("拆分党支部", "确认拆分"),
    ReshapeKind.DISSOLVE: ("撤销组织", "确认撤销"),
    ReshapeKind.BECOME: ("改设组织", "确认改设"),
}
LEAST = 2


def _opened(request: HttpRequest, org_id: int) -> tuple[Request, Organization]:
    assert isinstance(request, Request)
    return request, get_org(request.actor, Act.ORG_EDIT, org_id)


def _stepped(
    request: Request,
    org: Organization,
    kind: ReshapeKind,
    form: forms.Form,
    template: str,
    plan_of: Callable[[], Plan | None],
) -> HttpResponse:
    """Form → preview → done. `plan_of` gives None when the form is to be shown again, filled."""
    title, _ = WORDS[kind]
    asked = request.POST
    if "plan" in asked and "back" not in asked:
        return _confirmed(request, org, kind)
    context = {"org": org, "title": title, "destinations": choices.destinations(request.actor, org)}
    if request.method == "POST" and "rows_more" not in asked and "back" not in asked and form.is_valid():
        try:
            plan = plan_of()
            if plan is not None:
                shown = services.preview(plan, actor=request.actor, now=request.now)
                return _previewed(request, org, plan, shown)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
    return render(request, template, {"form": form, **context})


def _previewed(request: Request, org: Organization, plan: Plan, shown: Effects, *, refusal: str = "") -> HttpResponse:
    title, button = WORDS[plan.kind]
    confirm = ConfirmForm(
        initial={"plan": plan.as_text(), "shown": shown.fingerprint, "submission": uuid4()}, auto_id=False
    )
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "plan", "shown", "submission", "back", "rows_more")
        for value in values
    ]
    context = {
        "org": org, "plan": plan, "shown": shown, "confirm": confirm, "title": title, "button": button,
        "refusal": refusal, "typed": typed,
    }  # fmt: skip
    return render(request, "desk/reshape_preview.html", context)


def _confirmed(request: Request, org: Organization, kind: ReshapeKind) -> HttpResponse:
    form = ConfirmForm(request.POST)
    try:
        plan = Plan.read(form.cleaned_data["plan"]) if form.is_valid() else None
    except (ValueError, KeyError, TypeError):
        plan = None
    if plan is None or plan.kind != kind or org.pk not in plan.org_ids:
        tell(request, "这个页面放得太久了，请重新填写后再预览。")
        return redirect("orgs-show", org_id=org.pk)
    try:
        act = services.reshape(
            plan, shown=form.cleaned_data["shown"], submission=form.cleaned_data["submission"], actor=request.actor,
            now=request.now,
        )  # fmt: skip
    except Changed as changed:
        return _previewed(request, org, plan, changed.shown, refusal=changed.reason)
    except Refused as refusal:
        tell(request, f"没有办理：{refusal.reason}")
        return redirect("orgs-show", org_id=org.pk)
    tell(request, f"已办理{act.get_kind_display()}，转移党员 {act.members} 名。原组织的记录和沿革都保留。")
    return redirect("orgs-part", org_id=act.org_id, tab="changes")


def merge(request: HttpRequest, org_id: int) -> HttpResponse:
    """Several organisations into one that stands or a new one."""
    request, org = _opened(request, org_id)
    siblings = choices.siblings(request.actor, org)
    form = MergeForm(request.POST or None, initial={"on": request.today}, siblings=siblings)

    def plan_of() -> Plan:
        asked = form.cleaned_data
        if asked["into"]:
            part = Part(org_id=org_named(request.actor, Act.ORG_EDIT, asked["into"], field="into").pk)
        else:
            part = Part(name=asked["name"], kind=asked["kind"] or org.kind)
        ids = (org.pk, *(pk for pk in asked.get("others", []) if pk != part.org_id))
        return Plan(ReshapeKind.MERGE, asked["on"], asked["basis"], ids, (part,))

    return _stepped(request, org, ReshapeKind.MERGE, form, "desk/reshape_form.html", plan_of)


def dissolve(request: HttpRequest, org_id: int) -> HttpResponse:
    """An organisation ends; its members go to a named branch."""
    request, org = _opened(request, org_id)
    form = DissolveForm(request.POST or None, initial={"on": request.today})

    def plan_of() -> Plan:
        asked = form.cleaned_data
        into = asked["into"]
        parts = (Part(org_id=org_named(request.actor, Act.ORG_EDIT, into, field="into").pk),) if into else ()
        return Plan(ReshapeKind.DISSOLVE, asked["on"], asked["basis"], (org.pk,), parts)

    return _stepped(request, org, ReshapeKind.DISSOLVE, form, "desk/reshape_form.html", plan_of)


def _rows(request: Request) -> int:
    typed = request.POST.get("rows", "")
    rows = int(typed) if typed.isdecimal() else LEAST
    return min(max(rows, 1) + (1 if "rows_more" in request.POST else 0), 12)


def _initial(request: Request, rows: int) -> dict[str, Any]:
    """Today and, when only a place for another part was asked for, everything typed so far."""
    return {"on": request.today} | request.POST.dict() | {"rows": rows}


def _data(request: Request, rows: int) -> Any:
    """What was posted, with the number of parts as it is now."""
    if request.method != "POST" or "rows_more" in request.POST:
        return None
    typed = request.POST.copy()
    typed["rows"] = str(rows)
    return typed


def _divided(request: Request, form: DivideForm) -> tuple[Part, ...] | None:
    """The parts; None when a sheet has just filled them in and they are to be looked at first."""
    existing = {}
    for n, (name, kind) in enumerate(form.named_parts(), start=1):
        if kind == "existing":
            existing[n] = org_named(request.actor, Act.ORG_EDIT, name, field=f"part_name_{n}").pk
    sheet = form.cleaned_data["sheet"]
    if sheet is None:
        return form.parts_of(existing)
    names = [name for name, _ in form.named_parts()]
    found = choices.places_from_sheet(sheet.read(), sheet.name, form.divided.people, names)
    typed = request.POST.copy()
    for member_id, n in found.items():
        typed[f"member_{member_id}"] = str(n + 1)
    form.data = typed
    tell(request, f"已按表格给 {len(found)} 名党员填好去向，请核对后再预览。")
    return None


def split(request: HttpRequest, org_id: int) -> HttpResponse:
    """One branch into several, by group, by name or by a sheet."""
    request, org = _opened(request, org_id)
    rows, divided = _rows(request), choices.dividing(org, today=request.today)
    form = SplitForm(
        _data(request, rows), request.FILES or None, initial=_initial(request, rows), divided=divided, parts=rows
    )

    def plan_of() -> Plan | None:
        asked, parts = form.cleaned_data, _divided(request, form)
        if parts is None:
            return None
        return Plan(ReshapeKind.SPLIT, asked["on"], asked["basis"], (org.pk,), parts, stays=asked["stays"])

    return _stepped(request, org, ReshapeKind.SPLIT, form, "desk/reshape_divide.html", plan_of)


def become(request: HttpRequest, org_id: int) -> HttpResponse:
    """A branch becomes a general branch or committee with its members in new branches below, or the way back."""
    request, org = _opened(request, org_id)
    form: forms.Form
    if not is_a(org.kind, OrgKind.BRANCH):
        form = FoldForm(request.POST or None, initial={"on": request.today})

        def fold() -> Plan:
            asked = form.cleaned_data
            return Plan(ReshapeKind.BECOME, asked["on"], asked["basis"], (org.pk,), new_kind=OrgKind.BRANCH)

        return _stepped(request, org, ReshapeKind.BECOME, form, "desk/reshape_form.html", fold)
    rows, divided = _rows(request), choices.dividing(org, today=request.today)
    raising = RaiseForm(
        _data(request, rows), request.FILES or None, initial=_initial(request, rows), divided=divided,
        parts=rows, kinds=choices.kinds_to_become(org),
    )  # fmt: skip

    def raised() -> Plan | None:
        asked, parts = raising.cleaned_data, _divided(request, raising)
        if parts is None:
            return None
        return Plan(ReshapeKind.BECOME, asked["on"], asked["basis"], (org.pk,), parts, new_kind=asked["new_kind"])

    return _stepped(request, org, ReshapeKind.BECOME, raising, "desk/reshape_divide.html", raised)


def take_back(request: HttpRequest, reshaping_id: int) -> HttpResponse:
    """A mistake taken back while nothing has followed; otherwise the page says what has."""
    assert isinstance(request, Request)
    act = get_reshaping(request.actor, Act.ORG_EDIT, reshaping_id)
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.take_back(act, reason=form.cleaned_data["reason"], actor=request.actor, now=request.now)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            tell(request, "已撤回，组织、党员、任职和任务都回到调整以前。")
            return redirect("orgs-part", org_id=act.org_id, tab="changes")
    context = {"act": act, "form": form, "why": queries.why_kept(act, request.today)}
    return render(request, "desk/reshape_take_back.html", context)


@reading_page
def advice(request: Request) -> HttpResponse:
    """The organisations whose size some text speaks of."""
    found = adjusting(request.actor, today=request.today, at=request.GET.get("at", ""))
    context = {"found": found, "page": found.page, "rows": found.page.rows, "may_edit": request.actor.has(Act.ORG_EDIT)}
    return render(request, "desk/advice.html", context)
