"""软弱涣散整顿: the plans, one of them, its steps."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jishi.campaigns import forms, papers, queries, services
from jishi.campaigns.models import Mending
from jishi.campaigns.pages.filling import at, filled
from jishi.campaigns.rules import RUNNING, HelpRole, MendState
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.orgs.models import Organization
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out, spreadsheet

ROLES = [role.value for role in HelpRole]


@reading_page
def index(request: Request) -> HttpResponse:
    state, find = request.GET.get("state", ""), request.GET.get("find", "").strip()
    page = queries.mending_page(
        request.actor, state=state, find=find, on=request.today, at=request.GET.get("at", "")
    )  # fmt: skip
    context = {
        "page": page,
        "lines": queries.mend_lines(page.rows, request.today),
        "states": queries.MEND_STATES.items(),
        "state": state,
        "find": find,
        "orgs": queries.in_sight(queries.to_mend(request.actor)),
    }
    return render(request, "campaigns/mendings.html", context)


@reading_page
def export(request: Request) -> HttpResponse:
    state, find = request.GET.get("state", ""), request.GET.get("find", "").strip()
    rows = queries.mending_rows(request.actor, state=state, find=find, on=request.today)
    lines = queries.mend_lines(list(rows.order_by("target__path", "pk")[:2000]), request.today)
    return spreadsheet(papers.mending_xlsx(lines, on=request.today), "软弱涣散党组织整顿台账")


def _crumbs(row: Mending | None = None) -> list[tuple[str, str]]:
    return [(at("mendings"), "整顿"), *([(at("mending", row.pk), row.target.name)] if row else [])]


def _form_parts(request: Request, values: dict[str, Any], org: Organization, target: Organization) -> dict[str, Any]:
    """What was typed, the helpers' names looked up."""
    typed = {role: values.pop(role) for role in ROLES}
    return values | {"helpers": queries.helpers_typed(request.actor, org, target, typed, request.today)}


def new(request: Request, org_id: int) -> HttpResponse:
    org, target = queries.get_mending_org(request.actor, org_id)
    first = fresh(decided_on=request.today, campaign=request.GET.get("campaign"), basis=request.GET.get("basis", ""))
    offers = {"campaigns": queries.campaigns_for(request.actor, target)}
    form = forms.MendingForm(request.POST or None, initial=first, offers=offers)

    def verb(values: dict[str, Any]) -> str:
        parts = _form_parts(request, values, org, target)
        made = services.open_mending(org=org, target=target, actor=request.actor, now=request.now, **parts)
        return at("mending", made.pk)

    return filled(
        request, form, title=f"{target.name}整顿方案", verb=verb, done="方案已定，联系帮扶的人收到了通知。接着把问题一条条列出来。",
        back=at("mendings"), crumbs=_crumbs(), lede=f"由{org.name}定。一支部一方案：写明谁联系帮扶、到哪天。",
    )  # fmt: skip


@reading_page
def show(request: Request, mending_id: int) -> HttpResponse:
    row = queries.get_mending(request.actor, Act.RECORD_VIEW, mending_id)
    line = queries.mend_line(row, request.today)
    actor, is_open = request.actor, row.state == MendState.OPEN
    second = actor.person_id is None or actor.person_id != row.asked_by_id
    context = {
        "row": row,
        "line": line,
        "reads": bool(actor.may(Act.VIEW, row.target.path)),
        "may_edit": is_open and bool(actor.may(Act.ASSIGN, row.org.path)),
        "may_drop": row.state in RUNNING and bool(actor.may(Act.ASSIGN, row.org.path)),
        "may_ask": is_open and line.is_ready and bool(actor.may(Act.RECORD, row.target.path)),
        "may_judge": row.state == MendState.ASKED and second and bool(actor.may(Act.ACCEPT, row.org.path)),
    }
    return render(request, "campaigns/mending.html", context)


