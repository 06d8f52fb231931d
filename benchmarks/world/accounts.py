"""A few people of the world who can sign in: the first secretary of a branch of ordinary size, and so on upwards."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import connection

from jishi.accounts.models import Account
from jishi.demo.services import PASSWORD
from jishi.people.models import Person

# Login → who: post, kind of organisation, level by the length of the path from below or above.
WHO = {
    "branch": "branch secretary (some 30 members)",
    "leader": "leader of a 党小组",
    "township": "township clerk (组织办干事)",
    "secretary": "township secretary",
    "county": "county department (组织部)",
    "city": "city department (only where there is a city)",
    "province": "province department (only in a province)",
    "member": "a member without a post",
}
MANY = 40  # branch01 … branch40, secretaries of branches all over, for load
_POST = """
SELECT person_id, org_id FROM (
  SELECT h.person_id, h.org_id, o.path, h.id FROM orgs_postheld h JOIN orgs_organization o ON o.id = h.org_id
  WHERE h.post = %s AND o.kind = ANY (%s) AND length(o.path) = %s AND h.person_id <> ALL (%s)
  ORDER BY o.path, h.id LIMIT 200
) AS first
ORDER BY (SELECT count(*) FROM orgs_postheld x WHERE x.person_id = first.person_id), path, id LIMIT 1
"""
_SECRETARIES = """
SELECT h.person_id FROM orgs_postheld h JOIN orgs_organization o ON o.id = h.org_id
WHERE h.post = 'secretary' AND o.kind = 'branch' AND h.person_id <> ALL (%s) AND NOT EXISTS (
  SELECT 1 FROM orgs_postheld x WHERE x.person_id = h.person_id AND x.id <> h.id)
  AND (SELECT count(*) FROM members_member m WHERE m.org_id = o.id) BETWEEN 12 AND 60
ORDER BY hashint8extended(o.id, 5) LIMIT %s
"""
_PLAIN = """
SELECT m.person_id FROM members_member m WHERE NOT EXISTS (SELECT 1 FROM orgs_postheld h WHERE h.person_id = m.person_id)
ORDER BY m.person_id LIMIT 1
"""


def open_accounts(*, now: datetime) -> None:
    """Open them all; the password is the demo's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(path), kind FROM orgs_organization ORDER BY path LIMIT 1")
        [_, top] = cursor.fetchone()
        cursor.execute("SELECT min(length(path)) FROM orgs_organization WHERE kind = 'county_committee'")
        [county] = cursor.fetchone()
        wanted: dict[str, tuple[str, list[str], int]] = {
            "township": ("office_clerk", ["township_committee"], county + 4),
            "secretary": ("secretary", ["township_committee"], county + 4),
            "county": ("org_department", ["county_committee"], county),
            "leader": ("group_leader", ["party_group"], county + 12),
        }
        if top == "party_committee":
            wanted["city"] = ("org_department", ["party_committee"], county - 4)
        if county == 12:
            wanted["province"] = ("org_department", ["party_committee"], 4)
        people: dict[str, int] = {}
        for login, (post, kinds, length) in wanted.items():
            cursor.execute(_POST, [post, kinds, length, list(people.values())])
            if found := cursor.fetchone():
                people[login] = found[0]
        cursor.execute(_SECRETARIES, [list(people.values()), MANY + 1])
        for number, [person] in enumerate(cursor.fetchall()):
            people[f"branch{number:02d}" if number else "branch"] = person
        cursor.execute(_PLAIN)
        people["member"] = cursor.fetchone()[0]
    password = make_password(PASSWORD)
    for login, person in people.items():
        account = Account.objects.create(username=login, password=password, created_at=now)
        Person.objects.filter(pk=person).update(account=account)
