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
from jishi.orgs.models import Organization
from jishi.orgs.rules import Sector, term_rule, term_state


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
    org_id, is_past = request.GET.get("org", ""), day != request.today
    asked = int(org_id) if org_id.isdecimal() else queries.only_top(request.actor)
    card = queries.Card(request.actor, asked, day=day, today=request.today) if asked else None
    under = card.org if card else None
    nodes = queries.tree(request.actor, day=day, today=request.today, under=under, at=request.GET.get("at", ""))
    heads = queries.responsible([node.id for node in nodes.rows], day)
    context = {
        "under": under,
        "under_name": card.name if card else "",
        "above": [(pk, name) for pk, name, seen in card.above if seen] if card else [],
        "page": nodes,
        "rows": [(node, heads[node.id]) for node in nodes.rows],
        "day": day,
        "is_past": is_past,
        "may_edit": bool(under and request.actor.reaches(Act.ORG_EDIT, under.path) and not under.ended_on),
        "counts": _counts(under, day, is_past=is_past) if under else [],
    }
    return render(request, "orgs/index.html", context)


def _counts(org: Organization, day: date, *, is_past: bool) -> list[tuple[str, str, int]]:
    """(figure, label, number) of what is not nothing."""
    wanted = ("orgs.total", "orgs.party_committee", "orgs.general_branch", "orgs.branch", "orgs.party_group")
    if is_past:
        counts = queries.counts_by_kind(org.path, day)
    else:
        counts = queries.counts_today(org.pk, org.kind) if not org.ended_on else {}
    sums = [(name, queries.figure_word(name), queries.FIGURES[name][1]) for name in wanted]
    found = [(name, label, sum(counts.get(kind, 0) for kind in kinds)) for name, label, kinds in sums]
    return [row for row in found if row[2]]


# The parts of a card: the address and the word. What stands on each beside this room's own, `panels` says.
PARTS = {"": "概况", "answers": "责任", "ties": "单位和联系", "books": "台账", "changes": "沿革和记录"}
# Parts with cards of this room; the others are made of what upper rooms add.
OWN_CARDS = {"ties": "orgs/ties.html", "changes": "orgs/changes.html"}


def _card(request: Request, org_id: int, tab: str, *, on: str = "") -> tuple[queries.Card, dict[str, object]]:
    """The card and what stands around every part of it."""
    day = day_asked(on, request.today)
    card = queries.Card(request.actor, org_id, day=day, today=request.today)
    is_open = not card.org.ended_on and not card.is_past
    return card, {
        "card": card,
        "org": card.org,
        "tab": tab,
        "tabs": PARTS.items(),
        "sector": Sector.label_of(card.org.sector),
        "may_edit": is_open and request.actor.reaches(Act.ORG_EDIT, card.org.path),
    }


@reading_page
def show(request: Request, org_id: int) -> HttpResponse:
    """The card of an organisation, today or on a past day: what is due, who is there, where it stands."""
    card, context = _card(request, org_id, "", on=request.GET.get("on", ""))
    term = card.term
    context |= {
        "heirs": queries.heirs_of(card.org)[0] if card.org.ended_on else [],
        "past_posts": [p for p in card.all_posts if p not in card.posts],
        "term_state": term_state(
            elected_on=term.elected_on, ends_on=term.ends_on, extended_to=term.extended_to, today=card.day
        )
        if term
        else None,
        "term_rule": term_rule(card.org.kind, card.org.sector),
        "counts": _counts(card.org, card.day, is_past=card.is_past),
    }
    return render(request, "orgs/show.html", context)


@reading_page
def part(request: Request, org_id: int, tab: str) -> HttpResponse:
    """A further part of the card, as it is today."""
    if tab not in PARTS or not tab:
        raise Organization.DoesNotExist
    card, context = _card(request, org_id, tab)
    org, actor = card.org, request.actor
    if tab == "ties":
        guided_by, guides = queries.guidances_of(org, card.day)
        context |= {"units": queries.units_of(org), "guided_by": guided_by, "guides": guides}
    elif tab == "changes":
        after, before = queries.heirs_of(org)
        namings, placements = queries.history_of(org)
        seen = actor.reaches(Act.AUDIT_VIEW, org.path)
        context |= {
            "heirs": after,
            "forebears": before,
            "namings": namings,
            "placements": placements,
            "lines": audit.history(("orgs.organization", org.pk), limit=20) if seen else None,
        }
    return render(request, OWN_CARDS.get(tab, "orgs/part.html"), context)


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
