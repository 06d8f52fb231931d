"""What is due and what fulfilled it. DutyStatus and RollUp are derived: one statement can rebuild them."""

from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models

from jishi.duties.rules import Cadence, DemandKind, DemandState, FlagReason, listed_title, spoken_cadence
from jishi.orgs.models import never_overlapping


class Evidence(models.Model):
    """One record's claim on one kind of duty of one organisation, pushed through `touched`."""

    org = models.ForeignKey(
        "orgs.Organization", models.CASCADE, db_index=False, related_name="+", verbose_name="党组织"
    )  # the first column of a longer index below
    kind = models.CharField("证据种类", max_length=70)
    held_on = models.DateField("日期")
    year = models.IntegerField("计入年度")
    recorded_on = models.DateField("录入日期")
    source_kind = models.CharField("来源", max_length=30)
    source_id = models.BigIntegerField("来源编号")

    class Meta:
        default_permissions = ()
        verbose_name = "履行依据"
        constraints = [
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "org", "kind"], name="a_record_claims_a_kind_once"
            )
        ]
        indexes = [
            models.Index(fields=["org", "kind", "held_on"], name="evidence_by_org_kind"),
            models.Index(fields=["held_on"], name="evidence_by_day"),
        ]


class DutyStatus(models.Model):
    """What one organisation owes under one rule in one period, and how far it is met. `required` and `done` are
    counts; `done_late` tells of a yearly duty held after its window; `explained` never changes the count. Overdue and
    missing are derived when read."""

    pk = models.CompositePrimaryKey("org_id", "rule_id", "period")
    org = models.ForeignKey(
        "orgs.Organization", models.CASCADE, db_index=False, related_name="+", verbose_name="党组织"
    )  # the first column of the primary key
    rule_id = models.CharField("规定", max_length=60, db_collation="C")
    period = models.CharField("期间", max_length=8, db_collation="C")
    required = models.IntegerField("应办次数")
    done = models.IntegerField("已办次数", default=0)
    done_late = models.BooleanField("逾期办结", default=False)
    explained = models.BooleanField("已说明", default=False)
    due_on = models.DateField("最晚日期")

    class Meta:
        default_permissions = ()
        verbose_name = "事项状态"
        indexes = [
            models.Index(fields=["period", "rule_id", "org"], name="duty_by_period"),
            # Few of a tree's duties are not done: what is behind below a node is counted from these alone.
            models.Index(
                fields=["org", "due_on"],
                include=["rule_id", "period", "explained"],
                condition=models.Q(done__lt=models.F("required")),
                name="duty_unmet",
            ),
        ]


class RollUp(models.Model):
    """The sum of DutyStatus over everything below an inner node (itself included), per sector: how many organisations
    owe it, how many have met it, how many have explained it instead."""

    pk = models.CompositePrimaryKey("org_id", "rule_id", "period", "sector")
    org = models.ForeignKey(
        "orgs.Organization", models.CASCADE, db_index=False, related_name="+", verbose_name="党组织"
    )  # the first column of the primary key
    rule_id = models.CharField("规定", max_length=60, db_collation="C")
    period = models.CharField("期间", max_length=8, db_collation="C")
    sector = models.CharField("领域", max_length=20, db_collation="C")
    owing = models.IntegerField("应办组织数", default=0)
    met = models.IntegerField("已办组织数", default=0)
    met_late = models.IntegerField("其中逾期办结", default=0)
    explained = models.IntegerField("未办已说明", default=0)

    class Meta:
        default_permissions = ()
        verbose_name = "事项汇总"


class OpenPeriod(models.Model):
    """A period for which duties are derived. Opened once, for all organisations, when its time comes; DutyStatus has
    rows for these and no others."""

    code = models.CharField("期间", max_length=8, db_collation="C", primary_key=True)
    first_on = models.DateField("第一天")
    last_on = models.DateField("最后一天")

    class Meta:
        default_permissions = ()
        verbose_name = "已生成期间"


