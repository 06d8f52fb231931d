"""规定: the list of rules, and what would have been due on a past day."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from jishi.duties import queries
from jishi.duties.queries import RuleFilters
from jishi.duties.rules import Confidence, Modality, kinds_of, sectors_of
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page
from jishi.orgs.models import Organization
from jishi.orgs.queries import get_org, name_on, org_named


@reading_page
def rules(request: Request) -> HttpResponse:
    asked = request.GET
    filters = RuleFilters(
        text=asked.get("q", "").strip(),
        regulation=asked.get("regulation", ""),
        modality=asked.get("modality", ""),
        confidence=asked.get("confidence", ""),
    )
    counts = queries.counts_here(request.actor, request.today)
    found = queries.list_rules(filters)
    context = {
        "filters": filters,
        "rows": [(rule, kinds_of(rule), sectors_of(rule), counts.get(rule.id, 0)) for rule in found],
        "regulations": queries.regulations(),
        "modalities": Modality.choices(),
        "confidences": Confidence.choices(),
        "narrowed": filters != RuleFilters(),
    }
    return render(request, "duties/rules.html", context)


def _day(text: str, today: date) -> date:
    """The day asked for, never in the future; a year ago for none or a strange one."""
    try:
        return min(date.fromisoformat(text), today)
    except ValueError:
        return today.replace(year=today.year - 1, day=min(today.day, 28))


def _asked_org(request: Request) -> Organization | None:
    org_id, typed = request.GET.get("org", ""), request.GET.get("name", "").strip()
    if typed:
        return org_named(request.actor, Act.VIEW, typed, field="name")
    if org_id.isdecimal():
        return get_org(request.actor, Act.VIEW, int(org_id))
    post = request.actor.post
    return get_org(request.actor, Act.VIEW, post.org_id) if post else None


@reading_page
def replay(request: Request) -> HttpResponse:
    """All duties that would have applied to one organisation on one day, and why each did or did not."""
    day = _day(request.GET.get("on", ""), request.today)
    org, refused = None, ""
    try:
        org = _asked_org(request)
    except Refused as refusal:
        refused = refusal.reason
    found = queries.replay(org, day) if org else []
    wanted = queries.rule_named(request.GET.get("rule", ""))
    if wanted:
        found = [one for one in found if one.rule.id == wanted.id]
    applied = [one for one in found if one.applied]
    owners = queries.answering(((org.pk, one.rule.id) for one in applied), day) if org else {}
    context = {
        "org": org,
        "was_called": name_on(org.pk, day) if org else "",
        "day": day,
        "refused": refused,
        "typed": request.GET.get("name", "").strip() if refused else org.name if org else "",
        "rule": wanted,
        "applied": [(one, owners.get((org.pk, one.rule.id))) for one in applied] if org else [],
        "others": [one for one in found if not one.applied],
        "before_counting": bool(org and day < org.duties_from),
    }
    return render(request, "duties/replay.html", context)
