"""One entry of a plan: added, changed, given up, taken up again, split, taken off."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.activities import queries as activities
from jishi.activities import services as planning
from jishi.activities.rules import may_record
from jishi.desk.forms.plans import EntryForm, WhyForm, typed_entry
from jishi.desk.pages.plans import known_year
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind
from jishi.ui.pages import tell


def _orgs(request: Request, found: Sequence[Organization]) -> list[tuple[int, str]]:
    """Who may hold something new of this plan: the branch itself or one of its 党小组."""
    return [
        (one.pk, one.short_name or one.name) for one in found if may_record(request.actor, one.path, one.kind)
    ]  # fmt: skip


def _entry_form(
    request: Request, org: Organization, year: int, *, orgs: list[tuple[int, str]], initial: dict[str, Any]
) -> EntryForm:
    return EntryForm(
        request.POST if "save" in request.POST else None,
        year=year,
        org_kind=org.kind,
        orgs=orgs,
        people=activities.plan_people(org, request.today),
        initial=initial,
    )


def new(request: Request, org_id: int, year: int) -> HttpResponse:
    """Put something of one's own into the plan."""
    orgs = activities.get_plan_orgs(request.actor, Act.RECORD, org_id)
    org = orgs[0]
    asked = request.GET.get("month", "")
    usual = max(request.today.replace(day=1), date(known_year(year), 1, 1))
    month = asked if len(asked) == len("2026-11") else f"{usual:%Y-%m}"
    initial = {"org": org.pk, "month": month, "submission": uuid4()}
    form = _entry_form(request, org, known_year(year), orgs=_orgs(request, orgs), initial=initial)
    if form.is_bound and form.is_valid():
        try:
            planning.add_entry(
                form.entry(), submission=form.cleaned_data["submission"], actor=request.actor, now=request.now
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            tell(request, "已列入计划。")
            return HttpResponseRedirect(reverse("desk-plan", args=[org.pk, year]))
    return render(
        request, "desk/plan_entry.html", {"form": form, "org": org, "year": year, "row": None, "back": org.pk}
    )


def entry(request: Request, entry_id: int) -> HttpResponse:
    """One entry: changed, given up with a reason, taken up again, split, taken off."""
    found = activities.get_plan_entry(request.actor, Act.RECORD, entry_id)
    row = activities.plan_row(found, on=request.today)
    back = found.org.parent_id if found.org.kind == OrgKind.PARTY_GROUP else found.org_id
    initial = typed_entry(activities.plan_input(found), version=found.version)
    here = [(found.org_id, found.org.short_name or found.org.name)]
    form = _entry_form(request, found.org, found.year, orgs=here, initial=initial)
    why = WhyForm(request.POST if "drop" in request.POST else None, initial={"version": found.version})
    if request.method == "POST":
        try:
            if _done(request, found.pk, form, why):
                return HttpResponseRedirect(reverse("desk-plan", args=[back, found.year]))
        except Refused as refusal:
            target = why if "drop" in request.POST else form
            if not target.is_bound:
                tell(request, f"没有改动：{refusal.reason}")
                return HttpResponseRedirect(request.path)
            target.add_error(refusal.field if refusal.field in target.fields else None, refusal.reason)
    context = {"form": form, "why": why, "org": found.org, "year": found.year, "row": row, "entry": found, "back": back}
    return render(request, "desk/plan_entry.html", context)


def _done(request: Request, entry_id: int, form: EntryForm, why: WhyForm) -> bool:
    """Do what the pressed button says; False while the form is not filled rightly."""
    actor, now = request.actor, request.now
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isdecimal() else 0
    if "save" in request.POST:
        if not form.is_valid():
            return False
        planning.edit_entry(entry_id, form.entry(), version, actor=actor, now=now)
        tell(request, "已改好。")
    elif "drop" in request.POST:
        if not why.is_valid():
            return False
        planning.drop_entry(entry_id, why.cleaned_data["reason"], version, actor=actor, now=now)
        tell(request, "已标为不开展，原因一并留下。计划上仍能看到，也可以恢复。")
    elif "restore" in request.POST:
        planning.restore_entry(entry_id, version, actor=actor, now=now)
        tell(request, "已恢复。")
    elif "split" in request.POST:
        planning.split_entry(entry_id, version, actor=actor, now=now)
        tell(request, "已拆开，各自单独开展。")
    elif "unlink" in request.POST:
        planning.unlink_entry(entry_id, version, actor=actor, now=now)
        tell(request, "已取消关联，记录不变。")
    else:
        planning.remove_entry(entry_id, version, actor=actor, now=now)
        tell(request, "已从计划里删去。")
    return True
