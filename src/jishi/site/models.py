"""The few tables that the whole site shares. None points at an organisation or a person."""

from django.db import models

from jishi.site.rules import DayKind


class Holiday(models.Model):
    """A day that differs from the week: free, or worked on a weekend, by the State Council's notice of the year."""

    day = models.DateField("日期", unique=True)
    kind = models.CharField("类型", max_length=10, choices=DayKind.choices())
    name = models.CharField("节日", max_length=20)
    basis = models.CharField("依据", max_length=120, blank=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "节假日安排"


class Word(models.Model):
    """What this site calls one member of a fixed vocabulary, instead of the standard word."""

    vocabulary = models.CharField("词表", max_length=60)
    code = models.CharField("代码", max_length=60)
    word = models.CharField("本地用词", max_length=20)

    class Meta:
        default_permissions = ()
        verbose_name = "本地用词"
        constraints = [models.UniqueConstraint(fields=["vocabulary", "code"], name="one_word_per_code")]


class SiteChoice(models.Model):
    """The one row of choices. `words_stamp` is another one after every change of a word: each process compares it with
    the one it has heard."""

    words_stamp = models.UUIDField("用词版本", null=True)
    feeds_open = models.BooleanField("开放日历订阅", default=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "全站选项"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_row_of_choices")]
