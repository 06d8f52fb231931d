"""Routes of duties, each declared once."""

from jishi.duties import pages
from jishi.kernel.actor import Act
from jishi.kernel.http import Route, urls

_ONE = "duties/<int:org_id>/<str:rule_id>/<str:period>/"

ROUTES: list[Route] = [
    Route(
        name="duties-rule",
        path="duties/rules/<str:rule_id>/",
        page=pages.rule,
        act=Act.VIEW,
        door="duties.under_rule",
    ),
    Route(
        name="duties-windows", path="duties/windows/", page=pages.windows, act=Act.WINDOW_SET, door="duties.get_window"
    ),
    Route(name="duties-explain", path=f"{_ONE}explain/", page=pages.explain, act=Act.RECORD, door="orgs.get_org"),
    Route(name="duties-state", path=f"{_ONE}state/", page=pages.state, act=Act.RECORD, door="orgs.get_org"),
    Route(
        name="duties-paper",
        path="duties/statements/<int:statement_id>/paper/",
        page=pages.paper,
        act=Act.RECORD_VIEW,
        door="duties.get_paper",
    ),
]
urlpatterns = urls(ROUTES)
