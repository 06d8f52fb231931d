"""Schemes of assessment: versions of a tree of indicators, their use for a year, and what is known of each organisation.

All points are whole tenths. A result is worked out from the records whenever it is read, until it is settled; then the
working-out is kept as it stood, with its hash."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from jishi.appraisals.rules import (
    AssessmentState,
    BatchStep,
    ItemKind,
    Measure,
    Phase,
    Scale,
    Source,
    VersionState,
)
from jishi.kernel.keeping import Noted


class Scheme(models.Model):
    """A scheme of an organisation for those below it. `template` names the delivered one it was copied from."""

    org = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="制定的党组织")
    name = models.CharField("名称", max_length=80)
    template = models.CharField("来自哪套样本", max_length=40, blank=True)
    kinds = ArrayField(models.CharField(max_length=30), verbose_name="适用的组织类别", default=list)
    sectors = ArrayField(models.CharField(max_length=20), verbose_name="适用的领域", default=list)
    at = models.DateTimeField("建立时间")
    by = models.CharField("建立人", max_length=100)
    submission = models.UUIDField("提交编号", unique=True, null=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "考核办法"
        indexes = [models.Index(fields=["org"], name="scheme_by_org")]


class SchemeVersion(models.Model):
    """One version: changed while a draft, never afterwards. `bands` are per mille of the maximum, from which each grade but
    the worst is given."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="+", verbose_name="考核办法")
    number = models.IntegerField("第几版")
    state = models.CharField("情况", max_length=10, choices=VersionState.choices(), default=VersionState.DRAFT)
    maximum = models.IntegerField("满分（0.1分）", default=1000)
    scale = models.CharField("等次", max_length=10, choices=Scale.choices(), default=Scale.GOOD)
    bands = ArrayField(models.IntegerField(), verbose_name="分数线（满分的千分之几）")
    weight_ordinary = models.IntegerField("平时比重（%）", default=0)
    weight_half = models.IntegerField("半年比重（%）", default=0)
    weight_final = models.IntegerField("年终比重（%）", default=100)
    basis = models.CharField("依据", max_length=200, blank=True)
    from_on = models.DateField("启用日期", null=True)
    by = models.CharField("启用人", max_length=100, blank=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "考核办法的一版"
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="one_version_a_number"),
            models.UniqueConstraint(
                fields=["scheme"], condition=Q(state=VersionState.IN_FORCE), name="one_version_in_force_a_scheme"
            ),
            models.UniqueConstraint(
                fields=["scheme"], condition=Q(state=VersionState.DRAFT), name="one_draft_a_scheme"
            ),
            models.CheckConstraint(condition=Q(maximum__gt=0), name="scheme_has_a_maximum"),
            models.CheckConstraint(
                condition=Q(weight_ordinary__gte=0, weight_half__gte=0, weight_final__gte=0)
                & Q(weight_final=100 - F("weight_ordinary") - F("weight_half")),
                name="weights_of_the_year_are_a_hundred",
                violation_error_message="平时、半年、年终的比重合计要是100",
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.DRAFT) | Q(from_on__isnull=False), name="version_in_force_has_its_day"
            ),
        ]


class Indicator(models.Model):
    """One node of a version's tree, to any depth. Only leaves are scored; points, step and floor are tenths. Weights of the
    year of its own hold for it and all below it; without them (null) it takes those above, at last the version's."""

    edition = models.ForeignKey(SchemeVersion, models.CASCADE, related_name="+", verbose_name="考核办法的一版")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="+", verbose_name="上级指标")
    order = models.IntegerField("顺序")
    text = models.CharField("考核内容", max_length=200)
    rule = models.CharField("评分办法", max_length=300, blank=True)
    points = models.IntegerField("分值（0.1分）", default=0)
    kind = models.CharField("计分方式", max_length=10, choices=ItemKind.choices(), default=ItemKind.POINTS)
    source = models.CharField("由谁得出", max_length=10, choices=Source.choices(), default=Source.REVIEWER)
    measure = models.CharField("怎样由数字算分", max_length=10, choices=Measure.choices(), blank=True)
    figure = models.CharField("数字", max_length=100, blank=True)
    base = models.CharField("应办的数字", max_length=100, blank=True)
    target = models.IntegerField("目标数", default=0)
    step = models.IntegerField("每次扣或加（0.1分）", default=0)
    floor = models.IntegerField("最低得分（0.1分）", default=0)
    weight_ordinary = models.IntegerField("平时比重（%）", null=True)
    weight_half = models.IntegerField("半年比重（%）", null=True)
    weight_final = models.IntegerField("年终比重（%）", null=True)
    submission = models.UUIDField("提交编号", unique=True, null=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "指标"
        indexes = [models.Index(fields=["edition", "order", "id"], name="indicator_by_version")]
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gte=0, step__gte=0, target__gte=0, floor__range=(0, F("points"))),
                name="indicator_points_are_no_debts",
                violation_error_message="最低得分要在0和分值之间",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="no_indicator_hangs_on_itself"),
            models.CheckConstraint(
                condition=Q(weight_ordinary=None, weight_half=None, weight_final=None)
                | Q(weight_ordinary__isnull=False, weight_half__isnull=False, weight_final__isnull=False)
                & Q(weight_ordinary__gte=0, weight_half__gte=0, weight_final__gte=0)
                & Q(weight_final=100 - F("weight_ordinary") - F("weight_half")),
                name="weights_of_an_indicator_are_a_hundred",
                violation_error_message="平时、半年、年终的比重合计要是100",
            ),
        ]


