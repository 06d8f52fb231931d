"""评选表彰 from its quota to its decision, and the register of honours."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from jishi.campaigns.models.campaigns import Campaign
from jishi.campaigns.rules import (
    Condition,
    HonourKind,
    HonourLevel,
    NomineeState,
    OpinionFrom,
    SelectionState,
)
from jishi.kernel.keeping import Kept, Noted
from jishi.orgs.models import Organization

_PERSON_OR_ORG = Q(person=None, target__isnull=False) | Q(person__isnull=False, target=None)


class Selection(Kept):
    """评选表彰 of an organisation: which titles, how many, what is asked of those recommended, shown, decided."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="+", verbose_name="活动")
    title = models.CharField("名称", max_length=60)
    basis = models.CharField("通知文号或名称", max_length=120)
    year = models.IntegerField("年度")
    level = models.CharField("表彰层级", max_length=20, choices=HonourLevel.choices())
    conditions = ArrayField(
        models.CharField(max_length=20, choices=Condition.choices()), verbose_name="推荐条件", default=list
    )
    state = models.CharField("状态", max_length=10, choices=SelectionState.choices(), default=SelectionState.OPEN)
    publicity = models.OneToOneField(
        "notices.Publicity", models.PROTECT, null=True, related_name="+", verbose_name="公示"
    )
    decided_on = models.DateField("决定日期", null=True)
    decision = models.CharField("表彰决定文号", max_length=60, blank=True)
    decided_in = models.ForeignKey(
        "activities.Activity", models.PROTECT, null=True, related_name="+", verbose_name="决定的会议"
    )

    class Meta(Kept.Meta):
        verbose_name = "评选表彰"
        indexes = [models.Index(fields=["org", "-year"], name="selection_by_org")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="decided")
                | (~Q(decision="") & Q(decided_on__isnull=False, publicity__isnull=False)),
                name="decided_after_its_publicity",
                violation_error_message="公示以后才能决定，并要有文号",
            )
        ]


class Quota(models.Model):
    """名额 of one title."""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="+", verbose_name="评选表彰")
    kind = models.CharField("称号", max_length=20, choices=HonourKind.choices())
    number = models.IntegerField("名额")

    class Meta:
        default_permissions = ()
        verbose_name = "表彰名额"
        constraints = [
            models.UniqueConstraint(fields=["selection", "kind"], name="one_quota_a_title"),
            models.CheckConstraint(
                condition=Q(number__gt=0), name="a_quota_is_not_empty", violation_error_message="名额至少是1"
            ),
        ]


class Nominee(Kept):
    """A person or an organisation (`target`) that `org` recommends. `checks` are the conditions as they were looked at when
    recommended, each with its reason and source."""

    selection = models.ForeignKey(Selection, models.PROTECT, related_name="+", verbose_name="评选表彰")
    kind = models.CharField("称号", max_length=20, choices=HonourKind.choices())
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="被推荐人")
    target = models.ForeignKey(
        "orgs.Organization", models.PROTECT, null=True, related_name="+", verbose_name="被推荐的党组织"
    )
    worked_since = models.CharField("参加工作时间", max_length=20, blank=True)
    resume = models.TextField("简历", max_length=1000, blank=True)
    rewards = models.CharField("何时何地受过何种奖惩", max_length=300, blank=True)
    deeds = models.TextField("主要事迹", max_length=2000)
    checks = models.JSONField("推荐时的条件核对", default=list)
    state = models.CharField("状态", max_length=10, choices=NomineeState.choices(), default=NomineeState.PROPOSED)
    why = models.CharField("不再推荐的原因", max_length=200, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "推荐对象"
        constraints = [
            models.CheckConstraint(condition=_PERSON_OR_ORG, name="a_nominee_is_a_person_or_an_organisation"),
            models.UniqueConstraint(fields=["selection", "person"], name="one_title_a_person"),
            models.UniqueConstraint(fields=["selection", "target"], name="one_title_an_organisation"),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(why=""),
                name="a_dropped_nominee_has_a_reason",
                violation_error_message="要写明原因",
            ),
        ]

    def place_of(self, whose: str) -> Organization:
        """Where an opinion is noted: the branch's and the masses' with who recommends, the others with who decides."""
        return self.org if whose in (OpinionFrom.BRANCH, OpinionFrom.MASSES) else self.selection.org


class Opinion(Noted):
    """What one of those asked says of a nominee; the last one counts."""

    nominee = models.ForeignKey(Nominee, models.CASCADE, related_name="+", verbose_name="推荐对象")
    whose = models.CharField("谁的意见", max_length=20, choices=OpinionFrom.choices())
    agrees = models.BooleanField("同意")
    on = models.DateField("日期")
    text = models.CharField("意见", max_length=300)

    class Meta(Noted.Meta):
        verbose_name = "推荐意见"
        constraints = [models.UniqueConstraint(fields=["nominee", "whose"], name="one_opinion_each")]


class Honour(Kept):
    """A line of the register, kept by `org`: a person or an organisation (`target`) that was honoured, by whom and by which
    paper. One that was withdrawn stays, marked."""

    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="受表彰的人")
    target = models.ForeignKey(
        "orgs.Organization", models.PROTECT, null=True, related_name="+", verbose_name="受表彰的党组织"
    )
    kind = models.CharField("荣誉", max_length=20, choices=HonourKind.choices())
    title = models.CharField("荣誉名称", max_length=80)
    level = models.CharField("层级", max_length=20, choices=HonourLevel.choices())
    given_by = models.CharField("授予单位", max_length=120)
    given_on = models.DateField("授予日期")
    number = models.CharField("文号或证书号", max_length=80, blank=True)
    nominee = models.OneToOneField(Nominee, models.PROTECT, null=True, related_name="+", verbose_name="推荐对象")
    withdrawn_on = models.DateField("撤销日期", null=True)
    withdrawn_why = models.CharField("撤销的依据和原因", max_length=200, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "荣誉"
        indexes = [
            models.Index(fields=["org", "-given_on"], name="honour_by_org"),
            models.Index(fields=["person"], name="honour_by_person"),
            models.Index(fields=["target"], name="honour_by_target"),
            models.Index(fields=["-given_on", "-id"], name="honour_by_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=_PERSON_OR_ORG, name="an_honour_is_a_person_s_or_an_organisation_s"),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | (~Q(withdrawn_why="") & Q(withdrawn_on__gte=F("given_on"))),
                name="a_withdrawn_honour_says_why",
                violation_error_message="撤销要写明依据和原因",
            ),
        ]
