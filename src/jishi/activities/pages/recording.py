"""The form of a new record: filled, kept while it is typed, counted as one goes, confirmed."""

from datetime import date
from typing import Any

from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jishi.accounts.queries import draft_of
from jishi.accounts.services import discard_draft, save_draft
from jishi.activities import queries, services
from jishi.activities.forms import (
    Entry,
    Payload,
    PlannedRecord,
    count_of,
    day_of,
    first_payload,
    kinds_of,
    plan_of,
    planned_payload,
)
from jishi.activities.pages.side import side
from jishi.activities.pages.submitted import scan_of, submission_of, typed
from jishi.activities.rules import RULE_KINDS, Kind
from jishi.files.services import store
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, writing_page
from jishi.kernel.periods import Period
from jishi.ui.pages import tell

ROWS = {"add_item": ("item_count", 2), "add_guest": ("guest_count", 1)}


def _asked_kind(request: Request) -> Kind | None:
    """The kind asked for, by its code or by a rule of the pack."""
    asked = request.GET.get("kind", "")
    if asked in list(Kind):
        return Kind(asked)
    return RULE_KINDS.get(request.GET.get("rule", ""))


def _asked_period(request: Request) -> Period | None:
    try:
        return Period.parse(request.GET.get("period", ""))
    except ValueError:
        return None


def _asked_day(request: Request) -> tuple[date, bool]:
    """The day to fill for, and whether the period asked for is over (then the true day is left to be typed)."""
    period = _asked_period(request)
    if period is None or period.last >= request.today:
        return request.today, False
    return period.last, True


def _asked_plan(request: Request, org_id: int) -> PlannedRecord | None:
    """The entry of the plan that is to be recorded; one that is not open any more asks for nothing."""
    asked = request.GET.get("plan", "")
    if not asked.isdecimal():
        return None
    found = queries.get_plan_entry(request.actor, Act.RECORD, int(asked))
    row = queries.plan_row(found, on=request.today)
    return PlannedRecord(row, found.owner_id) if row.is_open and row.org_id == org_id and row.kinds else None


def _key(org_id: int, kind: str) -> str:
    return f"activities-new:{org_id}:{kind}"


def _choose(request: Request) -> HttpResponse:
    orgs = queries.recording_choices(request.actor)
    here = request.actor.post.org_id if request.actor.post else None
    orgs.sort(key=lambda org: org.id != here)
    return render(request, "activities/choose.html", {"orgs": orgs, "period": request.GET.get("period", "")})


def _entry(request: Request, payload: Payload, org_id: int, **extra: Any) -> Entry:
    try:
        fallback = date.fromisoformat((payload.get("day") or [""])[0])
    except ValueError:
        fallback = request.today
    prefill = queries.prefill(request.actor, org_id, kinds_of(payload), day_of(payload, fallback))
    return Entry(payload, prefill, **extra)


def _shown(request: Request, entry: Entry, kind: str, *, draft: bool = False) -> HttpResponse:
    if any(entry.payload.get("held_on", [])):
        entry.others = queries.same_day(entry.prefill.org.pk, entry.kinds, entry.day)
    context = {
        "entry": entry,
        "start": kind,
        "draft": draft,
        "saved": (entry.payload.get("saved") or [""])[0],
        "is_new": True,
        **side(entry, request.today),
    }
    return render(request, "activities/new.html", context)


def new(request: Request) -> HttpResponse:
    """Choose what to record, then the form, filled; POST adds a row, looks the roster up again, saves, or confirms."""
    org = request.GET.get("org", "")
    kind = _asked_kind(request)
    if request.method == "POST":
        return _posted(request)
    if not org.isdecimal() or kind is None:
        return _choose(request)
    kept: Payload | None = draft_of(request.actor, _key(int(org), kind))
    if kept is not None:
        kept = kept | ({"plan": [request.GET["plan"]]} if "plan" in request.GET else {})
        return _shown(request, _entry(request, kept, int(org)), kind, draft=True)
    day, is_past = _asked_day(request)
    plan = _asked_plan(request, int(org))
    if plan is not None:
        prefill = queries.prefill(request.actor, int(org), plan.kinds, plan.day_to_record)
        first = planned_payload(first_payload(prefill, is_past=plan.is_day_open), plan, prefill)
        return _shown(request, _entry(request, first, int(org)), kind)
    prefill = queries.prefill(request.actor, int(org), (kind,), day)
    return _shown(request, Entry(first_payload(prefill, is_past=is_past), prefill), kind)