class AssessmentRound(models.Model):
    """A version in use for a year: what many assessments have in common."""

    edition = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="+", verbose_name="考核办法的一版")
    year = models.IntegerField("年度")
    self_by = models.DateField("自评最晚日期", null=True)
    review_by = models.DateField("考评最晚日期", null=True)
    late_why = models.CharField("第一季度以后才开展的原因", max_length=200, blank=True)
    at = models.DateTimeField("开展时间")
    by = models.CharField("开展人", max_length=100)
    submission = models.UUIDField("提交编号", unique=True, null=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "一次考核"
        constraints = [models.UniqueConstraint(fields=["edition", "year"], name="a_version_is_used_once_a_year")]


class Assessment(models.Model):
    """One organisation in one use of a scheme. `satisfied` is what the linked poll says, None where it holds its result
    back; `verdict` are its figures, question by question. `worked` is the working-out as it stood when settled, `seal` the hash of it."""

    round = models.ForeignKey(AssessmentRound, models.PROTECT, related_name="+", verbose_name="一次考核")
    org = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="被考核的党组织")
    state = models.CharField("进行情况", max_length=10, choices=AssessmentState.choices(), default=AssessmentState.SELF)
    poll = models.ForeignKey("ballots.Poll", models.PROTECT, null=True, related_name="+", verbose_name="群众无记名测评")
    satisfied = models.IntegerField("满意率（千分之几）", null=True)
    verdict = models.JSONField("测评票数", null=True)
    self_on = models.DateField("自评报送日期", null=True)
    self_by = models.CharField("自评人", max_length=100, blank=True)
    self_note = models.CharField("自评说明", max_length=300, blank=True)
    published_on = models.DateField("公布日期", null=True)
    objections_until = models.DateField("异议最晚日期", null=True)
    feedback = models.CharField("反馈意见", max_length=300, blank=True)
    settled_on = models.DateField("审定日期", null=True)
    settled_by = models.CharField("审定人", max_length=100, blank=True)
    total = models.IntegerField("审定得分（0.1分）", null=True)
    grade = models.IntegerField("审定等次（0为最高）", null=True)
    worked = models.JSONField("计算过程", null=True)
    seal = models.CharField("校验码", max_length=64, blank=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "党组织考核"
        indexes = [models.Index(fields=["org"], name="assessment_by_org")]
        constraints = [
            models.UniqueConstraint(fields=["round", "org"], name="an_organisation_is_assessed_once"),
            models.CheckConstraint(
                condition=Q(
                    state=AssessmentState.SETTLED, worked__isnull=False, settled_on__isnull=False, total__isnull=False
                )
                | (~Q(state=AssessmentState.SETTLED) & Q(worked__isnull=True, seal="", total=None, grade=None)),
                name="settled_assessment_keeps_its_working",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[AssessmentState.PUBLISHED, AssessmentState.SETTLED])
                | Q(published_on__isnull=False, objections_until__isnull=False),
                name="published_assessment_has_its_days",
            ),
        ]


