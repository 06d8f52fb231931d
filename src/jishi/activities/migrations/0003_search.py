"""Records are found by a piece of their title."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0002_partitions")]

    operations = [
        migrations.AddIndex(
            model_name="activity",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func("title", function="public.grams"), name="activity_title_grams"
            ),
        ),
    ]
