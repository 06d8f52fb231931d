"""From the first name to the approved list: how the election is to be held, who recommended whom, what was decided. Every
edit of these rows is guarded by the version of the election."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from jishi.ballots.models.elections import Election
from jishi.ballots.rules.candidates import CandidateStage, JointReview, Objections, Office, Way, WayForm
from jishi.ballots.rules.counting import Base


class Procedure(models.Model):
    """How this election is held: what was asked of the superior and agreed, and what the 选举办法 says. `ways` are those
    the notice provides for. `is_direct`: no committee, the members' meeting elects secretary and deputy itself. `base` is
    what the 选举办法 names for the majority, "" where it names none. `excusal_paper` is the superior's agreement to the
    list of those left out of 应到会. No row: nothing has been said yet, the defaults hold."""

    election = models.OneToOneField(
        Election, models.CASCADE, primary_key=True, related_name="procedure", verbose_name="换届选举"
    )
    starts_at = models.TimeField("大会时间", null=True)
    place = models.CharField("大会地点", max_length=100, blank=True)
    is_direct = models.BooleanField("不设委员会，由党员大会直接选举书记、副书记", default=False)
    deputies = models.IntegerField("副书记名额", default=0)
    ways = ArrayField(models.CharField(max_length=12, choices=Way.choices()), verbose_name="推荐方式", default=list)
    ways_basis = models.CharField("推荐方式的依据", max_length=120, blank=True)
    request_no = models.CharField("换届请示文号", max_length=60, blank=True)
    requested_on = models.DateField("换届请示日期", null=True)
    agreed_no = models.CharField("同意召开大会的批复文号", max_length=60, blank=True)
    agreed_on = models.DateField("同意召开大会的批复日期", null=True)
    excusal_paper = models.CharField("同意不计入应到会的批复", max_length=120, blank=True)
    contact = models.CharField("联系人和电话", max_length=60, blank=True)
    base = models.CharField("过半数的基数", max_length=8, choices=Base.choices(), blank=True)
    is_by_votes = models.BooleanField("报告结果按得票多少排列", default=True)

    class Meta:
        default_permissions = ()
        verbose_name = "选举方案和选举办法"
        constraints = [models.CheckConstraint(condition=Q(deputies__gte=0), name="deputies_not_negative")]


class Recommending(models.Model):
    """One way of recommending as it was held: by the organisation, by members, by the masses, by oneself; with the head
    counts of its slips where there were slips. One row for each way of an election."""

    election = models.ForeignKey(
        Election, models.CASCADE, db_index=False, related_name="recommendings", verbose_name="换届选举"
    )
    way = models.CharField("推荐方式", max_length=12, choices=Way.choices())
    form = models.CharField("推荐形式", max_length=8, choices=WayForm.choices())
    held_on = models.DateField("推荐日期")
    due = models.IntegerField("应参加人数", null=True)
    present = models.IntegerField("参加人数", null=True)
    issued = models.IntegerField("发出推荐票（表）", null=True)
    returned = models.IntegerField("收回推荐票（表）", null=True)
    valid = models.IntegerField("有效推荐票（表）", null=True)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "推荐情况"
        constraints = [
            models.UniqueConstraint(fields=["election", "way"], name="one_recommending_per_way"),
            models.CheckConstraint(
                condition=Q(returned=None) | Q(valid__lte=F("returned")), name="valid_slips_returned"
            ),
            models.CheckConstraint(
                condition=Q(issued=None) | Q(returned=None) | Q(returned__lte=F("issued")), name="returned_slips_issued"
            ),
        ]


class Candidate(models.Model):
    """One person named in an election, from the first recommendation on; `stage` says how far. Stands for a seat on the
    committee (for a delegate's seat in an election of delegates), unless the procedure is direct. `post` is what is
    intended at the committee's first meeting: secretary, deputy or nothing. Of the joint review only the conclusion and
    its date are kept. `person` is empty for somebody who is not on the platform. What is printed about a person is read
    from there; here stands only what was written for this election."""

    election = models.ForeignKey(
        Election, models.CASCADE, db_index=False, related_name="candidacies", verbose_name="换届选举"
    )
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+", verbose_name="人员")
    name = models.CharField("姓名", max_length=60)
    stage = models.CharField("进展", max_length=10, choices=CandidateStage.choices(), default=CandidateStage.NAMED)
    why = models.CharField("不再作为人选的原因", max_length=200, blank=True)
    post = models.CharField(
        "拟任职务", max_length=10, choices=[(o.value, o.label) for o in (Office.SECRETARY, Office.DEPUTY)], blank=True
    )
    review = models.CharField("县级联审结论", max_length=8, choices=JointReview.choices(), blank=True)
    reviewed_on = models.DateField("县级联审日期", null=True)
    agreed = models.IntegerField("酝酿时同意人数", null=True)
    worked_since = models.CharField("参加工作时间", max_length=20, blank=True)
    employer = models.CharField("单位职务、职称", max_length=120, blank=True)
    resume = models.TextField("简历", blank=True)
    introduction = models.TextField("主要表现", blank=True)
    remark = models.CharField("备注", max_length=120, blank=True)
    at = models.DateTimeField("填报时间")
    by = models.CharField("填报人", max_length=100)
    submission = models.UUIDField("提交编号", unique=True, null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "候选人"
        constraints = [
            models.UniqueConstraint(
                fields=["election", "person"],
                name="one_candidacy_per_person",
                violation_error_message="这个人已经在名单里",
            ),
            models.CheckConstraint(condition=Q(review="") | Q(reviewed_on__isnull=False), name="review_has_its_day"),
            models.CheckConstraint(
                condition=~Q(stage=CandidateStage.DROPPED) | ~Q(why=""), name="dropped_candidate_has_reason"
            ),
        ]


class Support(models.Model):
    """How many recommended one person by one way. For the organisation's own way the number of committee members who
    agreed; for 本人自荐 the row alone counts."""

    candidate = models.ForeignKey(
        Candidate, models.CASCADE, db_index=False, related_name="supports", verbose_name="候选人"
    )
    way = models.CharField("推荐方式", max_length=12, choices=Way.choices())
    count = models.IntegerField("推荐人数或票数", default=0)

    class Meta:
        default_permissions = ()
        verbose_name = "推荐票数"
        constraints = [
            models.UniqueConstraint(fields=["candidate", "way"], name="one_support_per_way"),
            models.CheckConstraint(condition=Q(count__gte=0), name="support_not_negative"),
        ]


class Slate(models.Model):
    """The list of candidates on its way: deliberated, sent up, approved, published, introduced. No row: not begun."""

    election = models.OneToOneField(
        Election, models.CASCADE, primary_key=True, related_name="slate", verbose_name="换届选举"
    )
    deliberated_on = models.DateField("酝酿日期", null=True)
    deliberation_due = models.IntegerField("酝酿应到人数", null=True)
    deliberation_present = models.IntegerField("酝酿实到人数", null=True)
    deliberation = models.TextField("酝酿情况", blank=True)
    request_no = models.CharField("候选人预备人选请示文号", max_length=60, blank=True)
    requested_on = models.DateField("候选人预备人选请示日期", null=True)
    approval_no = models.CharField("候选人预备人选的批复文号", max_length=60, blank=True)
    approved_on = models.DateField("候选人预备人选的批复日期", null=True)
    published_from = models.DateField("公示起", null=True)
    published_to = models.DateField("公示止", null=True)
    published_where = models.CharField("公示地点和方式", max_length=120, blank=True)
    objections = models.CharField("公示结果", max_length=8, choices=Objections.choices(), blank=True)
    objections_note = models.CharField("反映的处理情况", max_length=300, blank=True)
    introduced_on = models.DateField("介绍候选人日期", null=True)
    introduced_note = models.CharField("介绍方式和答复询问情况", max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "候选人名单办理"
        constraints = [
            models.CheckConstraint(
                condition=Q(published_to=None) | Q(published_to__gte=F("published_from")),
                name="slate_published_in_order",
            ),
            models.CheckConstraint(
                condition=Q(approved_on=None) | ~Q(approval_no=""), name="slate_approval_has_its_paper"
            ),
        ]

    def is_public_on(self, day: date) -> bool:
        """Whether everybody may see who stands: 公示 has begun, or the candidates were introduced."""
        begun = self.published_from is not None and self.published_from <= day
        return begun or self.introduced_on is not None
