"""Routes of assignments, each declared once."""

from jishi.assignments.pages import ledger, parts, supervision, tasks
from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Page, Route, urls

DOOR = "assignments.get_assignment"


def _step(name: str, page: Page, act: Act | None, door: str = DOOR) -> Route:
    """A step of one task; owners take theirs without holding any post, so the door decides, not the route."""
    return Route(
        name=f"assignments-{name}", path=f"assignments/<int:assignment_id>/{name}/", page=page, act=act, door=door
    )


def _evidence(name: str, page: Page) -> Route:
    """One record that shows what was done."""
    path = f"assignments/evidence/<int:evidence_id>/{name}/"
    return Route(name=f"assignments-evidence_{name}", path=path, page=page, door="assignments.get_evidence")


def _call(name: str, page: Page, act: Act | None = None, *, way: str = "") -> Route:
    """A page of one 督办通知单."""
    path = f"supervisions/<int:supervision_id>/{way}"
    return Route(name=f"assignments-{name}", path=path, page=page, act=act, door="assignments.get_supervision")


def _problem(name: str, page: Page, act: Act | None = None, *, way: str = "", door: str = "get_problem") -> Route:
    """A page of one problem."""
    path = f"problems/<int:ledger_id>/{way}"
    return Route(name=f"assignments-{name}", path=path, page=page, act=act, door=f"assignments.{door}")


ROUTES = [
    Route(
        name="assignments-index", path="assignments/", page=tasks.index, door="assignments.assignments_where",
        menu=Menu(word="任务", order=55, group=1),
    ),
    Route(
        name="assignments-export", path="assignments/export/", page=tasks.export, door="assignments.assignments_where"
    ),
    Route(
        name="assignments-new", path="assignments/new/", page=tasks.new, act=Act.ASSIGN,
        door="assignments.get_assigning_org",
    ),
    Route(name="assignments-show", path="assignments/<int:assignment_id>/", page=tasks.show, door=DOOR),
    _step("note", tasks.note, None),
    _step("report", tasks.report, None),
    _step("accept", tasks.accept, Act.ACCEPT),
    _step("return", tasks.send_back, Act.ACCEPT),
    _step("cancel", tasks.cancel, Act.ASSIGN),
    _step("amend", parts.amend, Act.ASSIGN),
    _step("split", parts.split, Act.ASSIGN, "assignments.get_splittable"),
    _step("paper", parts.paper, None),
    _step("evidence", parts.evidence, None),
    _evidence("file", parts.file),
    _evidence("drop", parts.drop),
    Route(name="assignments-calls", path="supervisions/", page=supervision.index, door="assignments.supervisions_where"),
    Route(
        name="assignments-calls_export", path="supervisions/export/", page=supervision.export,
        door="assignments.supervisions_where",
    ),
    Route(
        name="assignments-call_new", path="supervisions/new/<int:org_id>/", page=supervision.new, act=Act.ASSIGN,
        door="assignments.get_supervising",
    ),
    _call("call", supervision.show),
    _call("call_print", supervision.printed, way="print/"),
    _call("call_answer", supervision.answer, Act.RECORD, way="answer/"),
    _call("call_settle", supervision.settle, Act.ASSIGN, way="settle/"),
    _call("call_withdraw", supervision.withdraw, Act.ASSIGN, way="withdraw/"),
    _call("called", ledger.called, Act.ASSIGN, way="problem/"),
    Route(name="assignments-problems", path="problems/", page=ledger.index, door="assignments.problems_where"),
    Route(
        name="assignments-problems_export", path="problems/export/", page=ledger.export, door="assignments.problems_where"
    ),
    Route(
        name="assignments-problems_print", path="problems/print/", page=ledger.printed,
        door="assignments.problems_where",
    ),
    Route(
        name="assignments-problem_new", path="problems/new/", page=ledger.new, act=Act.RECORD,
        door="assignments.get_listing",
    ),
    Route(
        name="assignments-problems_show", path="problems/show/<int:org_id>/", page=ledger.show_to, act=Act.NOTIFY,
        door="assignments.get_showing",
    ),
    Route(
        name="assignments-take", path="problems/take/<str:kind>/<int:found_id>/", page=ledger.take,
        door="assignments.get_found",
    ),
    Route(
        name="assignments-hand_in", path="problems/hand-in/<int:org_id>/", page=ledger.hand_in, act=Act.RECORD,
        door="assignments.get_handing",
    ),
    _problem("problem", ledger.show),
    _problem("problem_edit", ledger.edit, way="edit/", door="get_opened"),
    _problem("measure", ledger.measure, Act.ASSIGN, way="measure/", door="get_measurable"),
    _problem("problem_check", ledger.check, Act.ACCEPT, way="check/"),
    _problem("problem_ask", ledger.ask, Act.RECORD, way="ask/"),
    _problem("problem_close", ledger.close, Act.ACCEPT, way="close/"),
    _problem("problem_return", ledger.send_back, Act.ACCEPT, way="return/"),
    _problem("problem_drop", ledger.drop, way="drop/"),
]  # fmt: skip
urlpatterns = urls(ROUTES)
