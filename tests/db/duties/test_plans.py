"""What a record costs does not grow with the province: its derivation is planned once and reads by keys."""

from datetime import date, datetime

import pytest
from django.db import connection

from jishi.duties import services
from jishi.duties.queries import rules_met_by
from jishi.duties.services.derive import _params
from jishi.duties.services.evidence import COUNT_AGAIN
from jishi.duties.services.sql import DERIVE
from jishi.kernel.periods import periods_of
from tests.builders import Cast
from tests.db.duties.acts import held

ON = date(2026, 11, 3)
LARGE = ["duties_dutystatus", "duties_rollup", "duties_evidence", "members_membership", "members_member", "orgs_term",
         "orgs_postheld", "orgs_placement", "orgs_organization"]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("statement", [DERIVE, COUNT_AGAIN])
def test_one_record_reads_no_large_table_whole(statement: str, cast: Cast) -> None:
    services.open_periods(ON)
    rules = rules_met_by({"theme_party_day", "branch_committee_meeting"}, ON, ON)
    params = _params(periods_of(ON), rules, only=True) | {"orgs": [cast.branch.pk]}
    with connection.cursor() as cursor:
        # So few rows are here that reading all of them is cheapest; asked not to, it must find a key for each.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {statement}", params)
        plan = "\n".join(line for [line] in cursor.fetchall())
    assert [table for table in LARGE if f"Seq Scan on {table} " in plan] == []


@pytest.mark.django_db
def test_the_second_record_is_not_planned_again(cast: Cast, now: datetime) -> None:
    services.open_periods(ON)
    for day in (3, 4, 5):
        held(cast.branch, "theme_party_day", date(2026, 11, day))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%duties_dutystatus%' AND NOT ltrim(statement, '(') LIKE 'SELECT%'"
        )
        plans = cursor.fetchall()
    assert {custom for _, custom in plans} == {0}
    assert max(generic for generic, _ in plans) >= 3
