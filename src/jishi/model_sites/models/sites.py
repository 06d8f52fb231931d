"""Applications and named sites: their steps, what was seen, found and spent. Nothing holds a charge."""

from django.db import models
from django.db.models import F, Q

from jishi.kernel.keeping import Kept, Noted
from jishi.model_sites.models.programmes import Naming, Programme, SiteCategory
from jishi.model_sites.rules import (
    CostKind,
    FindingState,
    PaidBy,
    RecheckResult,
    Seen,
    SiteState,
    SiteStepKind,
)


class Site(Kept):
    """An application of `org`, and what became of it. `figures` are what the records said on `drawn_on`, each with the
    page it came from; the words beside them are the applicant's own, and so are `own_marks` ([point, seen]) of what a
    visitor will look at."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name="创建项目")
    category = models.ForeignKey(SiteCategory, models.PROTECT, related_name="+", verbose_name="创建类别")
    state = models.CharField("进行情况", max_length=10, choices=SiteState.choices(), default=SiteState.DRAFT)
    brand = models.CharField("创建品牌", max_length=60, blank=True)
    basics = models.TextField("基本情况", max_length=1000, blank=True)
    practice = models.TextField("创建做法", max_length=2000, blank=True)
    results = models.TextField("主要成效", max_length=2000, blank=True)
    feature = models.TextField("特色亮点", max_length=1000, blank=True)
    honours = models.CharField("曾获荣誉", max_length=300, blank=True)
    self_review = models.CharField("对照标准自评", max_length=500, blank=True)
    own_marks = models.JSONField("逐条自评", default=list)
    figures = models.JSONField("取自记录的数字", default=list)
    drawn_on = models.DateField("取数日期")
    poll = models.ForeignKey("ballots.Poll", models.PROTECT, null=True, related_name="+", verbose_name="群众无记名测评")
    assessment = models.ForeignKey(
        "appraisals.Assessment", models.PROTECT, null=True, related_name="+", verbose_name="按考核办法的考核"
    )
    grade = models.CharField("等级", max_length=20, blank=True)
    naming = models.ForeignKey(Naming, models.PROTECT, null=True, related_name="+", verbose_name="命名批次")
    withdrawn_on = models.DateField("撤销日期", null=True)
    plaque_on = models.DateField("授牌日期", null=True)
    plaque_back_on = models.DateField("收回牌匾日期", null=True)

    class Meta(Kept.Meta):
        verbose_name = "示范点"
        indexes = [
            models.Index(fields=["programme", "state"], name="site_by_programme"),
            models.Index(fields=["org", "-id"], name="site_by_org"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "org"],
                condition=~Q(state__in=(SiteState.QUIT, SiteState.DECLINED, SiteState.WITHDRAWN)),
                name="one_application_at_a_time",
                violation_error_message="本组织已经申报",
            ),
            models.CheckConstraint(
                condition=~Q(state=SiteState.NAMED) | Q(naming__isnull=False), name="a_named_site_has_its_batch"
            ),
            models.CheckConstraint(
                condition=Q(state=SiteState.WITHDRAWN, withdrawn_on__isnull=False)
                | ~Q(state=SiteState.WITHDRAWN) & Q(withdrawn_on=None),
                name="a_withdrawn_site_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(plaque_back_on=None) | Q(plaque_on__isnull=False, plaque_back_on__gte=F("plaque_on")),
                name="a_plaque_goes_out_before_it_comes_back",
                violation_error_message="收回牌匾不能早于授牌",
            ),
        ]


class SiteStep(Noted):
    """A step an application took: what, when, by whom, with which words."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="+", verbose_name="示范点")
    kind = models.CharField("步骤", max_length=10, choices=SiteStepKind.choices())
    on = models.DateField("日期")
    note = models.CharField("意见", max_length=500, blank=True)

    class Meta(Noted.Meta):
        verbose_name = "申报步骤"
        indexes = [models.Index(fields=["site", "id"], name="step_by_site")]


