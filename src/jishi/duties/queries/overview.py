"""The township's numbers, and the organisations behind each of them."""

from collections.abc import Sequence
from datetime import date

from django.db.models import F, Q, QuerySet

from jishi.duties.models import DutyStatus, RollUp
from jishi.duties.queries.due import UNMET, rows_of
from jishi.duties.queries.pack import of_regulations, rules_for
from jishi.duties.rules import DueRow, OverviewCell, Tally
from jishi.kernel.jobs import is_waiting
from jishi.kernel.periods import Period
from jishi.orgs.models import Organization
from jishi.orgs.queries import below

RECOUNT = "duties.recount"  # the job behind what an issuer asks of very many
RECOUNT_OF = "duties.recount_of"  # the job behind what changed in very many
CELL_STATES = {
    "": Q(),
    "met": Q(done__gte=F("required")),
    "met_late": Q(done__gte=F("required"), done_late=True),
    "unmet": UNMET,
    "explained": UNMET & Q(explained=True),
    "open": UNMET & Q(explained=False),
}


def recounting() -> str:
    """What a page says while what was asked of very many, or changed in them, is still being worked out; else nothing.
    One query."""
    if is_waiting(RECOUNT, RECOUNT_OF):
        return "涉及的组织多，正在重算；算完以前，下级的待办和一览还是原来的。"
    return ""


def overview(
    org: Organization, periods: Sequence[Period], *, sectors: Sequence[str] = (), rules: Sequence[str] = ()
) -> list[OverviewCell]:
    """Per sector × rule × period, how many organisations at `org` and below owe, have met, have explained; and their
    sum under sector "". Duties of the regulations, unless `rules` names others. One query. An organisation without any below it has no roll-up: no cells."""
    found = RollUp.objects.filter(org_id=org.pk, period__in=[p.code for p in periods])
    found = found.filter(rule_id__in=rules) if rules else found.filter(of_regulations())
    if sectors:
        found = found.filter(sector__in=sectors)
    cells: dict[tuple[str, str, str], Tally] = {}
    for row in found:
        tally = Tally(owing=row.owing, met=row.met, met_late=row.met_late, explained=row.explained)
        for sector in (row.sector, ""):
            key = (sector, row.rule_id, row.period)
            cells[key] = cells.get(key, Tally()) + tally
    known = rules_for({rule_id for _, rule_id, _ in cells})
    return [
        OverviewCell(sector=sector, rule=known[rule_id], period=Period.parse(period), tally=tally)
        for (sector, rule_id, period), tally in sorted(
            cells.items(), key=lambda item: (item[0][0], known[item[0][1]].order, item[0][2])
        )
    ]


def overview_statuses(
    org: Organization, *, rule: str, period: str, state: str = "", sector: str = ""
) -> QuerySet[DutyStatus]:
    """The duties behind one number of the overview; `state` is a key of CELL_STATES. Agrees with it to the unit."""
    found = DutyStatus.objects.filter(
        below(org.path, field="org__path"), CELL_STATES[state], rule_id=rule, period=period
    )
    return found.filter(org__sector=sector) if sector else found


def overview_orgs(
    org: Organization, *, rule: str, period: str, on: date, state: str = "", sector: str = ""
) -> list[DueRow]:
    """The organisations behind one number of the overview, by tree. Two queries."""
    return rows_of(overview_statuses(org, rule=rule, period=period, state=state, sector=sector), on=on)
