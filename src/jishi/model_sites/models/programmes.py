"""Programmes with their basis, their categories and batches."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from jishi.kernel.keeping import Kept
from jishi.model_sites.rules import Level, ProgrammeKind
from jishi.orgs.rules import OrgKind, Sector


class Programme(Kept):
    """A programme of an organisation for those below it. `host_kind` is the organiser's kind on the day it began: with it
    the database itself refuses a model-site programme without an entitled organiser and a basis. What it asks of one
    applicant is `people` × `minutes`; `demand` is where that lies on record as a load."""

    kind = models.CharField("类别", max_length=10, choices=ProgrammeKind.choices())
    title = models.CharField("名称", max_length=80)
    host_kind = models.CharField("主办组织类别", max_length=30, choices=OrgKind.choices())
    level = models.CharField("命名级别", max_length=10, choices=Level.choices(), blank=True)
    approved_by = models.CharField("批准机关", max_length=80, blank=True)
    approval = models.CharField("批准文号", max_length=60, blank=True)
    approved_on = models.DateField("批准日期", null=True)
    basis = models.CharField("工作依据", max_length=200, blank=True)
    purpose = models.CharField("为了解决什么", max_length=300)
    opens_on = models.DateField("申报开始")
    closes_on = models.DateField("申报截止")
    years = models.IntegerField("有效期（年）", null=True)
    grades = models.CharField("等级名称", max_length=100, blank=True)
    watched = ArrayField(models.CharField(max_length=20), verbose_name="由记录自动提醒的否决事项", default=list)
    vetoes = models.TextField("其他否决事项", max_length=600, blank=True)
    people = models.IntegerField("每个申报组织要几个人")
    minutes = models.IntegerField("每人要多少分钟")
    demand = models.ForeignKey(
        "duties.Demand", models.PROTECT, null=True, related_name="+", verbose_name="登记的本级要求"
    )
    ended_on = models.DateField("结束日期", null=True)
    ended_why = models.CharField("结束说明", max_length=200, blank=True)
    at = models.DateTimeField("建立时间")
    by = models.CharField("建立人", max_length=100)

    class Meta(Kept.Meta):
        verbose_name = "创建项目"
        indexes = [models.Index(fields=["org", "-opens_on"], name="programme_by_org")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=ProgrammeKind.MODEL)
                | (
                    Q(host_kind=OrgKind.COUNTY_COMMITTEE, approved_on__isnull=False)
                    & ~Q(approved_by="")
                    & ~Q(approval="")
                    & ~Q(level="")
                ),
                name="model_programme_has_its_approval",
                violation_error_message="示范点创建要有批准机关、文号和日期，并且由有资格的组织主办",
            ),
            models.CheckConstraint(
                condition=Q(kind=ProgrammeKind.MODEL) | (~Q(title__contains="示范") & Q(level="")),
                name="only_a_model_programme_says_model",
                violation_error_message="没有经过批准的，名称里不用“示范”",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="programme_closes_after_it_opens",
                violation_error_message="申报截止不能早于开始",
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1, minutes__gte=1),
                name="programme_costs_something",
                violation_error_message="人数和分钟数至少是1",
            ),
        ]

    def takes_in(self, day: date) -> bool:
        """Whether applications are taken on a day."""
        return self.ended_on is None and self.opens_on <= day <= self.closes_on


class SiteCategory(models.Model):
    """A category of a programme: a sector (or all), how many may be named, what counts, what a visitor looks at (a point
    a line)."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+", verbose_name="创建项目")
    name = models.CharField("类别名称", max_length=40)
    sector = models.CharField("领域", max_length=20, choices=Sector.choices(), blank=True)
    quota = models.IntegerField("名额")
    standard = models.TextField("条件和标准", max_length=2000)
    points = models.TextField("现场看什么", max_length=1000, blank=True)
    submission = models.UUIDField("提交编号", unique=True, null=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "创建类别"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"], name="a_category_once", violation_error_message="已有这个类别"
            ),
            models.CheckConstraint(
                condition=Q(quota__gte=1), name="a_category_has_room", violation_error_message="名额至少是1"
            ),
        ]


class Naming(Kept):
    """One batch: a list, shown in a 公示 of `notices`, then decided with a paper. Sites hang on it by `Site.naming`."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name="创建项目")
    batch = models.CharField("批次", max_length=20)
    publicity = models.OneToOneField(
        "notices.Publicity", models.PROTECT, null=True, related_name="+", verbose_name="公示"
    )
    decided_on = models.DateField("命名日期", null=True)
    number = models.CharField("命名文号", max_length=60, blank=True)
    until = models.DateField("有效期至", null=True)

    class Meta(Kept.Meta):
        verbose_name = "命名批次"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "batch"], name="a_batch_once", violation_error_message="已有这个批次"
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | (~Q(number="") & Q(publicity__isnull=False)),
                name="a_naming_was_public",
                violation_error_message="公示以后才能命名，并要有文号",
            ),
        ]
