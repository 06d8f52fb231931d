"""软弱涣散整顿: the plan for one organisation, who helps by name, and its problems in the ledger."""

from django.db import models
from django.db.models import F, Q

from jishi.campaigns.models.campaigns import Campaign
from jishi.campaigns.rules import HelpRole, MendState
from jishi.kernel.keeping import Kept


class Mending(Kept):
    """整顿方案 that `org` has made for `target` below it. What is wrong are problems of the ledger, what puts each right are
    tasks with their days; here stand the decision it rests on, its last day, and how it ended."""

    target = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="整顿的党组织")
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="+", verbose_name="活动")
    decided_on = models.DateField("确定日期")
    basis = models.CharField("依据", max_length=200)
    goal = models.CharField("整顿目标", max_length=300)
    due_on = models.DateField("完成时限")
    state = models.CharField("状态", max_length=10, choices=MendState.choices(), default=MendState.OPEN)
    said = models.CharField("整顿情况", max_length=500, blank=True)
    asked_on = models.DateField("申请销号日期", null=True)
    asked_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="申请销号人"
    )
    returned = models.CharField("退回意见", max_length=200, blank=True)
    result = models.CharField("验收意见", max_length=500, blank=True)
    closed_on = models.DateField("销号日期", null=True)
    closed_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="验收人"
    )

    class Meta(Kept.Meta):
        verbose_name = "整顿方案"
        indexes = [models.Index(fields=["target", "-decided_on"], name="mending_by_target")]
        constraints = [
            models.UniqueConstraint(
                fields=["target"], condition=Q(state__in=["open", "asked"]), name="one_running_plan_an_organisation"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("decided_on")),
                name="a_plan_ends_after_its_decision",
                violation_error_message="完成时限不能早于确定日期",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | ~Q(closed_by=F("asked_by")),
                name="a_second_person_ends_a_plan",
                violation_error_message="销号的人不能是申请销号的人",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "dropped"]) | (~Q(result="") & Q(closed_on__isnull=False)),
                name="an_ended_plan_says_how",
                violation_error_message="要写明验收意见",
            ),
        ]


class MendHelper(models.Model):
    """One who helps with the plan, by name: a person, an organisation, or a name outside the roster."""

    mending = models.ForeignKey(Mending, models.CASCADE, related_name="+", verbose_name="整顿方案")
    role = models.CharField("怎么帮", max_length=10, choices=HelpRole.choices())
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="联系帮扶人")
    org = models.ForeignKey("orgs.Organization", models.PROTECT, null=True, related_name="+", verbose_name="帮扶单位")
    note = models.CharField("名册外的人或单位", max_length=60, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "联系帮扶"
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, org=None, note="")
                | Q(person=None, org__isnull=False, note="")
                | (Q(person=None, org=None) & ~Q(note="")),
                name="a_plans_helper_is_one_of_three",
            )
        ]

    @property
    def name(self) -> str:
        """Who helps, on the roster or not."""
        return self.person.name if self.person else self.org.name if self.org else self.note


class MendProblem(models.Model):
    """A problem of the ledger that belongs to the plan."""

    mending = models.ForeignKey(Mending, models.CASCADE, related_name="+", verbose_name="整顿方案")
    problem = models.OneToOneField("assignments.Problem", models.PROTECT, related_name="+", verbose_name="问题")

    class Meta:
        default_permissions = ()
        verbose_name = "整顿的问题"
