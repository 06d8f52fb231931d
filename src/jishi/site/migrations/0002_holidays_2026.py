"""The table of 2026, from the State Council's notice of 4 November 2025."""

from datetime import date, timedelta

from django.db import migrations

BASIS = "国务院办公厅关于2026年部分节假日安排的通知（2025年11月4日）"
REST = (
    ("元旦", (1, 1), (1, 3)), ("春节", (2, 15), (2, 23)), ("清明节", (4, 4), (4, 6)), ("劳动节", (5, 1), (5, 5)),
    ("端午节", (6, 19), (6, 21)), ("中秋节", (9, 25), (9, 27)), ("国庆节", (10, 1), (10, 7)),
)
WORK = (("元旦", (1, 4)), ("春节", (2, 14)), ("春节", (2, 28)), ("劳动节", (5, 9)), ("国庆节", (9, 20)), ("国庆节", (10, 10)))


def fill(apps, schema_editor):
    Holiday = apps.get_model("site", "Holiday")
    rows = []
    for name, first, last in REST:
        day, end = date(2026, *first), date(2026, *last)
        while day <= end:
            rows.append(Holiday(day=day, kind="rest", name=name, basis=BASIS))
            day += timedelta(days=1)
    rows += [Holiday(day=date(2026, *day), kind="work", name=name, basis=BASIS) for name, day in WORK]
    # Run again on a table that somebody has filled, it changes nothing.
    Holiday.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("site", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
