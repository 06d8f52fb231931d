"""What has been said about duties: explanations, statements, windows; and a rule with those who are under it."""

from datetime import date

from django.db.models import Q, QuerySet

from jishi.duties.models import DutyStatus, Explanation, Statement, Window
from jishi.duties.queries.due import begun_periods, rows_of
from jishi.duties.rules import DueRow, Rule
from jishi.files.models import File
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import Page, bounded, keyset
from jishi.kernel.periods import Period, PeriodKind
from jishi.orgs.models import Organization
from jishi.orgs.queries import Offer, get_org, offered, org_ids_where, orgs_where
from jishi.orgs.rules import ancestors


def standing_explanation(org_id: int, rule_id: str, period: str) -> Explanation | None:
    """The explanation that stands beside a duty, if there is one."""
    return Explanation.objects.filter(org_id=org_id, rule_id=rule_id, period=period, withdrawn_at=None).first()


def statements_of(row: DueRow) -> list[Statement]:
    """The statements that count for this duty, latest first."""
    yearly = row.period.kind is PeriodKind.YEAR
    counts = Q(year=row.period.year) if yearly else Q(held_on__range=(row.period.first, row.period.last))
    found = Statement.objects.filter(counts, org_id=row.org_id, rule_id=row.rule.id, withdrawn_at=None)
    return list(found.select_related("paper").order_by("-held_on", "-pk"))


def get_paper(actor: Actor, act: Act, statement_id: int) -> File:
    """The one door to the paper of a statement: the organisation's own door. No paper looks like no statement."""
    found = Statement.objects.select_related("paper").get(pk=statement_id)
    get_org(actor, act, found.org_id)
    if found.paper is None:
        raise File.DoesNotExist
    return found.paper


def windows_where(actor: Actor, act: Act) -> QuerySet[Window]:
    """The windows issued by organisations within the actor's reach for `act`."""
    return Window.objects.filter(issuer_id__in=org_ids_where(actor, act))


def windows_for(actor: Actor, year: int) -> QuerySet[Window]:
    """The windows of `year` that the actor may change, and those of the superiors above them, nearest the top first."""
    above = {path for span, _ in actor.spans(Act.WINDOW_SET) for path in ancestors(span)}
    mine = Q(issuer_id__in=org_ids_where(actor, Act.WINDOW_SET))
    found = Window.objects.filter(mine | Q(issuer__path__in=above), year=year)
    return found.select_related("issuer").order_by("issuer__path", "closes_on", "pk")


def get_window(actor: Actor, act: Act, window_id: int) -> Window:
    """The one door to a window. Out of the issuer's reach looks like missing."""
    return windows_where(actor, act).select_related("issuer").get(pk=window_id)


def issuers(actor: Actor, act: Act, *asked: str, find: str = "") -> Offer:
    """The organisations that may issue a notice in the actor's hands (`act`: WINDOW_SET, or SETTING for a usual practice):
    those with others below them, as a form offers them (`orgs.queries.offered`)."""
    inner = Organization.objects.exclude(parent=None).values("parent_id")
    return offered(orgs_where(actor, act).filter(pk__in=inner, ended_on=None), *asked, find=find)


def current_period(rule: Rule, on: date) -> Period | None:
    """The opened period of this rule that contains `on`; None before it has been opened."""
    return next((p for p in begun_periods(on) if p.kind is rule.period and p.contains(on)), None)


def under_rule(actor: Actor, rule: Rule, *, on: date, at: str = "") -> Page[DueRow]:
    """A page of the organisations in the actor's reach that owe `rule` in the period of `on`, as duties, by tree."""
    period = current_period(rule, on)
    code = period.code if period else ""
    owed = DutyStatus.objects.filter(rule_id=rule.id, period=code, org_id__in=org_ids_where(actor, Act.VIEW))
    found = keyset(owed.select_related("org"), keys=["org__path"], at=at, total=bounded(owed))
    ids = [status.org_id for status in found.rows]
    rows = rows_of(DutyStatus.objects.filter(rule_id=rule.id, period=code, org_id__in=ids), on=on)
    return Page(rows=rows, next=found.next, previous=found.previous, total=found.total)
