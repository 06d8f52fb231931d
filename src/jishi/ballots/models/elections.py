"""Changes of committees on their way: when each step is due, who helps, what has been done."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jishi.ballots.rules import ElectionKind, ElectionState
from jishi.orgs.rules import Sector


class Edited(models.Model):
    """What is edited by several: one submission makes it once, a version guards each edit."""

    at = models.DateTimeField("建立时间")
    by = models.CharField("建立人", max_length=100)
    submission = models.UUIDField("提交编号", unique=True, null=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        abstract = True
        default_permissions = ()


class Wave(Edited):
    """统一换届: an election that a superior has ordered for all villages or communities below it, with its own days.
    `days` holds the latest days the notice sets, by code of the step."""

    issuer = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="部署组织")
    title = models.CharField("名称", max_length=80)
    basis = models.CharField("通知文号或名称", max_length=120)
    sectors = ArrayField(models.CharField(max_length=20, choices=Sector.choices()), verbose_name="涉及的领域")
    meetings_by = models.DateField("选举大会最晚日期")
    days = models.JSONField("各步骤最晚日期", default=dict)

    class Meta(Edited.Meta):
        verbose_name = "统一换届"
        indexes = [models.Index(fields=["issuer", "-meetings_by"], name="wave_by_issuer")]


class Election(Edited):
    """One change of committee, by-election or congress of an organisation. `approval` is the superior's paper where the
    day lies outside the term. `is_difficult` and `difficulty` are seen by those above alone."""

    org = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="党组织")
    wave = models.ForeignKey(Wave, models.SET_NULL, null=True, related_name="+", verbose_name="统一换届")
    term = models.ForeignKey("orgs.Term", models.SET_NULL, null=True, related_name="+", verbose_name="届满的一届")
    kind = models.CharField("选举类别", max_length=12, choices=ElectionKind.choices())
    state = models.CharField("进行情况", max_length=10, choices=ElectionState.choices(), default=ElectionState.RUNNING)
    meeting_on = models.DateField("选举大会日期")
    basis = models.CharField("依据", max_length=120, blank=True)
    approval = models.CharField("延期或提前的批复", max_length=120, blank=True)
    seats = models.IntegerField("委员名额", null=True)
    candidates = models.IntegerField("候选人名额", null=True)
    ended_why = models.CharField("取消原因", max_length=200, blank=True)
    helper = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+", verbose_name="联系帮助人")
    is_difficult = models.BooleanField("重点、难点", default=False)
    difficulty = models.CharField("难在哪里", max_length=200, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "换届选举"
        constraints = [
            models.UniqueConstraint(
                fields=["org"],
                condition=Q(state=ElectionState.RUNNING, kind__in=[ElectionKind.TERM, ElectionKind.CONGRESS]),
                name="one_running_change_of_committee",
                violation_error_message="这个组织的换届正在办理",
            ),
            models.CheckConstraint(condition=Q(is_difficult=True) | Q(difficulty=""), name="difficulty_only_if_marked"),
        ]
        indexes = [
            models.Index(fields=["org", "state"], name="election_by_org"),
            models.Index(fields=["wave", "org"], name="election_by_wave"),
        ]


class ElectionStep(models.Model):
    """What is particular to a step of one election: another latest day, with its reason, and when it was done."""

    pk = models.CompositePrimaryKey("election_id", "code")
    election = models.ForeignKey(Election, models.CASCADE, related_name="+", verbose_name="换届选举")
    code = models.CharField("步骤", max_length=20)
    latest_on = models.DateField("改定的最晚日期", null=True)
    why = models.CharField("改期原因", max_length=200, blank=True)
    done_on = models.DateField("办结日期", null=True)
    note = models.CharField("办理情况", max_length=300, blank=True)
    done_by = models.CharField("填报人", max_length=100, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "换届步骤"
