"""What the shell of every page shows: the menu, whose desk it is, unread notices, the size of type."""

from collections.abc import Collection
from functools import cache, lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Request, Route, all_routes, route_named
from jishi.notices.queries import unread_count

LARGE_COOKIE = "large"


@cache
def _entries() -> tuple[tuple[Route, Menu], ...]:
    """The routes with a menu entry, in its order: declared once, so sorted once."""
    found = [(route, route.menu) for route in all_routes() if route.menu]
    return tuple(sorted(found, key=lambda entry: (entry[1].group, entry[1].order)))


type Groups = list[list[dict[str, str]]]


def _groups(held: Collection[Act]) -> Groups:
    """The entries of those who hold these rights, and of everybody; an entry appears with its room."""
    groups: dict[int, list[dict[str, str]]] = {}
    for route, menu in _entries():
        if route.act is None or route.act in held:
            groups.setdefault(menu.group, []).append({"name": route.name, "word": menu.word})
    return list(groups.values())


@lru_cache(maxsize=2_000)  # posts are of a dozen kinds, pages some hundreds
def _menu(held: frozenset[Act], name: str) -> SafeString:
    """The menu as it is drawn on the page `name`: twice, for the wide and the narrow screen."""
    menu = _groups(held)
    return render_to_string("ui/_menu.html", {"menu": menu, "entered": _entered(name, menu)})


# Pages that belong to another entry than the first of their app.
PART_OF = {
    "desk-cell": "desk-township", "duties-windows": "desk-township", "duties-rule": "duties-heads", "duties-optional": "desk-settings",
    "duties-explain": "desk-home", "duties-state": "desk-home",
    **{f"desk-{page}": "activities-index" for page in (
        "plans", "plans_export", "plan", "plan_compare", "plan_layout", "plan_copy", "plan_many",
        "plan_new", "plan_entry", "series", "series_new", "series_show", "series_paper", "series_edit",
    )},
    **{f"desk-{page}": "desk-books" for page in ("layouts", "layout_sample", "layout_file", "layout_remove", "layout_paper", "roster_open")},
    "desk-calendar": "desk-home", "desk-calendar_links": "desk-home", "desk-words": "desk-settings", "desk-feeds": "desk-settings", "site-holidays": "desk-settings",
    "site-holidays_import": "desk-settings",
    **{f"desk-{page}": "desk-township" for page in ("remind", "reminders", "reminder", "reminder_settings")},
    "desk-remind_tasks": "assignments-index",
    **{f"desk-{page}": "orgs-index" for page in ("advice", "merge", "split", "dissolve", "become", "take_back")},
    "desk-rights": "appraisals-index",
    **{f"desk-{page}": "desk-home" for page in ("search", "search_go")},
    "ballots-poll_token": "ballots-poll_mine", "orgs-open_term": "orgs-terms", "orgs-extend_term": "orgs-terms", "orgs-close_term": "orgs-terms",
}  # fmt: skip

# Whole rooms, or halves of one, that belong to another entry.
PART_OF_ALL = (
    ("ballots-poll", "ballots-polls"), ("appraisals-contract", "appraisals-contracts"), ("appraisals-report", "appraisals-reports"),
    *((f"appraisals-{part}", "appraisals-schemes") for part in (
        "scheme", "indicator", "use", "batch", "assessment", "occurrence", "objection", "peer",
    )),
    ("committees-", "activities-index"), ("duties-demand", "duties-load"), ("duties-flag", "duties-load"),
)  # fmt: skip


def _entered(name: str, menu: Groups) -> str:
    """The menu entry to light up: the page itself or the one it is a part of (orgs-account for orgs-account_open), else
    the first entry of the same app."""
    names = [entry["name"] for group in menu for entry in group]
    part_of = next((n for n in names if name == n or name.startswith(f"{n}_")), None) or PART_OF.get(name)
    if not part_of:
        part_of = next((entry for start, entry in PART_OF_ALL if name.startswith(start)), None)
    return part_of or next((n for n in names if n.split("-")[0] == name.split("-")[0]), "")


def shell(request: HttpRequest) -> dict[str, object]:
    """`menu` is drawn: the routes the actor may open, in groups. `told` is the sentence
    the last page left behind (`ui.pages.tell`), shown once."""
    shown: dict[str, object] = {"site_name": settings.SITE_NAME, "here": request.get_full_path(), "actor": None}
    shown |= {"today": None, "now": None, "menu": "", "room": "", "unread": 0, "told": ""}
    shown |= {"signed_in": False, "large": request.COOKIES.get(LARGE_COOKIE) == "1"}
    if not isinstance(request, Request):
        return shown
    match = request.resolver_match
    route = route_named(match.url_name or "") if match else None
    name = route.name if route else ""
    shown |= {"actor": request.actor, "today": request.today, "now": request.now, "room": name.split("-")[0]}
    if request.user.is_authenticated:
        shown |= {"signed_in": True, "large": request.user.large_type}
        shown["menu"] = _menu(frozenset(grant.act for grant in request.actor.grants), name)
        shown["unread"] = unread_count(request.actor)
        shown["told"] = request.session.pop("told", "") if "told" in request.session else ""
    return shown
