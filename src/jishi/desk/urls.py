"""Routes of desk, each declared once."""

from jishi.desk.pages import (
    announcements,
    books,
    calendar,
    home,
    inspection,
    layouts,
    plan_entries,
    plans,
    reminders,
    reshaping,
    rights,
    search,
    series,
    settings,
    township,
)
from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Page, Route, urls


def _reshape(name: str, page: Page) -> Route:
    return Route(
        name=f"desk-{name}", path=f"orgs/<int:org_id>/{name}/", page=page, act=Act.ORG_EDIT, door="orgs.get_org"
    )


_PLAN = "plans/<int:org_id>/<int:year>/"

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

_LIST, _GET = "inspections/<int:inspection_id>/", "desk.get_inspection"
_INSPECTING = [
    Route(
        name="desk-inspections", path="inspections/", page=inspection.index, act=Act.RECORD_VIEW,
        door="desk.lists_where",
    ),
    Route(
        name="desk-inspection_new", path="inspections/add/<int:org_id>/", page=inspection.new, act=Act.RECORD,
        door="orgs.get_org",
    ),
    Route(name="desk-inspection", path=_LIST, page=inspection.show, act=Act.RECORD_VIEW, door=_GET),
    Route(
        name="desk-inspection_print", path=f"{_LIST}print/", page=inspection.printed, act=Act.RECORD_VIEW, door=_GET
    ),
    Route(name="desk-inspection_file", path=f"{_LIST}file/", page=inspection.original, act=Act.RECORD_VIEW, door=_GET),
    Route(
        name="desk-inspection_package", path=f"{_LIST}package/", page=inspection.package, act=Act.RECORD_VIEW, door=_GET
    ),
    Route(
        name="desk-inspection_item", path="inspections/items/<int:item_id>/", page=inspection.item, act=Act.RECORD,
        door="desk.get_item",
    ),
]  # fmt: skip

ROUTES: list[Route] = [
    *_INSPECTING,
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
    Route(name="desk-rights", path="orgs/<int:org_id>/rights/", page=rights.rights, door="desk.get_rights_branch"),
    Route(name="desk-search", path="search/", page=search.index, door="desk.found"),
    Route(name="desk-search_go", path="search/go/", page=search.go, door="desk.found"),
    Route(name="desk-search_glance", path="search/glance/", page=search.glance, door="desk.found"),
    Route(name="desk-calendar", path="calendar/", page=calendar.index, door="desk.whose"),
    Route(name="desk-calendar_links", path="calendar/links/", page=calendar.links, door="desk.links_of"),
    Route(
        name="desk-calendar_revoke", path="calendar/links/<int:link_id>/revoke/", page=calendar.revoke,
        door="desk.get_link",
    ),
    Route(
        name="desk-calendar_feed", path="calendar/<slug:token>.ics", page=calendar.feed, door="desk.feed_of",
        public=True, switch="feeds_open",
    ),
    Route(
        name="desk-settings", path="settings/", page=settings.index, act=Act.SETTING, door="desk.settings_of",
        menu=Menu(word="设置", order=95, group=4),
    ),
    Route(name="desk-words", path="settings/words/<slug:name>/", page=settings.words, act=Act.SETTING),
    Route(name="desk-feeds", path="settings/feeds/", page=settings.feeds, act=Act.SETTING),
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
        door="desk.get_record",
    ),
    Route(
        name="desk-minutes_set",
        path="books/minutes/",
        page=books.minutes_set,
        act=Act.RECORD_VIEW,
        door="desk.chosen_records",
    ),
    Route(
        name="desk-paper",
        path="books/<int:org_id>/<slug:paper>/<slug:period>.<slug:ending>",
        page=books.paper,
        act=Act.VIEW,
        door="desk.get_paper",
    ),
    Route(
        name="desk-parcel",
        path="books/<int:org_id>/parcel/",
        page=books.parcel,
        act=Act.RECORD_VIEW,
        door="desk.get_parcel",
    ),
    Route(
        name="desk-roster_open",
        path="books/<int:org_id>/roster/open/",
        page=books.roster_open,
        act=Act.SEALED_REVEAL,
        door="desk.get_paper",
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
    Route(name="desk-layout_paper", path="books/layouts/<slug:paper>/", page=layouts.paper, act=Act.LAYOUT_EDIT),
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
    Route(name="desk-plans", path="plans/", page=plans.index, act=Act.RECORD_VIEW, door="desk.plan_scope"),
    Route(
        name="desk-plans_export", path="plans/export/", page=plans.export, act=Act.RECORD_VIEW, door="desk.plan_scope"
    ),
    Route(
        name="desk-plan", path=f"{_PLAN}", page=plans.show, act=Act.RECORD_VIEW, door="activities.get_plan_org"
    ),
    Route(
        name="desk-plan_compare", path=f"{_PLAN}compare/", page=plans.compare, act=Act.RECORD_VIEW,
        door="activities.get_plan_org",
    ),
    Route(
        name="desk-plan_layout", path=f"{_PLAN}layout/", page=plans.layout, act=Act.RECORD, door="activities.get_plan_org"
    ),
    Route(name="desk-plan_copy", path=f"{_PLAN}copy/", page=plans.copy, act=Act.RECORD, door="activities.get_plan_org"),
    Route(name="desk-plan_many", path=f"{_PLAN}many/", page=plans.many, act=Act.RECORD, door="activities.get_plan_org"),
    Route(
        name="desk-plan_new", path=f"{_PLAN}new/", page=plan_entries.new, act=Act.RECORD, door="activities.get_plan_org"
    ),
    Route(
        name="desk-plan_entry", path="plans/entries/<int:entry_id>/", page=plan_entries.entry, act=Act.RECORD,
        door="activities.get_plan_entry",
    ),
    Route(name="desk-series", path="plans/series/", page=series.index, act=Act.RECORD_VIEW, door="activities.series_where"),
    Route(name="desk-series_new", path="plans/series/new/", page=series.new, act=Act.ASSIGN, door="activities.issuing_orgs"),
    Route(
        name="desk-series_show", path="plans/series/<int:series_id>/", page=series.show, act=Act.RECORD_VIEW,
        door="activities.get_series",
    ),
    Route(
        name="desk-series_paper", path="plans/series/<int:series_id>/paper/", page=series.paper, act=Act.RECORD_VIEW,
        door="activities.get_series",
    ),
    Route(
        name="desk-series_edit", path="plans/series/<int:series_id>/edit/", page=series.edit, act=Act.ASSIGN,
        door="activities.get_series",
    ),
]  # fmt: skip
urlpatterns = urls(ROUTES)
