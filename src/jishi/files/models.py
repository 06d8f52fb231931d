"""Uploaded files: checked by content, stored under their hash, served only through the page of what they belong to.
Files made in the background: sealed, for the one person who asked, gone after some days."""

from django.db import models
from django.db.models import Q

from jishi.files.rules import AT_WORK, DownloadState


class File(models.Model):
    """One upload. The bytes lie in FILES_DIR under `sha256`; equal files share them."""

    name = models.CharField("文件名", max_length=150)
    sha256 = models.CharField("校验码", max_length=64, db_index=True)
    size = models.BigIntegerField("字节数")
    content_type = models.CharField("类型", max_length=80)
    uploaded_by = models.CharField("上传人", max_length=100)
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        default_permissions = ()
        verbose_name = "附件"


class Download(models.Model):
    """A file made in the background for one account: which job makes it, out of what (`asked`, sealed: filters may name
    a person), how far it is, and where the sealed bytes lie (`place`). `rights` marks the reach under which it was asked
    for; the row and its bytes are purged some days after."""

    account_id = models.BigIntegerField("账号")
    maker = models.CharField("申请人", max_length=100)
    org_id = models.BigIntegerField("党组织", null=True)
    job = models.CharField("任务", max_length=60)
    title = models.CharField("文件", max_length=150)
    asked = models.BinaryField("条件")
    key = models.CharField("条件标记", max_length=64)
    acts = models.JSONField("所需权限", default=list)
    rights = models.CharField("权限标记", max_length=64)
    state = models.CharField("状态", max_length=10, choices=DownloadState.choices(), default=DownloadState.WAITING)
    attempt = models.IntegerField("第几次", default=0)
    done = models.IntegerField("已完成", default=0)
    total = models.IntegerField("总数", default=0)
    doing = models.CharField("正在做", max_length=200, blank=True)
    asked_at = models.DateTimeField("申请时间")
    beat_at = models.DateTimeField("最近进展")
    finished_at = models.DateTimeField("完成时间", null=True)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    ending = models.CharField("类型", max_length=10, blank=True)
    size = models.BigIntegerField("字节数", default=0)
    place = models.CharField("存放", max_length=40, blank=True)
    note = models.TextField("说明", blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "下载"
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(state__in=AT_WORK), name="one_download_at_work"),
            models.CheckConstraint(condition=Q(done__gte=0, total__gte=0, size__gte=0), name="download_counts"),
        ]
        indexes = [models.Index(fields=["account_id", "-asked_at"], name="download_by_account")]
