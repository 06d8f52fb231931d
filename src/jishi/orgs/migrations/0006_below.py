"""How many organisations stand below each, kept by the database itself with every statement that changes one."""

import django.db.models.deletion
from django.db import migrations, models

from jishi.orgs.models import REBUILD_BELOW

# `was` and `now` are the rows of the statement; whoever stood above a row is found by its path among the rows of then
# (those the statement changed as they were, the others as they are) or of now.
MINUS = """
  SELECT t.id AS org_id, c.kind, -1 AS n
  FROM was c CROSS JOIN generate_series(4, length(c.path) - 4, 4) s(level)
  JOIN LATERAL (
    SELECT w.id FROM was w WHERE w.path = left(c.path, s.level)
    UNION ALL
    SELECT o.id FROM orgs_organization o
    WHERE o.path = left(c.path, s.level) AND NOT EXISTS (SELECT 1 FROM was w WHERE w.id = o.id)
  ) t ON true
  WHERE c.ended_on IS NULL"""
PLUS = """
  SELECT o.id AS org_id, c.kind, 1 AS n
  FROM now c CROSS JOIN generate_series(4, length(c.path) - 4, 4) s(level)
  JOIN orgs_organization o ON o.path = left(c.path, s.level)
  WHERE c.ended_on IS NULL"""
ADD = """
  INSERT INTO orgs_below (org_id, kind, count)
  SELECT org_id, kind, sum(n) FROM ({rows}) changed GROUP BY org_id, kind HAVING sum(n) <> 0 ORDER BY org_id, kind
  ON CONFLICT (org_id, kind) DO UPDATE SET count = orgs_below.count + excluded.count;
"""
# Most updates change neither place, kind nor end: they cost one look at their own rows.
COUNTING = f"""
CREATE FUNCTION orgs_count_below() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN {ADD.format(rows=PLUS)}
  ELSIF TG_OP = 'DELETE' THEN
    {ADD.format(rows=MINUS)}
  ELSIF EXISTS (
    SELECT 1 FROM was JOIN now USING (id)
    WHERE was.path <> now.path OR was.kind <> now.kind OR was.ended_on IS DISTINCT FROM now.ended_on
  ) THEN {ADD.format(rows=MINUS + " UNION ALL " + PLUS)}
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER below_of_new AFTER INSERT ON orgs_organization
  REFERENCING NEW TABLE AS now FOR EACH STATEMENT EXECUTE FUNCTION orgs_count_below();
CREATE TRIGGER below_of_changed AFTER UPDATE ON orgs_organization
  REFERENCING OLD TABLE AS was NEW TABLE AS now FOR EACH STATEMENT EXECUTE FUNCTION orgs_count_below();
CREATE TRIGGER below_of_gone AFTER DELETE ON orgs_organization
  REFERENCING OLD TABLE AS was FOR EACH STATEMENT EXECUTE FUNCTION orgs_count_below();
"""


class Migration(migrations.Migration):
    dependencies = [("orgs", "0005_contact")]

    operations = [
        migrations.CreateModel(
            name="Below",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "org_id", "kind", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(db_collation="C", max_length=30, verbose_name="组织类别")),
                ("count", models.IntegerField(verbose_name="下级组织数")),
                (
                    "org",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orgs.organization",
                        verbose_name="党组织",
                    ),
                ),
            ],
            options={"verbose_name": "下级组织数", "default_permissions": ()},
        ),
        migrations.RunSQL(
            COUNTING,
            "DROP FUNCTION orgs_count_below() CASCADE",
        ),
        migrations.RunSQL(REBUILD_BELOW, migrations.RunSQL.noop),
        # Only the way back from an organisation to its terms is new; no column changes.
        migrations.AlterField(
            model_name="term",
            name="org",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="terms",
                to="orgs.organization",
                verbose_name="党组织",
            ),
        ),
    ]
