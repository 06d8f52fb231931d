"""Routes of desk, each declared once."""

from jishi.desk.pages import books, home, layouts, reshaping, search, township
from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Page, Route, urls


def _reshape(name: str, page: Page) -> Route:
    return Route(
        name=f"desk-{name}", path=f"orgs/<int:org_id>/{name}/", page=page, act=Act.ORG_EDIT, door="orgs.get_org"
    )


ROUTES: list[Route] = [
    Route(name="desk-home", path="", page=home.home, menu=Menu(word="工作台", order=1, group=0)),
    Route(
        name="desk-township",
        path="overview/",
        page=township.overview,
        act=Act.VIEW,
        door="desk.scope_of",
        menu=Menu(word="组织生活一览", order=2, group=0),
    ),
    Route(
        name="desk-township_print", path="overview/print/", page=township.printed, act=Act.VIEW, door="desk.scope_of"
    ),
    Route(
        name="desk-township_export", path="overview/export/", page=township.export, act=Act.VIEW, door="desk.scope_of"
    ),
    Route(name="desk-cell", path="overview/cell/", page=township.cell, act=Act.VIEW, door="desk.scope_of"),
    Route(name="desk-search", path="search/", page=search.index, door="desk.found"),
    Route(name="desk-search_go", path="search/go/", page=search.go, door="desk.found"),
    Route(name="desk-search_glance", path="search/glance/", page=search.glance, door="desk.found"),
    Route(
        name="desk-books",
        path="books/",
        page=books.index,
        act=Act.RECORD_VIEW,
        door="desk.shelf",
        menu=Menu(word="台账与打印", order=80, group=2),
    ),
    Route(
        name="desk-minutes",
        path="books/minutes/<int:activity_id>/",
        page=books.minutes,
        act=Act.RECORD_VIEW,
        door="desk.get_minutes",
    ),
    Route(
        name="desk-yearbook",
        path="books/<int:org_id>/<int:year>/",
        page=books.yearbook,
        act=Act.RECORD_VIEW,
        door="desk.get_year_book",
    ),
    Route(
        name="desk-blank",
        path="books/<int:org_id>/blank/<slug:kind>/",
        page=books.blank,
        act=Act.RECORD_VIEW,
        door="desk.get_blank",
    ),
    Route(
        name="desk-sign_in",
        path="books/<int:org_id>/sign-in/<slug:kind>/",
        page=books.sign_in,
        act=Act.RECORD_VIEW,
        door="desk.get_sign_in",
    ),
    Route(
        name="desk-layouts",
        path="books/layouts/",
        page=layouts.index,
        act=Act.LAYOUT_EDIT,
        door="desk.layouts_where",
    ),
    Route(
        name="desk-layout_sample", path="books/layouts/<slug:paper>/sample/", page=layouts.sample, act=Act.LAYOUT_EDIT
    ),
    Route(
        name="desk-layout_file",
        path="books/layouts/<int:layout_id>/file/",
        page=layouts.file,
        act=Act.LAYOUT_EDIT,
        door="desk.get_layout",
    ),
    Route(
        name="desk-layout_remove",
        path="books/layouts/<int:layout_id>/remove/",
        page=layouts.remove,
        act=Act.LAYOUT_EDIT,
        door="desk.get_layout",
    ),
    Route(name="desk-advice", path="orgs/advice/", page=reshaping.advice, act=Act.VIEW, door="desk.adjusting"),
    _reshape("merge", reshaping.merge),
    _reshape("split", reshaping.split),
    _reshape("dissolve", reshaping.dissolve),
    _reshape("become", reshaping.become),
    Route(
        name="desk-take_back",
        path="orgs/reshapings/<int:reshaping_id>/take-back/",
        page=reshaping.take_back,
        act=Act.ORG_EDIT,
        door="orgs.get_reshaping",
    ),
]
urlpatterns = urls(ROUTES)
