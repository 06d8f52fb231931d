"""Uploaded files: checked by content, stored under their hash, served only through the page of what they belong to."""

from django.db import models


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
