"""How duties stood on a past day: what had been held and said by then, of what was owed then. Never from what is stored."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db import connection, transaction

from jishi.duties.queries.answer import answering
from jishi.duties.queries.applies import conditions, written
from jishi.duties.queries.pack import rules_between
from jishi.duties.rules import DueRow, spells
from jishi.kernel.periods import Period
from jishi.orgs.models import Organization

_ON_DAY = written("""
WITH spell AS MATERIALIZED (<spell>),
chosen AS MATERIALIZED (
  SELECT id, path, sector, duties_from, ended_on FROM orgs_organization WHERE id = ANY (%(orgs)s)
),
judged AS MATERIALIZED (<judged>),
placed AS MATERIALIZED (<placed>),
<owed>
SELECT org_id, rule_id, period, required, done, done_late, explained, due_on FROM wanted
""")


def rows_on(
    orgs: Mapping[int, Organization],
    periods: Collection[Period],
    day: date,
    *,
    names: Mapping[int, str],
    kinds: Mapping[int, str],
) -> list[DueRow]:
    """What these organisations owed in `periods` and how far it was met by the end of `day`: records held by then,
    explanations standing then, the person who answered then. `names` and `kinds` are those of the day. By tree, then by
    day. Three queries, whatever the number."""
    asked = sorted(periods, key=lambda p: p.first)
    rules = {rule.id: rule for rule in rules_between(asked[0].first, max(p.last for p in asked))}
    owed = [spell for spell in spells(rules.values(), asked) if spell.in_force]
    with transaction.atomic(), connection.cursor() as cursor:
        # As for the derivation: compiling such a statement takes longer than running it.
        cursor.execute("SELECT set_config('jit', 'off', true)")
        cursor.execute(_ON_DAY, conditions(owed, day) | {"orgs": list(orgs)})
        found: Sequence[tuple[int, str, str, int, int, bool, bool, date]] = cursor.fetchall()
    owners = answering(((org_id, rule_id) for org_id, rule_id, *_ in found), day, rules=rules)
    by_code = {period.code: period for period in asked}
    rows = []
    for org_id, rule_id, code, required, done, done_late, explained, due_on in found:
        org, owner = orgs[org_id], owners[org_id, rule_id]
        rows.append(
            DueRow(
                org_id=org_id,
                org_code=org.code,
                org_name=names.get(org_id) or org.name,
                org_path=org.path,
                org_kind=kinds.get(org_id, org.kind),
                sector=org.sector,
                rule=rules[rule_id],
                period=by_code[code],
                required=required,
                done=done,
                done_late=done_late,
                explained=explained,
                due_on=due_on,
                on=day,
                owner=owner.name if owner else None,
                owner_id=owner.person_id if owner else None,
                owner_by=owner.words if owner else "",
            )
        )
    return sorted(rows, key=lambda r: (r.org_path, r.due_on, r.rule.order, r.period.first))
