"""可选事项: usual practices that no text commands, switched on and off by a county's notice."""

from uuid import uuid4

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.duties import queries, services
from jishi.duties.forms import OffForm, OptionalForm
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request
from jishi.orgs.queries import get_org
from jishi.ui.pages import tell


def _switch_off(request: Request) -> HttpResponse:
    form = OffForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        found = queries.get_optional(request.actor, Act.SETTING, typed["off"])
        try:
            services.switch_off(
                optional_id=found.pk,
                last_on=typed["last_on"],
                version=typed["version"],
                actor=request.actor,
                now=request.now,
            )
        except Refused as refusal:
            tell(request, refusal.reason)
        else:
            tell(request, f"已停用，{typed['last_on']:%Y-%m-%d}以后不再要求。以前各期的记录不变。")
    else:
        tell(request, "没有停用：请填最后一天，例如 2026-12-31。")
    return HttpResponseRedirect(reverse("duties-optional"))


def optional(request: Request) -> HttpResponse:
    """What is on, and switching another one on."""
    if request.method == "POST" and "off" in request.POST:
        return _switch_off(request)
    rules = queries.optional_rules()
    offer = queries.issuers(
        request.actor, Act.SETTING, request.POST.get("issuer", ""), find=request.GET.get("find", "").strip()
    )
    initial = {"submission": uuid4(), "rule_id": request.GET.get("rule", "")}
    form = OptionalForm(
        request.POST or None, issuers=offer.choices, rules=[(r.id, r.title) for r in rules.values()], initial=initial
    )
    if form.is_valid():
        typed = form.cleaned_data
        try:
            services.switch_on(
                issuer=get_org(request.actor, Act.SETTING, typed["issuer"]),
                rule_id=typed["rule_id"],
                from_on=typed["from_on"],
                until_on=typed["until_on"],
                basis=typed["basis"],
                submission=typed["submission"],
                actor=request.actor,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            tell(request, "已开启。适用的党组织的待办和一览跟着改，未办只作提醒，不标红。")
            return HttpResponseRedirect(reverse("duties-optional"))
    lines = [
        {
            "row": row,
            "rule": queries.rule_named(row.rule_id),
            "mine": bool(request.actor.may(Act.SETTING, row.issuer.path)),
        }
        for row in queries.optional_where(request.actor, Act.VIEW).order_by("rule_id", "-from_on", "pk")
    ]
    context = {"form": form, "offer": offer, "lines": lines, "rules": rules.values(), "today": request.today}
    context["recounting"] = queries.recounting()
    return render(request, "duties/optional.html", context)
