"""载体: the library of ways of striving, who tries one, and what came of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jishi.campaigns.models.campaigns import Campaign
from jishi.campaigns.models.pledges import Pledge
from jishi.campaigns.rules import TrialState
from jishi.kernel.keeping import Kept


class Carrier(Kept):
    """A way of striving that `org` has entered for all at and below `shared_in` (itself or one above it) to take up. For
    which kinds and sectors it is meant; none means all."""

    shared_in = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="给谁看")
    name = models.CharField("名称", max_length=40)
    what = models.CharField("是什么、怎么办", max_length=500)
    org_kinds = ArrayField(models.CharField(max_length=30), verbose_name="适合的组织类别", default=list)
    sectors = ArrayField(models.CharField(max_length=20), verbose_name="适合的领域", default=list)
    entered_on = models.DateField("登记日期")
    withdrawn_on = models.DateField("撤回日期", null=True)
    withdrawn_why = models.CharField("撤回原因", max_length=200, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "载体"
        indexes = [models.Index(fields=["shared_in", "-entered_on"], name="carrier_by_reader")]
        constraints = [
            models.UniqueConstraint(
                fields=["org", "name"],
                name="a_carrier_once_an_organisation",
                violation_error_message="这个载体已经登记过",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(withdrawn_why=""),
                name="a_withdrawn_carrier_says_why",
                violation_error_message="撤回要写明原因",
            ),
        ]


class Trial(Kept):
    """尝试: `org` works with a carrier from a day on, within a campaign or without one. What came of it is said in words,
    with the promises kept and the tasks finished by it."""

    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="+", verbose_name="载体")
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="+", verbose_name="活动")
    from_on = models.DateField("开始")
    how = models.CharField("在本组织怎么办", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=TrialState.choices(), default=TrialState.TRYING)
    outcome = models.CharField("成效", max_length=500, blank=True)
    told_on = models.DateField("写成效日期", null=True)
    withdrawn_why = models.CharField("撤回原因", max_length=200, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "载体尝试"
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "org"],
                condition=~Q(state="withdrawn"),
                name="one_trial_an_organisation",
                violation_error_message="本组织已经在试这个载体",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["trying", "withdrawn"]) | ~Q(outcome="") & Q(told_on__isnull=False),
                name="a_told_trial_has_its_outcome",
                violation_error_message="要写明成效",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_why=""),
                name="a_withdrawn_trial_says_why",
                violation_error_message="撤回要写明原因",
            ),
        ]


class TrialResult(models.Model):
    """A promise kept or a task accepted that a trial names as what came of it."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="+", verbose_name="载体尝试")
    pledge = models.ForeignKey(Pledge, models.PROTECT, null=True, related_name="+", verbose_name="公开承诺")
    assignment = models.ForeignKey(
        "assignments.Assignment", models.PROTECT, null=True, related_name="+", verbose_name="任务"
    )

    class Meta:
        default_permissions = ()
        verbose_name = "尝试的成效"
        constraints = [
            models.CheckConstraint(
                condition=Q(pledge=None, assignment__isnull=False) | Q(pledge__isnull=False, assignment=None),
                name="a_result_is_a_pledge_or_a_task",
            ),
            models.UniqueConstraint(fields=["trial", "pledge"], name="a_pledge_once_a_trial"),
            models.UniqueConstraint(fields=["trial", "assignment"], name="a_task_once_a_trial"),
        ]
