"""Changing a confirmed record: the correction form and the withdrawal."""

from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.activities import queries, services
from jishi.activities.forms import Entry, Payload, ReasonForm, count_of, day_of, kinds_of, payload_of
from jishi.activities.models import Activity
from jishi.activities.pages.recording import ROWS, keep_scan
from jishi.activities.pages.side import side
from jishi.activities.pages.submitted import typed
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, writing_page
from jishi.ui.pages import tell


def _entry(request: Request, activity: Activity, payload: Payload, *, check: bool = False) -> Entry:
    day = day_of(payload, activity.held_on)
    prefill = queries.prefill(request.actor, activity.org_id, kinds_of(payload), day)
    return Entry(payload, prefill, check=check, files=request.FILES if check else None)


def _shown(request: Request, activity: Activity, entry: Entry, form: ReasonForm) -> HttpResponse:
    context = {
        "entry": entry, "reason": form, "activity": activity, "is_new": False, "saved": "", "draft": False,
        **side(entry, activity.recorded_on),
    }  # fmt: skip
    return render(request, "activities/correct.html", context)


def correct(request: Request, activity_id: int) -> HttpResponse:
    """The record in its form again, with the reason; what stood there stays visible beside what stands now."""
    activity = queries.get_activity(request.actor, Act.RECORD, activity_id)
    if request.method != "POST":
        payload = payload_of(queries.input_of(activity))
        if activity.scan:
            payload["scan_kept"] = [signing.dumps([activity.scan.pk, activity.scan.name], salt="activities.scan")]
        form = ReasonForm(initial={"version": activity.version})
        return _shown(request, activity, _entry(request, activity, payload), form)
    payload = typed(request)
    for button, (name, least) in ROWS.items():
        if button in request.POST:
            payload[name] = [str(count_of(payload, name, least) + 1)]
    if "confirm" not in request.POST:
        shown = {name: (payload.get(name) or [""])[-1] for name in ("reason", "version")}
        return _shown(request, activity, _entry(request, activity, payload), ReasonForm(initial=shown))
    entry, form = _entry(request, activity, payload, check=True), ReasonForm(request.POST)
    if all((entry.is_valid(), form.is_valid())):
        try:
            services.correct(
                activity.pk,
                entry.record(scan_id=keep_scan(request, entry)),
                form.cleaned_data["reason"],
                form.cleaned_data["version"],
                actor=request.actor,
                now=request.now,
                meeting=entry.prefill.meeting,
            )
        except Refused as refusal:
            refuse(form, refusal) if refusal.field == "reason" else entry.refuse(refusal)
        else:
            tell(request, "已更正，更正前后都留在记录下面。")
            return HttpResponseRedirect(reverse("activities-show", args=[activity.pk]))
    return _shown(request, activity, entry, form)


def refuse(form: ReasonForm, refusal: Refused) -> None:
    """The service's sentence beside its field, or on top where it names none of ours."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)


@writing_page
def link(request: Request, activity_id: int) -> HttpResponse:
    """Say which entry of the plan this record is what became of, or take that back."""
    activity = queries.get_activity(request.actor, Act.RECORD, activity_id)
    pk, _, version = (request.POST.get("link") or request.POST.get("unlink", "")).partition(":")
    try:
        if not (pk.isdecimal() and version.isdecimal()):
            raise Refused("请选计划里的一项。")
        if "unlink" in request.POST:
            services.unlink_entry(int(pk), int(version), actor=request.actor, now=request.now)
            tell(request, "已取消和计划的关联，记录不变。")
        else:
            found = queries.get_plan_entry(request.actor, Act.RECORD, int(pk))
            services.link_entry(found.pk, int(version), activity.pk, actor=request.actor, now=request.now)
            tell(request, "已关联，计划里的这一项标为已开展。")
    except Refused as refusal:
        tell(request, f"没有改动：{refusal.reason}")
    return HttpResponseRedirect(reverse("activities-show", args=[activity.pk]))


def withdraw(request: Request, activity_id: int) -> HttpResponse:
    """Take a record back, with a reason."""
    activity = queries.get_activity(request.actor, Act.RECORD, activity_id)
    form = ReasonForm(request.POST or None, initial={"version": activity.version})
    if form.is_valid():
        try:
            services.withdraw(
                activity.pk,
                form.cleaned_data["reason"],
                form.cleaned_data["version"],
                actor=request.actor,
                now=request.now,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            tell(request, "已撤回。记录和撤回原因仍可查看，不再计入。")
            return HttpResponseRedirect(reverse("activities-show", args=[activity.pk]))
    record = queries.record_view(activity)
    return render(request, "activities/withdraw.html", {"form": form, "activity": activity, "record": record})
