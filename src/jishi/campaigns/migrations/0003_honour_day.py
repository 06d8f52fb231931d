from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0002_carriers'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='honour',
            index=models.Index(fields=['-given_on', '-id'], name='honour_by_day'),
        ),
    ]
