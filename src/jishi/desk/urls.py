"""Routes of desk, each declared once."""

from jishi.desk.pages import announcements, books, home, layouts, reminders, township
from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Route, urls

_ONE = "announcements/<int:announcement_id>/"
_READ, _ISSUED = "desk.get_announcement", "desk.get_issued"

_REMINDING = [
    Route(name="desk-remind", path="overview/remind/", page=reminders.remind, act=Act.NOTIFY, door="desk.get_issuer"),
    Route(
        name="desk-remind_tasks", path="reminders/tasks/", page=reminders.remind_tasks, act=Act.NOTIFY,
        door="assignments.get_assignment",
    ),
    Route(name="desk-reminders", path="reminders/", page=reminders.log, act=Act.NOTIFY, door="desk.reminders_where"),
    Route(name="desk-reminder", path="reminders/<int:sending_id>/", page=reminders.show, door="desk.get_sending"),
    Route(
        name="desk-reminder_settings", path="reminders/settings/<int:org_id>/", page=reminders.settings, act=Act.NOTIFY,
        door="orgs.get_org",
    ),
]  # fmt: skip

_ANNOUNCING = [
    Route(
        name="desk-announcements", path="announcements/", page=announcements.index, act=Act.NOTIFY,
        door="desk.announcements_where",
    ),
    Route(name="desk-announce", path="announcements/new/", page=announcements.new, act=Act.NOTIFY, door="desk.issuers"),
    Route(name="desk-announcement", path=_ONE, page=announcements.show, door=_READ),
    Route(name="desk-announcement_print", path=f"{_ONE}print/", page=announcements.printed, door=_READ),
    Route(
        name="desk-announcement_file", path=f"{_ONE}files/<int:material_id>/", page=announcements.file, door=_READ
    ),
    Route(
        name="desk-receipts", path=f"{_ONE}receipts/", page=announcements.receipts, act=Act.NOTIFY, door=_ISSUED
    ),
    Route(
        name="desk-receipts_print", path=f"{_ONE}receipts/print/", page=announcements.receipts_printed, act=Act.NOTIFY,
        door=_ISSUED,
    ),
    Route(
        name="desk-announcement_correct", path=f"{_ONE}correct/", page=announcements.correct, act=Act.NOTIFY,
        door=_ISSUED,
    ),
    Route(
        name="desk-announcement_withdraw", path=f"{_ONE}withdraw/", page=announcements.withdraw, act=Act.NOTIFY,
        door=_ISSUED,
    ),
]  # fmt: skip

ROUTES: list[Route] = [
    *_REMINDING,
    *_ANNOUNCING,
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
]
urlpatterns = urls(ROUTES)
