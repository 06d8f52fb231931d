"""Everything held: the record, its kinds, who came, what was said, decided and voted."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from jishi.activities.rules import AbsenceReason, Kind, PlanSource, SpecialSubject, State, VoteMethod


class Activity(models.Model):
    """One record: confirmed (and so it fulfils) → corrected visibly or withdrawn; a draft is no row. Head counts are
    those of the day and stay as recorded: a later change of the roster does not rewrite a meeting. `claims` is what it
    has pushed as evidence, [organisation, kind, year] each, so that a withdrawal takes back exactly that."""

    org = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="党组织")
    title = models.CharField("名称", max_length=120)
    held_on = models.DateField("日期")
    starts_at = models.TimeField("开始", null=True)
    ends_at = models.TimeField("结束", null=True)
    place = models.CharField("地点", max_length=80, blank=True)
    is_online = models.BooleanField("线上或线上线下结合", default=False)
    chair = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="主持人")
    chair_note = models.CharField("主持人（名册外）", max_length=60, blank=True)
    recorder = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="记录人")
    recorder_note = models.CharField("记录人（名册外）", max_length=60, blank=True)
    lecturer = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="授课人")
    lecturer_note = models.CharField("授课人（名册外）", max_length=60, blank=True)
    special_subject = models.CharField("专题", max_length=20, choices=SpecialSubject.choices(), blank=True)
    serves = models.CharField("服务的中心工作或民情", max_length=120, blank=True)
    study_minutes = models.IntegerField("学习时长（分钟）", default=0)
    expected = models.IntegerField("应到", null=True)
    present = models.IntegerField("实到", null=True)
    voters_expected = models.IntegerField("有表决权应到", null=True)
    voters_present = models.IntegerField("有表决权实到", null=True)
    defects = models.JSONField("与规定不符之处", default=list)
    claims = models.JSONField("计入的事项", default=list)
    scan = models.ForeignKey("files.File", models.PROTECT, null=True, related_name="+", verbose_name="签到表等扫描件")
    state = models.CharField("状态", max_length=10, choices=State.choices(), default=State.CONFIRMED)
    recorded_on = models.DateField("录入日期")
    recorded_by = models.CharField("录入人", max_length=100)
    late_reason = models.CharField("补记原因", max_length=200, blank=True)
    confirmed_at = models.DateTimeField("确认时间")
    withdrawn_reason = models.CharField("撤回原因", max_length=200, blank=True)
    submission = models.UUIDField("提交编号", unique=True, null=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "组织生活记录"
        indexes = [
            models.Index(fields=["org", "-held_on", "-id"], name="activity_by_org_date"),
            models.Index(fields=["-held_on", "-id"], name="activity_by_date"),
            GinIndex(models.Func("title", function="public.grams"), name="activity_title_grams"),
            GinIndex(models.Func("place", function="public.grams"), name="activity_place_grams"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(present=None)
                | models.Q(expected=None)
                | models.Q(present__lte=models.F("expected")),
                name="present_not_above_expected",
                violation_error_message="实到人数不能多于应到人数",
            ),
            models.CheckConstraint(
                condition=models.Q(voters_present=None)
                | models.Q(voters_expected=None)
                | models.Q(voters_present__lte=models.F("voters_expected")),
                name="voters_present_not_above_voters_expected",
                violation_error_message="有表决权实到人数不能多于应到人数",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.WITHDRAWN) | ~models.Q(withdrawn_reason=""),
                name="withdrawn_activity_has_its_reason",
                violation_error_message="撤回要写明原因",
            ),
        ]


class ActivityKind(models.Model):
    """One kind a record counts as. `year` is the year a yearly duty is counted for (a meeting in January may be the
    year before's); monthly and quarterly duties go by the day it was held."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="+", verbose_name="记录")
    kind = models.CharField("类别", max_length=30, choices=Kind.choices())
    year = models.IntegerField("计入年度")

    class Meta:
        default_permissions = ()
        verbose_name = "记录类别"
        constraints = [models.UniqueConstraint(fields=["activity", "kind"], name="a_kind_counts_once_a_record")]


class Attendance(models.Model):
    """One expected person at one record. Narrow, without a surrogate key, partitioned by year of `held_on`."""

    pk = models.CompositePrimaryKey("held_on", "activity_id", "member_id")
    held_on = models.DateField("日期")
    activity_id = models.BigIntegerField("记录")
    member_id = models.BigIntegerField("党员")
    is_present = models.BooleanField("到会")
    is_voter = models.BooleanField("有表决权")
    reason = models.CharField("缺席原因", max_length=10, choices=AbsenceReason.choices(), blank=True)
    leave_approved = models.BooleanField("请假已准", null=True)
    vote_withheld = models.BooleanField("当时没有表决权的正式党员", default=False)

    class Meta:
        managed = False  # partitioned by year: made in migration 0001 by SQL
        db_table = "activities_attendance"
        default_permissions = ()
        verbose_name = "考勤"


class Guest(models.Model):
    """列席: somebody who attended without a vote."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="+", verbose_name="记录")
    name = models.CharField("姓名", max_length=60)
    note = models.CharField("单位及职务", max_length=80, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "列席人员"


class Item(models.Model):
    """One point of the agenda with its gist, dissent included; a motion carries its vote with its own denominators."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="+", verbose_name="记录")
    number = models.IntegerField("序号")
    title = models.CharField("议题", max_length=120)
    gist = models.TextField("内容要点", blank=True)
    followed = models.ForeignKey(
        "assignments.Assignment", models.SET_NULL, null=True, related_name="+", verbose_name="落实的议定事项"
    )
    motion = models.CharField("表决事项", max_length=200, blank=True)
    method = models.CharField("表决方式", max_length=20, choices=VoteMethod.choices(), blank=True)
    votes_for = models.IntegerField("赞成", null=True)
    votes_against = models.IntegerField("不赞成", null=True)
    votes_abstain = models.IntegerField("弃权", null=True)
    votes_written = models.IntegerField("其中书面意见", null=True)
    resolution = models.CharField("决议", max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "议题"
        constraints = [models.UniqueConstraint(fields=["activity", "number"], name="one_item_per_number_in_record")]


class Correction(models.Model):
    """A visible change of a confirmed record: what stood there, what stands now, why, by whom."""

    append_only = True

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+", verbose_name="记录")
    at = models.DateTimeField("更正时间")
    by = models.CharField("更正人", max_length=100)
    reason = models.CharField("更正原因", max_length=200)
    before = models.JSONField("更正前")
    after = models.JSONField("更正后")

    class Meta:
        default_permissions = ()
        verbose_name = "更正"
        indexes = [models.Index(fields=["activity", "at"], name="correction_by_activity")]


class PlanSeries(models.Model):
    """系列安排: what a superior plans for chosen branches, once for all of them; its topics appear in each branch's plan.
    `chosen` says in words for whom."""

    issuer = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="安排的党组织")
    year = models.IntegerField("年度")
    title = models.CharField("名称", max_length=120)
    basis = models.CharField("依据", max_length=120, blank=True)
    rests_on = models.CharField("履职事项清单的哪一项", max_length=200, blank=True, db_default="")
    minutes = models.IntegerField("每次约几分钟", default=90, db_default=90)
    note = models.TextField("要求和材料", blank=True)
    paper = models.ForeignKey("files.File", models.PROTECT, null=True, related_name="+", verbose_name="附件")
    chosen = models.CharField("对象", max_length=200)
    issued_at = models.DateTimeField("安排时间")
    issued_by = models.CharField("安排人", max_length=100)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_reason = models.CharField("撤回原因", max_length=200, blank=True)
    submission = models.UUIDField("提交编号", unique=True, null=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "系列安排"
        indexes = [models.Index(fields=["issuer", "year"], name="series_by_issuer")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | ~models.Q(withdrawn_reason=""),
                name="withdrawn_series_has_its_reason",
                violation_error_message="撤回要写明原因",
            )
        ]


class SeriesTopic(models.Model):
    """One theme of a series, in one month; a day only where the superior fixes one."""

    series = models.ForeignKey(PlanSeries, models.CASCADE, related_name="+", verbose_name="系列安排")
    number = models.IntegerField("序号")
    month = models.DateField("计划月份")
    day = models.DateField("日期", null=True)
    kinds = ArrayField(models.CharField(max_length=30), verbose_name="类别")
    title = models.CharField("主题", max_length=120)
    measures = models.CharField("内容和措施", max_length=500, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "系列主题"
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="one_topic_per_number_in_series")]


