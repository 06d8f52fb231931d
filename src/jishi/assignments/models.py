"""任务: anything a named person must do by a date and a second person accepts, whatever it came from."""

from datetime import date

from django.db import models
from django.db.models.functions import Coalesce

from jishi.assignments.rules import State, Verb

NO_DAY = date(9999, 12, 31)
BY_DAY = Coalesce("due_on", models.Value(NO_DAY), output_field=models.DateField())  # those without a day come last


class Assignment(models.Model):
    """One task. `origin` is (app label, id) of the record it came from; the date is a day, not an hour."""

    org = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="党组织")
    title = models.CharField("事项", max_length=200)
    owner = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="责任人")
    owner_note = models.CharField("责任人（名册外）", max_length=60, blank=True)
    due_on = models.DateField("完成时限", null=True)
    state = models.CharField("状态", max_length=10, choices=State.choices(), default=State.OPEN)
    origin_kind = models.CharField("来源", max_length=30, blank=True)
    origin_id = models.BigIntegerField("来源编号", null=True)
    created_at = models.DateTimeField("交办时间")
    created_by = models.CharField("交办人", max_length=100)
    reported_at = models.DateTimeField("报办结时间", null=True)
    reported_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", verbose_name="报办结人"
    )
    accepted_at = models.DateTimeField("验收时间", null=True)
    accepted_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="验收人")
    submission = models.UUIDField("提交编号", unique=True, null=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "任务"
        indexes = [
            models.Index(fields=["org", "state", "due_on"], name="assignment_by_org"),
            models.Index(fields=["owner", "state"], name="assignment_by_owner"),
            models.Index(BY_DAY, "id", name="assignment_by_day"),
            models.Index(fields=["origin_kind", "origin_id"], name="assignment_by_origin"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_by=None) | ~models.Q(accepted_by=models.F("owner")),
                name="a_second_person_accepts",
                violation_error_message="验收人不能是责任人本人",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_by=None) | ~models.Q(accepted_by=models.F("reported_by")),
                name="who_reported_does_not_accept",
                violation_error_message="验收人不能是报办结的人",
            ),
        ]

    @property
    def owner_name(self) -> str:
        """Who answers for it, on the roster or not."""
        return self.owner.name if self.owner else self.owner_note


class Progress(models.Model):
    """What was said of a task, when and by whom; `origin` is the meeting at which it was reported, if one."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="+", verbose_name="任务")
    verb = models.CharField("动作", max_length=10, choices=Verb.choices())
    note = models.CharField("说明", max_length=500, blank=True)
    at = models.DateTimeField("时间")
    by = models.CharField("填报人", max_length=100)
    origin_kind = models.CharField("来源", max_length=30, blank=True)
    origin_id = models.BigIntegerField("来源编号", null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "办理情况"
        indexes = [models.Index(fields=["assignment", "at"], name="progress_by_assignment")]
