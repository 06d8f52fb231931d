"""The audit line: who did what to which object under which post. Append-only by privilege, partitioned by year."""

from django.db import models


class AuditLine(models.Model):
    """One act. `before`/`after` hold the changed fields only; sealed fields say just that they changed."""

    append_only = True

    pk = models.CompositePrimaryKey("at", "seq")
    at = models.DateTimeField("时间")
    seq = models.BigIntegerField("序号", db_default=models.expressions.RawSQL("nextval('audit_line_seq')", []))
    event = models.CharField("事项", max_length=60)
    org_id = models.BigIntegerField("组织", null=True)
    subject_type = models.CharField("对象类别", max_length=40)
    subject_id = models.BigIntegerField("对象编号", null=True)
    subject_name = models.CharField("对象", max_length=200, blank=True)
    account_id = models.BigIntegerField("账号", null=True)
    person_id = models.BigIntegerField("人员", null=True)
    post_id = models.BigIntegerField("职务", null=True)
    actor_name = models.CharField("操作人", max_length=100)
    before = models.JSONField("改前", null=True)
    after = models.JSONField("改后", null=True)
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        managed = False  # partitioned by year: made in migration 0001 by SQL
        db_table = "audit_line"
        default_permissions = ()
        verbose_name = "操作日志"
