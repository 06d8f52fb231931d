"""Those whom a roster brings and nobody knew: made ready while their rows are judged, written by the database alone."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from jishi.kernel.actor import Act, Actor
from jishi.kernel.bulk import copy_rows
from jishi.kernel.registry import FactsChange
from jishi.kernel.sealing import seal_json
from jishi.members.models import RosterBatch, RosterNewcomer
from jishi.members.queries.matching import OF_MEMBER, Branch, Judged
from jishi.members.rules import MembershipKind, Standing
from jishi.members.rules.roster import Outcome
from jishi.members.services.places import FROM_PERSON, counties_of, other_initials
from jishi.orgs.queries import below, orgs_where
from jishi.orgs.rules import BRANCH_KINDS
from jishi.people import services as people

BROUGHT = "名册导入"
OF_ROSTER = (
    "category", "joined_on", "full_on", "standing", "standing_correction_months", "job", "is_mobile", "mobile_to",
    "is_lost", "lost_on",
)  # fmt: skip
_READY = (
    "batch_id", "number", "org_id", "group_id", *people.OPEN_COLUMNS, *people.SEALED_COLUMNS, "other_initials", *OF_ROSTER,
)  # fmt: skip


def values_of(one: Judged) -> tuple[Any, ...]:
    """What `OF_ROSTER` hold of a new member."""
    said = {name: value for name, (_, value) in one.verdict.changes.items() if name in OF_MEMBER}.get
    return (
        str(said("category")), said("joined_on"), said("full_on"), str(said("standing", Standing.NORMAL)),
        said("standing_correction_months", 0), said("job", ""), said("is_mobile", False), said("mobile_to", ""),
        said("is_lost", False), said("lost_on"),
    )  # fmt: skip


def of_person(one: Judged) -> dict[str, Any]:
    """The changes of a row that belong to the person behind the member."""
    return {n: new for n, (_, new) in one.verdict.changes.items() if n in people.PLAIN or n in people.SEALED}


def make_ready(batch: RosterBatch, judged: Sequence[Judged]) -> None:
    """Keep the rows that bring strangers as they will be written."""
    copy_rows(RosterNewcomer, _READY, (_ready(batch.pk, one) for one in judged if _is_stranger(one)))


def _is_stranger(one: Judged) -> bool:
    return one.verdict.outcome is Outcome.NEW and one.known is None


def _ready(batch_id: int, one: Judged) -> tuple[Any, ...]:
    assert one.org is not None
    new = people.NewPerson(**of_person(one))
    return (
        batch_id, one.reading.number, one.org.pk, one.group_id, *people.open_values(new), *people.sealed_values(new),
        other_initials(new.name) or "{}", *values_of(one),
    )  # fmt: skip


# Whoever is known by now, or whose branch or 党小组 is no more, is left to be judged again. The planner knows nothing of rows
# staged a moment ago and takes them for a handful: every table here can be asked row by row, by a key.
_ARRIVE = """
DROP TABLE IF EXISTS pg_temp.arriving, pg_temp.standing;
CREATE TEMPORARY TABLE standing (branch_id bigint PRIMARY KEY, county_id bigint) ON COMMIT DROP;
INSERT INTO standing SELECT * FROM unnest(%(orgs)s::bigint[], %(counties)s::bigint[]);
CREATE TEMPORARY TABLE arriving ON COMMIT DROP AS
SELECT n.*, c.county_id, CASE WHEN n.joined_on IS NOT NULL THEN least(n.joined_on, %(today)s) END AS opens_on,
  nextval(pg_get_serial_sequence('people_person', 'id')) AS person_id
