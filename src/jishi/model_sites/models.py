"""Programmes with their basis, applications and named sites, what was seen, spent and found, and how an experience
spreads. Nothing here holds a charge: applicants pay no fee."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from jishi.kernel.keeping import Kept, Noted
from jishi.model_sites.rules import (
    AdoptionState,
    CostKind,
    ExperienceState,
    FindingState,
    Level,
    PaidBy,
    ProgrammeKind,
    PublicityResult,
    RecheckResult,
    Seen,
    SiteState,
    SiteStepKind,
)
from jishi.orgs.rules import OrgKind, Sector


class Programme(Kept):
    """A programme of an organisation for those below it. `host_kind` is the organiser's kind on the day it began: with it
    the database itself refuses a model-site programme without an entitled organiser and a basis. What it asks of one
    applicant is `people` × `minutes`; `demand` is where that lies on record as a load."""

    kind = models.CharField("类别", max_length=10, choices=ProgrammeKind.choices())
    title = models.CharField("名称", max_length=80)
    host_kind = models.CharField("主办组织类别", max_length=30, choices=OrgKind.choices())
    level = models.CharField("命名级别", max_length=10, choices=Level.choices(), blank=True)
    approved_by = models.CharField("批准机关", max_length=80, blank=True)
    approval = models.CharField("批准文号", max_length=60, blank=True)
    approved_on = models.DateField("批准日期", null=True)
    basis = models.CharField("工作依据", max_length=200, blank=True)
    purpose = models.CharField("为了解决什么", max_length=300)
    opens_on = models.DateField("申报开始")
    closes_on = models.DateField("申报截止")
    years = models.IntegerField("有效期（年）", null=True)
    grades = models.CharField("等级名称", max_length=100, blank=True)
    watched = ArrayField(models.CharField(max_length=20), verbose_name="由记录自动提醒的否决事项", default=list)
    vetoes = models.TextField("其他否决事项", max_length=600, blank=True)
    people = models.IntegerField("每个申报组织要几个人")
    minutes = models.IntegerField("每人要多少分钟")
    demand = models.ForeignKey(
        "duties.Demand", models.PROTECT, null=True, related_name="+", verbose_name="登记的本级要求"
    )
    ended_on = models.DateField("结束日期", null=True)
    ended_why = models.CharField("结束说明", max_length=200, blank=True)
    at = models.DateTimeField("建立时间")
    by = models.CharField("建立人", max_length=100)

    class Meta(Kept.Meta):
        verbose_name = "创建项目"
        indexes = [models.Index(fields=["org", "-opens_on"], name="programme_by_org")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=ProgrammeKind.MODEL)
                | (
                    Q(host_kind=OrgKind.COUNTY_COMMITTEE, approved_on__isnull=False)
                    & ~Q(approved_by="")
                    & ~Q(approval="")
                    & ~Q(level="")
                ),
                name="model_programme_has_its_approval",
                violation_error_message="示范点创建要有批准机关、文号和日期，并且由有资格的组织主办",
            ),
            models.CheckConstraint(
                condition=Q(kind=ProgrammeKind.MODEL) | (~Q(title__contains="示范") & Q(level="")),
                name="only_a_model_programme_says_model",
                violation_error_message="没有经过批准的，名称里不用“示范”",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="programme_closes_after_it_opens",
                violation_error_message="申报截止不能早于开始",
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1, minutes__gte=1),
                name="programme_costs_something",
                violation_error_message="人数和分钟数至少是1",
            ),
        ]

    def takes_in(self, day: date) -> bool:
        """Whether applications are taken on a day."""
        return self.ended_on is None and self.opens_on <= day <= self.closes_on


class SiteCategory(models.Model):
    """A category of a programme: a sector (or all), how many may be named, what counts, what a visitor looks at (a point
    a line)."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+", verbose_name="创建项目")
    name = models.CharField("类别名称", max_length=40)
    sector = models.CharField("领域", max_length=20, choices=Sector.choices(), blank=True)
    quota = models.IntegerField("名额")
    standard = models.TextField("条件和标准", max_length=2000)
    points = models.TextField("现场看什么", max_length=1000, blank=True)
    submission = models.UUIDField("提交编号", unique=True, null=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "创建类别"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"], name="a_category_once", violation_error_message="已有这个类别"
            ),
            models.CheckConstraint(
                condition=Q(quota__gte=1), name="a_category_has_room", violation_error_message="名额至少是1"
            ),
        ]


