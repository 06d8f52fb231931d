"""Routes of what holds for the whole site, each declared once."""

from jishi.kernel.actor import Act
from jishi.kernel.http import Route, urls
from jishi.site import pages

ROUTES: list[Route] = [
    Route(
        name="site-holidays", path="settings/holidays/", page=pages.holidays, act=Act.SETTING, door="site.get_day"
    ),
    Route(name="site-holidays_import", path="settings/holidays/import/", page=pages.import_sheet, act=Act.SETTING),
    Route(
        name="site-holidays_export", path="settings/holidays/<int:year>.xlsx", page=pages.export, act=Act.SETTING,
        door="site.days_of",
    ),
    Route(
        name="site-holiday_remove", path="settings/holidays/<int:day_id>/remove/", page=pages.remove, act=Act.SETTING,
        door="site.get_day",
    ),
]  # fmt: skip
urlpatterns = urls(ROUTES)
