"""Notices inside the platform: to a person, about one thing, with the page to open."""

from django.db import models


class Notice(models.Model):
    """`link` is a path on this site. A notice is read once; reading is nobody's score."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", verbose_name="收件人")
    org_id = models.BigIntegerField("组织", null=True)
    text = models.CharField("内容", max_length=300)
    link = models.CharField("链接", max_length=200, blank=True)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "通知"
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notice_by_person"),
            models.Index(fields=["person"], condition=models.Q(read_at=None), name="notice_unread"),
        ]
