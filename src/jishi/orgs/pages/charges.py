"""Forms for the division of work and the departments that assist."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request
from jishi.orgs import forms, queries, services
from jishi.orgs.models import Organization
from jishi.orgs.pages.filling import filled
from jishi.orgs.rules import WorkField


def assign_charge(request: HttpRequest, org_id: int) -> HttpResponse:
    """Put somebody in charge of fields of work; whoever was until then hands over."""
    assert isinstance(request, Request)
    org = queries.get_org(request.actor, Act.DIVIDE, org_id)
    persons = queries.holders_of(org, request.today)
    asked = request.GET.get("field", "")
    initial = {"version": org.version, "from_on": request.today, "submission": uuid4(), "work": [asked]}
    form = forms.ChargeForm(request.POST or None, initial=initial, persons=persons)

    def verb(values: dict[str, Any]) -> None:
        chosen = form.cleaned_data["person"]
        services.assign_charge(
            org=org, fields=values.pop("work"), person_id=int(chosen), actor=request.actor, now=request.now, **values
        )

    lede = "只列在本组织任职的人。选中的工作原来有人分管的，从这天起移交。" if persons else "先登记任职，再安排分工。"
    return filled(request, form, org=org, title="安排分工", verb=verb, done="已安排。", lede=lede)


def end_charge(request: HttpRequest, charge_id: int) -> HttpResponse:
    assert isinstance(request, Request)
    charge = queries.get_charge(request.actor, Act.DIVIDE, charge_id)
    form = forms.EndChargeForm(request.POST or None, initial={"version": charge.org.version, "on": request.today})

    def verb(values: dict[str, Any]) -> None:
        services.end_charge(charge=charge, actor=request.actor, now=request.now, **values)

    who = f"{charge.person.name}，{WorkField.label_of(charge.field)}，{charge.from_on or '日期不详'}起。"
    lede = f"{who}停止后由第一责任人负责。换人分管的，直接“安排分工”即可。"
    return filled(request, form, org=charge.org, title="停止分管", verb=verb, done="已停止。", lede=lede, button="停止")


def correct_charge(request: HttpRequest, charge_id: int) -> HttpResponse:
    assert isinstance(request, Request)
    charge = queries.get_charge(request.actor, Act.DIVIDE, charge_id)
    persons = dict(queries.holders_of(charge.org, request.today))
    persons.setdefault(charge.person_id, charge.person.name)
    initial = {name: getattr(charge, name) for name in ("from_on", "to_on", "basis")}
    initial |= {"version": charge.org.version, "person": charge.person_id}
    form = forms.CorrectChargeForm(request.POST or None, initial=initial, persons=list(persons.items()))

    def verb(values: dict[str, Any]) -> None:
        chosen = form.cleaned_data["person"]
        services.correct_charge(charge=charge, person_id=int(chosen), actor=request.actor, now=request.now, **values)

    lede = f"{WorkField.label_of(charge.field)}。改前改后都记入操作日志。"
    extra = {"charge": charge if charge.to_on is None else None}
    return filled(request, form, org=charge.org, title="更正分工", verb=verb, done="已更正。", lede=lede, extra=extra)


def add_assistance(request: HttpRequest, org_id: int) -> HttpResponse:
    """A department that assists; one of the tree is found by its full name or code, any other is kept as it is typed."""
    assert isinstance(request, Request)
    org = queries.get_org(request.actor, Act.DIVIDE, org_id)
    initial = {"version": org.version, "from_on": request.today, "submission": uuid4()}
    form = forms.AssistanceForm(request.POST or None, initial=initial)

    def verb(values: dict[str, Any]) -> None:
        typed = values.pop("helper")
        helper: Organization | None
        try:
            helper = queries.org_named(request.actor, Act.VIEW, typed, field="helper")
        except Refused:
            helper = None
        services.add_assistance(
            org=org, helper=helper, helper_name=typed, actor=request.actor, now=request.now, **values
        )

    lede = "写部门的名称，如“镇财政所”；写党组织全称或编码的，会连到那个组织。"
    return filled(request, form, org=org, title="登记协助部门", verb=verb, done="已登记。", lede=lede, button="登记")


def end_assistance(request: HttpRequest, assistance_id: int) -> HttpResponse:
    assert isinstance(request, Request)
    found = queries.get_assistance(request.actor, Act.DIVIDE, assistance_id)
    form = forms.EndChargeForm(request.POST or None, initial={"version": found.org.version, "on": request.today})

    def verb(values: dict[str, Any]) -> None:
        services.end_assistance(assistance=found, actor=request.actor, now=request.now, **values)

    lede = f"{found.called}，协助{WorkField.label_of(found.field)}。"
    return filled(request, form, org=found.org, title="停止协助", verb=verb, done="已停止。", lede=lede, button="停止")