class PlanEntry(models.Model):
    """One thing an organisation means to do in a month of a year. A plan is no record and never fulfils a duty. What it
    has become is derived: held (a record is linked), dropped (with its reason), past without a record, not yet.

    `rules` are duties of the pack that no kind of record meets (they are met by a 已办说明). What is to be held together
    hangs on one head (`joined`): the head's kinds are its own, those of the event are read with its parts."""

    org = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="党组织")
    year = models.IntegerField("年度")
    month = models.DateField("计划月份")
    day = models.DateField("日期", null=True)
    starts_at = models.TimeField("开始", null=True)
    kinds = ArrayField(models.CharField(max_length=30), verbose_name="类别", default=list, blank=True)
    rules = ArrayField(models.CharField(max_length=60), verbose_name="对应的规定", default=list, blank=True)
    subject = models.CharField("专题", max_length=20, choices=SpecialSubject.choices(), blank=True)
    title = models.CharField("工作内容", max_length=120)
    measures = models.CharField("措施", max_length=500, blank=True)
    place = models.CharField("地点", max_length=80, blank=True)
    owner = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="责任人")
    owner_note = models.CharField("责任人（名册外）", max_length=60, blank=True)
    source = models.CharField("来源", max_length=10, choices=PlanSource.choices())
    topic = models.ForeignKey(SeriesTopic, models.SET_NULL, null=True, related_name="+", verbose_name="系列主题")
    is_adjusted = models.BooleanField("本组织已调整", default=False)
    joined = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", verbose_name="并入")
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, related_name="+", verbose_name="记录")
    dropped_reason = models.CharField("不开展的原因", max_length=200, blank=True)
    submission = models.UUIDField("提交编号", unique=True, null=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "计划事项"
        indexes = [
            models.Index(fields=["org", "year", "month"], name="plan_by_org_month"),
            models.Index(fields=["month", "org"], name="plan_by_month"),
            models.Index(fields=["topic"], name="plan_by_topic"),
            models.Index(fields=["activity"], name="plan_by_record"),
            models.Index(fields=["joined"], name="plan_by_head"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["org", "topic"], condition=~models.Q(topic=None), name="one_entry_per_topic_and_org"
            ),
            models.CheckConstraint(
                condition=models.Q(month__day=1), name="plan_month_is_its_first_day", violation_error_message="月份不对"
            ),
            models.CheckConstraint(
                condition=models.Q(activity=None) | models.Q(dropped_reason=""),
                name="held_entry_is_not_dropped",
                violation_error_message="已有记录的计划不能再作不开展处理",
            ),
            models.CheckConstraint(
                condition=models.Q(joined=None) | (models.Q(activity=None) & models.Q(dropped_reason="")),
                name="joined_entry_follows_its_head",
                violation_error_message="并入的事项随合并后的一次开展",
            ),
        ]

    @property
    def owner_name(self) -> str:
        """Who is in charge, on the roster or not."""
        return self.owner.name if self.owner else self.owner_note
