"""How many organisations stand below each, counted once here; from then on the services count along."""

import django.db.models.deletion
from django.db import migrations, models

from jishi.orgs.models import REBUILD_BELOW


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
