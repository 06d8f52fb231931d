"""问题清单 and 整改台账: what was found, what puts it right, who has looked, who closed it."""

from django.db import models
from django.db.models import F, Q

from jishi.assignments.models.supervision import Supervision
from jishi.assignments.rules import CATEGORIES, LedgerStep, ProblemState, ShownTo, Source
from jishi.kernel.keeping import Kept, Noted


class Problem(Kept):
    """A problem of an organisation, never of a person. `issuer` is who opened the account and closes it (the organisation
    itself for what it found). What puts it right are tasks whose origin it is. `origin` is the row of another room where
    it was found, which then shows this one; `announcement` is the notice by which it was last shown (晒账)."""

    issuer = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="建账单位")
    category = models.CharField("问题类别", max_length=20, choices=CATEGORIES)
    text = models.CharField("具体问题", max_length=500)
    source = models.CharField("来源", max_length=12, choices=Source.choices())
    found_on = models.DateField("发现时间")
    cause = models.CharField("原因", max_length=500, blank=True)
    goal = models.CharField("整改目标", max_length=300, blank=True)
    due_on = models.DateField("整改时限")
    supervision = models.ForeignKey(Supervision, models.PROTECT, null=True, related_name="+", verbose_name="督办通知单")
    origin_kind = models.CharField("查出的地方", max_length=30, blank=True, default="")
    origin_id = models.BigIntegerField("查出的记录编号", null=True)
    state = models.CharField("状态", max_length=10, choices=ProblemState.choices(), default=ProblemState.OPEN)
    shown_to = models.CharField("公开范围", max_length=10, choices=ShownTo.choices(), blank=True)
    shown_on = models.DateField("公开日期", null=True)
    shown_where = models.CharField("公开地点和方式", max_length=120, blank=True, default="")
    announcement = models.ForeignKey(
        "notices.Announcement", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="晒账通知"
    )
    result = models.CharField("完成情况", max_length=500, blank=True)
    asked_at = models.DateTimeField("申请销号时间", null=True)
    asked_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="申请销号人"
    )
    closed_at = models.DateTimeField("销号时间", null=True)
    closed_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="验收人"
    )
    listed_at = models.DateTimeField("建账时间")
    listed_by = models.CharField("建账人", max_length=100)

    class Meta(Kept.Meta):
        verbose_name = "问题清单"
        indexes = [
            models.Index(fields=["org", "category", "state"], name="problem_by_org"),
            models.Index(fields=["due_on", "id"], name="problem_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_by=None) | ~Q(closed_by=F("asked_by")),
                name="a_second_person_closes",
                violation_error_message="销号的人不能是申请销号的人",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProblemState.CLOSED) | (Q(closed_at__isnull=False) & ~Q(result="")),
                name="what_is_closed_says_what_came_of_it",
            ),
            models.CheckConstraint(
                condition=Q(shown_to="", shown_on=None) | (~Q(shown_to="") & Q(shown_on__isnull=False)),
                name="what_is_shown_has_its_day",
            ),
            models.UniqueConstraint(
                fields=["origin_kind", "origin_id"],
                condition=Q(origin_id__isnull=False) & ~Q(state=ProblemState.DROPPED),
                name="a_found_problem_is_listed_once",
            ),
        ]


class ProblemStep(models.Model):
    """One step of the account: who did it on which day, and what was said."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="+", verbose_name="问题")
    step = models.CharField("环节", max_length=10, choices=LedgerStep.choices())
    note = models.CharField("说明", max_length=500, blank=True)
    at = models.DateTimeField("时间")
    by = models.CharField("填报人", max_length=100)

    class Meta:
        default_permissions = ()
        verbose_name = "台账环节"
        indexes = [models.Index(fields=["problem", "at"], name="problem_step_by_problem")]


class Handover(Noted):
    """交账: an organisation hands its ledger to its superior, with what it said that day in figures; the numbers stay as
    they were."""

    org = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="交账单位")
    to = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="接账单位")
    listed = models.IntegerField("建账")
    closed = models.IntegerField("已销号")
    late = models.IntegerField("逾期未销号")
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta(Noted.Meta):
        verbose_name = "交账"
        indexes = [models.Index(fields=["org", "-at"], name="handover_by_org")]
        constraints = [
            models.CheckConstraint(
                condition=Q(listed__gte=0, closed__gte=0, late__gte=0, closed__lte=F("listed")), name="handover_counts"
            )
        ]
