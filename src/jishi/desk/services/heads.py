"""Keeping the head counts of 组织生活一览 true: every change pushed through `touched` is counted out where it was counted and
in where it belongs now."""

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction

from jishi.desk.models import COUNT_OWN, REBUILD_HEADS
from jishi.kernel.periods import Period, PeriodKind
from jishi.kernel.registry import Change, FactsChange, HeldChange

# The rows of superiors are locked in path order, as those of the roll-ups are.
_TAKE = """
WITH now AS MATERIALIZED ({count}),
was AS MATERIALIZED (SELECT w.* FROM desk_ownheads w WHERE w.org_id = ANY (%(orgs)s) {quarters}),
gone AS (
  DELETE FROM desk_ownheads d USING was w WHERE d.org_id = w.org_id AND d.quarter = w.quarter
    AND NOT EXISTS (SELECT FROM now n WHERE n.org_id = w.org_id AND n.quarter = w.quarter)
),
kept AS (
  INSERT INTO desk_ownheads AS d (org_id, quarter, sector, line, branches, members, present, expected)
  SELECT org_id, quarter, sector, line, branches, members, present, expected FROM now
  ON CONFLICT (org_id, quarter) DO UPDATE SET sector = excluded.sector, line = excluded.line,
    branches = excluded.branches, members = excluded.members, present = excluded.present, expected = excluded.expected
  WHERE (d.sector, d.line, d.branches, d.members, d.present, d.expected) IS DISTINCT FROM
    (excluded.sector, excluded.line, excluded.branches, excluded.members, excluded.present, excluded.expected)
),
moved AS (
  SELECT unnest(line) AS node, quarter, sector, branches, members, present, expected FROM now
  UNION ALL
  SELECT unnest(line), quarter, sector, -branches, -members, -present, -expected FROM was
),
change AS (
  SELECT node, quarter, sector, sum(branches)::int AS branches, sum(members)::int AS members,
    sum(present)::int AS present, sum(expected)::int AS expected
  FROM moved GROUP BY node, quarter, sector
)
INSERT INTO desk_headsbelow AS h (org_id, quarter, sector, branches, members, present, expected)
SELECT c.node, c.quarter, c.sector, c.branches, c.members, c.present, c.expected
FROM change c JOIN orgs_organization o ON o.id = c.node
WHERE c.branches <> 0 OR c.members <> 0 OR c.present <> 0 OR c.expected <> 0
ORDER BY o.path, c.quarter, c.sector
ON CONFLICT (org_id, quarter, sector) DO UPDATE SET branches = h.branches + excluded.branches,
  members = h.members + excluded.members, present = h.present + excluded.present,
  expected = h.expected + excluded.expected
"""
_OF_ORGS = _TAKE.format(count=COUNT_OWN.format(orgs="o.id = ANY (%(orgs)s)", records=""), quarters="")
# Of what was held on these days only; what is true today stays as it was counted.
_OF_DAYS = _TAKE.format(
    count=COUNT_OWN.format(
        orgs="o.id = ANY (%(orgs)s) AND h.quarter = ANY (%(quarters)s)",
        records="AND v.held_on BETWEEN %(first)s AND %(last)s",
    ),
    quarters="AND w.quarter = ANY (%(quarters)s)",
)


def take_in(changes: Iterable[Change]) -> None:
    """The listener behind `touched`. At most two statements, whatever the number of changes. Two that change one
    organisation at once count one after the other: `duties`, which listens before, has locked it, and a statement sees
    what was committed before it began."""
    batch = list(changes)
    whole = sorted({change.org_id for change in batch if isinstance(change, FactsChange)})
    held = [change for change in batch if isinstance(change, HeldChange) and change.org_id not in set(whole)]
    if not whole and not held:
        return
    with connection.cursor() as cursor:
        if whole:
            cursor.execute(_OF_ORGS, {"orgs": whole})
        if held:
            cursor.execute(_OF_DAYS, {"orgs": sorted({change.org_id for change in held}), **_days(held)})


def _days(held: Iterable[HeldChange]) -> dict[str, list[str] | date]:
    quarters = {Period.containing(PeriodKind.QUARTER, change.held_on) for change in held}
    return {
        "quarters": sorted(quarter.code for quarter in quarters),
        "first": min(quarter.first for quarter in quarters),
        "last": max(quarter.last for quarter in quarters),
    }


@transaction.atomic
def rebuild_heads() -> None:
    """Count everything anew from its sources."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE desk_ownheads IN EXCLUSIVE MODE")
        cursor.execute(REBUILD_HEADS)
