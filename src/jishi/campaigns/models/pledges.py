"""公开承诺 of organisations and members, and what is said of them on the way."""

from django.db import models
from django.db.models import Q

from jishi.campaigns.models.campaigns import Campaign
from jishi.campaigns.rules import PledgeKind, PledgeScope, PledgeState, ReasonKind
from jishi.kernel.keeping import Kept, Noted


class Pledge(Kept):
    """One thing an organisation (`person` empty) or a member of it promises: proposed, reviewed at a meeting, published
    within the branch unless more was decided, kept or not and why."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="+", verbose_name="活动")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="承诺人")
    kind = models.CharField("承诺类型", max_length=10, choices=PledgeKind.choices())
    text = models.CharField("承诺事项", max_length=200)
    measures = models.CharField("践诺措施", max_length=300, blank=True)
    due_on = models.DateField("完成时限")
    state = models.CharField("状态", max_length=10, choices=PledgeState.choices(), default=PledgeState.PROPOSED)
    reviewed_in = models.ForeignKey(
        "activities.Activity", models.PROTECT, null=True, related_name="+", verbose_name="审定的会议"
    )
    review = models.CharField("审核意见", max_length=200, blank=True)
    scope = models.CharField("公布范围", max_length=10, choices=PledgeScope.choices(), default=PledgeScope.BRANCH)
    published_on = models.DateField("公布日期", null=True)
    watch = models.CharField("监督电话", max_length=40, blank=True)
    assignment = models.ForeignKey(
        "assignments.Assignment", models.PROTECT, null=True, related_name="+", verbose_name="有关任务"
    )
    settled_on = models.DateField("写结果日期", null=True)
    settled_by = models.CharField("写结果的人", max_length=100, blank=True)
    outcome = models.CharField("结果", max_length=300, blank=True)
    why = models.CharField("未兑现原因", max_length=10, choices=ReasonKind.choices(), blank=True)

    class Meta(Kept.Meta):
        verbose_name = "公开承诺"
        indexes = [
            models.Index(fields=["org", "state", "due_on"], name="pledge_by_org"),
            models.Index(fields=["person", "-due_on"], name="pledge_by_person"),
            models.Index(fields=["campaign", "state"], name="pledge_by_campaign"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "returned"]) | Q(reviewed_in__isnull=False),
                name="a_pledge_is_reviewed_at_a_meeting",
                violation_error_message="要写明在哪次会议上审定",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "kept", "not_kept"]) | Q(published_on__isnull=False),
                name="a_published_pledge_has_its_day",
                violation_error_message="要写明公布日期",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["kept", "not_kept"]) | ~Q(outcome="") & Q(settled_on__isnull=False),
                name="a_settled_pledge_has_its_outcome",
                violation_error_message="要写明结果",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_kept") | ~Q(why=""),
                name="a_pledge_not_kept_says_why",
                violation_error_message="没有兑现的要写明是客观原因还是主观原因",
            ),
        ]


class PledgeNote(Noted):
    """践诺进展: what has been done towards a pledge."""

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="+", verbose_name="公开承诺")
    on = models.DateField("日期")
    text = models.CharField("进展", max_length=300)

    class Meta(Noted.Meta):
        verbose_name = "践诺进展"
        indexes = [models.Index(fields=["pledge", "-on"], name="pledge_note_by_pledge")]
