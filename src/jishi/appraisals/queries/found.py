"""Problems found at a 组织生活会 and at a 述职评议, for the one ledger; items of a contract, for tasks that arise from them."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from jishi.appraisals.models import Problem, ReportProblem
from jishi.appraisals.queries.contracts import get_contract_item
from jishi.appraisals.queries.doors import get_problem
from jishi.appraisals.queries.reports import get_report_problem, reports_where
from jishi.appraisals.rules import ProblemOf
from jishi.assignments.queries import as_found, still_open
from jishi.assignments.rules import State
from jishi.kernel import clock
from jishi.kernel.actor import Act, Actor
from jishi.kernel.registry import Given
from jishi.orgs.rules import WorkField

LIFE_PROBLEM = "appraisals.problem"
REPORT_PROBLEM = "appraisals.reportproblem"
CONTRACT_ITEM = "appraisals.contractitem"


def unfinished(kind: str) -> Q:
    """Of problems of this room: those with a task that is not accepted yet, and those the ledger has not closed."""
    return Q(assignment__state__in=(State.OPEN, State.REPORTED)) | Q(still_open(kind))


def _of_life(row: Problem) -> Given:
    return Given(
        LIFE_PROBLEM, row.pk, row.life.org_id, row.text, timezone.localdate(row.at),
        row.assignment.due_on if row.assignment else None, WorkField.ORG_LIFE,
        (row.assignment_id,) if row.assignment_id else (), reverse("appraisals-life", args=[row.life_id]) + "#problems",
    )  # fmt: skip


def life_given(actor: Actor, problem_id: int) -> Given:
    """A problem of the committee found at a 组织生活会, through its door; a person's is nobody's ledger."""
    row = get_problem(actor, Act.VIEW, problem_id)
    if row.of == ProblemOf.PERSON:
        raise Problem.DoesNotExist
    return _of_life(row)


def life_found(actor: Actor, org_ids: Any) -> QuerySet[Any, Any]:
    """Those of these organisations, for the ledger."""
    rows = Problem.objects.filter(of=ProblemOf.COMMITTEE, life__org_id__in=org_ids)
    return as_found(rows, LIFE_PROBLEM, org="life__org", text="text", page="life_id")


def _of_report(row: ReportProblem) -> Given:
    return Given(
        REPORT_PROBLEM, row.pk, row.report.org_id, row.text, timezone.localdate(row.at),
        row.assignment.due_on if row.assignment else None, WorkField.RESPONSIBILITY,
        (row.assignment_id,) if row.assignment_id else (), reverse("appraisals-report", args=[row.report_id]),
    )  # fmt: skip


def report_given(actor: Actor, problem_id: int) -> Given:
    """A problem of a 述职评议, through the door of the report."""
    return _of_report(get_report_problem(actor, Act.VIEW, problem_id))


def report_found(actor: Actor, org_ids: Any) -> QuerySet[Any, Any]:
    """Those of reports that the actor may read, as for `life_found`."""
    rows = ReportProblem.objects.filter(report__in=reports_where(actor).values("pk"), report__org_id__in=org_ids)
    return as_found(rows, REPORT_PROBLEM, org="report__org", text="text", page="report_id")


def item_given(actor: Actor, item_id: int) -> Given:
    """An item of a contract in force, through the door of the contract: what is to be done, by when."""
    row = get_contract_item(actor, Act.VIEW, item_id)
    contract = row.contract
    return Given(
        CONTRACT_ITEM, row.pk, contract.org_id, row.term.indicator.text, clock.today(), row.due_on,
        WorkField.RESPONSIBILITY, link=reverse("appraisals-contract", args=[contract.pk]) + f"#item-{row.pk}",
    )  # fmt: skip
