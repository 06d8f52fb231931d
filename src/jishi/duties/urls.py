"""Routes of duties, each declared once."""

from jishi.duties import pages
from jishi.duties.pages import load
from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Page, Route, urls

_ONE = "duties/<int:org_id>/<str:rule_id>/<str:period>/"

_LOAD, _DEMAND = "load/", "load/demands/<int:demand_id>/"
DOOR = "duties.get_demand"


def _step(name: str, page: Page, act: Act) -> Route:
    """A button of one demand."""
    return Route(name=f"duties-demand_{name}", path=f"{_DEMAND}{name}/", page=page, act=act, door=DOOR)


_ORG = "responsibility/<int:org_id>/"
HEADS = "duties.heads_page"

ROUTES: list[Route] = [
    Route(
        name="duties-heads",
        path="responsibility/",
        page=pages.index,
        act=Act.VIEW,
        door=HEADS,
        menu=Menu(word="责任", order=50, group=1),
    ),
    Route(name="duties-heads_export", path="responsibility/export/", page=pages.export, act=Act.VIEW, door=HEADS),
    Route(name="duties-division", path=_ORG, page=pages.division, act=Act.VIEW, door="orgs.get_org"),
    Route(
        name="duties-division_docx", path=f"{_ORG}docx/", page=pages.division_docx, act=Act.VIEW, door="orgs.get_org"
    ),
    Route(
        name="duties-division_xlsx", path=f"{_ORG}xlsx/", page=pages.division_xlsx, act=Act.VIEW, door="orgs.get_org"
    ),
    Route(name="duties-name", path=f"{_ORG}name/", page=pages.name, act=Act.DIVIDE, door="orgs.get_org"),
    Route(
        name="duties-unname",
        path="responsibility/named/<int:answering_id>/end/",
        page=pages.unname,
        act=Act.DIVIDE,
        door="duties.get_answering",
    ),
    Route(name="duties-rules", path="duties/rules/", page=pages.rules, act=Act.VIEW, door="duties.counts_here"),
    Route(name="duties-replay", path="duties/replay/", page=pages.replay, act=Act.VIEW, door="orgs.get_org"),
    Route(
        name="duties-load",
        path=_LOAD,
        page=load.load,
        act=Act.VIEW,
        door="duties.load_scope",
        menu=Menu(word="基层负担监测", order=20, group=2),
    ),
    Route(name="duties-load_print", path="load/print/", page=load.printed, act=Act.VIEW, door="duties.load_scope"),
    Route(name="duties-demands", path="load/demands/", page=load.demands, act=Act.VIEW, door="duties.load_scope"),
    Route(name="duties-load_export", path="load/export/", page=load.export, act=Act.VIEW, door="duties.load_scope"),
    Route(
        name="duties-demand_new",
        path="load/demands/new/",
        page=load.new,
        act=Act.DEMAND_SET,
        door="duties.issuing_orgs",
    ),
    Route(
        name="duties-demand_note", path="load/demands/note/", page=load.note, act=Act.RECORD, door="duties.noting_orgs"
    ),
    Route(name="duties-demand", path=_DEMAND, page=load.demand, act=Act.VIEW, door=DOOR),
    _step("change", load.change, Act.DEMAND_SET),
    _step("flag", load.flag, Act.RECORD),
    _step("end", load.end, Act.DEMAND_SET),
    _step("settle", load.settle, Act.DEMAND_SET),
    Route(
        name="duties-flag_withdraw",
        path="load/flags/<int:flag_id>/withdraw/",
        page=load.unflag,
        act=Act.RECORD,
        door="duties.get_flag",
    ),
    Route(
        name="duties-flag_answer",
        path="load/flags/<int:flag_id>/answer/",
        page=load.answer,
        act=Act.DEMAND_SET,
        door="duties.get_flag",
    ),
    Route(
        name="duties-optional",
        path="duties/optional/",
        page=pages.optional,
        act=Act.SETTING,
        door="duties.get_optional",
    ),
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
