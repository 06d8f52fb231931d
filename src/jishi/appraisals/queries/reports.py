"""述职: whose reports an actor reads, and the sentences that the records of a year give."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from jishi.activities.models import ActivityKind
from jishi.activities.rules import Kind
from jishi.activities.rules import State as Held
from jishi.appraisals.models import Contract, Problem, ReportProblem, WorkReport
from jishi.appraisals.queries.contract_items import ContractItemLine, lines_of
from jishi.appraisals.queries.contracts import contracts_where
from jishi.appraisals.queries.doors import may_lead, polls_to_choose
from jishi.appraisals.queries.figures.duty import duty_figures
from jishi.appraisals.rules import ContractState, ItemStand, Quote, ReportPart, gives_report
from jishi.assignments.models import Assignment
from jishi.assignments.rules import State
from jishi.ballots.rules.polls import PollKind
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed, demand
from jishi.kernel.paging import Page, bounded, keyset
from jishi.kernel.registry import numbers
from jishi.orgs.models import Organization
from jishi.orgs.queries import get_org, org_ids_where, orgs_where

_LINES = 12  # sentences about duties, at most


def reads_report(actor: Actor, row: WorkReport) -> bool:
    """Whether the report is shown: to the person, to those who record for the organisation, to those above."""
    own = actor.person_id is not None and actor.person_id == row.person_id
    return own or actor.reaches(Act.RECORD, row.org.path) or bool(may_lead(actor, row.org))


def reads_result(actor: Actor, row: WorkReport) -> bool:
    """Whether comment, poll, grade and opinion are shown: from above, and to the person once told."""
    own = actor.person_id is not None and actor.person_id == row.person_id
    return bool(may_lead(actor, row.org)) or (own and row.told_on is not None)


def reports_where(actor: Actor) -> QuerySet[WorkReport]:
    """The reports that the actor may read."""
    orgs = Q(org_id__in=org_ids_where(actor, Act.RECORD)) | Q(org_id__in=org_ids_where(actor, Act.APPRAISE_LEAD))
    own = Q(person=actor.person_id) if actor.person_id is not None else Q(pk__in=[])
    return WorkReport.objects.filter(orgs | own).select_related("org", "person", "activity", "poll")


def get_report(actor: Actor, act: Act, report_id: int) -> WorkReport:
    """The one door: VIEW for those who may read it, RECORD for those who record there (or the person), APPRAISE_LEAD
    strictly above. Out of VIEW reach it is missing."""
    row = WorkReport.objects.select_related("org", "person", "activity", "poll").get(pk=report_id)
    if not actor.reaches(Act.VIEW, row.org.path) and actor.person_id != row.person_id:
        raise WorkReport.DoesNotExist
    if not reads_report(actor, row):
        raise NotAllowed("述职报告只给本人、本组织负责记录的同志和上级看。")
    if act is Act.APPRAISE_LEAD:
        demand(may_lead(actor, row.org))
    elif act is not Act.VIEW and actor.person_id != row.person_id:
        demand(actor.may(act, row.org.path))
    return row


def get_report_problem(actor: Actor, act: Act, problem_id: int) -> ReportProblem:
    """A problem through the door of the report."""
    row = ReportProblem.objects.get(pk=problem_id)
    row.report = get_report(actor, act, row.report_id)
    return row


def get_reporting(actor: Actor, org_id: int) -> Organization:
    """An organisation whose secretary reports, through its door; any other has no such page."""
    org = get_org(actor, Act.RECORD, org_id)
    if not gives_report(org.kind, org.sector):
        raise Organization.DoesNotExist
    return org


def reporting_orgs(actor: Actor) -> list[Organization]:
    """The organisations for which the actor may draft a report."""
    if not actor.posts:
        return []
    here = [held.org_id for held in actor.posts]
    rows = orgs_where(actor, Act.RECORD).filter(pk__in=here, ended_on=None).order_by("path")
    return [org for org in rows if gives_report(org.kind, org.sector)]


# How far a report is: its key in the address, what the list calls it, and which they are.
REPORT_STEPS = {
    "draft": ("起草中", Q(submitted_on=None)),
    "sent": ("已报送，还没有反馈", Q(submitted_on__isnull=False, told_on=None)),
    "told": ("结果已反馈", Q(told_on__isnull=False)),
}


@dataclass(frozen=True, slots=True)
class ReportFilters:
    """What the list is narrowed to: the year, one of REPORT_STEPS, a piece of the name of an organisation or a person."""

    year: int
    step: str = ""
    q: str = ""


def list_reports(actor: Actor, filters: ReportFilters, *, at: str = "") -> Page[WorkReport]:
    """A page of the reports that the actor may read, in the order of the tree. Two queries."""
    rows = reports_where(actor).filter(year=filters.year)
    if filters.step in REPORT_STEPS:
        rows = rows.filter(REPORT_STEPS[filters.step][1])
    if filters.q:
        named = Q(org__name__contains=filters.q) | Q(org__short_name__contains=filters.q)
        rows = rows.filter(named | Q(person__name__contains=filters.q))
    return keyset(rows, keys=("org__path", "pk"), at=at, total=bounded(rows))


def problems_of(row: WorkReport) -> list[ReportProblem]:
    """The problem list with the tasks. One query."""
    rows = ReportProblem.objects.filter(report=row.pk).select_related("assignment__owner").order_by("pk")
    return list(rows)


def report_polls(row: WorkReport) -> list[tuple[str, str]]:
    """The closed secret polls on leaders that can be linked."""
    return polls_to_choose(row.org, PollKind.LEADERS)


@dataclass(frozen=True, slots=True)
class _Year:
    org: Organization
    year: int
    on: date

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)


def quotes_for(actor: Actor, org: Organization, year: int, *, today: date) -> list[Quote]:
    """The sentences that the records of a year give, each with the page of its records; what has no record gives none."""
    about = _Year(org, year, min(today, date(year, 12, 31)))
    duties = _duties(about)
    told = {quote.text.partition("：")[0] for quote in duties}
    return [*_past(about), *duties, *_held(about, told), *_tasks(about), *_contracts(actor, about)]


def _past(about: _Year) -> Sequence[Quote]:
    """What last year's evaluation and 组织生活会 put on the list."""
    found = []
    last = WorkReport.objects.filter(org=about.org, year=about.year - 1).order_by("-pk").first()
    if last is not None:
        counts = ReportProblem.objects.filter(report=last).aggregate(
            n=Count("pk"), done=Count("pk", filter=Q(assignment__state=State.ACCEPTED))
        )
        if counts["n"]:
            url = reverse("appraisals-report", args=[last.pk])
            found.append(
                Quote(ReportPart.PAST, f"上年述职评议指出问题{counts['n']}个，已整改销号{counts['done']}个。", url)
            )
    life = (
        Problem.objects.filter(life__org=about.org, life__year=about.year - 1, person=None)
        .values("life_id")
        .annotate(n=Count("pk"), done=Count("pk", filter=Q(assignment__state=State.ACCEPTED)))
        .order_by("life_id")
        .first()
    )
    if life is not None:
        url = reverse("appraisals-life", args=[life["life_id"]]) + "#problems"
        text = f"上年组织生活会班子查摆问题{life['n']}个，已整改销号{life['done']}个。"
        found.append(Quote(ReportPart.PAST, text, url))
    return found


