"""What is due and what fulfilled it. DutyStatus and RollUp are derived: one statement can rebuild them."""

from django.db import models

from jishi.orgs.models import never_overlapping


class Evidence(models.Model):
    """One record's claim on one kind of duty of one organisation, pushed through `touched`."""

    org = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="党组织")
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
        indexes = [models.Index(fields=["org", "kind", "held_on"], name="evidence_by_org_kind")]


class DutyStatus(models.Model):
    """What one organisation owes under one rule in one period, and how far it is met. `required` and `done` are
    counts; `done_late` tells of a yearly duty held after its window; `explained` never changes the count. Overdue and
    missing are derived when read."""

    pk = models.CompositePrimaryKey("org_id", "rule_id", "period")
    org = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="党组织")
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
        indexes = [models.Index(fields=["period", "rule_id", "org"], name="duty_by_period")]


class RollUp(models.Model):
    """The sum of DutyStatus over everything below an inner node (itself included), per sector: how many organisations
    owe it, how many have met it, how many have explained it instead."""

    pk = models.CompositePrimaryKey("org_id", "rule_id", "period", "sector")
    org = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="党组织")
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
