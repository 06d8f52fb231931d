"""Whether a world obeys the laws that every verb keeps: derived is what a rebuild gives, heads are counted."""

from datetime import date, datetime

from django.db import connection

from jishi.duties import services as duties
from jishi.kernel.actor import operator
from jishi.kernel.clock import ZONE
from jishi.members import services as members

_COUNTED = """
SELECT count(*) FROM activities_activity a JOIN (
  SELECT activity_id, count(*) AS e, count(*) FILTER (WHERE is_present) AS p, count(*) FILTER (WHERE is_voter) AS v,
         count(*) FILTER (WHERE is_voter AND is_present) AS w
  FROM activities_attendance GROUP BY activity_id) c ON c.activity_id = a.id
WHERE (a.expected, a.present, a.voters_expected, a.voters_present) IS DISTINCT FROM (c.e, c.p, c.v, c.w)
"""
_UNEXPECTED = """
SELECT count(*) FROM activities_attendance t JOIN activities_activity a ON a.id = t.activity_id
WHERE NOT EXISTS (SELECT 1 FROM members_membership s WHERE s.member_id = t.member_id AND s.org_id = a.org_id
    AND (s.from_on IS NULL OR s.from_on <= t.held_on) AND (s.to_on IS NULL OR s.to_on > t.held_on))
  AND NOT EXISTS (SELECT 1 FROM orgs_postheld h WHERE h.person_id = t.member_id AND h.org_id = a.org_id AND h.from_on <= t.held_on)
"""
_DERIVED = ("duties_dutystatus", "duties_rollup", "duties_counted")


def wrong(today: date) -> dict[str, int]:
    """Rows that break a law, by law: all must be 0. Walks every member in Python: for small worlds."""
    found = {}
    with connection.cursor() as cursor:
        for name, sql in (("heads not as counted", _COUNTED), ("attendance of strangers", _UNEXPECTED)):
            cursor.execute(sql)
            [found[name]] = cursor.fetchone()
        for table in _DERIVED:
            cursor.execute(f"CREATE TEMP TABLE before_{table} AS SELECT * FROM {table}")
    now = datetime(today.year, today.month, today.day, 9, tzinfo=ZONE)
    found["members not as derived"] = members.recompute(actor=operator(), now=now)
    duties.rebuild()
    with connection.cursor() as cursor:
        for table in _DERIVED:
            cursor.execute(
                f"SELECT count(*) FROM ((TABLE {table} EXCEPT TABLE before_{table}) UNION ALL"
                f" (TABLE before_{table} EXCEPT TABLE {table})) x"
            )
            [found[f"{table} not as rebuilt"]] = cursor.fetchone()
            cursor.execute(f"DROP TABLE before_{table}")
    return found