def _posted(request: Request) -> HttpResponse:
    payload = typed(request)
    org_id, kind = int((payload.get("org") or ["0"])[0]), (payload.get("start") or [""])[0]
    for button, (name, least) in ROWS.items():
        if button in request.POST:
            payload[name] = [str(count_of(payload, name, least) + 1)]
    if "confirm" in request.POST:
        return _confirm(request, payload, org_id, kind)
    entry = _entry(request, payload, org_id)
    if "save" in request.POST:
        _keep(request, payload, org_id, kind)
    return _shown(request, entry, kind)


def _confirm(request: Request, payload: Payload, org_id: int, kind: str) -> HttpResponse:
    entry = _entry(request, payload, org_id, check=True, files=request.FILES)
    if entry.is_valid():
        try:
            scan_id = keep_scan(request, entry)
            activity = services.record(
                entry.record(scan_id=scan_id),
                actor=request.actor,
                now=request.now,
                submission=submission_of(payload),
                plan_entry=plan_of(payload),
                others=entry.known_others,
                meeting=entry.prefill.meeting,
            )
        except Refused as refusal:
            entry.refuse(refusal)
        else:
            discard_draft(_key(org_id, kind), actor=request.actor, now=request.now)
            tell(request, f"已确认：{activity.title}。")
            return HttpResponseRedirect(reverse("activities-show", args=[activity.pk]))
    return _shown(request, entry, kind)


def keep_scan(request: Request, entry: Entry) -> int | None:
    """Store an uploaded scan at once, so that it need not be chosen again when something else is still wrong."""
    upload = entry.form.cleaned_data.get("scan")
    if not upload:
        return scan_of(entry.payload)
    try:
        file = store(upload, actor=request.actor, now=request.now, allowed=entry.form.scan_kinds)
    except Refused as refusal:
        raise Refused(refusal.reason, "scan") from refusal
    entry.payload["scan_kept"] = [signing.dumps([file.pk, file.name], salt="activities.scan")]
    return file.pk


def _keep(request: Request, payload: Payload, org_id: int, kind: str) -> None:
    payload["saved"] = [f"{timezone.localtime(request.now):%H:%M}"]
    save_draft(_key(org_id, kind), payload, actor=request.actor, now=request.now)


@writing_page
def draft(request: Request) -> HttpResponse:
    """Keep what has been typed so far; answers with the moment."""
    payload = typed(request)
    org_id = int((payload.get("org") or ["0"])[0])
    queries.get_recording_org(request.actor, org_id)
    _keep(request, payload, org_id, (payload.get("start") or [""])[0])
    return render(request, "activities/_saved.html", {"saved": payload["saved"][0]})


@writing_page
def drop_draft(request: Request) -> HttpResponse:
    """Begin again from what is known."""
    org_id, kind = request.POST.get("org", ""), request.POST.get("start", "")
    discard_draft(_key(int(org_id or 0), kind), actor=request.actor, now=request.now)
    return HttpResponseRedirect(f"{reverse('activities-new')}?org={org_id}&kind={kind}")


@writing_page
def counts(request: Request) -> HttpResponse:
    """The head counts, the quorum sentence and the side panel for what has been typed so far."""
    payload = typed(request)
    entry = _entry(request, payload, int((payload.get("org") or ["0"])[0]))
    return render(request, "activities/_live.html", {"entry": entry, "is_new": True, **side(entry, request.today)})
