"""任务: anything a named person must do by a date and a second person accepts, whatever it came from."""

from datetime import date

from django.db import models
from django.db.models.functions import Coalesce

from jishi.assignments.rules import CATEGORIES, State, Verb

NO_DAY = date(9999, 12, 31)
BY_DAY = Coalesce("due_on", models.Value(NO_DAY), output_field=models.DateField())  # those without a day come last


class Assignment(models.Model):
    """One task. `origin` is (app label, id) of the record it came from; the date is a day, not an hour, and `working_days`
    is what was typed where it was counted. `parent` is the task it is a part of. `issuer` is the organisation that judges
    it where that is not its own: who set a part one level down accepts it."""

    org = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="党组织")
    title = models.CharField("事项", max_length=200)
    owner = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="责任人")
    owner_note = models.CharField("责任人（名册外）", max_length=60, blank=True)
    due_on = models.DateField("完成时限", null=True)
    working_days = models.IntegerField("时限工作日数", null=True)
    category = models.CharField("任务类别", max_length=20, choices=CATEGORIES, blank=True)
    measures = models.TextField("具体措施和标准", blank=True)
    leader = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="责任领导"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="上级任务"
    )
    issuer = models.ForeignKey(
        "orgs.Organization", models.CASCADE, null=True, db_index=False, related_name="+", verbose_name="交办组织"
    )
    state = models.CharField("状态", max_length=10, choices=State.choices(), default=State.OPEN)
    origin_kind = models.CharField("来源", max_length=30, blank=True)
    origin_id = models.BigIntegerField("来源编号", null=True)
    created_at = models.DateTimeField("交办时间")
    created_by = models.CharField("交办人", max_length=100)
    started_at = models.DateTimeField("开始办理时间", null=True)
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
            models.Index(fields=["-created_at", "-id"], name="assignment_newest"),
            models.Index(fields=["origin_kind", "origin_id"], name="assignment_by_origin"),
            models.Index(fields=["parent", "state"], condition=models.Q(parent__isnull=False), name="assignment_parts"),
            models.Index(fields=["issuer"], condition=models.Q(issuer__isnull=False), name="assignment_by_issuer"),
            models.Index(fields=["leader"], condition=models.Q(leader__isnull=False), name="assignment_by_leader"),
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
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("pk")),
                name="no_part_of_itself",
                violation_error_message="任务不能是自己的分任务",
            ),
            models.CheckConstraint(
                condition=models.Q(working_days=None) | models.Q(working_days__gt=0, due_on__isnull=False),
                name="working_days_count_to_a_day",
                violation_error_message="工作日数要在1以上",
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


class Helper(models.Model):
    """协办: a person or an organisation that helps with a task, by name. Helpers see it; it stays the owner's."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="+", verbose_name="任务")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="协办人")
    org = models.ForeignKey("orgs.Organization", models.CASCADE, null=True, related_name="+", verbose_name="配合单位")
    note = models.CharField("协办（名册外）", max_length=60, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "协办"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, org=None, note="")
                | models.Q(person=None, org__isnull=False, note="")
                | (models.Q(person=None, org=None) & ~models.Q(note="")),
                name="a_helper_is_one_person_or_one_organisation",
            ),
            models.UniqueConstraint(fields=["assignment", "person"], name="a_person_helps_once"),
            models.UniqueConstraint(fields=["assignment", "org"], name="an_organisation_helps_once"),
        ]

    @property
    def name(self) -> str:
        """Who helps, on the roster or not."""
        return self.person.name if self.person else self.org.name if self.org else self.note


class Evidence(models.Model):
    """佐证: a record that shows what was done, as (app label, id). Whoever may not see the record reads only that there is
    one; nothing of it is copied here."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="+", verbose_name="任务")
    kind = models.CharField("记录种类", max_length=30)
    record_id = models.BigIntegerField("记录编号")
    at = models.DateTimeField("关联时间")
    by = models.CharField("关联人", max_length=100)

    class Meta:
        default_permissions = ()
        verbose_name = "佐证"
        constraints = [
            models.UniqueConstraint(fields=["assignment", "kind", "record_id"], name="a_record_is_shown_once")
        ]
        indexes = [models.Index(fields=["kind", "record_id"], name="evidence_by_record")]
