"""A record of the organisation is shown as what was done for a task."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from jishi.activities import queries
from jishi.assignments import services as assignments
from jishi.assignments.queries import get_assignment
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, writing_page
from jishi.ui.pages import tell


@writing_page
def task_evidence(request: Request, assignment_id: int) -> HttpResponse:
    """Link one record: the doors of both are asked."""
    task = get_assignment(request.actor, Act.RECORD, assignment_id)
    asked = request.POST.get("record", "")
    record = queries.get_shown(request.actor, int(asked) if asked.isdecimal() else 0)
    try:
        assignments.show_evidence(task.pk, queries.KIND, record.pk, actor=request.actor, now=request.now)
    except Refused as refusal:
        tell(request, refusal.reason)
    else:
        tell(request, "佐证已关联。")
    return HttpResponseRedirect(reverse("assignments-show", args=[task.pk]))
