"""All routes of all apps; each app declares its own. Rooms not yet built have none."""

from django.urls import include, path

APPS = (
    "ui",
    "accounts",
    "site",
    "notices",
    "files",
    "people",
    "orgs",
    "members",
    "assignments",
    "activities",
    "ballots",
    "duties",
    "appraisals",
    "committees",
    "campaigns",
    "model_sites",
    "desk",
)

urlpatterns = [path("", include(f"jishi.{app}.urls")) for app in APPS]
handler404 = "jishi.ui.pages.missing"
handler403 = "jishi.ui.pages.forbidden"
handler500 = "jishi.ui.pages.broken"
