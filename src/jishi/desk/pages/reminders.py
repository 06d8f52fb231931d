"""提醒责任人: what would be sent, to whom; sending; the log; the settings of channels."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.assignments import queries as assignments
from jishi.desk import services
from jishi.desk.forms.address import asked
from jishi.desk.forms.announcements import GroupForm, WeeklyForm, ids
from jishi.desk.pages.township import base_of, filters_of
from jishi.desk.queries import reminders as log_queries
from jishi.desk.queries import reminding as queries
from jishi.desk.queries.cell import named
from jishi.desk.queries.reminders import LogFilters
from jishi.desk.queries.reminding import Preview
from jishi.duties import queries as duties
from jishi.kernel.actor import Act
from jishi.kernel.decision import NotAllowed, Refused
from jishi.kernel.http import Request, reading_page
from jishi.notices import queries as notices
from jishi.notices import services as notices_services
from jishi.notices.rules import ChannelKind, Issuer, week_of
from jishi.orgs.queries import get_org
from jishi.ui.pages import tell


def _page(request: Request, preview: Preview, issuer: Issuer, *, what: str, back: str) -> HttpResponse:
    """The preview, and the press on it: sent, then the result."""
    refused = ""
    if request.method == "POST":
        try:
            skip = ids(request.POST.getlist("skip"))
            sending = services.send(preview, issuer=issuer, skip=skip, actor=request.actor, now=request.now)
        except Refused as refusal:
            refused = refusal.reason
        else:
            tell(request, "已提醒。责任人登录后就能看到；邮件和工作群的结果稍后显示在这里。")
            return HttpResponseRedirect(reverse("desk-reminder", args=[sending.pk]))
    context = {"preview": preview, "issuer": issuer, "what": what, "back": back, "refused": refused}
    return render(request, "desk/remind.html", context)


def remind(request: Request) -> HttpResponse:
    """Of duties: all of the overview as it is cut, one number's list, or one duty (`one`)."""
    one, number, today = request.GET.get("one", ""), asked(request.GET), request.today
    if one.isdecimal():
        org = get_org(request.actor, Act.VIEW, int(one))
        issuer = queries.get_issuer(request.actor, org.path)
        row = duties.due_row(org.pk, ",".join(number.rules), number.period, on=today)
        back = reverse("orgs-show", args=[org.pk])
        return _page(
            request, queries.preview_duty(row, on=today), issuer, what=f"{row.org_name}，{row.title}", back=back
        )
    filters = filters_of(request)
    if filters.scope.org is None:
        raise NotAllowed("指导联系的组织由它们的上级党组织提醒。")
    issuer = queries.get_issuer(request.actor, filters.scope.org.path)
    base = base_of(filters)
    if number.rules:
        preview = queries.preview_cell(filters, number, issuer, on=today)
        back = f"{reverse('desk-cell')}?{request.GET.urlencode()}"
        return _page(request, preview, issuer, what=f"{filters.scope.name}，{named(number)}", back=back)
    preview = queries.preview_overview(filters, issuer, on=today)
    back = f"{reverse('desk-township')}?{base}"
    return _page(request, preview, issuer, what=f"{filters.scope.name}，已过期限的事项", back=back)


def remind_tasks(request: Request) -> HttpResponse:
    """Of tasks past their day: all below the actor's organisation, or one (`task`)."""
    wanted, today = request.GET.get("task", ""), request.today
    if wanted.isdecimal():
        task = assignments.get_assignment(request.actor, Act.VIEW, int(wanted))
        issuer = queries.get_issuer(request.actor, task.org.path)
        tasks = [task] if assignments.is_late_on(task, today) else []
        back = reverse("assignments-show", args=[task.pk])
        return _page(request, queries.preview_tasks(tasks, on=today), issuer, what=task.title, back=back)
    mine = queries.issuers(request.actor)
    if not mine:
        raise NotAllowed("提醒责任人要有组织的职务。")
    tasks = assignments.late_below(mine[0].path, today, most=queries.AT_ONCE)
    back = f"{reverse('assignments-index')}?state=late"
    return _page(request, queries.preview_tasks(tasks, on=today), mine[0], what="逾期的任务", back=back)


