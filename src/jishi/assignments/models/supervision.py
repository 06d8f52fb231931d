"""督办通知单: a superior calls in writing for what is past its day, and is answered."""

from django.db import models
from django.db.models import F, Q

from jishi.assignments.models.tasks import Assignment
from jishi.assignments.rules import CallState
from jishi.kernel.keeping import Kept


class Supervision(Kept):
    """督办通知单: numbered within its issuer and year; to `org` below it; answered by a day. Never edited: one that
    was wrong is withdrawn with a reason, its number stays taken."""

    issuer = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="督办单位")
    year = models.IntegerField("年度")
    number = models.IntegerField("编号")
    demands = models.TextField("督办要求")
    issued_at = models.DateTimeField("发出时间")
    issued_by = models.CharField("发出人", max_length=100)
    answer_by = models.DateField("答复期限")
    working_days = models.IntegerField("答复工作日数", null=True)
    state = models.CharField("状态", max_length=10, choices=CallState.choices(), default=CallState.ISSUED)
    answer = models.TextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.CharField("答复人", max_length=100, blank=True)
    outcome = models.CharField("处理意见", max_length=500, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True)
    settled_by = models.CharField("处理人", max_length=100, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "督办通知单"
        indexes = [
            models.Index(fields=["org", "state", "answer_by"], name="supervision_by_org"),
            models.Index(fields=["answer_by", "id"], name="supervision_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "year", "number"], name="supervision_number_once_a_year"),
            models.CheckConstraint(
                condition=~Q(issuer=F("org")),
                name="nobody_supervises_itself",
                violation_error_message="督办通知单发给下级组织",
            ),
            models.CheckConstraint(
                condition=~Q(state=CallState.ANSWERED) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="an_answer_has_its_words",
            ),
        ]

    @property
    def code(self) -> str:
        """Its number as it is quoted."""
        return f"督办〔{self.year}〕{self.number}号"


class Supervised(models.Model):
    """A task that a 督办通知单 is about, with the state it was in on that day."""

    supervision = models.ForeignKey(Supervision, models.CASCADE, related_name="+", verbose_name="督办通知单")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name="任务")
    due_on = models.DateField("发出时的时限")

    class Meta:
        default_permissions = ()
        verbose_name = "督办的任务"
        constraints = [models.UniqueConstraint(fields=["supervision", "assignment"], name="supervised_once_a_note")]
