"""组织生活会 and 民主评议党员 of branches, year by year, and the superior's notice for each year."""

from django.db import models
from django.db.models import F, Q

from jishi.appraisals.rules import Disposal, Filing, Grade, OrgLifeStep, ProblemOf, RoundState, TallyWay
from jishi.kernel.keeping import Kept, Noted


class KeptYear(Kept):
    """What is kept once a year."""

    year = models.IntegerField("年度")

    class Meta(Kept.Meta):
        abstract = True


class YearNotice(KeptYear):
    """The superior's notice of a year: by when plans, reports and grades come in, and how many 优秀 it has in mind
    (advice). Valid for the issuer and all below, the nearest issuer wins. When meetings are held is said by the windows of
    `duties`."""

    basis = models.CharField("通知文号或名称", max_length=120)
    file_by = models.DateField("方案备案最晚日期", null=True)
    report_by = models.DateField("情况报告最晚日期", null=True)
    submit_by = models.DateField("评议等次上报最晚日期", null=True)
    excellent_percent = models.IntegerField("优秀比例上限（%）", null=True)

    class Meta(KeptYear.Meta):
        verbose_name = "年度部署"
        constraints = [
            models.UniqueConstraint(fields=["org", "year"], name="one_notice_an_issuer_and_year"),
            models.CheckConstraint(
                condition=Q(excellent_percent=None) | Q(excellent_percent__range=(1, 100)),
                name="excellent_percent_is_a_share",
                violation_error_message="比例要在1到100之间",
            ),
        ]


class OrgLife(KeptYear):
    """组织生活会 of a branch and year: its plan, then everything around the meeting. The meeting itself is a record of
    `activities`; what was said of a person is never typed."""

    theme = models.CharField("主题", max_length=200)
    planned_on = models.DateField("拟开会日期", null=True)
    place = models.CharField("地点", max_length=80, blank=True)
    scope = models.CharField("参加范围", max_length=200, blank=True)
    invited = models.CharField("列席领导", max_length=120, blank=True)
    filing = models.CharField("备案情况", max_length=10, choices=Filing.choices(), default=Filing.NONE)
    filed_on = models.DateField("上报日期", null=True)
    filed_by = models.CharField("上报人", max_length=100, blank=True)
    answered_on = models.DateField("上级答复日期", null=True)
    answered_by = models.CharField("上级答复人", max_length=100, blank=True)
    answer = models.CharField("上级意见", max_length=200, blank=True)
    activity = models.ForeignKey(
        "activities.Activity", models.PROTECT, null=True, related_name="+", verbose_name="会议记录"
    )
    poll = models.ForeignKey(
        "ballots.Poll", models.PROTECT, null=True, related_name="+", verbose_name="征求意见的无记名测评"
    )

    class Meta(KeptYear.Meta):
        verbose_name = "组织生活会筹办"
        constraints = [
            models.UniqueConstraint(fields=["org", "year"], name="one_org_life_a_year"),
            models.CheckConstraint(
                condition=Q(filing=Filing.NONE) | Q(filed_on__isnull=False), name="filed_plan_has_its_day"
            ),
        ]


class OrgLifeDone(Noted):
    """A step done: its day, how many were asked or spoke, and a sentence without names of those criticised."""

    life = models.ForeignKey(OrgLife, models.CASCADE, related_name="+", verbose_name="组织生活会")
    step = models.CharField("环节", max_length=20, choices=OrgLifeStep.choices())
    done_on = models.DateField("日期")
    people = models.IntegerField("人次", null=True)
    pieces = models.IntegerField("条数", null=True)
    note = models.CharField("情况", max_length=200, blank=True)

    class Meta(Noted.Meta):
        verbose_name = "组织生活会环节"
        constraints = [
            models.UniqueConstraint(fields=["life", "step"], name="an_org_life_step_once"),
            models.CheckConstraint(
                condition=(Q(people=None) | Q(people__gte=0)) & (Q(pieces=None) | Q(pieces__gte=0)),
                name="org_life_numbers_count",
            ),
        ]


class HeartTalk(Noted):
    """谈心谈话 before the meeting: the day and the two who talked. What they said is theirs."""

    life = models.ForeignKey(OrgLife, models.CASCADE, related_name="+", verbose_name="组织生活会")
    held_on = models.DateField("日期")
    one = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="谈话人")
    other = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="谈话对象")

    class Meta(Noted.Meta):
        verbose_name = "会前谈心谈话（日期和双方）"
        constraints = [
            models.CheckConstraint(
                condition=~Q(one=F("other")),
                name="a_heart_talk_has_two",
                violation_error_message="谈话双方不能是同一人",
            )
        ]


class Problem(Noted):
    """A problem of the committee or of a person, in the owner's own words, and the task by which it is put right, which a
    second person accepts."""

    life = models.ForeignKey(OrgLife, models.CASCADE, related_name="+", verbose_name="组织生活会")
    of = models.CharField("属于", max_length=10, choices=ProblemOf.choices())
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="本人")
    text = models.CharField("问题", max_length=200)
    assignment = models.OneToOneField(
        "assignments.Assignment", models.PROTECT, null=True, related_name="+", verbose_name="整改任务"
    )

    class Meta(Noted.Meta):
        verbose_name = "问题清单"
        indexes = [models.Index(fields=["life", "of"], name="problem_by_life")]
        constraints = [
            models.CheckConstraint(
                condition=Q(of=ProblemOf.PERSON, person__isnull=False) | Q(of=ProblemOf.COMMITTEE, person=None),
                name="personal_problem_has_its_person",
                violation_error_message="个人问题要选本人",
            )
        ]


