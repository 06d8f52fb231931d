"""Pages that join apps; the desk keeps no rows of its own but uploaded layouts and private calendar links."""

from django.db import models


class Layout(models.Model):
    """A county's own printed layout: a .docx with placeholders that replaces our default for everything below it."""

    org = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="适用于")
    paper = models.CharField("表册", max_length=30)
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+", verbose_name="表样文件")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        default_permissions = ()
        verbose_name = "自定义表样"
        constraints = [models.UniqueConstraint(fields=["org", "paper"], name="one_layout_per_paper_and_org")]


class CalendarLink(models.Model):
    """A private address from which one person's programs read a calendar. The address itself is stored nowhere: only a
    keyed hash of it, by which it is found."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", verbose_name="人员")
    org = models.ForeignKey("orgs.Organization", models.CASCADE, null=True, related_name="+", verbose_name="党组织")
    token_hash = models.CharField("链接校验值", max_length=64, unique=True)
    issued_at = models.DateTimeField("生成时间")
    revoked_at = models.DateTimeField("停用时间", null=True)
    submission = models.UUIDField("提交编号", unique=True)

    class Meta:
        default_permissions = ()
        verbose_name = "日历链接"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "org"],
                condition=models.Q(revoked_at=None),
                nulls_distinct=False,
                name="one_living_link_per_person_and_org",
            )
        ]
