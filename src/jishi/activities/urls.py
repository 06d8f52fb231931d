"""Routes of activities, each declared once."""

from jishi.activities import pages
from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Route, urls

READ = "activities.get_activity"
ROUTES = [
    Route(
        name="activities-index", path="activities/", page=pages.index, act=Act.RECORD_VIEW,
        door="activities.activities_where", menu=Menu(word="组织生活", order=40, group=1),
    ),
    Route(
        name="activities-export", path="activities/export/", page=pages.export, act=Act.RECORD_VIEW,
        door="activities.activities_where",
    ),
    Route(name="activities-new", path="activities/new/", page=pages.new, act=Act.RECORD, door="activities.prefill"),
    Route(name="activities-counts", path="activities/counts/", page=pages.counts, act=Act.RECORD, door="activities.prefill"),
    Route(
        name="activities-draft", path="activities/draft/", page=pages.draft, act=Act.RECORD,
        door="activities.get_recording_org",
    ),
    Route(name="activities-drop_draft", path="activities/draft/drop/", page=pages.drop_draft, act=Act.RECORD),
    Route(
        name="activities-show", path="activities/<int:activity_id>/", page=pages.show, act=Act.RECORD_VIEW, door=READ
    ),
    Route(
        name="activities-scan", path="activities/<int:activity_id>/scan/", page=pages.scan, act=Act.RECORD_VIEW,
        door=READ,
    ),
    Route(
        name="activities-correct", path="activities/<int:activity_id>/correct/", page=pages.correct,
        act=Act.RECORD_VIEW, door=READ,
    ),
    Route(
        name="activities-link", path="activities/<int:activity_id>/plan/", page=pages.link, act=Act.RECORD_VIEW, door=READ,
    ),
    Route(
        name="activities-withdraw", path="activities/<int:activity_id>/withdraw/", page=pages.withdraw,
        act=Act.RECORD_VIEW, door=READ,
    ),
    Route(
        name="activities-task_evidence", path="assignments/<int:assignment_id>/record/", page=pages.task_evidence,
        door="assignments.get_assignment",
    ),
]  # fmt: skip
urlpatterns = urls(ROUTES)