class AssessmentBatch(Noted):
    """Publishing or settling for very many, worked off in the background: the assessments it is about, how many of them
    have been looked at (`done`), how many of those were left as they are. `note` says why it was stopped."""

    round = models.ForeignKey(
        AssessmentRound, models.PROTECT, db_index=False, related_name="+", verbose_name="一次考核"
    )  # the first column of the index below
    step = models.CharField("事项", max_length=10, choices=BatchStep.choices())
    rows = ArrayField(models.BigIntegerField(), verbose_name="哪些考核")
    objections_until = models.DateField("异议最晚日期", null=True)
    done = models.IntegerField("已办", default=0)
    left = models.IntegerField("没有办的", default=0)
    account_id = models.BigIntegerField("账号", null=True)
    finished_at = models.DateTimeField("办完时间", null=True)
    note = models.CharField("停下的原因", max_length=300, blank=True)

    class Meta(Noted.Meta):
        verbose_name = "考核批量办理"
        indexes = [models.Index(fields=["round", "-id"], name="assessment_batch_by_round")]
        constraints = [
            models.UniqueConstraint(fields=["round"], condition=Q(finished_at=None), name="one_batch_at_work_a_round"),
            models.CheckConstraint(
                condition=Q(step=BatchStep.SETTLE, objections_until=None)
                | Q(step=BatchStep.PUBLISH, objections_until__isnull=False),
                name="a_batch_that_publishes_has_its_day",
            ),
            models.CheckConstraint(condition=Q(left__gte=0, done__gte=F("left")), name="a_batch_counts_what_is_done"),
        ]


class Target(models.Model):
    """What was agreed with one organisation instead of the target of an item."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+", verbose_name="党组织考核")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="指标")
    target = models.IntegerField("目标数")

    class Meta:
        default_permissions = ()
        verbose_name = "单独约定的目标"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "indicator"], name="one_target_an_item"),
            models.CheckConstraint(condition=Q(target__gte=0), name="a_target_is_no_debt"),
        ]


class AssessmentPeer(models.Model):
    """An organisation that was asked to mark another."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+", verbose_name="党组织考核")
    org = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="互评的党组织")

    class Meta:
        default_permissions = ()
        verbose_name = "互评单位"
        indexes = [models.Index(fields=["org"], name="assessment_peer_by_org")]
        constraints = [models.UniqueConstraint(fields=["assessment", "org"], name="a_peer_is_asked_once")]


class ItemMark(models.Model):
    """Points (tenths) given to one item in one part of the year: by the organisation itself, by who assesses, by a peer
    (`org`)."""

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, db_index=False, related_name="+", verbose_name="党组织考核"
    )  # the first column of the unique index below
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="指标")
    phase = models.CharField("时段", max_length=10, choices=Phase.choices(), default=Phase.FINAL)
    source = models.CharField("谁打分", max_length=10, choices=Source.choices())
    org = models.ForeignKey("orgs.Organization", models.PROTECT, null=True, related_name="+", verbose_name="互评单位")
    value = models.IntegerField("得分（0.1分）")
    reason = models.CharField("理由", max_length=200, blank=True)
    at = models.DateTimeField("打分时间")
    by = models.CharField("打分人", max_length=100)

    class Meta:
        default_permissions = ()
        verbose_name = "打分"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "indicator", "phase", "source", "org"],
                nulls_distinct=False,
                name="one_mark_an_item_and_who_gives_it",
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="a_mark_is_no_debt"),
            models.CheckConstraint(
                condition=Q(source=Source.PEERS, org__isnull=False)
                | (Q(source__in=[Source.SELF, Source.REVIEWER]) & Q(org=None)),
                name="a_peer_signs_its_mark",
            ),
        ]


class Occurrence(Noted):
    """What an item deducts, adds or forbids for, once it has happened: the day and what it was. `url` is the record."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+", verbose_name="党组织考核")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="指标")
    on = models.DateField("日期")
    text = models.CharField("情况", max_length=200)
    url = models.CharField("记录的地址", max_length=200, blank=True)

    class Meta(Noted.Meta):
        verbose_name = "扣分加分记录"


class GradeFlag(Noted):
    """直接定级: a grade given whatever the points say, with its basis. One stands at a time."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+", verbose_name="党组织考核")
    grade = models.IntegerField("等次（0为最高）")
    basis = models.CharField("依据", max_length=200)
    lifted_on = models.DateField("取消日期", null=True)

    class Meta(Noted.Meta):
        verbose_name = "直接定级"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(lifted_on=None), name="one_standing_flag_an_assessment"
            ),
            models.CheckConstraint(condition=Q(grade__gte=0), name="a_flag_names_a_grade"),
        ]


class Objection(Noted):
    """What the assessed says against one item, or against the whole (no item), and what it was answered."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+", verbose_name="党组织考核")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="+", verbose_name="指标")
    text = models.CharField("异议", max_length=300)
    answer = models.CharField("答复", max_length=300, blank=True)
    answered_on = models.DateField("答复日期", null=True)
    answered_by = models.CharField("答复人", max_length=100, blank=True)

    class Meta(Noted.Meta):
        verbose_name = "考核异议"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None) | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="an_answered_assessment_objection_has_its_answer",
            )
        ]