class ReviewRound(KeptYear):
    """民主评议党员 of a branch and year, together with the 组织生活会 or alone. `claimed_on` is the day that was pushed as
    evidence of the yearly duty."""

    life = models.ForeignKey(OrgLife, models.SET_NULL, null=True, related_name="+", verbose_name="结合的组织生活会")
    activity = models.ForeignKey(
        "activities.Activity", models.PROTECT, null=True, related_name="+", verbose_name="评议会记录"
    )
    began_on = models.DateField("开展评议日期")
    ended_on = models.DateField("结束评议日期", null=True)
    studied_on = models.DateField("学习教育日期", null=True)
    self_on = models.DateField("个人自评日期", null=True)
    mutual_on = models.DateField("党员互评日期", null=True)
    state = models.CharField("进行情况", max_length=10, choices=RoundState.choices(), default=RoundState.OPEN)
    way = models.CharField("测评方式", max_length=10, choices=TallyWay.choices(), blank=True)
    tested_on = models.DateField("测评日期", null=True)
    poll = models.ForeignKey("ballots.Poll", models.PROTECT, null=True, related_name="+", verbose_name="无记名测评")
    issued = models.IntegerField("发出", null=True)
    returned = models.IntegerField("收回", null=True)
    valid = models.IntegerField("有效", null=True)
    remark = models.CharField("上报说明", max_length=300, blank=True)
    submitted_on = models.DateField("上报日期", null=True)
    submitted_by = models.CharField("上报人", max_length=100, blank=True)
    answered_on = models.DateField("上级答复日期", null=True)
    answered_by = models.CharField("上级答复人", max_length=100, blank=True)
    answer = models.CharField("上级意见", max_length=200, blank=True)
    claimed_on = models.DateField("计入的日期", null=True)

    class Meta(KeptYear.Meta):
        verbose_name = "民主评议党员"
        constraints = [
            models.UniqueConstraint(fields=["org", "year"], name="one_review_a_year"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("began_on")),
                name="review_ends_after_it_begins",
                violation_error_message="结束评议日期不能早于开展评议日期",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[RoundState.SUBMITTED, RoundState.SETTLED])
                | (Q(ended_on__isnull=False) & Q(submitted_on__isnull=False)),
                name="submitted_review_has_ended",
            ),
            models.CheckConstraint(
                condition=Q(issued=None, returned=None, valid=None)
                | (Q(valid__gte=0) & Q(returned__gte=F("valid")) & Q(issued__gte=F("returned"))),
                name="review_ballots_only_become_fewer",
                violation_error_message="有效票不多于收回，收回不多于发出",
            ),
        ]


VOTES = ("votes_excellent", "votes_qualified", "votes_basic", "votes_unqualified")
_NO_VOTES = Q(votes_excellent=None, votes_qualified=None, votes_basic=None, votes_unqualified=None)
_ALL_VOTES = Q(votes_excellent__gte=0, votes_qualified__gte=0, votes_basic__gte=0, votes_unqualified__gte=0)


class MemberReview(models.Model):
    """One member in a round. A probationary one takes part and has no grade; nor has a full one who was left ungraded with
    a reason."""

    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="+", verbose_name="民主评议")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="党员")
    name_key = models.CharField("拼音序", max_length=400, db_collation="C", editable=False)
    is_probationary = models.BooleanField("预备党员")
    votes_excellent = models.IntegerField("优秀票", null=True)
    votes_qualified = models.IntegerField("合格票", null=True)
    votes_basic = models.IntegerField("基本合格票", null=True)
    votes_unqualified = models.IntegerField("不合格票", null=True)
    grade = models.CharField("评定等次", max_length=12, choices=Grade.choices(), blank=True)
    opinion = models.CharField("评定意见", max_length=300, blank=True)
    ungraded_why = models.CharField("未定等次原因", max_length=100, blank=True)
    fed_on = models.DateField("反馈日期", null=True)
    signed_on = models.DateField("本人签字日期", null=True)
    own_words = models.CharField("本人意见", max_length=300, blank=True)
    disposal = models.CharField("处置意见", max_length=12, choices=Disposal.choices(), blank=True)
    disposed_on = models.DateField("处置日期", null=True)
    disposal_basis = models.CharField("处置依据", max_length=120, blank=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "党员评议"
        indexes = [models.Index(fields=["person"], name="member_review_by_person")]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="a_member_reviewed_once_a_round"),
            models.CheckConstraint(
                condition=Q(is_probationary=False) | Q(grade=""),
                name="probationary_member_has_no_grade",
                violation_error_message="预备党员参加评议，不定等次",
            ),
            models.CheckConstraint(condition=Q(grade="") | Q(ungraded_why=""), name="graded_or_a_reason"),
            models.CheckConstraint(condition=_NO_VOTES | _ALL_VOTES, name="votes_of_all_grades_or_none"),
            models.CheckConstraint(
                condition=Q(signed_on=None) | Q(fed_on__isnull=False), name="signed_after_it_was_fed_back"
            ),
            models.CheckConstraint(
                condition=Q(disposal="") | Q(disposed_on__isnull=False), name="disposal_has_its_day"
            ),
        ]