def _duties(about: _Year) -> Sequence[Quote]:
    """What was due of the regulations and done."""
    words = {figure.name: figure.label for figure in duty_figures()}
    due = [name for name in words if name.startswith("duties.due.")]
    pairs = {name: name.replace(".due.", ".met.") for name in due}
    found = numbers([*pairs, *pairs.values()], {about.org.pk: about.org.path}, [about.on])
    url = reverse("orgs-show", args=[about.org.pk])
    sentences = []
    for name, met in pairs.items():
        owed = found[name, about.on].get(about.org.pk, 0)
        if owed:
            done = found[met, about.on].get(about.org.pk, 0)
            word = words[name].removesuffix("到期应办的期数")
            sentences.append(Quote(ReportPart.WORK, f"{word}：应办{owed}期，已办{done}期。", url))
    return sentences[:_LINES]


def _held(about: _Year, told: Collection[str]) -> Sequence[Quote]:
    """What was held, by kind; a kind that is a duty is told with it."""
    rows = ActivityKind.objects.filter(
        activity__org=about.org, activity__state=Held.CONFIRMED, activity__held_on__range=(about.first, about.on)
    )
    counts = dict(rows.values_list("kind").annotate(n=Count("activity_id", distinct=True)).order_by("kind"))
    index = reverse("activities-index")
    return [
        Quote(
            ReportPart.WORK,
            f"开展{kind.label}{counts[kind]}次。",
            f"{index}?kind={kind.value}&period={about.year}&org={about.org.pk}",
        )
        for kind in Kind
        if counts.get(kind) and kind.label not in told
    ]


def _tasks(about: _Year) -> Sequence[Quote]:
    rows = Assignment.objects.filter(org=about.org, created_at__year=about.year).exclude(state=State.CANCELLED)
    counts = rows.aggregate(n=Count("pk"), done=Count("pk", filter=Q(state=State.ACCEPTED)))
    if not counts["n"]:
        return []
    url = f"{reverse('assignments-index')}?org={about.org.pk}"
    return [Quote(ReportPart.WORK, f"交办任务{counts['n']}项，已验收{counts['done']}项。", url)]


def _contracts(actor: Actor, about: _Year) -> Sequence[Quote]:
    rows = contracts_where(actor, Act.VIEW).filter(org=about.org, set__year=about.year, state=ContractState.IN_FORCE)
    return [quote for row in rows.order_by("pk")[:3] for quote in _agreed(row, about.on)]


def _agreed(row: Contract, on: date) -> list[Quote]:
    """How many goals are reached; then the goals agreed by number, and the others that are reached, one by one."""
    lines, url = lines_of(row, on), reverse("appraisals-contract", args=[row.pk])
    done = sum(line.stand is ItemStand.DONE for line in lines)
    found = [Quote(ReportPart.WORK, f"目标管理责任书{len(lines)}项，已达到{done}项。", url)]
    told = [(line, _goal(line)) for line in lines]
    found += [Quote(ReportPart.WORK, text, f"{url}#item-{line.row.pk}") for line, text in told if text][:_LINES]
    return found


def _goal(line: ContractItemLine) -> str:
    """A goal in a sentence; "" where nothing but an open end could be said. What is a share of what was due is told with
    the duties."""
    word, target = line.row.term.indicator.text, line.row.target
    if target is not None and line.rolled.reached is not None:
        return f"责任目标“{word}”：目标{target}，完成{line.rolled.reached}。"
    return f"责任目标“{word}”：已完成。" if line.node.said else ""