class Naming(Kept):
    """One batch: the list made public, then decided with a paper. Sites hang on it by `Site.naming`."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name="创建项目")
    batch = models.CharField("批次", max_length=20)
    public_from = models.DateField("公示起", null=True)
    public_to = models.DateField("公示止", null=True)
    public_where = models.CharField("公示地点和方式", max_length=120, blank=True)
    publicity = models.CharField("公示结果", max_length=10, choices=PublicityResult.choices(), blank=True)
    objections = models.CharField("收到的反映和核实情况", max_length=300, blank=True)
    decided_on = models.DateField("命名日期", null=True)
    number = models.CharField("命名文号", max_length=60, blank=True)
    until = models.DateField("有效期至", null=True)

    class Meta(Kept.Meta):
        verbose_name = "命名批次"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "batch"], name="a_batch_once", violation_error_message="已有这个批次"
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None)
                | (~Q(number="") & ~Q(publicity="") & Q(public_to__isnull=False, decided_on__gt=F("public_to"))),
                name="named_after_its_publicity",
                violation_error_message="公示结束、写明结果以后才能命名，并要有文号",
            ),
            models.CheckConstraint(
                condition=Q(public_to=None) | Q(public_from__isnull=False, public_to__gte=F("public_from")),
                name="list_is_shown_before_it_is_not",
                violation_error_message="公示止日不能早于起日",
            ),
            models.CheckConstraint(
                condition=Q(publicity__in=("", PublicityResult.NONE)) | ~Q(objections=""),
                name="objections_are_answered",
                violation_error_message="请写明反映了什么、怎样核实的",
            ),
        ]


class Site(Kept):
    """An application of `org`, and what became of it. `figures` are what the records said on `drawn_on`, each with the
    page it came from; the words beside them are the applicant's own."""

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
    figures = models.JSONField("取自记录的数字", default=list)
    drawn_on = models.DateField("取数日期")
    poll = models.ForeignKey("ballots.Poll", models.PROTECT, null=True, related_name="+", verbose_name="群众无记名测评")
    assessment = models.ForeignKey(
        "appraisals.Assessment", models.PROTECT, null=True, related_name="+", verbose_name="按考核办法的考核"
    )
    grade = models.CharField("等级", max_length=20, blank=True)
    naming = models.ForeignKey(Naming, models.PROTECT, null=True, related_name="+", verbose_name="命名批次")
    withdrawn_on = models.DateField("撤销日期", null=True)

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


class Experience(Kept):
    """经验做法 of an organisation, in one template; `figures` come from its records, each with its page. Shared, it is read
    by everybody below `shared_in`."""

    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+", verbose_name="示范点")
    title = models.CharField("题目", max_length=80)
    problem = models.TextField("原来的问题", max_length=1000)
    practice = models.TextField("怎么做的", max_length=3000)
    results = models.TextField("见到什么成效", max_length=1500, blank=True)
    conditions = models.TextField("适用的条件", max_length=1000, blank=True)
    lessons = models.TextField("走过的弯路", max_length=1000, blank=True)
    figures = models.JSONField("取自记录的数字", default=list)
    drawn_on = models.DateField("取数日期")
    state = models.CharField(
        "进行情况", max_length=10, choices=ExperienceState.choices(), default=ExperienceState.DRAFT
    )
    shared_in = models.ForeignKey(
        "orgs.Organization", models.PROTECT, null=True, related_name="+", verbose_name="推广范围"
    )
    shared_on = models.DateField("推广日期", null=True)

    class Meta(Kept.Meta):
        verbose_name = "经验做法"
        indexes = [models.Index(fields=["org", "-id"], name="experience_by_org")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ExperienceState.DRAFT, shared_in=None)
                | Q(state=ExperienceState.SHARED, shared_in__isnull=False, shared_on__isnull=False),
                name="a_shared_experience_has_its_range",
            )
        ]


class Observation(Noted):
    """观摩: who came to look, how many, and what they said afterwards."""

    experience = models.ForeignKey(Experience, models.CASCADE, related_name="+", verbose_name="经验做法")
    org = models.ForeignKey(
        "orgs.Organization", models.PROTECT, null=True, related_name="+", verbose_name="来观摩的党组织"
    )
    who = models.CharField("来的人", max_length=120)
    people = models.IntegerField("几个人")
    on = models.DateField("日期")
    feedback = models.CharField("反馈", max_length=500, blank=True)

    class Meta(Noted.Meta):
        verbose_name = "观摩"
        constraints = [
            models.CheckConstraint(
                condition=Q(people__gte=1), name="somebody_came", violation_error_message="人数至少是1"
            )
        ]


class Adoption(Noted):
    """An organisation took an experience over, from its home or from another that had; how far it has come."""

    experience = models.ForeignKey(Experience, models.CASCADE, related_name="+", verbose_name="经验做法")
    org = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="借鉴的党组织")
    source = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="从谁那里学的")
    on = models.DateField("开始日期")
    adapted = models.CharField("怎样结合本地", max_length=300)
    state = models.CharField("情况", max_length=10, choices=AdoptionState.choices(), default=AdoptionState.TRYING)
    result = models.CharField("结果", max_length=300, blank=True)
    version = models.IntegerField("版本", default=1)

    class Meta(Noted.Meta):
        verbose_name = "借鉴"
        constraints = [
            models.UniqueConstraint(
                fields=["experience", "org"], name="taken_over_once", violation_error_message="本组织已经登记借鉴"
            ),
            models.CheckConstraint(
                condition=Q(state=AdoptionState.TRYING) | ~Q(result=""),
                name="an_adoption_says_its_result",
                violation_error_message="请写结果",
            ),
            models.CheckConstraint(condition=~Q(source=F("id")), name="nobody_learns_from_oneself"),
        ]
