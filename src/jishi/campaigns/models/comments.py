"""领导点评 and the ties of a campaign to its secret polls."""

from django.db import models
from django.db.models import Q

from jishi.campaigns.models.campaigns import Campaign
from jishi.campaigns.rules import CommentWay
from jishi.kernel.keeping import Kept


class Comment(Kept):
    """What a leader of `org` said of an organisation right below it (`target`) or of a member of it (`person`). `facts` are
    the sentences from records it was drafted with, as of that day; the answer is of whom it is about."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name="活动")
    target = models.ForeignKey(
        "orgs.Organization", models.PROTECT, null=True, related_name="+", verbose_name="被点评的党组织"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", verbose_name="被点评的党员"
    )
    leader = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="点评人")
    on = models.DateField("点评日期")
    way = models.CharField("方式", max_length=10, choices=CommentWay.choices())
    facts = models.JSONField("记录显示", default=list)
    carried_out = models.CharField("活动开展", max_length=300, blank=True)
    promises = models.CharField("承诺兑现", max_length=300, blank=True)
    work = models.CharField("中心工作和岗位业绩", max_length=300, blank=True)
    masses = models.CharField("联系服务群众", max_length=300, blank=True)
    conduct = models.CharField("作风廉洁", max_length=300, blank=True)
    lacking = models.CharField("不足", max_length=300)
    direction = models.CharField("努力方向", max_length=300)
    answer = models.CharField("整改打算", max_length=300, blank=True)
    answered_on = models.DateField("答复日期", null=True)
    answered_by = models.CharField("答复人", max_length=100, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "领导点评"
        constraints = [
            models.CheckConstraint(
                condition=Q(target=None, person__isnull=False) | Q(target__isnull=False, person=None),
                name="a_comment_is_on_an_organisation_or_a_person",
            ),
            models.UniqueConstraint(fields=["campaign", "target"], name="one_comment_on_an_organisation"),
            models.UniqueConstraint(fields=["campaign", "person"], name="one_comment_on_a_person"),
        ]


class MassReview(models.Model):
    """群众评议 of an organisation in a campaign: the secret poll that holds it."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name="活动")
    poll = models.OneToOneField("ballots.Poll", models.CASCADE, related_name="+", verbose_name="无记名测评")

    class Meta:
        default_permissions = ()
        verbose_name = "群众评议"
