"""Pages that join apps; the desk keeps no rows of its own but uploaded layouts."""

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
