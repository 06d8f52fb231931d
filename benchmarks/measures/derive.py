"""What keeping the derived tables true costs: a month opened, a record, a move, everything anew."""

import itertools
from collections.abc import Callable
from datetime import date

from benchmarks.ground import World
from benchmarks.measure import Case, measure, rows
from jishi.duties import services
from jishi.duties.queries import due_rows
from jishi.kernel.periods import Period, PeriodKind
from jishi.kernel.registry import EvidenceChange, touched
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization
from jishi.orgs.rules import STEP

_AGAIN = """INSERT INTO duties_dutystatus (org_id, rule_id, period, required, done, done_late, explained, due_on)
SELECT org_id, rule_id, %s, required, 0, false, false, due_on FROM duties_dutystatus WHERE period = %s"""
_BELOW = """INSERT INTO duties_rollup (org_id, rule_id, period, sector, owing, met, met_late, explained)
SELECT org_id, rule_id, %s, sector, owing, 0, 0, 0 FROM duties_rollup WHERE period = %s"""


def _months(world: World) -> tuple[Period, Period]:
    """This month and the next, which nobody has opened."""
    month = Period.containing(PeriodKind.MONTH, world.today)
    return month, month.next()


@measure("a month opened for everybody")
def opening(world: World) -> Case:
    month, fresh = _months(world)
    return Case(
        ours=lambda: services.open_periods(fresh.first),
        least=lambda: rows(_AGAIN, [fresh.code, month.code]),
        note="least: INSERT … SELECT of last month's duties under the new month; no roll-ups, nothing judged",
        turns=5,
        undone=True,
    )


def _checked(run: Callable[[], object]) -> Callable[[], object]:
    """`run` with what a commit costs beside the disk: its foreign keys looked up."""

    def checked() -> object:
        found = run()
        rows("SET CONSTRAINTS ALL IMMEDIATE")
        return found

    return checked


@measure("a month opened, foreign keys checked")
def opening_whole(world: World) -> Case:
    month, fresh = _months(world)
    return Case(
        ours=_checked(lambda: services.open_periods(fresh.first)),
        least=_checked(
            lambda: (rows(_AGAIN, [fresh.code, month.code]), rows(_BELOW, [fresh.code, month.code])),
        ),
        note="least: the bare INSERT … SELECT of the same rows into both tables; both with the foreign keys a commit looks up",
        turns=5,
        undone=True,
    )


@measure("a month opened, beside both tables")
def opening_both(world: World) -> Case:
    month, fresh = _months(world)
    return Case(
        ours=lambda: services.open_periods(fresh.first),
        least=lambda: (rows(_AGAIN, [fresh.code, month.code]), rows(_BELOW, [fresh.code, month.code])),
        note="least: the same with an INSERT … SELECT of last month's roll-ups",
        turns=5,
        undone=True,
    )


@measure("all derived tables made anew")
def anew(world: World) -> Case:
    return Case(
        ours=services.rebuild,
        least=lambda: rows(
            "SELECT count(*), sum(required) FROM duties_dutystatus, duties_openperiod WHERE period = code"
        ),
        note="least: every duty read once; what is right already is not written",
        turns=1,
        undone=True,
    )


@measure("one record derived")
def one_record(world: World) -> Case:
    branch = world.node("branch")
    day, number = world.today, itertools.count(10**9)
    month = Period.containing(PeriodKind.MONTH, day)
    above = [branch.path[:end] for end in range(STEP, len(branch.path), STEP)]

    def change() -> EvidenceChange:
        return EvidenceChange(branch.pk, "theme_party_day", day, day.year, day, ("benchmark", next(number)))

    def least() -> None:
        rows(
            "INSERT INTO duties_evidence (org_id, kind, held_on, year, recorded_on, source_kind, source_id)"
            " VALUES (%s, 'theme_party_day', %s, %s, %s, 'benchmark', %s)",
            [branch.pk, day, day.year, day, next(number)],
        )
        key = ["theme_party_day_monthly", month.code]
        rows(
            "UPDATE duties_dutystatus SET done = done + 1 WHERE org_id = %s AND rule_id = %s AND period = %s",
            [branch.pk, *key],
        )
        rows(
            "UPDATE duties_rollup SET met = met + 1 WHERE org_id IN (SELECT id FROM orgs_organization WHERE path = ANY (%s))"
            " AND rule_id = %s AND period = %s AND sector = %s",
            [above, *key, branch.sector],
        )

    return Case(
        ours=lambda: touched([change()]),
        least=least,
        note="least: the record's claim, one duty and the roll-ups above it written by their keys",
        undone=True,
    )


@measure("due list of a branch")
def due(world: World) -> Case:
    branch = world.node("branch")
    codes = [period.code for period in world.periods]
    return Case(
        ours=lambda: due_rows([branch.pk], on=world.today),
        least=lambda: rows(
            "SELECT * FROM duties_dutystatus WHERE org_id = %s AND (period = ANY (%s) OR done < required)",
            [branch.pk, codes],
        ),
        note="least: the same duties by key, without the person who answers",
    )


@measure("a subtree moved")
def moved(world: World) -> Case | None:
    """The largest that has somewhere to go: a county in a province, a township in a city."""
    for kind in ("county_committee", "township_committee", "general_branch"):
        found = list(Organization.objects.filter(kind=kind, ended_on=None).exclude(parent=None).order_by("path"))
        if found and (other := next((o.parent for o in reversed(found) if o.parent_id != found[0].parent_id), None)):
            break
    else:
        return None
    subtree = [found[0].path, found[0].path + "~"]
    size = rows("SELECT count(*) FROM orgs_organization WHERE path >= %s AND path < %s", subtree)[0][0]
    return Case(
        ours=lambda: orgs.move(
            org=found[0], parent=other, on=date(world.today.year, world.today.month, 1), basis="批复",
            actor=world.operator, now=world.now,
        ),
        least=lambda: rows(
            "UPDATE orgs_organization SET path = 'zzzz' || path WHERE path >= %s AND path < %s", subtree
        ),
        note=f"{size} organisations; least: their paths rewritten, no duty and no roll-up followed",
        turns=3,
        undone=True,
    )  # fmt: skip
