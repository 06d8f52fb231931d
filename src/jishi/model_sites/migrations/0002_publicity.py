"""A batch is shown in a 公示 of `notices`, like everything else: what was kept beside the batch moves there. Of old rows the
day of the result was not kept: it stands as the latest it can have been. An application marks itself point by point; a
plaque has the day it was given and the day it came back."""

import django.db.models.deletion
from django.db import migrations, models

MOVE = """
INSERT INTO notices_publicity
    (issuer_id, title, text, shown_where, contact, from_on, to_on, conclusion, concluded_on, at, by, submission)
SELECT n.org_id, left(p.title || n.batch, 90) || '拟命名名单公示',
    '拟命名：' || COALESCE((
        SELECT string_agg(o.name, '、' ORDER BY s.category_id, o.path)
        FROM model_sites_site s JOIN orgs_organization o ON o.id = s.org_id WHERE s.naming_id = n.id
    ), ''),
    n.public_where, left(host.name, 120), n.public_from, n.public_to,
    CASE n.result WHEN 'none' THEN '没有收到反映' WHEN 'settled' THEN '收到反映，已核实，不影响命名'
        WHEN 'changed' THEN '收到反映，名单已调整' ELSE '' END,
    CASE WHEN n.result <> '' THEN GREATEST(COALESCE(n.decided_on, CURRENT_DATE), n.public_to + 1) END,
    (n.public_from + TIME '08:00') AT TIME ZONE 'Asia/Shanghai', '原有记录', md5('naming' || n.id)::uuid
FROM model_sites_naming n
JOIN model_sites_programme p ON p.id = n.programme_id
JOIN orgs_organization host ON host.id = n.org_id
WHERE n.public_to IS NOT NULL;

UPDATE model_sites_naming n SET publicity_id = shown.id
FROM notices_publicity shown WHERE shown.submission = md5('naming' || n.id)::uuid;

INSERT INTO notices_objection (publicity_id, "on", text, answer, answered_on, is_upheld, at, by)
SELECT shown.id, shown.to_on, n.objections, shown.conclusion, shown.concluded_on, n.result = 'changed', shown.at, shown.by
FROM model_sites_naming n JOIN notices_publicity shown ON shown.id = n.publicity_id
WHERE n.objections <> '';

SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("model_sites", "0001_initial"),
        ("notices", "0003_publicity"),
        ("orgs", "0008_post_intervals"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="naming", name="named_after_its_publicity"),
        migrations.RemoveConstraint(model_name="naming", name="list_is_shown_before_it_is_not"),
        migrations.RemoveConstraint(model_name="naming", name="objections_are_answered"),
        migrations.RenameField(model_name="naming", old_name="publicity", new_name="result"),
        migrations.AddField(
            model_name="naming",
            name="publicity",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="notices.publicity",
                verbose_name="公示",
            ),
        ),
        migrations.RunSQL(MOVE),
        migrations.AddField(
            model_name="site", name="own_marks", field=models.JSONField(default=list, verbose_name="逐条自评")
        ),
        migrations.AddField(
            model_name="site", name="plaque_on", field=models.DateField(null=True, verbose_name="授牌日期")
        ),
        migrations.AddField(
            model_name="site", name="plaque_back_on", field=models.DateField(null=True, verbose_name="收回牌匾日期")
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("plaque_back_on", None),
                    models.Q(("plaque_back_on__gte", models.F("plaque_on")), ("plaque_on__isnull", False)),
                    _connector="OR",
                ),
                name="a_plaque_goes_out_before_it_comes_back",
                violation_error_message="收回牌匾不能早于授牌",
            ),
        ),
        migrations.RemoveField(model_name="naming", name="objections"),
        migrations.RemoveField(model_name="naming", name="public_from"),
        migrations.RemoveField(model_name="naming", name="public_to"),
        migrations.RemoveField(model_name="naming", name="public_where"),
        migrations.RemoveField(model_name="naming", name="result"),
        migrations.AddConstraint(
            model_name="naming",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_on", None),
                    models.Q(models.Q(("number", ""), _negated=True), ("publicity__isnull", False)),
                    _connector="OR",
                ),
                name="a_naming_was_public",
                violation_error_message="公示以后才能命名，并要有文号",
            ),
        ),
    ]
