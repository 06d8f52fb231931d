"""Experiences, who came to look, who took them over."""

from django.db import models
from django.db.models import F, Q

from jishi.kernel.keeping import Kept, Noted
from jishi.model_sites.models.sites import Site
from jishi.model_sites.rules import (
    AdoptionState,
    ExperienceState,
)


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