class Counted(models.Model):
    """Under which superior and in which sector the roll-ups count an organisation. Differs from the tree only within
    the transaction that changes the tree, and tells which roll-ups must be summed again."""

    org = models.OneToOneField(
        "orgs.Organization", models.CASCADE, primary_key=True, related_name="+", verbose_name="党组织"
    )
    parent = models.ForeignKey(
        "orgs.Organization", models.SET_NULL, null=True, related_name="+", verbose_name="上级党组织"
    )
    sector = models.CharField("领域", max_length=20, db_collation="C")

    class Meta:
        default_permissions = ()
        verbose_name = "计入汇总的位置"


class Explanation(models.Model):
    """未开，说明: stands beside "not held"; the figure stays "not held"."""

    org = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="党组织")
    rule_id = models.CharField("规定", max_length=60)
    period = models.CharField("期间", max_length=8)
    reason = models.CharField("情况说明", max_length=300)
    at = models.DateTimeField("说明时间")
    by = models.CharField("说明人", max_length=100)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "未办说明"
        constraints = [
            models.UniqueConstraint(
                fields=["org", "rule_id", "period"],
                condition=models.Q(withdrawn_at=None),
                name="one_standing_explanation_per_duty",
            )
        ]


class Statement(models.Model):
    """已办说明: meets a duty whose own room is not built; date, note and, if there is one, the paper."""

    org = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="党组织")
    rule_id = models.CharField("规定", max_length=60)
    year = models.IntegerField("计入年度")
    held_on = models.DateField("办理日期")
    note = models.CharField("办理情况", max_length=500)
    paper = models.ForeignKey("files.File", models.PROTECT, null=True, related_name="+", verbose_name="附件")
    at = models.DateTimeField("填报时间")
    by = models.CharField("填报人", max_length=100)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    submission = models.UUIDField("提交编号", unique=True, null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "已办说明"
        indexes = [models.Index(fields=["org", "rule_id"], name="statement_by_duty")]


class Window(models.Model):
    """When a yearly duty is to be held this year, from the superior's notice; valid for the issuer and everything
    below, the nearest issuer wins."""

    issuer = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="发文组织")
    rule_id = models.CharField("规定", max_length=60)
    year = models.IntegerField("年度")
    opens_on = models.DateField("开始")
    closes_on = models.DateField("截止")
    basis = models.CharField("通知文号或名称", max_length=120)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "年度安排时间"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "rule_id", "year"], name="one_window_per_issuer_rule_year"),
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="window_closes_after_it_opens"
            ),
        ]


class OptionalDuty(models.Model):
    """可选事项 switched on by `issuer` for itself and all below, for the days from_on (included) to to_on (not): a usual
    practice that no text commands."""

    issuer = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="发文组织")
    rule_id = models.CharField("事项", max_length=60, db_collation="C")
    from_on = models.DateField("起")
    to_on = models.DateField("止（不含）", null=True)
    basis = models.CharField("通知文号或名称", max_length=120)
    by = models.CharField("设置人", max_length=100)
    at = models.DateTimeField("设置时间")
    version = models.IntegerField("版本", default=1)
    submission = models.UUIDField("提交编号", unique=True, null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "可选事项"
        constraints = [
            never_overlapping("issuer", "rule_id", name="optional_duty_is_on_once_a_day", message="这段时间已经开了"),
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="optional_duty_ends_after_start",
            ),
        ]

    @property
    def last_on(self) -> date | None:
        """The last day it is on; None while nobody has set one."""
        return self.to_on - timedelta(days=1) if self.to_on else None


