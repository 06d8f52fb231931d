"""Tasks whose day lies in the year, as figures; and problems of the 组织生活会 of the year."""

from collections.abc import Collection
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localdate

from jishi.appraisals.models import Problem
from jishi.appraisals.queries.figures.yearly import Yearly, first_of
from jishi.appraisals.queries.found import LIFE_PROBLEM
from jishi.appraisals.rules import ProblemOf
from jishi.assignments.models import Assignment
from jishi.assignments.queries import still_open
from jishi.assignments.rules import State
from jishi.kernel.registry import Figure, FigureRow

_WORDS = {
    "assignments.due": "到期的任务",
    "assignments.accepted": "到期并已验收的任务",
    "assignments.in_time": "按时办结并已验收的任务",
    "assignments.overdue": "到期没有办结的任务",
}


def _tasks(years: Collection[int]) -> QuerySet[Assignment]:
    days = Q(pk__in=[])
    for year in years:
        days |= Q(due_on__range=(date(year, 1, 1), date(year, 12, 31)))
    return Assignment.objects.filter(days).exclude(state=State.CANCELLED).select_related("org")


def _holds(name: str, day: date) -> Q:
    due = Q(due_on__range=(first_of(day), day))
    accepted = Q(state=State.ACCEPTED)
    match name:
        case "assignments.accepted":
            return due & accepted
        case "assignments.in_time":
            return due & accepted & Q(reported_at__date__lte=F("due_on"))
        case "assignments.overdue":
            return due & Q(state=State.OPEN)
    return due


def _shown(row: Assignment) -> FigureRow:
    words = f"{row.org.short_name or row.org.name} {row.title}：{State(row.state).label}"
    return FigureRow(words, row.due_on, "assignments-show", (row.pk,))


_TASKS = Yearly(
    words=_WORDS, all_rows=_tasks, holds=_holds, shown=_shown, order=("due_on", "pk"), url="assignments-index"
)

_OF_LIFE = {"appraisals.problems": "组织生活会班子问题", "appraisals.problems_right": "已整改销号的班子问题"}


def _problems(years: Collection[int]) -> QuerySet[Problem]:
    # A problem of one person is nobody else's to count.
    rows = Problem.objects.filter(of=ProblemOf.COMMITTEE, life__year__in=years)
    return rows.select_related("life__org", "assignment")


def _problem_holds(name: str, day: date) -> Q:
    listed = Q(life__year=day.year, at__date__lte=day)
    right = Q(assignment__state=State.ACCEPTED) & ~Q(still_open(LIFE_PROBLEM))
    return listed & right if name == "appraisals.problems_right" else listed


def _problem_shown(row: Problem) -> FigureRow:
    state = State(row.assignment.state).label if row.assignment else "还没有定措施"
    words = f"{row.life.org.short_name or row.life.org.name} {row.text}：{state}"
    return FigureRow(words, localdate(row.at), "appraisals-life", (row.life_id,))


_PROBLEMS = Yearly(
    words=_OF_LIFE,
    all_rows=_problems,
    holds=_problem_holds,
    shown=_problem_shown,
    order=("at", "pk"),
    url="appraisals-index",
    place="life__org__path",
)


def task_figures() -> list[Figure]:
    """Tasks and problems of the year."""
    return [*_TASKS.figures(), *_PROBLEMS.figures()]
