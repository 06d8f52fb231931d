"""A campaign with its stages, prescribed actions and standards, and what was decided of organisations at its end."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from jishi.activities.rules import Kind
from jishi.campaigns.rules import CampaignState, Whom
from jishi.duties.rules import Cadence, DemandKind
from jishi.kernel.keeping import Kept, Noted
from jishi.orgs.rules import Sector


class Campaign(Kept):
    """创先争优 or another campaign of an organisation for those below it (and itself). Prepared, it asks nothing of
    anybody; started, its actions lie on those below as added duties; closed, its result stands in words. `rests_on` is the
    item of the 履职事项清单; `serves` the central task. `grades` are the words a grading may use, none where there is none."""

    pattern = models.CharField("模板", max_length=20)
    title = models.CharField("名称", max_length=40)
    theme = models.CharField("主题", max_length=200, blank=True)
    basis = models.CharField("通知文号或名称", max_length=120, blank=True)
    rests_on = models.CharField("履职事项清单的哪一项", max_length=200, blank=True)
    serves = models.CharField("服务的中心工作", max_length=120, blank=True)
    from_on = models.DateField("开始")
    until_on = models.DateField("结束")
    org_kinds = ArrayField(models.CharField(max_length=30), verbose_name="参加的组织类别")
    sectors = ArrayField(models.CharField(max_length=20), verbose_name="参加的领域", default=list)
    grades = ArrayField(models.CharField(max_length=20), verbose_name="评定的等次", default=list)
    series = models.ForeignKey(
        "activities.PlanSeries", models.PROTECT, null=True, related_name="+", verbose_name="主题系列"
    )
    state = models.CharField("状态", max_length=10, choices=CampaignState.choices(), default=CampaignState.DRAFT)
    started_on = models.DateField("启动日期", null=True)
    closed_on = models.DateField("总结日期", null=True)
    result = models.TextField("结果", max_length=2000, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "创先争优活动"
        indexes = [models.Index(fields=["org", "-from_on"], name="campaign_by_org")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")),
                name="campaign_ends_after_it_begins",
                violation_error_message="结束日期不能早于开始日期",
            ),
            models.CheckConstraint(
                condition=Q(state=CampaignState.DRAFT) | (~Q(basis="") & ~Q(rests_on="") & Q(started_on__isnull=False)),
                name="a_started_campaign_has_its_basis",
                violation_error_message="启动前要写明通知和履职事项清单的依据",
            ),
            models.CheckConstraint(
                condition=~Q(state=CampaignState.CLOSED) | (~Q(result="") & Q(closed_on__isnull=False)),
                name="a_closed_campaign_has_its_result",
                violation_error_message="总结要写明结果",
            ),
        ]


class Stage(models.Model):
    """阶段 of a campaign."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", verbose_name="活动")
    number = models.IntegerField("序号")
    title = models.CharField("名称", max_length=40)
    from_on = models.DateField("开始")
    until_on = models.DateField("结束")
    aim = models.CharField("要做到什么", max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "活动阶段"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="one_stage_of_a_number"),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")),
                name="stage_ends_after_it_begins",
                violation_error_message="结束日期不能早于开始日期",
            ),
        ]


class PrescribedAction(models.Model):
    """规定动作 of a stage. Once the campaign has started it lies on those it is for as a demand of its issuer."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="+", verbose_name="阶段")
    title = models.CharField("名称", max_length=36)
    kind = models.CharField("类别", max_length=12, choices=DemandKind.choices())
    extra = models.CharField("比规定多出的部分", max_length=120, blank=True)
    asks = models.CharField("具体要求", max_length=500, blank=True)
    evidence = ArrayField(
        models.CharField(max_length=70, choices=Kind.choices()), verbose_name="以什么记录为凭", default=list
    )
    org_kinds = ArrayField(models.CharField(max_length=30), verbose_name="要谁办", default=list)
    sectors = ArrayField(models.CharField(max_length=20), verbose_name="哪些领域办", default=list)
    cadence = models.CharField("多久一次", max_length=10, choices=Cadence.choices(), default=Cadence.ONCE)
    count = models.IntegerField("每期次数", default=1)
    people = models.IntegerField("每个组织几人", default=1)
    minutes = models.IntegerField("每人每次分钟", default=60)
    demand = models.OneToOneField(
        "duties.Demand", models.PROTECT, null=True, related_name="+", verbose_name="登记的要求"
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        verbose_name = "规定动作"
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gt=0, people__gt=0, minutes__gt=0),
                name="an_action_costs_something",
                violation_error_message="次数、人数和分钟数至少是1",
            )
        ]


class Standard(models.Model):
    """标准: what it says to all (`sector` blank), or what it means in one sector."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", verbose_name="活动")
    whom = models.CharField("对谁", max_length=10, choices=Whom.choices())
    number = models.IntegerField("序号")
    title = models.CharField("标准", max_length=40)
    sector = models.CharField("领域", max_length=20, choices=Sector.choices(), blank=True)
    text = models.CharField("具体是什么", max_length=300)

    class Meta:
        default_permissions = ()
        verbose_name = "创建标准"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "whom", "title", "sector"],
                name="a_standard_once_a_sector",
                violation_error_message="这条标准在这个领域已经写过",
            )
        ]


class Grading(Noted):
    """星级, 分类定级 or another grade that a campaign's decision gives an organisation, with its reason."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", verbose_name="活动")
    org = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="党组织")
    grade = models.CharField("等次", max_length=20)
    on = models.DateField("评定日期")
    why = models.CharField("依据", max_length=300)

    class Meta(Noted.Meta):
        verbose_name = "评定结果"
        constraints = [models.UniqueConstraint(fields=["campaign", "org"], name="one_grading_a_campaign")]
