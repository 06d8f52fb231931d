"""How many organisations stand below each, counted once here; from then on the services count along."""

import django.db.models.deletion
from django.db import migrations, models

# As the count stood when the table was made, whatever the models say later.
REBUILD_BELOW = """
DELETE FROM orgs_below;
INSERT INTO orgs_below (org_id, kind, count)
SELECT t.id AS org_id, c.kind, count(*) AS count
FROM orgs_organization c CROSS JOIN generate_series(4, length(c.path) - 4, 4) s(level)
JOIN orgs_organization t ON t.path = left(c.path, s.level)
WHERE c.ended_on IS NULL GROUP BY t.id, c.kind
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
