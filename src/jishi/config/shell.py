"""What the shell of every page shows: the menu, whose desk it is, unread notices."""

from django.http import HttpRequest

from jishi.kernel.http import Request, all_routes, route_named


def shell(request: HttpRequest) -> dict[str, object]:
    """`menu` is a list of groups of routes the actor may open; an entry appears with its room."""
    if not isinstance(request, Request):
        return {}
    shown = sorted(
        (r for r in all_routes() if r.menu and (r.act is None or request.actor.has(r.act))),
        key=lambda r: (r.menu.group, r.menu.order) if r.menu else (0, 0),
    )
    groups: dict[int, list[object]] = {}
    for route in shown:
        assert route.menu
        groups.setdefault(route.menu.group, []).append({"name": route.name, "word": route.menu.word})
    match = request.resolver_match
    here = route_named(match.url_name or "") if match else None
    room = here.name.split("-")[0] if here else ""
    return {"actor": request.actor, "today": request.today, "menu": list(groups.values()), "room": room}
