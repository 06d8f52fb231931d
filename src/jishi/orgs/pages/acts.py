"""Forms that change an organisation itself."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from jishi.kernel.actor import Act
from jishi.kernel.http import Request
from jishi.orgs import forms, queries, services
from jishi.orgs.models import Organization
from jishi.orgs.pages.filling import filled
from jishi.orgs.rules import OrgKind


def _opened(request: HttpRequest, org_id: int) -> tuple[Request, Organization]:
    assert isinstance(request, Request)
    return request, queries.get_org(request.actor, Act.ORG_EDIT, org_id)


def create(request: HttpRequest, org_id: int) -> HttpResponse:
    """A new organisation under this one."""
    request, parent = _opened(request, org_id)
    form = forms.CreateForm(request.POST or None, initial={"submission": uuid4()})

    def verb(values: dict[str, Any]) -> Organization:
        return services.create_organization(parent=parent, actor=request.actor, now=request.now, **values)

    return filled(
        request,
        form,
        org=parent,
        title="新建下级组织",
        verb=verb,
        done="已建立。下一步：登记书记和届次。",
        lede=f"建在“{parent.name}”下面。",
        button="建立",
    )


def edit(request: HttpRequest, org_id: int) -> HttpResponse:
    """The facts of the card that have no history of their own."""
    request, org = _opened(request, org_id)
    names = ("short_name", "code", "founded_on", "duties_from", "phone", "address", "place", "version")
    initial = {name: getattr(org, name) for name in names} | {"sector": org.sector if org.sector_by_hand else ""}
    form = forms.EditForm(request.POST or None, initial=initial)

    def verb(values: dict[str, Any]) -> Organization:
        sector = values.pop("sector")
        return services.edit_organization(
            org=org, actor=request.actor, now=request.now, sector=sector, sector_by_hand=bool(sector), **values
        )

    return filled(
        request,
        form,
        org=org,
        title="修改组织信息",
        verb=verb,
        done="已保存。",
        lede="名称、上级和类别有沿革，请用“更名”“调整隶属”“改变类别”。",
    )


def rename(request: HttpRequest, org_id: int) -> HttpResponse:
    request, org = _opened(request, org_id)
    initial = {"version": org.version, "short_name": org.short_name, "on": request.today}
    form = forms.RenameForm(request.POST or None, initial=initial)

    def verb(values: dict[str, Any]) -> Organization:
        return services.rename(org=org, actor=request.actor, now=request.now, **values)

    return filled(
        request,
        form,
        org=org,
        title="更名",
        verb=verb,
        done="已更名，原名称留在沿革里。",
        lede=f"现名“{org.name}”。",
        button="更名",
    )


def move(request: HttpRequest, org_id: int) -> HttpResponse:
    request, org = _opened(request, org_id)
    form = forms.MoveForm(request.POST or None, initial={"version": org.version, "on": request.today})

    def verb(values: dict[str, Any]) -> Organization:
        parent = queries.org_named(request.actor, Act.ORG_EDIT, values.pop("parent"), field="parent")
        return services.move(org=org, parent=parent, actor=request.actor, now=request.now, **values)

    return filled(
        request,
        form,
        org=org,
        title="调整隶属",
        verb=verb,
        done="已调整隶属，原隶属留在沿革里。",
        lede=f"现上级：{org.parent.name if org.parent else '（顶层）'}。",
        button="调整隶属",
        extra={"superiors": queries.superiors_for(request.actor, org.kind)},
    )


def change_kind(request: HttpRequest, org_id: int) -> HttpResponse:
    request, org = _opened(request, org_id)
    form = forms.KindForm(request.POST or None, initial={"version": org.version, "on": request.today})

    def verb(values: dict[str, Any]) -> Organization:
        return services.change_kind(org=org, actor=request.actor, now=request.now, **values)

    return filled(
        request,
        form,
        org=org,
        title="改变组织类别",
        verb=verb,
        done="已改变类别，应办事项随之调整。",
        lede=f"现类别：{OrgKind.label_of(org.kind)}。",
        button="改变类别",
    )


def end(request: HttpRequest, org_id: int) -> HttpResponse:
    request, org = _opened(request, org_id)
    form = forms.EndForm(request.POST or None, initial={"version": org.version, "on": request.today})

    def verb(values: dict[str, Any]) -> Organization:
        return services.end_organization(org=org, actor=request.actor, now=request.now, **values)

    return filled(
        request,
        form,
        org=org,
        title="撤销组织",
        verb=verb,
        done="已撤销，记录和沿革都保留。",
        lede="先转走党员、撤销或调整下级组织。撤销后职务、届次、指导关系、中心组和联系点同日停止，以前的记录照常可查。",
        button="撤销",
    )


def correct(request: HttpRequest, table: str, entry_id: int) -> HttpResponse:
    """The day an entry of the history began, corrected in the open."""
    assert isinstance(request, Request)
    entry = queries.get_entry(request.actor, Act.ORG_EDIT, table, entry_id)
    form = forms.CorrectStartForm(
        request.POST or None, initial={"version": entry.org.version, "from_on": entry.from_on}
    )

    def verb(values: dict[str, Any]) -> None:
        services.correct_start(row=entry, actor=request.actor, now=request.now, **values)

    return filled(
        request,
        form,
        org=entry.org,
        title="更正沿革",
        verb=verb,
        done="已更正，改前改后都记入操作日志。",
        lede="只改这一条从哪天起；前一条随之接上。",
        tab="changes",
    )
