"""Organisations are found by the pinyin initials of their names."""

from itertools import batched

import django.contrib.postgres.indexes
from django.db import migrations, models

from jishi.kernel.names import initials


def fill(apps, schema_editor):
    organizations = apps.get_model("orgs", "Organization").objects
    for some in batched(organizations.only("name", "short_name").iterator(), 2000):
        for org in some:
            org.initials = f"{initials(org.name)} {initials(org.short_name)}".strip()
        organizations.bulk_update(some, ["initials"])


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="initials",
            field=models.CharField(
                "拼音首字母", blank=True, db_collation="C", default="", editable=False, max_length=170
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="organization",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func("initials", function="public.grams"), name="org_initials_grams"
            ),
        ),
    ]
