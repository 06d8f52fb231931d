"""Routes of assignments, each declared once."""

from jishi.assignments import pages
from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Page, Route, urls

DOOR = "assignments.get_assignment"


def _step(name: str, page: Page, act: Act | None) -> Route:
    """A step of one task; owners take theirs without holding any post, so the door decides, not the route."""
    return Route(
        name=f"assignments-{name}", path=f"assignments/<int:assignment_id>/{name}/", page=page, act=act, door=DOOR
    )


ROUTES = [
    Route(
        name="assignments-index", path="assignments/", page=pages.index, door="assignments.assignments_where",
        menu=Menu(word="任务", order=55, group=1),
    ),
    Route(
        name="assignments-export", path="assignments/export/", page=pages.export, door="assignments.assignments_where"
    ),
    Route(
        name="assignments-new", path="assignments/new/", page=pages.new, act=Act.ASSIGN,
        door="assignments.get_assigning_org",
    ),
    Route(name="assignments-show", path="assignments/<int:assignment_id>/", page=pages.show, door=DOOR),
    _step("note", pages.note, None),
    _step("report", pages.report, None),
    _step("accept", pages.accept, Act.ACCEPT),
    _step("return", pages.send_back, Act.ACCEPT),
    _step("cancel", pages.cancel, Act.ASSIGN),
]  # fmt: skip
urlpatterns = urls(ROUTES)
