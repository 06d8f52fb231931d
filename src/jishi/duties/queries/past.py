"""How duties stood on a past day: what had been held and said by then, of what was owed then."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Min, QuerySet

from jishi.duties.models import DutyStatus
from jishi.duties.queries.answer import answering
from jishi.duties.queries.applies import CLAIMS, conditions, written
from jishi.duties.queries.due import UNMET
from jishi.duties.queries.pack import of_regulations, rules_for
from jishi.duties.rules import DueRow, Rule, Tally, spells
from jishi.kernel.periods import Period, PeriodKind
from jishi.kernel.prepared import kept
from jishi.orgs.models import Organization

# What was owed, worked out: of organisations that have ended since. What they owed in the period in which they ended is
# taken from them, and so is not stored.
_WORKED_OUT = """
WITH spell AS MATERIALIZED (<spell>),
chosen AS MATERIALIZED (
  SELECT id, path, sector, duties_from, ended_on FROM orgs_organization WHERE id = ANY (%(orgs)s::bigint[])
),
judged AS MATERIALIZED (<judged>),
placed AS MATERIALIZED (<placed>),
<owed>
"""
# Of those that stand: whether a rule asks for something is judged on the first day of the period, so what is stored was
# owed that day as well. `spell` has only what was not over by then: of that is counted what had been held by the day.
# Whether it was late is known already, as the first to meet it are the same.
_STORED = """
WITH spell AS MATERIALIZED (<spell>),
claims AS MATERIALIZED (SELECT * FROM <each_kind> r),
chosen AS MATERIALIZED (SELECT unnest(%(orgs)s::bigint[]) AS id),
held AS MATERIALIZED (<held>),
running AS MATERIALIZED (
  SELECT s.*, r.n FROM duties_dutystatus s LEFT JOIN spell r ON r.id = s.rule_id AND r.code = s.period
  WHERE s.org_id = ANY (%(orgs)s::bigint[]) AND s.period = ANY (%(codes)s) AND s.rule_id = ANY (%(rule_ids)s)
),
wanted AS (
  SELECT s.org_id, s.rule_id, s.period, s.required, d.done, s.done_late AND d.done >= s.required AS done_late, s.due_on,
    EXISTS (SELECT 1 FROM duties_explanation x
      WHERE x.org_id = s.org_id AND x.rule_id = s.rule_id AND x.period = s.period AND <standing>) AS explained
  FROM running s LEFT JOIN held e ON e.org_id = s.org_id AND e.n = s.n
  CROSS JOIN LATERAL (SELECT CASE WHEN s.n IS NULL THEN s.done ELSE coalesce(e.done, 0) END AS done) d
)
"""


def _both(sql: str) -> tuple[str, str]:
    """The statement on what is stored, and on what is worked out."""
    return (
        written(f"<of_day> {sql}", of_day=_STORED, claims="claims", each_kind=CLAIMS),
        written(f"<of_day> {sql}", of_day=_WORKED_OUT),
    )


_OWED = _both("SELECT org_id, rule_id, period, required, done, done_late, explained, due_on FROM wanted")
_TALLIES = _both("""
SELECT c.key, w.rule_id, w.period, count(*), count(*) FILTER (WHERE w.done >= w.required),
  count(*) FILTER (WHERE w.done >= w.required AND w.done_late),
  count(*) FILTER (WHERE w.done < w.required AND w.explained)
