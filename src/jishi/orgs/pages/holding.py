"""Forms for what stands on the card: posts, terms, units, guidance."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, writing_page
from jishi.orgs import forms, queries, services
from jishi.orgs.pages.filling import card_url, filled
from jishi.orgs.rules import PostKind, UnitNature, term_rule
from jishi.people.queries import is_kept_elsewhere
from jishi.ui.pages import tell


def hold_post(request: HttpRequest, org_id: int) -> HttpResponse:
    """Let somebody hold a post. Several persons of that name are told apart by birth date; nobody is guessed."""
    assert isinstance(request, Request)
    org = queries.get_org(request.actor, Act.ORG_EDIT, org_id)
    typed = request.POST.get("name", "")
    persons = queries.persons_named(request.actor, typed) if typed else []
    choices = [(str(p.pk), f"{p.name}，{p.born_on or '出生日期不详'}，{p.employer or '单位未填'}") for p in persons]
    form = forms.PostForm(request.POST or None, initial={"version": org.version}, persons=choices)

    def verb(values: dict[str, Any]) -> None:
        chosen = form.cleaned_data.get("person") or (choices[0][0] if len(choices) == 1 else "")
        name, is_new = values.pop("name"), values.pop("is_new")
        if is_new and not choices:
            services.appoint_newcomer(name=name, org=org, actor=request.actor, now=request.now, **values)
        elif not choices:
            raise Refused(f"名册里没有“{name}”。请核对姓名；不在本级名册的干部，请勾选最下面的“新增”。", "name")
        elif not chosen:
            raise Refused("有几个人同名，请选是哪一位。", "person")
        else:
            services.hold_post(person_id=int(chosen), org=org, actor=request.actor, now=request.now, **values)

    return filled(
        request,
        form,
        org=org,
        title="登记任职",
        verb=verb,
        done="已登记。",
        lede="任职从任职日期起带来相应的权限。",
        button="登记",
    )


def end_post(request: HttpRequest, held_id: int) -> HttpResponse:
    assert isinstance(request, Request)
    held = queries.get_post(request.actor, Act.ORG_EDIT, held_id)
    form = forms.EndPostForm(request.POST or None, initial={"version": held.org.version, "on": request.today})

    def verb(values: dict[str, Any]) -> None:
        services.end_post(held=held, actor=request.actor, now=request.now, **values)

    who = f"{held.person.name}，{PostKind.label_of(held.post)}，{held.from_on or '任职日期不详'}起。"
    return filled(request, form, org=held.org, title="免职", verb=verb, done="已免职。", lede=who, button="免职")


def correct_post(request: HttpRequest, held_id: int) -> HttpResponse:
    assert isinstance(request, Request)
    held = queries.get_post(request.actor, Act.ORG_EDIT, held_id)
    names = ("from_on", "to_on", "is_full_time", "duty_note", "order")
    initial = {name: getattr(held, name) for name in names} | {"version": held.org.version}
    is_own = not is_kept_elsewhere(held.person_id)
    form = forms.CorrectPostForm(request.POST or None, initial=initial | {"name": held.person.name}, is_own=is_own)

    def verb(values: dict[str, Any]) -> None:
        services.correct_post(held=held, actor=request.actor, now=request.now, **values)

    who = f"{held.person.name}，{PostKind.label_of(held.post)}。{'' if is_own else '姓名在党员信息里更正。'}"
    return filled(request, form, org=held.org, title="更正任职", verb=verb, done="已更正。", lede=who)


def open_term(request: HttpRequest, org_id: int) -> HttpResponse:
    assert isinstance(request, Request)
    org = queries.get_org(request.actor, Act.ORG_EDIT, org_id)
    form = forms.TermForm(request.POST or None, initial={"version": org.version, "has_committee": True})

    def verb(values: dict[str, Any]) -> None:
        services.open_term(org=org, actor=request.actor, now=request.now, **values)

    rule = term_rule(org.kind, org.sector)
    running = queries.open_term_of(org, request.today)
    lede = f"{rule.words}。届满日期不填时照此计算。" if rule else ""
    if running and not running.closed_on:
        lede += f"本届 {running.ends_on} 届满，登记后自动结束；提前换届要报上级批准。"
    return filled(
        request, form, org=org, title="登记换届", verb=verb, done="已登记。下一步：登记新一届班子。", lede=lede
    )


def extend_term(request: HttpRequest, term_id: int) -> HttpResponse:
    assert isinstance(request, Request)
    term = queries.get_term(request.actor, Act.ORG_EDIT, term_id)
    form = forms.ExtendForm(request.POST or None, initial={"version": term.org.version})

    def verb(values: dict[str, Any]) -> None:
        services.extend_term(term=term, actor=request.actor, now=request.now, **values)

    return filled(
        request,
        form,
        org=term.org,
        title="批准延期换届",
        verb=verb,
        done="已登记延期。",
        lede=f"届满日期 {term.ends_on}。",
    )


def close_term(request: HttpRequest, term_id: int) -> HttpResponse:
    assert isinstance(request, Request)
    term = queries.get_term(request.actor, Act.ORG_EDIT, term_id)
    form = forms.CloseForm(request.POST or None, initial={"version": term.org.version, "on": request.today})

    def verb(values: dict[str, Any]) -> None:
        services.close_term(term=term, actor=request.actor, now=request.now, **values)

    lede = "换届的请直接登记换届，上一届自动结束；这里只用于没有接着选举的情形。"
    return filled(request, form, org=term.org, title="结束本届", verb=verb, done="本届已结束。", lede=lede)


def add_unit(request: HttpRequest, org_id: int) -> HttpResponse:
    assert isinstance(request, Request)
    org = queries.get_org(request.actor, Act.ORG_EDIT, org_id)
    form = forms.UnitForm(request.POST or None, initial={"version": org.version})

    def verb(values: dict[str, Any]) -> None:
        services.save_unit(org=org, actor=request.actor, now=request.now, **values)

    return filled(
        request,
        form,
        org=org,
        title="登记所在单位",
        verb=verb,
        done="已登记。",
        lede="联合党支部可以登记多个单位。",
        tab="ties",
    )


def change_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    assert isinstance(request, Request)
    unit = queries.get_unit(request.actor, Act.ORG_EDIT, unit_id)
    initial = {name: getattr(unit, name) for name in ("name", "nature", "credit_code", "staff")}
    form = forms.UnitForm(request.POST or None, initial=initial | {"version": unit.org.version})

    def verb(values: dict[str, Any]) -> None:
        services.save_unit(org=unit.org, unit=unit, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=unit.org, title="修改所在单位", verb=verb, done="已保存。", extra={"unit": unit}, tab="ties"
    )


@writing_page
def remove_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    assert isinstance(request, Request)
    unit = queries.get_unit(request.actor, Act.ORG_EDIT, unit_id)
    services.remove_unit(unit=unit, actor=request.actor, now=request.now)
    tell(request, f"已去掉单位“{unit.name or UnitNature.label_of(unit.nature)}”。")
    return HttpResponseRedirect(card_url(unit.org_id, "ties"))


def start_guidance(request: HttpRequest, org_id: int) -> HttpResponse:
    assert isinstance(request, Request)
    org = queries.get_org(request.actor, Act.ORG_EDIT, org_id)
    form = forms.GuidanceForm(request.POST or None, initial={"from_on": request.today})

    def verb(values: dict[str, Any]) -> None:
        guide = queries.org_named(request.actor, Act.VIEW, values.pop("guide"), field="guide")
        services.start_guidance(guide=guide, guided=org, actor=request.actor, now=request.now, **values)

    lede = "指导单位能看到这个组织和它的下级，不能代它记录；隶属不变。"
    return filled(
        request, form, org=org, title="建立指导关系", verb=verb, done="已建立。", lede=lede, button="建立", tab="ties"
    )


def end_guidance(request: HttpRequest, guidance_id: int) -> HttpResponse:
    assert isinstance(request, Request)
    guidance = queries.get_guidance(request.actor, Act.ORG_EDIT, guidance_id)
    form = forms.EndGuidanceForm(request.POST or None, initial={"on": request.today})

    def verb(values: dict[str, Any]) -> None:
        services.end_guidance(guidance=guidance, actor=request.actor, now=request.now, **values)

    return filled(
        request,
        form,
        org=guidance.guided,
        title="结束指导关系",
        verb=verb,
        done="已结束。",
        lede=f"指导单位：{guidance.guide.name}。",
        tab="ties",
    )