class Demand(models.Model):
    """What a level asks of those below beyond the regulations: a duty, a meeting called, material, an inspection. It has
    an end. `ended_on` is the day it was withdrawn: what falls due on or after it is no longer asked. `noted_by` is the
    receiver who put it down while the issuer had not."""

    issuer = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="发文组织")
    kind = models.CharField("类别", max_length=12, choices=DemandKind.choices())
    state = models.CharField("登记情况", max_length=12, choices=DemandState.choices(), default=DemandState.REGISTERED)
    title = models.CharField("要求的名称", max_length=80)
    extra = models.CharField("比规定多出的部分", max_length=120, blank=True)
    asks = models.CharField("具体要求", max_length=500, blank=True)
    basis = models.CharField("通知文号或名称", max_length=120)
    from_on = models.DateField("开始")
    until_on = models.DateField("结束")
    ended_on = models.DateField("撤销日期", null=True)
    ended_why = models.CharField("撤销或缩短的原因", max_length=200, blank=True)
    cadence = models.CharField("多久一次", max_length=10, choices=Cadence.choices())
    count = models.IntegerField("每期次数", default=1)
    evidence = ArrayField(models.CharField(max_length=70), verbose_name="以什么记录为凭", default=list)
    org_kinds = ArrayField(models.CharField(max_length=30), verbose_name="涉及的组织类别")
    sectors = ArrayField(models.CharField(max_length=20), verbose_name="涉及的领域", default=list)
    org_ids = ArrayField(models.BigIntegerField(), verbose_name="只涉及的组织", default=list)
    people = models.IntegerField("每个组织几人")
    minutes = models.IntegerField("每人每次分钟")
    noted_by = models.ForeignKey(
        "orgs.Organization", models.CASCADE, null=True, related_name="+", verbose_name="先记的组织"
    )
    answer = models.CharField("发文组织的意见", max_length=300, blank=True)
    by = models.CharField("登记人", max_length=100)
    at = models.DateTimeField("登记时间")
    version = models.IntegerField("版本", default=1)
    submission = models.UUIDField("提交编号", unique=True, null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "上级要求"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="demand_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(count__gt=0, people__gt=0, minutes__gt=0), name="demand_costs_something"
            ),
            models.CheckConstraint(
                condition=models.Q(noted_by=None, state=DemandState.REGISTERED)
                | (models.Q(noted_by__isnull=False) & ~models.Q(kind=DemandKind.DUTY)),
                name="only_a_receiver_notes_and_never_a_duty",
            ),
        ]
        indexes = [models.Index(fields=["issuer", "until_on"], name="demand_by_issuer")]

    @property
    def listed(self) -> str:
        """What it is called where load is shown."""
        return listed_title(self.title, self.extra)

    @property
    def ends_on(self) -> date:
        """The last day it asks for anything."""
        return min(self.until_on, self.ended_on - timedelta(days=1)) if self.ended_on else self.until_on

    @property
    def often(self) -> str:
        return spoken_cadence(self.cadence, self.count, self.until_on)


class DemandTime(models.Model):
    """A day on which a demand falls due: what sums by month are counted from. Written with the demand."""

    pk = models.CompositePrimaryKey("demand_id", "due_on")
    demand = models.ForeignKey(Demand, models.CASCADE, related_name="+", verbose_name="上级要求")
    due_on = models.DateField("最晚日期")

    class Meta:
        default_permissions = ()
        verbose_name = "要求的时间"
        indexes = [models.Index(fields=["due_on"], name="demand_time_by_day")]


class DemandFlag(models.Model):
    """A receiver says that a demand repeats another, goes beyond its basis or leaves too little time. Nothing is blocked;
    the issuer sees it and answers."""

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="+", verbose_name="上级要求")
    org = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="党组织")
    reason = models.CharField("反映的问题", max_length=12, choices=FlagReason.choices())
    text = models.CharField("具体情况", max_length=300)
    by = models.CharField("反映人", max_length=100)
    at = models.DateTimeField("反映时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    answer = models.CharField("答复", max_length=300, blank=True)
    answered_by = models.CharField("答复人", max_length=100, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "下级反映"
        constraints = [
            models.UniqueConstraint(
                fields=["demand", "org"], condition=models.Q(withdrawn_at=None), name="one_standing_flag_per_org"
            )
        ]


class Answering(models.Model):
    """The person named to answer for one duty of an organisation instead of the one in charge of its field, for the days
    from_on (included) to to_on (not). It counts only while that person belongs to the organisation or holds a post."""

    org = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="党组织")
    rule_id = models.CharField("规定", max_length=60)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="负责人")
    from_on = models.DateField("起", null=True)
    to_on = models.DateField("止（不含）", null=True)
    reason = models.CharField("原因", max_length=200)
    submission = models.UUIDField("提交编号", unique=True, null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "指定负责人"
        constraints = [
            never_overlapping(
                "org", "rule_id", name="one_answers_for_a_duty_a_day", message="同一时间一项事项只指定一人"
            )
        ]
        indexes = [models.Index(fields=["person"], name="answering_by_person")]