FROM wanted w JOIN unnest(%(orgs)s::bigint[], %(keys)s::text[]) AS c (org_id, key) ON c.org_id = w.org_id
GROUP BY c.key, w.rule_id, w.period""")
_LATE = _both("""
SELECT org_id, count(*), min(due_on) FROM wanted WHERE done < required AND due_on < %(day)s::date GROUP BY org_id""")


# Compiling such a statement takes longer than running it, as for the derivation; and what it joins is small enough to be
# hashed, where the planner, which cannot know that, sorts it by texts. Holds until the transaction ends: outside of one,
# for the statement it is sent with.
_PLANNED = "SELECT set_config('jit', 'off', true), set_config('enable_mergejoin', 'off', true);"


class Owed(NamedTuple):
    """A duty of one organisation in the period with the code `period`, as it stood on a past day."""

    org_id: int
    rule_id: str
    period: str
    required: int
    done: int
    done_late: bool
    explained: bool
    due_on: date

    @property
    def is_met(self) -> bool:
        return self.done >= self.required


def _asked(
    both: tuple[str, str],
    orgs: Iterable[Organization],
    rules: Iterable[Rule],
    periods: Collection[Period],
    day: date,
    key_of: Mapping[int, str] | None = None,
) -> list[Any]:
    """The rows of both statements, each for those of `orgs` that it is for. One query, two where some have ended."""
    asked = sorted(periods, key=lambda p: p.first)
    owed = [spell for spell in spells(rules, asked) if spell.in_force]
    open_yet = [spell for spell in owed if spell.counts_by_year or spell.counts_to >= day]
    codes, rule_ids = [p.code for p in asked], sorted({spell.rule.id for spell in owed})
    stand: list[int] = []
    ended: list[int] = []
    for org in orgs:
        (stand if org.ended_on is None else ended).append(org.pk)
    found: list[Any] = []
    with connection.cursor() as cursor:
        for sql, ids, counted in zip(both, (stand, ended), (open_yet, owed), strict=True):
            if ids and codes:
                keys = [key_of[pk] for pk in ids] if key_of else []
                # Thousands of ids as a text: the driver would go through a list one by one.
                listed = "{" + ",".join(map(str, ids)) + "}"
                given = {"orgs": listed, "keys": keys, "codes": codes, "rule_ids": rule_ids}
                cursor.execute(f"{_PLANNED} {sql}", conditions(counted, day) | given)
                cursor.nextset()
                found += cursor.fetchall()
    return found


def owed_on(orgs: Iterable[Organization], rules: Iterable[Rule], periods: Collection[Period], day: date) -> list[Owed]:
    """What these organisations owed by `rules` in `periods` (begun by `day`), and how far it was met by the end of `day`:
    records held by then, explanations standing then. In no order. One query, two where some have ended since."""
    return [Owed(*row) for row in _asked(_OWED, orgs, rules, periods, day)]


def tallies_on(
    orgs: Iterable[Organization],
    rules: Iterable[Rule],
    periods: Collection[Period],
    day: date,
    key_of: Mapping[int, str],
) -> dict[tuple[str, str, str], Tally]:
    """(key, rule, period) → the sums of `owed_on`, for organisations grouped by the key that `key_of` gives them."""
    found: dict[tuple[str, str, str], Tally] = {}
    for *cell, owing, met, met_late, explained in _asked(_TALLIES, orgs, rules, periods, day, key_of):
        key = tuple(cell)
        found[key] = found.get(key, Tally()) + Tally(owing=owing, met=met, met_late=met_late, explained=explained)
    return found


@kept
def _stored_late(*, org_ids: list[int], codes: list[str]) -> QuerySet[DutyStatus, Any]:
    found = DutyStatus.objects.filter(UNMET, of_regulations(), org_id__any=org_ids, period__any=codes)
    return (
        found.values("org_id")
        .annotate(n=Count("pk"), since=Min("due_on"))
        .order_by()
        .values_list("org_id", "n", "since")
    )


def late_on(orgs: Collection[Organization], rules: Iterable[Rule], periods: Collection[Period], day: date) -> list[int]:
    """Those of these organisations that had duties of the regulations past their day and not held, explained or not: who
    had most first, then who waited longest. Of `periods`, what is asked more than once a year is read from what is stored
    where it was over by then, for what is held later does not fill it. Three queries at most."""
    stand = [org.pk for org in orgs if org.ended_on is None]
    over = [p.code for p in periods if p.kind is not PeriodKind.YEAR and p.last < day]
    found = {pk: (n, since) for pk, n, since in _stored_late(org_ids=stand, codes=over)}
    years = [p for p in periods if p.kind is PeriodKind.YEAR]
    ended = [org for org in orgs if org.ended_on is not None]
    known = [rule for rule in rules if not rule.is_scoped]
    for some, asked in ((orgs, years), (ended, [p for p in periods if p not in years])):
        for org_id, n, since in _asked(_LATE, some, known, asked, day):
            before, earliest = found.get(org_id, (0, since))
            found[org_id] = before + n, min(earliest, since)
    return sorted(found, key=lambda pk: (-found[pk][0], found[pk][1], pk))


def rows_on(
    owed: Collection[Owed],
    orgs: Mapping[int, Organization],
    day: date,
    *,
    names: Mapping[int, str],
    kinds: Mapping[int, str],
) -> list[DueRow]:
    """What was owed as rows, with the person who answered then; `names` and `kinds` are those of the day. In the order
    given. One query, two with duties that a level had laid."""
    rules = rules_for({one.rule_id for one in owed})
    owners = answering(((one.org_id, one.rule_id) for one in owed), day, rules=rules)
    rows = []
    for one in owed:
        org, owner = orgs[one.org_id], owners[one.org_id, one.rule_id]
        rows.append(
            DueRow(
                org_id=org.pk,
                org_code=org.code,
                org_name=names[org.pk],
                org_path=org.path,
                org_kind=kinds[org.pk],
                sector=org.sector,
                rule=rules[one.rule_id],
                period=Period.parse(one.period),
                required=one.required,
                done=one.done,
                done_late=one.done_late,
                explained=one.explained,
                due_on=one.due_on,
                on=day,
                owner=owner.name if owner else None,
                owner_id=owner.person_id if owner else None,
                owner_by=owner.words if owner else "",
            )
        )
    return rows