class SiteVisit(Noted):
    """A visit on the spot: who went, how long, and per point what was seen ([point, seen, words])."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="+", verbose_name="示范点")
    on = models.DateField("日期")
    visitors = models.CharField("到场人员", max_length=120)
    minutes = models.IntegerField("在场多少分钟")
    hosts = models.IntegerField("对方陪同几人")
    seen = models.JSONField("逐项所见", default=list)
    note = models.CharField("总的印象", max_length=500, blank=True)

    class Meta(Noted.Meta):
        verbose_name = "现场验收"
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gt=0, hosts__gte=0),
                name="a_visit_takes_time",
                violation_error_message="时间要大于0",
            )
        ]

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """(point, what was seen in a word, words)."""
        return [(point, Seen.label_of(seen), note) for point, seen, note in self.seen]


class Recheck(Noted):
    """The re-check of a year. To be mended by a day, until `mended_on` says it was looked at again."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="+", verbose_name="示范点")
    year = models.IntegerField("年度")
    on = models.DateField("复核日期")
    result = models.CharField("结论", max_length=10, choices=RecheckResult.choices())
    why = models.CharField("理由", max_length=500)
    mend_by = models.DateField("整改最晚日期", null=True)
    mended_on = models.DateField("整改后再看的日期", null=True)
    mended = models.CharField("整改情况", max_length=300, blank=True)
    version = models.IntegerField("版本", default=1)

    class Meta(Noted.Meta):
        verbose_name = "年度复核"
        constraints = [
            models.UniqueConstraint(
                fields=["site", "year"], name="one_recheck_a_year", violation_error_message="这一年已经复核过"
            ),
            models.CheckConstraint(
                condition=Q(result=RecheckResult.MEND, mend_by__isnull=False)
                | ~Q(result=RecheckResult.MEND) & Q(mend_by=None, mended_on=None),
                name="mending_has_its_day",
                violation_error_message="限期整改要写最晚日期",
            ),
            models.CheckConstraint(
                condition=Q(mended_on=None) | ~Q(mended=""),
                name="mending_says_what",
                violation_error_message="请写整改情况",
            ),
        ]


class Finding(Noted):
    """Something on the veto list that the organiser heard of and typed, with its source; upheld or cleared after it was
    looked into. No names of persons."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="+", verbose_name="示范点")
    on = models.DateField("日期")
    what = models.CharField("情况", max_length=200)
    source = models.CharField("来源", max_length=120)
    state = models.CharField("核实结果", max_length=10, choices=FindingState.choices(), default=FindingState.OPEN)
    outcome = models.CharField("核实情况", max_length=200, blank=True)
    version = models.IntegerField("版本", default=1)

    class Meta(Noted.Meta):
        verbose_name = "否决事项线索"
        constraints = [
            models.CheckConstraint(
                condition=Q(state=FindingState.OPEN) | ~Q(outcome=""),
                name="a_finding_is_looked_into",
                violation_error_message="请写明怎样核实的",
            )
        ]


class SiteCost(Noted):
    """What the branch has spent on it: people, minutes of each, and money in 分 as stated, with who bore it."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="+", verbose_name="示范点")
    on = models.DateField("日期")
    kind = models.CharField("用在哪里", max_length=10, choices=CostKind.choices())
    what = models.CharField("做了什么", max_length=120)
    people = models.IntegerField("几个人")
    minutes = models.IntegerField("每人多少分钟")
    fen = models.BigIntegerField("花了多少钱（分）", default=0)
    paid_by = models.CharField("谁出的钱", max_length=10, choices=PaidBy.choices(), blank=True)

    class Meta(Noted.Meta):
        verbose_name = "创建花费"
        constraints = [
            models.CheckConstraint(
                condition=Q(people__gte=0, minutes__gte=0, fen__gte=0),
                name="a_cost_is_no_debt",
                violation_error_message="人数、时间和金额不能小于0",
            ),
            models.CheckConstraint(
                condition=Q(fen=0) | ~Q(paid_by=""), name="money_has_its_payer", violation_error_message="请选谁出的钱"
            ),
        ]