FROM members_rosternewcomer n JOIN standing c ON c.branch_id = n.org_id
WHERE n.batch_id = %(batch)s AND n.number BETWEEN %(first)s AND %(last)s
  AND (n.group_id IS NULL OR EXISTS (
    SELECT FROM orgs_organization g WHERE g.id = n.group_id AND g.parent_id = n.org_id AND g.ended_on IS NULL))
  AND (n.citizen_id_hash = '' OR NOT EXISTS (
    SELECT FROM people_sealedfields s WHERE s.citizen_id_hash = n.citizen_id_hash AND s.citizen_id_hash <> ''))
  AND NOT EXISTS (SELECT FROM members_member m WHERE m.org_id = n.org_id AND m.name_key = n.name_key)
ORDER BY n.number;
ALTER TABLE arriving ADD PRIMARY KEY (number)
"""
_MEMBER = ", ".join(("org_id", "group_id", "county_id", *FROM_PERSON, *OF_ROSTER))
_WRITE = f"""
INSERT INTO members_member (person_id, {_MEMBER}, version) SELECT person_id, {_MEMBER}, 1 FROM arriving;
INSERT INTO members_membership (member_id, org_id, kind, from_on, reason)
SELECT person_id, org_id, %(formal)s, opens_on, %(brought)s FROM arriving
UNION ALL
SELECT person_id, group_id, %(group)s, opens_on, %(brought)s FROM arriving WHERE group_id IS NOT NULL
"""  # noqa: S608  names of ours
_MARK = """
UPDATE members_rosterrow r SET is_applied = true, undo = %(undo)s, member_id = a.person_id
FROM arriving a WHERE r.batch_id = %(batch)s AND r.number = a.number
"""


def arrive(batch: RosterBatch, first: int, last: int, *, actor: Actor, now: datetime) -> int:
    """Write the strangers of the rows from `first` to `last` who are so still; how many. The others of these rows are
    newcomers no more."""
    counties = _counties(batch, first, last, actor)
    if not counties:
        return 0
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.execute(
            _ARRIVE,
            {
                "batch": batch.pk, "first": first, "last": last, "today": now.date(),
                "orgs": [*counties], "counties": [*counties.values()],
            },
        )  # fmt: skip
        people.add_people_from("arriving", actor=actor, now=now)
        kinds = {"formal": MembershipKind.FORMAL.value, "group": MembershipKind.GROUP.value}
        cursor.execute(_WRITE, kinds | {"brought": BROUGHT})
        cursor.execute(_MARK, {"batch": batch.pk, "undo": undo_of_stranger()})
        written = int(cursor.rowcount)
    RosterNewcomer.objects.filter(batch=batch, number__range=(first, last)).delete()
    return written


def undo_of_stranger() -> bytes:
    """What the undoing needs of somebody nobody knew: that there is nothing to keep."""
    return seal_json({"new": True, "person": None, "versions": [1, 1]})


def _counties(batch: RosterBatch, first: int, last: int, actor: Actor) -> Mapping[int, int]:
    """The county of each branch that newcomers of these rows name and the actor may still import to."""
    named = RosterNewcomer.objects.filter(batch=batch, number__range=(first, last)).values("org_id").distinct()
    branches = orgs_where(actor, Act.ROSTER_IMPORT).filter(
        below(batch.org.path), pk__in=named, ended_on=None, kind__in=BRANCH_KINDS
    )
    return counties_of(Branch(*row) for row in branches.values_list("pk", "path", "name", "kind"))


_SINCE = """
SELECT m.org_id, CASE WHEN bool_and(m.from_on IS NOT NULL) THEN min(m.from_on) END
FROM members_rosterrow r JOIN members_membership m ON m.member_id = r.member_id AND m.kind = %s
WHERE r.batch_id = %s AND r.outcome = 'new' AND r.is_applied GROUP BY m.org_id ORDER BY m.org_id
"""


def facts_of_new(batch: RosterBatch) -> list[FactsChange]:
    """One change for each branch the batch brought somebody to: from the first day on which it looks different."""
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, [MembershipKind.FORMAL.value, batch.pk])
        found: list[tuple[int, date | None]] = cursor.fetchall()
    return [FactsChange(org_id, since) for org_id, since in found]
