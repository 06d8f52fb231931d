"""What is open below a committee: the figures of a background sheet, each with its records."""

from datetime import date

from django.db.models import Q

from jishi.assignments.models import Assignment, Problem, Supervision
from jishi.assignments.queries import listed
from jishi.assignments.rules import CallState, ProblemState, category_word
from jishi.assignments.rules import State as TaskState
from jishi.committees.models import Rectification
from jishi.committees.queries.found import RECTIFICATION
from jishi.committees.rules import MOST_LINES, Figure, Line, half_year_later
from jishi.duties import queries as duties
from jishi.duties.models import DutyStatus, Explanation
from jishi.duties.queries.due import UNMET
from jishi.kernel.periods import Period
from jishi.orgs.models import Organization, PostHeld, Term
from jishi.orgs.queries import below, living, true_on
from jishi.orgs.rules import OrgKind, PostKind, term_state

WITHOUT_SECRETARY = (OrgKind.PARTY_GROUP, OrgKind.PARTY_LEADING_GROUP)


def background(org: Organization, *, on: date) -> list[Figure]:
    """Everything open below `org` on a day, in the order of an agenda. Some fifteen queries, whatever its size; a figure's count
    and its lines agree as long as there are not more than MOST_LINES."""
    within = Q(below(org.path, field="org__path"), org__ended_on=None)
    return [
        _overdue(org, within, on),
        _explained(org, within, on),
        _tasks(within, on),
        _calls(within, on),
        _problems(within, on),
        _terms(within, on),
        _vacant(org, on),
        _rectify(org),
    ]


def _card(org_id: int) -> str:
    return f"/orgs/{org_id}/"


def _overdue(org: Organization, within: Q, on: date) -> Figure:
    begun = [period.code for period in duties.begun_periods(on)]
    past = DutyStatus.objects.filter(
        within, UNMET, explained=False, due_on__lt=on, rule_id__in=duties.pack(), period__in=begun
    ).exclude(org=org)
    owing = past.values_list("org_id", flat=True).distinct()
    ids = list(owing.order_by("org_id")[:MOST_LINES])
    titles: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for row in duties.rows_of(past.filter(org_id__in=ids), on=on):
        titles.setdefault(row.org_id, []).append(row.title)
        names[row.org_id] = row.org_name
    lines = tuple(
        Line(f"{names[org_id]}：{'、'.join(found[:4])}{f'等{len(found)}项' if len(found) > 4 else ''}", _card(org_id))
        for org_id, found in titles.items()
    )
    return Figure("overdue", "到期未见记录的党组织", owing.order_by().count(), lines)


def _explained(org: Organization, within: Q, on: date) -> Figure:
    rows = Explanation.objects.filter(within, withdrawn_at=None, period__startswith=str(on.year)).exclude(org=org)
    known = duties.pack()
    shown = rows.filter(rule_id__in=known).select_related("org").order_by("org__path", "period", "pk")
    lines = tuple(
        Line(
            f"{row.org.short_name or row.org.name}{Period.parse(row.period).short}{known[row.rule_id].short}：{row.reason}",
            _card(row.org_id),
        )
        for row in shown[:MOST_LINES]
    )
    return Figure("explained", "今年作了未办说明", rows.filter(rule_id__in=known).count(), lines)


def _tasks(within: Q, on: date) -> Figure:
    rows = Assignment.objects.filter(within, state=TaskState.OPEN, due_on__lt=on)
    shown = rows.select_related("org", "owner").order_by("due_on", "pk")[:MOST_LINES]
    lines = tuple(
        Line(
            f"{row.org.short_name or row.org.name}：{row.title}（{row.owner_name}，{row.due_on}）",
            f"/assignments/{row.pk}/",
        )
        for row in shown
    )
    return Figure("tasks", "超过时限没有办结的任务", rows.count(), lines)


def _calls(within: Q, on: date) -> Figure:
    rows = Supervision.objects.filter(within, state=CallState.ISSUED, answer_by__lt=on)
    shown = rows.select_related("org").order_by("answer_by", "pk")[:MOST_LINES]
    lines = tuple(
        Line(f"{row.org.short_name or row.org.name}：{row.code}（{row.answer_by}前答复）", f"/supervisions/{row.pk}/")
        for row in shown
    )
    return Figure("calls", "督办通知单到期没有答复", rows.count(), lines)


def _problems(within: Q, on: date) -> Figure:
    rows = Problem.objects.filter(within, state__in=(ProblemState.OPEN, ProblemState.ASKED), listed_at__date__lte=on)
    shown = rows.select_related("org").order_by("due_on", "pk")[:MOST_LINES]
    lines = tuple(
        Line(
            f"{row.org.short_name or row.org.name}：{row.text}（{category_word(row.category)}，{row.due_on}）",
            f"/problems/{row.pk}/",
        )
        for row in shown
    )
    return Figure("problems", "整改台账上没有销号的问题", rows.count(), lines)


def _terms(within: Q, on: date) -> Figure:
    rows = Term.objects.filter(within, closed_on=None, until__lte=half_year_later(on))
    lines = []
    for term in rows.select_related("org").order_by("until", "pk")[:MOST_LINES]:
        state = term_state(
            elected_on=term.elected_on, ends_on=term.ends_on, extended_to=term.extended_to, today=on
        )  # fmt: skip
        lines.append(Line(f"{term.org.short_name or term.org.name}：{state.word}", _card(term.org_id)))
    return Figure("terms", "任期已满和半年内届满", rows.count(), tuple(lines))


def _vacant(org: Organization, on: date) -> Figure:
    led = PostHeld.objects.filter(true_on(on), post=PostKind.SECRETARY).values("org_id")
    rows = (
        living(Organization.objects.filter(below(org.path)))
        .exclude(pk=org.pk)
        .exclude(kind__in=WITHOUT_SECRETARY)
        .exclude(pk__in=led)
    )
    lines = tuple(Line(one.short_name or one.name, _card(one.pk)) for one in rows.order_by("path")[:MOST_LINES])
    return Figure("vacant", "书记空缺的党组织", rows.count(), lines)


def _rectify(org: Organization) -> Figure:
    rows = Rectification.objects.filter(
        meeting__org=org, assignment__state__in=(TaskState.OPEN, TaskState.REPORTED)
    ).exclude(listed(RECTIFICATION))  # what is in the ledger stands among its problems
    rows = rows.select_related("assignment")
    found = list(rows.order_by("assignment__due_on", "pk")[:MOST_LINES])
    lines = tuple(Line(f"{row.problem}：{row.assignment.title}", f"/assignments/{row.assignment_id}/") for row in found)
    return Figure("rectify", "民主生活会整改事项没有销号", rows.count(), lines)