@reading_page
def printed(request: Request, mending_id: int) -> HttpResponse:
    row = queries.get_mending(request.actor, Act.RECORD_VIEW, mending_id)
    return handed_out(papers.mending_docx(queries.mend_line(row, request.today)), f"{row.target.name}整顿方案")


def edit(request: Request, mending_id: int) -> HttpResponse:
    row = queries.get_mending(request.actor, Act.ASSIGN, mending_id)
    initial = {name: getattr(row, name) for name in ("decided_on", "basis", "goal", "due_on", "version")}
    initial |= queries.typed_helpers(row) | {"campaign": row.campaign_id}
    campaigns = queries.campaigns_for(request.actor, row.target)
    if row.campaign and str(row.campaign_id) not in dict(campaigns):
        campaigns = [(str(row.campaign_id), row.campaign.title), *campaigns]
    form = forms.MendingEditForm(request.POST or None, initial=initial, offers={"campaigns": campaigns})

    def verb(values: dict[str, Any]) -> None:
        version = values.pop("version")
        parts = _form_parts(request, values, row.org, row.target)
        services.edit_mending(row.pk, version, actor=request.actor, now=request.now, **parts)

    return filled(
        request, form, title="修改整顿方案", verb=verb, done="已保存。", back=at("mending", row.pk), crumbs=_crumbs(row)
    )  # fmt: skip


def problem(request: Request, mending_id: int) -> HttpResponse:
    row = queries.get_mending(request.actor, Act.ASSIGN, mending_id)
    first = fresh(found_on=row.decided_on, due_on=row.due_on)
    form = forms.MendProblemForm(request.POST or None, initial=first)

    def verb(values: dict[str, Any]) -> str:
        made = services.list_mend_problem(mending_id=row.pk, actor=request.actor, now=request.now, **values)
        return reverse("assignments-problem", args=[made.pk])

    return filled(
        request, form, title="列一个问题", verb=verb, done="已列入整改台账。接着定措施：谁办、到哪天。", back=at("mending", row.pk),
        crumbs=_crumbs(row), button="列出，接着定措施",
    )  # fmt: skip


def _step(
    request: Request, row: Mending, form: Any, verb: Callable[..., object], title: str, done: str, **more: Any
) -> HttpResponse:
    def press(values: dict[str, Any]) -> None:
        verb(row.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title=title, verb=press, done=done, back=at("mending", row.pk), crumbs=_crumbs(row), button=title,
        **more,
    )  # fmt: skip


def ask(request: Request, mending_id: int) -> HttpResponse:
    row = queries.get_mending(request.actor, Act.RECORD, mending_id)
    form = forms.AskMendingForm(request.POST or None, initial={"version": row.version})
    done = f"已申请，等{row.org.name}验收。"
    return _step(request, row, form, services.ask_mending, "申请销号", done)


def close(request: Request, mending_id: int) -> HttpResponse:
    row = queries.get_mending(request.actor, Act.ACCEPT, mending_id)
    form = forms.CloseMendingForm(request.POST or None, initial={"version": row.version})
    return _step(request, row, form, services.close_mending, "验收销号", "已销号。", lede=f"整顿情况：{row.said}")


def send_back(request: Request, mending_id: int) -> HttpResponse:
    row = queries.get_mending(request.actor, Act.ACCEPT, mending_id)
    form = forms.WithdrawForm(request.POST or None, initial={"version": row.version})
    return _step(request, row, form, services.return_mending, "退回整顿", "已退回。", lede=f"整顿情况：{row.said}")


def drop(request: Request, mending_id: int) -> HttpResponse:
    row = queries.get_mending(request.actor, Act.ASSIGN, mending_id)
    form = forms.WithdrawForm(request.POST or None, initial={"version": row.version})
    lede = "定错了才撤销；改好了的，由支部申请销号。列出的问题留在整改台账里。"
    return _step(request, row, form, services.drop_mending, "撤销方案", "已撤销。", lede=lede)
