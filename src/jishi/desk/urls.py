"""Routes of desk, each declared once."""

from jishi.desk.pages import home, township
from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Route, urls

ROUTES: list[Route] = [
    Route(name="desk-home", path="", page=home.home, menu=Menu(word="工作台", order=1, group=0)),
    Route(
        name="desk-township",
        path="overview/",
        page=township.overview,
        act=Act.VIEW,
        door="desk.scope_of",
        menu=Menu(word="组织生活一览", order=15, group=1),
    ),
    Route(
        name="desk-township_print", path="overview/print/", page=township.printed, act=Act.VIEW, door="desk.scope_of"
    ),
    Route(
        name="desk-township_export", path="overview/export/", page=township.export, act=Act.VIEW, door="desk.scope_of"
    ),
    Route(name="desk-cell", path="overview/cell/", page=township.cell, act=Act.VIEW, door="desk.scope_of"),
]
urlpatterns = urls(ROUTES)
