"""述职评议: the report of one secretary for a year, drafted from the records, and what came of it.

Report, comment and result are read by the person, by those who record for the organisation and by those who answer for it
from above; the result by the person, once told, and from above."""

from django.db import models
from django.db.models import Q

from jishi.appraisals.rules import ReportGrade
from jishi.kernel.keeping import Kept, Noted


class WorkReport(Kept):
    """`quotes` are the sentences that records gave when they were last fetched, each with its page: the texts are the
    person's own from then on. `claimed_on` is the day with which it counts as the yearly duty."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="述职人")
    year = models.IntegerField("年度")
    post = models.CharField("职务", max_length=60)
    past = models.TextField("上年问题整改情况", max_length=5000)
    work = models.TextField("履职主要工作和成效", max_length=10000)
    gaps = models.TextField("存在的问题和原因", max_length=5000)
    plans = models.TextField("下步打算", max_length=5000)
    pledges = models.TextField("承诺事项", max_length=5000)
    quotes = models.JSONField("引用的记录", default=list)
    drafted_on = models.DateField("引用日期")
    submitted_on = models.DateField("报送日期", null=True)
    submitted_by = models.CharField("报送人", max_length=100, blank=True)
    activity = models.ForeignKey(
        "activities.Activity", models.PROTECT, null=True, related_name="+", verbose_name="党员大会述职的记录"
    )
    upper_on = models.DateField("向上级党组织述职日期", null=True)
    comment = models.TextField("上级点评", max_length=2000, blank=True)
    comment_by = models.CharField("点评人", max_length=100, blank=True)
    poll = models.ForeignKey("ballots.Poll", models.PROTECT, null=True, related_name="+", verbose_name="无记名测评")
    grade = models.CharField("综合评价等次", max_length=10, choices=ReportGrade.choices(), blank=True)
    opinion = models.TextField("综合评价意见", max_length=2000, blank=True)
    rated_on = models.DateField("评定日期", null=True)
    rated_by = models.CharField("评定人", max_length=100, blank=True)
    told_on = models.DateField("反馈日期", null=True)
    claimed_on = models.DateField("算作履职的日期", null=True)

    class Meta(Kept.Meta):
        verbose_name = "述职报告"
        indexes = [models.Index(fields=["person"], name="report_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["org", "year", "person"],
                name="one_report_a_person_a_year",
                violation_error_message="这位同志本年度的述职报告已经起草",
            ),
            models.CheckConstraint(
                condition=Q(grade="", rated_on=None) | (~Q(grade="") & Q(rated_on__isnull=False)),
                name="a_rated_report_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(told_on=None) | Q(rated_on__isnull=False), name="what_is_told_was_rated"
            ),
        ]


class ReportProblem(Noted):
    """A problem that came up in the evaluation, with the task that puts it right."""

    report = models.ForeignKey(WorkReport, models.CASCADE, related_name="+", verbose_name="述职报告")
    text = models.CharField("问题", max_length=300)
    assignment = models.ForeignKey(
        "assignments.Assignment", models.PROTECT, null=True, related_name="+", verbose_name="整改任务"
    )

    class Meta(Noted.Meta):
        verbose_name = "述职评议问题"
