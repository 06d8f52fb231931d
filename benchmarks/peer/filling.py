"""The peer's tables, made once in the same database and filled from ours."""

from django.db import connection

from benchmarks.peer.models import Duty, Node, Person
from jishi.kernel.db import WEB_ROLE, as_owner

MODELS = (Node, Person, Duty)
FILL = (
    # treebeard's alphabet is the same base 36 in capitals
    """INSERT INTO peer_node (id, path, depth, numchild, name, kind)
    SELECT o.id, upper(o.path), length(o.path) / 4, coalesce(c.many, 0), o.name, o.kind
    FROM orgs_organization o LEFT JOIN (SELECT parent_id, count(*) AS many FROM orgs_organization GROUP BY 1) c ON c.parent_id = o.id""",
    """INSERT INTO peer_person (id, node_id, name, name_key)
    SELECT m.person_id, m.org_id, p.name, m.name_key FROM members_member m JOIN people_person p ON p.id = m.person_id
    WHERE m.org_id IS NOT NULL""",
    """INSERT INTO peer_duty (node_id, rule, period, required, done)
    SELECT org_id, rule_id, period, required, done FROM duties_dutystatus""",
)


def fill() -> None:
    """Make and fill them unless they are there."""
    with as_owner(), connection.cursor() as cursor:
        if Node._meta.db_table in connection.introspection.table_names(cursor):
            return
        with connection.schema_editor() as editor:
            for model in MODELS:
                editor.create_model(model)
        for statement in FILL:
            cursor.execute(statement)
        for model in MODELS:
            cursor.execute(f"ANALYZE {model._meta.db_table}")
            cursor.execute(f"GRANT ALL ON {model._meta.db_table} TO {WEB_ROLE}")
