"""The tree, the card, the log: pages that only read."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jishi.audit import queries as audit
from jishi.audit.rules import EVENTS
from jishi.files.pages import list_out
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.kernel.paging import keyset
from jishi.orgs import queries
from jishi.orgs.forms import day_asked, day_or_none
from jishi.orgs.jobs import log_asked, log_listing
from jishi.orgs.rules import OrgKind, Sector, term_rule, term_state


@reading_page
def index(request: HttpRequest) -> HttpResponse:
    """A level of the tree with what stands below each; `?q=` searches, `?on=` shows a past day."""
    assert isinstance(request, Request)
    day = day_asked(request.GET.get("on", ""), request.today)
    words = request.GET.get("q", "").strip()
    if words:
        found = keyset(queries.search_orgs(request.actor, words), keys=("path",), at=request.GET.get("at", ""))
        heads = queries.responsible([org.pk for org in found.rows], day)
        context = {"q": words, "page": found, "rows": [(org, heads[org.pk]) for org in found.rows], "day": day}
        return render(request, "orgs/search.html", context)
    org_id = request.GET.get("org", "")
    under = queries.get_org(request.actor, Act.VIEW, int(org_id)) if org_id.isdecimal() else None
    nodes = queries.tree(request.actor, day=day, under=under)
    if under is None and len(nodes) == 1:
        under = queries.get_org(request.actor, Act.VIEW, nodes[0].id)
        nodes = queries.tree(request.actor, day=day, under=under)
    reach = set(queries.org_ids_above(request.actor, under)) if under else set()
    heads = queries.responsible([node.id for node in nodes], day)
    context = {
        "under": under,
        "under_name": queries.name_on(under.pk, day) if under else "",
        "above": [(pk, name) for pk, name in queries.ancestors_on(under.pk, day) if pk in reach] if under else [],
        "rows": [(node, heads[node.id]) for node in nodes],
        "day": day,
        "is_past": day != request.today,
        "may_edit": bool(under and request.actor.reaches(Act.ORG_EDIT, under.path) and not under.ended_on),
        "counts": _counts(under.path, day) if under else [],
    }
    return render(request, "orgs/index.html", context)


def _counts(path: str, day: date) -> list[tuple[str, str, int]]:
    """(figure, label, number) of what is not nothing."""
    wanted = ("orgs.total", "orgs.party_committee", "orgs.general_branch", "orgs.branch", "orgs.party_group")
    counts = queries.counts_by_kind(path, day)
    sums = [(name, queries.figure_word(name), queries.FIGURES[name][1]) for name in wanted]
    found = [(name, label, sum(counts.get(kind, 0) for kind in kinds)) for name, label, kinds in sums]
    return [row for row in found if row[2]]


@reading_page
def show(request: HttpRequest, org_id: int) -> HttpResponse:
    """The card of an organisation, today or on a past day."""
    assert isinstance(request, Request)
    actor = request.actor
    org = queries.get_org(actor, Act.VIEW, org_id)
    day = day_asked(request.GET.get("on", ""), request.today)
    placement = queries.placement_on(org.pk, day)
    term = queries.open_term_of(org, day)
    namings, placements = queries.history_of(org)
    guided_by, guides = queries.guidances_of(org, day)
    posts = list(queries.posts_of(org))
    on_day = [p for p in posts if (not p.from_on or p.from_on <= day) and (not p.to_on or p.to_on > day)]
    reach = set(queries.org_ids_above(actor, org))
    after, before = queries.heirs_of(org)
    context = {
        "org": org,
        "heirs": after,
        "forebears": before,
        "day": day,
        "is_past": day != request.today,
        "stood": placement is not None,
        "name": queries.name_on(org.pk, day) or org.name,
        "kind": OrgKind.label_of(placement.kind if placement else org.kind),
        "sector": Sector.label_of(org.sector),
        "above": [(pk, name, pk in reach) for pk, name in queries.ancestors_on(org.pk, day)],
        "posts": on_day,
        "past_posts": [p for p in posts if p not in on_day],
        "vacancies": queries.vacancies([org], day) if placement else [],
        "term": term,
        "term_state": term_state(
            elected_on=term.elected_on, ends_on=term.ends_on, extended_to=term.extended_to, today=day
        )
        if term
        else None,
        "term_rule": term_rule(org.kind, org.sector),
        "terms": queries.terms_of(org),
        "units": queries.units_of(org),
        "guided_by": guided_by,
        "guides": guides,
        "namings": namings,
        "placements": placements,
        "counts": _counts(org.path, day),
        "may_edit": actor.reaches(Act.ORG_EDIT, org.path) and not org.ended_on and day == request.today,
        "lines": audit.history(("orgs.organization", org.pk), limit=20)
        if actor.reaches(Act.AUDIT_VIEW, org.path)
        else None,
    }
    return render(request, "orgs/show.html", context)


@reading_page
def log(request: Request) -> HttpResponse:
    """Who did what, newest first."""
    asked = request.GET
    context = {
        "page": audit.log(log_asked(request.actor, asked), at=asked.get("at", "")),
        "events": sorted(EVENTS.items(), key=lambda e: e[1]),
        "event": asked.get("event", ""),
        "find": asked.get("find", "").strip(),
        "first": day_or_none(asked.get("from", "")),
        "last": day_or_none(asked.get("to", "")),
    }
    return render(request, "orgs/log.html", context)


def log_export(request: Request) -> HttpResponse:
    """The log as it is narrowed, as a workbook; a long one is made in the background."""
    listing = log_listing(request.actor, request.GET, request.today)
    return list_out(request, listing, job="orgs.log", act=Act.AUDIT_VIEW)[0]