@reading_page
def log(request: Request) -> HttpResponse:
    """What was reminded, by whom, to whom, by which channel, with what result."""
    get = request.GET
    filters = LogFilters(
        find=get.get("find", "").strip(),
        result=get.get("result", ""),
        channel=get.get("channel", ""),
        week=get.get("week", "").strip(),
        automatic=get.get("automatic", ""),
    )
    mine = queries.issuers(request.actor)
    context = {
        "page": log_queries.log(request.actor, filters, at=get.get("at", "")),
        "filters": filters,
        "narrowed": filters != LogFilters(),
        "results": log_queries.RESULTS.items(),
        "channels": ChannelKind.choices(),
        "this_week": week_of(request.today),
        "issuer": mine[0] if mine else None,
    }
    return render(request, "desk/reminders.html", context)


@reading_page
def show(request: Request, sending_id: int) -> HttpResponse:
    """One sending: all of it for those who may remind, what reached them for those reminded."""
    sending, lines = log_queries.get_sending(request.actor, sending_id)
    may_see_all = bool(request.actor.may(Act.NOTIFY, sending.issuer.path))
    context = {
        "sending": sending,
        "lines": lines,
        "is_issuer": may_see_all,
        "messages": log_queries.messages_of(sending) if may_see_all else [],
    }
    return render(request, "desk/reminder.html", context)


def settings(request: Request, org_id: int) -> HttpResponse:
    """每周自动提醒 and 工作群 of one organisation: two forms and two buttons."""
    org = get_org(request.actor, Act.NOTIFY, org_id)
    issuer = Issuer.of(org)
    kept = notices.setting_of(org.pk)
    version = kept.version if kept else 0
    weekly = WeeklyForm(
        request.POST if "weekly" in request.POST else None,
        initial={
            "is_weekly": bool(kept and kept.is_weekly),
            "weekday": kept.weekday if kept else 1,
            "version": version,
        },
    )
    group = GroupForm(
        request.POST if "group" in request.POST else None,
        initial={"kind": kept.group_kind if kept else "", "version": version},
    )
    done = refused = ""
    try:
        done = _settled(request, issuer, weekly, group)
    except Refused as refusal:
        form = next((form for form in (weekly, group) if form.is_bound), None)
        if form:
            form.add_error(refusal.field, refusal.reason)
        else:
            refused = refusal.reason
    if done:
        tell(request, done)
        return HttpResponseRedirect(request.path)
    shown = {"org": org, "kept": kept, "weekly": weekly, "group": group, "refused": refused}
    return render(request, "desk/reminder_settings.html", {**shown, "sent": notices.group_messages_of(org.pk)})


def _settled(request: Request, issuer: Issuer, weekly: WeeklyForm, group: GroupForm) -> str:
    """What the pressed button did, in a sentence; "" when nothing was pressed or the form is not right."""
    actor, now, typed = request.actor, request.now, request.POST
    version = int(typed.get("version", "")) if typed.get("version", "").isdecimal() else 0
    if "weekly" in typed and weekly.is_valid():
        said = weekly.cleaned_data
        notices_services.set_weekly(
            issuer=issuer,
            is_weekly=said["is_weekly"],
            weekday=said["weekday"],
            version=said["version"],
            actor=actor,
            now=now,
        )
        return "每周自动提醒已打开。" if said["is_weekly"] else "不再自动提醒。"
    if "group" in typed and group.is_valid():
        said = group.cleaned_data
        notices_services.set_group(
            issuer=issuer, kind=said["kind"], url=said["url"].strip(), version=said["version"], actor=actor, now=now
        )
        return "工作群已接好。可以发一条测试消息看看。"
    if "remove" in typed:
        notices_services.remove_group(issuer=issuer, version=version, actor=actor, now=now)
        return "工作群的地址已去掉。"
    if "try" in typed:
        notices_services.try_group(issuer=issuer, actor=actor, now=now)
        return "测试消息已交给后台发送，结果在下面的发送记录里，稍后刷新。"
    return ""
